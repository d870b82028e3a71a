//! The verbs: a dispensation is given, and taken back.

use super::changes::{DispensationEnded, DispensationGranted};
use super::facts;
use super::rules::{self, Allows, Dispensation, DispensationGround, Facts};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{FactId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::organisations::OrganisationKind;
use crate::text::Rationale;
use crate::{organisations, people, policy};

/// A dispensation to be given.
#[derive(Debug, Clone)]
pub struct GrantDispensation {
    pub organisation: OrganisationId,
    pub person: PersonId,
    pub concerning: Option<OrganisationId>,
    pub allows: Allows,
    pub ground: DispensationGround,
    /// None where none was given, which is refused.
    pub because: Option<Rationale>,
    pub requested: Date,
    pub by: PersonId,
    pub from: Date,
    pub to: Date,
}

/// A dispensation to be taken back.
#[derive(Debug, Clone)]
pub struct EndDispensation {
    pub id: FactId,
    pub last_day: Date,
    pub by: PersonId,
    pub reason: Rationale,
}

/// Gives a dispensation (C1.5).
///
/// # Errors
/// People or bodies that are not known; the refusals of [`rules::may_grant`].
pub fn grant(read: &mut Read<'_>, command: &GrantDispensation) -> Result<DispensationGranted, Error> {
    let GrantDispensation { organisation, person, concerning, allows, ground, because, requested, by, from, to } = command.clone();
    let council = organisations::facts::one(read, organisation)?.ok_or(Error::NotFound("organisation"))?;
    people::known(read, &[("/person", person), ("/by", by)])?;
    if let Some(body) = concerning
        && !organisations::facts::exists(read, body)?
    {
        let message = "There is no such body in this register: enter it first, or leave the field out.";
        return Err(Error::invalid("/concerning", "unknown_reference", message));
    }
    let named = people::facts::persons(read, &[person, by].into())?;
    let committees = policy::facts::committees_of(read, organisation)?;
    let held = facts::of_people(read, &[organisation].into(), &[person].into())?;
    let facts = Facts {
        is_council: council.kind == OrganisationKind::Council,
        by_guardian: named.get(&by).is_some_and(people::Person::is_guardian),
        name: named.get(&person).map_or("This person", |known| &known.name),
        held: &held,
        met: organisations::facts::met_since(read, &committees, from)?,
    };
    let says = Dispensation { organisation, person, concerning, allows, ground, because: String::new(), requested, by, from, to };
    Ok(DispensationGranted::by(rules::may_grant(says, because.as_ref(), &facts)?))
}

/// Takes a dispensation back (C1.5).
///
/// # Errors
/// No such dispensation; somebody who is not known; the refusals of [`rules::may_end`].
pub fn end(read: &mut Read<'_>, command: &EndDispensation) -> Result<DispensationEnded, Error> {
    let EndDispensation { id, last_day, by, reason } = command.clone();
    let held = facts::one(read, id)?.ok_or(Error::NotFound("dispensation"))?;
    people::known(read, &[("/by", by)])?;
    let by_guardian = people::facts::persons(read, &[by].into())?.get(&by).is_some_and(people::Person::is_guardian);
    let committees = policy::facts::committees_of(read, held.says.organisation)?;
    let met = organisations::facts::days_met(read, &committees)?;
    let while_in_force = met.into_iter().filter(|(day, _)| held.says.from <= *day && *day <= held.last_day()).max();
    let last = while_in_force.map(|(day, meeting)| (meeting, day));
    Ok(DispensationEnded::by(rules::may_end(&held, last_day, by, by_guardian, &reason, last)?))
}
