//! What a database is asked about itself while it stands: whether it keeps what names need, how its
//! log is folded in.

#![expect(clippy::disallowed_methods, reason = "what a database says of itself is asked in its own words")]

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::{RunQueryDsl as _, sql_query};

use super::{Conn, Word, word};
use crate::fault::Fault;
use crate::moment::Instant;

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

    /// The clock of the machine the database is on, where that is another than ours may be.
    pub(crate) fn server_clock(&mut self) -> Result<Option<Instant>, Fault> {
        if !self.is_server() {
            return Ok(None);
        }
        let told = word(self, r#"SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS word"#)?;
        told.parse().map(Some).map_err(|error| Fault::Other(format!("the clock of the database: {error}")))
    }

    /// Whether the server this speaks to takes no changes at all: one that follows another.
    pub(crate) fn follows_another(&mut self) -> Result<bool, Fault> {
        Ok(self.is_server() && word(self, "SELECT pg_is_in_recovery()::text AS word")? == "true")
    }

    /// The schema that comes first, and another of the same database that holds a register.
    pub(in crate::db) fn register_beside(&mut self) -> Result<Option<(String, String)>, Fault> {
        if !self.is_server() {
            return Ok(None);
        }
        let here = "COALESCE(current_schema()::text, '')";
        let there = "SELECT n.nspname FROM pg_class h JOIN pg_namespace n ON n.oid = h.relnamespace \
            JOIN pg_class r ON r.relnamespace = n.oid AND r.relname = 'register' AND r.relkind = 'r' \
            WHERE h.relname = 'audit_head' AND h.relkind = 'r' AND n.nspname <> COALESCE(current_schema(), '') \
            ORDER BY n.nspname LIMIT 1";
        let rows: Vec<Word> = sql_query(format!("SELECT {here} || '/' || n.nspname AS word FROM ({there}) n")).load(self)?;
        Ok(rows.into_iter().next().and_then(|row| row.word.split_once('/').map(|(here, there)| (here.to_owned(), there.to_owned()))))
    }

    /// Copies a file into another.
    pub(in crate::db) fn copy_into(&mut self, path: &str) -> Result<(), Fault> {
        Ok(self.batch_execute(&format!("VACUUM INTO '{}'", path.replace('\'', "''")))?)
    }

    /// What a file says is broken in it.
    pub(in crate::db) fn damage(&mut self) -> Result<Vec<String>, Fault> {
        if self.is_server() {
            return Ok(Vec::new());
        }
        let rows: Vec<Word> = sql_query("SELECT integrity_check AS word FROM pragma_integrity_check").load(self)?;
        Ok(rows.into_iter().map(|row| row.word).filter(|word| word != "ok").collect())
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
