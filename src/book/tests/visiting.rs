//! C10: examples of what is struck, written otherwise and entered late of visitors, and of elections.

use super::*;
use crate::book::NewVisit;
use crate::meetings::{AttendsAs, Candidate, Election, Outcome, Visit, Visiting, VisitorCard};
use crate::policy::Phase;
use crate::text::Name;
use crate::votes::HoldElection;

fn line(scene: &Scene, visitor: FactId, event: Visiting) -> Said {
    let card = VisitorCard { name: "P. Wlaker".into(), organisation: None, attends_as: AttendsAs::Observer };
    Said::Visit(Visit { visitor, event, card, items: Vec::new(), interest: None, at: scene.now() })
}

/// A private item that was decided once a visitor had left.
fn decided() -> (Scene, FactId) {
    let mut scene = Scene::of("chair:lay!chair a:lay");
    scene.change(|item| item.private = true);
    let visitor = FactId::new();
    for (clock, event) in [("14:00", Visiting::Arrive), ("14:05", Visiting::Leave)] {
        scene.clock(clock);
        let said = line(&scene, visitor, event);
        assert_eq!(enter(&mut scene, said), "taken");
    }
    scene.clock("14:10");
    scene.begin(Phase::Decision);
    scene.votes("chair a", "");
    scene.decide(Outcome::Approved);
    (scene, visitor)
}

fn named(name: &str) -> Replacement {
    Replacement::Visit(NewVisit {
        event: Visiting::Arrive,
        visitor: None,
        name: Some(Name::parse(name).unwrap()),
        organisation_name: None,
        attends_as: Some(AttendsAs::Observer),
        items: Vec::new(),
        interest_told: None,
    })
}

#[test]
fn nothing_rests_on_a_visitor_but_that_they_were_out_of_what_is_private() {
    let (mut scene, visitor) = decided();
    let visits = all(&scene, |said| matches!(said, Said::Visit(_)));
    let (came, left) = (*visits.first().unwrap(), *visits.last().unwrap());
    assert_eq!(strike(&mut scene, left, None), "others_rest_on_it, others_rest_on_it", "they would have been there");
    assert_eq!(strike(&mut scene, came, None), "others_rest_on_it", "they would have left without having come");
    assert_eq!(instead(&mut scene, came, named("P. Walker"), None), "taken", "a name is put right after a decision too");
    let here = scene.sitting.visitor(visitor).unwrap();
    assert_eq!((here.card.name.as_str(), here.in_room, here.lines.len()), ("P. Walker", false, 2));
    assert!(here.lines.iter().all(|line| line.card.name == "P. Walker"), "and they leave under it");
    scene.clock("14:07");
    let other = line(&scene, FactId::new(), Visiting::Arrive);
    assert_eq!(enter(&mut scene, other), "others_rest_on_it, others_rest_on_it", "late, before what they should have been out of");
    scene.clock("14:20");
    let other = line(&scene, FactId::new(), Visiting::Arrive);
    assert_eq!(enter(&mut scene, other), "taken", "the item is closed");
}

#[test]
fn an_election_is_struck_and_counted_as_it_was_and_a_decision_rests_on_it() {
    let mut scene = Scene::of("chair:lay!chair a:lay b:lay");
    scene.change(|item| item.decision_type = Some("election".into()));
    scene.clock("14:00");
    scene.begin(Phase::Decision);
    scene.clock("14:10");
    let votes = |scene: &Scene, votes: [u32; 2]| {
        ["a", "b"].into_iter().zip(votes).map(|(name, votes)| Candidate { person: scene.id(name), votes }).collect::<Vec<_>>()
    };
    let told = |scene: &Scene, given: [u32; 2]| {
        let (item, counted_by, candidates) = (scene.seen(), scene.id("chair"), votes(scene, given));
        Replacement::Election(HoldElection { item, committee: None, counted_by, candidates, blank_or_spoilt: 0, drawn_by_lot: None })
    };
    let held = Election {
        id: FactId::new(),
        order: 0,
        item: scene.item().id,
        committee: scene.at().committee.id,
        counted_by: scene.id("chair"),
        candidates: votes(&scene, [1, 2]),
        blank_or_spoilt: 0,
        drawn_by_lot: None,
        raised: Vec::new(),
    };
    assert_eq!(enter(&mut scene, Said::Election(held)), "taken");
    let id = scene.last();
    let (too_many, right) = (told(&scene, [3, 1]), told(&scene, [2, 1]));
    assert_eq!(instead(&mut scene, id, too_many, None), "not_present");
    assert_eq!(instead(&mut scene, id, right, None), "taken");
    assert_eq!(scene.sitting.book.elections.last().map(Election::most), Some(2));
    let id = scene.last();
    scene.decide(Outcome::Approved);
    assert_eq!(strike(&mut scene, id, None), "decision_final");
}
