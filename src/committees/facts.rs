//! Reads committees, the terms in force on a day, and who holds which seat.

use diesel::prelude::*;

use super::rules::{Committee, Membership, in_force};
use super::terms::{CommitteeKind, Terms};
use crate::db::Read;
use crate::db::schema::{committee, membership, terms};
use crate::fault::Fault;
use crate::ids::{CommitteeId, MembershipId, OrganisationId, PersonId, TermsId};
use crate::moment::Date;
use crate::text;

text!(CommitteeKind);

/// A committee of this register.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn committee(read: &mut Read<'_>, id: CommitteeId) -> Result<Option<Committee>, Fault> {
    let register = read.register();
    let row: Option<(OrganisationId, String, CommitteeKind, String)> =
        read.first(committee::table.filter(committee::register_id.eq(register)).filter(committee::id.eq(id)).select((
            committee::organisation,
            committee::name,
            committee::kind,
            committee::partners,
        )))?;
    row.map(|(organisation, name, kind, partners)| {
        let partners = crate::db::stored("committee", &id, &partners)?;
        Ok(Committee { id, organisation, partners, name, kind })
    })
    .transpose()
}

/// Every version of a committee's terms, oldest first.
///
/// # Errors
/// What the database says; a stored version that is none.
pub fn versions(read: &mut Read<'_>, id: CommitteeId) -> Result<Vec<(TermsId, Terms)>, Fault> {
    let register = read.register();
    let rows: Vec<(TermsId, String)> = read.rows(
        terms::table
            .filter(terms::register_id.eq(register))
            .filter(terms::committee.eq(id))
            .order(terms::from_date.asc())
            .select((terms::id, terms::document)),
    )?;
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

/// Every membership of a committee, whenever.
///
/// # Errors
/// What the database says.
pub fn memberships(read: &mut Read<'_>, id: CommitteeId) -> Result<Vec<Membership>, Fault> {
    type Row = (MembershipId, String, PersonId, Date, Option<Date>, Option<PersonId>);
    let register = read.register();
    let rows: Vec<Row> = read.rows(
        membership::table
            .filter(membership::register_id.eq(register))
            .filter(membership::committee.eq(id))
            .order((membership::from_date.asc(), membership::id.asc()))
            .select((
                membership::id,
                membership::seat,
                membership::person,
                membership::from_date,
                membership::to_date,
                membership::deputy_for,
            )),
    )?;
    let of = |(membership, seat, person, from, to, deputy_for): Row| Membership {
        id: membership,
        committee: id,
        seat,
        person,
        from,
        to,
        deputy_for,
    };
    Ok(rows.into_iter().map(of).collect())
}
