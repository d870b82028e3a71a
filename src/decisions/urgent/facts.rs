//! Reads urgent decisions, and whether they still stand.

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::plan::few;
use crate::db::schema::{item, urgent_decision};
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{CommitteeId, DecisionId, ItemId, PersonId};
use crate::moment::Date;

/// An urgent decision as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urgent {
    pub id: DecisionId,
    /// The item by which it was to be ratified when it was taken.
    pub item: ItemId,
    pub committee: CommitteeId,
    pub by: Vec<PersonId>,
    pub consulted: Vec<PersonId>,
    pub unavailable: Vec<PersonId>,
    pub reason: Option<String>,
    pub on: Date,
    pub flags: Vec<String>,
    pub version: i64,
}

/// The urgent decisions that an item is to ratify: those taken on it, and on the items it was carried over from.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn on(read: &mut Read<'_>, of: Seen<ItemId>) -> Result<Vec<Urgent>, Fault> {
    let mut items = vec![of.id()];
    let mut next = Some(of.id());
    while let Some(id) = next {
        let from: Option<Option<ItemId>> = read.first(read.of(item::table).filter(item::id.eq(id)).select(item::carried_from))?;
        next = from.flatten().filter(|from| !items.contains(from));
        items.extend(next);
    }
    type Row = ((DecisionId, ItemId, CommitteeId, String, String, String), (Option<String>, Date, String, i64));
    let mut rows: Vec<Row> =
        read.rows(read.mostly_of(urgent_decision::table).filter(few(urgent_decision::item.eq_any(items))).select((
            (
                urgent_decision::id,
                urgent_decision::item,
                urgent_decision::committee,
                urgent_decision::by_people,
                urgent_decision::consulted,
                urgent_decision::unavailable,
            ),
            (urgent_decision::reason, urgent_decision::day, urgent_decision::flags, urgent_decision::version),
        )))?;
    rows.sort_by_key(|row| row.1.3);
    rows.into_iter()
        .map(|((id, item, committee, by, consulted, unavailable), (reason, on, flags, version))| {
            Ok(Urgent {
                id,
                item,
                committee,
                by: stored("urgent_decision", &id, &by)?,
                consulted: stored("urgent_decision", &id, &consulted)?,
                unavailable: stored("urgent_decision", &id, &unavailable)?,
                reason,
                on,
                flags: stored("urgent_decision", &id, &flags)?,
                version,
            })
        })
        .collect()
}
