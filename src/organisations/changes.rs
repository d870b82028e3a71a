//! What may be written of bodies and stakes.

use diesel::prelude::*;

use super::rules::{MayEnd, MayEnter, MayRelate, OrganisationStatement, Stake, StakeKind};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{organisation, stake};
use crate::fault::Fault;
use crate::ids::{FactId, OrganisationId};
use crate::moment::Date;
use crate::{numbered, permitted};

permitted! {
    /// A body is entered.
    pub struct OrganisationMade says OrganisationStatement;
}

impl OrganisationMade {
    #[must_use]
    pub fn by(permit: MayEnter) -> Self {
        Self(permit.body)
    }
}

numbered!(OrganisationMade, OrganisationId);

/// What is stated, column by column: of a row that is made, and of one that is changed.
macro_rules! stated {
    ($says:expr) => {{
        // Every field by its name: one that is forgotten here does not compile.
        let OrganisationStatement { id: _, code, name, kind, commissioner, area, postcode, opened, closed } = $says;
        (
            organisation::code.eq(code),
            organisation::name.eq(name),
            organisation::kind.eq(*kind),
            organisation::commissioner.eq(commissioner),
            organisation::area.eq(area),
            organisation::postcode.eq(postcode),
            organisation::opened.eq(*opened),
            organisation::closed.eq(*closed),
        )
    }};
}

impl OrganisationStatement {
    /// Inserts the row; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        let row = (organisation::register_id.eq(register), organisation::id.eq(self.id), organisation::version.eq(version), stated!(self));
        tx.run(diesel::insert_into(organisation::table).values(row))?;
        Ok(())
    }

    /// Brings the row to this state; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn update(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(organisation::table).filter(organisation::id.eq(self.id));
        tx.run(diesel::update(row).set((stated!(self), organisation::version.eq(version))))?;
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

permitted! {
    /// A body is amended: all its fields as they are from now on.
    pub struct OrganisationChanged says OrganisationStatement;
}

impl OrganisationChanged {
    #[must_use]
    pub fn by(permit: MayEnter) -> Self {
        Self(permit.body)
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

permitted! {
    /// A body is a member or an owner of another.
    pub struct StakeRecorded says Stake;
}

impl StakeRecorded {
    #[must_use]
    pub fn by(permit: MayRelate) -> Self {
        Self(permit.stake)
    }
}

numbered!(StakeRecorded, FactId);

impl Stake {
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

permitted! {
    /// A stake ends; its last day.
    pub struct StakeEnded says StakeEndSaid {
        /// The stake that ends.
        pub id: FactId,
        /// Whose stake it was, as in `/api/v1/organisations/{id}`.
        pub holder: OrganisationId,
        /// The body that it was in, as in `/api/v1/organisations/{id}`.
        pub body: OrganisationId,
        /// Whether the holder was a member of it or owned it.
        pub kind: StakeKind,
        /// Its first day; null where it had been there always.
        pub from: Option<Date>,
        /// Its last day, itself included.
        pub to: Date,
    }
}

impl StakeEnded {
    #[must_use]
    pub fn by(permit: MayEnd) -> Self {
        let MayEnd { stake: Stake { id, holder, body, kind, from, .. }, to } = permit;
        Self(StakeEndSaid { id, holder, body, kind, from, to })
    }
}

impl Stake {
    /// Writes the last day of one; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn end(tx: &mut Tx<'_>, id: FactId, to: Date) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(stake::table).filter(stake::id.eq(id));
        tx.run(diesel::update(row).set((stake::to_date.eq(to), stake::version.eq(version))))?;
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
        Stake::end(tx, self.id, self.to)
    }
}
