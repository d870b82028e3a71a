//! Reads decisions with their evidence.

use diesel::prelude::*;

use super::evidence::Evidence;
use crate::db::schema::{correction, decision, meeting, minutes};
use crate::db::{Read, stored};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, CorrectionId, DecisionId, ItemId, MeetingId, PersonId};
use crate::meetings::{Method, Outcome};
use crate::moment::{Date, Instant};

/// A decision as it was recorded, with its corrections.
#[derive(Debug, Clone)]
pub struct DecisionFacts {
    pub id: DecisionId,
    pub meeting: MeetingId,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub outcome: Outcome,
    pub method: Method,
    pub effective: bool,
    pub text: Option<String>,
    pub dissent: Vec<PersonId>,
    pub flags: Vec<String>,
    pub override_by: Option<PersonId>,
    pub override_reason: Option<String>,
    pub presiding: Option<PersonId>,
    pub evidence: Evidence,
    pub at: Instant,
    /// Its entry in the log, and the version of its row.
    pub version: i64,
    pub corrections: Vec<Correction>,
}

#[derive(Debug, Clone)]
pub struct Correction {
    pub id: CorrectionId,
    pub text: String,
    pub reason: String,
    pub at: Instant,
    pub version: i64,
}

/// Which decisions.
#[derive(Debug, Clone)]
pub enum Which {
    One(DecisionId),
    Of(MeetingId),
    On(ItemId),
    /// A stretch of the decision log.
    Logged(Box<Stretch>),
}

/// A stretch of the decision log, in the order of the entries.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    /// The entry after which it begins.
    pub after: i64,
    /// The log as of so many entries: nothing written later.
    pub as_of: i64,
    pub limit: i64,
    pub filter: Filter,
}

/// What of the decision log is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub committee: Option<CommitteeId>,
    pub meeting: Option<MeetingId>,
    /// The day of the meeting.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub outcome: Option<Vec<Outcome>>,
}

/// Decisions in the order of the log.
///
/// # Errors
/// What the database says; stored evidence that is none.
pub fn decisions(read: &mut Read<'_>, which: Which) -> Result<Vec<DecisionFacts>, Fault> {
    type Row = (
        (DecisionId, MeetingId, ItemId, CommitteeId, Outcome, Method, bool, Option<String>),
        (String, String, Option<String>, Option<String>, Option<PersonId>, String, Instant, i64),
    );
    let register = read.register();
    let mut as_of = i64::MAX;
    let mut query = decision::table
        .filter(decision::register_id.eq(register))
        .order(decision::version.asc())
        .select((
            (
                decision::id,
                decision::meeting,
                decision::item,
                decision::committee,
                decision::outcome,
                decision::method,
                decision::effective,
                decision::text,
            ),
            (
                decision::dissent,
                decision::flags,
                decision::override_by,
                decision::override_reason,
                decision::presiding,
                decision::evidence,
                decision::at,
                decision::version,
            ),
        ))
        .into_boxed();
    query = match which {
        Which::One(id) => query.filter(decision::id.eq(id)),
        Which::Of(meeting) => query.filter(decision::meeting.eq(meeting)),
        Which::On(item) => query.filter(decision::item.eq(item)),
        Which::Logged(stretch) => {
            as_of = stretch.as_of;
            let Stretch { after, limit, filter, .. } = *stretch;
            let mut query = query.filter(decision::version.gt(after)).filter(decision::version.lt(as_of)).limit(limit);
            if let Some(committee) = filter.committee {
                query = query.filter(decision::committee.eq(committee));
            }
            if let Some(meeting) = filter.meeting {
                query = query.filter(decision::meeting.eq(meeting));
            }
            if let Some(outcome) = filter.outcome {
                query = query.filter(decision::outcome.eq_any(outcome));
            }
            if filter.from.is_some() || filter.to.is_some() {
                query = query.filter(decision::meeting.eq_any(held_between(read, filter.from, filter.to)?));
            }
            query
        }
    };
    let rows: Vec<Row> = read.boxed_rows(query)?;
    let ids: Vec<DecisionId> = rows.iter().map(|row| row.0.0).collect();
    let added: Vec<(CorrectionId, DecisionId, String, String, Instant, i64)> = read.rows(
        correction::table
            .filter(correction::register_id.eq(register))
            .filter(correction::decision.eq_any(ids))
            .filter(correction::version.lt(as_of))
            .order(correction::version.asc())
            .select((correction::id, correction::decision, correction::text, correction::reason, correction::at, correction::version)),
    )?;
    rows.into_iter()
        .map(|((id, meeting, item, committee, outcome, method, effective, text), rest)| {
            let (dissent, flags, override_by, override_reason, presiding, evidence, at, version) = rest;
            let override_by = override_by
                .map(|by| {
                    by.parse().map_err(|error: crate::ids::NotAnId| Fault::Corrupt {
                        table: "decision",
                        key: id.to_string(),
                        what: error.to_string(),
                    })
                })
                .transpose()?;
            Ok(DecisionFacts {
                id,
                meeting,
                item,
                committee,
                outcome,
                method,
                effective,
                text,
                dissent: stored("decision", &id, &dissent)?,
                flags: stored("decision", &id, &flags)?,
                override_by,
                override_reason,
                presiding,
                evidence: stored("decision", &id, &evidence)?,
                at,
                version,
                corrections: added
                    .iter()
                    .filter(|row| row.1 == id)
                    .map(|(id, _, text, reason, at, version)| Correction {
                        id: *id,
                        text: text.clone(),
                        reason: reason.clone(),
                        at: *at,
                        version: *version,
                    })
                    .collect(),
            })
        })
        .collect()
}

fn held_between(read: &mut Read<'_>, from: Option<Date>, to: Option<Date>) -> Result<Vec<MeetingId>, Fault> {
    let register = read.register();
    let mut query = meeting::table.filter(meeting::register_id.eq(register)).select(meeting::id).into_boxed();
    if let Some(from) = from {
        query = query.filter(meeting::date.ge(from));
    }
    if let Some(to) = to {
        query = query.filter(meeting::date.le(to));
    }
    read.boxed_rows(query)
}

/// One decision.
///
/// # Errors
/// [`Error::NotFound`]; as [`decisions`].
pub fn decision(read: &mut Read<'_>, id: DecisionId) -> Result<DecisionFacts, Error> {
    decisions(read, Which::One(id))?.pop().ok_or(Error::NotFound("decision"))
}

/// The final minutes of a meeting: when they were finalised, their text, their entry.
///
/// # Errors
/// What the database says.
pub fn minutes(read: &mut Read<'_>, meeting: MeetingId) -> Result<Option<(Instant, String, i64)>, Fault> {
    let register = read.register();
    read.first(minutes::table.filter(minutes::register_id.eq(register)).filter(minutes::meeting.eq(meeting)).select((
        minutes::finalised_at,
        minutes::document,
        minutes::version,
    )))
}
