//! What a case strikes, writes in its stead, and has taken again.

use super::case::Step;
use super::stage::{CaseError, Labelled, Stage};
use super::step::{by, committee, entered, instant, item, lines, meeting, named, need, proceed, ruling, time};
use super::votes::{ballot_of, casting, election_of, hands_of};
use crate::book::changes::Written;
use crate::book::{self, Instead, Replacement, Strike};
use crate::fault::Error;
use crate::ids::FactId;
use crate::meetings::{At, EventTime};
use crate::moment::Instant;
use crate::proceedings::BeginPhase;

/// `strike`: what a label names is struck; one that names nothing is looked for all the same, so that the law says
/// what is wrong.
pub(super) fn strike(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let label = need(step.what.clone(), "what", path)?;
    let named = stage.labels.get(&label).cloned();
    let (meeting, what, verb) = match named {
        Some(Labelled { verb, meeting, acts }) => (meeting, acts, verb),
        None => (meeting(stage, step, path)?, vec![FactId::new()], String::new()),
    };
    let now = instant(step.now.as_ref(), path, "now")?;
    let instead = match &step.instead {
        // Of what nothing stands under nobody can say what should have been entered: the law says that it is not there.
        Some(other) if !verb.is_empty() => replacements(stage, other, &verb, now, &format!("{path}/instead"))?,
        _ => Vec::new(),
    };
    let by = step.by.is_some().then(|| by(stage, step, path)).transpose()?;
    let command = Strike { meeting, what, reason: step.reason.clone(), by, instead, now: now.unwrap_or_else(Instant::now) };
    let done = stage.record(move |read| book::strike(read, &command));
    Ok(done.map(|made| {
        let label = step.instead.as_ref().and_then(|other| other.label.clone());
        if let Some(label) = label.filter(|_| !made.instead.is_empty()) {
            let acts = made.instead.iter().filter_map(id_of).collect();
            stage.labels.insert(label, Labelled { verb, meeting, acts });
        }
    }))
}

fn id_of(written: &Written) -> Option<FactId> {
    match written {
        Written::Attendance(made) => Some(FactId::from_uuid(made.id.uuid())),
        Written::Visit(made) => Some(made.id),
        Written::Nil(made) => Some(made.id),
        Written::Presiding(made) => Some(made.id),
        Written::Ruling(made) => Some(FactId::from_uuid(made.id.uuid())),
        Written::Phase(made) => made.id,
        Written::Vote(made) => Some(FactId::from_uuid(made.id.uuid())),
        Written::Hands(made) => Some(made.id),
        Written::Election(made) => Some(made.id),
        Written::CastingVote(made) => Some(made.id),
    }
}

/// The acts that a step says should have been entered; without `at`, in the same place.
fn replacements(stage: &Stage, step: &Step, verb: &str, now: Option<Instant>, path: &str) -> Result<Vec<Instead>, CaseError> {
    let at = |meeting| match &step.at {
        None => Ok(At::Told(EventTime { at: None, now })),
        Some(_) => time(stage, step, meeting, path),
    };
    let one = |act: Replacement, at: At| vec![Instead { act, at }];
    Ok(match verb {
        "arrive" | "leave" | "return" | "apologies" => {
            let meeting = meeting(stage, step, path)?;
            let at = at(meeting)?;
            let lines = lines(stage, step, verb, meeting, at, path)?;
            lines.into_iter().map(|line| Instead { act: Replacement::Attendance(line), at }).collect()
        }
        "visit" | "visitor_leaves" | "visitor_returns" | "visitor_invited" | "visitor_declares" => {
            let (meeting, told) = super::visitors::told(stage, step, verb, path)?;
            one(Replacement::Visit(told), at(meeting)?)
        }
        "say_nil" => {
            let at = at(meeting(stage, step, path)?)?;
            let people = need(step.who.clone(), "who", path)?;
            let nil = |id: &String| Ok(Instead { act: Replacement::Nil(stage.person(id, path)?), at });
            people.iter().map(nil).collect::<Result<Vec<_>, CaseError>>()?
        }
        "preside" => {
            let (meeting, item) = item(stage, step, path)?;
            let committee = step.committee.as_ref().map(|id| stage.committee(id, path)).transpose()?;
            let person = named(stage, step.person.as_ref(), "person", path)?;
            one(Replacement::Presiding { item, committee, person }, at(meeting)?)
        }
        "rule" => {
            let (meeting, command) = ruling(stage, step, path)?;
            one(Replacement::Ruling(command), at(meeting)?)
        }
        "begin" => {
            let (meeting, item) = item(stage, step, path)?;
            let command = BeginPhase { item, phase: need(step.phase, "phase", path)?, proceed: proceed(stage, step, path)? };
            one(Replacement::Phase(command), at(meeting)?)
        }
        // One of a roll is one vote.
        "vote" | "roll" => {
            let (meeting, command) = ballot_of(stage, step, path)?;
            one(Replacement::Vote(command), at(meeting)?)
        }
        "hands" => {
            let (meeting, command) = hands_of(stage, step, path)?;
            one(Replacement::Hands(command), at(meeting)?)
        }
        "election" => {
            let (meeting, command) = election_of(stage, step, path)?;
            one(Replacement::Election(command), at(meeting)?)
        }
        "casting_vote" => {
            let (meeting, command) = casting(stage, step, path)?;
            one(Replacement::CastingVote(command), at(meeting)?)
        }
        _ => return Err(CaseError::new(path, "nothing stands under that label, so nothing can be written in its stead")),
    })
}

/// `reopen`: a decision is taken again.
pub(super) fn reopen(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let committee = committee(stage, step, meeting, item, None, path)?;
    let (by, reason, at) = (by(stage, step, path)?, step.reason.clone(), time(stage, step, meeting, path)?);
    let done = stage.record(move |read| book::reopen(read, item, Some(committee), by, reason.as_ref(), at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, None))))
}
