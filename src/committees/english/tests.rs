//! C5.1: what terms say in English, by examples and by comparison: whoever reads the sentence knows the clause.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::drawn::{Lot, every_word};
use super::*;
use crate::committees::{Expression, Selector};

fn said(clause: Value) -> String {
    clauses::sentence(&serde_json::from_value(clause).unwrap(), &Bodies::new())
}

#[test]
fn a_quorum_is_told_as_a_lawyer_would_write_it() {
    let lay = json!({"at_least": 2, "of": {"capacity": "lay"}});
    let either = json!({"at_least": 1, "of": {"any": [{"tag": "cfo"}, {"tag": "chief_officer"}]}});
    assert_eq!(
        said(json!({ "all": [lay, either] })),
        "At least two lay members and at least one of the chief finance officer or the chief officer must be present."
    );
    assert_eq!(
        said(json!({"any": [{"at_least": 1, "of": {"office": "chair"}}, {"at_least": 1, "of": {"office": "vice_chair"}}]})),
        "Either the chair or the vice-chair must be present."
    );
    assert_eq!(said(json!({"at_most": 0, "of": {"tag": "local_gp"}})), "No local GP may be present.");
}

#[test]
fn a_clause_inside_another_is_numbered_so_that_it_cannot_be_taken_for_a_neighbour() {
    let one = || json!({"at_least": 1, "of": {"capacity": "gp"}});
    let not = || json!({"not": one()});
    let flat = said(json!({"all": [not(), {"any": [not(), not()]}, not()]}));
    let nested = said(json!({"all": [not(), {"any": [not(), not(), not()]}]}));
    assert_ne!(flat, nested);
    assert!(flat.contains("(2) at least one of the following must be met: (a) it must not be that"), "{flat}");
}

#[test]
fn a_body_is_told_by_its_name_where_it_has_one() {
    let from = serde_json::from_value(json!({"at_least": 2, "of": {"organisation": "13Q"}})).unwrap();
    let bodies: Bodies = BTreeMap::from([("13Q".to_owned(), "NHS England".to_owned())]);
    assert_eq!(clauses::sentence(&from, &bodies), "At least two people from NHS England (13Q) must be present.");
    assert_eq!(clauses::sentence(&from, &Bodies::new()), "At least two people from 13Q must be present.");
}

/// What was told before, by its sentence.
#[derive(Default)]
struct Told(HashMap<String, Expression>);

impl Told {
    fn tell(&mut self, clause: Expression) {
        let sentence = clauses::sentence(&clause, &Bodies::new());
        assert!(sentence.len() > 10 && sentence.ends_with('.'), "{clause:?} is told as {sentence:?}");
        if let Some(other) = self.0.get(&sentence) {
            assert_eq!(other, &clause, "both are told as {sentence:?}");
        }
        self.0.insert(sentence, clause);
    }
}

#[test]
fn two_different_clauses_are_never_told_alike() {
    let mut told = Told::default();
    for of in every_word() {
        for n in 0..=2 {
            told.tell(Expression::AtLeast(n, of.clone()));
            told.tell(Expression::AtMost(n, of.clone()));
            told.tell(Expression::Exactly(n, of.clone()));
            told.tell(Expression::Kinds(n, vec![of.clone()]));
        }
        told.tell(Expression::AtLeast(1, Selector::Any(vec![of.clone()])));
        told.tell(Expression::AtLeast(1, Selector::Both(vec![of.clone()])));
        for over in every_word() {
            told.tell(Expression::Majority { of: of.clone(), over: over.clone() });
            told.tell(Expression::AtLeast(1, Selector::Except(Box::new((of.clone(), over.clone())))));
            let each = |of: &Selector| Expression::AtLeast(1, of.clone());
            told.tell(Expression::Any(vec![each(&of), each(&over)]));
            told.tell(Expression::All(vec![each(&of), each(&over)]));
            told.tell(Expression::AtLeast(2, Selector::Any(vec![of.clone(), over])));
        }
    }
    let mut lot = Lot(20_150_401);
    for n in 0..60_000 {
        let clause = lot.clause(n % 5);
        told.tell(clause);
    }
    assert!(told.0.len() > 30_000, "few clauses are compared: {}", told.0.len());
}

#[test]
fn a_list_of_any_length_and_depth_has_marks_of_its_own() {
    let leaf = || Expression::AtMost(1, Selector::Anyone);
    let long = Expression::All((0..200).map(|_| leaf()).collect());
    assert!(clauses::sentence(&long, &Bodies::new()).contains("(200) "));
    let mut deep = leaf();
    for _ in 0..12 {
        deep = Expression::All(vec![deep, leaf()]);
    }
    let sentence = clauses::sentence(&deep, &Bodies::new());
    for mark in ["(1)", "(a)", "(A)", "[1]", "[a]", "[A]", "{1}", "{a}", "{A}", "<3:1>"] {
        assert_eq!(sentence.matches(&format!("{mark} ")).count(), 1, "{mark} in {sentence}");
    }
}

#[test]
fn every_word_of_the_terms_changes_what_is_told_of_them() {
    let usual = json!({
        "from": "2018-04-01",
        "seats": [{"id": "chair", "capacity": "lay", "voting": true, "office": "chair"}, {"id": "b", "capacity": "gp", "voting": true}],
        "quorum": {"at_least": 2, "of": {"voting": true}},
        "voting": {"rule": "threshold", "threshold": "2/3"},
        "chair": {"succession": ["chair"], "then": "elect"},
    });
    let told = |change: &(&str, Value)| {
        let mut terms = usual.clone();
        *terms.pointer_mut(change.0).unwrap_or_else(|| panic!("{}", change.0)) = change.1.clone();
        in_english(&serde_json::from_value(terms).unwrap(), &Bodies::new())
    };
    let seat = |more: Value| {
        let mut seat = json!({"id": "b", "capacity": "gp", "voting": true});
        seat.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ("/seats/1", seat)
    };
    let voting = |more: Value| ("/voting", more);
    let whole = |more: Value| {
        let mut terms = usual.clone();
        terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ("", terms)
    };
    let changes = [
        ("/from", json!("2018-04-02")),
        seat(json!({})),
        seat(json!({"id": "c"})),
        seat(json!({"capacity": "nurse"})),
        seat(json!({"tags": ["local_gp"]})),
        seat(json!({"organisation": "13Q"})),
        seat(json!({"voting": false})),
        seat(json!({"voting": false, "membership": "member"})),
        seat(json!({"membership": "in_attendance"})),
        seat(json!({"weight": 2})),
        seat(json!({"office": "vice_chair"})),
        seat(json!({"shared": true})),
        seat(json!({"deputies": true})),
        seat(json!({"votes_except": {"functions": ["x"]}})),
        seat(json!({"votes_except": {"decision_types": ["x"]}})),
        voting(json!({})),
        voting(json!({"rule": "weighted"})),
        voting(json!({"rule": "consensus"})),
        voting(json!({"rule": "each_organisation"})),
        voting(json!({"rule": "block"})),
        voting(json!({"rule": "block", "basis": "all_seats"})),
        voting(json!({"rule": "block", "groups": [{"seat": "b"}]})),
        voting(json!({"rule": "threshold", "threshold": "1/2"})),
        voting(json!({"basis": "present_eligible"})),
        voting(json!({"basis": "all_eligible"})),
        voting(json!({"basis": "all_seats"})),
        voting(json!({"basis": "all_offices"})),
        voting(json!({"affirmative": 3})),
        voting(json!({"weights": {"13Q": 51}})),
        voting(json!({"casting_vote": true})),
        voting(json!({"casting_vote": "any_seat"})),
        voting(json!([{"when": {"value_over": 1}, "rule": "consensus"}])),
        voting(json!([{"when": {"value_over": 2}, "rule": "consensus"}, {"basis": "all_seats"}])),
        ("/chair", json!({"succession": ["chair", "b"]})),
        ("/chair", json!({"succession": ["chair"], "then": "none"})),
        ("/chair", json!({"succession": [], "then": "elect"})),
        ("/chair", json!({"succession": ["chair"], "elect_from": {"capacity": "lay"}})),
        whole(json!({"counting": {"who": "eligible_voters"}})),
        whole(json!({"counting": {"who": "anyone_in_room"}})),
        whole(json!({"counting": {"conflicted": "include_if_in_room"}})),
        whole(json!({"counting": {"deputies": "count"}})),
        whole(json!({"counting": {"when": "per_item"}})),
        whole(json!({"counting": {"when": "opening_only"}})),
        whole(json!({"counting": {"remote": false}})),
        whole(json!({"counting": {"business": "all"}})),
        whole(json!({"composition": [{"at_least": 1, "of": {"capacity": "lay"}}]})),
        whole(json!({"authority": [{"function": "x", "level": "decide", "from": "2018-04-01"}]})),
        whole(json!({"authority": [{"function": "x", "level": "recommend", "from": "2018-04-01"}]})),
        whole(json!({"authority": [{"function": "x", "level": "reserved", "from": "2018-04-01"}]})),
        whole(json!({"authority": [{"function": "x", "level": "decide", "from": "2018-04-01", "to": "2019-03-31"}]})),
        whole(json!({"authority": [{"function": "x", "level": "decide", "from": "2018-04-01", "value_limit": 1_250_000}]})),
        whole(json!({"authority": [{"function": "x", "level": "decide", "from": "2018-04-01", "with": "NHS England"}]})),
        whole(json!({"authority": [{"function": "x", "level": "shadow", "from": "2018-04-01", "with": "NHS England"}]})),
        whole(json!({"pathways": [{"decision_type": "x", "decided_by": "13Q"}]})),
        whole(json!({"pathways": [{"decision_type": "y", "decided_by": "13Q"}]})),
        whole(json!({"pathways": [{"decision_type": "x", "decided_by": "13R"}]})),
        whole(json!({"pathways": [{"decision_type": "x", "decided_by": "13Q", "words": "By letter."}]})),
        whole(json!({"agenda_parts": [{"part": "one", "level": "decide"}]})),
        whole(json!({"agenda_parts": [{"part": "one", "level": "recommend"}]})),
        whole(json!({"agenda_parts": [{"part": "two", "level": "recommend"}]})),
        whole(json!({"agenda_parts": [{"part": "two", "level": "recommend", "with": "the governing body"}]})),
        whole(json!({"needs_confirmation": {"closure": 28}})),
        whole(json!({"needs_confirmation": {"closure": 1}})),
        whole(json!({"conflicts": "As the policy says."})),
        whole(json!({"papers": "Five days before."})),
    ];
    let mut seen: HashMap<Vec<Paragraph>, &Value> = HashMap::new();
    for change in &changes {
        let told = told(change);
        assert!(told.iter().all(|one| !one.says.is_empty() && one.says.iter().all(|says| says.len() > 5)), "{told:?}");
        if let Some(other) = seen.insert(told, &change.1) {
            panic!("told alike: {other} and {}", change.1);
        }
    }
}
