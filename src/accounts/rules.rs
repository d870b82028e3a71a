//! The rules of the door: what an account is to them, how long things are good, which places are
//! remembered. Pure: what they need is given as facts. Who may make an account, manage one, give which
//! office and sign in stands in files of its own.

pub mod making;
pub mod managing;
pub mod offices;
pub mod signing;

use std::collections::{BTreeMap, BTreeSet};

use offices::CHECKS;

use crate::access::Role;
use crate::actor::{Actor, Via};
use crate::fault::Error;
use crate::ids::{AccountId, PersonId, RegisterId};
use crate::moment::Instant;
use crate::verdict::{Code, Reason, Refusal};

/// Seconds that a refresh token is good for, and a session at most.
pub const REFRESH_LIFE: i64 = 12 * 3600;
pub const SESSION_LIFE: i64 = 7 * 24 * 3600;
/// Seconds that a set-up link, and an invitation, are good for.
pub const SET_UP_LIFE: i64 = 30 * 60;
pub const INVITATION_LIFE: i64 = 7 * 24 * 3600;

/// An account as the rules see it.
#[derive(Debug, Clone)]
pub struct AccountFacts {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub suspended: bool,
    pub created_at: Instant,
    pub version: i64,
    /// Roles by register; those of the deployment under the register `system`.
    pub roles: BTreeMap<RegisterId, BTreeSet<Role>>,
    /// Which person of a register this is.
    pub persons: BTreeMap<RegisterId, PersonId>,
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "AccountState")]
pub enum State {
    /// No password yet.
    Invited,
    /// It has a password and can sign in.
    Active,
    /// It cannot sign in until somebody reinstates it.
    Suspended,
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Suspended => "suspended",
        })
    }
}

impl AccountFacts {
    #[must_use]
    pub fn state(&self) -> State {
        if self.suspended {
            State::Suspended
        } else if self.password_hash.is_none() {
            State::Invited
        } else {
            State::Active
        }
    }

    /// Whether it has roles in a register: then whoever leads it may know of the account.
    #[must_use]
    pub fn is_of(&self, register: RegisterId) -> bool {
        self.roles.get(&register).is_some_and(|roles| !roles.is_empty())
    }

    /// Whether it holds one of the roles that look at what a governance lead does, in any register.
    #[must_use]
    pub fn checks(&self) -> bool {
        self.roles.values().flatten().any(|role| CHECKS.contains(role))
    }
}

/// Wrong passwords given for an address since its last sign-in, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureFacts {
    pub count: i64,
    /// From how many networks, where it was told.
    pub networks: i64,
    pub last_at: Instant,
}

/// Places that an account's sign-ins are remembered from.
pub const PLACES: usize = 16;

/// Which places are forgotten when these are remembered: of those known, oldest first, as many as
/// are too many.
#[must_use]
pub fn places_forgotten(known: &[String], new: &[String]) -> Vec<String> {
    let others: Vec<&String> = known.iter().filter(|place| !new.contains(place)).collect();
    let too_many = (others.len() + new.len()).saturating_sub(PLACES);
    others.into_iter().take(too_many).cloned().collect()
}

fn forbidden(why: &str) -> Error {
    Error::Forbidden(why.to_owned())
}

fn state_forbids(detail: &str, cure: &str) -> Error {
    Refusal::of(Reason::new(Code::StateForbids, "access", detail).cure(cure)).into()
}

/// Nobody is signed in at the machine itself, and nobody need be: whoever may read the database, or starts
/// the program on it, has more in their hands than any account. That they did it stands in the log.
fn is_at_the_machine(actor: &Actor) -> Result<(), Error> {
    match (actor.account, actor.via) {
        (None, Via::Cli | Via::Job) => Ok(()),
        _ => Err(forbidden("This is done at the machine itself, by the command line or the settings.")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::access::Caller;
    use crate::ids::SessionId;

    pub(super) fn account(register: RegisterId, role: Role) -> AccountFacts {
        AccountFacts {
            id: AccountId::new(),
            email: "a@example.org".into(),
            name: "A".into(),
            password_hash: None,
            suspended: false,
            created_at: "2026-11-26T10:00:00Z".parse().unwrap(),
            version: 1,
            roles: BTreeMap::from([(register, BTreeSet::from([role]))]),
            persons: BTreeMap::new(),
        }
    }

    pub(super) fn caller(register: RegisterId, role: Role) -> Caller {
        Caller { account: AccountId::new(), session: SessionId::new(), register, roles: BTreeSet::from([role]), person: None }
    }

    #[test]
    fn the_places_of_the_last_sign_ins_are_kept() {
        let known: Vec<String> = (0..PLACES).map(|n| n.to_string()).collect();
        let new = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(places_forgotten(&known, &new(&["0", "15"])), Vec::<String>::new());
        assert_eq!(places_forgotten(&known, &new(&["a", "b"])), new(&["0", "1"]));
        assert_eq!(places_forgotten(&known, &new(&["0", "b"])), new(&["1"]));
    }
}
