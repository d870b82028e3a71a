//! What is done in a made-up meeting: each helper enters an act, by the clock of the scene, after all others.

use super::{Scene, day, moment};
use crate::ids::{DecisionId, DeclarationId, FactId, ItemId, PersonId, RulingId, VoteId};
use crate::meetings::acts::{
    Act, AttendanceEvent, Begun, CastingVote, Choice, CoOption, Decided, Event, Hands, Method, Naming, Outcome, Place, Raised, Reopened,
    Ruling, Said, Struck, Vote,
};
use crate::meetings::visitors::Visiting;
use crate::moment::Instant;
use crate::policy::{Phase, Treatment};

impl Scene {
    /// From here on it is that time, of the day of the meeting.
    pub fn clock(&mut self, clock: &str) {
        self.clock = moment(self.sitting.meeting.date, clock);
    }

    /// From here on it is that time of another day.
    pub fn clock_on(&mut self, on: &str, clock: &str) {
        self.clock = moment(day(on), clock);
    }

    pub fn set(&mut self, at: Instant) {
        self.clock = at;
    }

    pub fn now(&self) -> Instant {
        self.clock
    }

    /// An act as it would be entered now.
    pub fn act(&mut self, said: Said) -> Act {
        self.entries += 1;
        let id = match &said {
            Said::Ruling(ruling) => FactId::from_uuid(ruling.id.uuid()),
            Said::Vote(vote) => FactId::from_uuid(vote.id.uuid()),
            Said::Hands(hands) => hands.id,
            Said::Election(held) => held.id,
            Said::Visit(line) if line.event == Visiting::Arrive => line.visitor,
            _ => FactId::new(),
        };
        Act { id: Some(id), entry: self.entries, place: Place { at: self.clock, entry: self.entries }, late: None, said }
    }

    /// Enters an act, whatever the law says of it.
    pub fn enter(&mut self, said: Said) {
        let act = self.act(said);
        self.sitting.take(act);
    }

    /// Enters an act in its place; where acts stand after it, with the time at which it is written.
    pub fn write(&mut self, said: Said, late: Option<Instant>) {
        let act = Act { late, ..self.act(said) };
        self.sitting = self.sitting.with_more([act]);
    }

    /// The last act of the book.
    pub fn last(&self) -> FactId {
        self.sitting.book.acts.last().unwrap().id.unwrap()
    }

    /// The book as it would be had other acts been entered.
    pub fn rewrite(&mut self, change: impl FnOnce(&mut Vec<Act>)) {
        let mut acts = self.sitting.book.acts.clone();
        change(&mut acts);
        self.sitting = self.sitting.with_acts(acts);
    }

    /// As if these acts had never been entered.
    pub fn without(&mut self, is_gone: impl Fn(&Said) -> bool) {
        self.rewrite(|acts| acts.retain(|act| !is_gone(&act.said)));
    }

    /// As if it had not been convened yet.
    pub fn not_convened(&mut self) {
        self.without(|said| matches!(said, Said::Convened));
    }

    /// Strikes an act, whatever the law says of it.
    pub fn strike(&mut self, id: FactId) {
        let at = self.clock;
        let act = self.sitting.book.acts.iter().find(|act| act.id == Some(id)).unwrap().clone();
        self.rewrite(|acts| acts.retain(|act| act.id != Some(id)));
        self.sitting.book.struck.push(Struck { act, because: "a slip".into(), by: None, at });
    }

    /// A line of the attendance, as it would be entered now.
    pub fn line(&mut self, name: &str, event: Event) -> AttendanceEvent {
        let (person, at) = (self.person(name), self.clock);
        AttendanceEvent { person, event, at, for_item: None, as_deputy_for: None, remote: false, withdrawn: false, expected_deputy: None }
    }

    fn attend(&mut self, name: &str, event: Event) {
        let line = self.line(name, event);
        self.enter(Said::Attendance(line));
    }

    pub fn arrive(&mut self, name: &str) {
        self.attend(name, Event::Arrive);
    }

    pub fn arrive_remotely(&mut self, name: &str) {
        let line = AttendanceEvent { remote: true, ..self.line(name, Event::Arrive) };
        self.enter(Said::Attendance(line));
    }

    pub fn sit_for(&mut self, seat: &str, name: &str) {
        let as_deputy_for = Some((self.at().committee.id, seat.to_owned()));
        let line = AttendanceEvent { as_deputy_for, ..self.line(name, Event::Arrive) };
        self.enter(Said::Attendance(line));
    }

    pub fn leave(&mut self, name: &str) {
        self.attend(name, Event::Leave);
    }

    pub fn come_back(&mut self, name: &str) {
        self.attend(name, Event::Return);
    }

    pub fn apologise(&mut self, name: &str) {
        self.attend(name, Event::Apologies);
    }

    /// Sends apologies, and says which deputy is to come.
    pub fn apologise_and_expect(&mut self, name: &str, deputy: &str) {
        let expected_deputy = Some(self.person(deputy));
        let line = AttendanceEvent { expected_deputy, ..self.line(name, Event::Apologies) };
        self.enter(Said::Attendance(line));
    }

    /// Leaves for the item.
    pub fn leave_for_it(&mut self, name: &str) {
        self.leave_for(name, self.item().id);
    }

    pub fn leave_for(&mut self, name: &str, item: ItemId) {
        let line = AttendanceEvent { for_item: Some(item), ..self.line(name, Event::Leave) };
        self.enter(Said::Attendance(line));
    }

    /// As if they had never come.
    pub fn never_came(&mut self, name: &str) {
        let person = self.person(name);
        self.without(|said| matches!(said, Said::Attendance(line) if line.person == person));
    }

    /// A ruling of somebody who is no part of the scene.
    pub fn rule(&mut self, name: &str, treatment: Treatment) {
        self.rule_on(self.item().id, name, treatment, PersonId::new());
    }

    /// A ruling of somebody of the scene.
    pub fn rule_by(&mut self, by: &str, name: &str, treatment: Treatment) {
        self.rule_on(self.item().id, name, treatment, self.id(by));
    }

    pub fn rule_on(&mut self, item: ItemId, name: &str, treatment: Treatment, by: PersonId) {
        let (person, at) = (self.person(name), self.clock);
        let (id, proposed, reason) = (RulingId::new(), Treatment::Participate, None);
        self.enter(Said::Ruling(Ruling { id, order: 0, item, person, treatment, proposed, by, reason, over: None, at }));
    }

    pub fn name_presider(&mut self, name: &str) {
        self.name_presider_of(self.item().id, name);
    }

    pub fn name_presider_of(&mut self, item: ItemId, name: &str) {
        let naming = Naming { item, committee: Some(self.at().committee.id), person: self.person(name) };
        self.enter(Said::Naming(naming));
    }

    pub fn begin(&mut self, phase: Phase) {
        self.begin_of(self.item().id, phase);
    }

    pub fn begin_of(&mut self, item: ItemId, phase: Phase) {
        let at = self.clock;
        self.enter(Said::Begun(Begun { item, phase, at, proceed: None, order: 0, by_decision: None, late: false }));
    }

    /// The seat's vote, through the person of its name.
    pub fn vote(&mut self, seat: &str, choice: Choice) {
        let (item, committee, person) = (self.item().id, self.at().committee.id, self.person(seat));
        self.enter(Said::Vote(Vote { id: VoteId::new(), order: 0, item, committee, seat: seat.into(), person, choice }));
    }

    /// Seats separated by spaces.
    pub fn votes(&mut self, in_favour: &str, against: &str) {
        for (seats, choice) in [(in_favour, Choice::For), (against, Choice::Against)] {
            seats.split_whitespace().for_each(|seat| self.vote(seat, choice));
        }
    }

    /// A show of hands, of these seats through the people of their names.
    pub fn hands(&mut self, of: &str, in_favour: u32, against: u32, abstained: u32) {
        let (item, committee) = (self.item().id, self.at().committee.id);
        let raised = of.split_whitespace().map(|seat| Raised { seat: seat.to_owned(), people: vec![self.id(seat)] }).collect();
        self.enter(Said::Hands(Hands { id: FactId::new(), order: 0, item, committee, in_favour, against, abstained, raised }));
    }

    pub fn casting(&mut self, name: &str, choice: Choice) {
        let (item, committee, by) = (self.item().id, self.at().committee.id, self.person(name));
        self.enter(Said::Casting(CastingVote { order: 0, item, committee, by, choice }));
    }

    /// The item is decided by the first committee, whatever was voted.
    pub fn decide(&mut self, outcome: Outcome) -> DecisionId {
        self.decide_of(self.item().id, outcome)
    }

    pub fn decide_of(&mut self, item: ItemId, outcome: Outcome) -> DecisionId {
        let decided = self.decided(item, outcome);
        let id = decided.id;
        self.enter(Said::Decided(decided));
        id
    }

    /// A decision of the first committee by vote, as it would be entered now.
    pub fn decided(&self, item: ItemId, outcome: Outcome) -> Decided {
        Decided {
            id: DecisionId::new(),
            item,
            committee: self.at().committee.id,
            outcome,
            method: Method::Vote,
            dissent: Vec::new(),
            flags: Vec::new(),
            override_: None,
            at: self.clock,
            order: 0,
        }
    }

    pub fn reopen(&mut self, decision: DecisionId, by: &str) {
        let (by, reason, at) = (self.id(by), "a vote was entered wrongly".to_owned(), self.clock);
        self.enter(Said::Reopened(Reopened { decision, by, reason, at }));
    }

    /// Somebody is borrowed for the item, into a seat of the first committee.
    pub fn borrow(&mut self, name: &str, seat: Option<&str>, by: &str) {
        let seat = seat.map(|seat| (self.at().committee.id, seat.to_owned()));
        let (item, person, by) = (self.item().id, self.person(name), self.id(by));
        self.enter(Said::CoOpted(CoOption { item, seat, person, by, from: None, reason: "nobody else is free".into() }));
    }

    /// The last interest is told at the meeting.
    pub fn tell(&mut self) -> DeclarationId {
        let id = self.sitting.interests.last().unwrap().id;
        self.sitting.told_here.insert(id);
        self.enter(Said::Declared(id));
        id
    }

    pub fn adjourn(&mut self, until: Option<&str>) {
        self.enter(Said::Adjourned { until: until.map(day) });
    }

    pub fn resume(&mut self, on: &str) {
        self.enter(Said::Resumed { on: day(on) });
    }

    /// The minutes are final, which is no act of the sitting.
    pub fn minute(&mut self) {
        self.sitting.book.minutes_final = true;
    }
}
