//! Who may make an account. The verdict is a permit, which the change takes; where nobody is signed in who
//! could be asked, the way to it says why.

use std::collections::BTreeSet;

use super::offices::{Given, in_gift};
use super::{AccountFacts, is_at_the_machine, state_forbids};
use crate::access::{Caller, Role};
use crate::actor::Actor;
use crate::fault::Error;
use crate::ids::{AccountId, OneTimeId, RegisterId};
use crate::text::folded;
use crate::verdict::{Code, Reason, Refusal};

/// An address to sign in with that no other account has.
#[derive(Debug, Clone)]
pub struct FreeAddress {
    email: String,
    folded: String,
}

impl FreeAddress {
    /// W14: two spellings of one address are one address. `held_by` is the account that has it, `own` the one
    /// that may; `seen_from` is the register whose accounts whoever asks sees, none for whoever sees all.
    ///
    /// # Errors
    /// Another account has it.
    pub fn of(
        email: String,
        held_by: Option<&AccountFacts>,
        own: Option<AccountId>,
        seen_from: Option<RegisterId>,
    ) -> Result<Self, Refusal> {
        let Some(account) = held_by.filter(|account| Some(account.id) != own) else {
            let folded = folded(&email);
            return Ok(Self { email, folded });
        };
        let reason = Reason::new(Code::Duplicate, "access", "Another account has this e-mail address.");
        // Whoever cannot see the account is not told which it is, nor to do what only others can.
        Err(Refusal::of(if seen_from.is_none_or(|register| account.is_of(register)) {
            reason.fact(account.id.subject()).cure("Give the roles to that account, or use another address.")
        } else {
            reason.cure("Use another address, or ask the administrator of the deployment to give that account its roles in this register.")
        }))
    }

    pub(in crate::accounts) fn into_parts(self) -> (String, String) {
        (self.email, self.folded)
    }
}

/// The permit: an account may be made, with these roles.
#[derive(Debug, Clone)]
pub struct MayMake {
    given: Vec<Given>,
    by_link: Option<OneTimeId>,
}

/// Whether somebody who is signed in may make an account with these roles.
///
/// # Errors
/// Why not, and where in the request.
pub fn may_make(by: &Caller, system: RegisterId, given: Given) -> Result<MayMake, Error> {
    let roles = in_gift(by, system, &given, &BTreeSet::new())?;
    if roles.is_empty() && !by.roles.contains(&Role::SystemAdmin) {
        return Err(Error::invalid("/roles", "missing", "Give at least one role in this register."));
    }
    if roles.is_empty() && given.person.is_some() {
        return Err(Error::invalid("/person", "not_given_here", "A person signs in with a role."));
    }
    let given = if roles.is_empty() { Vec::new() } else { vec![Given { roles: roles.into_iter().collect(), ..given }] };
    Ok(MayMake { given, by_link: None })
}

impl MayMake {
    /// By the set-up link, which the program shows to whoever starts it: the first administrator, for whom
    /// there is nobody yet to ask. It is spent by that.
    ///
    /// # Errors
    /// There is an administrator already, or this is not the link.
    pub fn by_set_up_link(system: RegisterId, has_administrator: bool, link: Option<OneTimeId>) -> Result<Self, Error> {
        if has_administrator {
            return Err(state_forbids(
                "There is an administrator already: the set-up is done once.",
                "Sign in as the administrator, or make another on the command line (user create).",
            ));
        }
        let link = link.ok_or_else(|| {
            Error::Unauthenticated("This set-up link is not good, or no longer. Start the server again for a new one.".to_owned())
        })?;
        let given = vec![Given { register: system, roles: vec![Role::SystemAdmin], person: None }];
        Ok(Self { given, by_link: Some(link) })
    }

    /// At the machine itself, as the command line, the settings and the demonstration make accounts.
    ///
    /// # Errors
    /// Somebody is signed in, who is asked for their roles instead.
    pub fn at_the_machine(actor: &Actor, given: Vec<Given>) -> Result<Self, Error> {
        is_at_the_machine(actor)?;
        Ok(Self { given, by_link: None })
    }

    pub(in crate::accounts) fn given(&self) -> &[Given] {
        &self.given
    }

    pub(in crate::accounts) fn by_link(&self) -> Option<OneTimeId> {
        self.by_link
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::tests::{account, caller};
    use super::*;
    use crate::actor::Via;
    use crate::ids::PersonId;

    #[test]
    fn an_account_is_made_with_each_role_once_and_by_a_lead_with_one_at_least() {
        let (system, mine) = (RegisterId::new(), RegisterId::new());
        let (lead, admin) = (caller(mine, Role::GovernanceLead), caller(system, Role::SystemAdmin));
        let with = |roles: &[Role]| Given { register: mine, roles: roles.to_vec(), person: None };
        let twice = may_make(&lead, system, with(&[Role::Secretary, Role::Member, Role::Secretary])).unwrap();
        let once: BTreeSet<Role> = twice.given()[0].roles.iter().copied().collect();
        assert_eq!((twice.given()[0].roles.len(), once), (2, BTreeSet::from([Role::Member, Role::Secretary])));
        assert!(may_make(&lead, system, with(&[])).is_err());
        assert!(may_make(&admin, system, with(&[])).unwrap().given().is_empty());
        let somebody = Given { person: Some(PersonId::new()), ..with(&[]) };
        assert!(may_make(&admin, system, somebody).is_err(), "a person without a role");
    }

    #[test]
    fn the_set_up_link_makes_the_first_administrator_and_no_second() {
        let (system, link) = (RegisterId::new(), OneTimeId::new());
        let made = MayMake::by_set_up_link(system, false, Some(link)).unwrap();
        assert_eq!((made.by_link(), made.given()[0].roles.as_slice()), (Some(link), [Role::SystemAdmin].as_slice()));
        assert!(matches!(MayMake::by_set_up_link(system, false, None), Err(Error::Unauthenticated(_))));
        assert!(matches!(MayMake::by_set_up_link(system, true, Some(link)), Err(Error::Refused(_))));
    }

    #[test]
    fn whoever_is_signed_in_is_not_at_the_machine() {
        let system = RegisterId::new();
        assert!(MayMake::at_the_machine(&Actor::cli(system), Vec::new()).is_ok());
        assert!(MayMake::at_the_machine(&Actor::job(system), Vec::new()).is_ok());
        let signed_in = Actor { account: Some(AccountId::new()), ..Actor::cli(system) };
        assert!(MayMake::at_the_machine(&signed_in, Vec::new()).is_err());
        let over_http = Actor { via: Via::Api, ..Actor::cli(system) };
        assert!(MayMake::at_the_machine(&over_http, Vec::new()).is_err());
    }

    #[test]
    fn whoever_cannot_see_the_account_of_an_address_is_not_told_which_it_is() {
        let (mine, other) = (RegisterId::new(), RegisterId::new());
        let holder = account(other, Role::Member);
        let told = |seen_from| FreeAddress::of("b@example.org".into(), Some(&holder), None, seen_from).unwrap_err().reasons[0].facts.len();
        assert_eq!((told(Some(mine)), told(Some(other)), told(None)), (0, 1, 1));
    }
}
