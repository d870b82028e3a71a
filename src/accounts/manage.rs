//! Making and keeping accounts. Each function here gives a *decision*, to be recorded by whoever
//! calls: over HTTP with the caller's permission asked again under the lock, on the command line
//! with the rights of whoever may read the database.

use std::collections::BTreeSet;

use super::changes::{
    AccountAmended, AccountCreated, AccountInvited, AccountReinstated, AccountSuspended, Given, Link, PasswordSet, RolesGiven, SetUpOffered,
};
use super::facts;
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

fn state_forbids(detail: &str, cure: &str) -> Error {
    Refusal::of(Reason::new(Code::StateForbids, "access", detail).cure(cure)).into()
}

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
    /// None for one that is invited to set its own.
    pub password_hash: Option<String>,
    pub given: Vec<Given>,
    pub invitation: Option<Link>,
    pub by_link: Option<OneTimeId>,
    /// The register whose accounts its maker sees; none for whoever sees all.
    pub seen_from: Option<RegisterId>,
}

/// Makes an account. The address must be nobody's, and a person nobody else's.
pub fn create(system: RegisterId, new: NewAccount) -> impl Fn(&mut Read<'_>) -> Result<AccountCreated, Error> + Send + 'static {
    let id = AccountId::new();
    move |read| {
        let email_folded = folded(&new.email);
        free_address(read, system, &email_folded, None, new.seen_from)?;
        for given in &new.given {
            free_person(read, system, given, None)?;
        }
        Ok(AccountCreated {
            id,
            email: new.email.to_string(),
            email_folded,
            name: new.name.to_string(),
            password_hash: new.password_hash.clone(),
            given: new.given.clone(),
            invitation: new.invitation.clone(),
            by_link: new.by_link,
        })
    }
}

// W14: two spellings of one address are one address.
fn free_address(
    read: &mut Read<'_>,
    system: RegisterId,
    folded: &str,
    but: Option<AccountId>,
    seen_from: Option<RegisterId>,
) -> Result<(), Error> {
    let Some(account) = facts::account_by_email(read, system, folded)?.filter(|account| Some(account.id) != but) else { return Ok(()) };
    let reason = Reason::new(Code::Duplicate, "access", "Another account has this e-mail address.");
    // Whoever cannot see the account is not told which it is, nor to do what only others can.
    let reason = if seen_from.is_none_or(|register| is_of(&account, register)) {
        reason.fact(account.id.subject()).cure("Give the roles to that account, or use another address.")
    } else {
        reason.cure("Use another address, or ask the administrator of the deployment to give that account its roles in this register.")
    };
    Err(Refusal::of(reason).into())
}

/// Whether an account has roles in a register: then whoever leads it may know of the account.
fn is_of(account: &AccountFacts, register: RegisterId) -> bool {
    account.roles.get(&register).is_some_and(|roles| !roles.is_empty())
}

fn seen_from(by: &Caller) -> Option<RegisterId> {
    (!by.roles.contains(&Role::SystemAdmin)).then_some(by.register)
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
    let id = AccountId::new();
    move |read| {
        let by_link = set_up_link(read, system, &token)?;
        let email_folded = folded(&email);
        free_address(read, system, &email_folded, None, None)?;
        Ok(AccountCreated {
            id,
            email: email.to_string(),
            email_folded,
            name: name.to_string(),
            password_hash: Some(password_hash.clone()),
            given: vec![Given { register: system, roles: vec![Role::SystemAdmin], person: None }],
            invitation: None,
            by_link: Some(by_link),
        })
    }
}

/// Whether this is the set-up link, and there is still something to set up.
pub fn set_up_link(read: &mut Read<'_>, system: RegisterId, token: &str) -> Result<OneTimeId, Error> {
    if facts::has_administrator(read, system)? {
        return Err(state_forbids(
            "There is an administrator already: the set-up is done once.",
            "Sign in as the administrator, or make another on the command line (user create).",
        ));
    }
    let found = facts::one_time(read, system, &secret::digest(token), "set_up", Instant::now())?;
    found.map(|(id, _)| id).ok_or_else(|| {
        Error::Unauthenticated("This set-up link is not good, or no longer. Start the server again for a new one.".to_owned())
    })
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
    access.ledger().record(&actor, move |_| Ok(SetUpOffered { id: link.id, digest: link.digest.clone(), expires_at: link.expires_at }))?;
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
    let password_hash = match password {
        Some(secret) => {
            password::admit(secret, &[email, name], "/password")?;
            Some(password::hash(secret)?)
        }
        None => None,
    };
    let invitation = password_hash.is_none().then(|| link(access.mac(), rules::INVITATION_LIFE));
    let text = invitation.as_ref().map(|link| token::one_time(access.mac(), link.id));
    let new = NewAccount { email: email.clone(), name: name.clone(), password_hash, given, invitation, by_link: None, seen_from: None };
    let actor = Actor { register: system, ..actor.clone() };
    Ok((access.ledger().record(&actor, create(system, new))?, text))
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
    let recorded = access.ledger().record(&actor, move |read| {
        let account = facts::account(read, system, id)?.ok_or(Error::NotFound("user"))?;
        if account.suspended {
            return Err(state_forbids("This account is suspended.", "Reinstate it first."));
        }
        Ok(AccountInvited { id, invitation: invitation.clone(), resets: true, told: true })
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
    if seen_from(by).is_none_or(|register| is_of(&account, register)) { Ok(account) } else { Err(Error::NotFound("user")) }
}

fn managed(read: &mut Read<'_>, system: RegisterId, by: &Caller, id: AccountId) -> Result<AccountFacts, Error> {
    let account = visible(read, system, by, id)?;
    rules::may_manage(&by.roles, by.register, system, &account).map_err(|why| Error::Forbidden(why.to_owned()))?;
    Ok(account)
}

// The last administrator cannot be sent away: nobody could let anybody in again.
fn not_the_last(read: &mut Read<'_>, system: RegisterId, id: AccountId) -> Result<(), Error> {
    if facts::administrators(read, system)? == [id] {
        return Err(state_forbids("This is the only administrator.", "Make another administrator first."));
    }
    Ok(())
}

// Nor the last governance lead of a register by themself or another lead: the administrator, who
// can make another, may.
fn not_the_last_lead(read: &mut Read<'_>, system: RegisterId, by: &Caller, id: AccountId) -> Result<(), Error> {
    if !by.roles.contains(&Role::SystemAdmin) && facts::leads(read, system, by.register)? == [id] {
        return Err(state_forbids("This is the only governance lead of the register.", "Make another account governance lead first."));
    }
    Ok(())
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
        let account = managed(read, system, &by, id)?;
        current(&account, seen)?;
        if email.as_deref().is_none_or(|email| email == account.email) && name.as_deref().is_none_or(|name| name == account.name) {
            return Err(Error::AsItStands);
        }
        let email = email.clone().map_or_else(|| account.email.clone(), String::from);
        let email_folded = folded(&email);
        if email_folded != folded(&account.email) {
            rules::may_readdress(&by.roles, &account).map_err(|why| Error::Forbidden(why.to_owned()))?;
        }
        free_address(read, system, &email_folded, Some(id), seen_from(&by))?;
        Ok(AccountAmended { id, email, email_folded, name: name.clone().map_or(account.name, String::from), told: true })
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
        let account = managed(read, system, &by, id)?;
        if account.suspended {
            return Err(state_forbids("This account is suspended.", "Reinstate it first."));
        }
        if !resets && account.password_hash.is_some() {
            return Err(state_forbids("This account has a password already.", "To give it a new one, use reset-password."));
        }
        Ok(AccountInvited { id, invitation: invitation.clone(), resets, told: true })
    }
}

/// Sets a password with an invitation.
pub fn accept(
    system: RegisterId,
    token: String,
    password_hash: String,
) -> impl Fn(&mut Read<'_>) -> Result<PasswordSet, Error> + Send + 'static {
    move |read| {
        let (link, account) = invitation(read, system, &token)?;
        Ok(PasswordSet { id: account.id, password_hash: password_hash.clone(), by_link: Some(link), told: true })
    }
}

/// Whose invitation this is.
pub fn invitation(read: &mut Read<'_>, system: RegisterId, token: &str) -> Result<(OneTimeId, AccountFacts), Error> {
    let not_good = || Error::Unauthenticated("This invitation is not good, or no longer. Ask for a new one.".to_owned());
    let (link, account) = facts::one_time(read, system, &secret::digest(token), "invitation", Instant::now())?.ok_or_else(not_good)?;
    let id =
        account.ok_or_else(|| Fault::Corrupt { table: "one_time_token", key: link.to_string(), what: "an invitation of nobody".into() })?;
    let account = facts::account(read, system, id)?.filter(|account| !account.suspended).ok_or_else(not_good)?;
    Ok((link, account))
}

/// Suspends an account; its sign-ins end at once.
pub fn suspend(
    system: RegisterId,
    by: Caller,
    id: AccountId,
) -> impl Fn(&mut Read<'_>) -> Result<AccountSuspended, Error> + Send + 'static {
    move |read| {
        let account = managed(read, system, &by, id)?;
        if account.suspended {
            return Err(state_forbids("This account is suspended already.", "Nothing is left to do."));
        }
        not_the_last(read, system, id)?;
        not_the_last_lead(read, system, &by, id)?;
        Ok(AccountSuspended { id, told: true })
    }
}

/// Lets a suspended account sign in again.
pub fn reinstate(
    system: RegisterId,
    by: Caller,
    id: AccountId,
) -> impl Fn(&mut Read<'_>) -> Result<AccountReinstated, Error> + Send + 'static {
    move |read| {
        let account = managed(read, system, &by, id)?;
        if !account.suspended {
            return Err(state_forbids("This account is not suspended.", "Nothing is left to do."));
        }
        Ok(AccountReinstated { id, told: true })
    }
}

/// Whether `by` may give these roles there, in place of those held there before.
pub fn may_give(by: &Caller, system: RegisterId, given: &Given, before: &BTreeSet<Role>) -> Result<(), Error> {
    let roles: BTreeSet<Role> = given.roles.iter().copied().collect();
    rules::may_give(&by.roles, by.register, system, given.register, &roles)
        .and_then(|()| rules::may_exchange(&by.roles, before, &roles))
        .map_err(|why| Error::invalid("/roles", "not_given_here", why))
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
        let before = account.roles.get(&given.register).cloned().unwrap_or_default();
        may_give(&by, system, &given, &before)?;
        let roles: BTreeSet<Role> = given.roles.iter().copied().collect();
        if account.roles.get(&system).is_some_and(|roles| !roles.is_empty()) && !by.roles.contains(&Role::SystemAdmin) {
            return Err(Error::Forbidden(
                "This account administers the whole deployment: only another administrator may change it.".into(),
            ));
        }
        if given.register == system && given.roles.is_empty() {
            not_the_last(read, system, id)?;
        }
        if !given.roles.contains(&Role::GovernanceLead) {
            not_the_last_lead(read, system, &by, id)?;
        }
        if by.account == id {
            // Who gives up their own person would no longer be bound by what binds that person.
            let same_person = account.persons.get(&given.register).copied() == given.person;
            rules::may_change_own(&by.roles, &before, &roles, same_person).map_err(|why| Error::Forbidden(why.to_owned()))?;
        }
        free_person(read, system, &given, Some(id))?;
        Ok(RolesGiven { id, register: given.register, roles: roles.into_iter().collect(), person: given.person, told: true })
    }
}
