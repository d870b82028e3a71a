//! Recording a decision, correcting it, finalising the minutes.

use super::changes::{DecisionCorrected, MinutesFinalised};
use super::facts::{self, Which};
use super::minute;
use super::rules::minutes as law;
use crate::access::Seen;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{DecisionId, MeetingId};
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

/// The minutes as they stand: a draft until they are final.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn draft_minutes(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<String, Error> {
    let sitting = meetings::sitting(read, meeting, &[])?;
    let taken = facts::decisions(read, Which::Of(meeting))?;
    Ok(minute::minutes(&sitting, &sitting.room(), &taken))
}
