//! The door-keeper of the minute book: who may come in, in which office, for which register.
//! It decides whether a token is good, what a password is worth, whether a role may use a verb at all, and
//! how much everybody may ask for. Accounts and sign-ins are a noun of their own.
//! It never judges conflicts or standing: a secretary who may operate the vote book is told by
//! the law, not here, that this vote may not be cast.

pub mod facts;
pub mod guessable;
pub mod guesses;
pub mod guessing;
pub mod lately;
pub mod network;
pub mod pace;
pub mod password;
pub mod roles;
pub mod secret;
pub mod seen;
pub mod token;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::audit::ledger::Ledger;
use crate::db::{Read, Reader};
use crate::fault::{Error, Fault};
use crate::ids::{AccountId, OneTimeId, PersonId, RegisterId, SessionId};
use crate::moment::Instant;

use guesses::Guesses;
use lately::Lately;
use pace::{Limits, Pace};
pub use password::Hasher;
pub use roles::{Action, Role, Scope};
pub use secret::{Mac, Secret};
pub use seen::Seen;
use token::{Bearer, Tokens};

crate::text!(Role, SessionId, OneTimeId);

/// What sign-in needs: the book to write in and to read, and its keys. Cheap to clone.
#[derive(Clone)]
pub struct Access(Arc<Inner>);

struct Inner {
    ledger: Ledger,
    reader: Reader,
    reserve: Reader,
    tokens: Tokens,
    hasher: Hasher,
    mac: Mac,
    guesses: Guesses,
    pace: Pace,
    lately: Lately,
}

/// Who is asking, as the tables say at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub account: AccountId,
    pub session: SessionId,
    pub register: RegisterId,
    pub roles: BTreeSet<Role>,
    /// The person in the register whose sign-in this is, where there is one.
    pub person: Option<PersonId>,
}

impl Caller {
    #[must_use]
    pub fn reach(&self, action: Action) -> Scope {
        roles::reach(&self.roles, action)
    }

    /// # Errors
    /// `Forbidden`, naming what and as whom.
    pub fn must(&self, action: Action) -> Result<Scope, Error> {
        match self.reach(action) {
            Scope::Never => {
                let held = self.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
                let who =
                    if held.is_empty() { "An account without a role in this register".to_owned() } else { format!("The role {held}") };
                Err(Error::Forbidden(format!("{who} may not {}.", action.as_str())))
            }
            scope => Ok(scope),
        }
    }
}

/// A permission to be asked again under the lock (W12): the same session, still open, still with
/// a role that may.
#[derive(Debug, Clone, Copy)]
pub struct Permit {
    system: RegisterId,
    bearer: Bearer,
    action: Option<Action>,
}

impl Permit {
    /// # Errors
    /// `Unauthenticated` or `Forbidden`, when the answer has changed meanwhile.
    pub fn still(&self, read: &mut Read<'_>) -> Result<Caller, Error> {
        let caller = present(read, self.system, self.bearer)?;
        if let Some(action) = self.action {
            caller.must(action)?;
        }
        Ok(caller)
    }
}

fn present(read: &mut Read<'_>, system: RegisterId, bearer: Bearer) -> Result<Caller, Error> {
    let facts = facts::caller(read, system, bearer, Instant::now())?;
    let over = || Error::Unauthenticated("This sign-in is over. Sign in again.".to_owned());
    let facts = facts.ok_or_else(over)?;
    if facts.suspended {
        return Err(Error::Unauthenticated("This account is suspended.".to_owned()));
    }
    if facts.is_over {
        return Err(over());
    }
    Ok(Caller { account: facts.account, session: facts.session, register: facts.register, roles: facts.roles, person: facts.person })
}

impl Access {
    /// `token_key` is an Ed25519 key in PKCS#8 (DER); `origin` names this deployment in tokens.
    ///
    /// # Errors
    /// A key that is none.
    pub fn new(ledger: Ledger, reader: Reader, token_key: &[u8], mac: Mac, origin: &str, limits: Limits) -> Result<Self, Fault> {
        let tokens = Tokens::new(token_key, origin)?;
        let reserve = reader.reserve();
        Ok(Self(Arc::new(Inner {
            ledger,
            reader,
            reserve,
            tokens,
            hasher: Hasher::default(),
            mac,
            guesses: Guesses::default(),
            pace: Pace::new(limits),
            lately: Lately::default(),
        })))
    }

    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }

    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.0.reader
    }

    /// To look with at accounts and sign-ins, whoever else reads how much.
    #[must_use]
    pub fn reserve(&self) -> &Reader {
        &self.0.reserve
    }

    /// The register of accounts, roles and sign-ins.
    #[must_use]
    pub fn system(&self) -> RegisterId {
        self.0.ledger.system()
    }

    #[must_use]
    pub fn mac(&self) -> &Mac {
        &self.0.mac
    }

    /// Wrong passwords as this server remembers them.
    pub(crate) fn guesses(&self) -> &Guesses {
        &self.0.guesses
    }

    /// How much everybody may ask for.
    pub(crate) fn pace(&self) -> &Pace {
        &self.0.pace
    }

    /// What was recorded lately, and is not recorded again.
    pub(crate) fn lately(&self) -> &Lately {
        &self.0.lately
    }

    /// The time, by the clock of the ledger.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.0.ledger.now()
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// Who bears this token, read from the tables with each request: a suspension, a change of
    /// roles or a sign-out acts at once.
    ///
    /// # Errors
    /// `Unauthenticated`.
    pub async fn caller(&self, token: &str) -> Result<Caller, Error> {
        let bearer = self.0.tokens.read(token)?;
        let system = self.system();
        self.0.reserve.one_statement(system, move |read| present(read, system, bearer)).await
    }

    #[must_use]
    pub fn permit(&self, caller: &Caller, action: Option<Action>) -> Permit {
        let bearer = Bearer { account: caller.account, session: caller.session, register: caller.register };
        Permit { system: self.system(), bearer, action }
    }
}
