//! Reads the elections of a meeting.

use diesel::prelude::*;

use super::book::{Found, Stands};
use crate::db::plan::among;
use crate::db::schema::election;
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, ItemId, PersonId};
use crate::meetings::acts::Said;
use crate::meetings::elections::Election;
use crate::meetings::rules::Item;
use crate::moment::Instant;

pub(super) fn elections(read: &mut Read<'_>, items: &[Item], found: &mut Found) -> Result<(), Fault> {
    let items: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    type Row = (
        (FactId, i64, ItemId, CommitteeId, PersonId, String, i64, Option<PersonId>, String),
        (Instant, Option<Instant>, Option<i64>, Option<FactId>),
    );
    let rows: Vec<Row> = read.rows(read.mostly_of(election::table).filter(among(election::item, items)).select((
        (
            election::id,
            election::version,
            election::item,
            election::committee,
            election::counted_by,
            election::candidates,
            election::blank_or_spoilt,
            election::drawn_by_lot,
            election::raised,
        ),
        (election::at, election::late, election::place, election::struck),
    )))?;
    for ((id, entry, item, committee, counted_by, candidates, blank, drawn_by_lot, raised), (at, late, place, struck)) in rows {
        let wrong = |_| Fault::Corrupt { table: "election", key: id.to_string(), what: format!("{blank} is no number of ballots") };
        let held = Election {
            id,
            order: entry,
            item,
            committee,
            counted_by,
            candidates: stored("election", &id, &candidates)?,
            blank_or_spoilt: u32::try_from(blank).map_err(wrong)?,
            drawn_by_lot,
            raised: stored("election", &id, &raised)?,
        };
        found.put(Some(id), Stands { entry, at, late, place, struck }, Said::Election(held));
    }
    Ok(())
}
