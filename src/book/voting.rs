//! Votes, one by one and by a roll, casting votes, and what is called in instead.

use super::entering::Entering;
use crate::committees::rules::cost::MOST_SEATS;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{FactId, PersonId};
use crate::meetings::rules::off;
use crate::meetings::{self, At, CalledIn, CastingVote, Choice, Doing, Hands, Said, which_committee};
use crate::people::known;
use crate::text::Rationale;
use crate::votes::changes::{CastingVoteCast, HandsCounted, ItemCalledIn, RollTaken, VoteCast};
use crate::votes::{
    AdmittedHands, CallIn, CastCasting, CastVote, CountHands, MOST_HANDS, TakeRoll, admit, admit_casting, admit_hands, admit_roll, as_vote,
    committee_of, may_call_in,
};

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

/// Takes a roll: every vote of it is recorded, in its order, or none is.
///
/// # Errors
/// [`Error::NotFound`] for the item; people of no register, and lines that name nobody, by their place in the roll; the
/// refusals of [`admit_roll`].
pub fn take_roll(read: &mut Read<'_>, command: &TakeRoll, at: impl Into<At>) -> Result<RollTaken, Error> {
    check_length(command.votes.len())?;
    let called = command.votes.iter().enumerate();
    let nobody = called.clone().filter(|(_, line)| line.person.is_none() && line.seat.is_none());
    let faults: Vec<FieldError> = nobody.map(|(n, _)| FieldError::new(format!("/votes/{n}"), "required", NAME_WHO)).collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let named: Vec<(String, PersonId)> =
        called.filter_map(|(n, line)| line.person.map(|person| (format!("/votes/{n}/person"), person))).collect();
    known(read, &named.iter().map(|(pointer, person)| (pointer.as_str(), *person)).collect::<Vec<_>>())?;
    let people: Vec<PersonId> = named.iter().map(|(_, person)| *person).collect();
    let entering = Entering::at(meetings::facts::sitting_of(read, command.item, &people)?, at, Doing::Business)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let committee = which_committee(sitting, item, command.committee, None, "/committee")?;
    let permit = admit_roll(sitting, &sitting.room(), item, committee_of(sitting, committee)?, command)?;
    entering.may_stand(permit.votes().iter().map(|vote| Said::Vote(as_vote(vote))))?;
    Ok(RollTaken::by(&permit, sitting.meeting.id, item.id, committee, &entering.entered))
}

/// What is missing where nobody is named.
pub const NAME_WHO: &str = "Name the person who votes, or the seat.";

/// A roll has no more lines than a committee has seats.
fn check_length(lines: usize) -> Result<(), Error> {
    if (1..=MOST_SEATS).contains(&lines) {
        return Ok(());
    }
    Err(Error::invalid("/votes", "length", format!("A roll has 1 to {MOST_SEATS} votes.")))
}

/// Counts a show of hands.
///
/// # Errors
/// [`Error::NotFound`] for the item; no hand at all, or more than any committee has; the refusals of [`admit_hands`].
pub fn count_hands(read: &mut Read<'_>, command: &CountHands, at: impl Into<At>) -> Result<HandsCounted, Error> {
    check_hands(command)?;
    let entering = Entering::at(meetings::facts::sitting_of(read, command.item, &[])?, at, Doing::Business)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let committee = which_committee(sitting, item, command.committee, None, "/committee")?;
    let permit = admit_hands(sitting, &sitting.room(), item, committee_of(sitting, committee)?, command)?;
    entering.may_stand([Said::Hands(as_hands(&permit))])?;
    Ok(HandsCounted::by(&permit, sitting.meeting.id, &entering.entered))
}

/// A show of hands in which nobody raises one is none.
pub(super) fn check_hands(command: &CountHands) -> Result<(), FieldError> {
    let is_form = |n: u32| n <= MOST_HANDS;
    if command.all() > 0 && [command.in_favour, command.against, command.abstained].into_iter().all(is_form) {
        return Ok(());
    }
    let message = format!("Give how many hands were raised, 1 to {MOST_HANDS} of them; where nobody raised one there was no vote.");
    Err(FieldError::new("/for", "range", message))
}

/// A show of hands as the book would have it.
#[must_use]
pub fn as_hands(permit: &AdmittedHands) -> Hands {
    let CountHands { item, in_favour, against, abstained, .. } = *permit.command();
    let raised = permit.raised().to_vec();
    Hands { id: FactId::new(), order: 0, item: item.id(), committee: permit.committee(), in_favour, against, abstained, raised }
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
    let entering = Entering::at(whole, at, Doing::Concluding)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let committee = which_committee(sitting, item, command.committee, Some(command.by), "/committee")?;
    let permit = admit_casting(sitting, &sitting.room(), item, committee_of(sitting, committee)?, command)?;
    let (by, choice) = (command.by, command.choice);
    entering.may_stand([Said::Casting(CastingVote { order: 0, item: item.id, committee, by, choice })])?;
    Ok(CastingVoteCast::by(&permit, sitting.meeting.id, &entering.entered))
}

/// Calls an item of a meeting by correspondence in.
///
/// # Errors
/// [`Error::NotFound`] for the item; a person of no register; the refusals of [`may_call_in`].
pub fn call_in(read: &mut Read<'_>, command: &CallIn, at: impl Into<At>) -> Result<ItemCalledIn, Error> {
    known(read, &[("/by", command.by)])?;
    let whole = meetings::facts::sitting_of(read, command.item, &[command.by])?;
    let entering = Entering::at(whole, at, Doing::Business)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let permit = may_call_in(sitting, &sitting.room(), item, command)?;
    let reason = command.reason.as_ref().and_then(Rationale::words).unwrap_or_default().to_owned();
    entering.may_stand([Said::CalledIn(CalledIn { item: item.id, by: command.by, reason, at: entering.entered.at })])?;
    Ok(ItemCalledIn::by(permit, &entering.entered))
}
