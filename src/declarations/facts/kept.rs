//! Declarations as the register keeps them, one by one and by what is asked for.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromStaticSqlRow};
use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::changes::ReviewNote;
use super::super::life::{Drafts, Life};
use super::super::rules::{Category, Direction, Said, Status};
use super::StoredMitigation;
use crate::db::Read;
use crate::db::order::Listed;
use crate::db::schema::{declaration, organisation, person};
use crate::db::sift::{self, Sifted};
use crate::fault::Fault;
use crate::ids::{DeclarationId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::moment::{Date, Instant};
use crate::wording::folded;

/// A declaration as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptDeclaration")]
pub struct Kept {
    pub id: DeclarationId,
    pub person: PersonId,
    /// A return that there is nothing to declare: then only its day is known.
    pub nil: bool,
    pub category: Option<Category>,
    pub nature: Option<String>,
    pub organisation: Option<OrganisationId>,
    /// The close associate whose interest it is, in the declarer's words.
    pub related_person: Option<String>,
    /// The same, where they are on this register.
    pub related_to: Option<PersonId>,
    pub underlying_category: Option<Category>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub aware: Option<Date>,
    pub declared: Date,
    pub direction: Direction,
    pub raised_by: Option<String>,
    pub standing_mitigation: Option<StoredMitigation>,
    /// The meeting and the item at which it was declared.
    pub meeting: Option<MeetingId>,
    pub item: Option<ItemId>,
    pub status: Status,
    pub review: Option<ReviewNote>,
    pub recorded_at: Instant,
    pub version: i64,
}

impl Kept {
    #[must_use]
    pub fn life(&self) -> Life {
        Life { id: self.id, person: self.person, nil: self.nil, status: self.status, from: self.from }
    }

    #[must_use]
    pub fn said(&self) -> Said<'_> {
        Said {
            person: self.person,
            category: self.category.unwrap_or(Category::Financial),
            underlying: self.underlying_category,
            nature: self.nature.as_deref(),
            organisation: self.organisation,
            related_person: self.related_person.as_deref(),
            related_to: self.related_to,
        }
    }
}

type Who = (DeclarationId, PersonId, bool, Option<Category>, Option<String>, Option<OrganisationId>);
type What = (Option<String>, Option<PersonId>, Option<Category>, Option<Date>, Option<Date>, Option<Date>, Date, Direction);
type How = (Option<String>, Option<String>, Option<MeetingId>, Option<ItemId>, Status, Option<String>, Instant, i64);
type KeptRow = (Who, What, How);

type WhoColumns =
    (declaration::id, declaration::person, declaration::nil, declaration::category, declaration::nature, declaration::organisation);
type WhatColumns = (
    declaration::related_person,
    declaration::related_to,
    declaration::underlying_category,
    declaration::from_date,
    declaration::to_date,
    declaration::aware,
    declaration::declared,
    declaration::direction,
);
type HowColumns = (
    declaration::raised_by,
    declaration::mitigation,
    declaration::meeting,
    declaration::item,
    declaration::status,
    declaration::review,
    declaration::recorded_at,
    declaration::version,
);
const KEPT: (WhoColumns, WhatColumns, HowColumns) = (
    (declaration::id, declaration::person, declaration::nil, declaration::category, declaration::nature, declaration::organisation),
    (
        declaration::related_person,
        declaration::related_to,
        declaration::underlying_category,
        declaration::from_date,
        declaration::to_date,
        declaration::aware,
        declaration::declared,
        declaration::direction,
    ),
    (
        declaration::raised_by,
        declaration::mitigation,
        declaration::meeting,
        declaration::item,
        declaration::status,
        declaration::review,
        declaration::recorded_at,
        declaration::version,
    ),
);

fn kept((who, what, how): KeptRow) -> Result<Kept, Fault> {
    let (id, person, nil, category, nature, organisation) = who;
    let (related_person, related_to, underlying_category, from, to, aware, declared, direction) = what;
    let (raised_by, mitigation, meeting, item, status, review, recorded_at, version) = how;
    Ok(Kept {
        id,
        person,
        nil,
        category,
        nature,
        organisation,
        related_person,
        related_to,
        underlying_category,
        from,
        to,
        aware,
        declared,
        direction,
        raised_by,
        standing_mitigation: mitigation.map(|text| crate::db::stored("declaration", &id, &text)).transpose()?,
        meeting,
        item,
        status,
        review: review.map(|text| crate::db::stored("declaration", &id, &text)).transpose()?,
        recorded_at,
        version,
    })
}

/// One declaration as it is kept.
///
/// # Errors
/// What the database says; a stored mitigation or review that is none.
pub fn one(read: &mut Read<'_>, id: DeclarationId) -> Result<Option<Kept>, Fault> {
    let register = read.register();
    let row: Option<KeptRow> =
        read.first(declaration::table.filter(declaration::register_id.eq(register)).filter(declaration::id.eq(id)).select(KEPT))?;
    row.map(kept).transpose()
}

/// Which declarations are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
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
    pub kept: Kept,
    /// The person's name.
    pub name: String,
    pub organisation_name: Option<String>,
    /// Fields that are null because they are withheld from this reader.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

impl Named {
    /// As the person concerned may see it: whoever raised it is protected from being found out.
    #[must_use]
    pub fn for_its_person(mut self) -> Self {
        self.kept.raised_by = None;
        self.withheld = vec!["raised_by"];
        self
    }

    fn says(&self, q: &str) -> bool {
        let texts = [Some(&self.name), self.organisation_name.as_ref(), self.kept.nature.as_ref(), self.kept.related_person.as_ref()];
        texts.into_iter().flatten().any(|text| folded(text).contains(q))
    }
}

type NamedRow = (KeptRow, String, Option<String>);

/// Declarations of this register, each with the names that it needs.
macro_rules! with_names {
    ($register:expr) => {
        declaration::table
            .inner_join(person::table.on(person::register_id.eq(declaration::register_id).and(person::id.eq(declaration::person))))
            .left_join(
                organisation::table.on(organisation::register_id
                    .eq(declaration::register_id)
                    .and(organisation::id.nullable().eq(declaration::organisation))),
            )
            .filter(declaration::register_id.eq($register))
            .select((KEPT, person::name, organisation::name.nullable()))
    };
}

/// Made as its row is read: a page of such rows is long, and is not moved about twice.
impl<ST, DB: Backend> Queryable<ST, DB> for Named
where
    NamedRow: FromStaticSqlRow<ST, DB>,
{
    type Row = NamedRow;

    fn build((row, name, organisation_name): NamedRow) -> deserialize::Result<Self> {
        Ok(Self { kept: kept(row)?, name, organisation_name, withheld: Vec::new() })
    }
}

/// One declaration with its names.
///
/// # Errors
/// As [`one`].
pub fn one_named(read: &mut Read<'_>, id: DeclarationId) -> Result<Option<Named>, Fault> {
    read.first(with_names!(read.register()).filter(declaration::id.eq(id)))
}

fn chosen(read: &mut Read<'_>, asked: &Asked, after: Option<DeclarationId>, most: i64) -> Result<Vec<Named>, Fault> {
    let mut query = with_names!(read.register()).order(declaration::id.asc()).limit(most).into_boxed();
    if let Some(after) = after {
        query = query.filter(declaration::id.gt(after));
    }
    if let Some(person) = asked.person {
        query = query.filter(declaration::person.eq(person));
    }
    if let Some(organisation) = asked.organisation {
        query = query.filter(declaration::organisation.eq(organisation));
    }
    if !asked.statuses.is_empty() {
        query = query.filter(declaration::status.eq_any(asked.statuses.clone()));
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
    read.boxed_rows(query)
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
            "declared" => Some(kept.declared.to_string()),
            "name" => Some(self.name.clone()),
            "organisation_name" => self.organisation_name.clone(),
            "category" => kept.category.map(|word| word.to_string()),
            "status" => Some(kept.status.to_string()),
            "from" => kept.from.map(|day| day.to_string()),
            "to" => kept.to.map(|day| day.to_string()),
            _ => Some(kept.recorded_at.to_string()),
        }
    }
}

/// The next declarations of those asked for, by id, after a place.
///
/// # Errors
/// As [`one`].
pub fn batch(read: &mut Read<'_>, asked: &Asked, after: Option<DeclarationId>, most: i64) -> Result<Sifted<Named, DeclarationId>, Fault> {
    let any = Asked { q: asked.q.clone(), ..Asked::default() };
    let mut found: Vec<Named> = match after {
        // Going through all of them is what is asked most: one statement, always the same.
        None if *asked == any => read.rows(with_names!(read.register()).order(declaration::id.asc()).limit(most))?,
        Some(after) if *asked == any => {
            read.rows(with_names!(read.register()).filter(declaration::id.gt(after)).order(declaration::id.asc()).limit(most))?
        }
        after => chosen(read, asked, after, most)?,
    };
    let next = sift::onward(&found, most, Listed::place);
    if let Some(q) = asked.q.as_ref().map(|q| folded(q)) {
        found.retain(|one| one.says(&q));
    }
    Ok((found, next))
}

/// The declarations asked for, by id, after a place.
///
/// # Errors
/// As [`one`].
pub fn list(read: &mut Read<'_>, asked: &Asked, after: Option<DeclarationId>, limit: i64) -> Result<Vec<Named>, Fault> {
    sift::sift(after, limit, |after, most| batch(read, asked, after, most))
}
