//! Databases of our own, made to be looked at for a while: each in a file that has lost its name, so
//! that nothing is left of it when it is closed, however the program ends.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::sqlite::SqliteConnection;

use super::{Address, Conn, interrupt, unreachable_at};
use crate::fault::Fault;
use crate::passing;

/// A database with the tables of one register. Nothing of it outlives the program, so nothing of it
/// is synced.
pub struct Scratch {
    pub(crate) conn: Conn,
    file: File,
}

/// A [`Scratch`] as it was, to be opened any number of times.
pub struct Kept {
    file: Mutex<File>,
    /// Its size in bytes.
    pub bytes: u64,
}

fn broken(what: &str, error: &dyn std::fmt::Display) -> Fault {
    // The disk is full, or not to be written: that passes.
    Fault::Pool(format!("a database to look back with {what}: {error} (in {})", passing::place().display()))
}

fn new_file() -> Result<(PathBuf, File), Fault> {
    passing::file().map_err(|error| broken("cannot be made", &error))
}

fn open(path: &Path) -> Result<Conn, Fault> {
    interrupt::in_every_connection()?;
    let text = path.to_string_lossy();
    let conn = SqliteConnection::establish(&text).map_err(|error| unreachable_at(&Address::File(text.to_string()), &error))?;
    let mut conn = Conn::Sqlite(conn);
    // References lead to what is of all registers, such as their list, and is not there.
    conn.batch_execute(
        "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; \
         PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = ON;",
    )?;
    Ok(conn)
}

impl Scratch {
    /// Migrated, and empty.
    ///
    /// # Errors
    /// No room for temporary files.
    pub fn empty() -> Result<Self, Fault> {
        let (path, file) = new_file()?;
        Self::of(&path, file, |conn| conn.run_migrations().map(drop))
    }

    fn of(path: &Path, file: File, prepare: impl FnOnce(&mut Conn) -> Result<(), Fault>) -> Result<Self, Fault> {
        let opened = open(path).and_then(|mut conn| {
            prepare(&mut conn)?;
            Ok(conn)
        });
        fs::remove_file(path).map_err(|error| broken("keeps its name", &error))?;
        Ok(Self { conn: opened?, file })
    }

    /// Its size in bytes.
    ///
    /// # Errors
    /// What the disk says.
    pub fn bytes(&self) -> Result<u64, Fault> {
        Ok(self.file.metadata().map_err(|error| broken("cannot be looked at", &error))?.len())
    }

    /// Its content as it is, between two transactions.
    ///
    /// # Errors
    /// As [`Scratch::empty`].
    pub fn keep(&self) -> Result<Kept, Fault> {
        let (path, mut to) = new_file()?;
        let copied = copy(&self.file, &mut to);
        fs::remove_file(&path).map_err(|error| broken("keeps its name", &error))?;
        Ok(Kept { bytes: copied?, file: Mutex::new(to) })
    }
}

impl Kept {
    /// A database with this content.
    ///
    /// # Errors
    /// As [`Scratch::empty`].
    pub fn opened(&self) -> Result<Scratch, Fault> {
        let (path, mut to) = new_file()?;
        // One at a time: they share where they read. What is read is whole whoever broke before.
        let copied = copy(&self.file.lock().unwrap_or_else(PoisonError::into_inner), &mut to);
        let opened = Scratch::of(&path, to, |_| Ok(()));
        copied?;
        opened
    }
}

fn copy(mut from: &File, to: &mut File) -> Result<u64, Fault> {
    let copied = from.seek(SeekFrom::Start(0)).and_then(|_| std::io::copy(&mut from, to));
    copied.map_err(|error| broken("cannot be copied", &error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::super::schema::audit_checkpoint as table;
    use super::*;
    use diesel::prelude::*;

    #[test]
    fn what_was_kept_is_as_it_was() {
        let mut scratch = Scratch::empty().unwrap();
        let count = |scratch: &mut Scratch| table::table.count().get_result::<i64>(&mut scratch.conn).unwrap();
        assert_eq!(count(&mut scratch), 0);
        let kept = scratch.keep().unwrap();
        assert!(kept.bytes > 0);
        scratch.conn.batch_execute("CREATE TABLE more (x INTEGER); INSERT INTO more VALUES (1);").unwrap();
        let later = scratch.keep().unwrap();
        for _ in 0..2 {
            let more = "SELECT x FROM more";
            assert!(kept.opened().unwrap().conn.batch_execute(more).is_err());
            assert!(later.opened().unwrap().conn.batch_execute(more).is_ok());
        }
    }
}
