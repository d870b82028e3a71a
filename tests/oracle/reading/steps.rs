//! A step is entered: its meeting, its time, what refuses it, and its place in the log.

use super::calendar::{DAY, Day, Moment, NIGHT, day_of, moment};
use super::deeds::{committee_of, item_key};
use super::eye::Eye;
use super::law_room::{Codes, blank};
use super::model::{Decl, Id, date, text, word};
use super::slips::{later_refused, rests_on};
use super::world::{Entry, World};
use serde_json::Value;

/// These need a time on a day of the meeting.
const BOUND: [&str; 20] = [
    "convene",
    "arrive",
    "leave",
    "return",
    "begin",
    "vote",
    "roll",
    "hands",
    "election",
    "casting_vote",
    "decide",
    "reopen",
    "adjourn",
    "resume",
    "call_in",
    "visit",
    "visitor_leaves",
    "visitor_returns",
    "visitor_invited",
    "visitor_declares",
];
/// The other acts of the book: they may be earlier, never later.
const FREE: [&str; 8] = ["apologies", "say_nil", "preside", "rule", "co_opt", "declare", "advise", "panel"];

impl World {
    /// Enters a step: what refused it, or nothing.
    pub fn enter(&mut self, step: &Value) -> Vec<String> {
        let before = self.clone();
        let codes = self.try_enter(step);
        if !codes.is_empty() {
            *self = before;
        }
        codes.into_iter().map(str::to_owned).collect()
    }

    fn try_enter(&mut self, step: &Value) -> Codes {
        let what = step["do"].as_str().unwrap_or("");
        if what.is_empty() {
            return Codes::new();
        }
        self.seq += 1;
        let told = step["at"].is_string() || step["item"].is_string();
        if what == "strike" {
            self.strike(step)
        } else if BOUND.contains(&what) || (FREE.contains(&what) && (what != "declare" || told)) {
            self.enter_act(step)
        } else {
            self.enter_register(step)
        }
    }

    /// The meeting of a step: the one it names, of its item, the only one, or the last convened.
    pub fn meeting_of(&self, step: &Value) -> Id {
        if let Some(m) = text(step, "meeting") {
            return m;
        }
        if let Some(i) = self.item(&item_key(step)) {
            return i.meeting.clone();
        }
        if let Some(m) = self.visited(step) {
            return m;
        }
        // Nothing is done any more in a meeting whose minutes are final.
        let possible: Vec<_> = self.meetings.iter().filter(|m| !self.is_final(&m.id)).collect();
        match possible[..] {
            [one] => one.id.clone(),
            _ => self.last_convened.clone().or_else(|| self.meetings.first().map(|m| m.id.clone())).unwrap_or_default(),
        }
    }

    /// The day a bare time is of: the last on which the meeting sits, or the one it is adjourned to.
    fn day_for(&self, step: &Value, meeting: &str) -> Day {
        let st = self.now();
        let Some(s) = st.meetings.get(meeting) else { return 0 };
        let last = s.days.last().copied().unwrap_or(0);
        let until = s.adjourned.flatten();
        if step["do"] == "resume" {
            return date(step, "date").or(until).unwrap_or(last);
        }
        until.unwrap_or(last)
    }

    /// The last time of a meeting's book.
    fn last_act(&self, meeting: &str) -> Option<Moment> {
        self.log.iter().filter(|e| !e.struck && e.meeting == meeting).filter_map(|e| e.time).max()
    }

    /// The time of a step: its own, else that of the clock, else the last time given.
    pub fn time_of(&self, step: &Value, meeting: &str) -> Option<Moment> {
        if let Some(at) = step["at"].as_str() {
            return Some(moment(at, self.day_for(step, meeting)));
        }
        if let Some(now) = step["now"].as_str() {
            return Some(moment(now, 0).max(self.last_act(meeting).unwrap_or(Moment::MIN)));
        }
        if let Some(t) = self.last.get(meeting) {
            return Some(*t);
        }
        let date = self.meeting(meeting)?.date;
        let all = self.last_of_all?;
        if BOUND.contains(&step["do"].as_str().unwrap_or("")) {
            // The clock of the last step, on the day of this meeting.
            return Some(date * DAY + all.rem_euclid(DAY));
        }
        (all < (date + 1) * DAY + NIGHT).then_some(all)
    }

    /// `time_required`: no day of the meeting, or later than the clock.
    pub fn time_refused(&self, step: &Value, meeting: &str, time: Option<Moment>) -> bool {
        let what = step["do"].as_str().unwrap_or("");
        let st = self.now();
        let Some(s) = st.meetings.get(meeting) else { return false };
        let mut days = s.days.clone();
        days.extend(s.adjourned.flatten());
        if what == "resume" {
            days.extend(date(step, "date"));
        }
        let bound = BOUND.contains(&what);
        let Some(t) = time else { return bound };
        if let (Some(now), true) = (step["now"].as_str(), step["at"].is_string())
            && t > moment(now, 0)
        {
            return true;
        }
        if let Some(until) = self.until(meeting) {
            return self.letter_refused(step, meeting, until, t);
        }
        let within = |d: &Day| d * DAY <= t && t < (d + 1) * DAY + NIGHT;
        if bound {
            return !days.iter().any(within);
        }
        days.iter().max().is_some_and(|d| t >= (d + 1) * DAY + NIGHT)
    }

    /// An act of a meeting.
    fn enter_act(&mut self, step: &Value) -> Codes {
        let what = word(step, "do");
        let meeting = self.meeting_of(step);
        if self.meeting(&meeting).is_none() || (step["item"].is_string() && self.item(&item_key(step)).is_none()) {
            return Codes::from(["unknown_reference"]);
        }
        let time = self.time_of(step, &meeting);
        if self.time_refused(step, &meeting, time) {
            return Codes::from(["time_required"]);
        }
        let late = self.log.iter().any(|e| !e.struck && e.meeting == meeting && e.time > time);
        let is_over = || self.until(&meeting).is_none() && self.after_the_sitting(step, &meeting, time);
        if what == "reopen" && (late || is_over()) {
            return Codes::from(["time_required"]);
        }
        let label = text(step, "as");
        let taken = label.as_ref().is_some_and(|l| self.log.iter().any(|e| e.label.as_ref() == Some(l)));
        let entry = Entry { seq: self.seq, rank: self.seq, time, meeting: meeting.clone(), act: step.clone(), label, struck: false, late };
        if (late || what == "adjourn") && self.is_final(&meeting) && what != "reopen" {
            return Codes::from(["minutes_final"]);
        }
        let mut codes = self.in_its_place(&entry);
        if codes.is_empty() && what != "reopen" && self.is_final(&meeting) {
            codes.insert("meeting_not_open");
        }
        if what == "reopen" && self.is_final(&meeting) {
            codes.remove("meeting_not_open");
            codes.insert("minutes_final");
        }
        if taken {
            codes.insert("duplicate");
        }
        if what == "declare" {
            codes.extend(self.declaration_refused(&step["declaration"]));
        }
        if !codes.is_empty() {
            return codes;
        }
        if what == "declare" {
            self.declarations.push(Decl::read(&step["declaration"], self.seq, true));
        }
        self.count_of(&entry);
        if late {
            if self.book().iter().any(|d| rests_on(self, d, &entry)) {
                return Codes::from(["decision_final"]);
            }
            let old = self.clone();
            self.log.push(entry.clone());
            if later_refused(&old, self, entry.place()) {
                return Codes::from(["others_rest_on_it"]);
            }
        } else {
            self.log.push(entry);
        }
        if what == "decide" {
            let st = self.now();
            let made = st.items.values().flat_map(|x| x.decisions.values()).find(|d| d.seq == self.seq).cloned();
            self.recorded.extend(made.map(|d| (self.seq, d)));
        }
        if what == "convene" {
            self.last_convened = Some(meeting.clone());
        }
        if let Some(t) = time {
            self.last.insert(meeting, t);
            self.last_of_all = Some(t);
        }
        Codes::new()
    }

    /// Of whom a show of hands is counted is recorded with it.
    fn count_of(&mut self, e: &Entry) {
        let Some(item) = self.item(&item_key(&e.act)).filter(|_| matches!(e.what(), "hands" | "election")) else { return };
        let st = self.before(e.place());
        let eye = Eye { w: self, st: &st, seq: e.seq, at: Some((&e.meeting, e.time)) };
        let could = eye.could_raise(item, &committee_of(&e.act, item));
        self.raised.insert(e.seq, could);
    }

    /// What refuses an act at its place in the book.
    pub fn in_its_place(&self, e: &Entry) -> Codes {
        let st = self.before(e.place());
        let eye = Eye { w: self, st: &st, seq: e.seq, at: Some((&e.meeting, e.time)) };
        // People may come before a meeting is resumed, but only on the day to which it is adjourned.
        if matches!(e.what(), "arrive" | "visit") && e.time.is_some_and(|t| !eye.on_until(&e.meeting, t)) {
            return Codes::from(["time_required"]);
        }
        eye.refuses(&e.act, &e.meeting)
    }

    /// A sitting is over at 06:00 of the day after.
    fn after_the_sitting(&self, step: &Value, meeting: &str, time: Option<Moment>) -> bool {
        let st = self.now();
        let days = st.meetings.get(meeting).map(|s| s.days.clone()).unwrap_or_default();
        let Some(t) = time else { return true };
        let evening = World::sitting_day(&days, t);
        let entered = step["now"].as_str().map_or(t, |n| moment(n, 0));
        entered >= (evening + 1) * DAY + NIGHT || day_of(t) < evening
    }

    pub fn declaration_refused(&self, d: &Value) -> Codes {
        let mut codes = Codes::new();
        if self.declaration(&word(d, "id")).is_some() {
            codes.insert("duplicate");
        }
        if !self.people.contains_key(&word(d, "person")) {
            codes.insert("unknown_reference");
        }
        if d["redaction"].is_object() {
            let by = word(&d["redaction"], "by");
            if by == word(d, "person") {
                codes.insert("ruling_on_self");
            }
            if !self.tagged(&by, "guardian") {
                codes.insert("not_the_decider");
            }
        }
        codes
    }

    /// An entry made by mistake is taken out of the book; with `instead` another is put in its place in one go.
    fn strike(&mut self, step: &Value) -> Codes {
        let mut codes = Codes::new();
        if blank(step, "reason") {
            codes.insert("reason_required");
        }
        let what = word(step, "what");
        let Some(at) = self.log.iter().position(|e| e.label.as_ref() == Some(&what)) else {
            codes.insert("unknown_reference");
            return codes;
        };
        let old = self.log[at].clone();
        if old.struck {
            codes.insert("duplicate");
            if self.is_final(&old.meeting) {
                codes.insert("minutes_final");
            }
            return codes;
        }
        let new = step["instead"].as_object().map(|o| {
            let mut act = Value::Object(o.clone());
            act["do"] = old.act["do"].clone();
            act
        });
        // To strike a ruling is for whoever presides, as to make it.
        if old.what() == "rule" {
            let by = text(new.as_ref().unwrap_or(step), "by").unwrap_or_default();
            let st = self.now();
            let eye = self.eye(&st);
            let item = self.item(&item_key(&old.act));
            if !item.is_some_and(|i| eye.rules_on(i, &word(&old.act, "person"), &by)) {
                codes.insert("not_the_decider");
            }
        }
        // The word of a panel an officer who may convene one.
        if old.what() == "panel" {
            let st = self.now();
            let may = self.item(&item_key(&old.act)).is_some_and(|i| self.eye(&st).may_strike_panel(i, &word(step, "by")));
            if !may {
                codes.insert("not_the_decider");
            }
        }
        codes.extend(match new {
            Some(act) => self.strike_instead(at, &old, act),
            None => self.strike_alone(at, &old),
        });
        codes
    }

    fn strike_alone(&mut self, at: usize, old: &Entry) -> Codes {
        if self.is_final(&old.meeting) {
            return Codes::from(["minutes_final"]);
        }
        if self.book().iter().any(|d| rests_on(self, d, old)) {
            return Codes::from(["decision_final"]);
        }
        let before = self.clone();
        self.log[at].struck = true;
        if later_refused(&before, self, old.place()) { Codes::from(["others_rest_on_it"]) } else { Codes::new() }
    }

    fn strike_instead(&mut self, at: usize, old: &Entry, act: Value) -> Codes {
        if self.is_final(&old.meeting) {
            return Codes::from(["minutes_final"]);
        }
        let meeting = self.meeting_of(&act);
        let own_time = act["at"].is_string();
        let time = if own_time { self.time_of(&act, &meeting) } else { old.time };
        if own_time && self.time_refused(&act, &meeting, time) {
            return Codes::from(["time_required"]);
        }
        let label = text(&act, "as");
        let taken = label.as_ref().is_some_and(|l| self.log.iter().any(|e| e.label.as_ref() == Some(l)));
        let rank = if own_time { self.seq } else { old.rank };
        let mut entry = Entry { seq: self.seq, rank, time, meeting, act, label, struck: false, late: false };
        let place = entry.place();
        entry.late = self.log.iter().enumerate().any(|(i, e)| i != at && !e.struck && e.meeting == entry.meeting && e.place() > place);
        if self.book().iter().any(|d| rests_on(self, d, old) || rests_on(self, d, &entry)) {
            return Codes::from(["decision_final"]);
        }
        let before = self.clone();
        self.log[at].struck = true;
        let mut codes = self.in_its_place(&entry);
        if taken {
            codes.insert("duplicate");
        }
        if !codes.is_empty() {
            return codes;
        }
        let first = old.place().min(entry.place());
        self.count_of(&entry);
        self.log.push(entry);
        if later_refused(&before, self, first) { Codes::from(["others_rest_on_it"]) } else { Codes::new() }
    }
}
