//! C10: examples around every boundary of what is written late.

use super::*;
use crate::declarations::Category;
use crate::meetings::{Affected, Begun, Choice, Event, Outcome, Reopened, Ruling, Vote};
use crate::organisations::OrganisationKind;
use crate::policy::{Phase, Treatment};

/// In its decision phase from 14:00, `a` for and `c` against at 14:10, decided at 14:20 or not at all.
fn scene(decided: Option<Outcome>) -> Scene {
    let mut scene = Scene::of("chair:lay!chair a:lay b:lay c:lay");
    scene.clock("14:00");
    scene.begin(Phase::Decision);
    scene.clock("14:10");
    scene.votes("a b", "c");
    scene.clock("14:20");
    match decided {
        Some(outcome) => drop(scene.decide(outcome)),
        None => scene.arrive("visitor"),
    }
    scene
}

/// Somebody comes or goes, at a time.
fn attend(scene: &mut Scene, name: &str, event: Event, clock: &str) -> String {
    scene.clock(clock);
    let line = scene.line(name, event);
    enter(scene, Said::Attendance(line))
}

#[test]
fn it_stands_in_its_place_where_everything_after_it_is_still_allowed() {
    let mut scene = scene(None);
    assert_eq!(attend(&mut scene, "b", Event::Leave, "14:15"), "taken");
    assert!(!scene.room().present.contains(&scene.id("b")));
    let act = scene.sitting.book.acts.iter().rev().nth(1).unwrap();
    assert!(act.late.is_some(), "and says so");
    assert_eq!(attend(&mut scene, "c", Event::Leave, "14:05"), "others_rest_on_it", "c voted at 14:10");
    assert_eq!(attend(&mut scene, "a", Event::Leave, "14:20"), "taken", "not before the last: in its turn");
    assert!(scene.sitting.book.acts.last().unwrap().late.is_none());
}

#[test]
fn it_is_refused_by_what_refuses_it_there() {
    let mut scene = scene(None);
    scene.clock("14:30");
    scene.leave("c");
    assert_eq!(attend(&mut scene, "c", Event::Return, "14:25"), "duplicate", "at 14:25 c had not left");
    assert_eq!(attend(&mut scene, "c", Event::Return, "14:31"), "taken");
    let cast = |scene: &mut Scene, clock: &str| {
        scene.clock(clock);
        let (item, committee, person) = (scene.item().id, scene.at().committee.id, scene.id("chair"));
        let (id, seat) = (crate::ids::VoteId::new(), "chair".to_owned());
        enter(scene, Said::Vote(Vote { id, order: 0, item, committee, seat, person, choice: Choice::For }))
    };
    assert_eq!(cast(&mut scene, "13:59"), "vote_not_open");
    assert_eq!(cast(&mut scene, "14:00"), "taken");
    assert_eq!(cast(&mut scene, "14:05"), "seat_already_voted");
}

#[test]
fn nothing_is_written_late_under_a_decision_that_would_rest_on_it() {
    for (outcome, expected) in [(Outcome::Approved, "decision_final"), (Outcome::Noted, "taken"), (Outcome::Deferred, "taken")] {
        let mut scene = scene(Some(outcome));
        assert_eq!(attend(&mut scene, "chair", Event::Leave, "14:15"), expected, "{outcome}");
        assert_eq!(attend(&mut scene, "visitor", Event::Apologies, "14:15"), "taken", "{outcome}: apologies");
        assert_eq!(attend(&mut scene, "b", Event::Leave, "14:25"), "taken", "{outcome}: after it");
    }
}

#[test]
fn nothing_is_decided_late_before_what_was_reopened() {
    let mut scene = scene(Some(Outcome::Rejected));
    let decision = scene.sitting.book.decided.last().unwrap().id;
    scene.clock("14:30");
    scene.reopen(decision, "chair");
    let decide = |scene: &mut Scene, clock: &str| {
        scene.clock(clock);
        let decided = scene.decided(scene.item().id, Outcome::Approved);
        enter(scene, Said::Decided(decided))
    };
    assert_eq!(decide(&mut scene, "14:15"), "others_rest_on_it", "two to one at that time: it would forestall the vote that was lost");
}

fn ruling(scene: &mut Scene, name: &str, treatment: Treatment, clock: &str) -> String {
    scene.clock(clock);
    let (item, person, by, at) = (scene.item().id, scene.id(name), scene.id("chair"), scene.now());
    let id = crate::ids::RulingId::new();
    let proposed = Treatment::Participate;
    enter(scene, Said::Ruling(Ruling { id, order: 0, item, person, treatment, proposed, by, reason: None, over: None, at }))
}

#[test]
fn nobody_is_excluded_after_the_event() {
    let mut open = scene(None);
    assert_eq!(ruling(&mut open, "c", Treatment::Leave, "14:05"), "others_rest_on_it", "c voted since");
    assert_eq!(ruling(&mut open, "c", Treatment::Leave, "14:15"), "taken", "it takes the vote away");
    for outcome in [Outcome::Approved, Outcome::Deferred] {
        let mut decided = scene(Some(outcome));
        assert_eq!(ruling(&mut decided, "chair", Treatment::Note, "14:15"), "ruling_on_self", "by its own law first");
        assert_eq!(ruling(&mut decided, "c", Treatment::Leave, "14:15"), "decision_final", "{outcome}");
        assert_eq!(ruling(&mut decided, "c", Treatment::Leave, "14:25"), "decision_final", "the item is closed");
    }
}

#[test]
fn an_interest_told_late_touches_no_decision_before_which_it_would_stand() {
    let told = |decided: Option<Outcome>, clock: &str| {
        let mut scene = scene(decided);
        let practice = scene.body("P", OrganisationKind::GpPractice);
        scene.affects(Affected::Organisation(practice));
        scene.interest("c", Category::Financial, Some(practice));
        let id = scene.sitting.interests.last().unwrap().id;
        scene.sitting.told_here.insert(id);
        scene.clock(clock);
        enter(&mut scene, Said::Declared(id))
    };
    assert_eq!(told(Some(Outcome::Approved), "14:15"), "decision_final");
    assert_eq!(told(Some(Outcome::Noted), "14:15"), "decision_final", "whatever its outcome");
    assert_eq!(told(Some(Outcome::Approved), "14:25"), "taken", "told since, it is a late interest");
    assert_eq!(told(None, "14:05"), "others_rest_on_it", "c has voted, and would have awaited a ruling");
    assert_eq!(told(None, "14:15"), "taken");
}

#[test]
fn nothing_is_written_late_once_the_minutes_are_final() {
    let mut scene = scene(Some(Outcome::Approved));
    scene.minute();
    assert_eq!(attend(&mut scene, "b", Event::Leave, "14:15"), "minutes_final");
    assert_eq!(attend(&mut scene, "visitor", Event::Apologies, "14:15"), "minutes_final");
}

fn flags(scene: &Scene) -> Vec<String> {
    scene.sitting.book.decided.last().unwrap().flags.clone()
}

fn decide(scene: &mut Scene, outcome: Outcome, clock: &str) -> String {
    scene.clock(clock);
    let decided = scene.decided(scene.item().id, outcome);
    enter(scene, Said::Decided(decided))
}

#[test]
fn a_decision_written_late_says_so_for_good() {
    let mut scene = self::scene(None);
    assert_eq!(decide(&mut scene, Outcome::Approved, "14:19"), "taken");
    assert_eq!(flags(&scene), ["written_late"]);
    let mut in_turn = self::scene(None);
    assert_eq!(decide(&mut in_turn, Outcome::Approved, "14:20"), "taken");
    assert!(flags(&in_turn).is_empty());
    let mut early = self::scene(None);
    assert_eq!(
        decide(&mut early, Outcome::Deferred, "14:05"),
        "others_rest_on_it, others_rest_on_it, others_rest_on_it",
        "three votes since"
    );
}

#[test]
fn so_does_one_whose_phase_was_written_late_until_it_is_taken_again() {
    let mut scene = Scene::of("chair:lay!chair a:lay");
    scene.clock("14:20");
    scene.arrive("visitor");
    scene.clock("14:00");
    let (item, at) = (scene.item().id, scene.now());
    let begun = Begun { item, phase: Phase::Decision, at, proceed: None, order: 0, by_decision: None, late: false };
    assert_eq!(enter(&mut scene, Said::Begun(begun)), "taken");
    scene.clock("14:21");
    scene.votes("a", "");
    assert_eq!(decide(&mut scene, Outcome::Approved, "14:22"), "taken");
    assert_eq!(flags(&scene), ["written_late"]);
    // A decision that was itself written late is asked anew.
    let mut late = self::scene(None);
    assert_eq!(decide(&mut late, Outcome::Approved, "14:19"), "taken");
    late.clock("14:30");
    let (decision, by, at) = (late.sitting.book.decided.last().unwrap().id, late.id("chair"), late.now());
    let again = Reopened { decision, by, reason: "It was a slip.".into(), at };
    assert_eq!(enter(&mut late, Said::Reopened(again)), "taken");
    late.votes("a", "");
    assert_eq!(decide(&mut late, Outcome::Approved, "14:31"), "taken");
    assert_eq!(flags(&late), ["retaken"]);
}

#[test]
fn nothing_is_reopened_late() {
    let mut scene = scene(Some(Outcome::Approved));
    scene.clock("14:30");
    scene.apologise("visitor");
    scene.clock("14:25");
    let (decision, by, at) = (scene.sitting.book.decided.last().unwrap().id, scene.id("chair"), scene.now());
    let again = || Said::Reopened(Reopened { decision, by, reason: "It was a slip.".into(), at });
    assert_eq!(enter(&mut scene, again()), "time_required");
    scene.clock("14:30");
    assert_eq!(enter(&mut scene, again()), "taken");
}

#[test]
fn nobody_who_was_counted_is_made_to_have_gone_before_it_was_reopened() {
    let reopened = || {
        let mut scene = scene(Some(Outcome::Rejected));
        let decision = scene.sitting.book.decided.last().unwrap().id;
        scene.clock("14:30");
        scene.reopen(decision, "chair");
        scene
    };
    for (name, clock, expected) in [
        ("c", "14:05", "taken"),
        ("c", "14:15", "others_rest_on_it"),
        ("c", "14:25", "others_rest_on_it"),
        ("chair", "14:25", "others_rest_on_it"),
        ("c", "14:31", "taken"),
    ] {
        // At 14:05 nobody of that name was there to cast the vote of 14:10: that was the slip.
        assert_eq!(attend(&mut reopened(), name, Event::Leave, clock), expected, "{name} {clock}");
    }
    let silent = |clock: &str| {
        let mut scene = Scene::of("chair:lay!chair a:lay b:lay");
        scene.clock("14:00");
        scene.begin(Phase::Decision);
        scene.votes("a", "");
        scene.clock("14:20");
        let decision = scene.decide(Outcome::Approved);
        scene.clock("14:30");
        scene.reopen(decision, "chair");
        attend(&mut scene, "b", Event::Leave, clock)
    };
    assert_eq!(silent("14:15"), "taken", "who said nothing was counted in the room alone");
    assert_eq!(silent("14:25"), "others_rest_on_it");
}
