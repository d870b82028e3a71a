//! What may be written of committees, their terms and their members.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::rules::MaySet;
use super::terms::{CommitteeKind, Terms};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{committee, membership, terms};
use crate::fault::Fault;
use crate::ids::{CommitteeId, MembershipId, OrganisationId, PersonId, TermsId};
use crate::moment::Date;
use crate::{numbered, permitted};

/// A committee is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitteeMade {
    pub id: CommitteeId,
    pub code: String,
    pub organisation: OrganisationId,
    pub name: String,
    pub kind: CommitteeKind,
    pub partners: Vec<OrganisationId>,
}

impl Change for CommitteeMade {
    const KIND: &'static str = "committee.created";

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject(), self.organisation.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(committee::table).values((
            committee::register_id.eq(register),
            committee::id.eq(self.id),
            committee::code.eq(&self.code),
            committee::organisation.eq(self.organisation),
            committee::name.eq(&self.name),
            committee::kind.eq(self.kind),
            committee::partners.eq(crate::db::to_store(&self.partners)?),
            committee::version.eq(version),
        )))?;
        Ok(())
    }
}

/// A committee is given another name: the whole of it as it is from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitteeChanged {
    pub id: CommitteeId,
    pub code: String,
    pub organisation: OrganisationId,
    pub name: String,
    pub kind: CommitteeKind,
    pub partners: Vec<OrganisationId>,
}

impl Change for CommitteeChanged {
    const KIND: &'static str = "committee.changed";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject(), self.organisation.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(committee::table).filter(committee::id.eq(self.id));
        tx.run(diesel::update(row).set((committee::name.eq(&self.name), committee::version.eq(version))))?;
        Ok(())
    }
}

permitted! {
    /// A version of the terms of reference is entered.
    pub struct TermsSet says TermsSaid {
        /// This version of the terms, which the log names by `terms:` and this id.
        pub id: TermsId,
        /// Whose terms they are, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// The first day in force; they hold until the first day of the next version.
        pub from: Date,
        /// The terms as they were entered, the codes of bodies spelt as the register has them.
        pub terms: Terms,
    }
}

numbered!(TermsSet, TermsId);

impl TermsSet {
    /// The version a permit allows.
    #[must_use]
    pub fn by(permit: MaySet, terms: Terms) -> Self {
        Self(TermsSaid { id: TermsId::new(), committee: permit.committee, from: permit.from, terms })
    }
}

impl Change for TermsSet {
    const KIND: &'static str = "terms.set";

    fn subjects(&self) -> Vec<String> {
        vec![self.committee.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(terms::table).values((
            terms::register_id.eq(register),
            terms::id.eq(self.id),
            terms::committee.eq(self.committee),
            terms::from_date.eq(self.from),
            terms::document.eq(crate::db::to_store(&self.terms)?),
            terms::version.eq(version),
        )))?;
        Ok(())
    }
}

/// A seat is filled, or a deputy named for its holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberAppointed {
    pub id: MembershipId,
    pub committee: CommitteeId,
    pub seat: String,
    pub person: PersonId,
    pub from: Date,
    pub to: Option<Date>,
    /// The holder for whom this person may sit.
    pub deputy_for: Option<PersonId>,
}

impl MemberAppointed {
    /// Inserts the row; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(membership::table).values((
            membership::register_id.eq(register),
            membership::id.eq(self.id),
            membership::committee.eq(self.committee),
            membership::seat.eq(&self.seat),
            membership::person.eq(self.person),
            membership::from_date.eq(self.from),
            membership::to_date.eq(self.to),
            membership::deputy_for.eq(self.deputy_for),
            membership::version.eq(version),
        )))?;
        Ok(())
    }

    /// Brings the row to this state; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn update(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(membership::table).filter(membership::id.eq(self.id));
        tx.run(diesel::update(row).set((
            membership::to_date.eq(self.to),
            membership::deputy_for.eq(self.deputy_for),
            membership::version.eq(version),
        )))?;
        Ok(())
    }
}

impl Change for MemberAppointed {
    const KIND: &'static str = "member.appointed";

    fn subjects(&self) -> Vec<String> {
        vec![self.committee.subject(), self.person.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.insert(tx)
    }
}

/// A membership ends; its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipEnded {
    pub id: MembershipId,
    pub committee: CommitteeId,
    pub seat: String,
    pub person: PersonId,
    pub from: Date,
    pub to: Date,
    pub deputy_for: Option<PersonId>,
}

impl Change for MembershipEnded {
    const KIND: &'static str = "membership.ended";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.committee.subject(), self.person.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(membership::table).filter(membership::id.eq(self.id));
        tx.run(diesel::update(row).set((membership::to_date.eq(self.to), membership::version.eq(version))))?;
        Ok(())
    }
}
