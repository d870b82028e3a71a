//! The outcomes that the log records, beside those that stand in the tables.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::audit::entry::Leaf;
use crate::db::Read;
use crate::db::outcomes::{Outcome, records};
use crate::db::plan::{few, most};
use crate::db::schema::{audit_head, audit_leaf, correction, decision, determination, minutes, reopening, urgent_decision};
use crate::fault::Fault;
use crate::ids::{CommitteeId, CorrectionId, DecisionId, DeterminationId, ItemId, MeetingId};

/// Entries compared at once.
const PAGE: i64 = 1024;

/// An entry whose outcome is not in its table, or stands there as another's.
pub struct Astray {
    pub table: &'static str,
    pub entry: i64,
    /// What the row says of itself that the entry does not, where there is a row.
    pub told: Option<String>,
}

/// The first such entry below a number. What an outcome is of (its meeting, item, committee, decision)
/// stands in the leaf, where everybody reads it, so a row that was moved is found with those that are gone.
///
/// # Errors
/// What the database says; a leaf that is none.
pub fn astray(read: &mut Read<'_>, below: i64) -> Result<Option<Astray>, Fault> {
    let register = read.register();
    let epoch: Option<i64> = read.first(read.of(audit_head::table).select(audit_head::epoch))?;
    let epoch = epoch.unwrap_or_default();
    macro_rules! kept {
        ($table:ident, $recorded:expr, ($($column:ident: $id:ty),*)) => {{
            let rows: Vec<(i64, $($id),*)> = read.rows(
                $table::table
                    .filter(most($table::register_id.eq(register)))
                    .filter(few($table::version.eq_any($recorded.clone())))
                    .select(($table::version, $($table::$column),*)),
            )?;
            rows.into_iter().map(|(version, $($column),*)| (version, vec![$($column.subject()),*])).collect()
        }};
    }
    let recorded = [
        (Outcome::Decision, "decision"),
        (Outcome::Correction, "correction"),
        (Outcome::Minutes, "minutes"),
        (Outcome::Reopening, "reopening"),
        (Outcome::Urgent, "urgent_decision"),
        (Outcome::Determination, "determination"),
    ];
    for (outcome, table) in recorded {
        let mut next = 0;
        loop {
            let leaves: Vec<(i64, Vec<u8>)> = read.rows(
                read.of(audit_leaf::table)
                    .filter(audit_leaf::epoch.eq(epoch))
                    .filter(audit_leaf::idx.ge(next))
                    .filter(audit_leaf::idx.lt(below))
                    .filter(records(outcome))
                    .order(audit_leaf::idx.asc())
                    .select((audit_leaf::idx, audit_leaf::leaf))
                    .limit(PAGE),
            )?;
            let Some((last, _)) = leaves.last() else { break };
            next = last + 1;
            let recorded: Vec<i64> = leaves.iter().map(|(entry, _)| *entry).collect();
            let kept: BTreeMap<i64, Vec<String>> = match outcome {
                Outcome::Decision => {
                    kept!(decision, recorded, (id: DecisionId, meeting: MeetingId, item: ItemId, committee: CommitteeId))
                }
                Outcome::Correction => kept!(correction, recorded, (id: CorrectionId, decision: DecisionId)),
                Outcome::Minutes => kept!(minutes, recorded, (meeting: MeetingId)),
                Outcome::Reopening => kept!(reopening, recorded, (decision: DecisionId)),
                Outcome::Determination => kept!(determination, recorded, (id: DeterminationId, decision: DecisionId)),
                Outcome::Urgent => kept!(urgent_decision, recorded, (id: DecisionId, item: ItemId, committee: CommitteeId)),
            };
            for (entry, bytes) in leaves {
                let Some(subjects) = kept.get(&entry) else { return Ok(Some(Astray { table, entry, told: None })) };
                let leaf = Leaf::parse(&bytes).map_err(|error| Fault::Corrupt {
                    table: "audit_leaf",
                    key: entry.to_string(),
                    what: error.to_string(),
                })?;
                if let Some(other) = subjects.iter().find(|subject| !leaf.subjects.contains(subject)) {
                    return Ok(Some(Astray { table, entry, told: Some(other.clone()) }));
                }
            }
        }
    }
    Ok(None)
}
