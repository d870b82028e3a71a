//! C10, A7.1: what was decided is decided again at a later meeting, on an item that says which it takes again.
//!
//! A committee takes again what it decided itself, by an outcome that decides. With that the first decision has no effect
//! any more, and a query on it ends; it stays as it was recorded. Where nothing stands there is nothing to take again.

use super::decide::decides;
use crate::ids::{CommitteeId, DecisionId};
use crate::meetings::{Item, Sitting, ToConfirm};
use crate::verdict::{Code, Reason};

/// The decision that one of a committee on an item takes again; none where the item takes none again.
///
/// # Errors
/// `out_of_phase`, where the committee has decided nothing of that item that still stands.
pub fn first(sitting: &Sitting, item: &Item, committee: CommitteeId) -> Result<Option<DecisionId>, Box<Reason>> {
    let Some(earlier) = item.decides_again else { return Ok(None) };
    let is_meant = |one: &&ToConfirm| (one.item, one.committee) == (earlier, committee) && decides(one.outcome);
    let stands = sitting.to_confirm.iter().find(is_meant);
    stands.map(|one| Some(one.decision)).ok_or_else(|| {
        let detail = format!("Item {} decides another again, of which the committee has decided nothing that still stands.", item.number);
        let reason = Reason::new(Code::OutOfPhase, "C10", detail).facts([item.id.subject(), earlier.subject()]);
        Box::new(reason.cure("Record that the item is deferred, and put it onto a later agenda as an item that decides nothing again."))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ids::ItemId;
    use crate::meetings::Outcome;
    use crate::meetings::scene::{Scene, day};

    #[test]
    fn a_committee_takes_again_what_it_decided_itself_and_stands() {
        let mut scene = Scene::of("chair:lay!chair a:lay");
        let committee = scene.at().committee.id;
        let asked = |scene: &Scene| first(&scene.sitting, scene.item(), committee).map_err(|reason| reason.code);
        assert_eq!(asked(&scene), Ok(None), "an item like any other");
        let (earlier, decision) = (ItemId::new(), DecisionId::new());
        scene.change(|item| item.decides_again = Some(earlier));
        assert_eq!(asked(&scene), Err(Code::OutOfPhase), "nothing was decided");
        let one = ToConfirm { item: earlier, committee, decision, outcome: Outcome::Approved, taken: day("2018-01-09"), waits: None };
        scene.sitting.to_confirm = vec![ToConfirm { committee: CommitteeId::new(), ..one.clone() }];
        assert_eq!(asked(&scene), Err(Code::OutOfPhase), "by another committee");
        scene.sitting.to_confirm.push(ToConfirm { outcome: Outcome::Deferred, ..one.clone() });
        assert_eq!(asked(&scene), Err(Code::OutOfPhase), "it was put off");
        scene.sitting.to_confirm.push(one);
        assert_eq!(asked(&scene), Ok(Some(decision)));
    }
}
