//! C10: examples around every boundary of a correction.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::ids::CommitteeId;
use crate::meetings::Choice;
use crate::meetings::Said;
use crate::meetings::scene::{Scene, day};
use crate::money::Money;
use crate::policy::{Phase, Treatment};
use crate::votes::tally;

/// Decided at a meeting in March, and the count as it was recorded.
struct Then {
    scene: Scene,
    tally: Tally,
    decided: Decided,
}

impl Then {
    /// Of a decision that was recorded last.
    fn of(mut scene: Scene, outcome: Outcome) -> Self {
        let tally = tally(&scene.sitting, &scene.room(), scene.item(), scene.at());
        scene.decide(outcome);
        scene.sitting.book.minutes_final = true;
        let decided = scene.sitting.book.decided.last().unwrap().clone();
        Self { scene, tally, decided }
    }
}

fn then(in_favour: &str, against: &str) -> Then {
    let mut scene = Scene::under("chair:lay!chair a:lay b:lay c:lay", json!({"voting": {"casting_vote": true}}));
    scene.begin(Phase::Decision);
    scene.votes(in_favour, against);
    Then::of(scene, Outcome::Rejected)
}

/// The committee's meeting in April, of the same people, with the item beside its own.
fn later(then: &Then) -> Scene {
    let mut scene =
        Scene::under("chair:lay!chair vice:lay!vice_chair a:lay b:lay", json!({"quorum": {"at_least": 2, "of": {"voting": true}}}));
    scene.sitting.meeting.date = day("2018-04-03");
    let committee = then.scene.at().committee.id;
    let at = scene.sitting.committees.first_mut().unwrap();
    at.committee.id = committee;
    at.memberships.iter_mut().chain(&mut at.rolls).for_each(|held| held.says.committee = committee);
    scene.sitting.items = vec![then.scene.item().clone()];
    scene
}

/// What refuses that the outcome was another one.
fn asked(then: &Then, there: Option<&Scene>, by: Option<&str>, outcome: Outcome, reason: &str) -> Vec<Code> {
    let said = TrueOutcome {
        outcome,
        by: by.map(|name| there.unwrap().id(name)),
        taken_at: &then.scene.sitting,
        decided: &then.decided,
        there: there.map(|scene| &scene.sitting),
        tally: &then.tally,
    };
    let (text, reason) = (Prose::parse("It was carried.").unwrap(), Rationale::parse(reason).unwrap());
    let asked = correct(then.scene.sitting.meeting.id, DecisionId::new(), &text, &reason, Some(&said));
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn approved(then: &Then, there: &Scene, by: &str) -> Vec<Code> {
    asked(then, Some(there), Some(by), Outcome::Approved, "The clerk misheard.")
}

#[test]
fn the_committee_says_at_a_later_open_meeting_that_an_outcome_was_recorded_wrongly() {
    let then = then("a b", "c");
    assert_eq!(approved(&then, &later(&then), "chair"), []);
    assert_eq!(asked(&then, None, None, Outcome::Approved, "A slip."), [Code::MeetingNotOpen], "at no meeting");
    let mut same = later(&then);
    same.sitting.meeting.date = day("2018-03-06");
    assert_eq!(approved(&then, &same, "chair"), [Code::MeetingNotOpen], "of the same day");
    let mut called = later(&then);
    called.not_convened();
    assert_eq!(approved(&then, &called, "chair"), [Code::MeetingNotOpen]);
    let mut adjourned = later(&then);
    adjourned.adjourn(None);
    assert_eq!(approved(&then, &adjourned, "chair"), [Code::MeetingNotOpen]);
    let mut strangers = later(&then);
    strangers.sitting.committees.first_mut().unwrap().committee.id = CommitteeId::new();
    assert_eq!(approved(&then, &strangers, "chair"), [Code::MeetingNotOpen], "of another committee");
}

#[test]
fn until_the_minutes_are_final_it_is_reopened_instead() {
    let mut then = then("a b", "c");
    then.scene.sitting.book.minutes_final = false;
    assert_eq!(approved(&then, &later(&then), "chair"), [Code::MinutesIncomplete]);
}

#[test]
fn the_first_of_the_succession_who_is_there_and_free_says_it() {
    let then = then("a b", "c");
    let mut there = later(&then);
    assert_eq!(approved(&then, &there, "vice"), [Code::NotTheDecider]);
    assert_eq!(asked(&then, Some(&there), None, Outcome::Approved, "A slip."), [Code::NotTheDecider], "nobody is named");
    there.rule("chair", Treatment::Leave);
    assert_eq!(approved(&then, &there, "chair"), [Code::DeciderConflicted]);
    assert_eq!(approved(&then, &there, "vice"), [], "the chair has passed");
    let mut away = later(&then);
    away.leave("chair");
    assert_eq!(approved(&then, &away, "chair"), [Code::NotTheDecider]);
    assert_eq!(approved(&then, &away, "vice"), []);
}

#[test]
fn those_in_the_room_there_would_be_a_quorum_for_it() {
    let then = then("a b", "c");
    let mut there = later(&then);
    there.leave("vice");
    there.leave("b");
    assert_eq!(approved(&then, &there, "chair"), [], "two");
    there.leave("a");
    assert_eq!(approved(&then, &there, "chair"), [Code::Inquorate], "one");
    let mut excluded = later(&then);
    for name in ["vice", "a", "b"] {
        excluded.rule(name, Treatment::Leave);
    }
    assert_eq!(approved(&then, &excluded, "chair"), [Code::Inquorate], "who is conflicted on the item does not count");
}

#[test]
fn only_what_the_recorded_votes_bear_is_said() {
    for (in_favour, against, outcome, expected) in [
        ("a b", "c", Outcome::Approved, vec![]),
        ("a b", "c", Outcome::Ratified, vec![]),
        ("a b", "c", Outcome::Rejected, vec![Code::NotCarried]),
        ("a", "b c", Outcome::Approved, vec![Code::NotCarried]),
        ("a", "b c", Outcome::Recommended, vec![Code::NotCarried]),
        ("a", "b c", Outcome::NotRatified, vec![]),
        ("a b", "c chair", Outcome::Approved, vec![Code::CastingVoteNeeded]),
        ("a b", "c chair", Outcome::Rejected, vec![Code::CastingVoteNeeded]),
        ("a", "b c", Outcome::Deferred, vec![]),
    ] {
        let then = then(in_favour, against);
        assert_eq!(asked(&then, Some(&later(&then)), Some("chair"), outcome, "A slip."), expected, "{in_favour}, {against}: {outcome}");
    }
    let mut agreed = then("a", "b c");
    agreed.decided.method = Method::Consensus;
    assert_eq!(approved(&agreed, &later(&agreed), "chair"), [], "of a consensus nothing was counted");
}

/// Six may vote, of a committee that leaves the budget to others and has its closures confirmed.
fn bound(function: Option<&str>, phase: Phase) -> Scene {
    let mut scene = Scene::under(
        "chair:lay!chair a:lay b:lay c:lay",
        json!({
            "authority": [
                {"function": "budget", "level": "recommend", "from": "2015-04-01"},
                {"function": "leases", "level": "shadow", "with": "QOQ", "from": "2015-04-01"},
                {"function": "closures", "level": "decide", "from": "2015-04-01", "value_limit": 1000}
            ],
            "needs_confirmation": {"closure": 28},
            "quorum": {"at_least": 3, "of": {"voting": true}}
        }),
    );
    scene.change(|item| item.function = function.map(Into::into));
    scene.begin(phase);
    scene
}

/// What refuses that this was approved, with the effect where nothing does.
fn said(then: &Then) -> Result<Effect, Vec<Code>> {
    let there = later(then);
    let said = TrueOutcome {
        outcome: Outcome::Approved,
        by: Some(there.id("chair")),
        taken_at: &then.scene.sitting,
        decided: &then.decided,
        there: Some(&there.sitting),
        tally: &then.tally,
    };
    let told = of_the_outcome(&said).map(|(_, effect, ..)| effect);
    told.map_err(|reasons| reasons.into_iter().map(|reason| reason.code).collect())
}

#[test]
fn nobody_says_afterwards_that_it_did_what_it_could_not_have_done() {
    let decided = |function: Option<&str>, recorded: Outcome| {
        let mut scene = bound(function, Phase::Decision);
        scene.votes("a b", "c");
        Then::of(scene, recorded)
    };
    assert_eq!(said(&decided(None, Outcome::Recommended)), Ok(Effect::Takes), "no authority is asked");
    assert_eq!(said(&decided(Some("budget"), Outcome::Recommended)), Err(vec![Code::ReservedFunction]));
    assert_eq!(said(&decided(Some("rents"), Outcome::Recommended)), Err(vec![Code::ReservedFunction]), "no row grants it");
    assert_eq!(said(&decided(Some("leases"), Outcome::Recommended)), Ok(Effect::Without), "in shadow");
    assert_eq!(said(&decided(Some("closures"), Outcome::Deferred)), Ok(Effect::Takes));
    let mut dear = decided(Some("closures"), Outcome::Recommended);
    dear.scene.change(|item| item.value = Money::from_pence(100_001));
    assert_eq!(said(&dear), Err(vec![Code::AboveValueLimit]));
}

#[test]
fn what_is_put_off_undecided_was_not_decided() {
    let mut early = Then::of(bound(None, Phase::Deliberation), Outcome::Deferred);
    early.decided.method = Method::Consensus;
    assert_eq!(said(&early), Err(vec![Code::OutOfPhase]));
    let mut few = bound(None, Phase::Decision);
    few.votes("a b", "");
    few.leave("c");
    few.leave("b");
    assert_eq!(said(&Then::of(few, Outcome::Deferred)), Err(vec![Code::Inquorate]), "the quorum had gone");
}

#[test]
fn what_waits_to_be_confirmed_waits_as_it_was_corrected() {
    let mut scene = bound(None, Phase::Decision);
    scene.change(|item| item.decision_type = Some("closure".into()));
    scene.votes("a b", "c");
    assert_eq!(said(&Then::of(scene, Outcome::Recommended)), Ok(Effect::Waits));
}

#[test]
fn of_several_reasons_the_first_is_given_beside_that_one_is_wanting() {
    let mut then = then("a", "b c");
    then.scene.sitting.book.minutes_final = false;
    let mut there = later(&then);
    ["vice", "a", "b"].into_iter().for_each(|name| there.leave(name));
    let first = |then: &Then, there: &Scene, by: &str, reason: &str| asked(then, Some(there), Some(by), Outcome::Approved, reason);
    assert_eq!(first(&then, &there, "a", " "), [Code::ReasonRequired, Code::MinutesIncomplete]);
    then.scene.sitting.book.minutes_final = true;
    assert_eq!(first(&then, &there, "a", "A slip."), [Code::NotTheDecider]);
    assert_eq!(first(&then, &there, "chair", "A slip."), [Code::Inquorate]);
    there.come_back("a");
    assert_eq!(first(&then, &there, "chair", ""), [Code::ReasonRequired, Code::NotCarried]);
}

#[test]
fn minutes_are_added_to_once_the_meeting_was_convened() {
    let added = |scene: &Scene, reason: &str| {
        let (text, reason) = (Prose::parse("The officer came at 14:05.").unwrap(), Rationale::parse(reason).unwrap());
        let asked = add_to_minutes(&scene.sitting, &text, &reason);
        asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect::<Vec<_>>(), |_| Vec::new())
    };
    let mut scene = Scene::of("chair:lay!chair");
    scene.vote("chair", Choice::Abstain);
    assert_eq!(added(&scene, "It was left out."), []);
    assert_eq!(added(&scene, "  "), [Code::ReasonRequired]);
    scene.adjourn(None);
    assert_eq!(added(&scene, "It was left out."), []);
    scene.not_convened();
    scene.without(|_| true);
    assert_eq!(added(&scene, " "), [Code::MeetingNotOpen, Code::ReasonRequired]);
    scene.enter(Said::Ended { cancelled: true });
    assert_eq!(added(&scene, "It was left out."), [Code::MeetingNotOpen]);
}
