//! What would change, were people to come or to stay away: a question, and nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::conflicts::Standings;
use crate::fault::{Error, Fault, FieldError};
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting, committee_of_seat};
use crate::quorum::rules::sentences::{self, list};
use crate::quorum::rules::suppose::{Borrowed, Supposed, without};
use crate::quorum::{Expectation, Forecast, brief};

/// What is tried in a forecast.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Tried {
    /// One item alone.
    pub(super) item: Option<ItemId>,
    /// People who might stay away, separated by commas.
    without: Option<Vec<PersonId>>,
    /// People who might come after all; a deputy sits where the holder stays away.
    with: Option<Vec<PersonId>>,
}

/// What is tried.
#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WhatIf {
    /// People who might stay away, or leave, as in `/api/v1/people/{id}`.
    #[validate(length(max = 50, message = "At most 50 people are tried at once."))]
    away: Vec<PersonId>,
    /// People who sent apologies and might come after all, as in `/api/v1/people/{id}`.
    #[validate(length(max = 50, message = "At most 50 people are tried at once."))]
    coming: Vec<PersonId>,
    /// Deputies who might sit, where the holder stays away or has to leave for an item.
    #[validate(length(max = 50, message = "At most 50 people are tried at once."))]
    deputies: Vec<Deputy>,
    /// People who might be borrowed for an item, or for every item for which nobody counts in the seat.
    #[validate(length(max = 50, message = "At most 50 people are tried at once."))]
    pub(super) co_opted: Vec<CoOpted>,
}

/// A deputy in a seat.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Deputy {
    /// Who, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// The seat, by its name in the terms of reference.
    seat: String,
    /// Whose seat that is, where two committees have one of that name.
    committee: Option<CommitteeId>,
}

/// Somebody who is borrowed.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CoOpted {
    /// Who, as in `/api/v1/people/{id}`.
    pub(super) person: PersonId,
    /// The seat, by its name in the terms of reference.
    seat: String,
    /// Whose seat that is, where two committees have one of that name.
    committee: Option<CommitteeId>,
    /// For this item alone, as in `/api/v1/items/{id}`.
    item: Option<ItemId>,
}

/// What would be, compared with what is to be expected now.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WouldBe {
    /// What would change, in a sentence.
    says: String,
    /// Every item in each committee, in the order of the agenda.
    items: Vec<ItemWouldBe>,
    /// Of whom something was tried that would have no effect, and why; empty where all of it would.
    without_effect: Vec<String>,
}

/// An item in one committee, now and then.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ItemWouldBe {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Its number on the agenda for people, such as `5`, or `5.1` of a part.
    number: String,
    /// What the business is called on the agenda.
    title: String,
    /// The committee, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// What the committee is called on the register now.
    committee_name: String,
    /// What is to be expected as things stand.
    now: Expectation,
    /// What would be.
    then: Expectation,
    /// Whether anything would be otherwise: the answer, or on whom it depends.
    changes: bool,
    /// What would be, in a sentence with names.
    says: String,
}

impl WhatIf {
    /// Whoever is tried, each with where they are named.
    pub(super) fn people(&self) -> Vec<(String, PersonId)> {
        let plain = |name: &'static str, people: &[PersonId]| -> Vec<(String, PersonId)> {
            people.iter().enumerate().map(|(n, person)| (format!("/{name}/{n}"), *person)).collect()
        };
        let mut all = [plain("away", &self.away), plain("coming", &self.coming)].concat();
        all.extend(self.deputies.iter().enumerate().map(|(n, tried)| (format!("/deputies/{n}/person"), tried.person)));
        all.extend(self.co_opted.iter().enumerate().map(|(n, tried)| (format!("/co_opted/{n}/person"), tried.person)));
        all
    }

    /// The same of a meeting: with the committees whose seats are meant.
    pub(super) fn of(&self, sitting: &Sitting) -> Result<Supposed, Error> {
        let mut faults: Vec<FieldError> = Vec::new();
        let mut seat = |pointer: String, committee: Option<CommitteeId>, seat: &str| match committee_of_seat(sitting, committee, seat) {
            Ok(committee) if sitting.committee(committee).is_some_and(|at| at.seat(seat).is_some()) => Some((committee, seat.to_owned())),
            Ok(_) => {
                faults.push(FieldError::new(format!("{pointer}/seat"), "unknown_reference", "There is no such seat in this committee."));
                None
            }
            Err(fault) => {
                faults.push(FieldError { pointer: format!("{pointer}{}", fault.pointer), ..fault });
                None
            }
        };
        let deputies = self.deputies.iter().enumerate();
        let deputies =
            deputies.filter_map(|(n, tried)| Some((seat(format!("/deputies/{n}"), tried.committee, &tried.seat)?, tried.person))).collect();
        let borrowed = self.co_opted.iter().enumerate();
        let borrowed = borrowed.filter_map(|(n, tried)| {
            let seats = vec![seat(format!("/co_opted/{n}"), tried.committee, &tried.seat)?];
            Some(Borrowed { person: tried.person, seats, item: tried.item })
        });
        let borrowed = borrowed.collect();
        for (n, tried) in self.co_opted.iter().enumerate() {
            if tried.item.is_some_and(|item| sitting.item(item).is_none()) {
                faults.push(FieldError::new(format!("/co_opted/{n}/item"), "unknown_reference", "There is no such item in this meeting."));
            }
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let (away, coming) = (self.away.iter().copied().collect(), self.coming.iter().copied().collect());
        Ok(Supposed { away, coming, deputies, borrowed })
    }
}

/// What would be, item by item; of what is `hidden` from the reader nobody is named.
pub(super) fn would_be(
    sitting: &Sitting,
    supposed: &Supposed,
    hidden: &BTreeSet<ItemId>,
    go_on: impl Fn() -> Result<(), Fault>,
) -> Result<WouldBe, Error> {
    let (standings, room) = (Standings::bounded(sitting), sitting.room());
    let (as_is, then) = (Supposed::default().everybody(sitting, &room), supposed.everybody(sitting, &room));
    let mut items = Vec::new();
    let mut moved: BTreeMap<Expectation, Vec<String>> = BTreeMap::new();
    for item in sitting.items.iter().filter(|item| item.is_on()) {
        go_on()?;
        let before = Supposed::default().on(&standings, &as_is, item).forecasts(&standings, item);
        let on = supposed.on(&standings, &then, item);
        let after = on.forecasts(&standings, item);
        standings.are_all()?;
        let names = !hidden.contains(&item.id);
        for ((at, before), after) in on.committees.iter().zip(&before).zip(&after) {
            if before.expectation != after.expectation {
                let in_common = if on.committees.len() > 1 { format!(" in {}", at.committee.name) } else { String::new() };
                moved.entry(after.expectation).or_default().push(format!("{}{in_common}", item.number));
            }
            items.push(told(&standings, item, at, names, (before, after)));
        }
    }
    let without_effect = without_effect(&standings, supposed, &|item: &Item| item.is_on() && !hidden.contains(&item.id));
    Ok(WouldBe { says: summary(&moved, &items), items, without_effect })
}

fn told(
    standings: &Standings<'_>,
    item: &Item,
    at: &CommitteeAtMeeting,
    names: bool,
    (before, after): (&Forecast, &Forecast),
) -> ItemWouldBe {
    let says = if names { sentences::expected(standings, item, at, after, None) } else { brief(after.expectation).to_owned() };
    ItemWouldBe {
        item: item.id,
        number: item.number.clone(),
        title: item.title.clone(),
        committee: at.committee.id,
        committee_name: at.committee.name.clone(),
        now: before.expectation,
        then: after.expectation,
        changes: before.expectation != after.expectation || before.depends_on != after.depends_on,
        says,
    }
}

fn summary(moved: &BTreeMap<Expectation, Vec<String>>, items: &[ItemWouldBe]) -> String {
    let become_what = |expectation: &Expectation| match expectation {
        Expectation::Quorate => "quorate, even if any one person stays away",
        Expectation::Depends => "quorate if everybody needed comes",
        Expectation::Inquorate => "inquorate",
    };
    let told: Vec<String> = moved
        .iter()
        .map(|(then, numbers)| {
            let items = if numbers.len() == 1 { "Item" } else { "Items" };
            format!("{items} {} would become {}.", list(numbers, "and"), become_what(then))
        })
        .collect();
    match (told.is_empty(), items.iter().any(|item| item.changes)) {
        (false, _) => told.join(" "),
        (true, true) => "No answer would change, but on whom some depend would.".to_owned(),
        (true, false) => "Nothing would change.".to_owned(),
    }
}

/// Who was tried in vain: a deputy whose seat is never free for an item, or somebody borrowed who has an interest.
fn without_effect(standings: &Standings<'_>, supposed: &Supposed, is_told: &dyn Fn(&Item) -> bool) -> Vec<String> {
    let sitting = standings.sitting;
    let mut found = Vec::new();
    for lent in &supposed.borrowed {
        let of: Vec<String> = sitting
            .items
            .iter()
            .filter(|item| lent.item.is_none_or(|of| of == item.id) && is_told(item))
            .filter(|item| standings.standing(item, lent.person).is_conflicted())
            .map(|item| item.number.clone())
            .collect();
        if !of.is_empty() {
            let items = if of.len() == 1 { "item" } else { "items" };
            let name = sitting.name(lent.person);
            found.push(format!("{name} has an interest in {items} {}, and would not be borrowed for it.", list(&of, "and")));
        }
    }
    let room = supposed.everybody(sitting, &sitting.room());
    for (seat, deputy) in &supposed.deputies {
        let mut told = sitting.items.iter().filter(|item| is_told(item) && item.concerns(seat.0)).peekable();
        let sits = |item: &Item| supposed.on(standings, &room, item).room.sitting_for.get(seat) == Some(deputy);
        if told.peek().is_some() && !told.any(sits) {
            let name = sitting.name(*deputy);
            found.push(format!("{name} would sit for no item: somebody who holds the seat is there for each, or another deputy is."));
        }
    }
    found
}

/// The room as it would be: some stay away, some come after all, and a named deputy sits for a
/// holder who stays away.
pub(super) fn supposed(sitting: &Sitting, what_if: &Tried) -> Room {
    let mut room = sitting.room();
    for person in what_if.without.iter().flatten() {
        room = without(&room, *person);
    }
    for person in what_if.with.iter().flatten() {
        room.apologies.remove(person);
        room.present.insert(*person);
        for at in &sitting.committees {
            for seat in at.seats().iter().filter(|seat| seat.deputies) {
                let free = at.holders(&seat.id).all(|holder| room.apologies.contains(&holder));
                if free && at.deputies(&seat.id).any(|deputy| deputy == *person) {
                    room.sitting_for.entry((at.committee.id, seat.id.clone())).or_insert(*person);
                }
            }
        }
    }
    room
}
