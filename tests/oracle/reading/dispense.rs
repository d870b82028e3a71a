//! By a dispensation of a council somebody takes part although they are interested.

use super::calendar::{Day, months_later};
use super::eye::Eye;
use super::law_room::{Codes, blank};
use super::model::{Id, date, text, word};
use super::words::{DISCUSS, NOTE};
use super::world::World;
use serde_json::Value;

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
    /// How strictly somebody is treated at most for what a relation leads to in a council's committees, on a day; `body` is
    /// that of the interest.
    pub fn dispensed(&self, org: &str, person: &str, body: Option<&str>, on: Day) -> Option<usize> {
        let concerns = |x: &&Dispensation| x.concerning.is_none() || x.concerning.as_deref() == body;
        let own = self.w.dispensations.iter().filter(|x| x.seq < self.seq && x.org == org && x.person == person);
        own.filter(|x| x.from <= on && on <= x.to).filter(concerns).map(|x| x.cap).min()
    }
}
