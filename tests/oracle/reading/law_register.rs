//! Steps that are no act of a meeting's book: the register, terms and policies, ballots, carrying over, cancelling,
//! urgent decisions, papers, corrections, minutes.

use super::calendar::day;
use super::eye::Eye;
use super::law_room::{Codes, blank};
use super::law_vote::recorded_votes_refuse;
use super::model::{Decl, Id, Item, Member, Policy, Terms, date, list, text, word, words};
use super::packs;
use super::ratio::Q;
use super::state::{Decision, State};
use super::words::{AWARD, DISCUSS, NO_PAPERS, NOTE, formal};
use super::world::{Carry, Correction, Urgent, World};
use serde_json::Value;

impl World {
    pub fn enter_register(&mut self, s: &Value) -> Codes {
        match s["do"].as_str().unwrap_or("") {
            "declare" => {
                let codes = self.declaration_refused(&s["declaration"]);
                if codes.is_empty() {
                    self.declarations.push(Decl::read(&s["declaration"], self.seq, false));
                }
                codes
            }
            "publish_agenda" => {
                let codes = self.publish(s);
                if codes.is_empty() {
                    self.published.insert(word(s, "meeting"), self.seq);
                }
                codes
            }
            "serve_papers" => {
                let st = self.now();
                let eye = self.eye(&st);
                match (self.item(&word(s, "item")), self.people.get(&word(s, "person"))) {
                    (Some(item), Some(p)) if eye.papers(&p.id, item) => Codes::new(),
                    (Some(_), Some(_)) => Codes::from(["paper_withheld"]),
                    _ => Codes::from(["unknown_reference"]),
                }
            }
            "cancel" => self.cancel(s),
            "carry_over" => self.carry_over(s),
            "appoint" => self.appoint(s),
            "amend_terms" => self.amend_terms(s),
            "adopt_policy" => self.adopt_policy(s),
            "dispense" => self.dispense(s),
            "change_authority" => self.change_authority(s),
            "withdraw_authority" => self.withdraw_authority(s),
            "ballot" => {
                self.ballots.insert(word(s, "id"), ballot_carried(s));
                Codes::new()
            }
            "finalise_minutes" => self.finalise(s),
            "correct" => self.correct(s),
            "determine" => self.determine(s),
            "urgent_decision" => self.urgent(s),
            _ => Codes::new(),
        }
    }

    fn publish(&self, s: &Value) -> Codes {
        let meeting = word(s, "meeting");
        let st = self.now();
        let eye = self.eye(&st);
        let mut at_fault: Vec<&Item> = Vec::new();
        let mut authors: Vec<Id> = Vec::new();
        for item in self.items.iter().filter(|i| i.meeting == meeting) {
            for paper in &item.papers {
                for a in &paper.authors {
                    let t = eye.standing(a, item).treatment;
                    let strict = item.group() >= AWARD || item.stage() == Some("evaluation");
                    let accountable = paper.accountable.as_ref().is_some_and(|p| !eye.conflicted(p, item));
                    if t > NOTE && (strict || t >= NO_PAPERS || !accountable) {
                        at_fault.push(item);
                        authors.extend(paper.authors.iter().cloned());
                    }
                }
            }
        }
        if at_fault.is_empty() {
            return Codes::new();
        }
        if s["override"].is_object() { eye.overriding(&s["override"], &at_fault, &authors) } else { Codes::from(["conflicted_author"]) }
    }

    fn cancel(&mut self, s: &Value) -> Codes {
        let m = word(s, "meeting");
        let mut codes = Codes::new();
        if self.meeting(&m).is_none() {
            return Codes::from(["unknown_reference"]);
        }
        if blank(s, "reason") {
            codes.insert("reason_required");
        }
        if self.now().meetings.get(&m).is_some_and(|x| x.convened) {
            codes.insert("out_of_phase");
        }
        if self.cancelled.contains_key(&m) {
            codes.insert("duplicate");
        }
        if codes.is_empty() {
            self.cancelled.insert(m, self.seq);
        }
        codes
    }

    fn carry_over(&mut self, s: &Value) -> Codes {
        let (id, to, new) = (word(s, "item"), word(s, "to"), word(s, "id"));
        let (Some(item), Some(meeting)) = (self.item(&id).cloned(), self.meeting(&to).cloned()) else {
            return Codes::from(["unknown_reference"]);
        };
        let st = self.now();
        let eye = self.eye(&st);
        let mut codes = Codes::new();
        let whole_and_parts = || std::iter::once(&item.id).chain(&item.parts);
        let outcomes: Vec<String> = whole_and_parts()
            .flat_map(|k| eye.state(k).decisions.values().filter(|d| !d.reopened).map(|d| d.outcome.clone()).collect::<Vec<_>>())
            .collect();
        if outcomes.iter().any(|o| o != "deferred") {
            codes.insert("decision_final");
        } else if outcomes.is_empty() && !eye.is_cancelled(&item.meeting) {
            codes.insert("out_of_phase");
        }
        if meeting.date <= eye.meeting_of(&item).date {
            codes.insert("period_invalid");
        }
        if item.committees.iter().any(|c| !meeting.committees.contains(c)) {
            codes.insert("item_not_in_this_committee");
        }
        if eye.is_cancelled(&to) || eye.sitting(&to).convened {
            codes.insert("meeting_not_open");
        }
        let called_in = whole_and_parts().filter_map(|k| self.item(k)).any(|i| eye.called_in(i));
        if called_in && meeting.until.is_some() {
            codes.insert("state_forbids");
        }
        if self.carries.iter().any(|c| c.old == id) || self.item(&new).is_some() {
            codes.insert("duplicate");
        }
        if !codes.is_empty() {
            return codes;
        }
        let place = self.items.iter().filter(|i| i.meeting == to).map(|i| i.place + 1).max().unwrap_or(0);
        let closed = self.meeting(&item.meeting).is_some_and(|m| m.closed);
        let renamed = |k: &str| k.replacen(&id, &new, 1);
        for k in whole_and_parts() {
            let mut copy = self.item(k).cloned().unwrap_or_else(|| item.clone());
            copy.carried_from = Some(k.clone());
            copy.id = renamed(k);
            copy.whole = copy.whole.map(|w| renamed(&w));
            copy.parts = copy.parts.iter().map(|p| renamed(p)).collect();
            copy.meeting.clone_from(&to);
            copy.place = place;
            copy.private |= closed || meeting.closed;
            copy.seq = self.seq;
            self.items.push(copy);
        }
        self.carries.push(Carry { old: id, new, seq: self.seq });
        codes
    }

    fn appoint(&mut self, s: &Value) -> Codes {
        let (c, seat, person) = (word(s, "committee"), word(s, "seat"), word(s, "person"));
        let row = Member::read(s, self.seq);
        let Some(committee) = self.committees.get(&c).cloned() else { return Codes::from(["unknown_reference"]) };
        let has = committee.terms.iter().any(|t| t.seats.iter().any(|x| x.id == seat));
        let nobody = !self.people.contains_key(&person) || row.deputy_for.as_ref().is_some_and(|d| !self.people.contains_key(d));
        if nobody {
            return Codes::from(["unknown_reference"]);
        }
        let mut codes = Codes::new();
        // Every reason that holds: nobody holds a seat that is not there, and nobody is let deputise in it.
        if !has {
            codes.insert("unknown_reference");
        }
        let backwards = row.to.is_some_and(|t| t < row.from);
        if backwards || self.met(&c).iter().any(|d| row.on(*d)) {
            codes.insert("period_invalid");
        }
        let st = self.now();
        let eye = self.eye(&st);
        let seat_on = |d| {
            eye.terms_on(&c, d)
                .seats
                .iter()
                .find(|x| x.id == seat)
                .or_else(|| committee.terms.iter().rev().find_map(|t| t.seats.iter().find(|x| x.id == seat)))
        };
        if let Some(of) = &row.deputy_for {
            let says = seat_on(row.from).is_some_and(|x| x.deputies);
            if !says || !eye.holders_on(&c, &seat, row.from, row.from).contains(of) {
                codes.insert("not_a_member_of_this_committee");
            }
            // The seat has this one, as its holder or as that holder's deputy.
            let own = committee.members.iter().filter(|m| m.seat == seat && m.person == person && m.meets(row.from, row.to));
            if own.clone().any(|m| m.deputy_for.is_none() || m.deputy_for == row.deputy_for) {
                codes.insert("duplicate");
            }
        } else if !backwards {
            for m in committee.members.iter().filter(|m| m.seat == seat && m.deputy_for.is_none() && m.meets(row.from, row.to)) {
                let shared = seat_on(m.from.max(row.from)).is_some_and(|x| x.shared);
                if !shared || m.person == person {
                    codes.insert("duplicate");
                }
            }
        }
        if codes.is_empty()
            && let Some(x) = self.committees.get_mut(&c)
        {
            x.members.push(row);
        }
        codes
    }

    fn amend_terms(&mut self, s: &Value) -> Codes {
        let c = word(s, "committee");
        let from = date(s, "from").unwrap_or(0);
        let Some(committee) = self.committees.get(&c) else { return Codes::from(["unknown_reference"]) };
        let mut codes = Codes::new();
        if let Some(b) = s["ballot"].as_str() {
            match self.ballots.get(b) {
                None => return Codes::from(["unknown_reference"]),
                Some(false) => {
                    codes.insert("ballot_not_carried");
                }
                Some(true) => {}
            }
        }
        if committee.terms.iter().any(|t| t.from == from) {
            codes.insert("duplicate");
        }
        if self.met(&c).iter().any(|d| *d >= from) {
            codes.insert("period_invalid");
        }
        let terms = Terms::read(&s["terms"], from, self.seq, &committee.org);
        if self.begins_with_a_change(&c, terms.authority.as_deref().unwrap_or_default()) {
            codes.insert("duplicate");
        }
        if codes.is_empty()
            && let Some(x) = self.committees.get_mut(&c)
        {
            x.terms.push(terms);
        }
        codes
    }

    fn adopt_policy(&mut self, s: &Value) -> Codes {
        let (org, pack, from) = (word(s, "organisation"), word(s, "pack"), date(s, "from").unwrap_or(0));
        if !self.orgs.contains_key(&org) {
            return Codes::from(["unknown_reference"]);
        }
        let mut codes = Codes::new();
        let under: Vec<Id> = self.committees.values().filter(|c| c.org == org).map(|c| c.id.clone()).collect();
        if from < packs::from(&pack) || under.iter().any(|c| self.met(c).iter().any(|d| *d >= from)) {
            codes.insert("period_invalid");
        }
        if self.policies.iter().any(|p| p.org == org && p.from == from) {
            codes.insert("duplicate");
        }
        if codes.is_empty() {
            self.policies.push(Policy { org, pack, from, overrides: s["overrides"].clone(), seq: self.seq });
        }
        codes
    }

    fn finalise(&mut self, s: &Value) -> Codes {
        let m = word(s, "meeting");
        if self.is_final(&m) {
            return Codes::from(["minutes_final"]);
        }
        let st = self.now();
        let eye = self.eye(&st);
        let mut codes = Codes::new();
        if !eye.is_open(&m) {
            codes.insert("meeting_not_open");
        }
        for item in self.items.iter().filter(|i| i.meeting == m) {
            let state = eye.state(&item.id);
            let must = |i: &Item| matches!(i.purpose.as_str(), "decision" | "ratification");
            // A part is asked for with its item, where that must be decided.
            let whole = item.whole.as_deref().and_then(|w| self.item(w));
            let asked = must(item) && !whole.is_some_and(must);
            let has = |c: &Id| {
                state.decided(c).is_some()
                    || whole.is_some_and(|w| eye.state(&w.id).decided(c).is_some())
                    || (!item.parts.is_empty() && item.parts.iter().all(|p| eye.state(p).decided(c).is_some()))
            };
            if (asked && !item.committees.iter().all(has)) || state.decisions.values().any(|d| d.reopened) {
                codes.insert("minutes_incomplete");
            }
            if state.open() && eye.unresolved(item) {
                codes.insert("conflicts_unresolved");
            }
            for (c, d) in &state.decisions {
                if let Some(since) = self.under_query(&st, item, c, d) {
                    let corrected = self.corrections.iter().any(|x| x.item == item.id && x.committee == *c && x.seq > since);
                    if !corrected {
                        codes.insert("under_query");
                    }
                }
            }
        }
        if codes.is_empty() {
            self.finals.insert(m, self.seq);
        }
        codes
    }

    fn correct(&mut self, s: &Value) -> Codes {
        let mut codes = Codes::new();
        if blank(s, "reason") {
            codes.insert("reason_required");
        }
        let st = self.now();
        if let Some(m) = s["meeting"].as_str() {
            if st.meetings.get(m).is_none_or(|x| !x.convened) {
                codes.insert("meeting_not_open");
            }
            return codes;
        }
        let key = word(s, "decision");
        let (id, c) = key.split_once('@').map_or((key.as_str(), None), |(a, b)| (a, Some(b.to_owned())));
        let Some(item) = self.item(id).cloned() else { return Codes::from(["unknown_reference"]) };
        let c = c.unwrap_or_else(|| item.committees[0].clone());
        if !st.items.get(id).is_some_and(|x| x.decisions.contains_key(&c)) {
            codes.insert("out_of_phase");
            return codes;
        }
        let outcome = text(s, "outcome");
        if let Some(o) = &outcome {
            codes.extend(self.correction_refused(&st, s, &item, &c, o));
        }
        if codes.is_empty() {
            self.corrections.push(Correction { item: id.to_owned(), committee: c, outcome, seq: self.seq });
        }
        codes
    }

    /// Only the committee itself, at a later open meeting of its own, can say that an outcome was recorded wrongly.
    fn correction_refused(&self, st: &State, s: &Value, item: &Item, c: &str, outcome: &str) -> Codes {
        let eye = self.eye(st);
        let at = word(s, "at_meeting");
        let later = self.meeting(&at).is_some_and(|m| {
            m.committees.iter().any(|x| x == c) && m.date > eye.meeting_of(item).date && eye.is_open(&at) && !self.is_final(&at)
        });
        if !later {
            return Codes::from(["meeting_not_open"]);
        }
        if !self.is_final(&item.meeting) {
            return Codes::from(["minutes_incomplete"]);
        }
        // Asked of the day of the later meeting.
        let asked = Eye { at: Some((&item.meeting, Some(eye.day(&at) * super::calendar::DAY))), ..eye };
        let by = word(s, "by");
        if asked.conflicted(&by, item) {
            return Codes::from(["decider_conflicted"]);
        }
        let room = eye.room(&at);
        let first = eye.succession(c, &at).into_iter().find(|p| room.has(p) && !asked.conflicted(p, item));
        if first.as_ref() != Some(&by) {
            return Codes::from(["not_the_decider"]);
        }
        let sup = super::counting::Suppose { here: room, nobody_excluded: false, in_person: false, far: false, opening: false };
        if !asked.count_at(item, c, &at, &sup).holds(&eye.terms(c, &at).quorum) {
            return Codes::from(["inquorate"]);
        }
        let Some(d) = st.items.get(&item.id).and_then(|x| x.decisions.get(c)) else { return Codes::new() };
        let counted = d.tally.as_ref().filter(|_| d.method != "consensus");
        let votes = counted.and_then(|t| recorded_votes_refuse(t, outcome));
        votes.map_or_else(|| self.could_not_have_been(item, d, outcome), |code| Codes::from([code]))
    }

    /// Nobody says afterwards that a committee did what it could not have done where the other outcome stands.
    fn could_not_have_been(&self, item: &Item, d: &Decision, outcome: &str) -> Codes {
        if item.again.is_some() && formal(outcome) && !formal(&d.outcome) {
            return Codes::from(["out_of_phase"]);
        }
        let Some(e) = self.log.iter().find(|e| e.seq == d.seq) else { return Codes::new() };
        let before = self.before(e.place());
        let eye = Eye { w: self, st: &before, seq: u64::MAX, at: Some((&e.meeting, e.time)) };
        let asked = |outcome: &str| {
            let mut act = e.act.clone();
            act["outcome"] = Value::from(outcome);
            eye.decide(&act)
        };
        let counted = ["not_carried", "casting_vote_needed", "consensus_not_reached", "organisations_disagree"];
        let known_since = asked(&d.outcome);
        asked(outcome).into_iter().filter(|x| !counted.contains(x) && !known_since.contains(x)).collect()
    }

    fn urgent(&mut self, s: &Value) -> Codes {
        let (c, id) = (word(s, "committee"), word(s, "item"));
        let Some(item) = self.item(&id).cloned() else { return Codes::from(["unknown_reference"]) };
        if !item.committees.contains(&c) {
            return Codes::from(["item_not_in_this_committee"]);
        }
        let on = day(s["at"].as_str().unwrap_or(""));
        let st = self.now();
        let mut asked = self.clone();
        // Everything is asked of the day itself.
        for m in asked.meetings.iter_mut().filter(|m| m.id == item.meeting) {
            m.date = on;
        }
        let eye = Eye { w: &asked, st: &st, seq: self.seq, at: Some((&item.meeting, Some(on * super::calendar::DAY))) };
        let mut codes = Codes::new();
        let (by, away) = (words(s, "by"), words(s, "unavailable"));
        let fit = |p: &Id| !away.contains(p) && !eye.conflicted(p, &item);
        let terms = eye.terms_on(&c, on);
        let holders = |of: &dyn Fn(&super::model::Seat) -> bool| -> Vec<Id> {
            terms.seats.iter().filter(|x| of(x)).flat_map(|x| eye.holders_on(&c, &x.id, on, on)).collect()
        };
        let office = |o: &'static str| holders(&move |x| x.office.as_deref() == Some(o));
        // A shared seat acts through a holder who is not conflicted: through any of them.
        let acts = |of: Vec<Id>, may: &dyn Fn(&Id) -> bool| {
            let may: Vec<Id> = of.into_iter().filter(may).collect();
            may.iter().find(|p| by.contains(p)).or(may.first()).cloned()
        };
        let chair = acts(office("chair"), &fit).or_else(|| acts(office("vice_chair"), &fit));
        let chief_seats: Vec<Id> =
            // The tags of seat and person both serve.
            terms
                .seats
                .iter()
                .filter(|x| {
                    let of_the_person = || eye.holders_on(&c, &x.id, on, on).iter().any(|p| self.tagged(p, "chief_officer"));
                    x.tags.iter().any(|t| t == "chief_officer") || of_the_person()
                })
                .map(|x| x.id.clone())
                .collect();
        // Two people decide: whoever is the chair is not the chief officer too.
        let fit = |p: &Id| fit(p) && chair.as_ref() != Some(p);
        let chief = acts(holders(&|x| chief_seats.contains(&x.id)), &fit).or_else(|| {
            let rows = eye.committee(&c).members.iter().filter(|m| m.deputy_for.is_some() && chief_seats.contains(&m.seat) && m.on(on));
            acts(rows.map(|m| m.person.clone()).collect(), &fit)
        });
        if by.iter().any(|p| eye.conflicted(p, &item)) {
            codes.insert("decider_conflicted");
        } else {
            let wanted: Vec<Id> = chair.into_iter().chain(chief).collect();
            let right = wanted.len() == 2 && by.iter().all(|p| wanted.contains(p)) && wanted.iter().all(|p| by.contains(p));
            if !right {
                codes.insert("not_the_decider");
            }
        }
        codes.extend(eye.authority(&item, &c, on, "urgent"));
        let consulted = words(s, "consulted");
        if consulted.is_empty() && blank(s, "reason") {
            codes.insert("reason_required");
        }
        let consulted_conflicted = consulted.iter().any(|p| eye.standing(p, &item).treatment >= DISCUSS);
        if codes.is_empty() {
            self.urgents.push(Urgent { item: id, committee: c, consulted_conflicted, on });
        }
        codes
    }
}

/// A ballot's threshold is of for and against; without one, more than half. Weights count only by list size.
fn ballot_carried(s: &Value) -> bool {
    let weighted = s["franchise"].as_str() == Some("list_size");
    let sum = |choice: &str| {
        list(s, "votes")
            .filter(|v| v["choice"].as_str() == Some(choice))
            .fold(Q::zero(), |a, v| a + if weighted { v["weight"].as_f64().map_or(Q::int(1), Q::float) } else { Q::int(1) })
    };
    let (yes, no) = (sum("for"), sum("against"));
    let share = s["threshold"].as_str().map_or(Q::new(1, 2), Q::text);
    let wanted = (yes + no) * share;
    if share == Q::new(1, 2) { yes > wanted } else { yes >= wanted && yes > Q::zero() }
}
