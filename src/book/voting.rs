//! Votes and casting votes.

use super::entering::Entering;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::VoteId;
use crate::meetings::rules::off;
use crate::meetings::{self, At, CastingVote, Choice, Doing, Said, Vote, which_committee};
use crate::people::known;
use crate::votes::changes::{CastingVoteCast, VoteCast};
use crate::votes::{AdmittedVote, CastCasting, CastVote, admit, admit_casting, committee_of};

/// Casts a vote.
///
/// # Errors
/// [`Error::NotFound`] for the item; the refusals of [`admit`].
pub fn cast(read: &mut Read<'_>, command: &CastVote, at: impl Into<At>) -> Result<VoteCast, Error> {
    if let Some(person) = command.person {
        known(read, &[("/person", person)])?;
    }
    let whole = meetings::facts::sitting_of(read, command.item, command.person.as_slice())?;
    let entering = Entering::at(whole, at, Doing::Business)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let committee = which_committee(sitting, item, command.committee, command.person, "/committee")?;
    let permit = admit(sitting, &sitting.room(), item, committee_of(sitting, committee)?, command)?;
    entering.may_stand([Said::Vote(as_vote(&permit))])?;
    Ok(VoteCast::by(&permit, sitting.meeting.id, &entering.entered))
}

/// A vote as the book would have it.
#[must_use]
pub fn as_vote(permit: &AdmittedVote) -> Vote {
    let (item, committee, person, choice) = (permit.item(), permit.committee(), permit.person(), permit.choice());
    Vote { id: VoteId::new(), order: 0, item, committee, seat: permit.seat().to_owned(), person, choice }
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
    let whole = meetings::facts::sitting_of(read, command.item, &[command.by])?;
    let entering = Entering::at(whole, at, Doing::Business)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let committee = which_committee(sitting, item, command.committee, Some(command.by), "/committee")?;
    let permit = admit_casting(sitting, &sitting.room(), item, committee_of(sitting, committee)?, command)?;
    let (by, choice) = (command.by, command.choice);
    entering.may_stand([Said::Casting(CastingVote { order: 0, item: item.id, committee, by, choice })])?;
    Ok(CastingVoteCast::by(&permit, sitting.meeting.id, &entering.entered))
}
