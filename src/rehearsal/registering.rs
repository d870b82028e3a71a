//! What a case does beside its meetings: a ballot of member practices, a seat filled, other terms of reference.

use super::case::{CaseVote, Step};
use super::stage::{CaseError, Stage};
use super::step::{named, need};
use crate::ballots::rules::Answer;
use crate::ballots::{BallotVote, RecordBallot};
use crate::committees::{Appointment, Terms};
use crate::fault::Error;
use crate::meetings::Choice;
use crate::moment::Date;
use crate::{ballots, committees};

/// Records a ballot of member practices, by which a later `amend_terms` may be carried.
pub(super) fn ballot(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let id = need(step.id.clone(), "id", path)?;
    if stage.ballots.contains_key(&id) {
        return Err(CaseError::new(format!("{path}/id"), format!("the case has another ballot '{id}'")));
    }
    let vote = |vote: &CaseVote| -> Result<BallotVote, CaseError> {
        if vote.person.is_some() || vote.seat.is_some() {
            return Err(CaseError::new(format!("{path}/votes"), "in a ballot practices vote: name an organisation, no person and no seat"));
        }
        let organisation = stage.body(&need(vote.organisation.clone(), "votes/organisation", path)?, path)?;
        let choice = match vote.choice {
            Choice::For => Answer::For,
            Choice::Against => Answer::Against,
            Choice::Abstain => Answer::Abstain,
        };
        Ok(BallotVote { organisation, choice, weight: vote.weight })
    };
    let command = RecordBallot {
        organisation: stage.body(&need(step.organisation.clone(), "organisation", path)?, path)?,
        question: need(step.question.clone(), "question", path)?,
        franchise: need(step.franchise, "franchise", path)?,
        window: need(step.window, "window", path)?,
        votes: need(step.votes.clone(), "votes", path)?.iter().map(vote).collect::<Result<_, _>>()?,
        threshold: step.threshold,
        announced: step.announced.clone().map(|announced| (announced.by, announced.on)),
        if_not_carried: step.if_not_carried.clone(),
    };
    Ok(stage.record(move |read| ballots::record(read, &command)).map(|made| {
        stage.ballots.insert(id.clone(), made.id);
    }))
}

/// Fills a seat, or names a deputy for its holder.
pub(super) fn appoint(stage: &Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let to = step.to.as_ref().map(|day| day.parse::<Date>()).transpose();
    let says = Appointment {
        committee: stage.committee(&need(step.committee.clone(), "committee", path)?, path)?,
        seat: need(step.seat.clone(), "seat", path)?,
        person: named(stage, step.person.as_ref(), "person", path)?,
        from: need(step.from, "from", path)?,
        to: to.map_err(|error| CaseError::new(format!("{path}/to"), error.to_string()))?,
        deputy_for: step.deputy_for.as_ref().map(|holder| stage.person(holder, path)).transpose()?,
    };
    Ok(stage.record(move |read| committees::appoint(read, &says)).map(|_| ()))
}

pub(super) fn amend(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let committee = stage.committee(&need(step.committee.clone(), "committee", path)?, path)?;
    let mut terms = need(step.terms.clone(), "terms", path)?;
    let from = need(step.from, "from", path)?;
    if let Some(terms) = terms.as_object_mut() {
        terms.insert("from".into(), from.to_string().into());
        if let Some(ballot) = &step.ballot {
            let held = stage.ballots.get(ballot);
            let held = held.ok_or_else(|| CaseError::new(format!("{path}/ballot"), format!("the case has no ballot '{ballot}'")))?;
            terms.insert("ballot".into(), held.to_string().into());
        }
    }
    let terms: Terms =
        crate::http::body::json::typed(terms).map_err(|error| CaseError::new(format!("{path}/terms"), super::stage::message_of(&error)))?;
    let done = stage.set_terms(committee, terms.clone());
    if done.is_ok() {
        stage.seat_held(committee, &terms)?;
    }
    Ok(done)
}
