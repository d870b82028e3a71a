//! Convening, naming who presides, taking an item into a phase, ending the meeting.

use super::changes::{MeetingConvened, MeetingEnded, NothingDeclared, PhaseBegun, PresiderNamed};
use super::rules::{self, BeginPhase};
use crate::access::Seen;
use crate::conflicts::name_presider;
use crate::db::Read;
use crate::declarations::{Declare, InterestDeclared, Particulars, declare};
use crate::fault::Error;
use crate::ids::{ItemId, MeetingId, PersonId};
use crate::meetings::{At, Doing, MeetingState, facts};
use crate::people::known;
use crate::verdict::Refusal;

/// Opens the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::convene`].
pub fn convene(read: &mut Read<'_>, meeting: Seen<MeetingId>, at: impl Into<At>) -> Result<MeetingConvened, Error> {
    let sitting = facts::sitting(read, meeting, &[])?;
    let at = at.into().of(&sitting, Doing::Convening)?;
    Ok(MeetingConvened::by(rules::convene(&sitting, &sitting.room(), at.day())?, at))
}

/// Closes the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::close`].
pub fn close(read: &mut Read<'_>, meeting: Seen<MeetingId>, at: impl Into<At>) -> Result<MeetingEnded, Error> {
    let sitting = facts::sitting(read, meeting, &[])?;
    let at = at.into().of(&sitting, Doing::Business)?;
    Ok(MeetingEnded::by(rules::close(&sitting)?, at))
}

/// Cancels a meeting that has not been convened.
///
/// # Errors
/// [`Error::NotFound`]; `meeting_not_open` once it has.
pub fn cancel(read: &mut Read<'_>, meeting: Seen<MeetingId>, at: impl Into<At>) -> Result<MeetingEnded, Error> {
    let sitting = facts::sitting(read, meeting, &[])?;
    let at = at.into().of(&sitting, Doing::Preparation)?;
    Ok(MeetingEnded::by(rules::cancel(&sitting)?, at))
}

/// Names somebody to preside over an item.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`name_presider`].
pub fn preside(read: &mut Read<'_>, item: Seen<ItemId>, person: PersonId, at: impl Into<At>) -> Result<PresiderNamed, Error> {
    known(read, &[("/person", person)])?;
    let sitting = facts::sitting_of(read, item, &[person])?;
    let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?;
    let at = at.into().of(&sitting, Doing::Preparation)?;
    Ok(PresiderNamed::by(&name_presider(&sitting, &sitting.room(), on, person)?, at))
}

/// Declares an interest at a meeting, on an item: known from the meeting's day (C4). Late arrivals
/// declare when they arrive or at the item, so it is taken until the meeting is over.
///
/// # Errors
/// [`Error::NotFound`] for the item; `meeting_not_open` once the meeting is over; those of
/// [`declare`].
pub fn declare_at(read: &mut Read<'_>, item: Seen<ItemId>, interest: &Declare) -> Result<InterestDeclared, Error> {
    let sitting = facts::sitting_of(read, item, &[])?;
    if matches!(sitting.meeting.state, MeetingState::Closed | MeetingState::Cancelled) {
        return Err(Refusal::of(rules::not_open(&sitting)).into());
    }
    let meeting = &sitting.meeting;
    let says = Particulars { declared: meeting.date, ..interest.says.clone() };
    declare(read, &Declare { meeting: Some(meeting.id), item: Some(item.id()), says, draft: false, ..interest.clone() })
}

/// Minutes who said at the meeting that they had nothing to declare; each is named once.
///
/// # Errors
/// [`Error::NotFound`]; people who are not known, or none; the refusals of [`rules::say_nil`].
pub fn say_nil(read: &mut Read<'_>, meeting: Seen<MeetingId>, people: &[PersonId], at: impl Into<At>) -> Result<NothingDeclared, Error> {
    if people.is_empty() || people.len() > MOST_AT_ONCE {
        let message = format!("Name between 1 and {MOST_AT_ONCE} people who have nothing to declare.");
        return Err(Error::invalid("/people", "length", message));
    }
    let pointers: Vec<(String, PersonId)> = people.iter().enumerate().map(|(n, person)| (format!("/people/{n}"), *person)).collect();
    known(read, &pointers.iter().map(|(pointer, person)| (pointer.as_str(), *person)).collect::<Vec<_>>())?;
    let sitting = facts::sitting(read, meeting, people)?;
    let at = at.into().of(&sitting, Doing::Preparation)?;
    let mut once = people.to_vec();
    once.sort_unstable();
    once.dedup();
    Ok(NothingDeclared::by(rules::say_nil(&sitting, &once)?, at))
}

/// How many people are minuted in one statement.
const MOST_AT_ONCE: usize = 200;

/// Takes an item into a phase.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::begin`].
pub fn begin(read: &mut Read<'_>, command: &BeginPhase, at: impl Into<At>) -> Result<PhaseBegun, Error> {
    let named: Vec<PersonId> = command.proceed.iter().map(|proceed| proceed.by).collect();
    known(read, &named.iter().map(|by| ("/proceed/by", *by)).collect::<Vec<_>>())?;
    let sitting = facts::sitting_of(read, command.item, &named)?;
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    let at = at.into().of(&sitting, Doing::Business)?;
    let permit = rules::begin(&sitting, &sitting.room(), item, command)?;
    Ok(PhaseBegun::by(&permit, sitting.meeting.id, at))
}
