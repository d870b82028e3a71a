//! Who comes and goes, what they declare at the meeting, and whom it borrows for an item.

use std::collections::BTreeSet;

use super::changes::{NilSaid, PersonCoOpted};
use super::entering::Entering;
use super::rules::holding::may_stand;
use crate::access::Seen;
use crate::attendance::changes::AttendanceRecorded;
use crate::attendance::{admit, admit_all, may_say_nil};
use crate::conflicts::rules::co_opt::{self, CoOpt};
use crate::db::Read;
use crate::declarations::{self, Declare, InterestDeclared, Particulars, Told, declare};
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::rules::off;
use crate::meetings::{self, At, AttendanceEvent, CoOption, Doing, Event, MeetingState, Said, Sitting, committee_of_seat};
use crate::people::known;
use crate::proceedings::rules::not_open;
use crate::text::Rationale;
use crate::verdict::Refusal;

/// A line as it is told: of a deputy's seat the committee may be left out.
#[derive(Debug, Clone)]
pub struct NewAttendance {
    pub person: PersonId,
    pub event: Event,
    pub at: At,
    pub for_item: Option<ItemId>,
    pub as_deputy_for: Option<(Option<CommitteeId>, String)>,
    pub remote: bool,
    /// Of apologies: they are taken back.
    pub withdrawn: bool,
    /// Of apologies: the deputy who is expected to come instead.
    pub expected_deputy: Option<PersonId>,
}

/// What kind of act a line is, as far as its time goes.
pub(super) const fn doing(event: Event) -> Doing {
    match event {
        Event::Apologies => Doing::Preparation,
        Event::Arrive => Doing::Attending,
        Event::Leave | Event::Return => Doing::Business,
    }
}

/// Writes a line in the attendance book.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; people or items it does not know; the refusals of
/// [`admit`].
pub fn attend(read: &mut Read<'_>, meeting: Seen<MeetingId>, told: &NewAttendance) -> Result<AttendanceRecorded, Error> {
    let deputy = told.expected_deputy.map(|deputy| ("/expected_deputy", deputy));
    known(read, &[("/person", told.person)].into_iter().chain(deputy).collect::<Vec<_>>())?;
    let named: Vec<PersonId> = [told.person].into_iter().chain(told.expected_deputy).collect();
    let sitting = meetings::facts::sitting(read, meeting, &named)?;
    let seat = seat_meant(&sitting, told)?;
    let entering = Entering::at(sitting, told.at, doing(told.event))?;
    let line = line(&entering, told, seat);
    let sitting = entering.sitting();
    let permit = admit(sitting, &sitting.room(), &line)?;
    entering.may_stand([Said::Attendance(line)])?;
    Ok(AttendanceRecorded::by(&permit, meeting.id(), &entering.entered))
}

/// Whether several may come or go together: a group is written line by line, and first asked of
/// as one, so that a refusal changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; the refusals of [`admit_all`].
pub fn may_attend(read: &mut Read<'_>, meeting: Seen<MeetingId>, all: &[NewAttendance]) -> Result<(), Error> {
    let people: Vec<PersonId> = all.iter().flat_map(|line| [line.person].into_iter().chain(line.expected_deputy)).collect();
    let Some(first) = all.first() else { return Ok(()) };
    let sitting = meetings::facts::sitting(read, meeting, &people)?;
    let seats = all.iter().map(|told| seat_meant(&sitting, told)).collect::<Result<Vec<_>, _>>()?;
    let entering = Entering::at(sitting, first.at, doing(first.event))?;
    let lines: Vec<AttendanceEvent> = all.iter().zip(seats).map(|(told, seat)| line(&entering, told, seat)).collect();
    admit_all(entering.sitting(), &lines)?;
    Ok(entering.may_stand(lines.into_iter().map(Said::Attendance))?)
}

pub(super) fn seat_meant(sitting: &Sitting, told: &NewAttendance) -> Result<Option<(CommitteeId, String)>, Error> {
    if told.as_deputy_for.is_some() && !matches!(told.event, Event::Arrive | Event::Return) {
        let message = "Somebody sits in a seat from when they arrive or return: leave this out of a leaving and of apologies.";
        return Err(Error::invalid("/as_deputy_for", "not_taken", message));
    }
    if told.withdrawn && told.event != Event::Apologies {
        return Err(Error::invalid("/withdrawn", "not_taken", "Apologies alone are taken back; another slip is struck."));
    }
    if told.expected_deputy.is_some() && (told.event != Event::Apologies || told.withdrawn) {
        let message = "A deputy is expected for somebody who sends apologies: leave this out where they come, go or take them back.";
        return Err(Error::invalid("/expected_deputy", "not_taken", message));
    }
    if told.for_item.is_some_and(|item| sitting.item(item).is_none()) {
        return Err(Error::invalid("/for_item", "unknown_reference", "There is no such item in this meeting."));
    }
    told.for_item.map_or(Ok(()), |item| off::stands_in(&sitting.items, item))?;
    let named = told.as_deputy_for.as_ref();
    named.map(|(committee, seat)| Ok((committee_of_seat(sitting, *committee, seat)?, seat.clone()))).transpose()
}

pub(super) fn line(entering: &Entering, told: &NewAttendance, as_deputy_for: Option<(CommitteeId, String)>) -> AttendanceEvent {
    let NewAttendance { person, event, for_item, remote, withdrawn, expected_deputy, .. } = *told;
    AttendanceEvent { person, event, at: entering.entered.at, for_item, as_deputy_for, remote, withdrawn, expected_deputy }
}

/// A positive statement of no interests, at the meeting.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; a person of no register; `meeting_not_open` once it is over.
pub fn say_nil(read: &mut Read<'_>, meeting: Seen<MeetingId>, person: PersonId, at: impl Into<At>) -> Result<NilSaid, Error> {
    known(read, &[("/person", person)])?;
    let entering = Entering::at(meetings::facts::sitting(read, meeting, &[person])?, at, Doing::Preparation)?;
    let permit = may_say_nil(entering.sitting(), person)?;
    entering.may_stand([Said::Nil(person)])?;
    Ok(NilSaid::by(permit, &entering.entered))
}

/// Declares an interest at a meeting, on an item or on none: known from there on (C4). Late arrivals
/// declare when they arrive or at the item, so it is taken until the meeting is over.
///
/// # Errors
/// [`Error::NotFound`] for the meeting; `meeting_not_open` once it is over; those of [`declare`].
pub fn declare_at(
    read: &mut Read<'_>,
    meeting: Seen<MeetingId>,
    item: Option<ItemId>,
    interest: &Declare,
    at: impl Into<At>,
) -> Result<InterestDeclared, Error> {
    let sitting = meetings::facts::sitting(read, meeting, &[interest.person])?;
    let entering = Entering::at(sitting, at, Doing::Preparation)?;
    let (sitting, entered) = (entering.sitting(), entering.entered);
    if matches!(sitting.meeting.state, MeetingState::Closed | MeetingState::Cancelled) {
        return Err(Refusal::of(not_open(sitting)).into());
    }
    item.map_or(Ok(()), |item| off::stands_in(&sitting.items, item))?;
    let says = Particulars { declared: sitting.day, ..interest.says.clone() };
    let told = Declare {
        meeting: Some(meeting.id()),
        item,
        says,
        draft: false,
        told: Some(Told { at: entered.at, late: entered.late }),
        ..interest.clone()
    };
    let declared = declare(read, &told)?;
    if entered.late.is_some() {
        let mut whole = entering.whole().clone();
        let id = declared.id;
        whole.interests.push(declarations::as_interest(&declared));
        whole.told_here.insert(id);
        may_stand(&whole, &entering.as_acts([Said::Declared(id)]))?;
    }
    Ok(declared)
}

/// The committee whose seat is meant, of those that an item concerns.
///
/// # Errors
/// [`Error::NotFound`] for the item; a committee that does not sit; that one is to be named.
pub fn seat_of(read: &mut Read<'_>, item: Seen<ItemId>, committee: Option<CommitteeId>, seat: &str) -> Result<CommitteeId, Error> {
    Ok(committee_of_seat(&meetings::facts::sitting_of(read, item, &[])?, committee, seat)?)
}

/// Borrows somebody for an item: into a seat of a committee, or with a voice alone.
///
/// # Errors
/// [`Error::NotFound`] for the item; people of no register; the refusals of [`co_opt::co_opt`].
pub fn co_opt(read: &mut Read<'_>, command: &CoOpt, at: impl Into<At>) -> Result<PersonCoOpted, Error> {
    known(read, &[("/person", command.person), ("/by", command.by)])?;
    let sitting = meetings::facts::sitting_of(read, command.item, &[command.person, command.by])?;
    let entering = Entering::at(sitting, at, Doing::Preparation)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let has_declared =
        declarations::facts::first_declared(read, &BTreeSet::from([command.person]))?.values().any(|first| *first <= sitting.day);
    let command = CoOpt { has_declared, ..command.clone() };
    let permit = co_opt::co_opt(sitting, &sitting.room(), item, &command)?;
    let CoOpt { seat, person, by, from, reason, .. } = command;
    let reason = reason.as_ref().and_then(Rationale::words).unwrap_or_default().to_owned();
    entering.may_stand([Said::CoOpted(CoOption { item: item.id, seat, person, by, from, reason })])?;
    Ok(PersonCoOpted::by(permit, &entering.entered))
}
