//! Reads dispensations as they were given.

use std::collections::BTreeSet;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::rules::{Allows, Dispensation, DispensationGround, Lifting};
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{among, few};
use crate::db::schema::dispensation;
use crate::fault::Fault;
use crate::ids::{FactId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::{organisations, people};

/// A dispensation as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptDispensation")]
pub struct DispensationRecord {
    /// The dispensation, as in `/api/v1/dispensations/{id}`.
    pub id: FactId,
    #[serde(flatten)]
    pub says: Dispensation,
    /// The person's name on the register now.
    pub name: String,
    /// The name of the body whose business they may take part in; absent where it holds for all their interests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concerning_name: Option<String>,
    /// The name of the monitoring officer who gave it.
    pub by_name: String,
    /// Its last day, where it was taken back sooner; before its first where it never was in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Date>,
    /// The number of the log's entry by which it was given, or taken back.
    pub version: i64,
}

impl Listed for DispensationRecord {
    type Place = FactId;
    const FIELDS: &'static [&'static str] = &["from", "name"];

    fn place(&self) -> FactId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        Some(if field == "from" { self.says.from.to_string() } else { self.name.clone() })
    }
}

type Row = (
    (FactId, OrganisationId, PersonId, Option<OrganisationId>, Allows, DispensationGround),
    (String, Date, PersonId, Date, Date, Option<Date>, i64),
);

type Columns = (
    (
        dispensation::id,
        dispensation::organisation,
        dispensation::person,
        dispensation::concerning,
        dispensation::allows,
        dispensation::ground,
    ),
    (
        dispensation::because,
        dispensation::requested,
        dispensation::granted_by,
        dispensation::from_date,
        dispensation::to_date,
        dispensation::ended,
        dispensation::version,
    ),
);

const COLUMNS: Columns = (
    (
        dispensation::id,
        dispensation::organisation,
        dispensation::person,
        dispensation::concerning,
        dispensation::allows,
        dispensation::ground,
    ),
    (
        dispensation::because,
        dispensation::requested,
        dispensation::granted_by,
        dispensation::from_date,
        dispensation::to_date,
        dispensation::ended,
        dispensation::version,
    ),
);

fn lifting(row: Row) -> (Lifting, i64) {
    let ((id, organisation, person, concerning, allows, ground), (because, requested, by, from, to, ended, version)) = row;
    (
        Lifting { id, says: Dispensation { organisation, person, concerning, allows, ground, because, requested, by, from, to }, ended },
        version,
    )
}

/// One dispensation of this register.
///
/// # Errors
/// What the database says.
pub fn one(read: &mut Read<'_>, id: FactId) -> Result<Option<Lifting>, Fault> {
    let row: Option<Row> = read.first(read.of(dispensation::table).filter(dispensation::id.eq(id)).select(COLUMNS))?;
    Ok(row.map(|row| lifting(row).0))
}

/// One dispensation, with the names of whom it is about.
///
/// # Errors
/// As [`one`].
pub fn record(read: &mut Read<'_>, id: FactId) -> Result<Option<DispensationRecord>, Fault> {
    let row: Option<Row> = read.first(read.of(dispensation::table).filter(dispensation::id.eq(id)).select(COLUMNS))?;
    Ok(named(read, row.into_iter().collect())?.pop())
}

/// What some people were ever given by some bodies.
///
/// # Errors
/// As [`one`].
pub fn of_people(read: &mut Read<'_>, bodies: &BTreeSet<OrganisationId>, people: &BTreeSet<PersonId>) -> Result<Vec<Lifting>, Fault> {
    if bodies.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = read.rows(
        read.mostly_of(dispensation::table)
            .filter(among(dispensation::organisation, bodies.iter().copied()))
            .order(dispensation::id.asc())
            .select(COLUMNS),
    )?;
    Ok(rows.into_iter().map(|row| lifting(row).0).filter(|held| people.contains(&held.says.person)).collect())
}

/// The next dispensations of a council, by id, after a place; of one person alone where one is named.
///
/// # Errors
/// As [`one`].
pub fn batch(
    read: &mut Read<'_>,
    organisation: OrganisationId,
    person: Option<PersonId>,
    after: Option<FactId>,
    at_most: i64,
) -> Result<Batch<DispensationRecord, FactId>, Fault> {
    let mut query = read
        .mostly_of(dispensation::table)
        .filter(few(dispensation::organisation.eq(organisation)))
        .order(dispensation::id.asc())
        .limit(at_most)
        .select(COLUMNS)
        .into_boxed();
    if let Some(person) = person {
        query = query.filter(dispensation::person.eq(person));
    }
    if let Some(after) = after {
        query = query.filter(dispensation::id.gt(after));
    }
    let rows: Vec<Row> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0.0);
    Ok((named(read, rows)?, next))
}

fn named(read: &mut Read<'_>, rows: Vec<Row>) -> Result<Vec<DispensationRecord>, Fault> {
    let rows: Vec<(Lifting, i64)> = rows.into_iter().map(lifting).collect();
    let who = rows.iter().flat_map(|(held, _)| [held.says.person, held.says.by]).collect();
    let of = rows.iter().filter_map(|(held, _)| held.says.concerning).collect();
    let (people, bodies) = (people::facts::persons(read, &who)?, organisations::facts::names(read, &of)?);
    let name = |person: PersonId| people.get(&person).map_or_else(|| person.to_string(), |known| known.name.clone());
    let record = |(held, version): (Lifting, i64)| DispensationRecord {
        id: held.id,
        name: name(held.says.person),
        by_name: name(held.says.by),
        concerning_name: held.says.concerning.and_then(|body| bodies.get(&body).cloned()),
        says: held.says,
        ended: held.ended,
        version,
    };
    Ok(rows.into_iter().map(record).collect())
}
