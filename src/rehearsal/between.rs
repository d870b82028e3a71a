//! What a case does beside the book of a meeting: somebody borrowed.

use super::case::Step;
use super::stage::{CaseError, Stage};
use super::step::{by, committee, entered, item, named, time};
use crate::book;
use crate::conflicts::rules::co_opt::CoOpt;
use crate::fault::Error;

/// `co_opt`: somebody is borrowed for an item.
pub(super) fn co_opt(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let (meeting, item) = item(stage, step, path)?;
    let seat = match &step.seat {
        Some(seat) => Some((committee(stage, step, meeting, item, None, path)?, seat.clone())),
        None => None,
    };
    let from = step.from_organisation.as_ref().map(|code| stage.body(code, path)).transpose()?;
    let person = named(stage, step.person.as_ref(), "person", path)?;
    let command = CoOpt { item, seat, person, by: by(stage, step, path)?, from, reason: step.reason.clone(), has_declared: false };
    let at = time(stage, step, meeting, path)?;
    let done = stage.record(move |read| book::co_opt(read, &command, at));
    Ok(entered(stage, step, meeting, done.map(|made| (made.at, None))))
}
