//! Reads what became of decisions since they were recorded: which were reopened and taken again or decided again at a later
//! meeting, and what a guardian determined of those under query.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{DecisionFacts, ReopenedBy};
use crate::access::Seen;
use crate::committees::Bodies;
use crate::db::plan::{among, few};
use crate::db::schema::{correction, decision, determination, minute_correction, reopening};
use crate::db::{Read, stored};
use crate::decisions::late::Finding;
use crate::decisions::rules::decide::decides;
use crate::fault::Fault;
use crate::ids::{CommitteeId, CorrectionId, DecisionId, DeclarationId, DeterminationId, ItemId, MeetingId, PersonId};
use crate::meetings::Outcome;
use crate::moment::Instant;
use crate::organisations;

/// What was determined, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Determination {
    pub id: DeterminationId,
    pub finding: Finding,
    pub by: PersonId,
    /// Their name then.
    pub name: String,
    pub reason: String,
    /// The interests that were known of the decision then.
    pub declarations: Vec<DeclarationId>,
    pub at: Instant,
    /// Its entry in the log.
    pub version: i64,
}

impl DecisionFacts {
    /// What is in force of what was determined: the last of it.
    #[must_use]
    pub fn determined(&self) -> Option<&Determination> {
        self.determinations.last()
    }

    /// Whether it was determined that the decision stands in spite of an interest.
    #[must_use]
    pub fn stands_in_spite_of(&self, interest: DeclarationId) -> bool {
        self.determined().is_some_and(|said| said.finding == Finding::Stands && said.declarations.contains(&interest))
    }
}

/// What was determined of some decisions by entries below a number, in the order of the log.
pub(super) fn determinations(
    read: &mut Read<'_>,
    ids: Vec<DecisionId>,
    below: i64,
) -> Result<BTreeMap<DecisionId, Vec<Determination>>, Fault> {
    type Row = (DeterminationId, DecisionId, Finding, PersonId, String, String, String, Instant, i64);
    let mut rows: Vec<Row> = read.rows(
        read.mostly_of(determination::table).filter(among(determination::decision, ids)).filter(determination::version.lt(below)).select((
            determination::id,
            determination::decision,
            determination::finding,
            determination::by_person,
            determination::by_name,
            determination::reason,
            determination::declarations,
            determination::at,
            determination::version,
        )),
    )?;
    rows.sort_by_key(|row| row.8);
    let mut found: BTreeMap<DecisionId, Vec<Determination>> = BTreeMap::new();
    for (id, decision, finding, by, name, reason, declarations, at, version) in rows {
        let declarations = stored("determination", &id, &declarations)?;
        found.entry(decision).or_default().push(Determination { id, finding, by, name, reason, declarations, at, version });
    }
    Ok(found)
}

/// Which of some decisions were reopened, and whether they were taken again, by entries below a number.
pub(super) fn reopenings(read: &mut Read<'_>, ids: Vec<DecisionId>, below: i64) -> Result<BTreeMap<DecisionId, ReopenedBy>, Fault> {
    let rows: Vec<(DecisionId, PersonId, String, Instant, i64)> =
        read.rows(read.mostly_of(reopening::table).filter(among(reopening::decision, ids)).filter(reopening::version.lt(below)).select((
            reopening::decision,
            reopening::by_person,
            reopening::reason,
            reopening::at,
            reopening::version,
        )))?;
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let places: Vec<(DecisionId, ItemId, CommitteeId, i64)> = {
        let first: Vec<DecisionId> = rows.iter().map(|row| row.0).collect();
        let first = read.mostly_of(decision::table).filter(among(decision::id, first)).select(decision::item);
        let items: Vec<ItemId> = read.rows(first)?;
        let of_them = read.mostly_of(decision::table).filter(among(decision::item, items)).filter(decision::version.lt(below));
        read.rows(of_them.select((decision::id, decision::item, decision::committee, decision::version)))?
    };
    let retaken = |first: DecisionId, since: i64| {
        let place = places.iter().find(|row| row.0 == first).map(|row| (row.1, row.2))?;
        places.iter().filter(|row| (row.1, row.2) == place && row.3 > since).map(|row| row.3).min()
    };
    let told =
        |(decision, by, reason, at, version)| (decision, ReopenedBy { by, reason, at, version, retaken: retaken(decision, version) });
    Ok(rows.into_iter().map(told).collect())
}

/// The decision of a later meeting that takes one again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedAgain {
    pub decision: DecisionId,
    pub item: ItemId,
    pub meeting: MeetingId,
    pub at: Instant,
    /// Its entry in the log.
    pub version: i64,
}

/// Which of some decisions were taken again at a later meeting, by entries below a number: by a decision that was not reopened,
/// and of which the committee did not say since that it had decided nothing.
pub(super) fn decided_again(read: &mut Read<'_>, ids: &[DecisionId], below: i64) -> Result<BTreeMap<DecisionId, DecidedAgain>, Fault> {
    type Row = (DecisionId, Option<DecisionId>, ItemId, MeetingId, Instant, i64);
    let first: Vec<Option<DecisionId>> = ids.iter().copied().map(Some).collect();
    let later = read.mostly_of(decision::table).filter(among(decision::decides_again, first)).filter(decision::version.lt(below));
    let mut rows: Vec<Row> = read.rows(later.select((
        decision::id,
        decision::decides_again,
        decision::item,
        decision::meeting,
        decision::at,
        decision::version,
    )))?;
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let taken: Vec<DecisionId> = rows.iter().map(|row| row.0).collect();
    let reopened: Vec<DecisionId> = read.rows(
        read.mostly_of(reopening::table)
            .filter(among(reopening::decision, taken.clone()))
            .filter(reopening::version.lt(below))
            .select(reopening::decision),
    )?;
    let mut corrected: Vec<(i64, DecisionId, Option<Outcome>)> = read.rows(
        read.mostly_of(correction::table)
            .filter(among(correction::decision, taken))
            .filter(correction::version.lt(below))
            .filter(correction::outcome.is_not_null())
            .select((correction::version, correction::decision, correction::outcome)),
    )?;
    corrected.sort_by_key(|row| row.0);
    let put_off = |id: DecisionId| {
        let last = corrected.iter().rev().find(|row| row.1 == id).and_then(|row| row.2);
        last.is_some_and(|outcome| !decides(outcome))
    };
    rows.retain(|row| !reopened.contains(&row.0) && !put_off(row.0));
    rows.sort_by_key(|row| row.5);
    let mut found = BTreeMap::new();
    for (decision, first, item, meeting, at, version) in rows {
        if let Some(first) = first {
            found.entry(first).or_insert(DecidedAgain { decision, item, meeting, at, version });
        }
    }
    Ok(found)
}

/// What the bodies are called of which the rules speak that decisions were taken by, for whoever reads these in English.
///
/// # Errors
/// What the database says.
pub fn bodies_of_their_rules<'a>(read: &mut Read<'_>, taken: impl Iterator<Item = &'a DecisionFacts>) -> Result<Bodies, Fault> {
    let codes = |one: &DecisionFacts| crate::committees::bodies_of_rules(one.evidence.quorum_expression.as_ref(), &one.evidence.voting);
    organisations::facts::called(read, &taken.flat_map(codes).collect())
}

/// What was added to the minutes of a meeting once they were final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    pub id: CorrectionId,
    pub text: String,
    pub reason: String,
    pub at: Instant,
    pub version: i64,
}

/// What was added to the minutes of a meeting, in the order of the log.
///
/// # Errors
/// What the database says.
pub fn additions(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<Addition>, Fault> {
    let mut rows: Vec<(CorrectionId, String, String, Instant, i64)> =
        read.rows(read.mostly_of(minute_correction::table).filter(few(minute_correction::meeting.eq(meeting.id()))).select((
            minute_correction::id,
            minute_correction::text,
            minute_correction::reason,
            minute_correction::at,
            minute_correction::version,
        )))?;
    rows.sort_by_key(|row| row.4);
    Ok(rows.into_iter().map(|(id, text, reason, at, version)| Addition { id, text, reason, at, version }).collect())
}
