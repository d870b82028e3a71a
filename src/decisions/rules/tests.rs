//! C5.3, C6, C10: examples around every boundary of a decision.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::json;

use super::count::may_dissent;
use super::decide::{Decide, MayDecide, decide};
use super::evidence::evidence;
use super::minutes::finalise;
use crate::conflicts::{Override, presiding};
use crate::ids::{ItemId, PersonId};
use crate::meetings::scene::{Scene, item, since};
use crate::meetings::{Choice, Item, Method, Outcome, Said};
use crate::policy::{Overrides, PackName, Phase, Purpose, Rung, Treatment, Undeclared};
use crate::text::Rationale;
use crate::verdict::{Code, Refusal};

fn decision(scene: &Scene, outcome: Outcome, method: Method, dissent: &[&str], over: Option<Override>) -> Result<MayDecide, Refusal> {
    let command = Decide {
        item: scene.seen(),
        committee: Some(scene.at().committee.id),
        outcome,
        method,
        text: None,
        dissent: dissent.iter().map(|name| scene.id(name)).collect(),
        override_: over,
    };
    decide(&scene.sitting, &scene.room(), scene.item(), scene.at(), &command)
}

fn codes(decided: Result<MayDecide, Refusal>) -> Vec<Code> {
    decided.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn by_vote(scene: &Scene, outcome: Outcome) -> Vec<Code> {
    codes(decision(scene, outcome, Method::Vote, &[], None))
}

fn open(seats: &str, terms: serde_json::Value) -> Scene {
    let mut scene = Scene::under(seats, terms);
    scene.begin(Phase::Decision);
    scene
}

#[test]
fn the_outcome_says_what_the_vote_said() {
    let with = |in_favour: &str, against: &str, outcome| {
        let mut scene = open("a:lay!chair b:lay c:lay d:lay", json!({}));
        scene.votes(in_favour, against);
        by_vote(&scene, outcome)
    };
    assert_eq!(with("a b", "c", Outcome::Approved), []);
    assert_eq!(with("a b", "c", Outcome::Rejected), [Code::NotCarried], "a motion that is carried is not rejected");
    assert_eq!(with("a", "b c", Outcome::Approved), [Code::NotCarried]);
    assert_eq!(with("a", "b c", Outcome::Rejected), []);
    assert_eq!(with("a b", "c d", Outcome::Approved), [Code::NotCarried], "a tie does not carry");
    assert_eq!(with("a b", "c d", Outcome::Rejected), []);
    assert_eq!(with("a b", "c", Outcome::Ratified), []);
    assert_eq!(with("a b", "c", Outcome::NotRatified), [Code::NotCarried]);
    assert_eq!(with("a", "b c", Outcome::Recommended), [Code::NotCarried]);
    assert_eq!(with("", "", Outcome::Approved), [Code::NotCarried]);
}

#[test]
fn a_tie_waits_for_the_casting_vote_where_there_is_one() {
    let mut scene = open("a:lay!chair b:lay", json!({"voting": {"casting_vote": true}}));
    scene.votes("a", "b");
    assert_eq!(by_vote(&scene, Outcome::Approved), [Code::CastingVoteNeeded]);
    assert_eq!(by_vote(&scene, Outcome::Rejected), [Code::CastingVoteNeeded]);
    scene.casting("a", crate::meetings::Choice::For);
    assert_eq!(by_vote(&scene, Outcome::Approved), []);
    assert_eq!(by_vote(&scene, Outcome::Rejected), [Code::NotCarried]);
}

#[test]
fn what_does_not_decide_may_be_recorded_at_any_time_in_an_open_meeting() {
    let mut scene = Scene::with("a:lay!chair", json!({"at_least": 5, "of": "anyone"}));
    for outcome in [Outcome::Deferred, Outcome::Referred, Outcome::Noted, Outcome::NoDecision] {
        assert_eq!(by_vote(&scene, outcome), [], "{outcome}: not begun, inquorate");
    }
    assert_eq!(by_vote(&scene, Outcome::Approved), [Code::OutOfPhase, Code::Inquorate, Code::NotCarried]);
    scene.not_convened();
    assert_eq!(by_vote(&scene, Outcome::Deferred), [Code::MeetingNotOpen]);
}

#[test]
fn it_is_decided_once() {
    let mut scene = open("a:lay!chair", json!({}));
    scene.votes("a", "");
    scene.decide(Outcome::Deferred);
    assert_eq!(by_vote(&scene, Outcome::Approved), [Code::DecisionFinal], "final, and nothing else");
}

fn flags(scene: &Scene) -> Vec<&'static str> {
    decision(scene, Outcome::Deferred, Method::Consensus, &[], None).unwrap().flags
}

#[test]
fn the_majority_withdrew_when_over_half_of_those_attending_are_excluded() {
    let with = |seats: &str, excluded: &str| {
        let mut scene = open(seats, json!({}));
        excluded.split_whitespace().for_each(|name| scene.rule(name, Treatment::Leave));
        flags(&scene).contains(&"majority_withdrew")
    };
    assert!(!with("a:lay b:lay c:gp d:gp", "c d"), "exactly half");
    assert!(with("a:lay b:gp c:gp", "b c"));
    assert!(!with("a:lay b:lay c:gp", "c"));
    assert!(with("a:lay b:gp c:gp x:officer-", "b c"), "only voting seats are asked");
    let mut away = open("a:lay b:lay c:gp d:gp", json!({}));
    away.never_came("b");
    away.rule("c", Treatment::Leave);
    away.rule("d", Treatment::Leave);
    assert!(flags(&away).contains(&"majority_withdrew"), "two of the three who attended");
    let mut left = open("a:lay b:lay c:gp d:gp", json!({}));
    left.leave("b");
    left.rule("c", Treatment::Leave);
    left.rule("d", Treatment::Leave);
    assert!(flags(&left).contains(&"majority_withdrew"), "who came and left again is absent: two of three");
    let mut nobody = open("a:lay", json!({}));
    nobody.never_came("a");
    assert!(!flags(&nobody).contains(&"majority_withdrew"));
}

fn by_consensus(scene: &Scene, outcome: Outcome, dissent: &[&str]) -> Vec<Code> {
    codes(decision(scene, outcome, Method::Consensus, dissent, None))
}

#[test]
fn consensus_needs_no_votes_and_bears_no_dissent() {
    let mut scene = open("a:lay!chair b:lay", json!({}));
    assert_eq!(by_consensus(&scene, Outcome::Approved, &[]), []);
    assert_eq!(by_consensus(&scene, Outcome::Approved, &["b"]), [Code::ConsensusNotReached]);
    scene.votes("", "b");
    assert_eq!(by_consensus(&scene, Outcome::Approved, &[]), [Code::ConsensusNotReached], "a vote the other way is dissent");
    assert_eq!(by_consensus(&scene, Outcome::Rejected, &[]), [], "to reject, it is not");
    scene.rule("b", Treatment::DiscussNotVote);
    assert_eq!(by_consensus(&scene, Outcome::Approved, &[]), [], "nor once it is taken away");
}

#[test]
fn hands_raised_the_other_way_are_dissent_whosever_they_are() {
    let mut scene = open("a:lay!chair b:lay c:lay", json!({}));
    scene.hands("a b c", 2, 1, 0);
    assert_eq!(by_consensus(&scene, Outcome::Approved, &[]), [Code::ConsensusNotReached]);
    let mut all = open("a:lay!chair b:lay c:lay", json!({}));
    all.hands("a b c", 2, 0, 1);
    assert_eq!(by_consensus(&all, Outcome::Approved, &[]), []);
    assert_eq!(by_consensus(&all, Outcome::Rejected, &[]), [Code::ConsensusNotReached]);
}

#[test]
fn in_each_body_fewer_than_half_of_those_in_the_room_may_dissent() {
    let each = || json!({"voting": {"rule": "each_organisation"}});
    let scene = open("a:lay!chair b:lay x:lay@X y:lay@X z:lay@X", each());
    assert_eq!(by_consensus(&scene, Outcome::Approved, &[]), []);
    assert_eq!(by_consensus(&scene, Outcome::Approved, &["x"]), [], "one of three");
    assert_eq!(by_consensus(&scene, Outcome::Approved, &["x", "y"]), [Code::OrganisationsDisagree], "two of three");
    assert_eq!(by_consensus(&scene, Outcome::Approved, &["b"]), [Code::OrganisationsDisagree], "exactly half of two");
    let mut away = open("a:lay!chair b:lay x:lay@X y:lay@X", each());
    away.leave("x");
    away.leave("y");
    assert_eq!(by_consensus(&away, Outcome::Approved, &[]), [], "a body with nobody in the room is not asked");
    away.rule("x", Treatment::Leave);
    away.rule("y", Treatment::Leave);
    assert_eq!(
        by_consensus(&away, Outcome::Approved, &[]),
        [Code::OrganisationsDisagree],
        "one whose seats are all excluded has not agreed"
    );
}

#[test]
fn a_vote_of_each_organisation_or_by_consensus_says_so_when_it_fails() {
    let mut each = open("a:lay!chair x:lay@X", json!({"voting": {"rule": "each_organisation"}}));
    each.votes("a", "x");
    assert_eq!(by_vote(&each, Outcome::Approved), [Code::OrganisationsDisagree]);
    assert_eq!(by_vote(&each, Outcome::Rejected), []);
    let mut consensus = open("a:lay!chair b:lay", json!({"voting": {"rule": "consensus"}}));
    consensus.votes("a", "b");
    assert_eq!(by_vote(&consensus, Outcome::Approved), [Code::ConsensusNotReached]);
    let mut agreed = open("a:lay!chair x:lay@X", json!({"voting": {"rule": "each_organisation"}}));
    agreed.votes("a x", "");
    assert_eq!(by_vote(&agreed, Outcome::Rejected), [Code::OrganisationsDisagree], "the same code for what is carried and rejected");
    let mut one = open("a:lay!chair b:lay", json!({"voting": {"rule": "consensus"}}));
    one.votes("a", "");
    assert_eq!(by_vote(&one, Outcome::Rejected), [Code::ConsensusNotReached]);
}

#[test]
fn a_tie_decided_by_consensus_lacks_both() {
    let tied = |casting_vote: bool| {
        let mut scene = open("a:lay!chair b:lay", json!({"voting": {"casting_vote": casting_vote}}));
        scene.votes("a", "b");
        by_consensus(&scene, Outcome::Approved, &[])
    };
    assert_eq!(tied(true), [Code::ConsensusNotReached, Code::CastingVoteNeeded]);
    assert_eq!(tied(false), [Code::ConsensusNotReached]);
}

#[test]
fn who_has_a_say_may_dissent() {
    let mut scene = Scene::of("a:lay!chair m:lay/member- x:officer- d:gp/deputies");
    scene.deputises("d", "deputy");
    scene.arrive("visitor");
    let may = |name: &str| may_dissent(&scene.sitting, scene.item(), scene.id(name));
    let said: Vec<bool> = ["a", "m", "deputy", "x", "visitor"].into_iter().map(may).collect();
    assert_eq!(said, [true, true, true, false, false], "a voting member, another member, a deputy; in attendance, a visitor");
}

/// What is kept with a decision says why whoever presided did, and whose ruling held: from wherever it holds.
#[test]
fn what_holds_from_elsewhere_is_told_with_the_decision() {
    let mut scene = open("a:lay!chair b:lay c:lay d:lay", json!({}));
    let business = ItemId::new();
    scene.sitting.items.push(Item { id: business, ..scene.item().clone() });
    scene.change(|item| item.part_of = Some(business));
    // The naming is for the item of which this is a part.
    scene.name_presider_of(business, "b");
    assert_eq!(presiding(&scene.sitting, &scene.room(), scene.item(), scene.at()), Some(scene.id("b")));
    scene.votes("a b", "c");
    let told = |scene: &Scene| {
        let permit = decision(scene, Outcome::Approved, Method::Vote, &[], None).unwrap();
        evidence(&scene.sitting, &scene.room(), scene.item(), scene.at(), &permit)
    };
    assert_eq!(told(&scene).presiding_because, "named by the meeting");
    // A ruling on another item that keeps somebody out of the whole meeting.
    scene.rule_on(business, "d", Treatment::NotAttend, PersonId::new());
    scene.leave("d");
    let treated = told(&scene).treated.into_iter().find(|one| one.person == scene.id("d")).unwrap();
    assert!(treated.treatment == Treatment::NotAttend && treated.ruling.is_some() && treated.decider.is_some(), "{treated:?}");
    assert_eq!(treated.reason, None, "its reason is of the other item, and for whoever may see that");
    // And one of a meeting before, along a procurement.
    let mut scene = open("a:lay!chair b:lay c:lay d:lay", json!({}));
    scene.change(|item| item.procurement = Some("p".into()));
    scene.earlier("d", crate::policy::Stage::Award, Treatment::Removed);
    scene.leave("d");
    scene.votes("a b", "c");
    let treated = told(&scene).treated.into_iter().find(|one| one.person == scene.id("d"));
    assert!(treated.as_ref().is_some_and(|one| one.ruling.is_some() && one.decider.is_some()), "{treated:?}");
}

#[test]
fn a_breach_of_composition_is_a_soft_stop() {
    let terms = || json!({"composition": [{"majority_of": {"capacity": "lay"}, "over": {"capacity": "gp"}}]});
    let mut scene = open("a:lay!chair b:lay g:gp h:gp", terms());
    scene.votes("a b g", "");
    scene.tag("b", "guardian");
    assert_eq!(by_vote(&scene, Outcome::Approved), [Code::CompositionBreached], "two are not more than two");
    let by = |name: &str, reason: &str| Some(Override { by: scene.id(name), reason: Rationale::parse(reason).unwrap() });
    let over = |reason: &str| by("b", reason);
    let lifted = |over: Option<Override>| codes(decision(&scene, Outcome::Approved, Method::Vote, &[], over));
    assert_eq!(lifted(by("g", "In case.")), [Code::NotTheDecider], "who is no guardian");
    assert_eq!(lifted(by("a", "In case.")), [Code::NotTheDecider], "nor from the chair");
    assert_eq!(lifted(over(" ")), [Code::ReasonRequired]);
    let gone_on = decision(&scene, Outcome::Approved, Method::Vote, &[], over("The contract ends tomorrow.")).unwrap();
    assert!(gone_on.flags.contains(&"composition_breached"));
    for by in ["a", "g"] {
        let over = Some(Override { by: scene.id(by), reason: Rationale::parse("Today.").unwrap() });
        let refused = codes(decision(&scene, Outcome::Approved, Method::Vote, &[], over));
        assert_eq!(refused, [Code::NotTheDecider], "neither from the chair nor without the office");
    }
    let mut balanced = open("a:lay!chair b:lay g:gp h:gp", terms());
    balanced.votes("a b g", "");
    balanced.leave("h");
    assert_eq!(by_vote(&balanced, Outcome::Approved), [], "whoever is out and has not voted is not in the cohort");
    let in_spite = decision(&balanced, Outcome::Approved, Method::Vote, &[], over("In case.")).unwrap();
    assert!(!in_spite.flags.contains(&"composition_breached"), "what needed no override is not minuted as overridden");
    assert!(decision(&scene, Outcome::Deferred, Method::Consensus, &[], over(" ")).is_ok(), "it is looked at only where there is a breach");
    balanced.arrive("h");
    balanced.vote("h", crate::meetings::Choice::For);
    balanced.leave("h");
    assert_eq!(by_vote(&balanced, Outcome::Approved), [Code::CompositionBreached], "whose vote stands is, though they left");
}

#[test]
fn conflicts_that_nobody_ruled_on_and_people_who_must_be_out_stop_a_decision() {
    let mut scene = open("a:lay!chair b:lay", json!({}));
    scene.votes("a", "");
    scene.rule("b", Treatment::Leave);
    assert_eq!(by_vote(&scene, Outcome::Approved), [Code::MustLeaveFirst]);
    scene.leave("b");
    assert_eq!(by_vote(&scene, Outcome::Approved), []);
    scene.rule("a", Treatment::DiscussNotVote);
    assert_eq!(by_vote(&scene, Outcome::Approved), [Code::NobodyCanPreside, Code::NotCarried]);
}

/// A practice that the item names, in which this person has an interest on which nobody has ruled.
fn conflicted(scene: &mut Scene, name: &str) {
    let practice = scene.body("P", crate::organisations::OrganisationKind::GpPractice);
    scene.interest(name, crate::declarations::Category::Financial, Some(practice));
    scene.affects(crate::meetings::Affected::Organisation(practice));
}

#[test]
fn what_is_noted_or_put_off_once_begun_leaves_no_conflict_unresolved() {
    let with = |begun: bool, presides: bool, outcome: Outcome| {
        let mut scene = Scene::under("a:lay!chair g:gp", json!({}));
        conflicted(&mut scene, "g");
        if begun {
            scene.begin(Phase::Introduction);
        }
        if !presides {
            scene.leave("a");
        }
        by_vote(&scene, outcome)
    };
    for outcome in [Outcome::Deferred, Outcome::Referred, Outcome::NoDecision] {
        assert_eq!(with(false, true, outcome), [], "{outcome}: not begun");
        assert_eq!(with(true, false, outcome), [], "{outcome}: nobody presides");
        assert_eq!(with(true, true, outcome), [Code::ConflictsUnresolved], "{outcome}");
    }
    assert_eq!(with(false, false, Outcome::Noted), [Code::ConflictsUnresolved], "what is noted, always");
}

#[test]
fn minutes_are_not_final_over_a_conflict_of_an_item_under_way() {
    let with = |phase: Option<Phase>| {
        let mut scene = Scene::under("a:lay!chair g:gp", json!({}));
        conflicted(&mut scene, "g");
        scene.change(|item| item.purpose = Purpose::Discussion);
        phase.into_iter().for_each(|phase| scene.begin(phase));
        refused(&scene)
    };
    assert_eq!(with(None), 0);
    assert_eq!(with(Some(Phase::Introduction)), 1);
    assert_eq!(with(Some(Phase::Closed)), 0);
}

#[test]
fn a_lifted_floor_is_on_every_decision_of_its_item() {
    let mut scene = open("a:lay!chair b:lay", json!({}));
    scene.rule("b", Treatment::Note);
    let flags = |scene: &Scene| decision(scene, Outcome::Deferred, Method::Consensus, &[], None).unwrap().flags;
    assert!(!flags(&scene).contains(&"floor_overridden"));
    let over = crate::meetings::Over { by: scene.id("a"), reason: "As agreed.".into() };
    scene.rewrite(|acts| {
        for act in acts {
            if let Said::Ruling(ruling) = &mut act.said {
                ruling.over = Some(over.clone());
            }
        }
    });
    assert!(flags(&scene).contains(&"floor_overridden"));
    scene.rule("b", Treatment::Leave);
    assert!(!flags(&scene).contains(&"floor_overridden"), "the last ruling is in force");
}

#[test]
fn authority_is_asked_of_what_decides_and_not_of_a_recommendation() {
    let terms = || json!({"authority": [{"function": "closure", "level": "recommend", "from": "2015-04-01"}]});
    let mut scene = open("a:lay!chair", terms());
    scene.votes("a", "");
    assert_eq!(by_vote(&scene, Outcome::Approved), [], "an item that names no function");
    scene.change(|item| item.function = Some("closure".into()));
    assert_eq!(by_vote(&scene, Outcome::Approved), [Code::ReservedFunction]);
    assert_eq!(by_vote(&scene, Outcome::Recommended), []);
}

/// The item of this place is deferred.
fn decided(scene: &mut Scene, n: usize) {
    let item = scene.sitting.items.get(n).unwrap().id;
    scene.decide_of(item, Outcome::Deferred);
}

/// How many outcomes the minutes lack.
fn refused(scene: &Scene) -> usize {
    finalise(&scene.sitting, Vec::new()).err().map_or(0, |refusal| refusal.reasons.len())
}

/// The first item with two parts for decision.
fn parts(scene: &mut Scene) {
    let whole = scene.item().id;
    for number in ["1.1", "1.2"] {
        let mut part = item(number, 1);
        part.part_of = Some(whole);
        scene.sitting.items.push(part);
    }
}

#[test]
fn a_part_to_be_decided_of_an_item_that_is_not_needs_an_outcome() {
    let mut scene = open("a:lay!chair", json!({}));
    scene.change(|item| item.purpose = Purpose::Discussion);
    parts(&mut scene);
    assert_eq!(refused(&scene), 2);
    decided(&mut scene, 1);
    assert_eq!(refused(&scene), 1, "one part of two");
    scene.sitting.items.last_mut().unwrap().purpose = Purpose::Information;
    assert_eq!(refused(&scene), 0, "a part for information needs none");
    scene.sitting.items.last_mut().unwrap().purpose = Purpose::Ratification;
    decided(&mut scene, 0);
    assert_eq!(refused(&scene), 0, "the whole item has an outcome");
}

#[test]
fn minutes_are_complete_when_every_item_that_must_be_decided_is() {
    let mut scene = open("a:lay!chair", json!({}));
    assert_eq!(refused(&scene), 1);
    // Two parts: when both are decided, the item needs nothing more.
    parts(&mut scene);
    decided(&mut scene, 1);
    assert_eq!(refused(&scene), 1, "one part of two");
    decided(&mut scene, 2);
    assert_eq!(refused(&scene), 0);
}

#[test]
fn a_rung_is_used_where_without_it_the_quorum_was_not_met() {
    let two = json!({"quorum": {"at_least": 2, "of": {"voting": true}}, "counting": {"deputies": "count"}});
    let with = |seats: &str, outcome: Outcome, set: fn(&mut Scene)| {
        let mut scene = Scene::under(seats, two.clone());
        scene.deputises("c", "deputy");
        set(&mut scene);
        scene.begin(Phase::Decision);
        decision(&scene, outcome, Method::Consensus, &[], None).unwrap().rung
    };
    let deputised = |scene: &mut Scene| {
        scene.leave("c");
        scene.arrive("deputy");
        scene.sit_for("c", "deputy");
    };
    let alone = |scene: &mut Scene| scene.leave("c");
    assert_eq!(with("a:lay!chair c:lay/deputies", Outcome::Approved, deputised), Some(Rung::Deputy));
    assert_eq!(with("a:lay!chair b:lay c:lay/deputies", Outcome::Approved, deputised), None, "the quorum was met without them");
    assert_eq!(with("a:lay!chair c:lay/deputies", Outcome::Deferred, alone), Some(Rung::Defer));
    assert_eq!(with("a:lay!chair c:lay/deputies", Outcome::Referred, alone), Some(Rung::Refer));
    assert_eq!(with("a:lay!chair c:lay/deputies", Outcome::NoDecision, alone), None);
    assert_eq!(with("a:lay!chair c:lay/deputies", Outcome::Deferred, |_| {}), None, "put off, and quorate");
}

#[test]
fn a_kept_answer_does_not_hide_the_rung() {
    for when in ["per_item", "opening_only"] {
        let terms = json!({"quorum": {"at_least": 2, "of": {"voting": true}}, "counting": {"deputies": "count", "when": when}});
        let mut scene = Scene::under("a:lay!chair c:lay/deputies", terms);
        scene.deputises("c", "deputy");
        scene.leave("c");
        scene.arrive("deputy");
        scene.sit_for("c", "deputy");
        scene.begin(Phase::Decision);
        let permit = decision(&scene, Outcome::Approved, Method::Consensus, &[], None).unwrap();
        assert_eq!((permit.quorum_after.kept_from.is_some(), permit.rung), (true, Some(Rung::Deputy)), "{when}");
    }
}

/// Where somebody of those who vote never declared, more than 28 days after their first seat: the meeting is on 6 March.
#[test]
fn who_never_declared_is_flagged_or_stops_what_is_agreed_as_the_policy_says() {
    let scene = |undeclared: Undeclared, first: &str| {
        let mut scene = open("a:lay!chair b:lay c:gp-", json!({}));
        scene.policy(PackName::Ccg2017, Overrides { undeclared: Some(undeclared), ..Overrides::default() });
        scene.sitting.never_declared = ["b", "c"].map(|name| (scene.id(name), since(first))).into();
        scene.votes("a b", "");
        scene
    };
    let flags = |scene: &Scene, outcome| decision(scene, outcome, Method::Vote, &[], None).unwrap().flags;
    for (undeclared, first, flagged) in [
        (Undeclared::Flag, "2018-02-05", true),
        (Undeclared::Flag, "2018-02-06", false),
        (Undeclared::Notice, "2018-02-05", false),
        (Undeclared::Stop, "2018-02-05", false),
    ] {
        let scene = scene(undeclared, first);
        let expected: &[&str] = if flagged { &["undeclared_voter"] } else { &[] };
        assert_eq!(flags(&scene, Outcome::Approved), expected, "{undeclared} {first}");
        assert_eq!(flags(&scene, Outcome::Noted), [""; 0], "what decides nothing is not flagged");
        let stopped = undeclared == Undeclared::Stop;
        let agreed = by_consensus(&scene, Outcome::Approved, &[]);
        assert_eq!(agreed, if stopped { vec![Code::DeclarationOutstanding] } else { vec![] }, "{undeclared} {first}");
    }
    let mut away = scene(Undeclared::Flag, "2015-04-01");
    away.without(|said| matches!(said, Said::Vote(_)));
    away.vote("a", Choice::For);
    away.leave("b");
    assert_eq!(flags(&away, Outcome::Approved), [""; 0], "away and without a vote that stands");
}

#[test]
fn without_a_quorum_nothing_is_noted_where_the_terms_ask_one_of_all_business() {
    for (business, quorate, expected) in [("all", false, vec![Code::Inquorate]), ("all", true, vec![]), ("decide", false, vec![])] {
        let counting = json!({"quorum": {"at_least": 2, "of": "anyone"}, "counting": {"business": business}});
        let mut scene = Scene::under("a:lay!chair b:lay", counting);
        if !quorate {
            scene.leave("b");
        }
        assert_eq!(by_consensus(&scene, Outcome::Noted, &[]), expected, "{business}");
        assert_eq!(by_consensus(&scene, Outcome::Deferred, &[]), [], "it may be put off");
    }
}

#[test]
fn what_needs_to_be_confirmed_is_approved_and_has_no_effect_yet() {
    let mut scene = open("a:lay!chair b:lay", json!({"needs_confirmation": {"closure": 28}}));
    scene.votes("a b", "");
    let taken = |scene: &Scene| decision(scene, Outcome::Approved, Method::Vote, &[], None).unwrap();
    assert_eq!((taken(&scene).flags, taken(&scene).effective), (vec![], true));
    scene.change(|item| item.decision_type = Some("closure".into()));
    assert_eq!((taken(&scene).flags, taken(&scene).effective), (vec!["pending_confirmation"], false));
}
