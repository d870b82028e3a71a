//! C3, C5.4: examples of what is foreseen: in a sentence, with a deputy who is expected, as it would be.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use super::forecast::{Expectation, forecast};
use super::sentences;
use super::suppose::{Borrowed, Supposed};
use crate::committees::Deputies;
use crate::conflicts::Standings;
use crate::meetings::scene::Scene;
use crate::meetings::{AttendanceEvent, Event, Said};
use crate::policy::Treatment;

/// Before the meeting: nobody has come.
pub(super) fn called(seats: &str, quorum: Value) -> Scene {
    let mut scene = Scene::under(seats, json!({"quorum": quorum, "counting": {"deputies": "count"}}));
    scene.without(|_| true);
    scene
}

fn answer(scene: &Scene) -> Expectation {
    forecast(&scene.sitting, &scene.room(), scene.item(), scene.at()).expectation
}

fn says(scene: &Scene) -> String {
    let told = forecast(&scene.sitting, &scene.room(), scene.item(), scene.at());
    sentences::expected(&Standings::of(&scene.sitting), scene.item(), scene.at(), &told, None)
}

pub(super) fn of_kind(n: u32, capacity: &str) -> Value {
    json!({"at_least": n, "of": {"capacity": capacity}})
}

#[test]
fn a_deputy_who_sits_stays_where_the_holder_is_missing_after_all() {
    let scene = || {
        let mut scene = called("lay:lay other:lay cfo:officer#cfo/deputies", json!({"all": [of_kind(1, "lay"), of_kind(1, "officer")]}));
        scene.deputises("cfo", "deputy");
        scene
    };
    assert_eq!(answer(&scene()), Expectation::Depends, "on the chief finance officer");
    let mut sits = scene();
    sits.sit_for("cfo", "deputy");
    assert_eq!(answer(&sits), Expectation::Quorate, "by the officer who comes, or the deputy who sits");
    sits.rule("deputy", Treatment::Leave);
    assert_eq!(answer(&sits), Expectation::Depends, "with their own conflicts");
}

#[test]
fn a_deputy_who_is_expected_counts_while_the_holder_stays_away() {
    let quorum = json!({"all": [of_kind(1, "lay"), of_kind(1, "officer")]});
    let scene = |expected: bool| {
        let mut scene = called("lay:lay other:lay cfo:officer#cfo/deputies", quorum.clone());
        scene.deputises("cfo", "deputy");
        if expected {
            scene.apologise_and_expect("cfo", "deputy")
        } else {
            scene.apologise("cfo")
        }
        scene
    };
    assert_eq!(answer(&scene(false)), Expectation::Inquorate);
    let mut expected = scene(true);
    assert_eq!(answer(&expected), Expectation::Depends);
    assert_eq!(says(&expected), "Quorate unless deputy (deputy for the chief finance officer) stays away.");
    expected.apologise("deputy");
    assert_eq!(answer(&expected), Expectation::Inquorate, "who sent apologies is not expected");
    let mut none = scene(true);
    none.apologise("cfo");
    assert_eq!(answer(&none), Expectation::Inquorate, "what is said last holds");
    let mut conflicted = scene(true);
    conflicted.rule("deputy", Treatment::Leave);
    assert_eq!(answer(&conflicted), Expectation::Inquorate, "with their own conflicts");
    let mut uncounted = scene(true);
    uncounted.terms().counting.deputies = Deputies::None;
    assert_eq!(answer(&uncounted), Expectation::Inquorate, "where the terms count none");
    let mut back = scene(true);
    let line = AttendanceEvent { withdrawn: true, ..back.line("cfo", Event::Apologies) };
    back.enter(Said::Attendance(line));
    assert_eq!(says(&back), "Quorate unless cfo (chief finance officer) stays away.");
    let room = back.room();
    assert!(room.expected.is_empty() && room.apologies.is_empty());
}

#[test]
fn a_forecast_is_a_sentence_with_names_and_titles() {
    let seats = "chair:lay!chair vice:lay!vice_chair cfo:officer#cfo gp:gp";
    let quorum = json!({"all": [{"at_least": 3, "of": {"voting": true}}, of_kind(1, "lay"), of_kind(1, "officer")]});
    let scene = || called(seats, quorum.clone());
    assert_eq!(says(&scene()), "Quorate unless cfo (chief finance officer) stays away.");
    let mut all = scene();
    all.apologise("gp");
    assert_eq!(says(&all), "Quorate unless any of chair (chair), vice (vice-chair) or cfo (chief finance officer) stays away.");
    let mut none = scene();
    none.rule("chair", Treatment::Leave);
    none.rule("vice", Treatment::Leave);
    assert_eq!(
        says(&none),
        "Inquorate: it needs at least three voting members and would have two (out for a conflict: chair (chair) and vice (vice-chair)) and \
         no lay member may stay (out for a conflict: chair (chair) and vice (vice-chair))."
    );
    let mut away = called(seats, of_kind(1, "officer"));
    away.apologise("cfo");
    assert_eq!(says(&away), "Inquorate: no officer is to come (apologies: cfo (chief finance officer)).");
    let mut vacant = called(seats, json!({"at_least": 1, "of": {"seat": "cfo"}}));
    vacant.vacate("cfo");
    assert_eq!(says(&vacant), "Inquorate: no chief finance officer has been appointed (vacant: chief finance officer).");
    let mut stays = called(seats, of_kind(1, "gp"));
    stays.rule("gp", Treatment::DiscussNotVote);
    assert_eq!(says(&stays), "Inquorate: no GP member may decide (not counted for a conflict: gp (GP member)).");
}

#[test]
fn two_of_one_name_are_told_apart() {
    let mut scene = called("one:lay two:lay cfo:officer#cfo", of_kind(2, "lay"));
    for name in ["one", "two", "cfo"] {
        let person = scene.id(name);
        scene.sitting.people.get_mut(&person).unwrap().name = "Jo Bell".into();
    }
    scene.sitting = scene.sitting.clone().with_names_apart();
    assert_eq!(
        says(&scene),
        "Quorate unless Jo Bell (lay member, the first of that name) or Jo Bell (lay member, the second of that name) stays away."
    );
    let at = scene.at();
    assert_eq!(sentences::called(&scene.sitting, at, scene.id("cfo")), "Jo Bell (chief finance officer)");
    assert_eq!(scene.sitting.name(scene.id("cfo")), "Jo Bell (chief finance officer)");
}

#[test]
fn a_list_says_how_many_more_there_are() {
    let names = |n: usize| (0..n).map(|n| format!("n{n}")).collect::<Vec<_>>();
    assert_eq!(sentences::list(&names(0), "and"), "");
    assert_eq!(sentences::list(&names(1), "and"), "n0");
    assert_eq!(sentences::list(&names(3), "or"), "n0, n1 or n2");
    assert_eq!(sentences::list(&names(9), "and"), "n0, n1, n2, n3, n4, n5, n6, n7 and one other");
    assert_eq!(sentences::list(&names(12), "and"), "n0, n1, n2, n3, n4, n5, n6, n7 and 4 others");
}

fn would_be(scene: &Scene, supposed: &Supposed) -> Expectation {
    let standings = Standings::of(&scene.sitting);
    let everybody = supposed.everybody(&scene.sitting, &scene.room());
    supposed.on(&standings, &everybody, scene.item()).forecasts(&standings, scene.item()).remove(0).expectation
}

#[test]
fn a_deputy_would_sit_for_a_holder_who_has_to_leave_for_the_item_and_for_no_other() {
    let scene = |treatment: Option<Treatment>| {
        let mut scene = called("lay:lay cfo:officer#cfo/deputies", json!({"all": [of_kind(1, "lay"), of_kind(1, "officer")]}));
        scene.deputises("cfo", "deputy");
        if let Some(treatment) = treatment {
            scene.rule("cfo", treatment);
        }
        let deputies = vec![((scene.at().committee.id, "cfo".to_owned()), scene.id("deputy"))];
        (scene, Supposed { deputies, ..Supposed::default() })
    };
    for (treatment, before, after) in [
        (Some(Treatment::Leave), Expectation::Inquorate, Expectation::Depends),
        (Some(Treatment::LeaveForDecision), Expectation::Inquorate, Expectation::Depends),
        (Some(Treatment::DiscussNotVote), Expectation::Inquorate, Expectation::Inquorate),
    ] {
        let (scene, supposed) = scene(treatment);
        assert_eq!((answer(&scene), would_be(&scene, &supposed)), (before, after), "{treatment:?}");
    }
    let (own, supposed) = scene(None);
    let standings = Standings::of(&own.sitting);
    let on = supposed.on(&standings, &supposed.everybody(&own.sitting, &own.room()), own.item());
    assert!(on.room.sitting_for.is_empty(), "the holder is there");
    let (mut conflicted, supposed) = scene(Some(Treatment::Leave));
    conflicted.rule("deputy", Treatment::Leave);
    assert_eq!(would_be(&conflicted, &supposed), Expectation::Inquorate);
}

#[test]
fn whoever_is_borrowed_sits_where_nobody_counts_and_without_an_interest_of_their_own() {
    let scene = || {
        let mut scene = called("a:lay b:lay cfo:officer#cfo", json!({"all": [of_kind(1, "lay"), of_kind(1, "officer")]}));
        scene.person("guest");
        scene.rule("a", Treatment::Leave);
        scene
    };
    let of = |scene: &Scene, seats: &[&str]| {
        let committee = scene.at().committee.id;
        let seats = seats.iter().map(|seat| (committee, (*seat).to_owned())).collect();
        Supposed { borrowed: vec![Borrowed { person: scene.id("guest"), seats, item: None }], ..Supposed::default() }
    };
    let one = scene();
    assert_eq!(would_be(&one, &of(&one, &["a", "b"])), Expectation::Depends, "in the seat of whoever is out");
    let mut both = scene();
    both.rule("b", Treatment::Leave);
    assert_eq!((answer(&both), would_be(&both, &of(&both, &["b"]))), (Expectation::Inquorate, Expectation::Depends));
    both.rule("guest", Treatment::Leave);
    assert_eq!(would_be(&both, &of(&both, &["b"])), Expectation::Inquorate);
}
