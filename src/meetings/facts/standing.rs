//! What the meetings of a committee begin with.

use diesel::prelude::*;

use crate::db::plan::{among, few};
use crate::db::schema::{meeting, meeting_committee, standing_list};
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, MeetingId};
use crate::meetings::rules::{ItemStatement, MeetingState};
use crate::moment::Date;

/// A list of standing items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingList {
    pub from: Date,
    pub items: Vec<ItemStatement>,
    pub version: i64,
}

/// The list with which a meeting of a day begins: the last from that day or before, and of one day the last entered.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn in_force(read: &mut Read<'_>, committee: CommitteeId, day: Date) -> Result<Option<StandingList>, Fault> {
    let row: Option<(FactId, Date, String, i64)> = read.first(
        read.mostly_of(standing_list::table)
            .filter(few(standing_list::committee.eq(committee)))
            .filter(standing_list::from_date.le(day))
            .order((standing_list::from_date.desc(), standing_list::version.desc()))
            .select((standing_list::id, standing_list::from_date, standing_list::items, standing_list::version))
            .limit(1),
    )?;
    row.map(|(id, from, items, version)| Ok(StandingList { from, items: stored("standing_list", &id, &items)?, version })).transpose()
}

/// The meetings of a committee that are not cancelled, on these days.
///
/// # Errors
/// What the database says.
pub fn meets_on(read: &mut Read<'_>, committee: CommitteeId, days: &[Date]) -> Result<Vec<(Date, MeetingId, String)>, Fault> {
    let of_it: Vec<MeetingId> = read.rows(
        read.mostly_of(meeting_committee::table).filter(few(meeting_committee::committee.eq(committee))).select(meeting_committee::meeting),
    )?;
    let mut rows: Vec<(Date, MeetingId, String)> = read.rows(
        read.mostly_of(meeting::table)
            .filter(among(meeting::id, of_it))
            .filter(meeting::date.eq_any(days.to_vec()))
            .filter(meeting::state.ne(MeetingState::Cancelled))
            .select((meeting::date, meeting::id, meeting::reference)),
    )?;
    rows.sort_by_key(|row| (row.0, row.1));
    Ok(rows)
}
