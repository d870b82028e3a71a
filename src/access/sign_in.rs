//! Signing in, renewing, signing out. Passwords are compared outside the lock, and everything
//! that was read before is read again under it.

use serde::Serialize;
use uuid::Uuid;

use super::changes::{RefreshReused, SessionClosed, SessionOpened, SessionRefreshed, SignInRefused};
use super::roles::Role;
use super::rules::{self, AccountFacts, Renewal};
use super::token::{self, Bearer, Refresh};
use super::{Access, Caller, Secret, facts, password};
use crate::actor::{Actor, Via};
use crate::audit::ledger::Recorded;
use crate::db::Read;
use crate::fault::{Error, Fault, FieldError};
use crate::ids::{AccountId, FactId, PersonId, RegisterId, SessionId};
use crate::moment::Instant;
use crate::wording::folded;

/// A register as a sign-in names it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RegisterName {
    pub id: RegisterId,
    /// The short name in addresses.
    pub slug: String,
    pub name: String,
}

/// What a sign-in or a renewal gives.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Signed {
    /// For the header `Authorization: Bearer`.
    pub access_token: String,
    /// When the access token runs out.
    pub expires_at: Instant,
    /// The same, in seconds from now.
    pub expires_in: u64,
    /// Spent by one renewal, which gives the next.
    pub refresh_token: String,
    pub register: RegisterName,
    pub account: AccountId,
    /// The person in the register whose sign-in this is.
    pub person: Option<PersonId>,
    pub roles: Vec<Role>,
}

fn actor(access: &Access, account: Option<AccountId>, request: Uuid) -> Actor {
    Actor { register: access.system(), account, person: None, via: Via::Api, request, idempotency: None }
}

/// The digest under which wrong passwords for an address are counted.
fn identity(access: &Access, email: &str) -> String {
    super::secret::hex(&access.mac().tag("sign-in identity", &[folded(email).as_bytes()]))
}

fn too_soon(seconds: u32) -> Error {
    Error::TryLater { detail: format!("Too many wrong passwords for this address. Try again in {seconds} s."), seconds, too_many: true }
}

fn not_right() -> Error {
    Error::Unauthenticated("The e-mail address or the password is not right.".to_owned())
}

fn name_of(read: &mut Read<'_>, id: RegisterId) -> Result<RegisterName, Error> {
    let row = facts::register_named(read, &id.to_string())?;
    let (id, slug, name, ..) = row.ok_or_else(|| Fault::Corrupt { table: "register", key: id.to_string(), what: "not there".into() })?;
    Ok(RegisterName { id, slug, name })
}

/// The register asked for, or the only one; else those to choose from, named.
fn choose(read: &mut Read<'_>, account: &AccountFacts, asked: Option<&str>) -> Result<RegisterId, Error> {
    let unknown = || Error::invalid("/register", "no_role_there", "This account has no role in a register of that name.");
    let asked = match asked {
        Some(name) => Some(facts::register_named(read, name)?.ok_or_else(unknown)?.0),
        None => None,
    };
    match rules::register_of(&account.roles, asked) {
        Ok(register) => Ok(register),
        Err(_) if asked.is_some() => Err(unknown()),
        Err(several) if several.is_empty() => {
            Err(Error::Forbidden("This account has no role in any register: whoever manages its users can give one.".into()))
        }
        Err(several) => {
            let mut names = Vec::new();
            for id in several {
                let name = name_of(read, id)?;
                names.push(format!("'{}' ({})", name.slug, name.name));
            }
            let message = format!("This account has roles in several registers. Name one: {}.", names.join(", "));
            Err(Error::Invalid(vec![FieldError::new("/register", "register_required", message)]))
        }
    }
}

fn signed(
    access: &Access,
    read: &mut Read<'_>,
    account: &AccountFacts,
    register: RegisterId,
    session: SessionId,
    refresh: &Refresh,
) -> Result<Signed, Error> {
    let expires_at = Instant::now().plus_seconds(i64::try_from(token::LIFE).unwrap_or(600));
    Ok(Signed {
        access_token: access.tokens().issue(Bearer { account: account.id, session, register })?,
        expires_at,
        expires_in: token::LIFE,
        refresh_token: refresh.expose().to_owned(),
        register: name_of(read, register)?,
        account: account.id,
        person: account.persons.get(&register).copied(),
        roles: account.roles.get(&register).into_iter().flatten().copied().collect(),
    })
}

/// Signs in with a password.
///
/// # Errors
/// `Unauthenticated`, alike for an unknown address and a wrong password; `TryLater` after too
/// many of either; `Invalid` when a register must be named.
pub async fn open(
    access: &Access,
    email: String,
    secret: Secret,
    register: Option<String>,
    request: Uuid,
) -> Result<(Recorded<SessionOpened>, Signed), Error> {
    password::within_length(&secret, "/password")?;
    let system = access.system();
    let identity = identity(access, &email);
    let (seek, key) = (folded(&email), identity.clone());
    let (account, failures) = access
        .reserve()
        .look_async(system, move |read| Ok((facts::account_by_email(read, system, &seek)?, facts::failures(read, system, &key)?)))
        .await?;
    if let Some(seconds) = rules::wait(failures.as_ref(), Instant::now()) {
        return Err(too_soon(seconds));
    }
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = access.hasher().matches(secret, stored.clone()).await?;
    let Some(account) = account.filter(|_| right) else {
        return Err(refuse(access, identity, folded(&email), request).await);
    };

    let (session, refresh) = (SessionId::new(), Refresh::first()?);
    let (id, digest) = (account.id, refresh.digest());
    let recorded = access
        .ledger()
        .record_async(actor(access, Some(id), request), move |read| {
            let now = Instant::now();
            // Guesses made at the same time have all passed the first look; here they take turns.
            if let Some(seconds) = rules::wait(facts::failures(read, system, &identity)?.as_ref(), now) {
                return Err(too_soon(seconds));
            }
            let account = facts::account(read, system, id)?.filter(|account| account.password_hash == stored).ok_or_else(not_right)?;
            if account.suspended {
                return Err(Error::Unauthenticated("This account is suspended.".to_owned()));
            }
            Ok(SessionOpened {
                id: session,
                account: id,
                register: choose(read, &account, register.as_deref())?,
                expires_at: now.plus_seconds(rules::SESSION_LIFE),
                refresh: digest.clone(),
                refresh_expires_at: now.plus_seconds(rules::REFRESH_LIFE),
                identity: Some(identity.clone()),
            })
        })
        .await?;
    let (register, own) = (recorded.change.register, access.clone());
    let signed = access
        .reserve()
        .look_async(system, move |read| {
            let account = facts::account(read, system, id)?.ok_or_else(not_right)?;
            signed(&own, read, &account, register, session, &refresh)
        })
        .await?;
    Ok((recorded, signed))
}

/// Counts a wrong password, and gives the answer to it.
async fn refuse(access: &Access, identity: String, email: String, request: Uuid) -> Error {
    let system = access.system();
    let outcome = access
        .ledger()
        .record_async(actor(access, None, request), move |read| {
            let failures = facts::failures(read, system, &identity)?;
            let account = facts::account_by_email(read, system, &email)?.map(|account| account.id);
            let count = failures.map_or(0, |failures| failures.count).saturating_add(1);
            Ok(SignInRefused { id: FactId::new(), identity: identity.clone(), account, count })
        })
        .await;
    match outcome {
        Ok(_) => not_right(),
        Err(error) => error,
    }
}

fn no_renewal() -> Error {
    Error::Unauthenticated("This refresh token is not good, or no longer. Sign in again.".to_owned())
}

/// Renews a sign-in: the token is spent and its successor given.
///
/// # Errors
/// `Unauthenticated`; when a spent token comes back, the whole sign-in has ended with it.
pub async fn renew(access: &Access, token: &str, client: String, request: Uuid) -> Result<(Recorded<SessionRefreshed>, Signed), Error> {
    let refresh = Refresh::given(token).ok_or_else(no_renewal)?;
    let successor = refresh.successor(access.mac());
    let system = access.system();
    let (spent, next, by) = (refresh.digest(), successor.digest(), client.clone());
    let outcome = access
        .ledger()
        .record_async(actor(access, None, request), move |read| {
            let now = Instant::now();
            let facts = facts::refresh(read, system, &spent)?.ok_or_else(no_renewal)?;
            let again = match rules::renewal(&facts, &by, now) {
                Renewal::Fresh => false,
                Renewal::Again => true,
                Renewal::Reused | Renewal::Over => return Err(no_renewal()),
            };
            Ok(SessionRefreshed {
                id: facts.session,
                account: facts.account,
                register: facts.register,
                spent: spent.clone(),
                successor: next.clone(),
                client: by.clone(),
                expires_at: now.plus_seconds(rules::REFRESH_LIFE),
                again,
            })
        })
        .await;
    let recorded = match outcome {
        Err(Error::Unauthenticated(_)) => return Err(end_if_reused(access, refresh.digest(), client, request).await),
        other => other?,
    };
    let (own, change) = (access.clone(), recorded.change.clone());
    let signed = access
        .reserve()
        .look_async(system, move |read| {
            let account = facts::account(read, system, change.account)?.ok_or_else(no_renewal)?;
            signed(&own, read, &account, change.register, change.id, &successor)
        })
        .await?;
    Ok((recorded, signed))
}

/// Ends the family of a spent token that came back; gives the answer to whoever sent it.
async fn end_if_reused(access: &Access, digest: String, client: String, request: Uuid) -> Error {
    let system = access.system();
    let outcome = access
        .ledger()
        .record_async(actor(access, None, request), move |read| {
            let facts = facts::refresh(read, system, &digest)?.ok_or_else(no_renewal)?;
            match rules::renewal(&facts, &client, Instant::now()) {
                Renewal::Reused => Ok(RefreshReused { id: facts.session, account: facts.account }),
                _ => Err(no_renewal()),
            }
        })
        .await;
    match outcome {
        Ok(recorded) => {
            tracing::warn!(session = %recorded.change.id, account = %recorded.change.account, "a spent refresh token came back: the sign-in was ended");
            no_renewal()
        }
        Err(error) => error,
    }
}

/// Signs out.
///
/// # Errors
/// `Unauthenticated` when somebody else ended it first.
pub async fn close(access: &Access, caller: &Caller, request: Uuid) -> Result<Recorded<SessionClosed>, Error> {
    let permit = access.permit(caller, None);
    access
        .ledger()
        .record_async(actor(access, Some(caller.account), request), move |read| {
            let caller = permit.still(read)?;
            Ok(SessionClosed { id: caller.session, account: caller.account })
        })
        .await
}
