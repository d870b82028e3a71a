//! Who may cast a vote, the casting vote, and the count.
//!
//! In the minute book this is the vote. This folder keeps four states apart: abstained, excluded,
//! absent, not voting. It decides whether a motion is carried; whether that may be recorded as a
//! decision is asked in `decisions`.

pub mod changes;
pub mod facts;
pub mod http;
pub mod rules;

pub use rules::cast::{AdmittedVote, CastVote, admit};
pub use rules::casting::{AdmittedCasting, CastCasting, admit_casting};
pub use rules::tally::{SeatState, State, Tally, tally};

use crate::db::Read;
use crate::fault::Error;
use crate::ids::CommitteeId;
use crate::meetings::{self, At, Choice, CommitteeAtMeeting, Doing, Sitting, does_not_sit, which_committee};
use crate::people::known;
use changes::{CastingVoteCast, VoteCast};

/// The committee a command speaks of: the one named, which must sit in the meeting.
///
/// # Errors
/// [`Error::Invalid`] for a committee that does not.
pub fn committee_of(sitting: &Sitting, committee: CommitteeId) -> Result<&CommitteeAtMeeting, Error> {
    sitting.committee(committee).ok_or_else(|| does_not_sit("/committee").into())
}

/// Casts a vote.
///
/// # Errors
/// [`Error::NotFound`] for the item; the refusals of [`admit`].
pub fn cast(read: &mut Read<'_>, command: &CastVote, at: impl Into<At>) -> Result<VoteCast, Error> {
    if let Some(person) = command.person {
        known(read, &[("/person", person)])?;
    }
    let sitting = meetings::facts::sitting_of(read, command.item, command.person.as_slice())?;
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    let committee = which_committee(&sitting, item, command.committee, command.person, "/committee")?;
    let at = at.into().of(&sitting, Doing::Business)?;
    let permit = admit(&sitting, &sitting.room(), item, committee_of(&sitting, committee)?, command)?;
    Ok(VoteCast::by(&permit, sitting.meeting.id, at))
}

/// Casts the casting vote, which is for or against: who abstains leaves the tie as it is.
///
/// # Errors
/// [`Error::NotFound`] for the item; an abstention; the refusals of [`admit_casting`].
pub fn cast_casting(read: &mut Read<'_>, command: &CastCasting, at: impl Into<At>) -> Result<CastingVoteCast, Error> {
    known(read, &[("/by", command.by)])?;
    if command.choice == Choice::Abstain {
        return Err(Error::invalid("/choice", "range", "a casting vote settles a tie: it is for or against"));
    }
    let sitting = meetings::facts::sitting_of(read, command.item, &[command.by])?;
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    let committee = which_committee(&sitting, item, command.committee, Some(command.by), "/committee")?;
    let at = at.into().of(&sitting, Doing::Business)?;
    let permit = admit_casting(&sitting, &sitting.room(), item, committee_of(&sitting, committee)?, command)?;
    Ok(CastingVoteCast::by(&permit, sitting.meeting.id, at))
}
