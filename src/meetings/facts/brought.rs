//! What the items of a meeting bring with them from the agendas they were carried over from.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::Read;
use crate::db::plan::among;
use crate::db::schema::{item, ruling};
use crate::fault::Error;
use crate::ids::{ItemId, MeetingId, PersonId, RulingId};
use crate::meetings::sitting::Brought;
use crate::moment::Instant;
use crate::policy::Treatment;

/// Whence the items of a meeting were carried, and the rulings that were in force on each of them there.
///
/// # Errors
/// What the database says.
pub(super) fn brought(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<Brought>, Error> {
    let rows: Vec<(ItemId, Option<ItemId>)> =
        read.rows(read.of(item::table).filter(item::meeting.eq(meeting.id())).select((item::id, item::carried_from)))?;
    let from: Vec<(ItemId, ItemId)> = rows.into_iter().filter_map(|(id, from)| Some((id, from?))).collect();
    if from.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ItemId> = from.iter().map(|(_, from)| *from).collect();
    type Row = (ItemId, PersonId, RulingId, Treatment, Instant, Option<i64>, i64);
    let mut rulings: Vec<Row> =
        read.rows(read.mostly_of(ruling::table).filter(among(ruling::item, ids.clone())).filter(ruling::struck.is_null()).select((
            ruling::item,
            ruling::person,
            ruling::id,
            ruling::treatment,
            ruling::at,
            ruling::place,
            ruling::version,
        )))?;
    // The last of them is in force.
    rulings.sort_by_key(|row| (row.4, row.5.unwrap_or(row.6)));
    let in_force: BTreeMap<(ItemId, PersonId), (RulingId, Treatment)> =
        rulings.into_iter().map(|(item, person, id, treatment, ..)| ((item, person), (id, treatment))).collect();
    let named: Vec<(ItemId, String, String, MeetingId)> =
        read.rows(read.mostly_of(item::table).filter(among(item::id, ids)).select((item::id, item::number, item::title, item::meeting)))?;
    let mut found = Vec::with_capacity(from.len());
    for (id, from) in from {
        let Some((_, number, title, of)) = named.iter().find(|row| row.0 == from) else { continue };
        // What it is called there is told wherever the item is; who may see more of that meeting is asked there.
        let there = super::meeting(read, Seen::without_asking(*of))?;
        let words = format!("item {number}, '{title}', of {} on {}", there.reference, there.date.long());
        let rulings = in_force.iter().filter(|((item, _), _)| *item == from).map(|((_, person), (id, how))| (*id, *person, *how)).collect();
        found.push(Brought { item: id, from, words, rulings });
    }
    Ok(found)
}
