//! C1.3: examples of who lifts a floor, which floors are lifted, and what that ends.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::conflicts::{RuleOn, propose, rule_on};
use crate::declarations::Category;
use crate::meetings::Affected;
use crate::meetings::scene::Scene;
use crate::organisations::OrganisationKind;
use crate::policy::{Stage, Treatment};

/// The practice of the gp is affected by an award: nothing below `present_then_leave` but by the word of a guardian.
fn scene() -> Scene {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair g:gp o:officer");
    let practice = scene.body("P", OrganisationKind::GpPractice);
    scene.interest("g", Category::Financial, Some(practice));
    scene.affects(Affected::Organisation(practice));
    scene.tag("o", "guardian");
    scene
}

fn over(scene: &Scene, by: &str, reason: &str) -> Option<Override> {
    Some(Override { by: scene.id(by), reason: Rationale::parse(reason).unwrap() })
}

fn ruled(scene: &Scene, treatment: Treatment, over: Option<Override>) -> Vec<Code> {
    let reason = Some(Rationale::parse("They alone know it.").unwrap());
    let command = RuleOn { item: scene.seen(), person: scene.id("g"), treatment, by: scene.id("chair"), reason, over };
    let asked = rule_on(&scene.sitting, &scene.room(), scene.item(), &command);
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

#[test]
fn an_unconflicted_guardian_who_does_not_preside_lifts_a_floor_with_a_reason() {
    let mut scene = scene();
    let by = |scene: &Scene, name: &str, reason: &str| ruled(scene, Treatment::Note, over(scene, name, reason));
    assert_eq!(ruled(&scene, Treatment::Note, None), [Code::BelowFloor]);
    assert_eq!(by(&scene, "o", "Heard and left."), []);
    assert_eq!(by(&scene, "o", " "), [Code::ReasonRequired]);
    assert_eq!(by(&scene, "vice", "Heard and left."), [Code::NotTheDecider], "no guardian");
    scene.tag("chair", "guardian");
    assert_eq!(by(&scene, "chair", "Heard and left."), [Code::NotTheDecider], "nor from the chair");
    scene.tag("g", "guardian");
    assert_eq!(by(&scene, "g", ""), [Code::ReasonRequired, Code::RulingOnSelf, Code::DeciderConflicted], "nor in their own case");
    scene.rule("o", Treatment::DiscussNotVote);
    assert_eq!(by(&scene, "o", "Heard and left."), [Code::DeciderConflicted]);
}

#[test]
fn it_is_looked_at_only_where_there_is_a_floor_to_lift() {
    let scene = scene();
    assert_eq!(ruled(&scene, Treatment::PresentThenLeave, over(&scene, "vice", " ")), [], "exactly the floor");
    let permit = |treatment: Treatment| {
        let reason = Some(Rationale::parse("They alone know it.").unwrap());
        let over = over(&scene, "o", "Heard and left.");
        let command = RuleOn { item: scene.seen(), person: scene.id("g"), treatment, by: scene.id("chair"), reason, over };
        rule_on(&scene.sitting, &scene.room(), scene.item(), &command).unwrap().over().is_some()
    };
    assert!(permit(Treatment::LeaveForDecision) && !permit(Treatment::PresentThenLeave), "what lifts nothing is not minuted");
}

#[test]
fn a_handling_that_was_agreed_is_lifted_by_nobody() {
    let mut scene = scene();
    scene.mitigated(Treatment::Leave, false);
    assert_eq!(ruled(&scene, Treatment::Note, over(&scene, "o", "Heard and left.")), [Code::BelowFloor]);
    scene.mitigated(Treatment::Leave, true);
    assert_eq!(ruled(&scene, Treatment::Note, over(&scene, "o", "Heard and left.")), []);
}

#[test]
fn a_ruling_that_was_let_below_a_floor_ends_what_stuck_or_removed_before_it() {
    for (stuck, without) in [(Treatment::Leave, Treatment::Leave), (Treatment::Removed, Treatment::Removed)] {
        let treated = |lifted: bool| {
            let mut scene = Scene::of("chair:lay!chair g:gp");
            scene.change(|item| (item.procurement, item.stage, item.position) = (Some("p".into()), Some(Stage::Award), 3));
            scene.earlier("g", Stage::Evaluation, stuck);
            if lifted {
                let later = scene.earlier("g", Stage::Evaluation, Treatment::Note);
                (later.position, later.lifts) = (2, true);
            }
            let standing = super::super::standing::standing(&scene.sitting, scene.item(), scene.id("g"));
            (standing.treatment, propose(&scene.sitting, scene.item(), scene.id("g")).treatment == Treatment::Participate)
        };
        assert_eq!(treated(false).0, without);
        assert_eq!(treated(true), (Treatment::Participate, true), "{stuck}");
    }
}
