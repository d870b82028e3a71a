//! C5.1: examples of a quorum asked of each committee that meets in common.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::forecast::{Expectation, forecast};
use super::item::of_item;
use crate::ids::CommitteeId;
use crate::meetings::scene::Scene;
use crate::meetings::{Naming, Said};

/// Two committees of the same seats in common, of each of which this is asked.
fn common(seats: &str, satisfies: Value, wrapped: impl Fn(Value) -> Value) -> (Scene, CommitteeId) {
    let mut scene = Scene::with(seats, wrapped(json!({"each": "committee", "satisfies": satisfies})));
    let other = scene.in_common();
    (scene, other)
}

fn quorate(scene: &Scene) -> bool {
    of_item(&scene.sitting, &scene.room(), scene.item(), scene.at()).quorate
}

/// The other committee has nobody but them in the seat.
fn alone_in(scene: &mut Scene, other: CommitteeId, seat: &str, name: &str) {
    let person = scene.id(name);
    let at = scene.sitting.committees.iter_mut().find(|at| at.committee.id == other).unwrap();
    at.memberships.retain(|held| held.seat != seat || held.person == person);
    at.memberships.iter_mut().filter(|held| held.seat == seat).for_each(|held| held.says.person = person);
    at.memberships.dedup_by(|one, other| one.seat == other.seat && one.person == other.person);
}

#[test]
fn whoever_presides_is_asked_of_each_committee_by_its_own() {
    let led = json!({"at_least": 1, "of": {"both": [{"presiding": true}, {"tag": "led"}]}});
    let (mut scene, other) = common("chair:lay!chair vice:lay!vice_chair a:lay", led, |each| each);
    scene.tag("a", "led");
    assert!(!quorate(&scene));
    for committee in [scene.at().committee.id, other] {
        assert!(!quorate(&scene), "in both must one preside who is led");
        let naming = Naming { item: scene.item().id, committee: Some(committee), person: scene.id("a") };
        scene.enter(Said::Naming(naming));
    }
    assert!(quorate(&scene));
    let (mut apart, other) =
        common("chair:lay!chair vice:lay!vice_chair a:lay", json!({"at_least": 1, "of": {"presiding": true}}), |each| each);
    let naming = Naming { item: apart.item().id, committee: Some(other), person: apart.id("a") };
    apart.enter(Said::Naming(naming));
    alone_in(&mut apart, other, "chair", "a");
    assert!(quorate(&apart), "whoever presides in one need not sit in the other");
    let expected = forecast(&apart.sitting, &apart.room(), apart.item(), apart.at());
    assert_eq!(expected.expectation, Expectation::Quorate, "somebody else presides over whichever they stay away from");
}

#[test]
fn nobody_fills_two_places_of_any_of_the_committees() {
    let two = || json!({"all": [{"at_least": 1, "of": {"capacity": "lay"}}, {"at_least": 1, "of": {"tag": "audit"}}]});
    let asked = |wrapped: fn(Value) -> Value| {
        let (mut scene, other) = common("a:lay#audit b:lay", two(), wrapped);
        assert!(quorate(&scene), "two for two places in each, though both sit in both");
        alone_in(&mut scene, other, "b", "a");
        quorate(&scene)
    };
    assert!(asked(|each| each), "one person satisfies two clauses");
    assert!(!asked(|each| json!({"distinct": each})), "but not where nobody may: the other committee has one person for two places");
    assert!(
        asked(|mut each| {
            each.as_object_mut().unwrap().insert("at_least".into(), json!(1));
            json!({"distinct": each})
        }),
        "one of them may do"
    );
}

#[test]
fn a_place_of_this_committee_is_one_whoever_asks_for_it() {
    let lay = || json!({"at_least": 1, "of": {"capacity": "lay"}});
    let asked = |seats: &str| {
        let (scene, _) = common(seats, lay(), |each| json!({"distinct": {"all": [lay(), each]}}));
        (quorate(&scene), forecast(&scene.sitting, &scene.room(), scene.item(), scene.at()).expectation)
    };
    assert_eq!(asked("a:lay"), (false, Expectation::Inquorate), "asked here twice");
    assert_eq!(asked("a:lay b:lay"), (true, Expectation::Depends));
    assert_eq!(asked("a:lay b:lay c:lay"), (true, Expectation::Quorate));
}
