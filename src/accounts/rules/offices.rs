//! Who may give which office. The verdict on the roles of an account is a permit, which the change takes.

use std::collections::BTreeSet;

use super::{AccountFacts, forbidden, state_forbids};
use crate::access::{Caller, Role};
use crate::fault::Error;
use crate::ids::{AccountId, PersonId, RegisterId};

/// Roles in one register, and the person there whose sign-in this is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Given {
    /// The register; of an administrator, the one called `system`.
    pub register: RegisterId,
    /// What the account acts as there.
    pub roles: Vec<Role>,
    /// Whose sign-in it is there; absent where it is nobody's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub person: Option<PersonId>,
}

/// The roles that look at what a governance lead does. Were they in the lead's gift, nobody would.
pub const CHECKS: [Role; 2] = [Role::Guardian, Role::Auditor];

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

/// The roles, each once, if `by` may put them in place of those held there before.
pub(super) fn in_gift(by: &Caller, system: RegisterId, given: &Given, before: &BTreeSet<Role>) -> Result<BTreeSet<Role>, Error> {
    let roles: BTreeSet<Role> = given.roles.iter().copied().collect();
    may_give(&by.roles, by.register, system, given.register, &roles)
        .and_then(|()| may_exchange(&by.roles, before, &roles))
        .map_err(|why| Error::invalid("/roles", "not_given_here", why))?;
    Ok(roles)
}

/// Of whom something would take the last away, if it were done: nobody could let anybody in again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Last {
    pub administrator: bool,
    /// Of the register of whoever asks; not asked of an administrator, who can make another.
    pub lead: bool,
}

impl Last {
    pub(super) fn must_stay(self) -> Result<(), Error> {
        if self.administrator {
            return Err(state_forbids("This is the only administrator.", "Make another administrator first."));
        }
        if self.lead {
            return Err(state_forbids("This is the only governance lead of the register.", "Make another account governance lead first."));
        }
        Ok(())
    }
}

/// Roles of an account in one register, to be put in place of those it has there.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'a> {
    pub by: &'a Caller,
    pub system: RegisterId,
    pub account: &'a AccountFacts,
    pub given: &'a Given,
    pub last: Last,
}

/// The permit: the account may have these roles in that register.
#[derive(Debug, Clone)]
pub struct MayGive {
    account: AccountId,
    given: Given,
}

/// Whether somebody who is signed in may exchange the roles of an account.
///
/// # Errors
/// Why not.
pub fn may_have(case: Exchange<'_>) -> Result<MayGive, Error> {
    let Exchange { by, system, account, given, last } = case;
    let before = account.roles.get(&given.register).cloned().unwrap_or_default();
    let roles = in_gift(by, system, given, &before)?;
    if account.is_of(system) && !by.roles.contains(&Role::SystemAdmin) {
        return Err(forbidden("This account administers the whole deployment: only another administrator may change it."));
    }
    last.must_stay()?;
    if by.account == account.id {
        // Who gives up their own person would no longer be bound by what binds that person.
        let same_person = account.persons.get(&given.register).copied() == given.person;
        may_change_own(&by.roles, &before, &roles, same_person).map_err(forbidden)?;
    }
    Ok(MayGive { account: account.id, given: Given { roles: roles.into_iter().collect(), ..given.clone() } })
}

impl MayGive {
    pub(in crate::accounts) fn account(&self) -> AccountId {
        self.account
    }

    pub(in crate::accounts) fn given(&self) -> &Given {
        &self.given
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::{account, caller};
    use super::*;

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

    #[test]
    fn roles_are_given_in_ones_own_register() {
        let (system, mine, other) = (RegisterId::new(), RegisterId::new(), RegisterId::new());
        let lead = BTreeSet::from([Role::GovernanceLead]);
        assert!(may_give(&lead, mine, system, mine, &BTreeSet::from([Role::Secretary])).is_ok());
        assert!(may_give(&lead, mine, system, other, &BTreeSet::from([Role::Secretary])).is_err());
        assert!(may_give(&lead, mine, system, mine, &BTreeSet::from([Role::SystemAdmin])).is_err());
        assert!(may_give(&lead, mine, system, system, &BTreeSet::from([Role::Secretary])).is_err());
        assert!(may_give(&lead, mine, system, mine, &BTreeSet::from([Role::Service, Role::Secretary])).is_err());
        assert!(may_give(&BTreeSet::from([Role::SystemAdmin]), system, system, system, &BTreeSet::new()).is_ok());
    }

    #[test]
    fn the_last_of_a_kind_keeps_the_office() {
        let (system, mine) = (RegisterId::new(), RegisterId::new());
        let by = caller(mine, Role::GovernanceLead);
        let account = account(mine, Role::GovernanceLead);
        let given = Given { register: mine, roles: vec![Role::Member], person: None };
        let case = |last| Exchange { by: &by, system, account: &account, given: &given, last };
        let may = may_have(case(Last::default())).unwrap();
        assert_eq!((may.account(), may.given()), (account.id, &given));
        assert!(may_have(case(Last { lead: true, ..Last::default() })).is_err());
        assert!(may_have(case(Last { administrator: true, ..Last::default() })).is_err());
    }
}
