//! C1.1, C1.3: how what stands for somebody is told, and how a ruling is refused: in words and no codes.

#![allow(clippy::unwrap_used)]

use super::rule_on::{RuleOn, rule_on};
use super::standing::standing;
use crate::declarations::Category;
use crate::meetings::Affected;
use crate::meetings::scene::Scene;
use crate::organisations::OrganisationKind;
use crate::policy::Treatment;

/// A GP with an interest in a practice that the item names.
fn interested() -> Scene {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair g:gp o:officer");
    let practice = scene.body_of("P", OrganisationKind::GpPractice, "OWN");
    scene.interest("g", Category::Financial, Some(practice));
    scene.affects(Affected::Organisation(practice));
    scene
}

#[test]
fn what_stands_for_somebody_is_told_as_what_they_are_to_do() {
    let mut scene = interested();
    let says = |scene: &Scene| standing(&scene.sitting, scene.item(), scene.id("g")).says("g", scene.item());
    assert_eq!(
        says(&scene),
        "It is proposed on item 1 that g should receive no papers and leave the room for the item, and nobody has ruled on it"
    );
    scene.rule("g", Treatment::LeaveForDecision);
    assert_eq!(says(&scene), "By a ruling on item 1, g is to discuss the item and leave the room for the decision");
}

#[test]
fn a_ruling_is_refused_in_words_and_no_codes() {
    let scene = interested();
    let ruling =
        RuleOn { item: scene.seen(), person: scene.id("g"), by: scene.id("chair"), treatment: Treatment::Note, reason: None, over: None };
    let refusal = rule_on(&scene.sitting, &scene.room(), scene.item(), &ruling).unwrap_err();
    let told: Vec<&str> =
        refusal.reasons.iter().flat_map(|reason| [Some(reason.detail.as_str()), reason.cure.as_deref()]).flatten().collect();
    let told = told.join(" ");
    for treatment in Treatment::ALL {
        assert!(!told.contains(&format!("'{treatment}'")), "{told}");
    }
    assert!(
        told.contains(
            "The ruling (to take part, the interest being noted) is less strict than what is proposed for g (to receive no papers"
        ),
        "{told}"
    );
}
