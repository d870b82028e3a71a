//! Reads the book of a meeting: everything that was done, from the tables of each kind of act, as acts in the
//! order of their places; what was struck beside them.

mod panels;

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::plan::{among, few};
use crate::db::schema::{
    adjournment, advice, agenda, attendance, call_in, casting_vote, co_option, decision, declaration, item, meeting, minutes, naming,
    nil_statement, paper, phase, reopening, ruling, show_of_hands, strike, vote,
};
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{
    AttendanceId, CommitteeId, DecisionId, DeclarationId, FactId, ItemId, MeetingId, OrganisationId, PersonId, RulingId, VoteId,
};
use crate::meetings::acts::{
    Act, Advice, AttendanceEvent, Begun, Break, CalledIn, CastingVote, Choice, CoOption, Decided, Event, Hands, Method, Naming, Outcome,
    Over, Place, Reopened, Ruling, Said, Struck, Vote,
};
use crate::meetings::rules::{Item, Meeting, MeetingState};
use crate::moment::{Date, Instant};
use crate::policy::{Phase, Treatment};

/// What a row of any kind of act says of its place in the book.
pub(super) struct Stands {
    pub entry: i64,
    pub at: Instant,
    pub late: Option<Instant>,
    pub place: Option<i64>,
    pub struck: Option<FactId>,
}

/// What was read: the acts that stand, in no order, and those that were struck.
#[derive(Default)]
pub(super) struct Found {
    acts: Vec<Act>,
    struck: Vec<(FactId, Act)>,
}

impl Found {
    pub fn put(&mut self, id: Option<FactId>, stands: Stands, said: Said) {
        let Stands { entry, at, late, place, struck } = stands;
        let act = Act { id, entry, place: Place { at, entry: place.unwrap_or(entry) }, late, said };
        match struck {
            Some(by) => self.struck.push((by, act)),
            None => self.acts.push(act),
        }
    }
}

/// Everything in the book of a meeting.
pub(super) struct Pages {
    /// In the order of the book.
    pub acts: Vec<Act>,
    pub struck: Vec<Struck>,
    pub agenda_published: bool,
    pub agenda_moved: bool,
    pub minutes_final: bool,
    /// It was closed with its minutes, which is no act of the sitting.
    pub closed_with_minutes: bool,
}

/// The book of a meeting. Its rows are put in their order here: asked of the database, the order would tempt
/// it to read the whole log in that order.
///
/// # Errors
/// What the database says; a stored list that is none.
pub(super) fn book(read: &mut Read<'_>, meeting: &Meeting, seen: Seen<MeetingId>, items: &[Item]) -> Result<Pages, Fault> {
    let mut found = Found::default();
    panels::panels(read, items, &mut found)?;
    super::elections::elections(read, items, &mut found)?;
    let items: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let minuted: Option<(Instant, i64)> =
        read.first(read.of(minutes::table).filter(minutes::meeting.eq(seen.id())).select((minutes::finalised_at, minutes::version)))?;
    let closed_with_minutes = course(read, seen, minuted, &mut found)?;
    for AttendanceLine { id, says, version, late, place, struck } in attendance_lines(read, seen)? {
        let stands = Stands { entry: version, at: says.at, late, place, struck };
        found.put(Some(FactId::from_uuid(id.uuid())), stands, Said::Attendance(says));
    }
    super::visits::visits(read, seen, &mut found)?;
    told(read, seen, &mut found)?;
    namings(read, &items, &mut found)?;
    rulings(read, &items, &mut found)?;
    begun(read, &items, &mut found)?;
    votes(read, &items, &mut found)?;
    hands(read, &items, &mut found)?;
    casting(read, &items, &mut found)?;
    decided(read, &items, &mut found)?;
    co_opted(read, &items, &mut found)?;
    advised(read, &items, &mut found)?;
    let by_correspondence = meeting.replies_until.is_some();
    if by_correspondence {
        called_in(read, &items, &mut found)?;
    }
    let Found { mut acts, struck } = found;
    // What was written in one go has ids in its order.
    acts.sort_by_key(|act| (act.place, act.entry, act.id));
    let struck = strikes(read, seen, struck)?;
    let id = seen.id();
    let published: Option<String> =
        read.first(read.of(agenda::table).filter(agenda::meeting.eq(id)).select(agenda::fingerprint).limit(1))?;
    let agenda_published = published.is_some();
    let agenda_moved = by_correspondence && agenda_published && moved_since(read, seen, &items)?;
    Ok(Pages { acts, struck, agenda_published, agenda_moved, minutes_final: minuted.is_some(), closed_with_minutes })
}

/// Whether the meeting, an item of it or a paper was written after its agenda was published last.
fn moved_since(read: &mut Read<'_>, seen: Seen<MeetingId>, items: &[ItemId]) -> Result<bool, Fault> {
    let published: Vec<i64> = read.rows(read.of(agenda::table).filter(agenda::meeting.eq(seen.id())).select(agenda::version))?;
    let mut written: Vec<i64> = read.rows(read.of(item::table).filter(item::meeting.eq(seen.id())).select(item::version))?;
    let tabled: Vec<i64> =
        read.rows(read.mostly_of(paper::table).filter(among(paper::item, items.iter().copied())).select(paper::version))?;
    let called: Option<i64> = read.first(read.of(meeting::table).filter(meeting::id.eq(seen.id())).select(meeting::version))?;
    written.extend(tabled.into_iter().chain(called));
    Ok(written.into_iter().max() > published.into_iter().max())
}

fn advised(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row = ((FactId, i64, ItemId, PersonId, String, bool), (Instant, Option<Instant>, Option<i64>, Option<FactId>));
    let rows: Vec<Row> = read.rows(read.mostly_of(advice::table).filter(among(advice::item, items.iter().copied())).select((
        (advice::id, advice::version, advice::item, advice::person, advice::says, advice::in_writing),
        (advice::at, advice::late, advice::place, advice::struck),
    )))?;
    for ((id, entry, item, person, says, in_writing), (at, late, place, struck)) in rows {
        let said = Said::Advised(Advice { item, person, says, in_writing, at });
        found.put(Some(id), Stands { entry, at, late, place, struck }, said);
    }
    Ok(())
}

fn called_in(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row = (FactId, i64, ItemId, PersonId, String, Instant, Option<Instant>, Option<i64>, Option<FactId>);
    let rows: Vec<Row> = read.rows(read.mostly_of(call_in::table).filter(among(call_in::item, items.iter().copied())).select((
        call_in::id,
        call_in::version,
        call_in::item,
        call_in::by_person,
        call_in::reason,
        call_in::at,
        call_in::late,
        call_in::place,
        call_in::struck,
    )))?;
    for (id, entry, item, by, reason, at, late, place, struck) in rows {
        found.put(Some(id), Stands { entry, at, late, place, struck }, Said::CalledIn(CalledIn { item, by, reason, at }));
    }
    Ok(())
}

/// When it was convened, adjourned, resumed, closed; whether it was closed with its minutes.
fn course(read: &mut Read<'_>, seen: Seen<MeetingId>, minuted: Option<(Instant, i64)>, found: &mut Found) -> Result<bool, Fault> {
    type Row = (MeetingState, Option<Instant>, Option<i64>, Option<Instant>, Option<Instant>, Option<i64>);
    let row: Option<Row> = read.first(read.of(meeting::table).filter(meeting::id.eq(seen.id())).select((
        meeting::state,
        meeting::convened_at,
        meeting::convened_entry,
        meeting::convened_late,
        meeting::closed_at,
        meeting::ended_entry,
    )))?;
    let Some((state, convened, entry, late, ended, end)) = row else { return Ok(false) };
    let stands = |entry: i64, at: Instant, late: Option<Instant>| Stands { entry, at, late, place: None, struck: None };
    if let Some(at) = convened {
        found.put(None, stands(entry.unwrap_or(0), at, late), Said::Convened);
    }
    // Of old the entry was not kept beside the time.
    let closed_with_minutes = minuted.is_some_and(|(at, entry)| end.map_or(ended == Some(at), |end| end == entry));
    if let Some(at) = ended.filter(|_| !closed_with_minutes) {
        let cancelled = state == MeetingState::Cancelled;
        found.put(None, stands(end.unwrap_or(i64::MAX), at, None), Said::Ended { cancelled });
    }
    type Broken = (i64, Break, Instant, Option<Date>, Option<Instant>);
    let breaks: Vec<Broken> = read.rows(read.mostly_of(adjournment::table).filter(few(adjournment::meeting.eq(seen.id()))).select((
        adjournment::version,
        adjournment::event,
        adjournment::at,
        adjournment::day,
        adjournment::late,
    )))?;
    for (entry, event, at, day, late) in breaks {
        let said = match event {
            Break::Adjourned => Said::Adjourned { until: day },
            Break::Resumed => Said::Resumed { on: day.unwrap_or_else(|| at.day()) },
        };
        found.put(None, stands(entry, at, late), said);
    }
    Ok(closed_with_minutes)
}

/// A line of the attendance book as the register keeps it.
#[derive(Debug, Clone)]
pub struct AttendanceLine {
    pub id: AttendanceId,
    pub says: AttendanceEvent,
    pub version: i64,
    /// When it was entered, where it was written late.
    pub late: Option<Instant>,
    /// The entry in whose place it stands.
    pub place: Option<i64>,
    /// The strike that took it out.
    pub struck: Option<FactId>,
}

/// The attendance book of a meeting, in the order of the log.
///
/// # Errors
/// What the database says.
pub fn attendance_lines(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<AttendanceLine>, Fault> {
    type Row = (
        (AttendanceId, PersonId, Event, Instant, Option<ItemId>, Option<CommitteeId>, Option<String>, bool, i64),
        (Option<String>, Option<Instant>, Option<i64>, Option<FactId>, Option<PersonId>),
    );
    let rows: Vec<Row> =
        read.rows(read.of(attendance::table).filter(attendance::meeting.eq(meeting.id())).order(attendance::version.asc()).select((
            (
                attendance::id,
                attendance::person,
                attendance::event,
                attendance::at,
                attendance::for_item,
                attendance::deputy_committee,
                attendance::deputy_seat,
                attendance::remote,
                attendance::version,
            ),
            (attendance::withdrawn, attendance::late, attendance::place, attendance::struck, attendance::expected_deputy),
        )))?;
    let to_line = |(line, (withdrawn, late, place, struck, expected_deputy)): Row| {
        let (id, person, event, at, for_item, committee, seat, remote, version) = line;
        let as_deputy_for = committee.zip(seat);
        let says = AttendanceEvent { person, event, at, for_item, as_deputy_for, remote, withdrawn: withdrawn.is_some(), expected_deputy };
        AttendanceLine { id, says, version, late, place, struck }
    };
    Ok(rows.into_iter().map(to_line).collect())
}

/// Who said that they had no interest, and what was declared at the meeting.
fn told(read: &mut Read<'_>, seen: Seen<MeetingId>, found: &mut Found) -> Result<(), Fault> {
    type Nil = (FactId, PersonId, i64, Instant, Option<Instant>, Option<i64>, Option<FactId>);
    let nil: Vec<Nil> = read.rows(read.mostly_of(nil_statement::table).filter(few(nil_statement::meeting.eq(seen.id()))).select((
        nil_statement::id,
        nil_statement::person,
        nil_statement::version,
        nil_statement::at,
        nil_statement::late,
        nil_statement::place,
        nil_statement::struck,
    )))?;
    for (id, person, entry, at, late, place, struck) in nil {
        found.put(Some(id), Stands { entry, at, late, place, struck }, Said::Nil(person));
    }
    type Told = (DeclarationId, Option<Instant>, Option<Instant>, Option<i64>);
    let declared: Vec<Told> = read.rows(read.mostly_of(declaration::table).filter(few(declaration::meeting.eq(seen.id()))).select((
        declaration::id,
        declaration::told_at,
        declaration::told_late,
        declaration::told_entry,
    )))?;
    for (id, at, late, entry) in declared {
        if let (Some(at), Some(entry)) = (at, entry) {
            found.put(None, Stands { entry, at, late, place: None, struck: None }, Said::Declared(id));
        }
    }
    Ok(())
}

/// By whose word, and why, where both are kept.
fn said_by(by: Option<PersonId>, reason: Option<String>) -> Option<Over> {
    by.zip(reason).map(|(by, reason)| Over { by, reason })
}

fn rulings(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row = (
        (RulingId, i64, ItemId, PersonId, Treatment, Treatment, PersonId, Option<String>, Instant),
        (Option<Instant>, Option<i64>, Option<FactId>, Option<PersonId>, Option<String>),
    );
    let rows: Vec<Row> = read.rows(read.mostly_of(ruling::table).filter(among(ruling::item, items.iter().copied())).select((
        (
            ruling::id,
            ruling::version,
            ruling::item,
            ruling::person,
            ruling::treatment,
            ruling::proposed,
            ruling::by_person,
            ruling::reason,
            ruling::at,
        ),
        (ruling::late, ruling::place, ruling::struck, ruling::override_by, ruling::override_reason),
    )))?;
    for ((id, entry, item, person, treatment, proposed, by, reason, at), (late, place, struck, guardian, because)) in rows {
        let over = said_by(guardian, because);
        let made = Ruling { id, order: entry, item, person, treatment, proposed, by, reason, over, at };
        found.put(Some(FactId::from_uuid(id.uuid())), Stands { entry, at, late, place, struck }, Said::Ruling(made));
    }
    Ok(())
}

fn namings(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row = ((FactId, i64, ItemId, PersonId, Instant, Option<CommitteeId>), (Option<Instant>, Option<i64>, Option<FactId>));
    let rows: Vec<Row> = read.rows(read.mostly_of(naming::table).filter(among(naming::item, items.iter().copied())).select((
        (naming::id, naming::version, naming::item, naming::person, naming::at, naming::committee),
        (naming::late, naming::place, naming::struck),
    )))?;
    for ((id, entry, item, person, at, committee), (late, place, struck)) in rows {
        found.put(Some(id), Stands { entry, at, late, place, struck }, Said::Naming(Naming { item, committee, person }));
    }
    Ok(())
}

/// The phases that were entered. That an item is closed once it is decided is read from the decisions.
fn begun(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row =
        ((i64, ItemId, Phase, Instant, Option<FactId>, Option<PersonId>, Option<String>), (Option<Instant>, Option<i64>, Option<FactId>));
    let rows: Vec<Row> = read.rows(read.mostly_of(phase::table).filter(among(phase::item, items.iter().copied())).select((
        (phase::version, phase::item, phase::entered, phase::at, phase::id, phase::proceed_by, phase::proceed_reason),
        (phase::late, phase::place, phase::struck),
    )))?;
    let taken: Vec<i64> =
        read.rows(read.mostly_of(decision::table).filter(among(decision::item, items.iter().copied())).select(decision::version))?;
    for ((entry, item, phase, at, id, by, reason), (late, place, struck)) in rows {
        if taken.contains(&entry) {
            continue;
        }
        let proceed = said_by(by, reason);
        let entered = Begun { item, phase, at, proceed, order: entry, by_decision: None, late: late.is_some() };
        found.put(id, Stands { entry, at, late, place, struck }, Said::Begun(entered));
    }
    Ok(())
}

fn votes(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row = ((VoteId, i64, ItemId, CommitteeId, String, PersonId, Choice, Instant), (Option<Instant>, Option<i64>, Option<FactId>));
    let rows: Vec<Row> = read.rows(read.mostly_of(vote::table).filter(among(vote::item, items.iter().copied())).select((
        (vote::id, vote::version, vote::item, vote::committee, vote::seat, vote::person, vote::choice, vote::at),
        (vote::late, vote::place, vote::struck),
    )))?;
    for ((id, entry, item, committee, seat, person, choice, at), (late, place, struck)) in rows {
        let cast = Vote { id, order: entry, item, committee, seat, person, choice };
        found.put(Some(FactId::from_uuid(id.uuid())), Stands { entry, at, late, place, struck }, Said::Vote(cast));
    }
    Ok(())
}

fn hands(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row = ((FactId, i64, ItemId, CommitteeId, i64, i64, i64, String, Instant), (Option<Instant>, Option<i64>, Option<FactId>));
    let rows: Vec<Row> =
        read.rows(read.mostly_of(show_of_hands::table).filter(among(show_of_hands::item, items.iter().copied())).select((
            (
                show_of_hands::id,
                show_of_hands::version,
                show_of_hands::item,
                show_of_hands::committee,
                show_of_hands::in_favour,
                show_of_hands::against,
                show_of_hands::abstained,
                show_of_hands::raised,
                show_of_hands::at,
            ),
            (show_of_hands::late, show_of_hands::place, show_of_hands::struck),
        )))?;
    for ((id, entry, item, committee, in_favour, against, abstained, raised, at), (late, place, struck)) in rows {
        let number = |n: i64| {
            let wrong = || Fault::Corrupt { table: "show_of_hands", key: id.to_string(), what: format!("{n} is no number of hands") };
            u32::try_from(n).map_err(|_| wrong())
        };
        let (in_favour, against, abstained) = (number(in_favour)?, number(against)?, number(abstained)?);
        let raised = stored("show_of_hands", &id, &raised)?;
        let counted = Hands { id, order: entry, item, committee, in_favour, against, abstained, raised };
        found.put(Some(id), Stands { entry, at, late, place, struck }, Said::Hands(counted));
    }
    Ok(())
}

fn casting(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row = ((FactId, i64, ItemId, CommitteeId, PersonId, Choice, Instant), (Option<Instant>, Option<i64>, Option<FactId>));
    let rows: Vec<Row> =
        read.rows(read.mostly_of(casting_vote::table).filter(among(casting_vote::item, items.iter().copied())).select((
            (
                casting_vote::id,
                casting_vote::version,
                casting_vote::item,
                casting_vote::committee,
                casting_vote::by_person,
                casting_vote::choice,
                casting_vote::at,
            ),
            (casting_vote::late, casting_vote::place, casting_vote::struck),
        )))?;
    for ((id, entry, item, committee, by, choice, at), (late, place, struck)) in rows {
        let cast = CastingVote { order: entry, item, committee, by, choice };
        found.put(Some(id), Stands { entry, at, late, place, struck }, Said::Casting(cast));
    }
    Ok(())
}

/// The decisions, and that they were reopened.
fn decided(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Row = (
        (i64, DecisionId, ItemId, CommitteeId, Outcome, Method, String, String, Instant),
        (Option<String>, Option<String>, Option<Instant>),
    );
    let rows: Vec<Row> = read.rows(read.mostly_of(decision::table).filter(among(decision::item, items.iter().copied())).select((
        (
            decision::version,
            decision::id,
            decision::item,
            decision::committee,
            decision::outcome,
            decision::method,
            decision::dissent,
            decision::flags,
            decision::at,
        ),
        (decision::override_by, decision::override_reason, decision::late),
    )))?;
    let ids: Vec<DecisionId> = rows.iter().map(|row| row.0.1).collect();
    for ((entry, id, item, committee, outcome, method, dissent, flags, at), (by, reason, late)) in rows {
        let override_ = said_by(by.and_then(|by| by.parse().ok()), reason);
        let (dissent, flags) = (stored("decision", &id, &dissent)?, stored("decision", &id, &flags)?);
        let taken = Decided { id, item, committee, outcome, method, dissent, flags, override_, at, order: entry };
        found.put(None, Stands { entry, at, late, place: None, struck: None }, Said::Decided(taken));
    }
    let again: Vec<(i64, DecisionId, PersonId, String, Instant)> =
        read.rows(read.mostly_of(reopening::table).filter(among(reopening::decision, ids)).select((
            reopening::version,
            reopening::decision,
            reopening::by_person,
            reopening::reason,
            reopening::at,
        )))?;
    for (entry, decision, by, reason, at) in again {
        let said = Said::Reopened(Reopened { decision, by, reason, at });
        found.put(None, Stands { entry, at, late: None, place: None, struck: None }, said);
    }
    Ok(())
}

fn co_opted(read: &mut Read<'_>, items: &[ItemId], found: &mut Found) -> Result<(), Fault> {
    type Lending = (ItemId, Option<CommitteeId>, Option<String>, PersonId, PersonId, Option<OrganisationId>, String, Instant);
    type Row = ((FactId, i64), Lending, (Option<Instant>, Option<FactId>));
    let rows: Vec<Row> = read.rows(read.mostly_of(co_option::table).filter(among(co_option::item, items.iter().copied())).select((
        (co_option::id, co_option::version),
        (
            co_option::item,
            co_option::committee,
            co_option::seat,
            co_option::person,
            co_option::by_person,
            co_option::from_organisation,
            co_option::reason,
            co_option::at,
        ),
        (co_option::late, co_option::struck),
    )))?;
    for ((id, entry), (item, committee, seat, person, by, from, reason, at), (late, struck)) in rows {
        let borrowed = CoOption { item, seat: committee.zip(seat), person, by, from, reason };
        found.put(Some(id), Stands { entry, at, late, place: None, struck }, Said::CoOpted(borrowed));
    }
    Ok(())
}

/// What was struck, with the reason of each.
fn strikes(read: &mut Read<'_>, seen: Seen<MeetingId>, struck: Vec<(FactId, Act)>) -> Result<Vec<Struck>, Fault> {
    if struck.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(FactId, String, Option<PersonId>, Instant, i64)> =
        read.rows(read.mostly_of(strike::table).filter(few(strike::meeting.eq(seen.id()))).select((
            strike::id,
            strike::reason,
            strike::by_person,
            strike::at,
            strike::version,
        )))?;
    let mut found: Vec<(i64, Struck)> = Vec::with_capacity(struck.len());
    for (by, act) in struck {
        if let Some((_, reason, person, at, version)) = rows.iter().find(|row| row.0 == by) {
            found.push((*version, Struck { act, because: reason.clone(), by: *person, at: *at }));
        }
    }
    found.sort_by_key(|(version, struck)| (*version, struck.act.place));
    Ok(found.into_iter().map(|(_, struck)| struck).collect())
}
