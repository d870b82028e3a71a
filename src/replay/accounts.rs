//! What is asked again of accounts and sign-ins. Their log is played before those of the registers,
//! so nothing is asked here of what only a register knows, such as whether there is a person.

use serde_json::{Map, Value};

use super::asking::{Authored, Lawful, roles};
use crate::access::token::Bearer;
use crate::access::{self, Action, Role, secret};
use crate::accounts::changes::{
    AccountAmended, AccountCreated, AccountInvited, AccountReinstated, AccountSuspended, PasswordSet, RefreshReused, RolesGiven,
    SessionClosed, SessionOpened, SessionRefreshed, SetUpOffered, SignInRefused, SignInsPurged, SignInsRefused,
};
use crate::accounts::facts;
use crate::accounts::rules::offices::{self, Given};
use crate::accounts::rules::{AccountFacts, managing::may_manage};
use crate::audit::replay::law::{Entered, Standing};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{AccountId, OneTimeId, RegisterId, SessionId};
use crate::moment::Instant;
use crate::registers::RegisterRenamed;

/// How the account of an entry stands once it is applied.
pub(super) fn noted(fields: &Map<String, Value>, read: &mut Read<'_>) -> Option<(AccountId, Standing)> {
    let id: AccountId = fields.get("id")?.as_str()?.parse().ok()?;
    let system = read.register();
    let AccountFacts { suspended, roles, persons, .. } = facts::account(read, system, id).ok()??;
    let words = |roles: std::collections::BTreeSet<Role>| roles.into_iter().map(|role| role.as_str().to_owned()).collect();
    let roles = roles.into_iter().map(|(register, roles)| (register, words(roles))).collect();
    Some((id, Standing { suspended, roles, persons }))
}

/// Seconds by which the clock that told whether something had run out may have been behind the log.
const BEHIND: i64 = 3600;

fn forbidden(why: &str) -> Error {
    Error::Forbidden(why.to_owned())
}

fn account(read: &mut Read<'_>, id: AccountId) -> Result<AccountFacts, Error> {
    let system = read.register();
    facts::account(read, system, id)?.ok_or(Error::NotFound("account"))
}

/// Whether the author, in one of the registers in which they have roles, may do this.
fn somewhere(entered: &Entered<'_>, may: impl Fn(&std::collections::BTreeSet<Role>, RegisterId) -> bool) -> Result<(), Error> {
    if entered.author().is_none() {
        return Ok(());
    }
    let any = entered.standings().any(|standing| standing.roles.keys().any(|register| may(&roles(standing, *register), *register)));
    if any { Ok(()) } else { Err(forbidden("this account was not its author's to manage")) }
}

fn managed(entered: &Entered<'_>, read: &mut Read<'_>, id: AccountId) -> Result<AccountFacts, Error> {
    let account = account(read, id)?;
    somewhere(entered, |by, register| may_manage(by, register, entered.system, &account).is_ok())?;
    Ok(account)
}

fn may_give(entered: &Entered<'_>, given: &Given) -> Result<(), Error> {
    let wanted = given.roles.iter().copied().collect();
    somewhere(entered, |by, register| offices::may_give(by, register, entered.system, given.register, &wanted).is_ok())
}

/// No two accounts have one address, or sign in as one person.
fn is_alone(read: &mut Read<'_>, id: AccountId, address: Option<&str>, given: &[Given]) -> Result<(), Error> {
    let system = read.register();
    if let Some(address) = address
        && facts::account_by_email(read, system, address)?.is_some_and(|other| other.id != id)
    {
        return Err(forbidden("another account has this e-mail address"));
    }
    for given in given {
        if let Some(person) = given.person
            && facts::account_of_person(read, system, given.register, person)?.is_some_and(|other| other != id)
        {
            return Err(forbidden("another account signs in as this person"));
        }
    }
    Ok(())
}

/// A link that is unspent and good, of the account it was made for.
fn link(read: &mut Read<'_>, id: OneTimeId, purpose: &str, account: Option<AccountId>, at: Instant) -> Result<(), Error> {
    let system = read.register();
    if facts::link(read, system, id, purpose, at.plus_seconds(-BEHIND))? == Some(account) {
        return Ok(());
    }
    Err(forbidden("the link it was done with was another's, or no longer good"))
}

impl Authored for RegisterRenamed {
    const ACTIONS: &'static [Action] = &[Action::ManageRegisters];
}

impl Authored for SetUpOffered {
    const ACTIONS: &'static [Action] = &[Action::ManageUsers];
}

impl Authored for AccountCreated {
    const ACTIONS: &'static [Action] = &[Action::ManageUsers];
    // With the set-up link.
    const BY_NOBODY: bool = true;
}

impl Lawful for AccountCreated {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        is_alone(read, self.id, Some(&self.email_folded), &self.given)?;
        match self.by_link {
            Some(id) => link(read, id, "set_up", None, entered.at)?,
            None if entered.author().is_none() && entered.via == "api" => {
                return Err(forbidden("nobody was signed in, and no link was given"));
            }
            None => {}
        }
        for given in self.given.iter().filter(|_| entered.author().is_some()) {
            may_give(entered, given)?;
        }
        Ok(self.clone())
    }
}

impl Authored for AccountInvited {
    const ACTIONS: &'static [Action] = &[Action::ManageUsers];
}

impl Lawful for AccountInvited {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        if managed(entered, read, self.id)?.suspended {
            return Err(forbidden("the account was suspended"));
        }
        Ok(self.clone())
    }
}

impl Authored for PasswordSet {
    const ACTIONS: &'static [Action] = &[];
    const BY_NOBODY: bool = true;
}

impl Lawful for PasswordSet {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        match self.by_link {
            Some(id) => link(read, id, "invitation", Some(self.id), entered.at)?,
            None if entered.via == "api" && entered.author() != Some(self.id) => return Err(forbidden("it was set without an invitation")),
            None => {}
        }
        if account(read, self.id)?.suspended {
            return Err(forbidden("the account was suspended"));
        }
        Ok(self.clone())
    }
}

impl Authored for AccountAmended {
    const ACTIONS: &'static [Action] = &[Action::ManageUsers];
}

impl Lawful for AccountAmended {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        managed(entered, read, self.id)?;
        is_alone(read, self.id, Some(&self.email_folded), &[])?;
        Ok(self.clone())
    }
}

impl Authored for AccountSuspended {
    const ACTIONS: &'static [Action] = &[Action::ManageUsers];
}

impl Lawful for AccountSuspended {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        if managed(entered, read, self.id)?.suspended {
            return Err(forbidden("the account was suspended already"));
        }
        let system = read.register();
        if facts::administrators(read, system)? == [self.id] {
            return Err(forbidden("it was the only administrator"));
        }
        Ok(self.clone())
    }
}

impl Authored for AccountReinstated {
    const ACTIONS: &'static [Action] = &[Action::ManageUsers];
}

impl Lawful for AccountReinstated {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        if !managed(entered, read, self.id)?.suspended {
            return Err(forbidden("the account was not suspended"));
        }
        Ok(self.clone())
    }
}

impl Authored for RolesGiven {
    const ACTIONS: &'static [Action] = &[Action::ManageUsers];
}

impl Lawful for RolesGiven {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        account(read, self.id)?;
        let given = Given { register: self.register, roles: self.roles.clone(), person: self.person };
        may_give(entered, &given)?;
        is_alone(read, self.id, None, &[given])?;
        Ok(self.clone())
    }
}

impl Authored for SessionOpened {
    const ACTIONS: &'static [Action] = &[];
}

impl Lawful for SessionOpened {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        let account = account(read, self.account)?;
        if entered.author() != Some(self.account) || account.suspended {
            return Err(forbidden("the account was suspended, or somebody else's"));
        }
        if account.roles.get(&self.register).is_none_or(std::collections::BTreeSet::is_empty) {
            return Err(forbidden("the account had no role in this register"));
        }
        if self.against != account.password_hash.as_deref().map(secret::digest) {
            return Err(forbidden("the password was compared with another than the account's"));
        }
        Ok(self.clone())
    }
}

/// A sign-in that is not over.
fn is_open(read: &mut Read<'_>, bearer: Bearer, at: Instant) -> Result<(), Error> {
    let system = read.register();
    match access::facts::caller(read, system, bearer, at.plus_seconds(-BEHIND))? {
        Some(caller) if !caller.is_over && !caller.suspended => Ok(()),
        _ => Err(forbidden("there was no such sign-in, or it was over")),
    }
}

impl Authored for SessionRefreshed {
    const ACTIONS: &'static [Action] = &[];
    const BY_NOBODY: bool = true;
}

impl Lawful for SessionRefreshed {
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        is_open(read, Bearer { account: self.account, session: self.id, register: self.register }, entered.at)?;
        let system = read.register();
        if facts::token_of(read, system, &self.spent)? != Some(self.id) {
            return Err(forbidden("the token it was renewed with was of another sign-in"));
        }
        Ok(self.clone())
    }
}

fn is_of(read: &mut Read<'_>, session: SessionId, account: AccountId) -> Result<(), Error> {
    let system = read.register();
    match facts::account_of_session(read, system, session)? {
        Some(owner) if owner == account => Ok(()),
        _ => Err(forbidden("the sign-in was of another account")),
    }
}

impl Authored for SessionClosed {
    const ACTIONS: &'static [Action] = &[];
}

impl Lawful for SessionClosed {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        is_of(read, self.id, self.account)?;
        Ok(self.clone())
    }
}

impl Authored for RefreshReused {
    const ACTIONS: &'static [Action] = &[];
    const BY_NOBODY: bool = true;
}

impl Lawful for RefreshReused {
    fn again(&self, _: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error> {
        is_of(read, self.id, self.account)?;
        Ok(self.clone())
    }
}

impl Authored for SignInRefused {
    const ACTIONS: &'static [Action] = &[];
    const BY_NOBODY: bool = true;
}

impl Authored for SignInsRefused {
    const ACTIONS: &'static [Action] = &[];
    const BY_NOBODY: bool = true;
}

impl Authored for SignInsPurged {
    const ACTIONS: &'static [Action] = &[];
    const BY_NOBODY: bool = true;
}
