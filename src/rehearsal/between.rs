//! What a case does beside the book of a meeting: somebody borrowed, a conflicts panel heard, an item carried over, what could
//! not wait, what is determined of a decision under query.

use std::collections::BTreeSet;

use super::case::{CaseInstruction, Step};
use super::deciding::decided;
use super::stage::{CaseError, Stage, message_of};
use super::step::{by, entered, item, named, need, time};
use crate::access::Seen;
use crate::book;
use crate::conflicts::rules::co_opt::CoOpt;
use crate::conflicts::rules::panel::{Found, HearPanel, Instruct};
use crate::decisions::late::{self, Determine};
use crate::decisions::urgent::{self, DecideUrgently};
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::moment::Date;
use crate::proceedings::rules::advising::Advise;
use crate::verdict::{Code, Reason, Refusal};

/// `co_opt`: somebody is borrowed for an item.
pub(super) fn co_opt(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let seat = match &step.seat {
        Some(seat) => Some((committee_with(stage, step, meeting, item, seat, path)?, seat.clone())),
        None => None,
    };
    let from = step.from_organisation.as_ref().map(|code| stage.body(code, path)).transpose()?;
    let person = named(stage, step.person.as_ref(), "person", path)?;
    let command = CoOpt { item, seat, person, by: by(stage, step, path)?, from, reason: step.reason.clone(), has_declared: false };
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::co_opt(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, None))))
}

/// The committee that is named, else the only one concerned that has such a seat; of a seat that is nowhere any will do, for
/// the law refuses it in each.
fn committee_with(
    stage: &Stage,
    step: &Step,
    meeting: Seen<MeetingId>,
    item: Seen<ItemId>,
    seat: &str,
    path: &str,
) -> Result<CommitteeId, CaseError> {
    if let Some(id) = &step.committee {
        return stage.committee(id, path);
    }
    let sitting = stage.sitting(meeting, &[]).map_err(|error| CaseError::new(path, message_of(&error)))?;
    let on = sitting.item(item.id()).ok_or_else(|| CaseError::new(path, "the item is gone"))?;
    let with_it: Vec<CommitteeId> = sitting.concerned(on).filter(|at| at.seat(seat).is_some()).map(|at| at.committee.id).collect();
    match with_it.as_slice() {
        [only] => Ok(*only),
        [] => sitting.concerned(on).next().map(|at| at.committee.id).ok_or_else(|| CaseError::new(path, "the item concerns no committee")),
        _ => Err(CaseError::new(path, format!("say which committee: several have a seat '{seat}'"))),
    }
}

/// `carry_over`: an item goes onto the agenda of a later meeting, under an id that the case has not used.
pub(super) fn carry_over(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (_, item) = item(stage, step, path)?;
    let (from, to, id) = (need(step.item.clone(), "item", path)?, need(step.to.clone(), "to", path)?, need(step.id.clone(), "id", path)?);
    let to = stage.meetings.get(&to).copied().ok_or_else(|| CaseError::new(path, format!("the case has no meeting '{to}'")))?;
    if stage.items.contains_key(&id) {
        return Ok(Err(Refusal::of(Reason::new(Code::Duplicate, "C10", format!("There is an item '{id}' already."))).into()));
    }
    let done = stage.record(move |read| book::carry_over(read, item, to.id(), None));
    Ok(done.map(|made| {
        for carried in &made.items {
            let old = stage.items.iter().find(|(_, (_, old))| old.id() == carried.from).map(|(name, _)| name.clone());
            let name = old.map_or_else(|| id.clone(), |old| old.replacen(&from, &id, 1));
            stage.call_it(&name, carried.says.title.to_string());
            stage.items.insert(name, (to, Seen::without_asking(carried.id)));
        }
    }))
}

/// `advise`: somebody advises on an item.
pub(super) fn advise(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let person = named(stage, step.person.as_ref(), "person", path)?;
    let (says, in_writing) = (need(step.says.clone(), "says", path)?, step.in_writing.unwrap_or_default());
    let (command, at) = (Advise { item, person, says, in_writing }, time(stage, step, meeting, path)?);
    let done = stage.record(move |read| book::advise(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id)))))
}

/// `panel`: a conflicts panel is heard on an item.
pub(super) fn panel(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let people =
        |given: &Option<Vec<String>>| given.iter().flatten().map(|id| stage.person(id, path)).collect::<Result<Vec<_>, CaseError>>();
    let instruct = |one: &CaseInstruction| {
        Ok::<_, CaseError>(Instruct { person: stage.person(&one.person, path)?, treatment: one.treatment, reason: one.reason.clone() })
    };
    need(step.members.as_ref(), "members", path)?;
    let command = HearPanel {
        item,
        on: step.on,
        convened_by: named(stage, step.convened_by.as_ref(), "convened_by", path)?,
        unavailable: people(&step.unavailable)?,
        members: people(&step.members)?,
        reason: step.reason.clone(),
        found: step.found.as_ref().map(|found| Found { undue_influence: found.undue_influence, words: found.words.clone() }),
        instructions: step.instructions.iter().flatten().map(instruct).collect::<Result<Vec<_>, _>>()?,
        undeclared: BTreeSet::new(),
    };
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::hear_panel(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id)))))
}

/// `urgent_decision`: chair and chief officer decide what cannot wait; `at` is a day.
pub(super) fn urgent(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (_, item) = item(stage, step, path)?;
    let people = |given: &Vec<String>| given.iter().map(|id| stage.person(id, path)).collect::<Result<Vec<PersonId>, CaseError>>();
    let by: Vec<String> = match &step.by {
        Some(serde_json::Value::Array(list)) => list.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect(),
        Some(serde_json::Value::String(id)) => vec![id.clone()],
        _ => return Err(CaseError::new(path, "'by' is needed, and names who decided")),
    };
    let day = need(step.at.clone(), "at", path)?;
    let on: Date = day.parse().map_err(|_| CaseError::new(format!("{path}/at"), format!("'{day}' is no day")))?;
    let committee = step.committee.as_ref().map(|id| stage.committee(id, path)).transpose()?;
    let command = DecideUrgently {
        item,
        committee,
        by: people(&by)?,
        consulted: people(&step.consulted.clone().unwrap_or_default())?,
        unavailable: people(&step.unavailable.clone().unwrap_or_default())?,
        reason: step.reason.clone(),
        on,
    };
    Ok(stage.record(move |read| urgent::decide_urgently(read, &command)).map(|_| ()))
}

/// `determine`: what a guardian determined of a decision under query.
pub(super) fn determined(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, decision) = decided(stage, step, path)?;
    let (finding, reason) = (need(step.finding, "finding", path)?, need(step.reason.clone(), "reason", path)?);
    let (by, at) = (by(stage, step, path)?, time(stage, step, meeting, path)?);
    let command = Determine { decision, by, finding, reason };
    Ok(stage.record(move |read| late::determine(read, &command, at)).map(|_| ()))
}
