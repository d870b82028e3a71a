//! The register of an organisation, as an audience sees it on a day (A1, A4).

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::rules::{Audience, Category, Entry, Shown, Status, shown};
use crate::db::schema::{committee, declaration, membership, person};
use crate::db::{Read, stored};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, DeclarationId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::people::rules::is_decider;
use crate::{organisations, policy};

/// One line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RegisterEntry {
    pub declaration: DeclarationId,
    pub shown: Shown,
    /// Withheld from the public where `shown` says so.
    pub person: Option<PersonId>,
    pub name: Option<String>,
    /// Has declared to have none.
    pub nil: bool,
    pub category: Option<Category>,
    pub nature: Option<String>,
    pub organisation: Option<OrganisationId>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub declared: Date,
}

/// Every entry that is shown to the audience on the day, in the order of its making. It holds
/// everybody's declarations, except of those who sit only on committees of other bodies.
///
/// # Errors
/// [`Error::NotFound`] for a body of no register; what the database says.
pub fn register(read: &mut Read<'_>, organisation: OrganisationId, day: Date, audience: Audience) -> Result<Vec<RegisterEntry>, Error> {
    if !organisations::facts::exists(read, organisation)? {
        return Err(Error::NotFound("organisation"));
    }
    let publication = policy::facts::in_force(read, organisation, day)?.publication;
    let seats = bodies_by_person(read)?;
    type Row = (
        (DeclarationId, PersonId, bool, Option<Category>, Option<String>, Option<OrganisationId>),
        (Option<Date>, Option<Date>, Date),
        (String, Option<String>),
    );
    let id = read.register();
    let rows: Vec<Row> = read.rows(
        declaration::table
            .inner_join(person::table.on(person::register_id.eq(declaration::register_id).and(person::id.eq(declaration::person))))
            .filter(declaration::register_id.eq(id))
            .filter(declaration::status.ne(Status::Draft))
            .filter(declaration::declared.le(day))
            .order(declaration::id.asc())
            .select((
                (
                    declaration::id,
                    declaration::person,
                    declaration::nil,
                    declaration::category,
                    declaration::nature,
                    declaration::organisation,
                ),
                (declaration::from_date, declaration::to_date, declaration::declared),
                (person::name, person::grade),
            )),
    )?;
    let entries = rows.into_iter().filter_map(|((declaration, who, nil, category, nature, of), (from, to, declared), (name, grade))| {
        let bodies = seats.get(&who);
        if bodies.is_some_and(|bodies| !bodies.contains(&organisation)) {
            return None;
        }
        let entry = Entry { declared, to, name_withheld_from: None, decider: is_decider(grade.as_deref(), bodies.is_some()), publication };
        let shown = shown(entry, audience, day);
        let named = shown == Shown::Yes;
        (shown != Shown::No).then_some(RegisterEntry {
            declaration,
            shown,
            person: named.then_some(who),
            name: named.then_some(name),
            nil,
            category,
            nature,
            organisation: of,
            from,
            to,
            declared,
        })
    });
    Ok(entries.collect())
}

/// The bodies on whose committees each person has sat, at any time; a joint committee is every
/// partner's.
fn bodies_by_person(read: &mut Read<'_>) -> Result<BTreeMap<PersonId, BTreeSet<OrganisationId>>, Fault> {
    let register = read.register();
    let rows: Vec<(PersonId, CommitteeId, OrganisationId, String)> = read.rows(
        membership::table
            .inner_join(
                committee::table.on(committee::register_id.eq(membership::register_id).and(committee::id.eq(membership::committee))),
            )
            .filter(membership::register_id.eq(register))
            .select((membership::person, committee::id, committee::organisation, committee::partners)),
    )?;
    let mut bodies: BTreeMap<PersonId, BTreeSet<OrganisationId>> = BTreeMap::new();
    for (person, committee, organisation, partners) in rows {
        let partners: Vec<OrganisationId> = stored("committee", &committee, &partners)?;
        bodies.entry(person).or_default().extend(partners.into_iter().chain([organisation]));
    }
    Ok(bodies)
}
