//! Terms of reference tried before they are adopted.
//!
//! In the minute book nothing is written of this. This folder says what is unwise about a version
//! of the terms: a quorum that cannot be met, that needs the very people who will be conflicted,
//! or that hangs on one person; a committee without its lay and officer majority; a chair who
//! should not be. It forbids nothing.

pub mod http;
pub mod rules;
pub mod templates;
pub mod trying;
pub mod views;

pub use rules::{Finding, LintCode, Tried, lint, tried_on};

use std::collections::BTreeSet;

use crate::committees::{Committee, Terms, bodies_of, drafted, facts as committees};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::CommitteeId;
use crate::{organisations, people};

/// The lints of a committee's latest terms, as of the day they begin.
///
/// # Errors
/// [`Error::NotFound`] for a committee of no register; what the database says.
pub fn of_committee(read: &mut Read<'_>, id: CommitteeId) -> Result<Vec<Finding>, Error> {
    Ok(latest(read, id)?.map(|tried| lint(&tried)).unwrap_or_default())
}

/// The committee's latest terms with whoever holds its seats on the day they begin.
///
/// # Errors
/// As [`of_committee`].
pub fn latest(read: &mut Read<'_>, id: CommitteeId) -> Result<Option<Tried>, Error> {
    let committee = committees::committee(read, id)?.ok_or(Error::NotFound("committee"))?;
    let Some((_, terms)) = committees::versions(read, id)?.pop() else { return Ok(None) };
    tried(read, committee, terms).map(Some)
}

/// Given terms with whoever holds the committee's seats on the day they would begin.
///
/// # Errors
/// What the database says.
pub fn tried(read: &mut Read<'_>, committee: Committee, terms: Terms) -> Result<Tried, Error> {
    let mut memberships = committees::memberships(read, committee.id)?;
    memberships.retain(|membership| membership.period().holds(terms.from));
    let who: BTreeSet<_> = memberships.iter().map(|m| m.person).collect();
    let people = people::facts::persons(read, &who)?;
    let codes = bodies_of(&terms);
    let bodies = organisations::facts::graph(read, BTreeSet::from([committee.organisation]), &codes, terms.from)?;
    Ok(tried_on(committee, terms, memberships, people, bodies))
}

/// What there is to try: the terms given, or the committee's latest.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] where there are no terms to try; what the database says.
pub fn to_check(read: &mut Read<'_>, id: CommitteeId, terms: Option<Terms>) -> Result<Tried, Error> {
    match terms {
        Some(terms) => {
            // What would be refused where it is entered is refused where it is tried.
            let terms = drafted(read, id, terms, "/terms")?;
            let committee = committees::committee(read, id)?.ok_or(Error::NotFound("committee"))?;
            tried(read, committee, terms)
        }
        None => latest(read, id)?.ok_or_else(|| Error::invalid("/terms", "required", "the committee has no terms yet: give some")),
    }
}
