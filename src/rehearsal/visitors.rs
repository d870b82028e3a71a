//! How a case records visitors, who are none of its people: each goes by an id of the case from when they come.

use super::case::Step;
use super::stage::{CaseError, Stage};
use super::step::{entered, meeting, need, time};
use crate::access::Seen;
use crate::book::{self, NewVisit};
use crate::fault::Error;
use crate::ids::MeetingId;
use crate::meetings::Visiting;

/// The steps that are about visitors, each with what it records.
const VERBS: [(&str, Visiting); 5] = [
    ("visit", Visiting::Arrive),
    ("visitor_leaves", Visiting::Leave),
    ("visitor_returns", Visiting::Return),
    ("visitor_invited", Visiting::Invite),
    ("visitor_declares", Visiting::Declare),
];

/// The line that a step tells, and at which meeting.
pub(super) fn told(stage: &Stage, step: &Step, verb: &str, path: &str) -> Result<(Seen<MeetingId>, NewVisit), CaseError> {
    let event = VERBS.iter().find(|(name, _)| *name == verb).map(|(_, event)| *event);
    let event = event.ok_or_else(|| CaseError::new(path, format!("'{verb}' is no step about a visitor")))?;
    let known = match (event, &step.visitor) {
        (Visiting::Arrive, _) => None,
        (_, given) => {
            let id = need(given.clone(), "visitor", path)?;
            let found = stage.visitors.get(&id).copied();
            Some(found.ok_or_else(|| CaseError::new(format!("{path}/visitor"), format!("the case has no visitor '{id}'")))?)
        }
    };
    let at = match known {
        Some((meeting, _)) => meeting,
        None => meeting(stage, step, path)?,
    };
    let items = step.items.iter().flatten().map(|id| stage.item(id, path).map(|(_, item)| item.id())).collect::<Result<_, _>>()?;
    let told = NewVisit {
        event,
        visitor: known.map(|(_, visitor)| visitor),
        name: step.name.clone(),
        organisation_name: step.organisation_name.clone(),
        attends_as: step.attends_as,
        items,
        interest_told: step.interest_told.clone(),
    };
    Ok((at, told))
}

pub(super) fn visit(stage: &mut Stage, step: &Step, verb: &str, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, told) = told(stage, step, verb, path)?;
    let id = need(step.visitor.clone(), "visitor", path)?;
    if told.event == Visiting::Arrive && stage.visitors.contains_key(&id) {
        return Err(CaseError::new(format!("{path}/visitor"), format!("the case has a visitor '{id}' already: they return")));
    }
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::visit(read, meeting, &told, at));
    if let Ok(made) = &done {
        stage.visitors.insert(id, (meeting, made.whose()));
    }
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, Some(made.id)))))
}
