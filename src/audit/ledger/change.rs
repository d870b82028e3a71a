//! What may be written, and the hand that writes it.

use std::any::Any;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::audit::changes::LogBegun;
use crate::audit::entry::Traits;
use crate::db::backend::statement::Statement;
use crate::db::narrowed::OfRegisters;
use crate::db::{Conn, Faults, Read};
use crate::fault::{Error, Fault};
use crate::ids::RegisterId;
use crate::moment::Instant;

/// One act, as the log keeps it. Its fields, by serde, are what the entry commits to; `apply` is
/// what it does to the tables, and it must depend on the fields alone: the same log replayed
/// gives the same tables.
pub trait Change: Serialize + DeserializeOwned + Clone + Send + 'static {
    /// Noun dot past participle: `vote.cast`.
    const KIND: &'static str;
    /// Top-level fields that are personal data, so that their openings can be erased. A field of
    /// the parts is named with them: `lines/name`.
    const PERSONAL: &'static [&'static str] = &[];
    /// Fields committed and replayed, but never answered or exported (hashes of passwords, keys).
    const SECRET: &'static [&'static str] = &[];
    /// A top-level field, an array of objects, whose elements are the parts of a compound change.
    const PARTS: Option<&'static str> = None;
    /// Of the HTTP answer.
    const STATUS: u16 = 201;

    /// What it is about, as `kind:id` (`id.subject()`).
    fn subjects(&self) -> Vec<String>;

    /// The body answered, and answered again to a retry: as a rule `fields`, its own, less the
    /// secret ones. The ledger adds `version`, the entry's number.
    fn answer(&self, fields: &Map<String, Value>) -> Value {
        let shown = fields.iter().filter(|(name, _)| !Self::SECRET.contains(&name.as_str()));
        Value::Object(shown.map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// The log that begins with it, in the same transaction.
    fn begins(&self) -> Option<LogBegun> {
        None
    }

    /// Writes it to the tables.
    ///
    /// # Errors
    /// What the database says: the fences of the schema that should never be reached.
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault>;
}

/// The only hand that can write to a table. Made by the ledger, for the time of one change.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    faults: &'a Faults,
    stamp: Stamp<'a>,
}

/// What the ledger says of an entry, apart from its fields.
#[derive(Clone, Copy)]
pub(crate) struct Stamp<'a> {
    pub register: RegisterId,
    pub version: i64,
    pub at: Instant,
    pub actor: &'a str,
}

impl<'a> Tx<'a> {
    pub(in crate::audit) fn over(conn: &'a mut Conn, faults: &'a Faults, stamp: Stamp<'a>) -> Self {
        Self { conn, faults, stamp }
    }

    #[must_use]
    pub fn register(&self) -> RegisterId {
        self.stamp.register
    }

    /// The rows of a table that are of the entry's register: what a change may touch.
    pub fn of<T: OfRegisters>(&self, table: T) -> T::Narrowed {
        table.narrowed(self.stamp.register)
    }

    /// The entry's number, which is the version of every row it writes.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.stamp.version
    }

    /// The entry's instant: the only clock a change may know.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.stamp.at
    }

    /// As the log names the author: `u:<account>`, `cli` or `job`.
    #[must_use]
    pub fn actor(&self) -> &str {
        self.stamp.actor
    }

    /// Runs one insert (of a single row), update or delete; how many rows it touched.
    ///
    /// # Errors
    /// What the database says.
    pub fn run<Q: Statement>(&mut self, statement: Q) -> Result<usize, Fault> {
        self.faults.pass("write")?;
        Ok(self.conn.execute(&statement)?)
    }
}

fn fields_of(change: &impl Serialize) -> Result<Map<String, Value>, Fault> {
    match serde_json::to_value(change) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Fault::Other("a change must be a struct with named fields".to_owned())),
        Err(error) => Err(Fault::Other(format!("a change that cannot be written: {error}"))),
    }
}

/// What a kind of change declares of its fields.
#[must_use]
pub const fn traits_of<C: Change>() -> Traits {
    Traits { kind: C::KIND, personal: C::PERSONAL, secret: C::SECRET, parts: C::PARTS }
}

/// A change of some kind, so that the writer needs no copy of itself for each.
pub(super) trait Written: Send {
    fn traits(&self) -> Traits;
    fn status(&self) -> u16;
    fn fields(&self) -> Result<Map<String, Value>, Fault>;
    fn subjects(&self) -> Vec<String>;
    fn answer(&self, fields: &Map<String, Value>) -> Value;
    fn begins(&self) -> Option<LogBegun>;
    /// What is answered instead, as it is read once the change is applied.
    fn answer_afterwards(&self, _: &mut Read<'_>) -> Result<Option<Value>, Error> {
        Ok(None)
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault>;
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send>;
}

impl<C: Change> Written for C {
    fn traits(&self) -> Traits {
        traits_of::<C>()
    }
    fn status(&self) -> u16 {
        C::STATUS
    }
    fn fields(&self) -> Result<Map<String, Value>, Fault> {
        fields_of(self)
    }
    fn subjects(&self) -> Vec<String> {
        Change::subjects(self)
    }
    fn answer(&self, fields: &Map<String, Value>) -> Value {
        Change::answer(self, fields)
    }
    fn begins(&self) -> Option<LogBegun> {
        Change::begins(self)
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        Change::apply(self, tx)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

/// How a thing is told once a change of it is applied.
pub(super) type Tell<C> = Arc<dyn Fn(&mut Read<'_>, &C) -> Result<Value, Error> + Send + Sync>;

/// A change that is answered with the thing it is about, as it then stands.
pub(super) struct Told<C> {
    pub change: C,
    pub tell: Tell<C>,
}

impl<C: Change> Written for Told<C> {
    fn traits(&self) -> Traits {
        traits_of::<C>()
    }
    fn status(&self) -> u16 {
        C::STATUS
    }
    fn fields(&self) -> Result<Map<String, Value>, Fault> {
        fields_of(&self.change)
    }
    fn subjects(&self) -> Vec<String> {
        self.change.subjects()
    }
    fn answer(&self, fields: &Map<String, Value>) -> Value {
        self.change.answer(fields)
    }
    fn begins(&self) -> Option<LogBegun> {
        self.change.begins()
    }
    fn answer_afterwards(&self, read: &mut Read<'_>) -> Result<Option<Value>, Error> {
        (self.tell)(read, &self.change).map(Some)
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        self.change.apply(tx)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        Box::new(self.change)
    }
}
