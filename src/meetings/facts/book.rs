//! Reads the book of a meeting: attendance, rulings, phases, votes, decisions, in the order of
//! the log.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::plan::few;
use crate::db::schema::{agenda, attendance, casting_vote, decision, meeting, minutes, naming, nil_statement, phase, ruling, vote};
use crate::db::{Read, stored};
use crate::fault::Fault;
use crate::ids::{AttendanceId, CommitteeId, DecisionId, ItemId, MeetingId, PersonId, RulingId, VoteId};
use crate::meetings::rules::Item;
use crate::meetings::sitting::{
    AttendanceEvent, Begun, Book, CastingVote, Choice, Decided, Event, Method, Naming, NilStatement, Outcome, Over, Ruling, Vote,
};
use crate::moment::Instant;
use crate::policy::{Phase, Treatment};

/// The book of a meeting. Its rows are put in the order of the log here: asked of the database, the
/// order would tempt it to read the whole log in that order.
///
/// # Errors
/// What the database says; a stored list that is none.
pub(super) fn book(read: &mut Read<'_>, seen: Seen<MeetingId>, items: &[Item]) -> Result<Book, Fault> {
    let id = seen.id();
    let items: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let opened: Option<(Option<String>, Option<Instant>)> =
        read.first(read.of(meeting::table).filter(meeting::id.eq(id)).select((meeting::opening, meeting::convened_at)))?;
    let (opening, convened) = opened.unwrap_or_default();
    let opening = opening.map(|text| stored("meeting", &id, &text)).transpose()?.unwrap_or_default();
    let published: Option<String> =
        read.first(read.of(agenda::table).filter(agenda::meeting.eq(id)).select(agenda::fingerprint).limit(1))?;
    let minuted: Option<Instant> = read.first(read.of(minutes::table).filter(minutes::meeting.eq(id)).select(minutes::finalised_at))?;
    let attendance: Vec<AttendanceEvent> = attendance_lines(read, seen)?.into_iter().map(|line| line.says).collect();
    let (rulings, begun, decided) = (rulings(read, &items)?, begun(read, &items)?, decided(read, &items)?);
    let (namings, named) = namings(read, &items)?;
    let nils = nils(read, id)?;
    let (votes, voted) = votes(read, &items)?;
    let (casting, cast) = casting(read, &items)?;
    let times = attendance.iter().map(|line| line.at).chain(rulings.iter().map(|ruling| ruling.at));
    let times = times.chain(nils.iter().map(|nil| nil.at));
    let times = times.chain(begun.iter().map(|begun| begun.at)).chain(decided.iter().map(|decided| decided.at));
    let last = times.chain([convened, named, voted, cast].into_iter().flatten()).max();
    Ok(Book {
        attendance,
        rulings,
        namings,
        nils,
        begun,
        votes,
        casting,
        decided,
        opening,
        last,
        agenda_published: published.is_some(),
        minutes_final: minuted.is_some(),
    })
}

/// A line of the attendance book as the register keeps it.
#[derive(Debug, Clone)]
pub struct AttendanceLine {
    pub id: AttendanceId,
    pub says: AttendanceEvent,
    pub version: i64,
}

/// The attendance book of a meeting, in the order of the log.
///
/// # Errors
/// What the database says.
pub fn attendance_lines(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<AttendanceLine>, Fault> {
    type Row = (AttendanceId, PersonId, Event, Instant, Option<ItemId>, Option<CommitteeId>, Option<String>, bool, i64);
    let rows: Vec<Row> =
        read.rows(read.of(attendance::table).filter(attendance::meeting.eq(meeting.id())).order(attendance::version.asc()).select((
            attendance::id,
            attendance::person,
            attendance::event,
            attendance::at,
            attendance::for_item,
            attendance::deputy_committee,
            attendance::deputy_seat,
            attendance::remote,
            attendance::version,
        )))?;
    let to_line = |(id, person, event, at, for_item, committee, seat, remote, version): Row| {
        let says = AttendanceEvent { person, event, at, for_item, as_deputy_for: committee.zip(seat), remote };
        AttendanceLine { id, says, version }
    };
    Ok(rows.into_iter().map(to_line).collect())
}

/// By whose word, and why, where both are kept.
fn said((by, reason): (Option<PersonId>, Option<String>)) -> Option<Over> {
    by.zip(reason).map(|(by, reason)| Over { by, reason })
}

fn rulings(read: &mut Read<'_>, items: &[ItemId]) -> Result<Vec<Ruling>, Fault> {
    type Row =
        (RulingId, i64, ItemId, PersonId, Treatment, Treatment, PersonId, Option<String>, Instant, (Option<PersonId>, Option<String>));
    let mut rows: Vec<Row> = read.rows(read.mostly_of(ruling::table).filter(few(ruling::item.eq_any(items.to_vec()))).select((
        ruling::id,
        ruling::version,
        ruling::item,
        ruling::person,
        ruling::treatment,
        ruling::proposed,
        ruling::by_person,
        ruling::reason,
        ruling::at,
        (ruling::override_by, ruling::override_reason),
    )))?;
    rows.sort_by_key(|row| row.1);
    let to_ruling = |(id, order, item, person, treatment, proposed, by, reason, at, over): Row| Ruling {
        id,
        order,
        item,
        person,
        treatment,
        proposed,
        by,
        reason,
        over: said(over),
        at,
    };
    Ok(rows.into_iter().map(to_ruling).collect())
}

/// The namings, and when the last of them was.
fn namings(read: &mut Read<'_>, items: &[ItemId]) -> Result<(Vec<Naming>, Option<Instant>), Fault> {
    let mut rows: Vec<(i64, ItemId, PersonId, Instant)> =
        read.rows(read.mostly_of(naming::table).filter(few(naming::item.eq_any(items.to_vec()))).select((
            naming::version,
            naming::item,
            naming::person,
            naming::at,
        )))?;
    rows.sort_by_key(|row| row.0);
    let last = rows.iter().map(|row| row.3).max();
    Ok((rows.into_iter().map(|(_, item, person, _)| Naming { item, person }).collect(), last))
}

/// Who said that they had nothing to declare.
fn nils(read: &mut Read<'_>, meeting: MeetingId) -> Result<Vec<NilStatement>, Fault> {
    let mut rows: Vec<(i64, PersonId, Instant)> =
        read.rows(read.mostly_of(nil_statement::table).filter(few(nil_statement::meeting.eq(meeting))).select((
            nil_statement::version,
            nil_statement::person,
            nil_statement::at,
        )))?;
    rows.sort_by_key(|row| (row.0, row.1));
    Ok(rows.into_iter().map(|(_, person, at)| NilStatement { person, at }).collect())
}

fn begun(read: &mut Read<'_>, items: &[ItemId]) -> Result<Vec<Begun>, Fault> {
    type Row = (i64, ItemId, Phase, Instant, String, (Option<PersonId>, Option<String>));
    let mut rows: Vec<Row> = read.rows(read.mostly_of(phase::table).filter(few(phase::item.eq_any(items.to_vec()))).select((
        phase::version,
        phase::item,
        phase::entered,
        phase::at,
        phase::quorate,
        (phase::proceed_by, phase::proceed_reason),
    )))?;
    rows.sort_by_key(|row| row.0);
    rows.into_iter()
        .map(|(_, item, phase, at, quorate, proceed)| {
            let quorate: BTreeMap<CommitteeId, bool> = stored("phase", &item, &quorate)?;
            Ok(Begun { item, phase, at, quorate, proceed: said(proceed) })
        })
        .collect()
}

/// The votes, and when the last of them was cast.
fn votes(read: &mut Read<'_>, items: &[ItemId]) -> Result<(Vec<Vote>, Option<Instant>), Fault> {
    type Row = (VoteId, i64, ItemId, CommitteeId, String, PersonId, Choice, Instant);
    let mut rows: Vec<Row> = read.rows(read.mostly_of(vote::table).filter(few(vote::item.eq_any(items.to_vec()))).select((
        vote::id,
        vote::version,
        vote::item,
        vote::committee,
        vote::seat,
        vote::person,
        vote::choice,
        vote::at,
    )))?;
    rows.sort_by_key(|row| row.1);
    let last = rows.iter().map(|row| row.7).max();
    let to_vote = |(id, order, item, committee, seat, person, choice, _): Row| Vote { id, order, item, committee, seat, person, choice };
    Ok((rows.into_iter().map(to_vote).collect(), last))
}

/// The casting votes, and when the last of them was cast.
fn casting(read: &mut Read<'_>, items: &[ItemId]) -> Result<(Vec<CastingVote>, Option<Instant>), Fault> {
    type Row = (i64, ItemId, CommitteeId, PersonId, Choice, Instant);
    let mut rows: Vec<Row> =
        read.rows(read.mostly_of(casting_vote::table).filter(few(casting_vote::item.eq_any(items.to_vec()))).select((
            casting_vote::version,
            casting_vote::item,
            casting_vote::committee,
            casting_vote::by_person,
            casting_vote::choice,
            casting_vote::at,
        )))?;
    rows.sort_by_key(|row| row.0);
    let last = rows.iter().map(|row| row.5).max();
    let to_casting = |(order, item, committee, by, choice, _): Row| CastingVote { order, item, committee, by, choice };
    Ok((rows.into_iter().map(to_casting).collect(), last))
}

fn decided(read: &mut Read<'_>, items: &[ItemId]) -> Result<Vec<Decided>, Fault> {
    type Row = (i64, DecisionId, ItemId, CommitteeId, Outcome, Method, String, String, Instant);
    let mut rows: Vec<Row> = read.rows(read.mostly_of(decision::table).filter(few(decision::item.eq_any(items.to_vec()))).select((
        decision::version,
        decision::id,
        decision::item,
        decision::committee,
        decision::outcome,
        decision::method,
        decision::dissent,
        decision::flags,
        decision::at,
    )))?;
    rows.sort_by_key(|row| row.0);
    rows.into_iter()
        .map(|(_, id, item, committee, outcome, method, dissent, flags, at)| {
            Ok(Decided {
                id,
                item,
                committee,
                outcome,
                method,
                dissent: stored("decision", &id, &dissent)?,
                flags: stored("decision", &id, &flags)?,
                at,
            })
        })
        .collect()
}
