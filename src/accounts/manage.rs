//! Making and keeping accounts. Each function here gives a *decision*, to be recorded by whoever
//! calls: over HTTP with the caller's permission asked again under the lock, on the command line
//! with the rights of whoever may read the database.

use super::changes::{
    AccountAmended, AccountCreated, AccountInvited, AccountReinstated, AccountSuspended, Key, Link, PasswordSet, RolesGiven, SetUpOffered,
};
use super::facts;
use super::rules::making::{FreeAddress, MayMake};
use super::rules::managing::{MayManage, may_manage, seen_from};
use super::rules::offices::{self, Exchange, Given, Last};
use super::rules::signing::{self, MaySetPassword};
use super::rules::{self, AccountFacts};
use crate::access::{Access, Caller, Mac, Role, Secret, password, secret, token};
use crate::actor::Actor;
use crate::audit::ledger::Recorded;
use crate::db::Read;
use crate::fault::{Error, Fault};
use crate::ids::{AccountId, OneTimeId, RegisterId};
use crate::moment::Instant;
use crate::text::{Email, Line, folded};
use crate::verdict::{Code, Reason, Refusal};

/// A one-time link good for so many seconds.
#[must_use]
pub fn link(mac: &Mac, seconds: i64) -> Link {
    let id = OneTimeId::new();
    Link { id, digest: secret::digest(&token::one_time(mac, id)), expires_at: Instant::now().plus_seconds(seconds) }
}

/// What is asked of a new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub email: Email,
    pub name: Line,
    pub key: Key,
    /// The register whose accounts its maker sees; none for whoever sees all.
    pub seen_from: Option<RegisterId>,
}

/// Makes an account that may be made. The address must be nobody's, and a person nobody else's.
pub fn create(read: &mut Read<'_>, system: RegisterId, permit: &MayMake, new: NewAccount) -> Result<AccountCreated, Error> {
    let NewAccount { email, name, key, seen_from } = new;
    let held_by = facts::account_by_email(read, system, &folded(&email))?;
    let address = FreeAddress::of(email.into(), held_by.as_ref(), None, seen_from)?;
    for given in permit.given() {
        free_person(read, system, given, None)?;
    }
    Ok(AccountCreated::by(permit, address, name.into(), key))
}

/// A person of the register, as whom no other account signs in.
fn free_person(read: &mut Read<'_>, system: RegisterId, given: &Given, but: Option<AccountId>) -> Result<(), Error> {
    let Some(person) = given.person else { return Ok(()) };
    if !facts::is_person(read, given.register, person)? {
        return Err(Error::invalid("/person", "unknown_reference", "There is no such person in this register. Enter the person first."));
    }
    match facts::account_of_person(read, system, given.register, person)? {
        Some(account) if Some(account) != but => Err(Refusal::of(
            Reason::new(Code::Duplicate, "access", "Another account signs in as this person.")
                .facts([person.subject(), account.subject()])
                .cure("Take the person from that account first."),
        )
        .into()),
        _ => Ok(()),
    }
}

/// Makes the first administrator, once, with the set-up link.
pub fn set_up(
    system: RegisterId,
    token: String,
    email: Email,
    name: Line,
    password_hash: String,
) -> impl Fn(&mut Read<'_>) -> Result<AccountCreated, Error> + Send + 'static {
    let new = NewAccount { email, name, key: Key::Password(password_hash), seen_from: None };
    move |read| {
        let permit = set_up_link(read, system, &token)?;
        create(read, system, &permit, new.clone())
    }
}

/// Whether this is the set-up link, and there is still something to set up.
pub fn set_up_link(read: &mut Read<'_>, system: RegisterId, token: &str) -> Result<MayMake, Error> {
    let has_administrator = facts::has_administrator(read, system)?;
    let found = facts::one_time(read, system, &secret::digest(token), "set_up", Instant::now())?;
    MayMake::by_set_up_link(system, has_administrator, found.map(|(id, _)| id))
}

/// The set-up link of a deployment that has no administrator: its text, to be shown once.
///
/// # Errors
/// A fault.
pub fn offer_set_up(access: &Access) -> Result<Option<String>, Error> {
    let system = access.system();
    if access.reader().snapshot(system, |read| facts::has_administrator(read, system))? {
        return Ok(None);
    }
    let link = link(access.mac(), rules::SET_UP_LIFE);
    let text = token::one_time(access.mac(), link.id);
    let actor = Actor::job(system);
    access.ledger().record(&actor, move |_| Ok(SetUpOffered::of(link.clone())))?;
    Ok(Some(text))
}

/// Makes an account directly, for the command line and the demonstration: with a password, or
/// with an invitation whose text is returned.
///
/// # Errors
/// A password or address that is refused; a fault.
pub fn create_directly(
    access: &Access,
    actor: &Actor,
    email: &Email,
    name: &Line,
    password: Option<&Secret>,
    given: Vec<Given>,
) -> Result<(Recorded<AccountCreated>, Option<String>), Error> {
    let system = access.system();
    let (key, text) = match password {
        Some(secret) => {
            password::admit(secret, &[email, name], "/password")?;
            (Key::Password(password::hash(secret)?), None)
        }
        None => {
            let link = link(access.mac(), rules::INVITATION_LIFE);
            let text = token::one_time(access.mac(), link.id);
            (Key::Invitation(link), Some(text))
        }
    };
    let permit = MayMake::at_the_machine(actor, given)?;
    let new = NewAccount { email: email.clone(), name: name.clone(), key, seen_from: None };
    let actor = Actor { register: system, ..actor.clone() };
    Ok((access.ledger().record(&actor, move |read| create(read, system, &permit, new.clone()))?, text))
}

/// Takes the password and the sign-ins from an account and invites it to set another, for the
/// command line: whoever may read the database lets somebody in again whom nobody else can. The
/// text of the invitation is returned.
///
/// # Errors
/// No such account; one that is suspended; a fault.
pub fn reset_directly(access: &Access, actor: &Actor, whom: &str) -> Result<(Recorded<AccountInvited>, AccountFacts, String), Error> {
    let system = access.system();
    let (id, email) = (whom.parse::<AccountId>().ok(), folded(whom));
    let account = access.reader().snapshot(system, move |read| match id {
        Some(id) => facts::account(read, system, id),
        None => facts::account_by_email(read, system, &email),
    })?;
    let account = account.ok_or(Error::NotFound("user"))?;
    let (id, invitation) = (account.id, link(access.mac(), rules::INVITATION_LIFE));
    let text = token::one_time(access.mac(), invitation.id);
    let actor = Actor { register: system, ..actor.clone() };
    let whose = actor.clone();
    let recorded = access.ledger().record(&actor, move |read| {
        let account = facts::account(read, system, id)?.ok_or(Error::NotFound("user"))?;
        let permit = MayManage::at_the_machine(&whose, &account)?.to_invite(true)?;
        Ok(AccountInvited::by(permit, invitation.clone()))
    })?;
    Ok((recorded, account, text))
}

/// An account, for somebody who may be told of it: a lead is not told of accounts that have
/// nothing to do with their register.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn visible(read: &mut Read<'_>, system: RegisterId, by: &Caller, id: AccountId) -> Result<AccountFacts, Error> {
    let account = facts::account(read, system, id)?.ok_or(Error::NotFound("user"))?;
    if seen_from(by).is_none_or(|register| account.is_of(register)) { Ok(account) } else { Err(Error::NotFound("user")) }
}

fn managed<'a>(by: &Caller, system: RegisterId, account: &'a AccountFacts) -> Result<MayManage<'a>, Error> {
    may_manage(&by.roles, by.register, system, account)
}

fn is_only_administrator(read: &mut Read<'_>, system: RegisterId, id: AccountId) -> Result<bool, Error> {
    Ok(facts::administrators(read, system)? == [id])
}

fn is_only_lead(read: &mut Read<'_>, system: RegisterId, by: &Caller, id: AccountId) -> Result<bool, Error> {
    Ok(!by.roles.contains(&Role::SystemAdmin) && facts::leads(read, system, by.register)? == [id])
}

/// Gives an account another name or address.
pub fn amend(
    system: RegisterId,
    by: Caller,
    id: AccountId,
    email: Option<Email>,
    name: Option<Line>,
    seen: i64,
) -> impl Fn(&mut Read<'_>) -> Result<AccountAmended, Error> + Send + 'static {
    move |read| {
        let account = visible(read, system, &by, id)?;
        let may = managed(&by, system, &account)?;
        current(&account, seen)?;
        if email.as_deref().is_none_or(|email| email == account.email) && name.as_deref().is_none_or(|name| name == account.name) {
            return Err(Error::AsItStands);
        }
        let email = email.clone().map_or_else(|| account.email.clone(), String::from);
        let name = name.clone().map_or_else(|| account.name.clone(), String::from);
        let held_by = facts::account_by_email(read, system, &folded(&email))?;
        Ok(AccountAmended::by(may.to_amend(&by, email, name, held_by.as_ref())?))
    }
}

fn current(account: &AccountFacts, seen: i64) -> Result<(), Error> {
    if account.version == seen { Ok(()) } else { Err(Error::Stale { current: account.version }) }
}

/// Invites an account anew; with `resets`, takes its password and its sign-ins from it.
pub fn invite(
    access: &Access,
    by: Caller,
    id: AccountId,
    resets: bool,
) -> impl Fn(&mut Read<'_>) -> Result<AccountInvited, Error> + Send + 'static {
    let (system, invitation) = (access.system(), link(access.mac(), rules::INVITATION_LIFE));
    move |read| {
        let account = visible(read, system, &by, id)?;
        let permit = managed(&by, system, &account)?.to_invite(resets)?;
        Ok(AccountInvited::by(permit, invitation.clone()))
    }
}

/// Sets a password with an invitation.
pub fn accept(
    system: RegisterId,
    token: String,
    password_hash: String,
) -> impl Fn(&mut Read<'_>) -> Result<PasswordSet, Error> + Send + 'static {
    move |read| Ok(PasswordSet::by(&invitation(read, system, &token)?, password_hash.clone()))
}

/// Whose invitation this is, and that it is worth something.
pub fn invitation(read: &mut Read<'_>, system: RegisterId, token: &str) -> Result<MaySetPassword, Error> {
    let found = match facts::one_time(read, system, &secret::digest(token), "invitation", Instant::now())? {
        None => None,
        Some((link, None)) => {
            return Err(Fault::Corrupt { table: "one_time_token", key: link.to_string(), what: "an invitation of nobody".into() }.into());
        }
        Some((link, Some(id))) => facts::account(read, system, id)?.map(|account| (link, account)),
    };
    signing::may_set_password(found)
}

/// Suspends an account; its sign-ins end at once.
pub fn suspend(
    system: RegisterId,
    by: Caller,
    id: AccountId,
) -> impl Fn(&mut Read<'_>) -> Result<AccountSuspended, Error> + Send + 'static {
    move |read| {
        let account = visible(read, system, &by, id)?;
        let may = managed(&by, system, &account)?;
        let last = Last { administrator: is_only_administrator(read, system, id)?, lead: is_only_lead(read, system, &by, id)? };
        Ok(AccountSuspended::by(may.to_suspend(last)?))
    }
}

/// Lets a suspended account sign in again.
pub fn reinstate(
    system: RegisterId,
    by: Caller,
    id: AccountId,
) -> impl Fn(&mut Read<'_>) -> Result<AccountReinstated, Error> + Send + 'static {
    move |read| {
        let account = visible(read, system, &by, id)?;
        Ok(AccountReinstated::by(managed(&by, system, &account)?.to_reinstate()?))
    }
}

/// Gives an account its roles in one register, in place of those it had there.
pub fn give(
    system: RegisterId,
    by: Caller,
    id: AccountId,
    given: Given,
    seen: i64,
) -> impl Fn(&mut Read<'_>) -> Result<RolesGiven, Error> + Send + 'static {
    move |read| {
        let account = visible(read, system, &by, id)?;
        current(&account, seen)?;
        let last = Last {
            administrator: given.register == system && given.roles.is_empty() && is_only_administrator(read, system, id)?,
            lead: !given.roles.contains(&Role::GovernanceLead) && is_only_lead(read, system, &by, id)?,
        };
        let permit = offices::may_have(Exchange { by: &by, system, account: &account, given: &given, last })?;
        free_person(read, system, &given, Some(id))?;
        Ok(RolesGiven::by(&permit))
    }
}
