//! C2: examples of who presides in each of several committees, and of who convenes them.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::meetings::scene::{Scene, item};
use crate::meetings::{Naming, Said};
use crate::policy::Treatment;

/// Two committees of the same seats in common.
fn common() -> (Scene, CommitteeId) {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair a:lay b:gp");
    let other = scene.in_common();
    (scene, other)
}

fn name(scene: &mut Scene, committee: Option<CommitteeId>, name: &str) {
    let naming = Naming { item: scene.item().id, committee, person: scene.id(name) };
    scene.enter(Said::Naming(naming));
}

fn presides(scene: &Scene, committee: CommitteeId) -> Option<String> {
    let at = scene.sitting.committee(committee).unwrap();
    presiding(&scene.sitting, &scene.room(), scene.item(), at).map(|person| scene.sitting.name(person))
}

fn convenes(scene: &Scene) -> Option<String> {
    convening(&scene.sitting, &scene.room(), scene.item()).map(|person| scene.sitting.name(person))
}

fn refused(scene: &Scene, committee: Option<CommitteeId>, name: &str) -> Vec<Code> {
    let asked = name_presider(&scene.sitting, &scene.room(), scene.item(), committee, scene.id(name));
    asked.map_or_else(|refusal| refusal.reasons.into_iter().map(|reason| reason.code).collect(), |_| Vec::new())
}

#[test]
fn each_committee_has_its_own_presider() {
    let (mut scene, other) = common();
    let first = scene.at().committee.id;
    name(&mut scene, Some(other), "a");
    assert_eq!((presides(&scene, first).as_deref(), presides(&scene, other).as_deref()), (Some("chair"), Some("a")));
    name(&mut scene, Some(other), "b");
    assert_eq!(presides(&scene, other).as_deref(), Some("b"), "the last who was named");
    scene.rule("b", Treatment::Leave);
    assert_eq!(presides(&scene, other).as_deref(), Some("chair"), "nobody conflicted presides, named or not");
    scene.rule("b", Treatment::Note);
    assert_eq!(presides(&scene, other).as_deref(), Some("b"));
    scene.leave("b");
    assert_eq!(presides(&scene, other).as_deref(), Some("chair"), "nor who is out of the room");
}

#[test]
fn whoever_convenes_leads_the_talk_and_presides_nowhere() {
    let (mut scene, other) = common();
    let first = scene.at().committee.id;
    assert_eq!(convenes(&scene).as_deref(), Some("chair"), "whoever presides in the first");
    name(&mut scene, Some(first), "vice");
    assert_eq!(convenes(&scene).as_deref(), Some("vice"));
    name(&mut scene, None, "b");
    assert_eq!(convenes(&scene).as_deref(), Some("b"));
    assert_eq!((presides(&scene, first).as_deref(), presides(&scene, other).as_deref()), (Some("vice"), Some("chair")));
    scene.leave("b");
    assert_eq!(convenes(&scene).as_deref(), Some("vice"));
}

#[test]
fn where_one_committee_decides_whoever_is_named_presides_in_it() {
    let (mut scene, _) = common();
    let first = scene.at().committee.id;
    scene.change(|item| item.committees = vec![first]);
    let permit = name_presider(&scene.sitting, &scene.room(), scene.item(), None, scene.id("a")).unwrap();
    assert_eq!(permit.committee(), Some(first));
    name(&mut scene, None, "a");
    assert_eq!((presides(&scene, first).as_deref(), convenes(&scene).as_deref()), (Some("a"), Some("a")));
}

#[test]
fn a_committee_that_the_item_does_not_concern_names_nobody() {
    let (mut scene, other) = common();
    let first = scene.at().committee.id;
    scene.change(|item| item.committees = vec![first]);
    assert_eq!(refused(&scene, Some(other), "chair"), [Code::ItemNotInThisCommittee]);
    assert_eq!(refused(&scene, Some(first), "a"), []);
}

#[test]
fn who_convenes_is_of_any_committee_concerned_in_its_succession_or_not() {
    let (mut scene, other) = common();
    let first = scene.at().committee.id;
    scene.terms().chair = serde_json::from_value(serde_json::json!({"succession": ["chair"], "then": "none"})).unwrap();
    // The seats of `b` are of the second committee alone.
    scene.vacate("b");
    assert_eq!(refused(&scene, None, "b"), []);
    assert_eq!(refused(&scene, Some(other), "b"), [], "its terms let it elect");
    assert_eq!(refused(&scene, Some(first), "b"), [Code::NotAMember, Code::NobodyCanPreside]);
    assert_eq!(refused(&scene, Some(first), "a"), [Code::NobodyCanPreside]);
    assert_eq!(refused(&scene, None, "a"), []);
    scene.arrive("visitor");
    assert_eq!(refused(&scene, None, "visitor"), [Code::NotAMember]);
}

#[test]
fn a_part_takes_who_was_named_for_its_item_unless_it_has_its_own() {
    let (mut scene, other) = common();
    let whole = scene.item().id;
    let mut part = item("1.1", 1);
    part.part_of = Some(whole);
    let id = part.id;
    scene.sitting.items.push(part);
    name(&mut scene, Some(other), "a");
    name(&mut scene, None, "b");
    let of_part = |scene: &Scene| {
        let (item, at) = (scene.sitting.item(id).unwrap(), scene.sitting.committee(other).unwrap());
        let person = |person: Option<PersonId>| person.map(|person| scene.sitting.name(person)).unwrap_or_default();
        (person(presiding(&scene.sitting, &scene.room(), item, at)), person(convening(&scene.sitting, &scene.room(), item)))
    };
    assert_eq!(of_part(&scene), ("a".to_owned(), "b".to_owned()));
    let naming = Naming { item: id, committee: Some(other), person: scene.id("vice") };
    scene.enter(Said::Naming(naming));
    assert_eq!(of_part(&scene), ("vice".to_owned(), "b".to_owned()));
    assert_eq!(presides(&scene, other).as_deref(), Some("a"), "who presides over a part is nothing to the whole");
    scene.rule("vice", Treatment::Leave);
    assert_eq!(of_part(&scene).0, "vice", "a part takes no ruling of its item");
}

#[test]
fn who_was_borrowed_into_a_voting_seat_may_be_named() {
    let mut scene = Scene::under("chair:lay!chair a:lay x:other-", serde_json::json!({"chair": {"succession": ["chair"], "then": "none"}}));
    scene.arrive("visitor");
    let outsider = [Code::NotAMember, Code::NobodyCanPreside];
    assert_eq!(refused(&scene, None, "visitor"), outsider);
    scene.borrow("visitor", None, "chair");
    assert_eq!(refused(&scene, None, "visitor"), outsider, "a voice presides over nothing");
    scene.borrow("visitor", Some("x"), "chair");
    assert_eq!(refused(&scene, None, "visitor"), [Code::SeatDoesNotVote]);
    scene.without(|said| matches!(said, Said::CoOpted(_)));
    scene.borrow("visitor", Some("a"), "chair");
    assert_eq!(refused(&scene, None, "visitor"), [], "outside the succession though it ends there");
}

#[test]
fn whoever_was_borrowed_into_a_seat_of_the_succession_presides_only_where_named() {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair a:lay");
    let committee = scene.at().committee.id;
    scene.rule("chair", Treatment::Leave);
    scene.arrive("visitor");
    scene.borrow("visitor", Some("chair"), "vice");
    assert_eq!(presides(&scene, committee).as_deref(), Some("vice"), "nobody meant the chair by lending its seat");
    name(&mut scene, None, "visitor");
    assert_eq!(presides(&scene, committee).as_deref(), Some("visitor"));
}

#[test]
fn before_the_meeting_whoever_holds_the_seat_presides_even_with_apologies() {
    let mut scene = Scene::of("chair:lay!chair vice:lay!vice_chair");
    let committee = scene.at().committee.id;
    scene.without(|_| true);
    assert_eq!(presides(&scene, committee).as_deref(), Some("chair"));
    scene.apologise("chair");
    assert_eq!(presides(&scene, committee).as_deref(), Some("chair"));
}
