//! The verbs of authority: the level of a function changes by an event with its evidence, and one that was entered by mistake
//! is withdrawn.

use super::authority::{Authority, Level};
use super::changes::level::{AuthorityChanged, AuthorityWithdrawn};
use super::facts;
use super::facts::level as kept;
use super::rules::level::{Changing, GivenEvidence, Withdrawing, may_change, may_withdraw};
use super::rules::{MOST_FUNCTIONS, nobody_decides_meanwhile};
use super::terms::Terms;
use crate::ballots;
use crate::db::Read;
use crate::fault::{Error, FieldError};
use crate::ids::{AuthorityId, CommitteeId, OrganisationId};
use crate::moment::Date;
use crate::money::Money;
use crate::organisations;
use crate::text::{Rationale, Word};

/// The reference of a change stands in every decision that is taken on it.
const MOST_REFERENCE: usize = 500;

/// A change of what a committee may do about a function.
#[derive(Debug, Clone)]
pub struct ChangeLevel {
    pub committee: CommitteeId,
    pub function: Word,
    pub level: Level,
    pub with: Option<OrganisationId>,
    pub from: Date,
    pub to: Option<Date>,
    pub value_limit: Option<Money>,
    pub evidence: GivenEvidence,
}

/// Changes the level of a function from a day on (D4).
///
/// # Errors
/// No such committee; a body or a ballot that is not known, too many changes; the refusals of [`may_change`], with that of a
/// ballot that did not carry.
pub fn change_level(read: &mut Read<'_>, command: &ChangeLevel) -> Result<AuthorityChanged, Error> {
    let ChangeLevel { committee, function, level, with, from, to, value_limit, evidence } = command.clone();
    let whose = facts::one(read, committee)?.ok_or(Error::NotFound("committee"))?;
    let mut faults = Vec::new();
    let code = match with {
        Some(id) => {
            let body = organisations::facts::one(read, id)?;
            if body.is_none() {
                let message = "There is no such body in this register: enter it first, or put its id right.";
                faults.push(FieldError::new("/with", "unknown_reference", message));
            }
            body.map(|body| body.says.code)
        }
        None if level == Level::Shadow => {
            faults.push(nobody_decides_meanwhile("/with"));
            None
        }
        None => None,
    };
    if evidence.what == super::authority::EvidenceKind::Ballot && evidence.ballot.is_none() {
        let message = "Name the ballot, once it is recorded with its votes: whether it carried is asked of it.";
        faults.push(FieldError::new("/evidence/ballot", "required", message));
    }
    let length = evidence.reference.as_ref().map_or(0, |reference| reference.chars().count());
    if length > MOST_REFERENCE {
        let message = format!("This has {length} characters: say where the paper is and what it says in at most {MOST_REFERENCE}.");
        faults.push(FieldError::new("/evidence/reference", "length", message));
    }
    let held = kept::all(read, committee)?;
    if held.len() >= MOST_FUNCTIONS {
        let message = format!("The authority of a committee is changed {MOST_FUNCTIONS} times at most: enter a new version of its terms.");
        faults.push(FieldError::new("/function", "length", message));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let voted = super::edit::rests_on(read, evidence.ballot, &whose, "/evidence/ballot");
    let versions: Vec<Terms> = facts::versions(read, committee)?.into_iter().map(|(_, terms)| terms).collect();
    let standing: Vec<_> = held.into_iter().filter(|kept| kept.withdrawn.is_none()).map(|kept| kept.change).collect();
    let permit = may_change(Changing {
        committee,
        row: Authority { function: function.into(), level, with: code, from, to, value_limit },
        with,
        evidence: &evidence,
        versions: &versions,
        standing: &standing,
        met: organisations::facts::met_since(read, &[committee], from)?,
    });
    Ok(AuthorityChanged::by(ballots::with_its_ballot(voted, permit)?))
}

/// Withdraws a change of level that was entered by mistake (D4).
///
/// # Errors
/// No such change; the refusals of [`may_withdraw`].
pub fn withdraw_level(read: &mut Read<'_>, id: AuthorityId, reason: Option<&Rationale>) -> Result<AuthorityWithdrawn, Error> {
    let kept::KeptChange { committee, change, withdrawn, .. } = kept::one(read, id)?.ok_or(Error::NotFound("authority change"))?;
    let versions = versions_and_changes(read, committee)?;
    let decided = kept::decided_on(read, committee, &change.row.function, change.row.from)?;
    let (before, decided) = (withdrawn.as_deref(), decided.as_slice());
    let case = Withdrawing { committee, change: &change, before, versions: &versions, decided, reason };
    Ok(AuthorityWithdrawn::by(may_withdraw(&case)?))
}

/// Every version of a committee's terms, each beside what was changed of its authority by events.
///
/// # Errors
/// What the database says.
pub fn versions_and_changes(read: &mut Read<'_>, committee: CommitteeId) -> Result<Vec<Terms>, Error> {
    let standing = kept::standing(read, committee)?;
    let versions = facts::versions(read, committee)?.into_iter();
    Ok(versions.map(|(_, terms)| Terms { changed: standing.clone(), ..terms }).collect())
}
