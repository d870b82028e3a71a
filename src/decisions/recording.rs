//! Recording a decision, correcting it, finalising the minutes.

use std::collections::BTreeSet;

use super::changes::{DecisionCorrected, MinutesFinalised};
use super::facts::{self, DecisionFacts, Which};
use super::late::{self, Query};
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
