//! What may be written of a register that is there; its opening is the log's own first entry.

use diesel::prelude::*;

use super::rules::MayRename;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::register;
use crate::fault::Fault;
use crate::ids::RegisterId;
use crate::permitted;

permitted! {
    /// A register is given another name. Its short name is part of its origin, and stays.
    pub struct RegisterRenamed says NameSaid {
        /// The register, as in `/api/v1/registers/{id}`.
        pub id: RegisterId,
        /// Its short name, which stays.
        pub slug: String,
        /// What it is called from now on.
        pub name: String,
    }
}

impl RegisterRenamed {
    /// The name a permit allows.
    #[must_use]
    pub fn by(permit: MayRename) -> Self {
        let (id, slug, name) = permit.into_parts();
        Self(NameSaid { id, slug, name })
    }
}

impl Change for RegisterRenamed {
    const KIND: &'static str = "register.renamed";
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = register::table.filter(register::id.eq(self.id));
        tx.run(diesel::update(row).set((register::name.eq(&self.name), register::version.eq(version))))?;
        Ok(())
    }
}
