//! C5.1, C5.3, C10: examples of business that needs a quorum, of who goes on when most have to go, of a meeting that stops
//! and goes on.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::{BeginPhase, Proceed, adjourn, begin, cancel, convene, resume};
use crate::declarations::Category;
use crate::meetings::scene::{Scene, day};
use crate::meetings::{Affected, Begun, Over, Said};
use crate::organisations::OrganisationKind;
use crate::policy::{Phase, Treatment};
use crate::text::Rationale;
use crate::verdict::{Code, Refusal};

fn codes<T>(asked: Result<T, Refusal>) -> Vec<Code> {
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

fn refused(scene: &Scene, phase: Phase) -> Vec<Code> {
    said_by(scene, phase, None)
}

/// Where somebody says, with a reason, that it goes on.
fn said_by(scene: &Scene, phase: Phase, proceed: Option<(&str, &str)>) -> Vec<Code> {
    let proceed = proceed.map(|(by, reason)| Proceed { by: scene.id(by), reason: Rationale::parse(reason).unwrap() });
    codes(begin(&scene.sitting, &scene.room(), scene.item(), &BeginPhase { item: scene.seen(), phase, proceed }))
}

#[test]
fn without_a_quorum_nothing_is_deliberated_where_the_terms_ask_one_of_all_business() {
    for business in ["all", "decide"] {
        let terms = json!({"quorum": {"at_least": 2, "of": "anyone"}, "counting": {"business": business}});
        let mut scene = Scene::under("a:lay!chair b:lay", terms);
        let phases = [Phase::Introduction, Phase::Deliberation, Phase::Decision, Phase::Closed];
        assert!(phases.into_iter().all(|phase| refused(&scene, phase).is_empty()), "{business}: with a quorum");
        scene.leave("b");
        for (phase, needs_one) in phases.into_iter().zip([false, true, true, false]) {
            let expected = if business == "all" && needs_one { vec![Code::Inquorate] } else { vec![] };
            assert_eq!(refused(&scene, phase), expected, "{business} {phase}");
        }
    }
}

#[test]
fn in_common_each_committee_that_asks_it_has_its_quorum() {
    let mut scene = Scene::under("a:lay!chair b:lay", json!({"quorum": {"at_least": 2, "of": "anyone"}}));
    scene.in_common();
    scene.leave("b");
    assert_eq!(refused(&scene, Phase::Deliberation), []);
    let all = serde_json::from_value(json!({"business": "all"})).unwrap();
    scene.sitting.committees.last_mut().unwrap().terms.as_mut().unwrap().counting = all;
    assert_eq!(refused(&scene, Phase::Deliberation), [Code::Inquorate]);
}

/// Three of the five who attend are excluded, and have left.
fn most_gone() -> Scene {
    let mut scene = Scene::of("chair:lay!chair a:lay b:gp c:gp d:gp");
    for name in ["b", "c", "d"] {
        scene.rule(name, Treatment::Leave);
        scene.leave_for_it(name);
    }
    scene
}

#[test]
fn where_most_have_to_go_whoever_presides_says_that_it_goes_on() {
    let scene = most_gone();
    let on = |phase: Phase, proceed: Option<(&str, &str)>| said_by(&scene, phase, proceed);
    for phase in [Phase::Deliberation, Phase::Decision] {
        assert_eq!(on(phase, None), [Code::MajorityWithdrew]);
        assert_eq!(on(phase, Some(("chair", "Two lay members are left."))), []);
        assert_eq!(on(phase, Some(("a", "Two lay members are left."))), [Code::NotTheDecider]);
        assert_eq!(on(phase, Some(("chair", " "))), [Code::ReasonRequired]);
        assert_eq!(on(phase, Some(("a", ""))), [Code::NotTheDecider, Code::ReasonRequired], "every reason that holds");
    }
    assert_eq!((on(Phase::Introduction, None), on(Phase::Closed, None)), (vec![], vec![]), "neither needs it");
    let mut half = Scene::of("chair:lay!chair a:lay b:gp c:gp");
    for name in ["b", "c"] {
        half.rule(name, Treatment::Leave);
        half.leave_for_it(name);
    }
    assert_eq!(refused(&half, Phase::Decision), [], "half is not most");
    half.leave("a");
    assert_eq!(refused(&half, Phase::Decision), [Code::MajorityWithdrew], "who is absent does not attend: two of three");
}

#[test]
fn it_is_said_once_an_item() {
    let mut scene = most_gone();
    let (item, at) = (scene.item().id, scene.now());
    let proceed = Some(Over { by: scene.id("chair"), reason: "Two lay members are left.".into() });
    let phase = Phase::Deliberation;
    scene.enter(Said::Begun(Begun { item, phase, at, proceed, order: 0, by_decision: None, late: false }));
    assert_eq!(refused(&scene, Phase::Decision), []);
    scene.strike(scene.last());
    assert_eq!(refused(&scene, Phase::Decision), [Code::MajorityWithdrew], "what was struck was never said");
}

#[test]
fn in_common_whoever_presides_where_most_have_to_go_says_it() {
    let mut scene = most_gone();
    let other = scene.in_common();
    // In the second committee two more vote, so that most are left.
    for seat in ["b", "c", "d"] {
        let at = scene.sitting.committees.last_mut().unwrap();
        at.memberships.retain(|held| held.seat != seat);
        at.rolls.retain(|held| held.seat != seat);
    }
    let person = scene.id("a");
    scene.enter(Said::Naming(crate::meetings::Naming { item: scene.item().id, committee: Some(other), person }));
    assert_eq!(said_by(&scene, Phase::Decision, Some(("a", "We are complete."))), [Code::NotTheDecider], "nobody withdrew there");
    assert_eq!(said_by(&scene, Phase::Decision, Some(("chair", "Two are left."))), []);
}

#[test]
fn an_open_meeting_stops_until_a_day_that_is_not_past() {
    let mut scene = Scene::of("a:lay!chair");
    let stops = |scene: &Scene, until: Option<&str>| codes(adjourn(&scene.sitting, until.map(day)));
    assert_eq!(stops(&scene, None), []);
    assert_eq!(stops(&scene, Some("2018-03-06")), [], "later the same day");
    assert_eq!(stops(&scene, Some("2018-03-05")), [Code::PeriodInvalid]);
    scene.adjourn(None);
    assert_eq!(stops(&scene, None), [Code::MeetingNotOpen]);
    scene.minute();
    assert_eq!(stops(&scene, Some("2018-03-05")), [Code::MinutesFinal, Code::PeriodInvalid]);
    let mut called = Scene::of("a:lay!chair");
    called.not_convened();
    assert_eq!(stops(&called, None), [Code::MeetingNotOpen]);
}

#[test]
fn it_goes_on_once_it_was_adjourned_and_not_before_the_day_that_was_named() {
    let goes_on = |scene: &Scene, on: Option<&str>| codes(resume(&scene.sitting, on.map(day)));
    let mut scene = Scene::of("a:lay!chair");
    assert_eq!(goes_on(&scene, None), [Code::Duplicate], "it is not adjourned");
    scene.adjourn(Some("2018-03-08"));
    assert_eq!(goes_on(&scene, Some("2018-03-07")), [Code::PeriodInvalid]);
    assert_eq!(goes_on(&scene, Some("2018-03-08")), []);
    assert_eq!(goes_on(&scene, Some("2018-03-09")), [], "or later");
    assert_eq!(resume(&scene.sitting, None).unwrap().on(), day("2018-03-08"));
    scene.clock_on("2018-03-08", "10:00");
    scene.resume("2018-03-08");
    scene.adjourn(None);
    assert_eq!(goes_on(&scene, Some("2018-03-07")), [Code::PeriodInvalid], "before the last day on which it sat");
    assert_eq!(resume(&scene.sitting, None).unwrap().on(), day("2018-03-08"), "else the same day");
    scene.not_convened();
    scene.without(|_| true);
    assert_eq!(goes_on(&scene, None), [Code::MeetingNotOpen], "never convened");
}

#[test]
fn while_it_is_adjourned_nothing_begins() {
    let mut scene = Scene::of("a:lay!chair");
    scene.adjourn(None);
    assert_eq!(refused(&scene, Phase::Introduction), [Code::MeetingNotOpen, Code::NobodyCanPreside], "beside whatever else holds");
}

#[test]
fn a_meeting_is_cancelled_before_it_is_convened_and_then_not_held() {
    let why = |text: &str| Rationale::parse(text).unwrap();
    let mut scene = Scene::of("a:lay!chair");
    let cancelled = |scene: &Scene, reason: &str| codes(cancel(&scene.sitting, Some(&why(reason))));
    assert_eq!(cancelled(&scene, "Snow."), [Code::OutOfPhase]);
    scene.not_convened();
    assert_eq!(cancelled(&scene, "Snow."), []);
    assert_eq!(cancelled(&scene, " "), [Code::ReasonRequired]);
    scene.enter(Said::Ended { cancelled: true });
    assert_eq!(cancelled(&scene, "Snow."), [Code::Duplicate]);
    assert_eq!(codes(convene(&scene.sitting, &scene.room())), [Code::MeetingNotOpen]);
}

#[test]
fn a_word_that_is_not_needed_is_not_kept() {
    let mut scene = Scene::of("chair:lay!chair a:gp b:gp c:gp");
    scene.rule("a", Treatment::Leave);
    scene.leave("a");
    let proceed = Some(Proceed { by: scene.id("a"), reason: Rationale::parse(" ").unwrap() });
    let command = BeginPhase { item: scene.seen(), phase: Phase::Decision, proceed };
    assert!(begin(&scene.sitting, &scene.room(), scene.item(), &command).unwrap().proceed().is_none());
}

#[test]
fn an_item_is_not_closed_over_a_conflict_that_nobody_ruled_on() {
    let mut scene = Scene::of("chair:lay!chair a:gp b:gp c:gp");
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.interest("a", Category::Financial, Some(practice));
    scene.affects(Affected::Organisation(practice));
    assert_eq!(refused(&scene, Phase::Introduction), []);
    assert_eq!(refused(&scene, Phase::Closed), [Code::ConflictsUnresolved]);
    scene.rule("a", Treatment::Note);
    assert_eq!(refused(&scene, Phase::Closed), []);
}
