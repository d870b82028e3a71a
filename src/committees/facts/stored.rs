//! Committees and versions of terms as the register keeps them.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::english::{self, Paragraph, named_in};
use super::super::terms::{CommitteeKind, Terms};
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{few, most};
use crate::db::schema::{committee, organisation, terms};
use crate::db::text::lower;
use crate::fault::Fault;
use crate::ids::{CommitteeId, OrganisationId, TermsId};
use crate::moment::Date;
use crate::organisations;
use crate::text::spoken;

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
    /// Whether NHS England has delegated the commissioning of primary care to it, of which more is asked (C6.4).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delegated_primary_care: bool,
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

type CommitteeRow =
    (CommitteeId, String, OrganisationId, Option<String>, Option<String>, String, CommitteeKind, String, Option<String>, i64);

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
                committee::delegated_primary_care,
                committee::version,
            ))
    };
}

fn record_of(row: CommitteeRow) -> Result<CommitteeRecord, Fault> {
    let (id, code, organisation, organisation_code, organisation_name, name, kind, partners, delegated, version) = row;
    let partners = crate::db::stored("committee", &id, &partners)?;
    let delegated_primary_care = delegated.is_some();
    Ok(CommitteeRecord {
        id,
        code,
        organisation,
        organisation_code,
        organisation_name,
        name,
        kind,
        partners,
        delegated_primary_care,
        version,
    })
}

/// One committee as it is kept.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn one(read: &mut Read<'_>, id: CommitteeId) -> Result<Option<CommitteeRecord>, Fault> {
    let register = read.register();
    let row: Option<CommitteeRow> = read.first(beside_its_body!(register).filter(few(committee::id.eq(id))))?;
    row.map(record_of).transpose()
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
    let mut found = rows.into_iter().map(record_of).collect::<Result<Vec<_>, _>>()?;
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

/// A version of the terms beside what it says in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "TermsInEnglish")]
pub struct TermsTold {
    #[serde(flatten)]
    pub kept: TermsRecord,
    /// The same terms as sentences, matter by matter: what the members adopt beside what the program reads.
    pub in_english: Vec<Paragraph>,
}

impl Listed for TermsTold {
    type Place = TermsId;
    const FIELDS: &'static [&'static str] = TermsRecord::FIELDS;

    fn place(&self) -> TermsId {
        self.kept.place()
    }

    fn key(&self, field: &str) -> Option<String> {
        self.kept.key(field)
    }
}

/// Terms in English, with the names of the bodies they speak of.
///
/// # Errors
/// What the database says.
pub fn in_english(read: &mut Read<'_>, terms: &Terms) -> Result<Vec<Paragraph>, Fault> {
    let mut bodies = organisations::facts::called(read, &named_in(terms))?;
    bodies.extend(super::deciders(read, terms)?.into_iter().map(|(code, (_, name))| (code, name)));
    Ok(english::in_english(terms, &bodies))
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

/// The next versions of a committee's terms, by id, after a place, each told in English too.
///
/// # Errors
/// What the database says; a stored version that is none.
pub fn terms_batch(read: &mut Read<'_>, id: CommitteeId, after: Option<TermsId>, at_most: i64) -> Result<Batch<TermsTold, TermsId>, Fault> {
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
    let records = rows.into_iter().map(to_record).collect::<Result<Vec<_>, Fault>>()?;
    let codes = records.iter().flat_map(|record| named_in(&record.terms)).collect();
    let bodies = organisations::facts::called(read, &codes)?;
    let told = records.into_iter().map(|kept| TermsTold { in_english: english::in_english(&kept.terms, &bodies), kept });
    Ok((told.collect(), next))
}
