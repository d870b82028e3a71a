//! C5.4: examples around every boundary of a conflicts panel, and of what its word binds.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::conflicts::rules::overriding::Override;
use crate::conflicts::rules::rule_on::{RuleOn, rule_on};
use crate::conflicts::rules::standing::{Grounds, standing};
use crate::declarations::Category;
use crate::meetings::scene::{self, Scene};
use crate::meetings::{Affected, Said};
use crate::organisations::OrganisationKind;
use crate::policy::{Overrides, PackName, PanelRules, Stage};

/// The GP owns a practice that a specification affects, of which `leave` is proposed; the policy has a panel of two.
fn scene() -> Scene {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair chief:officer#chief_officer cfo:officer#cfo gp:gp nurse:nurse");
    policy(&mut scene, vec![Rung::Defer, Rung::ConflictsPanel], 2);
    let practice = scene.body("P1", OrganisationKind::GpPractice);
    scene.interest("gp", Category::Financial, Some(practice));
    scene.affects(Affected::Organisation(practice));
    scene.stage(Stage::Specification);
    scene
}

fn policy(scene: &mut Scene, repairs: Vec<Rung>, members: u32) {
    let panel = PanelRules { members, ..PanelRules::default() };
    scene.policy(PackName::Ccg2017, Overrides { repairs: Some(repairs), panel: Some(panel), ..Overrides::default() });
}

fn words(text: &str) -> Option<Rationale> {
    Some(Rationale::parse(text).unwrap())
}

fn command(scene: &Scene, by: &str, members: &[&str], instructed: &[(&str, Treatment)]) -> HearPanel {
    let instruct =
        |(name, treatment): &(&str, Treatment)| Instruct { person: scene.id(name), treatment: *treatment, reason: words("They know it.") };
    HearPanel {
        item: scene.seen(),
        on: None,
        convened_by: scene.id(by),
        unavailable: Vec::new(),
        members: members.iter().map(|name| scene.id(name)).collect(),
        reason: words("Much hangs on it."),
        found: None,
        instructions: instructed.iter().map(instruct).collect(),
        undeclared: BTreeSet::new(),
    }
}

fn refused(scene: &Scene, command: &HearPanel) -> Vec<Code> {
    codes(hear(&scene.sitting, scene.item(), command).map(drop))
}

fn codes(asked: Result<(), Refusal>) -> Vec<Code> {
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |()| Vec::new())
}

/// A panel is heard, whatever the law says of who sits on it.
fn hears(scene: &mut Scene, instructed: &[(&str, Treatment)]) -> FactId {
    let command = command(scene, "chief", &["vice", "nurse"], instructed);
    let permit = hear(&scene.sitting, scene.item(), &command).unwrap();
    let id = FactId::new();
    let panel = permit.as_panel(id, scene.sitting.book.last().unwrap());
    scene.enter(Said::Panel(panel));
    scene.last()
}

/// What the chair is told who rules so, with a reason.
fn ruled(scene: &Scene, name: &str, treatment: Treatment, over: Option<&str>) -> Vec<Code> {
    let over = over.map(|by| Override { by: scene.id(by), reason: words("Nobody else knows it.").unwrap() });
    let (person, by) = (scene.id(name), scene.id("chair"));
    let command = RuleOn { item: scene.seen(), person, treatment, by, reason: words("We think so."), over };
    codes(rule_on(&scene.sitting, &scene.room(), scene.item(), &command).map(drop))
}

#[test]
fn the_first_unconflicted_officer_who_can_be_reached_convenes_it() {
    let mut scene = scene();
    let by = |scene: &Scene, name: &str, unavailable: &[&str]| {
        let unavailable = unavailable.iter().map(|name| scene.id(name)).collect();
        refused(scene, &HearPanel { unavailable, ..command(scene, name, &["vice", "nurse"], &[("gp", Treatment::Leave)]) })
    };
    assert_eq!(by(&scene, "chief", &[]), []);
    assert_eq!(by(&scene, "cfo", &[]), [Code::NotTheDecider], "while the chief officer can");
    assert_eq!(by(&scene, "cfo", &["chief"]), []);
    assert_eq!(by(&scene, "chair", &["chief", "cfo"]), [Code::NotTheDecider], "no officer");
    scene.rule("chief", Treatment::DiscussNotVote);
    assert_eq!((by(&scene, "chief", &[]), by(&scene, "cfo", &[])), (vec![Code::DeciderConflicted], vec![]));
    scene.rule("chief", Treatment::Note);
    assert_eq!(by(&scene, "chief", &[]), [], "noted is no conflict");
    scene.tag("nurse", "coo");
    assert_eq!(by(&scene, "nurse", &["chief", "cfo"]), [], "whose own tag it is");
}

#[test]
fn who_sits_on_it_has_declared_has_no_interest_and_is_not_instructed() {
    let mut scene = scene();
    let of = |scene: &Scene, members: &[&str]| refused(scene, &command(scene, "chief", members, &[("gp", Treatment::Leave)]));
    assert_eq!(of(&scene, &["vice"]), [Code::Inquorate]);
    assert_eq!(of(&scene, &["vice", "nurse"]), []);
    assert_eq!(of(&scene, &["vice", "gp"]), [Code::DeciderConflicted, Code::RulingOnSelf]);
    scene.rule("gp", Treatment::Note);
    assert_eq!(of(&scene, &["vice", "gp"]), [Code::RulingOnSelf], "noted is no conflict");
    let silent = HearPanel { undeclared: BTreeSet::from([scene.id("nurse")]), ..command(&scene, "chief", &["vice", "nurse"], &[]) };
    assert_eq!(refused(&scene, &silent), [Code::DeclarationOutstanding]);
    let own = command(&scene, "chief", &["vice", "nurse"], &[("chief", Treatment::Note)]);
    assert_eq!(refused(&scene, &own), [Code::RulingOnSelf], "whoever convened it");
    policy(&mut scene, vec![Rung::Defer, Rung::ConflictsPanel], 3);
    assert_eq!(of(&scene, &["vice", "nurse"]), [Code::Inquorate]);
    policy(&mut scene, vec![Rung::Defer], 2);
    assert_eq!(of(&scene, &["vice", "nurse"]), [Code::TreatmentNotPermitted], "the policy has none");
}

#[test]
fn an_instruction_is_of_the_item_and_not_below_a_floor() {
    let mut scene = scene();
    let to = |scene: &Scene, treatment: Treatment| refused(scene, &command(scene, "chief", &["vice", "nurse"], &[("gp", treatment)]));
    assert_eq!(to(&scene, Treatment::Participate), [], "milder than proposed, with a reason");
    assert_eq!((to(&scene, Treatment::LeaveNoPapers), to(&scene, Treatment::NotAttend)), (vec![], vec![Code::TreatmentNotPermitted]));
    scene.stage(Stage::Award);
    assert_eq!((to(&scene, Treatment::PresentThenLeave), to(&scene, Treatment::LeaveForDecision)), (vec![], vec![Code::BelowFloor]));
    scene.stage(Stage::Specification);
    let mut told = command(&scene, "chief", &["vice", "nurse"], &[("gp", Treatment::LeaveForDecision)]);
    for instruct in &mut told.instructions {
        instruct.reason = words(" ");
    }
    assert_eq!(refused(&scene, &told), [Code::ReasonRequired]);
    told.reason = None;
    assert_eq!(refused(&scene, &told), [Code::ReasonRequired, Code::ReasonRequired]);
}

#[test]
fn it_speaks_before_the_item_or_a_part_of_it_is_talked_about() {
    let mut scene = scene();
    let mut part = scene::item("1.1", 1);
    part.part_of = Some(scene.item().id);
    let of_it = part.id;
    scene.sitting.items.push(part);
    let asked = |scene: &Scene| refused(scene, &command(scene, "chief", &["vice", "nurse"], &[("gp", Treatment::Leave)]));
    scene.begin(Phase::Introduction);
    assert_eq!(asked(&scene), []);
    scene.begin_of(of_it, Phase::Deliberation);
    assert_eq!(asked(&scene), [Code::OutOfPhase]);
    scene.begin_of(of_it, Phase::Closed);
    assert_eq!(asked(&scene), [Code::DecisionFinal]);
}

#[test]
fn its_word_takes_the_place_of_the_proposal_and_binds_both_ways() {
    for (instructed, milder, stricter) in [
        (Treatment::LeaveNoPapers, Some(Treatment::Leave), Treatment::NotAttend),
        (Treatment::DiscussNotVote, Some(Treatment::Note), Treatment::LeaveForDecision),
        // Nothing is milder than to be noted: it is one row of the table with taking part.
        (Treatment::Note, None, Treatment::DiscussNotVote),
    ] {
        let mut scene = scene();
        scene.tag("nurse", "guardian");
        hears(&mut scene, &[("gp", instructed)]);
        let how = standing(&scene.sitting, scene.item(), scene.id("gp"));
        assert_eq!((how.treatment, how.proposal.floor), (instructed, Some(instructed)));
        assert_eq!(how.is_unresolved(), instructed.is_conflicted());
        assert_eq!(ruled(&scene, "gp", instructed, None), [], "{instructed}");
        for lifted_by in [None, Some("nurse")] {
            let refused = milder.map_or_else(Vec::new, |milder| ruled(&scene, "gp", milder, lifted_by));
            assert_eq!(refused, milder.map_or_else(Vec::new, |_| vec![Code::BelowFloor]), "{instructed}: nobody lifts it");
        }
        assert_eq!(ruled(&scene, "gp", stricter, None), [Code::TreatmentNotPermitted], "{instructed}");
    }
}

#[test]
fn what_it_did_not_know_of_asks_for_more() {
    let mut scene = scene();
    hears(&mut scene, &[("gp", Treatment::DiscussNotVote)]);
    let other = scene.body("P2", OrganisationKind::GpPractice);
    scene.affects(Affected::Organisation(other));
    scene.interest("gp", Category::Financial, Some(other));
    let how = standing(&scene.sitting, scene.item(), scene.id("gp"));
    assert_eq!((how.treatment, how.proposal.floor), (Treatment::Leave, Some(Treatment::DiscussNotVote)));
    assert_eq!(ruled(&scene, "gp", Treatment::LeaveNoPapers, None), []);
    assert_eq!(ruled(&scene, "gp", Treatment::DiscussNotVote, None), [], "with a reason");
    assert_eq!(ruled(&scene, "gp", Treatment::Note, None), [Code::BelowFloor]);
    // A floor that stands now is undercut by no earlier word.
    scene.stage(Stage::Award);
    assert_eq!(ruled(&scene, "gp", Treatment::DiscussNotVote, None), [Code::BelowFloor]);
}

#[test]
fn a_ruling_from_before_it_is_made_again_and_the_stricter_stands_until_then() {
    for (before, instructed) in [(Treatment::Note, Treatment::Leave), (Treatment::Leave, Treatment::Note)] {
        let mut scene = scene();
        scene.rule("gp", before);
        hears(&mut scene, &[("gp", instructed)]);
        let how = standing(&scene.sitting, scene.item(), scene.id("gp"));
        assert!(matches!(how.grounds, Grounds::Overtaken(_)) && how.is_unresolved(), "{before} {instructed}");
        assert_eq!(how.treatment, Treatment::Leave);
        scene.rule("gp", instructed);
        let how = standing(&scene.sitting, scene.item(), scene.id("gp"));
        assert_eq!((how.treatment, how.is_ruled(), how.is_unresolved()), (instructed, true, false));
    }
    let mut scene = scene();
    scene.rule("gp", Treatment::Leave);
    hears(&mut scene, &[("gp", Treatment::Leave)]);
    assert!(standing(&scene.sitting, scene.item(), scene.id("gp")).is_ruled(), "as it instructed");
}

#[test]
fn its_word_holds_for_the_parts_and_a_later_panel_takes_its_place() {
    let mut scene = scene();
    let mut part = scene::item("1.1", 1);
    (part.part_of, part.affects, part.stage) = (Some(scene.item().id), scene.item().affects.clone(), scene.item().stage);
    scene.sitting.items.push(part);
    let of_both = |scene: &Scene, name: &str| {
        let how = |item: &Item| standing(&scene.sitting, item, scene.id(name)).treatment;
        scene.sitting.items.iter().map(how).collect::<Vec<_>>()
    };
    let first = hears(&mut scene, &[("gp", Treatment::DiscussNotVote)]);
    assert_eq!(of_both(&scene, "gp"), [Treatment::DiscussNotVote; 2]);
    let second = hears(&mut scene, &[("chair", Treatment::Leave)]);
    assert_eq!((of_both(&scene, "gp"), of_both(&scene, "chair")), (vec![Treatment::DiscussNotVote; 2], vec![Treatment::Leave; 2]));
    hears(&mut scene, &[("gp", Treatment::Note)]);
    assert_eq!(of_both(&scene, "gp"), [Treatment::Note; 2]);
    let third = scene.last();
    [third, second, first].into_iter().for_each(|id| scene.strike(id));
    assert_eq!((of_both(&scene, "gp"), of_both(&scene, "chair")), (vec![Treatment::Leave; 2], vec![Treatment::Participate; 2]));
}
