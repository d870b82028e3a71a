//! C10: a decision of a kind that needs it has no effect until a later meeting confirms it.
//!
//! An item for ratification that confirms another is *ratified* when so many days have passed since that was approved, and
//! it takes effect; *not ratified*, the waiting ends without effect. Where nothing waits there is nothing to ratify.

use crate::committees::Terms;
use crate::ids::CommitteeId;
use crate::meetings::{Item, Outcome, Sitting, ToConfirm};
use crate::verdict::{Code, Reason};

/// Whether an outcome waits to be confirmed.
#[must_use]
pub fn must_wait(terms: Option<&Terms>, item: &Item, outcome: Outcome) -> bool {
    let kind = item.decision_type.as_ref().filter(|_| outcome == Outcome::Approved);
    kind.is_some_and(|kind| terms.is_some_and(|terms| terms.needs_confirmation.contains_key(kind)))
}

/// What stands against an outcome of an item that confirms the decision of another.
#[must_use]
pub fn reasons(sitting: &Sitting, item: &Item, committee: CommitteeId, outcome: Outcome) -> Vec<Reason> {
    let Some(confirmed) = item.confirms.filter(|_| matches!(outcome, Outcome::Ratified | Outcome::NotRatified)) else {
        return Vec::new();
    };
    let taken: Vec<&ToConfirm> = sitting.to_confirm.iter().filter(|one| one.item == confirmed).collect();
    // A committee confirms its own decision; one that had no part in it confirms those of all that had.
    let has_own = taken.iter().any(|one| one.committee == committee);
    let meant: Vec<&ToConfirm> = taken.into_iter().filter(|one| !has_own || one.committee == committee).collect();
    let waiting: Vec<(&ToConfirm, u32)> = meant.into_iter().filter_map(|one| Some((one, one.waits?))).collect();
    if waiting.is_empty() {
        let detail = format!("Item {} confirms a decision, and none of that item waits to be confirmed.", item.number);
        return vec![
            Reason::new(Code::OutOfPhase, "C10", detail)
                .facts([item.id.subject(), confirmed.subject()])
                .cure("Record that the item is deferred or that there is no decision on it."),
        ];
    }
    let too_soon = |(one, days): &(&ToConfirm, u32)| {
        let earliest = one.taken.plus_days(i64::from(*days));
        (outcome == Outcome::Ratified && sitting.day < earliest).then(|| {
            let (taken, earliest) = (one.taken.long(), earliest.long());
            let detail = format!("What was approved on {taken} is confirmed {days} days on at the earliest, from {earliest}.");
            Reason::new(Code::PeriodInvalid, "C10", detail)
                .facts([item.id.subject(), one.decision.subject()])
                .cure(format!("Record that the item is deferred, and confirm it at a meeting on or after {earliest}."))
        })
    };
    waiting.iter().filter_map(too_soon).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::ids::{DecisionId, ItemId};
    use crate::meetings::scene::{Scene, day};

    /// A ratification of what was approved on a day, and waits for so long.
    fn scene(taken: &str, waits: Option<u32>) -> Scene {
        let mut scene = Scene::of("a:lay!chair");
        let (confirmed, committee) = (ItemId::new(), scene.at().committee.id);
        scene.change(|item| item.confirms = Some(confirmed));
        let one =
            ToConfirm { item: confirmed, committee, decision: DecisionId::new(), outcome: Outcome::Approved, taken: day(taken), waits };
        scene.sitting.to_confirm.push(one);
        scene
    }

    fn codes(scene: &Scene, outcome: Outcome) -> Vec<Code> {
        reasons(&scene.sitting, scene.item(), scene.at().committee.id, outcome).into_iter().map(|reason| reason.code).collect()
    }

    #[test]
    fn a_decision_is_confirmed_so_many_days_on_and_no_sooner() {
        // The meeting is on 6 March.
        for (taken, expected) in [("2018-02-06", false), ("2018-02-05", false), ("2018-02-07", true), ("2018-03-06", true)] {
            let scene = scene(taken, Some(28));
            assert_eq!(codes(&scene, Outcome::Ratified) == [Code::PeriodInvalid], expected, "{taken}");
            assert!(codes(&scene, Outcome::NotRatified).is_empty(), "its waiting may end at once");
            assert!(codes(&scene, Outcome::Deferred).is_empty());
        }
        assert!(codes(&scene("2018-03-06", Some(0)), Outcome::Ratified).is_empty());
    }

    #[test]
    fn what_does_not_wait_is_not_ratified() {
        for outcome in [Outcome::Ratified, Outcome::NotRatified] {
            assert_eq!(codes(&scene("2018-01-01", None), outcome), [Code::OutOfPhase]);
            let mut none = scene("2018-01-01", Some(28));
            none.sitting.to_confirm.clear();
            assert_eq!(codes(&none, outcome), [Code::OutOfPhase]);
            none.change(|item| item.confirms = None);
            assert!(codes(&none, outcome).is_empty(), "it confirms nothing");
        }
    }

    #[test]
    fn a_committee_confirms_its_own_decision_or_where_it_took_none_that_of_others() {
        let mut scene = scene("2018-01-01", None);
        let other = CommitteeId::new();
        let waiting = ToConfirm { committee: other, waits: Some(28), ..scene.sitting.to_confirm.first().unwrap().clone() };
        scene.sitting.to_confirm.push(waiting);
        assert_eq!(codes(&scene, Outcome::Ratified), [Code::OutOfPhase], "its own waits for nothing");
        scene.sitting.to_confirm.remove(0);
        assert!(codes(&scene, Outcome::Ratified).is_empty());
    }

    #[test]
    fn only_an_approval_of_a_kind_that_the_terms_name_waits() {
        let mut scene = Scene::under("a:lay", json!({"needs_confirmation": {"closure": 28}}));
        let waits = |scene: &Scene, outcome| must_wait(scene.at().terms.as_ref(), scene.item(), outcome);
        assert!(!waits(&scene, Outcome::Approved));
        scene.change(|item| item.decision_type = Some("closure".into()));
        assert!(waits(&scene, Outcome::Approved));
        assert!(!waits(&scene, Outcome::Rejected));
        scene.change(|item| item.decision_type = Some("opening".into()));
        assert!(!waits(&scene, Outcome::Approved));
    }
}
