//! What may be written of bodies and stakes.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::rules::{OrganisationKind, StakeKind};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{organisation, stake};
use crate::fault::Fault;
use crate::ids::{FactId, OrganisationId};
use crate::moment::Date;

/// A body is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationMade {
    pub id: OrganisationId,
    pub code: String,
    pub name: String,
    pub kind: OrganisationKind,
    pub commissioner: Option<String>,
    pub area: Option<String>,
    pub postcode: Option<String>,
    pub opened: Option<Date>,
    pub closed: Option<Date>,
}

impl OrganisationMade {
    /// Inserts the row; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(organisation::table).values((
            organisation::register_id.eq(register),
            organisation::id.eq(self.id),
            organisation::code.eq(&self.code),
            organisation::name.eq(&self.name),
            organisation::kind.eq(self.kind),
            organisation::commissioner.eq(&self.commissioner),
            organisation::area.eq(&self.area),
            organisation::postcode.eq(&self.postcode),
            organisation::opened.eq(self.opened),
            organisation::closed.eq(self.closed),
            organisation::version.eq(version),
        )))?;
        Ok(())
    }

    /// Brings the row to this state; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn update(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(organisation::table).filter(organisation::id.eq(self.id));
        tx.run(diesel::update(row).set((
            organisation::code.eq(&self.code),
            organisation::name.eq(&self.name),
            organisation::kind.eq(self.kind),
            organisation::commissioner.eq(&self.commissioner),
            organisation::area.eq(&self.area),
            organisation::postcode.eq(&self.postcode),
            organisation::opened.eq(self.opened),
            organisation::closed.eq(self.closed),
            organisation::version.eq(version),
        )))?;
        Ok(())
    }
}

impl Change for OrganisationMade {
    const KIND: &'static str = "organisation.created";

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.insert(tx)
    }
}

/// A body is amended: all its fields as they are from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrganisationChanged(OrganisationMade);

impl From<OrganisationMade> for OrganisationChanged {
    fn from(as_it_is: OrganisationMade) -> Self {
        Self(as_it_is)
    }
}

impl std::ops::Deref for OrganisationChanged {
    type Target = OrganisationMade;

    fn deref(&self) -> &OrganisationMade {
        &self.0
    }
}

impl Change for OrganisationChanged {
    const KIND: &'static str = "organisation.changed";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.update(tx)
    }
}

/// A body is a member or an owner of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakeRecorded {
    pub id: FactId,
    pub holder: OrganisationId,
    pub body: OrganisationId,
    pub kind: StakeKind,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl StakeRecorded {
    /// Inserts the row; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(stake::table).values((
            stake::register_id.eq(register),
            stake::id.eq(self.id),
            stake::holder.eq(self.holder),
            stake::body.eq(self.body),
            stake::kind.eq(self.kind),
            stake::from_date.eq(self.from),
            stake::to_date.eq(self.to),
            stake::version.eq(version),
        )))?;
        Ok(())
    }
}

impl Change for StakeRecorded {
    const KIND: &'static str = "stake.recorded";

    fn subjects(&self) -> Vec<String> {
        vec![self.holder.subject(), self.body.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.insert(tx)
    }
}

/// A stake ends; its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakeEnded {
    pub id: FactId,
    pub holder: OrganisationId,
    pub body: OrganisationId,
    pub kind: StakeKind,
    pub from: Option<Date>,
    pub to: Date,
}

impl StakeEnded {
    /// # Errors
    /// What the database says.
    pub fn update(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(stake::table).filter(stake::id.eq(self.id));
        tx.run(diesel::update(row).set((stake::to_date.eq(self.to), stake::version.eq(version))))?;
        Ok(())
    }
}

impl Change for StakeEnded {
    const KIND: &'static str = "stake.ended";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.holder.subject(), self.body.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.update(tx)
    }
}
