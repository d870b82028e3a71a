//! C10: examples around every boundary of striking, and of writing in the stead of what was struck.

use super::*;
use crate::attendance::admit;
use crate::book::NewAttendance;
use crate::declarations::Category;
use crate::meetings::scene::{day, moment};
use crate::meetings::{Affected, Choice, Event, Outcome};
use crate::organisations::OrganisationKind;
use crate::policy::{Phase, Treatment};
use crate::votes::{CastVote, tally};

/// The item under vote, `a` and `b` for and `c` against.
fn voted() -> Scene {
    let mut scene = Scene::of("chair:lay!chair a:lay b:lay c:lay");
    scene.clock("14:00");
    scene.begin(Phase::Decision);
    scene.clock("14:10");
    scene.votes("a b", "c");
    scene
}

pub(super) fn vote_of(scene: &Scene, name: &str) -> FactId {
    let is = is_of(scene, name);
    *all(scene, |said| matches!(said, Said::Vote(_)) && is(said)).last().unwrap()
}

pub(super) fn arrival_of(scene: &Scene, name: &str) -> FactId {
    let is = is_of(scene, name);
    *all(scene, |said| matches!(said, Said::Attendance(_)) && is(said)).first().unwrap()
}

pub(super) fn count(scene: &Scene) -> (String, String) {
    let tally = tally(&scene.sitting, &scene.room(), scene.item(), scene.at());
    (tally.for_.to_string(), tally.against.to_string())
}

#[test]
fn a_vote_struck_and_cast_again_leaves_the_count_as_it_was() {
    let mut scene = voted();
    let before = count(&scene);
    let id = vote_of(&scene, "c");
    assert_eq!(strike(&mut scene, id, None), "taken");
    assert_ne!(count(&scene), before);
    scene.vote("c", Choice::Against);
    assert_eq!(count(&scene), before);
    scene.strike(scene.last());
    scene.vote("c", Choice::For);
    assert_eq!(count(&scene), ("3".to_owned(), "0".to_owned()), "or otherwise, as it should have been");
}

#[test]
fn what_a_decision_rests_on_is_not_struck() {
    for (decided, expected) in [(Outcome::Approved, "decision_final"), (Outcome::Deferred, "decision_final")] {
        let mut scene = voted();
        scene.decide(decided);
        let id = vote_of(&scene, "c");
        assert_eq!(strike(&mut scene, id, None), expected, "a vote: {decided}");
    }
    for (decided, expected) in [(Outcome::Approved, "decision_final"), (Outcome::Noted, "taken")] {
        let mut scene = voted();
        scene.arrive("visitor");
        let id = scene.last();
        scene.decide(decided);
        assert_eq!(strike(&mut scene, id, None), expected, "who was there: {decided}");
    }
    let mut scene = voted();
    scene.decide(Outcome::Approved);
    scene.leave("c");
    let id = scene.last();
    assert_eq!(strike(&mut scene, id, None), "taken", "what came after it");
    let mut scene = voted();
    let decision = scene.decide(Outcome::Approved);
    scene.reopen(decision, "chair");
    let id = arrival_of(&scene, "chair");
    let both = "others_rest_on_it, others_rest_on_it";
    assert_eq!(strike(&mut scene, id, None), both, "nothing rests on a reopened decision, but the phase and the reopening on the chair");
}

#[test]
fn a_false_entry_is_struck_once_the_decision_is_reopened_and_nobody_is_made_to_have_gone() {
    let mut scene = voted();
    let decision = scene.decide(Outcome::Rejected);
    scene.leave("b");
    scene.come_back("b");
    let back = scene.last();
    scene.reopen(decision, "chair");
    let id = arrival_of(&scene, "c");
    assert_eq!(strike(&mut scene, id, None), "taken", "c was never there, and so was not counted");
    assert_eq!(strike(&mut scene, back, None), "others_rest_on_it", "b was, and would have gone when it was reopened");
}

#[test]
fn what_would_not_have_been_allowed_without_it_is_named() {
    let mut scene = voted();
    let (id, vote) = (arrival_of(&scene, "c"), vote_of(&scene, "c"));
    let refused = strike_for(&scene, id, None, Some(&because())).unwrap_err();
    assert_eq!(codes(&refused), "others_rest_on_it");
    let reason = refused.reasons.first().unwrap();
    assert_eq!(reason.facts, [format!("vote:{}", vote.uuid())]);
    assert!(reason.detail.starts_with("The vote of c on item 1 (against) at 14:10 would not have been allowed:"), "{}", reason.detail);
    assert_eq!(strike(&mut scene, vote, None), "taken", "the cure is to strike that first");
    assert_eq!(strike(&mut scene, id, None), "taken");
    let mut scene = voted();
    let phase = *all(&scene, |said| matches!(said, Said::Begun(_))).first().unwrap();
    assert_eq!(strike(&mut scene, phase, None), "others_rest_on_it, others_rest_on_it, others_rest_on_it", "each of three votes");
}

#[test]
fn what_is_declared_afterwards_frees_nothing_of_what_others_rest_on() {
    let mut scene = voted();
    let id = arrival_of(&scene, "c");
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.affects(Affected::Organisation(practice));
    let interest = scene.interest("c", Category::Financial, Some(practice));
    interest.entered = i64::MAX;
    assert_eq!(strike(&mut scene, id, None), "others_rest_on_it", "the vote was allowed, and without the arrival would not have been");
}

#[test]
fn a_strike_has_a_reason_and_every_reason_against_it_is_given() {
    let mut scene = voted();
    let (id, arrival) = (vote_of(&scene, "c"), arrival_of(&scene, "c"));
    let blank = Rationale::parse("  ").unwrap();
    let refused =
        |scene: &Scene, id: FactId, reason: Option<&Rationale>| strike_for(scene, id, None, reason).map_err(|refused| codes(&refused));
    assert_eq!(refused(&scene, id, None), Err("reason_required".to_owned()));
    assert_eq!(refused(&scene, id, Some(&blank)), Err("reason_required".to_owned()));
    assert_eq!(refused(&scene, arrival, None), Err("reason_required, others_rest_on_it".to_owned()));
    scene.decide(Outcome::Approved);
    assert_eq!(refused(&scene, id, None), Err("reason_required, decision_final".to_owned()));
    scene.minute();
    assert_eq!(refused(&scene, id, None), Err("reason_required, minutes_final".to_owned()), "one of the three");
    assert_eq!(refused(&scene, FactId::new(), None), Err("unknown_reference, reason_required, minutes_final".to_owned()));
}

#[test]
fn an_act_is_struck_once_and_only_of_this_book() {
    let mut scene = voted();
    let id = vote_of(&scene, "c");
    assert_eq!(strike(&mut scene, FactId::new(), None), "unknown_reference");
    assert_eq!(strike(&mut scene, id, None), "taken");
    assert_eq!(strike(&mut scene, id, None), "duplicate");
    let opening = *all(&scene, |said| matches!(said, Said::Convened)).first().unwrap();
    assert_eq!(strike(&mut scene, opening, None), "unknown_reference", "that it was convened is no slip");
}

#[test]
fn a_ruling_is_struck_by_whoever_presides_and_could_make_it() {
    let ruled = || {
        let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair g:gp");
        scene.rule_by("chair", "g", Treatment::Leave);
        scene
    };
    let by = |scene: &mut Scene, name: Option<&str>| {
        let (id, by) = (all(scene, |said| matches!(said, Said::Ruling(_))), name.map(|name| scene.id(name)));
        strike(scene, *id.first().unwrap(), by)
    };
    assert_eq!(by(&mut ruled(), Some("chair")), "taken");
    assert_eq!(by(&mut ruled(), Some("vice")), "not_the_decider");
    assert_eq!(by(&mut ruled(), None), "not_the_decider", "nobody is named");
    assert_eq!(by(&mut ruled(), Some("g")), "not_the_decider");
    let mut decided = ruled();
    decided.decide(Outcome::Deferred);
    assert_eq!(by(&mut decided, Some("vice")), "not_the_decider, decision_final", "every reason that holds");
    assert_eq!(by(&mut decided, Some("chair")), "decision_final");
}

fn line(scene: &Scene, name: &str, event: Event) -> Replacement {
    let at = At::Told(EventTime { at: None, now: None });
    let (person, for_item, as_deputy_for) = (scene.id(name), None, None);
    Replacement::Attendance(NewAttendance {
        person,
        event,
        at,
        for_item,
        as_deputy_for,
        remote: false,
        withdrawn: false,
        expected_deputy: None,
    })
}

fn vote(scene: &Scene, name: &str, choice: Choice) -> Replacement {
    let (item, committee, person) = (scene.seen(), Some(scene.at().committee.id), Some(scene.id(name)));
    Replacement::Vote(CastVote { item, committee, person, seat: None, choice })
}

#[test]
fn what_rests_on_it_stands_where_the_right_act_is_written_in_its_stead() {
    let mut scene = voted();
    let id = arrival_of(&scene, "c");
    let again = line(&scene, "c", Event::Arrive);
    assert_eq!(instead(&mut scene, id, again, None), "taken", "the vote of c need not be struck");
    assert_eq!(count(&scene), ("2".to_owned(), "1".to_owned()));
    let id = arrival_of(&scene, "c");
    scene.person("visitor");
    let other = line(&scene, "visitor", Event::Arrive);
    assert_eq!(instead(&mut scene, id, other, None), "others_rest_on_it", "somebody else came, and c voted");
    let id = vote_of(&scene, "c");
    let changed = vote(&scene, "c", Choice::For);
    assert_eq!(instead(&mut scene, id, changed, None), "taken");
    assert_eq!(count(&scene), ("3".to_owned(), "0".to_owned()));
    assert!(scene.sitting.book.acts.last().unwrap().late.is_none(), "nothing stands after it");
}

#[test]
fn at_a_time_of_its_own_it_stands_there_and_says_that_it_is_late() {
    let mut scene = voted();
    scene.clock("14:20");
    scene.leave("a");
    let id = scene.last();
    scene.clock("14:30");
    scene.arrive("visitor");
    let earlier = line(&scene, "a", Event::Leave);
    let at = |clock: &str| Some(moment(day("2018-03-06"), clock));
    assert_eq!(instead(&mut scene, id, earlier.clone(), at("14:05")), "others_rest_on_it", "a voted at 14:10");
    let next_day = Some(moment(day("2018-03-07"), "09:00"));
    assert_eq!(instead(&mut scene, id, earlier.clone(), next_day), "time_required");
    assert_eq!(instead(&mut scene, id, earlier, at("14:15")), "taken");
    let line = scene.sitting.book.acts.iter().rev().find(|act| act.place.at == moment(day("2018-03-06"), "14:15")).unwrap();
    assert!(line.late.is_some());
}

#[test]
fn an_instead_is_refused_where_a_decision_rests_on_either() {
    let mut scene = voted();
    scene.clock("14:20");
    scene.decide(Outcome::Approved);
    scene.clock("14:30");
    scene.leave("c");
    let after = scene.last();
    let at = |clock: &str| Some(moment(day("2018-03-06"), clock));
    let earlier = line(&scene, "c", Event::Leave);
    assert_eq!(instead(&mut scene, after, earlier.clone(), at("14:15")), "decision_final", "on the new act");
    assert_eq!(instead(&mut scene, after, earlier, at("14:25")), "taken");
    let (id, changed) = (vote_of(&scene, "c"), vote(&scene, "c", Choice::For));
    assert_eq!(instead(&mut scene, id, changed, None), "decision_final", "on the old one");
}

#[test]
fn an_instead_is_refused_as_the_act_itself_would_be_and_is_of_the_same_kind() {
    let mut scene = voted();
    scene.leave("c");
    let id = scene.last();
    let gone = line(&scene, "c", Event::Return);
    assert_eq!(instead(&mut scene, id, gone, None), "duplicate", "who has not left does not return");
    let other = vote(&scene, "a", Choice::For);
    assert_eq!(instead(&mut scene, id, other, None), "not_taken");
    let back = scene.line("c", Event::Return);
    assert!(admit(&scene.sitting, &scene.room(), &back).is_ok(), "nothing was changed");
}
