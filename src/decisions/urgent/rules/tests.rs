//! C7: examples around every boundary of an urgent decision.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::meetings::scene::{Scene, day};
use crate::policy::Treatment;

const SEATS: &str = "chair:lay!chair vice:lay!vice_chair chief:officer#chief_officer/deputies a:lay";

fn scene() -> Scene {
    let mut scene = Scene::of(SEATS);
    scene.deputises("chief", "deputy");
    scene.change(|item| item.purpose = Purpose::Ratification);
    scene
}

fn command(scene: &Scene, by: &[&str]) -> DecideUrgently {
    DecideUrgently {
        item: scene.seen(),
        committee: Some(scene.at().committee.id),
        by: by.iter().map(|name| scene.id(name)).collect(),
        consulted: vec![scene.id("a")],
        unavailable: Vec::new(),
        reason: None,
        on: day("2018-02-20"),
    }
}

fn asked(scene: &Scene, command: &DecideUrgently) -> Result<MayDecideUrgently, Vec<Code>> {
    let asked = decide_urgently(&scene.sitting, scene.item(), scene.at(), command, false);
    asked.map_err(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect())
}

fn refused(scene: &Scene, command: &DecideUrgently) -> Vec<Code> {
    asked(scene, command).err().unwrap_or_default()
}

fn by(scene: &Scene, by: &[&str], unavailable: &[&str]) -> Vec<Code> {
    let unavailable = unavailable.iter().map(|name| scene.id(name)).collect();
    refused(scene, &DecideUrgently { unavailable, ..command(scene, by) })
}

#[test]
fn the_chair_and_the_chief_officer_take_it_together() {
    let scene = scene();
    assert_eq!(by(&scene, &["chair", "chief"], &[]), []);
    assert_eq!(by(&scene, &["chief", "chair"], &[]), [], "in whatever order they are named");
    for some in [&["chair"][..], &["chief"], &["chair", "a"], &["vice", "chief"], &["chair", "chief", "a"], &[]] {
        assert_eq!(by(&scene, some, &[]), [Code::NotTheDecider], "{some:?}");
    }
}

#[test]
fn for_who_cannot_be_reached_or_is_conflicted_the_vice_chair_and_the_deputy_act() {
    let mut scene = scene();
    assert_eq!(by(&scene, &["vice", "chief"], &["chair"]), []);
    assert_eq!(by(&scene, &["chair", "deputy"], &["chief"]), []);
    assert_eq!(by(&scene, &["chair", "chief"], &["chair"]), [Code::NotTheDecider], "who was not reached did not decide");
    assert_eq!(by(&scene, &["vice", "chief"], &["chair", "vice"]), [Code::NotTheDecider], "there is nobody left");
    scene.rule("chair", Treatment::DiscussNotVote);
    assert_eq!(by(&scene, &["chair", "chief"], &[]), [Code::DeciderConflicted]);
    assert_eq!(by(&scene, &["chair", "a"], &[]), [Code::DeciderConflicted], "and not besides that they are not the two");
    assert_eq!(by(&scene, &["vice", "chief"], &[]), []);
    scene.rule("chief", Treatment::Leave);
    assert_eq!(by(&scene, &["vice", "deputy"], &[]), []);
    scene.rule("chief", Treatment::Note);
    assert_eq!(by(&scene, &["vice", "chief"], &[]), [], "a note is no conflict");
}

#[test]
fn a_person_tagged_chief_officer_serves_as_the_seat_does() {
    let mut scene = Scene::of("chair:lay!chair chief:officer a:lay");
    scene.change(|item| item.purpose = Purpose::Ratification);
    assert_eq!(by(&scene, &["chair", "chief"], &[]), [Code::NotTheDecider]);
    scene.tag("chief", "chief_officer");
    assert_eq!(by(&scene, &["chair", "chief"], &[]), []);
}

#[test]
fn nobody_was_consulted_needs_a_reason() {
    let scene = scene();
    let told = |reason: Option<&str>| {
        let reason = reason.map(|text| Rationale::parse(text).unwrap());
        refused(&scene, &DecideUrgently { consulted: Vec::new(), reason, ..command(&scene, &["chair", "chief"]) })
    };
    assert_eq!(told(None), [Code::ReasonRequired]);
    assert_eq!(told(Some("  ")), [Code::ReasonRequired]);
    assert_eq!(told(Some("Nobody answered.")), []);
    assert_eq!(refused(&scene, &command(&scene, &["chair", "chief"])), [], "where somebody was, none");
}

#[test]
fn it_is_the_committees_to_decide_on_that_day() {
    let with = |rows: serde_json::Value, on: &str| {
        let mut scene = Scene::under(SEATS, json!({ "authority": rows }));
        scene.change(|item| (item.purpose, item.function) = (Purpose::Ratification, Some("contract".into())));
        scene.change(|item| item.value = "500".parse().ok());
        refused(&scene, &DecideUrgently { on: day(on), ..command(&scene, &["chair", "chief"]) })
    };
    let row = |level: &str, limit: u32| json!([{"function": "contract", "level": level, "from": "2018-02-20", "value_limit": limit}]);
    assert_eq!(with(row("decide", 500), "2018-02-20"), []);
    assert_eq!(with(row("decide", 500), "2018-02-19"), [Code::ReservedFunction], "the day before the row begins");
    assert_eq!(with(row("recommend", 500), "2018-02-20"), [Code::ReservedFunction]);
    assert_eq!(with(row("decide", 499), "2018-02-20"), [Code::AboveValueLimit]);
}

#[test]
fn the_item_ratifies_it_is_not_before_it_and_ratifies_one() {
    let mut scene = scene();
    let two = &["chair", "chief"];
    assert_eq!(refused(&scene, &DecideUrgently { on: day("2018-03-06"), ..command(&scene, two) }), [], "on the day itself");
    assert_eq!(refused(&scene, &DecideUrgently { on: day("2018-03-07"), ..command(&scene, two) }), [Code::PeriodInvalid]);
    let again = decide_urgently(&scene.sitting, scene.item(), scene.at(), &command(&scene, two), true);
    assert_eq!(again.unwrap_err().reasons.first().map(|reason| reason.code), Some(Code::Duplicate));
    let other = scene.in_common();
    scene.change(|item| item.committees = vec![other]);
    assert_eq!(by(&scene, two, &[]), [Code::ItemNotInThisCommittee]);
    scene.change(|item| (item.committees, item.purpose) = (Vec::new(), Purpose::Decision));
    assert_eq!(by(&scene, two, &[]), [Code::OutOfPhase]);
    scene.change(|item| item.purpose = Purpose::Ratification);
    scene.decide(Outcome::Deferred);
    assert_eq!(by(&scene, two, &[]), [Code::DecisionFinal]);
}

#[test]
fn somebody_consulted_who_is_conflicted_is_told_of() {
    let mut scene = scene();
    let flags = |scene: &Scene| asked(scene, &command(scene, &["chair", "chief"])).unwrap().flags;
    assert_eq!(flags(&scene), ["pending_ratification"]);
    scene.rule("a", Treatment::Note);
    assert_eq!(flags(&scene), ["pending_ratification"]);
    scene.rule("a", Treatment::DiscussNotVote);
    assert_eq!(flags(&scene), ["pending_ratification", "consulted_conflicted"]);
}

#[test]
fn it_lapses_with_any_outcome_but_ratified_and_deferred() {
    assert!(stands(None, false) && stands(None, true));
    assert!(stands(Some(Outcome::Deferred), false), "put off, it stands as it was");
    assert!(!stands(Some(Outcome::Deferred), true), "the item carried over has taken its place");
    for outcome in Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Deferred) {
        assert!(!stands(Some(*outcome), false), "what was recorded is shown: {outcome}");
    }
}
