//! What may be written of persons.

use diesel::prelude::*;

use super::rules::{MayEnter, PersonStatement};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::person;
use crate::fault::Fault;
use crate::ids::PersonId;
use crate::{numbered, permitted};

permitted! {
    /// A person is entered.
    pub struct PersonMade says PersonStatement;
}

impl PersonMade {
    #[must_use]
    pub fn by(permit: MayEnter) -> Self {
        Self(permit.person)
    }
}

/// What is stated, column by column: of a row that is made, and of one that is changed.
macro_rules! stated {
    ($says:expr) => {{
        // Every field by its name: one that is forgotten here does not compile.
        let PersonStatement { id: _, code, name, grade, tags, email } = $says;
        (
            person::code.eq(code),
            person::name.eq(name),
            person::grade.eq(grade),
            person::tags.eq(crate::db::to_store(tags)?),
            person::email.eq(email),
        )
    }};
}

impl PersonStatement {
    /// Inserts the row; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        let row = (person::register_id.eq(register), person::id.eq(self.id), person::version.eq(version), stated!(self));
        tx.run(diesel::insert_into(person::table).values(row))?;
        Ok(())
    }

    /// Brings the row to this state; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn update(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(person::table).filter(person::id.eq(self.id));
        tx.run(diesel::update(row).set((stated!(self), person::version.eq(version))))?;
        Ok(())
    }
}

numbered!(PersonMade, PersonId);

impl Change for PersonMade {
    const KIND: &'static str = "person.created";
    const PERSONAL: &'static [&'static str] = &["name", "email"];

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.insert(tx)
    }
}

permitted! {
    /// A person is amended: all their fields as they are from now on.
    pub struct PersonChanged says PersonStatement;
}

impl PersonChanged {
    #[must_use]
    pub fn by(permit: MayEnter) -> Self {
        Self(permit.person)
    }
}

impl Change for PersonChanged {
    const KIND: &'static str = "person.changed";
    const PERSONAL: &'static [&'static str] = &["name", "email"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.update(tx)
    }
}
