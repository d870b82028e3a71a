//! One database, opened: its lanes of connections to look with, its writers' connections, its schema.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::backend::{Address, Conn, Connector, Use, known};
use super::catalogue::Place;
use super::held::Held;
use super::lanes::Lane;
use super::read::{Lanes, Reader};
use crate::fault::Fault;

/// How long a table waits for those that are being read before it.
const TABLES_WAIT: Duration = Duration::from_secs(25);

/// One database, opened. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    address: Address,
    reader: Reader,
    /// The file that was opened; none on a server.
    held: Option<Arc<Held>>,
}

impl Database {
    /// Opens it and asserts that it can be trusted with a record; makes the file if there is none.
    /// `readers` connections look at once; 0 takes three a core.
    ///
    /// # Errors
    /// No such server or folder, too old a library, a disk that does not keep what it is told, or
    /// a schema newer than this program.
    pub fn open(address: &Address, readers: u32) -> Result<Self, Fault> {
        let mut first = Connector::new(address, Use::Write).connect()?;
        let held = match address {
            Address::File(path) => Some(Arc::new(Held::of(path)?)),
            Address::Server(_) => None,
        };
        first.refuse_another_encoding()?;
        first.refuse_a_newer_schema()?;
        let (cores, is_near) = (std::thread::available_parallelism().map_or(1, usize::from), address.has_one_writer());
        let looks = usize::try_from(if readers == 0 { three_a_core() } else { readers }).unwrap_or(4);
        let lane = |size: usize| Lane::new(Connector::new(address, Use::Look).holding(held.clone()), size, is_near);
        // In the reserve each core may ask who somebody is, and one more whether all is well. Tables
        // are few, for each keeps a core busy until it is read.
        let lanes = Lanes {
            looks: lane(looks),
            reserve: lane(cores.clamp(2, 8) + 1),
            tables: lane(cores.clamp(2, 4)).waited_for(TABLES_WAIT),
            is_near,
        };
        Ok(Self { address: address.clone(), reader: Reader::new(lanes), held })
    }

    /// Opened to be looked at alone: nothing is set up, and nothing made.
    pub(super) fn looking(address: &Address) -> Result<Self, Fault> {
        Connector::new(address, Use::Look).connect()?.refuse_a_newer_schema()?;
        let is_near = address.has_one_writer();
        let lane = || Lane::new(Connector::new(address, Use::Look), 1, is_near);
        let lanes = Lanes { looks: lane(), reserve: lane(), tables: lane(), is_near };
        Ok(Self { address: address.clone(), reader: Reader::new(lanes), held: None })
    }

    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    #[must_use]
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// Whether one writer serves all registers (a file), or each register has its own.
    #[must_use]
    pub(crate) fn has_one_writer(&self) -> bool {
        self.address.has_one_writer()
    }

    pub(crate) fn writer(&self) -> Connector {
        Connector::new(&self.address, Use::Write).holding(self.held.clone())
    }

    /// As [`Database::writer`], for what may hold the pen of every register for long.
    pub(crate) fn patient_writer(&self) -> Connector {
        Connector::new(&self.address, Use::Migrate).holding(self.held.clone())
    }

    /// The file of this machine that holds it, as it was opened.
    #[must_use]
    pub fn held(&self) -> Option<&Arc<Held>> {
        self.held.as_ref()
    }

    /// The schema that comes first, and another of the same database that holds a register; none in a
    /// file.
    ///
    /// # Errors
    /// What the database says.
    pub fn register_beside(&self) -> Result<Option<(String, String)>, Fault> {
        self.looker()?.register_beside()
    }

    /// Copies a file whole, as it is at one moment, into another that is empty; what is written
    /// meanwhile is not in it.
    ///
    /// # Errors
    /// What the database or the disk says.
    pub fn copy_into(&self, path: &str) -> Result<(), Fault> {
        self.writer().connect()?.copy_into(path)
    }

    /// What a file says is broken in it, page by page; nothing where it is sound.
    ///
    /// # Errors
    /// What the database says.
    pub fn damage(&self) -> Result<Vec<String>, Fault> {
        self.looker()?.damage()
    }

    /// Folds the write-ahead log into the file, so that a copy of the one file is the register:
    /// where it is stopped, once nobody writes any more.
    ///
    /// # Errors
    /// A file that is no longer there, or what the disk says.
    pub fn fold(&self) -> Result<(), Fault> {
        let Some(held) = &self.held else { return Ok(()) };
        let mut conn = self.writer().connect()?;
        conn.fold(Duration::from_millis(500))?;
        drop(conn);
        match held.log_size() {
            0 => Ok(()),
            left => Err(Fault::Other(format!(
                "{left} bytes of the newest changes stand in {}-wal and not yet in the file itself, for another program has it open: \
                 copy both, or take a copy with quorate backup",
                held.path().display()
            ))),
        }
    }

    /// A connection of its own to look with, without the limits of the pool.
    pub(crate) fn looker(&self) -> Result<Conn, Fault> {
        Connector::new(&self.address, Use::Look).holding(self.held.clone()).connect()
    }

    /// Brings the schema up to date; the names of what was applied. Two programs at once take turns.
    ///
    /// # Errors
    /// A schema newer than this program, or a migration the database refuses.
    pub fn migrate(&self) -> Result<Vec<String>, Fault> {
        let mut conn = self.patient_writer().connect()?;
        conn.in_turn(|conn| {
            conn.refuse_a_newer_schema()?;
            self.refuse_anothers(conn)?;
            conn.run_migrations()
        })
    }

    /// A file with tables in it and none of our migrations is another program's.
    fn refuse_anothers(&self, conn: &mut Conn) -> Result<(), Fault> {
        if !self.has_one_writer() || !conn.applied()?.is_empty() {
            return Ok(());
        }
        let found: Vec<String> = conn.tables()?.into_iter().map(|table| table.name).filter(|name| !name.starts_with("__diesel")).collect();
        if found.is_empty() {
            return Ok(());
        }
        let some: Vec<&str> = found.iter().take(3).map(String::as_str).collect();
        Err(Fault::Other(format!(
            "{} is another program's database (it has {} table(s), such as {}) and was left as it is. Name a file of its own with --database",
            self.address,
            found.len(),
            some.join(", ")
        )))
    }

    /// The newest migration applied, such as `0001`; none on an empty database.
    ///
    /// # Errors
    /// What the database says.
    pub fn schema_version(&self) -> Result<Option<String>, Fault> {
        Ok(self.looker()?.applied()?.pop())
    }

    /// The newest migration this program knows.
    ///
    /// # Errors
    /// A migration that does not parse: the program was built wrong.
    pub fn schema_expected(&self) -> Result<Option<String>, Fault> {
        Ok(known()?.pop())
    }

    /// What a database of this program is made of. That of a file is made as `scratch` is; on a
    /// server one is made beside it, of which nothing stays.
    pub(crate) fn schema_as_made(&self, scratch: &mut Conn) -> Result<BTreeMap<Place, String>, Fault> {
        if self.has_one_writer() {
            return scratch.schema();
        }
        Connector::new(&self.address, Use::Migrate).connect()?.schema_made_beside()
    }

    /// An empty, migrated database that lives as long as its one connection: what a log is
    /// replayed into.
    ///
    /// # Errors
    /// No room for temporary files.
    pub fn scratch() -> Result<Conn, Fault> {
        let mut conn = Conn::temporary()?;
        conn.run_migrations()?;
        Ok(conn)
    }
}

/// How many connections look at once where nobody says.
#[must_use]
pub fn three_a_core() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(cores * 3).unwrap_or(4).clamp(4, 32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use diesel::connection::SimpleConnection;

    /// Where the types would let something through, the session does not.
    #[test]
    fn what_looks_cannot_write() {
        let folder = crate::passing::folder().unwrap();
        let address: Address = folder.join("r.db").to_str().unwrap().parse().unwrap();
        let database = Database::open(&address, 1).unwrap();
        database.migrate().unwrap();
        let write = "DELETE FROM register";
        assert!(database.looker().unwrap().batch_execute(write).is_err());
        database.writer().connect().unwrap().batch_execute(write).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
    }
}
