//! Gathers a [`Sitting`]: one meeting with everything the law judges it by, from one snapshot.

pub mod attending;
pub mod book;
pub mod cards;
pub mod items;
mod part;

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{max, min};
use diesel::prelude::*;

use self::items::{SAID, SaidRow, said};
use super::rules;
use super::rules::{Affected, Item, Meeting, MeetingState, Paper};
use super::sitting::{Book, Choice, CommitteeAtMeeting, EarlierRuling, Event, Method, Outcome, Sitting};
use crate::access::Seen;
use crate::committees::facts as committee_facts;
use crate::db::plan::few;
use crate::db::schema::{attendance, declaration, item, meeting, meeting_committee, paper, ruling};
use crate::db::{Read, stored};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, ItemId, MeetingId, OrganisationId, PaperId, PersonId, RulingId};
use crate::moment::{Date, Instant};
use crate::policy::Treatment;
use crate::text;
use crate::{declarations, organisations, people, policy};

pub use part::part_of;
pub(super) use part::seats_of;

text!(MeetingState, Choice, Event, Method, Outcome);

/// A meeting of this register.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn meeting(read: &mut Read<'_>, seen: Seen<MeetingId>) -> Result<Meeting, Error> {
    let id = seen.id();
    let row: Option<(String, Date, MeetingState, bool)> = read.first(read.of(meeting::table).filter(meeting::id.eq(id)).select((
        meeting::reference,
        meeting::date,
        meeting::state,
        meeting::private,
    )))?;
    let (reference, date, state, private) = row.ok_or(Error::NotFound("meeting"))?;
    let committees: Vec<CommitteeId> = read.rows(
        read.of(meeting_committee::table)
            .filter(meeting_committee::meeting.eq(id))
            .order(meeting_committee::position.asc())
            .select(meeting_committee::committee),
    )?;
    Ok(Meeting { id, reference, date, state, committees, private })
}

/// The first day on which somebody was in the room of a meeting.
///
/// # Errors
/// What the database says.
pub fn first_in(read: &mut Read<'_>, id: Seen<MeetingId>) -> Result<Option<Date>, Fault> {
    let first: Option<Option<Instant>> = read.first(
        read.of(attendance::table)
            .filter(attendance::meeting.eq(id.id()))
            .filter(attendance::event.ne(Event::Apologies))
            .select(min(attendance::at)),
    )?;
    Ok(first.flatten().map(Instant::day))
}

/// The last day for which an interest was declared at a meeting.
///
/// # Errors
/// What the database says.
pub fn last_declared(read: &mut Read<'_>, id: Seen<MeetingId>) -> Result<Option<Date>, Fault> {
    let last: Option<Option<Date>> =
        read.first(read.mostly_of(declaration::table).filter(few(declaration::meeting.eq(id.id()))).select(max(declaration::declared)))?;
    Ok(last.flatten())
}

/// The meeting that has a reference, if one has.
///
/// # Errors
/// What the database says.
pub fn referred_to(read: &mut Read<'_>, reference: &str) -> Result<Option<MeetingId>, Fault> {
    let query = read.of(meeting::table).filter(meeting::reference.eq(reference.to_owned()));
    read.first(query.select(meeting::id))
}

/// Version, place on the agenda and number of an item.
///
/// # Errors
/// What the database says.
pub fn place(read: &mut Read<'_>, id: Seen<ItemId>) -> Result<Option<(i64, i64, String)>, Fault> {
    let query = read.of(item::table).filter(item::id.eq(id.id()));
    read.first(query.select((item::version, item::position, item::number)))
}

/// The meeting an item belongs to: who sees the one sees the other.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn meeting_of(read: &mut Read<'_>, id: Seen<ItemId>) -> Result<Seen<MeetingId>, Error> {
    let found: Option<MeetingId> = read.first(read.of(item::table).filter(item::id.eq(id.id())).select(item::meeting))?;
    found.map(|meeting| id.lets_see(meeting)).ok_or(Error::NotFound("item"))
}

/// The sitting an item belongs to.
///
/// # Errors
/// As [`sitting`].
pub fn sitting_of(read: &mut Read<'_>, id: Seen<ItemId>, also: &[PersonId]) -> Result<Sitting, Error> {
    let meeting = meeting_of(read, id)?;
    sitting(read, meeting, also)
}

/// Everything about one meeting. `also` names people a command speaks of who may have no other
/// part in it.
///
/// # Errors
/// [`Error::NotFound`] for a meeting of no register or another; what the database says.
pub fn sitting(read: &mut Read<'_>, id: Seen<MeetingId>, also: &[PersonId]) -> Result<Sitting, Error> {
    let meeting = meeting(read, id)?;
    let items = items(read, id)?;
    let book = book::book(read, id, &items)?;
    let earlier = earlier(read, &items)?;
    let mut committees = Vec::with_capacity(meeting.committees.len());
    for committee in &meeting.committees {
        committees.push(committee_at(read, *committee, meeting.date)?);
    }
    let mut who = people_concerned(&committees, &items, &book, also);
    who.extend(earlier.iter().map(|ruling| ruling.by));
    let interests = declarations::facts::interests(read, &who)?;
    let (ids, codes) = bodies_concerned(&committees, &items, &interests);
    let bodies = organisations::facts::graph(read, ids, &codes, meeting.date)?;
    for at in &mut committees {
        if let Some(body) = bodies.body(at.committee.organisation) {
            at.organisation_code.clone_from(&body.code);
            at.organisation_name.clone_from(&body.name);
        }
    }
    let mut named = who;
    named.extend(interests.iter().filter_map(|interest| match &interest.related {
        Some(declarations::Related::Person(person)) => Some(*person),
        _ => None,
    }));
    let people = people::facts::persons(read, &named)?;
    Ok(Sitting { meeting, bodies, people, committees, interests, items, earlier, book })
}

fn committee_at(read: &mut Read<'_>, id: CommitteeId, day: Date) -> Result<CommitteeAtMeeting, Error> {
    let committee = committee_facts::committee(read, id)?.ok_or(Error::NotFound("committee"))?;
    let terms = committee_facts::terms_on(read, id, day)?;
    let mut memberships = committee_facts::memberships(read, id)?;
    memberships.retain(|membership| membership.period().holds(day));
    let policy = policy::facts::in_force(read, committee.organisation, day)?;
    Ok(CommitteeAtMeeting { committee, organisation_code: String::new(), organisation_name: String::new(), terms, memberships, policy })
}

fn people_concerned(committees: &[CommitteeAtMeeting], items: &[Item], book: &Book, also: &[PersonId]) -> BTreeSet<PersonId> {
    let mut who: BTreeSet<PersonId> = also.iter().copied().collect();
    who.extend(committees.iter().flat_map(|at| at.memberships.iter().map(|m| m.person)));
    who.extend(book.attendance.iter().map(|line| line.person));
    who.extend(book.rulings.iter().flat_map(|ruling| [ruling.person, ruling.by]));
    who.extend(book.rulings.iter().filter_map(|ruling| ruling.over.as_ref()).map(|over| over.by));
    who.extend(book.begun.iter().filter_map(|begun| begun.proceed.as_ref()).map(|proceed| proceed.by));
    who.extend(book.namings.iter().map(|naming| naming.person));
    who.extend(book.nils.iter().map(|nil| nil.person));
    who.extend(book.votes.iter().map(|vote| vote.person));
    for item in items {
        who.extend(item.papers.iter().flat_map(|paper| paper.authors.iter().copied().chain(paper.accountable)));
        who.extend(item.affects.iter().filter_map(|affected| match affected {
            Affected::Person(person) => Some(*person),
            _ => None,
        }));
    }
    who
}

fn bodies_concerned(
    committees: &[CommitteeAtMeeting],
    items: &[Item],
    interests: &[declarations::Interest],
) -> (BTreeSet<OrganisationId>, BTreeSet<String>) {
    let mut ids: BTreeSet<OrganisationId> = committees.iter().map(|at| at.committee.organisation).collect();
    ids.extend(interests.iter().filter_map(|interest| interest.organisation));
    ids.extend(interests.iter().filter_map(|interest| interest.mitigation.as_ref().and_then(|m| m.when_organisation)));
    ids.extend(items.iter().flat_map(|item| &item.affects).filter_map(Affected::organisation));
    let of_seats = committees.iter().flat_map(|at| at.seats().iter().filter_map(|seat| seat.organisation.clone()));
    let of_authority = committees.iter().flat_map(|at| &at.terms).flat_map(|terms| &terms.authority);
    let codes = of_seats.chain(of_authority.filter_map(|row| row.with.as_ref().map(ToString::to_string))).collect();
    (ids, codes)
}

/// The items of a meeting in the order of its agenda, each followed by its parts; a part has been
/// given what it takes from its item.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn items(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<Item>, Error> {
    type Row = (ItemId, Option<ItemId>, i64, String, SaidRow);
    let columns = (item::id, item::part_of, item::position, item::number, SAID);
    let of_meeting = read.of(item::table).filter(item::meeting.eq(meeting.id())).order((item::position.asc(), item::id.asc()));
    let rows: Vec<Row> = read.rows(of_meeting.select(columns))?;
    let papers = papers(read, &rows.iter().map(|row| row.0).collect::<Vec<_>>())?;
    let mut items: Vec<Item> = Vec::with_capacity(rows.len());
    let (whole, parts): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.1.is_none());
    for row in whole {
        let own = item_of(row, None, &papers)?;
        let of_it: Vec<Row> = parts.iter().filter(|part| part.1 == Some(own.id)).cloned().collect();
        let parts: Vec<Item> = of_it.into_iter().map(|part| item_of(part, Some(&own), &papers)).collect::<Result<_, _>>()?;
        items.push(own);
        items.extend(parts);
    }
    return Ok(items);

    fn item_of(row: Row, whole: Option<&Item>, papers: &[Paper]) -> Result<Item, Error> {
        let (id, part_of, position, number, row) = row;
        let says = said(id, row)?;
        Ok(rules::item_from(
            rules::Stated { id, part_of, position, number, says },
            whole,
            papers.iter().filter(|paper| paper.item == id).cloned().collect(),
        ))
    }
}

fn papers(read: &mut Read<'_>, items: &[ItemId]) -> Result<Vec<Paper>, Fault> {
    type Row = (PaperId, ItemId, String, String, Option<PersonId>, Option<String>);
    let mut rows: Vec<Row> = read.rows(read.mostly_of(paper::table).filter(few(paper::item.eq_any(items.to_vec()))).select((
        paper::id,
        paper::item,
        paper::title,
        paper::authors,
        paper::accountable,
        paper::confidential,
    )))?;
    rows.sort_by_key(|row| row.0);
    rows.into_iter()
        .map(|(id, item, title, authors, accountable, confidential)| {
            let (authors, confidential) = (stored("paper", &id, &authors)?, items::is_confidential(confidential.as_deref()));
            Ok(Paper { id, item, title, authors, accountable, confidential })
        })
        .collect()
}

/// Rulings on every item of the procurements this meeting deals with, wherever they were made:
/// the one in force on each person and item.
fn earlier(read: &mut Read<'_>, items: &[Item]) -> Result<Vec<EarlierRuling>, Error> {
    let procurements: BTreeSet<String> = items.iter().filter_map(|item| item.procurement.clone()).collect();
    if procurements.is_empty() {
        return Ok(Vec::new());
    }
    let meetings: Vec<MeetingId> = read.rows(
        read.mostly_of(item::table)
            .filter(few(item::procurement.eq_any(procurements.iter().cloned().collect::<Vec<_>>())))
            .select(item::meeting)
            .distinct(),
    )?;
    let mut found = Vec::new();
    for id in meetings {
        // The law binds by them wherever they were made; who is told what of them is asked where it is told.
        let unasked = Seen::without_asking(id);
        let day = meeting(read, unasked)?.date;
        let items = self::items(read, unasked)?;
        let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
        type Row = (i64, RulingId, ItemId, PersonId, Treatment, PersonId, Option<PersonId>);
        let mut rows: Vec<Row> = read.rows(read.mostly_of(ruling::table).filter(few(ruling::item.eq_any(ids))).select((
            ruling::version,
            ruling::id,
            ruling::item,
            ruling::person,
            ruling::treatment,
            ruling::by_person,
            ruling::override_by,
        )))?;
        // The last of them is in force.
        rows.sort_by_key(|row| row.0);
        let in_force: BTreeMap<(ItemId, PersonId), (RulingId, Treatment, PersonId, bool)> = rows
            .into_iter()
            .map(|(_, ruling, item, person, treatment, by, over)| ((item, person), (ruling, treatment, by, over.is_some())))
            .collect();
        for ((item_id, person), (ruling, treatment, by, lifts)) in in_force {
            let Some(item) = items.iter().find(|item| item.id == item_id) else { continue };
            let Some(procurement) = item.procurement.clone().filter(|p| procurements.contains(p)) else { continue };
            found.push(EarlierRuling {
                ruling,
                item: item_id,
                business: item.business(),
                meeting: id,
                title: item.title.clone(),
                date: day,
                position: item.position,
                procurement,
                stage: item.effective_stage(),
                person,
                treatment,
                by,
                lifts,
            });
        }
    }
    Ok(found)
}
