//! The tables made again from the logs: what `verify --db` names is put right, and the log is not
//! touched. Under the lock of every register, and only where the logs themselves hold.

use std::cmp::Ordering;

use diesel::connection::TransactionManager;
use diesel::prelude::*;

use super::check::log;
use super::compare::{Walk, is_compared};
use super::{Finding, Head, KEPT_FOR_A_TIME, Kind, Log, Stop, heads};
use crate::audit::entry::Traits;
use crate::audit::ledger::MacKey;
use crate::db::catalogue::{Line, Table};
use crate::db::schema::audit_head;
use crate::db::{Conn, Database};
use crate::fault::Fault;

type Manager = <Conn as diesel::Connection>::TransactionManager;

/// What was put right in one table, in rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PutRight {
    pub table: String,
    /// The log has them, and the table had not.
    pub added: usize,
    /// The table had them, and the log has not.
    pub removed: usize,
    /// Both have them, and they differed.
    pub changed: usize,
}

/// What a rebuilding found and did.
#[derive(Debug, Clone, Default)]
pub struct Rebuilt {
    pub logs: Vec<Log>,
    /// Tables that were not as the log says; none where nothing was to be done.
    pub tables: Vec<PutRight>,
}

/// The rows of one table that are not as the log says.
#[derive(Default)]
struct Differences {
    /// Keys of rows to take out: one too many, or wrong.
    out: Vec<Vec<String>>,
    /// Rows to put in: missing, or put right.
    put: Vec<Line>,
    told: PutRight,
}

/// Checks the logs like a stranger, plays them again, and makes each table what they say: in one
/// transaction that holds the pen of every register. `kinds` are all kinds of change there are.
///
/// # Errors
/// A log that does not hold, in the outer result's place for what is wrong; or what keeps it from
/// being done, with nothing changed.
pub fn rebuild(database: &Database, key: &MacKey, kinds: &[Kind]) -> Result<Result<Rebuilt, Finding>, Fault> {
    let mut stored = database.patient_writer().connect()?;
    let mut scratch = Database::scratch()?;
    Manager::begin_transaction(&mut stored)?;
    Manager::begin_transaction(&mut scratch)?;
    match put_right(&mut stored, &mut scratch, key, kinds) {
        Ok(rebuilt) => {
            Manager::commit_transaction(&mut stored)?;
            Ok(Ok(rebuilt))
        }
        Err(stop) => {
            Manager::rollback_transaction(&mut stored)?;
            match stop {
                Stop::Found(finding) => Ok(Err(finding)),
                Stop::Fault(fault) => Err(fault),
            }
        }
    }
}

fn put_right(stored: &mut Conn, scratch: &mut Conn, key: &MacKey, kinds: &[Kind]) -> Result<Rebuilt, Stop> {
    // The pen of every register, before anything is read.
    diesel::update(audit_head::table).set(audit_head::size.eq(audit_head::size)).execute(stored)?;
    let traits: Vec<Traits> = kinds.iter().map(|kind| kind.traits).collect();
    let mut rebuilt = Rebuilt::default();
    for head in heads(stored)? {
        let sound = log(stored, scratch, &head, Some(key), kinds, &traits)?;
        let Head { register, slug, .. } = head;
        rebuilt.logs.push(Log { register, slug, sound });
    }
    let tables = stored.tables()?;
    let mut wrong = Vec::new();
    for expected in scratch.tables()?.into_iter().filter(is_compared) {
        let schema = |what: &str| Stop::Found(Finding::Schema { table: expected.name.clone(), what: what.to_owned() });
        let Some(table) = tables.iter().find(|table| table.name == expected.name) else { return Err(schema("there is none")) };
        let names = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        if names(table) != names(&expected) || table.key != expected.key || table.key.is_empty() {
            return Err(schema("its columns or its key are others"));
        }
        let may_be_gone = KEPT_FOR_A_TIME.contains(&table.name.as_str());
        let differences = differences(&mut Walk::new(stored, table), &mut Walk::new(scratch, &expected), may_be_gone)?;
        if !differences.out.is_empty() || !differences.put.is_empty() {
            wrong.push((table, differences));
        }
    }
    if wrong.is_empty() {
        return Ok(rebuilt);
    }
    // What refers to what is looked at when all is in its place.
    let held = stored.references_later()?;
    for (table, differences) in &wrong {
        for key in &differences.out {
            stored.take_line(table, key)?;
        }
    }
    for (table, differences) in &wrong {
        for line in &differences.put {
            stored.put_line(table, line)?;
        }
    }
    if wrong.iter().any(|(table, _)| table.name == "account") {
        stored.end_sessions_of_nobody()?;
    }
    stored.references_now(&held)?;
    rebuilt.tables = wrong.into_iter().map(|(_, differences)| differences.told).collect();
    Ok(rebuilt)
}

/// Walks both tables in the order of their key. Rows that go in the end are not brought back.
fn differences(stored: &mut Walk<'_>, replayed: &mut Walk<'_>, may_be_gone: bool) -> Result<Differences, Fault> {
    let mut found = Differences { told: PutRight { table: stored.table.name.clone(), ..PutRight::default() }, ..Differences::default() };
    let (mut here, mut there) = (stored.next()?, replayed.next()?);
    loop {
        let order = match (&here, &there) {
            (None, None) => return Ok(found),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((key, _)), Some((other, _))) => stored.order(key, other),
        };
        match order {
            Ordering::Less => {
                if let Some((key, _)) = here.take() {
                    found.out.push(key);
                    found.told.removed += 1;
                }
                here = stored.next()?;
            }
            Ordering::Greater => {
                if let Some((_, line)) = there.take().filter(|_| !may_be_gone) {
                    found.put.push(line);
                    found.told.added += 1;
                }
                there = replayed.next()?;
            }
            Ordering::Equal => {
                if let (Some((key, line)), Some((_, expected))) = (here.take(), there.take())
                    && line != expected
                {
                    found.out.push(key);
                    found.put.push(expected);
                    found.told.changed += 1;
                }
                (here, there) = (stored.next()?, replayed.next()?);
            }
        }
    }
}

impl Rebuilt {
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.logs.iter().map(|log| log.sound.size).sum()
    }
}
