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
