//! Reads committees, the terms in force on a day, and who holds which seat.

mod held;
pub mod level;
mod seated;
mod stored;

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::min;
use diesel::prelude::*;

use super::authority::Level;
use super::rules::{Committee, Membership, in_force};
use super::terms::{CommitteeKind, Terms};
use crate::db::Read;
use crate::db::plan::{among, few};
use crate::db::schema::{attendance, committee, meeting, meeting_committee, membership, terms};
use crate::db::text::lower;
use crate::fault::Fault;
use crate::ids::{CommitteeId, MeetingId, OrganisationId, PersonId, TermsId};
use crate::moment::Date;
use crate::text;

pub use held::{all_memberships, membership, memberships};
pub use seated::{MembershipRecord, memberships_batch};
pub use stored::{CommitteeFilter, CommitteeRecord, TermsRecord, TermsTold, batch, in_english, one, terms_batch};

text!(CommitteeKind, Level);

/// A committee's code, if there is such a committee.
///
/// # Errors
/// What the database says.
pub fn code(read: &mut Read<'_>, id: CommitteeId) -> Result<Option<String>, Fault> {
    read.first(read.of(committee::table).filter(committee::id.eq(id)).select(committee::code))
}

/// A committee of this register.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn committee(read: &mut Read<'_>, id: CommitteeId) -> Result<Option<Committee>, Fault> {
    let row: Option<(OrganisationId, String, CommitteeKind, String, Option<String>)> =
        read.first(read.of(committee::table).filter(committee::id.eq(id)).select((
            committee::organisation,
            committee::name,
            committee::kind,
            committee::partners,
            committee::delegated_primary_care,
        )))?;
    row.map(|(organisation, name, kind, partners, delegated)| {
        let partners = crate::db::stored("committee", &id, &partners)?;
        Ok(Committee { id, organisation, partners, name, kind, delegated_primary_care: delegated.is_some() })
    })
    .transpose()
}

/// Every version of a committee's terms, oldest first.
///
/// # Errors
/// What the database says; a stored version that is none.
pub fn versions(read: &mut Read<'_>, id: CommitteeId) -> Result<Vec<(TermsId, Terms)>, Fault> {
    let rows: Vec<(TermsId, String)> = read
        .rows(read.of(terms::table).filter(terms::committee.eq(id)).order(terms::from_date.asc()).select((terms::id, terms::document)))?;
    rows.into_iter().map(|(id, document)| Ok((id, crate::db::stored("terms", &id, &document)?))).collect()
}

/// The version in force on a day.
///
/// # Errors
/// As [`versions`].
pub fn terms_on(read: &mut Read<'_>, id: CommitteeId, day: Date) -> Result<Option<Terms>, Fault> {
    let versions: Vec<Terms> = versions(read, id)?.into_iter().map(|(_, terms)| terms).collect();
    Ok(in_force(&versions, day).cloned())
}

/// The version in force on a day, with what was changed of its authority by events.
///
/// # Errors
/// As [`versions`].
pub fn terms_and_changes_on(read: &mut Read<'_>, id: CommitteeId, day: Date) -> Result<Option<Terms>, Fault> {
    let Some(mut terms) = terms_on(read, id, day)? else { return Ok(None) };
    terms.changed = level::standing(read, id)?;
    Ok(Some(terms))
}

/// The names of the committees that terms name by a code, where they say who decides (D2).
///
/// # Errors
/// What the database says.
pub fn deciders(read: &mut Read<'_>, terms: &Terms) -> Result<BTreeMap<String, (CommitteeId, String)>, Fault> {
    let codes: BTreeSet<&String> = terms.pathways.iter().map(|pathway| &pathway.decided_by).collect();
    let mut found = BTreeMap::new();
    for code in codes {
        if let Some(named) = named(read, code)? {
            found.insert(code.clone(), named);
        }
    }
    Ok(found)
}

/// Who has a code: the id and the name. A code is one code in whatever case it is written; where a
/// list brought in two of them, each is found as it is written.
///
/// # Errors
/// What the database says.
pub fn named(read: &mut Read<'_>, code: &str) -> Result<Option<(CommitteeId, String)>, Fault> {
    let of_register = || read.of(committee::table).select((committee::id, committee::name));
    match read.first(of_register().filter(committee::code.eq(code.to_owned())))? {
        Some(found) => Ok(Some(found)),
        None => {
            let in_any_case = read
                .mostly_of(committee::table)
                .filter(lower(committee::code).eq(code.to_ascii_lowercase()))
                .select((committee::id, committee::name));
            Ok(read.rows(in_any_case)?.into_iter().min())
        }
    }
}

/// The version that begins on exactly this day.
///
/// # Errors
/// What the database says.
pub fn version_from(read: &mut Read<'_>, id: CommitteeId, from: Date) -> Result<Option<TermsId>, Fault> {
    read.first(read.of(terms::table).filter(terms::committee.eq(id)).filter(terms::from_date.eq(from)).select(terms::id))
}

/// The last meeting of the committee at which a person was in the seat they hold, or sat in it as
/// its deputy. Whoever votes has come in, so the attendance book tells.
///
/// # Errors
/// What the database says.
pub fn last_sat(read: &mut Read<'_>, held: &Membership) -> Result<Option<(MeetingId, Date)>, Fault> {
    // Beginning with what the person came to, whatever else was held meanwhile.
    let mut came = read
        .mostly_of(attendance::table)
        .filter(few(attendance::person.eq(held.person)))
        .filter(attendance::event.eq_any(["arrive", "return"]))
        .filter(attendance::struck.is_null())
        .select(attendance::meeting)
        .into_boxed();
    if held.deputy_for.is_some() {
        came = came.filter(attendance::deputy_committee.eq(held.committee)).filter(attendance::deputy_seat.eq(&held.seat));
    }
    let came: BTreeSet<MeetingId> = read.boxed_rows(came)?.into_iter().collect();
    let mut sat: Vec<(Date, MeetingId)> = Vec::new();
    // No database takes more than some tens of thousands of values in one statement.
    for some in came.into_iter().collect::<Vec<_>>().chunks(10_000) {
        let ours: Vec<MeetingId> = read.rows(
            read.mostly_of(meeting_committee::table)
                .filter(among(meeting_committee::meeting, some.iter().copied()))
                .filter(meeting_committee::committee.eq(held.committee))
                .select(meeting_committee::meeting),
        )?;
        sat.extend(
            read.rows::<(Date, MeetingId), _>(
                read.mostly_of(meeting::table)
                    .filter(among(meeting::id, ours))
                    .filter(meeting::state.ne("cancelled"))
                    .filter(meeting::date.ge(held.from))
                    .select((meeting::date, meeting::id)),
            )?,
        );
    }
    sat.retain(|(day, _)| held.to.is_none_or(|to| *day <= to));
    Ok(sat.into_iter().max().map(|(day, id)| (id, day)))
}

/// The first day on which a person held any seat, or was named as deputy in one (A1.4, A3.1).
///
/// # Errors
/// What the database says.
pub fn first_seat(read: &mut Read<'_>, person: PersonId) -> Result<Option<Date>, Fault> {
    let first: Option<Option<Date>> =
        read.first(read.mostly_of(membership::table).filter(few(membership::person.eq(person))).select(min(membership::from_date)))?;
    Ok(first.flatten())
}

/// As [`first_seat`], of several: whoever never had one is left out.
///
/// # Errors
/// What the database says.
pub fn first_seats(read: &mut Read<'_>, people: Vec<PersonId>) -> Result<BTreeMap<PersonId, Date>, Fault> {
    let rows: Vec<(PersonId, Date)> = read.rows(
        read.mostly_of(membership::table).filter(among(membership::person, people)).select((membership::person, membership::from_date)),
    )?;
    let mut first = BTreeMap::new();
    for (person, from) in rows {
        first.entry(person).and_modify(|day: &mut Date| *day = from.min(*day)).or_insert(from);
    }
    Ok(first)
}

/// Who of some people has held a seat, whenever, or was named as deputy in one (A1.4, A4.4).
///
/// # Errors
/// What the database says.
pub fn seated_of(read: &mut Read<'_>, people: Vec<PersonId>) -> Result<BTreeSet<PersonId>, Fault> {
    let rows: Vec<PersonId> =
        read.rows(read.mostly_of(membership::table).filter(among(membership::person, people)).select(membership::person))?;
    Ok(rows.into_iter().collect())
}

/// The committee of a code.
///
/// # Errors
/// What the database says.
pub fn by_code(read: &mut Read<'_>, code: &str) -> Result<Option<CommitteeId>, Fault> {
    Ok(named(read, code)?.map(|(id, _)| id))
}

/// Who has ever held or deputised for a seat of a committee that decides for a body: its own, or one
/// it is a partner in.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn seated_for(read: &mut Read<'_>, organisation: OrganisationId) -> Result<BTreeSet<PersonId>, Fault> {
    let committees: Vec<(CommitteeId, OrganisationId, String)> =
        read.rows(read.of(committee::table).select((committee::id, committee::organisation, committee::partners)))?;
    let mut for_it = Vec::new();
    for (id, own, partners) in committees {
        let partners: Vec<OrganisationId> = crate::db::stored("committee", &id, &partners)?;
        if own == organisation || partners.contains(&organisation) {
            for_it.push(id);
        }
    }
    let rows: Vec<PersonId> =
        read.rows(read.mostly_of(membership::table).filter(among(membership::committee, for_it)).select(membership::person))?;
    Ok(rows.into_iter().collect())
}
