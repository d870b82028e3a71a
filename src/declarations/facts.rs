//! Reads the register of interests.

mod stored;
mod named;
pub mod register;

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::changes::DeclaredSaid;
use super::rules::{
    Audience, BodyRole, Category, Direction, Interest, Mitigation, Redaction, RedactionOutcome, Related, Shown, Status, StoredMitigation,
};
use crate::db::Read;
use crate::db::plan::among;
use crate::db::schema::declaration;
use crate::fault::Fault;
use crate::ids::{DeclarationId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::text;

pub use named::{DeclarationFilter, Mark, Named, batch, marks, named, one_named};
pub use stored::{DeclarationRecord, one};

text!(Category, BodyRole, Direction, Status, Audience, Shown);

impl From<StoredMitigation> for Mitigation {
    fn from(stored: StoredMitigation) -> Self {
        Self { treatment: stored.treatment, when_organisation: stored.when_organisation, chair_may_vary: stored.chair_may_vary }
    }
}

/// What some people declared and is no draft any more, in no order.
///
/// # Errors
/// What the database says.
fn submitted_by(read: &mut Read<'_>, people: Vec<PersonId>) -> Result<Vec<DeclarationId>, Fault> {
    read.rows(
        read.mostly_of(declaration::table)
            .filter(among(declaration::person, people))
            .filter(declaration::status.ne(Status::Draft))
            .select(declaration::id),
    )
}

/// An interest as the rules see it once it is declared.
#[must_use]
pub fn as_interest(said: &DeclaredSaid) -> Interest {
    let says = said.says.clone();
    Interest {
        id: said.id,
        person: said.person,
        category: said.category,
        nature: says.nature.map(Into::into).unwrap_or_default(),
        organisation: says.organisation,
        related: says.related_to.map(Related::Person).or(says.related_person.map(|named| Related::Named(named.into()))),
        underlying: says.underlying_category,
        role: says.role,
        name_withheld: false,
        raised_by_another: says.raised_by.is_some(),
        from: says.from,
        to: says.to,
        declared: says.declared,
        // Nothing in the log was done with it.
        entered: i64::MAX,
        mitigation: says.standing_mitigation.map(Mitigation::from),
    }
}

/// Who of some people has an interest or a nil return on the register, with the day of the first; a draft is none.
///
/// # Errors
/// What the database says.
pub fn first_declared(read: &mut Read<'_>, people: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, Date>, Fault> {
    let rows: Vec<(PersonId, Date)> = read.rows(
        read.mostly_of(declaration::table)
            .filter(among(declaration::person, people.iter().copied()))
            .filter(declaration::status.ne(Status::Draft))
            .select((declaration::person, declaration::declared)),
    )?;
    let mut first = BTreeMap::new();
    for (person, declared) in rows {
        first.entry(person).and_modify(|day: &mut Date| *day = declared.min(*day)).or_insert(declared);
    }
    Ok(first)
}

/// The interests of some people, as the rules see them: everything submitted, nothing in draft; in
/// the order in which they were declared.
///
/// # Errors
/// What the database says; a stored mitigation that is none.
pub fn interests(read: &mut Read<'_>, people: &BTreeSet<PersonId>) -> Result<Vec<Interest>, Fault> {
    type Row = (
        (DeclarationId, PersonId, Option<Category>, Option<String>, Option<OrganisationId>),
        (Option<String>, Option<PersonId>, Option<Category>, Option<Date>, Option<Date>, Date, Option<String>),
        (Option<BodyRole>, Option<String>, Option<String>, Option<i64>),
    );
    let mut rows: Vec<Row> = read.rows(
        read.mostly_of(declaration::table)
            .filter(among(declaration::person, people.iter().copied()))
            .filter(declaration::status.ne(Status::Draft))
            .filter(declaration::nil.eq(false))
            .select((
                (declaration::id, declaration::person, declaration::category, declaration::nature, declaration::organisation),
                (
                    declaration::related_person,
                    declaration::related_to,
                    declaration::underlying_category,
                    declaration::from_date,
                    declaration::to_date,
                    declaration::declared,
                    declaration::mitigation,
                ),
                (declaration::role, declaration::redaction, declaration::raised_by, declaration::entered),
            )),
    )?;
    rows.sort_unstable_by_key(|row| row.0.0);
    rows.into_iter()
        .map(
            |(
                (id, person, category, nature, organisation),
                (named, related_to, underlying, from, to, declared, mitigation),
                (role, redaction, raised_by, entered),
            )| {
                let corrupt = |what: &str| Fault::Corrupt { table: "declaration", key: id.to_string(), what: what.to_owned() };
                let mitigation: Option<StoredMitigation> =
                    mitigation.map(|text| crate::db::stored("declaration", &id, &text)).transpose()?;
                let redaction: Option<Redaction> = redaction.map(|text| crate::db::stored("declaration", &id, &text)).transpose()?;
                Ok(Interest {
                    id,
                    person,
                    category: category.ok_or_else(|| corrupt("an interest without a category"))?,
                    nature: nature.unwrap_or_default(),
                    organisation,
                    related: related_to.map(Related::Person).or(named.map(Related::Named)),
                    underlying,
                    role,
                    from,
                    to,
                    declared,
                    entered: entered.unwrap_or_default(),
                    mitigation: mitigation.map(Mitigation::from),
                    name_withheld: redaction.is_some_and(|redaction| redaction.outcome == RedactionOutcome::NameWithheld),
                    raised_by_another: raised_by.is_some(),
                })
            },
        )
        .collect()
}
