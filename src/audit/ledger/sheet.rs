//! What one transaction adds to the logs: the heads it holds, and the entries, kept in memory
//! until the commands are done and then written in a few statements.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Text};

use crate::audit::entry::Sealed;
use crate::audit::tree::{Hash, NOTHING};
use crate::db::backend::MultiBackend;
use crate::db::schema::{audit_head, audit_leaf, register};
use crate::db::{Conn, Faults};
use crate::fault::Fault;
use crate::ids::RegisterId;
use crate::moment::Instant;

/// Rows of one statement; far below the number of bound values either database allows.
const ROWS: usize = 64;

/// The pen of one register: held from the first statement to the commit.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub origin: Arc<str>,
    pub epoch: i64,
    pub size: i64,
    pub prev: Hash,
    pub last_at: Instant,
    /// The size it was taken at.
    taken_at: i64,
}

impl Head {
    /// Of a log that has no entry yet; its row is not there either.
    pub(super) fn new(origin: &str, epoch: i64, at: Instant) -> Self {
        Self { origin: Arc::from(origin), epoch, size: 0, prev: NOTHING, last_at: at, taken_at: 0 }
    }

    pub(super) fn insert(&self, conn: &mut Conn, register: RegisterId) -> Result<(), Fault> {
        diesel::insert_into(audit_head::table)
            .values((
                audit_head::register_id.eq(register),
                audit_head::epoch.eq(self.epoch),
                audit_head::size.eq(self.size),
                audit_head::last_leaf_hash.eq(self.prev.as_slice()),
                audit_head::last_at.eq(self.last_at),
            ))
            .execute(conn)?;
        Ok(())
    }
}

struct Kept {
    register: String,
    epoch: i64,
    index: i64,
    sealed: Sealed,
}

#[derive(Default)]
pub(super) struct Sheet {
    heads: BTreeMap<RegisterId, Head>,
    entries: Vec<Kept>,
}

/// Origins by register and epoch: they never change.
pub(super) type Origins = BTreeMap<(RegisterId, i64), Arc<str>>;

impl Sheet {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn hold(&mut self, register: RegisterId, head: Head) {
        self.heads.insert(register, head);
    }

    pub(super) fn head(&self, register: RegisterId) -> Option<&Head> {
        self.heads.get(&register)
    }

    /// Takes the pen: the head's UPDATE is the first statement that touches the register, and the
    /// lock on both databases. False if there is no such register.
    pub(super) fn take(&mut self, conn: &mut Conn, faults: &Faults, origins: &mut Origins, register_id: RegisterId) -> Result<bool, Fault> {
        if self.heads.contains_key(&register_id) {
            return Ok(true);
        }
        faults.pass("take the head")?;
        let taken = diesel::update(audit_head::table.filter(audit_head::register_id.eq(register_id)))
            .set(audit_head::size.eq(audit_head::size))
            .returning((audit_head::epoch, audit_head::size, audit_head::last_leaf_hash, audit_head::last_at))
            .get_result::<(i64, i64, Vec<u8>, Instant)>(conn)
            .optional()?;
        let Some((epoch, size, hash, last_at)) = taken else { return Ok(false) };
        let prev = hash.try_into().map_err(|_| Fault::Corrupt {
            table: "audit_head",
            key: register_id.to_string(),
            what: "last_leaf_hash is not 32 bytes".to_owned(),
        })?;
        let origin = match origins.get(&(register_id, epoch)) {
            Some(origin) => Arc::clone(origin),
            None => {
                let origin: Option<String> =
                    register::table.filter(register::id.eq(register_id)).select(register::origin).first(conn).optional()?;
                let Some(origin) = origin else { return Ok(false) };
                let origin: Arc<str> = Arc::from(origin);
                origins.insert((register_id, epoch), Arc::clone(&origin));
                origin
            }
        };
        self.heads.insert(register_id, Head { origin, epoch, size, prev, last_at, taken_at: size });
        Ok(true)
    }

    /// Adds an entry; its savepoint has been released.
    pub(super) fn add(&mut self, register: RegisterId, at: Instant, sealed: Sealed) {
        if let Some(head) = self.heads.get_mut(&register) {
            let index = head.size;
            head.size += 1;
            head.prev = sealed.hash;
            head.last_at = at;
            self.entries.push(Kept { register: register.to_string(), epoch: head.epoch, index, sealed });
        }
    }

    /// Writes it all: leaves, parts, openings, and the heads moved.
    pub(super) fn write(&self, conn: &mut Conn, faults: &Faults) -> Result<(), Fault> {
        let leaves: Vec<Row<'_>> = self
            .entries
            .iter()
            .map(|kept| Row::of(kept).bytes(&kept.sealed.leaf).bytes(&kept.sealed.hash).bytes(&kept.sealed.mac))
            .collect();
        insert(conn, faults, "INSERT INTO audit_leaf (register_id, epoch, idx, leaf, leaf_hash, mac) VALUES ", &leaves)?;

        let mut parts = Vec::new();
        for kept in &self.entries {
            for (part, commitments) in (0_i64..).zip(&kept.sealed.parts) {
                parts.push(Row::of(kept).number(part).bytes(commitments));
            }
        }
        insert(conn, faults, "INSERT INTO audit_part (register_id, epoch, idx, part, commitments) VALUES ", &parts)?;

        let mut openings = Vec::new();
        for kept in &self.entries {
            for (opening, class) in &kept.sealed.openings {
                openings.push(Row::of(kept).text(&opening.field).text(class.as_str()).bytes(&opening.salt).bytes(&opening.value));
            }
        }
        insert(conn, faults, "INSERT INTO audit_opening (register_id, epoch, idx, field, class, salt, value) VALUES ", &openings)?;

        for (register, head) in &self.heads {
            if head.size == head.taken_at {
                continue;
            }
            faults.pass("move the head")?;
            let here = audit_head::table.filter(audit_head::register_id.eq(register)).filter(audit_head::size.eq(head.taken_at));
            let moved = diesel::update(here)
                .set((
                    audit_head::size.eq(head.size),
                    audit_head::last_leaf_hash.eq(head.prev.as_slice()),
                    audit_head::last_at.eq(head.last_at),
                ))
                .execute(conn)?;
            if moved != 1 {
                return Err(Fault::Other(format!("the head of {register} moved while it was held")));
            }
        }
        Ok(())
    }

    /// Whether this sheet is in the database after all: asked when the answer to a commit was
    /// lost. Taking the head first waits for a commit that is still under way.
    pub(super) fn is_there(&self, conn: &mut Conn) -> Result<bool, Fault> {
        let Some(first) = self.entries.first() else { return Ok(true) };
        let found = conn.transaction(|conn| {
            diesel::update(audit_head::table.filter(audit_head::register_id.eq(&first.register)))
                .set(audit_head::size.eq(audit_head::size))
                .execute(conn)?;
            audit_leaf::table
                .filter(audit_leaf::register_id.eq(&first.register))
                .filter(audit_leaf::epoch.eq(first.epoch))
                .filter(audit_leaf::idx.eq(first.index))
                .select(audit_leaf::leaf_hash)
                .first::<Vec<u8>>(conn)
                .optional()
        })?;
        Ok(found.is_some_and(|hash| hash == first.sealed.hash))
    }
}

#[derive(Clone, Copy)]
enum Cell<'a> {
    Text(&'a str),
    Number(i64),
    Bytes(&'a [u8]),
}

struct Row<'a>(Vec<Cell<'a>>);

impl<'a> Row<'a> {
    fn of(kept: &'a Kept) -> Self {
        Self(vec![Cell::Text(&kept.register), Cell::Number(kept.epoch), Cell::Number(kept.index)])
    }
    fn text(mut self, text: &'a str) -> Self {
        self.0.push(Cell::Text(text));
        self
    }
    fn number(mut self, number: i64) -> Self {
        self.0.push(Cell::Number(number));
        self
    }
    fn bytes(mut self, bytes: &'a [u8]) -> Self {
        self.0.push(Cell::Bytes(bytes));
        self
    }
}

/// Several rows in one statement, which the derived backend has no query for.
struct Rows<'a> {
    into: &'static str,
    rows: &'a [Row<'a>],
}

impl QueryId for Rows<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<MultiBackend> for Rows<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if self.rows.len() > 1 {
            // One prepared statement for each number of rows would push out those that are used.
            out.unsafe_to_cache_prepared();
        }
        out.push_sql(self.into);
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

fn insert(conn: &mut Conn, faults: &Faults, into: &'static str, rows: &[Row<'_>]) -> Result<(), Fault> {
    for rows in rows.chunks(ROWS) {
        faults.pass(into)?;
        Connection::execute_returning_count(conn, &Rows { into, rows })?;
    }
    Ok(())
}
