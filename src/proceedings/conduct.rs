//! Convening, naming who presides, taking an item into a phase, ending the meeting.

use super::changes::{MeetingConvened, MeetingEnded, PhaseBegun, PresiderNamed};
use super::rules::{self, BeginPhase};
use crate::conflicts::name_presider;
use crate::conflicts::ruling::known;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{FactId, ItemId, MeetingId, PersonId};
use crate::meetings::{MeetingState, facts};
use crate::moment::Instant;
use crate::verdict::Refusal;

/// Opens the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::convene`].
pub fn convene(read: &mut Read<'_>, meeting: MeetingId, at: Instant) -> Result<MeetingConvened, Error> {
    let sitting = facts::sitting(read, meeting, &[])?;
    let opening = rules::convene(&sitting, &sitting.room())?;
    Ok(MeetingConvened { id: meeting, at, state: MeetingState::Open, opening })
}

/// Closes the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::close`].
pub fn close(read: &mut Read<'_>, meeting: MeetingId, at: Instant) -> Result<MeetingEnded, Error> {
    let sitting = facts::sitting(read, meeting, &[])?;
    rules::close(&sitting)?;
    Ok(MeetingEnded { id: meeting, at, state: MeetingState::Closed })
}

/// Cancels a meeting that has not been convened.
///
/// # Errors
/// [`Error::NotFound`]; `meeting_not_open` once it has.
pub fn cancel(read: &mut Read<'_>, meeting: MeetingId, at: Instant) -> Result<MeetingEnded, Error> {
    let sitting = facts::sitting(read, meeting, &[])?;
    if sitting.meeting.state != MeetingState::Called {
        return Err(Refusal::of(rules::not_open(&sitting)).into());
    }
    Ok(MeetingEnded { id: meeting, at, state: MeetingState::Cancelled })
}

/// Names somebody to preside over an item.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`name_presider`].
pub fn preside(read: &mut Read<'_>, item: ItemId, person: PersonId, at: Instant) -> Result<PresiderNamed, Error> {
    known(read, &[("/person", person)])?;
    let sitting = facts::sitting_of(read, item, &[person])?;
    let on = sitting.item(item).ok_or(Error::NotFound("item"))?;
    name_presider(&sitting, &sitting.room(), on, person)?;
    Ok(PresiderNamed { id: FactId::new(), meeting: sitting.meeting.id, item, person, at })
}

/// Takes an item into a phase.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::begin`].
pub fn begin(read: &mut Read<'_>, command: BeginPhase, at: Instant) -> Result<PhaseBegun, Error> {
    let sitting = facts::sitting_of(read, command.item, &[])?;
    let item = sitting.item(command.item).ok_or(Error::NotFound("item"))?;
    let permit = rules::begin(&sitting, &sitting.room(), item, command)?;
    Ok(PhaseBegun::from(&permit, sitting.meeting.id, at))
}
