//! One look: how it is begun and ended on each database, and how long it may take.

use diesel::connection::{AnsiTransactionManager, Connection, SimpleConnection, TransactionManager};

use super::super::patience::Patience;
use super::Conn;
use crate::fault::{Error, Fault};

type Manager = <Conn as Connection>::TransactionManager;

impl Conn {
    /// Runs `f` on one snapshot. A server is told how long each statement of it may take: what is
    /// left of the patience current here; a file asks for itself.
    pub(in crate::db) fn snapshot<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let patience = Patience::current();
        patience.still()?;
        let begun = match self {
            #[cfg(feature = "postgres")]
            Self::Pg(conn) => {
                // In whole thousandths, and rounded up: a statement that the server ends before the patience is over would be
                // an error of the database.
                let timed =
                    patience.left().map(|left| format!("BEGIN; SET LOCAL statement_timeout = {}", (left.as_millis() + 1).min(3_600_000)));
                AnsiTransactionManager::begin_transaction_sql(conn, timed.as_deref().unwrap_or("BEGIN"))
            }
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction(conn),
        };
        begun?;
        let done = f(self);
        // Not itself given up half way.
        let ended = Patience::endless().hold(|| match &done {
            Ok(_) => Manager::commit_transaction(self),
            Err(_) => Manager::rollback_transaction(self),
        });
        let done = done?;
        ended?;
        Ok(done)
    }

    /// Whether there is still somebody at the other end.
    pub(in crate::db) fn ping(&mut self) -> Result<(), Fault> {
        Ok(self.batch_execute("SELECT 1")?)
    }

    /// Whether a transaction was left in it that could not be ended.
    pub(crate) fn is_broken(&mut self) -> bool {
        Manager::is_broken_transaction_manager(self)
    }
}
