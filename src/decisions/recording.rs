//! Recording a decision, correcting it, finalising the minutes.

use std::collections::BTreeSet;

use super::changes::{DecisionCorrected, MinutesFinalised};
use super::facts::{self, Which};
use super::minute::{self, For};
use super::rules::minutes as law;
use crate::access::Seen;
use crate::db::Read;
use crate::declarations::Audience;
use crate::fault::Error;
use crate::ids::{DecisionId, ItemId, MeetingId};
use crate::meetings::{At, Doing, facts as meetings};
use crate::moment::Instant;
use crate::text::{Prose, Rationale};

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
    let at = match at.into() {
        At::Exactly { at, .. } => at,
        told => told.of(&meetings::sitting(read, meeting, &[])?, Doing::Unbound)?.at,
    };
    Ok(DecisionCorrected::by(law::correct(meeting.id(), decision.id(), text, reason)?, at))
}

/// Finalises the minutes, which closes the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`law::finalise`].
pub fn finalise(read: &mut Read<'_>, meeting: Seen<MeetingId>, at: Instant) -> Result<MinutesFinalised, Error> {
    let sitting = meetings::sitting(read, meeting, &[])?;
    let permit = law::finalise(&sitting)?;
    let taken = facts::decisions(read, Which::Of(meeting))?;
    Ok(MinutesFinalised::by(permit, minute::minutes(&sitting, &sitting.room(), &taken), at))
}

/// What the minutes say of an item as they stand, and all of them, for an audience.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn draft_minutes(read: &mut Read<'_>, item: Seen<ItemId>, audience: Audience) -> Result<(String, String), Error> {
    let meeting = meetings::meeting_of(read, item)?;
    let sitting = meetings::sitting(read, meeting, &[])?;
    let (room, taken, nothing) = (sitting.room(), facts::decisions(read, Which::Of(meeting))?, BTreeSet::new());
    let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?;
    let whom = match audience {
        Audience::Public => For::Public,
        Audience::Private => For::Record(&nothing),
    };
    Ok((minute::of_item(whom, &sitting, &room, &taken, on), minute::minutes_for(whom, &sitting, &room, &taken)))
}
