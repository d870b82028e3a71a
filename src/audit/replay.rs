//! The tables are a projection of the logs: played again into an empty database they must come
//! out the same, row by row. A table edited by hand is found although every chain holds.

pub mod rebuild;

use std::cmp::Ordering;
use std::fmt;

use diesel::connection::TransactionManager;
use diesel::prelude::*;
use serde_json::{Map, Value};

use super::changes::{AnswersPurged, LogBegun, LogRecovered, RefusalRecorded, RegisterOpened, RegisterRenamed};
use super::entry::{self, Class, Leaf, NotALeaf, Opening, Traits, plain};
use super::ledger::change::{Stamp, Tx, traits_of};
use super::ledger::{Change, MacKey};
use super::tree::Hash;
use super::verify::{Checker, Sound, Stored, What, Wrong};
use crate::db::catalogue::{Kind as ColumnKind, Line, Table};
use crate::db::schema::{audit_head, audit_leaf, audit_opening, audit_part, register};
use crate::db::{Conn, Database, Faults};
use crate::fault::Fault;
use crate::ids::RegisterId;

/// Tables whose rows are short-lived and not played again. What is written to them leaves an entry
/// like any other change; the rows themselves prove nothing.
pub const NOT_REPLAYED: &[&str] =
    &["idempotency", "outbox", "rate_limit", "rate_limits", "refresh_token", "refresh_tokens", "session", "sessions", "sign_in_failure"];

/// What stands for the value of a field whose opening was erased.
pub const ERASED: &str = "[erased]";

/// Entries read at once.
const PAGE: i64 = 512;

type Manager = <Conn as Connection>::TransactionManager;

/// A kind of change, and how it is played again.
#[derive(Clone, Copy)]
pub struct Kind {
    pub traits: Traits,
    apply: fn(Map<String, Value>, &mut Tx<'_>) -> Result<(), Fault>,
}

impl Kind {
    #[must_use]
    pub const fn of<C: Change>() -> Self {
        Self { traits: traits_of::<C>(), apply: apply::<C> }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.traits.kind)
    }
}

/// The only place where a change is made from an entry and not from a permit.
fn apply<C: Change>(fields: Map<String, Value>, tx: &mut Tx<'_>) -> Result<(), Fault> {
    let change: C = serde_json::from_value(Value::Object(fields)).map_err(|error| Fault::Other(format!("{}: {error}", C::KIND)))?;
    change.apply(tx)
}

/// The kinds of the log itself; the list of all begins with these.
pub const OWN_KINDS: &[Kind] = &[
    Kind::of::<RegisterOpened>(),
    Kind::of::<RegisterRenamed>(),
    Kind::of::<LogBegun>(),
    Kind::of::<LogRecovered>(),
    Kind::of::<RefusalRecorded>(),
    Kind::of::<AnswersPurged>(),
];

/// The first thing found wrong in a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A trigger that keeps the log append-only.
    #[error("the guard {0} of the log is missing, disabled or not as it was made")]
    Guard(String),
    #[error("register {register}: {wrong}")]
    Log { register: String, wrong: Wrong },
    #[error("register {register}: entry {index} cannot be played again: {why}")]
    NotPlayed { register: String, index: u64, why: String },
    #[error("table {table} is not as this program makes it: {what}")]
    Schema { table: String, what: String },
    /// `column` is empty where the whole row is missing or is one too many.
    #[error(
        "table {table}, row {key}{}: the database has {stored}, the log says {replayed}",
        if column.is_empty() { String::new() } else { format!(", column {column}") }
    )]
    Row { table: String, key: String, column: String, stored: String, replayed: String },
}

/// One register's log, as found.
#[derive(Debug, Clone)]
pub struct Log {
    pub register: RegisterId,
    pub slug: String,
    pub sound: Sound,
}

/// What a database was found to be.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The logs that hold, in the order checked.
    pub logs: Vec<Log>,
    /// Rows compared with the replay.
    pub rows: u64,
    pub wrong: Option<Finding>,
}

impl Report {
    #[must_use]
    pub fn holds(&self) -> bool {
        self.wrong.is_none()
    }

    #[must_use]
    pub fn entries(&self) -> u64 {
        self.logs.iter().map(|log| log.sound.size).sum()
    }

    /// 0 holds, 1 found false.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.holds())
    }
}

/// What stops a check: something found, or the world.
pub(super) enum Stop {
    Found(Finding),
    Fault(Fault),
}

impl Stop {
    /// For whoever does not look for what is wrong, and cannot go on with it.
    pub(super) fn into_fault(self) -> Fault {
        match self {
            Self::Found(finding) => Fault::Other(finding.to_string()),
            Self::Fault(fault) => fault,
        }
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Fault(error.into())
    }
}

/// Checks every log of a database like a stranger, plays all of them into a scratch database and
/// compares the tables: on one snapshot, so that it can run while the register is in use. `kinds`
/// are all kinds of change there are.
///
/// # Errors
/// Only what keeps it from telling; what is wrong is in the report.
pub fn verify_database(database: &Database, key: Option<&MacKey>, kinds: &[Kind]) -> Result<Report, Fault> {
    let mut stored = database.looker()?;
    let mut scratch = Database::scratch()?;
    let mut report = Report::default();
    Manager::begin_transaction(&mut stored)?;
    Manager::begin_transaction(&mut scratch)?;
    let done = check(&mut stored, &mut scratch, key, kinds, &mut report);
    Manager::rollback_transaction(&mut stored)?;
    match done {
        Ok(()) => {}
        Err(Stop::Found(finding)) => report.wrong = Some(finding),
        Err(Stop::Fault(fault)) => return Err(fault),
    }
    Ok(report)
}

pub(super) struct Head {
    pub(super) register: RegisterId,
    slug: String,
    origin: String,
    pub(super) epoch: i64,
    pub(super) size: u64,
    hash: Hash,
}

fn check(stored: &mut Conn, scratch: &mut Conn, key: Option<&MacKey>, kinds: &[Kind], report: &mut Report) -> Result<(), Stop> {
    if let Some(guard) = stored.guards_missing()?.into_iter().next() {
        return Err(Stop::Found(Finding::Guard(guard)));
    }
    let traits: Vec<Traits> = kinds.iter().map(|kind| kind.traits).collect();
    for head in heads(stored)? {
        let sound = log(stored, scratch, &head, key, kinds, &traits)?;
        report.logs.push(Log { register: head.register, slug: head.slug, sound });
    }
    compare(stored, scratch, &mut report.rows)
}

/// All heads, `system` first: what it holds others may refer to.
pub(super) fn heads(stored: &mut Conn) -> Result<Vec<Head>, Stop> {
    type Row = (RegisterId, i64, i64, Vec<u8>, Option<(String, String)>);
    let rows: Vec<Row> = audit_head::table
        .left_join(register::table.on(register::id.eq(audit_head::register_id)))
        .select((
            audit_head::register_id,
            audit_head::epoch,
            audit_head::size,
            audit_head::last_leaf_hash,
            (register::slug, register::origin).nullable(),
        ))
        .order(audit_head::register_id)
        .load(stored)?;
    let mut heads = Vec::with_capacity(rows.len());
    for (id, epoch, size, hash, names) in rows {
        let corrupt = |what: &str| Fault::Corrupt { table: "audit_head", key: id.to_string(), what: what.to_owned() };
        let Some((slug, origin)) = names else {
            let (key, stored) = (format!("id={id}"), "no row".to_owned());
            let replayed = "a register with a log".to_owned();
            return Err(Stop::Found(Finding::Row { table: "register".to_owned(), key, column: String::new(), stored, replayed }));
        };
        let size = u64::try_from(size).map_err(|_| corrupt("size"))?;
        let hash = hash.try_into().map_err(|_| corrupt("last_leaf_hash"))?;
        heads.push(Head { register: id, slug, origin, epoch, size, hash });
    }
    heads.sort_by_key(|head| (head.slug != "system", head.register));
    Ok(heads)
}

fn log(stored: &mut Conn, scratch: &mut Conn, head: &Head, key: Option<&MacKey>, kinds: &[Kind], traits: &[Traits]) -> Result<Sound, Stop> {
    let found = |wrong: Wrong| Stop::Found(Finding::Log { register: head.slug.clone(), wrong });
    let mut checker = Checker::new(traits, key.map(MacKey::bytes)).of_log(&head.origin);
    let mut from = 0;
    loop {
        let page = page(stored, head, from, &found)?;
        let Some(last) = page.last() else { break };
        from = i64::try_from(last.index).map_err(|error| Fault::Other(error.to_string()))? + 1;
        for entry in &page {
            let checked = checker.entry(entry).map_err(found)?;
            let kind = kinds.iter().find(|kind| kind.traits.kind == checked.leaf.kind);
            let played = kind.map(|kind| play(scratch, head.register, &checked.leaf, entry, kind)).transpose();
            played.map_err(|fault| {
                Stop::Found(Finding::NotPlayed { register: head.slug.clone(), index: entry.index, why: fault.to_string() })
            })?;
        }
    }
    checker.finish(Some((head.size, head.hash))).map_err(found)
}

pub(super) fn play(scratch: &mut Conn, register: RegisterId, leaf: &Leaf, entry: &Stored, kind: &Kind) -> Result<(), Fault> {
    let mut openings = entry.openings.clone();
    let value = Value::from(ERASED).to_string().into_bytes();
    let mut fill = |field: String| {
        if kind.traits.class(&field) != Class::Plain && !entry.openings.iter().any(|opening| opening.field == field) {
            openings.push(Opening { field, salt: [0; 32], value: value.clone() });
        }
    };
    leaf.fields.keys().cloned().for_each(&mut fill);
    for (n, part) in entry.parts.iter().enumerate() {
        let fields = entry::parse_part(part).map_err(|error| Fault::Other(error.to_string()))?;
        fields.into_keys().map(|field| format!("parts/{n}/{field}")).for_each(&mut fill);
    }
    let fields = entry::fields(leaf, &openings, &kind.traits).map_err(|error| Fault::Other(error.to_string()))?;
    let version = i64::try_from(leaf.index).map_err(|error| Fault::Other(error.to_string()))?;
    let stamp = Stamp { register, version, at: leaf.at, actor: &leaf.actor };
    (kind.apply)(fields, &mut Tx::of(scratch, &Faults::none(), stamp))
}

/// Entries from `from` on, each with its openings and parts.
pub(super) fn page(stored: &mut Conn, head: &Head, from: i64, found: &dyn Fn(Wrong) -> Stop) -> Result<Vec<Stored>, Stop> {
    type LeafRow = (i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);
    let leaves: Vec<LeafRow> = audit_leaf::table
        .filter(audit_leaf::register_id.eq(head.register))
        .filter(audit_leaf::epoch.eq(head.epoch))
        .filter(audit_leaf::idx.ge(from))
        .order(audit_leaf::idx)
        .limit(PAGE)
        .select((audit_leaf::idx, audit_leaf::leaf, audit_leaf::leaf_hash, audit_leaf::mac, audit_leaf::plain))
        .load(stored)?;
    let Some(last) = leaves.last().map(|(index, ..)| *index) else { return Ok(Vec::new()) };
    let openings: Vec<(i64, String, Vec<u8>, Vec<u8>)> = audit_opening::table
        .filter(audit_opening::register_id.eq(head.register))
        .filter(audit_opening::epoch.eq(head.epoch))
        .filter(audit_opening::idx.between(from, last))
        .order((audit_opening::idx, audit_opening::field))
        .select((audit_opening::idx, audit_opening::field, audit_opening::salt, audit_opening::value))
        .load(stored)?;
    let parts: Vec<(i64, Vec<u8>, Vec<u8>)> = audit_part::table
        .filter(audit_part::register_id.eq(head.register))
        .filter(audit_part::epoch.eq(head.epoch))
        .filter(audit_part::idx.between(from, last))
        .order((audit_part::idx, audit_part::part))
        .select((audit_part::idx, audit_part::commitments, audit_part::plain))
        .load(stored)?;
    let (mut openings, mut parts) = (openings.into_iter().peekable(), parts.into_iter().peekable());
    let mut entries = Vec::with_capacity(leaves.len());
    for (index, leaf, hash, mac, plain) in leaves {
        let corrupt = |what: &str| Fault::Corrupt { table: "audit_leaf", key: format!("{}/{index}", head.slug), what: what.to_owned() };
        let mut entry = Stored {
            index: u64::try_from(index).map_err(|_| corrupt("idx"))?,
            leaf,
            hash: Some(hash.try_into().map_err(|_| corrupt("leaf_hash"))?),
            mac: Some(mac.try_into().map_err(|_| corrupt("mac"))?),
            openings: Vec::new(),
            parts: Vec::new(),
        };
        let place = entry.index;
        let unreadable = |error: NotALeaf| found(Wrong { index: place, what: What::Unreadable(error.to_string()) });
        entry.openings = plain::read(&plain, None).map_err(unreadable)?;
        while let Some((_, field, salt, value)) = openings.next_if(|(of, ..)| *of == index) {
            let salt = salt.try_into().map_err(|_| corrupt("salt"))?;
            entry.openings.push(Opening { field, salt, value });
        }
        while let Some((_, commitments, plain)) = parts.next_if(|(of, ..)| *of == index) {
            entry.openings.extend(plain::read(&plain, Some(entry.parts.len())).map_err(unreadable)?);
            entry.parts.push(commitments);
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn is_compared(table: &Table) -> bool {
    !table.name.starts_with("audit_") && !table.name.starts_with("__diesel") && !NOT_REPLAYED.contains(&table.name.as_str())
}

fn compare(stored: &mut Conn, scratch: &mut Conn, rows: &mut u64) -> Result<(), Stop> {
    let tables = stored.tables()?;
    for expected in scratch.tables()?.into_iter().filter(is_compared) {
        let schema = |what: &str| Stop::Found(Finding::Schema { table: expected.name.clone(), what: what.to_owned() });
        let Some(table) = tables.iter().find(|table| table.name == expected.name) else { return Err(schema("there is none")) };
        let names = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        if names(table) != names(&expected) || table.key != expected.key {
            return Err(schema("its columns or its key are others"));
        }
        if table.key.is_empty() {
            return Err(schema("it has no key"));
        }
        compare_table(&mut Walk::new(stored, table), &mut Walk::new(scratch, &expected), rows)?;
    }
    Ok(())
}

/// A table from its first row to its last, a page at a time.
struct Walk<'a> {
    conn: &'a mut Conn,
    table: &'a Table,
    page: std::vec::IntoIter<Line>,
    last: Option<Vec<String>>,
    ended: bool,
}

impl<'a> Walk<'a> {
    fn new(conn: &'a mut Conn, table: &'a Table) -> Self {
        Self { conn, table, page: Vec::new().into_iter(), last: None, ended: false }
    }

    fn next(&mut self) -> Result<Option<(Vec<String>, Line)>, Fault> {
        const ROWS: u32 = 1000;
        if self.page.len() == 0 && !self.ended {
            let lines = self.conn.lines(self.table, self.last.as_deref(), ROWS)?;
            self.ended = lines.len() < ROWS as usize;
            self.page = lines.into_iter();
        }
        let Some(line) = self.page.next() else { return Ok(None) };
        let value = |name: &String| {
            let place = self.table.columns.iter().position(|column| column.name == *name)?;
            line.get(place).cloned().flatten()
        };
        let key: Vec<String> = self.table.key.iter().map(|name| value(name).unwrap_or_default()).collect();
        self.last = Some(key.clone());
        Ok(Some((key, line)))
    }

    fn name(&self, key: &[String]) -> String {
        self.table.key.iter().zip(key).map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ")
    }

    /// As the database orders them: numbers by size, text by bytes.
    fn order(&self, a: &[String], b: &[String]) -> Ordering {
        let numbers = self.table.key.iter().map(|name| {
            self.table.columns.iter().any(|column| column.name == *name && matches!(column.kind, ColumnKind::Number | ColumnKind::Bool))
        });
        for ((a, b), number) in a.iter().zip(b).zip(numbers) {
            let order = if number { a.parse::<i64>().ok().cmp(&b.parse::<i64>().ok()) } else { a.cmp(b) };
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    }
}

fn compare_table(stored: &mut Walk<'_>, replayed: &mut Walk<'_>, rows: &mut u64) -> Result<(), Stop> {
    let table = stored.table.name.clone();
    let whole = |key: String, stored: &str, replayed: &str| {
        Stop::Found(Finding::Row {
            table: table.clone(),
            key,
            column: String::new(),
            stored: stored.to_owned(),
            replayed: replayed.to_owned(),
        })
    };
    let (mut here, mut there) = (stored.next()?, replayed.next()?);
    loop {
        match (&here, &there) {
            (None, None) => return Ok(()),
            (Some((key, _)), None) => return Err(whole(stored.name(key), "a row", "no row")),
            (None, Some((key, _))) => return Err(whole(stored.name(key), "no row", "a row")),
            (Some((key, line)), Some((other, expected))) => {
                match stored.order(key, other) {
                    Ordering::Less => return Err(whole(stored.name(key), "a row", "no row")),
                    Ordering::Greater => return Err(whole(stored.name(other), "no row", "a row")),
                    Ordering::Equal => {}
                }
                let show = |value: &Option<String>| value.as_ref().map_or_else(|| "nothing".to_owned(), |value| format!("'{value}'"));
                for ((column, found), wanted) in stored.table.columns.iter().zip(line).zip(expected) {
                    if found != wanted {
                        return Err(Stop::Found(Finding::Row {
                            table,
                            key: stored.name(key),
                            column: column.name.clone(),
                            stored: show(found),
                            replayed: show(wanted),
                        }));
                    }
                }
                *rows += 1;
            }
        }
        (here, there) = (stored.next()?, replayed.next()?);
    }
}
