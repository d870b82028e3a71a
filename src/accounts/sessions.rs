//! Signing in, renewing, signing out. Passwords are compared outside the lock, and everything
//! that was read before is read again under it.

mod news;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use uuid::Uuid;

pub use news::{LastSignIn, News, Told};

use super::changes::{Origin, RefreshReused, SessionClosed, SessionOpened, SessionRefreshed};
use super::rules::AccountFacts;
use super::rules::signing::{self, LetIn, MaySignIn, not_right};
use super::{facts, upkeep};
use crate::access::guesses::{Due, Place};
use crate::access::guessing::Trust;
use crate::access::token::{self, Bearer, Refresh};
use crate::access::{Access, Caller, Role, Secret, password, secret};
use crate::actor::{Actor, Via};
use crate::audit::ledger::Recorded;
use crate::db::Read;
use crate::fault::{Error, Fault, FieldError};
use crate::ids::{AccountId, PersonId, RegisterId, SessionId};
use crate::moment::Instant;
use crate::registers::{self, Register};
use crate::text::folded;

/// A register as a sign-in names it.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct RegisterName {
    /// By which a sign-in may name the register, as well as by its short name.
    pub id: RegisterId,
    /// The short name in addresses.
    pub slug: String,
    /// What the register is called; an administrator may give it another name.
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
    /// The register signed in for; another one needs a sign-in of its own.
    pub register: RegisterName,
    /// Whose sign-in it is, as in `/api/v1/users/{id}`.
    pub account: AccountId,
    /// The person in the register whose sign-in this is.
    pub person: Option<PersonId>,
    /// What the account acts as in this register; `/api/v1/me` says what that allows.
    pub roles: Vec<Role>,
    /// To be kept on this device and sent with its next sign-in: what others try for this address
    /// then never makes this device wait. It signs nobody in. Given by a sign-in alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_token: Option<String>,
    /// The sign-in before this one, and wrong passwords since. Given by a sign-in alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_sign_in: Option<LastSignIn>,
    /// What others did to this account in the last 30 days, the latest first: a password reset, roles
    /// changed, by whom and when. Given by a sign-in alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices: Option<Vec<Told>>,
}

/// Where a sign-in comes from, as opaque words.
#[derive(Debug, Clone)]
pub struct Whence {
    /// Address and program.
    pub client: String,
    pub network: String,
    /// What an earlier sign-in gave to the device, as it was sent.
    pub device: Option<String>,
    /// The seconds that strangers of its network are to wait, where too many have come.
    pub hurried: Option<u32>,
}

impl Whence {
    /// The place as it is counted: the device the owner signed in with, else the client or the
    /// network they did so from, else a stranger's network.
    fn place(&self, access: &Access, account: Option<AccountId>, known: &[(String, Instant)]) -> Place {
        let is_known = |place: &str| known.iter().any(|(known, _)| known == place);
        let device = self.device.as_deref().filter(|text| account.is_some_and(|account| is_device(access, account, text)));
        let (key, trust) = match device {
            Some(device) => (format!("device {device}"), Trust::Known),
            None if is_known(&self.client) => (format!("client {}", self.client), Trust::Known),
            None if is_known(&self.network) => (format!("network {}", self.network), Trust::Known),
            None => (format!("stranger {}", self.network), Trust::Strange),
        };
        Place { key, trust, network: self.network.clone() }
    }
}

/// What a device is given: a number, and our word that it belongs to this account.
fn new_device(access: &Access, account: AccountId) -> String {
    let number = Uuid::now_v7();
    let tag = access.mac().tag("device", &[account.uuid().as_bytes(), number.as_bytes()]);
    format!("{}.{}", number.simple(), URL_SAFE_NO_PAD.encode(tag))
}

fn is_device(access: &Access, account: AccountId, text: &str) -> bool {
    let Some((number, tag)) = text.split_once('.') else { return false };
    let (Ok(number), Ok(tag)) = (number.parse::<Uuid>(), URL_SAFE_NO_PAD.decode(tag)) else { return false };
    access.mac().is_tag(&tag, "device", &[account.uuid().as_bytes(), number.as_bytes()])
}

fn actor(access: &Access, account: Option<AccountId>, request: Uuid) -> Actor {
    Actor { register: access.system(), account, person: None, via: Via::Api, request, idempotency: None }
}

/// The digest under which wrong passwords for an address are counted.
pub(super) fn identity(access: &Access, email: &str) -> String {
    secret::hex(&access.mac().tag("sign-in identity", &[folded(email).as_bytes()]))
}

fn too_soon(seconds: u32) -> Error {
    let detail = format!(
        "Too many wrong passwords for this address from where you are. Try again in {seconds} s, or from a device or a place where you have signed in before; whoever manages the users can send a new invitation, which ends the wait."
    );
    Error::TryLater { detail, seconds, too_many: true }
}

fn name_of(read: &mut Read<'_>, id: RegisterId) -> Result<RegisterName, Error> {
    let row = registers::facts::register_named(read, &id.to_string())?;
    let Register { id, slug, name, .. } =
        row.ok_or_else(|| Fault::Corrupt { table: "register", key: id.to_string(), what: "not there".into() })?;
    Ok(RegisterName { id, slug, name })
}

/// The register asked for, or the only one; else those to choose from, named.
fn choose(read: &mut Read<'_>, account: LetIn<'_>, asked: Option<&str>) -> Result<MaySignIn, Error> {
    let unknown = || Error::invalid("/register", "no_role_there", "This account has no role in a register of that name.");
    let asked = match asked {
        Some(name) => Some(registers::facts::register_named(read, name)?.ok_or_else(unknown)?.id),
        None => None,
    };
    match account.into_register(asked) {
        Ok(permit) => Ok(permit),
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
        device_token: None,
        last_sign_in: None,
        notices: None,
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
    whence: Whence,
    request: Uuid,
) -> Result<(Recorded<SessionOpened>, Signed), Error> {
    password::within_length(&secret, "/password")?;
    let system = access.system();
    let identity = identity(access, &email);
    let seek = folded(&email);
    let (account, known) = access
        .reserve()
        .snapshot_async(system, move |read| {
            let account = facts::account_by_email(read, system, &seek)?;
            // Asked of nobody too, so that it takes as long.
            let id = account.as_ref().map_or_else(AccountId::new, |account| account.id);
            let known = facts::places(read, system, id)?;
            Ok((account, known))
        })
        .await?;
    let place = whence.place(access, account.as_ref().map(|account| account.id), &known);
    // Who is known here does not wait for those who are not.
    if let Some(seconds) = whence.hurried.filter(|_| place.trust == Trust::Strange) {
        return Err(access.pace().of_strangers(seconds));
    }
    let look = access.guesses().begin(&identity, place, access.now()).map_err(too_soon)?;
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let matched = access.hasher().matches(secret, stored).await?;
    let somebody = account.as_ref().map(|account| account.id);
    let Some((account, matched)) = account.zip(matched) else {
        if let Some(due) = access.guesses().note(&identity, somebody, &whence.network, access.now()) {
            // What cannot be written is answered as the right one would be then, so it tells nothing.
            tell(access, due, request).await?;
        }
        look.was_wrong(access.now());
        return Err(not_right());
    };
    look.was_right();
    // Only now: to anybody else an account is not told from none.
    access.pace().may_act(account.id, true)?;
    // What was tried before is written first, so that the owner can be told of it.
    if let Some(due) = access.guesses().outstanding(&identity) {
        tell(access, due, request).await?;
    }

    let session = SessionId::new();
    let refresh = Refresh::first(session)?;
    let (id, first, own) = (account.id, refresh.clone(), access.clone());
    let (of, places) = (identity.clone(), vec![whence.client.clone(), whence.network.clone()]);
    let now = access.now();
    let news = access.reserve().snapshot_async(system, move |read| news::news(read, system, id, &of, now)).await?;
    let recorded = access
        .ledger()
        .record_async(actor(access, Some(id), request), move |read| {
            let account = facts::account(read, system, id)?;
            let permit = choose(read, signing::let_in(account.as_ref(), &matched)?, register.as_deref())?;
            let known = facts::places(read, system, id)?.into_iter().map(|(place, _)| place).collect();
            let from = Origin { identity: identity.clone(), places: places.clone(), known };
            Ok(SessionOpened::by(&permit, &first, own.mac(), from, now))
        })
        .await?;
    access.pace().acted(id, true);
    let (register, own) = (recorded.change.register, access.clone());
    let signed = access
        .reserve()
        .snapshot_async(system, move |read| {
            let account = facts::account(read, system, id)?.ok_or_else(not_right)?;
            signed(&own, read, &account, register, session, &refresh)
        })
        .await?;
    let device = whence.device.filter(|text| is_device(access, id, text)).unwrap_or_else(|| new_device(access, id));
    let signed = Signed { device_token: Some(device), last_sign_in: Some(news.last), notices: Some(news.notices), ..signed };
    Ok((recorded, signed))
}

/// Writes what is due of wrong passwords.
async fn tell(access: &Access, due: Due, request: Uuid) -> Result<(), Error> {
    let written = due.clone();
    let outcome = access.ledger().record_async(actor(access, None, request), move |read| upkeep::refusals(read, &written)).await;
    if outcome.is_err() {
        access.guesses().give_back(&due);
    }
    outcome.map(drop)
}

/// An account was let in again by whoever may: nobody who guessed makes it wait any longer.
pub fn is_let_in(access: &Access, email: &str) {
    access.guesses().forget(&identity(access, email));
}

fn no_renewal() -> Error {
    Error::Unauthenticated("This refresh token is not good, or no longer. Sign in again.".to_owned())
}

/// Renews a sign-in: the token is spent and its successor given.
///
/// # Errors
/// `Unauthenticated`; when a spent token comes back, the whole sign-in has ended with it.
pub async fn renew(
    access: &Access,
    token: &str,
    client: String,
    hurried: Option<u32>,
    request: Uuid,
) -> Result<(Recorded<SessionRefreshed>, Signed), Error> {
    let wait = |seconds| access.pace().of_strangers(seconds);
    let refresh = Refresh::given(token).ok_or_else(|| hurried.map_or_else(no_renewal, wait))?;
    if let Some(seconds) = hurried {
        let (system, shown, own) = (access.system(), refresh.clone(), access.clone());
        let is_known =
            access.reserve().snapshot_inline(system, move |read| Ok(facts::refresh(read, system, &shown, own.mac())?.is_some())).await?;
        if !is_known {
            return Err(wait(seconds));
        }
    }
    let successor = refresh.successor(access.mac());
    let system = access.system();
    let (shown, by, own) = (refresh.clone(), client.clone(), access.clone());
    let paced = access.clone();
    let outcome = access
        .ledger()
        .record_async(actor(access, None, request), move |read| {
            let now = Instant::now();
            let facts = facts::refresh(read, system, &shown, own.mac())?.ok_or_else(no_renewal)?;
            let permit = signing::may_renew(&facts, &by, now).ok_or_else(no_renewal)?;
            paced.pace().may_act(facts.account, true)?;
            Ok(SessionRefreshed::by(permit, &shown, own.mac(), by.clone(), now))
        })
        .await;
    let recorded = match outcome {
        Err(Error::Unauthenticated(_)) => return Err(end_if_reused(access, refresh, client, request).await),
        other => other?,
    };
    access.pace().acted(recorded.change.account, true);
    let (own, change) = (access.clone(), recorded.change.clone());
    let signed = access
        .reserve()
        .snapshot_async(system, move |read| {
            let account = facts::account(read, system, change.account)?.ok_or_else(no_renewal)?;
            signed(&own, read, &account, change.register, change.id, &successor)
        })
        .await?;
    Ok((recorded, signed))
}

/// Ends the family of a spent token that came back; gives the answer to whoever sent it.
async fn end_if_reused(access: &Access, shown: Refresh, client: String, request: Uuid) -> Error {
    let (system, own) = (access.system(), access.clone());
    let outcome = access
        .ledger()
        .record_async(actor(access, None, request), move |read| {
            let facts = facts::refresh(read, system, &shown, own.mac())?.ok_or_else(no_renewal)?;
            signing::copied(&facts, &client, Instant::now()).map(RefreshReused::by).ok_or_else(no_renewal)
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
        .record_async(actor(access, Some(caller.account), request), move |read| Ok(SessionClosed::of(&permit.still(read)?)))
        .await
}
