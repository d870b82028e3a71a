//! Reads the attendance book line by line.

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::Read;
use crate::db::schema::attendance;
use crate::fault::Fault;
use crate::ids::{AttendanceId, CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::Event;
use crate::moment::Instant;

/// A line of the book.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: AttendanceId,
    pub person: PersonId,
    pub event: Event,
    pub at: Instant,
    pub for_item: Option<ItemId>,
    pub committee: Option<CommitteeId>,
    pub as_deputy_for: Option<String>,
    pub remote: bool,
    pub version: i64,
}

/// The lines of a meeting in the order of the log.
///
/// # Errors
/// What the database says.
pub fn lines(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<Line>, Fault> {
    type Row = (AttendanceId, PersonId, Event, Instant, Option<ItemId>, Option<CommitteeId>, Option<String>, bool, i64);
    let rows: Vec<Row> =
        read.rows(read.of(attendance::table).filter(attendance::meeting.eq(meeting.id())).order(attendance::version.asc()).select((
            attendance::id,
            attendance::person,
            attendance::event,
            attendance::at,
            attendance::for_item,
            attendance::deputy_committee,
            attendance::deputy_seat,
            attendance::remote,
            attendance::version,
        )))?;
    let to_line = |(id, person, event, at, for_item, committee, as_deputy_for, remote, version): Row| Line {
        id,
        person,
        event,
        at,
        for_item,
        committee,
        as_deputy_for,
        remote,
        version,
    };
    Ok(rows.into_iter().map(to_line).collect())
}
