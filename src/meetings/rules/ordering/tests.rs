#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::ids::{PersonId, RulingId};
use crate::meetings::acts::{Outcome, Over, Said};
use crate::meetings::scene::{Scene, item};
use crate::policy::{Phase, Stage};

/// Four items of one procurement at evaluation, the last in two parts; before the meeting.
fn scene() -> Scene {
    let mut scene = Scene::of("chair:lay!chair g:gp");
    let (mut part, mut other) = (item("4.1", 4), item("4.2", 4));
    let fourth = item("4", 4);
    (part.part_of, other.part_of) = (Some(fourth.id), Some(fourth.id));
    scene.sitting.items.extend([item("2", 2), item("3", 3), fourth, part, other]);
    for item in &mut scene.sitting.items {
        (item.procurement, item.stage) = (Some("p".into()), Some(Stage::Evaluation));
    }
    scene.not_convened();
    scene
}

fn id(scene: &Scene, number: &str) -> ItemId {
    scene.sitting.items.iter().find(|item| item.number == number).unwrap().id
}

fn asked(scene: &Scene, numbers: &str, beside: &[Beside]) -> Result<MayOrder, Error> {
    let items: Vec<ItemId> = numbers.split_whitespace().map(|number| id(scene, number)).collect();
    order(&scene.sitting, &items, beside)
}

/// What comes of it: the numbers in their new order of those that moved, or the code of every reason or fault.
fn outcome(scene: &Scene, numbers: &str) -> String {
    match asked(scene, numbers, &[]) {
        Ok(may) => may.moved.iter().map(|moved| moved.number.clone()).collect::<Vec<_>>().join(" "),
        Err(Error::Refused(refused)) => refused.reasons.iter().map(|reason| reason.code.as_str()).collect::<Vec<_>>().join(" "),
        Err(Error::Invalid(faults)) => faults.iter().map(|fault| format!("{}:{}", fault.pointer, fault.code)).collect::<Vec<_>>().join(" "),
        Err(Error::AsItStands) => "as it stands".to_owned(),
        Err(other) => other.to_string(),
    }
}

fn rule(scene: &mut Scene, number: &str, treatment: Treatment) {
    let item = id(scene, number);
    scene.rule_on(item, "g", treatment, PersonId::new());
}

#[test]
fn the_whole_agenda_is_put_in_order_or_nothing() {
    let scene = scene();
    assert_eq!(outcome(&scene, "1 2 3 4"), "as it stands");
    assert_eq!(outcome(&scene, "2 1 3"), "/items:required");
    assert_eq!(outcome(&scene, "2 1 3 4 2"), "/items/4:duplicate");
    assert_eq!(outcome(&scene, "2 1 3 4.1"), "/items/3:part /items:required");
    let mut items: Vec<ItemId> = ["1", "2", "3", "4"].map(|number| id(&scene, number)).to_vec();
    items.push(ItemId::new());
    assert!(matches!(order(&scene.sitting, &items, &[]), Err(Error::Invalid(faults)) if faults.len() == 1));
}

#[test]
fn numbers_stay_at_their_places_until_people_have_the_agenda_and_parts_go_with_their_item() {
    let mut scene = scene();
    assert_eq!(outcome(&scene, "4 1 2 3"), "1 1.1 1.2 2 3 4");
    scene.sitting.book.agenda_published = true;
    assert_eq!(outcome(&scene, "4 1 2 3"), "4 4.1 4.2 1 2 3", "called as it is called there");
    let moved = asked(&scene, "4 1 2 3", &[]).unwrap().moved;
    assert_eq!(moved.iter().map(|moved| moved.position).collect::<Vec<_>>(), [1, 1, 1, 2, 3, 4]);
}

#[test]
fn what_is_called_otherwise_than_by_a_number_keeps_its_name() {
    let mut scene = scene();
    scene.sitting.items.iter_mut().find(|item| item.number == "3").unwrap().number = "AOB".into();
    assert_eq!(outcome(&scene, "AOB 2 1 4"), "AOB 1 2", "they stay at their places among the rest");
    // A part that was called after another item: then nobody is called anew.
    scene.sitting.items.last_mut().unwrap().number = "1.1".into();
    assert_eq!(outcome(&scene, "4 2 AOB 1"), "4 4.1 1.1 1");
}

#[test]
fn what_was_taken_is_history() {
    let mut scene = scene();
    scene.sitting.items.iter_mut().for_each(|item| item.procurement = None);
    scene.sitting.meeting.state = MeetingState::Open;
    let second = id(&scene, "2");
    scene.begin_of(second, Phase::Introduction);
    assert_eq!(outcome(&scene, "3 2 1 4"), "out_of_phase", "3 was behind it");
    assert_eq!(outcome(&scene, "2 1 4 3"), "2 1 4 4.1 4.2 3", "what was taken may come to its place");
    assert_eq!(outcome(&scene, "1 2 4 3"), "4 4.1 4.2 3");
    let third = id(&scene, "3");
    scene.decide_of(third, Outcome::Deferred);
    assert_eq!(outcome(&scene, "3 2 1 4"), "out_of_phase", "nor do two change places that were taken");
    assert_eq!(outcome(&scene, "2 3 1 4"), "2 3 1");
    let decision = scene.sitting.decided(third, scene.at().committee.id).unwrap().id;
    scene.reopen(decision, "chair");
    assert_eq!(outcome(&scene, "1 2 4 3"), "out_of_phase", "though it is to be taken again");
}

#[test]
fn a_part_that_was_taken_holds_its_item() {
    let mut scene = scene();
    let part = id(&scene, "4.1");
    scene.begin_of(part, Phase::Introduction);
    scene.sitting.items.push(item("5", 5));
    assert_eq!(outcome(&scene, "1 2 3 5 4"), "out_of_phase");
}

#[test]
fn what_is_over_has_its_order() {
    let mut scene = scene();
    scene.sitting.meeting.state = MeetingState::Adjourned;
    assert_eq!(outcome(&scene, "2 1 3 4"), "2 1");
    for over in [MeetingState::Closed, MeetingState::Cancelled] {
        scene.sitting.meeting.state = over;
        assert_eq!(outcome(&scene, "2 1 3"), "meeting_not_open", "and nobody is told what the list lacks");
    }
    scene.minute();
    assert_eq!(outcome(&scene, "2 1 3 4"), "minutes_final");
}

#[test]
fn an_exclusion_that_sticks_goes_on_sticking() {
    let mut scene = scene();
    rule(&mut scene, "2", Treatment::LeaveForDecision);
    assert_eq!(outcome(&scene, "1 3 2 4"), "2 3", "what does not stick binds no order");
    rule(&mut scene, "2", Treatment::Leave);
    assert_eq!(outcome(&scene, "1 3 2 4"), "others_rest_on_it");
    let refused = asked(&scene, "1 3 4 2", &[]);
    assert!(matches!(refused, Err(Error::Refused(refused)) if refused.reasons.len() == 2), "each is named");
    assert_eq!(outcome(&scene, "2 1 3 4"), "1 2", "it comes to bind an item of which nothing is settled");
    rule(&mut scene, "1", Treatment::Note);
    assert_eq!(outcome(&scene, "2 1 3 4"), "others_rest_on_it", "but not one that was ruled on without it");
    scene.sitting.items.iter_mut().filter(|item| item.number == "3").for_each(|item| item.procurement = None);
    assert_eq!(outcome(&scene, "1 3 2 4"), "2 3", "another business");
}

#[test]
fn what_was_in_force_when_an_item_was_taken_counts_for_it() {
    let mut scene = scene();
    rule(&mut scene, "2", Treatment::Leave);
    let third = id(&scene, "3");
    scene.decide_of(third, Outcome::Noted);
    rule(&mut scene, "2", Treatment::Note);
    assert_eq!(outcome(&scene, "1 3 2 4"), "others_rest_on_it", "it stuck then, and does no longer");
    assert_eq!(outcome(&scene, "1 4 2 3"), "out_of_phase", "nothing sticks to 4");
}

#[test]
fn nothing_comes_to_bear_on_what_was_decided() {
    let mut scene = scene();
    rule(&mut scene, "3", Treatment::Leave);
    assert_eq!(outcome(&scene, "3 1 2 4"), "1 2 3");
    let second = id(&scene, "2");
    scene.decide_of(second, Outcome::Noted);
    assert_eq!(outcome(&scene, "3 2 1 4"), "out_of_phase others_rest_on_it");
}

#[test]
fn what_the_guardian_let_pass_frees_no_more_and_no_fewer() {
    let mut scene = scene();
    let lifted = |scene: &mut Scene, number: &str| {
        rule(scene, number, Treatment::Note);
        scene.rewrite(|acts| {
            if let Said::Ruling(ruling) = &mut acts.last_mut().unwrap().said {
                ruling.over = Some(Over { by: PersonId::new(), reason: "heard and left".into() });
            }
        });
    };
    lifted(&mut scene, "3");
    assert_eq!(outcome(&scene, "1 3 2 4"), "others_rest_on_it", "2 would be freed");
    assert_eq!(outcome(&scene, "1 2 4 3"), "3 3.1 3.2 4", "4 is freed no longer, and nothing of it is settled");
    rule(&mut scene, "4", Treatment::Note);
    assert_eq!(outcome(&scene, "1 2 4 3"), "others_rest_on_it", "it was ruled on as free");
}

#[test]
fn an_agenda_of_the_same_day_counts_beside_it() {
    let mut scene = scene();
    let beside = Beside {
        item: ItemId::new(),
        meeting: MeetingId::new(),
        reference: "C/2018/03/06-2".into(),
        number: "7".into(),
        title: "the award".into(),
        position: 2,
        procurement: "p".into(),
    };
    let codes = |scene: &Scene, numbers: &str| match asked(scene, numbers, std::slice::from_ref(&beside)) {
        Ok(_) => 0,
        Err(Error::Refused(refused)) => refused.reasons.len(),
        Err(other) => panic!("{other}"),
    };
    assert_eq!(codes(&scene, "3 2 1 4"), 0, "nothing was ruled");
    rule(&mut scene, "1", Treatment::Leave);
    assert_eq!(codes(&scene, "2 1 3 4"), 1 + 1, "it would stick neither to 2 nor to the one there");
    let mut there = scene.sitting.earlier.first().unwrap().clone();
    scene.strike(scene.last());
    assert_eq!(codes(&scene, "2 1 3 4"), 0);
    (there.meeting, there.item, there.business, there.position, there.ruling) =
        (beside.meeting, beside.item, beside.item, 2, RulingId::new());
    scene.sitting.earlier.push(there);
    assert_eq!(codes(&scene, "1 2 4 3"), 0, "both behind it");
    assert!(codes(&scene, "3 2 1 4") > 0);
}
