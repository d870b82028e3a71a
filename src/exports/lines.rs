//! Taking the decision log: the facts of each line gathered page by page from one snapshot, so
//! that nothing is held but a page, and each held against the entry it rests on.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::against;
use super::cells::{cells, withheld_cells};
use super::decision_log::{COLUMNS, DecisionLine, LineFacts, line};
use super::facts::earlier;
use super::facts::log::{Stamp, entries_at};
use crate::db::Read;
use crate::db::batches;
use crate::db::order::{self, Listed, Order, Way};
use crate::decisions::facts::{self as decisions, DecisionFacts, Filter, Stretch, Which};
use crate::fault::{Error, Fault};
use crate::http::{Chosen, ExportTaken, Format, Rows};
use crate::ids::MeetingId;
use crate::moment::Instant;

/// Lines gathered at once.
pub const PAGE: i64 = 100;

/// That an export is taken.
#[must_use]
pub fn export_taken(format: Format, filter: &Filter, stamp: &Stamp) -> ExportTaken {
    let chosen = Chosen {
        committee: filter.committee,
        meeting: filter.meeting,
        from: filter.from,
        to: filter.to,
        outcome: filter.outcome.as_ref().map(|words| words.iter().map(ToString::to_string).collect()),
        asked: None,
    };
    ExportTaken::of("decisions", format, chosen, Some((stamp.entries, stamp.root.clone())))
}

/// The field by which the decision log stands in its own order.
pub const OWN: &str = "entry";

/// Decisions of the log as of a stamp, after an entry; on the way back, before it.
///
/// # Errors
/// What the database says; stored evidence that is none.
pub fn stretch(
    read: &mut Read<'_>,
    filter: &Filter,
    stamp: &Stamp,
    (way, after): (Way, Option<i64>),
    limit: i64,
) -> Result<Vec<DecisionFacts>, Fault> {
    decisions::decisions(read, Which::Logged(Box::new(Stretch { after, way, as_of: stamp.entries, limit, filter: filter.clone() })))
}

/// The lines of these decisions.
///
/// # Errors
/// What the database says; an entry that is not where it belongs; a decision that is not what its
/// entry says.
pub fn lines(read: &mut Read<'_>, mut taken: Vec<DecisionFacts>, stamp: &Stamp) -> Result<Vec<DecisionLine>, Error> {
    against::entries(read, &taken)?;
    earlier::fill(read, &mut taken)?;
    let entries = entries_at(read, &taken.iter().map(|decision| decision.version).collect::<Vec<_>>())?;
    let meetings = taken.iter().map(|decision| decision.meeting).collect();
    let confirmed = decisions::confirmations(read, &meetings, stamp.entries)?;
    against::confirmations(read, &confirmed)?;
    let confirmed: BTreeMap<MeetingId, (Instant, i64)> = confirmed.into_iter().map(|(meeting, at, entry)| (meeting, (at, entry))).collect();
    let line = |mut decision: DecisionFacts| {
        let gone = |what: &str| Fault::Corrupt { table: "decision", key: decision.id.to_string(), what: what.to_owned() };
        let entry = entries.get(&decision.version).cloned().ok_or_else(|| gone("its entry is gone"))?;
        let minutes = confirmed.get(&decision.meeting).copied();
        let business = decision.evidence.business.take().ok_or_else(|| gone("nothing says what was decided"))?;
        Ok(line(&LineFacts { entry, minutes, stamp: stamp.clone(), business, decision }))
    };
    taken.into_iter().map(line).collect()
}

impl Listed for DecisionLine {
    type Place = i64;
    const FIELDS: &'static [&'static str] = &["entry"];

    fn place(&self) -> i64 {
        self.entry
    }

    fn key(&self, _: &str) -> Option<String> {
        Some(order::number(self.entry))
    }
}

/// Writes the whole table, in the order asked for; of a decision that is `withheld` from whoever
/// takes it, no more than its agenda told.
///
/// # Errors
/// As [`lines`]; when nobody is reading any more.
pub fn fill(
    read: &mut Read<'_>,
    rows: &mut Rows,
    (format, order): (Format, Option<&Order>),
    filter: &Filter,
    stamp: &Stamp,
    withheld: impl Fn(&DecisionFacts) -> bool,
) -> Result<(), Error> {
    against::lost(read, stamp)?;
    // What may have been edited chooses nothing: an outcome and a day are looked at once the line is known
    // to be what the log says.
    let broad = Filter { outcome: None, from: None, to: None, ..filter.clone() };
    let is_meant = |line: &DecisionLine| {
        filter.outcome.as_ref().is_none_or(|outcomes| outcomes.contains(&line.outcome))
            && filter.from.is_none_or(|from| line.meeting_date >= from)
            && filter.to.is_none_or(|to| line.meeting_date <= to)
    };
    let hidden = RefCell::new(BTreeSet::new());
    let batch = |way: Way, after: Option<i64>, most: i64| {
        let most = most.min(PAGE);
        let mut taken = stretch(read, &broad, stamp, (way, after), most)?;
        let next = batches::next_cursor(&taken, most, |decision| decision.version);
        let kept: BTreeSet<i64> = taken.iter().filter(|decision| withheld(decision)).map(|decision| decision.version).collect();
        // Chosen by its outcome, a line would tell it.
        taken.retain(|decision| filter.outcome.is_none() || !kept.contains(&decision.version));
        hidden.borrow_mut().extend(kept);
        let mut found = lines(read, taken, stamp)?;
        found.retain(is_meant);
        Ok((found, next))
    };
    let told = |line: DecisionLine| {
        let whole = cells(&line, format)?;
        Ok(if hidden.borrow().contains(&line.entry) { withheld_cells(whole) } else { whole })
    };
    order::all(order, Some(OWN), batch, told, |cells| rows.row(cells))
}

/// The whole table in one piece, for a file.
///
/// # Errors
/// As [`fill`].
pub fn whole(read: &mut Read<'_>, format: Format, bom: bool, filter: &Filter, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let mut rows = Rows::gathered(format, bom, COLUMNS)?;
    fill(read, &mut rows, (format, None), filter, stamp, |_| false)?;
    Ok(rows.into_bytes())
}
