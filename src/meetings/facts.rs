//! Gathers a [`Sitting`]: one meeting with everything the law judges it by, from one snapshot.

pub mod attending;
pub mod beside;
pub mod book;
mod brought;
pub mod cards;
pub mod confirming;
mod elections;
pub mod items;
mod part;
mod replying;
pub mod standing;
mod visits;

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{max, min};
use diesel::prelude::*;

use self::items::{SAID, SaidRow, said};
use super::acts::{Act, Break, Choice, EarlierRuling, Effect, Event, Method, Outcome, Place, Ruling, Said, in_force};
use super::book::Book;
use super::rules;
use super::rules::namesakes::Apart;
use super::rules::off::{Off, TakenOff};
use super::rules::outstanding::Silence;
use super::rules::{Affected, Item, ItemStatement, Meeting, MeetingState, Paper};
use super::sitting::{CommitteeAtMeeting, Sitting};
use super::visitors::{AttendsAs, Visiting};
use crate::access::Seen;
use crate::committees::facts as committee_facts;
use crate::db::plan::{among, few};
use crate::db::schema::{attendance, declaration, item, meeting, meeting_committee, paper, ruling, visit};
use crate::db::{Read, stored};
use crate::fault::{Error, Fault};
use crate::ids::{CommitteeId, ItemId, MeetingId, OrganisationId, PaperId, PersonId, RulingId};
use crate::moment::{Date, Instant};
use crate::policy::{PackName, Treatment};
use crate::text;
use crate::{declarations, dispensations, organisations, people, policy};

pub use part::part_of;
pub(super) use part::seats_of;
pub use replying::asked;

text!(MeetingState, Choice, Event, Method, Outcome, Effect, Break, Off, Visiting, AttendsAs);

type OffRow = (Option<Off>, Option<String>, Option<Instant>);

/// A meeting of this register.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn meeting(read: &mut Read<'_>, seen: Seen<MeetingId>) -> Result<Meeting, Error> {
    let id = seen.id();
    type Row = (String, Date, MeetingState, bool, Option<Instant>, Option<Date>);
    let row: Option<Row> = read.first(read.of(meeting::table).filter(meeting::id.eq(id)).select((
        meeting::reference,
        meeting::date,
        meeting::state,
        meeting::private,
        meeting::adjourned_at,
        meeting::replies_until,
    )))?;
    let (reference, date, state, private, adjourned, replies_until) = row.ok_or(Error::NotFound("meeting"))?;
    let state = state.in_a_break(adjourned.is_some());
    let committees: Vec<CommitteeId> = read.rows(
        read.of(meeting_committee::table)
            .filter(meeting_committee::meeting.eq(id))
            .order(meeting_committee::position.asc())
            .select(meeting_committee::committee),
    )?;
    Ok(Meeting { id, reference, date, state, committees, private, replies_until })
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
            .filter(attendance::struck.is_null())
            .select(min(attendance::at)),
    )?;
    // Of visitors there are few, and none without an arrival.
    let visited: Option<Option<Instant>> = read.first(
        read.mostly_of(visit::table).filter(few(visit::meeting.eq(id.id()))).filter(visit::struck.is_null()).select(min(visit::at)),
    )?;
    Ok(first.flatten().into_iter().chain(visited.flatten()).min().map(Instant::day))
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
    gathered(read, id, also, &[], None)
}

/// As [`sitting`], with whoever held a seat from a day before the meeting's: for what was done between meetings.
///
/// # Errors
/// As [`sitting`].
pub fn sitting_since(read: &mut Read<'_>, id: Seen<MeetingId>, also: &[PersonId], since: Date) -> Result<Sitting, Error> {
    gathered(read, id, also, &[], Some(since))
}

/// As [`sitting`], with an item of another meeting beside its own, and what was ruled and instructed on it there:
/// for what a committee says later of what it decided.
///
/// # Errors
/// As [`sitting`].
pub fn sitting_beside(read: &mut Read<'_>, id: Seen<MeetingId>, also: &[PersonId], other: &Sitting, item: &Item) -> Result<Sitting, Error> {
    let mut there = gathered(read, id, also, std::slice::from_ref(item), None)?;
    // Whoever was not to attend that meeting at all was kept from this item of it too.
    let holds = |ruling: &&Ruling| ruling.item == item.id || ruling.treatment == Treatment::NotAttend;
    there.book.rulings.extend(other.book.rulings.iter().filter(holds).cloned());
    there.book.panels.extend(other.panels_on(item).cloned().collect::<Vec<_>>().into_iter().rev());
    Ok(there)
}

fn gathered(read: &mut Read<'_>, id: Seen<MeetingId>, also: &[PersonId], beside: &[Item], since: Option<Date>) -> Result<Sitting, Error> {
    let meeting = meeting(read, id)?;
    let mut items = items(read, id)?;
    let pages = book::book(read, &meeting, id, &items)?;
    items.extend_from_slice(beside);
    let elsewhere = earlier(read, meeting.id, &items)?;
    let earlier: Vec<EarlierRuling> = in_force(elsewhere.iter()).collect();
    let mut committees = Vec::with_capacity(meeting.committees.len());
    for committee in &meeting.committees {
        let at = committee_at(read, *committee, since.unwrap_or(meeting.date), since)?;
        committees.push(if meeting.replies_until.is_some() { at.in_writing() } else { at });
    }
    let (carried, brought) = (carried(read, &items)?, brought::brought(read, id)?);
    let mut who = people_concerned(&committees, &items, &pages, also);
    who.extend(earlier.iter().map(|ruling| ruling.by));
    let interests = declarations::facts::interests(read, &who)?;
    let councils = committees.iter().filter(|at| at.policy.pack == PackName::Council2012).map(|at| at.committee.organisation);
    let dispensations = dispensations::facts::of_people(read, &councils.collect(), &who)?;
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
    let told = |act: &Act| if let Said::Declared(interest) = act.said { Some(interest) } else { None };
    let told_here = pages.acts.iter().filter_map(told).collect();
    let book::Pages { acts, struck, agenda_published, agenda_moved, minutes_final, closed_with_minutes } = pages;
    let day = meeting.date;
    let to_confirm = confirming::to_confirm(read, &items)?;
    let never_declared = never_declared(read, &committees, day)?;
    let book = Book { agenda_published, agenda_moved, ..Book::default() };
    let mut sitting = Sitting {
        meeting,
        bodies,
        people,
        apart: Apart::default(),
        committees,
        interests: interests.into(),
        told_here,
        dispensations,
        items,
        earlier,
        elsewhere: elsewhere.into(),
        brought,
        carried,
        to_confirm,
        never_declared,
        day,
        judged: None,
        book,
    };
    sitting.meeting.state = MeetingState::Called;
    sitting.hold(day);
    acts.into_iter().for_each(|act| sitting.take(act));
    (sitting.book.struck, sitting.book.minutes_final) = (struck, minutes_final);
    if closed_with_minutes {
        sitting.meeting.state = MeetingState::Closed;
    }
    Ok(sitting.with_names_apart())
}

fn committee_at(read: &mut Read<'_>, id: CommitteeId, day: Date, since: Option<Date>) -> Result<CommitteeAtMeeting, Error> {
    let committee = committee_facts::committee(read, id)?.ok_or(Error::NotFound("committee"))?;
    let terms = committee_facts::terms_and_changes_on(read, id, day)?;
    let deciders = terms.as_ref().map(|terms| committee_facts::deciders(read, terms)).transpose()?.unwrap_or_default();
    let mut rolls = committee_facts::memberships(read, id)?;
    let first = since.map_or(day, |since| since.min(day));
    rolls.retain(|membership| membership.period().to.is_none_or(|last| last >= first));
    let policy = policy::facts::in_force(read, committee.organisation, day)?;
    let (organisation_code, organisation_name) = (String::new(), String::new());
    Ok(CommitteeAtMeeting { committee, organisation_code, organisation_name, terms, deciders, rolls, memberships: Vec::new(), policy })
}

/// Of those who hold or deputise for a seat whoever has declared nothing by the day, with the day of their first seat.
fn never_declared(read: &mut Read<'_>, committees: &[CommitteeAtMeeting], day: Date) -> Result<BTreeMap<PersonId, Silence>, Fault> {
    let seated: BTreeSet<PersonId> = committees.iter().flat_map(|at| at.rolls.iter().map(|m| m.person)).collect();
    let declared = declarations::facts::first_declared(read, &seated)?;
    let silent: Vec<PersonId> = seated.iter().filter(|person| declared.get(person).is_none_or(|first| *first > day)).copied().collect();
    if silent.is_empty() {
        return Ok(BTreeMap::new());
    }
    let seats = committee_facts::first_seats(read, silent)?;
    Ok(seats.into_iter().map(|(person, since)| (person, Silence { since, until: declared.get(&person).copied() })).collect())
}

/// Those of the items that stand on the agenda of a later meeting too.
fn carried(read: &mut Read<'_>, items: &[Item]) -> Result<BTreeSet<ItemId>, Fault> {
    let ids: Vec<Option<ItemId>> = items.iter().map(|item| Some(item.id)).collect();
    let rows: Vec<(Option<ItemId>, Option<Off>)> =
        read.rows(read.mostly_of(item::table).filter(among(item::carried_from, ids)).select((item::carried_from, item::taken_off)))?;
    // What went there by mistake may go again.
    Ok(rows.into_iter().filter(|(_, off)| *off != Some(Off::Removed)).filter_map(|(from, _)| from).collect())
}

fn people_concerned(committees: &[CommitteeAtMeeting], items: &[Item], pages: &book::Pages, also: &[PersonId]) -> BTreeSet<PersonId> {
    let mut who: BTreeSet<PersonId> = also.iter().copied().collect();
    who.extend(committees.iter().flat_map(|at| at.rolls.iter().map(|m| m.person)));
    for act in pages.acts.iter().chain(pages.struck.iter().map(|struck| &struck.act)) {
        match &act.said {
            Said::Attendance(line) => who.extend([line.person].into_iter().chain(line.expected_deputy)),
            Said::Nil(person) => who.extend([*person]),
            Said::Naming(naming) => who.extend([naming.person]),
            Said::Ruling(ruling) => who.extend([ruling.person, ruling.by].into_iter().chain(ruling.over.as_ref().map(|over| over.by))),
            Said::Begun(begun) => who.extend(begun.proceed.as_ref().map(|proceed| proceed.by)),
            Said::Vote(vote) => who.extend([vote.person]),
            Said::Hands(hands) => who.extend(hands.raised.iter().flat_map(|raised| raised.people.iter().copied())),
            Said::Election(held) => {
                who.extend(held.candidates.iter().map(|candidate| candidate.person).chain([held.counted_by]));
                who.extend(held.raised.iter().flat_map(|raised| raised.people.iter().copied()));
            }
            Said::Casting(cast) => who.extend([cast.by]),
            Said::Decided(taken) => who.extend(taken.dissent.iter().copied().chain(taken.override_.as_ref().map(|over| over.by))),
            Said::Reopened(again) => who.extend([again.by]),
            Said::CoOpted(borrowed) => who.extend([borrowed.person, borrowed.by]),
            Said::Panel(panel) => {
                let instructed = panel.instructions.iter().map(|instruction| instruction.person);
                who.extend(panel.members.iter().chain(&panel.unavailable).copied().chain(instructed).chain([panel.convened_by]));
            }
            Said::CalledIn(call) => who.extend([call.by]),
            Said::Advised(advice) => who.extend([advice.person]),
            Said::Convened | Said::Ended { .. } | Said::Adjourned { .. } | Said::Resumed { .. } | Said::Visit(_) | Said::Declared(_) => {}
        }
    }
    who.extend(pages.struck.iter().filter_map(|struck| struck.by));
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
    let terms = || committees.iter().filter_map(|at| at.terms.as_ref());
    let with = terms().flat_map(|terms| terms.authority.iter().chain(terms.changed.iter().map(|change| &change.row)));
    let deciders = terms().flat_map(|terms| terms.pathways.iter().map(|pathway| pathway.decided_by.clone()));
    let parts = terms().flat_map(|terms| terms.agenda_parts.iter().filter_map(|one| one.with.clone()));
    let codes = of_seats.chain(with.filter_map(|row| row.with.clone())).chain(deciders).chain(parts).collect();
    (ids, codes)
}

/// The items of a meeting in the order of its agenda, each followed by its parts; a part has been
/// given what it takes from its item.
///
/// # Errors
/// What the database says; a stored list that is none.
pub fn items(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<Item>, Error> {
    items_as(read, meeting, None)
}

/// The items of a meeting as they would be with one of them stated so: its parts take from it what they do not say.
///
/// # Errors
/// What the database says.
pub fn items_as(read: &mut Read<'_>, meeting: Seen<MeetingId>, stated: Option<(ItemId, &ItemStatement)>) -> Result<Vec<Item>, Error> {
    type Row = (ItemId, Option<ItemId>, i64, String, SaidRow, OffRow);
    let off = (item::taken_off, item::taken_off_because, item::taken_off_at);
    let columns = (item::id, item::part_of, item::position, item::number, SAID, off);
    let of_meeting = read.of(item::table).filter(item::meeting.eq(meeting.id())).order((item::position.asc(), item::id.asc()));
    let rows: Vec<Row> = read.rows(of_meeting.select(columns))?;
    let papers = papers(read, &rows.iter().map(|row| row.0).collect::<Vec<_>>())?;
    let mut items: Vec<Item> = Vec::with_capacity(rows.len());
    let (whole, parts): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.1.is_none());
    for row in whole {
        let own = item_of(row, stated, None, &papers)?;
        let of_it: Vec<Row> = parts.iter().filter(|part| part.1 == Some(own.id)).cloned().collect();
        let parts: Vec<Item> = of_it.into_iter().map(|part| item_of(part, stated, Some(&own), &papers)).collect::<Result<_, _>>()?;
        items.push(own);
        items.extend(parts);
    }
    return Ok(items);

    fn item_of(row: Row, stated: Option<(ItemId, &ItemStatement)>, whole: Option<&Item>, papers: &[Paper]) -> Result<Item, Error> {
        let (id, part_of, position, number, row, (how, because, at)) = row;
        let says = match stated {
            Some((other, says)) if other == id => says.clone(),
            _ => said(id, row)?,
        };
        let off = how.zip(because).zip(at).map(|((how, because), at)| TakenOff { how, because, at });
        Ok(rules::item_from(
            rules::Stated { id, part_of, position, number, says, off },
            whole,
            papers.iter().filter(|paper| paper.item == id).cloned().collect(),
        ))
    }
}

fn papers(read: &mut Read<'_>, items: &[ItemId]) -> Result<Vec<Paper>, Fault> {
    type Row = (PaperId, ItemId, String, String, Option<PersonId>, Option<String>);
    let mut rows: Vec<Row> = read.rows(read.mostly_of(paper::table).filter(among(paper::item, items.iter().copied())).select((
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

/// Rulings on every item of the procurements this meeting deals with that were made at other meetings: the one
/// in force on each person and item. Those made here are read from the book.
pub(super) fn earlier(read: &mut Read<'_>, here: MeetingId, items: &[Item]) -> Result<Vec<(Place, EarlierRuling)>, Error> {
    let procurements: BTreeSet<String> = items.iter().filter_map(|item| item.procurement.clone()).collect();
    if procurements.is_empty() {
        return Ok(Vec::new());
    }
    let meetings: Vec<MeetingId> = read.rows(
        read.mostly_of(item::table)
            .filter(among(item::procurement, procurements.iter().cloned()))
            .filter(item::meeting.ne(here))
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
        type Row = (i64, RulingId, ItemId, PersonId, Treatment, PersonId, Instant, Option<i64>, Option<PersonId>);
        let rows: Vec<Row> =
            read.rows(read.mostly_of(ruling::table).filter(among(ruling::item, ids)).filter(ruling::struck.is_null()).select((
                ruling::version,
                ruling::id,
                ruling::item,
                ruling::person,
                ruling::treatment,
                ruling::by_person,
                ruling::at,
                ruling::place,
                ruling::override_by,
            )))?;
        for (version, ruling, item_id, person, treatment, by, at, place, over) in rows {
            let Some(item) = items.iter().find(|item| item.id == item_id) else { continue };
            let Some(procurement) = item.procurement.clone().filter(|p| procurements.contains(p)) else { continue };
            let ruled = EarlierRuling {
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
                lifts: over.is_some(),
            };
            found.push((Place { at, entry: place.unwrap_or(version) }, ruled));
        }
    }
    found.sort_by_key(|(place, _)| *place);
    Ok(found)
}
