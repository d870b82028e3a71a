//! C6: examples of votes counted by the kind of business, of whoever has a vote on it, and of a vote that is closed.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::cast::{CastVote, admit};
use super::casting::{CastCasting, admit_casting};
use super::tally::{Tally, tally};
use crate::committees::Weight;
use crate::meetings::Choice;
use crate::meetings::scene::{Scene, since};
use crate::policy::{Overrides, PackName, Phase, Treatment, Undeclared};
use crate::verdict::Code;

fn counted(scene: &Scene) -> Tally {
    tally(&scene.sitting, &scene.room(), scene.item(), scene.at())
}

fn under(seats: &str, terms: Value) -> Scene {
    let mut scene = Scene::under(seats, terms);
    scene.begin(Phase::Decision);
    scene
}

fn carried(seats: &str, voting: Value, in_favour: &str, against: &str) -> bool {
    let mut scene = under(seats, json!({ "voting": voting }));
    scene.votes(in_favour, against);
    counted(&scene).carried
}

fn refusal(scene: &Scene, name: &str) -> Vec<Code> {
    let committee = Some(scene.at().committee.id);
    let command = CastVote { item: scene.seen(), committee, person: Some(scene.id(name)), seat: None, choice: Choice::For };
    let admitted = admit(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command);
    admitted.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn casting_refusal(scene: &Scene, by: &str) -> Vec<Code> {
    let command = CastCasting { item: scene.seen(), committee: Some(scene.at().committee.id), by: scene.id(by), choice: Choice::For };
    let admitted = admit_casting(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command);
    admitted.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

const SIX: &str = "a:lay b:lay c:lay d:lay e:lay f:lay";

#[test]
fn the_first_rule_that_fits_the_item_holds_and_where_none_does_what_is_usual() {
    let rules = json!([{"when": {"value_over": 100}, "affirmative": 4}, {"when": {"function": "formula"}, "rule": "consensus"}]);
    let carried = |value: Option<&str>, function: Option<&str>| {
        let mut scene = under(SIX, json!({ "voting": rules.clone() }));
        scene.change(|item| item.value = value.map(|text| text.parse().unwrap()));
        scene.change(|item| item.function = function.map(str::to_owned));
        scene.votes("a b c", "d");
        counted(&scene).carried
    };
    assert!(carried(None, None));
    assert!(carried(Some("100"), None), "exactly that is not over it");
    assert!(!carried(Some("100.01"), None), "four must be for");
    assert!(!carried(None, Some("formula")));
    assert!(!carried(Some("101"), Some("formula")), "the first, by which three are too few");
}

#[test]
fn so_many_must_be_for_besides() {
    let four = || json!({"affirmative": 4});
    assert!(!carried(SIX, four(), "a b c", ""));
    assert!(carried(SIX, four(), "a b c d", ""));
    assert!(carried(SIX, four(), "a b c d", "e"));
    assert!(!carried("a:lay b:lay c:lay d:lay e:lay f:lay g:lay h:lay", four(), "a b c d", "e f g h"), "and a majority");
    assert!(!carried(SIX, json!({"affirmative": 4, "rule": "consensus"}), "a b c", ""));
    let mut tie = under(SIX, json!({"voting": {"affirmative": 4, "casting_vote": true}, "chair": {"succession": ["a"]}}));
    tie.votes("a b c", "d e f");
    tie.casting("a", Choice::For);
    assert!(!counted(&tie).carried, "a casting vote is not added to the counts");
}

#[test]
fn all_offices_counts_the_vacant_ones_too() {
    let scene = |basis: &str, in_favour: &str| {
        let terms = json!({"voting": {"rule": "threshold", "threshold": "2/3", "basis": basis}});
        let mut scene = under(SIX, terms);
        scene.vacate("f");
        scene.never_came("f");
        scene.rule("e", Treatment::Leave);
        scene.votes(in_favour, "");
        counted(&scene).carried
    };
    for (basis, three, four) in
        [("cast", true, true), ("all_eligible", true, true), ("all_seats", false, true), ("all_offices", false, true)]
    {
        assert_eq!((scene(basis, "a b c"), scene(basis, "a b c d")), (three, four), "{basis}");
    }
    let mut two_vacant = under(SIX, json!({"voting": {"rule": "threshold", "threshold": "2/3", "basis": "all_offices"}}));
    ["e", "f"].into_iter().for_each(|seat| two_vacant.vacate(seat));
    two_vacant.votes("a b c", "");
    assert!(!counted(&two_vacant).carried, "three of six");
    two_vacant.vote("d", Choice::For);
    assert!(counted(&two_vacant).carried, "four of six");
}

#[test]
fn each_group_has_one_vote_by_the_greater_number_inside_it() {
    let seats = "a:lay#school b:lay#school c:lay#school d:lay#academy e:lay#outside";
    let block =
        |basis: &str| json!({"rule": "block", "basis": basis, "groups": [{"tag": "school"}, {"tag": "academy"}, {"tag": "outside"}]});
    assert!(carried(seats, block("cast"), "a b", "c"), "one group for, none against");
    assert!(!carried(seats, block("cast"), "a b", "d"), "one for, one against");
    assert!(carried(seats, block("cast"), "a b d", "e"));
    assert!(!carried(seats, block("cast"), "d", "a e"));
    assert!(!carried(seats, block("cast"), "a", "b"), "a group that is divided has no vote");
    assert!(!carried(seats, block("present_eligible"), "a b", ""), "one of all three groups");
    assert!(carried(seats, block("present_eligible"), "a b d", ""), "two of three");
    let mut counts = under(seats, json!({ "voting": block("cast") }));
    counts.votes("a b", "d");
    let counted = counted(&counts);
    assert_eq!((counted.for_, counted.against, counted.tie), (Weight::new(2, 1), Weight::ONE, false), "the counts are those of the seats");
    let both = json!({"rule": "block", "groups": [{"any": [{"tag": "school"}, {"seat": "d"}]}, {"seat": "d"}]});
    assert!(carried(seats, both.clone(), "d", ""), "a seat may be in two groups");
    assert!(!carried(seats, both, "d", "a b"));
    assert!(!carried("a:lay b:lay@X c:lay@X", json!({"rule": "block"}), "a", "b c"), "without groups the bodies are the groups");
    assert!(carried("a:lay b:lay@X c:lay@X", json!({"rule": "block"}), "a b c", ""));
}

#[test]
fn a_casting_vote_closes_the_vote_until_it_is_gone() {
    let mut scene = under("a:lay!chair b:lay c:lay", json!({"voting": {"casting_vote": true}}));
    scene.votes("a", "b");
    assert_eq!(refusal(&scene, "c"), []);
    scene.casting("a", Choice::For);
    assert_eq!(refusal(&scene, "c"), [Code::VoteNotOpen]);
    assert_eq!(refusal(&scene, "b"), [Code::VoteNotOpen, Code::SeatAlreadyVoted]);
    scene.rule("a", Treatment::Leave);
    scene.leave("a");
    assert_eq!(refusal(&scene, "c"), [], "a later exclusion takes the casting vote away");
}

#[test]
fn a_casting_vote_is_from_a_seat_with_a_vote_unless_it_is_of_any() {
    for (casting_vote, expected) in [
        (json!(true), vec![Code::SeatDoesNotVote]),
        (json!("any_seat"), vec![]),
        (json!(false), vec![Code::NoCastingVote, Code::SeatDoesNotVote]),
    ] {
        let mut scene = under("m:other!chair/member- a:lay b:lay", json!({"voting": {"casting_vote": casting_vote.clone()}}));
        scene.votes("a", "b");
        assert_eq!(casting_refusal(&scene, "m"), expected, "{casting_vote}");
        assert_eq!(refusal(&scene, "m"), [Code::SeatDoesNotVote], "no vote of its own in any case");
    }
    let mut scene = under("m:other!chair/member- a:lay b:lay", json!({"voting": {"casting_vote": "any_seat"}}));
    scene.votes("a", "b");
    assert_eq!(casting_refusal(&scene, "a"), [Code::NotTheDecider]);
    scene.casting("m", Choice::For);
    let counted = counted(&scene);
    assert!(counted.carried && counted.for_ == Weight::ONE);
}

#[test]
fn a_vote_needs_the_quorum_that_the_decision_will_need() {
    let mut scene = under("a:lay!chair b:lay c:lay", json!({"quorum": {"at_least": 3, "of": "anyone"}, "voting": {"casting_vote": true}}));
    assert_eq!(refusal(&scene, "a"), []);
    scene.votes("a", "b");
    scene.leave("c");
    assert_eq!(casting_refusal(&scene, "a"), [Code::Inquorate]);
    assert_eq!(refusal(&scene, "c"), [Code::Inquorate, Code::NotPresent], "beside what else holds");
    assert_eq!(counted(&scene).for_, Weight::ONE, "what was cast before stays");
    scene.arrive("c");
    assert_eq!((refusal(&scene, "c"), casting_refusal(&scene, "a")), (vec![], vec![]));
    let mut early = Scene::under("a:lay b:lay", json!({"quorum": {"at_least": 3, "of": "anyone"}}));
    assert_eq!(refusal(&early, "a"), [Code::VoteNotOpen], "not where no vote is open");
    early.begin(Phase::Decision);
    assert_eq!(refusal(&early, "a"), [Code::Inquorate]);
}

#[test]
fn a_deputy_votes_where_the_terms_count_deputies_and_nowhere_else() {
    let scene = |deputies: &str| {
        let mut scene = under("a:lay b:gp/deputies", json!({"counting": {"deputies": deputies}}));
        scene.deputises("b", "deputy");
        scene.leave("b");
        scene.sit_for("b", "deputy");
        scene
    };
    let (count, none) = (scene("count"), scene("none"));
    assert_eq!((refusal(&count, "deputy"), counted(&count).not_voting), (vec![], Weight::new(2, 1)));
    assert_eq!(refusal(&none, "deputy"), [Code::NotAMember]);
    assert_eq!((counted(&none).absent, counted(&none).not_voting), (Weight::ONE, Weight::ONE), "the seat is its holder's, who is away");
}

#[test]
fn a_deputy_out_for_the_item_is_the_seat_until_the_holder_comes() {
    let mut scene = under("a:lay b:gp/deputies", json!({"counting": {"deputies": "count"}}));
    scene.deputises("b", "deputy");
    scene.leave("b");
    scene.sit_for("b", "deputy");
    scene.rule("deputy", Treatment::Leave);
    assert_eq!(counted(&scene).excluded, Weight::ONE);
    scene.leave_for_it("deputy");
    assert_eq!((counted(&scene).excluded, counted(&scene).absent), (Weight::ONE, Weight::ZERO));
    let (at, room) = (scene.at(), scene.room());
    let seats: Vec<&str> = at.seats_to_vote_from(&room, scene.id("deputy")).map(|seat| seat.id.as_str()).collect();
    assert_eq!(seats, ["b"], "and is no stranger");
    scene.arrive("b");
    assert_eq!(counted(&scene).not_voting, Weight::new(2, 1), "the holder has the seat again");
    let mut home = under("a:lay b:gp/deputies", json!({"counting": {"deputies": "count"}}));
    home.deputises("b", "deputy");
    home.leave("b");
    home.sit_for("b", "deputy");
    home.rule("deputy", Treatment::Leave);
    home.leave("deputy");
    assert_eq!((counted(&home).excluded, counted(&home).absent), (Weight::ZERO, Weight::ONE), "gone home");
}

#[test]
fn on_business_that_is_named_a_seat_is_a_members_without_a_vote() {
    let scene = |function: Option<&str>, kind: Option<&str>| {
        let mut scene = under("a:lay b:lay c:lay", json!({"voting": {"basis": "all_seats"}}));
        let except = serde_json::from_value(json!({"functions": ["formula"], "decision_types": ["scheme"]})).unwrap();
        scene.terms().seats.last_mut().unwrap().votes_except = Some(except);
        scene.change(|item| (item.function, item.decision_type) = (function.map(str::to_owned), kind.map(str::to_owned)));
        scene
    };
    for (function, kind, votes) in
        [(None, None, true), (Some("other"), Some("formula"), true), (Some("formula"), None, false), (None, Some("scheme"), false)]
    {
        let scene = scene(function, kind);
        assert_eq!(refusal(&scene, "c"), if votes { vec![] } else { vec![Code::SeatDoesNotVote] }, "{function:?} {kind:?}");
        assert_eq!(counted(&scene).not_voting, Weight::new(if votes { 3 } else { 2 }, 1));
    }
    let mut two = scene(Some("formula"), None);
    two.votes("a b", "");
    assert!(counted(&two).carried, "two of two");
}

#[test]
fn whoever_never_declared_has_no_vote_where_the_policy_says_so() {
    let scene = |undeclared: Undeclared, first: &str| {
        let mut scene = under("a:lay b:lay", json!({}));
        scene.policy(PackName::Ccg2017, Overrides { undeclared: Some(undeclared), ..Overrides::default() });
        scene.sitting.never_declared = [(scene.id("a"), since(first))].into();
        scene
    };
    // The meeting is on 6 March.
    for (undeclared, first, refused) in [
        (Undeclared::Stop, "2018-02-05", true),
        (Undeclared::Stop, "2018-02-06", false),
        (Undeclared::Flag, "2018-02-05", false),
        (Undeclared::Notice, "2018-02-05", false),
    ] {
        let expected = if refused { vec![Code::DeclarationOutstanding] } else { vec![] };
        assert_eq!(refusal(&scene(undeclared, first), "a"), expected, "{undeclared} {first}");
        assert_eq!(refusal(&scene(undeclared, first), "b"), []);
    }
    let mut away = scene(Undeclared::Stop, "2015-04-01");
    away.leave("a");
    assert_eq!(refusal(&away, "a"), [Code::NotPresent], "it follows among those who would vote");
}
