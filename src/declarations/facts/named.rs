//! Declarations with the names that they need to be read, by what is asked for.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromStaticSqlRow};
use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::rules::{Category, Status};
use super::stored::{DeclarationRecord, RECORD, RecordRow, record_of};
use crate::access::Seen;
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{among, few, most};
use crate::db::schema::{declaration, organisation, person};
use crate::declarations::rules::life::Drafts;
use crate::fault::Fault;
use crate::ids::{DeclarationId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::text::spoken;

/// Which declarations are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclarationFilter {
    /// Those of one person alone.
    pub person: Option<PersonId>,
    pub organisation: Option<OrganisationId>,
    /// Any of these; none means all.
    pub statuses: Vec<Status>,
    pub categories: Vec<Category>,
    /// Known, begun and not ended on this day; drafts are not.
    pub as_at: Option<Date>,
    /// Words of what it says, of the person's name or of the body's, in any case.
    pub q: Option<String>,
    /// Drafts of others are left out for most who ask.
    pub drafts: Drafts,
}

/// A declaration with the names that it needs to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "NamedDeclaration")]
pub struct Named {
    #[serde(flatten)]
    pub kept: DeclarationRecord,
    /// The key by which lists name the person; null where they have none.
    pub person_code: Option<String>,
    /// The person's name.
    pub name: String,
    /// The body's code; null where the interest is in none.
    pub organisation_code: Option<String>,
    /// What the body is called; null where the interest is in none.
    pub organisation_name: Option<String>,
    /// Fields that are null because they are withheld from this reader.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

impl Named {
    /// As the person concerned may see it: whoever raised it is protected from being found out.
    #[must_use]
    pub fn for_its_person(mut self) -> Self {
        self.kept.says.raised_by = None;
        self.withheld = vec!["raised_by"];
        self
    }

    fn says(&self, q: &str) -> bool {
        let texts = [
            Some(self.name.as_str()),
            self.organisation_name.as_deref(),
            self.kept.says.nature.as_deref(),
            self.kept.says.related_person.as_deref(),
        ];
        texts.into_iter().flatten().any(|text| spoken(text).contains(q))
    }
}

type NamedRow = (RecordRow, Option<String>, String, Option<String>, Option<String>);

/// Declarations of this register, each beside whatever has the names that it needs. The person is
/// always there; joined as if they might not be, they cannot become what is read first.
macro_rules! beside_names {
    ($register:expr) => {
        declaration::table
            .left_join(person::table.on(person::register_id.eq(declaration::register_id).and(person::id.eq(declaration::person))))
            .left_join(
                organisation::table.on(organisation::register_id
                    .eq(declaration::register_id)
                    .and(organisation::id.nullable().eq(declaration::organisation))),
            )
            .filter(most(declaration::register_id.eq($register)))
    };
}

macro_rules! with_names {
    ($register:expr) => {
        beside_names!($register).select((
            RECORD,
            person::code.nullable(),
            person::name.nullable().assume_not_null(),
            organisation::code.nullable(),
            organisation::name.nullable(),
        ))
    };
}

macro_rules! marked {
    ($register:expr) => {
        beside_names!($register).select((
            declaration::id,
            declaration::version,
            person::version.nullable().assume_not_null(),
            organisation::version.nullable(),
        ))
    };
}

/// Those asked for, in their order, after a place.
macro_rules! chosen {
    ($query:expr, $asked:expr, $after:expr, $most:expr) => {{
        let (asked, mut query): (&DeclarationFilter, _) = ($asked, $query.order(declaration::id.asc()).limit($most).into_boxed());
        if let Some(after) = $after {
            query = query.filter(declaration::id.gt(after));
        }
        if let Some(person) = asked.person {
            query = query.filter(few(declaration::person.eq(person)));
        }
        if let Some(organisation) = asked.organisation {
            query = query.filter(few(declaration::organisation.eq(organisation)));
        }
        match asked.statuses.as_slice() {
            [] => {}
            [only] => query = query.filter(few(declaration::status.eq(*only))),
            several => query = query.filter(declaration::status.eq_any(several.to_vec())),
        }
        if !asked.categories.is_empty() {
            query = query.filter(declaration::category.eq_any(asked.categories.clone()));
        }
        match asked.drafts {
            Drafts::Everybodys => {}
            Drafts::Of(None) => query = query.filter(declaration::status.ne(Status::Draft)),
            Drafts::Of(Some(own)) => query = query.filter(declaration::status.ne(Status::Draft).or(declaration::person.eq(own))),
        }
        if let Some(day) = asked.as_at {
            query = query
                .filter(declaration::status.ne(Status::Draft))
                .filter(declaration::declared.le(day))
                .filter(declaration::from_date.is_null().or(declaration::from_date.le(day)))
                .filter(declaration::to_date.is_null().or(declaration::to_date.ge(day)));
        }
        query
    }};
}

/// Made as its row is read: a page of such rows is long, and is not moved about twice.
impl<ST, DB: Backend> Queryable<ST, DB> for Named
where
    NamedRow: FromStaticSqlRow<ST, DB>,
{
    type Row = NamedRow;

    fn build((row, person_code, name, organisation_code, organisation_name): NamedRow) -> deserialize::Result<Self> {
        Ok(Self { kept: record_of(row)?, person_code, name, organisation_code, organisation_name, withheld: Vec::new() })
    }
}

/// One declaration with its names.
///
/// # Errors
/// As [`one`](super::one).
pub fn one_named(read: &mut Read<'_>, id: Seen<DeclarationId>) -> Result<Option<Named>, Fault> {
    read.first(with_names!(read.register()).filter(few(declaration::id.eq(id.id()))))
}

impl Listed for Named {
    type Place = DeclarationId;
    const FIELDS: &'static [&'static str] = &["declared", "name", "organisation_name", "category", "status", "from", "to", "recorded_at"];

    fn place(&self) -> DeclarationId {
        self.kept.id
    }

    fn key(&self, field: &str) -> Option<String> {
        let kept = &self.kept;
        match field {
            "declared" => Some(kept.says.declared.to_string()),
            "name" => Some(self.name.clone()),
            "organisation_name" => self.organisation_name.clone(),
            "category" => kept.category.map(|word| word.to_string()),
            "status" => Some(kept.status.to_string()),
            "from" => kept.says.from.map(|day| day.to_string()),
            "to" => kept.says.to.map(|day| day.to_string()),
            _ => Some(kept.recorded_at.to_string()),
        }
    }
}

/// The next declarations of those asked for, by id, after a place.
///
/// # Errors
/// As [`one`](super::one).
pub fn batch(
    read: &mut Read<'_>,
    asked: &DeclarationFilter,
    after: Option<DeclarationId>,
    most: i64,
) -> Result<Batch<Named, DeclarationId>, Fault> {
    let mut found: Vec<Named> = read.boxed_rows(chosen!(with_names!(read.register()), asked, after, most))?;
    let next = batches::next_cursor(&found, most, Listed::place);
    if let Some(q) = asked.q.as_ref().map(|q| spoken(q).into_owned()) {
        found.retain(|one| one.says(&q));
    }
    Ok((found, next))
}

/// Which state of a declaration, and of those whose names stand beside it, a list would tell: the
/// entries that made them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    pub id: DeclarationId,
    pub declaration: i64,
    pub person: i64,
    pub organisation: Option<i64>,
}

impl<ST, DB: Backend> Queryable<ST, DB> for Mark
where
    (DeclarationId, i64, i64, Option<i64>): FromStaticSqlRow<ST, DB>,
{
    type Row = (DeclarationId, i64, i64, Option<i64>);

    fn build((id, declaration, person, organisation): Self::Row) -> deserialize::Result<Self> {
        Ok(Self { id, declaration, person, organisation })
    }
}

impl Listed for Mark {
    type Place = DeclarationId;
    const FIELDS: &'static [&'static str] = &[];

    fn place(&self) -> DeclarationId {
        self.id
    }

    fn key(&self, _: &str) -> Option<String> {
        None
    }
}

/// As [`batch`], of the marks alone; whatever words are asked for, they are not looked for.
///
/// # Errors
/// What the database says.
pub fn marks(
    read: &mut Read<'_>,
    asked: &DeclarationFilter,
    after: Option<DeclarationId>,
    most: i64,
) -> Result<Batch<Mark, DeclarationId>, Fault> {
    let found: Vec<Mark> = match after {
        // Going through all of them is what is asked most: one statement, always the same.
        None if *asked == DeclarationFilter::default() => read.rows(marked!(read.register()).order(declaration::id.asc()).limit(most))?,
        Some(after) if *asked == DeclarationFilter::default() => {
            read.rows(marked!(read.register()).filter(declaration::id.gt(after)).order(declaration::id.asc()).limit(most))?
        }
        after => read.boxed_rows(chosen!(marked!(read.register()), asked, after, most))?,
    };
    let next = batches::next_cursor(&found, most, Listed::place);
    Ok((found, next))
}

/// These declarations with their names.
///
/// # Errors
/// As [`one`](super::one).
pub fn named(read: &mut Read<'_>, ids: Vec<DeclarationId>) -> Result<Vec<Named>, Fault> {
    read.rows(with_names!(read.register()).filter(among(declaration::id, ids)))
}
