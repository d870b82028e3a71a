//! How a case votes: one by one (by correspondence a vote is a reply), by a roll, by a show of hands, by secret ballot, with a
//! casting vote; and what is called in instead.

use super::case::{CaseCandidate, CaseVote, Step};
use super::stage::{CaseError, Stage};
use super::step::{by, committee, entered, item, named, need, time};
use crate::access::Seen;
use crate::book;
use crate::fault::Error;
use crate::ids::{FactId, MeetingId};
use crate::meetings::Candidate;
use crate::votes::{CallIn, Called, CastCasting, CastVote, CountHands, HoldElection, TakeRoll};

/// The vote that a step casts.
pub(super) fn ballot_of(stage: &Stage, step: &Step, path: &str) -> Result<(Seen<MeetingId>, CastVote), CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    if step.person.is_some() == step.seat.is_some() {
        return Err(CaseError::new(path, "a vote names a person or a seat"));
    }
    let person = step.person.as_ref().map(|id| stage.person(id, path)).transpose()?;
    let committee = Some(committee(stage, step, meeting, item, person, path)?);
    Ok((meeting, CastVote { item, committee, person, seat: step.seat.clone(), choice: need(step.choice, "choice", path)? }))
}

pub(super) fn vote(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, command) = ballot_of(stage, step, path)?;
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::cast(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(FactId::from_uuid(made.id.uuid()))))))
}

/// `roll`: its label names all of its votes.
pub(super) fn roll(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let committee = Some(committee(stage, step, meeting, item, None, path)?);
    let called = |vote: &CaseVote| -> Result<Called, CaseError> {
        if vote.person.is_some() == vote.seat.is_some() || vote.organisation.is_some() || vote.weight.is_some() {
            return Err(CaseError::new(format!("{path}/votes"), "a vote of a roll names a person or a seat, and how it was cast"));
        }
        let person = vote.person.as_ref().map(|id| stage.person(id, path)).transpose()?;
        Ok(Called { person, seat: vote.seat.clone(), choice: vote.choice })
    };
    let votes = need(step.votes.clone(), "votes", path)?.iter().map(called).collect::<Result<_, _>>()?;
    let (command, at) = (TakeRoll { item, committee, votes }, time(stage, step, meeting, path)?);
    let made = match stage.record(move |read| book::take_roll(read, &command, at)) {
        Ok(made) => made,
        Err(error) => return Ok(Err(error)),
    };
    let mut done = Ok(());
    for line in &made.votes {
        done = entered(stage, step, meeting, Ok((made.at, Some(FactId::from_uuid(line.id.uuid())))));
    }
    Ok(done)
}

/// The show of hands that a step counts.
pub(super) fn hands_of(stage: &Stage, step: &Step, path: &str) -> Result<(Seen<MeetingId>, CountHands), CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let committee = Some(committee(stage, step, meeting, item, None, path)?);
    let (in_favour, against) = (need(step.in_favour, "for", path)?, need(step.against, "against", path)?);
    Ok((meeting, CountHands { item, committee, in_favour, against, abstained: step.abstained.unwrap_or(0) }))
}

pub(super) fn hands(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, command) = hands_of(stage, step, path)?;
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::count_hands(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id)))))
}

/// The election that a step holds.
pub(super) fn election_of(stage: &Stage, step: &Step, path: &str) -> Result<(Seen<MeetingId>, HoldElection), CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let committee = Some(committee(stage, step, meeting, item, None, path)?);
    let candidate = |stands: &CaseCandidate| Ok(Candidate { person: stage.person(&stands.person, path)?, votes: stands.votes });
    let candidates = need(step.candidates.clone(), "candidates", path)?.iter().map(candidate).collect::<Result<_, CaseError>>()?;
    let command = HoldElection {
        item,
        committee,
        counted_by: named(stage, step.counted_by.as_ref(), "counted_by", path)?,
        candidates,
        blank_or_spoilt: step.blank_or_spoilt.unwrap_or(0),
        drawn_by_lot: step.drawn_by_lot.as_ref().map(|id| stage.person(id, path)).transpose()?,
    };
    Ok((meeting, command))
}

pub(super) fn election(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, command) = election_of(stage, step, path)?;
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::hold_election(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id)))))
}

/// The casting vote that a step casts.
pub(super) fn casting(stage: &Stage, step: &Step, path: &str) -> Result<(Seen<MeetingId>, CastCasting), CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let by = by(stage, step, path)?;
    let committee = Some(committee(stage, step, meeting, item, Some(by), path)?);
    Ok((meeting, CastCasting { item, committee, by, choice: need(step.choice, "choice", path)? }))
}

pub(super) fn casting_vote(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, command) = casting(stage, step, path)?;
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::cast_casting(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id)))))
}

/// `call_in`: a member has an item of a meeting by correspondence taken in a room instead.
pub(super) fn call_in(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let (command, at) = (CallIn { item, by: by(stage, step, path)?, reason: step.reason.clone() }, time(stage, step, meeting, path)?);
    let done = stage.record(move |read| book::call_in(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id)))))
}
