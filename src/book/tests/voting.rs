//! C10: examples of what is struck and written of a roll and of a show of hands.

use super::slips::{arrival_of, count, vote_of};
use super::*;
use crate::meetings::{Choice, Outcome};
use crate::policy::Phase;
use crate::votes::{CastVote, CountHands};

/// A roll of `a`, `b` and `c`: three votes of one entry.
fn rolled() -> Scene {
    let mut scene = Scene::of("chair:lay!chair a:lay b:lay c:lay");
    scene.clock("14:00");
    scene.begin(Phase::Decision);
    scene.clock("14:10");
    scene.votes("a b", "c");
    scene.rewrite(|acts| {
        let entry = acts.iter().filter(|act| matches!(act.said, Said::Vote(_))).map(|act| act.entry).min().unwrap();
        for act in acts.iter_mut().filter(|act| matches!(act.said, Said::Vote(_))) {
            (act.entry, act.place.entry) = (entry, entry);
        }
    });
    scene
}

#[test]
fn one_vote_of_a_roll_is_struck_alone_and_none_is_written_for_a_seat_that_voted_in_it() {
    let vote = |scene: &Scene, name: &str| {
        let command = CastVote { item: scene.seen(), committee: None, person: Some(scene.id(name)), seat: None, choice: Choice::For };
        Replacement::Vote(command)
    };
    let mut scene = rolled();
    let id = vote_of(&scene, "c");
    let by_chair = vote(&scene, "chair");
    assert_eq!(instead(&mut scene, id, by_chair, None), "taken");
    assert_eq!(count(&scene), ("3".to_owned(), "0".to_owned()));
    let mut scene = rolled();
    let id = vote_of(&scene, "c");
    let by_a = vote(&scene, "a");
    assert_eq!(instead(&mut scene, id, by_a, None), "seat_already_voted", "in the same roll");
    assert_eq!(strike(&mut scene, id, None), "taken");
    assert_eq!(count(&scene), ("2".to_owned(), "0".to_owned()), "the others stand");
}

/// A show of hands at 14:10, of everybody.
fn shown() -> Scene {
    let mut scene = Scene::of("chair:lay!chair a:lay b:lay c:lay");
    scene.clock("14:00");
    scene.begin(Phase::Decision);
    scene.clock("14:10");
    scene.hands("chair a b c", 2, 1, 0);
    scene
}

#[test]
fn a_show_of_hands_is_struck_and_counted_as_it_was_and_a_decision_rests_on_it() {
    let told = |scene: &Scene, in_favour, against| {
        Replacement::Hands(CountHands { item: scene.seen(), committee: None, in_favour, against, abstained: 0 })
    };
    let mut scene = shown();
    let id = scene.last();
    let (too_many, right) = (told(&scene, 4, 1), told(&scene, 1, 2));
    assert_eq!(instead(&mut scene, id, too_many, None), "not_present");
    assert_eq!(instead(&mut scene, id, right, None), "taken");
    assert_eq!(count(&scene), ("1".to_owned(), "2".to_owned()));
    let mut decided = shown();
    let id = decided.last();
    decided.decide(Outcome::Approved);
    assert_eq!(strike(&mut decided, id, None), "decision_final");
    let vote = CastVote { item: decided.seen(), committee: None, person: Some(decided.id("a")), seat: None, choice: Choice::For };
    assert_eq!(instead(&mut decided, id, Replacement::Vote(vote), None), "not_taken", "of one kind alone");
}

#[test]
fn what_a_show_of_hands_was_counted_of_is_not_changed_beneath_it() {
    let mut scene = shown();
    let id = arrival_of(&scene, "c");
    assert_eq!(strike(&mut scene, id, None), "others_rest_on_it", "one of three hands could have been theirs");
    let show = scene.last();
    assert_eq!(strike(&mut scene, show, None), "taken");
    assert_eq!(strike(&mut scene, id, None), "taken");
}
