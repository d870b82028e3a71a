//! A declaration as the register keeps it.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::changes::ReviewNote;
use super::super::rules::{BodyRole, Category, Direction, Particulars, Redaction, Said, Status};
use crate::access::Seen;
use crate::db::Read;
use crate::db::schema::declaration;
use crate::declarations::rules::life::Life;
use crate::fault::Fault;
use crate::ids::{DeclarationId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::moment::{Date, Instant};
use crate::text::{Kept, Line, Prose};

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
    #[serde(flatten)]
    pub says: Particulars,
    /// The meeting and the item at which it was declared.
    pub meeting: Option<MeetingId>,
    /// The item at which it was declared, as in `/api/v1/items/{id}`; null where it was at none.
    pub item: Option<ItemId>,
    /// Where in its life it stands; a nil return is `active` from the first.
    pub status: Status,
    /// What the last review found; null where nobody has reviewed it.
    pub review: Option<ReviewNote>,
    /// What the guardian decided on keeping the name from the public; null where nobody did.
    pub redaction: Option<Redaction>,
    /// When the register took it down, be it as a draft, in UTC.
    pub recorded_at: Instant,
    /// The number of the log's entry that last wrote it; part of its `ETag`.
    pub version: i64,
}

impl DeclarationRecord {
    #[must_use]
    pub fn life(&self) -> Life {
        Life { id: self.id, person: self.person, nil: self.nil, status: self.status, from: self.says.from }
    }

    #[must_use]
    pub fn said(&self) -> Said<'_> {
        Said { person: self.person, category: self.category.unwrap_or(Category::Financial), says: &self.says }
    }
}

type Who = (DeclarationId, PersonId, bool, Option<Category>, Option<String>, Option<OrganisationId>);
type What = (Option<String>, Option<PersonId>, Option<Category>, Option<Date>, Option<Date>, Option<Date>, Date, Direction);
type How = (
    Option<String>,
    Option<String>,
    Option<MeetingId>,
    Option<ItemId>,
    Status,
    Option<String>,
    Instant,
    i64,
    Option<BodyRole>,
    Option<String>,
);
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
    declaration::role,
    declaration::redaction,
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
        declaration::role,
        declaration::redaction,
    ),
);

pub(super) fn record_of((who, what, how): RecordRow) -> Result<DeclarationRecord, Fault> {
    let (id, person, nil, category, nature, organisation) = who;
    let (related_person, related_to, underlying_category, from, to, aware, declared, direction) = what;
    let (raised_by, mitigation, meeting, item, status, review, recorded_at, version, role, redaction) = how;
    let standing_mitigation = mitigation.map(|text| crate::db::stored("declaration", &id, &text)).transpose()?;
    let says = Particulars {
        nature: nature.map(Prose::kept),
        organisation,
        related_person: related_person.map(Line::kept),
        related_to,
        underlying_category,
        from,
        to,
        aware,
        declared,
        direction,
        raised_by: raised_by.map(Line::kept),
        standing_mitigation,
        role,
    };
    let review = review.map(|text| crate::db::stored("declaration", &id, &text)).transpose()?;
    let redaction = redaction.map(|text| crate::db::stored("declaration", &id, &text)).transpose()?;
    Ok(DeclarationRecord { id, person, nil, category, says, meeting, item, status, review, redaction, recorded_at, version })
}

/// One declaration as it is kept.
///
/// # Errors
/// What the database says; a stored mitigation or review that is none.
pub fn one(read: &mut Read<'_>, id: Seen<DeclarationId>) -> Result<Option<DeclarationRecord>, Fault> {
    let row: Option<RecordRow> = read.first(read.of(declaration::table).filter(declaration::id.eq(id.id())).select(RECORD))?;
    row.map(record_of).transpose()
}
