//! What stands on the agendas of other meetings: of the same day, where a place counts beside those here, and of any day,
//! where a procurement joins it to what stands here.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::Read;
use crate::db::plan::among;
use crate::db::schema::{decision, item, meeting, phase, reopening};
use crate::fault::{Error, Fault};
use crate::ids::{DecisionId, ItemId, MeetingId};
use crate::meetings::acts::in_force;
use crate::meetings::book::DecidedElsewhere;
use crate::meetings::rules::Item;
use crate::meetings::rules::apart::Link;
use crate::meetings::rules::ordering::Beside;
use crate::meetings::{EarlierRuling, Sitting};
use crate::moment::Instant;

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
    let rows: Vec<Row> =
        read.rows(
            read.mostly_of(item::table)
                .filter(among(item::procurement, procurements))
                .filter(item::meeting.ne(sitting.meeting.id))
                .select((item::id, item::meeting, item::number, item::title, item::position, item::procurement)),
        )?;
    let ids: Vec<MeetingId> = rows.iter().map(|row| row.1).collect::<BTreeSet<_>>().into_iter().collect();
    let meetings: Vec<(MeetingId, String)> = read.rows(
        read.mostly_of(meeting::table)
            .filter(among(meeting::id, ids))
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

/// What other meetings have of the procurements of these items, with the rulings in force on it.
///
/// # Errors
/// What the database says.
pub fn linked(read: &mut Read<'_>, here: MeetingId, items: &[Item]) -> Result<Vec<Link>, Error> {
    let procurements: BTreeSet<String> = items.iter().filter_map(|item| item.procurement.clone()).collect();
    if procurements.is_empty() {
        return Ok(Vec::new());
    }
    let rulings: Vec<EarlierRuling> = in_force(super::earlier(read, here, items)?.iter()).collect();
    let meetings: Vec<MeetingId> = read.rows(
        read.mostly_of(item::table)
            .filter(among(item::procurement, procurements.iter().cloned()))
            .filter(item::meeting.ne(here))
            .select(item::meeting)
            .distinct(),
    )?;
    let mut found = Vec::new();
    for id in meetings {
        // The law binds by them wherever they stand.
        let unasked = Seen::without_asking(id);
        let day = super::meeting(read, unasked)?;
        let items: Vec<Item> = super::items(read, unasked)?
            .into_iter()
            .filter(|item| item.procurement.as_ref().is_some_and(|p| procurements.contains(p)))
            .collect();
        let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
        let begun = read.mostly_of(phase::table).filter(among(phase::item, ids.clone())).filter(phase::struck.is_null());
        let begun: Vec<ItemId> = read.rows(begun.select(phase::item))?;
        let decided: Vec<ItemId> = read.rows(read.mostly_of(decision::table).filter(among(decision::item, ids)).select(decision::item))?;
        let taken: BTreeSet<ItemId> = begun.into_iter().chain(decided).collect();
        found.extend(items.into_iter().map(|item| {
            let rulings: Vec<_> = rulings.iter().filter(|ruling| ruling.item == item.id).cloned().collect();
            let (place, is_settled) = ((day.date, item.position), taken.contains(&item.id) || !rulings.is_empty());
            Link { item, place, reference: Some(day.reference.clone()), is_settled, rulings }
        }));
    }
    Ok(found)
}

/// What other meetings have decided of the procurements of some items of this one, and was not taken back in the sitting.
///
/// # Errors
/// What the database says.
pub fn decided_elsewhere(
    read: &mut Read<'_>,
    sitting: &Sitting,
    of: impl IntoIterator<Item = ItemId>,
) -> Result<Vec<DecidedElsewhere>, Fault> {
    let procurements: BTreeSet<String> = of.into_iter().filter_map(|id| sitting.item(id)?.procurement.clone()).collect();
    if procurements.is_empty() {
        return Ok(Vec::new());
    }
    let items: Vec<(ItemId, Option<String>)> = read.rows(
        read.mostly_of(item::table)
            .filter(among(item::procurement, procurements))
            .filter(item::meeting.ne(sitting.meeting.id))
            .select((item::id, item::procurement)),
    )?;
    let of: BTreeMap<ItemId, String> = items.into_iter().filter_map(|(id, procurement)| Some((id, procurement?))).collect();
    let ids = of.keys().copied();
    let taken: Vec<(DecisionId, ItemId, Instant)> =
        read.rows(read.mostly_of(decision::table).filter(among(decision::item, ids)).select((decision::id, decision::item, decision::at)))?;
    let of_them = read.mostly_of(reopening::table).filter(among(reopening::decision, taken.iter().map(|row| row.0)));
    let again: Vec<DecisionId> = read.rows(of_them.select(reopening::decision))?;
    let stands = taken.into_iter().filter(|row| !again.contains(&row.0));
    Ok(stands.filter_map(|(_, item, at)| Some(DecidedElsewhere { procurement: of.get(&item)?.clone(), at })).collect())
}
