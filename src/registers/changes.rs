//! What may be written of a register that is there; its opening is the log's own first entry.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::register;
use crate::fault::Fault;
use crate::ids::RegisterId;

/// A register is given another name. Its short name is part of its origin, and stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRenamed {
    pub id: RegisterId,
    pub slug: String,
    pub name: String,
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
