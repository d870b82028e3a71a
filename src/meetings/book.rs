//! The book of a meeting: what stands of what was done, and the meeting as each act left it.
//!
//! A book is read from its acts in their order, one after the other, so that what an act rests on can be
//! asked as it was then ([`Sitting::as_of`]), and what would be if an act had never been made.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::acts::{
    Act, AttendanceEvent, Begun, CalledIn, CastingVote, CoOption, Decided, EarlierRuling, Hands, Naming, Place, Reopened, Ruling, Said,
    Struck, Vote,
};
use super::elections::Election;
use super::panels::Panel;
use super::rules::{Meeting, MeetingState};
use super::sitting::Sitting;
use super::visitors::{Visit, Visiting};
use crate::ids::{DeclarationId, ItemId, PersonId};
use crate::moment::{Date, Instant};
use crate::policy::Phase;

/// What has happened, each list in the order of the book.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// Every act that stands.
    pub acts: Vec<Act>,
    /// What was struck, in the order in which it was.
    pub struck: Vec<Struck>,
    pub attendance: Vec<AttendanceEvent>,
    /// How many lines of the attendance stood when the room was emptied last: nobody of them is in it.
    pub room_from: usize,
    pub visits: Vec<Visit>,
    /// The same of them.
    pub visits_from: usize,
    pub rulings: Vec<Ruling>,
    pub namings: Vec<Naming>,
    pub begun: Vec<Begun>,
    pub votes: Vec<Vote>,
    /// Elections by secret ballot among them, as hands would have been counted: of each item and committee the last.
    pub hands: Vec<Hands>,
    pub elections: Vec<Election>,
    pub casting: Vec<CastingVote>,
    /// The decisions that stand.
    pub decided: Vec<Decided>,
    /// Those that were reopened, whether they were taken again or not.
    pub reopened: Vec<(Decided, Reopened)>,
    /// What other meetings have decided of the procurements that stand here; read where something asks for it.
    pub elsewhere: Vec<DecidedElsewhere>,
    pub co_opted: Vec<CoOption>,
    pub panels: Vec<Panel>,
    /// What was called in.
    pub called_in: Vec<CalledIn>,
    /// The interests declared at the meeting so far.
    pub told: BTreeSet<DeclarationId>,
    /// Who said at the meeting that they had none.
    pub nil: BTreeSet<PersonId>,
    /// The days on which it was resumed.
    pub resumed: Vec<Date>,
    /// The day until which it is adjourned, where one was named.
    pub until: Option<Date>,
    /// How many acts stood before the meeting was convened.
    pub opened: Option<usize>,
    pub agenda_published: bool,
    /// Of a meeting by correspondence: something of it was put otherwise, or tabled, since its agenda was published last.
    pub agenda_moved: bool,
    pub minutes_final: bool,
}

impl Book {
    /// When the last happened that is in it.
    #[must_use]
    pub fn last(&self) -> Option<Instant> {
        self.acts.last().map(|act| act.place.at)
    }

    /// How many acts stand before one that is written at a place.
    #[must_use]
    pub fn before(&self, place: Place) -> usize {
        self.acts.partition_point(|act| act.place < place)
    }

    /// How many acts stand up to a place, those of one entry at it included: where another in the stead of one of
    /// them is written.
    #[must_use]
    pub fn through(&self, place: Place) -> usize {
        self.acts.partition_point(|act| act.place <= place)
    }

    /// How many acts stand up to a time, those at it included: where an act of that time is written.
    #[must_use]
    pub fn up_to(&self, at: Instant) -> usize {
        self.acts.partition_point(|act| act.place.at <= at)
    }
}

/// That another meeting decided an item of a procurement, and when: which, not everybody who acts here may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedElsewhere {
    pub procurement: String,
    pub at: Instant,
}

impl Sitting {
    /// The meeting as it was called, before anything in its book.
    #[must_use]
    pub fn called(&self) -> Self {
        let earlier: Vec<EarlierRuling> = self.earlier.iter().filter(|ruling| ruling.meeting != self.meeting.id).cloned().collect();
        let (agenda_published, agenda_moved) = (self.book.agenda_published, self.book.agenda_moved);
        let book = Book { agenda_published, agenda_moved, ..Book::default() };
        let mut then = Self {
            meeting: Meeting { state: MeetingState::Called, ..self.meeting.clone() },
            bodies: self.bodies.clone(),
            people: self.people.clone(),
            apart: self.apart.clone(),
            committees: self.committees.clone(),
            interests: self.interests.clone(),
            told_here: self.told_here.clone(),
            dispensations: self.dispensations.clone(),
            items: self.items.clone(),
            earlier,
            elsewhere: Arc::clone(&self.elsewhere),
            brought: self.brought.clone(),
            carried: self.carried.clone(),
            to_confirm: self.to_confirm.clone(),
            never_declared: self.never_declared.clone(),
            day: self.meeting.date,
            judged: None,
            book,
        };
        then.hold(then.day);
        then
    }

    /// The meeting as so many acts of its book left it.
    #[must_use]
    pub fn as_of(&self, acts: usize) -> Self {
        let mut then = self.called();
        for act in self.book.acts.iter().take(acts) {
            then.take(act.clone());
        }
        then
    }

    /// The meeting as it would be if these were the acts of its book.
    #[must_use]
    pub fn with_acts(&self, acts: impl IntoIterator<Item = Act>) -> Self {
        let mut other = self.called();
        (other.book.minutes_final, other.book.struck) = (self.book.minutes_final, self.book.struck.clone());
        for act in acts {
            other.take(act);
        }
        other
    }

    /// The meeting as it would be with more acts in its book, each in its place.
    #[must_use]
    pub fn with_more(&self, more: impl IntoIterator<Item = Act>) -> Self {
        let mut acts = self.book.acts.clone();
        acts.extend(more);
        acts.sort_by_key(|act| act.place);
        self.with_acts(acts)
    }

    /// Looks at the meeting as on a day: who holds which seat then, and what is known. While it is adjourned it is looked at as on
    /// the last day on which it sat, until somebody comes on the day to which it is.
    pub fn look_on(&mut self, at: Instant) {
        let day = at.day().max(self.last_sat());
        if day != self.day {
            self.hold(day);
        }
    }

    /// Takes an act into the book, after all others.
    pub fn take(&mut self, mut act: Act) {
        // That a meeting is over says nothing of who sat in it.
        if !matches!(act.said, Said::Ended { .. }) {
            self.look_on(act.place.at);
        }
        let order = i64::try_from(self.book.acts.len()).unwrap_or(i64::MAX);
        let book = &mut self.book;
        match &mut act.said {
            Said::Convened => {
                self.meeting.state = MeetingState::Open;
                book.opened = Some(book.acts.len());
            }
            Said::Ended { cancelled } => {
                self.meeting.state = if *cancelled { MeetingState::Cancelled } else { MeetingState::Closed };
            }
            Said::Adjourned { until } => {
                self.meeting.state = MeetingState::Adjourned;
                (book.until, book.room_from, book.visits_from) = (*until, book.attendance.len(), book.visits.len());
            }
            Said::Resumed { on } => {
                self.meeting.state = MeetingState::Open;
                book.until = None;
                if *on != self.meeting.date && !book.resumed.contains(on) {
                    book.resumed.push(*on);
                }
                // Until now it was the night after the day before.
                self.hold(self.day);
            }
            Said::Attendance(line) => book.attendance.push(line.clone()),
            Said::Visit(line) => {
                // Who they are is as they came.
                let came = book.visits.iter().rev().find(|other| other.visitor == line.visitor && other.event == Visiting::Arrive);
                if let Some(came) = came.filter(|_| line.event != Visiting::Arrive) {
                    line.card = came.card.clone();
                }
                book.visits.push(line.clone());
            }
            Said::Nil(person) => {
                book.nil.insert(*person);
            }
            Said::Declared(interest) => {
                book.told.insert(*interest);
            }
            Said::Naming(naming) => book.namings.push(naming.clone()),
            Said::Ruling(ruling) => {
                ruling.order = order;
                book.rulings.push(ruling.clone());
                let ruling = ruling.clone();
                self.stick(&ruling);
            }
            Said::Begun(begun) => {
                (begun.order, begun.late) = (order, act.late.is_some());
                book.begun.push(begun.clone());
            }
            Said::Vote(vote) => {
                vote.order = order;
                book.votes.push(vote.clone());
            }
            Said::Hands(hands) => {
                hands.order = order;
                book.hands.push(hands.clone());
            }
            Said::Election(held) => {
                held.order = order;
                let (item, committee) = (held.item, held.committee);
                let is_earlier = |id| book.elections.iter().any(|other| other.id == id);
                book.hands.retain(|hands| (hands.item, hands.committee) != (item, committee) || !is_earlier(hands.id));
                book.hands.push(held.as_hands());
                book.elections.push(held.clone());
            }
            Said::Casting(cast) => {
                cast.order = order;
                book.casting.push(cast.clone());
            }
            Said::Decided(decided) => {
                decided.order = order;
                let decided = decided.clone();
                self.decide(decided, act.late.is_some());
            }
            Said::Reopened(reopened) => {
                let reopened = reopened.clone();
                self.reopen(reopened);
            }
            Said::CoOpted(borrowed) => book.co_opted.push(borrowed.clone()),
            Said::Panel(panel) => {
                panel.order = order;
                book.panels.push(panel.clone());
            }
            Said::CalledIn(call) => book.called_in.push(call.clone()),
            Said::Advised(_) => {}
        }
        self.book.acts.push(act);
    }

    /// C9: a ruling made here sticks to later items of the procurement like one made at an earlier meeting.
    fn stick(&mut self, ruling: &Ruling) {
        let Some(sticks) = self.as_earlier(ruling) else { return };
        self.earlier.retain(|other| (other.item, other.person) != (sticks.item, sticks.person));
        self.earlier.push(sticks);
    }

    /// A ruling made here as other items of its procurement know it; none where its item belongs to none.
    #[must_use]
    pub fn as_earlier(&self, ruling: &Ruling) -> Option<EarlierRuling> {
        let item = self.items.iter().find(|item| item.id == ruling.item)?;
        Some(EarlierRuling {
            ruling: ruling.id,
            item: item.id,
            business: item.business(),
            meeting: self.meeting.id,
            title: item.title.clone(),
            date: self.meeting.date,
            position: item.position,
            procurement: item.procurement.clone()?,
            stage: item.effective_stage(),
            person: ruling.person,
            treatment: ruling.treatment,
            by: ruling.by,
            lifts: ruling.over.is_some(),
        })
    }

    /// Once every committee concerned has decided an item it is closed.
    fn decide(&mut self, decided: Decided, late: bool) {
        let (item, id, order, at) = (decided.item, decided.id, decided.order, decided.at);
        self.book.decided.push(decided);
        let Some(of) = self.items.iter().find(|other| other.id == item) else { return };
        let all = self.concerned(of).all(|at| self.decided(item, at.committee.id).is_some());
        if all && self.phase(item) != Some(Phase::Closed) {
            self.book.begun.push(Begun { item, phase: Phase::Closed, at, proceed: None, order, by_decision: Some(id), late });
        }
    }

    /// The decision stands no more: the item is in the phase in which it was decided, and its votes are gone. Replies by
    /// correspondence were given in writing, and stay.
    fn reopen(&mut self, reopened: Reopened) {
        let book = &mut self.book;
        let Some(n) = book.decided.iter().position(|decided| decided.id == reopened.decision) else { return };
        let decided = book.decided.remove(n);
        let same = |item: ItemId| item == decided.item;
        book.begun.retain(|begun| !same(begun.item) || begun.order < decided.order);
        let in_writing = self.meeting.replies_until.is_some();
        book.votes.retain(|vote| in_writing || !(same(vote.item) && vote.committee == decided.committee));
        book.hands.retain(|hands| !(same(hands.item) && hands.committee == decided.committee));
        book.elections.retain(|held| !(same(held.item) && held.committee == decided.committee));
        book.casting.retain(|cast| !(same(cast.item) && cast.committee == decided.committee));
        book.reopened.push((decided, reopened));
    }

    /// Writes a vote beside the book, for a question about several that are cast together.
    pub fn push_vote(&mut self, vote: Vote) {
        let order = i64::try_from(self.book.acts.len()).unwrap_or(i64::MAX);
        self.book.votes.push(Vote { order, ..vote });
    }

    /// Writes a line of the attendance beside the book, for a question about several who come together.
    pub fn push_line(&mut self, line: AttendanceEvent) {
        self.book.attendance.push(line);
    }

    /// The days on which the meeting sat or is to sit: its own, and those on which it was resumed; by correspondence every day
    /// on which replies are taken.
    pub fn days(&self) -> impl Iterator<Item = Date> + '_ {
        let first = self.meeting.date;
        let last = self.meeting.replies_until.unwrap_or(first);
        let open = std::iter::successors(Some(first), move |day| (*day < last).then(|| day.plus_days(1)));
        open.chain(self.book.resumed.iter().copied())
    }

    /// The day on which it sits: the last of them, or the day until which it is adjourned.
    #[must_use]
    pub fn sitting_day(&self) -> Date {
        let last = self.last_sat();
        if self.meeting.state == MeetingState::Adjourned { self.book.until.unwrap_or(last) } else { last }
    }

    fn last_sat(&self) -> Date {
        self.book.resumed.last().copied().unwrap_or(self.meeting.date)
    }

    /// Whoever holds which seat, and may deputise, on a day. Past the midnight of a sitting nobody gains a
    /// seat: whoever sits held it, or could deputise for it, on the sitting's day too. By correspondence the last day on which
    /// replies are taken says who is asked, also for what is recorded afterwards.
    pub fn hold(&mut self, day: Date) {
        let evening = (!self.days().any(|other| other == day)).then(|| day.plus_days(-1)).filter(|before| self.sitting_day() == *before);
        self.day = day;
        let day = self.meeting.replies_until.map_or(day, |last| day.min(last));
        for at in &mut self.committees {
            let had = |seat: &str, person: PersonId| {
                evening.is_none_or(|evening| at.rolls.iter().any(|m| m.seat == seat && m.person == person && m.period().holds(evening)))
            };
            at.memberships = at.rolls.iter().filter(|m| m.period().holds(day) && had(&m.seat, m.person)).cloned().collect();
        }
    }
}

#[cfg(test)]
mod tests;
