//! A random history: meetings that mostly come to decisions, with wrong steps between.

use super::calendar::{DAY, Moment, moment_text};
use super::model::{Id, Item};
use super::random::{Dice, interest};
use super::words::CLOSED;
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
const LABELLED: [&str; 19] = [
    "arrive",
    "leave",
    "return",
    "apologies",
    "say_nil",
    "preside",
    "rule",
    "begin",
    "vote",
    "hands",
    "casting_vote",
    "election",
    "advise",
    "panel",
    "visit",
    "visitor_leaves",
    "visitor_returns",
    "visitor_invited",
    "visitor_declares",
];

impl Story {
    pub fn new(d: Dice, w: World) -> Story {
        let people = w.order.clone();
        Story { d, w, steps: Vec::new(), labels: Vec::new(), people, count: 0, clock: 0, meeting: Id::new() }
    }

    /// Enters a step, and writes it down with what it is answered. True: it was accepted.
    pub fn step(&mut self, mut step: Value) -> bool {
        let what = step["do"].as_str().unwrap_or("").to_owned();
        if what == "rule"
            && let Some((item, part)) = step["item"].as_str().and_then(|i| i.split_once('/')).map(|(a, b)| (a.to_owned(), b.to_owned()))
            && self.d.wide(60)
        {
            (step["item"], step["part"]) = (json!(item), json!(part));
        }
        if LABELLED.contains(&what.as_str()) && self.d.chance(60) {
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
        // Without a time it is the last one given, where that is the last of the meeting.
        let may = matches!(step["do"].as_str(), Some("vote" | "rule" | "preside" | "casting_vote"));
        if may && self.w.last.get(&self.w.meeting_of(&step)) == Some(&self.clock) && self.d.chance(30) {
            return self.step(step);
        }
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
        let mut expect = json!({"breaches": self.w.breaches()});
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
            // Some sit into the night.
            self.clock = m.date * DAY + if self.d.chance(6) { 23 * 60 + 20 } else { 13 * 60 + 30 };
            self.beforehand(&m.id);
            if self.d.chance(6) && self.step(json!({"do": "cancel", "meeting": m.id, "reason": "Snow"})) {
                self.carry_some(&m.id);
                continue;
            }
            self.hold(&m.id);
            self.ask_all(&m.id);
            if self.d.wide {
                for item in self.items(&m.id) {
                    self.minute(&item);
                }
            }
            self.afterwards(&m.id);
            if self.d.chance(30) {
                self.ask_register();
            }
        }
        if self.d.also(20) {
            self.steps.push(json!({"expect": {"log_verifies": true}}));
        }
    }

    fn ask_register(&mut self) {
        let as_at = super::calendar::day_text(self.clock / DAY + i64::try_from(self.d.below(300)).unwrap_or(0));
        let audience = *self.d.pick(&["public", "private"]);
        let org = *self.d.pick(&["C1", "C2"]);
        let ids: Vec<Id> = self.w.declarations.iter().map(|x| x.id.clone()).collect();
        let entries: Vec<Value> = ids.iter().map(|x| json!({"declaration": x, "shown": self.w.shown(org, &as_at, audience, x)})).collect();
        self.steps.push(json!({"expect": {"register": {"organisation": org, "as_at": as_at, "audience": audience, "entries": entries}}}));
    }

    fn beforehand(&mut self, m: &str) {
        let everybody = self.people.clone();
        if self.d.chance(40) {
            let published = self.step(json!({"do": "publish_agenda", "meeting": m}));
            if self.d.rich && !published {
                let by = if self.d.chance(70) { "guard".to_owned() } else { self.d.pick(&everybody).clone() };
                let reason = if self.d.chance(85) { "Nobody else knows the matter" } else { "" };
                self.step(json!({"do": "publish_agenda", "meeting": m, "override": {"by": by, "reason": reason}}));
            }
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
        if self.d.chance(10) {
            let item = self.d.pick(&items).id.clone();
            let person = self.d.pick(&everybody).clone();
            self.step(json!({"do": "serve_papers", "item": item, "person": person}));
        }
        if self.d.chance(25) {
            self.some_rule(m);
        }
        if self.d.chance(15) {
            self.some_preside(m);
        }
        if self.d.wide {
            if self.w.kind("C1") == "council" {
                self.dispense();
            }
            for i in &items {
                if self.d.chance(20) {
                    self.hear_panel(i);
                }
            }
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
        // Whether one is taken a second time the law does not say.
        if self.w.urgent_at(&i.id, &c).is_some() {
            return;
        }
        let mut step = json!({"do": "urgent_decision", "committee": c, "item": i.id, "by": by, "consulted": consulted, "at": super::calendar::day_text(day)});
        if self.d.chance(15) {
            step["unavailable"] = json!([self.d.pick(&self.people)]);
        }
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
        let one = meeting.as_ref().is_some_and(|m| m.committees.len() == 1);
        for c in meeting.iter().flat_map(|m| &m.committees) {
            let rows = self.w.committees[c].members.clone();
            for r in rows {
                let eye = self.w.eye(&st);
                if r.deputy_for.is_none() {
                    if eye.holders(c, &r.seat, m).contains(&r.person) && !who.contains(&r.person) && self.d.chance(88) {
                        who.push(r.person.clone());
                    }
                } else if self.d.chance(55) && (one || eye.terms(c, m).seats.iter().any(|s| s.id == r.seat)) {
                    // In common a seat that no committee has is of none: that is asked of one alone.
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
            let far = if who.len() > 1 && self.d.also(30) { who.split_off(who.len() - 1) } else { Vec::new() };
            self.at(json!({"do": "arrive", "meeting": m, "who": who}));
            if !far.is_empty() {
                self.at(json!({"do": "arrive", "meeting": m, "who": far, "remote": true}));
            }
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
        if self.d.wide(45) {
            self.visitors_come(m);
        }
        self.at(json!({"do": "convene", "meeting": m}));
        if self.d.chance(8) {
            let who = self.d.some(&self.people.clone(), 40);
            if !who.is_empty() {
                self.at(json!({"do": "say_nil", "meeting": m, "who": who}));
            }
        }
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
            if self.d.chance(15) {
                self.strike(5);
            }
            if self.d.chance(6) {
                self.adjourn(m);
            }
            if self.d.chance(6) {
                self.wrong_time(m);
            }
            if self.d.chance(10) {
                self.correct_something(m);
            }
        }
    }

    /// An interest that is told, late or in the meeting.
    pub fn some_declaration(&mut self, m: &str) {
        self.count += 1;
        let people = self.people.clone();
        let p = self.d.pick(&people).clone();
        let id = format!("x{}", self.count);
        let date = super::calendar::day_text(self.clock / DAY);
        let mut x = interest(&mut self.d, &id, &p, &people);
        // Mostly something that touches what somebody has decided.
        let st = self.w.now();
        let mut touched: Vec<(Id, Value)> = Vec::new();
        for i in &self.w.items {
            let bodies = i.affects.iter().filter(|a| a["organisation"].is_string()).map(|a| a["organisation"].clone());
            let people: Vec<Id> =
                st.items.get(&i.id).into_iter().flat_map(|s| s.decisions.values()).flat_map(|d| d.counted.clone()).collect();
            touched.extend(bodies.flat_map(|b| people.iter().map(move |p| (p.clone(), b.clone())).collect::<Vec<_>>()));
        }
        let mut late = false;
        if !touched.is_empty() && self.d.chance(65) {
            let (who, body) = self.d.pick(&touched).clone();
            x["person"] = json!(who);
            x["organisation"] = body;
            // Nobody is related to themself.
            if x["related_person"] == x["person"]
                && let Some(o) = x.as_object_mut()
            {
                o.remove("related_person");
            }
            late = true;
        }
        if !late && self.d.chance(35) {
            x = json!({"id": id, "person": p, "nil": true});
        } else {
            let from = self.clock / DAY - i64::try_from(self.d.below(400)).unwrap_or(0);
            x["from"] = json!(super::calendar::day_text(from));
        }
        x["declared"] = json!(date);
        if x["nil"].is_null() && self.d.also(25) {
            let by = if self.d.chance(70) { "guard".to_owned() } else { self.d.pick(&people).clone() };
            x["redaction"] = json!({"by": by, "on": date, "outcome": self.d.pick(&["name_withheld", "name_withheld", "refused"])});
        }
        let items = self.items(m);
        let mut step = json!({"do": "declare", "declaration": x, "item": self.d.pick(&items).id.clone()});
        if step["declaration"]["raised_by"].is_null() && self.d.wide(20) {
            step["raised_by"] = json!("A member of the public");
        }
        if self.d.chance(70) {
            self.at(step);
        } else {
            self.step(json!({"do": "declare", "declaration": step["declaration"]}));
        }
    }

    /// The phase of an item.
    pub fn phase(&self, item: &str) -> Option<usize> {
        self.w.now().items.get(item).and_then(|x| x.phase)
    }
}
