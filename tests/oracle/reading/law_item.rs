//! What refuses presiding, rulings, phases and co-options.

use super::deeds::{committee_of, item_key, seat_committee};
use super::eye::Eye;
use super::law_room::{Codes, blank};
use super::model::{Id, Item, Seat, word};
use super::quorum::{Count, Here};
use super::words::{CLOSED, DECISION, DELIBERATION, INTRODUCTION, NOTE, phase, treatment};
use serde_json::Value;

impl Eye<'_> {
    pub fn preside(&self, a: &Value) -> Codes {
        let mut codes = Codes::new();
        let Some(item) = self.w.item(&item_key(a)) else { return codes };
        let p = word(a, "person");
        if self.is_cancelled(&item.meeting) {
            codes.insert("meeting_not_open");
        }
        let among: Vec<&Id> = match a["committee"].as_str() {
            Some(c) => match item.committees.iter().find(|x| *x == c) {
                Some(c) => vec![c],
                None => return Codes::from(["item_not_in_this_committee"]),
            },
            None => item.committees.iter().collect(),
        };
        // Whose deputy sits holds the seat still.
        let holds = |s: &Seat, c: &str| self.holders(c, &s.id, &item.meeting).contains(&p);
        let of_theirs = |c: &str, fits: &dyn Fn(&Seat) -> bool| self.terms(c, &item.meeting).seats.iter().any(|s| holds(s, c) && fits(s));
        if !among.iter().any(|c| self.has_vote(item, c, &p) || of_theirs(c, &|s| s.member && self.votes(item, s))) {
            let seated = among.iter().any(|c| !self.seats_of(item, c, &p).is_empty() || of_theirs(c, &|_| true));
            codes.insert(if seated { "seat_does_not_vote" } else { "not_a_member_of_this_committee" });
        }
        let s = self.sitting(&item.meeting);
        if s.convened && !s.in_room(&p) && self.until(&item.meeting).is_none() {
            codes.insert("not_present");
        }
        if self.conflicted(&p, item) {
            codes.insert("presider_conflicted");
        }
        // A convener may be of any committee concerned, in its succession or not.
        // Whoever was borrowed into a seat may always be named.
        let borrowed = |c: &str| self.co_opted(item).iter().any(|(s, who)| *who == p && s.as_ref().is_some_and(|(cc, _)| cc == c));
        if let [c] = among[..]
            && !borrowed(c)
            && !self.succession(c, &item.meeting).contains(&p)
        {
            let terms = self.terms(c, &item.meeting);
            if terms.then_none || (!terms.elect_from.is_null() && !self.fits_election(item, c, &p)) {
                codes.insert("nobody_can_preside");
            }
        }
        codes
    }

    /// Somebody fits `elect_from` by a seat they act in.
    fn fits_election(&self, item: &Item, c: &str, p: &str) -> bool {
        let sup = super::counting::Suppose { here: Here::Everybody, nobody_excluded: true, in_person: true, far: false, opening: false };
        let count: Count = self.count_at(item, c, &item.meeting, &sup);
        let from = &self.terms(c, &item.meeting).elect_from;
        count.chairs.iter().any(|x| x.people.iter().any(|y| y == p) && count.fits(from, x, Some(p)))
    }

    pub fn rule(&self, a: &Value) -> Codes {
        let mut codes = Codes::new();
        let Some(item) = self.w.item(&item_key(a)) else { return codes };
        let (p, by) = (word(a, "person"), word(a, "by"));
        let t = treatment(a["treatment"].as_str().unwrap_or(""));
        if self.state(&item.id).phase == Some(CLOSED) {
            codes.insert("decision_final");
        }
        if by == p {
            codes.insert("ruling_on_self");
        }
        if self.conflicted(&by, item) {
            codes.insert("decider_conflicted");
        }
        if codes.is_disjoint(&Codes::from(["ruling_on_self", "decider_conflicted"])) && !self.rules_on(item, &p, &by) {
            codes.insert("not_the_decider");
        }
        if item.committees.iter().any(|c| !self.policy(c, &item.meeting).permitted.contains(&t)) {
            codes.insert("treatment_not_permitted");
        }
        let proposal = self.proposal(&p, item);
        // Restrictiveness is the order of the rows of the table: `participate` and `note` are one of them.
        let t = t.max(NOTE);
        if t < proposal.treatment && blank(a, "reason") {
            codes.insert("reason_required");
        }
        if t < proposal.fixed {
            codes.insert("below_floor");
        }
        // As a panel instructed: no more strictly either.
        if proposal.exact && t > proposal.treatment.max(NOTE) {
            codes.insert("treatment_not_permitted");
        }
        if t < proposal.floor {
            if a["override"].is_object() {
                codes.extend(self.overriding(&a["override"], &[item], std::slice::from_ref(&p)));
            } else {
                codes.insert("below_floor");
            }
        }
        codes
    }

    /// What is wrong with an override itself. `about`: the person ruled on, or the authors.
    pub fn overriding(&self, o: &Value, items: &[&Item], about: &[Id]) -> Codes {
        let mut codes = Codes::new();
        let by = word(o, "by");
        if blank(o, "reason") {
            codes.insert("reason_required");
        }
        let on_self = about.contains(&by);
        let conflicted = items.iter().any(|i| self.conflicted(&by, i));
        if on_self {
            codes.insert("ruling_on_self");
        }
        if conflicted {
            codes.insert("decider_conflicted");
        }
        let presides = items.iter().any(|i| self.presides_in_any(i, &by));
        if !on_self && !conflicted && (!self.w.tagged(&by, "guardian") || presides) {
            codes.insert("not_the_decider");
        }
        codes
    }

    pub fn begin(&self, a: &Value) -> Codes {
        let mut codes = Codes::new();
        let Some(item) = self.w.item(&item_key(a)) else { return codes };
        let to = phase(a["phase"].as_str().unwrap_or(""));
        let state = self.state(&item.id);
        if !self.is_open(&item.meeting) {
            codes.insert("meeting_not_open");
        }
        if state.phase.is_some_and(|p| to <= p) {
            codes.insert("out_of_phase");
        }
        if !self.all_presided(item) {
            codes.insert("nobody_can_preside");
        }
        if to != INTRODUCTION && self.unresolved(item) {
            codes.insert("conflicts_unresolved");
        }
        if matches!(to, DELIBERATION | DECISION) {
            if !self.must_leave(item, to).is_empty() || self.visitors_must_leave(item, to) {
                codes.insert("must_leave_first");
            }
            let without: Vec<&Id> = item.committees.iter().filter(|c| self.tally(item, c).majority_withdrew()).collect();
            if !without.is_empty() && !state.proceeded {
                let p = &a["proceed"];
                if p.is_object() {
                    let by = word(p, "by");
                    if !without.iter().any(|c| self.presides(item, c).as_deref() == Some(by.as_str())) {
                        codes.insert("not_the_decider");
                    }
                    if blank(p, "reason") {
                        codes.insert("reason_required");
                    }
                } else {
                    codes.insert("majority_withdrew");
                }
            }
            if self.no_business(item) {
                codes.insert("inquorate");
            }
            if to == DECISION {
                codes.extend(
                    item.committees.iter().filter_map(|c| self.days_refuse(c, &item.meeting)).filter(|code| *code == "period_invalid"),
                );
            }
            if self.called_in(item) {
                codes.insert("out_of_phase");
            }
        }
        codes
    }

    /// Where the terms of a committee concerned say so, without a quorum there is no business at all.
    pub fn no_business(&self, item: &Item) -> bool {
        let in_a_room = self.until(&item.meeting).is_none();
        in_a_room && item.committees.iter().any(|c| self.terms(c, &item.meeting).business_all && !self.quorum(item, c))
    }

    pub fn co_opt(&self, a: &Value) -> Codes {
        let mut codes = Codes::new();
        let Some(item) = self.w.item(&item_key(a)) else { return codes };
        let (p, by) = (word(a, "person"), word(a, "by"));
        let among: Vec<Id> = match a["seat"].as_str() {
            Some(seat) => match seat_committee(self, item, seat) {
                Some(c) => vec![c],
                None => return Codes::from(["unknown_reference"]),
            },
            None => item.committees.clone(),
        };
        let presiding: Vec<Id> = among.iter().filter_map(|c| self.presides(item, c)).collect();
        let may = if presiding.is_empty() {
            let chief = among.iter().any(|c| {
                self.terms(c, &item.meeting)
                    .seats
                    .iter()
                    .filter(|s| s.tags.iter().any(|t| t == "chief_officer") || self.w.tagged(&by, "chief_officer"))
                    .any(|s| self.holders(c, &s.id, &item.meeting).contains(&by))
            });
            (chief || self.w.tagged(&by, "guardian")) && !self.conflicted(&by, item)
        } else {
            presiding.contains(&by)
        };
        if !may {
            codes.insert("not_the_decider");
        }
        if self.outstanding(&p, self.day(&item.meeting)) {
            codes.insert("declaration_outstanding");
        }
        if self.conflicted(&p, item) {
            codes.insert("awaiting_ruling");
        }
        if blank(a, "reason") {
            codes.insert("reason_required");
        }
        codes
    }

    pub fn committee_concerned(&self, a: &Value, item: &Item) -> Option<Id> {
        let c = committee_of(a, item);
        item.committees.contains(&c).then_some(c)
    }
}
