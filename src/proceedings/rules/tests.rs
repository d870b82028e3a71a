//! C5.1: examples of business that needs a quorum.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::{BeginPhase, Proceed, begin};
use crate::declarations::Category;
use crate::meetings::scene::Scene;
use crate::meetings::{Affected, Over, Said};
use crate::organisations::OrganisationKind;
use crate::policy::Phase;
use crate::policy::Treatment;
use crate::text::Rationale;
use crate::verdict::Code;

fn refused(scene: &Scene, phase: Phase) -> Vec<Code> {
    let begun = begin(&scene.sitting, &scene.room(), scene.item(), &BeginPhase { item: scene.seen(), phase, proceed: None });
    begun.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
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

fn begun(scene: &Scene, phase: Phase, proceed: Option<(&str, &str)>) -> Vec<Code> {
    let proceed = proceed.map(|(by, reason)| Proceed { by: scene.id(by), reason: Rationale::parse(reason).unwrap() });
    let command = BeginPhase { item: scene.seen(), phase, proceed };
    let refused = begin(&scene.sitting, &scene.room(), scene.item(), &command).err();
    refused.into_iter().flat_map(|refusal| refusal.reasons).map(|reason| reason.code).collect()
}

/// Of these seats beside the chair's, the first so many are excluded, and out.
fn with_out(out: usize) -> Scene {
    let mut scene = Scene::of("chair:lay!chair a:gp b:gp c:gp");
    for name in ["a", "b", "c"].into_iter().take(out) {
        scene.rule(name, Treatment::Leave);
        scene.leave(name);
    }
    scene
}

#[test]
fn most_having_to_go_waits_for_the_word_of_the_chair() {
    assert_eq!(begun(&with_out(2), Phase::Deliberation, None), [], "half is not most");
    let scene = with_out(3);
    assert_eq!(begun(&scene, Phase::Introduction, None), [], "an introduction may be heard");
    assert_eq!(begun(&scene, Phase::Deliberation, None), [Code::MajorityWithdrew]);
    assert_eq!(begun(&scene, Phase::Decision, None), [Code::MajorityWithdrew]);
    assert_eq!(begun(&scene, Phase::Decision, Some(("chair", "The sum is small."))), []);
    assert_eq!(begun(&scene, Phase::Decision, Some(("a", "The sum is small."))), [Code::NotTheDecider]);
    assert_eq!(begun(&scene, Phase::Decision, Some(("chair", " "))), [Code::ReasonRequired]);
    assert_eq!(begun(&scene, Phase::Closed, None), []);
}

#[test]
fn it_is_said_once_an_item() {
    let mut scene = with_out(3);
    scene.begin(Phase::Deliberation);
    assert_eq!(begun(&scene, Phase::Decision, None), [Code::MajorityWithdrew]);
    let over = Over { by: scene.id("chair"), reason: "The sum is small.".into() };
    scene.rewrite(|acts| {
        for act in acts {
            if let Said::Begun(begun) = &mut act.said {
                begun.proceed = Some(over.clone());
            }
        }
    });
    assert_eq!(begun(&scene, Phase::Decision, None), []);
}

#[test]
fn a_word_that_is_not_needed_is_not_kept() {
    let scene = with_out(1);
    let proceed = Some(Proceed { by: scene.id("a"), reason: Rationale::parse(" ").unwrap() });
    let command = BeginPhase { item: scene.seen(), phase: Phase::Decision, proceed };
    assert!(begin(&scene.sitting, &scene.room(), scene.item(), &command).unwrap().proceed().is_none());
}

#[test]
fn an_item_is_not_closed_over_a_conflict_that_nobody_ruled_on() {
    let mut scene = with_out(0);
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.interest("a", Category::Financial, Some(practice));
    scene.affects(Affected::Organisation(practice));
    assert_eq!(begun(&scene, Phase::Introduction, None), []);
    assert_eq!(begun(&scene, Phase::Closed, None), [Code::ConflictsUnresolved]);
    scene.rule("a", Treatment::Note);
    assert_eq!(begun(&scene, Phase::Closed, None), []);
}
