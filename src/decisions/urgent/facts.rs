//! Reads urgent decisions, and whether they still stand.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::access::Seen;
use crate::db::order::Way;
use crate::db::plan::{among, few};
use crate::db::schema::{item, urgent_decision};
use crate::db::{Read, stored};
use crate::decisions::facts::{Filter, Stretch, Which, decisions};
use crate::fault::Fault;
use crate::ids::{CommitteeId, DecisionId, ItemId, PersonId};
use crate::meetings::Outcome;
use crate::moment::Date;

/// An urgent decision as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urgent {
    pub id: DecisionId,
    /// The item by which it was to be ratified when it was taken.
    pub item: ItemId,
    pub committee: CommitteeId,
    pub by: Vec<PersonId>,
    pub consulted: Vec<PersonId>,
    pub unavailable: Vec<PersonId>,
    pub reason: Option<String>,
    pub on: Date,
    pub flags: Vec<String>,
    pub version: i64,
}

/// The urgent decisions that an item is to ratify: those taken on it, and on the items it was carried over from.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn on(read: &mut Read<'_>, of: Seen<ItemId>) -> Result<Vec<Urgent>, Fault> {
    let mut items = vec![of.id()];
    let mut next = Some(of.id());
    while let Some(id) = next {
        let from: Option<Option<ItemId>> = read.first(read.of(item::table).filter(item::id.eq(id)).select(item::carried_from))?;
        next = from.flatten().filter(|from| !items.contains(from));
        items.extend(next);
    }
    let query = read.mostly_of(urgent_decision::table).filter(among(urgent_decision::item, items)).select(SAID);
    let mut rows: Vec<Row> = read.rows(query)?;
    rows.sort_by_key(|row| row.1.3);
    rows.into_iter().map(urgent).collect()
}

/// What a committee has recorded of an item and not reopened, as it was corrected.
///
/// # Errors
/// What the database says.
pub fn recorded(read: &mut Read<'_>, of: Seen<ItemId>, committee: CommitteeId) -> Result<Option<Outcome>, Fault> {
    let taken = decisions(read, Which::On(of))?;
    let last = taken.iter().rfind(|decision| decision.committee == committee && decision.reopened.is_none());
    Ok(last.map(|decision| decision.outcome_at(i64::MAX)))
}

type Row = ((DecisionId, ItemId, CommitteeId, String, String, String), (Option<String>, Date, String, i64));

type Whose = (
    urgent_decision::id,
    urgent_decision::item,
    urgent_decision::committee,
    urgent_decision::by_people,
    urgent_decision::consulted,
    urgent_decision::unavailable,
);
type Why = (urgent_decision::reason, urgent_decision::day, urgent_decision::flags, urgent_decision::version);

/// The columns of a [`Row`].
const SAID: (Whose, Why) = (
    (
        urgent_decision::id,
        urgent_decision::item,
        urgent_decision::committee,
        urgent_decision::by_people,
        urgent_decision::consulted,
        urgent_decision::unavailable,
    ),
    (urgent_decision::reason, urgent_decision::day, urgent_decision::flags, urgent_decision::version),
);

fn urgent(((id, item, committee, by, consulted, unavailable), (reason, on, flags, version)): Row) -> Result<Urgent, Fault> {
    Ok(Urgent {
        id,
        item,
        committee,
        by: stored("urgent_decision", &id, &by)?,
        consulted: stored("urgent_decision", &id, &consulted)?,
        unavailable: stored("urgent_decision", &id, &unavailable)?,
        reason,
        on,
        flags: stored("urgent_decision", &id, &flags)?,
        version,
    })
}

/// What of the decision log is asked for, of a statement put together at run time: the day of an urgent decision is that on
/// which it was taken, its meeting the one that was to ratify it.
macro_rules! narrowed {
    ($read:expr, $query:expr, $filter:expr) => {{
        let (mut query, filter): (_, &Filter) = ($query, $filter);
        if let Some(meeting) = filter.meeting {
            let items: Vec<ItemId> = $read.rows($read.of(item::table).filter(item::meeting.eq(meeting)).select(item::id))?;
            query = query.filter(few(urgent_decision::item.eq_any(items)));
        }
        if let Some(committee) = filter.committee {
            query = query.filter(urgent_decision::committee.eq(committee));
        }
        if let Some(from) = filter.from {
            query = query.filter(urgent_decision::day.ge(from));
        }
        if let Some(to) = filter.to {
            query = query.filter(urgent_decision::day.le(to));
        }
        query
    }};
}

/// Whether an urgent decision can be among what is asked for: it approves.
fn is_asked_for(filter: &Filter) -> bool {
    filter.outcome.as_ref().is_none_or(|outcomes| outcomes.contains(&Outcome::Approved))
}

/// The urgent decisions of a stretch of the decision log, in its order; of whoever's meetings they are.
///
/// # Errors
/// As [`on`].
pub fn logged(read: &mut Read<'_>, stretch: &Stretch) -> Result<Vec<Urgent>, Fault> {
    if !is_asked_for(&stretch.filter) {
        return Ok(Vec::new());
    }
    let (above, below) = stretch.bounds();
    let query = read
        .mostly_of(urgent_decision::table)
        .filter(urgent_decision::version.gt(above))
        .filter(urgent_decision::version.lt(below))
        .limit(stretch.limit)
        .select(SAID)
        .into_boxed();
    let query = match stretch.way {
        Way::Onward => query.order(urgent_decision::version.asc()),
        Way::Back => query.order(urgent_decision::version.desc()),
    };
    let query = narrowed!(read, query, &stretch.filter);
    let rows: Vec<Row> = read.boxed_rows(query)?;
    rows.into_iter().map(urgent).collect()
}

/// How many urgent decisions of the log as of so many entries are asked for.
///
/// # Errors
/// What the database says.
pub fn count(read: &mut Read<'_>, filter: &Filter, as_of: i64) -> Result<i64, Fault> {
    if !is_asked_for(filter) {
        return Ok(0);
    }
    let query = read.mostly_of(urgent_decision::table).filter(urgent_decision::version.lt(as_of)).select(count_star()).into_boxed();
    let query = narrowed!(read, query, filter);
    Ok(read.boxed_rows(query)?.pop().unwrap_or(0))
}

/// The item that took the place of one carried over, and of that one again; itself where it was not.
///
/// # Errors
/// What the database says.
pub fn now_at(read: &mut Read<'_>, of: ItemId) -> Result<ItemId, Fault> {
    let mut seen = vec![of];
    loop {
        let last = seen.last().copied().unwrap_or(of);
        let next: Option<ItemId> = read.first(read.of(item::table).filter(item::carried_from.eq(last)).select(item::id))?;
        match next.filter(|next| !seen.contains(next)) {
            Some(next) => seen.push(next),
            None => return Ok(last),
        }
    }
}
