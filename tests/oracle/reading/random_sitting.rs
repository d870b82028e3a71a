//! An item of a random history: it is opened, conflicts are ruled on, people leave, votes are cast, and it is decided.

use super::model::{Id, Item};
use super::random::TREATMENTS;
use super::random_history::Story;
use super::words::{self, CLOSED, DECISION, DELIBERATION, DISCUSS};
use serde_json::{Value, json};

impl Story {
    /// An item is taken, mostly as it should be.
    pub fn take(&mut self, item: &Item) {
        let (id, m) = (item.id.clone(), item.meeting.clone());
        if self.d.chance(7) {
            let (c, outcome) = (self.d.pick(&item.committees).clone(), *self.d.pick(&["noted", "deferred", "referred", "no_decision"]));
            self.at(json!({"do": "decide", "item": id, "committee": c, "outcome": outcome, "method": "consensus"}));
        }
        if self.phase(&id) == Some(CLOSED) {
            return;
        }
        self.name_somebody(item);
        if self.d.chance(30) {
            self.at(json!({"do": "begin", "item": id, "phase": "introduction"}));
        }
        if self.d.wide(25) {
            self.hear_panel(item);
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
            if self.d.wide {
                self.visitors_go(item, p);
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
            if self.d.wide(25) {
                self.advise(item);
            }
        }
        for c in item.committees.clone() {
            if self.w.eye(&self.w.now()).decided_somehow(item, &c) && !self.d.chance(5) {
                continue;
            }
            self.settle(item, &c);
        }
        if self.d.wide {
            self.visitors_return(&m);
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
            if !st.meetings[&item.meeting].come(&p) || !(x.again || (!x.ruled && x.treatment >= DISCUSS)) {
                continue;
            }
            let by = item.committees.iter().filter_map(|c| eye.presides(item, c)).find(|b| eye.rules_on(item, &p, b));
            let Some(by) = by else { continue };
            let mut step = json!({"do": "rule", "item": item.id, "person": p, "treatment": words::TREATMENTS[x.treatment], "by": by});
            // As a conflicts panel instructed, also where something stricter stands until then.
            if x.again {
                step["treatment"] = json!(words::TREATMENTS[eye.proposal(&p, item).treatment]);
            }
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

    fn choice(&mut self, mood: usize) -> &'static str {
        if self.d.chance(10) {
            "abstain"
        } else if self.d.chance(mood) {
            "for"
        } else {
            "against"
        }
    }

    /// So many hands, mostly no more than can be raised.
    fn show(&mut self, item: &Item, c: &str, mood: usize) -> Value {
        let st = self.w.now();
        let could = self.w.eye(&st).could_raise(item, c).len() + usize::from(self.d.chance(5));
        let (mut step, mut raised) = (json!({"do": "hands", "item": item.id, "for": 0, "against": 0, "abstained": 0}), false);
        for _ in 0..could {
            let word = self.choice(mood);
            let word = if word == "abstain" { "abstained" } else { word };
            if self.d.chance(92) {
                step[word] = json!(step[word].as_i64().unwrap_or(0) + 1);
                raised = true;
            }
        }
        // Where nobody raises a hand there is no vote.
        if !raised {
            step["for"] = json!(1);
        }
        step
    }

    /// Those who vote are called one after the other; now and then somebody twice.
    fn roll(&mut self, item: &Item, voters: &[Id], mood: usize) -> Value {
        let mut votes: Vec<Value> = Vec::new();
        for p in voters {
            if self.d.chance(94) {
                let choice = self.choice(mood);
                votes.push(json!({"person": p, "choice": choice}));
            }
        }
        if votes.is_empty() || self.d.chance(4) {
            let anybody = self.d.pick(&self.people).clone();
            votes.push(json!({"person": anybody, "choice": "for"}));
        }
        json!({"do": "roll", "item": item.id, "votes": votes})
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
            // By name one after the other; or all at once, by a roll or a show of hands.
            let elects = matches!(item.decision_type.as_deref(), Some("election" | "appointment")) && self.d.wide(85);
            for _ in 0..if elects { 1 + self.d.below(3) } else { 0 } {
                let step = with(self.ballots(item, c));
                self.at(step);
            }
            let elected = elects && self.w.now().items.get(&id).is_some_and(|x| x.elections.contains_key(c)) && !self.d.chance(10);
            let voters = if elected { Vec::new() } else { voters };
            let at_once = if self.d.rich && !elected { self.d.below(10) } else { 9 };
            let show = (at_once < 4).then(|| with(self.show(item, c, mood)));
            let shown = show.is_some_and(|step| self.at(step));
            if !shown && at_once < 6 {
                let roll = with(self.roll(item, &voters, mood));
                self.at(roll);
            }
            let by_name = at_once > 5 || self.d.also(5);
            for p in voters {
                if !by_name || self.d.chance(10) {
                    continue;
                }
                let choice = self.choice(mood);
                let mut vote = json!({"do": "vote", "item": id, "person": p, "choice": choice});
                let st = self.w.now();
                let seat = super::deeds::voting_seat(&self.w.eye(&st), item, c, &vote).map(|(s, _)| s);
                if let Some(s) = seat.filter(|_| self.d.chance(15)) {
                    vote = json!({"do": "vote", "item": id, "seat": s, "choice": choice});
                }
                self.at(with(vote));
                if self.d.chance(5) {
                    self.strike(3);
                }
                if self.d.chance(3) {
                    self.write_late(&m);
                }
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
        if self.d.wide(50) {
            step["text"] = json!("It was looked at again");
        }
        if method == "consensus" && self.d.chance(10) {
            let st = self.w.now();
            let eye = self.w.eye(&st);
            let may = |p: &&Id| !eye.dissent(item, c, &[(*p).clone()], "").is_empty();
            let here: Vec<Id> = self.people.iter().filter(|p| st.meetings[&m].in_room(p)).filter(may).cloned().collect();
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
}
