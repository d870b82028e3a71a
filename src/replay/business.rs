//! What is asked again of the books: bodies, people, policies, committees, declarations.

use super::asking::{Authored, Lawful};
use crate::access::Action;
use crate::audit::replay::law::Entered;
use crate::committees::{
    self, Appoint, CommitteeChanged, CommitteeMade, EndMembership, MemberAppointed, MembershipEnded, NewCommittee, SetTerms, TermsSet,
};
use crate::db::Read;
use crate::fault::Error;
use crate::imports::changes::ListImported;
use crate::organisations::{
    self, EndStake, NewOrganisation, OrganisationChanged, OrganisationMade, OrganisationPatch, Relate, StakeEnded, StakeRecorded,
};
use crate::people::{self, NewPerson, PersonChanged, PersonMade, PersonPatch};
use crate::policy::changes::AdoptionSaid;
use crate::policy::{self, Adopt, PolicyAdopted};

impl Authored for OrganisationMade {
    const ACTIONS: &'static [Action] = &[Action::KeepOrganisations];
}

impl Lawful for OrganisationMade {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Self { id, code, name, kind, commissioner, area, postcode, opened, closed } = self.clone();
        let new = NewOrganisation { code, name, kind, commissioner, area, postcode, opened, closed };
        Ok(Self { id, ..organisations::create(read, &new)? })
    }
}

impl Authored for OrganisationChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepOrganisations];
}

impl Lawful for OrganisationChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let held = organisations::facts::one(read, self.id)?.ok_or(Error::NotFound("organisation"))?;
        let patch = OrganisationPatch {
            name: Some(self.name.clone()),
            kind: Some(self.kind),
            // Where the days with each are kept, nobody may name one.
            commissioner: (held.commissioner != self.commissioner).then(|| self.commissioner.clone()),
            area: Some(self.area.clone()),
            postcode: Some(self.postcode.clone()),
            opened: Some(self.opened),
            closed: Some(self.closed),
        };
        organisations::change(read, self.id, &patch, None)
    }
}

impl Authored for StakeRecorded {
    const ACTIONS: &'static [Action] = &[Action::KeepOrganisations];
}

impl Lawful for StakeRecorded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Self { id, holder, body, kind, from, to } = *self;
        Ok(Self { id, ..organisations::relate(read, &Relate { holder, body, kind, from, to })? })
    }
}

impl Authored for StakeEnded {
    const ACTIONS: &'static [Action] = &[Action::KeepOrganisations];
}

impl Lawful for StakeEnded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        organisations::end_stake(read, &EndStake { stake: self.id, to: self.to })
    }
}

impl Authored for PersonMade {
    const ACTIONS: &'static [Action] = &[Action::KeepPeople];
}

impl Lawful for PersonMade {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Self { id, code, name, grade, tags, email } = self.clone();
        Ok(Self { id, ..people::create(read, &NewPerson { code, name, grade, tags, email })? })
    }
}

impl Authored for PersonChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepPeople];
}

impl Lawful for PersonChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let PersonMade { id, code, name, grade, tags, email } = (**self).clone();
        let patch = PersonPatch { code: Some(code), name: Some(name), grade: Some(grade), tags: Some(tags), email: Some(email) };
        people::change(read, id, &patch, None)
    }
}

impl Authored for PolicyAdopted {
    const ACTIONS: &'static [Action] = &[Action::AdoptPolicies];
}

impl Lawful for PolicyAdopted {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let AdoptionSaid { id, organisation, pack, from, overrides } = (**self).clone();
        Ok(policy::adopt(read, &Adopt { organisation, pack, from, overrides })?.numbered(id))
    }
}

impl Authored for CommitteeMade {
    const ACTIONS: &'static [Action] = &[Action::KeepCommittees];
}

impl Lawful for CommitteeMade {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Self { id, code, organisation, name, kind, partners } = self.clone();
        Ok(Self { id, ..committees::create(read, &NewCommittee { code, organisation, name, kind, partners })? })
    }
}

impl Authored for CommitteeChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepCommittees];
}

impl Lawful for CommitteeChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let held = committees::facts::one(read, self.id)?.ok_or(Error::NotFound("committee"))?;
        committees::rename(read, self.id, &self.name, held.version)
    }
}

impl Authored for TermsSet {
    const ACTIONS: &'static [Action] = &[Action::KeepTerms];
}

impl Lawful for TermsSet {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let command = SetTerms { committee: self.committee, terms: self.terms.clone() };
        Ok(committees::set_terms(read, &command)?.numbered(self.id))
    }
}

impl Authored for MemberAppointed {
    const ACTIONS: &'static [Action] = &[Action::KeepCommittees];
}

impl Lawful for MemberAppointed {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Self { id, committee, seat, person, from, to, deputy_for } = self.clone();
        Ok(Self { id, ..committees::appoint(read, &Appoint { committee, seat, person, from, to, deputy_for })? })
    }
}

impl Authored for MembershipEnded {
    const ACTIONS: &'static [Action] = &[Action::KeepCommittees];
}

impl Lawful for MembershipEnded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        committees::end_membership(read, &EndMembership { membership: self.id, to: self.to })
    }
}

impl Authored for ListImported {
    const ACTIONS: &'static [Action] = &[Action::ImportLists];
}
