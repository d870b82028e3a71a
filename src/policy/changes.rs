//! What may be written of policies.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::packs::PackName;
use super::rules::Overrides;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::policy_adoption;
use crate::fault::Fault;
use crate::ids::{AdoptionId, OrganisationId};
use crate::moment::Date;

/// An organisation adopts a pack from a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyAdopted {
    pub id: AdoptionId,
    pub organisation: OrganisationId,
    pub pack: PackName,
    pub from: Date,
    pub overrides: Overrides,
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
