//! Committees, versions of terms and memberships as the register keeps them.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::terms::{CommitteeKind, Terms};
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{few, most};
use crate::db::schema::{committee, membership, person, terms};
use crate::fault::Fault;
use crate::ids::{CommitteeId, MembershipId, OrganisationId, PersonId, TermsId};
use crate::moment::Date;
use crate::wording::spoken;

/// A committee as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptCommittee")]
pub struct CommitteeRecord {
    pub id: CommitteeId,
    pub code: String,
    /// The body whose policy and register it is under.
    pub organisation: OrganisationId,
    pub name: String,
    pub kind: CommitteeKind,
    pub partners: Vec<OrganisationId>,
    pub version: i64,
}

/// Which committees are asked for.
#[derive(Debug, Clone, Default)]
pub struct CommitteeFilter {
    pub organisation: Option<OrganisationId>,
    /// Words of the code or the name, in any case.
    pub q: Option<String>,
}

type CommitteeRow = (CommitteeId, String, OrganisationId, String, CommitteeKind, String, i64);
type CommitteeColumns =
    (committee::id, committee::code, committee::organisation, committee::name, committee::kind, committee::partners, committee::version);
const RECORD: CommitteeColumns =
    (committee::id, committee::code, committee::organisation, committee::name, committee::kind, committee::partners, committee::version);

fn kept((id, code, organisation, name, kind, partners, version): CommitteeRow) -> Result<CommitteeRecord, Fault> {
    Ok(CommitteeRecord { id, code, organisation, name, kind, partners: crate::db::stored("committee", &id, &partners)?, version })
}

/// One committee as it is kept.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn one(read: &mut Read<'_>, id: CommitteeId) -> Result<Option<CommitteeRecord>, Fault> {
    let register = read.register();
    let row: Option<CommitteeRow> =
        read.first(committee::table.filter(committee::register_id.eq(register)).filter(committee::id.eq(id)).select(RECORD))?;
    row.map(kept).transpose()
}

impl Listed for CommitteeRecord {
    type Place = CommitteeId;
    const FIELDS: &'static [&'static str] = &["name", "code", "kind"];

    fn place(&self) -> CommitteeId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        Some(match field {
            "name" => self.name.clone(),
            "code" => self.code.clone(),
            _ => self.kind.to_string(),
        })
    }
}

/// The next committees of those asked for, by id, after a place.
///
/// # Errors
/// As [`one`].
pub fn batch(
    read: &mut Read<'_>,
    asked: &CommitteeFilter,
    after: Option<CommitteeId>,
    at_most: i64,
) -> Result<Batch<CommitteeRecord, CommitteeId>, Fault> {
    let register = read.register();
    let mut query = committee::table
        .filter(most(committee::register_id.eq(register)))
        .select(RECORD)
        .order(committee::id.asc())
        .limit(at_most)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(committee::id.gt(after));
    }
    if let Some(organisation) = asked.organisation {
        query = query.filter(few(committee::organisation.eq(organisation)));
    }
    let rows: Vec<CommitteeRow> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0);
    let mut found = rows.into_iter().map(kept).collect::<Result<Vec<_>, _>>()?;
    if let Some(q) = asked.q.as_ref().map(|q| spoken(q).into_owned()) {
        found.retain(|one| spoken(&one.name).contains(q.as_str()) || spoken(&one.code).contains(q.as_str()));
    }
    Ok((found, next))
}

/// A version of the terms as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptTerms")]
pub struct TermsRecord {
    pub id: TermsId,
    pub committee: CommitteeId,
    pub from: Date,
    pub terms: Terms,
    pub version: i64,
}

impl Listed for TermsRecord {
    type Place = TermsId;
    const FIELDS: &'static [&'static str] = &["from"];

    fn place(&self) -> TermsId {
        self.id
    }

    fn key(&self, _: &str) -> Option<String> {
        Some(self.from.to_string())
    }
}

/// The next versions of a committee's terms, by id, after a place.
///
/// # Errors
/// What the database says; a stored version that is none.
pub fn terms_batch(
    read: &mut Read<'_>,
    id: CommitteeId,
    after: Option<TermsId>,
    at_most: i64,
) -> Result<Batch<TermsRecord, TermsId>, Fault> {
    let register = read.register();
    let mut query = terms::table
        .filter(most(terms::register_id.eq(register)))
        .filter(few(terms::committee.eq(id)))
        .order(terms::id.asc())
        .limit(at_most)
        .select((terms::id, terms::from_date, terms::document, terms::version))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(terms::id.gt(after));
    }
    let rows: Vec<(TermsId, Date, String, i64)> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0);
    let of = |(terms, from, document, version): (TermsId, Date, String, i64)| {
        Ok(TermsRecord { id: terms, committee: id, from, terms: crate::db::stored("terms", &terms, &document)?, version })
    };
    Ok((rows.into_iter().map(of).collect::<Result<_, Fault>>()?, next))
}

/// A membership as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptMembership")]
pub struct MembershipRecord {
    pub id: MembershipId,
    pub committee: CommitteeId,
    pub committee_code: String,
    pub seat: String,
    pub person: PersonId,
    pub person_code: Option<String>,
    /// The person's name.
    pub name: String,
    pub from: Date,
    pub to: Option<Date>,
    /// The holder for whom this person may sit.
    pub deputy_for: Option<PersonId>,
    pub version: i64,
}

impl Listed for MembershipRecord {
    type Place = MembershipId;
    const FIELDS: &'static [&'static str] = &["seat", "name", "from", "to"];

    fn place(&self) -> MembershipId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        match field {
            "seat" => Some(self.seat.clone()),
            "name" => Some(self.name.clone()),
            "from" => Some(self.from.to_string()),
            _ => self.to.map(|day| day.to_string()),
        }
    }
}

/// The next memberships of a committee, by id, after a place; those of a day, where one is asked.
///
/// # Errors
/// What the database says.
pub fn memberships_batch(
    read: &mut Read<'_>,
    id: CommitteeId,
    as_at: Option<Date>,
    after: Option<MembershipId>,
    at_most: i64,
) -> Result<Batch<MembershipRecord, MembershipId>, Fault> {
    type Row = (MembershipId, String, PersonId, Option<String>, String, Date, Option<Date>, Option<PersonId>, i64);
    let register = read.register();
    let of_committee = committee::table.filter(committee::register_id.eq(register)).filter(committee::id.eq(id));
    let Some(committee_code): Option<String> = read.first(of_committee.select(committee::code))? else { return Ok((Vec::new(), None)) };
    let mut query = membership::table
        .left_join(person::table.on(person::register_id.eq(membership::register_id).and(person::id.eq(membership::person))))
        .filter(most(membership::register_id.eq(register)))
        .filter(few(membership::committee.eq(id)))
        .order(membership::id.asc())
        .limit(at_most)
        .select((
            membership::id,
            membership::seat,
            membership::person,
            person::code.nullable(),
            person::name.nullable().assume_not_null(),
            membership::from_date,
            membership::to_date,
            membership::deputy_for,
            membership::version,
        ))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(membership::id.gt(after));
    }
    if let Some(day) = as_at {
        query = query.filter(membership::from_date.le(day)).filter(membership::to_date.is_null().or(membership::to_date.ge(day)));
    }
    let rows: Vec<Row> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0);
    let of = |(membership, seat, person, person_code, name, from, to, deputy_for, version): Row| MembershipRecord {
        id: membership,
        committee: id,
        committee_code: committee_code.clone(),
        seat,
        person,
        person_code,
        name,
        from,
        to,
        deputy_for,
        version,
    };
    Ok((rows.into_iter().map(of).collect(), next))
}
