//! What may be written of committees, their terms and their members.

pub mod level;

use std::ops::Deref;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::rules::membership::{MayAppoint, MayEnd};
use super::rules::{Appointment, CommitteeStatement, MayFound, MaySet, Membership};
use super::terms::Terms;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{committee, membership, terms};
use crate::fault::Fault;
use crate::ids::{CommitteeId, MembershipId, TermsId};
use crate::moment::Date;
use crate::{numbered, permitted, witnessed};

permitted! {
    /// A committee is entered.
    pub struct CommitteeMade says CommitteeStatement;
}

impl CommitteeMade {
    #[must_use]
    pub fn by(permit: MayFound) -> Self {
        Self(permit.committee)
    }
}

numbered!(CommitteeMade, CommitteeId);

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
            committee::delegated_primary_care.eq(self.delegated_primary_care.then_some("yes")),
            committee::version.eq(version),
        )))?;
        Ok(())
    }
}

witnessed! {
    /// A committee is given another name: the whole of it as it is from now on.
    pub struct CommitteeChanged says CommitteeStatement;
}

impl CommitteeChanged {
    /// It may have any name. What else it is, its terms and decisions rest on, and stays.
    #[must_use]
    pub fn named(held: CommitteeStatement, name: String) -> Self {
        Self(CommitteeStatement { name, ..held })
    }
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

/// What is said of a membership, column by column: of a row that is made, and of one that is changed.
macro_rules! said {
    ($says:expr) => {{
        // Every field by its name: one that is forgotten here does not compile.
        let Appointment { committee, seat, person, from, to, deputy_for } = &$says;
        (
            membership::committee.eq(*committee),
            membership::seat.eq(seat),
            membership::person.eq(*person),
            membership::from_date.eq(*from),
            membership::to_date.eq(*to),
            membership::deputy_for.eq(*deputy_for),
        )
    }};
}

impl Membership {
    /// Inserts the row; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(membership::table).values((
            membership::register_id.eq(register),
            membership::id.eq(self.id),
            said!(self.says),
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
        tx.run(diesel::update(row).set((said!(self.says), membership::version.eq(version))))?;
        Ok(())
    }

    fn subjects(&self) -> Vec<String> {
        vec![self.committee.subject(), self.person.subject(), self.id.subject()]
    }
}

permitted! {
    /// A seat is filled, or a deputy named for its holder.
    pub struct MemberAppointed says Membership;
}

impl MemberAppointed {
    #[must_use]
    pub fn by(permit: MayAppoint) -> Self {
        Self(Membership { id: MembershipId::new(), says: permit.says })
    }
}

numbered!(MemberAppointed, MembershipId);

impl Change for MemberAppointed {
    const KIND: &'static str = "member.appointed";

    fn subjects(&self) -> Vec<String> {
        self.0.subjects()
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.insert(tx)
    }
}

/// A membership that has ended: in an entry it is a membership, and has a last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "Membership", into = "Membership")]
pub struct EndedMembership {
    membership: Membership,
    pub last_day: Date,
}

impl TryFrom<Membership> for EndedMembership {
    type Error = &'static str;

    fn try_from(membership: Membership) -> Result<Self, &'static str> {
        let last_day = membership.to.ok_or("a membership that has ended has a last day")?;
        Ok(Self { membership, last_day })
    }
}

impl From<EndedMembership> for Membership {
    fn from(ended: EndedMembership) -> Self {
        ended.membership
    }
}

impl Deref for EndedMembership {
    type Target = Membership;

    fn deref(&self) -> &Membership {
        &self.membership
    }
}

permitted! {
    /// A membership ends: the whole of it as it is from now on, with its last day.
    pub struct MembershipEnded says EndedMembership;
}

impl MembershipEnded {
    #[must_use]
    pub fn by(permit: MayEnd) -> Self {
        let MayEnd { mut membership, last_day } = permit;
        membership.says.to = Some(last_day);
        Self(EndedMembership { membership, last_day })
    }
}

impl Change for MembershipEnded {
    const KIND: &'static str = "membership.ended";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        Membership::subjects(self)
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.update(tx)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::*;
    use crate::ids::{CommitteeId, PersonId};

    fn entry(to: Value) -> Value {
        let (id, committee, person) = (MembershipId::new(), CommitteeId::new(), PersonId::new());
        json!({"id": id, "committee": committee, "seat": "gp", "person": person, "from": "2016-01-01", "to": to, "deputy_for": null})
    }

    #[test]
    fn an_entry_says_a_membership_flat_and_one_of_an_end_has_a_last_day() {
        for entry in [entry(json!(null)), entry(json!("2017-12-31"))] {
            let appointed: MemberAppointed = serde_json::from_value(entry.clone()).unwrap();
            assert_eq!(serde_json::to_value(&appointed).unwrap(), entry);
        }
        let ended: MembershipEnded = serde_json::from_value(entry(json!("2017-12-31"))).unwrap();
        assert_eq!(ended.to, Some(ended.last_day));
        assert_eq!(serde_json::from_value::<MembershipEnded>(serde_json::to_value(&ended).unwrap()).unwrap(), ended);
        assert!(serde_json::from_value::<MembershipEnded>(entry(json!(null))).is_err());
    }
}
