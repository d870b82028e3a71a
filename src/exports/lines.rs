//! Taking the decision log: the facts of each line gathered page by page from one snapshot, so
//! that nothing is held but a page, and each held against the entry it rests on.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::against;
use super::cells::{cells, withheld_cells};
use super::decision_log::{COLUMNS, DecisionLine, LineFacts, line};
use super::facts::earlier;
use super::facts::log::{Stamp, entries_at};
use super::facts::urgent::{self as urgents, UrgentFacts};
use super::urgent::{UrgentLine, line as line_of_urgent};
use crate::db::Read;
use crate::db::batches;
use crate::db::order::{self, Listed, Order, Way};
use crate::decisions::bodies::{concerns, is_withheld};
use crate::decisions::facts::{self as decisions, DecisionFacts, Filter, Stretch, Which};
use crate::decisions::late;
use crate::decisions::urgent::facts as urgent;
use crate::fault::{Error, Fault};
use crate::http::{Chosen, ExportTaken, Format, Rows};
use crate::ids::{DecisionId, MeetingId};
use crate::meetings::Outcome;
use crate::meetings::viewer::Viewer;
use crate::moment::{Date, Instant};

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

/// What a line is made from.
#[derive(Debug, Clone)]
pub enum Taken {
    Decision(Box<DecisionFacts>),
    Urgent(Box<UrgentFacts>),
}

impl Taken {
    /// Its entry in the log.
    #[must_use]
    pub fn version(&self) -> i64 {
        match self {
            Self::Decision(decision) => decision.version,
            Self::Urgent(taken) => taken.urgent.version,
        }
    }

    /// Whether this reader sees a line of it at all.
    #[must_use]
    pub fn concerns(&self, sight: &Viewer) -> bool {
        match self {
            Self::Decision(decision) => concerns(sight, decision),
            Self::Urgent(taken) => taken.is_theirs,
        }
    }

    /// Whether what was decided is withheld from this reader.
    #[must_use]
    pub fn is_withheld(&self, sight: &Viewer) -> bool {
        match self {
            Self::Decision(decision) => is_withheld(sight, decision),
            Self::Urgent(taken) => taken.is_withheld,
        }
    }
}

/// A line of the decision log.
#[derive(Debug, Clone)]
pub enum Line {
    Decision(Box<DecisionLine>),
    Urgent(Box<UrgentLine>),
}

/// Decisions of the log as of a stamp, of meetings and between them, after an entry; on the way back, before it. They are
/// read for a reader, or for nobody in particular.
///
/// # Errors
/// What the database says; stored evidence that is none.
pub fn stretch(
    read: &mut Read<'_>,
    sight: Option<&Viewer>,
    filter: &Filter,
    stamp: &Stamp,
    (way, after): (Way, Option<i64>),
    limit: i64,
) -> Result<Vec<Taken>, Error> {
    let stretch = Stretch { after, way, as_of: stamp.entries, limit, filter: filter.clone() };
    let between = urgent::logged(read, &stretch)?;
    let decided = decisions::decisions(read, Which::Logged(Box::new(stretch)))?;
    let mut places: Vec<i64> = decided.iter().map(|row| row.version).chain(between.iter().map(|row| row.version)).collect();
    places.sort_unstable();
    let mut places = way.in_order(places);
    places.truncate(usize::try_from(limit).unwrap_or(0));
    let meant: BTreeSet<i64> = places.iter().copied().collect();
    let between = between.into_iter().filter(|row| meant.contains(&row.version)).collect();
    let between = urgents::told(read, between, sight, stamp.entries)?;
    let mut taken: BTreeMap<i64, Taken> =
        decided.into_iter().map(|decision| (decision.version, Taken::Decision(Box::new(decision)))).collect();
    taken.extend(between.into_iter().map(|urgent| (urgent.urgent.version, Taken::Urgent(Box::new(urgent)))));
    Ok(places.into_iter().filter_map(|place| taken.remove(&place)).collect())
}

/// The lines of these decisions, in the order in which they are given.
///
/// # Errors
/// What the database says; an entry that is not where it belongs; a decision that is not what its
/// entry says.
pub fn lines(read: &mut Read<'_>, taken: Vec<Taken>, stamp: &Stamp) -> Result<Vec<Line>, Error> {
    let places: Vec<i64> = taken.iter().map(Taken::version).collect();
    let (mut decided, mut between) = (Vec::new(), Vec::new());
    for one in taken {
        match one {
            Taken::Decision(decision) => decided.push(*decision),
            Taken::Urgent(urgent) => between.push(*urgent),
        }
    }
    against::entries(read, &decided)?;
    against::urgents(read, &between)?;
    earlier::fill(read, &mut decided)?;
    let last = stamp.entries - 1;
    let entries = entries_at(read, &places.iter().copied().chain([last]).collect::<Vec<_>>())?;
    // By the interests that had been entered when the log had this size.
    late::queries(read, &decided, entries.get(&last).map(|entry| entry.at))?.flag(&mut decided);
    let meetings = decided.iter().map(|decision| decision.meeting).collect();
    let confirmed = decisions::confirmations(read, &meetings, stamp.entries)?;
    against::confirmations(read, &confirmed)?;
    let confirmed: BTreeMap<MeetingId, (Instant, i64)> = confirmed.into_iter().map(|(meeting, at, entry)| (meeting, (at, entry))).collect();
    let gone = |table, id: DecisionId, what: &str| Fault::Corrupt { table, key: id.to_string(), what: what.to_owned() };
    let mut made: BTreeMap<i64, Line> = BTreeMap::new();
    for mut decision in decided {
        let id = decision.id;
        let entry = entries.get(&decision.version).cloned().ok_or_else(|| gone("decision", id, "its entry is gone"))?;
        let minutes = confirmed.get(&decision.meeting).copied();
        let business = decision.evidence.business.take().ok_or_else(|| gone("decision", id, "nothing says what was decided"))?;
        let version = decision.version;
        let line = line(&LineFacts { entry, minutes, stamp: stamp.clone(), business, decision });
        made.insert(version, Line::Decision(Box::new(line)));
    }
    for row in between {
        let (id, version) = (row.urgent.id, row.urgent.version);
        let entry = entries.get(&version).ok_or_else(|| gone("urgent_decision", id, "its entry is gone"))?;
        made.insert(version, Line::Urgent(Box::new(line_of_urgent(&row, entry, stamp))));
    }
    Ok(places.into_iter().filter_map(|place| made.remove(&place)).collect())
}

impl Line {
    /// What may choose among lines once they were compared: the outcome, and the day of the meeting or, of an urgent decision,
    /// that on which it was taken.
    fn chosen_by(&self) -> (Outcome, Date) {
        match self {
            Self::Decision(line) => (line.outcome, line.meeting_date),
            Self::Urgent(line) => (line.outcome, line.decided_on),
        }
    }
}

impl Listed for Line {
    type Place = i64;
    const FIELDS: &'static [&'static str] = &["entry"];

    fn place(&self) -> i64 {
        match self {
            Self::Decision(line) => line.entry,
            Self::Urgent(line) => line.entry,
        }
    }

    fn key(&self, _: &str) -> Option<String> {
        Some(order::number(self.place()))
    }
}

/// Writes the whole table, in the order asked for; of a decision that is withheld from whoever
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
    sight: Option<&Viewer>,
) -> Result<(), Error> {
    against::lost(read, stamp)?;
    // What may have been edited chooses nothing: an outcome and a day are looked at once the line is known
    // to be what the log says.
    let broad = Filter { outcome: None, from: None, to: None, ..filter.clone() };
    let is_meant = |line: &Line| {
        let (outcome, day) = line.chosen_by();
        filter.outcome.as_ref().is_none_or(|outcomes| outcomes.contains(&outcome))
            && filter.from.is_none_or(|from| day >= from)
            && filter.to.is_none_or(|to| day <= to)
    };
    let hidden = RefCell::new(BTreeSet::new());
    let batch = |way: Way, after: Option<i64>, most: i64| {
        let most = most.min(PAGE);
        let mut taken = stretch(read, sight, &broad, stamp, (way, after), most)?;
        let next = batches::next_cursor(&taken, most, Taken::version);
        let is_withheld = |one: &&Taken| sight.is_some_and(|sight| one.is_withheld(sight));
        let kept: BTreeSet<i64> = taken.iter().filter(is_withheld).map(Taken::version).collect();
        // Chosen by its outcome, a line would tell it.
        taken.retain(|one| filter.outcome.is_none() || !kept.contains(&one.version()));
        hidden.borrow_mut().extend(kept);
        let mut found = lines(read, taken, stamp)?;
        found.retain(is_meant);
        Ok((found, next))
    };
    let told = |line: Line| {
        let whole = cells(&line, format)?;
        Ok(if hidden.borrow().contains(&line.place()) { withheld_cells(whole) } else { whole })
    };
    order::all(order, Some(OWN), batch, told, |cells| rows.row(cells))
}

/// The whole table in one piece, for a file.
///
/// # Errors
/// As [`fill`].
pub fn whole(read: &mut Read<'_>, format: Format, bom: bool, filter: &Filter, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let mut rows = Rows::gathered(format, bom, COLUMNS)?;
    fill(read, &mut rows, (format, None), filter, stamp, None)?;
    Ok(rows.into_bytes())
}
