//! Convening, adjourning, resuming, naming who presides, ruling, taking an item into a phase, ending the meeting.

use super::changes::{MeetingAdjourned, MeetingResumed};
use super::entering::Entering;
use crate::access::Seen;
use crate::conflicts::changes::RulingMade;
use crate::conflicts::rules::record::GroundRecord;
use crate::conflicts::rules::rule_on;
use crate::conflicts::{RuleOn, name_presider, propose};
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId, RulingId};
use crate::meetings::rules::off;
use crate::meetings::{At, Begun, Doing, EventTime, Naming, Over, Ruling, Said, facts};
use crate::moment::{Date, Instant, When};
use crate::people::known;
use crate::proceedings::changes::{AdviceGiven, MeetingConvened, MeetingEnded, PhaseBegun, PresiderNamed};
use crate::proceedings::rules::advising::{Advise, may_advise};
use crate::proceedings::{BeginPhase, rules};
use crate::text::Rationale;

/// Opens the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::convene`].
pub fn convene(read: &mut Read<'_>, meeting: Seen<MeetingId>, at: impl Into<At>) -> Result<MeetingConvened, Error> {
    let entering = Entering::at(facts::sitting(read, meeting, &[])?, at, Doing::Business)?;
    let (sitting, entered) = (entering.sitting(), &entering.entered);
    let permit = rules::convene(sitting, &sitting.room())?;
    entering.may_stand([Said::Convened])?;
    Ok(MeetingConvened::by(permit, entered))
}

/// Puts advice on the record of an item.
///
/// # Errors
/// [`Error::NotFound`] for the item; a person of no register; the refusals of [`may_advise`].
pub fn advise(read: &mut Read<'_>, command: &Advise, at: impl Into<At>) -> Result<AdviceGiven, Error> {
    known(read, &[("/person", command.person)])?;
    let doing = if command.in_writing { Doing::Preparation } else { Doing::Business };
    let entering = Entering::at(facts::sitting_of(read, command.item, &[command.person])?, at, doing)?;
    let (sitting, entered) = (entering.sitting(), &entering.entered);
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let permit = may_advise(sitting, &sitting.room(), item, command)?;
    entering.may_stand([Said::Advised(permit.as_advice(entered.at))])?;
    Ok(AdviceGiven::by(permit, entered))
}

/// Closes the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::close`].
pub fn close(read: &mut Read<'_>, meeting: Seen<MeetingId>, at: impl Into<At>) -> Result<MeetingEnded, Error> {
    let entering = Entering::in_its_turn(facts::sitting(read, meeting, &[])?, at, Doing::Concluding)?;
    Ok(MeetingEnded::by(rules::close(entering.sitting())?, entering.entered.at))
}

/// Cancels a meeting that has not been convened, with the reason.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::cancel`].
pub fn cancel(read: &mut Read<'_>, meeting: Seen<MeetingId>, reason: Option<&Rationale>, at: impl Into<At>) -> Result<MeetingEnded, Error> {
    let entering = Entering::in_its_turn(facts::sitting(read, meeting, &[])?, at, Doing::Unbound)?;
    Ok(MeetingEnded::by(rules::cancel(entering.sitting(), reason)?, entering.entered.at))
}

/// Stops the meeting, until a day where one is named.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::adjourn`].
pub fn adjourn(read: &mut Read<'_>, meeting: Seen<MeetingId>, until: Option<Date>, at: impl Into<At>) -> Result<MeetingAdjourned, Error> {
    let entering = Entering::at(facts::sitting(read, meeting, &[])?, at, Doing::Business)?;
    let permit = rules::adjourn(entering.sitting(), until)?;
    entering.may_stand([Said::Adjourned { until }])?;
    Ok(MeetingAdjourned::by(permit, &entering.entered))
}

/// Goes on with a meeting that was adjourned: on the day named, else on the one until which it was, else on
/// the same day.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::resume`].
pub fn resume(read: &mut Read<'_>, meeting: Seen<MeetingId>, on: Option<Date>, at: impl Into<At>) -> Result<MeetingResumed, Error> {
    let sitting = facts::sitting(read, meeting, &[])?;
    let day = on.unwrap_or_else(|| sitting.sitting_day());
    let at = on_that_day(at.into(), day)?;
    let entering = Entering::at(sitting, at, Doing::Resuming(day))?;
    let permit = rules::resume(entering.sitting(), on)?;
    entering.may_stand([Said::Resumed { on: permit.on() }])?;
    Ok(MeetingResumed::by(permit, &entering.entered))
}

/// A clock time of a resumption is of the day on which it is.
fn on_that_day(at: At, day: Date) -> Result<At, FieldError> {
    match at {
        At::Told(EventTime { at: Some(when @ When::Clock(_)), now }) => {
            let on = when.on(day).map_err(|error| FieldError::new("/at", "malformed", format!("{error}.")))?;
            Ok(At::Told(EventTime { at: Some(When::At(on)), now }))
        }
        other => Ok(other),
    }
}

/// Somebody is named to preside over an item, in a committee where several decide.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`name_presider`].
pub fn preside(
    read: &mut Read<'_>,
    item: Seen<ItemId>,
    committee: Option<CommitteeId>,
    person: PersonId,
    at: impl Into<At>,
) -> Result<PresiderNamed, Error> {
    known(read, &[("/person", person)])?;
    let sitting = facts::sitting_of(read, item, &[person])?;
    let entering = Entering::at(sitting, at, Doing::Preparation)?;
    let sitting = entering.sitting();
    let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(on)?;
    rule_on::had_a_seat(sitting, on, person, entering.entered.at)?;
    let permit = name_presider(sitting, &sitting.room(), on, committee, person)?;
    entering.may_stand([Said::Naming(Naming { item: on.id, committee: permit.committee(), person })])?;
    Ok(PresiderNamed::by(&permit, &entering.entered))
}

/// Rules on how a person is treated on an item. A ruling that excludes takes away the person's
/// votes on the item, and on every item it holds for.
///
/// # Errors
/// [`Error::NotFound`] for the item; `unknown_reference` for people of no register; the refusals
/// of [`rule_on::rule_on`].
pub fn rule(read: &mut Read<'_>, command: &RuleOn, at: impl Into<At>) -> Result<RulingMade, Error> {
    let over = command.over.as_ref().map(|over| ("/override/by", over.by));
    let named: Vec<(&str, PersonId)> = [("/person", command.person), ("/by", command.by)].into_iter().chain(over).collect();
    known(read, &named)?;
    let mut sitting = facts::sitting_of(read, command.item, &named.iter().map(|(_, person)| *person).collect::<Vec<_>>())?;
    sitting.book.elsewhere = facts::beside::decided_elsewhere(read, &sitting, [command.item.id()])?;
    let entering = Entering::at(sitting, at, Doing::Preparation)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    rule_on::had_a_seat(sitting, item, command.by, entering.entered.at)?;
    let permit = rule_on::rule_on(sitting, &sitting.room(), item, command)?;
    let grounds = propose(sitting, item, command.person).grounds.iter().map(GroundRecord::from).collect();
    let takes = rule_on::taken(sitting, item, command);
    entering.may_stand([Said::Ruling(as_ruling(command, entering.entered.at))])?;
    Ok(RulingMade::by(&permit, sitting.meeting.id, grounds, takes, &entering.entered))
}

/// A ruling as the book would have it.
#[must_use]
pub fn as_ruling(command: &RuleOn, at: Instant) -> Ruling {
    Ruling {
        id: RulingId::new(),
        order: 0,
        item: command.item.id(),
        person: command.person,
        treatment: command.treatment,
        proposed: command.treatment,
        by: command.by,
        reason: command.reason.as_ref().and_then(Rationale::words).map(str::to_owned),
        over: command.over.as_ref().map(|over| Over { by: over.by, reason: over.reason.to_string() }),
        at,
    }
}

/// A phase as the book would have it.
#[must_use]
pub fn as_begun(command: &BeginPhase, at: Instant) -> Begun {
    let proceed = command.proceed.as_ref().map(|proceed| Over { by: proceed.by, reason: proceed.reason.to_string() });
    Begun { item: command.item.id(), phase: command.phase, at, proceed, order: 0, by_decision: None, late: false }
}

/// Takes an item into a phase.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`rules::begin`].
pub fn begin(read: &mut Read<'_>, command: &BeginPhase, at: impl Into<At>) -> Result<PhaseBegun, Error> {
    let named: Vec<PersonId> = command.proceed.iter().map(|proceed| proceed.by).collect();
    known(read, &named.iter().map(|by| ("/proceed/by", *by)).collect::<Vec<_>>())?;
    let entering = Entering::at(facts::sitting_of(read, command.item, &named)?, at, Doing::Business)?;
    let (sitting, entered) = (entering.sitting(), &entering.entered);
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let permit = rules::begin(sitting, &sitting.room(), item, command)?;
    entering.may_stand([Said::Begun(as_begun(command, entered.at))])?;
    Ok(PhaseBegun::by(&permit, sitting.meeting.id, entered))
}
