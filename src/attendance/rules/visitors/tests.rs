//! B3: examples of who comes in as a visitor, and for what they stay out.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::ids::{FactId, ItemId};
use crate::meetings::scene::Scene;
use crate::meetings::{AttendsAs, Said, VisitorCard};

fn line(scene: &Scene, visitor: FactId, event: Visiting, items: &[ItemId]) -> Visit {
    let card = VisitorCard { name: "V. Sitor".into(), organisation: None, attends_as: AttendsAs::Observer };
    Visit { visitor, event, card, items: items.to_vec(), interest: None, at: scene.now() }
}

fn told(scene: &Scene, visitor: FactId, items: &[ItemId]) -> Visit {
    Visit { interest: Some("Owns a share of it".into()), ..line(scene, visitor, Visiting::Declare, items) }
}

fn codes(scene: &Scene, line: &Visit) -> Vec<Code> {
    admit_visit(&scene.sitting, line).err().map(|refusal| refusal.reasons.iter().map(|r| r.code).collect()).unwrap_or_default()
}

fn out(scene: &Scene, phase: Phase) -> usize {
    visitors_out(&scene.sitting, scene.item(), phase).len()
}

/// A meeting with one item, in private or not, to which a visitor has come.
fn visited(private: bool, items: impl FnOnce(&Scene) -> Vec<ItemId>) -> (Scene, FactId) {
    let mut scene = Scene::of("chair:lay!chair a:lay");
    scene.change(|item| item.private = private);
    let visitor = FactId::new();
    let came = line(&scene, visitor, Visiting::Arrive, &items(&scene));
    assert_eq!(codes(&scene, &came), []);
    scene.enter(Said::Visit(came));
    (scene, visitor)
}

#[test]
fn a_visitor_comes_once_leaves_who_is_there_and_returns_who_has_left() {
    let (mut scene, visitor) = visited(false, |_| vec![]);
    let of = |scene: &Scene, event| codes(scene, &line(scene, visitor, event, &[]));
    assert_eq!(of(&scene, Visiting::Arrive), [Code::Duplicate]);
    assert_eq!(of(&scene, Visiting::Return), [Code::Duplicate]);
    let left = line(&scene, visitor, Visiting::Leave, &[]);
    scene.enter(Said::Visit(left));
    assert_eq!(of(&scene, Visiting::Leave), [Code::NotPresent]);
    assert_eq!(of(&scene, Visiting::Return), []);
    assert_eq!(codes(&scene, &line(&scene, FactId::new(), Visiting::Leave, &[])), [Code::NotPresent]);
    scene.adjourn(None);
    assert_eq!(of(&scene, Visiting::Return), [Code::MeetingNotOpen]);
    scene.resume("2018-03-06");
    assert_eq!(of(&scene, Visiting::Return), [], "the room was emptied of visitors too");
}

#[test]
fn uninvited_they_stay_out_of_what_is_private_and_are_kept_from_coming_in() {
    for (private, is_out) in [(false, 0), (true, 1)] {
        let (mut scene, visitor) = visited(private, |_| vec![]);
        assert_eq!(out(&scene, Phase::Decision), is_out, "private: {private}");
        assert_eq!(out(&scene, Phase::Introduction), is_out, "private: {private}");
        let left = line(&scene, visitor, Visiting::Leave, &[]);
        scene.enter(Said::Visit(left));
        assert_eq!(out(&scene, Phase::Decision), 0, "whoever has left is not in the way");
        scene.begin(Phase::Introduction);
        let expected = if private { vec![Code::VisitorKeptOut] } else { vec![] };
        assert_eq!(codes(&scene, &line(&scene, visitor, Visiting::Return, &[])), expected);
        scene.begin(Phase::Closed);
        assert_eq!(codes(&scene, &line(&scene, visitor, Visiting::Return, &[])), []);
    }
    let (mut scene, visitor) = visited(true, |_| vec![]);
    let invited = line(&scene, visitor, Visiting::Invite, &[scene.item().id]);
    assert_eq!(codes(&scene, &invited), []);
    scene.enter(Said::Visit(invited));
    assert_eq!(out(&scene, Phase::Decision), 0, "the committee has them stay");
}

#[test]
fn to_a_meeting_without_the_public_nobody_comes_who_is_invited_to_nothing() {
    let mut scene = Scene::of("chair:lay!chair a:lay");
    scene.sitting.meeting.private = true;
    let item = scene.item().id;
    assert_eq!(codes(&scene, &line(&scene, FactId::new(), Visiting::Arrive, &[])), [Code::VisitorKeptOut]);
    assert_eq!(codes(&scene, &line(&scene, FactId::new(), Visiting::Arrive, &[item])), []);
}

#[test]
fn who_told_an_interest_presents_and_leaves_before_the_deliberation() {
    let here = |scene: &Scene| vec![scene.item().id];
    let (mut scene, visitor) = visited(false, here);
    assert_eq!(out(&scene, Phase::Deliberation), 0);
    let elsewhere = told(&scene, visitor, &[ItemId::new()]);
    scene.enter(Said::Visit(elsewhere));
    assert_eq!(out(&scene, Phase::Deliberation), 0, "it is on another item");
    let here = told(&scene, visitor, &[]);
    scene.enter(Said::Visit(here));
    let phases = [Phase::Introduction, Phase::Deliberation, Phase::Decision, Phase::Closed];
    assert_eq!(phases.map(|phase| out(&scene, phase)), [0, 1, 1, 0]);
    let left = line(&scene, visitor, Visiting::Leave, &[]);
    scene.enter(Said::Visit(left));
    scene.begin(Phase::Introduction);
    assert_eq!(codes(&scene, &line(&scene, visitor, Visiting::Return, &[])), []);
    scene.begin(Phase::Deliberation);
    let back = line(&scene, visitor, Visiting::Return, &[]);
    assert_eq!(codes(&scene, &back), [Code::VisitorKeptOut]);
    scene.enter(Said::Visit(back.clone()));
    assert_eq!(codes(&scene, &back), [Code::Duplicate, Code::VisitorKeptOut], "every reason that holds");
}

#[test]
fn an_invitation_to_an_item_is_to_its_parts_and_not_the_other_way() {
    let (scene, visitor) = visited(true, |scene| vec![scene.item().id]);
    let part = Item { id: ItemId::new(), part_of: Some(scene.item().id), ..scene.item().clone() };
    let here = scene.sitting.visitor(visitor).unwrap();
    assert!(here.is_invited_to(scene.item()) && here.is_invited_to(&part));
    let (scene, visitor) = visited(true, |_| vec![part.id]);
    let here = scene.sitting.visitor(visitor).unwrap();
    assert!(here.is_invited_to(&part) && !here.is_invited_to(scene.item()));
}

#[test]
fn of_who_came_for_what_is_withheld_alone_nothing_is_told() {
    let (mut scene, visitor) = visited(true, |scene| vec![scene.item().id]);
    let left = line(&scene, visitor, Visiting::Leave, &[]);
    scene.enter(Said::Visit(left));
    let (item, other) = (scene.item().id, ItemId::new());
    let lines = |scene: &Scene, hidden: ItemId| -> Vec<bool> {
        scene.sitting.book.visits.iter().map(|line| scene.sitting.is_there_for(line, |item| item == hidden)).collect()
    };
    assert_eq!(lines(&scene, item), [true, true], "their leaving tells of it too");
    assert_eq!(lines(&scene, other), [false, false]);
    let more = line(&scene, visitor, Visiting::Invite, &[other]);
    scene.enter(Said::Visit(more));
    assert_eq!(lines(&scene, item), [false, false, false], "they are there for another as well, and who they are is told");
    assert_eq!(lines(&scene, other), [false, false, true], "but not that they were invited to what is withheld");
    let (scene, _) = visited(true, |_| vec![]);
    assert_eq!(lines(&scene, scene.item().id), [false], "they came to the meeting as such");
}
