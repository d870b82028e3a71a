//! A meeting by correspondence: there is no room. Everybody with a seat has been asked once it is open, and who has replied on an
//! item, which is to vote, is there for that item.

use super::calendar::{DAY, Day, Moment};
use super::deeds::item_key;
use super::eye::Eye;
use super::law_room::{Codes, blank};
use super::model::{Id, Item, word};
use super::state::{Presence, State};
use super::world::World;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is done on a day on which replies are taken; all else of the book may be entered later too.
const IN_THE_DAYS: [&str; 11] = ["convene", "arrive", "leave", "return", "begin", "vote", "roll", "hands", "adjourn", "resume", "call_in"];

impl World {
    /// The last day on which replies are taken; none where people come to a room.
    pub fn until(&self, meeting: &str) -> Option<Day> {
        self.meeting(meeting).and_then(|m| m.until)
    }

    /// Whether a time is none for a step of such a meeting. A time of a clock alone is of no day.
    pub fn letter_refused(&self, step: &Value, meeting: &str, until: Day, t: Moment) -> bool {
        let date = self.meeting(meeting).map_or(0, |m| m.date);
        let what = step["do"].as_str().unwrap_or("");
        let bare = step["at"].as_str().is_some_and(|at| !at.contains('T'));
        let out = match what {
            w if IN_THE_DAYS.contains(&w) => t < date * DAY || t >= (until + 1) * DAY,
            "decide" | "casting_vote" | "reopen" => t < date * DAY,
            _ => false,
        };
        bare || out
    }

    /// What the book amounts to as far as one item is asked about.
    pub fn asked(&self, key: &str) -> Arc<State> {
        let st = self.now();
        match self.item(super::questions::split(key).0) {
            Some(item) if self.until(&item.meeting).is_some() => Arc::new(self.eye(&st).as_asked(item)),
            _ => st,
        }
    }
}

impl Eye<'_> {
    pub fn until(&self, meeting: &str) -> Option<Day> {
        self.w.until(meeting)
    }

    /// The state in which whoever has replied on an item is in the room, and whoever was asked has come.
    pub fn as_asked(&self, item: &Item) -> State {
        let mut st = self.st.clone();
        let replied: BTreeSet<Id> = self.state(&item.id).votes.values().map(|(p, _)| p.clone()).collect();
        let mut asked = replied.clone();
        if self.sitting(&item.meeting).convened {
            for c in &self.meeting_of(item).committees {
                for seat in &self.terms(c, &item.meeting).seats {
                    asked.extend(self.holders(c, &seat.id, &item.meeting));
                }
            }
            asked.extend(self.co_opted(item).into_iter().map(|(_, p)| p));
        }
        if let Some(s) = st.meetings.get_mut(&item.meeting) {
            let there = |p: Id| (p.clone(), Presence { in_room: replied.contains(&p), come: true, remote: false, left_for: None });
            s.people = asked.into_iter().map(there).collect();
        }
        st
    }

    /// How many days the terms have replies stay open, from the day asked about, are not left. Terms without the word know
    /// no correspondence.
    pub fn days_refuse(&self, c: &str, meeting: &str) -> Option<&'static str> {
        let until = self.until(meeting)?;
        match self.terms(c, meeting).letters["days"].as_i64() {
            None => Some("state_forbids"),
            Some(days) => (until - self.day(meeting) < days).then_some("period_invalid"),
        }
    }

    /// Members have the agenda as it stands, with a paper on whatever they are to decide.
    pub fn opening_refuses(&self, meeting: &str) -> Codes {
        let Some(committees) = self.until(meeting).and(self.w.meeting(meeting)).map(|m| &m.committees) else { return Codes::new() };
        let mut codes: Codes = committees.iter().filter_map(|c| self.days_refuse(c, meeting)).collect();
        let items = || self.w.items.iter().filter(|i| i.meeting == meeting);
        match self.w.published.get(meeting) {
            None => drop(codes.insert("state_forbids")),
            Some(seq) if items().any(|i| i.seq > *seq) => drop(codes.insert("agenda_stale")),
            Some(_) => {}
        }
        let papers =
            |i: &Item| !i.papers.is_empty() || i.whole.as_deref().and_then(|w| self.w.item(w)).is_some_and(|w| !w.papers.is_empty());
        let must = |i: &&Item| matches!(i.purpose.as_str(), "decision" | "ratification") && i.parts.is_empty();
        if items().filter(must).any(|i| !papers(i)) {
            codes.insert("state_forbids");
        }
        codes
    }

    pub fn called_in(&self, item: &Item) -> bool {
        self.state(&item.id).called_in || self.state(item.root()).called_in
    }

    /// Nothing is decided while somebody who may vote has not replied and may yet, nor where the terms ask every reply.
    pub fn replies_refuse(&self, item: &Item, c: &str) -> Codes {
        let mut codes = Codes::new();
        let Some(until) = self.until(&item.meeting) else { return codes };
        let t = self.tally(item, c);
        if t.absent + t.not_voting == super::ratio::Q::zero() {
            return codes;
        }
        if self.day(&item.meeting) <= until {
            codes.insert("out_of_phase");
        }
        if self.terms(c, &item.meeting).letters["replies"].as_str() == Some("all") {
            codes.insert("inquorate");
        }
        codes
    }

    /// Any member with a vote on it calls an item in, unless kept from voting on it.
    pub fn call_in(&self, a: &Value) -> Codes {
        let Some(item) = self.w.item(&item_key(a)) else { return Codes::new() };
        if self.until(&item.meeting).is_none() {
            return Codes::from(["state_forbids"]);
        }
        let (mut codes, by) = (Codes::new(), word(a, "by"));
        if !self.is_open(&item.meeting) {
            codes.insert("meeting_not_open");
        }
        if item.committees.iter().any(|c| self.decided_somehow(item, c)) {
            codes.insert("decision_final");
        }
        if self.called_in(item) {
            codes.insert("duplicate");
        }
        let seats = || item.committees.iter().flat_map(|c| self.seats_of(item, c, &by)).filter(|s| s.member);
        if seats().next().is_none() {
            codes.insert("not_a_member_of_this_committee");
        } else if !seats().any(|s| self.votes(item, s)) {
            codes.insert("seat_does_not_vote");
        }
        let x = self.standing(&by, item);
        if !x.votes() {
            codes.insert(if x.ruled { "excluded_by_ruling" } else { "awaiting_ruling" });
        }
        if blank(a, "reason") {
            codes.insert("reason_required");
        }
        codes
    }

    /// The day on which whoever holds a seat is asked: of replies not later than the last.
    pub fn day_of_seats(&self, meeting: &str) -> Day {
        self.until(meeting).map_or(self.day(meeting), |until| self.day(meeting).min(until))
    }
}
