//! The outcomes that the log records, beside those that stand in the tables.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::db::Read;
use crate::db::outcomes::{Outcome, records};
use crate::db::plan::{few, most};
use crate::db::schema::{audit_head, audit_leaf, correction, decision, minutes};
use crate::fault::Fault;

/// Entries compared at once.
const PAGE: i64 = 4096;

/// The first entry below a number that records an outcome of which its table has nothing, and the
/// table.
///
/// # Errors
/// What the database says.
pub fn lost(read: &mut Read<'_>, below: i64) -> Result<Option<(&'static str, i64)>, Fault> {
    let register = read.register();
    let epoch: Option<i64> = read.first(audit_head::table.filter(audit_head::register_id.eq(register)).select(audit_head::epoch))?;
    let epoch = epoch.unwrap_or_default();
    macro_rules! kept {
        ($table:ident, $recorded:expr) => {
            read.rows(
                $table::table
                    .filter(most($table::register_id.eq(register)))
                    .filter(few($table::version.eq_any($recorded.clone())))
                    .select($table::version),
            )?
        };
    }
    for (outcome, table) in [(Outcome::Decision, "decision"), (Outcome::Correction, "correction"), (Outcome::Minutes, "minutes")] {
        let mut next = 0;
        loop {
            let recorded: Vec<i64> = read.rows(
                audit_leaf::table
                    .filter(audit_leaf::register_id.eq(register))
                    .filter(audit_leaf::epoch.eq(epoch))
                    .filter(audit_leaf::idx.ge(next))
                    .filter(audit_leaf::idx.lt(below))
                    .filter(records(outcome))
                    .order(audit_leaf::idx.asc())
                    .select(audit_leaf::idx)
                    .limit(PAGE),
            )?;
            let Some(last) = recorded.last() else { break };
            let kept: Vec<i64> = match outcome {
                Outcome::Decision => kept!(decision, recorded),
                Outcome::Correction => kept!(correction, recorded),
                Outcome::Minutes => kept!(minutes, recorded),
            };
            let kept: BTreeSet<i64> = kept.into_iter().collect();
            if let Some(entry) = recorded.iter().find(|entry| !kept.contains(entry)) {
                return Ok(Some((table, *entry)));
            }
            next = last + 1;
        }
    }
    Ok(None)
}
