//! The rows of pending entries, and the statements that insert them: the derived backend has no query for
//! several rows, and none that is found again by its type.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Binary, HasSqlType, Text};

use crate::db::{Conn, Faults};
use crate::fault::Fault;

/// A table of the log, as an insert names it.
pub(super) trait Into: 'static {
    const INTO: &'static str;
}

pub(super) struct Leaves;

impl Into for Leaves {
    const INTO: &'static str = "INSERT INTO audit_leaf (register_id, epoch, idx, leaf, leaf_hash, mac, plain) VALUES ";
}

pub(super) struct Parts;

impl Into for Parts {
    const INTO: &'static str = "INSERT INTO audit_part (register_id, epoch, idx, part, commitments, plain) VALUES ";
}

pub(super) struct Openings;

impl Into for Openings {
    const INTO: &'static str = "INSERT INTO audit_opening (register_id, epoch, idx, field, class, salt, value) VALUES ";
}

#[derive(Clone, Copy)]
enum Cell<'a> {
    Text(&'a str),
    Number(i64),
    Bytes(&'a [u8]),
}

#[derive(Default)]
pub(super) struct Row<'a>(Vec<Cell<'a>>);

impl<'a> Row<'a> {
    pub(super) fn text(mut self, text: &'a str) -> Self {
        self.0.push(Cell::Text(text));
        self
    }
    pub(super) fn number(mut self, number: i64) -> Self {
        self.0.push(Cell::Number(number));
        self
    }
    pub(super) fn bytes(mut self, bytes: &'a [u8]) -> Self {
        self.0.push(Cell::Bytes(bytes));
        self
    }
}

/// One statement; with `ONE`, of a single row.
struct Rows<'a, T, const ONE: bool> {
    rows: &'a [Row<'a>],
    into: PhantomData<T>,
}

impl<T: 'static, const ONE: bool> QueryId for Rows<'_, T, ONE> {
    type QueryId = Rows<'static, T, ONE>;
    const HAS_STATIC_QUERY_ID: bool = ONE;
}

impl<DB, T, const ONE: bool> QueryFragment<DB> for Rows<'_, T, ONE>
where
    DB: Backend + HasSqlType<Text> + HasSqlType<BigInt> + HasSqlType<Binary>,
    T: Into,
    str: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
    [u8]: ToSql<Binary, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !ONE {
            // One prepared statement for each number of rows would be kept for ever.
            out.unsafe_to_cache_prepared();
        }
        out.push_sql(T::INTO);
        for (n, row) in self.rows.iter().enumerate() {
            out.push_sql(if n == 0 { "(" } else { ", (" });
            for (column, cell) in row.0.iter().enumerate() {
                if column > 0 {
                    out.push_sql(", ");
                }
                match cell {
                    Cell::Text(text) => out.push_bind_param::<Text, str>(text)?,
                    Cell::Number(number) => out.push_bind_param::<BigInt, i64>(number)?,
                    Cell::Bytes(bytes) => out.push_bind_param::<Binary, [u8]>(bytes)?,
                }
            }
            out.push_sql(")");
        }
        Ok(())
    }
}

pub(super) fn insert<T: Into>(conn: &mut Conn, faults: &Faults, rows: &[Row<'_>]) -> Result<(), Fault> {
    for rows in rows.chunks(conn.rows_together()) {
        faults.pass(T::INTO)?;
        match rows {
            [_] => conn.execute(&Rows::<T, true> { rows, into: PhantomData })?,
            _ => conn.execute(&Rows::<T, false> { rows, into: PhantomData })?,
        };
    }
    Ok(())
}
