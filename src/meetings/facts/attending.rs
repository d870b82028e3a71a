//! Who has a part in a meeting, asked before anything of it is shown.

use diesel::prelude::*;

use crate::committees;
use crate::db::Read;
use crate::db::plan::few;
use crate::db::schema::attendance;
use crate::fault::Fault;
use crate::ids::{AttendanceId, CommitteeId, MeetingId, PersonId};
use crate::meetings::rules::Meeting;
use crate::moment::Date;

/// Whether a person has a part in a meeting: a seat on its day, or a line in its attendance book.
///
/// # Errors
/// What the database says.
pub fn belongs(read: &mut Read<'_>, meeting: &Meeting, person: PersonId) -> Result<bool, Fault> {
    for committee in &meeting.committees {
        if sits(read, *committee, person, meeting.date)? {
            return Ok(true);
        }
    }
    came(read, meeting.id, person)
}

/// Whether a person holds or deputises for a seat of a committee on a day.
///
/// # Errors
/// What the database says.
pub fn sits(read: &mut Read<'_>, committee: CommitteeId, person: PersonId, day: Date) -> Result<bool, Fault> {
    let held = committees::facts::memberships(read, committee)?;
    Ok(held.iter().any(|membership| membership.person == person && membership.period().holds(day)))
}

fn came(read: &mut Read<'_>, meeting: MeetingId, person: PersonId) -> Result<bool, Fault> {
    let line: Option<AttendanceId> = read.first(
        read.mostly_of(attendance::table)
            .filter(few(attendance::meeting.eq(meeting)))
            .filter(attendance::person.eq(person))
            .filter(attendance::struck.is_null())
            .select(attendance::id)
            .limit(1),
    )?;
    Ok(line.is_some())
}
