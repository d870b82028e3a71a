//! What only the widest cases say: advice, visitors, conflicts panels, elections, dispensations, changes of authority, and what
//! the minutes must tell.

use super::calendar::day_text;
use super::model::{Id, Item};
use super::random::{Dice, FUNCTIONS, TYPES};
use super::random_history::Story;
use super::words::{self, DISCUSS};
use serde_json::{Value, json};

/// A policy with the rung of a conflicts panel, and who convenes it.
pub fn panel_rules(d: &mut Dice, policy: &mut Value) {
    policy["overrides"]["repairs"] = json!(["deputy", "defer", "refer", "co_opt", "conflicts_panel", "in_common"]);
    if d.chance(70) {
        let tags = [json!(["chief_officer", "cfo"]), json!(["cfo", "clinician", "guardian"]), json!(["guardian"])];
        policy["overrides"]["panel"] = json!({"convened_by": d.pick(&tags), "members": 1 + d.below(3)});
    }
}

/// What terms say of what another body takes, and of the parts of an agenda.
pub fn of_authority(d: &mut Dice, terms: &mut Value, committee: &str) {
    if d.chance(30) {
        terms["pathways"] = json!([{"decision_type": d.pick(&TYPES), "decided_by": d.pick(&["NE", "The board", committee])}]);
    }
    if d.chance(35) {
        terms["agenda_parts"] = json!([{"part": "one", "level": "decide"}, {"part": "two", "level": "recommend", "with": "NE"}]);
    }
    for row in terms.get_mut("authority").and_then(Value::as_array_mut).into_iter().flatten() {
        if d.chance(25) {
            row["level"] = json!("shadow");
            row["with"] = json!("NE");
        }
    }
}

/// An election, or a part of the agenda.
pub fn item(d: &mut Dice, item: &mut Value, has_parts: bool) {
    if d.chance(28) {
        item["decision_type"] = json!(d.pick(&["election", "appointment"]));
    }
    if has_parts && d.chance(60) {
        item["agenda_part"] = json!(d.pick(&["one", "two"]));
        for part in item.get_mut("parts").and_then(Value::as_array_mut).into_iter().flatten() {
            if d.chance(30) {
                part["agenda_part"] = json!(d.pick(&["one", "two"]));
            }
        }
    }
}

impl Story {
    fn somebody(&mut self) -> Id {
        let people = self.people.clone();
        self.d.pick(&people).clone()
    }

    /// Of an item without confidential papers nothing is kept from anybody: whether whoever is treated as if it were may advise in
    /// writing is left open.
    pub fn may_write(&self, person: &str, item: &Item) -> bool {
        let st = self.w.now();
        self.w.eye(&st).standing(person, item).treatment < words::NO_PAPERS
    }

    /// Somebody advises, mostly somebody who may be heard.
    pub fn advise(&mut self, item: &Item) {
        let st = self.w.now();
        let here: Vec<Id> = self.people.iter().filter(|p| st.meetings[&item.meeting].in_room(p)).cloned().collect();
        let person = if here.is_empty() || self.d.chance(25) { self.somebody() } else { self.d.pick(&here).clone() };
        self.count += 1;
        let mut step = json!({"do": "advise", "item": item.id, "person": person, "says": format!("Advice number {}.", self.count)});
        if self.d.chance(25) && self.may_write(&person, item) {
            step["in_writing"] = json!(true);
        }
        self.at(step);
    }

    /// Visitors come, by a name of their own.
    pub fn visitors_come(&mut self, m: &str) {
        for _ in 0..=self.d.below(2) {
            self.count += 1;
            let id = format!("v{}", self.count);
            let kind = *self.d.pick(&["presenter", "adviser", "observer"]);
            let mut step =
                json!({"do": "visit", "meeting": m, "visitor": id, "name": format!("Visitor {}", self.count), "attends_as": kind});
            if self.d.chance(50) {
                let items: Vec<Id> = self.items(m).into_iter().map(|i| i.id).collect();
                step["items"] = json!([self.d.pick(&items)]);
                if self.d.chance(25) {
                    step["interest_told"] = json!("Has a part in it.");
                }
            }
            self.at(step);
        }
    }

    fn visitors(&self, m: &str, in_room: bool) -> Vec<Id> {
        self.w.now().meetings[m].visitors.iter().filter(|(_, v)| v.in_room == in_room).map(|(id, _)| id.clone()).collect()
    }

    /// Whoever a phase keeps out leaves.
    pub fn visitors_go(&mut self, item: &Item, phase: usize) {
        for id in self.visitors(&item.meeting, true) {
            let st = self.w.now();
            let must = self.w.eye(&st).keeps_out(&st.meetings[&item.meeting].visitors[&id], item, phase);
            if self.d.chance(if must { 92 } else { 4 }) {
                self.at(json!({"do": "visitor_leaves", "visitor": id}));
            }
        }
    }

    pub fn visitors_return(&mut self, m: &str) {
        for id in self.visitors(m, false) {
            if self.d.chance(60) {
                self.at(json!({"do": "visitor_returns", "visitor": id}));
            }
        }
    }

    /// Something is recorded of a visitor.
    pub fn of_a_visitor(&mut self, m: &str) {
        let here = [self.visitors(m, true), self.visitors(m, false)].concat();
        if here.is_empty() {
            return self.visitors_come(m);
        }
        let id = self.d.pick(&here).clone();
        let items: Vec<Id> = self.items(m).into_iter().map(|i| i.id).collect();
        let item = self.d.pick(&items).clone();
        let step = match self.d.below(4) {
            0 => json!({"do": "visitor_invited", "visitor": id, "items": [item]}),
            1 => json!({"do": "visitor_declares", "visitor": id, "items": [item], "interest_told": "Lives there."}),
            2 => json!({"do": "visitor_leaves", "visitor": id}),
            _ => json!({"do": "visitor_returns", "visitor": id}),
        };
        self.at(step);
    }

    /// A conflicts panel is heard, mostly as it may be.
    pub fn hear_panel(&mut self, item: &Item) {
        if item.whole.is_some() || item.committees.len() > 1 {
            return;
        }
        let st = self.w.now();
        let rung = self.w.eye(&st).policy(&item.committees[0], &item.meeting).repairs.iter().any(|r| r == "conflicts_panel");
        if !rung && !self.d.chance(8) {
            return;
        }
        let (fit, by, touched): (Vec<Id>, Vec<Id>, Vec<(Id, usize)>) = {
            let eye = self.w.eye(&st);
            let parts: Vec<&Item> = std::iter::once(item).chain(item.parts.iter().filter_map(|p| self.w.item(p))).collect();
            let free = |p: &&Id| parts.iter().all(|i| !eye.conflicted(p, i)) && !eye.outstanding(p, eye.day(&item.meeting));
            (
                self.people.iter().filter(free).cloned().collect(),
                self.people.iter().filter(|p| eye.convenes_panel(item, p, &[])).cloned().collect(),
                self.people.iter().map(|p| (p.clone(), eye.standing(p, item).treatment)).filter(|x| x.1 >= DISCUSS).collect(),
            )
        };
        let by = if by.is_empty() || self.d.chance(12) { self.somebody() } else { self.d.pick(&by).clone() };
        let mut rest: Vec<Id> = fit.into_iter().filter(|p| *p != by).collect();
        self.d.shuffle(&mut rest);
        let mut members: Vec<Id> = rest.into_iter().take(3).collect();
        let another = self.somebody();
        if !members.contains(&another) && self.d.chance(8) {
            members.push(another);
        }
        let mut told: Vec<Value> = Vec::new();
        for (p, t) in touched {
            if self.d.chance(70) {
                let t = if self.d.chance(45) { words::TREATMENTS[t] } else { *self.d.pick(&super::random::TREATMENTS) };
                told.push(json!({"person": p, "treatment": t, "reason": "So it was said"}));
            }
        }
        if told.is_empty() || self.d.chance(10) {
            let anybody = self.somebody();
            let sits = anybody == by || members.contains(&anybody);
            if !told.iter().any(|x| x["person"] == anybody.as_str()) && (!sits || self.d.chance(20)) {
                told.push(json!({"person": anybody, "treatment": self.d.pick(&["note", "leave"]), "reason": "For all that"}));
            }
        }
        if members.is_empty() || told.is_empty() {
            return;
        }
        let mut step = json!({"do": "panel", "item": item.id, "convened_by": by, "members": members, "instructions": told});
        step["reason"] = json!(if self.d.chance(93) { "Too many have an interest" } else { " " });
        if self.d.chance(15) {
            step["found"] = json!({"undue_influence": true, "words": "Those who are to bid wrote it"});
        }
        if self.d.chance(10) {
            step["unavailable"] = json!([self.somebody()]);
        }
        self.at(step);
    }

    /// The ballots of an election, mostly no more than can be given.
    pub fn ballots(&mut self, item: &Item, c: &str) -> Value {
        let st = self.w.now();
        let (could, members, here): (usize, Vec<Id>, Vec<Id>) = {
            let eye = self.w.eye(&st);
            let own = |p: &&Id| eye.seats_of(item, c, p).iter().any(|s| s.member);
            (
                eye.could_raise(item, c).len() + usize::from(self.d.chance(6)),
                self.people.iter().filter(own).cloned().collect(),
                self.people.iter().filter(|p| st.meetings[&item.meeting].in_room(p)).cloned().collect(),
            )
        };
        let mut stand: Vec<Id> = if members.is_empty() || self.d.chance(15) { self.people.clone() } else { members };
        self.d.shuffle(&mut stand);
        stand.truncate(2 + self.d.below(2));
        let mut votes = vec![0usize; stand.len()];
        let mut blank = 0;
        let mood = *self.d.pick(&[90, 60, 45]);
        for _ in 0..could.max(1) {
            match self.d.below(12) {
                0 => blank += 1,
                1 => {}
                _ => {
                    let n = if self.d.chance(mood) { 0 } else { self.d.below(votes.len()) };
                    votes[n] += 1;
                }
            }
        }
        if votes.iter().sum::<usize>() + blank == 0 {
            votes[0] = 1;
        }
        let tellers: Vec<Id> = here.iter().filter(|p| !stand.contains(p)).cloned().collect();
        let by = if tellers.is_empty() || self.d.chance(8) { self.somebody() } else { self.d.pick(&tellers).clone() };
        let candidates: Vec<Value> = stand.iter().zip(&votes).map(|(p, n)| json!({"person": p, "votes": n})).collect();
        let mut step = json!({"do": "election", "item": item.id, "counted_by": by, "candidates": candidates});
        if blank > 0 {
            step["blank_or_spoilt"] = json!(blank);
        }
        let most = votes.iter().max().copied().unwrap_or(0);
        let first = votes.iter().position(|n| *n == most).unwrap_or(0);
        let again = votes.iter().filter(|n| **n == most).count() > 1;
        if again && most > 0 && self.w.now().items.get(&item.id).is_some_and(|x| x.elections.contains_key(c)) && self.d.chance(70) {
            step["drawn_by_lot"] = json!(stand[first]);
        }
        step
    }

    /// A council lets somebody take part.
    pub fn dispense(&mut self) {
        let people = self.people.clone();
        let from = self.clock / super::calendar::DAY + i64::try_from(self.d.below(12)).unwrap_or(0) - 2;
        let to = from + i64::from(*self.d.pick(&[5, 60, 400, 1459, 1462]));
        let by = if self.d.chance(90) { "guard".to_owned() } else { self.d.pick(&people).clone() };
        let mut step = json!({
            "do": "dispense",
            "organisation": if self.d.chance(92) { "C1" } else { "C2" },
            "person": self.d.pick(&people),
            "allows": self.d.pick(&["discuss", "vote"]),
            "ground": self.d.pick(&["business_impeded", "inhabitants"]),
            "by": by,
            "from": day_text(from),
            "to": day_text(to),
        });
        if self.d.chance(92) {
            step["reason"] = json!("Too many are out of it");
        }
        if self.d.chance(25) {
            step["requested"] = json!(day_text(from - 2));
        }
        if self.d.chance(30) {
            step["concerning"] = json!(self.d.pick(&["P1", "P2", "TRU", "CHA", "COM"]));
        }
        self.step(step);
    }

    /// The level of authority over a function changes, or such a change is withdrawn.
    pub fn level_changes(&mut self, c: &str) {
        let changes: Vec<Id> = self.w.changes.iter().filter_map(|x| x.id.clone()).collect();
        if !changes.is_empty() && self.d.chance(30) {
            let what = self.d.pick(&changes).clone();
            let reason = if self.d.chance(88) { "It was another function" } else { "" };
            self.step(json!({"do": "withdraw_authority", "what": what, "reason": reason}));
            return;
        }
        self.count += 1;
        let id = format!("a{}", self.count);
        let from =
            self.clock / super::calendar::DAY + 1 + i64::try_from(self.d.below(30)).unwrap_or(0) - if self.d.chance(10) { 40 } else { 0 };
        // Where the terms list none, whether a change that is to come says anything of the days before is left open.
        let listed = self.w.committees[c].terms.iter().all(|t| t.authority.as_ref().is_some_and(|rows| !rows.is_empty()));
        let from = if listed { from } else { self.clock / super::calendar::DAY + 1 };
        let level = *self.d.pick(&["decide", "decide", "recommend", "reserved", "shadow"]);
        let mut evidence =
            json!({"what": self.d.pick(&["approval", "agreement", "direction", "resolution"]), "by": "A body", "on": "2014-01-31"});
        if self.d.chance(90) {
            evidence["reference"] = json!("A letter");
        }
        if self.d.chance(20) {
            let ballot = self.some_ballot(c);
            evidence["what"] = json!("ballot");
            evidence["ballot"] = json!(ballot);
        }
        let mut step = json!({"do": "change_authority", "committee": c, "id": id, "function": self.d.pick(&FUNCTIONS), "level": level});
        step["from"] = json!(day_text(from));
        step["evidence"] = evidence;
        if level == "shadow" || self.d.chance(20) {
            step["with"] = json!("NE");
        }
        if listed && self.d.chance(25) {
            step["to"] = json!(day_text(from + i64::try_from(self.d.below(60)).unwrap_or(0) - 3));
        }
        if self.d.chance(25) {
            step["value_limit"] = json!(100_000);
        }
        self.step(step);
    }

    /// What the minutes of an item certainly tell.
    pub fn minute(&mut self, item: &Item) {
        let st = self.w.now();
        let Some(x) = st.items.get(&item.id).filter(|x| !x.decisions.is_empty()) else { return };
        let public = self.d.chance(35) && !item.private;
        let mut told: Vec<Value> = Vec::new();
        if item.whole.is_none() {
            told.extend(x.decisions.values().map(|d| json!(d.outcome)));
        }
        let came = |p: &Id| st.meetings[&item.meeting].come(p);
        told.extend(x.rulings.iter().filter(|(p, r)| r.treatment >= DISCUSS && came(p)).map(|(p, _)| json!(p)));
        let mut hidden: Vec<Value> = Vec::new();
        for e in self.w.book().into_iter().filter(|e| e.meeting == item.meeting && e.act["item"].as_str() == Some(&item.id)) {
            match e.what() {
                "advise" if public => {
                    told.push(e.act["person"].clone());
                    hidden.push(e.act["says"].clone());
                }
                "advise" => told.extend([e.act["person"].clone(), e.act["says"].clone()]),
                "panel" if public => hidden.push(e.act["reason"].clone()),
                "panel" => told.extend([e.act["convened_by"].clone(), e.act["reason"].clone()]),
                "reopen" => told.push(e.act["reason"].clone()),
                _ => {}
            }
        }
        let mut minute = json!({"must_mention": told});
        if public {
            minute["audience"] = json!("public");
            minute["must_not_mention"] = json!(hidden);
        }
        self.steps.push(json!({"expect": {"minute": { item.id.clone(): minute }}}));
    }
}
