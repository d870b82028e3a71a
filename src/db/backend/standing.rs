//! What a database is asked about itself while it stands: whether it keeps what names need, how its
//! log is folded in.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;

use super::{Conn, word};
use crate::fault::Fault;

impl Conn {
    /// Folds the write-ahead log of a file into it and makes it empty, unless somebody who looks
    /// needs it for longer than this.
    pub(crate) fn fold(&mut self, patience: Duration) -> Result<(), Fault> {
        if self.is_server() {
            return Ok(());
        }
        self.batch_execute(&format!("PRAGMA busy_timeout = {};", patience.as_millis()))?;
        let folded = self.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);");
        self.batch_execute("PRAGMA busy_timeout = 5000;")?;
        Ok(folded?)
    }

    /// A server that keeps another encoding would refuse a name in the middle of a meeting.
    pub(in crate::db) fn refuse_another_encoding(&mut self) -> Result<(), Fault> {
        if !self.is_server() {
            return Ok(());
        }
        let found = word(self, "SELECT current_setting('server_encoding') AS word")?;
        if found == "UTF8" {
            return Ok(());
        }
        Err(Fault::Other(format!(
            "the database is kept in {found}, and names need UTF8. Make one that is: \
             CREATE DATABASE quorate TEMPLATE template0 ENCODING 'UTF8'"
        )))
    }
}
