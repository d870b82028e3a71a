//! D: examples, on both sides of every boundary.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use super::*;
use crate::committees::{Authority, EvidenceKind, LevelChange};
use crate::ids::{AuthorityId, CommitteeId};
use crate::meetings::scene::{Scene, day};

fn rows() -> Value {
    json!({"authority": [
        {"function": "list_closure", "level": "recommend", "from": "2015-04-01"},
        {"function": "list_closure", "level": "decide", "from": "2015-10-01"},
        {"function": "contract", "level": "decide", "from": "2015-04-01", "to": "2018-03-31", "value_limit": 500_000}
    ]})
}

fn scene(terms: Value, function: &str, value: Option<&str>) -> Scene {
    let mut scene = Scene::under("a:lay!chair", terms);
    scene.change(|item| (item.function, item.value) = (Some(function.into()), value.map(|value| value.parse().unwrap())));
    scene
}

fn asked(scene: &Scene, on: &str, taking: Taking) -> Result<Authorised, Vec<Reason>> {
    authorised(&scene.sitting, scene.at(), scene.item(), day(on), taking)
}

fn codes(scene: &Scene, on: &str) -> Vec<Code> {
    asked(scene, on, Taking::Decision).err().into_iter().flatten().map(|reason| reason.code).collect()
}

fn code(function: &str, value: Option<&str>, on: &str) -> Option<Code> {
    codes(&scene(rows(), function, value), on).first().copied()
}

fn rules(scene: &Scene, taking: Taking) -> Vec<String> {
    asked(scene, "2018-03-06", taking).err().into_iter().flatten().map(|reason| reason.rule.to_string()).collect()
}

/// A change of the level of a function from a day on.
fn change(function: &str, level: Level, from: &str) -> LevelChange {
    let row = Authority { function: function.into(), level, with: None, from: day(from), to: None, value_limit: None };
    let (reference, by) = ("letter 12".to_owned(), "NHS England".to_owned());
    LevelChange {
        id: AuthorityId::new(),
        row,
        evidence: Evidence { what: EvidenceKind::Approval, reference, by, on: day("2018-01-09"), ballot: None },
    }
}

#[test]
fn a_limit_holds_of_what_may_only_be_recommended_too() {
    let mut above = scene(rows(), "contract", Some("500000.01"));
    above.terms().authority.iter_mut().for_each(|row| row.level = Level::Recommend);
    assert_eq!(codes(&above, "2018-03-31"), [Code::ReservedFunction, Code::AboveValueLimit]);
    above.change(|item| item.value = "500000".parse().ok());
    assert_eq!(codes(&above, "2018-03-31"), [Code::ReservedFunction]);
}

#[test]
fn a_function_passes_to_the_committee_on_its_day() {
    assert_eq!(code("list_closure", None, "2015-09-30"), Some(Code::ReservedFunction));
    assert_eq!(code("list_closure", None, "2015-10-01"), None);
}

#[test]
fn the_value_limit_is_inclusive_and_the_row_ends_on_its_last_day() {
    assert_eq!(code("contract", Some("500000"), "2018-03-31"), None);
    assert_eq!(code("contract", Some("500000.01"), "2018-03-31"), Some(Code::AboveValueLimit));
    assert_eq!(code("contract", Some("1"), "2018-04-01"), Some(Code::ReservedFunction));
}

#[test]
fn what_no_row_grants_is_reserved() {
    assert_eq!(code("performers_list", None, "2018-01-01"), Some(Code::ReservedFunction));
}

#[test]
fn an_event_is_a_row_among_those_of_the_terms_and_the_one_that_began_last_is_read() {
    let mut one = scene(rows(), "list_closure", None);
    one.terms().changed = vec![change("list_closure", Level::Reserved, "2018-03-01")];
    assert_eq!(codes(&one, "2018-02-28"), []);
    assert_eq!(codes(&one, "2018-03-01"), [Code::ReservedFunction]);
    one.terms().changed = vec![change("list_closure", Level::Reserved, "2015-09-30")];
    assert_eq!(codes(&one, "2018-03-01"), [], "the row of the terms began later");
    one.terms().changed = vec![change("performers_list", Level::Decide, "2018-03-01")];
    one.change(|item| item.function = Some("performers_list".into()));
    let basis = asked(&one, "2018-03-01", Taking::Decision).unwrap();
    assert_eq!(basis.words(), "delegated: performers list, by approval of NHS England of 9 January 2018 (letter 12)");
}

#[test]
fn where_the_terms_list_no_authority_an_event_speaks_of_its_own_function_alone() {
    let mut one = scene(json!({}), "list_closure", None);
    one.terms().changed = vec![change("list_closure", Level::Recommend, "2018-03-01")];
    assert_eq!(codes(&one, "2018-03-06"), [Code::ReservedFunction]);
    one.change(|item| item.function = Some("contract".into()));
    assert_eq!(codes(&one, "2018-03-06"), []);
}

#[test]
fn in_shadow_a_decision_is_taken_and_nothing_that_is_nothing_but_effect() {
    let row = json!({"authority": [{"function": "contract", "level": "shadow", "with": "OWN", "from": "2015-04-01", "value_limit": 500}]});
    let mut one = scene(row, "contract", Some("500"));
    let basis = asked(&one, "2018-03-06", Taking::Decision).unwrap();
    assert_eq!(basis.meanwhile(), Some("body OWN"));
    assert_eq!(basis.words(), "in shadow: contract; body OWN decides meanwhile");
    assert_eq!(rules(&one, Taking::Ratification), ["D5"]);
    assert_eq!(rules(&one, Taking::Urgently), ["D5"]);
    one.change(|item| item.value = "501".parse().ok());
    assert_eq!(rules(&one, Taking::Decision), ["D3"]);
}

#[test]
fn a_kind_of_decision_that_another_body_takes_is_not_the_committees() {
    let pathway =
        |by: &str| json!({"pathways": [{"decision_type": "merger", "decided_by": by, "words": "Send it by the first of the month."}]});
    let with = |by: &str| {
        let mut one = Scene::under("a:lay!chair", pathway(by));
        one.change(|item| item.decision_type = Some("merger".into()));
        one
    };
    let one = with("OWN");
    let refused = asked(&one, "2018-03-06", Taking::Decision).unwrap_err();
    assert_eq!(
        refused.first().unwrap().detail,
        "Item 1 is not for this committee to decide. By the terms of reference a decision of the kind 'merger' is taken by body OWN. Send it \
         by the first of the month."
    );
    assert_eq!(rules(&with("the committee"), Taking::Decision), [""; 0], "by its own name it decides itself");
    let mut other = with("JC");
    let (own, stranger) = (other.at().committee.id, CommitteeId::new());
    let mut named = |id: CommitteeId| {
        other.sitting.committees.iter_mut().for_each(|at| at.deciders = [("JC".to_owned(), (id, "Joint Committee".to_owned()))].into());
        rules(&other, Taking::Decision)
    };
    assert_eq!(named(own), [""; 0]);
    assert_eq!(named(stranger), ["D2"]);
    let mut of_another_kind = with("OWN");
    of_another_kind.change(|item| item.decision_type = Some("closure".into()));
    assert_eq!(rules(&of_another_kind, Taking::Decision), [""; 0]);
}

#[test]
fn a_reserved_function_names_whoever_takes_that_kind_of_decision() {
    let mut terms = rows();
    terms["pathways"] = json!([{"decision_type": "closure", "decided_by": "OWN"}]);
    let mut one = scene(terms, "performers_list", None);
    let details =
        |one: &Scene| asked(one, "2018-03-06", Taking::Decision).unwrap_err().into_iter().map(|reason| reason.detail).collect::<Vec<_>>();
    assert_eq!(details(&one).len(), 1);
    one.change(|item| item.decision_type = Some("closure".into()));
    let told = details(&one);
    assert_eq!(rules(&one, Taking::Decision), ["D1", "D2"]);
    assert!(told.iter().all(|detail| detail.contains("'closure' is taken by body OWN.")), "{told:?}");
}

#[test]
fn in_a_part_of_the_agenda_that_recommends_nothing_is_decided_whatever_the_function() {
    let parts = json!({
        "authority": [{"function": "contract", "level": "decide", "from": "2015-04-01"}],
        "agenda_parts": [{"part": "one", "level": "decide"}, {"part": "two", "level": "recommend", "with": "the governing body"}],
    });
    let mut one = scene(parts, "contract", None);
    let mut in_part = |part: Option<&str>| {
        one.change(|item| item.agenda_part = part.map(str::to_owned));
        rules(&one, Taking::Decision)
    };
    assert_eq!(in_part(None), [""; 0]);
    assert_eq!(in_part(Some("one")), [""; 0]);
    assert_eq!(in_part(Some("two")), ["D6"]);
    assert_eq!(in_part(Some("three")), [""; 0], "a part that the terms no longer have");
    one.change(|item| (item.agenda_part, item.function) = (Some("two".into()), Some("pay".into())));
    let told = asked(&one, "2018-03-06", Taking::Decision).unwrap_err().pop().unwrap().detail;
    assert!(told.ends_with("recommends and does not decide. To decide is with the governing body."), "{told}");
    assert_eq!(rules(&one, Taking::Decision), ["D1", "D6"]);
}
