//! Reads persons.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

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
