//! Which committee is meant where a request names none: the only one that can be.

use schemars::JsonSchema;
use serde::Deserialize;

use super::facts;
use super::facts::attending::sits;
use super::rules::Meeting;
use crate::committees;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};

/// A committee, where several decide in common.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InCommittee {
    pub committee: Option<CommitteeId>,
}

/// The item is none of this committee's business.
#[must_use]
pub fn not_concerned(pointer: &str) -> Error {
    Error::invalid(pointer, "unknown_reference", "The item does not concern this committee.")
}

/// The committee named, or the only one that the item concerns (and in which the person sits,
/// where one is named).
///
/// # Errors
/// [`Error::NotFound`] for the item; [`Error::Invalid`] with the choices.
pub fn committee(
    read: &mut Read<'_>,
    item: ItemId,
    given: Option<CommitteeId>,
    person: Option<PersonId>,
    pointer: &str,
) -> Result<CommitteeId, Error> {
    if let Some(given) = given {
        return Ok(given);
    }
    let id = facts::meeting_of(read, item)?;
    let meeting = facts::meeting(read, id)?;
    if let [only] = meeting.committees.as_slice() {
        return Ok(*only);
    }
    let items = facts::items(read, id)?;
    let item = items.iter().find(|other| other.id == item).ok_or(Error::NotFound("item"))?;
    let mut concerned: Vec<CommitteeId> = meeting.committees.iter().copied().filter(|committee| item.concerns(*committee)).collect();
    if let (Some(person), true) = (person, concerned.len() > 1) {
        let mut his = Vec::new();
        for committee in &concerned {
            if sits(read, *committee, person, meeting.date)? {
                his.push(*committee);
            }
        }
        if !his.is_empty() {
            concerned = his;
        }
    }
    only_of(read, &concerned, pointer)
}

/// The committee of a meeting that has a seat of this name.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; [`Error::Invalid`] with the choices.
pub fn committee_of_seat(read: &mut Read<'_>, meeting: MeetingId, given: Option<CommitteeId>, seat: &str) -> Result<CommitteeId, Error> {
    let Meeting { committees: all, date, .. } = facts::meeting(read, meeting)?;
    if let Some(given) = given {
        if !all.contains(&given) {
            return Err(Error::invalid("/committee", "unknown_reference", "this committee does not sit in the meeting"));
        }
        return Ok(given);
    }
    let mut with_it = Vec::new();
    for committee in &all {
        let terms = committees::facts::terms_on(read, *committee, date)?;
        if terms.is_some_and(|terms| terms.seat(seat).is_some()) {
            with_it.push(*committee);
        }
    }
    // A seat that is nowhere is refused by the rules, in words.
    only_of(read, if with_it.is_empty() { &all } else { &with_it }, "/committee")
}

fn only_of(read: &mut Read<'_>, choices: &[CommitteeId], pointer: &str) -> Result<CommitteeId, Error> {
    if let [only] = choices {
        return Ok(*only);
    }
    let mut named = Vec::new();
    for id in choices {
        let name = committees::facts::committee(read, *id)?.map_or_else(String::new, |committee| committee.name);
        named.push(format!("{id} ({name})"));
    }
    let message = format!("Several committees decide here, each for itself: name one of {}.", named.join(", "));
    Err(Error::Invalid(vec![FieldError::new(pointer, "required", message)]))
}
