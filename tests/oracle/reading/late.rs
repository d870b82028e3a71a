//! Late interests: breaches, the decisions they touch, and what the register shows.

use super::calendar::{Day, day, day_of, moment, months_later};
use super::eye::Eye;
use super::law_room::{Codes, blank};
use super::model::{Decl, Id, Item, word};
use super::state::{Decision, Hands, Ruling, State};
use super::words::{DISCUSS, LEAVE, formal};
use super::world::{Determination, World};
use serde_json::{Value, json};

impl World {
    /// When somebody knew of the interest: said so, else from its beginning, but not before the person's first seat.
    fn aware(&self, d: &Decl) -> Option<Day> {
        d.aware.or_else(|| Some(d.from?.max(self.first_seat(&d.person).unwrap_or(Day::MIN))))
    }

    /// The decision was recorded before the declaration, on a day the interest was active, for which it would have proposed
    /// below `note`; and the person voted, or was in the room at deliberation or decision, until it was taken.
    fn touches(&self, eye: &Eye, decl: &Decl, item: &Item, d: &Decision) -> bool {
        let took_part = d.voters.contains(&decl.person) || d.took_part.contains(&decl.person);
        !decl.nil && decl.seq > d.seq && took_part && decl.active(d.day) && eye.alone(decl, item, d.day) >= DISCUSS
    }

    /// What was said of it last.
    pub fn determined(&self, item: &Item, c: &str, d: &Decision) -> Option<&Determination> {
        self.determinations.iter().rev().find(|x| x.item == item.id && x.committee == c && x.seq > d.seq)
    }

    /// A later meeting has decided it again, and has not said since that it had decided nothing.
    pub fn decided_again(&self, st: &State, item: &Item, c: &str) -> bool {
        let later = self.items.iter().filter(|x| x.again.as_deref() == Some(&item.id));
        later.filter_map(|x| Some((x, st.items.get(&x.id)?.decided(c)?))).any(|(x, r)| {
            let said = self.corrections.iter().filter(|s| s.item == x.id && s.committee == c && s.seq > r.seq);
            let corrected = said.filter_map(|s| s.outcome.as_deref()).next_back();
            formal(&r.outcome) && corrected.is_none_or(formal)
        })
    }

    /// The declarations for which a decision is under query: all that touch it, less those that a guardian knew of who said
    /// that it stands; none once it was decided again.
    fn queries(&self, st: &State, item: &Item, c: &str, d: &Decision) -> Vec<&Decl> {
        if self.decided_again(st, item, c) {
            return Vec::new();
        }
        let eye = self.eye(st);
        let answered = self.determined(item, c, d).filter(|x| x.finding == "stands").map_or(0, |x| x.seq);
        self.declarations.iter().filter(|x| x.seq > answered && self.touches(&eye, x, item, d)).collect()
    }

    /// The decision is under query since the last of them.
    pub fn under_query(&self, st: &State, item: &Item, c: &str, d: &Decision) -> Option<u64> {
        self.queries(st, item, c, d).iter().map(|x| x.seq).max()
    }

    /// A guardian who had no part in it, and neither has an interest nor brought it about, says what becomes of it.
    pub fn determine(&mut self, s: &Value) -> Codes {
        let key = word(s, "decision");
        let (id, c) = key.split_once('@').map_or((key.as_str(), None), |(a, b)| (a, Some(b.to_owned())));
        let Some(item) = self.item(id).cloned() else { return Codes::from(["unknown_reference"]) };
        let c = c.unwrap_or_else(|| item.committees[0].clone());
        let st = self.now();
        let Some(d) = st.items.get(id).and_then(|x| x.decisions.get(&c)) else { return Codes::from(["unknown_reference"]) };
        let eye = self.eye(&st);
        let touching: Vec<&Decl> = self.declarations.iter().filter(|x| self.touches(&eye, x, &item, d)).collect();
        let on = day_of(moment(&word(s, "at"), d.day));
        if on < d.day || touching.iter().any(|x| x.declared > on) {
            return Codes::from(["time_required"]);
        }
        let mut codes = Codes::new();
        if blank(s, "reason") {
            codes.insert("reason_required");
        }
        if touching.is_empty() || self.decided_again(&st, &item, &c) {
            codes.insert("out_of_phase");
        }
        let by = word(s, "by");
        let theirs = self.declarations.iter().filter(|x| x.person == by && !x.nil && x.declared <= on);
        let own = touching.iter().any(|x| x.person == by);
        let conflicted = eye.conflicted(&by, &item) || theirs.clone().any(|x| eye.alone(x, &item, on) >= DISCUSS);
        let guards = self.people.get(&by).is_some_and(|p| p.tags.iter().any(|t| t == "guardian"));
        for (holds, code) in [
            (own, "ruling_on_self"),
            (conflicted, "decider_conflicted"),
            (!own && !conflicted && (!guards || d.counted.contains(&by) || d.voters.contains(&by)), "not_the_decider"),
        ] {
            if holds {
                codes.insert(code);
            }
        }
        if codes.is_empty() {
            self.determinations.push(Determination { item: item.id, committee: c, finding: word(s, "finding"), seq: self.seq });
        }
        codes
    }

    /// Without one of those whose interest touches it, the result or the quorum would change.
    pub fn decisive(&self, st: &State, item: &Item, c: &str, d: &Decision) -> bool {
        let mut people: Vec<&Id> = self.queries(st, item, c, d).into_iter().map(|x| &x.person).collect();
        people.dedup();
        people.into_iter().any(|p| self.without(item, c, d, p))
    }

    fn without(&self, item: &Item, c: &str, d: &Decision, person: &str) -> bool {
        let Some(e) = self.log.iter().find(|e| e.seq == d.seq) else { return false };
        let before = self.before(e.place());
        let mut gone = before.clone();
        if let Some(x) = gone.meetings.get_mut(&item.meeting).and_then(|s| s.people.get_mut(person)) {
            x.in_room = false;
        }
        let state = gone.item(&item.id);
        state.rulings.insert(person.to_owned(), Ruling { treatment: LEAVE, after: usize::MAX, lifted: false });
        state.votes.retain(|_, (p, _)| p != person);
        state.casting.retain(|_, (p, _)| p != person);
        fn ask<'a>(w: &'a World, st: &'a State, e: &'a super::world::Entry) -> Eye<'a> {
            Eye { w, st, seq: e.seq, at: Some((&e.meeting, e.time)) }
        }
        let (then, now) = (ask(self, &before, e), ask(self, &gone, e));
        // What is asked at the opening alone leaves nobody out.
        let opening = then.terms(c, &item.meeting).when == "opening_only";
        if !opening && then.quorum_of_room(item, c, false) != now.quorum_of_room(item, c, false) {
            return true;
        }
        let by_votes = d.method == "vote" && formal(&d.outcome);
        // Of ballots too: whether somebody else, or nobody, could have been elected.
        if let Some(b) = then.polled(item, c) {
            return formal(&d.outcome) && super::election::one_less(&then, &gone, e, item, c, &b, person);
        }
        // Of hands each way in which theirs could have been raised is tried, for nobody knows which it was.
        if let Some(h) = then.shown(item, c) {
            let mut could = h.could.clone();
            could.retain(|_, people| !(people.len() == 1 && people.contains(person)));
            let own = i64::try_from(h.could.len() - could.len()).unwrap_or(0);
            let ways = [(own, 0, 0), (0, own, 0), (0, 0, own), (0, 0, 0)];
            return by_votes
                && own > 0
                && ways.into_iter().any(|(f, a, b)| {
                    let (votes_for, against, abstained) = (h.votes_for - f, h.against - a, h.abstained - b);
                    let raised = votes_for + against + abstained;
                    let possible = votes_for.min(against).min(abstained) >= 0 && raised <= i64::try_from(could.len()).unwrap_or(0);
                    let mut other = gone.clone();
                    other.item(&item.id).hands.insert(c.to_owned(), Hands { votes_for, against, abstained, could: could.clone() });
                    // A tie that a casting vote would have to settle could be another result too.
                    let result = |t: super::state::Tally| (t.carried, t.casting_vote_needed);
                    possible && result(ask(self, &other, e).tally(item, c)) != result(then.tally(item, c))
                });
        }
        // Without a casting vote a tie waits for another.
        let result = |t: super::state::Tally| (t.carried, t.casting_vote_needed);
        by_votes && result(then.tally(item, c)) != result(now.tally(item, c))
    }

    pub fn impact(&self, id: &str) -> Value {
        let st = self.now();
        let eye = self.eye(&st);
        let Some(decl) = self.declaration(id) else { return Value::Null };
        let touched = |i: &&Item| eye.state(&i.id).decisions.values().any(|d| self.touches(&eye, decl, i, d));
        json!(self.items.iter().filter(touched).map(|i| i.id.clone()).collect::<Vec<_>>())
    }

    pub fn breaches(&self) -> Value {
        let st = self.now();
        let eye = self.eye(&st);
        let mut found = Vec::new();
        for d in self.declarations.iter().filter(|d| !d.nil) {
            let Some(aware) = self.aware(d) else { continue };
            if d.declared > aware + 28 {
                found.push(json!({"type": "late_declaration", "person": d.person, "days_late": d.declared - aware - 28}));
            }
            let omitted =
                self.items.iter().any(|i| eye.state(&i.id).decisions.values().any(|x| aware <= x.day && self.touches(&eye, d, i, x)));
            if omitted {
                found.push(json!({"type": "omitted_interest", "person": d.person}));
            }
        }
        Value::Array(found)
    }

    /// What an organisation's register shows of a declaration on a day.
    pub fn shown(&self, org: &str, as_at: &str, audience: &str, id: &str) -> Value {
        let on = day(as_at);
        let public = audience == "public";
        let Some(d) = self.declaration(id) else { return json!("no") };
        let sits: Vec<&super::model::Committee> =
            self.committees.values().filter(|c| c.members.iter().any(|m| m.person == d.person)).collect();
        let ours = sits.is_empty() || sits.iter().any(|c| c.org == org || c.partners.iter().any(|p| p == org));
        let kept = d.to.is_none_or(|t| on <= months_later(t, if public { 6 } else { 72 }));
        if !ours || !kept || d.declared > on {
            return json!("no");
        }
        let st = self.now();
        if public && self.eye(&st).policy_on(org, on).register_of_deciders {
            let grade = self.people.get(&d.person).and_then(|p| p.grade.as_deref());
            if sits.is_empty() && !matches!(grade, Some("8d" | "9" | "vsm")) {
                return json!("no");
            }
        }
        let withheld = d.redaction["outcome"].as_str() == Some("name_withheld") && d.redaction["on"].as_str().is_none_or(|x| day(x) <= on);
        json!(if public && withheld { "name_withheld" } else { "yes" })
    }
}
