//! C10: examples of items that leave an agenda.

use super::*;
use crate::book::rules::withdrawing::take_off;
use crate::ids::ItemId;
use crate::meetings::rules::TakenOff;
use crate::meetings::rules::off::Off;
use crate::meetings::scene::item;
use crate::meetings::{MeetingState, Outcome};
use crate::policy::{Phase, Treatment};

/// An item in two parts, before the meeting.
fn scene() -> (Scene, ItemId) {
    let mut scene = Scene::of("chair:lay!chair g:gp");
    let whole = scene.item().id;
    for number in ["1.1", "1.2"] {
        let mut part = item(number, 1);
        part.part_of = Some(whole);
        scene.sitting.items.push(part);
    }
    scene.not_convened();
    (scene, whole)
}

fn asked(scene: &Scene, id: ItemId, how: Off, reason: &str) -> String {
    let (on, reason) = (scene.sitting.item(id).unwrap(), (!reason.is_empty()).then(|| Rationale::parse(reason).unwrap()));
    match take_off(&scene.sitting, on, how, reason.as_ref(), false) {
        Ok(permit) => format!("{} go", permit.items.len()),
        Err(refused) => codes(&refused),
    }
}

#[test]
fn it_is_removed_before_people_have_the_agenda_and_withdrawn_after() {
    let (mut scene, whole) = scene();
    assert_eq!(asked(&scene, whole, Off::Removed, "twice"), "3 go", "with its parts");
    assert_eq!(asked(&scene, whole, Off::Withdrawn, "twice"), "out_of_phase");
    assert_eq!(asked(&scene, whole, Off::Removed, ""), "reason_required");
    scene.sitting.book.agenda_published = true;
    assert_eq!(asked(&scene, whole, Off::Removed, ""), "out_of_phase, reason_required", "every reason");
    assert_eq!(asked(&scene, whole, Off::Withdrawn, "not ready"), "3 go");
    scene.sitting.book.agenda_published = false;
    scene.sitting.meeting.state = MeetingState::Adjourned;
    assert_eq!(asked(&scene, whole, Off::Withdrawn, "not ready"), "3 go", "whoever came has seen what it is about");
    assert_eq!(asked(&scene, whole, Off::Removed, "twice"), "out_of_phase");
    scene.sitting.meeting.state = MeetingState::Closed;
    assert_eq!(asked(&scene, whole, Off::Withdrawn, "not ready"), "meeting_not_open");
    scene.minute();
    assert_eq!(asked(&scene, whole, Off::Withdrawn, "not ready"), "minutes_final");
}

#[test]
fn what_was_begun_or_decided_of_it_keeps_it_and_once_is_enough() {
    let (mut scene, whole) = scene();
    scene.sitting.book.agenda_published = true;
    let part = scene.sitting.items.last().unwrap().id;
    scene.begin_of(part, Phase::Introduction);
    assert_eq!(asked(&scene, whole, Off::Withdrawn, "not ready"), "out_of_phase");
    let decision = scene.decide_of(part, Outcome::Deferred);
    assert_eq!(asked(&scene, whole, Off::Withdrawn, "not ready"), "decision_final");
    scene.reopen(decision, "chair");
    assert_eq!(asked(&scene, part, Off::Withdrawn, "not ready"), "out_of_phase", "it is to be taken again");
    let other = scene.sitting.items.get_mut(1).unwrap();
    other.off = Some(TakenOff { how: Off::Withdrawn, because: "not ready".into(), at: Instant::now() });
    let other = other.id;
    assert_eq!(asked(&scene, other, Off::Withdrawn, "again"), "duplicate");
}

#[test]
fn a_slip_has_nothing_that_rests_on_it() {
    let (mut scene, whole) = scene();
    scene.rule("g", Treatment::Leave);
    assert_eq!(asked(&scene, whole, Off::Removed, "twice"), "others_rest_on_it");
    scene.strike(scene.last());
    assert_eq!(asked(&scene, whole, Off::Removed, "twice"), "3 go");
    scene.rule("g", Treatment::Leave);
    scene.sitting.book.agenda_published = true;
    assert_eq!(asked(&scene, whole, Off::Withdrawn, "not ready"), "3 go", "what was ruled stays");
}

#[test]
fn what_was_decided_urgently_waits_for_it() {
    let (mut scene, whole) = scene();
    scene.sitting.book.agenda_published = true;
    let on = scene.sitting.item(whole).unwrap();
    let refused = take_off(&scene.sitting, on, Off::Withdrawn, Some(&because()), true).map(drop);
    assert_eq!(refused.map_err(|refused| codes(&refused)), Err("decision_final".to_owned()));
}
