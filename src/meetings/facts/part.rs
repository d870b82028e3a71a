//! In which meetings a person has a part.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::db::Read;
use crate::db::plan::{among, few, most};
use crate::db::schema::{attendance, meeting, meeting_committee, membership};
use crate::fault::Fault;
use crate::ids::{CommitteeId, MeetingId, PersonId};
use crate::moment::{Date, Period};

/// The meetings in which a person has a part, a seat on its day or a line in its attendance book.
///
/// # Errors
/// What the database says.
pub fn part_of(read: &mut Read<'_>, person: PersonId) -> Result<BTreeSet<MeetingId>, Fault> {
    let register = read.register();
    let came: Vec<MeetingId> = read.rows(
        read.mostly_of(attendance::table)
            .filter(few(attendance::person.eq(person)))
            .filter(attendance::struck.is_null())
            .select(attendance::meeting),
    )?;
    let seats = seats_of(read, person)?;
    let on: BTreeSet<CommitteeId> = seats.iter().map(|(committee, _)| *committee).collect();
    let held: Vec<(CommitteeId, Date, MeetingId)> = read.rows(
        meeting_committee::table
            .inner_join(
                meeting::table.on(meeting::register_id.eq(meeting_committee::register_id).and(meeting::id.eq(meeting_committee::meeting))),
            )
            .filter(most(meeting_committee::register_id.eq(register)))
            .filter(among(meeting_committee::committee, on))
            .select((meeting_committee::committee, meeting::date, meeting::id)),
    )?;
    let sat = held.into_iter().filter(|(committee, day, _)| seats.iter().any(|(of, period)| of == committee && period.holds(*day)));
    Ok(came.into_iter().chain(sat.map(|(_, _, meeting)| meeting)).collect())
}

/// The seats a person holds or deputises for, each with its period.
///
/// # Errors
/// What the database says.
pub(in crate::meetings) fn seats_of(read: &mut Read<'_>, person: PersonId) -> Result<Vec<(CommitteeId, Period)>, Fault> {
    let rows: Vec<(CommitteeId, Date, Option<Date>)> =
        read.rows(read.mostly_of(membership::table).filter(few(membership::person.eq(person))).select((
            membership::committee,
            membership::from_date,
            membership::to_date,
        )))?;
    Ok(rows.into_iter().map(|(committee, from, to)| (committee, Period { from, to })).collect())
}
