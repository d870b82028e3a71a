//! Who may manage whose account, and what may then be done with it. Each verdict is a permit, which the
//! change takes.

use std::collections::BTreeSet;

use super::making::FreeAddress;
use super::offices::Last;
use super::{AccountFacts, forbidden, is_at_the_machine, state_forbids};
use crate::access::{Caller, Role};
use crate::actor::Actor;
use crate::fault::Error;
use crate::ids::{AccountId, RegisterId};
use crate::text::folded;

/// The register whose accounts somebody sees; none for an administrator, who sees all.
#[must_use]
pub fn seen_from(by: &Caller) -> Option<RegisterId> {
    (!by.roles.contains(&Role::SystemAdmin)).then_some(by.register)
}

/// The permit: somebody may manage this account. What is done with it is asked besides.
#[derive(Debug, Clone, Copy)]
pub struct MayManage<'a>(&'a AccountFacts);

/// Whether somebody with these roles in `register` may manage an account (its name, address,
/// password, suspension): an administrator any; a governance lead one whose roles are all in their
/// own register, and none of which checks what the lead does.
///
/// # Errors
/// Why not, for whoever asked.
pub fn may_manage<'a>(
    by: &BTreeSet<Role>,
    register: RegisterId,
    system: RegisterId,
    account: &'a AccountFacts,
) -> Result<MayManage<'a>, Error> {
    if by.contains(&Role::SystemAdmin) {
        return Ok(MayManage(account));
    }
    let elsewhere = account.roles.iter().any(|(at, roles)| *at != register && !roles.is_empty());
    if account.is_of(system) {
        Err(forbidden("This account administers the whole deployment: only another administrator may change it."))
    } else if elsewhere {
        Err(forbidden("This account also holds roles in another register: ask the administrator of the deployment."))
    } else if account.checks() {
        Err(forbidden(
            "This account is a guardian's or an auditor's, who look at what a governance lead does: ask the administrator of the deployment.",
        ))
    } else {
        Ok(MayManage(account))
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

impl<'a> MayManage<'a> {
    /// At the machine itself: whoever may read the database lets somebody in again whom nobody else can.
    ///
    /// # Errors
    /// Somebody is signed in, who is asked for their roles instead.
    pub fn at_the_machine(actor: &Actor, account: &'a AccountFacts) -> Result<Self, Error> {
        is_at_the_machine(actor)?;
        Ok(Self(account))
    }

    /// To invite it anew; with `resets`, its password and its sign-ins are taken from it.
    ///
    /// # Errors
    /// It is suspended; or it has a password, which is not to be taken.
    pub fn to_invite(self, resets: bool) -> Result<MayInvite, Error> {
        if self.0.suspended {
            return Err(state_forbids("This account is suspended.", "Reinstate it first."));
        }
        if !resets && self.0.password_hash.is_some() {
            return Err(state_forbids("This account has a password already.", "To give it a new one, use reset-password."));
        }
        Ok(MayInvite { account: self.0.id, resets })
    }

    /// To call it by this name and this address, which `held_by` has.
    ///
    /// # Errors
    /// The address is another account's, or not to be changed by whoever asks.
    pub fn to_amend(self, by: &Caller, email: String, name: String, held_by: Option<&AccountFacts>) -> Result<MayAmend, Error> {
        if folded(&email) != folded(&self.0.email) {
            may_readdress(&by.roles, self.0).map_err(forbidden)?;
        }
        let address = FreeAddress::of(email, held_by, Some(self.0.id), seen_from(by))?;
        Ok(MayAmend { account: self.0.id, address, name })
    }

    /// To suspend it.
    ///
    /// # Errors
    /// It is suspended already; it is the last that could let anybody in again.
    pub fn to_suspend(self, last: Last) -> Result<MaySuspend, Error> {
        if self.0.suspended {
            return Err(state_forbids("This account is suspended already.", "Nothing is left to do."));
        }
        last.must_stay()?;
        Ok(MaySuspend(self.0.id))
    }

    /// To let it sign in again.
    ///
    /// # Errors
    /// It is not suspended.
    pub fn to_reinstate(self) -> Result<MayReinstate, Error> {
        if !self.0.suspended {
            return Err(state_forbids("This account is not suspended.", "Nothing is left to do."));
        }
        Ok(MayReinstate(self.0.id))
    }
}

/// The permit: the account may be invited.
#[derive(Debug, Clone, Copy)]
pub struct MayInvite {
    account: AccountId,
    resets: bool,
}

impl MayInvite {
    pub(in crate::accounts) fn account(self) -> AccountId {
        self.account
    }

    pub(in crate::accounts) fn resets(self) -> bool {
        self.resets
    }
}

/// The permit: the account may have this name and address.
#[derive(Debug, Clone)]
pub struct MayAmend {
    account: AccountId,
    address: FreeAddress,
    name: String,
}

impl MayAmend {
    pub(in crate::accounts) fn into_parts(self) -> (AccountId, FreeAddress, String) {
        (self.account, self.address, self.name)
    }
}

/// The permit: the account may be suspended.
#[derive(Debug, Clone, Copy)]
pub struct MaySuspend(AccountId);

impl MaySuspend {
    pub(in crate::accounts) fn account(self) -> AccountId {
        self.0
    }
}

/// The permit: the account may sign in again.
#[derive(Debug, Clone, Copy)]
pub struct MayReinstate(AccountId);

impl MayReinstate {
    pub(in crate::accounts) fn account(self) -> AccountId {
        self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::super::offices::CHECKS;
    use super::super::tests::{account, caller};
    use super::*;

    #[test]
    fn a_lead_manages_their_own_register_only() {
        let (system, mine, other) = (RegisterId::new(), RegisterId::new(), RegisterId::new());
        let (lead, admin) = (BTreeSet::from([Role::GovernanceLead]), BTreeSet::from([Role::SystemAdmin]));
        let mut account = account(mine, Role::Member);
        assert!(may_manage(&lead, mine, system, &account).is_ok());
        account.roles.insert(other, BTreeSet::from([Role::Member]));
        assert!(may_manage(&lead, mine, system, &account).is_err());
        assert!(may_manage(&admin, system, system, &account).is_ok());
        for role in CHECKS {
            account.roles = BTreeMap::from([(mine, BTreeSet::from([role, Role::Member]))]);
            assert!(may_manage(&lead, mine, system, &account).is_err(), "{role}");
            assert!(may_manage(&admin, system, system, &account).is_ok(), "{role}");
        }
    }

    #[test]
    fn whoever_is_signed_in_manages_by_their_roles_alone() {
        let (system, account) = (RegisterId::new(), account(RegisterId::new(), Role::Member));
        assert!(MayManage::at_the_machine(&Actor::cli(system), &account).is_ok());
        let signed_in = Actor { account: Some(AccountId::new()), ..Actor::cli(system) };
        assert!(MayManage::at_the_machine(&signed_in, &account).is_err());
    }

    #[test]
    fn what_is_done_with_an_account_depends_on_where_it_stands() {
        let mut account = account(RegisterId::new(), Role::Member);
        assert!(MayManage(&account).to_invite(false).is_ok());
        assert!(MayManage(&account).to_suspend(Last::default()).is_ok());
        assert!(MayManage(&account).to_suspend(Last { administrator: true, lead: false }).is_err());
        assert!(MayManage(&account).to_suspend(Last { administrator: false, lead: true }).is_err());
        assert!(MayManage(&account).to_reinstate().is_err());
        account.password_hash = Some("of another day".into());
        assert!(MayManage(&account).to_invite(false).is_err());
        assert!(MayManage(&account).to_invite(true).is_ok());
        account.suspended = true;
        assert!(MayManage(&account).to_invite(true).is_err());
        assert!(MayManage(&account).to_suspend(Last::default()).is_err());
        assert!(MayManage(&account).to_reinstate().is_ok());
    }

    #[test]
    fn an_address_is_of_one_account_and_a_lead_changes_none_that_somebody_signs_in_with() {
        let (mine, other) = (RegisterId::new(), RegisterId::new());
        let (mut account, holder) = (account(mine, Role::Member), account(other, Role::Member));
        let lead = caller(mine, Role::GovernanceLead);
        let amend = |account: &AccountFacts, email: &str, held_by| MayManage(account).to_amend(&lead, email.into(), "B".into(), held_by);
        let (_, address, name) = amend(&account, "B@example.org", None).unwrap().into_parts();
        assert_eq!((address.into_parts(), name.as_str()), (("B@example.org".to_owned(), "b@example.org".to_owned()), "B"));
        assert!(matches!(amend(&account, "b@example.org", Some(&holder)), Err(Error::Refused(_))));
        account.password_hash = Some("set".into());
        assert!(matches!(amend(&account, "b@example.org", None), Err(Error::Forbidden(_))));
        assert!(amend(&account, "A@example.org", Some(&account.clone())).is_ok(), "the same address in other letters");
    }
}
