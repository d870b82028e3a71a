//! What a committee may decide: by function, by kind of decision, by the part of the agenda; and how that changes.

use super::calendar::Day;
use super::eye::Eye;
use super::law_room::{Codes, blank};
use super::model::{Id, Item, date, text, word};
use super::words::formal;
use super::world::World;
use serde_json::Value;

/// By this event the authority over a function changed.
#[derive(Clone, Debug)]
pub struct Change {
    pub id: Option<Id>,
    pub committee: Id,
    /// As a row of the terms has it.
    pub row: Value,
    pub seq: u64,
    pub withdrawn: bool,
}

fn begins(row: &Value) -> Option<Day> {
    date(row, "from")
}

impl World {
    /// The changes of a committee's authority that were not withdrawn.
    fn changes_of(&self, c: &str) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |x| x.committee == c && !x.withdrawn)
    }

    /// A row of new terms begins on the day of a change of its function.
    pub fn begins_with_a_change(&self, c: &str, rows: &[Value]) -> bool {
        let same = |r: &Value, x: &Change| r["function"] == x.row["function"] && begins(r) == begins(&x.row);
        rows.iter().any(|r| self.changes_of(c).any(|x| same(r, x)))
    }

    /// An event changes the level: it has its evidence in words, begins on no day of another row of the function, and after
    /// every meeting that was held.
    pub fn change_authority(&mut self, s: &Value) -> Codes {
        let c = word(s, "committee");
        let Some(committee) = self.committees.get(&c) else { return Codes::from(["unknown_reference"]) };
        let evidence = &s["evidence"];
        let by_ballot = evidence["what"].as_str() == Some("ballot");
        // No such change can be written down at all.
        if (s["level"] == "shadow" && !s["with"].is_string()) || (by_ballot && !evidence["ballot"].is_string()) {
            return Codes::from(["state_forbids"]);
        }
        let mut codes = Codes::new();
        if by_ballot {
            match self.ballots.get(&word(evidence, "ballot")) {
                None => return Codes::from(["unknown_reference"]),
                Some(false) => drop(codes.insert("ballot_not_carried")),
                Some(true) => {}
            }
        }
        if blank(evidence, "reference") {
            codes.insert("reason_required");
        }
        let from = date(s, "from").unwrap_or(0);
        if date(s, "to").is_some_and(|to| to < from) || self.met(&c).iter().any(|d| from <= *d) {
            codes.insert("period_invalid");
        }
        let mut rows = committee.terms.iter().flat_map(|t| t.authority.iter().flatten()).chain(self.changes_of(&c).map(|x| &x.row));
        let taken = rows.any(|r| r["function"] == s["function"] && begins(r) == Some(from));
        drop(rows);
        if taken {
            codes.insert("duplicate");
        }
        if codes.is_empty() {
            let mut row = serde_json::json!({});
            for key in ["function", "level", "with", "from", "to", "value_limit"] {
                row[key] = s[key].clone();
            }
            self.changes.push(Change { id: text(s, "id"), committee: c, row, seq: self.seq, withdrawn: false });
        }
        codes
    }

    /// It is withdrawn, with a reason, only while nothing was decided on it.
    pub fn withdraw_authority(&mut self, s: &Value) -> Codes {
        let what = text(s, "what");
        let Some(at) = self.changes.iter().position(|x| x.id.is_some() && x.id == what) else { return Codes::from(["unknown_reference"]) };
        let mut codes = Codes::new();
        if blank(s, "reason") {
            codes.insert("reason_required");
        }
        if self.changes[at].withdrawn {
            codes.insert("duplicate");
        } else if self.decided_on(&self.changes[at]) {
            codes.insert("decision_final");
        }
        if codes.is_empty() {
            self.changes[at].withdrawn = true;
        }
        codes
    }

    fn decided_on(&self, x: &Change) -> bool {
        let st = self.now();
        let eye = self.eye(&st);
        let rests = |item: &Item, on: Day| eye.row_on(item, &x.committee, on).is_some_and(|r| r == x.row);
        let formally = |i: &Item| eye.state(&i.id).decisions.get(&x.committee).is_some_and(|d| formal(&d.outcome));
        self.items.iter().any(|i| formally(i) && rests(i, eye.meeting_of(i).date))
            || self.urgents.iter().filter(|u| u.committee == x.committee).any(|u| self.item(&u.item).is_some_and(|i| rests(i, u.on)))
    }
}

impl Eye<'_> {
    /// The row of authority in force for the item's function: the one with the latest date.
    pub fn row(&self, item: &Item, c: &str) -> Option<Value> {
        self.row_on(item, c, self.w.meeting(&item.meeting).map_or(0, |m| m.date))
    }

    /// It is a row of the terms, or an event that changed the level.
    pub fn row_on(&self, item: &Item, c: &str, on: Day) -> Option<Value> {
        let function = item.function.as_deref()?;
        let events = self.w.changes_of(c).filter(|x| x.seq < self.seq).map(|x| &x.row);
        let rows = self.terms_on(c, on).authority.iter().flatten().chain(events);
        rows.filter(|r| r["function"].as_str() == Some(function))
            .filter(|r| begins(r).is_none_or(|f| f <= on) && date(r, "to").is_none_or(|t| on <= t))
            .max_by_key(|r| begins(r))
            .cloned()
    }

    /// The item is taken in a part of the agenda in which the committee only recommends.
    fn only_recommends(&self, item: &Item, c: &str, on: Day) -> bool {
        let parts = &self.terms_on(c, on).agenda_parts;
        let own = |p: &&Value| p["part"].is_string() && p["part"].as_str() == item.agenda_part.as_deref();
        parts.iter().find(own).is_some_and(|p| p["level"].as_str() == Some("recommend"))
    }

    /// Another body takes decisions of the item's kind.
    fn taken_elsewhere(&self, item: &Item, c: &str, on: Day) -> bool {
        let of_its_kind = |p: &&Value| item.decision_type.is_some() && p["decision_type"].as_str() == item.decision_type.as_deref();
        self.terms_on(c, on).pathways.iter().filter(of_its_kind).any(|p| p["decided_by"].as_str() != Some(c))
    }

    /// What authority refuses of an outcome. Of functions nothing is asked where the terms list none and no event speaks of this
    /// one, or where the item names none.
    pub fn authority(&self, item: &Item, c: &str, on: Day, outcome: &str) -> Codes {
        let mut codes = Codes::new();
        if self.only_recommends(item, c, on) || self.taken_elsewhere(item, c, on) {
            codes.insert("reserved_function");
        }
        let row = self.row_on(item, c, on);
        let listed = self.terms_on(c, on).authority.as_ref().is_some_and(|rows| !rows.is_empty());
        if item.function.is_none() || (row.is_none() && !listed) {
            return codes;
        }
        let row = row.unwrap_or_default();
        let may = match row["level"].as_str() {
            Some("decide") => true,
            // In shadow nothing is ratified, and nothing decided that cannot wait.
            Some("shadow") => matches!(outcome, "approved" | "rejected"),
            _ => false,
        };
        if !may {
            codes.insert("reserved_function");
        }
        if row["value_limit"].as_f64().is_some_and(|limit| item.value.is_some_and(|v| v > limit)) {
            codes.insert("above_value_limit");
        }
        codes
    }

    /// What is approved or rejected so has no effect, and says so.
    pub fn in_shadow(&self, item: &Item, c: &str, outcome: &str) -> bool {
        matches!(outcome, "approved" | "rejected") && self.row(item, c).is_some_and(|r| r["level"].as_str() == Some("shadow"))
    }
}
