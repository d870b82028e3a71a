//! The tables of a database, row by row, with those that its logs make.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::{ANSWERS, Finding, KEPT_FOR_A_TIME, NO_LOG, Report};
use crate::db::Conn;
use crate::db::catalogue::{Kind as ColumnKind, Line, Table};
use crate::fault::Fault;

/// Columns whose values are never shown: hashes of passwords and links, digests of tokens.
const SECRET: &[(&str, &str)] = &[
    ("account", "password_hash"),
    ("one_time_token", "digest"),
    ("refresh_token", "digest"),
    ("refresh_token", "spent_by"),
    ("refresh_token", "successor"),
    ("sign_in_failure", "identity"),
];

fn is_secret(table: &str, column: &str) -> bool {
    SECRET.contains(&(table, column))
}

/// What is compared at all.
pub(super) fn is_compared(table: &Table) -> bool {
    let name = table.name.as_str();
    !name.starts_with("audit_") && !name.starts_with("__diesel") && name != ANSWERS && !NO_LOG.iter().any(|(other, _)| *other == name)
}

/// Compares one table; rows of the registers in `but` are passed over, for their logs could not be
/// played.
pub(super) fn table(
    (stored, found): (&mut Conn, &Table),
    (scratch, expected): (&mut Conn, &Table),
    but: &BTreeSet<String>,
    report: &mut Report,
) -> Result<(), Fault> {
    let names = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let mut schema = |what: &str| report.find(Finding::Schema { table: expected.name.clone(), what: what.to_owned() });
    if names(found) != names(expected) || found.key != expected.key {
        schema("its columns or its key are others");
        return Ok(());
    }
    if found.key.is_empty() {
        schema("it has no key");
        return Ok(());
    }
    let register_column = if found.name == "register" { "id" } else { "register_id" };
    let register = found.columns.iter().position(|column| column.name == register_column);
    let passed = |line: &Line| register.and_then(|at| line.get(at)?.as_ref()).is_some_and(|id| but.contains(id));
    let (mut here, mut there) = (Walk::new(stored, found), Walk::new(scratch, expected));
    let next = |walk: &mut Walk<'_>| loop {
        match walk.next()? {
            Some((_, line)) if passed(&line) => {}
            other => return Ok::<_, Fault>(other),
        }
    };
    let may_be_gone = KEPT_FOR_A_TIME.contains(&found.name.as_str());
    let (mut row, mut wanted) = (next(&mut here)?, next(&mut there)?);
    loop {
        let order = match (&row, &wanted) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((key, _)), Some((other, _))) => here.order(key, other),
        };
        match order {
            Ordering::Less => {
                if let Some((key, _)) = &row {
                    report.find(whole(found, key, "a row", "no row"));
                }
                row = next(&mut here)?;
            }
            Ordering::Greater => {
                if let Some((key, _)) = wanted.as_ref().filter(|_| !may_be_gone) {
                    report.find(whole(found, key, "no row", "a row"));
                }
                wanted = next(&mut there)?;
            }
            Ordering::Equal => {
                if let (Some((key, line)), Some((_, expected))) = (&row, &wanted) {
                    columns(found, key, line, expected, report);
                    report.rows += u64::from(!may_be_gone);
                }
                (row, wanted) = (next(&mut here)?, next(&mut there)?);
            }
        }
    }
}

fn whole(table: &Table, key: &[String], stored: &str, replayed: &str) -> Finding {
    Finding::Row {
        table: table.name.clone(),
        key: name(table, key),
        column: String::new(),
        stored: stored.to_owned(),
        replayed: replayed.to_owned(),
    }
}

fn columns(table: &Table, key: &[String], line: &Line, expected: &Line, report: &mut Report) {
    let show = |value: &Option<String>| value.as_ref().map_or_else(|| "nothing".to_owned(), |value| format!("'{value}'"));
    for ((column, found), wanted) in table.columns.iter().zip(line).zip(expected).filter(|((_, found), wanted)| found != wanted) {
        let (stored, replayed) = match is_secret(&table.name, &column.name) {
            true => ("another value".to_owned(), "one that is not shown".to_owned()),
            false => (show(found), show(wanted)),
        };
        report.find(Finding::Row { table: table.name.clone(), key: name(table, key), column: column.name.clone(), stored, replayed });
    }
}

fn name(table: &Table, key: &[String]) -> String {
    let one = |(name, value): (&String, &String)| match is_secret(&table.name, name) {
        true => format!("{name} not shown"),
        false => format!("{name}={value}"),
    };
    table.key.iter().zip(key).map(one).collect::<Vec<_>>().join(", ")
}

/// A table from its first row to its last, a page at a time.
pub(super) struct Walk<'a> {
    conn: &'a mut Conn,
    pub(super) table: &'a Table,
    page: std::vec::IntoIter<Line>,
    last: Option<Vec<String>>,
    ended: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(conn: &'a mut Conn, table: &'a Table) -> Self {
        Self { conn, table, page: Vec::new().into_iter(), last: None, ended: false }
    }

    pub(super) fn next(&mut self) -> Result<Option<(Vec<String>, Line)>, Fault> {
        const ROWS: u32 = 1000;
        if self.page.len() == 0 && !self.ended {
            let lines = self.conn.lines(self.table, self.last.as_deref(), ROWS)?;
            self.ended = lines.len() < ROWS as usize;
            self.page = lines.into_iter();
        }
        let Some(line) = self.page.next() else { return Ok(None) };
        let key = Self::key_of(self.table, &line);
        self.last = Some(key.clone());
        Ok(Some((key, line)))
    }

    /// The values of a row's key.
    pub(super) fn key_of(table: &Table, line: &Line) -> Vec<String> {
        let value = |name: &String| {
            let place = table.columns.iter().position(|column| column.name == *name)?;
            line.get(place).cloned().flatten()
        };
        table.key.iter().map(|name| value(name).unwrap_or_default()).collect()
    }

    /// As the database orders them: numbers by size, text by bytes.
    pub(super) fn order(&self, a: &[String], b: &[String]) -> Ordering {
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
