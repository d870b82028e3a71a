//! Who was in the room, from when to when, in which seat, as whose deputy.
//!
//! In the minute book these are the arrivals and leavings. This folder decides who may come in
//! while an item is under way, and who may sit for whom. It does not decide who is conflicted.

pub mod changes;
pub mod facts;
pub mod http;
pub mod rules;

pub use rules::{Admitted, admit, admit_all};

use crate::access::Seen;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::{self, At, AttendanceEvent, Doing, Event, committee_of_seat};
use crate::people::known;
use changes::AttendanceRecorded;

/// A line as it is told: of a deputy's seat the committee may be left out.
#[derive(Debug, Clone)]
pub struct NewAttendance {
    pub person: PersonId,
    pub event: Event,
    pub at: At,
    pub for_item: Option<ItemId>,
    pub as_deputy_for: Option<(Option<CommitteeId>, String)>,
    pub remote: bool,
}

impl From<AttendanceEvent> for NewAttendance {
    fn from(line: AttendanceEvent) -> Self {
        let AttendanceEvent { person, event, at, for_item, as_deputy_for, remote } = line;
        let as_deputy_for = as_deputy_for.map(|(committee, seat)| (Some(committee), seat));
        Self { person, event, at: at.into(), for_item, as_deputy_for, remote }
    }
}

/// Writes a line in the attendance book.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; people or items it does not know; the refusals of
/// [`admit`].
pub fn attend(read: &mut Read<'_>, meeting: Seen<MeetingId>, told: impl Into<NewAttendance>) -> Result<AttendanceRecorded, Error> {
    let NewAttendance { person, event, at, for_item, as_deputy_for, remote } = told.into();
    let sitting = meetings::facts::sitting(read, meeting, &[person])?;
    known(read, &[("/person", person)])?;
    if as_deputy_for.is_some() && !matches!(event, Event::Arrive | Event::Return) {
        let message = "Somebody sits in a seat from when they arrive or return: leave this out of a leaving and of apologies.";
        return Err(Error::invalid("/as_deputy_for", "not_taken", message));
    }
    let as_deputy_for = match as_deputy_for {
        None => None,
        Some((committee, seat)) => Some((committee_of_seat(&sitting, committee, &seat)?, seat)),
    };
    let at = at.of(&sitting, Doing::Attendance(person, event))?;
    let line = AttendanceEvent { person, event, at, for_item, as_deputy_for, remote };
    if line.for_item.is_some_and(|item| sitting.item(item).is_none()) {
        return Err(Error::invalid("/for_item", "unknown_reference", "There is no such item in this meeting."));
    }
    let permit = admit(&sitting, &sitting.room(), &line)?;
    Ok(AttendanceRecorded::by(&permit, meeting.id()))
}

/// Whether several may come or go together: a group is written line by line, and first asked of
/// as one, so that a refusal changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; the refusals of [`admit_all`].
pub fn may_attend(read: &mut Read<'_>, meeting: Seen<MeetingId>, lines: &[AttendanceEvent]) -> Result<(), Error> {
    let people: Vec<PersonId> = lines.iter().map(|line| line.person).collect();
    let sitting = meetings::facts::sitting(read, meeting, &people)?;
    admit_all(&sitting, lines)?;
    Ok(())
}
