//! Recording a decision, correcting it, finalising the minutes.

use std::collections::BTreeSet;

use super::changes::{DecisionCorrected, DecisionRecorded, MinutesFinalised};
use super::facts::{self, DecisionFacts, Which};
use super::late::{self, Query};
use super::minute::{self, For};
use super::rules::count::may_dissent;
use super::rules::decide::{self, Decide};
use super::rules::evidence::evidence;
use super::rules::minutes as law;
use crate::access::Seen;
use crate::db::Read;
use crate::declarations::Audience;
use crate::fault::{Error, FieldError};
use crate::ids::{DecisionId, ItemId, MeetingId, PersonId};
use crate::meetings::{At, Doing, facts as meetings, which_committee};
use crate::moment::Instant;
use crate::people::known;
use crate::text::{Prose, Rationale};
use crate::verdict::Code;
use crate::votes::committee_of;

/// Records an outcome for one committee.
///
/// # Errors
/// [`Error::NotFound`] for the item; people of no register; somebody in dissent who has no say in
/// the item; the refusals of [`decide::decide`].
pub fn decide(read: &mut Read<'_>, command: &Decide, at: impl Into<At>) -> Result<DecisionRecorded, Error> {
    let dissent: Vec<(String, PersonId)> =
        command.dissent.iter().enumerate().map(|(n, person)| (format!("/dissent/{n}"), *person)).collect();
    let by = command.override_.as_ref().map(|over| over.by);
    let mentioned = dissent.iter().map(|(pointer, person)| (pointer.as_str(), *person));
    known(read, &mentioned.chain(by.map(|by| ("/override/by", by))).collect::<Vec<_>>())?;
    let named: Vec<PersonId> = command.dissent.iter().copied().chain(by).collect();
    let sitting = meetings::sitting_of(read, command.item, &named)?;
    let room = sitting.room();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    let committee = which_committee(&sitting, item, command.committee, None, "/committee")?;
    let committee = committee_of(&sitting, committee)?;
    let at = at.into().of(&sitting, Doing::Business)?;
    let strangers = dissent.into_iter().filter(|(_, person)| !may_dissent(&sitting, item, *person));
    let faults: Vec<FieldError> = strangers
        .map(|(pointer, person)| {
            let message = format!("{} is no member with a say in this item, and so does not dissent.", sitting.name(person));
            FieldError::new(pointer, Code::NotAMember.as_str(), message)
        })
        .collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let permit = decide::decide(&sitting, &room, item, committee, command)?;
    let rests_on = evidence(&sitting, &room, item, committee, &permit);
    Ok(DecisionRecorded::by(&permit, sitting.meeting.id, rests_on, at))
}

/// Adds a correction to a decision.
///
/// # Errors
/// [`Error::NotFound`]; `reason_required`.
pub fn correct(
    read: &mut Read<'_>,
    decision: Seen<DecisionId>,
    text: &Prose,
    reason: &Rationale,
    at: impl Into<At>,
) -> Result<DecisionCorrected, Error> {
    let meeting = facts::meeting_of(read, decision)?;
    let at: At = at.into();
    let at = match at.at_once() {
        Some(at) => at,
        None => at.of(&meetings::sitting(read, meeting, &[])?, Doing::Business)?,
    };
    Ok(DecisionCorrected::by(law::correct(meeting.id(), decision.id(), text, reason)?, at))
}

/// Finalises the minutes, which closes the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`law::finalise`], a decision under query among them.
pub fn finalise(read: &mut Read<'_>, meeting: Seen<MeetingId>, at: Instant) -> Result<MinutesFinalised, Error> {
    let sitting = meetings::sitting(read, meeting, &[])?;
    let mut taken = facts::decisions(read, Which::Of(meeting))?;
    let queries = late::queries(read, meeting, &taken)?;
    let permit = law::finalise(&sitting, late::unanswered(&sitting, &taken, &queries))?;
    flag(&mut taken, &queries);
    Ok(MinutesFinalised::by(permit, minute::minutes(&sitting, &sitting.room(), &taken), at))
}

/// Puts beside a decision's own flags what came to light since.
pub(in crate::decisions) fn flag(taken: &mut [DecisionFacts], queries: &[Query]) {
    for decision in taken {
        decision.flags.extend(late::flags(decision.id, queries).into_iter().map(str::to_owned));
    }
}

/// The decisions of a meeting, each with what came to light since.
///
/// # Errors
/// What the database says.
pub fn flagged(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<DecisionFacts>, Error> {
    let mut taken = facts::decisions(read, Which::Of(meeting))?;
    let queries = late::queries(read, meeting, &taken)?;
    flag(&mut taken, &queries);
    Ok(taken)
}

/// What the minutes say of an item as they stand, and all of them, for an audience.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn draft_minutes(read: &mut Read<'_>, item: Seen<ItemId>, audience: Audience) -> Result<(String, String), Error> {
    let meeting = meetings::meeting_of(read, item)?;
    let sitting = meetings::sitting(read, meeting, &[])?;
    let (room, taken, nothing) = (sitting.room(), flagged(read, meeting)?, BTreeSet::new());
    let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?;
    let whom = match audience {
        Audience::Public => For::Public,
        Audience::Private => For::Record(&nothing),
    };
    Ok((minute::of_item(whom, &sitting, &room, &taken, on), minute::minutes_for(whom, &sitting, &room, &taken)))
}
