//! The write door. A use case hands over a *decision*: a closure that looks at the register under
//! its lock and returns a change, or a refusal. What it returns is applied and its entry
//! appended in the same transaction, by one writer; the answer leaves after the commit.

pub(super) mod change;
mod job;
pub(super) mod keys;
mod names;
mod noted;
mod permitted;
mod random;
mod root;
mod rows;
mod pending;
mod standing;
mod timepiece;
mod writer;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Stopwatch};

use diesel::prelude::*;
use serde_json::Value;
use tokio::sync::oneshot;

pub use super::entry::Traits;
pub use change::{Change, Tx, traits_of};

use super::changes::RegisterOpened;
use super::known::{self, Purpose, key_id};
use super::tree::Frontier;
use crate::actor::Actor;
use crate::db::schema::audit_head;
use crate::db::schema::register;
use crate::db::{Database, Faults, Patience, Read, Reader};
use crate::fault::{Error, Fault, Receipt, Trouble};
use crate::ids::RegisterId;
use crate::moment::Instant;
use change::{Tell, Told, Written};
use job::{Answer, Claim, Decide, Done, Job, Waits, not_begun};
pub(super) use names::Names;
pub use names::check_origin;
pub use standing::Newests;
use standing::Standing;
use timepiece::Timepiece;
pub use timepiece::{Clock, WallClock};
pub(super) use writer::SYSTEM;
use writer::{Writer, WriterContext};

/// A program that ends waits so long for what is being written.
const CLOSING: Duration = Duration::from_secs(10);

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
    /// The names of the other keys of the deployment, which stand beside the heads with that of this one.
    pub key_ids: Vec<(Purpose, String)>,
    /// The host part of the origins of registers made from now on.
    pub origin: String,
    pub clock: Arc<dyn Clock>,
    pub faults: Faults,
    /// The log ends in entries that were not written with this key, and is gone on with all the same.
    pub writes_over_foreign: bool,
    /// How many commands may wait for one writer before more are turned away.
    pub queue: usize,
    /// How long a command may wait for its turn; one that is not begun by then is not begun.
    pub patience: Duration,
}

impl Setup {
    #[must_use]
    pub fn new(mac_key: MacKey, origin: impl Into<String>) -> Self {
        let key_ids = vec![(Purpose::Entry, key_id(Purpose::Entry, mac_key.bytes()))];
        Self {
            mac_key,
            key_ids,
            origin: origin.into(),
            clock: Arc::new(WallClock),
            faults: Faults::none(),
            writes_over_foreign: false,
            queue: 1024,
            patience: PATIENCE,
        }
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

/// The write door. Cheap to clone; the writers end when the last clone is gone.
#[derive(Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

/// A caller who has waited so long for a turn is answered rather than kept.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whose commands a writer takes: those of one register, or of a whole file.
type Lane = Option<RegisterId>;

struct Inner {
    database: Database,
    desk: Arc<WriterContext>,
    host: String,
    queue: usize,
    patience: Duration,
    system: RegisterId,
    lanes: Mutex<BTreeMap<Lane, SyncSender<Job>>>,
    /// Nothing more is taken.
    is_closed: AtomicBool,
    /// Each writer at work holds one.
    at_work: Arc<()>,
    /// The right edge of each log's tree, as far as it was looked at.
    edges: Mutex<BTreeMap<(RegisterId, i64), Frontier>>,
}

/// That the end of a register's log can be read.
///
/// # Errors
/// What the database says.
pub fn can_be_read(read: &mut Read<'_>) -> Result<(), Fault> {
    let register = read.register();
    let _: Option<i64> = read.first(audit_head::table.filter(audit_head::register_id.eq(register)).select(audit_head::size))?;
    Ok(())
}

impl Ledger {
    /// Opens the ledger of a migrated database; makes the register `system` if there is none.
    ///
    /// # Errors
    /// What the database says; an origin that is no host name.
    pub fn open(database: &Database, setup: Setup) -> Result<Self, Fault> {
        check_origin(&setup.origin)?;
        let newest = known::newest(database)?;
        let time = Timepiece::new(setup.clock, newest.iter().map(|log| log.at).max());
        let newest = Newests::of(newest);
        let desk = Arc::new(WriterContext {
            key: setup.mac_key,
            time,
            faults: setup.faults,
            standing: Standing::default(),
            newest,
            asks_for_the_key: !setup.writes_over_foreign,
        });
        let system = Writer::new(database.writer(), Arc::clone(&desk)).first_register(&setup.origin, &setup.key_ids)?;
        let inner = Inner {
            database: database.clone(),
            desk,
            host: setup.origin,
            queue: setup.queue.max(1),
            patience: setup.patience,
            system,
            lanes: Mutex::default(),
            is_closed: AtomicBool::new(false),
            at_work: Arc::default(),
            edges: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The register of accounts, roles, registers and sign-ins.
    #[must_use]
    pub fn system(&self) -> RegisterId {
        self.inner.system
    }

    /// Takes nothing more, and waits until what waits is written and every writer has put down its
    /// pen; ten seconds at most.
    pub fn close(&self) {
        let begun = Stopwatch::now();
        self.inner.is_closed.store(true, Ordering::SeqCst);
        // A writer ends when nobody can hand it anything and nothing waits.
        lock(&self.inner.lanes).clear();
        while Arc::strong_count(&self.inner.at_work) > 1 {
            if begun.elapsed() > CLOSING {
                tracing::error!("a change is still being written while the program ends");
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Whether a change could be kept now: of a file what can be told without writing, and how the
    /// last change went.
    ///
    /// # Errors
    /// [`Fault::Closed`], with the cause.
    pub fn takes_changes(&self) -> Result<(), Fault> {
        if let Some(held) = self.inner.database.held() {
            held.takes_changes()?;
            self.inner.desk.time.leapt()?;
        }
        self.inner.desk.standing.last()?;
        let (newest, shown) = (self.newest().all().into_iter().map(|log| log.at).max(), self.inner.desk.time.shown());
        match newest {
            Some(newest) if newest > shown.plus_seconds(timepiece::SLACK) => Err(Fault::Closed {
                trouble: Trouble::ClockBehind,
                what: format!("the newest entry of the log is of {newest}, and this machine's clock says {shown}"),
            }),
            _ => Ok(()),
        }
    }

    /// The newest entry of each log, as far as this program has seen it written.
    #[must_use]
    pub fn newest(&self) -> Newests {
        self.inner.desk.newest.clone()
    }

    /// The time, by the clock that dates entries.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.inner.desk.time.shown()
    }

    /// To look with.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.inner.database.reader()
    }

    /// Decides and records under the register's lock; returns once it is committed. `decide` may
    /// be run more than once (a transaction that failed for its neighbours is played again). Not
    /// to be called from within an async task: that is [`Ledger::record_async`].
    ///
    /// # Errors
    /// What `decide` returns; [`Error::Replay`] and [`Error::KeyReused`] for a key seen before;
    /// [`Error::TryLater`] when too much is waiting; a fault when the database fails.
    pub fn record<C: Change>(
        &self,
        actor: &Actor,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
    ) -> Result<Recorded<C>, Error> {
        let (sender, answer) = sync_channel(1);
        let waits = self.submit(actor.clone(), decide, move |answer| drop(sender.send(answer)))?;
        match answer.recv_timeout(waits.patience.left_of(self.inner.patience)) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) if waits.claim.take() => Err(not_begun()),
            Err(_) => answer.recv().map_err(|_| gone())?,
        }
    }

    /// As [`Ledger::record`], awaited. Dropping the future does not undo a change that was begun;
    /// one that was not is not begun any more.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn record_async<C: Change>(
        &self,
        actor: Actor,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
    ) -> Result<Recorded<C>, Error> {
        let (sender, answer) = oneshot::channel();
        let waits = self.submit(actor, decide, move |answer| drop(sender.send(answer)))?;
        self.awaited(waits, answer).await
    }

    /// The answer; or, where its turn has not come in time, that it never will.
    async fn awaited<C>(&self, waits: Waits, mut answer: oneshot::Receiver<Result<Recorded<C>, Error>>) -> Result<Recorded<C>, Error> {
        match tokio::time::timeout(waits.patience.left_of(self.inner.patience), &mut answer).await {
            Ok(answer) => answer.map_err(|_| gone())?,
            Err(_) if waits.claim.take() => Err(not_begun()),
            Err(_) => answer.await.map_err(|_| gone())?,
        }
    }

    /// As [`Ledger::record_async`], answered with what `tell` reads once the change is applied, in
    /// its own savepoint: the thing as it stands with that entry, in the words of its address. A
    /// retry is answered the same.
    ///
    /// # Errors
    /// As [`Ledger::record`]; those of `tell`, with which nothing is recorded.
    pub async fn record_and_tell<C: Change>(
        &self,
        actor: Actor,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
        tell: impl Fn(&mut Read<'_>, &C) -> Result<Value, Error> + Send + Sync + 'static,
    ) -> Result<Recorded<C>, Error> {
        let (sender, answer) = oneshot::channel();
        let tell: Tell<C> = Arc::new(tell);
        let decide: Decide =
            Box::new(move |read| decide(read).map(|change| Box::new(Told { change, tell: Arc::clone(&tell) }) as Box<dyn Written>));
        let waits = self.enqueue(actor, decide, move |answer| drop(sender.send(answer)))?;
        self.awaited(waits, answer).await
    }

    fn submit<C: Change>(
        &self,
        actor: Actor,
        decide: impl Fn(&mut Read<'_>) -> Result<C, Error> + Send + 'static,
        reply: impl FnOnce(Result<Recorded<C>, Error>) + Send + 'static,
    ) -> Result<Waits, Error> {
        let decide = Box::new(move |read: &mut Read<'_>| decide(read).map(|change| Box::new(change) as Box<dyn Written>));
        self.enqueue(actor, decide, reply)
    }

    fn enqueue<C: Change>(
        &self,
        actor: Actor,
        decide: Decide,
        reply: impl FnOnce(Result<Recorded<C>, Error>) + Send + 'static,
    ) -> Result<Waits, Error> {
        let patience = Patience::current();
        let waits = Waits { claim: Claim::default(), patience: patience.at_most(self.inner.patience) };
        // What is decided by a request is decided while it lasts.
        let decide: Decide = Box::new(move |read| patience.hold(|| decide(read)));
        let reply = Box::new(move |answer: Answer| reply(answer.and_then(typed)));
        self.inner.send(Job { actor, kind: C::KIND, decide, reply, waits: waits.clone(), is_claimed: Cell::new(false) }, &self.inner)?;
        Ok(waits)
    }

    /// Opens a register: `register.opened` in `system`, then entry 0 of its own log. Its origin is
    /// `<host>/<slug>/1`, and never changes.
    ///
    /// # Errors
    /// A slug that is taken or malformed; as [`Ledger::record`].
    pub fn create_register(&self, actor: &Actor, slug: &str, name: &str) -> Result<Recorded<RegisterOpened>, Error> {
        let opened = RegisterOpened::under(&self.inner.host, Names::given(slug, name)?);
        let actor = Actor { register: self.system(), ..actor.clone() };
        self.record(&actor, move |read| {
            let taken = register::table.filter(register::slug.eq(opened.slug.clone())).select(register::id);
            if read.first::<RegisterId, _>(taken)?.is_some() {
                return Err(Error::invalid("/slug", "taken", format!("there is a register '{}' already", opened.slug)));
            }
            Ok(opened.clone())
        })
    }
}

impl Inner {
    fn send(&self, job: Job, this: &Arc<Self>) -> Result<(), Error> {
        let lane = if self.database.has_one_writer() { None } else { Some(job.actor.register) };
        let mut lanes = lock(&self.lanes);
        if self.is_closed.load(Ordering::SeqCst) {
            let detail = "This server is stopping. Send it again in a moment, with the same Idempotency-Key.".to_owned();
            return Err(Error::TryLater { detail, seconds: 5, too_many: false });
        }
        let mut job = job;
        for _ in 0..2 {
            let sender = match lanes.get(&lane) {
                Some(sender) => sender.clone(),
                None => {
                    let sender = self.spawn_writer(lane, this)?;
                    lanes.insert(lane, sender.clone());
                    sender
                }
            };
            match sender.try_send(job) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Full(_)) => {
                    let detail = "more changes are waiting to be written than can be kept: try again in a moment".to_owned();
                    return Err(Error::TryLater { detail, seconds: 1, too_many: false });
                }
                Err(TrySendError::Disconnected(back)) => {
                    lanes.remove(&lane);
                    job = back;
                }
            }
        }
        Err(gone().into())
    }

    fn spawn_writer(&self, lane: Lane, this: &Arc<Self>) -> Result<SyncSender<Job>, Fault> {
        let (sender, jobs) = sync_channel(self.queue);
        let at_work = Arc::clone(&self.at_work);
        let writer = Writer::new(self.database.writer(), Arc::clone(&self.desk));
        // The writer must not keep the ledger alive, or neither would ever end.
        let ledger = Arc::downgrade(this);
        let idle = move |jobs: &Receiver<Job>| {
            let Some(inner) = ledger.upgrade() else { return jobs.recv().ok() };
            // Nobody can send while the lanes are held: what is not here now will find a new writer.
            let mut lanes = lock(&inner.lanes);
            let job = jobs.try_recv().ok();
            if job.is_none() {
                lanes.remove(&lane);
            }
            job
        };
        std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || {
                writer.work(&jobs, idle);
                drop(at_work);
            })
            .map_err(|error| Fault::Other(format!("no thread for the writer: {error}")))?;
        Ok(sender)
    }
}

fn typed<C: Change>(done: Done) -> Result<Recorded<C>, Error> {
    let Done { change, receipt, answer } = done;
    match change.into_any().downcast::<C>() {
        Ok(change) => Ok(Recorded { change: *change, receipt, answer }),
        Err(_) => Err(Fault::Other(format!("the change recorded is no {}", C::KIND)).into()),
    }
}

/// A poisoned lock here guards a map that is whole at every step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn gone() -> Fault {
    Fault::Closed { trouble: Trouble::Unsettled, what: "the writer stopped before it answered".to_owned() }
}

fn corrupt(register: RegisterId, what: &str) -> Fault {
    Fault::Corrupt { table: "audit_leaf", key: register.to_string(), what: what.to_owned() }
}
