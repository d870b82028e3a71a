//! C9, C10: examples of days and procurements that are changed under a ruling.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::meetings::scene::{Scene, item};
use crate::policy::{Phase, Stage};
use crate::verdict::Code;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// One item of the procurement `p` at evaluation, on 6 March 2018, before the meeting.
fn scene() -> Scene {
    let mut scene = Scene::of("chair:lay!chair g:gp");
    scene.change(|item| (item.procurement, item.stage) = (Some("p".into()), Some(Stage::Evaluation)));
    scene.not_convened();
    scene
}

/// Another of the same procurement at a meeting of that day, on which so much was ruled.
fn there(on: &str, treatment: Option<Treatment>) -> Link {
    let mut of = item("7", 1);
    (of.procurement, of.stage) = (Some("p".into()), Some(Stage::Evaluation));
    let mut made = Scene::of("g:gp");
    made.change(|item| item.procurement = Some("p".into()));
    let rulings = treatment.map(|treatment| EarlierRuling {
        item: of.id,
        business: of.id,
        ..made.earlier("g", Stage::Evaluation, treatment).clone()
    });
    Link {
        item: of,
        place: (day(on), 1),
        reference: Some("B/1".into()),
        is_settled: rulings.is_some(),
        rulings: rulings.into_iter().collect(),
    }
}

fn moved(scene: &Scene, to: &str, other: Link) -> Vec<Code> {
    on_another_day(&scene.sitting, day(to), &[other]).iter().map(|reason| reason.code).collect()
}

fn stated(scene: &Scene, other: Link, how: impl FnOnce(&mut Item)) -> Vec<Code> {
    let mut item = scene.item().clone();
    how(&mut item);
    stated_otherwise(&scene.sitting, &[item], &[other]).iter().map(|reason| reason.code).collect()
}

fn rule(scene: &mut Scene, treatment: Treatment) {
    let item = scene.item().id;
    scene.rule_on(item, "g", treatment, PersonId::new());
}

const UNSTUCK: [Code; 1] = [Code::OthersRestOnIt];

#[test]
fn a_meeting_moves_among_others_but_not_out_of_reach_of_what_was_ruled_there() {
    let scene = scene();
    let ruled = || there("2018-02-06", Some(Treatment::Leave));
    assert_eq!(moved(&scene, "2018-02-07", ruled()), [], "it stands behind it still");
    assert_eq!(moved(&scene, "2018-02-06", ruled()), UNSTUCK, "at one place neither is earlier");
    assert_eq!(moved(&scene, "2018-02-05", ruled()), UNSTUCK);
    assert_eq!(moved(&scene, "2018-02-05", there("2018-02-06", Some(Treatment::LeaveForDecision))), [], "that sticks to nothing");
    assert_eq!(moved(&scene, "2018-02-05", there("2018-02-06", None)), []);
}

#[test]
fn a_meeting_is_put_off_behind_another_unless_what_was_ruled_on_it_stuck_there() {
    let mut scene = scene();
    let later = |treatment: Option<Treatment>| there("2018-04-03", treatment);
    assert_eq!(moved(&scene, "2018-05-01", later(Some(Treatment::Leave))), [], "it comes to be bound, and nothing of it was settled");
    rule(&mut scene, Treatment::LeaveForDecision);
    assert_eq!(moved(&scene, "2018-05-01", later(Some(Treatment::Leave))), UNSTUCK, "somebody was ruled on without it");
    assert_eq!(moved(&scene, "2018-05-01", later(None)), []);
    rule(&mut scene, Treatment::Leave);
    assert_eq!(moved(&scene, "2018-05-01", later(None)), UNSTUCK);
    assert_eq!(moved(&scene, "2018-04-02", later(None)), []);
    scene.sitting.book.rulings.clear();
    let begun = Link { is_settled: true, ..there("2018-02-06", None) };
    assert_eq!(moved(&scene, "2018-02-05", begun.clone()), []);
    rule(&mut scene, Treatment::Leave);
    assert_eq!(moved(&scene, "2018-02-05", begun), UNSTUCK, "it would reach what was begun without it");
}

#[test]
fn an_item_leaves_no_procurement_in_which_somebody_is_kept_from_it_or_by_it() {
    let mut scene = scene();
    let out = |item: &mut Item| item.procurement = None;
    let early = |treatment: Treatment| there("2018-02-06", Some(treatment));
    assert_eq!(stated(&scene, early(Treatment::Leave), out), UNSTUCK);
    assert_eq!(stated(&scene, early(Treatment::Leave), |item| item.procurement = Some("q".into())), UNSTUCK);
    assert_eq!(stated(&scene, early(Treatment::Leave), |item| item.stage = Some(Stage::ContractManagement)), UNSTUCK);
    assert_eq!(stated(&scene, early(Treatment::Leave), |item| item.title = "Another title".into()), []);
    assert_eq!(stated(&scene, early(Treatment::LeaveForDecision), out), []);
    let removed = Link { place: (day("2018-04-03"), 1), ..early(Treatment::Removed) };
    assert_eq!(stated(&scene, removed, out), UNSTUCK, "that is of the whole procurement, before and after");
    let later = there("2018-04-03", None);
    assert_eq!(stated(&scene, later.clone(), out), []);
    rule(&mut scene, Treatment::Leave);
    assert_eq!(stated(&scene, later.clone(), out), UNSTUCK);
    assert_eq!(stated(&scene, later, |item| item.stage = Some(Stage::NeedsPlanning)), UNSTUCK, "nothing sticks from so early a stage");
}

#[test]
fn an_item_comes_to_a_procurement_unless_what_was_ruled_would_reach_what_is_settled() {
    let mut scene = scene();
    scene.change(|item| item.procurement = None);
    let into = |item: &mut Item| item.procurement = Some("p".into());
    assert_eq!(stated(&scene, there("2018-02-06", Some(Treatment::Leave)), into), [], "it comes to be bound");
    rule(&mut scene, Treatment::Leave);
    assert_eq!(stated(&scene, there("2018-02-06", Some(Treatment::Leave)), into), UNSTUCK);
    assert_eq!(stated(&scene, there("2018-04-03", None), into), []);
    assert_eq!(stated(&scene, Link { is_settled: true, ..there("2018-04-03", None) }, into), UNSTUCK);
}

#[test]
fn what_a_guardian_let_pass_frees_nothing_more() {
    let lifting = |on: &str| {
        let mut link = there(on, Some(Treatment::Note));
        link.rulings.iter_mut().for_each(|ruling| ruling.lifts = true);
        link
    };
    let scene = scene();
    assert_eq!(moved(&scene, "2018-05-01", lifting("2018-04-03")), UNSTUCK, "it would come behind it");
    assert_eq!(moved(&scene, "2018-02-05", lifting("2018-02-06")), [], "it comes to be bound");
    let mut begun = scene;
    let item = begun.item().id;
    begun.begin_of(item, Phase::Introduction);
    assert_eq!(moved(&begun, "2018-02-05", lifting("2018-02-06")), UNSTUCK, "what began free would be bound");
}
