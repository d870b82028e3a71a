//! The register of interests of a body as it stands on a day, for an audience (A4).

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::super::rules::{Audience, Category, Entry, Shown, Status, shown};
use super::{Asked, Named, StoredMitigation, list};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{DeclarationId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::{committees, organisations, people, policy};

/// One declaration in a register, and how it appears there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RegisterEntry {
    pub declaration: DeclarationId,
    pub shown: Shown,
    /// Null where the name is withheld.
    pub person: Option<PersonId>,
    pub name: Option<String>,
    /// A return that there is nothing to declare.
    pub nil: bool,
    pub category: Option<Category>,
    pub nature: Option<String>,
    pub organisation: Option<OrganisationId>,
    pub organisation_name: Option<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub declared: Date,
    pub status: Status,
    /// How it is handled, where that was agreed when it was declared.
    pub standing_mitigation: Option<StoredMitigation>,
    /// Whose interest it is, where it is indirect: on the private record only, for they did not declare it.
    pub related_person: Option<String>,
}

/// Whether a person's declarations stand in a body's register: those of everybody, except of whoever
/// sits only on committees of other bodies. A joint committee is each of its bodies'.
fn belongs(sits_for: Option<&BTreeSet<OrganisationId>>, organisation: OrganisationId) -> bool {
    sits_for.is_none_or(|bodies| bodies.contains(&organisation))
}

/// Every declaration of a body's register and how it appears on a day to an audience, those not
/// shown among them; whoever prints it leaves these out.
///
/// # Errors
/// No such body; what the database says.
pub fn register(read: &mut Read<'_>, organisation: OrganisationId, as_at: Date, audience: Audience) -> Result<Vec<RegisterEntry>, Error> {
    if organisations::facts::one(read, organisation)?.is_none() {
        return Err(Error::NotFound("organisation"));
    }
    let publication = policy::facts::in_force(read, organisation, as_at)?.publication;
    let seated = committees::facts::ever_seated(read)?;
    let mut sits_for: BTreeMap<PersonId, BTreeSet<OrganisationId>> = BTreeMap::new();
    for (person, bodies) in committees::facts::sat_for(read)? {
        sits_for.entry(person).or_default().extend(bodies);
    }
    let asked = Asked { statuses: vec![Status::Submitted, Status::Reviewed, Status::Active, Status::Ended], ..Asked::default() };
    let mut found = list(read, &asked, None, i64::MAX)?;
    found.retain(|one| belongs(sits_for.get(&one.kept.person), organisation));
    let persons = people::facts::persons(read, &found.iter().map(|one| one.kept.person).collect())?;
    let grade = |id: PersonId| persons.get(&id).and_then(|person| person.grade.as_deref());
    let entry = |one: Named| {
        let kept = one.kept;
        let decider = people::rules::is_decider(grade(kept.person), seated.contains(&kept.person));
        let case = Entry { declared: kept.declared, to: kept.to, name_withheld_from: None, decider, publication };
        let shown = shown(case, audience, as_at);
        let named = shown == Shown::Yes;
        let private = audience == Audience::Private;
        RegisterEntry {
            declaration: kept.id,
            shown,
            person: named.then_some(kept.person),
            name: named.then_some(one.name),
            nil: kept.nil,
            category: kept.category,
            nature: kept.nature,
            organisation: kept.organisation,
            organisation_name: one.organisation_name,
            from: kept.from,
            to: kept.to,
            declared: kept.declared,
            status: kept.status,
            standing_mitigation: kept.standing_mitigation,
            related_person: kept.related_person.filter(|_| private),
        }
    };
    Ok(found.into_iter().map(entry).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_sits_only_for_others_is_in_their_registers() {
        let (ours, theirs) = (OrganisationId::new(), OrganisationId::new());
        assert!(belongs(None, ours));
        assert!(belongs(Some(&BTreeSet::from([ours, theirs])), ours));
        assert!(!belongs(Some(&BTreeSet::from([theirs])), ours));
    }
}
