//! The register of interests of a body as it stands on a day, for an audience (A4).

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::super::rules::{Audience, Category, Entry, Shown, Status, is_told, shown};
use super::super::rules::{Redaction, StoredMitigation};
use super::Named;
use crate::db::{Read, batches};
use crate::fault::Error;
use crate::ids::{DeclarationId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::policy::Publication;
use crate::{committees, organisations, people, policy};

/// One declaration in a register, and how it appears there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RegisterEntry {
    /// The declaration that is shown, as in `/api/v1/declarations/{id}`.
    pub declaration: DeclarationId,
    /// Whether it is shown in full or without the name; what is not shown is left out altogether.
    pub shown: Shown,
    /// Null where the name is withheld.
    pub person: Option<PersonId>,
    /// The person's name; null where it is withheld.
    pub name: Option<String>,
    /// A return that there is nothing to declare.
    pub nil: bool,
    /// The kind of interest (A2); null in a nil return.
    pub category: Option<Category>,
    /// What the interest is, in words; null where nothing was written, and in a nil return.
    pub nature: Option<String>,
    /// The body that the interest is in, as in `/api/v1/organisations/{id}`; null where it is in none.
    pub organisation: Option<OrganisationId>,
    /// What that body is called; null where the interest is in none.
    pub organisation_name: Option<String>,
    /// The first day of the interest; null where it has been there always.
    pub from: Option<Date>,
    /// Its last day, null while it lasts; shown six months longer in public (A4.1), six years on the record (A4.2).
    pub to: Option<Date>,
    /// The day on which it was declared; on earlier days it is not shown.
    pub declared: Date,
    /// Where the declaration stands as the register is read, whichever day is asked for.
    pub status: Status,
    /// How it is handled, where that was agreed when it was declared.
    pub standing_mitigation: Option<StoredMitigation>,
    /// Whose interest it is, where it is indirect: on the private record only, for they did not declare it.
    pub related_person: Option<String>,
}

/// Whether a person's declarations stand in a body's register: those of everybody, except of whoever
/// sits only on committees of other bodies. A joint committee is each of its bodies'.
const fn belongs(sits_for_it: bool, sits_anywhere: bool) -> bool {
    sits_for_it || !sits_anywhere
}

/// What stands in a body's register on a day, for an audience: which declarations, and of the people
/// who made them whether each is a decider. The declarations themselves are read as they are told.
pub struct Register {
    as_at: Date,
    audience: Audience,
    publication: Publication,
    deciders: BTreeMap<PersonId, bool>,
    declarations: Vec<DeclarationId>,
}

/// People, or declarations, looked at together.
const TOGETHER: i64 = 500;

/// The register of a body, found by the people who stand in it: what those who sit only for others
/// declared is not gone through, nor on the public register that of whoever is not published.
///
/// # Errors
/// No such body; what the database says.
pub fn register(read: &mut Read<'_>, organisation: OrganisationId, as_at: Date, audience: Audience) -> Result<Register, Error> {
    if organisations::facts::one(read, organisation)?.is_none() {
        return Err(Error::NotFound("organisation"));
    }
    let publication = policy::facts::in_force(read, organisation, as_at)?.publication;
    let for_it = committees::facts::seated_for(read, organisation)?;
    let mut register = Register { as_at, audience, publication, deciders: BTreeMap::new(), declarations: Vec::new() };
    let mut after = None;
    loop {
        let people = people::facts::grades(read, after, TOGETHER)?;
        let next = batches::next_cursor(&people, TOGETHER, |(id, _)| *id);
        register.take(read, &for_it, people)?;
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    register.declarations.sort_unstable();
    Ok(register)
}

impl Register {
    /// The declarations in it, in the order in which they were entered; those among them that are not shown
    /// on its day too.
    #[must_use]
    pub fn declarations(&self) -> &[DeclarationId] {
        &self.declarations
    }

    /// Those of some people.
    fn take(&mut self, read: &mut Read<'_>, for_it: &BTreeSet<PersonId>, people: Vec<(PersonId, Option<String>)>) -> Result<(), Error> {
        let anywhere = committees::facts::seated_of(read, people.iter().map(|(id, _)| *id).collect())?;
        let mut ours = Vec::new();
        for (id, grade) in people {
            let is_seated = anywhere.contains(&id);
            let decider = people::rules::is_decider(grade.as_deref(), is_seated);
            if belongs(for_it.contains(&id), is_seated) && is_told(decider, self.audience, self.publication) {
                self.deciders.insert(id, decider);
                ours.push(id);
            }
        }
        self.declarations.extend(super::submitted_by(read, ours)?);
        Ok(())
    }

    /// Every declaration in it and how it appears, those not shown among them; whoever prints it
    /// leaves these out. In the order in which they were declared, some at a time.
    ///
    /// # Errors
    /// Those of `each`; what the database says.
    pub fn tell(&self, read: &mut Read<'_>, mut each: impl FnMut(RegisterEntry) -> Result<(), Error>) -> Result<(), Error> {
        for some in self.declarations.chunks(usize::try_from(TOGETHER).unwrap_or(1)) {
            let mut found = super::named(read, some.to_vec())?;
            found.sort_unstable_by_key(|one| one.kept.id);
            found.into_iter().try_for_each(|one| each(self.entry(one)))?;
        }
        Ok(())
    }

    /// As [`Register::tell`], all at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn entries(&self, read: &mut Read<'_>) -> Result<Vec<RegisterEntry>, Error> {
        let mut entries = Vec::new();
        self.tell(read, |entry| {
            entries.push(entry);
            Ok(())
        })?;
        Ok(entries)
    }

    fn entry(&self, one: Named) -> RegisterEntry {
        let kept = one.kept;
        let decider = self.deciders.get(&kept.person).copied().unwrap_or_default();
        let name_withheld_from = kept.redaction.as_ref().and_then(Redaction::withholds_from);
        let case = Entry { declared: kept.says.declared, to: kept.says.to, name_withheld_from, decider, publication: self.publication };
        let shown = shown(case, self.audience, self.as_at);
        let named = shown == Shown::Yes;
        let private = self.audience == Audience::Private;
        RegisterEntry {
            declaration: kept.id,
            shown,
            person: named.then_some(kept.person),
            name: named.then_some(one.name),
            nil: kept.nil,
            category: kept.category,
            nature: kept.says.nature.map(Into::into),
            organisation: kept.says.organisation,
            organisation_name: one.organisation_name,
            from: kept.says.from,
            to: kept.says.to,
            declared: kept.says.declared,
            status: kept.status,
            standing_mitigation: kept.says.standing_mitigation,
            related_person: kept.says.related_person.filter(|_| private).map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_sits_only_for_others_is_in_their_registers() {
        assert!(belongs(false, false), "nobody's seat, everybody's register");
        assert!(belongs(true, true));
        assert!(!belongs(false, true));
    }
}
