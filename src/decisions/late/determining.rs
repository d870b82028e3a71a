//! Determining what becomes of a decision under query.

use super::facts::queries;
use super::rules::determining::{self as law, Determining, Finding};
use crate::access::Seen;
use crate::db::Read;
use crate::decisions::changes::determining::DecisionDetermined;
use crate::decisions::facts;
use crate::fault::Error;
use crate::ids::{DecisionId, PersonId};
use crate::meetings::{At, Doing, facts as meetings};
use crate::people::known;
use crate::text::Rationale;
use crate::verdict::Code;

/// What is determined of a decision, by whom and why.
#[derive(Debug, Clone)]
pub struct Determine {
    pub decision: Seen<DecisionId>,
    pub by: PersonId,
    pub finding: Finding,
    pub reason: Rationale,
}

/// Records what a guardian determined of a decision under query.
///
/// # Errors
/// [`Error::NotFound`]; a person of no register; a time before that of what is determined; the refusals of
/// the rule of the same name.
pub fn determine(read: &mut Read<'_>, command: &Determine, at: impl Into<At>) -> Result<DecisionDetermined, Error> {
    let Determine { decision, by, finding, reason } = command;
    known(read, &[("/by", *by)])?;
    let taken = facts::decision(read, *decision)?;
    let sitting = meetings::sitting(read, decision.lets_see(taken.meeting), &[*by])?;
    let item = sitting.item(taken.item).ok_or(Error::NotFound("item"))?;
    let at = at.into().of(&sitting, Doing::Unbound)?.at;
    let found = queries(read, std::slice::from_ref(&taken), None)?;
    let told = found.queries.iter().map(|query| query.declared).max();
    if at < taken.at || told.is_some_and(|told| at.day() < told) {
        let since = told.map_or_else(|| taken.at.day(), |told| told.max(taken.at.day()));
        let message =
            format!("What is determined came to light on {}: give the time at which it was determined, which is later.", since.long());
        return Err(Error::invalid("/at", Code::TimeRequired.as_str(), message));
    }
    let asked = Determining {
        sitting: &sitting,
        item,
        decision: &taken,
        queries: &found.queries,
        by: *by,
        day: at.day(),
        finding: *finding,
        reason,
    };
    Ok(DecisionDetermined::by(law::determine(&asked)?, at))
}
