//! The register of accounts and registers, made where there is none.

use diesel::connection::TransactionManager;
use diesel::prelude::*;

use super::{Manager, Writer, into_fault};
use crate::actor::Actor;
use crate::audit::changes::RegisterOpened;
use crate::audit::known::{self, Purpose};
use crate::audit::ledger::Names;
use crate::audit::ledger::job::Decide;
use crate::audit::ledger::pending::{Head, PendingEntries};
use crate::db::Conn;
use crate::db::schema::register;
use crate::fault::Fault;
use crate::ids::RegisterId;

/// Its short name.
pub(in crate::audit) const SYSTEM: &str = "system";

impl Writer {
    /// The register `system`, made if there is none; two programs starting at once take turns.
    pub(in crate::audit::ledger) fn first_register(mut self, host: &str, keys: &[(Purpose, String)]) -> Result<RegisterId, Fault> {
        let mut conn = self.connector.connect()?;
        let found = |conn: &mut Conn| -> Result<Option<RegisterId>, Fault> {
            Ok(register::table.filter(register::slug.eq(SYSTEM)).select(register::id).first(conn).optional()?)
        };
        if let Some(id) = found(&mut conn)?
            && known::has_key_ids(&mut conn, id, keys)?
        {
            return Ok(id);
        }
        self.desk.time.agrees(&mut conn)?;
        conn.in_turn(|conn| {
            if let Some(id) = found(conn)? {
                known::keep_key_ids(conn, id, keys)?;
                return Ok(id);
            }
            let opened = RegisterOpened::under(host, Names::of_system());
            let id = opened.id;
            Manager::begin_transaction(conn)?;
            let mut pending = PendingEntries::default();
            let head = Head::new(id, &opened.origin, opened.epoch, self.desk.time.now(conn)?);
            let done = head.insert(conn, id).and_then(|()| {
                pending.hold(id, head);
                let decide: Decide = Box::new(move |_| Ok(Box::new(opened.clone())));
                self.in_savepoint(conn, &mut pending, &Actor::job(id), false, &decide)?.map_err(into_fault)?;
                pending.write(conn, &self.desk.faults).and_then(|()| known::keep_key_ids(conn, id, keys))
            });
            match done {
                Ok(()) => {
                    Manager::commit_transaction(conn)?;
                    self.desk.newest.committed(pending.newest());
                }
                Err(fault) => {
                    Manager::rollback_transaction(conn)?;
                    return Err(fault);
                }
            }
            Ok(id)
        })
    }
}
