//! What goes wrong in a random history: steps at random, slips struck out, acts written late, reopening, adjourning, carrying
//! over, and what is left once the minutes are final.

use super::calendar::{DAY, day_text, moment_text};
use super::model::Id;
use super::random::TREATMENTS;
use super::random_history::Story;
use super::words::PHASES;
use serde_json::{Value, json};

impl Story {
    fn anybody(&mut self) -> Id {
        let people = self.people.clone();
        self.d.pick(&people).clone()
    }

    pub fn some_rule(&mut self, m: &str) {
        let items = self.items(m);
        let item = self.d.pick(&items).clone();
        let p = self.anybody();
        let st = self.w.now();
        let by = item.committees.iter().find_map(|c| self.w.eye(&st).presides(&item, c));
        let by = by.filter(|_| self.d.chance(80)).unwrap_or_else(|| self.anybody());
        let mut t = *self.d.pick(&TREATMENTS);
        if self.d.chance(10) {
            t = "not_attend";
        }
        let mut step = json!({"do": "rule", "item": item.id, "person": p, "treatment": t, "by": by});
        if self.d.chance(50) {
            step["reason"] = json!("For once");
        }
        self.at(step);
    }

    pub fn some_preside(&mut self, m: &str) {
        let items = self.items(m);
        let item = self.d.pick(&items).clone();
        let p = self.anybody();
        let mut step = json!({"do": "preside", "item": item.id, "person": p});
        if self.d.chance(40) {
            step["committee"] = json!(self.d.pick(&self.w.committees.keys().cloned().collect::<Vec<_>>()));
        }
        self.at(step);
    }

    /// Somebody is borrowed: into a vacant seat, or for a voice.
    pub fn borrow(&mut self, item: &super::model::Item) {
        let st = self.w.now();
        let c = self.d.pick(&item.committees).clone();
        let vacant: Vec<Id> = {
            let eye = self.w.eye(&st);
            let seats = &eye.terms(&c, &item.meeting).seats;
            seats.iter().filter(|s| s.office.is_none() && eye.people_of(item, &c, s).is_empty()).map(|s| s.id.clone()).collect()
        };
        let by = item.committees.iter().find_map(|c| self.w.eye(&st).presides(item, c)).unwrap_or_else(|| "guard".to_owned());
        let by = if self.d.chance(15) { self.anybody() } else { by };
        let person = if self.d.chance(70) { "guest".to_owned() } else { self.anybody() };
        let mut step = json!({"do": "co_opt", "item": item.id, "person": person, "by": by});
        if !vacant.is_empty() {
            step["seat"] = json!(self.d.pick(&vacant));
        }
        if self.d.chance(90) {
            step["reason"] = json!("Somebody is wanted");
        }
        self.at(step);
    }

    /// A step at random, as likely wrong as right.
    pub fn disorder(&mut self, m: &str) {
        let items = self.items(m);
        let item = self.d.pick(&items).clone();
        let c = self.d.pick(&item.committees).clone();
        let p = self.anybody();
        match self.d.below(if self.d.wide {
            27
        } else if self.d.rich {
            21
        } else {
            17
        }) {
            21 => self.advise(&item),
            22 | 23 => self.of_a_visitor(m),
            24 => self.hear_panel(&item),
            25 => {
                let mut step = self.ballots(&item, &c);
                step["committee"] = json!(c);
                self.at(step);
            }
            26 => self.level_changes(&c),
            0 | 1 => {
                self.at(json!({"do": "leave", "meeting": m, "who": [p]}));
            }
            2 => {
                self.at(json!({"do": "return", "meeting": m, "who": [p]}));
            }
            3 => {
                self.at(json!({"do": "arrive", "meeting": m, "who": [p]}));
            }
            4 => {
                let choice = *self.d.pick(&["for", "against"]);
                self.at(json!({"do": "vote", "item": item.id, "committee": c, "person": p, "choice": choice}));
            }
            5 => {
                let by = self.w.presiding(&format!("{}@{c}", item.id));
                let by = if by.is_string() && self.d.chance(60) { by } else { json!(p) };
                self.at(json!({"do": "casting_vote", "item": item.id, "committee": c, "by": by, "choice": "for"}));
            }
            6 => {
                let outcome = *self.d.pick(&["approved", "rejected", "noted", "deferred", "recommended", "ratified", "not_ratified"]);
                let method = *self.d.pick(&["vote", "consensus"]);
                self.at(json!({"do": "decide", "item": item.id, "committee": c, "outcome": outcome, "method": method}));
            }
            7 => {
                let phase = *self.d.pick(&PHASES);
                self.at(json!({"do": "begin", "item": item.id, "phase": phase}));
            }
            8 => self.some_rule(m),
            9 => self.some_preside(m),
            10 => self.some_declaration(m),
            11 => self.borrow(&item),
            12 | 13 => self.strike(6),
            14 => self.write_late(m),
            15 => self.reopen(m),
            17 => {
                let (yes, no) = (1 + self.d.below(3), self.d.below(3));
                self.at(json!({"do": "hands", "item": item.id, "committee": c, "for": yes, "against": no}));
            }
            18 => {
                let reason = if self.d.chance(80) { "Snow" } else { " " };
                self.step(json!({"do": "cancel", "meeting": m, "reason": reason}));
            }
            19 => {
                let reason = if self.d.chance(80) { "A wrong word" } else { "" };
                self.step(json!({"do": "correct", "meeting": m, "text": "As it was", "reason": reason}));
            }
            20 => {
                let other = self.anybody();
                let votes = json!([{"person": p, "choice": "for"}, {"person": other, "choice": "abstain"}]);
                self.at(json!({"do": "roll", "item": item.id, "committee": c, "votes": votes}));
            }
            _ => {
                let mut step = json!({"do": "apologies", "meeting": m, "who": [p]});
                if self.d.chance(40) {
                    step["withdrawn"] = json!(true);
                }
                self.at(step);
            }
        }
    }

    /// An entry is struck, with or without another in its place.
    pub fn strike(&mut self, recent: usize) {
        if self.labels.is_empty() {
            return;
        }
        let n = self.labels.len();
        let from = n.saturating_sub(recent);
        let what = self.labels[if self.d.chance(85) { from + self.d.below(n - from) } else { self.d.below(n) }].clone();
        let Some(old) = self.w.log.iter().find(|e| e.label.as_ref() == Some(&what)).cloned() else { return };
        let mut step = json!({"do": "strike", "what": what, "reason": if self.d.chance(93) { "A slip" } else { "" }});
        let rule = old.what() == "rule";
        if old.what() == "panel" {
            step["by"] = if self.d.chance(70) { old.act["convened_by"].clone() } else { json!(self.anybody()) };
        }
        // The word of a panel is struck by itself, and so is advice.
        let alone = matches!(old.what(), "panel" | "advise");
        let presides = self.w.item(&super::deeds::item_key(&old.act)).map(|i| self.w.presiding(&i.id)).filter(Value::is_string);
        if !alone && self.d.chance(40) {
            let mut act = old.act.clone();
            if let Some(o) = act.as_object_mut() {
                for k in ["do", "at", "as", "expect", "proceed", "override"] {
                    o.remove(k);
                }
            }
            match old.what() {
                "vote" | "casting_vote" => act["choice"] = json!(self.d.pick(&["for", "against", "abstain"])),
                "arrive" | "leave" | "return" | "apologies" | "say_nil" if self.d.chance(70) => act["who"] = json!([self.anybody()]),
                "hands" => act["for"] = json!(1 + self.d.below(3)),
                "election" => act["candidates"][0]["votes"] = json!(1 + self.d.below(3)),
                "rule" => act["treatment"] = json!(self.d.pick(&TREATMENTS)),
                "preside" => act["person"] = json!(self.anybody()),
                _ => {}
            }
            if self.d.chance(40)
                && let Some(t) = old.time
            {
                let by = i64::try_from(self.d.below(7)).unwrap_or(0) - 3;
                act["at"] = json!(moment_text(t + by));
            }
            // Whether a meeting that was cancelled since is cancelled where the act stood nobody says.
            if !self.w.cancelled.contains_key(&old.meeting) {
                step["instead"] = act;
            }
        }
        if rule && self.d.chance(85) {
            step["by"] = presides.unwrap_or_else(|| json!(self.anybody()));
        }
        self.step(step);
    }

    /// Something that was forgotten is written in its place.
    pub fn write_late(&mut self, m: &str) {
        let book: Vec<i64> = self.w.log.iter().filter(|e| !e.struck && e.meeting == m).filter_map(|e| e.time).collect();
        let (Some(first), Some(last)) = (book.iter().min(), book.iter().max()) else { return };
        let span = usize::try_from(last - first).unwrap_or(0);
        if span == 0 {
            return;
        }
        let back = if self.d.chance(50) { self.d.below(span.min(6)) + 1 } else { self.d.below(span) };
        let at = moment_text(last - i64::try_from(back).unwrap_or(0));
        let p = self.anybody();
        let items = self.items(m);
        let item = self.d.pick(&items).clone();
        let c = self.d.pick(&item.committees).clone();
        let visitors: Vec<Id> = self.w.now().meetings[m].visitors.keys().cloned().collect();
        let mut step = match self.d.below(if self.d.wide {
            15
        } else if self.d.rich {
            11
        } else {
            9
        }) {
            11 | 12 if !visitors.is_empty() => {
                json!({"do": self.d.pick(&["visitor_leaves", "visitor_returns"]), "visitor": self.d.pick(&visitors)})
            }
            13 if self.may_write(&p, &item) => {
                json!({"do": "advise", "item": item.id, "person": p, "says": "What was said at the time.", "in_writing": true})
            }
            0 | 1 => json!({"do": "leave", "meeting": m, "who": [p]}),
            2 => json!({"do": "arrive", "meeting": m, "who": [p]}),
            3 => json!({"do": "return", "meeting": m, "who": [p]}),
            4 => json!({"do": "vote", "item": item.id, "committee": c, "person": p, "choice": "for"}),
            5 => {
                json!({"do": "decide", "item": item.id, "committee": c, "outcome": self.d.pick(&["approved", "noted", "deferred"]), "method": "consensus"})
            }
            6 => {
                let by = self.w.presiding(&format!("{}@{c}", item.id));
                let by = if by.is_string() { by } else { json!(self.anybody()) };
                json!({"do": "rule", "item": item.id, "person": p, "treatment": self.d.pick(&TREATMENTS), "by": by, "reason": "Said at the time"})
            }
            7 => json!({"do": "begin", "item": item.id, "phase": self.d.pick(&PHASES[..3])}),
            9 => json!({"do": "hands", "item": item.id, "committee": c, "for": 1 + self.d.below(2), "against": self.d.below(2)}),
            10 => json!({"do": "roll", "item": item.id, "committee": c, "votes": [{"person": p, "choice": "against"}]}),
            _ => json!({"do": "apologies", "meeting": m, "who": [p]}),
        };
        step["at"] = json!(at);
        self.step(step);
    }

    pub fn reopen(&mut self, m: &str) {
        let st = self.w.now();
        let mut decided: Vec<(Id, Id)> = Vec::new();
        for i in self.items(m) {
            if let Some(x) = st.items.get(&i.id) {
                decided.extend(x.decisions.iter().filter(|(_, d)| !d.reopened).map(|(c, _)| (i.id.clone(), c.clone())));
            }
        }
        if decided.is_empty() {
            return;
        }
        let (id, c) = self.d.pick(&decided).clone();
        let by = self.w.presiding(&format!("{id}@{c}"));
        let by = if by.is_string() && self.d.chance(85) { by } else { json!(self.anybody()) };
        let reason = if self.d.chance(92) { "A false entry" } else { "" };
        if self.at(json!({"do": "reopen", "item": id, "committee": c, "by": by, "reason": reason})) {
            if self.d.chance(40) {
                self.strike(12);
            }
            if self.d.chance(80)
                && let Some(item) = self.w.item(&id).cloned()
            {
                self.settle(&item, &c);
            }
        }
    }

    /// A time on no day of the meeting, or later than the clock.
    pub fn wrong_time(&mut self, m: &str) {
        let p = self.anybody();
        let mut step = json!({"do": self.d.pick(&["arrive", "leave"]), "meeting": m, "who": [p]});
        match self.d.below(3) {
            0 => step["at"] = json!(moment_text((self.clock / DAY + 2) * DAY + 600)),
            1 => {
                step["at"] = json!(moment_text(self.clock + 2));
                step["now"] = json!(moment_text(self.clock));
            }
            _ => step["now"] = json!(moment_text((self.clock / DAY + 3) * DAY + 600)),
        }
        self.step(step);
    }

    /// The meeting goes on another day, or later the same day.
    pub fn adjourn(&mut self, m: &str) {
        let mut step = json!({"do": "adjourn", "meeting": m});
        let days = i64::try_from(self.d.below(9)).unwrap_or(0);
        let to_a_day = self.d.chance(70);
        if to_a_day {
            step["until"] = json!(day_text(self.clock / DAY + days));
        }
        if !self.at(step) {
            return;
        }
        if self.d.chance(30) {
            self.some_rule(m);
        }
        if self.d.chance(20) {
            let items = self.items(m);
            let item = self.d.pick(&items).clone();
            let outcome = *self.d.pick(&["deferred", "approved"]);
            self.at(json!({"do": "decide", "item": item.id, "committee": item.committees[0], "outcome": outcome, "method": "consensus"}));
        }
        if to_a_day {
            if days > 0 {
                self.clock = (self.clock / DAY + days) * DAY + 9 * 60;
            }
            if self.d.chance(60) {
                self.arrivals(m);
                self.at(json!({"do": "resume", "meeting": m}));
                return;
            }
            self.at(json!({"do": "resume", "meeting": m}));
        } else {
            let on = self.clock / DAY + days;
            if days > 0 {
                self.clock = on * DAY + 9 * 60;
            }
            self.at(json!({"do": "resume", "meeting": m, "date": day_text(on)}));
        }
        self.arrivals(m);
    }

    pub fn carry_some(&mut self, m: &str) {
        for item in self.items(m) {
            let put_off = self.w.cancelled.contains_key(m)
                || item.committees.iter().any(|c| self.w.decision(&format!("{}@{c}", item.id))["outcome"] == "deferred");
            if item.whole.is_some() || !self.d.chance(if put_off { 75 } else { 6 }) {
                continue;
            }
            let all: Vec<Id> = self.w.meetings.iter().map(|x| x.id.clone()).collect();
            let later: Vec<Id> = all.iter().filter(|x| x.as_str() > m).cloned().collect();
            if later.is_empty() && self.d.chance(80) {
                continue;
            }
            let to = if later.is_empty() || self.d.chance(8) { self.d.pick(&all).clone() } else { self.d.pick(&later).clone() };
            self.count += 1;
            self.step(json!({"do": "carry_over", "item": item.id, "to": to, "id": format!("c{}", self.count)}));
        }
    }

    /// After the sitting: slips found, items put off, minutes, corrections.
    pub fn afterwards(&mut self, m: &str) {
        for _ in 0..self.d.below(3) {
            match self.d.below(4) {
                0 => self.strike(8),
                1 => self.write_late(m),
                2 => self.some_declaration(m),
                _ => self.reopen(m),
            }
        }
        self.carry_some(m);
        if self.d.chance(60) {
            let still: Vec<super::model::Item> = self.items(m);
            for item in still.iter().filter(|i| i.whole.is_none()) {
                for c in &item.committees {
                    if self.w.decision(&format!("{}@{c}", item.id)).is_null() && self.d.chance(80) {
                        self.at(json!({"do": "decide", "item": item.id, "committee": c, "outcome": "no_decision", "method": "consensus"}));
                    }
                }
            }
        }
        if self.d.chance(50) && self.step(json!({"do": "finalise_minutes", "meeting": m})) && self.d.chance(50) {
            self.strike(8);
        }
        if self.d.chance(40) {
            self.correct_something(m);
        }
        self.register_something();
    }

    pub fn correct_something(&mut self, m: &str) {
        let decided: Vec<(Id, Id)> = {
            let st = self.w.now();
            let of = |i: &Id| st.items.get(i).map(|x| x.decisions.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
            self.w.items.iter().flat_map(|i| of(&i.id).into_iter().map(move |c| (i.id.clone(), c))).collect()
        };
        if decided.is_empty() {
            return;
        }
        let earlier: Vec<(Id, Id)> = decided
            .iter()
            .filter(|(i, _)| self.w.item(i).is_some_and(|x| self.w.is_final(&x.meeting) && x.meeting != m))
            .cloned()
            .collect();
        let (id, c) = if earlier.is_empty() || self.d.chance(15) { self.d.pick(&decided).clone() } else { self.d.pick(&earlier).clone() };
        let mut step = json!({"do": "correct", "decision": format!("{id}@{c}"), "text": "As it was", "reason": if self.d.chance(90) { "A wrong word" } else { "" }});
        if self.d.chance(60) {
            step["outcome"] = json!(self.d.pick(&["approved", "rejected", "deferred", "noted"]));
            step["at_meeting"] = json!(m);
            let items = self.items(m);
            let by = items.first().map_or(Value::Null, |i| self.w.presiding(&format!("{}@{c}", i.id)));
            step["by"] = if by.is_string() && self.d.chance(75) { by } else { json!(self.anybody()) };
        }
        if self.step(step) {
            let key = format!("{id}@{c}");
            self.steps.push(json!({"expect": {"decisions": { key.clone(): self.w.decision(&key) }}}));
        }
    }

    /// The practices are asked.
    pub fn some_ballot(&mut self, c: &str) -> Id {
        self.count += 1;
        let id = format!("b{}", self.count);
        let votes: Vec<Value> = ["P1", "P2", "P3"]
            .iter()
            .map(
                |o| json!({"organisation": o, "choice": self.d.pick(&["for", "for", "against", "abstain"]), "weight": 1 + self.d.below(3)}),
            )
            .collect();
        let mut step = json!({
            "do": "ballot",
            "id": id,
            "organisation": self.w.committees[c].org,
            "question": "May it be so?",
            "franchise": self.d.pick(&["practice", "list_size"]),
            "window": {"from": "2014-01-01", "to": "2014-01-31"},
            "votes": votes,
        });
        if self.d.chance(60) {
            step["threshold"] = json!(self.d.pick(&["1/2", "2/3", "3/4"]));
        }
        self.step(step);
        id
    }

    /// A membership, new terms or a new policy.
    fn register_something(&mut self) {
        let committees: Vec<Id> = self.w.committees.keys().cloned().collect();
        let c = self.d.pick(&committees).clone();
        let day = self.clock / DAY + i64::try_from(self.d.below(50)).unwrap_or(0) - 10;
        match self.d.below(if self.d.wide { 11 } else { 8 }) {
            8..=10 => self.level_changes(&c),
            0 | 1 => {
                let seats: Vec<Id> = self.w.committees[&c].terms[0].seats.iter().map(|s| s.id.clone()).collect();
                let (seat, p) = (self.d.pick(&seats).clone(), self.anybody());
                let mut step = json!({"do": "appoint", "committee": c, "seat": seat, "person": p, "from": day_text(day)});
                if self.d.chance(30) {
                    step["to"] = json!(day_text(day + 40));
                }
                if self.d.chance(25) {
                    step["deputy_for"] = json!(self.anybody());
                }
                self.step(step);
            }
            2 => {
                let org = self.w.committees[&c].org.clone();
                let pack = *self.d.pick(&["ccg_2016", "ccg_2017", "icb_2022", "psr_2024"]);
                let mut step = json!({"do": "adopt_policy", "organisation": org, "pack": pack, "from": day_text(day)});
                if self.d.wide(60) {
                    let overrides = super::random::policy(&mut self.d, &org, 2018, false)["overrides"].take();
                    if overrides.is_object() {
                        step["overrides"] = overrides;
                    }
                }
                self.step(step);
            }
            3 => {
                let joint = self.w.committees[&c].partners.iter().any(|p| p == "C2");
                let mut terms = super::random_terms::terms(&mut self.d, &c, joint);
                super::random_terms::sound(&mut terms, &self.w.committees[&c].org);
                // What items name is known to every version.
                let parts = self.w.committees[&c].terms[0].agenda_parts.clone();
                if self.d.wide {
                    terms["agenda_parts"] = json!(parts);
                }
                let mut step = json!({"do": "amend_terms", "committee": c, "from": day_text(day), "terms": terms});
                if self.d.chance(40) {
                    step["ballot"] = json!(self.some_ballot(&c));
                }
                self.step(step);
            }
            _ => {}
        }
    }
}
