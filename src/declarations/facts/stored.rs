//! A declaration as the register keeps it.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::changes::ReviewNote;
use super::super::rules::{Category, Direction, Said, Status};
use super::StoredMitigation;
use crate::db::Read;
use crate::db::schema::declaration;
use crate::declarations::rules::life::Life;
use crate::fault::Fault;
use crate::ids::{DeclarationId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::moment::{Date, Instant};

/// A declaration as the register keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "KeptDeclaration")]
pub struct DeclarationRecord {
    /// The declaration, as in `/api/v1/declarations/{id}`.
    pub id: DeclarationId,
    /// Whose interest it is, or who has nothing to declare, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// A return that there is nothing to declare: then only its day is known.
    pub nil: bool,
    /// The kind of interest (A2); null in a nil return.
    pub category: Option<Category>,
    /// What the interest is, in words; null where only a body or an associate is named, and in a nil return.
    pub nature: Option<String>,
    /// The body that the interest is in, as in `/api/v1/organisations/{id}`; null where it is in none.
    pub organisation: Option<OrganisationId>,
    /// The close associate whose interest it is, in the declarer's words.
    pub related_person: Option<String>,
    /// The same, where they are on this register.
    pub related_to: Option<PersonId>,
    /// Of an indirect interest, the category that the associate's own is of; null where nobody said.
    pub underlying_category: Option<Category>,
    /// The first day of the interest; null where it has been there always.
    pub from: Option<Date>,
    /// Its last day, itself included; null while it lasts.
    pub to: Option<Date>,
    /// When the person became aware of it; null where nobody said.
    pub aware: Option<Date>,
    /// The day on which it was declared, from which it counts; a draft is given its day when it is submitted.
    pub declared: Date,
    /// Whether there is something to gain or to lose; no rule looks at it.
    pub direction: Direction,
    /// Who raised it, null where it was the person; withheld from whoever sees only their own.
    pub raised_by: Option<String>,
    /// The handling that was agreed for it; null where there is none.
    pub standing_mitigation: Option<StoredMitigation>,
    /// The meeting and the item at which it was declared.
    pub meeting: Option<MeetingId>,
    /// The item at which it was declared, as in `/api/v1/items/{id}`; null where it was at none.
    pub item: Option<ItemId>,
    /// Where in its life it stands; a nil return is `active` from the first.
    pub status: Status,
    /// What the last review found; null where nobody has reviewed it.
    pub review: Option<ReviewNote>,
    /// When the register took it down, be it as a draft, in UTC.
    pub recorded_at: Instant,
    /// The number of the log's entry that last wrote it; part of its `ETag`.
    pub version: i64,
}

impl DeclarationRecord {
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
pub(super) type RecordRow = (Who, What, How);

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
pub(super) const RECORD: (WhoColumns, WhatColumns, HowColumns) = (
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

pub(super) fn kept((who, what, how): RecordRow) -> Result<DeclarationRecord, Fault> {
    let (id, person, nil, category, nature, organisation) = who;
    let (related_person, related_to, underlying_category, from, to, aware, declared, direction) = what;
    let (raised_by, mitigation, meeting, item, status, review, recorded_at, version) = how;
    Ok(DeclarationRecord {
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
pub fn one(read: &mut Read<'_>, id: DeclarationId) -> Result<Option<DeclarationRecord>, Fault> {
    let register = read.register();
    let row: Option<RecordRow> =
        read.first(declaration::table.filter(declaration::register_id.eq(register)).filter(declaration::id.eq(id)).select(RECORD))?;
    row.map(kept).transpose()
}
