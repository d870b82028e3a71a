//! Reads what was changed of a committee's authority by events, and what was decided under it.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::super::authority::{Authority, Evidence, Level, LevelChange};
use super::super::rules::level::DecidedOn;
use crate::db::plan::{among, few, most};
use crate::db::schema::{authority_change, decision, item, meeting, meeting_committee, organisation, reopening, urgent_decision};
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{AuthorityId, CommitteeId, DecisionId, ItemId, MeetingId, OrganisationId};
use crate::moment::Date;
use crate::money::Money;

/// A change of level as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptChange {
    pub committee: CommitteeId,
    pub change: LevelChange,
    pub with: Option<OrganisationId>,
    pub with_name: Option<String>,
    /// Why it was withdrawn; none of one that stands.
    pub withdrawn: Option<String>,
    pub version: i64,
}

type Row = (
    (AuthorityId, CommitteeId, String, Level, Option<OrganisationId>, Date, Option<Date>, Option<i64>),
    (String, Option<String>, i64),
    (Option<String>, Option<String>),
);

/// Changes of level of this register, each beside the body that decides instead.
macro_rules! beside_the_body {
    ($register:expr) => {
        authority_change::table
            .left_join(
                organisation::table.on(organisation::register_id
                    .eq(authority_change::register_id)
                    .and(organisation::id.nullable().eq(authority_change::with_body))),
            )
            .filter(most(authority_change::register_id.eq($register)))
            .select((
                (
                    authority_change::id,
                    authority_change::committee,
                    authority_change::function_name,
                    authority_change::level,
                    authority_change::with_body,
                    authority_change::from_date,
                    authority_change::to_date,
                    authority_change::value_limit_pence,
                ),
                (authority_change::evidence, authority_change::withdrawn_because, authority_change::version),
                (organisation::code.nullable(), organisation::name.nullable()),
            ))
    };
}

fn kept(row: Row) -> Result<KeptChange, Fault> {
    let ((id, committee, function, level, with, from, to, limit), (evidence, withdrawn, version), (code, name)) = row;
    let evidence: Evidence = stored("authority_change", &id, &evidence)?;
    let row = Authority { function, level, with: code, from, to, value_limit: limit.and_then(Money::from_pence) };
    Ok(KeptChange { committee, change: LevelChange { id, row, evidence }, with, with_name: name, withdrawn, version })
}

/// Every change of a committee's authority in the order in which they were entered, withdrawn ones among them.
///
/// # Errors
/// What the database says; stored evidence that is none.
pub fn all(read: &mut Read<'_>, id: CommitteeId) -> Result<Vec<KeptChange>, Fault> {
    let register = read.register();
    let mut rows: Vec<Row> = read.rows(beside_the_body!(register).filter(few(authority_change::committee.eq(id))))?;
    rows.sort_by_key(|row| row.0.0);
    rows.into_iter().map(kept).collect()
}

/// Those that stand.
///
/// # Errors
/// As [`all`].
pub fn standing(read: &mut Read<'_>, id: CommitteeId) -> Result<Vec<LevelChange>, Fault> {
    let stand = |kept: KeptChange| kept.withdrawn.is_none().then_some(kept.change);
    Ok(all(read, id)?.into_iter().filter_map(stand).collect())
}

/// One change.
///
/// # Errors
/// As [`all`].
pub fn one(read: &mut Read<'_>, id: AuthorityId) -> Result<Option<KeptChange>, Fault> {
    let register = read.register();
    let row: Option<Row> = read.first(beside_the_body!(register).filter(few(authority_change::id.eq(id))))?;
    row.map(kept).transpose()
}

/// So many meetings are asked at once: no database takes more than some tens of thousands of values in one statement.
const AT_ONCE: usize = 100;

/// What a committee has decided of a function from a day on, at a meeting or between two, and has not reopened.
///
/// # Errors
/// What the database says.
pub fn decided_on(read: &mut Read<'_>, id: CommitteeId, function: &str, from: Date) -> Result<Vec<DecidedOn>, Fault> {
    let of_it: Vec<MeetingId> = read.rows(
        read.mostly_of(meeting_committee::table).filter(few(meeting_committee::committee.eq(id))).select(meeting_committee::meeting),
    )?;
    let mut found = Vec::new();
    for some in of_it.chunks(AT_ONCE) {
        let days: BTreeMap<MeetingId, Date> = read
            .rows::<(MeetingId, Date), _>(
                read.mostly_of(meeting::table)
                    .filter(among(meeting::id, some.iter().copied()))
                    .filter(meeting::date.ge(from))
                    .select((meeting::id, meeting::date)),
            )?
            .into_iter()
            .collect();
        let business = business(read, days.keys().copied().collect(), function)?;
        found.extend(taken(read, id, &business, &days)?);
        found.extend(taken_urgently(read, id, &business, from)?);
    }
    found.sort_by_key(|one| (one.day, one.decision));
    Ok(found)
}

/// The items of some meetings that are of a function, each with its title; a part takes it from its item.
fn business(read: &mut Read<'_>, meetings: Vec<MeetingId>, function: &str) -> Result<BTreeMap<ItemId, String>, Fault> {
    type Said = (ItemId, Option<ItemId>, Option<String>, String);
    let items: Vec<Said> = read.rows(read.mostly_of(item::table).filter(among(item::meeting, meetings)).select((
        item::id,
        item::part_of,
        item::function_name,
        item::title,
    )))?;
    let own: BTreeMap<ItemId, Option<String>> = items.iter().map(|(id, _, function, _)| (*id, function.clone())).collect();
    let is_of_it = |(id, part_of, said, title): Said| {
        let said = said.or_else(|| part_of.and_then(|whole| own.get(&whole).cloned().flatten()));
        (said.as_deref() == Some(function)).then_some((id, title))
    };
    Ok(items.into_iter().filter_map(is_of_it).collect())
}

fn taken(
    read: &mut Read<'_>,
    committee: CommitteeId,
    business: &BTreeMap<ItemId, String>,
    days: &BTreeMap<MeetingId, Date>,
) -> Result<Vec<DecidedOn>, Fault> {
    let rows: Vec<(DecisionId, MeetingId, ItemId)> = read.rows(
        read.mostly_of(decision::table)
            .filter(among(decision::item, business.keys().copied()))
            .filter(decision::committee.eq(committee))
            .filter(decision::outcome.eq_any(["approved", "rejected", "ratified", "not_ratified"]))
            .select((decision::id, decision::meeting, decision::item)),
    )?;
    let ids: Vec<DecisionId> = rows.iter().map(|row| row.0).collect();
    let again: Vec<DecisionId> =
        read.rows(read.mostly_of(reopening::table).filter(among(reopening::decision, ids)).select(reopening::decision))?;
    let told = |(decision, meeting, item): (DecisionId, MeetingId, ItemId)| {
        Some(DecidedOn { decision, day: *days.get(&meeting)?, title: business.get(&item)?.clone() })
    };
    Ok(rows.into_iter().filter(|row| !again.contains(&row.0)).filter_map(told).collect())
}

fn taken_urgently(
    read: &mut Read<'_>,
    committee: CommitteeId,
    business: &BTreeMap<ItemId, String>,
    from: Date,
) -> Result<Vec<DecidedOn>, Fault> {
    let rows: Vec<(DecisionId, ItemId, Date)> = read.rows(
        read.mostly_of(urgent_decision::table)
            .filter(among(urgent_decision::item, business.keys().copied()))
            .filter(urgent_decision::committee.eq(committee))
            .filter(urgent_decision::day.ge(from))
            .select((urgent_decision::id, urgent_decision::item, urgent_decision::day)),
    )?;
    let told = |(decision, item, day): (DecisionId, ItemId, Date)| Some(DecidedOn { decision, day, title: business.get(&item)?.clone() });
    Ok(rows.into_iter().filter_map(told).collect())
}
