//! C1.3, C10: what was ruled on an item rests on what the item is about, at what stage, for which committees, and under which
//! policy: by these a ruling was proposed, held against a floor, and given a reason or none. While it stands, none of them
//! changes under it; else a floor that only a guardian lifts could be walked round by stating the item otherwise, ruling, and
//! stating it as it is.

use std::collections::BTreeSet;

use super::Item;
use crate::ids::{CommitteeId, ItemId};
use crate::meetings::Sitting;
use crate::moment::Date;
use crate::policy::Policy;
use crate::verdict::{Code, Reason};

const CURE: &str = "Strike that ruling first, with its reason; then state it, and rule anew.";

/// Whether a ruling stands on any of some items.
#[must_use]
pub fn is_ruled_on(sitting: &Sitting, items: impl IntoIterator<Item = ItemId>) -> bool {
    let items: BTreeSet<ItemId> = items.into_iter().collect();
    sitting.book.rulings.iter().any(|ruling| items.contains(&ruling.item))
}

/// Items of the meeting stated otherwise, on which rulings stand: `stated` are those that would be others.
#[must_use]
pub fn stated_otherwise(sitting: &Sitting, stated: &[Item]) -> Vec<Reason> {
    let is_judged_otherwise = |was: &Item, is: &Item| {
        was.effective_stage() != is.effective_stage() || was.affects != is.affects || was.committees != is.committees
    };
    let mut reasons = Vec::new();
    for is in stated {
        let Some(was) = sitting.item(is.id).filter(|was| is_judged_otherwise(was, is)) else { continue };
        let Some(ruling) = sitting.book.rulings.iter().rev().find(|ruling| ruling.item == is.id) else { continue };
        let (name, number) = (sitting.name(ruling.person), &was.number);
        let detail = format!("{name} was ruled on for item {number} as it stands: by what it is about, its stage and its committees.");
        let reason = Reason::new(Code::OthersRestOnIt, "C1.3", detail).facts([was.id.subject(), ruling.id.subject()]);
        reasons.push(reason.cure(CURE));
    }
    reasons
}

/// The meeting moved to a day: `then` says under which policy each committee would be.
#[must_use]
pub fn on_another_day(sitting: &Sitting, to: Date, then: &[(CommitteeId, Policy)]) -> Vec<Reason> {
    let Some(ruling) = sitting.book.rulings.last() else { return Vec::new() };
    let mut reasons = Vec::new();
    for (committee, policy) in then {
        let Some(at) = sitting.committee(*committee).filter(|at| at.policy != *policy) else { continue };
        let (name, day) = (sitting.name(ruling.person), to.long());
        let detail = format!(
            "{name} was ruled on under the policy of {} on the day of the meeting; on {day} another is in force.",
            at.committee.name
        );
        let reason = Reason::new(Code::OthersRestOnIt, "C1.3", detail).fact(sitting.meeting.id.subject()).fact(ruling.id.subject());
        reasons.push(reason.cure(CURE));
    }
    reasons
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::meetings::Affected;
    use crate::meetings::scene::{Scene, day};
    use crate::policy::{Overrides, PackName, Purpose, Stage, Treatment, packs};

    #[test]
    fn while_a_ruling_stands_its_item_is_not_stated_otherwise() {
        let mut scene = Scene::of("chair:lay!chair gp:gp");
        let otherwise = |scene: &Scene, change: fn(&mut Item)| {
            let mut item = scene.item().clone();
            change(&mut item);
            stated_otherwise(&scene.sitting, &[item]).len()
        };
        type Change = (fn(&mut Item), usize);
        let changes: [Change; 6] = [
            (|item| item.title = "Another title".into(), 0),
            (|item| item.number = "9".into(), 0),
            (|item| item.stage = Some(Stage::Strategy), 1),
            (|item| item.purpose = Purpose::Discussion, 1),
            (|item| item.affects.push(Affected::Person(crate::ids::PersonId::new())), 1),
            (|item| item.committees.push(CommitteeId::new()), 1),
        ];
        for (change, _) in changes {
            assert_eq!(otherwise(&scene, change), 0, "nothing was ruled");
        }
        scene.rule("gp", Treatment::Leave);
        for (n, (change, expected)) in changes.into_iter().enumerate() {
            assert_eq!(otherwise(&scene, change), expected, "change {n}");
        }
    }

    #[test]
    fn while_a_ruling_stands_its_meeting_is_not_moved_under_another_policy() {
        let mut scene = Scene::of("chair:lay!chair gp:gp");
        let committee = scene.at().committee.id;
        let pack = |name: PackName| {
            let pack = packs::named(name).unwrap();
            Policy::new(pack, pack.from, &Overrides::default())
        };
        let moved = |scene: &Scene, policy: Policy| on_another_day(&scene.sitting, day("2018-04-03"), &[(committee, policy)]).len();
        let same = scene.at().policy.clone();
        assert_eq!((moved(&scene, pack(PackName::Ccg2014)), moved(&scene, same.clone())), (0, 0), "nothing was ruled");
        scene.rule("gp", Treatment::Leave);
        assert_eq!((moved(&scene, pack(PackName::Ccg2014)), moved(&scene, same)), (1, 0));
    }
}
