//! C5.1: what nobody could work out ends, and is refused when it is entered. Steps are counted,
//! never seconds.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use super::count::bench;
use super::evaluate::{Clause, Question, within};
use super::item::of_item;
use crate::budget::Steps;
use crate::committees::rules::cost::{self, MOST_STEPS};
use crate::committees::rules::faults_of;
use crate::meetings::scene::Scene;

fn seats(n: usize) -> String {
    (0..n).map(|n| format!("s{n}:{} ", ["lay", "gp"][n % 2])).collect()
}

/// The answer with everybody there, the steps it took, and the pointers of what is wrong.
fn answer(scene: &mut Scene) -> (Clause, u64, Vec<String>) {
    let terms = scene.terms().clone();
    let steps = Steps::of(MOST_STEPS);
    let bench = bench(&scene.sitting, &scene.room(), scene.item(), scene.at(), None);
    let clause = within(&terms.quorum, Question { bench: &bench, item: None, committees: std::slice::from_ref(&bench) }, &steps);
    (clause, steps.taken(), faults_of(&terms).into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect())
}

fn places(n: u32, kind: &str) -> Value {
    json!({"at_least": n, "of": {"capacity": kind}})
}

#[test]
fn kinds_and_choices_of_single_places_are_worked_out_however_many_ways_there_are() {
    let anyone = |n: usize| vec!["anyone"; n];
    let choice = || json!({"any": [places(1, "lay"), places(1, "gp")]});
    for (quorum, seated, expected) in [
        (json!({"kinds": 13, "of": anyone(26)}), 3, false),
        (json!({"kinds": 13, "of": anyone(26)}), 13, true),
        (json!({"kinds": 25, "of": anyone(60)}), 60, true),
        (json!({"kinds": 25, "of": anyone(60)}), 24, false),
        (json!({"all": vec![choice(); 18]}), 20, true),
        (json!({"all": vec![choice(); 18]}), 17, false),
        (json!({"all": vec![choice(); 40]}), 40, true),
    ] {
        let mut scene = Scene::with(&seats(seated), json!({ "distinct": quorum }));
        let (clause, steps, faults) = answer(&mut scene);
        assert_eq!((clause.satisfied, faults.len()), (expected, 0), "{quorum} {faults:?}");
        assert!(steps <= MOST_STEPS / 4, "{steps} steps for {quorum}");
    }
}

#[test]
fn what_has_more_ways_than_can_be_tried_is_refused_when_it_is_entered_and_ends_when_it_is_not() {
    let choice = |n: u32| json!({"any": [places(n, "lay"), {"all": [places(1, "gp"), places(n, "lay")]}, places(n + 1, "gp")]});
    let many: Vec<Value> = (0..30).map(|n| choice(2 + n % 3)).collect();
    let bodies: String = (0..40).map(|n| format!("s{n}:lay@B{} ", n / 2)).collect();
    let of_bodies = json!({"each": "organisation", "at_least": 10, "satisfies": {"any": [places(2, "lay"), {"all": [places(1, "lay"), {"at_least": 1, "of": "anyone"}]}]}});
    for (quorum, seats) in [(json!({ "all": many }), seats(200)), (json!({ "all": many }), seats(20)), (of_bodies, bodies)] {
        let distinct = json!({ "distinct": quorum });
        let mut scene = Scene::with(&seats, distinct.clone());
        let (_, steps, faults) = answer(&mut scene);
        assert_eq!(faults, ["/quorum too_involved"]);
        assert!(steps <= MOST_STEPS + 1000, "{steps}");
        let denied = Scene::with(&seats, json!({ "not": distinct }));
        let told = of_item(&denied.sitting, &denied.room(), denied.item(), denied.at());
        assert!(!told.quorate || !told.shortfall().contains("worked out"), "what is not known is not taken for no");
    }
}

/// Everybody in a committee of `n` seats shares each of them.
fn knotted(n: usize, quorum: Value) -> Scene {
    let mut scene = Scene::with(&seats(n), quorum);
    for seat in 0..n {
        (0..n).filter(|other| *other != seat).for_each(|other| scene.holds(&format!("s{seat}"), &format!("s{other}")));
    }
    scene
}

#[test]
fn seats_that_all_share_end_too() {
    let quorum = |n: u32| json!({"distinct": {"all": [places(n, "lay"), places(n, "gp")]}});
    for (n, places, expected) in [(2, 1, true), (3, 1, true), (3, 2, false)] {
        assert_eq!(answer(&mut knotted(n, quorum(places))).0.satisfied, expected, "{n}");
    }
    for n in [8, 14] {
        let (_, steps, _) = answer(&mut knotted(n, quorum(9)));
        assert!(steps <= MOST_STEPS + 1000, "{steps}");
        let counted = answer(&mut knotted(n, json!({"at_least": n, "of": "anyone"}))).0;
        assert!(counted.satisfied, "without 'distinct' it is counted");
    }
    let mut scene = knotted(14, quorum(7));
    let terms = scene.terms().clone();
    assert!(cost::is_bearable(&terms, 3) && !cost::is_bearable(&terms, 14 * 14));
    let mut told =
        knotted(14, json!({"not": {"distinct": {"all": [places(7, "lay"), places(7, "gp"), {"at_least": 1, "of": {"tag": "none"}}]}}}));
    assert!(answer(&mut told).0.satisfied, "nobody has the tag, whoever sits where");
}

#[test]
fn every_list_of_the_terms_is_bounded() {
    let faults = |quorum: Value, n: usize| answer(&mut Scene::with(&seats(n), quorum)).2;
    let kinds = |n: usize| json!({"kinds": 2, "of": vec!["anyone"; n]});
    assert_eq!(faults(kinds(199), 20), Vec::<String>::new());
    assert_eq!(faults(kinds(200), 20), ["/quorum length"]);
    assert_eq!(faults(kinds(80_000), 3), ["/quorum length"]);
    let any = |n: usize| json!({"at_least": 1, "of": {"any": vec![json!({"both": [{"tag": "x"}, {"tag": "y"}]}); n]}});
    assert_eq!(faults(any(66), 20), Vec::<String>::new());
    assert_eq!(faults(any(67), 20), ["/quorum length"]);
    let wide = json!({"all": vec![places(1, "lay"); 29]});
    assert_eq!(faults(wide.clone(), 200), Vec::<String>::new());
    assert_eq!(faults(json!({"all": [wide.clone(), places(1, "gp"), places(2, "gp")]}), 200), ["/quorum too_involved"]);
    assert_eq!(faults(json!({"all": [wide, kinds(100)]}), 20), Vec::<String>::new(), "fewer seats may be asked more");
    let nested = json!({"each": "committee", "satisfies": {"all": [{"each": "committee", "satisfies": places(1, "lay")}]}});
    assert_eq!(faults(nested, 3), ["/quorum/satisfies/all/0/each nested"]);
}

#[test]
fn each_committee_within_each_committee_ends() {
    let mut quorum = places(1, "lay");
    for _ in 0..10 {
        quorum = json!({"each": "committee", "satisfies": quorum});
    }
    let mut scene = Scene::with(&seats(3), quorum);
    (0..19).for_each(|_| {
        scene.in_common();
    });
    let (clause, steps) = {
        let steps = Steps::of(MOST_STEPS);
        let benches: Vec<_> =
            scene.sitting.committees.iter().map(|at| bench(&scene.sitting, &scene.room(), scene.item(), at, None)).collect();
        let asked = Question { bench: benches.first().unwrap(), item: None, committees: &benches };
        (within(&scene.at().terms.as_ref().unwrap().quorum, asked, &steps), steps.taken())
    };
    assert!(!clause.satisfied && clause.clauses.is_empty(), "what was found so far is not told");
    assert!(steps <= 2 * MOST_STEPS, "{steps}");
}
