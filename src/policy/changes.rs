//! What may be written of policies.

use diesel::prelude::*;

use super::packs::PackName;
use super::rules::{MayAdopt, Overrides};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::policy_adoption;
use crate::fault::Fault;
use crate::ids::{AdoptionId, OrganisationId};
use crate::moment::Date;
use crate::{numbered, permitted};

permitted! {
    /// An organisation adopts a pack from a day.
    pub struct PolicyAdopted says AdoptionSaid {
        /// The adoption, which the log names by `adoption:` and this id.
        pub id: AdoptionId,
        /// The organisation, as in `/api/v1/organisations/{id}`.
        pub organisation: OrganisationId,
        /// The pack, by its name.
        pub pack: PackName,
        /// The first day on which it is in force.
        pub from: Date,
        /// In what it is another than the pack.
        pub overrides: Overrides,
    }
}

numbered!(PolicyAdopted, AdoptionId);

impl PolicyAdopted {
    /// The pack a permit allows, with these overrides.
    #[must_use]
    pub fn by(permit: MayAdopt, overrides: Overrides) -> Self {
        let (organisation, pack, from) = permit.into_parts();
        Self(AdoptionSaid { id: AdoptionId::new(), organisation, pack, from, overrides })
    }
}

impl Change for PolicyAdopted {
    const KIND: &'static str = "policy.adopted";

    fn subjects(&self) -> Vec<String> {
        vec![self.organisation.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(policy_adoption::table).values((
            policy_adoption::register_id.eq(register),
            policy_adoption::id.eq(self.id),
            policy_adoption::organisation.eq(self.organisation),
            policy_adoption::pack.eq(self.pack),
            policy_adoption::from_date.eq(self.from),
            policy_adoption::overrides.eq(crate::db::to_store(&self.overrides)?),
            policy_adoption::version.eq(version),
        )))?;
        Ok(())
    }
}
