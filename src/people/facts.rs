//! Reads persons.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::rules::Person;
use crate::db::Read;
use crate::db::schema::person;
use crate::fault::Fault;
use crate::ids::PersonId;

/// The persons named, by id; whoever is not in this register is not in the answer.
///
/// # Errors
/// What the database says; a stored list of tags that is not one.
pub fn persons(read: &mut Read<'_>, ids: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, Person>, Fault> {
    let register = read.register();
    let rows: Vec<(PersonId, String, Option<String>, String)> =
        read.rows(
            person::table
                .filter(person::register_id.eq(register))
                .filter(person::id.eq_any(ids.iter().copied().collect::<Vec<_>>()))
                .select((person::id, person::name, person::grade, person::tags)),
        )?;
    rows.into_iter()
        .map(|(id, name, grade, tags)| {
            let tags = crate::db::stored("person", &id, &tags)?;
            Ok((id, Person { id, name, grade, tags }))
        })
        .collect()
}

/// Whether a person is in this register.
///
/// # Errors
/// What the database says.
pub fn exists(read: &mut Read<'_>, id: PersonId) -> Result<bool, Fault> {
    let register = read.register();
    let found: Option<PersonId> =
        read.first(person::table.filter(person::register_id.eq(register)).filter(person::id.eq(id)).select(person::id))?;
    Ok(found.is_some())
}

/// Who has a code: the id and the name.
///
/// # Errors
/// What the database says.
pub fn named(read: &mut Read<'_>, code: &str) -> Result<Option<(PersonId, String)>, Fault> {
    let register = read.register();
    read.first(
        person::table.filter(person::register_id.eq(register)).filter(person::code.eq(code.to_owned())).select((person::id, person::name)),
    )
}

/// A person as the register keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Kept {
    pub id: PersonId,
    pub code: Option<String>,
    pub name: String,
    pub grade: Option<String>,
    pub tags: Vec<String>,
    pub email: Option<String>,
    pub version: i64,
}

type Row = (PersonId, Option<String>, String, Option<String>, String, Option<String>, i64);
type Columns = (person::id, person::code, person::name, person::grade, person::tags, person::email, person::version);
const KEPT: Columns = (person::id, person::code, person::name, person::grade, person::tags, person::email, person::version);

fn kept((id, code, name, grade, tags, email, version): Row) -> Result<Kept, Fault> {
    Ok(Kept { id, code, name, grade, tags: crate::db::stored("person", &id, &tags)?, email, version })
}

/// One person as they are kept.
///
/// # Errors
/// What the database says; a stored list of tags that is not one.
pub fn one(read: &mut Read<'_>, id: PersonId) -> Result<Option<Kept>, Fault> {
    let register = read.register();
    let row: Option<Row> = read.first(person::table.filter(person::register_id.eq(register)).filter(person::id.eq(id)).select(KEPT))?;
    row.map(kept).transpose()
}
