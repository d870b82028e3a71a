//! C6.10: examples of elections, around every boundary.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::ids::FactId;
use crate::meetings::scene::Scene;
use crate::meetings::{Choice, Election, Outcome, Said};
use crate::policy::{Phase, Treatment};
use crate::votes::rules::cast::{CastVote, admit};
use crate::votes::{CountHands, State, admit_hands};

/// Five who vote and an officer who does not, with an item for an election in its decision phase.
fn assembled(terms: Value) -> Scene {
    let mut scene = Scene::under("a:lay!chair b:lay c:lay d:gp e:gp teller:officer-", terms);
    scene.change(|item| item.decision_type = Some(ELECTION.into()));
    scene.begin(Phase::Decision);
    scene
}

fn told(scene: &Scene, votes: &[(&str, u32)], blank_or_spoilt: u32) -> HoldElection {
    let candidates = votes.iter().map(|(name, votes)| Candidate { person: scene.id(name), votes: *votes }).collect();
    let (item, counted_by) = (scene.seen(), scene.id("teller"));
    HoldElection { item, committee: None, counted_by, candidates, blank_or_spoilt, drawn_by_lot: None }
}

fn asked(scene: &Scene, command: &HoldElection) -> Result<AdmittedElection, Refusal> {
    admit_election(&scene.sitting, &scene.room(), scene.item(), scene.at(), command)
}

fn codes<T>(asked: Result<T, Refusal>) -> Vec<Code> {
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

/// Holds it, and says who is elected.
fn held(scene: &mut Scene, command: &HoldElection) -> Option<String> {
    let permit = asked(scene, command).unwrap();
    let HoldElection { counted_by, candidates, blank_or_spoilt, drawn_by_lot, .. } = command.clone();
    let (item, committee, raised) = (scene.item().id, permit.committee(), permit.raised().to_vec());
    let id = FactId::new();
    scene.enter(Said::Election(Election { id, order: 0, item, committee, counted_by, candidates, blank_or_spoilt, drawn_by_lot, raised }));
    elected(scene)
}

fn elected(scene: &Scene) -> Option<String> {
    let count = tally(&scene.sitting, &scene.room(), scene.item(), scene.at());
    assert_eq!(count.carried, count.election.as_ref().is_some_and(|held| held.elected.is_some()));
    assert!(!count.tie && !count.casting_vote_needed, "no casting vote settles an election");
    count.election.and_then(|held| held.elected).map(|person| scene.sitting.name(person))
}

#[test]
fn elected_is_who_has_more_than_half_of_the_votes_given_for_candidates() {
    for (votes, blank, who) in [
        (&[("a", 3), ("b", 2)][..], 0, Some("a")),
        (&[("a", 2), ("b", 1)][..], 2, Some("a")),
        (&[("a", 2), ("b", 2)][..], 1, None),
        (&[("a", 2), ("b", 1), ("c", 1)][..], 0, None),
        (&[("a", 2), ("b", 1), ("c", 1)][..], 1, None),
        (&[("a", 1)][..], 4, Some("a")),
        (&[("a", 0), ("b", 0)][..], 5, None),
    ] {
        let mut scene = assembled(json!({"voting": {"casting_vote": true}}));
        let command = told(&scene, votes, blank);
        assert_eq!(held(&mut scene, &command).as_deref(), who, "{votes:?} and {blank}");
    }
}

#[test]
fn the_rule_of_the_terms_is_asked_of_whoever_leads() {
    let two_thirds = json!({"voting": {"rule": "threshold", "threshold": "2/3"}});
    for (terms, votes, who) in [
        (two_thirds.clone(), &[("a", 3), ("b", 2)][..], None),
        (two_thirds, &[("a", 4), ("b", 1)][..], Some("a")),
        (json!({"voting": {"affirmative": 4}}), &[("a", 3), ("b", 1)][..], None),
        (json!({"voting": {"basis": "all_seats"}}), &[("a", 2), ("b", 1)][..], None),
        (json!({"voting": {"basis": "all_seats"}}), &[("a", 3), ("b", 1)][..], Some("a")),
    ] {
        let mut scene = assembled(terms);
        let command = told(&scene, votes, 0);
        assert_eq!(held(&mut scene, &command).as_deref(), who, "{votes:?}");
    }
}

#[test]
fn no_more_ballots_are_counted_than_seats_may_vote_and_none_of_it_is_of_a_seat() {
    let mut scene = assembled(json!({}));
    assert_eq!(codes(asked(&scene, &told(&scene, &[("a", 4), ("b", 1)], 1))), [Code::NotPresent]);
    scene.leave("e");
    assert_eq!(codes(asked(&scene, &told(&scene, &[("a", 3), ("b", 2)], 0))), [Code::NotPresent]);
    let command = told(&scene, &[("a", 3), ("b", 1)], 0);
    held(&mut scene, &command);
    let count = tally(&scene.sitting, &scene.room(), scene.item(), scene.at());
    assert_eq!(count.seats.iter().filter(|seat| seat.state == State::SecretBallot).count(), 4);
    assert_eq!((count.for_.to_string(), count.against.to_string(), count.absent.to_string()), ("3".into(), "1".into(), "1".into()));
    assert!(count.show_of_hands.is_none());
}

#[test]
fn who_counts_is_no_candidate_has_no_interest_and_is_there() {
    let mut scene = assembled(json!({}));
    let by = |scene: &Scene, name: &str| HoldElection { counted_by: scene.id(name), ..told(scene, &[("a", 2), ("b", 1)], 0) };
    assert_eq!(codes(asked(&scene, &by(&scene, "c"))), [], "somebody who votes may count");
    assert_eq!(codes(asked(&scene, &by(&scene, "b"))), [Code::RulingOnSelf]);
    scene.leave("c");
    assert_eq!(codes(asked(&scene, &by(&scene, "c"))), [Code::NotPresent]);
    scene.rule("d", Treatment::Leave);
    assert_eq!(codes(asked(&scene, &by(&scene, "d"))), [Code::DeciderConflicted]);
}

#[test]
fn a_committee_elects_one_of_its_own_and_appoints_anybody() {
    let mut scene = assembled(json!({}));
    scene.person("stranger");
    let command = told(&scene, &[("a", 1), ("stranger", 2), ("teller", 0)], 0);
    let command = HoldElection { counted_by: scene.id("c"), ..command };
    assert_eq!(codes(asked(&scene, &command)), [Code::NotAMember, Code::NotAMember], "in attendance is no member");
    scene.vacate("e");
    scene.borrow("stranger", Some("e"), "a");
    assert_eq!(codes(asked(&scene, &command)), [Code::NotAMember, Code::NotAMember], "nor is whoever is borrowed for the item");
    scene.change(|item| item.decision_type = Some(APPOINTMENT.into()));
    assert_eq!(codes(asked(&scene, &command)), []);
    scene.change(|item| item.decision_type = Some("award".into()));
    assert_eq!(codes(asked(&scene, &command)), [Code::StateForbids]);
}

#[test]
fn where_it_matters_whose_vote_it_is_no_ballot_is_secret() {
    let terms = [
        json!({"voting": {"names": true}}),
        json!({"voting": {"rule": "each_organisation"}}),
        json!({"voting": {"rule": "weighted", "weights": {"OWN": 3}}}),
    ];
    for terms in terms {
        let scene = assembled(terms.clone());
        assert_eq!(codes(asked(&scene, &told(&scene, &[("a", 2)], 0))), [Code::NamesRequired], "{terms}");
    }
}

#[test]
fn an_election_and_other_ways_of_voting_exclude_one_another() {
    let mut scene = assembled(json!({}));
    scene.vote("a", Choice::For);
    assert_eq!(codes(asked(&scene, &told(&scene, &[("b", 2)], 0))), [Code::SeatAlreadyVoted]);
    let mut scene = assembled(json!({}));
    scene.hands("a b c d e", 3, 1, 0);
    assert_eq!(codes(asked(&scene, &told(&scene, &[("b", 2)], 0))), [Code::Duplicate]);
    let mut scene = assembled(json!({}));
    let command = told(&scene, &[("a", 3), ("b", 2)], 0);
    held(&mut scene, &command);
    assert_eq!(codes(asked(&scene, &command)), [Code::Duplicate], "somebody is elected");
    let hands = CountHands { item: scene.seen(), committee: None, in_favour: 3, against: 0, abstained: 0 };
    assert_eq!(codes(admit_hands(&scene.sitting, &scene.room(), scene.item(), scene.at(), &hands)), [Code::Duplicate]);
    let vote = CastVote { item: scene.seen(), committee: None, person: Some(scene.id("a")), seat: None, choice: Choice::For };
    assert_eq!(codes(admit(&scene.sitting, &scene.room(), scene.item(), scene.at(), &vote)), [Code::Duplicate]);
}

#[test]
fn another_ballot_takes_the_place_of_one_without_a_result_and_then_a_lot_may_be_drawn() {
    let mut scene = assembled(json!({}));
    let tied = told(&scene, &[("a", 2), ("b", 2)], 1);
    let lot = HoldElection { drawn_by_lot: Some(scene.id("b")), ..tied.clone() };
    assert_eq!(codes(asked(&scene, &lot)), [Code::StateForbids], "not at the first ballot");
    assert_eq!(held(&mut scene, &tied), None);
    let tied_once = scene.sitting.clone();
    assert_eq!(held(&mut scene, &lot).as_deref(), Some("b"));
    scene.sitting = tied_once;
    let second = told(&scene, &[("a", 3), ("b", 2)], 0);
    assert_eq!(held(&mut scene, &second).as_deref(), Some("a"));
    assert_eq!(scene.sitting.book.elections.len(), 2, "the first ballot stays in the book");
}

#[test]
fn a_later_exclusion_of_anybody_who_could_have_voted_takes_all_of_it_away() {
    let mut scene = assembled(json!({}));
    let command = told(&scene, &[("a", 3), ("b", 2)], 0);
    assert_eq!(held(&mut scene, &command).as_deref(), Some("a"));
    scene.rule("e", Treatment::Leave);
    assert_eq!(elected(&scene), None);
    scene.leave("e");
    let command = told(&scene, &[("a", 3), ("b", 1)], 0);
    assert_eq!(held(&mut scene, &command).as_deref(), Some("a"), "it is held again without them");
}

#[test]
fn it_is_held_in_the_decision_phase_before_the_decision() {
    let mut scene = Scene::of("a:lay!chair b:lay teller:officer-");
    scene.change(|item| item.decision_type = Some(ELECTION.into()));
    let command = told(&scene, &[("a", 2)], 0);
    assert_eq!(codes(asked(&scene, &command)), [Code::VoteNotOpen]);
    scene.begin(Phase::Decision);
    held(&mut scene, &command);
    scene.decide(Outcome::Approved);
    assert!(codes(asked(&scene, &command)).contains(&Code::DecisionFinal));
}
