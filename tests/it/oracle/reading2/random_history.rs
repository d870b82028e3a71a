//! A random history: meetings that mostly come to decisions, with wrong steps between.

use super::calendar::{DAY, Moment, moment_text};
use super::model::{Id, Item};
use super::random::{Dice, TREATMENTS, interest};
use super::words::{self, CLOSED, DECISION, DELIBERATION, DISCUSS, INTRODUCTION};
use super::world::World;
use serde_json::{Value, json};

pub struct Story {
    pub d: Dice,
    pub w: World,
    pub steps: Vec<Value>,
    /// Labels given so far.
    pub labels: Vec<String>,
    pub people: Vec<Id>,
    pub count: usize,
    /// The clock of the meeting that is told.
    pub clock: Moment,
    pub meeting: Id,
}

/// Acts that may carry a label.
const LABELLED: [&str; 10] = ["arrive", "leave", "return", "apologies", "say_nil", "preside", "rule", "begin", "vote", "casting_vote"];

impl Story {
    pub fn new(d: Dice, w: World, _case: &Value) -> Story {
        let people = w.order.clone();
        Story { d, w, steps: Vec::new(), labels: Vec::new(), people, count: 0, clock: 0, meeting: Id::new() }
    }

    /// Enters a step, and writes it down with what it is answered. True: it was accepted.
    pub fn step(&mut self, mut step: Value) -> bool {
        let what = step["do"].as_str().unwrap_or("").to_owned();
        if LABELLED.contains(&what.as_str()) && self.d.chance(40) {
            self.count += 1;
            step["as"] = json!(format!("e{}", self.count));
        }
        let refused = self.w.enter(&step);
        let mut expect = if refused.is_empty() { json!({"ok": true}) } else { json!({ "refused": refused }) };
        if refused.is_empty()
            && let Some(l) = step["as"].as_str()
        {
            self.labels.push(l.to_owned());
        }
        let key = step["item"].as_str().map(str::to_owned);
        self.ask(&mut expect, key.as_deref(), if refused.is_empty() { 45 } else { 12 });
        if step["do"] == "declare" && refused.is_empty() && step["declaration"]["nil"].is_null() {
            let id = step["declaration"]["id"].as_str().unwrap_or("").to_owned();
            expect["impact"] = json!({ id.clone(): self.w.impact(&id) });
        }
        step["expect"] = expect;
        self.steps.push(step);
        refused.is_empty()
    }

    /// A step at the next minute of the meeting.
    pub fn at(&mut self, mut step: Value) -> bool {
        self.clock += 1 + i64::from(self.d.chance(30));
        step["at"] = json!(moment_text(self.clock));
        self.step(step)
    }

    pub fn items(&self, meeting: &str) -> Vec<Item> {
        self.w.items.iter().filter(|i| i.meeting == meeting).cloned().collect()
    }

    /// The keys by which an item is asked about: with its committees, where it has several.
    pub fn keys(item: &Item) -> Vec<String> {
        if item.committees.len() == 1 {
            vec![item.id.clone()]
        } else {
            item.committees.iter().map(|c| format!("{}@{c}", item.id)).collect()
        }
    }

    /// Some questions after a step, about its item or another of the meeting.
    fn ask(&mut self, expect: &mut Value, item: Option<&str>, percent: usize) {
        if !self.d.chance(percent) {
            return;
        }
        let own = item.and_then(|i| self.w.item(i)).cloned();
        let all = self.items(&self.meeting.clone());
        if all.is_empty() {
            return;
        }
        let item = own.filter(|_| self.d.chance(75)).unwrap_or_else(|| self.d.pick(&all).clone());
        for _ in 0..=self.d.below(3) {
            let kind = self.d.below(9);
            self.question(expect, &item, kind);
        }
    }

    pub fn question(&mut self, expect: &mut Value, item: &Item, kind: usize) {
        let id = item.id.clone();
        let closed = self.w.now().items.get(&id).and_then(|x| x.phase) == Some(CLOSED);
        let person = self.d.pick(&self.people).clone();
        match kind {
            0 => expect["proposals"][&id][&person] = self.w.proposal_of(&id, &person),
            1 if !closed => expect["standings"][&id][&person] = self.w.standing_of(&id, &person),
            2 => expect["relations"][&id][&person] = self.w.relations_of(&id, &person),
            3 => expect["papers_withheld"][&id] = self.w.papers_withheld(&id),
            4 if item.committees.len() > 1 => expect["presiding"][&id] = self.w.presiding(&id),
            _ => {}
        }
        for key in Story::keys(item) {
            match kind {
                4 => expect["presiding"][&key] = self.w.presiding(&key),
                5 => expect["quorum"][&key] = self.w.quorum(&key),
                6 => expect["tally"][&key] = self.w.tally(&key),
                7 => {
                    let d = self.w.decision(&key);
                    if !d.is_null() {
                        expect["decisions"][&key] = d;
                    }
                }
                8 => match self.d.below(3) {
                    0 => expect["quorum_before"][&key] = self.w.quorum_before(&key),
                    1 => expect["forecast"][&key] = self.w.forecast(&key),
                    _ if item.committees.len() == 1 => expect["repairs"][&key] = self.w.repairs(&key),
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// All that can be asked of a meeting's items, as a step of its own.
    fn ask_all(&mut self, meeting: &str) {
        let mut expect = json!({});
        for item in self.items(meeting) {
            for kind in [4, 5, 6, 7] {
                self.question(&mut expect, &item, kind);
            }
        }
        if expect.as_object().is_some_and(|o| !o.is_empty()) {
            self.steps.push(json!({ "expect": expect }));
        }
    }

    pub fn tell(&mut self) {
        if self.d.chance(30) {
            let lints: serde_json::Map<String, Value> = self.w.committees.keys().map(|c| (c.clone(), self.w.lints(c))).collect();
            self.steps.push(json!({"expect": {"lints": lints, "breaches": self.w.breaches()}}));
        }
        for m in self.w.meetings.clone() {
            self.meeting = m.id.clone();
            self.clock = m.date * DAY + 13 * 60 + 30;
            self.beforehand(&m.id);
            if self.d.chance(6) && self.step(json!({"do": "cancel", "meeting": m.id, "reason": "Snow"})) {
                self.carry_some(&m.id);
                continue;
            }
            self.hold(&m.id);
            self.ask_all(&m.id);
            self.afterwards(&m.id);
        }
    }

    fn beforehand(&mut self, m: &str) {
        let everybody = self.people.clone();
        if self.d.chance(40) {
            self.step(json!({"do": "publish_agenda", "meeting": m}));
        }
        let items = self.items(m);
        for i in &items {
            if self.d.chance(25) {
                let mut expect = json!({"notices": { m: self.w.notices(m) }});
                for kind in [0, 1, 3] {
                    self.question(&mut expect, i, kind);
                }
                for key in Story::keys(i) {
                    expect["forecast"][&key] = self.w.forecast(&key);
                    if i.committees.len() == 1 {
                        expect["repairs"][&key] = self.w.repairs(&key);
                    }
                }
                self.steps.push(json!({ "expect": expect }));
            }
            if i.purpose == "ratification" && i.confirms.is_none() && i.whole.is_none() && self.d.chance(50) {
                self.urgent(i);
            }
        }
        if self.d.chance(25) {
            let who = self.d.some(&everybody, 15);
            if !who.is_empty() {
                self.at(json!({"do": "apologies", "meeting": m, "who": who}));
            }
        }
        if self.d.chance(25) {
            self.some_rule(m);
        }
        if self.d.chance(15) {
            self.some_preside(m);
        }
    }

    fn urgent(&mut self, i: &Item) {
        let c = self.d.pick(&i.committees).clone();
        let day = self.clock / DAY - 10;
        let st = self.w.now();
        let terms = self.w.eye(&st).terms(&c, &i.meeting).clone();
        let holder = |tag: &dyn Fn(&super::model::Seat) -> bool| {
            let seat = terms.seats.iter().find(|s| tag(s))?;
            self.w.eye(&st).holders_on(&c, &seat.id, day, day).first().cloned()
        };
        let chair = holder(&|s| s.office.as_deref() == Some("chair"));
        let chief = holder(&|s| s.tags.iter().any(|t| t == "chief_officer"));
        let mut by: Vec<Id> = chair.into_iter().chain(chief).collect();
        by.dedup();
        if by.is_empty() || self.d.chance(15) {
            by = vec![self.d.pick(&self.people).clone()];
        }
        let consulted = self.d.some(&self.people.clone(), 12);
        let mut step = json!({"do": "urgent_decision", "committee": c, "item": i.id, "by": by, "consulted": consulted, "at": super::calendar::day_text(day)});
        if self.d.chance(50) {
            step["reason"] = json!("Nobody could wait");
        }
        self.step(step);
    }

    /// Whoever must be in the room comes; most of the others too.
    pub fn arrivals(&mut self, m: &str) {
        let meeting = self.w.meeting(m).cloned();
        let mut who: Vec<Id> = Vec::new();
        let mut deputies: Vec<(Id, Id)> = Vec::new();
        let st = self.w.now();
        for c in meeting.iter().flat_map(|m| &m.committees) {
            let rows = self.w.committees[c].members.clone();
            for r in rows {
                let eye = self.w.eye(&st);
                if r.deputy_for.is_none() {
                    if eye.holders(c, &r.seat, m).contains(&r.person) && !who.contains(&r.person) && self.d.chance(88) {
                        who.push(r.person.clone());
                    }
                } else if self.d.chance(55) {
                    deputies.push((r.person, r.seat));
                }
            }
        }
        for p in ["guest", "guard"] {
            if self.d.chance(15) {
                who.push(p.to_owned());
            }
        }
        self.d.shuffle(&mut who);
        let late = self.d.below(2).min(who.len());
        let rest = who.split_off(who.len() - late);
        if !who.is_empty() {
            self.at(json!({"do": "arrive", "meeting": m, "who": who}));
        }
        for (p, seat) in deputies {
            self.at(json!({"do": "arrive", "meeting": m, "who": [p], "as_deputy_for": seat}));
        }
        if !rest.is_empty() && self.d.chance(60) {
            self.at(json!({"do": "arrive", "meeting": m, "who": rest}));
        }
    }

    fn hold(&mut self, m: &str) {
        self.arrivals(m);
        if self.d.chance(4) {
            self.disorder(m);
        }
        self.at(json!({"do": "convene", "meeting": m}));
        for item in self.items(m) {
            if item.whole.is_none() && !item.parts.is_empty() && self.d.chance(75) {
                continue;
            }
            if item.whole.is_some() && self.d.chance(20) {
                continue;
            }
            self.take(&item);
            if self.d.chance(25) {
                self.disorder(m);
            }
            if self.d.chance(6) {
                self.adjourn(m);
            }
        }
    }

    /// An item is taken, mostly as it should be.
    pub fn take(&mut self, item: &Item) {
        let (id, m) = (item.id.clone(), item.meeting.clone());
        if self.d.chance(15) {
            let (c, outcome) = (self.d.pick(&item.committees).clone(), *self.d.pick(&["noted", "deferred", "referred", "no_decision"]));
            self.at(json!({"do": "decide", "item": id, "committee": c, "outcome": outcome, "method": "consensus"}));
        }
        self.name_somebody(item);
        if self.d.chance(30) {
            self.at(json!({"do": "begin", "item": id, "phase": "introduction"}));
        }
        if self.d.chance(92) {
            self.resolve(item);
        }
        for p in [DELIBERATION, DECISION] {
            if p == DELIBERATION && self.d.chance(50) {
                continue;
            }
            if self.d.chance(93) {
                self.send_out(item, p);
            }
            let mut step = json!({"do": "begin", "item": id, "phase": words::PHASES[p]});
            if self.d.chance(4) {
                step["phase"] = json!("introduction");
            }
            let ok = self.at(step.clone());
            if !ok && self.refused_last("majority_withdrew") {
                let st = self.w.now();
                let by = item.committees.iter().find_map(|c| self.w.eye(&st).presides(item, c));
                let by = by.filter(|_| self.d.chance(85)).unwrap_or_else(|| self.d.pick(&self.people).clone());
                step["proceed"] = json!({"by": by, "reason": if self.d.chance(90) { "The rest may go on" } else { " " }});
                self.at(step);
            }
            if self.d.chance(8) {
                self.disorder(&m);
            }
        }
        for c in item.committees.clone() {
            self.settle(item, &c);
        }
        let gone: Vec<Id> = self.outside(&m);
        if !gone.is_empty() && self.d.chance(85) {
            self.at(json!({"do": "return", "meeting": m, "who": gone}));
        }
    }

    fn refused_last(&self, code: &str) -> bool {
        self.steps.last().is_some_and(|s| s["expect"]["refused"].as_array().into_iter().flatten().any(|c| c == code))
    }

    /// Whoever has come and is out of the room.
    fn outside(&self, m: &str) -> Vec<Id> {
        let st = self.w.now();
        st.meetings[m].people.iter().filter(|(_, p)| p.come && !p.in_room).map(|(id, _)| id.clone()).collect()
    }

    /// Where nobody presides, somebody is named.
    fn name_somebody(&mut self, item: &Item) {
        for c in item.committees.clone() {
            let st = self.w.now();
            let nobody = self.w.eye(&st).presides(item, &c).is_none();
            if !nobody && !self.d.chance(6) {
                continue;
            }
            let fit: Vec<Id> = {
                let eye = self.w.eye(&st);
                self.people
                    .iter()
                    .filter(|p| st.meetings[&item.meeting].in_room(p) && eye.has_vote(item, &c, p) && !eye.conflicted(p, item))
                    .cloned()
                    .collect()
            };
            if fit.is_empty() {
                if self.d.chance(60) {
                    self.borrow(item);
                }
                continue;
            }
            let p = self.d.pick(&fit).clone();
            let mut step = json!({"do": "preside", "item": item.id, "person": p});
            if item.committees.len() > 1 || self.d.chance(20) {
                step["committee"] = json!(c);
            }
            self.at(step);
        }
    }

    /// Rulings on everybody whose proposal is below `note`.
    fn resolve(&mut self, item: &Item) {
        for p in self.people.clone() {
            let st = self.w.now();
            let eye = self.w.eye(&st);
            let x = eye.standing(&p, item);
            if !st.meetings[&item.meeting].come(&p) || x.ruled || x.treatment < DISCUSS {
                continue;
            }
            let by = item.committees.iter().filter_map(|c| eye.presides(item, c)).find(|b| eye.rules_on(item, &p, b));
            let Some(by) = by else { continue };
            let mut step = json!({"do": "rule", "item": item.id, "person": p, "treatment": words::TREATMENTS[x.treatment], "by": by});
            if self.d.chance(30) {
                step["treatment"] = json!(self.d.pick(&TREATMENTS));
                step["reason"] = json!("It is remote");
            }
            if !self.at(step.clone()) && self.refused_last("below_floor") && self.d.chance(60) {
                step["override"] = json!({"by": if self.d.chance(85) { "guard" } else { "p1" }, "reason": if self.d.chance(90) { "Dispensation" } else { "" }});
                self.at(step.clone());
            }
            if self.d.chance(80) {
                step["treatment"] = json!(words::TREATMENTS[x.treatment]);
                if !self.steps.last().is_some_and(|s| s["expect"]["ok"] == true) {
                    self.at(step);
                }
            }
        }
    }

    /// Whoever the phase forbids the room leaves it for the item.
    fn send_out(&mut self, item: &Item, phase: usize) {
        let st = self.w.now();
        let mut who = self.w.eye(&st).must_leave(item, phase);
        if who.len() > 1 && self.d.chance(5) {
            who.pop();
        }
        if !who.is_empty() {
            let mut step = json!({"do": "leave", "meeting": item.meeting, "who": who, "for_item": item.id});
            if self.d.chance(12) {
                step = json!({"do": "leave", "meeting": item.meeting, "who": who});
            }
            self.at(step);
        }
    }

    /// Votes, a casting vote where it is needed, and a decision.
    pub fn settle(&mut self, item: &Item, c: &str) {
        let (id, m) = (item.id.clone(), item.meeting.clone());
        let common = item.committees.len() > 1;
        let with = |mut v: Value| {
            if common {
                v["committee"] = json!(c);
            }
            v
        };
        let by_vote = self.d.chance(65);
        let mood = *self.d.pick(&[85, 85, 50, 15]);
        if by_vote {
            let st = self.w.now();
            let voters: Vec<Id> = {
                let eye = self.w.eye(&st);
                self.people.iter().filter(|p| st.meetings[&m].in_room(p) && eye.has_vote(item, c, p)).cloned().collect()
            };
            for p in voters {
                if self.d.chance(10) {
                    continue;
                }
                let choice = if self.d.chance(10) {
                    "abstain"
                } else if self.d.chance(mood) {
                    "for"
                } else {
                    "against"
                };
                self.at(with(json!({"do": "vote", "item": id, "person": p, "choice": choice})));
            }
            let tally = self.w.tally(&format!("{id}@{c}"));
            if tally["casting_vote_needed"] == true {
                let by = self.w.presiding(&format!("{id}@{c}"));
                if by.is_string() && self.d.chance(80) {
                    let choice = *self.d.pick(&["for", "against"]);
                    self.at(with(json!({"do": "casting_vote", "item": id, "by": by, "choice": choice})));
                }
            }
        }
        let method = if by_vote { "vote" } else { "consensus" };
        let carried = self.w.tally(&format!("{id}@{c}"))["carried"] == true;
        let mut outcome = if item.purpose == "ratification" {
            if carried || !by_vote { "ratified" } else { "not_ratified" }
        } else if carried || !by_vote {
            "approved"
        } else {
            "rejected"
        };
        if self.d.chance(10) {
            outcome = *self.d.pick(&["approved", "rejected", "recommended", "noted", "deferred"]);
        }
        let mut step = with(json!({"do": "decide", "item": id, "outcome": outcome, "method": method}));
        if method == "consensus" && self.d.chance(10) {
            let st = self.w.now();
            let here: Vec<Id> = self.people.iter().filter(|p| st.meetings[&m].in_room(p)).cloned().collect();
            if !here.is_empty() {
                step["dissent"] = json!([self.d.pick(&here)]);
            }
        }
        if self.at(step.clone()) {
            return;
        }
        if self.refused_last("composition_breached") && self.d.chance(60) {
            step["override"] = json!({"by": "guard", "reason": "Nobody else could come"});
            if self.at(step.clone()) {
                return;
            }
        }
        let other = *self.d.pick(&["deferred", "recommended", "referred", "deferred", "rejected"]);
        self.at(with(json!({"do": "decide", "item": id, "outcome": other, "method": method})));
    }

    /// An interest that is told, late or in the meeting.
    pub fn some_declaration(&mut self, m: &str) {
        self.count += 1;
        let people = self.people.clone();
        let p = self.d.pick(&people).clone();
        let id = format!("x{}", self.count);
        let date = super::calendar::day_text(self.clock / DAY);
        let mut x = interest(&mut self.d, &id, &p, &people);
        if self.d.chance(25) {
            x = json!({"id": id, "person": p, "nil": true});
        } else {
            let from = self.clock / DAY - i64::try_from(self.d.below(400)).unwrap_or(0);
            x["from"] = json!(super::calendar::day_text(from));
        }
        x["declared"] = json!(date);
        let items = self.items(m);
        let step = json!({"do": "declare", "declaration": x, "item": self.d.pick(&items).id.clone()});
        if self.d.chance(70) {
            self.at(step);
        } else {
            self.step(json!({"do": "declare", "declaration": step["declaration"]}));
        }
    }

    /// The phase of an item.
    pub fn phase(&self, item: &str) -> Option<usize> {
        self.w.now().items.get(item).and_then(|x| x.phase).filter(|p| *p >= INTRODUCTION)
    }
}
