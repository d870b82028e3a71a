//! What stands on the agendas of other meetings of a day: there a place counts beside those here.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::db::Read;
use crate::db::plan::few;
use crate::db::schema::{item, meeting};
use crate::fault::Fault;
use crate::ids::{ItemId, MeetingId};
use crate::meetings::Sitting;
use crate::meetings::rules::ordering::Beside;

/// The items of other meetings of that day that belong to a procurement with which the meeting deals. A part that states
/// none has its item's, and its place.
///
/// # Errors
/// What the database says.
pub fn beside(read: &mut Read<'_>, sitting: &Sitting) -> Result<Vec<Beside>, Fault> {
    let procurements: BTreeSet<String> = sitting.items.iter().filter_map(|item| item.procurement.clone()).collect();
    if procurements.is_empty() {
        return Ok(Vec::new());
    }
    type Row = (ItemId, MeetingId, String, String, i64, Option<String>);
    let rows: Vec<Row> = read.rows(
        read.mostly_of(item::table)
            .filter(few(item::procurement.eq_any(procurements.into_iter().collect::<Vec<_>>())))
            .filter(item::meeting.ne(sitting.meeting.id))
            .select((item::id, item::meeting, item::number, item::title, item::position, item::procurement)),
    )?;
    let ids: Vec<MeetingId> = rows.iter().map(|row| row.1).collect::<BTreeSet<_>>().into_iter().collect();
    let meetings: Vec<(MeetingId, String)> = read.rows(
        read.mostly_of(meeting::table)
            .filter(few(meeting::id.eq_any(ids)))
            .filter(meeting::date.eq(sitting.meeting.date))
            .select((meeting::id, meeting::reference)),
    )?;
    let of_the_day = |(item, id, number, title, position, procurement): Row| {
        let (meeting, reference) = meetings.iter().find(|(meeting, _)| *meeting == id)?.clone();
        Some(Beside { item, meeting, reference, number, title, position, procurement: procurement? })
    };
    let mut found: Vec<Beside> = rows.into_iter().filter_map(of_the_day).collect();
    found.sort_by_key(|beside| (beside.meeting, beside.position, beside.item));
    Ok(found)
}
