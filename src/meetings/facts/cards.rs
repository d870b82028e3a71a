//! Meetings as they are listed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::seats_of;
use crate::access::Seen;
use crate::db::Read;
use crate::db::batches::{self, Batch};
use crate::db::order::Listed;
use crate::db::plan::{among, few, most};
use crate::db::schema::{committee, meeting, meeting_committee};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, MeetingId, PersonId};
use crate::meetings::rules::MeetingState;
use crate::moment::{Date, Instant};

/// A meeting as it is listed.
#[derive(Debug, Clone)]
pub struct MeetingCard {
    pub id: MeetingId,
    pub reference: String,
    pub date: Date,
    pub starts_at: Option<String>,
    pub place: Option<String>,
    pub state: MeetingState,
    pub private: bool,
    pub convened_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub version: i64,
    /// By correspondence: the last day on which replies are taken.
    pub replies_until: Option<Date>,
    /// In the order of the meeting.
    pub committees: Vec<CommitteeNamed>,
}

/// A committee with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommitteeNamed {
    /// The committee, as in `/api/v1/committees/{id}`.
    pub id: CommitteeId,
    /// Its code.
    pub code: String,
    /// What it is called now.
    pub name: String,
}

/// Where a meeting stands in the list, the latest day first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByDay(Date, MeetingId);

impl fmt::Display for ByDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0, self.1)
    }
}

impl FromStr for ByDay {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (day, id) = text.split_once('/').ok_or(())?;
        Ok(Self(day.parse().map_err(|_| ())?, id.parse().map_err(|_| ())?))
    }
}

impl Listed for MeetingCard {
    type Place = ByDay;
    const FIELDS: &'static [&'static str] = &["date", "reference", "state", "place"];

    fn place(&self) -> ByDay {
        ByDay(self.date, self.id)
    }

    fn key(&self, field: &str) -> Option<String> {
        match field {
            "date" => Some(format!("{} {}", self.date, self.starts_at.as_deref().unwrap_or_default())),
            "reference" => Some(self.reference.clone()),
            "state" => Some(self.state.to_string()),
            _ => self.place.clone(),
        }
    }
}

/// Which meetings are listed.
#[derive(Debug, Clone, Default)]
pub struct MeetingFilter {
    pub committee: Option<CommitteeId>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub state: Option<Vec<MeetingState>>,
    /// Only meetings of committees this person sits on, on their day.
    pub of: Option<PersonId>,
}

/// With when it was adjourned, while it is.
type Row = (
    MeetingId,
    String,
    Date,
    Option<String>,
    Option<String>,
    MeetingState,
    bool,
    Option<Instant>,
    Option<Instant>,
    i64,
    Option<Instant>,
    Option<Date>,
);

type Columns = (
    meeting::id,
    meeting::reference,
    meeting::date,
    meeting::starts_at,
    meeting::place,
    meeting::state,
    meeting::private,
    meeting::convened_at,
    meeting::closed_at,
    meeting::version,
    meeting::adjourned_at,
    meeting::replies_until,
);
const CARD: Columns = (
    meeting::id,
    meeting::reference,
    meeting::date,
    meeting::starts_at,
    meeting::place,
    meeting::state,
    meeting::private,
    meeting::convened_at,
    meeting::closed_at,
    meeting::version,
    meeting::adjourned_at,
    meeting::replies_until,
);

fn card_of(row: Row, committees: Vec<CommitteeNamed>) -> MeetingCard {
    let (id, reference, date, starts_at, place, state, private, convened_at, closed_at, version, adjourned_at, replies_until) = row;
    let state = state.in_a_break(adjourned_at.is_some());
    MeetingCard { id, reference, date, starts_at, place, state, private, convened_at, closed_at, version, replies_until, committees }
}

fn sitting(read: &mut Read<'_>, meetings: &[MeetingId]) -> Result<BTreeMap<MeetingId, Vec<CommitteeNamed>>, Fault> {
    let mut rows: Vec<(i64, MeetingId, CommitteeId)> =
        read.rows(read.mostly_of(meeting_committee::table).filter(among(meeting_committee::meeting, meetings.iter().copied())).select((
            meeting_committee::position,
            meeting_committee::meeting,
            meeting_committee::committee,
        )))?;
    rows.sort_by_key(|row| row.0);
    let mut ids: Vec<CommitteeId> = rows.iter().map(|(_, _, committee)| *committee).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: Vec<(CommitteeId, String, String)> = read.rows(
        read.mostly_of(committee::table).filter(among(committee::id, ids)).select((committee::id, committee::code, committee::name)),
    )?;
    let named = names.into_iter().map(|(id, code, name)| (id, CommitteeNamed { id, code, name }));
    let named: BTreeMap<CommitteeId, CommitteeNamed> = named.collect();
    let mut found: BTreeMap<MeetingId, Vec<CommitteeNamed>> = BTreeMap::new();
    for (_, meeting, committee) in rows {
        found.entry(meeting).or_default().extend(named.get(&committee).cloned());
    }
    Ok(found)
}

/// One meeting.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn card(read: &mut Read<'_>, seen: Seen<MeetingId>) -> Result<MeetingCard, Error> {
    let id = seen.id();
    let row: Option<Row> = read.first(read.of(meeting::table).filter(meeting::id.eq(id)).select(CARD))?;
    let row = row.ok_or(Error::NotFound("meeting"))?;
    let committees = sitting(read, &[id])?.remove(&id).unwrap_or_default();
    Ok(card_of(row, committees))
}

/// The next meetings, the latest day first, after a place in that order.
///
/// # Errors
/// What the database says.
pub fn cards(read: &mut Read<'_>, filter: &MeetingFilter, after: Option<ByDay>, at_most: i64) -> Result<Batch<MeetingCard, ByDay>, Error> {
    let seats = filter.of.map(|person| seats_of(read, person)).transpose()?;
    let committees: Option<BTreeSet<CommitteeId>> = match (&seats, filter.committee) {
        (None, None) => None,
        (None, Some(one)) => Some(BTreeSet::from([one])),
        // A meeting in common of this committee and one they sit on is theirs as well.
        (Some(seats), _) => Some(seats.iter().map(|(committee, _)| *committee).collect()),
    };
    let rows = match committees {
        None => of_all(read, filter, after, at_most)?,
        Some(committees) => of_these(read, &committees, filter, after, at_most)?,
    };
    let next = batches::next_cursor(&rows, at_most, |row| ByDay(row.2, row.0));
    let mut committees = sitting(read, &rows.iter().map(|row| row.0).collect::<Vec<_>>())?;
    let mut found = Vec::new();
    for row in rows {
        let committees = committees.remove(&row.0).unwrap_or_default();
        let card = card_of(row, committees);
        let wanted = filter.committee.is_none_or(|wanted| card.committees.iter().any(|sits| sits.id == wanted));
        let seated = seats.as_ref().is_none_or(|seats| {
            seats.iter().any(|(id, period)| period.holds(card.date) && card.committees.iter().any(|sits| sits.id == *id))
        });
        if wanted && seated {
            found.push(card);
        }
    }
    Ok((found, next))
}

/// What of the meetings is asked for by their own columns.
macro_rules! narrowed {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter): (_, &MeetingFilter) = ($query.into_boxed(), $filter);
        if let Some(from) = filter.from {
            query = query.filter(meeting::date.ge(from));
        }
        if let Some(to) = filter.to {
            query = query.filter(meeting::date.le(to));
        }
        if let Some(states) = &filter.state {
            // One that stopped for the day is kept as open, with when it stopped.
            let kept: Vec<MeetingState> = states.iter().copied().filter(|state| *state != MeetingState::Adjourned).collect();
            let (open, adjourned) = (kept.contains(&MeetingState::Open), kept.len() < states.len());
            query = match (open, adjourned) {
                (false, true) => query
                    .filter(meeting::state.eq_any(kept).or(meeting::state.eq(MeetingState::Open).and(meeting::adjourned_at.is_not_null()))),
                (true, false) => {
                    query.filter(meeting::state.eq_any(kept).and(meeting::state.ne(MeetingState::Open).or(meeting::adjourned_at.is_null())))
                }
                _ => query.filter(meeting::state.eq_any(kept)),
            };
        }
        query
    }};
}

/// The next of all meetings.
fn of_all(read: &mut Read<'_>, filter: &MeetingFilter, after: Option<ByDay>, at_most: i64) -> Result<Vec<Row>, Fault> {
    let query = read.of(meeting::table).order((meeting::date.desc(), meeting::id.desc())).limit(at_most).select(CARD);
    let mut query = narrowed!(query, filter);
    if let Some(ByDay(date, id)) = after {
        // The first of the two says where an index goes on.
        query = query.filter(meeting::date.le(date)).filter(meeting::date.lt(date).or(meeting::id.lt(id)));
    }
    read.boxed_rows(query)
}

/// The next of the meetings of these committees. Which there are is found by the committee and put
/// in order here: beside all of a register's, those of a committee are few.
fn of_these(
    read: &mut Read<'_>,
    committees: &BTreeSet<CommitteeId>,
    filter: &MeetingFilter,
    after: Option<ByDay>,
    at_most: i64,
) -> Result<Vec<Row>, Fault> {
    let register = read.register();
    let theirs = meeting_committee::table
        .inner_join(
            meeting::table.on(meeting::register_id.eq(meeting_committee::register_id).and(meeting::id.eq(meeting_committee::meeting))),
        )
        .filter(most(meeting_committee::register_id.eq(register)))
        .filter(few(meeting_committee::committee.eq_any(committees.iter().copied().collect::<Vec<_>>())))
        .select((meeting::date, meeting::id));
    let places: Vec<(Date, MeetingId)> = read.boxed_rows(narrowed!(theirs, filter))?;
    // One in which several of them sit is one.
    let places: BTreeSet<(Date, MeetingId)> = places.into_iter().collect();
    let later = |place: &&(Date, MeetingId)| after.is_some_and(|ByDay(date, id)| **place >= (date, id));
    let next = places.iter().rev().skip_while(later).take(usize::try_from(at_most).unwrap_or(0));
    let ids: Vec<MeetingId> = next.map(|(_, id)| *id).collect();
    let mut rows: Vec<Row> = read.rows(read.mostly_of(meeting::table).filter(among(meeting::id, ids)).select(CARD))?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.2, row.0)));
    Ok(rows)
}
