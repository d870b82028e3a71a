//! Decisions that have no effect until a later meeting confirms them (C10), and those that confirmed them; decisions that
//! a later meeting takes again.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::access::Seen;
use crate::committees;
use crate::db::plan::among;
use crate::db::schema::{correction, decision, item, reopening};
use crate::db::{Read, stored};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, DecisionId, ItemId, MeetingId};
use crate::meetings::acts::{Effect, Outcome};
use crate::meetings::rules::Item;
use crate::meetings::sitting::{PENDING, ToConfirm};
use crate::moment::Instant;

/// That a ratification settled what had waited: it took effect, or never will.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    pub committee: CommitteeId,
    pub outcome: Outcome,
    /// Its entry in the log.
    pub version: i64,
}

/// How the decisions on some items were settled, by the item they decided, in the order of the log up to so many entries.
///
/// # Errors
/// What the database says.
pub fn settled(read: &mut Read<'_>, items: &BTreeSet<ItemId>, as_of: i64) -> Result<BTreeMap<ItemId, Vec<Settled>>, Fault> {
    let confirmed: Vec<Option<ItemId>> = items.iter().copied().map(Some).collect();
    let own: Vec<(ItemId, Option<ItemId>)> =
        read.rows(read.mostly_of(item::table).filter(among(item::confirms, confirmed)).select((item::id, item::confirms)))?;
    if own.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut confirms: BTreeMap<ItemId, ItemId> = own.into_iter().filter_map(|(id, confirmed)| Some((id, confirmed?))).collect();
    // A part takes from its item what it confirms, unless it says so itself.
    let wholes: Vec<Option<ItemId>> = confirms.keys().copied().map(Some).collect();
    let parts: Vec<(ItemId, Option<ItemId>)> = read.rows(
        read.mostly_of(item::table).filter(among(item::part_of, wholes)).filter(item::confirms.is_null()).select((item::id, item::part_of)),
    )?;
    for (part, whole) in parts {
        if let Some(confirmed) = whole.and_then(|whole| confirms.get(&whole)).copied() {
            confirms.insert(part, confirmed);
        }
    }
    let mut rows: Vec<(i64, ItemId, CommitteeId, Outcome, DecisionId)> = read.rows(
        read.mostly_of(decision::table)
            .filter(among(decision::item, confirms.keys().copied()))
            .filter(decision::version.lt(as_of))
            .select((decision::version, decision::item, decision::committee, decision::outcome, decision::id)),
    )?;
    let reopened = reopened(read, rows.iter().map(|row| row.4).collect())?;
    rows.retain(|row| !reopened.contains(&row.4));
    let corrected = corrected(read, rows.iter().map(|row| row.4).collect(), as_of)?;
    for row in &mut rows {
        row.3 = corrected.get(&row.4).map_or(row.3, |said| said.0);
    }
    rows.retain(|row| matches!(row.3, Outcome::Ratified | Outcome::NotRatified));
    rows.sort_by_key(|row| row.0);
    let mut found: BTreeMap<ItemId, Vec<Settled>> = BTreeMap::new();
    for (version, item, committee, outcome, _) in rows {
        if let Some(confirmed) = confirms.get(&item) {
            found.entry(*confirmed).or_default().push(Settled { committee, outcome, version });
        }
    }
    Ok(found)
}

/// What settled the decision of a committee: its own ratification, or that of a committee which had no part in what was
/// decided (`decided_in` says who had).
#[must_use]
pub fn settles(settled: &[Settled], committee: CommitteeId, decided_in: &[CommitteeId]) -> Option<Settled> {
    let is_meant = |by: &&Settled| by.committee == committee || !decided_in.contains(&by.committee);
    settled.iter().find(is_meant).copied()
}

/// Those of some decisions that were reopened, and so settle nothing.
fn reopened(read: &mut Read<'_>, decisions: Vec<DecisionId>) -> Result<BTreeSet<DecisionId>, Fault> {
    let rows: Vec<DecisionId> =
        read.rows(read.mostly_of(reopening::table).filter(among(reopening::decision, decisions)).select(reopening::decision))?;
    Ok(rows.into_iter().collect())
}

/// The outcomes of some decisions as their committees corrected them, with the effect that each has.
fn corrected(
    read: &mut Read<'_>,
    decisions: Vec<DecisionId>,
    as_of: i64,
) -> Result<BTreeMap<DecisionId, (Outcome, Option<Effect>)>, Fault> {
    let said = read.mostly_of(correction::table).filter(among(correction::decision, decisions));
    let said = said.filter(correction::version.lt(as_of)).filter(correction::outcome.is_not_null());
    let mut rows: Vec<(i64, DecisionId, Option<Outcome>, Option<Effect>)> =
        read.rows(said.select((correction::version, correction::decision, correction::outcome, correction::effect)))?;
    rows.sort_by_key(|row| row.0);
    Ok(rows.into_iter().filter_map(|(_, decision, outcome, effect)| Some((decision, (outcome?, effect)))).collect())
}

/// Those of some decisions that a later one took again, which was not reopened.
fn decided_again(read: &mut Read<'_>, decisions: Vec<DecisionId>) -> Result<BTreeSet<DecisionId>, Fault> {
    let first: Vec<Option<DecisionId>> = decisions.into_iter().map(Some).collect();
    let again = read.mostly_of(decision::table).filter(among(decision::decides_again, first));
    let rows: Vec<(DecisionId, Option<DecisionId>)> = read.rows(again.select((decision::id, decision::decides_again)))?;
    if rows.is_empty() {
        return Ok(BTreeSet::new());
    }
    let reopened = reopened(read, rows.iter().map(|row| row.0).collect())?;
    Ok(rows.into_iter().filter(|row| !reopened.contains(&row.0)).filter_map(|row| row.1).collect())
}

/// The decisions on the items that these items confirm, with how long each still waits, or decide again.
pub(super) fn to_confirm(read: &mut Read<'_>, items: &[Item]) -> Result<Vec<ToConfirm>, Error> {
    let confirmed: BTreeSet<ItemId> = items.iter().flat_map(|item| [item.confirms, item.decides_again]).flatten().collect();
    if confirmed.is_empty() {
        return Ok(Vec::new());
    }
    type Row = (i64, DecisionId, MeetingId, ItemId, CommitteeId, String, Instant, Outcome);
    let mut rows: Vec<Row> =
        read.rows(read.mostly_of(decision::table).filter(among(decision::item, confirmed.iter().copied())).select((
            decision::version,
            decision::id,
            decision::meeting,
            decision::item,
            decision::committee,
            decision::flags,
            decision::at,
            decision::outcome,
        )))?;
    rows.sort_by_key(|row| row.0);
    let reopened = reopened(read, rows.iter().map(|row| row.1).collect())?;
    rows.retain(|row| !reopened.contains(&row.1));
    let gone = decided_again(read, rows.iter().map(|row| row.1).collect())?;
    rows.retain(|row| !gone.contains(&row.1));
    let corrected = corrected(read, rows.iter().map(|row| row.1).collect(), i64::MAX)?;
    let settled = settled(read, &confirmed, i64::MAX)?;
    let decided_in = |item: ItemId| rows.iter().filter(|row| row.3 == item).map(|row| row.4).collect::<Vec<_>>();
    let decided_in: BTreeMap<ItemId, Vec<CommitteeId>> = confirmed.iter().map(|item| (*item, decided_in(*item))).collect();
    let mut found = Vec::with_capacity(rows.len());
    for (_, decision, meeting, item, committee, flags, at, outcome) in rows {
        let flags: Vec<String> = stored("decision", &decision, &flags)?;
        let by = settles(settled.get(&item).map_or(&[], Vec::as_slice), committee, decided_in.get(&item).map_or(&[], Vec::as_slice));
        let said = corrected.get(&decision);
        let outcome = said.map_or(outcome, |said| said.0);
        let is_to_be_confirmed = said.map_or_else(|| flags.iter().any(|flag| flag == PENDING), |said| said.1 == Some(Effect::Waits));
        let is_pending = is_to_be_confirmed && by.is_none();
        let waits = if is_pending { wait(read, meeting, item, committee)? } else { None };
        found.push(ToConfirm { item, committee, decision, outcome, taken: at.day(), waits });
    }
    Ok(found)
}

/// For how many days the terms under which an item was decided have its decision wait.
fn wait(read: &mut Read<'_>, meeting: MeetingId, item: ItemId, committee: CommitteeId) -> Result<Option<u32>, Error> {
    // What the law binds by, not what is shown.
    let seen = Seen::without_asking(meeting);
    let day = super::meeting(read, seen)?.date;
    let kind = super::items(read, seen)?.into_iter().find(|other| other.id == item).and_then(|item| item.decision_type);
    let terms = committees::facts::terms_on(read, committee, day)?;
    Ok(kind.and_then(|kind| terms?.needs_confirmation.get(&kind).copied()))
}
