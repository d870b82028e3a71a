//! The answers kept for retries, each against what its entry says of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use diesel::prelude::*;

use super::compare::Walk;
use super::{ANSWERS, Finding, Head, Report};
use crate::audit::entry::Leaf;
use crate::audit::ledger::MacKey;
use crate::audit::ledger::keys::Kept;
use crate::db::Conn;
use crate::db::catalogue::{Line, Table};
use crate::db::schema::audit_leaf;
use crate::fault::Fault;

/// An answer as text, and where its entry stands.
struct Answer {
    register: String,
    kept: Kept,
    origin: String,
    index: i64,
    leaf_hash: String,
    at: String,
}

impl Answer {
    fn of(table: &Table, line: &Line) -> Option<Self> {
        let cell = |name: &str| {
            let place = table.columns.iter().position(|column| column.name == name)?;
            line.get(place).cloned().flatten()
        };
        let kept = Kept {
            actor: cell("actor")?,
            key: cell("key")?,
            request_hash: cell("request_hash")?,
            status: cell("status")?.parse().ok()?,
            body: cell("body")?,
        };
        Some(Self {
            register: cell("register_id")?,
            kept,
            origin: cell("origin")?,
            index: cell("idx")?.parse().ok()?,
            leaf_hash: cell("leaf_hash")?,
            at: cell("at")?,
        })
    }

    /// What is wrong with it; `unasked` counts those whose entry says nothing of them.
    fn wrong(&self, leaf: Option<&[u8]>, head: &Head, key: Option<&MacKey>, unasked: &mut u64) -> Option<&'static str> {
        if self.origin != head.origin {
            return Some("it is of another log than its register's");
        }
        let Some(leaf) = leaf.and_then(|bytes| Leaf::parse(bytes).ok()) else { return Some("it names an entry that is not there") };
        if leaf.actor != self.kept.actor || leaf.at.to_string() != self.at {
            return Some("its author or its time is not that of its entry");
        }
        match (leaf.edition, leaf.answer, key) {
            (None, ..) | (Some(_), Some(_), None) => {
                *unasked += 1;
                None
            }
            (Some(_), Some(tag), Some(key)) if tag == self.kept.tag(key.bytes(), &leaf.log, leaf.index) => None,
            _ => Some("it is not the answer that was given"),
        }
    }
}

/// Checks every kept answer of the registers whose logs were walked.
pub(super) fn check(stored: &mut Conn, table: &Table, heads: &[Head], key: Option<&MacKey>, report: &mut Report) -> Result<(), Fault> {
    const PAGE: u32 = 1000;
    let mut unasked = 0;
    let mut after: Option<Vec<String>> = None;
    loop {
        let lines = stored.lines(table, after.as_deref(), PAGE)?;
        for line in &lines {
            let found = Answer::of(table, line);
            let named = Walk::key_of(table, line);
            let key_text = table.key.iter().zip(&named).map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ");
            after = Some(named);
            let head = found.as_ref().and_then(|answer| heads.iter().find(|head| head.register.to_string() == answer.register));
            let wrong = match (&found, head) {
                (None, _) => Some("it cannot be read"),
                (Some(_), None) => Some("it is of no register"),
                (Some(answer), Some(head)) => {
                    let leaf = leaf(stored, head, answer)?;
                    answer.wrong(leaf.as_deref(), head, key, &mut unasked)
                }
            };
            if let Some(what) = wrong {
                report.find(Finding::Stray { table: ANSWERS.to_owned(), key: key_text, what: what.to_owned() });
            }
        }
        if lines.len() < PAGE as usize {
            break;
        }
    }
    if unasked > 0 {
        report.notes.push(format!("{unasked} answers kept for retries could not be checked against their entries"));
    }
    Ok(())
}

fn leaf(stored: &mut Conn, head: &Head, answer: &Answer) -> Result<Option<Vec<u8>>, Fault> {
    let Ok(hash) = BASE64.decode(&answer.leaf_hash) else { return Ok(None) };
    let query = audit_leaf::table
        .filter(audit_leaf::register_id.eq(head.register))
        .filter(audit_leaf::epoch.eq(head.epoch))
        .filter(audit_leaf::idx.eq(answer.index))
        .filter(audit_leaf::leaf_hash.eq(hash))
        .select(audit_leaf::leaf)
        .limit(1);
    Ok(stored.load(query, 1)?.pop())
}
