//! What is asked again of the books: bodies, people, policies, committees, declarations.

use super::asking::{Authored, Lawful};
use crate::access::Action;
use crate::audit::replay::law::Entered;
use crate::ballots::{self, Ballot, BallotRecorded, RecordBallot};
use crate::committees::{
    self, AuthorityChanged, AuthorityWithdrawn, ChangeLevel, CommitteeChanged, CommitteeMade, CommitteeStatement, EndMembership, Evidence,
    GivenEvidence, MemberAppointed, MembershipEnded, NewCommittee, SetTerms, TermsSet,
};
use crate::db::Read;
use crate::dispensations::{self, Dispensation, DispensationEnded, DispensationGranted, EndDispensation, GrantDispensation};
use crate::fault::Error;
use crate::imports::changes::ListImported;
use crate::organisations::{
    self, EndStake, NewOrganisation, OrganisationChanged, OrganisationMade, OrganisationPatch, OrganisationStatement, Relate, Stake,
    StakeEnded, StakeRecorded,
};
use crate::people::{self, NewPerson, PersonChanged, PersonMade, PersonPatch, PersonStatement};
use crate::policy::changes::AdoptionSaid;
use crate::policy::{self, Adopt, PolicyAdopted};
use crate::text::Kept;

impl Authored for OrganisationMade {
    const ACTIONS: &'static [Action] = &[Action::KeepOrganisations];
}

impl Lawful for OrganisationMade {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let OrganisationStatement { id, code, name, kind, commissioner, area, postcode, opened, closed } = (**self).clone();
        let new = NewOrganisation {
            code: Kept::kept(code),
            name: Kept::kept(name),
            kind,
            commissioner: commissioner.map(Kept::kept),
            area: area.map(Kept::kept),
            postcode: postcode.map(Kept::kept),
            opened,
            closed,
        };
        Ok(organisations::create(read, &new)?.numbered(id))
    }
}

impl Authored for OrganisationChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepOrganisations];
}

impl Lawful for OrganisationChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let held = organisations::facts::one(read, self.id)?.ok_or(Error::NotFound("organisation"))?;
        let patch = OrganisationPatch {
            name: Some(Kept::kept(self.name.clone())),
            kind: Some(self.kind),
            // Where the days with each are kept, nobody may name one.
            commissioner: (held.commissioner != self.commissioner).then(|| self.commissioner.clone().map(Kept::kept)),
            area: Some(self.area.clone().map(Kept::kept)),
            postcode: Some(self.postcode.clone().map(Kept::kept)),
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
        let Stake { id, holder, body, kind, from, to } = **self;
        Ok(organisations::relate(read, &Relate { holder, body, kind, from, to })?.numbered(id))
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
        let PersonStatement { id, code, name, grade, tags, email } = (**self).clone();
        let new = NewPerson {
            code: code.map(Kept::kept),
            name: Kept::kept(name),
            grade: grade.map(Kept::kept),
            tags: tags.into_iter().map(Kept::kept).collect(),
            email: email.map(Kept::kept),
        };
        Ok(people::create(read, &new)?.numbered(id))
    }
}

impl Authored for PersonChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepPeople];
}

impl Lawful for PersonChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let PersonStatement { id, code, name, grade, tags, email } = (**self).clone();
        let patch = PersonPatch {
            code: Some(code.map(Kept::kept)),
            name: Some(Kept::kept(name)),
            grade: Some(grade.map(Kept::kept)),
            tags: Some(tags.into_iter().map(Kept::kept).collect()),
            email: Some(email.map(Kept::kept)),
        };
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

impl Authored for BallotRecorded {
    const ACTIONS: &'static [Action] = &[Action::KeepTerms];
}

impl Lawful for BallotRecorded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Ballot { organisation, question, franchise, window, votes, threshold, announced, if_not_carried } = self.says.clone();
        let announced = announced.map(|announced| (Kept::kept(announced.by), announced.on));
        let (question, if_not_carried) = (Kept::kept(question), if_not_carried.map(Kept::kept));
        let command = RecordBallot { organisation, question, franchise, window, votes, threshold, announced, if_not_carried };
        Ok(ballots::record(read, &command)?.numbered(self.id))
    }
}

impl Authored for DispensationGranted {
    const ACTIONS: &'static [Action] = &[Action::KeepDispensations];
}

impl Lawful for DispensationGranted {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Dispensation { organisation, person, concerning, allows, ground, because, requested, by, from, to } = self.says.clone();
        let because = Some(Kept::kept(because));
        let command = GrantDispensation { organisation, person, concerning, allows, ground, because, requested, by, from, to };
        Ok(dispensations::grant(read, &command)?.numbered(self.id))
    }
}

impl Authored for DispensationEnded {
    const ACTIONS: &'static [Action] = &[Action::KeepDispensations];
}

impl Lawful for DispensationEnded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let (reason, last_day, by) = (Kept::kept(self.reason.clone()), self.last_day, self.by);
        dispensations::end(read, &EndDispensation { id: self.id, last_day, by, reason })
    }
}

impl Authored for CommitteeMade {
    const ACTIONS: &'static [Action] = &[Action::KeepCommittees];
}

impl Lawful for CommitteeMade {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let CommitteeStatement { id, code, organisation, name, kind, partners, delegated_primary_care } = (**self).clone();
        let (code, name) = (Kept::kept(code), Kept::kept(name));
        let new = NewCommittee { code, organisation, name, kind, partners, delegated_primary_care };
        Ok(committees::create(read, &new)?.numbered(id))
    }
}

impl Authored for CommitteeChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepCommittees];
}

impl Lawful for CommitteeChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let held = committees::facts::one(read, self.id)?.ok_or(Error::NotFound("committee"))?;
        committees::rename(read, self.id, &Kept::kept(self.name.clone()), held.version)
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

impl Authored for AuthorityChanged {
    const ACTIONS: &'static [Action] = &[Action::KeepTerms];
}

impl Lawful for AuthorityChanged {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let Evidence { what, reference, by, on, ballot } = self.evidence.clone();
        let evidence = GivenEvidence { what, reference: Some(Kept::kept(reference)), by: Kept::kept(by), on, ballot };
        let (committee, function) = (self.committee, Kept::kept(self.function.clone()));
        let (level, with, from, to, value_limit) = (self.level, self.with, self.from, self.to, self.value_limit);
        let command = ChangeLevel { committee, function, level, with, from, to, value_limit, evidence };
        Ok(committees::change_level(read, &command)?.numbered(self.id))
    }
}

impl Authored for AuthorityWithdrawn {
    const ACTIONS: &'static [Action] = &[Action::KeepTerms];
}

impl Lawful for AuthorityWithdrawn {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        committees::withdraw_level(read, self.id, Some(&Kept::kept(self.reason.clone())))
    }
}

impl Authored for MemberAppointed {
    const ACTIONS: &'static [Action] = &[Action::KeepCommittees];
}

impl Lawful for MemberAppointed {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        Ok(committees::appoint(read, &self.says)?.numbered(self.id))
    }
}

impl Authored for MembershipEnded {
    const ACTIONS: &'static [Action] = &[Action::KeepCommittees];
}

impl Lawful for MembershipEnded {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        committees::end_membership(read, &EndMembership { membership: self.id, to: self.last_day })
    }
}

impl Authored for ListImported {
    const ACTIONS: &'static [Action] = &[Action::ImportLists];
}
