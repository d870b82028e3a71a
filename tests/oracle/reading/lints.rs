//! What is wrong with terms of reference, read on the day they begin with everybody there.

use super::eye::Eye;
use super::model::{Id, Seat, Terms};
use super::quorum::{Chair, Count, Facts};
use super::ratio::Q;
use super::world::World;
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl World {
    pub fn lints(&self, c: &str) -> Value {
        let st = self.now();
        let eye = self.eye(&st);
        let Some(committee) = self.committees.get(c) else { return Value::Null };
        let Some(terms) = committee.terms.iter().max_by_key(|t| t.from) else { return Value::Null };
        let bare = Trial { eye: &eye, c, terms, brought: Vec::new() };
        let mut found = bare.found(committee.delegated);
        // Where nobody was appointed yet, what is said has to be true whoever will be: with the tags the terms ask of
        // people borne by all of them, and by none.
        let brought: Vec<String> = asked(terms).into_iter().filter(|t| !terms.seats.iter().any(|s| s.tags.contains(t))).collect();
        if bare.nobody() && !brought.is_empty() {
            let other = Trial { brought, ..bare }.found(committee.delegated);
            found.retain(|code| other.contains(code));
        }
        json!(found)
    }
}

/// The tags of which the terms speak, in whatever rule.
fn asked(terms: &Terms) -> BTreeSet<String> {
    fn walk(v: &Value, found: &mut BTreeSet<String>) {
        match v {
            Value::Object(o) => o.iter().for_each(|(key, inner)| match (key.as_str(), inner) {
                ("tag", Value::String(tag)) => drop(found.insert(tag.clone())),
                _ => walk(inner, found),
            }),
            Value::Array(list) => list.iter().for_each(|x| walk(x, found)),
            _ => (),
        }
    }
    let mut found = BTreeSet::new();
    walk(&terms.quorum, &mut found);
    walk(&terms.elect_from, &mut found);
    terms.voting.iter().for_each(|rule| walk(&rule["groups"], &mut found));
    terms.composition.iter().for_each(|clause| walk(clause, &mut found));
    found
}

/// Terms tried on whoever was appointed, or, where nobody was, on somebody of its own for each seat.
struct Trial<'a> {
    eye: &'a Eye<'a>,
    c: &'a str,
    terms: &'a Terms,
    /// The tags that whoever is made up for a seat bears.
    brought: Vec<String>,
}

impl Trial<'_> {
    fn found(&self, delegated: bool) -> BTreeSet<&'static str> {
        let (eye, terms) = (self.eye, self.terms);
        let mut found = BTreeSet::new();
        // A holder of two seats counts once; were that all that is wrong, every seat with a person of its own would do.
        let all = self.of(&|_| false, &|_| false, false);
        if all.holds(&terms.quorum) {
            let people: BTreeSet<Id> = all.chairs.iter().flat_map(|x| x.people.clone()).collect();
            if people.iter().any(|p| !self.of(&|x| x == p, &|_| false, false).holds(&terms.quorum)) {
                found.insert("single_point_of_failure");
            }
            let conflicted = withdrawing(eye, &all);
            let out = |p: &str| conflicted.contains(p);
            if !self.of(&|_| false, &out, false).holds(&terms.quorum) {
                found.insert("needs_a_conflicted_capacity");
            }
        } else {
            found.insert("unsatisfiable");
            if self.of(&|_| false, &|_| false, true).holds(&terms.quorum) {
                found.insert("one_person_two_required_seats");
            }
        }
        if exceeds(&all, &terms.quorum, None) {
            found.insert("quorum_exceeds_seats");
        }
        let office = |o: &'static str| terms.seats.iter().filter(move |s| s.office.as_deref() == Some(o));
        if delegated {
            let voting: Vec<&Seat> = terms.seats.iter().filter(|s| s.votes).collect();
            let ours = voting.iter().filter(|s| matches!(s.capacity.as_str(), "lay" | "officer") || self.tagged(s, "executive"));
            if ours.count() * 2 <= voting.len() {
                found.insert("no_lay_and_officer_majority");
            }
            if office("chair").chain(office("vice_chair")).any(|s| s.capacity != "lay") {
                found.insert("chair_not_lay");
            }
            if office("chair").any(|s| self.tagged(s, "lay_audit")) {
                found.insert("audit_lay_chairs");
            }
        }
        let named: BTreeSet<&Id> = terms
            .seats
            .iter()
            .filter(|s| terms.succession.iter().any(|w| s.office.as_ref() == Some(w) || s.id == *w))
            .filter(|s| !self.sitting(s).is_empty())
            .map(|s| &s.id)
            .collect();
        if terms.then_none && named.len() < 2 {
            found.insert("no_succession");
        }
        if cannot_pass(&all, terms) {
            found.insert("weights_cannot_pass");
        }
        let casting = terms.voting.iter().any(|r| r["casting_vote"].as_bool() == Some(true));
        let first = terms.succession.iter().find_map(|w| {
            let seats = terms.seats.iter().filter(|s| s.office.as_ref() == Some(w) || s.id == *w);
            seats.flat_map(|s| self.sitting(s)).next()
        });
        let votes = |p: &Id| all.chairs.iter().any(|x| x.votes && x.seat.member && x.people.contains(p));
        if casting && first.is_some_and(|p| !votes(&p)) {
            found.insert("casting_vote_nobody_has");
        }
        found
    }

    fn holders(&self, seat: &Seat) -> Vec<Id> {
        self.eye.holders_on(self.c, &seat.id, self.terms.from, self.terms.from)
    }

    fn nobody(&self) -> bool {
        self.terms.seats.iter().all(|s| self.holders(s).is_empty())
    }

    /// Who sits in a seat on the terms' first day. Where nobody was appointed yet each seat has somebody of its own: what
    /// is said is of the terms, not of vacancies.
    fn sitting(&self, seat: &Seat) -> Vec<Id> {
        if self.nobody() { vec![World::made_up(&seat.id, &self.brought)] } else { self.holders(seat) }
    }

    fn tagged(&self, seat: &Seat, tag: &str) -> bool {
        let holders = self.sitting(seat);
        seat.tags.iter().any(|t| t == tag) || holders.iter().any(|p| self.eye.w.tagged(p, tag))
    }

    /// A count of the terms' first day with everybody there: who is removed (of the bases only `established` is kept), who
    /// is left out for a conflict, and (`apart`) every seat with its own person.
    fn of(&self, removed: &dyn Fn(&str) -> bool, out: &dyn Fn(&str) -> bool, apart: bool) -> Count<'_> {
        let (eye, terms) = (self.eye, self.terms);
        let chairs: Vec<Chair> = terms
            .seats
            .iter()
            .map(|seat| {
                let base = match terms.who.as_str() {
                    "anyone_in_room" => true,
                    "eligible_voters" => seat.member && seat.votes,
                    _ => seat.member,
                };
                let mut people = self.sitting(seat);
                people.retain(|p| !removed(p));
                if apart {
                    people = people.iter().map(|p| format!("{}\u{1f}{p}", seat.id)).collect();
                }
                let eligible: Vec<Id> = people.iter().filter(|p| !out(p)).cloned().collect();
                let counted = eligible.iter().filter(|_| base).cloned().collect();
                Chair { seat, votes: seat.votes, base, people, eligible, counted }
            })
            .collect();
        let mut presider = None;
        for w in &terms.succession {
            for x in chairs.iter().filter(|x| x.seat.office.as_ref() == Some(w) || x.seat.id == *w) {
                presider = presider.or_else(|| x.eligible.first().cloned());
            }
        }
        Count { eye, facts: facts(), chairs, presider, offset: 0, others: Vec::new() }
    }
}

/// The made-up item: a decision for which no `when` on stage or value applies.
fn facts() -> Facts {
    Facts { purpose: "decision".to_owned(), ..Facts::default() }
}

/// The holders of the seats of GPs and practice managers, but for those from outside the area and the independent.
fn withdrawing(eye: &Eye, count: &Count) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    for x in &count.chairs {
        for p in &x.people {
            let has = |t: &str| x.seat.tags.iter().any(|y| y == t) || eye.w.tagged(p, t);
            if (x.seat.capacity == "gp" || has("practice_manager")) && !has("out_of_area_gp") && !has("independent") {
                found.insert(p.clone());
            }
        }
    }
    found
}

/// A number asks for more than the seats that match.
fn exceeds(count: &Count, e: &Value, org: Option<&str>) -> bool {
    let seats = |s: &Value| {
        let fit = |x: &&Chair| {
            let by_person = x.people.iter().any(|p| count.fits(s, x, Some(p)));
            org.is_none_or(|o| x.seat.org == o) && (by_person || count.fits(s, x, None))
        };
        count.chairs.iter().filter(fit).count() as u64
    };
    for key in ["at_least", "exactly"] {
        if let Some(n) = e[key].as_u64().filter(|_| !e["of"].is_null())
            && n > seats(&e["of"])
        {
            return true;
        }
    }
    let kinds = || e["of"].as_array().into_iter().flatten().filter(|s| seats(s) > 0).count() as u64;
    if e["kinds"].as_u64().is_some_and(|k| k > kinds()) {
        return true;
    }
    if e["each"].as_str() == Some("organisation") {
        return count.organisations().iter().any(|o| exceeds(count, &e["satisfies"], Some(o)));
    }
    let inner = ["all", "any"].iter().flat_map(|k| e[*k].as_array().into_iter().flatten());
    // Under `not` nothing is asked for.
    let nested = ["satisfies", "distinct", "then", "else"].iter().map(|k| &e[*k]).filter(|x| x.is_object());
    inner.chain(nested).any(|x| exceeds(count, x, org))
}

/// Every seat for would not carry.
fn cannot_pass(count: &Count, terms: &Terms) -> bool {
    let Some(rule) = terms.voting.iter().find(|r| facts().fit(&r["when"])) else { return false };
    let voting: Vec<&Chair> = count.chairs.iter().filter(|x| x.votes && x.seat.member).collect();
    let weight = |x: &&Chair| match rule["weights"].get(&x.seat.org).and_then(Value::as_f64) {
        Some(w) => Q::float(w) / Q::int(voting.iter().filter(|y| y.seat.org == x.seat.org).count() as i64),
        None => x.seat.weight.unwrap_or(Q::int(1)),
    };
    let all = voting.iter().fold(Q::zero(), |a, x| a + weight(x));
    let short = rule["affirmative"].as_i64().is_some_and(|n| all < Q::int(n));
    match rule["rule"].as_str() {
        Some("threshold") => short || all < all * Q::text(rule["threshold"].as_str().unwrap_or("1/2")) || all == Q::zero(),
        Some("block") => {
            let Some(groups) = rule["groups"].as_array() else { return short || voting.is_empty() };
            let full = groups.iter().filter(|g| voting.iter().any(|x| count.fits(g, x, x.people.first().map(String::as_str)))).count();
            let of = if rule["basis"].as_str().unwrap_or("cast") == "cast" { full } else { groups.len() };
            short || full * 2 <= of
        }
        _ => short || all == Q::zero(),
    }
}
