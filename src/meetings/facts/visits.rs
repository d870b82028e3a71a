//! Reads what is in the book of the visitors of a meeting.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::book::{Found, Stands};
use crate::access::Seen;
use crate::db::plan::few;
use crate::db::schema::visit;
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{FactId, ItemId, MeetingId};
use crate::meetings::acts::Said;
use crate::meetings::visitors::{AttendsAs, Visit, Visiting, VisitorCard};
use crate::moment::Instant;

/// Every line about a visitor, each with who they said that they were: as the arrival that stands has it, or where that was
/// struck the last one that did.
pub(super) fn visits(read: &mut Read<'_>, seen: Seen<MeetingId>, found: &mut Found) -> Result<(), Fault> {
    type Row = (
        (FactId, i64, FactId, Visiting, Option<String>, Option<String>, Option<AttendsAs>, String, Option<String>),
        (Instant, Option<Instant>, Option<i64>, Option<FactId>),
    );
    let rows: Vec<Row> = read.rows(read.mostly_of(visit::table).filter(few(visit::meeting.eq(seen.id()))).select((
        (
            visit::id,
            visit::version,
            visit::visitor,
            visit::event,
            visit::name,
            visit::organisation_name,
            visit::attends_as,
            visit::items,
            visit::interest_told,
        ),
        (visit::at, visit::late, visit::place, visit::struck),
    )))?;
    let mut cards: BTreeMap<FactId, ((bool, i64), VisitorCard)> = BTreeMap::new();
    for ((_, entry, visitor, _, name, organisation, attends_as, _, _), (.., struck)) in &rows {
        if let (Some(name), Some(attends_as)) = (name, attends_as) {
            let rank = (struck.is_none(), *entry);
            let card = VisitorCard { name: name.clone(), organisation: organisation.clone(), attends_as: *attends_as };
            if cards.get(visitor).is_none_or(|(other, _)| *other < rank) {
                cards.insert(*visitor, (rank, card));
            }
        }
    }
    for ((id, entry, visitor, event, name, organisation, attends_as, items, interest), (at, late, place, struck)) in rows {
        let own = name.zip(attends_as).map(|(name, attends_as)| VisitorCard { name, organisation, attends_as });
        let card = own.or_else(|| cards.get(&visitor).map(|(_, card)| card.clone()));
        let lost = || Fault::Corrupt { table: "visit", key: id.to_string(), what: "nobody came under that id".to_owned() };
        let items: Vec<ItemId> = stored("visit", &id, &items)?;
        let line = Visit { visitor, event, card: card.ok_or_else(lost)?, items, interest, at };
        found.put(Some(id), Stands { entry, at, late, place, struck }, Said::Visit(line));
    }
    Ok(())
}
