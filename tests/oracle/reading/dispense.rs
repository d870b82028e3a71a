//! By a dispensation of a council somebody takes part although they are interested.

use super::calendar::{Day, months_later};
use super::eye::Eye;
use super::law_room::{Codes, blank};
use super::model::{Decl, Id, Item, date, linked, on_the_way, text, word};
use super::packs::Pack;
use super::words::{DISCUSS, NOTE};
use super::world::World;
use serde_json::Value;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
pub struct Dispensation {
    pub org: Id,
    pub person: Id,
    /// The body in whose business the person may take part; none: in all.
    pub concerning: Option<Id>,
    /// No stricter than this they are treated.
    pub cap: usize,
    pub from: Day,
    pub to: Day,
    pub seq: u64,
}

impl World {
    /// A council's monitoring officer gives it to another person: asked for before it begins, for four years at most, with a
    /// reason, reaching back to no day on which a committee of the council has met, and never two of the same at once.
    pub fn dispense(&mut self, s: &Value) -> Codes {
        let (org, person, by) = (word(s, "organisation"), word(s, "person"), word(s, "by"));
        let concerning = text(s, "concerning");
        let nobody = |p: &Id| !self.people.contains_key(p);
        if nobody(&person) || nobody(&by) || std::iter::once(&org).chain(&concerning).any(|o| !self.orgs.contains_key(o)) {
            return Codes::from(["unknown_reference"]);
        }
        let mut codes = Codes::new();
        if self.kind(&org) != "council" {
            codes.insert("state_forbids");
        }
        if by == person {
            codes.insert("ruling_on_self");
        }
        if !self.tagged(&by, "guardian") {
            codes.insert("not_the_decider");
        }
        if blank(s, "reason") {
            codes.insert("reason_required");
        }
        let (from, to) = (date(s, "from").unwrap_or(0), date(s, "to").unwrap_or(0));
        let of_it = self.committees.values().filter(|c| c.org == org).map(|c| c.id.clone());
        let met = of_it.flat_map(|c| self.met(&c)).any(|d| from <= d);
        if to < from || to >= months_later(from, 48) || date(s, "requested").is_some_and(|r| r > from) || met {
            codes.insert("period_invalid");
        }
        let same = |x: &&Dispensation| x.org == org && x.person == person && x.concerning == concerning;
        if self.dispensations.iter().filter(same).any(|x| x.from <= to && from <= x.to) {
            codes.insert("duplicate");
        }
        if codes.is_empty() {
            let cap = if s["allows"].as_str() == Some("vote") { NOTE } else { DISCUSS };
            self.dispensations.push(Dispensation { org, person, concerning, cap, from, to, seq: self.seq });
        }
        codes
    }
}

impl Eye<'_> {
    /// How strictly somebody is treated at most for what leads to an item by these bodies, under the policy of a council.
    pub fn dispensed(&self, (pack, org): &(Pack, Id), person: &str, by: &BTreeSet<Id>, on: Day) -> usize {
        if pack.name != "council_2012" {
            return usize::MAX;
        }
        let concerns = |x: &&Dispensation| x.concerning.as_ref().is_none_or(|c| by.contains(c));
        let own = self.w.dispensations.iter().filter(|x| x.seq < self.seq && x.org == *org && x.person == person);
        own.filter(|x| x.from <= on && on <= x.to).filter(concerns).map(|x| x.cap).min().unwrap_or(usize::MAX)
    }

    /// The ways in which the body of an interest is reached: by which relation, and by which bodies.
    fn ways_to(&self, item: &Item, org: &str) -> Vec<(&'static str, BTreeSet<Id>)> {
        let around = linked(&self.w.orgs, org);
        let mut ways = Vec::new();
        for a in &item.affects {
            for body in std::iter::once(org).chain(around.iter().map(String::as_str)) {
                let by = || on_the_way(&self.w.orgs, org, body);
                if a["class"].is_object() && self.falls(&a["class"], body) {
                    ways.push(("class_member", by()));
                } else if a["organisation"].as_str() == Some(body) {
                    ways.push((if body == org { "own_body" } else { "linked_body" }, by()));
                }
            }
        }
        ways
    }

    /// What a relation may lead to at most: of several ways to the item the one that leaves most.
    pub fn at_most(&self, under: &(Pack, Id), d: &Decl, item: &Item, relation: &str, on: Day) -> usize {
        let financial = matches!(relation, "own_body" | "class_member" | "linked_body");
        let mut ways = d.org.as_deref().map(|o| self.ways_to(item, o)).unwrap_or_default();
        ways.retain(|(r, _)| !financial || *r == relation);
        let by_person = d.related.as_deref().is_some_and(|p| item.affects.iter().any(|a| a["person"].as_str() == Some(p)));
        if by_person || ways.is_empty() {
            ways.push(("indirect", BTreeSet::new()));
        }
        ways.iter().map(|(_, by)| self.dispensed(under, &d.person, by, on)).max().unwrap_or(usize::MAX)
    }
}
