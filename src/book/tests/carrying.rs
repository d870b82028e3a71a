//! C10: examples around every boundary of carrying an item over.

use super::super::rules::carrying::carry;
use crate::ids::{CommitteeId, MeetingId};
use crate::meetings::scene::{Scene, day, item};
use crate::meetings::{Meeting, MeetingState, Outcome, Said};

/// The next meeting of the committee.
fn next(scene: &Scene) -> Meeting {
    let (id, date) = (MeetingId::new(), day("2018-04-03"));
    Meeting { id, date, reference: "C/2018/04/03".into(), state: MeetingState::Called, ..scene.sitting.meeting.clone() }
}

fn to(scene: &Scene, change: impl FnOnce(&mut Meeting)) -> String {
    let mut there = next(scene);
    change(&mut there);
    super::outcome(carry(&scene.sitting, scene.item(), &there, 3, 5).map_err(Into::into))
}

fn decided(outcome: Outcome) -> Scene {
    let mut scene = Scene::of("a:lay!chair b:lay");
    scene.decide(outcome);
    scene
}

#[test]
fn what_was_put_off_is_carried_over_and_nothing_else() {
    for outcome in Outcome::ALL {
        let expected = if *outcome == Outcome::Deferred { "taken" } else { "decision_final" };
        assert_eq!(to(&decided(*outcome), |_| ()), expected, "{outcome}");
    }
    assert_eq!(to(&Scene::of("a:lay!chair"), |_| ()), "out_of_phase", "nothing was recorded");
    let mut cancelled = Scene::of("a:lay!chair");
    cancelled.not_convened();
    cancelled.enter(Said::Ended { cancelled: true });
    assert_eq!(to(&cancelled, |_| ()), "taken", "its meeting was cancelled");
}

#[test]
fn every_committee_and_every_part_that_decided_must_have_put_it_off() {
    let with = |outcome: Outcome| {
        let mut scene = Scene::of("a:lay!chair");
        let mut part = item("1.1", 1);
        part.part_of = Some(scene.item().id);
        let id = part.id;
        scene.sitting.items.push(part);
        scene.decide_of(id, outcome);
        to(&scene, |_| ())
    };
    assert_eq!(with(Outcome::Deferred), "taken", "a part of it was");
    assert_eq!(with(Outcome::Approved), "decision_final");
    let mut common = Scene::of("a:lay!chair");
    let other = common.in_common();
    common.decide(Outcome::Deferred);
    assert_eq!(to(&common, |_| ()), "taken", "the other has recorded nothing");
    let theirs = crate::meetings::Decided { committee: other, ..common.decided(common.item().id, Outcome::Noted) };
    common.enter(Said::Decided(theirs));
    assert_eq!(to(&common, |_| ()), "decision_final");
}

#[test]
fn it_goes_to_a_later_meeting_of_all_its_committees_that_is_still_to_come() {
    let scene = decided(Outcome::Deferred);
    assert_eq!(to(&scene, |there| there.date = day("2018-03-06")), "period_invalid", "the same day");
    assert_eq!(to(&scene, |there| there.date = day("2018-03-07")), "taken");
    assert_eq!(to(&scene, |there| there.committees = vec![CommitteeId::new()]), "item_not_in_this_committee");
    assert_eq!(to(&scene, |there| there.committees.push(CommitteeId::new())), "taken", "of others besides");
    for state in [MeetingState::Open, MeetingState::Adjourned, MeetingState::Closed, MeetingState::Cancelled] {
        assert_eq!(to(&scene, |there| there.state = state), "meeting_not_open", "{state}");
    }
}

#[test]
fn it_is_carried_over_once() {
    let mut scene = decided(Outcome::Deferred);
    let id = scene.item().id;
    scene.sitting.carried.insert(id);
    assert_eq!(to(&scene, |_| ()), "duplicate");
    assert_eq!(to(&scene, |there| there.date = day("2018-03-05")), "duplicate, period_invalid", "every reason that holds");
}
