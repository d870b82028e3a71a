//! C9, C10: what another day of a meeting, or another procurement of an item, does to the rulings that bear on the items of
//! one procurement. "Earlier" in it is by date of meeting, then place on the agenda, so that a day is law as a place is; and
//! what is taken out of a procurement is out of reach of all that was ruled in it.
//!
//! The rule is that of the order of an agenda (`ordering`): an exclusion that sticks to a later item goes on sticking to it,
//! and nothing reaches an item that has been begun, decided or ruled on which did not when it was.

use std::collections::{BTreeMap, BTreeSet};

use super::Item;
use super::ordering::Bears;
use crate::ids::{ItemId, PersonId};
use crate::meetings::{EarlierRuling, Ruling, Sitting};
use crate::moment::Date;
use crate::policy::Treatment;
use crate::verdict::{Code, Reason};

/// An item of a procurement, with the rulings on it, where it stands among the others.
#[derive(Debug, Clone)]
pub struct Link {
    pub item: Item,
    /// By date of meeting, then place on the agenda.
    pub place: (Date, i64),
    /// What people call its meeting, where that is another.
    pub reference: Option<String>,
    /// Begun, decided, or ruled on.
    pub is_settled: bool,
    /// In force.
    pub rulings: Vec<EarlierRuling>,
}

impl Link {
    /// An item of the meeting itself, as it would be on a day.
    fn of(sitting: &Sitting, item: &Item, on: Date) -> Self {
        let made: Vec<&Ruling> = sitting.book.rulings.iter().filter(|ruling| ruling.item == item.id).collect();
        let in_force: BTreeMap<PersonId, &Ruling> = made.iter().map(|ruling| (ruling.person, *ruling)).collect();
        // What was ruled is of the item as it would be.
        let as_earlier = |ruling: &Ruling| {
            Some(EarlierRuling {
                ruling: ruling.id,
                item: item.id,
                business: item.business(),
                meeting: sitting.meeting.id,
                title: item.title.clone(),
                date: on,
                position: item.position,
                procurement: item.procurement.clone()?,
                stage: item.effective_stage(),
                person: ruling.person,
                treatment: ruling.treatment,
                by: ruling.by,
                lifts: ruling.over.is_some(),
            })
        };
        Self {
            place: (on, item.position),
            reference: None,
            is_settled: !made.is_empty() || sitting.is_taken(item.id),
            rulings: in_force.into_values().filter_map(as_earlier).collect(),
            item: item.clone(),
        }
    }

    fn is_of_one_with(&self, other: &Self) -> bool {
        self.item.procurement.is_some() && self.item.procurement == other.item.procurement && self.item.business() != other.item.business()
    }

    /// Whether something ruled on it keeps people from another.
    fn keeps_from(&self, sitting: &Sitting, on: &Self) -> bool {
        let sticks = |ruling: &EarlierRuling| sitting.committees.iter().any(|at| ruling.sticks_to(&on.item, &at.policy));
        let removed = |ruling: &EarlierRuling| ruling.treatment == Treatment::Removed;
        self.is_of_one_with(on) && self.rulings.iter().any(|ruling| removed(ruling) || (self.place < on.place && sticks(ruling)))
    }

    /// Whether what a guardian let pass on it ends what stuck, for another that is not before it.
    fn frees(&self, on: &Self) -> bool {
        self.is_of_one_with(on) && self.place <= on.place && self.rulings.iter().any(|ruling| ruling.lifts)
    }

    /// Whether an exclusion on it is among those that end with what a guardian let pass on another.
    fn is_lifted_by(&self, on: &Self) -> bool {
        let excludes = self.rulings.iter().any(|ruling| ruling.treatment >= Treatment::Leave);
        excludes && self.is_of_one_with(on) && self.place < on.place && on.rulings.iter().any(|ruling| ruling.lifts)
    }

    fn named(&self) -> String {
        let of = self.reference.as_ref().map(|reference| format!(", of {reference}")).unwrap_or_default();
        format!("item {}, '{}'{of}", self.item.number, self.item.title)
    }
}

/// The meeting on another day.
#[must_use]
pub fn on_another_day(sitting: &Sitting, to: Date, others: &[Link]) -> Vec<Reason> {
    let cure = "Give a day on which these two keep their order; what was ruled by mistake is struck first.";
    let mut reasons = Vec::new();
    for item in &sitting.items {
        let (was, is) = (Link::of(sitting, item, sitting.meeting.date), Link::of(sitting, item, to));
        reasons.extend(others.iter().filter_map(|other| between(sitting, &was, &is, other)).map(|reason| reason.cure(cure)));
    }
    reasons
}

/// Items of the meeting stated otherwise: `stated` are those that would be others, parts of an item among them.
#[must_use]
pub fn stated_otherwise(sitting: &Sitting, stated: &[Item], others: &[Link]) -> Vec<Reason> {
    let cure = "Leave procurement, stage and committees as they are; what was ruled by mistake is struck first. An item that belongs \
                to another procurement is withdrawn with that reason, and put on the agenda anew.";
    let on = sitting.meeting.date;
    let changed: BTreeSet<ItemId> = stated.iter().map(|item| item.id).collect();
    let own = sitting.items.iter().filter(|item| !changed.contains(&item.id)).map(|item| Link::of(sitting, item, on));
    let beside: Vec<Link> = own.chain(others.iter().cloned()).collect();
    let mut reasons = Vec::new();
    for is in stated.iter().map(|item| Link::of(sitting, item, on)) {
        let Some(was) = sitting.item(is.item.id).map(|item| Link::of(sitting, item, on)) else { continue };
        reasons.extend(beside.iter().filter_map(|other| between(sitting, &was, &is, other)).map(|reason| reason.cure(cure)));
    }
    reasons
}

/// What would be another between an item, as it is and as it would be, and one that stays as it is.
fn between(sitting: &Sitting, was: &Link, is: &Link, other: &Link) -> Option<Reason> {
    // Of each of the two on the other.
    for (then, now, on) in [((was, other), (is, other), other), ((other, was), (other, is), is)] {
        let by = now.0;
        let (kept, keeps) = (then.0.keeps_from(sitting, then.1), now.0.keeps_from(sitting, now.1));
        let (freed, frees) = (then.0.frees(then.1), now.0.frees(now.1));
        if kept && !keeps {
            return Some(reason(&Bears::Unstuck, on, by));
        }
        if (!freed && frees) || (!then.0.is_lifted_by(then.1) && now.0.is_lifted_by(now.1)) {
            return Some(reason(&Bears::Freed, on, by));
        }
        if on.is_settled && ((!kept && keeps) || (freed && !frees)) {
            return Some(reason(&Bears::Reaches, on, by));
        }
    }
    None
}

fn reason(bears: &Bears, on: &Link, by: &Link) -> Reason {
    let (on_it, by_it) = (on.named(), by.named());
    let detail = match bears {
        Bears::Unstuck => format!("What was ruled on {by_it} keeps people from {on_it}, of the same procurement: then it would not."),
        Bears::Freed => format!("What a guardian let pass on one would free the other of {by_it} and {on_it}, of the same procurement."),
        Bears::Reaches => format!("Then what was ruled on {by_it} would stand to {on_it} otherwise than when that was ruled or begun."),
    };
    Reason::new(Code::OthersRestOnIt, "C9", detail).facts([on.item.id, by.item.id].map(ItemId::subject))
}

#[cfg(test)]
mod tests;
