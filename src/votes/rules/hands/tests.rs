//! C6.8: examples around every boundary of a show of hands.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::{Value, json};

use super::*;
use crate::declarations::Category;
use crate::meetings::scene::{Scene, since};
use crate::meetings::{Affected, Choice};
use crate::organisations::OrganisationKind;
use crate::policy::{Overrides, PackName, Phase, Treatment, Undeclared};
use crate::votes::{CastCasting, CastVote, State, Tally, admit, admit_casting, tally};

const FIVE: &str = "a:lay!chair b:lay c:lay d:lay e:lay";

fn under(seats: &str, terms: Value) -> Scene {
    let mut scene = Scene::under(seats, terms);
    scene.begin(Phase::Decision);
    scene
}

fn asked(scene: &Scene, in_favour: u32, against: u32, abstained: u32) -> Result<AdmittedHands, Refusal> {
    let command = CountHands { item: scene.seen(), committee: None, in_favour, against, abstained };
    admit_hands(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command)
}

fn refused(scene: &Scene, in_favour: u32, against: u32, abstained: u32) -> Vec<Code> {
    let codes = |refusal: Refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect();
    asked(scene, in_favour, against, abstained).map_or_else(codes, |_| Vec::new())
}

/// Counts it, of whoever may raise a hand.
fn count(scene: &mut Scene, in_favour: u32, against: u32, abstained: u32) {
    let permit = asked(scene, in_favour, against, abstained).unwrap();
    let seats: Vec<&str> = permit.raised().iter().map(|raised| raised.seat.as_str()).collect();
    scene.hands(&seats.join(" "), in_favour, against, abstained);
}

fn counted(scene: &Scene) -> Tally {
    tally(&scene.sitting, &scene.room(), scene.item(), scene.at())
}

fn numbers(scene: &Scene) -> [String; 6] {
    let Tally { for_, against, abstained, excluded, absent, not_voting, .. } = counted(scene);
    [for_, against, abstained, excluded, absent, not_voting].map(|weight| weight.to_string())
}

fn vote_refused(scene: &Scene, name: &str) -> Vec<Code> {
    let command = CastVote { item: scene.seen(), committee: None, person: Some(scene.id(name)), seat: None, choice: Choice::For };
    let admitted = admit(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command);
    admitted.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

/// Somebody has an interest in what the item affects, on which nobody has ruled.
fn tell(scene: &mut Scene, name: &str) {
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.affects(Affected::Organisation(practice));
    scene.interest(name, Category::Financial, Some(practice));
    scene.tell();
}

#[test]
fn it_counts_as_so_many_votes_and_of_no_seat_is_said_how() {
    let mut scene = under(FIVE, json!({}));
    count(&mut scene, 2, 1, 1);
    assert_eq!(numbers(&scene), ["2", "1", "1", "0", "0", "1"], "one hand of five was not raised");
    let tally = counted(&scene);
    assert!(tally.carried && tally.show_of_hands.is_some());
    assert!(tally.seats.iter().all(|seat| seat.state == State::ShowOfHands));
    scene.leave("b");
    assert_eq!(numbers(&scene), ["2", "1", "1", "0", "0", "1"], "whoever leaves leaves their hand");
}

#[test]
fn no_more_hands_are_counted_than_seats_may_raise_one() {
    let mut scene = under(FIVE, json!({}));
    assert_eq!(refused(&scene, 3, 2, 0), []);
    assert_eq!(refused(&scene, 3, 2, 1), [Code::NotPresent]);
    scene.leave("e");
    assert_eq!((refused(&scene, 3, 1, 0), refused(&scene, 3, 1, 1)), (vec![], vec![Code::NotPresent]));
    scene.rule("d", Treatment::DiscussNotVote);
    assert_eq!((refused(&scene, 3, 0, 0), refused(&scene, 3, 1, 0)), (vec![], vec![Code::NotPresent]), "in the room, without a vote");
    let visitor = under("a:lay!chair b:lay m:other/member-", json!({}));
    assert_eq!((refused(&visitor, 2, 0, 0), refused(&visitor, 2, 1, 0)), (vec![], vec![Code::NotPresent]), "a seat without a vote");
}

#[test]
fn whoever_never_declared_raises_no_hand_where_the_policy_says_so() {
    let scene = |undeclared: Undeclared| {
        let mut scene = under(FIVE, json!({}));
        scene.policy(PackName::Ccg2017, Overrides { undeclared: Some(undeclared), ..Overrides::default() });
        scene.sitting.never_declared = [(scene.id("e"), since("2015-04-01"))].into();
        refused(&scene, 5, 0, 0)
    };
    assert_eq!((scene(Undeclared::Flag), scene(Undeclared::Stop)), (vec![], vec![Code::NotPresent]));
}

#[test]
fn it_is_taken_where_a_vote_would_be() {
    let mut early = Scene::under(FIVE, json!({"quorum": {"at_least": 5, "of": "anyone"}}));
    assert_eq!(refused(&early, 2, 1, 0), [Code::VoteNotOpen]);
    early.begin(Phase::Decision);
    assert_eq!(refused(&early, 2, 1, 0), []);
    early.leave("e");
    assert_eq!(refused(&early, 2, 1, 0), [Code::Inquorate]);
    let mut decided = under(FIVE, json!({}));
    decided.votes("a b", "");
    decided.decide(crate::meetings::Outcome::Approved);
    assert!(refused(&decided, 2, 1, 0).contains(&Code::DecisionFinal));
}

#[test]
fn it_is_taken_where_all_seats_count_alike_and_no_names_are_asked_for() {
    let taken = |voting: Value| refused(&under("a:lay!chair b:lay x:lay@X", json!({"voting": voting})), 2, 1, 0);
    let names = || vec![Code::NamesRequired];
    assert_eq!(taken(json!({"names": false})), []);
    assert_eq!(taken(json!({"names": true})), names());
    assert_eq!(taken(json!({"rule": "threshold", "threshold": "2/3", "basis": "all_seats", "affirmative": 2})), []);
    assert_eq!(taken(json!({"rule": "consensus"})), []);
    assert_eq!(taken(json!({"rule": "each_organisation"})), names());
    assert_eq!(taken(json!({"rule": "block"})), names());
    assert_eq!(taken(json!({"rule": "weighted", "weights": {"X": 2}})), names());
    assert_eq!(taken(json!({"weights": {"X": 2}})), names(), "whatever the rule is called");
    assert_eq!(taken(json!({"rule": "weighted"})), names());
    let by_kind = json!([{"when": {"function": "formula"}, "names": true}, {}]);
    let mut scene = under(FIVE, json!({"voting": by_kind}));
    assert_eq!(refused(&scene, 2, 1, 0), [], "the first rule that fits");
    scene.change(|item| item.function = Some("formula".to_owned()));
    assert_eq!(refused(&scene, 2, 1, 0), names());
    let mut heavy = under(FIVE, json!({}));
    heavy.terms().seats.first_mut().unwrap().weight = Some(Weight::new(2, 1));
    assert_eq!(refused(&heavy, 2, 1, 0), names(), "a seat of more weight");
}

#[test]
fn hands_and_names_are_not_counted_beside_each_other_nor_hands_twice() {
    let mut scene = under(FIVE, json!({}));
    scene.vote("a", Choice::For);
    assert_eq!(refused(&scene, 2, 1, 0), [Code::SeatAlreadyVoted]);
    scene.strike(scene.last());
    count(&mut scene, 2, 1, 0);
    assert_eq!((refused(&scene, 2, 1, 0), vote_refused(&scene, "a")), (vec![Code::Duplicate], vec![Code::Duplicate]));
    let before = numbers(&scene);
    scene.strike(scene.last());
    assert_eq!(numbers(&scene), ["0", "0", "0", "0", "0", "5"]);
    assert_eq!(vote_refused(&scene, "a"), []);
    count(&mut scene, 2, 1, 0);
    assert_eq!(numbers(&scene), before, "struck and counted again it is what it was");
}

#[test]
fn a_casting_vote_settles_its_tie() {
    let mut scene = under(FIVE, json!({"voting": {"casting_vote": true}}));
    let casting = |scene: &Scene| {
        let command = CastCasting { item: scene.seen(), committee: None, by: scene.id("a"), choice: Choice::For };
        admit_casting(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command).is_ok()
    };
    assert!(!casting(&scene));
    count(&mut scene, 2, 2, 1);
    assert!(counted(&scene).casting_vote_needed && casting(&scene));
    scene.casting("a", Choice::For);
    assert!(counted(&scene).carried);
    let mut no_tie = under(FIVE, json!({"voting": {"casting_vote": true}}));
    count(&mut no_tie, 3, 2, 0);
    assert!(!casting(&no_tie));
}

#[test]
fn a_later_exclusion_of_anybody_who_could_have_raised_a_hand_takes_all_of_it() {
    let after = |change: fn(&mut Scene)| {
        let mut scene = under(FIVE, json!({}));
        scene.leave("e");
        count(&mut scene, 2, 1, 0);
        change(&mut scene);
        counted(&scene).show_of_hands.is_some()
    };
    assert!(after(|_| {}));
    assert!(!after(|scene| scene.rule("d", Treatment::Leave)), "it could have been theirs");
    assert!(!after(|scene| scene.rule("d", Treatment::DiscussNotVote)));
    assert!(!after(|scene| {
        scene.rule("d", Treatment::Leave);
        scene.rule("d", Treatment::Note);
    }));
    assert!(after(|scene| scene.rule("d", Treatment::Note)));
    assert!(after(|scene| scene.rule("e", Treatment::Leave)), "they were out of the room");
    assert!(after(|scene| {
        scene.person("visitor");
        scene.rule("visitor", Treatment::Leave);
    }));
    assert!(after(|scene| ["a", "b"].iter().for_each(|name| scene.leave(name))), "nobody is excluded by going");
    let mut again = under(FIVE, json!({}));
    count(&mut again, 3, 1, 1);
    again.rule("e", Treatment::Leave);
    again.leave("e");
    assert_eq!((refused(&again, 3, 1, 0), vote_refused(&again, "a")), (vec![], vec![]), "counted again, or by name");
    count(&mut again, 3, 1, 0);
    assert_eq!(numbers(&again), ["3", "1", "0", "1", "0", "0"]);
}

#[test]
fn what_is_proposed_since_keeps_it_from_being_counted_until_somebody_rules() {
    let mut scene = under(FIVE, json!({}));
    count(&mut scene, 2, 1, 0);
    tell(&mut scene, "b");
    assert_eq!(counted(&scene).show_of_hands, None);
    assert!(refused(&scene, 2, 1, 0).contains(&Code::Duplicate), "it stands");
    scene.rule("b", Treatment::Note);
    assert_eq!(numbers(&scene), ["2", "1", "0", "0", "0", "2"], "a vote counts again then too");
    let mut first = under(FIVE, json!({}));
    tell(&mut first, "b");
    assert_eq!(refused(&first, 2, 1, 0), [Code::AwaitingRuling], "nobody could tell their hand from another's");
    first.rule("b", Treatment::DiscussNotVote);
    assert_eq!(refused(&first, 2, 1, 0), []);
}

#[test]
fn asked_again_it_is_of_those_of_whom_it_was_counted() {
    let again = |change: fn(&mut Scene)| {
        let mut scene = under(FIVE, json!({}));
        count(&mut scene, 2, 1, 0);
        let hands = scene.sitting.book.hands.first().unwrap().clone();
        scene.strike(hands.id);
        change(&mut scene);
        let command = CountHands { item: scene.seen(), committee: None, in_favour: 2, against: 1, abstained: 0 };
        admit_again(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command, &hands.raised).is_ok()
    };
    assert!(again(|_| {}));
    assert!(!again(|scene| scene.leave("e")), "though three hands are left to be raised");
    assert!(!again(|scene| scene.rule("e", Treatment::Leave)));
    assert!(again(|scene| {
        scene.leave("e");
        scene.come_back("e");
    }));
}

/// Whatever is counted of whatever room, and whoever is ruled on: all seats are in the count once, and nobody excluded is
/// counted, by name or by hand.
#[test]
fn the_count_is_of_every_seat_and_nobody_excluded_is_in_it() {
    let names = ["a", "b", "c", "d", "e"];
    for n in 0..3_u32.pow(5) {
        let mut scene = under(FIVE, json!({}));
        let (absent, in_favour, against, abstained) = (n % 3, n / 3 % 3, n / 9 % 3, n / 27 % 3);
        for name in names.iter().rev().take(absent as usize) {
            scene.leave(name);
        }
        if in_favour + against + abstained == 0 || asked(&scene, in_favour, against, abstained).is_err() {
            continue;
        }
        count(&mut scene, in_favour, against, abstained);
        let before = numbers(&scene);
        let who = names[(n / 81) as usize + 2];
        let was_in = !names.iter().rev().take(absent as usize).any(|name| *name == who);
        scene.rule(who, Treatment::DiscussNotVote);
        let tally = counted(&scene);
        let all: u64 = numbers(&scene).iter().map(|number| number.parse::<u64>().unwrap()).sum();
        assert_eq!(all, 5, "{n}");
        assert_eq!(tally.show_of_hands.is_none(), was_in, "{n}");
        let theirs = tally.seats.iter().find(|seat| seat.seat == who).unwrap();
        assert_eq!(theirs.state, State::Excluded, "{n}");
        scene.strike(scene.last());
        assert_eq!(numbers(&scene), before, "{n}: without the ruling it stands again");
    }
}
