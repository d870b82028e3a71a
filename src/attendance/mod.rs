//! Who was in the room, from when to when, in which seat, as whose deputy.
//!
//! In the minute book these are the arrivals and leavings. This folder decides who may come in
//! while an item is under way, and who may sit for whom. It does not decide who is conflicted.

pub mod changes;
pub mod facts;
pub mod http;
pub mod rules;

pub use rules::{Admitted, Attend, admit, admit_all};

use crate::db::Read;
use crate::fault::Error;
use crate::ids::{MeetingId, PersonId};
use crate::meetings;
use crate::people::known;
use changes::AttendanceRecorded;

/// Writes a line in the attendance book.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; people or items it does not know; the refusals of
/// [`admit`].
pub fn attend(read: &mut Read<'_>, meeting: MeetingId, line: &Attend) -> Result<AttendanceRecorded, Error> {
    let sitting = meetings::facts::sitting(read, meeting, &[line.person])?;
    known(read, &[("/person", line.person)])?;
    if line.for_item.is_some_and(|item| sitting.item(item).is_none()) {
        return Err(Error::invalid("/for_item", "unknown_reference", "there is no such item in this meeting"));
    }
    let permit = admit(&sitting, &sitting.room(), line)?;
    Ok(AttendanceRecorded::by(&permit, meeting))
}

/// Whether several may come or go together: a group is written line by line, and first asked of
/// as one, so that a refusal changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; the refusals of [`admit_all`].
pub fn may_attend(read: &mut Read<'_>, meeting: MeetingId, lines: &[Attend]) -> Result<(), Error> {
    let people: Vec<PersonId> = lines.iter().map(|line| line.person).collect();
    let sitting = meetings::facts::sitting(read, meeting, &people)?;
    admit_all(&sitting, lines)?;
    Ok(())
}
