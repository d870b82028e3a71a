//! What a case decides, and what is said of a decision afterwards.

use super::case::Step;
use super::stage::{CaseError, Stage};
use super::step::{by, committee, entered, instant, item, meeting, need, over, time};
use crate::access::Seen;
use crate::book;
use crate::decisions::{self, Correct, Decide};
use crate::fault::Error;
use crate::ids::{DecisionId, MeetingId};
use crate::meetings::{At, EventTime};

pub(super) fn decide(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let committee = committee(stage, step, meeting, item, None, path)?;
    let over = over(stage, step.over.as_ref(), path)?;
    let command = Decide {
        item,
        committee: Some(committee),
        outcome: need(step.outcome, "outcome", path)?,
        method: need(step.method, "method", path)?,
        text: step.text.clone(),
        dissent: step.dissent.iter().flatten().map(|id| stage.person(id, path)).collect::<Result<Vec<_>, _>>()?,
        override_: over,
    };
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::decide(read, &command, at));
    if let Ok(made) = &done {
        stage.decisions.insert((item.id(), committee), Seen::without_asking(made.id));
    }
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, None))))
}

pub(super) fn correct(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (text, reason) = (need(step.text.clone(), "text", path)?, need(step.reason.clone(), "reason", path)?);
    let at = At::Told(EventTime { at: None, now: instant(step.now.as_ref(), path, "now")? });
    if step.meeting.is_some() {
        let meeting = meeting(stage, step, path)?;
        return Ok(stage.record(move |read| decisions::add_to_minutes(read, meeting, &text, &reason, at)).map(|_| ()));
    }
    let (_, decision) = decided(stage, step, path)?;
    let other =
        |id: &String| stage.meetings.get(id).copied().ok_or_else(|| CaseError::new(path, format!("the case has no meeting '{id}'")));
    let at_meeting = step.at_meeting.as_ref().map(other).transpose()?.map(|meeting| meeting.id());
    let by = step.by.is_some().then(|| by(stage, step, path)).transpose()?;
    let command = Correct { decision, text, reason, outcome: step.outcome, at_meeting, by };
    Ok(stage.record(move |read| decisions::correct(read, &command, at)).map(|_| ()))
}

/// The decision that a step is about, and its meeting.
pub(super) fn decided(stage: &Stage, step: &Step, path: &str) -> Result<(Seen<MeetingId>, Seen<DecisionId>), CaseError> {
    let target = need(step.decision.clone(), "decision", path)?;
    let (id, named) = target.split_once('@').map_or((target.as_str(), None), |(item, committee)| (item, Some(committee)));
    let (meeting, item) = stage.item(id, path)?;
    let committee = named.map(|id| stage.committee(id, path)).transpose()?;
    let found = stage.decisions.iter().find(|((on, by), _)| *on == item.id() && committee.is_none_or(|committee| committee == *by));
    let decision = found.map(|(_, id)| *id).ok_or_else(|| CaseError::new(path, format!("no decision on '{target}' is recorded")))?;
    Ok((meeting, decision))
}
