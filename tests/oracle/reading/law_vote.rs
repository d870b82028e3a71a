//! What refuses votes, casting votes and decisions.

use super::deeds::{acts_in, item_key};
use super::eye::Eye;
use super::law_room::Codes;
use super::model::{Id, Item, Seat, word, words};
use super::state::Tally;
use super::words::{DECISION, formal};
use serde_json::Value;

/// The outcomes that say yes, and those that say no.
fn says_yes(outcome: &str) -> Option<bool> {
    match outcome {
        "approved" | "ratified" | "recommended" => Some(true),
        "rejected" | "not_ratified" => Some(false),
        _ => None,
    }
}

impl Eye<'_> {
    /// What holds for every vote: an open meeting, an open vote, a quorum.
    pub fn vote_is_open(&self, item: &Item, c: &str) -> Codes {
        let mut codes = Codes::new();
        let state = self.state(&item.id);
        if !self.is_open(&item.meeting) {
            codes.insert("meeting_not_open");
        }
        let decided = self.decided_somehow(item, c);
        if decided {
            codes.insert("decision_final");
        } else if state.phase != Some(DECISION) || state.casting.contains_key(c) || self.called_in(item) {
            codes.insert("vote_not_open");
        }
        // By correspondence it is the replies that make the quorum.
        if self.until(&item.meeting).is_none() && !decided && state.phase == Some(DECISION) && !self.quorum(item, c) {
            codes.insert("inquorate");
        }
        codes
    }

    /// The committee has decided the item, or (of a whole) a part of it, or (of a part) the whole.
    pub fn decided_somehow(&self, item: &Item, c: &str) -> bool {
        let is = |id: &str| self.state(id).decided(c).is_some();
        is(&item.id) || item.whole.as_deref().is_some_and(is) || (item.whole.is_none() && item.parts.iter().any(|p| is(p)))
    }

    /// Somebody holds a seat in which another sits for them.
    fn displaced(&self, item: &Item, c: &str, seat: &Seat, person: &str) -> bool {
        let lent = |(s, _): &(Option<(Id, Id)>, Id)| s.as_ref().is_some_and(|(cc, ss)| cc == c && *ss == seat.id);
        !self.co_opted(item).iter().any(lent) && self.holders(c, &seat.id, &item.meeting).iter().any(|p| p == person)
    }

    pub fn vote(&self, a: &Value) -> Codes {
        let Some(item) = self.w.item(&item_key(a)) else { return Codes::new() };
        let Some(c) = self.committee_concerned(a, item) else { return Codes::from(["item_not_in_this_committee"]) };
        let mut codes = self.vote_is_open(item, &c);
        let state = self.state(&item.id);
        if state.hands.contains_key(&c) || state.elections.contains_key(&c) {
            codes.insert("duplicate");
        }
        let s = self.sitting(&item.meeting);
        let terms = self.terms(&c, &item.meeting);
        let (person, seats): (Option<Id>, Vec<&Seat>) = match a["seat"].as_str() {
            Some(id) => match terms.seats.iter().find(|x| x.id == id) {
                Some(seat) => (acts_in(self, item, &c, seat), vec![seat]),
                None => return Codes::from(["unknown_reference"]),
            },
            None => {
                let p = word(a, "person");
                (Some(p.clone()), self.seats_of(item, &c, &p))
            }
        };
        // Whoever holds a seat has it still while a deputy sits in it.
        let own = |x: &&Seat| a["seat"].is_null() && self.displaced(item, &c, x, &word(a, "person"));
        let displaced = seats.is_empty() && terms.seats.iter().any(|x| own(&x));
        let seats = if displaced { terms.seats.iter().filter(own).collect() } else { seats };
        let Some(p) = person else {
            // Nobody has the seat.
            codes.insert("not_a_member_of_this_committee");
            return codes;
        };
        let members: Vec<&&Seat> = seats.iter().filter(|x| x.member).collect();
        let voting: Vec<&&&Seat> = members.iter().filter(|x| self.votes(item, x)).collect();
        if members.is_empty() {
            codes.insert("not_a_member_of_this_committee");
        } else if voting.is_empty() {
            codes.insert("seat_does_not_vote");
        } else {
            let voted = |x: &Seat| self.state(&item.id).votes.contains_key(&(c.clone(), x.id.clone()));
            if voting.iter().all(|x| voted(x)) {
                codes.insert("seat_already_voted");
            }
        }
        if !s.in_room(&p) && self.until(&item.meeting).is_none() {
            codes.insert("not_present");
        }
        let x = self.standing(&p, item);
        if !x.votes() {
            codes.insert(if x.ruled { "excluded_by_ruling" } else { "awaiting_ruling" });
        }
        if self.policy(&c, &item.meeting).undeclared == "stop" && self.never_declared(&p, &item.meeting) {
            codes.insert("declaration_outstanding");
        }
        codes
    }

    pub fn casting_vote(&self, a: &Value) -> Codes {
        let Some(item) = self.w.item(&item_key(a)) else { return Codes::new() };
        let Some(c) = self.committee_concerned(a, item) else { return Codes::from(["item_not_in_this_committee"]) };
        let mut codes = self.vote_is_open(item, &c);
        codes.extend(self.replies_refuse(item, &c));
        let state = self.state(&item.id);
        let is_open = state.phase == Some(DECISION) && !state.casting.contains_key(&c) && !self.decided_somehow(item, &c);
        if is_open && !self.quorum(item, &c) {
            codes.insert("inquorate");
        }
        let by = word(a, "by");
        let rule = self.voting(item, &c);
        let any_seat = rule["casting_vote"].as_str() == Some("any_seat");
        let has = any_seat || rule["casting_vote"].as_bool() == Some(true);
        if !has || !self.tally(item, &c).tie {
            codes.insert("no_casting_vote");
        }
        if self.conflicted(&by, item) {
            codes.insert("presider_conflicted");
        } else if self.presides(item, &c).as_deref() != Some(by.as_str()) {
            codes.insert("not_the_decider");
        } else if !any_seat && !self.has_vote(item, &c, &by) {
            codes.insert("seat_does_not_vote");
        }
        codes
    }

    pub fn decide(&self, a: &Value) -> Codes {
        let Some(item) = self.w.item(&item_key(a)) else { return Codes::new() };
        let Some(c) = self.committee_concerned(a, item) else { return Codes::from(["item_not_in_this_committee"]) };
        if self.decided_somehow(item, &c) {
            return Codes::from(["decision_final"]);
        }
        let outcome = word(a, "outcome");
        let mut codes = Codes::new();
        let adjourned = self.sitting(&item.meeting).adjourned.is_some() && outcome == "deferred";
        if !self.is_open(&item.meeting) && (!adjourned || self.is_cancelled(&item.meeting)) {
            codes.insert("meeting_not_open");
        }
        let called_in = self.called_in(item);
        if called_in && (formal(&outcome) || outcome == "noted") {
            codes.insert("out_of_phase");
        }
        if formal(&outcome) {
            if !called_in && self.state(&item.id).phase == Some(DECISION) {
                codes.extend(self.replies_refuse(item, &c));
            }
            codes.extend(self.decide_in_form(a, item, &c, &outcome));
            return codes;
        }
        let state = self.state(&item.id);
        let asked = outcome == "noted" || (state.phase.is_some() && self.presides(item, &c).is_some());
        if asked && self.unresolved(item) {
            codes.insert("conflicts_unresolved");
        }
        if outcome == "noted" && self.no_business(item) {
            codes.insert("inquorate");
        }
        codes
    }

    fn decide_in_form(&self, a: &Value, item: &Item, c: &str, outcome: &str) -> Codes {
        let mut codes = Codes::new();
        let state = self.state(&item.id);
        if state.phase != Some(DECISION) {
            codes.insert("out_of_phase");
        }
        if !self.quorum(item, c) {
            codes.insert("inquorate");
        }
        if self.composition_breached(item, c) {
            if a["override"].is_object() {
                codes.extend(self.overriding(&a["override"], &[item], &[]));
            } else {
                codes.insert("composition_breached");
            }
        }
        if self.unresolved(item) {
            codes.insert("conflicts_unresolved");
        }
        if self.presides(item, c).is_none() {
            codes.insert("nobody_can_preside");
        }
        // Of an item not begun as at its introduction.
        let present = state.phase.unwrap_or(super::words::INTRODUCTION);
        let in_a_room = self.until(&item.meeting).is_none();
        let must_leave = || !self.must_leave(item, present).is_empty() || self.visitors_must_leave(item, present);
        if in_a_room && present < super::words::CLOSED && must_leave() {
            codes.insert("must_leave_first");
        }
        if outcome != "recommended" {
            let on = self.w.meeting(&item.meeting).map_or(0, |m| m.date);
            codes.extend(self.authority(item, c, on, outcome));
        }
        if matches!(outcome, "ratified" | "not_ratified") {
            codes.extend(self.confirms(item, c, outcome));
        }
        if item.again.as_deref().is_some_and(|first| self.nothing_stands(first, &item.id, c)) {
            codes.insert("out_of_phase");
        }
        // Against the advice of a panel it is said why.
        if says_yes(outcome) == Some(true) && self.unduly_influenced(item) && super::law_room::blank(a, "text") {
            codes.insert("reason_required");
        }
        if self.state(&item.id).elections.contains_key(c) {
            // Somebody is elected, or there is no decision.
            if says_yes(outcome) != Some(true) || self.elected(item, c).is_none() {
                codes.insert("not_carried");
            }
        } else if a["method"].as_str() == Some("consensus") {
            let other = if says_yes(outcome) == Some(true) { "against" } else { "for" };
            let dissent = self.dissent(item, c, &words(a, "dissent"), other);
            if self.voting(item, c)["rule"].as_str() == Some("each_organisation") {
                if !self.organisations_agree(item, c, &dissent) {
                    codes.insert("organisations_disagree");
                }
            } else if !dissent.is_empty() || self.shown(item, c).is_some_and(|h| if other == "for" { h.votes_for } else { h.against } > 0) {
                codes.insert("consensus_not_reached");
            }
            // A tie waits for the casting vote, by whatever method it is decided.
            if self.tally(item, c).casting_vote_needed {
                codes.insert("casting_vote_needed");
            }
            if self.policy(c, &item.meeting).undeclared == "stop" && self.undeclared_in_cohort(item, c) {
                codes.insert("declaration_outstanding");
            }
        } else {
            codes.extend(recorded_votes_refuse(&self.tally(item, c), outcome));
        }
        codes
    }

    /// The committee has decided nothing of an item, or another than this one has decided it again.
    fn nothing_stands(&self, first: &str, own: &str, c: &str) -> bool {
        let formally = |id: &str| self.state(id).decided(c).is_some_and(|d| formal(&d.outcome));
        let mut others = self.w.items.iter().filter(|x| x.again.as_deref() == Some(first) && x.id != own);
        !formally(first) || others.any(|x| formally(&x.id))
    }

    /// What a ratification confirms must be pending, and for `ratified` so many days old.
    fn confirms(&self, item: &Item, c: &str, outcome: &str) -> Codes {
        let Some(what) = item.confirms.as_deref() else { return Codes::new() };
        match self.pending(what, c) {
            None => Codes::from(["out_of_phase"]),
            Some((on, days)) => {
                let early = outcome == "ratified" && self.day(&item.meeting) - on < days;
                if early { Codes::from(["period_invalid"]) } else { Codes::new() }
            }
        }
    }

    /// The decision waits for a confirmation: its day, and how many days it must wait.
    /// A committee confirms its own decision; one that had no part in it confirms those of all that had.
    pub fn pending(&self, what: &str, c: &str) -> Option<(i64, i64)> {
        let item = self.w.item(what)?;
        if self.state(what).decided(c).is_some() {
            return self.pending_of(what, c);
        }
        item.committees.iter().filter_map(|own| self.pending_of(what, own)).max_by_key(|(on, days)| on + days)
    }

    fn pending_of(&self, what: &str, c: &str) -> Option<(i64, i64)> {
        let item = self.w.item(what)?;
        let days = *self.terms(c, &item.meeting).confirmation.get(item.decision_type.as_deref()?)?;
        let d = self.state(what).decided(c).filter(|d| self.w.outcome_now(what, c, d) == "approved")?;
        if self.in_shadow(item, c, "approved") {
            return None;
        }
        let done = self
            .w
            .items
            .iter()
            .filter(|x| x.confirms.as_deref() == Some(what))
            .flat_map(|x| self.state(&x.id).decisions.keys().map(move |by| (x, by)))
            .filter(|(_, by)| *by == c || self.state(what).decided(by).is_none())
            .filter_map(|(x, by)| Some((x, by, self.state(&x.id).decided(by)?)))
            .any(|(x, by, r)| matches!(self.w.outcome_now(&x.id, by, r).as_str(), "ratified" | "not_ratified"));
        (!done).then_some((d.day, days))
    }
}

/// What the votes recorded say against an outcome.
pub fn recorded_votes_refuse(t: &Tally, outcome: &str) -> Option<&'static str> {
    let wanted = says_yes(outcome)?;
    if t.casting_vote_needed {
        return Some("casting_vote_needed");
    }
    (t.carried != wanted).then_some(match t.rule.as_str() {
        "consensus" => "consensus_not_reached",
        "each_organisation" => "organisations_disagree",
        _ => "not_carried",
    })
}
