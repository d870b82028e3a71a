//! Taking the decision log: the facts of each line gathered page by page from one snapshot, so
//! that nothing is held but a page.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use diesel::prelude::*;

use super::against;
use super::decision_log::{COLUMNS, DecisionLine, Declared, LineFacts, line};
use super::log::{Stamp, entries_at};
use super::telling::{cells, withheld_cells};
use crate::db::Read;
use crate::db::order::{self, Listed, Order, Way};
use crate::db::schema::{declaration, organisation};
use crate::db::sift;
use crate::decisions::facts::{self as decisions, DecisionFacts, Filter, Stretch, Which};
use crate::declarations::Category;
use crate::door::{ExportTaken, Format, Rows};
use crate::fault::{Error, Fault};
use crate::ids::{DeclarationId, FactId, MeetingId, OrganisationId, PersonId};
use crate::meetings::facts as meetings;
use crate::meetings::{Affected, Item, Meeting};
use crate::moment::Instant;
use crate::people;

/// A meeting, its items, and when its minutes became final, by which entry.
type Held = (Meeting, Vec<Item>, Option<(Instant, i64)>);

/// Lines gathered at once.
pub const PAGE: i64 = 100;

/// That an export is taken.
#[must_use]
pub fn taken(format: Format, filter: &Filter, stamp: &Stamp) -> ExportTaken {
    ExportTaken {
        id: FactId::new(),
        what: "decisions".to_owned(),
        format: format.suffix().to_owned(),
        committee: filter.committee,
        meeting: filter.meeting,
        from: filter.from,
        to: filter.to,
        outcome: filter.outcome.as_ref().map(|words| words.iter().map(ToString::to_string).collect()),
        asked: None,
        as_of: Some(stamp.entries),
        root: Some(stamp.root.clone()),
    }
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
pub fn lines(read: &mut Read<'_>, taken: Vec<DecisionFacts>, stamp: &Stamp) -> Result<Vec<DecisionLine>, Error> {
    against::entries(read, &taken)?;
    let entries = entries_at(read, &taken.iter().map(|decision| decision.version).collect::<Vec<_>>())?;
    let interests = Arc::new(interests(read, &taken)?);
    let names = Arc::new(names(read, &taken)?);
    let mut held: BTreeMap<MeetingId, Held> = BTreeMap::new();
    let mut lines = Vec::with_capacity(taken.len());
    for decision in taken {
        let id = decision.meeting;
        if let std::collections::btree_map::Entry::Vacant(vacant) = held.entry(id) {
            let minutes = decisions::minutes(read, id)?.map(|(at, _, entry)| (at, entry)).filter(|(_, entry)| *entry < stamp.entries);
            vacant.insert((meetings::meeting(read, id)?, meetings::items(read, id)?, minutes));
        }
        let corrupt = |what: &str| Fault::Corrupt { table: "decision", key: decision.id.to_string(), what: what.to_owned() };
        let (meeting, items, minutes) = held.get(&id).ok_or_else(|| corrupt("its meeting is gone"))?;
        let item = items.iter().find(|item| item.id == decision.item).ok_or_else(|| corrupt("its item is gone"))?;
        let entry = entries.get(&decision.version).ok_or_else(|| corrupt("its entry is gone"))?;
        let bodies = bodies(read, item, &decision)?;
        let suppliers = item.affects.iter().filter_map(|affected| match affected {
            Affected::Organisation(body) => bodies.get(body).cloned(),
            _ => None,
        });
        lines.push(line(&LineFacts {
            meeting: meeting.clone(),
            item: item.clone(),
            suppliers: suppliers.collect(),
            interests: Arc::clone(&interests),
            names: Arc::clone(&names),
            bodies: bodies.clone(),
            entry: entry.clone(),
            minutes: *minutes,
            stamp: stamp.clone(),
            decision,
        }));
    }
    Ok(lines)
}

fn interests(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<Declared, Fault> {
    let grounds = taken.iter().flat_map(|decision| &decision.evidence.treated).flat_map(|how| &how.grounds);
    let ids: BTreeSet<DeclarationId> = grounds.filter_map(|ground| ground.interest).collect();
    let register = read.register();
    let rows: Vec<(DeclarationId, Option<Category>, Option<String>)> = read.rows(
        declaration::table
            .filter(declaration::register_id.eq(register))
            .filter(declaration::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
            .select((declaration::id, declaration::category, declaration::nature)),
    )?;
    Ok(rows.into_iter().map(|(id, category, nature)| (id, (category, nature))).collect())
}

fn names(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<BTreeMap<PersonId, String>, Fault> {
    let named: BTreeSet<PersonId> =
        taken.iter().flat_map(|decision| decision.dissent.iter().copied().chain(decision.override_by)).collect();
    Ok(people::facts::persons(read, &named)?.into_iter().map(|(id, person)| (id, person.name)).collect())
}

fn bodies(read: &mut Read<'_>, item: &Item, decision: &DecisionFacts) -> Result<BTreeMap<OrganisationId, String>, Fault> {
    let mut ids: BTreeSet<OrganisationId> =
        decision.evidence.treated.iter().flat_map(|how| &how.grounds).flat_map(|ground| ground.path.iter().copied()).collect();
    ids.extend(item.affects.iter().filter_map(|affected| match affected {
        Affected::Organisation(body) => Some(*body),
        _ => None,
    }));
    let register = read.register();
    let rows: Vec<(OrganisationId, String)> = read.rows(
        organisation::table
            .filter(organisation::register_id.eq(register))
            .filter(organisation::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
            .select((organisation::id, organisation::name)),
    )?;
    Ok(rows.into_iter().collect())
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
    let hidden = RefCell::new(BTreeSet::new());
    let batch = |way: Way, after: Option<i64>, most: i64| {
        let most = most.min(PAGE);
        let mut taken = stretch(read, filter, stamp, (way, after), most)?;
        let next = sift::onward(&taken, most, |decision| decision.version);
        let kept: BTreeSet<i64> = taken.iter().filter(|decision| withheld(decision)).map(|decision| decision.version).collect();
        // Chosen by its outcome, a line would tell it.
        taken.retain(|decision| filter.outcome.is_none() || !kept.contains(&decision.version));
        hidden.borrow_mut().extend(kept);
        Ok((lines(read, taken, stamp)?, next))
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
    let mut rows = Rows::gathered(format, bom, COLUMNS);
    fill(read, &mut rows, (format, None), filter, stamp, |_| false)?;
    Ok(rows.into_bytes())
}
