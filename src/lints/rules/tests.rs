//! C5.2: examples of terms in which a number asks for more than there is.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::meetings::scene::Scene;

/// Whether a quorum of a chair, a lay member and a GP asks for too much.
fn exceeds(quorum: Value, chair: Value, vacant: &str) -> bool {
    let mut scene = Scene::under("a:lay!chair b:lay c:gp", json!({"quorum": quorum, "chair": chair}));
    vacant.split_whitespace().for_each(|seat| scene.vacate(seat));
    let sitting = scene.sitting;
    let at = sitting.committees.first().unwrap();
    let terms = at.terms.clone().unwrap();
    let found = lint(&tried_on(at.committee.clone(), terms, at.memberships.clone(), sitting.people, sitting.bodies));
    found.iter().any(|finding| finding.code == LintCode::QuorumExceedsSeats)
}

#[test]
fn a_clause_on_whoever_presides_is_met_by_any_seat_that_could_preside() {
    let elect = || json!({"succession": ["chair"], "then": "elect"});
    let only = || json!({"succession": ["chair"], "then": "none"});
    let presiding = |n: u32| json!({"all": [{"at_least": 2, "of": {"voting": true}}, {"at_least": n, "of": {"presiding": true}}]});
    assert!(!exceeds(presiding(1), elect(), ""));
    assert!(!exceeds(presiding(1), only(), ""));
    assert!(exceeds(presiding(2), elect(), ""), "one person presides");
    assert!(!exceeds(presiding(1), only(), "a"), "a vacant chair can be filled");
    let gp = || json!({"at_least": 1, "of": {"both": [{"presiding": true}, {"capacity": "gp"}]}});
    assert!(!exceeds(gp(), elect(), ""), "the GP can be elected");
    assert!(exceeds(gp(), only(), ""), "the GP is not in the succession");
    assert!(!exceeds(json!({"kinds": 2, "of": [{"presiding": true}, {"capacity": "gp"}]}), only(), ""));
}

#[test]
fn a_number_may_be_as_large_as_the_seats_that_match() {
    let lay = |n: u32| json!({"at_least": n, "of": {"capacity": "lay"}});
    assert!(!exceeds(lay(2), json!({"succession": ["chair"]}), "a b"), "seats are asked, not holders");
    assert!(exceeds(lay(3), json!({"succession": ["chair"]}), ""));
}

#[test]
fn terms_that_ask_for_nobody_are_met_by_nobody() {
    for nought in [json!({"at_least": 0, "of": "anyone"}), json!({"distinct": {"at_least": 0, "of": {"capacity": "gp"}}})] {
        let mut scene = Scene::under("a:lay!chair b:gp", json!({ "quorum": nought }));
        ["a", "b"].into_iter().for_each(|seat| scene.vacate(seat));
        let (room, item, at) = (scene.room(), scene.item(), scene.at());
        assert!(crate::quorum::of_item(&scene.sitting, &room, item, at).quorate);
        assert_eq!(crate::quorum::forecast(&scene.sitting, &room, item, at).expectation, crate::quorum::Expectation::Quorate);
        assert!(crate::quorum::repairs(&scene.sitting, &room, item, at).is_empty());
        let found =
            lint(&tried_on(at.committee.clone(), at.terms.clone().unwrap(), Vec::new(), BTreeMap::new(), scene.sitting.bodies.clone()));
        let of_the_quorum = [LintCode::Unsatisfiable, LintCode::QuorumExceedsSeats, LintCode::SinglePointOfFailure];
        assert!(found.iter().all(|finding| !of_the_quorum.contains(&finding.code)), "{found:?}");
    }
}
