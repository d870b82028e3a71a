//! Meetings as they are listed, items as they were stated, papers as they were tabled.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use diesel::prelude::*;

use super::calling::AddItem;
use super::rules::{Affected, MeetingState};
use crate::db::order::Listed;
use crate::db::schema::{committee, item, meeting, meeting_committee, membership, paper, phase};
use crate::db::sift::{self, Sifted};
use crate::db::{Read, stored};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, ItemId, MeetingId, PaperId, PersonId};
use crate::moment::{Date, Instant, Period};
use crate::money::Money;

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
    /// In the order of the meeting, with their names.
    pub committees: Vec<(CommitteeId, String)>,
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

/// A paper with everything that was said when it was tabled.
#[derive(Debug, Clone)]
pub struct PaperCard {
    pub id: PaperId,
    pub item: ItemId,
    pub title: String,
    pub authors: Vec<PersonId>,
    pub accountable: Option<PersonId>,
    pub location: Option<String>,
    pub sha256: Option<String>,
    pub version: i64,
}

type Row = (MeetingId, String, Date, Option<String>, Option<String>, MeetingState, bool, Option<Instant>, Option<Instant>, i64);

fn card_of(row: Row, committees: Vec<(CommitteeId, String)>) -> MeetingCard {
    let (id, reference, date, starts_at, place, state, private, convened_at, closed_at, version) = row;
    MeetingCard { id, reference, date, starts_at, place, state, private, convened_at, closed_at, version, committees }
}

fn sitting(read: &mut Read<'_>, meetings: &[MeetingId]) -> Result<BTreeMap<MeetingId, Vec<(CommitteeId, String)>>, Fault> {
    let register = read.register();
    let rows: Vec<(MeetingId, CommitteeId)> = read.rows(
        meeting_committee::table
            .filter(meeting_committee::register_id.eq(register))
            .filter(meeting_committee::meeting.eq_any(meetings.to_vec()))
            .order(meeting_committee::position.asc())
            .select((meeting_committee::meeting, meeting_committee::committee)),
    )?;
    let mut ids: Vec<CommitteeId> = rows.iter().map(|(_, committee)| *committee).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: Vec<(CommitteeId, String)> = read.rows(
        committee::table
            .filter(committee::register_id.eq(register))
            .filter(committee::id.eq_any(ids))
            .select((committee::id, committee::name)),
    )?;
    let names: BTreeMap<CommitteeId, String> = names.into_iter().collect();
    let mut found: BTreeMap<MeetingId, Vec<(CommitteeId, String)>> = BTreeMap::new();
    for (meeting, committee) in rows {
        found.entry(meeting).or_default().push((committee, names.get(&committee).cloned().unwrap_or_default()));
    }
    Ok(found)
}

/// One meeting.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn card(read: &mut Read<'_>, id: MeetingId) -> Result<MeetingCard, Error> {
    let register = read.register();
    let row: Option<Row> = read.first(meeting::table.filter(meeting::register_id.eq(register)).filter(meeting::id.eq(id)).select((
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
    )))?;
    let row = row.ok_or(Error::NotFound("meeting"))?;
    let committees = sitting(read, &[id])?.remove(&id).unwrap_or_default();
    Ok(card_of(row, committees))
}

/// The next meetings, the latest day first, after a place in that order.
///
/// # Errors
/// What the database says.
pub fn cards(read: &mut Read<'_>, filter: &MeetingFilter, after: Option<ByDay>, most: i64) -> Result<Sifted<MeetingCard, ByDay>, Error> {
    let register = read.register();
    let seats = filter.of.map(|person| seats_of(read, person)).transpose()?;
    let mut query = meeting::table
        .filter(meeting::register_id.eq(register))
        .order((meeting::date.desc(), meeting::id.desc()))
        .limit(most)
        .select((
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
        ))
        .into_boxed();
    if let Some(ByDay(date, id)) = after {
        query = query.filter(meeting::date.lt(date).or(meeting::date.eq(date).and(meeting::id.lt(id))));
    }
    if let Some(from) = filter.from {
        query = query.filter(meeting::date.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(meeting::date.le(to));
    }
    if let Some(states) = &filter.state {
        query = query.filter(meeting::state.eq_any(states.clone()));
    }
    let rows: Vec<Row> = read.boxed_rows(query)?;
    let next = sift::onward(&rows, most, |row| ByDay(row.2, row.0));
    let mut committees = sitting(read, &rows.iter().map(|row| row.0).collect::<Vec<_>>())?;
    let mut found = Vec::new();
    for row in rows {
        let committees = committees.remove(&row.0).unwrap_or_default();
        let card = card_of(row, committees);
        let wanted = filter.committee.is_none_or(|wanted| card.committees.iter().any(|(id, _)| *id == wanted));
        let seated = seats.as_ref().is_none_or(|seats| {
            seats.iter().any(|(id, period)| period.holds(card.date) && card.committees.iter().any(|(sits, _)| sits == id))
        });
        if wanted && seated {
            found.push(card);
        }
    }
    Ok((found, next))
}

fn seats_of(read: &mut Read<'_>, person: PersonId) -> Result<Vec<(CommitteeId, Period)>, Fault> {
    let register = read.register();
    let rows: Vec<(CommitteeId, Date, Option<Date>)> =
        read.rows(membership::table.filter(membership::register_id.eq(register)).filter(membership::person.eq(person)).select((
            membership::committee,
            membership::from_date,
            membership::to_date,
        )))?;
    Ok(rows.into_iter().map(|(committee, from, to)| (committee, Period { from, to })).collect())
}

/// The last entry that says something of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemVersion {
    /// That changed it, took it into a phase or tabled a paper: a tag says all of what is shown.
    pub whole: i64,
    /// The same without its papers, for whoever may not know that one was tabled.
    pub without_papers: i64,
}

/// The versions of the items of a meeting.
///
/// # Errors
/// What the database says.
pub fn versions(read: &mut Read<'_>, id: MeetingId) -> Result<BTreeMap<ItemId, ItemVersion>, Fault> {
    let register = read.register();
    let rows: Vec<(ItemId, i64)> =
        read.rows(item::table.filter(item::register_id.eq(register)).filter(item::meeting.eq(id)).select((item::id, item::version)))?;
    let items: Vec<ItemId> = rows.iter().map(|(item, _)| *item).collect();
    let tabled: Vec<(ItemId, i64)> = read.rows(
        paper::table
            .filter(paper::register_id.eq(register))
            .filter(paper::item.eq_any(items.clone()))
            .select((paper::item, paper::version)),
    )?;
    let begun: Vec<(ItemId, i64)> = read.rows(
        phase::table.filter(phase::register_id.eq(register)).filter(phase::item.eq_any(items)).select((phase::item, phase::version)),
    )?;
    let mut versions: BTreeMap<ItemId, ItemVersion> = BTreeMap::new();
    for (item, version) in rows.into_iter().chain(begun) {
        let latest = versions.entry(item).or_default();
        latest.without_papers = version.max(latest.without_papers);
        latest.whole = version.max(latest.whole);
    }
    for (item, version) in tabled {
        let latest = versions.entry(item).or_default();
        latest.whole = version.max(latest.whole);
    }
    Ok(versions)
}

/// An item as it was stated, before it took anything from the item it is a part of; with the
/// version of that statement.
///
/// # Errors
/// [`Error::NotFound`]; a stored list that is none.
pub fn stated(read: &mut Read<'_>, id: ItemId) -> Result<(AddItem, i64), Error> {
    type Row = (
        (i64, MeetingId, Option<ItemId>, String, String, Option<crate::policy::Purpose>, Option<String>, Option<crate::policy::Stage>),
        (Option<String>, Option<String>, Option<i64>, Option<String>, Option<String>, Option<String>, Option<String>),
    );
    let register = read.register();
    let row: Option<Row> = read.first(item::table.filter(item::register_id.eq(register)).filter(item::id.eq(id)).select((
        (item::version, item::meeting, item::part_of, item::number, item::title, item::purpose, item::decision_type, item::stage),
        (item::function_name, item::affects, item::value_pence, item::procurement, item::private, item::committees, item::route),
    )))?;
    let ((version, meeting, part_of, number, title, purpose, decision_type, stage), rest) = row.ok_or(Error::NotFound("item"))?;
    let (function, affects, value, procurement, private, committees, route) = rest;
    let affects: Option<Vec<Affected>> = affects.map(|text| stored("item", &id, &text)).transpose()?;
    let committees: Option<Vec<CommitteeId>> = committees.map(|text| stored("item", &id, &text)).transpose()?;
    let stated = AddItem {
        meeting,
        part_of,
        number: Some(number),
        title,
        purpose,
        decision_type,
        stage,
        function,
        affects,
        value: value.and_then(Money::from_pence),
        procurement,
        private: private.map(|word| word == "yes"),
        committees,
        route,
    };
    Ok((stated, version))
}

/// The papers of an item, or one paper.
#[derive(Debug, Clone, Copy)]
pub enum WhichPapers {
    Of(ItemId),
    One(PaperId),
}

/// Papers in the order in which they were tabled.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn papers(read: &mut Read<'_>, which: WhichPapers) -> Result<Vec<PaperCard>, Fault> {
    type Row = (PaperId, ItemId, String, String, Option<PersonId>, Option<String>, Option<String>, i64);
    let register = read.register();
    let mut query = paper::table
        .filter(paper::register_id.eq(register))
        .order(paper::id.asc())
        .select((paper::id, paper::item, paper::title, paper::authors, paper::accountable, paper::location, paper::sha256, paper::version))
        .into_boxed();
    query = match which {
        WhichPapers::Of(item) => query.filter(paper::item.eq(item)),
        WhichPapers::One(id) => query.filter(paper::id.eq(id)),
    };
    let rows: Vec<Row> = read.boxed_rows(query)?;
    rows.into_iter()
        .map(|(id, item, title, authors, accountable, location, sha256, version)| {
            let authors = stored("paper", &id, &authors)?;
            Ok(PaperCard { id, item, title, authors, accountable, location, sha256, version })
        })
        .collect()
}
