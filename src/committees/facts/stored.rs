//! Committees, versions of terms and memberships as the register keeps them.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::terms::{CommitteeKind, Terms};
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{few, most};
use crate::db::schema::{committee, membership, organisation, person, terms};
use crate::db::text::lower;
use crate::fault::Fault;
use crate::ids::{CommitteeId, MembershipId, OrganisationId, PersonId, TermsId};
use crate::moment::Date;
use crate::wording::spoken;

/// A committee as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptCommittee")]
pub struct CommitteeRecord {
    /// The committee, as in `/api/v1/committees/{id}`.
    pub id: CommitteeId,
    /// The key by which lists name it; one committee's alone in the register, and never changed.
    pub code: String,
    /// The body whose policy and register it is under.
    pub organisation: OrganisationId,
    /// That body's code.
    pub organisation_code: Option<String>,
    /// What that body is called.
    pub organisation_name: Option<String>,
    /// What the committee is called in agendas, minutes and the log of decisions.
    pub name: String,
    /// `joint` where several bodies take one decision that binds all, else `committee`.
    pub kind: CommitteeKind,
    /// The other bodies that it decides for, as in `/api/v1/organisations/{id}`; empty where there are none.
    pub partners: Vec<OrganisationId>,
    /// The number of the log's entry that last wrote it; part of its `ETag`.
    pub version: i64,
}

/// Which committees are asked for.
#[derive(Debug, Clone, Default)]
pub struct CommitteeFilter {
    pub organisation: Option<OrganisationId>,
    /// With this code, in any case.
    pub code: Option<String>,
    /// Words of the code or the name, in any case.
    pub q: Option<String>,
}

type CommitteeRow = (CommitteeId, String, OrganisationId, Option<String>, Option<String>, String, CommitteeKind, String, i64);

/// Committees of this register, each beside the body whose policy it is under.
macro_rules! beside_its_body {
    ($register:expr) => {
        committee::table
            .left_join(
                organisation::table
                    .on(organisation::register_id.eq(committee::register_id).and(organisation::id.eq(committee::organisation))),
            )
            .filter(most(committee::register_id.eq($register)))
            .select((
                committee::id,
                committee::code,
                committee::organisation,
                organisation::code.nullable(),
                organisation::name.nullable(),
                committee::name,
                committee::kind,
                committee::partners,
                committee::version,
            ))
    };
}

fn kept(row: CommitteeRow) -> Result<CommitteeRecord, Fault> {
    let (id, code, organisation, organisation_code, organisation_name, name, kind, partners, version) = row;
    let partners = crate::db::stored("committee", &id, &partners)?;
    Ok(CommitteeRecord { id, code, organisation, organisation_code, organisation_name, name, kind, partners, version })
}

/// One committee as it is kept.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn one(read: &mut Read<'_>, id: CommitteeId) -> Result<Option<CommitteeRecord>, Fault> {
    let register = read.register();
    let row: Option<CommitteeRow> = read.first(beside_its_body!(register).filter(few(committee::id.eq(id))))?;
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
    let mut query = beside_its_body!(register).order(committee::id.asc()).limit(at_most).into_boxed();
    if let Some(after) = after {
        query = query.filter(committee::id.gt(after));
    }
    if let Some(organisation) = asked.organisation {
        query = query.filter(few(committee::organisation.eq(organisation)));
    }
    if let Some(code) = &asked.code {
        query = query.filter(few(lower(committee::code).eq(code.to_ascii_lowercase())));
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
    /// This version of the terms, which the log names by `terms:` and this id.
    pub id: TermsId,
    /// Whose terms they are, as in `/api/v1/committees/{id}`.
    pub committee: CommitteeId,
    /// The first day in force; they hold until the first day of the next version.
    pub from: Date,
    /// The terms as they were entered, the codes of bodies spelt as the register has them.
    pub terms: Terms,
    /// The number of the log's entry by which they were entered.
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
    let mut query = read
        .mostly_of(terms::table)
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
    let to_record = |(terms, from, document, version): (TermsId, Date, String, i64)| {
        Ok(TermsRecord { id: terms, committee: id, from, terms: crate::db::stored("terms", &terms, &document)?, version })
    };
    Ok((rows.into_iter().map(to_record).collect::<Result<_, Fault>>()?, next))
}

/// A membership as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptMembership")]
pub struct MembershipRecord {
    /// The membership, by which `/api/v1/memberships/{id}/end` ends it.
    pub id: MembershipId,
    /// The committee of the seat, as in `/api/v1/committees/{id}`.
    pub committee: CommitteeId,
    /// The committee's code, as a list of memberships names it.
    pub committee_code: String,
    /// The seat, by its id in the terms of reference.
    pub seat: String,
    /// Who holds the seat or is its deputy, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// The key by which lists name that person; null where they have none.
    pub person_code: Option<String>,
    /// The person's name.
    pub name: String,
    /// The first day in the seat, or as its deputy.
    pub from: Date,
    /// The last day, itself included; null until further notice.
    pub to: Option<Date>,
    /// The holder for whom this person may sit.
    pub deputy_for: Option<PersonId>,
    /// The number of the log's entry that last wrote it.
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
    let of_committee = read.of(committee::table).filter(committee::id.eq(id));
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
    let to_record = |(membership, seat, person, person_code, name, from, to, deputy_for, version): Row| MembershipRecord {
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
    Ok((rows.into_iter().map(to_record).collect(), next))
}
