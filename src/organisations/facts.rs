//! Reads bodies and their stakes as they stood on a day.

mod graph;
mod stored;
mod owners;

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::rules::{OrganisationKind, Stake, StakeKind};
use crate::db::Read;
use crate::db::plan::{among, few, most};
use crate::db::schema::{adjournment, meeting, meeting_committee, organisation, stake};
use crate::db::text::lower;
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, MeetingId, OrganisationId};
use crate::moment::Date;
use crate::text;
use crate::text::code_key;

pub use graph::graph;
pub use owners::owning_way;
pub use stored::{OrganisationFilter, OrganisationRecord, WithCommissioner, batch, list, one};

text!(OrganisationKind, StakeKind);

/// The id of a body by its code.
///
/// # Errors
/// What the database says.
pub fn by_code(read: &mut Read<'_>, code: &str) -> Result<Option<OrganisationId>, Fault> {
    Ok(named(read, code)?.map(|(id, _)| id))
}

/// Whether a body is in this register.
///
/// # Errors
/// What the database says.
pub fn exists(read: &mut Read<'_>, id: OrganisationId) -> Result<bool, Fault> {
    let found: Option<OrganisationId> =
        read.first(read.of(organisation::table).filter(organisation::id.eq(id)).select(organisation::id))?;
    Ok(found.is_some())
}

/// Who has a code: the id and the name. A code is one code in whatever case it is written; where a
/// list brought in two of them, each is found as it is written.
///
/// # Errors
/// What the database says.
pub fn named(read: &mut Read<'_>, code: &str) -> Result<Option<(OrganisationId, String)>, Fault> {
    let of_register = || read.of(organisation::table).select((organisation::id, organisation::name));
    match read.first(of_register().filter(organisation::code.eq(code.to_owned())))? {
        Some(found) => Ok(Some(found)),
        None => {
            let in_any_case = read
                .mostly_of(organisation::table)
                .filter(lower(organisation::code).eq(code.to_ascii_lowercase()))
                .select((organisation::id, organisation::name));
            Ok(read.rows(in_any_case)?.into_iter().min())
        }
    }
}

type StakeRow = (FactId, OrganisationId, OrganisationId, StakeKind, Option<Date>, Option<Date>);

fn stake_of((id, holder, body, kind, from, to): StakeRow) -> Stake {
    Stake { id, holder, body, kind, from, to }
}

const STAKE: (stake::id, stake::holder, stake::body, stake::kind, stake::from_date, stake::to_date) =
    (stake::id, stake::holder, stake::body, stake::kind, stake::from_date, stake::to_date);

/// One stake.
///
/// # Errors
/// What the database says.
pub fn stake(read: &mut Read<'_>, id: FactId) -> Result<Option<Stake>, Fault> {
    let row: Option<StakeRow> = read.first(read.of(stake::table).filter(stake::id.eq(id)).select(STAKE))?;
    Ok(row.map(stake_of))
}

/// The stakes one body has had in another.
///
/// # Errors
/// What the database says.
pub fn stakes_between(read: &mut Read<'_>, holder: OrganisationId, body: OrganisationId) -> Result<Vec<Stake>, Fault> {
    let rows: Vec<StakeRow> =
        read.rows(read.mostly_of(stake::table).filter(few(stake::holder.eq(holder))).filter(few(stake::body.eq(body))).select(STAKE))?;
    Ok(rows.into_iter().map(stake_of).collect())
}

/// The stakes a body has, and those held in it.
///
/// # Errors
/// What the database says.
pub fn stakes_of(read: &mut Read<'_>, id: OrganisationId) -> Result<Vec<Stake>, Fault> {
    // Nobody has a stake in themselves, so no row is in both.
    let mut rows: Vec<StakeRow> = read.rows(read.mostly_of(stake::table).filter(few(stake::holder.eq(id))).select(STAKE))?;
    rows.extend(read.rows::<StakeRow, _>(read.mostly_of(stake::table).filter(few(stake::body.eq(id))).select(STAKE))?);
    rows.sort_by_key(|row| row.0);
    Ok(rows.into_iter().map(stake_of).collect())
}

/// Which of these codes name a body, each with its spelling in the register.
///
/// # Errors
/// What the database says.
pub fn known(read: &mut Read<'_>, codes: &BTreeSet<String>) -> Result<BTreeMap<String, String>, Fault> {
    Ok(coded(read, codes)?.into_iter().map(|(code, (_, spelled))| (code, spelled)).collect())
}

/// The bodies that some codes name, by the codes as they are asked for, each with its spelling in the register: a code
/// is one code in whatever case it is written.
///
/// # Errors
/// What the database says.
pub fn coded(read: &mut Read<'_>, codes: &BTreeSet<String>) -> Result<BTreeMap<String, (OrganisationId, String)>, Fault> {
    if codes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let keys: BTreeSet<String> = codes.iter().map(|code| code_key(code)).collect();
    let mut rows: Vec<(OrganisationId, String)> = read.rows(
        read.mostly_of(organisation::table)
            .filter(lower(organisation::code).eq_any(keys.into_iter().collect::<Vec<_>>()))
            .select((organisation::id, organisation::code)),
    )?;
    // Of two, the first that was entered.
    rows.sort_unstable_by(|one, other| other.cmp(one));
    let in_any_case: BTreeMap<String, &(OrganisationId, String)> = rows.iter().map(|row| (code_key(&row.1), row)).collect();
    // Where a list once brought in two of them, each is found as it is written.
    let as_written: BTreeMap<&String, &(OrganisationId, String)> = rows.iter().map(|row| (&row.1, row)).collect();
    let meant = |code: &String| as_written.get(code).or_else(|| in_any_case.get(&code_key(code))).copied().cloned();
    Ok(codes.iter().filter_map(|code| Some((code.clone(), meant(code)?))).collect())
}

/// What the bodies of some codes are called, by the codes as they are asked for.
///
/// # Errors
/// What the database says.
pub fn called(read: &mut Read<'_>, codes: &BTreeSet<String>) -> Result<BTreeMap<String, String>, Fault> {
    if codes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, String)> = read.rows(
        read.mostly_of(organisation::table)
            .filter(among(organisation::code, codes.iter().cloned()))
            .select((organisation::code, organisation::name)),
    )?;
    Ok(rows.into_iter().collect())
}

/// The names of some bodies.
///
/// # Errors
/// What the database says.
pub fn names(read: &mut Read<'_>, ids: &BTreeSet<OrganisationId>) -> Result<BTreeMap<OrganisationId, String>, Fault> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(OrganisationId, String)> = read.rows(
        read.mostly_of(organisation::table)
            .filter(among(organisation::id, ids.iter().copied()))
            .select((organisation::id, organisation::name)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Which of these ids are of bodies of this register.
///
/// # Errors
/// What the database says.
pub fn known_of(read: &mut Read<'_>, ids: Vec<OrganisationId>) -> Result<BTreeSet<OrganisationId>, Fault> {
    let rows: Vec<OrganisationId> =
        read.rows(read.mostly_of(organisation::table).filter(among(organisation::id, ids)).select(organisation::id))?;
    Ok(rows.into_iter().collect())
}

/// Which of these bodies are practices.
///
/// # Errors
/// What the database says.
pub fn practices_of(read: &mut Read<'_>, ids: &BTreeSet<OrganisationId>) -> Result<BTreeSet<OrganisationId>, Fault> {
    let of_them = read.mostly_of(organisation::table).filter(among(organisation::id, ids.iter().copied()));
    let rows: Vec<OrganisationId> =
        read.rows(of_them.filter(organisation::kind.eq(OrganisationKind::GpPractice)).select(organisation::id))?;
    Ok(rows.into_iter().collect())
}

/// The last meeting of any of these committees that has met (is open, or was) on or after a day: the
/// law under which it met is not changed beneath it, be it a policy or terms of reference.
///
/// # Errors
/// What the database says.
pub fn met_since(read: &mut Read<'_>, committees: &[CommitteeId], day: Date) -> Result<Option<(MeetingId, Date)>, Fault> {
    let met = days_met(read, committees)?;
    Ok(met.into_iter().filter(|(met, _)| *met >= day).max().map(|(day, id)| (id, day)))
}

/// The days on which any of these committees has met (its meeting is open, or was), each with the meeting; those on which
/// one was resumed among them.
///
/// # Errors
/// What the database says.
pub fn days_met(read: &mut Read<'_>, committees: &[CommitteeId]) -> Result<Vec<(Date, MeetingId)>, Fault> {
    let register = read.register();
    let mut met: Vec<(Date, MeetingId)> = read.rows(
        meeting_committee::table
            .inner_join(
                meeting::table.on(meeting::register_id.eq(meeting_committee::register_id).and(meeting::id.eq(meeting_committee::meeting))),
            )
            .filter(most(meeting_committee::register_id.eq(register)))
            .filter(among(meeting_committee::committee, committees.iter().copied()))
            .filter(meeting::state.eq_any(["open", "closed"]))
            .select((meeting::date, meeting::id)),
    )?;
    let meetings: Vec<MeetingId> = met.iter().map(|(_, id)| *id).collect();
    let resumed: Vec<(Option<Date>, MeetingId)> = read.rows(
        read.mostly_of(adjournment::table)
            .filter(among(adjournment::meeting, meetings))
            .filter(adjournment::event.eq("resumed"))
            .select((adjournment::day, adjournment::meeting)),
    )?;
    met.extend(resumed.into_iter().filter_map(|(day, id)| Some((day?, id))));
    Ok(met)
}
