//! C5.1, C5.4: examples of every kind of clause as it is told, where it fails: in the forecast, in the refusal with its cure, and
//! in the tree.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use super::evaluate::Clause;
use super::forecast::forecast;
use super::item::{Quorum, live};
use super::sentences;
use crate::conflicts::Standings;
use crate::meetings::scene::Scene;
use crate::organisations::OrganisationKind;

const SEATS: &str = "ch:lay!chair a:officer nh:officer@NHSE";

/// The committee before the meeting, with apologies of whoever these are.
fn before(quorum: &Value, away: &[&str]) -> Scene {
    let mut scene = super::foreseeing::called(SEATS, quorum.clone());
    scene.body("NHSE", OrganisationKind::NhsEngland);
    away.iter().for_each(|name| scene.apologise(name));
    scene
}

fn foreseen(quorum: &Value, away: &[&str]) -> String {
    let scene = before(quorum, away);
    let told = forecast(&scene.sitting, &scene.room(), scene.item(), scene.at());
    sentences::expected(&Standings::of(&scene.sitting), scene.item(), scene.at(), &told, None)
}

/// The answer at the meeting, to which these have not come.
fn now(quorum: &Value, away: &[&str]) -> Quorum {
    let mut scene = Scene::with(SEATS, quorum.clone());
    scene.body("NHSE", OrganisationKind::NhsEngland);
    away.iter().for_each(|name| scene.never_came(name));
    live(&scene.sitting, &scene.room(), scene.item(), scene.at(), false)
}

fn officers(kind: &str, n: u32) -> Value {
    json!({kind: n, "of": {"capacity": "officer"}})
}

const WAIT: &str = "Wait for those who are wanting, or see the repairs offered for the item";
const TOO_MANY: &str = "Let those who are too many leave the room for the item, or see the repairs offered for it";
const REPAIRS: &str = "See the repairs offered for the item";

/// What is asked, who stays away, what the forecast says, what the refusal says, and its cure.
type Example = (Value, &'static [&'static str], &'static str, &'static str, &'static str);

#[test]
fn every_kind_of_clause_says_what_is_wanting() {
    let nh: &[&str] = &["nh"];
    let everybody: &[&str] = &[];
    let one = |of: Value| json!({"at_least": 1, "of": of});
    let examples: Vec<Example> = vec![
        (
            json!({"each": "organisation", "satisfies": {"at_least": 1, "of": {"voting": true}}}),
            nh,
            "Inquorate: of body NHSE no voting member is to come (apologies: nh (officer)).",
            "of body NHSE, at least one voting member (none found)",
            WAIT,
        ),
        (
            json!({"each": "organisation", "satisfies": {"at_least": 1, "of": "anyone"}, "at_least": 2}),
            nh,
            "Inquorate: what is asked of at least two of the bodies that have a seat, each taken by itself, would be met by one: of \
             body NHSE nobody is to come (apologies: nh (officer)).",
            "of body NHSE, at least one person with a seat (none found)",
            WAIT,
        ),
        (
            json!({"not": officers("at_least", 2)}),
            everybody,
            "Inquorate: it must not be that at least two officers are present.",
            "it must not be that at least two officers are present",
            REPAIRS,
        ),
        (
            officers("at_most", 1),
            everybody,
            "Inquorate: no more than one officer may be present, and there would be two.",
            "no more than one officer (two found)",
            TOO_MANY,
        ),
        (
            json!({"exactly": 3, "of": "anyone"}),
            nh,
            "Inquorate: it needs exactly three people with a seat and would have two (apologies: nh (officer)).",
            "exactly three people with a seat (two found)",
            WAIT,
        ),
        (
            officers("exactly", 1),
            everybody,
            "Inquorate: it needs exactly one officer, and there would be two.",
            "exactly one officer (two found)",
            TOO_MANY,
        ),
        (
            json!({"distinct": {"all": [{"at_least": 1, "of": {"capacity": "lay"}}, {"at_least": 1, "of": {"office": "chair"}}]}}),
            everybody,
            "Inquorate: somebody would have to be counted twice: with nobody counted in two of the places asked for, at least one lay \
             member and the chair must be present.",
            "with nobody counted in two of the places asked for, at least one lay member and the chair must be present",
            WAIT,
        ),
        (
            json!({"distinct": {"all": [{"at_least": 1, "of": {"capacity": "lay"}}, officers("at_least", 2)]}}),
            nh,
            "Inquorate: it needs at least two officers and would have one (apologies: nh (officer)).",
            "at least two officers (one found)",
            WAIT,
        ),
        (
            json!({"kinds": 3, "of": [{"capacity": "lay"}, {"capacity": "nurse"}, {"organisation": "NHSE"}]}),
            nh,
            "Inquorate: no nurse has a seat and no person from body NHSE (NHSE) is to come (apologies: nh (officer)).",
            "at least one nurse (none found); at least one person from body NHSE (NHSE) (none found)",
            WAIT,
        ),
        (
            json!({"kinds": 2, "of": [{"capacity": "lay"}, {"capacity": "nurse"}, {"organisation": "NHSE"}]}),
            nh,
            "Inquorate: it needs at least two of these three kinds and would have one: no nurse has a seat, or no person from body NHSE \
             (NHSE) is to come (apologies: nh (officer)).",
            "one more of these: at least one nurse (none found), or at least one person from body NHSE (NHSE) (none found)",
            WAIT,
        ),
        (
            json!({"majority_of": {"capacity": "lay"}, "over": {"capacity": "officer"}}),
            nh,
            "Inquorate: it needs more of lay members than of officers, and would have one against one.",
            "more of lay members than of officers (one found)",
            WAIT,
        ),
        (
            json!({"fraction": "2/3", "of": {"voting": true}, "base": "filled", "round": "strict"}),
            nh,
            "Inquorate: it needs more than two thirds of voting members, reckoned on the seats that have a holder, which is three of three \
             and would have two (apologies: nh (officer)).",
            "more than two thirds of voting members, reckoned on the seats that have a holder, which is three of three (two found)",
            WAIT,
        ),
        (
            json!({"when": {"purpose": "decision"}, "then": {"at_least": 3, "of": "anyone"}}),
            nh,
            "Inquorate: it needs at least three people with a seat and would have two (apologies: nh (officer)).",
            "where the item is for decision, at least three people with a seat (two found)",
            WAIT,
        ),
        (
            json!({"when": {"stage": "evaluation"}, "then": one(json!("anyone")), "else": one(json!({"seat": "nh"}))}),
            nh,
            "Inquorate: no holder of the seat ‘nh’ is to come (apologies: nh (officer)).",
            "where it is not so that the item is at the stage of evaluation, the holder of the seat ‘nh’ (none found)",
            WAIT,
        ),
        (
            one(json!({"both": [{"capacity": "officer"}, {"organisation": "NHSE"}]})),
            nh,
            "Inquorate: none of those who are at once officers and people from body NHSE (NHSE) is to come (apologies: nh (officer)).",
            "at least one of those who are at once officers and people from body NHSE (NHSE) (none found)",
            WAIT,
        ),
        (
            one(json!({"organisation_kind": "nhs_england"})),
            nh,
            "Inquorate: no person from an NHS England body is to come (apologies: nh (officer)).",
            "at least one person from an NHS England body (none found)",
            WAIT,
        ),
        (
            json!({"any": [{"at_least": 3, "of": "anyone"}, {"not": {"at_most": 2, "of": {"membership": "member"}}}]}),
            nh,
            "Inquorate: it needs at least three people with a seat and would have two (apologies: nh (officer)), or it must not be that no \
             more than two members are present.",
            "at least three people with a seat (two found) or it must not be that no more than two members are present",
            WAIT,
        ),
        (
            json!({"each": "committee", "satisfies": {"at_least": 3, "of": "anyone"}}),
            nh,
            "Inquorate: in the committee it needs at least three people with a seat and would have two (apologies: nh (officer)).",
            "in the committee, at least three people with a seat (two found)",
            WAIT,
        ),
    ];
    for (quorum, away, says, lacks, cure) in examples {
        assert_eq!(foreseen(&quorum, away), says, "{quorum}");
        let answer = now(&quorum, away);
        assert_eq!((answer.shortfall().as_str(), answer.way_on()), (lacks, cure), "{quorum}");
    }
}

/// Every text of a tree.
fn texts(clause: &Clause, found: &mut Vec<String>) {
    found.push(clause.says.clone());
    clause.clauses.iter().for_each(|inner| texts(inner, found));
}

#[test]
fn a_tree_names_bodies_and_committees_and_a_clause_in_words() {
    let quorum = json!({"all": [
        {"each": "organisation", "satisfies": {"at_least": 1, "of": {"voting": true}}},
        {"at_least": 2, "of": {"organisation": "NHSE"}},
    ]});
    let mut found = Vec::new();
    texts(now(&quorum, &[]).tree.as_ref().unwrap(), &mut found);
    let own = found.iter().position(|says| says.starts_with("of body") && !says.contains("NHSE")).map(|n| found.remove(n));
    assert!(own.is_some(), "{found:?}");
    assert_eq!(
        found,
        [
            "all of",
            "of each body that has a seat, taken by itself",
            "of body NHSE",
            "at least one voting member",
            "at least one voting member",
            "at least two people from body NHSE (NHSE)",
        ]
    );
}
