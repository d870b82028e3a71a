//! What a case does with the dispensations of a council.

use super::case::Step;
use super::stage::{CaseError, Stage};
use super::step::{by, named, need};
use crate::dispensations::{self, GrantDispensation};
use crate::fault::Error;
use crate::moment::Date;

/// `dispense`: a council lets somebody take part who is interested.
pub(super) fn dispense(stage: &mut Stage, step: &Step, path: &str) -> Result<Result<(), Error>, CaseError> {
    let to = need(step.to.clone(), "to", path)?.parse::<Date>();
    let from = need(step.from, "from", path)?;
    let command = GrantDispensation {
        organisation: stage.body(&need(step.organisation.clone(), "organisation", path)?, path)?,
        person: named(stage, step.person.as_ref(), "person", path)?,
        concerning: step.concerning.as_ref().map(|code| stage.body(code, path)).transpose()?,
        allows: need(step.allows, "allows", path)?,
        ground: need(step.ground, "ground", path)?,
        because: step.reason.clone(),
        requested: step.requested.unwrap_or(from),
        by: by(stage, step, path)?,
        from,
        to: to.map_err(|error| CaseError::new(format!("{path}/to"), error.to_string()))?,
    };
    Ok(stage.record(move |read| dispensations::grant(read, &command)).map(|_| ()))
}
