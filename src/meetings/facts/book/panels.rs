//! Reads what conflicts panels told a meeting.

use diesel::prelude::*;

use super::{Found, Stands};
use crate::db::plan::among;
use crate::db::schema::panel;
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{FactId, ItemId, PersonId};
use crate::meetings::acts::Said;
use crate::meetings::panels::{Finding, Panel};
use crate::meetings::rules::Item;
use crate::moment::{Date, Instant};

/// The words of conflicts panels on these items.
pub(super) fn panels(read: &mut Read<'_>, items: &[Item], found: &mut Found) -> Result<(), Fault> {
    type Row = (
        (FactId, i64, ItemId, Date, PersonId, String, String, String),
        (Option<String>, String, Instant),
        (Option<Instant>, Option<i64>, Option<FactId>),
    );
    let rows: Vec<Row> = read.rows(read.mostly_of(panel::table).filter(among(panel::item, items.iter().map(|item| item.id))).select((
        (panel::id, panel::version, panel::item, panel::met_on, panel::convened_by, panel::unavailable, panel::members, panel::reason),
        (panel::finding, panel::instructions, panel::at),
        (panel::late, panel::place, panel::struck),
    )))?;
    for ((id, entry, item, on, convened_by, unavailable, members, reason), (finding, instructions, at), (late, place, struck)) in rows {
        let finding = finding.map(|text| stored::<Finding>("panel", &id, &text)).transpose()?;
        let (unavailable, members) = (stored("panel", &id, &unavailable)?, stored("panel", &id, &members)?);
        let instructions = stored("panel", &id, &instructions)?;
        let said = Panel { id, order: entry, item, on, convened_by, unavailable, members, reason, finding, instructions, at };
        found.put(Some(id), Stands { entry, at, late, place, struck }, Said::Panel(said));
    }
    Ok(())
}
