//! `change_authority` and `withdraw_authority`, the product's own: what a committee may do about a function changes by an event.

use super::case::Step;
use super::stage::{CaseError, Stage};
use super::step::need;
use crate::committees::{self, ChangeLevel, GivenEvidence};
use crate::fault::Error;
use crate::moment::Date;

/// `change_authority`: under its `id` a later step withdraws it.
pub(super) fn change(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let given = need(step.evidence.clone(), "evidence", path)?;
    let ballot = given.ballot.as_ref().map(|id| {
        let held = stage.ballots.get(id).copied();
        held.ok_or_else(|| CaseError::new(format!("{path}/evidence/ballot"), format!("the case has no ballot '{id}'")))
    });
    let to = step.to.as_ref().map(|day| day.parse::<Date>()).transpose();
    let command = ChangeLevel {
        committee: stage.committee(&need(step.committee.clone(), "committee", path)?, path)?,
        function: need(step.function.clone(), "function", path)?,
        level: need(step.level, "level", path)?,
        with: step.with.as_ref().map(|code| stage.body(code, path)).transpose()?,
        from: need(step.from, "from", path)?,
        to: to.map_err(|error| CaseError::new(format!("{path}/to"), error.to_string()))?,
        value_limit: step.value_limit,
        evidence: GivenEvidence { what: given.what, reference: given.reference, by: given.by, on: given.on, ballot: ballot.transpose()? },
    };
    let done = stage.record(move |read| committees::change_level(read, &command));
    Ok(done.map(|made| {
        stage.authority.extend(step.id.clone().map(|id| (id, made.id)));
    }))
}

/// `withdraw_authority`: of what an earlier step entered by mistake.
pub(super) fn withdraw(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let what = need(step.what.clone(), "what", path)?;
    let held = stage.authority.get(&what).copied();
    let id = held.ok_or_else(|| CaseError::new(format!("{path}/what"), format!("the case has no change of authority '{what}'")))?;
    let reason = step.reason.clone();
    Ok(stage.record(move |read| committees::withdraw_level(read, id, reason.as_ref())).map(|_| ()))
}
