//! Reads persons.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::rules::{Person, PersonStatement};
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{among, few, most};
use crate::db::schema::person;
use crate::db::text::lower_if;
use crate::fault::Fault;
use crate::ids::PersonId;
use crate::text::spoken;

/// The persons named, by id; whoever is not in this register is not in the answer.
///
/// # Errors
/// What the database says; a stored list of tags that is not one.
pub fn persons(read: &mut Read<'_>, ids: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, Person>, Fault> {
    let mut rows: Vec<(PersonId, String, Option<String>, String)> = Vec::new();
    // No database takes more than some tens of thousands of values in one statement.
    for some in ids.iter().copied().collect::<Vec<_>>().chunks(10_000) {
        let named = read.mostly_of(person::table).filter(among(person::id, some.iter().copied()));
        rows.extend(read.rows::<(PersonId, String, Option<String>, String), _>(named.select((
            person::id,
            person::name,
            person::grade,
            person::tags,
        )))?);
    }
    rows.into_iter()
        .map(|(id, name, grade, tags)| {
            let tags = crate::db::stored("person", &id, &tags)?;
            Ok((id, Person { id, name, grade, tags }))
        })
        .collect()
}

/// The next persons by id, after a place, each with their grade.
///
/// # Errors
/// What the database says.
pub fn grades(read: &mut Read<'_>, after: Option<PersonId>, at_most: i64) -> Result<Vec<(PersonId, Option<String>)>, Fault> {
    let query = read.of(person::table).order(person::id.asc()).limit(at_most).select((person::id, person::grade));
    match after {
        None => read.rows(query),
        Some(after) => read.rows(query.filter(person::id.gt(after))),
    }
}

/// Whether a person is in this register.
///
/// # Errors
/// What the database says.
pub fn exists(read: &mut Read<'_>, id: PersonId) -> Result<bool, Fault> {
    let found: Option<PersonId> = read.first(read.of(person::table).filter(person::id.eq(id)).select(person::id))?;
    Ok(found.is_some())
}

/// Who has a code: the id and the name. A code is one code in whatever case it is written; where a
/// list brought in two of them, each is found as it is written.
///
/// # Errors
/// What the database says.
pub fn named(read: &mut Read<'_>, code: &str) -> Result<Option<(PersonId, String)>, Fault> {
    let of_register = || read.of(person::table).select((person::id, person::name));
    match read.first(of_register().filter(person::code.eq(code.to_owned())))? {
        Some(found) => Ok(Some(found)),
        None => {
            let in_any_case = read
                .mostly_of(person::table)
                .filter(lower_if(person::code).eq(code.to_ascii_lowercase()))
                .select((person::id, person::name));
            Ok(read.rows(in_any_case)?.into_iter().min())
        }
    }
}

/// Who has a code.
///
/// # Errors
/// As [`named`].
pub fn by_code(read: &mut Read<'_>, code: &str) -> Result<Option<PersonId>, Fault> {
    Ok(named(read, code)?.map(|(id, _)| id))
}

/// A person as the register keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptPerson")]
pub struct PersonRecord {
    #[serde(flatten)]
    pub says: PersonStatement,
    /// The number of the log's entry that last wrote them; part of the `ETag`.
    pub version: i64,
}

impl Deref for PersonRecord {
    type Target = PersonStatement;

    fn deref(&self) -> &PersonStatement {
        &self.says
    }
}

type Row = (PersonId, Option<String>, String, Option<String>, String, Option<String>, i64);
type Columns = (person::id, person::code, person::name, person::grade, person::tags, person::email, person::version);
const RECORD: Columns = (person::id, person::code, person::name, person::grade, person::tags, person::email, person::version);

fn record_of((id, code, name, grade, tags, email, version): Row) -> Result<PersonRecord, Fault> {
    let tags = crate::db::stored("person", &id, &tags)?;
    Ok(PersonRecord { says: PersonStatement { id, code, name, grade, tags, email }, version })
}

/// One person as they are kept.
///
/// # Errors
/// What the database says; a stored list of tags that is not one.
pub fn one(read: &mut Read<'_>, id: PersonId) -> Result<Option<PersonRecord>, Fault> {
    let row: Option<Row> = read.first(read.of(person::table).filter(person::id.eq(id)).select(RECORD))?;
    row.map(record_of).transpose()
}

/// Which persons are asked for.
#[derive(Debug, Clone, Default)]
pub struct PersonFilter {
    /// With this word said of them.
    pub tag: Option<String>,
    /// With this code, in any case.
    pub code: Option<String>,
    /// Words of the code or the name, in any case.
    pub q: Option<String>,
}

impl PersonFilter {
    /// Whether a person is asked for, with the words as they are spoken.
    fn takes(&self, person: &PersonRecord, words: Option<&str>) -> bool {
        let says = |q: &str| spoken(&person.name).contains(q) || person.code.as_ref().is_some_and(|code| spoken(code).contains(q));
        self.tag.as_ref().is_none_or(|tag| person.tags.contains(tag)) && words.is_none_or(says)
    }
}

impl Listed for PersonRecord {
    type Place = PersonId;
    const FIELDS: &'static [&'static str] = &["name", "code", "grade"];

    fn place(&self) -> PersonId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        match field {
            "name" => Some(self.name.clone()),
            "code" => self.code.clone(),
            _ => self.grade.clone(),
        }
    }
}

/// The next persons of those asked for, by id, after a place.
///
/// # Errors
/// What the database says; a stored list of tags that is not one.
pub fn batch(
    read: &mut Read<'_>,
    asked: &PersonFilter,
    after: Option<PersonId>,
    at_most: i64,
) -> Result<Batch<PersonRecord, PersonId>, Fault> {
    let register = read.register();
    let of_register = person::table.select(RECORD).order(person::id.asc()).limit(at_most);
    let mut query = match &asked.code {
        None => of_register.filter(person::register_id.eq(register)).into_boxed(),
        // Few have one code: that is where to begin.
        Some(code) => of_register
            .filter(most(person::register_id.eq(register)))
            .filter(few(lower_if(person::code).eq(code.to_ascii_lowercase())))
            .into_boxed(),
    };
    if let Some(after) = after {
        query = query.filter(person::id.gt(after));
    }
    let rows: Vec<Row> = read.boxed_rows(query)?;
    let next = batches::next_cursor(&rows, at_most, |row| row.0);
    let mut found = rows.into_iter().map(record_of).collect::<Result<Vec<_>, _>>()?;
    let words = asked.q.as_deref().map(spoken);
    found.retain(|person| asked.takes(person, words.as_deref()));
    Ok((found, next))
}

/// The persons asked for, by id, after a place.
///
/// # Errors
/// What the database says; a stored list of tags that is not one.
pub fn list(read: &mut Read<'_>, asked: &PersonFilter, after: Option<PersonId>, limit: i64) -> Result<Vec<PersonRecord>, Fault> {
    batches::filter(after, limit, |after, most| batch(read, asked, after, most))
}
