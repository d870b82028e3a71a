//! What may be written of persons.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::person;
use crate::fault::Fault;
use crate::ids::PersonId;

/// A person is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonMade {
    pub id: PersonId,
    pub code: Option<String>,
    pub name: String,
    pub grade: Option<String>,
    pub tags: Vec<String>,
    pub email: Option<String>,
}

impl PersonMade {
    /// Inserts the row; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(person::table).values((
            person::register_id.eq(register),
            person::id.eq(self.id),
            person::code.eq(&self.code),
            person::name.eq(&self.name),
            person::grade.eq(&self.grade),
            person::tags.eq(crate::db::to_store(&self.tags)?),
            person::email.eq(&self.email),
            person::version.eq(version),
        )))?;
        Ok(())
    }

    /// Brings the row to this state; shared with the import of lists.
    ///
    /// # Errors
    /// What the database says.
    pub fn update(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(person::table).filter(person::id.eq(self.id));
        tx.run(diesel::update(row).set((
            person::code.eq(&self.code),
            person::name.eq(&self.name),
            person::grade.eq(&self.grade),
            person::tags.eq(crate::db::to_store(&self.tags)?),
            person::email.eq(&self.email),
            person::version.eq(version),
        )))?;
        Ok(())
    }
}

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

/// A person is amended: all their fields as they are from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonChanged(PersonMade);

impl From<PersonMade> for PersonChanged {
    fn from(as_it_is: PersonMade) -> Self {
        Self(as_it_is)
    }
}

impl std::ops::Deref for PersonChanged {
    type Target = PersonMade;

    fn deref(&self) -> &PersonMade {
        &self.0
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
