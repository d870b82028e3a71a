//! What refuses the acts of the meeting itself: coming and going, opening, adjourning.

use super::calendar::day_of;
use super::deeds::{deputised_committee, item_key};
use super::eye::Eye;
use super::model::{date, word, words};
use super::words::{NOT_ATTEND, Room, room};
use serde_json::Value;
use std::collections::BTreeSet;

pub type Codes = BTreeSet<&'static str>;

pub fn blank(v: &Value, key: &str) -> bool {
    v[key].as_str().is_none_or(|t| t.trim().is_empty())
}

impl Eye<'_> {
    /// What refuses an act here, at its place in the book.
    pub fn refuses(&self, a: &Value, meeting: &str) -> Codes {
        if self.unknown(a, meeting) {
            return Codes::from(["unknown_reference"]);
        }
        let what = a["do"].as_str().unwrap_or("");
        if self.until(meeting).is_some()
            && let Some(item) = self.w.item(&item_key(a))
        {
            let st = self.as_asked(item);
            return Eye { st: &st, ..*self }.act_refused(what, a, meeting);
        }
        self.act_refused(what, a, meeting)
    }

    fn act_refused(&self, what: &str, a: &Value, meeting: &str) -> Codes {
        match what {
            "convene" => self.convene(meeting),
            "arrive" | "return" => self.come(a, meeting),
            "leave" => self.leave(a, meeting),
            "apologies" => self.apologies(a, meeting),
            "adjourn" => self.adjourn(a, meeting),
            "resume" => self.resume(a, meeting),
            "preside" => self.preside(a),
            "rule" => self.rule(a),
            "begin" => self.begin(a),
            "vote" => self.vote(a),
            "roll" => self.roll(a),
            "hands" => self.hands(a),
            "election" => self.election(a),
            "casting_vote" => self.casting_vote(a),
            "decide" => self.decide(a),
            "co_opt" => self.co_opt(a),
            "reopen" => self.reopen(a),
            "call_in" => self.call_in(a),
            "advise" => self.advise(a),
            "panel" => self.panel(a),
            _ if super::visitors::is_of_a_visitor(what) => self.visitor(what, a, meeting),
            _ => Codes::new(),
        }
    }

    fn unknown(&self, a: &Value, meeting: &str) -> bool {
        let nobody = |p: &str| !self.w.people.contains_key(p);
        let named = ["person", "by", "counted_by", "convened_by"].iter().filter_map(|k| a[*k].as_str()).any(nobody);
        let listed = ["who", "dissent"].iter().flat_map(|k| words(a, k)).any(|p| nobody(&p));
        let item = a["item"].is_string() && self.w.item(&item_key(a)).is_none();
        let for_item = a["for_item"].as_str().is_some_and(|i| self.w.item(i).is_none());
        let committee = a["committee"].as_str().is_some_and(|c| !self.w.committees.contains_key(c));
        named || listed || item || for_item || committee || self.w.meeting(meeting).is_none()
    }

    fn convene(&self, meeting: &str) -> Codes {
        let mut codes = Codes::new();
        if self.is_cancelled(meeting) {
            codes.insert("meeting_not_open");
        }
        if self.sitting(meeting).convened {
            codes.insert("duplicate");
        }
        if codes.is_empty() {
            codes = self.opening_refuses(meeting);
        }
        codes
    }

    /// Nobody comes or goes, and nothing is adjourned, by correspondence.
    pub fn no_room(&self, meeting: &str) -> Option<&'static str> {
        self.until(meeting).map(|_| "state_forbids")
    }

    fn come(&self, a: &Value, meeting: &str) -> Codes {
        let mut codes = Codes::new();
        codes.extend(self.no_room(meeting));
        let s = self.sitting(meeting);
        // Nobody comes to a cancelled meeting, or to one adjourned to no day.
        if self.is_cancelled(meeting) || s.adjourned == Some(None) {
            codes.insert("meeting_not_open");
        }
        let as_deputy = a["as_deputy_for"].as_str().filter(|_| a["do"] == "arrive");
        let who = words(a, "who");
        if who.iter().enumerate().any(|(n, p)| who[..n].contains(p)) {
            codes.insert("duplicate");
        }
        for p in who {
            if a["do"] == "return" && !s.come(&p) {
                codes.insert("not_present");
            }
            if s.in_room(&p) && as_deputy.is_none() {
                codes.insert("duplicate");
            }
            codes.extend(self.forbidden_the_room(&p, meeting));
            if let Some(seat) = as_deputy {
                codes.extend(self.sit_as_deputy(&p, seat, meeting));
            }
        }
        codes
    }

    /// An open item forbids somebody the room, or `not_attend` the meeting.
    fn forbidden_the_room(&self, p: &str, meeting: &str) -> Codes {
        let mut codes = Codes::new();
        for item in self.w.items.iter().filter(|i| i.meeting == meeting) {
            let x = self.standing(p, item);
            let state = self.state(&item.id);
            let out = state.open() && room(x.treatment, item.private, state.phase.unwrap_or(0)) != Room::Yes;
            let never = x.treatment == NOT_ATTEND || state.rulings.get(p).is_some_and(|r| r.treatment == NOT_ATTEND);
            if out || never {
                codes.insert(if x.ruled { "excluded_by_ruling" } else { "awaiting_ruling" });
            }
        }
        codes
    }

    /// A deputy sits if the seat says so, the holder is out and no other deputy sits; in one seat of a committee only.
    fn sit_as_deputy(&self, p: &str, seat: &str, meeting: &str) -> Codes {
        let mut codes = Codes::new();
        let s = self.sitting(meeting);
        let committees = self.w.meeting(meeting).map(|m| m.committees.clone()).unwrap_or_default();
        // A seat that is nowhere is still asked for in the committee that meets, and would be a second one of whoever has one there.
        let meant = deputised_committee(self, meeting, seat, p).or_else(|| committees.first().filter(|_| committees.len() == 1).cloned());
        let Some(c) = meant else {
            return Codes::from(["not_a_member_of_this_committee"]);
        };
        let terms = self.terms(&c, meeting);
        let says = terms.seats.iter().any(|x| x.id == seat && x.deputies);
        let holder_in = self.holders(&c, seat, meeting).iter().any(|h| s.in_room(h));
        let sits = self.deputy(&c, seat, meeting);
        if !says || holder_in || sits.as_ref().is_some_and(|d| d != p) || !self.may_deputise(&c, seat, p, meeting) {
            codes.insert("not_a_member_of_this_committee");
        }
        let second = terms
            .seats
            .iter()
            .any(|x| self.deputy(&c, &x.id, meeting).as_deref() == Some(p) || self.holders(&c, &x.id, meeting).iter().any(|h| h == p));
        if second {
            codes.insert("duplicate");
        }
        codes
    }

    fn leave(&self, a: &Value, meeting: &str) -> Codes {
        let s = self.sitting(meeting);
        let mut codes: Codes = self.no_room(meeting).into_iter().collect();
        // Of a cancelled meeting, or of one adjourned to no day, nobody comes or goes.
        if self.is_cancelled(meeting) || s.adjourned == Some(None) {
            codes.insert("meeting_not_open");
        }
        if words(a, "who").iter().any(|p| !s.in_room(p)) {
            codes.insert("not_present");
        }
        codes
    }

    fn apologies(&self, a: &Value, meeting: &str) -> Codes {
        let s = self.sitting(meeting);
        let here = a["withdrawn"].as_bool() != Some(true) && words(a, "who").iter().any(|p| s.in_room(p));
        if here { Codes::from(["duplicate"]) } else { Codes::new() }
    }

    fn adjourn(&self, a: &Value, meeting: &str) -> Codes {
        let mut codes: Codes = self.no_room(meeting).into_iter().collect();
        if !self.is_open(meeting) {
            codes.insert("meeting_not_open");
        }
        if date(a, "until").is_some_and(|u| u < self.day(meeting)) {
            codes.insert("period_invalid");
        }
        codes
    }

    fn resume(&self, a: &Value, meeting: &str) -> Codes {
        let s = self.sitting(meeting);
        if !s.convened {
            return Codes::from(["meeting_not_open"]);
        }
        let Some(until) = s.adjourned else { return Codes::from(["duplicate"]) };
        let first = until.or(s.days.iter().max().copied()).unwrap_or(0);
        let on = date(a, "date").unwrap_or(first);
        if on < first { Codes::from(["period_invalid"]) } else { Codes::new() }
    }

    /// `reopen`, in the sitting itself.
    fn reopen(&self, a: &Value) -> Codes {
        let mut codes = Codes::new();
        let Some(item) = self.w.item(&item_key(a)) else { return codes };
        let c = super::deeds::committee_of(a, item);
        if !item.committees.contains(&c) {
            return Codes::from(["item_not_in_this_committee"]);
        }
        if !self.is_open(&item.meeting) {
            codes.insert("meeting_not_open");
        }
        let by = word(a, "by");
        if self.conflicted(&by, item) {
            codes.insert("decider_conflicted");
        } else if self.presides(item, &c).as_deref() != Some(by.as_str()) {
            codes.insert("not_the_decider");
        }
        if blank(a, "reason") {
            codes.insert("reason_required");
        }
        match self.state(&item.id).decided(&c) {
            None => {
                codes.insert("out_of_phase");
            }
            Some(d) => {
                let s = self.sitting(&item.meeting);
                if d.there.iter().any(|p| !s.in_room(p)) {
                    codes.insert("not_present");
                }
                let carried = self.w.carries.iter().any(|x| x.seq < self.seq && x.old == item.root());
                if s.adjournments > d.adjournments || carried {
                    codes.insert("decision_final");
                }
            }
        }
        codes
    }

    /// The day of the calendar of a time: used by the checks on days.
    pub fn on_until(&self, meeting: &str, t: i64) -> bool {
        match self.sitting(meeting).adjourned {
            Some(Some(u)) => u == day_of(t) || (u == day_of(t) - 1 && t.rem_euclid(super::calendar::DAY) < super::calendar::NIGHT),
            _ => true,
        }
    }
}
