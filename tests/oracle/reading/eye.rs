//! Somebody who asks the law a question: with the book up to a place, the register as it was when the question was put,
//! and the time of the act that is asked about.

use super::calendar::{Day, Moment, day_of};
use super::model::{Committee, Id, Item, Meeting, Seat, Terms};
use super::packs::{self, Pack};
use super::state::{ItemState, Sitting, State};
use super::world::World;
use std::sync::LazyLock;

static NOBODY: LazyLock<Sitting> = LazyLock::new(Sitting::default);
static NOTHING: LazyLock<ItemState> = LazyLock::new(ItemState::default);

#[derive(Clone, Copy)]
pub struct Eye<'a> {
    pub w: &'a World,
    pub st: &'a State,
    /// Only what the register held before this entry is known.
    pub seq: u64,
    /// The meeting and the time of the act asked about.
    pub at: Option<(&'a str, Option<Moment>)>,
}

impl<'a> Eye<'a> {
    pub fn sitting(&self, meeting: &str) -> &'a Sitting {
        self.st.meetings.get(meeting).unwrap_or(&NOBODY)
    }
    pub fn state(&self, item: &str) -> &'a ItemState {
        self.st.items.get(item).unwrap_or(&NOTHING)
    }
    pub fn meeting_of(&self, item: &Item) -> &'a Meeting {
        self.w.meeting(&item.meeting).unwrap()
    }
    pub fn is_cancelled(&self, meeting: &str) -> bool {
        self.w.cancelled.get(meeting).is_some_and(|s| *s < self.seq)
    }
    pub fn is_open(&self, meeting: &str) -> bool {
        self.sitting(meeting).open() && !self.is_cancelled(meeting)
    }

    fn time(&self, meeting: &str) -> Option<Moment> {
        match self.at {
            Some((m, t)) if m == meeting => t,
            _ => self.sitting(meeting).last,
        }
    }
    /// The day of the calendar that is asked about: of the act, and never before the meeting's own.
    pub fn day(&self, meeting: &str) -> Day {
        let date = self.w.meeting(meeting).map_or(0, |m| m.date);
        self.time(meeting).map_or(date, |t| day_of(t).max(date))
    }
    /// The day of the sitting: past midnight, the evening's.
    pub fn sitting_day(&self, meeting: &str) -> Day {
        let date = self.w.meeting(meeting).map_or(0, |m| m.date);
        let days = &self.sitting(meeting).days;
        self.time(meeting).map_or(date, |t| World::sitting_day(days, t).max(date))
    }

    pub fn committee(&self, c: &str) -> &'a Committee {
        self.w.committees.get(c).unwrap()
    }

    /// The terms in force on a day: the version with the latest date.
    pub fn terms_on(&self, c: &str, on: Day) -> &'a Terms {
        let all = &self.committee(c).terms;
        let known = all.iter().filter(|t| t.seq < self.seq);
        known.clone().filter(|t| t.from <= on).max_by_key(|t| t.from).or_else(|| known.min_by_key(|t| t.from)).unwrap_or(&all[0])
    }
    /// Terms, authority and policy are to the end those of the meeting's first day.
    pub fn terms(&self, c: &str, meeting: &str) -> &'a Terms {
        self.terms_on(c, self.w.meeting(meeting).map_or(0, |m| m.date))
    }

    pub fn policy_on(&self, org: &str, on: Day) -> Pack {
        let adopted = self.w.policies.iter().filter(|p| p.seq < self.seq && p.org == org && p.from <= on).max_by_key(|p| p.from);
        match adopted {
            Some(p) => packs::pack(&p.pack, &p.overrides),
            None => packs::pack(packs::default(on, self.w.kind(org) == "council"), &serde_json::Value::Null),
        }
    }
    pub fn policy(&self, c: &str, meeting: &str) -> Pack {
        self.policy_on(&self.committee(c).org, self.w.meeting(meeting).map_or(0, |m| m.date))
    }

    /// Who holds a seat on the day, and on the sitting's day too: past midnight nobody gains a seat, but who could deputise
    /// for it in the evening may.
    pub fn holders_on(&self, c: &str, seat: &str, on: Day, evening: Day) -> Vec<Id> {
        let rows = &self.committee(c).members;
        let known = || rows.iter().filter(|m| m.seq < self.seq && m.seat == seat);
        let mut found: Vec<Id> = Vec::new();
        // Of several whoever has had it longest comes first.
        let mut rows: Vec<_> = known().filter(|m| m.deputy_for.is_none() && m.on(on)).collect();
        rows.sort_by_key(|m| m.from);
        for m in rows {
            let held = known().any(|x| x.person == m.person && x.on(evening));
            if held && !found.contains(&m.person) {
                found.push(m.person.clone());
            }
        }
        found
    }
    pub fn holders(&self, c: &str, seat: &str, meeting: &str) -> Vec<Id> {
        let evening = self.until(meeting).map_or(self.sitting_day(meeting), |_| self.day_of_seats(meeting));
        self.holders_on(c, seat, self.day_of_seats(meeting), evening)
    }

    /// Somebody may deputise in a seat on the day (and on the evening's day) for a holder of it.
    pub fn may_deputise(&self, c: &str, seat: &str, person: &str, meeting: &str) -> bool {
        let (on, evening) = (self.day(meeting), self.sitting_day(meeting));
        let holders = self.holders(c, seat, meeting);
        let rows = || self.committee(c).members.iter().filter(|m| m.seq < self.seq && m.seat == seat && m.person == person);
        rows().any(|m| m.on(on) && m.deputy_for.as_ref().is_some_and(|h| holders.contains(h))) && rows().any(|m| m.on(evening))
    }
    /// Whoever sits as a deputy in the seat: in the room, or out of it for an item.
    pub fn deputy(&self, c: &str, seat: &str, meeting: &str) -> Option<Id> {
        let s = self.sitting(meeting);
        let p = s.deputies.get(&(c.to_owned(), seat.to_owned()))?;
        let here = s.people.get(p).is_some_and(|x| x.in_room || x.left_for.is_some());
        (here && self.may_deputise(c, seat, p, meeting)).then(|| p.clone())
    }

    /// Whoever sits as a deputy in the seat and is in the room.
    pub fn deputy_in_room(&self, c: &str, seat: &str, meeting: &str) -> Option<Id> {
        self.deputy(c, seat, meeting).filter(|p| self.sitting(meeting).in_room(p))
    }

    /// Who acts in the seat for the item: whoever is co-opted into it, a deputy whom the terms count, else its holders.
    pub fn people_of(&self, item: &Item, c: &str, seat: &Seat) -> Vec<Id> {
        if let Some(p) = self.co_opted(item).into_iter().rev().find(|(s, _)| s.as_ref().is_some_and(|(cc, ss)| cc == c && *ss == seat.id)) {
            return vec![p.1];
        }
        if self.terms(c, &item.meeting).deputies_count
            && let Some(d) = self.deputy(c, &seat.id, &item.meeting)
        {
            return vec![d];
        }
        self.holders(c, &seat.id, &item.meeting)
    }
    /// The co-options of the item, and of the item it is a part of.
    pub fn co_opted(&self, item: &Item) -> Vec<(Option<(Id, Id)>, Id)> {
        let mut all = self.state(item.root()).co_opted.clone();
        if item.whole.is_some() {
            all.extend(self.state(&item.id).co_opted.iter().cloned());
        }
        all
    }

    /// The seat has a vote on this business.
    pub fn votes(&self, item: &Item, seat: &Seat) -> bool {
        let named = |list: &[String], w: &Option<String>| w.as_ref().is_some_and(|w| list.contains(w));
        seat.votes && !named(&seat.except_functions, &item.function) && !named(&seat.except_types, &item.decision_type)
    }

    /// The seats somebody has in a committee for an item, in the order of the terms: held, co-opted into, or deputised for
    /// where the terms count deputies.
    pub fn seats_of(&self, item: &Item, c: &str, person: &str) -> Vec<&'a Seat> {
        let terms = self.terms(c, &item.meeting);
        terms.seats.iter().filter(|s| self.people_of(item, c, s).iter().any(|p| p == person)).collect()
    }
    /// Somebody has anything to do in the committee: a seat of whatever kind, sits as a deputy, or is co-opted.
    pub fn belongs(&self, item: &Item, c: &str, person: &str) -> bool {
        let terms = self.terms(c, &item.meeting);
        terms.seats.iter().any(|s| {
            self.holders(c, &s.id, &item.meeting).iter().any(|p| p == person)
                || self.deputy(c, &s.id, &item.meeting).is_some_and(|d| d == person)
        }) || self.co_opted(item).iter().any(|(s, p)| p == person && s.as_ref().is_none_or(|(cc, _)| cc == c))
    }
}
