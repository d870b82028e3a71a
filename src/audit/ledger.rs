//! The write door. A use case hands over a *decision*: a closure that looks at the register under
//! its lock and returns a change, or a refusal. What it returns is applied and its entry
//! appended in the same transaction, by one writer; the answer leaves after the commit.

pub mod change;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

pub use super::entry::Traits;
pub use change::{Change, Tx, traits_of};

use crate::actor::Actor;
use crate::db::{Database, Faults, Read};
use crate::fault::{Error, Fault, Receipt};
use crate::ids::RegisterId;
use crate::moment::Instant;

/// Where the ledger takes the time from.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// The key of the entries' authentication codes: kept outside the database, so that whoever can
/// write to the database still cannot write an entry. Cannot be printed.
#[derive(Clone)]
pub struct MacKey([u8; 32]);

impl MacKey {
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(...)")
    }
}

/// What a ledger needs to know beside its database.
pub struct Setup {
    pub mac_key: MacKey,
    /// The host part of the origins of registers made from now on.
    pub origin: String,
    pub clock: Arc<dyn Clock>,
    pub faults: Faults,
    /// How many commands may wait for one writer before more are turned away.
    pub queue: usize,
}

impl Setup {
    #[must_use]
    pub fn new(mac_key: MacKey, origin: impl Into<String>) -> Self {
        Self { mac_key, origin: origin.into(), clock: Arc::new(WallClock), faults: Faults::none(), queue: 1024 }
    }
}

/// What was recorded: the change, where it stands in the log, and the body answered.
#[derive(Debug, Clone)]
pub struct Recorded<C> {
    pub change: C,
    pub receipt: Receipt,
    /// As stored for a retry under the same idempotency key.
    pub answer: Value,
}

/// The write door. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    system: RegisterId,
}

impl Ledger {
    /// Opens the ledger of a migrated database; makes the register `system` if there is none.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(_database: &Database, _setup: Setup) -> Result<Self, Fault> {
        Err(Fault::Other("not yet".to_owned()))
    }

    /// The register of accounts, roles, registers and sign-ins.
    #[must_use]
    pub fn system(&self) -> RegisterId {
        self.system
    }

    /// Decides and records under the register's lock; returns once it is committed. `decide` may
    /// be run more than once (a transaction that failed for its neighbours is played again).
    ///
    /// # Errors
    /// What `decide` returns; [`Error::Replay`] and [`Error::KeyReused`] for a key seen before;
    /// [`Error::TryLater`] when too much is waiting; a fault when the database fails.
    pub fn record<C: Change>(
        &self,
        _actor: &Actor,
        _decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
    ) -> Result<Recorded<C>, Error> {
        Err(Error::Fault(Fault::Other("not yet".to_owned())))
    }

    /// As [`Ledger::record`], awaited.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn record_async<C: Change>(
        &self,
        actor: Actor,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
    ) -> Result<Recorded<C>, Error> {
        self.record(&actor, decide)
    }

    /// Opens a register: `register.opened` in `system`, then entry 0 of its own log.
    ///
    /// # Errors
    /// A slug that is taken or malformed; as [`Ledger::record`].
    pub fn create_register(&self, _actor: &Actor, _slug: &str, _name: &str) -> Result<Recorded<super::changes::RegisterOpened>, Error> {
        Err(Error::Fault(Fault::Other("not yet".to_owned())))
    }
}
