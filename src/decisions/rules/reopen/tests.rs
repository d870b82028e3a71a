//! C10: examples around every boundary of taking a decision again.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::declarations::Category;
use crate::meetings::scene::Scene;
use crate::meetings::{Affected, Choice, Outcome};
use crate::organisations::OrganisationKind;
use crate::policy::{Phase, Treatment};

/// Approved by `a` and `b`, with `c` against; `d` was in the room and did not vote.
fn decided() -> Scene {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair a:lay b:lay c:lay d:lay");
    scene.begin(Phase::Decision);
    scene.votes("a b", "c");
    scene.decide(Outcome::Approved);
    scene
}

fn by(scene: &Scene, name: &str, reason: &str) -> Vec<Code> {
    let reason = Rationale::parse(reason).unwrap();
    let asked = reopen(&scene.sitting, &scene.room(), scene.item(), scene.at(), scene.id(name), Some(&reason));
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn refused(scene: &Scene) -> Vec<Code> {
    by(scene, "chair", "A vote was entered wrongly.")
}

#[test]
fn whoever_presides_takes_a_decision_again_with_a_reason() {
    let scene = decided();
    assert_eq!(refused(&scene), []);
    assert_eq!(by(&scene, "vice", "A vote was entered wrongly."), [Code::NotTheDecider]);
    assert_eq!(by(&scene, "chair", " "), [Code::ReasonRequired]);
    assert_eq!(by(&scene, "vice", ""), [Code::NotTheDecider, Code::ReasonRequired], "every reason that holds");
    let mut excluded = decided();
    excluded.rule("vice", Treatment::Leave);
    assert_eq!(by(&excluded, "vice", "A slip."), [Code::DeciderConflicted], "and not besides that they do not preside");
}

#[test]
fn only_what_was_decided_is_taken_again_and_once() {
    let mut open = Scene::of("chair:lay!chair a:lay");
    assert_eq!(refused(&open), [Code::OutOfPhase]);
    let decision = open.decide(Outcome::Deferred);
    assert_eq!(refused(&open), [], "whatever its outcome");
    open.reopen(decision, "chair");
    assert_eq!(refused(&open), [Code::OutOfPhase], "until it is taken again");
    open.decide(Outcome::Deferred);
    assert_eq!(refused(&open), []);
}

#[test]
fn nobody_who_was_counted_may_have_gone() {
    for (name, counted) in [("a", "by a vote"), ("d", "in the room"), ("chair", "in the room")] {
        let mut scene = decided();
        scene.leave(name);
        let codes = by(&scene, if name == "chair" { "vice" } else { "chair" }, "A slip.");
        assert_eq!(codes, [Code::NotPresent], "{name} was counted {counted}");
        scene.come_back(name);
        assert_eq!(refused(&scene), [], "{name} has returned");
    }
    let mut declared = decided();
    declared.leave("d");
    let practice = declared.body("P", OrganisationKind::GpPractice);
    declared.affects(Affected::Organisation(practice));
    declared.interest("d", Category::Financial, Some(practice)).entered = i64::MAX;
    assert_eq!(refused(&declared), [Code::NotPresent], "what is declared afterwards makes nobody not to have been counted");
    let mut stranger = decided();
    stranger.arrive("visitor");
    stranger.leave("visitor");
    assert_eq!(refused(&stranger), [], "who was not counted may go");
    let mut away = Scene::of("chair:lay!chair a:lay b:lay");
    away.leave("b");
    away.begin(Phase::Decision);
    away.votes("a", "");
    away.decide(Outcome::Approved);
    assert_eq!(refused(&away), [], "who was away already was not counted");
    let mut excluded = Scene::of("chair:lay!chair a:lay b:lay");
    excluded.rule("b", Treatment::DiscussNotVote);
    excluded.begin(Phase::Decision);
    excluded.decide(Outcome::Deferred);
    excluded.leave("b");
    assert_eq!(refused(&excluded), [], "nor was who was excluded");
    let mut voted = Scene::of("chair:lay!chair a:lay b:lay");
    voted.begin(Phase::Decision);
    voted.vote("b", Choice::Against);
    voted.leave("b");
    voted.decide(Outcome::Approved);
    assert_eq!(refused(&voted), [Code::NotPresent], "a vote is not run again without those who cast it");
}

#[test]
fn it_is_taken_again_in_the_sitting_itself() {
    let mut adjourned = decided();
    adjourned.adjourn(None);
    assert!(refused(&adjourned).contains(&Code::MeetingNotOpen) && refused(&adjourned).contains(&Code::DecisionFinal));
    adjourned.resume("2018-03-06");
    for name in ["chair", "vice", "a", "b", "c", "d"] {
        adjourned.arrive(name);
    }
    assert_eq!(refused(&adjourned), [Code::DecisionFinal], "it was adjourned since");
    let mut before = Scene::of("chair:lay!chair a:lay");
    before.adjourn(None);
    before.resume("2018-03-06");
    before.arrive("chair");
    before.decide(Outcome::Deferred);
    assert_eq!(refused(&before), [], "adjourned before it was decided");
    let mut carried = decided();
    let id = carried.item().id;
    carried.sitting.carried.insert(id);
    assert_eq!(refused(&carried), [Code::DecisionFinal], "carried over since");
}

#[test]
fn nothing_is_taken_again_once_the_minutes_are_final() {
    let mut scene = decided();
    scene.minute();
    assert_eq!(refused(&scene), [Code::MinutesFinal]);
    scene.enter(crate::meetings::Said::Ended { cancelled: false });
    assert_eq!(refused(&scene), [Code::MinutesFinal], "and not besides that the meeting is over");
}

#[test]
fn in_common_each_committee_takes_its_own_again() {
    let mut scene = decided();
    let other = scene.in_common();
    let committee = scene.sitting.committee(other).unwrap().clone();
    let reason = Rationale::parse("A slip.").unwrap();
    let asked = reopen(&scene.sitting, &scene.room(), scene.item(), &committee, scene.id("chair"), Some(&reason));
    assert_eq!(asked.unwrap_err().reasons.into_iter().map(|reason| reason.code).collect::<Vec<_>>(), [Code::OutOfPhase]);
    assert_eq!(refused(&scene), []);
}

#[test]
fn minutes_are_incomplete_while_a_decision_has_not_been_taken_again() {
    let asked = |scene: &Scene| {
        let asked = crate::decisions::rules::minutes::finalise(&scene.sitting, Vec::new());
        asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect::<Vec<_>>(), |_| Vec::new())
    };
    let mut scene = Scene::of("chair:lay!chair");
    scene.change(|item| item.purpose = crate::policy::Purpose::Information);
    assert_eq!(asked(&scene), [], "an item for information needs no outcome");
    let decision = scene.decide(Outcome::Noted);
    scene.reopen(decision, "chair");
    assert_eq!(asked(&scene), [Code::MinutesIncomplete], "but what was recorded is recorded again");
    scene.decide(Outcome::Noted);
    assert_eq!(asked(&scene), []);
}
