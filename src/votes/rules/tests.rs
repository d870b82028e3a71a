//! C6: examples around every boundary of the count.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::cast::{CastVote, admit};
use super::casting::{CastCasting, admit_casting};
use super::tally::{Tally, tally};
use crate::committees::Weight;
use crate::declarations::Category;
use crate::meetings::scene::Scene;
use crate::meetings::{Affected, Choice};
use crate::organisations::OrganisationKind;
use crate::policy::{Phase, Treatment};
use crate::verdict::Code;

fn counted(scene: &Scene) -> Tally {
    tally(&scene.sitting, &scene.room(), scene.item(), scene.at())
}

fn under(seats: &str, voting: Value) -> Scene {
    let mut scene = Scene::under(seats, json!({ "voting": voting }));
    scene.begin(Phase::Decision);
    scene
}

/// Whether a motion is carried, with these votes.
fn carried(seats: &str, voting: Value, in_favour: &str, against: &str) -> bool {
    let mut scene = under(seats, voting);
    scene.votes(in_favour, against);
    counted(&scene).carried
}

const SIX: &str = "a:lay b:lay c:lay d:lay e:lay f:lay";

#[test]
fn a_simple_majority_is_more_than_half_of_the_votes_cast() {
    let simple = || json!({"rule": "simple_majority"});
    assert!(carried(SIX, simple(), "a b", "c"));
    assert!(!carried(SIX, simple(), "a b", "c d"), "half is not more than half");
    assert!(!carried(SIX, simple(), "a", "b c"));
    assert!(carried(SIX, simple(), "a", ""), "one for and none against");
    assert!(!carried(SIX, simple(), "", ""), "no votes carry nothing");
}

#[test]
fn a_tie_is_equal_and_not_nought_and_only_of_majorities() {
    let tie = |voting: Value, in_favour: &str, against: &str| {
        let mut scene = under(SIX, voting);
        scene.votes(in_favour, against);
        counted(&scene).tie
    };
    assert!(tie(json!({"rule": "simple_majority"}), "a b", "c d"));
    assert!(!tie(json!({"rule": "simple_majority"}), "", ""));
    assert!(!tie(json!({"rule": "simple_majority"}), "a b", "c"));
    assert!(tie(json!({"rule": "weighted"}), "a", "b"));
    for rule in [json!({"rule": "threshold", "threshold": "1/2"}), json!({"rule": "consensus"}), json!({"rule": "each_organisation"})] {
        assert!(!tie(rule.clone(), "a", "b"), "{rule}");
    }
}

#[test]
fn each_basis_takes_in_one_state_more() {
    // Three for, one against, one abstains, one says nothing.
    let carried = |basis: &str, out: &str, excluded: &str| {
        let mut scene = under(SIX, json!({ "basis": basis }));
        scene.votes("a b c", "d");
        scene.vote("e", Choice::Abstain);
        out.split_whitespace().for_each(|name| scene.leave(name));
        excluded.split_whitespace().for_each(|name| scene.rule(name, Treatment::Leave));
        counted(&scene).carried
    };
    for (basis, out, excluded, expected) in [
        ("cast", "", "", true),
        ("present_eligible", "", "", false), // 3 of 6
        ("present_eligible", "f", "", true), // 3 of 5: who is out of the room is absent
        ("all_eligible", "f", "", false),    // 3 of 6
        ("all_eligible", "f", "f", true),    // 3 of 5: who is excluded is not eligible
        ("all_seats", "f", "f", false),      // 3 of 6
    ] {
        assert_eq!(carried(basis, out, excluded), expected, "{basis}, out '{out}', excluded '{excluded}'");
    }
}

#[test]
fn a_threshold_is_met_at_exactly_itself_but_a_half_must_be_exceeded() {
    let two_thirds = || json!({"rule": "threshold", "threshold": "2/3"});
    assert!(carried(SIX, two_thirds(), "a b", "c"), "exactly two thirds");
    assert!(carried(SIX, two_thirds(), "a b c d", "e f"));
    assert!(!carried(SIX, two_thirds(), "a b c", "d e"), "three fifths");
    assert!(carried(SIX, two_thirds(), "a b c d", "e"));
    let half = || json!({"rule": "threshold", "threshold": "1/2"});
    assert!(!carried(SIX, half(), "a b", "c d"));
    assert!(carried(SIX, half(), "a b c", "d e"));
    assert!(!carried(SIX, json!({"rule": "threshold", "threshold": "2/4"}), "a b", "c d"), "two quarters are a half");
    let all = || json!({"rule": "threshold", "threshold": "1/1"});
    assert!(carried(SIX, all(), "a", ""));
    assert!(!carried(SIX, all(), "a b c d e", "f"));
    assert!(!carried(SIX, two_thirds(), "", ""), "of nothing nothing is reached");
    let of_all = || json!({"rule": "threshold", "threshold": "2/3", "basis": "all_seats"});
    assert!(carried(SIX, of_all(), "a b c d", ""));
    assert!(!carried(SIX, of_all(), "a b c", ""));
}

const BODIES: &str = "n:officer@NHSE c1:gp c2:gp c3:gp c4:gp c5:gp c6:gp c7:gp";

#[test]
fn weights_are_shared_over_the_seats_of_a_body() {
    let weights = |nhse: u32, own: u32| json!({"rule": "weighted", "weights": {"NHSE": nhse, "OWN": own}});
    assert!(carried(BODIES, weights(51, 49), "n", "c1 c2 c3 c4 c5 c6 c7"), "51 against 49");
    assert!(!carried(BODIES, weights(50, 50), "n", "c1 c2 c3 c4 c5 c6 c7"), "50 against 50 is a tie");
    assert!(!carried(BODIES, weights(49, 51), "n", "c1 c2 c3 c4 c5 c6 c7"));
    let mut scene = under(BODIES, weights(51, 49));
    scene.votes("n", "c1 c2 c3");
    let tally = counted(&scene);
    assert_eq!((tally.for_, tally.against, tally.not_voting), (Weight::new(51, 1), Weight::new(21, 1), Weight::new(28, 1)));
    let mut vacant = under(BODIES, weights(51, 49));
    vacant.vacate("c7");
    let tally = counted(&vacant);
    assert_eq!(tally.not_voting, Weight::new(93, 1), "the share of a vacant seat is nowhere");
}

#[test]
fn thirds_of_a_weight_add_up_again() {
    let mut scene = under("n:officer@NHSE a:gp b:gp c:gp", json!({"rule": "weighted", "weights": {"NHSE": 49, "OWN": 49}}));
    scene.votes("n", "a b c");
    assert!(counted(&scene).tie, "49/3 three times is 49, exactly");
}

#[test]
fn a_body_that_the_weights_do_not_name_has_the_weights_of_its_seats() {
    let mut scene = under("n:officer@NHSE a:gp b:gp", json!({"rule": "weighted", "weights": {"NHSE": 2}}));
    scene.terms().seats.iter_mut().find(|seat| seat.id == "a").unwrap().weight = Some(Weight::new(3, 1));
    scene.votes("a", "n b");
    let tally = counted(&scene);
    assert_eq!((tally.for_, tally.against), (Weight::new(3, 1), Weight::new(3, 1)));
}

#[test]
fn a_casting_vote_settles_a_tie_and_is_not_added() {
    let casting = || json!({"casting_vote": true});
    let with = |in_favour: &str, against: &str, choice: Option<Choice>| {
        let mut scene = under("a:lay!chair b:lay c:lay d:lay", casting());
        scene.votes(in_favour, against);
        if let Some(choice) = choice {
            scene.casting("a", choice);
        }
        let tally = counted(&scene);
        assert_eq!(tally.for_, Weight::new(in_favour.split_whitespace().count() as u64, 1));
        (tally.carried, tally.casting_vote_needed)
    };
    assert_eq!(with("a b", "c d", None), (false, true));
    assert_eq!(with("a b", "c d", Some(Choice::For)), (true, false));
    assert_eq!(with("a b", "c d", Some(Choice::Against)), (false, false));
    assert_eq!(with("a b", "c d", Some(Choice::Abstain)), (false, true), "an abstention settles nothing");
    assert_eq!(with("a b", "c", None), (true, false));
    let mut none = under("a:lay b:lay", json!({"casting_vote": false}));
    none.votes("a", "b");
    assert!(!counted(&none).casting_vote_needed, "terms without one need none");
}

#[test]
fn consensus_is_one_for_and_none_against() {
    let consensus = || json!({"rule": "consensus"});
    assert!(carried(SIX, consensus(), "a", ""));
    assert!(!carried(SIX, consensus(), "a b c d e", "f"));
    assert!(!carried(SIX, consensus(), "", ""));
    let mut abstained = under(SIX, consensus());
    abstained.votes("a", "");
    abstained.vote("b", Choice::Abstain);
    assert!(counted(&abstained).carried);
}

#[test]
fn each_organisation_has_more_for_than_against() {
    let each = || json!({"rule": "each_organisation"});
    let seats = "a:lay b:lay x:lay@X y:lay@X";
    assert!(carried(seats, each(), "a x", ""));
    assert!(!carried(seats, each(), "a b", ""), "a body that says nothing has not agreed");
    assert!(!carried(seats, each(), "a b x", "y"), "a body that is split has not agreed");
    assert!(!carried(seats, each(), "a b", "x"));
    let mut excluded = under(seats, each());
    excluded.votes("a b", "");
    excluded.rule("x", Treatment::Leave);
    excluded.rule("y", Treatment::Leave);
    assert!(!counted(&excluded).carried, "a body whose seats are all excluded has not agreed");
    let mut vacant = under(seats, each());
    vacant.vacate("x");
    vacant.vacate("y");
    vacant.votes("a b", "");
    assert!(!counted(&vacant).carried, "nor has one whose seats are vacant");
}

fn states(scene: &Scene) -> [Weight; 4] {
    let tally = counted(scene);
    [tally.abstained, tally.excluded, tally.absent, tally.not_voting]
}

#[test]
fn excluded_absent_abstained_and_not_voting_are_four_states() {
    let w = |n: u64| Weight::new(n, 1);
    let mut scene = under("a:lay b:lay c:lay d:lay e:lay", json!({}));
    assert_eq!(states(&scene), [w(0), w(0), w(0), w(5)]);
    scene.vote("a", Choice::Abstain);
    scene.leave("b");
    scene.rule("c", Treatment::DiscussNotVote);
    assert_eq!(states(&scene), [w(1), w(1), w(1), w(2)]);
    scene.vacate("d");
    assert_eq!(states(&scene), [w(1), w(1), w(1), w(1)], "a vacant seat is nowhere");
    scene.rule("c", Treatment::Note);
    assert_eq!(states(&scene), [w(1), w(0), w(1), w(2)], "the ruling in force is the last");
    scene.rule("b", Treatment::Leave);
    assert_eq!(states(&scene), [w(1), w(1), w(0), w(2)], "excluded comes before absent");
}

#[test]
fn a_proposal_excludes_once_its_holder_has_arrived() {
    let w = |n: u64| Weight::new(n, 1);
    let mut scene = under("a:lay b:gp", json!({}));
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.interest("b", Category::Financial, Some(practice));
    scene.affects(Affected::Organisation(practice));
    assert_eq!(states(&scene), [w(0), w(1), w(0), w(1)]);
    scene.never_came("b");
    assert_eq!(states(&scene), [w(0), w(0), w(1), w(1)], "who never came is absent");
    scene.arrive("b");
    scene.leave("b");
    assert_eq!(states(&scene), [w(0), w(1), w(0), w(1)], "who came and left is excluded");
}

#[test]
fn a_later_exclusion_takes_a_vote_away_and_a_later_note_does_not_bring_it_back() {
    let mut scene = under("a:lay b:lay", json!({}));
    scene.votes("a b", "");
    assert_eq!(counted(&scene).for_, Weight::new(2, 1));
    scene.rule("b", Treatment::Note);
    assert_eq!(counted(&scene).for_, Weight::new(2, 1), "a ruling that lets vote takes nothing away");
    scene.rule("b", Treatment::DiscussNotVote);
    assert_eq!(counted(&scene).for_, Weight::new(1, 1));
    scene.rule("b", Treatment::Participate);
    assert_eq!(counted(&scene).for_, Weight::new(1, 1), "the vote was deleted");
    scene.vote("b", Choice::Against);
    assert_eq!(counted(&scene).against, Weight::new(1, 1), "and the seat may vote again");
}

#[test]
fn a_vote_not_counted_because_of_a_proposal_counts_again_after_a_note() {
    let mut scene = under("a:lay b:gp", json!({}));
    scene.votes("a b", "");
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.interest("b", Category::Financial, Some(practice));
    scene.affects(Affected::Organisation(practice));
    assert_eq!(counted(&scene).for_, Weight::new(1, 1));
    scene.rule("b", Treatment::Note);
    assert_eq!(counted(&scene).for_, Weight::new(2, 1));
}

#[test]
fn a_shared_seat_has_one_vote_and_a_deputy_votes_while_sitting() {
    let mut shared = under("a:lay b:gp", json!({}));
    shared.holds("b", "other");
    shared.arrive("other");
    assert_eq!(counted(&shared).not_voting, Weight::new(2, 1));
    shared.rule("b", Treatment::Leave);
    assert_eq!(counted(&shared).excluded, Weight::ZERO, "the seat acts through the holder who is free");
    shared.rule("other", Treatment::Leave);
    assert_eq!(counted(&shared).excluded, Weight::ONE);
    let mut deputised = Scene::under("a:lay b:gp/deputies", json!({"counting": {"deputies": "count"}}));
    deputised.deputises("b", "deputy");
    deputised.rule("b", Treatment::Leave);
    deputised.leave("b");
    assert_eq!(counted(&deputised).excluded, Weight::ONE);
    deputised.sit_for("b", "deputy");
    assert_eq!(counted(&deputised).not_voting, Weight::new(2, 1), "the deputy brings only conflicts of their own");
}

fn refusal(scene: &Scene, person: Option<&str>, seat: Option<&str>) -> Vec<Code> {
    let command = CastVote {
        item: scene.seen(),
        committee: Some(scene.at().committee.id),
        person: person.map(|name| scene.id(name)),
        seat: seat.map(str::to_owned),
        choice: Choice::For,
    };
    match admit(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.reasons.into_iter().map(|reason| reason.code).collect(),
    }
}

#[test]
fn a_shared_seat_is_refused_for_whoever_of_it_is_in_the_room() {
    let mut scene = under("a:lay b:gp", json!({}));
    scene.holds("b", "other");
    assert_eq!(refusal(&scene, None, Some("b")), []);
    scene.arrive("other");
    scene.rule("other", Treatment::DiscussNotVote);
    scene.leave("b");
    assert_eq!(refusal(&scene, None, Some("b")), [Code::ExcludedByRuling], "and not that the other has gone");
}

#[test]
fn a_vote_is_refused_for_every_reason_that_holds() {
    let mut scene = under("a:lay b:lay m:gp/member- x:officer-", json!({}));
    scene.arrive("visitor");
    assert_eq!(refusal(&scene, Some("a"), None), []);
    assert_eq!(refusal(&scene, None, Some("a")), []);
    assert_eq!(refusal(&scene, Some("m"), None), [Code::SeatDoesNotVote]);
    assert_eq!(refusal(&scene, Some("x"), None), [Code::NotAMember], "somebody in attendance is no member");
    assert_eq!(refusal(&scene, Some("visitor"), None), [Code::NotAMember]);
    assert_eq!(refusal(&scene, Some("b"), Some("a")), [Code::NotAMember], "not their seat");
    scene.rule("b", Treatment::DiscussNotVote);
    assert_eq!(refusal(&scene, Some("b"), None), [Code::ExcludedByRuling]);
    scene.leave("b");
    assert_eq!(refusal(&scene, Some("b"), None), [Code::NotPresent, Code::ExcludedByRuling]);
    scene.votes("a", "");
    assert_eq!(refusal(&scene, Some("a"), None), [Code::SeatAlreadyVoted]);
    scene.leave("a");
    assert_eq!(refusal(&scene, Some("a"), None), [Code::SeatAlreadyVoted, Code::NotPresent]);
}

fn casting_refusal(scene: &Scene, by: &str) -> Vec<Code> {
    let command = CastCasting { item: scene.seen(), committee: Some(scene.at().committee.id), by: scene.id(by), choice: Choice::For };
    match admit_casting(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.reasons.into_iter().map(|reason| reason.code).collect(),
    }
}

#[test]
fn a_casting_vote_belongs_to_whoever_presides_and_never_to_the_conflicted() {
    let mut scene = under("a:lay!chair b:lay!vice_chair c:lay d:lay", json!({"casting_vote": true}));
    assert_eq!(casting_refusal(&scene, "a"), [Code::NoCastingVote], "there is no tie");
    scene.votes("a b", "c d");
    assert_eq!(casting_refusal(&scene, "a"), []);
    assert_eq!(casting_refusal(&scene, "b"), [Code::NotTheDecider]);
    scene.casting("a", Choice::For);
    assert_eq!(casting_refusal(&scene, "a"), [Code::VoteNotOpen], "it closes the vote, for itself too");
    let mut conflicted = under("a:lay!chair b:lay!vice_chair c:lay", json!({"casting_vote": true}));
    conflicted.votes("b", "c");
    conflicted.rule("a", Treatment::DiscussNotVote);
    assert_eq!(casting_refusal(&conflicted, "a"), [Code::PresiderConflicted]);
    assert_eq!(casting_refusal(&conflicted, "b"), [], "it passes with the chair");
    let mut none = under("a:lay!chair b:lay", json!({"casting_vote": false}));
    none.votes("a", "b");
    assert_eq!(casting_refusal(&none, "a"), [Code::NoCastingVote]);
}
