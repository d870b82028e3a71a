//! C10: what a decision rests on, row by row.

use super::super::rules::resting::rests_on;
use crate::ids::{CommitteeId, ItemId};
use crate::meetings::scene::{Scene, item};
use crate::meetings::{Act, CastingVote, Choice, Decided, Event, Outcome, Said, Vote};
use crate::policy::{Phase, Treatment};

const FIXING: [Outcome; 5] = [Outcome::Approved, Outcome::Rejected, Outcome::Recommended, Outcome::Ratified, Outcome::NotRatified];

/// An item of a procurement, one of the same, one of none, and a part of the first.
struct Agenda {
    scene: Scene,
    own: ItemId,
    same: ItemId,
    other: ItemId,
    part: ItemId,
}

fn agenda() -> Agenda {
    let mut scene = Scene::of("chair:lay!chair a:lay b:gp");
    let own = scene.item().id;
    scene.change(|item| item.procurement = Some("p".into()));
    let (mut same, other, mut part) = (item("2", 2), item("3", 3), item("1.1", 1));
    same.procurement = Some("p".into());
    part.part_of = Some(own);
    let ids = (same.id, other.id, part.id);
    scene.sitting.items.extend([same, other, part]);
    Agenda { scene, own, same: ids.0, other: ids.1, part: ids.2 }
}

impl Agenda {
    /// Whether a decision of an item rests on the last act.
    fn rests(&self, item: ItemId, outcome: Outcome) -> bool {
        let act: &Act = self.scene.sitting.book.acts.last().unwrap();
        let decided: Decided = self.scene.decided(item, outcome);
        rests_on(&self.scene.sitting, &decided, act)
    }

    /// The outcomes of the first item that rest on the last act.
    fn resting(&self) -> Vec<Outcome> {
        Outcome::ALL.iter().copied().filter(|outcome| self.rests(self.own, *outcome)).collect()
    }

    fn all(&self) -> bool {
        self.resting() == Outcome::ALL
    }

    fn none(&self) -> bool {
        self.resting().is_empty()
    }
}

#[test]
fn what_decides_something_rests_on_who_came_and_went_and_nothing_else_does() {
    let mut agenda = agenda();
    let mut fixing: Vec<Outcome> = FIXING.to_vec();
    fixing.sort_by_key(|outcome| Outcome::ALL.iter().position(|other| other == outcome));
    for event in [Event::Arrive, Event::Leave, Event::Return] {
        let line = agenda.scene.line("a", event);
        agenda.scene.enter(Said::Attendance(line));
        assert_eq!(agenda.resting(), fixing, "{event}");
    }
    for said in [Said::Convened, Said::Adjourned { until: None }, Said::Resumed { on: agenda.scene.sitting.meeting.date }] {
        agenda.scene.enter(said.clone());
        assert_eq!(agenda.resting(), fixing, "{said:?}");
    }
}

#[test]
fn nothing_rests_on_apologies_nor_on_a_statement_of_no_interests() {
    let mut agenda = agenda();
    agenda.scene.apologise("a");
    assert!(agenda.none());
    let person = agenda.scene.id("a");
    agenda.scene.enter(Said::Nil(person));
    assert!(agenda.none());
}

#[test]
fn every_outcome_rests_on_every_interest_told_before_it() {
    let mut agenda = agenda();
    agenda.scene.interest("b", crate::declarations::Category::Personal, None);
    agenda.scene.tell();
    assert!(agenda.all());
    assert!(agenda.rests(agenda.other, Outcome::Noted));
}

#[test]
fn it_rests_on_the_votes_of_its_item_and_committee() {
    let mut agenda = agenda();
    agenda.scene.vote("a", Choice::For);
    assert!(agenda.all());
    assert!(!agenda.rests(agenda.same, Outcome::Approved), "of another item");
    assert!(!agenda.rests(agenda.part, Outcome::Approved), "nor of a part");
    agenda.scene.casting("chair", Choice::For);
    assert!(agenda.all() && !agenda.rests(agenda.other, Outcome::Approved));
    let mine = agenda.scene.sitting.book.votes.first().unwrap().clone();
    agenda.scene.enter(Said::Vote(Vote { committee: CommitteeId::new(), ..mine }));
    assert!(agenda.none(), "of another committee");
    let (item, by) = (agenda.own, agenda.scene.id("chair"));
    agenda.scene.enter(Said::Casting(CastingVote { order: 0, item, committee: CommitteeId::new(), by, choice: Choice::For }));
    assert!(agenda.none(), "of another committee");
}

#[test]
fn it_rests_on_the_phases_of_its_item() {
    let mut agenda = agenda();
    agenda.scene.begin(Phase::Introduction);
    assert!(agenda.all());
    assert!(!agenda.rests(agenda.same, Outcome::Approved));
    assert!(!agenda.rests(agenda.part, Outcome::Approved), "a part has phases of its own");
}

#[test]
fn it_rests_on_who_presides_and_who_was_borrowed_for_its_item_and_for_the_item_of_a_part() {
    let mut agenda = agenda();
    agenda.scene.name_presider("a");
    assert!(agenda.all());
    assert!(agenda.rests(agenda.part, Outcome::Approved) && !agenda.rests(agenda.same, Outcome::Approved));
    agenda.scene.borrow("visitor", Some("a"), "chair");
    assert!(agenda.all());
    assert!(agenda.rests(agenda.part, Outcome::Approved) && !agenda.rests(agenda.other, Outcome::Approved));
    let part = agenda.part;
    agenda.scene.name_presider_of(part, "a");
    assert!(agenda.none(), "who presides over a part is nothing to the whole");
}

#[test]
fn it_rests_on_the_rulings_of_its_item_and_of_its_procurement_and_on_who_is_kept_from_the_meeting() {
    let mut agenda = agenda();
    agenda.scene.rule("b", Treatment::Leave);
    assert!(agenda.all());
    assert!(agenda.rests(agenda.same, Outcome::Deferred), "of the same procurement");
    assert!(!agenda.rests(agenda.other, Outcome::Approved), "of none");
    assert!(!agenda.rests(agenda.part, Outcome::Approved), "a part takes no ruling of its item");
    let by = agenda.scene.id("chair");
    agenda.scene.rule_on(agenda.other, "b", Treatment::Removed, by);
    assert!(agenda.none(), "nobody is removed from what has no procurement");
    agenda.scene.rule_on(agenda.other, "b", Treatment::NotAttend, by);
    assert!(agenda.all() && agenda.rests(agenda.part, Outcome::Noted), "wherever it was made");
}

#[test]
fn no_decision_rests_on_another() {
    let mut agenda = agenda();
    let decision = agenda.scene.decide(Outcome::Approved);
    assert!(agenda.none());
    agenda.scene.reopen(decision, "chair");
    assert!(agenda.none());
}
