//! Votes, one by one, by a roll, by hands and by ballot, casting votes, and what is called in instead.

use super::entering::Entering;
use crate::committees::rules::cost::MOST_SEATS;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{FactId, PersonId};
use crate::meetings::rules::off;
use crate::meetings::{self, At, CalledIn, CastingVote, Choice, Doing, Election, Hands, Said, leaders, which_committee};
use crate::people::known;
use crate::text::Rationale;
use crate::votes::changes::{CastingVoteCast, ElectionHeld, HandsCounted, ItemCalledIn, RollTaken, VoteCast};
use crate::votes::{
    AdmittedElection, AdmittedHands, CallIn, CastCasting, CastVote, CountHands, HoldElection, MOST_CANDIDATES, MOST_HANDS, TakeRoll, admit,
    admit_casting, admit_election, admit_hands, admit_roll, as_vote, committee_of, may_call_in,
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

/// Holds an election by secret ballot, of which the numbers alone are recorded.
///
/// # Errors
/// [`Error::NotFound`] for the item; people of no register; ballots that cannot be so; the refusals of [`admit_election`].
pub fn hold_election(read: &mut Read<'_>, command: &HoldElection, at: impl Into<At>) -> Result<ElectionHeld, Error> {
    check_election(command, "")?;
    let named = people_of(command, "");
    known(read, &named.iter().map(|(pointer, person)| (pointer.as_str(), *person)).collect::<Vec<_>>())?;
    let people: Vec<PersonId> = named.iter().map(|(_, person)| *person).collect();
    let entering = Entering::at(meetings::facts::sitting_of(read, command.item, &people)?, at, Doing::Business)?;
    let sitting = entering.sitting();
    let item = sitting.item(command.item.id()).ok_or(Error::NotFound("item"))?;
    off::stands(item)?;
    let committee = which_committee(sitting, item, command.committee, None, "/committee")?;
    let permit = admit_election(sitting, &sitting.room(), item, committee_of(sitting, committee)?, command)?;
    entering.may_stand([Said::Election(as_election(&permit))])?;
    Ok(ElectionHeld::by(&permit, sitting.meeting.id, &entering.entered))
}

/// Whoever an election names, each with the address of the field.
pub(super) fn people_of(command: &HoldElection, under: &str) -> Vec<(String, PersonId)> {
    let candidates = command.candidates.iter().enumerate();
    let named = candidates.map(|(n, candidate)| (format!("{under}/candidates/{n}/person"), candidate.person));
    named.chain([(format!("{under}/counted_by"), command.counted_by)]).collect()
}

/// That the ballots can be so: somebody stands, each once; there are some, and no more than any committee has seats; and a lot
/// is drawn between those who tied alone.
pub(super) fn check_election(command: &HoldElection, under: &str) -> Result<(), Error> {
    let mut faults = Vec::new();
    let mut wrong = |field: String, code: &str, message: String| faults.push(FieldError::new(format!("{under}/{field}"), code, message));
    if !(1..=MOST_CANDIDATES).contains(&command.candidates.len()) {
        wrong("candidates".to_owned(), "length", format!("An election has 1 to {MOST_CANDIDATES} candidates."));
    }
    for (n, candidate) in command.candidates.iter().enumerate() {
        if command.candidates.iter().take(n).any(|other| other.person == candidate.person) {
            wrong(format!("candidates/{n}/person"), "duplicate", "They stand once: add their votes up.".to_owned());
        }
        if candidate.votes > MOST_HANDS {
            wrong(format!("candidates/{n}/votes"), "range", format!("Give the number of ballots, {MOST_HANDS} at most."));
        }
    }
    if command.blank_or_spoilt > MOST_HANDS {
        wrong("blank_or_spoilt".to_owned(), "range", format!("Give the number of ballots, {MOST_HANDS} at most."));
    }
    if command.all() == 0 {
        wrong("candidates".to_owned(), "range", "Give how many ballots were cast; where there were none there was no election.".to_owned());
    }
    let drawn = command.drawn_by_lot;
    if drawn.is_some_and(|person| !command.is_tied() || !leaders(&command.candidates).any(|leader| leader == person)) {
        let message = "A lot is drawn between those who have the most votes, where several do: name one of them, or leave this out.";
        wrong("drawn_by_lot".to_owned(), "not_taken", message.to_owned());
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// An election as the book would have it.
#[must_use]
pub fn as_election(permit: &AdmittedElection) -> Election {
    let HoldElection { item, counted_by, ref candidates, blank_or_spoilt, drawn_by_lot, .. } = *permit.command();
    let (candidates, raised) = (candidates.clone(), permit.raised().to_vec());
    let (id, item, committee) = (FactId::new(), item.id(), permit.committee());
    Election { id, order: 0, item, committee, counted_by, candidates, blank_or_spoilt, drawn_by_lot, raised }
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
