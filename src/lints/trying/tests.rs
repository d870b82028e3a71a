//! What a draft would have changed, by examples.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use super::*;
use crate::meetings::Outcome;
use crate::meetings::scene::Scene;
use crate::policy::Phase;

/// A committee of a lay chair, a lay vice-chair, an officer and a GP, quorate with two, whose one item was approved.
fn approved(change: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = Scene::under(
        "chair:lay!chair vice:lay!vice_chair cfo:officer#cfo gp:gp",
        json!({"quorum": {"at_least": 2, "of": {"voting": true}}}),
    );
    scene.begin(Phase::Decision);
    change(&mut scene);
    scene
}

fn draft(scene: &Scene, change: impl FnOnce(&mut Value)) -> Terms {
    let mut terms = serde_json::to_value(scene.at().terms.clone().unwrap()).unwrap();
    change(&mut terms);
    serde_json::from_value(terms).unwrap()
}

fn tried(scene: &Scene, draft: &Terms) -> TriedOn {
    tried_on_meeting(&scene.sitting, &BTreeSet::new(), scene.at().committee.id, draft, &Patience::current()).unwrap()
}

/// What is said of the one item.
fn said(scene: &Scene, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let tried = tried(scene, &draft(scene, change));
    tried.items.into_iter().next().unwrap().says
}

fn three_for_one_against(scene: &mut Scene) {
    scene.votes("chair vice cfo", "gp");
    scene.decide(Outcome::Approved);
}

#[test]
fn the_same_terms_change_nothing() {
    let scene = approved(three_for_one_against);
    let tried = tried(&scene, &draft(&scene, |_| {}));
    let [item] = tried.items.as_slice() else { unreachable!("one item was decided") };
    assert!(item.says.is_empty() && tried.vacant.is_empty(), "{:?}", item.says);
    assert!(item.then.quorate && item.then.tally.carried && item.now.tally.carried);
}

#[test]
fn a_quorum_that_would_be_missed_says_what_it_lacks() {
    let scene = approved(|scene| {
        scene.leave("gp");
        scene.votes("chair vice", "");
        scene.decide(Outcome::Approved);
    });
    let says = said(&scene, |terms| terms["quorum"] = json!({"at_least": 1, "of": {"capacity": "gp"}}));
    assert_eq!(says.len(), 1, "{says:?}");
    assert!(
        says[0].starts_with("It was quorate and would not be, and 'approved' could not have been recorded: at least one GP member"),
        "{}",
        says[0]
    );
}

#[test]
fn a_quorum_that_would_be_met_says_what_the_terms_of_the_time_lacked() {
    let scene = approved(|scene| {
        ["vice", "cfo", "gp"].iter().for_each(|name| scene.leave(name));
        scene.decide(Outcome::Deferred);
    });
    let says = said(&scene, |terms| terms["quorum"] = json!({"at_least": 1, "of": "anyone"}));
    assert_eq!(says, ["It was not quorate and would be; the terms of the time lacked at least two voting members (one found)."]);
}

#[test]
fn the_same_votes_come_to_something_else_under_another_rule() {
    let scene = approved(three_for_one_against);
    let says = said(&scene, |terms| terms["voting"] = json!({"rule": "consensus"}));
    assert_eq!(
        says,
        [
            "The motion was carried, with 3 for and 1 against, and would be not carried, with 3 for and 1 against, and 'approved' could not have been recorded."
        ]
    );
    let says = said(&scene, |terms| terms["seats"][1]["weight"] = json!(2));
    assert_eq!(says, ["The count was 3 for and 1 against, and would be 4 for and 1 against: carried all the same."]);
}

#[test]
fn whoever_would_lose_or_gain_a_vote_is_named() {
    let scene = approved(three_for_one_against);
    let says = said(&scene, |terms| terms["seats"][3]["voting"] = json!(false));
    let names = |says: &[String]| says.iter().filter(|one| one.contains("vote on it")).cloned().collect::<Vec<_>>();
    assert_eq!(names(&says), ["Had a vote on it and would have none: gp."]);
    let observer = approved(|scene| {
        scene.terms().seats[3].voting = false;
        scene.votes("chair vice", "");
        scene.decide(Outcome::Approved);
    });
    let says = said(&observer, |terms| terms["seats"][3]["voting"] = json!(true));
    assert_eq!(names(&says), ["Had no vote on it and would have one: gp."]);
}

#[test]
fn another_succession_and_another_composition_are_told() {
    let scene = approved(three_for_one_against);
    let says = said(&scene, |terms| terms["chair"] = json!({"succession": ["vice_chair", "chair"]}));
    assert_eq!(says, ["chair presided; under the draft vice would."]);
    let says = said(&scene, |terms| terms["composition"] = json!([{"majority_of": {"capacity": "gp"}, "over": {"capacity": "lay"}}]));
    assert_eq!(
        says,
        [
            "Those who voted, against the composition of the terms: by those of the time it was as it asks, by the draft it lacks more of GP members than of lay members."
        ]
    );
}

#[test]
fn a_seat_that_the_draft_adds_was_vacant() {
    let scene = approved(three_for_one_against);
    let tried = tried(
        &scene,
        &draft(&scene, |terms| {
            terms["seats"].as_array_mut().unwrap().push(json!({"id": "second_nurse", "capacity": "nurse", "voting": true}));
        }),
    );
    assert_eq!(tried.vacant, ["second_nurse"]);
}

/// The moment is the one before the decision, whoever came and went since.
#[test]
fn a_decision_is_tried_as_the_room_was_then() {
    let scene = approved(|scene| {
        three_for_one_against(scene);
        ["chair", "vice", "cfo"].iter().for_each(|name| scene.leave(name));
    });
    assert_eq!(said(&scene, |terms| terms["quorum"] = json!({"at_least": 4, "of": {"voting": true}})), [""; 0]);
}

#[test]
fn an_item_that_is_withheld_is_left_out() {
    let scene = approved(three_for_one_against);
    let (same, withheld) = (draft(&scene, |_| {}), BTreeSet::from([scene.item().id]));
    let tried = tried_on_meeting(&scene.sitting, &withheld, scene.at().committee.id, &same, &Patience::current()).unwrap();
    assert!(tried.items.is_empty());
}

#[test]
fn what_was_reopened_and_never_taken_again_is_no_decision() {
    let scene = approved(|scene| {
        scene.votes("chair vice cfo", "gp");
        let decision = scene.decide(Outcome::Approved);
        scene.reopen(decision, "chair");
    });
    assert!(tried(&scene, &draft(&scene, |_| {})).items.is_empty());
}

#[test]
fn hands_could_not_be_raised_under_terms_that_ask_for_names() {
    let scene = approved(|scene| {
        scene.hands("", 3, 1, 0);
        scene.decide(Outcome::Approved);
    });
    assert_eq!(said(&scene, |_| {}), [""; 0]);
    let says = said(&scene, |terms| terms["voting"] = json!({"names": true}));
    assert!(says.iter().any(|says| says.starts_with("Hands were raised on it and could not be: ")), "{says:?}");
}
