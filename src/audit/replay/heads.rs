//! The head of each log, and what stands outside all of them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{Finding, Report, Stop};
use crate::audit::tree::Hash;
use crate::db::Conn;
use crate::db::catalogue::{Line, Table};
use crate::db::schema::{audit_head, register};
use crate::fault::Fault;
use crate::ids::RegisterId;

#[derive(Debug)]
pub(in crate::audit) struct Head {
    pub register: RegisterId,
    pub slug: String,
    pub origin: String,
    pub epoch: i64,
    pub size: u64,
    pub hash: Hash,
    /// As it is kept.
    pub last_at: String,
}

/// All heads, `system` first: what it holds others may refer to. For whoever does not look for what
/// is wrong.
pub(in crate::audit) fn heads(stored: &mut Conn) -> Result<Vec<Head>, Stop> {
    type Row = (RegisterId, i64, i64, Vec<u8>, String, Option<(String, String)>);
    let rows: Vec<Row> = audit_head::table
        .left_join(register::table.on(register::id.eq(audit_head::register_id)))
        .select((
            audit_head::register_id,
            audit_head::epoch,
            audit_head::size,
            audit_head::last_leaf_hash,
            audit_head::last_at,
            (register::slug, register::origin).nullable(),
        ))
        .order(audit_head::register_id)
        .load(stored)?;
    let mut heads = Vec::with_capacity(rows.len());
    for (id, epoch, size, hash, last_at, names) in rows {
        let corrupt = |what: &str| Fault::Corrupt { table: "audit_head", key: id.to_string(), what: what.to_owned() };
        let Some((slug, origin)) = names else { return Err(Stop::Found(of_nobody(&id.to_string()))) };
        let size = u64::try_from(size).map_err(|_| corrupt("size"))?;
        let hash = hash.try_into().map_err(|_| corrupt("last_leaf_hash"))?;
        heads.push(Head { register: id, slug, origin, epoch, size, hash, last_at });
    }
    heads.sort_by_key(|head| (head.slug != "system", head.register));
    Ok(heads)
}

fn of_nobody(id: &str) -> Finding {
    let (key, stored) = (format!("id={id}"), "no row".to_owned());
    let replayed = "a register with a log".to_owned();
    Finding::Row { table: "register".to_owned(), key, column: String::new(), stored, replayed }
}

/// A row as its columns are called.
struct Cells<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Cells<'a> {
    fn of(table: &'a Table, line: &'a Line) -> Self {
        let cells = table.columns.iter().zip(line).filter_map(|(column, value)| Some((column.name.as_str(), value.as_deref()?)));
        Self(cells.collect())
    }

    fn get(&self, name: &str) -> &'a str {
        self.0.get(name).copied().unwrap_or_default()
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }
}

fn rows(stored: &mut Conn, tables: &[Table], name: &str) -> Result<Option<(Table, Vec<Line>)>, Fault> {
    let Some(table) = tables.iter().find(|table| table.name == name) else { return Ok(None) };
    let mut all = Vec::new();
    loop {
        let last: Option<Vec<String>> = all.last().map(|line| {
            let cells = Cells::of(table, line);
            table.key.iter().map(|name| cells.get(name).to_owned()).collect()
        });
        let lines = stored.lines(table, last.as_deref(), 1000)?;
        let is_end = lines.len() < 1000;
        all.extend(lines);
        if is_end {
            return Ok(Some((table.clone(), all)));
        }
    }
}

fn hash_in_hex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    digits.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

/// Every register has one head, of its own epoch and with at least its entry 0. Returns the logs
/// that can be walked, `system` first, and the short names of the registers that have none.
pub(super) fn found(stored: &mut Conn, tables: &[Table], report: &mut Report) -> Result<(Vec<Head>, Vec<RegisterId>), Fault> {
    let (mut good, mut lost) = (Vec::new(), Vec::new());
    let (Some((of_registers, registers)), Some((of_heads, heads))) =
        (rows(stored, tables, "register")?, rows(stored, tables, "audit_head")?)
    else {
        // That the table is not there was said of the schema.
        return Ok((good, lost));
    };
    let mut heads: BTreeMap<String, Cells<'_>> =
        heads.iter().map(|line| Cells::of(&of_heads, line)).map(|cells| (cells.get("register_id").to_owned(), cells)).collect();
    for line in &registers {
        let cells = Cells::of(&of_registers, line);
        let (id, slug) = (cells.get("id"), cells.get("slug").to_owned());
        let mut say = |what: String| report.find(Finding::Head { register: slug.clone(), what });
        let Ok(register) = id.parse::<RegisterId>() else {
            say(format!("'{id}' is not an id"));
            continue;
        };
        let Some(head) = heads.remove(id) else {
            say("it has no head: its log was removed".to_owned());
            lost.push(register);
            continue;
        };
        let (of_register, epoch) = (cells.number("epoch"), head.number("epoch"));
        if of_register != epoch {
            say(format!("its head is of epoch {}, and the register of epoch {}", head.get("epoch"), cells.get("epoch")));
        }
        let size = head.number("size").and_then(|size| u64::try_from(size).ok());
        let (Some(epoch), Some(size), Some(hash)) = (epoch, size, hash_in_hex(head.get("last_leaf_hash"))) else {
            say("its head cannot be read".to_owned());
            lost.push(register);
            continue;
        };
        let (origin, last_at) = (cells.get("origin").to_owned(), head.get("last_at").to_owned());
        good.push(Head { register, slug, origin, epoch, size, hash, last_at });
    }
    for id in heads.into_keys() {
        report.find(of_nobody(&id));
    }
    good.sort_by_key(|head| (head.slug != "system", head.register));
    for head in good.iter().filter(|head| head.size == 0) {
        lost.push(head.register);
        report.find(Finding::Head { register: head.slug.clone(), what: "its log has no entry, not even the first".to_owned() });
    }
    Ok((good, lost))
}

/// Rows of the log's own tables that no head covers.
pub(super) fn strays(stored: &mut Conn, tables: &[Table], report: &mut Report) -> Result<(), Fault> {
    for name in ["audit_leaf", "audit_part", "audit_opening"] {
        let more = match name {
            "audit_part" => " || ', part ' || CAST(t.part AS TEXT)",
            "audit_opening" => " || ', ' || t.field",
            _ => "",
        };
        let query = format!(
            "SELECT t.register_id || ', epoch ' || CAST(t.epoch AS TEXT) || ', entry ' || CAST(t.idx AS TEXT){more} AS word \
             FROM {name} t WHERE NOT EXISTS (SELECT 1 FROM audit_head h WHERE h.register_id = t.register_id AND h.epoch = t.epoch \
             AND t.idx >= 0 AND t.idx < h.size) ORDER BY 1 LIMIT 200"
        );
        if tables.iter().any(|table| table.name == name) {
            for key in stored.words(&query)? {
                let what = "it is of no entry that a head covers".to_owned();
                report.find(Finding::Stray { table: name.to_owned(), key, what });
            }
        }
    }
    let query = "SELECT register_id || ', epoch ' || CAST(epoch AS TEXT) || ', size ' || CAST(size AS TEXT) AS word \
                 FROM audit_checkpoint ORDER BY 1 LIMIT 200";
    if tables.iter().any(|table| table.name == "audit_checkpoint") {
        for key in stored.words(query)? {
            let what = "this program has signed no such head".to_owned();
            report.find(Finding::Stray { table: "audit_checkpoint".to_owned(), key, what });
        }
    }
    Ok(())
}
