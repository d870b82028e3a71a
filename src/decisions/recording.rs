//! Recording a decision, correcting it, finalising the minutes.

use std::collections::BTreeSet;

use super::changes::{DecisionCorrected, MinutesCorrected, MinutesFinalised};
use super::facts::{self, DecisionFacts, Which};
use super::late;
use super::minute::{self, For, Record};
use super::rules::correcting::{self, TrueOutcome};
use super::rules::minutes as law;
use crate::access::Seen;
use crate::db::Read;
use crate::declarations::Audience;
use crate::fault::Error;
use crate::ids::{DecisionId, ItemId, MeetingId, PersonId};
use crate::meetings::{At, Doing, Outcome, Said, facts as meetings};
use crate::moment::Instant;
use crate::people::known;
use crate::text::{Prose, Rationale};

/// What is added to a decision.
#[derive(Debug, Clone)]
pub struct Correct {
    pub decision: Seen<DecisionId>,
    pub text: Prose,
    pub reason: Rationale,
    /// The true outcome, where another was recorded.
    pub outcome: Option<Outcome>,
    /// The later meeting of the committee at which it says so, and through whom.
    pub at_meeting: Option<MeetingId>,
    pub by: Option<PersonId>,
}

/// Adds a correction to a decision.
///
/// # Errors
/// [`Error::NotFound`]; a person of no register; the refusals of [`correcting::correct`].
pub fn correct(read: &mut Read<'_>, command: &Correct, at: impl Into<At>) -> Result<DecisionCorrected, Error> {
    let Correct { decision, text, reason, outcome, at_meeting, by } = command;
    known(read, &by.iter().map(|by| ("/by", *by)).collect::<Vec<_>>())?;
    let taken = facts::decision(read, *decision)?;
    let meeting = decision.lets_see(taken.meeting);
    let sitting = meetings::sitting(read, meeting, &[])?;
    let at = at.into().of(&sitting, Doing::Unbound)?.at;
    let Some(outcome) = *outcome else {
        if at_meeting.is_some() || by.is_some() {
            let message = "A meeting and a speaker are named only where the outcome itself was recorded wrongly: give it too.";
            return Err(Error::invalid("/outcome", "required", message));
        }
        return Ok(DecisionCorrected::by(correcting::correct(meeting.id(), decision.id(), text, reason, None)?, at));
    };
    let item = sitting.item(taken.item).ok_or(Error::NotFound("item"))?;
    let decided = sitting.book.acts.iter().find_map(|act| match &act.said {
        Said::Decided(decided) if decided.id == taken.id => Some(decided),
        _ => None,
    });
    let decided = decided.ok_or(Error::NotFound("decision"))?;
    let there = match at_meeting {
        // Whoever adds to the record of one meeting keeps that of all.
        Some(other) => match meetings::sitting_beside(read, decision.lets_see(*other), by.as_slice(), &sitting, item) {
            Err(Error::NotFound(_)) => {
                return Err(Error::invalid("/at_meeting", "unknown_reference", "There is no such meeting in this register."));
            }
            there => Some(there?),
        },
        None => None,
    };
    let said = TrueOutcome { outcome, by: *by, taken_at: &sitting, decided, there: there.as_ref(), tally: &taken.evidence.tally };
    Ok(DecisionCorrected::by(correcting::correct(meeting.id(), decision.id(), text, reason, Some(&said))?, at))
}

/// Adds to the minutes of a meeting: attendance, wording.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`correcting::add_to_minutes`].
pub fn add_to_minutes(
    read: &mut Read<'_>,
    meeting: Seen<MeetingId>,
    text: &Prose,
    reason: &Rationale,
    at: impl Into<At>,
) -> Result<MinutesCorrected, Error> {
    let sitting = meetings::sitting(read, meeting, &[])?;
    let at = at.into().of(&sitting, Doing::Unbound)?.at;
    Ok(MinutesCorrected::by(correcting::add_to_minutes(&sitting, text, reason)?, at))
}

/// Finalises the minutes, which closes the meeting.
///
/// # Errors
/// [`Error::NotFound`]; the refusals of [`law::finalise`], a decision under query among them.
pub fn finalise(read: &mut Read<'_>, meeting: Seen<MeetingId>, at: Instant) -> Result<MinutesFinalised, Error> {
    let sitting = meetings::sitting(read, meeting, &[])?;
    let mut taken = facts::decisions(read, Which::Of(meeting))?;
    let queried = late::queries(read, &taken, None)?;
    let permit = law::finalise(&sitting, late::unanswered(&sitting, &taken, &queried.queries))?;
    queried.flag(&mut taken);
    let added = facts::additions(read, meeting)?;
    let beside = minute::beside(read, meeting, &sitting, &taken)?;
    Ok(MinutesFinalised::by(permit, minute::minutes(&Record::of(sitting, taken, added, beside)), at))
}

/// The decisions of a meeting, each with what came to light since.
///
/// # Errors
/// What the database says.
pub fn flagged(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<Vec<DecisionFacts>, Error> {
    let mut taken = facts::decisions(read, Which::Of(meeting))?;
    late::queries(read, &taken, None)?.flag(&mut taken);
    Ok(taken)
}

/// What the minutes say of an item as they stand, and all of them, for an audience.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn draft_minutes(read: &mut Read<'_>, item: Seen<ItemId>, audience: Audience) -> Result<(String, String), Error> {
    let meeting = meetings::meeting_of(read, item)?;
    let sitting = meetings::sitting(read, meeting, &[])?;
    let (taken, nothing) = (flagged(read, meeting)?, BTreeSet::new());
    let added = facts::additions(read, meeting)?;
    let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?.clone();
    let beside = minute::beside(read, meeting, &sitting, &taken)?;
    let record = Record::of(sitting, taken, added, beside);
    let whom = match audience {
        Audience::Public => For::Public,
        Audience::Private => For::Record(&nothing),
    };
    Ok((minute::of_item(whom, &record, &on), minute::minutes_for(whom, &record)))
}
