//! The rules of the door: how long a guesser waits, when a renewal is an attack, for which
//! register a sign-in is, who may manage whom. Pure: what they need is given as facts.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::Role;
use crate::ids::{AccountId, PersonId, RegisterId, SessionId};
use crate::moment::Instant;

/// Seconds within which a spent token may be shown again by the client that spent it.
const GRACE: i64 = 10;
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

/// The register of a sign-in: the only one with roles, or the one asked for among several.
///
/// # Errors
/// Those to choose from, when none was asked for; none, when the one asked for is not among them.
pub fn register_of(roles: &BTreeMap<RegisterId, BTreeSet<Role>>, asked: Option<RegisterId>) -> Result<RegisterId, Vec<RegisterId>> {
    let held: Vec<RegisterId> = roles.iter().filter(|(_, roles)| !roles.is_empty()).map(|(register, _)| *register).collect();
    match (asked, held.as_slice()) {
        (Some(asked), _) if held.contains(&asked) => Ok(asked),
        (Some(_), _) => Err(Vec::new()),
        (None, [only]) => Ok(*only),
        (None, _) => Err(held),
    }
}

/// A refresh token as it is stored, with its session.
#[derive(Debug, Clone)]
pub struct RefreshFacts {
    pub session: SessionId,
    pub account: AccountId,
    pub register: RegisterId,
    pub expires_at: Instant,
    pub session_expires_at: Instant,
    /// Closed, or its account suspended or given a new password since.
    pub session_is_over: bool,
    pub spent_at: Option<Instant>,
    pub spent_by: Option<String>,
    /// Whether the token that followed was itself spent.
    pub successor_spent: bool,
}

/// What a refresh token shown again means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Unspent: spend it and give the next.
    Fresh,
    /// Just spent by the same client, whose answer was lost: give the same next one.
    Again,
    /// Spent earlier, or by another: somebody has a copy. The whole family ends.
    Reused,
    /// Run out, or its session is over.
    Over,
}

#[must_use]
pub fn renewal(facts: &RefreshFacts, client: &str, now: Instant) -> Renewal {
    if facts.session_is_over || now >= facts.session_expires_at {
        return Renewal::Over;
    }
    match facts.spent_at {
        None if now >= facts.expires_at => Renewal::Over,
        None => Renewal::Fresh,
        Some(at) if now <= at.plus_seconds(GRACE) && facts.spent_by.as_deref() == Some(client) && !facts.successor_spent => Renewal::Again,
        Some(_) => Renewal::Reused,
    }
}

/// The roles that look at what a governance lead does. Were they in the lead's gift, nobody would.
pub const CHECKS: [Role; 2] = [Role::Guardian, Role::Auditor];

impl AccountFacts {
    /// Whether it holds one of the roles that look at what a governance lead does, in any register.
    #[must_use]
    pub fn checks(&self) -> bool {
        self.roles.values().flatten().any(|role| CHECKS.contains(role))
    }
}

/// Whether somebody with these roles in `register` may manage an account (its name, address,
/// password, suspension): an administrator any; a governance lead one whose roles are all in their
/// own register, and none of which checks what the lead does.
///
/// # Errors
/// Why not, for whoever asked.
pub fn may_manage(by: &BTreeSet<Role>, register: RegisterId, system: RegisterId, account: &AccountFacts) -> Result<(), &'static str> {
    if by.contains(&Role::SystemAdmin) {
        return Ok(());
    }
    let elsewhere = account.roles.iter().any(|(at, roles)| *at != register && !roles.is_empty());
    if account.roles.get(&system).is_some_and(|roles| !roles.is_empty()) {
        Err("This account administers the whole deployment: only another administrator may change it.")
    } else if elsewhere {
        Err("This account also holds roles in another register: ask the administrator of the deployment.")
    } else if account.checks() {
        Err(
            "This account is a guardian's or an auditor's, who look at what a governance lead does: ask the administrator of the deployment.",
        )
    } else {
        Ok(())
    }
}

/// Whether somebody who may manage an account may give it another address. Whoever could do that and
/// then reset its password would have the account, and its owner would never be told: by the old
/// address nobody signs in any more. So of an account that has a password the administrator does it.
///
/// # Errors
/// Why not, for whoever asked.
pub fn may_readdress(by: &BTreeSet<Role>, account: &AccountFacts) -> Result<(), &'static str> {
    if by.contains(&Role::SystemAdmin) || account.password_hash.is_none() {
        return Ok(());
    }
    Err(
        "Somebody signs in with this address: ask the administrator of the deployment to change it, so that nobody can take an account over alone.",
    )
}

/// Whether `by` may put the roles `after` in place of `before` for themself. An administrator may,
/// who can make any account and is told of in the log; others may give roles up, and take none.
///
/// # Errors
/// Why not.
pub fn may_change_own(by: &BTreeSet<Role>, before: &BTreeSet<Role>, after: &BTreeSet<Role>, same_person: bool) -> Result<(), &'static str> {
    if by.contains(&Role::SystemAdmin) || (after.is_subset(before) && same_person) {
        return Ok(());
    }
    Err("Nobody gives themself a role, or a person to act as: ask another governance lead, or the administrator of the deployment.")
}

/// Whether `by` may put the roles `after` in place of `before`: those that look at what a governance
/// lead does are given and taken by the administrator alone.
///
/// # Errors
/// Why not.
pub fn may_exchange(by: &BTreeSet<Role>, before: &BTreeSet<Role>, after: &BTreeSet<Role>) -> Result<(), &'static str> {
    let moved = before.symmetric_difference(after).any(|role| CHECKS.contains(role));
    if moved && !by.contains(&Role::SystemAdmin) {
        return Err("guardian and auditor look at what a governance lead does: the administrator of the deployment gives and takes them.");
    }
    Ok(())
}

/// An account signs in with a password; a program must not.
pub const NO_PASSWORD_FOR_SERVICE: &str =
    "service is the role of a program that signs in with an API key, and this build has none yet: give it with the key, not to an account.";

/// Whether these roles may be given at `at` by somebody with `by` in `register`.
///
/// # Errors
/// Why not.
pub fn may_give(
    by: &BTreeSet<Role>,
    register: RegisterId,
    system: RegisterId,
    at: RegisterId,
    roles: &BTreeSet<Role>,
) -> Result<(), &'static str> {
    if roles.contains(&Role::SystemAdmin) != (at == system && !roles.is_empty()) || (at == system && roles.len() > 1) {
        return Err(
            "system_admin is a role of the deployment and the only one there: give it with register 'system', every other with a register of its own.",
        );
    }
    if roles.contains(&Role::Service) {
        return Err(NO_PASSWORD_FOR_SERVICE);
    }
    if by.contains(&Role::SystemAdmin) || at == register {
        Ok(())
    } else {
        Err("Roles in another register are given there, or by the administrator of the deployment.")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn the_places_of_the_last_sign_ins_are_kept() {
        let known: Vec<String> = (0..PLACES).map(|n| n.to_string()).collect();
        let new = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(places_forgotten(&known, &new(&["0", "15"])), Vec::<String>::new());
        assert_eq!(places_forgotten(&known, &new(&["a", "b"])), new(&["0", "1"]));
        assert_eq!(places_forgotten(&known, &new(&["0", "b"])), new(&["1"]));
    }

    #[test]
    fn a_spent_token_is_forgiven_once_quickly_and_to_its_own_client() {
        let mut facts = RefreshFacts {
            session: SessionId::new(),
            account: AccountId::new(),
            register: RegisterId::new(),
            expires_at: at("2026-11-26T12:00:00Z"),
            session_expires_at: at("2026-11-27T12:00:00Z"),
            session_is_over: false,
            spent_at: None,
            spent_by: None,
            successor_spent: false,
        };
        let now = at("2026-11-26T10:00:00Z");
        assert_eq!(renewal(&facts, "a", now), Renewal::Fresh);
        assert_eq!(renewal(&facts, "a", at("2026-11-26T12:00:00Z")), Renewal::Over);
        facts.spent_at = Some(now);
        facts.spent_by = Some("a".into());
        assert_eq!(renewal(&facts, "a", now.plus_seconds(10)), Renewal::Again);
        assert_eq!(renewal(&facts, "a", now.plus_seconds(11)), Renewal::Reused);
        assert_eq!(renewal(&facts, "b", now.plus_seconds(1)), Renewal::Reused);
        facts.successor_spent = true;
        assert_eq!(renewal(&facts, "a", now.plus_seconds(1)), Renewal::Reused);
        facts.session_is_over = true;
        assert_eq!(renewal(&facts, "a", now.plus_seconds(1)), Renewal::Over);
    }

    #[test]
    fn a_register_need_be_named_only_among_several() {
        let (a, b) = (RegisterId::new(), RegisterId::new());
        let mut roles = BTreeMap::from([(a, BTreeSet::from([Role::Chair])), (b, BTreeSet::new())]);
        assert_eq!(register_of(&roles, None), Ok(a));
        assert_eq!(register_of(&roles, Some(b)), Err(vec![]));
        roles.insert(b, BTreeSet::from([Role::Member]));
        assert_eq!(register_of(&roles, None), Err(vec![a, b]));
        assert_eq!(register_of(&roles, Some(b)), Ok(b));
        assert_eq!(register_of(&BTreeMap::new(), None), Err(vec![]));
    }

    #[test]
    fn a_lead_manages_their_own_register_only() {
        let (system, mine, other) = (RegisterId::new(), RegisterId::new(), RegisterId::new());
        let lead = BTreeSet::from([Role::GovernanceLead]);
        let mut account = AccountFacts {
            id: AccountId::new(),
            email: "a@example.org".into(),
            name: "A".into(),
            password_hash: None,
            suspended: false,
            created_at: at("2026-11-26T10:00:00Z"),
            version: 1,
            roles: BTreeMap::from([(mine, BTreeSet::from([Role::Member]))]),
            persons: BTreeMap::new(),
        };
        assert!(may_manage(&lead, mine, system, &account).is_ok());
        account.roles.insert(other, BTreeSet::from([Role::Member]));
        assert!(may_manage(&lead, mine, system, &account).is_err());
        assert!(may_manage(&BTreeSet::from([Role::SystemAdmin]), system, system, &account).is_ok());
        assert!(may_give(&lead, mine, system, mine, &BTreeSet::from([Role::Secretary])).is_ok());
        assert!(may_give(&lead, mine, system, other, &BTreeSet::from([Role::Secretary])).is_err());
        assert!(may_give(&lead, mine, system, mine, &BTreeSet::from([Role::SystemAdmin])).is_err());
        assert!(may_give(&lead, mine, system, system, &BTreeSet::from([Role::Secretary])).is_err());
        assert!(may_give(&lead, mine, system, mine, &BTreeSet::from([Role::Service, Role::Secretary])).is_err());
        assert!(may_give(&BTreeSet::from([Role::SystemAdmin]), system, system, system, &BTreeSet::new()).is_ok());
        for role in CHECKS {
            account.roles = BTreeMap::from([(mine, BTreeSet::from([role, Role::Member]))]);
            assert!(may_manage(&lead, mine, system, &account).is_err(), "{role}");
            assert!(may_manage(&BTreeSet::from([Role::SystemAdmin]), system, system, &account).is_ok(), "{role}");
        }
    }

    #[test]
    fn roles_that_check_a_lead_are_not_in_a_leads_gift() {
        let (lead, admin) = (BTreeSet::from([Role::GovernanceLead]), BTreeSet::from([Role::SystemAdmin]));
        let (none, member) = (BTreeSet::new(), BTreeSet::from([Role::Member]));
        for role in CHECKS {
            let with = BTreeSet::from([Role::Member, role]);
            assert!(may_exchange(&lead, &none, &with).is_err() && may_exchange(&lead, &with, &member).is_err(), "{role}");
            assert!(may_exchange(&lead, &with, &with).is_ok() && may_exchange(&admin, &with, &member).is_ok(), "{role}");
        }
        assert!(may_exchange(&lead, &member, &BTreeSet::from([Role::Secretary])).is_ok());
    }

    #[test]
    fn nobody_gives_themself_a_role_and_anybody_gives_one_up() {
        let lead = BTreeSet::from([Role::GovernanceLead]);
        let both = BTreeSet::from([Role::GovernanceLead, Role::Secretary]);
        assert!(may_change_own(&lead, &lead, &both, true).is_err());
        assert!(may_change_own(&both, &both, &lead, true).is_ok());
        assert!(may_change_own(&both, &both, &lead, false).is_err(), "to act as somebody else");
        assert!(may_change_own(&BTreeSet::from([Role::SystemAdmin]), &lead, &both, false).is_ok());
    }
}
