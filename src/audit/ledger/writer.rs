//! The writer of a register, or of a whole file: drains what waits, writes it in one transaction
//! with a savepoint a command, commits once, then answers all.

mod first;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use diesel::connection::TransactionManager;
use serde_json::Value;

use super::MacKey;
use super::change::{Stamp, Tx};
use super::job::{Answer, Decide, Done, Job, not_begun};
use super::keys::{self, Kept};
use super::noted::noted_lately;
use super::pending::{Origins, PendingEntries};
use super::random::Random;
use super::standing::{Newests, Standing};
use super::timepiece::Timepiece;
use crate::actor::Actor;
use crate::audit::changes::RefusalRecorded;
use crate::audit::entry::{self, Heading, Sealed};
use crate::audit::known;
use crate::db::backend::Connector;
use crate::db::cost;
use crate::db::held::Identity;
use crate::db::{Conn, Faults, Read};
use crate::edition::EDITION;
use crate::fault::{Error, Fault, Receipt, Trouble};
use crate::ids::RegisterId;
use crate::moment::Instant;

/// At most so many commands share a transaction.
const TOGETHER: usize = 128;
/// How often a transaction is tried again for a fault that passes.
const RETRIES: u32 = 3;
/// A writer with nothing to do gives its connection back.
const IDLE: Duration = Duration::from_secs(60);
/// When a write-ahead log that could not be folded in is looked at again.
const SOON: Duration = Duration::from_secs(2);
/// The bytes from which a write-ahead log is made small again: more than it has between two foldings
/// by the database itself.
const SWOLLEN: u64 = 36 * 1024 * 1024;

pub(in crate::audit) use first::SYSTEM;

type Manager = <Conn as diesel::Connection>::TransactionManager;

/// Why a transaction came to nothing.
enum Broken {
    /// Nothing of it was written.
    Nothing(Fault),
    /// It may have been written: it must not be tried again.
    Unknown(Fault),
}

impl From<Fault> for Broken {
    fn from(fault: Fault) -> Self {
        Self::Nothing(fault)
    }
}

impl From<diesel::result::Error> for Broken {
    fn from(error: diesel::result::Error) -> Self {
        Self::Nothing(error.into())
    }
}

/// What all writers share.
pub(super) struct WriterContext {
    pub key: MacKey,
    pub time: Timepiece,
    pub faults: Faults,
    pub standing: Standing,
    pub newest: Newests,
    /// Whether the newest entry of a log must bear the code of our key.
    pub asks_for_the_key: bool,
}

pub(super) struct Writer {
    connector: Connector,
    conn: Option<Conn>,
    /// The write-ahead log this connection writes to, once it has.
    log: Option<Identity>,
    /// Logs whose newest entry was found to bear the code of our key, on this connection.
    fitting: BTreeSet<RegisterId>,
    /// It has grown beyond its bounds, and somebody looked at it the last time it was to be folded.
    is_swollen: bool,
    desk: Arc<WriterContext>,
    origins: Origins,
    random: Random,
}

impl Writer {
    pub(super) fn new(connector: Connector, desk: Arc<WriterContext>) -> Self {
        Self {
            connector,
            conn: None,
            log: None,
            fitting: BTreeSet::new(),
            is_swollen: false,
            desk,
            origins: Origins::new(),
            random: Random::default(),
        }
    }

    /// Works until every ledger is gone, or until nothing came for a while and `idle` has nothing
    /// either.
    pub(super) fn work(mut self, jobs: &Receiver<Job>, idle: impl Fn(&Receiver<Job>) -> Option<Job>) {
        loop {
            let first = match jobs.recv_timeout(if self.is_swollen { SOON } else { IDLE }) {
                Ok(job) => Some(job),
                Err(RecvTimeoutError::Disconnected) => None,
                Err(RecvTimeoutError::Timeout) if self.is_swollen => {
                    self.fold_what_has_grown();
                    continue;
                }
                Err(RecvTimeoutError::Timeout) => idle(jobs),
            };
            let Some(first) = first else { return };
            let mut batch = vec![first];
            while batch.len() < TOGETHER {
                let Ok(job) = jobs.try_recv() else { break };
                batch.push(job);
            }
            let (waited_for, given_up) = batch.into_iter().partition::<Vec<_>, _>(|job| !job.waits.patience.is_over());
            given_up.into_iter().for_each(|job| (job.reply)(Err(not_begun())));
            if !waited_for.is_empty() {
                self.write(waited_for);
            }
            self.fold_what_has_grown();
        }
    }

    /// The write-ahead log of a file is folded in by each commit that finds it large, and begins
    /// anew with the next, unless somebody looks at it; its file stays as large as it ever was. So
    /// the writer, when all are answered, folds it in whole and makes it small. It waits for nobody
    /// who looks, and comes back later.
    fn fold_what_has_grown(&mut self) {
        let (Some(held), Some(conn)) = (self.connector.held(), &mut self.conn) else { return };
        self.is_swollen = held.log_size() > SWOLLEN;
        if self.is_swollen {
            if let Err(fault) = conn.fold(Duration::ZERO) {
                tracing::warn!(%fault, "the write-ahead log could not be folded in");
            }
            self.is_swollen = held.log_size() > SWOLLEN;
        }
    }

    fn write(&mut self, jobs: Vec<Job>) {
        match self.retry(&jobs) {
            Ok(answers) => answer(jobs, answers),
            Err(Broken::Unknown(fault)) => answer_all(jobs, fault),
            Err(Broken::Nothing(fault)) if jobs.len() == 1 || fault.is_a_lock() => answer_all(jobs, fault),
            // One of them may be at fault: each alone, so that the others need not suffer.
            Err(Broken::Nothing(_)) => {
                let mut jobs = jobs.into_iter();
                while let Some(job) = jobs.next() {
                    let mut alone = vec![job];
                    match self.retry(&alone) {
                        Ok(answers) => answer(alone, answers),
                        Err(Broken::Nothing(fault)) if !fault.is_passing() => answer_all(alone, fault),
                        // The world is at fault: what waits behind would only wait longer.
                        Err(Broken::Nothing(fault) | Broken::Unknown(fault)) => {
                            alone.extend(jobs.by_ref());
                            answer_all(alone, fault);
                        }
                    }
                }
            }
        }
    }

    fn retry(&mut self, jobs: &[Job]) -> Result<Vec<Answer>, Broken> {
        let done = self.try_until_it_is_done(jobs);
        match &done {
            Ok(answers) if answers.iter().any(Result::is_ok) => self.desk.standing.heard(None),
            Ok(answers) => {
                let faults = answers.iter().filter_map(|answer| answer.as_ref().err());
                for fault in faults.filter_map(|error| if let Error::Fault(fault) = error { Some(fault) } else { None }) {
                    self.desk.standing.heard(Some(fault));
                }
            }
            Err(Broken::Nothing(fault) | Broken::Unknown(fault)) => self.desk.standing.heard(Some(fault)),
        }
        done
    }

    fn try_until_it_is_done(&mut self, jobs: &[Job]) -> Result<Vec<Answer>, Broken> {
        let mut tries = 0;
        loop {
            let is_waited_for = || jobs.iter().any(|job| !job.waits.patience.is_over());
            match self.transaction(jobs) {
                // A lock is waited for as long as anybody waits; what else is over soon, a few times.
                Err(Broken::Nothing(fault)) if fault.is_over_soon() && (tries < RETRIES || fault.is_a_lock()) && is_waited_for() => {
                    tries += 1;
                    // Whoever asks meanwhile is told that no change can be kept.
                    self.desk.standing.heard(Some(&fault));
                    tracing::warn!(%fault, tries, "a write is tried again");
                    std::thread::sleep(self.random.jitter(tries.min(RETRIES)));
                }
                done => return done,
            }
        }
    }

    fn transaction(&mut self, jobs: &[Job]) -> Result<Vec<Answer>, Broken> {
        self.is_where_it_was()?;
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => {
                self.log = None;
                self.fitting.clear();
                let mut conn = self.connector.connect()?;
                self.desk.time.agrees(&mut conn)?;
                conn
            }
        };
        let desk = Arc::clone(&self.desk);
        desk.faults.pass("begin")?;
        Manager::begin_transaction(&mut conn)?;
        let mut pending = PendingEntries::default();
        match self.all(&mut conn, &mut pending, jobs).and_then(|answers| {
            pending.write(&mut conn, &desk.faults)?;
            desk.faults.pass("commit")?;
            Ok(answers)
        }) {
            Ok(answers) => {
                // Where nothing was written there is nothing to sync.
                if pending.is_empty() {
                    if Manager::rollback_transaction(&mut conn).is_ok() {
                        self.conn = Some(conn);
                    }
                    return Ok(answers);
                }
                let committed = Manager::commit_transaction(&mut conn).map_err(Fault::from).and_then(|()| desk.faults.pass("committed"));
                match committed {
                    Ok(()) => {
                        self.conn = Some(conn);
                        self.desk.newest.committed(pending.newest());
                        self.log = self.log.or_else(|| self.connector.held().and_then(|held| held.log()));
                        // A change in a file that is nobody's any more must not be called kept.
                        self.is_where_it_was().map_err(Broken::Unknown)?;
                        Ok(answers)
                    }
                    Err(fault) => {
                        drop(conn);
                        self.after_a_lost_commit(&pending, fault)?;
                        self.desk.newest.committed(pending.newest());
                        Ok(answers)
                    }
                }
            }
            Err(fault) => {
                // A connection that cannot even roll back is no use to the next. Nor is one of a file that
                // could not be opened for writing: it stays as it was opened when the disk is well again.
                let is_of_use = fault.trouble() != Some(Trouble::ReadOnly);
                if Manager::rollback_transaction(&mut conn).is_ok() && is_of_use && !conn.is_broken() {
                    self.conn = Some(conn);
                }
                Err(Broken::Nothing(fault))
            }
        }
    }

    /// That the file, and the log beside it, are those that were opened.
    fn is_where_it_was(&mut self) -> Result<(), Fault> {
        let Some(held) = self.connector.held() else { return Ok(()) };
        held.still_there()?;
        let (Some(log), Some(conn)) = (self.log, &mut self.conn) else { return Ok(()) };
        let same = held.same_log(log);
        if same.is_err() {
            // What was kept stands in a log without a name, which this connection alone still has.
            match conn.fold(Duration::from_millis(500)) {
                Ok(()) => tracing::error!("the write-ahead log was taken away: what stood in it was folded into the file"),
                Err(fault) => tracing::error!(%fault, "the write-ahead log was taken away, with the changes in it"),
            }
        }
        same
    }

    /// The commit did not answer, or not well: ask the log itself what became of it.
    fn after_a_lost_commit(&mut self, pending: &PendingEntries, fault: Fault) -> Result<(), Broken> {
        let mut tries = 0;
        loop {
            tries += 1;
            let asked = self.connector.connect().and_then(|mut conn| {
                let there = pending.is_there(&mut conn)?;
                self.conn = Some(conn);
                Ok(there)
            });
            match asked {
                Ok(true) => return Ok(()),
                Ok(false) => return Err(Broken::Nothing(fault)),
                Err(_) if tries < 5 => std::thread::sleep(self.random.jitter(tries)),
                Err(second) => {
                    let what = format!("whether it was written is not known ({fault}; then {second})");
                    return Err(Broken::Unknown(Fault::Closed { trouble: Trouble::Unsettled, what }));
                }
            }
        }
    }

    /// Every command in turn. An error here is the whole transaction's.
    fn all(&mut self, conn: &mut Conn, pending: &mut PendingEntries, jobs: &[Job]) -> Result<Vec<Answer>, Fault> {
        let mut answers = Vec::with_capacity(jobs.len());
        for job in jobs {
            answers.push(job.waits.patience.cost().hold(|| self.one(conn, pending, job))?);
        }
        Ok(answers)
    }

    fn one(&mut self, conn: &mut Conn, pending: &mut PendingEntries, job: &Job) -> Result<Answer, Fault> {
        if !pending.take(conn, &self.desk.faults, &mut self.origins, job.actor.register)? {
            return Ok(Err(Error::NotFound("register")));
        }
        self.fits(conn, pending, job.actor.register)?;
        if !job.is_begun() {
            return Ok(Err(not_begun()));
        }
        let answer = self.in_savepoint(conn, pending, &job.actor, job.actor.idempotency.is_some(), &job.decide)?;
        if let Some(begun) = answer.as_ref().ok().and_then(|done| done.change.begins()) {
            let actor = Actor { register: begun.id, idempotency: None, ..job.actor.clone() };
            pending.take(conn, &self.desk.faults, &mut self.origins, actor.register)?;
            let decide: Decide = Box::new(move |_| Ok(Box::new(begun.clone())));
            self.in_savepoint(conn, pending, &actor, false, &decide)?.map_err(into_fault)?;
        }
        if let Err(Error::Refused(refusal)) = &answer
            && refusal.notable
        {
            // The attempt is undone; that it was made is kept, once an hour.
            let recorded = RefusalRecorded::of(job.kind, refusal);
            let now = self.desk.time.shown();
            if noted_lately(&mut Read::over(conn, job.actor.register, &self.desk.faults), &job.actor, &recorded, now)? {
                return Ok(answer);
            }
            let decide: Decide = Box::new(move |_| Ok(Box::new(recorded.clone())));
            if let Err(error) = self.in_savepoint(conn, pending, &job.actor, false, &decide)? {
                return Ok(Err(error));
            }
        }
        Ok(answer)
    }

    /// That the log goes on under the key it was written with: a database that was exchanged under a
    /// running program, or is shared with another that has other keys, must not be written to.
    fn fits(&mut self, conn: &mut Conn, pending: &PendingEntries, register: RegisterId) -> Result<(), Fault> {
        let Some(head) = pending.head(register).filter(|head| self.desk.asks_for_the_key && head.size > 0) else { return Ok(()) };
        if head.is_as_taken() && self.fitting.insert(register) && !known::bears(conn, &self.desk.key, register, head.epoch, head.size - 1)?
        {
            self.fitting.remove(&register);
            let what = format!("the newest entry of {} was not written with the key at hand: nothing is added to it", head.origin);
            return Err(Fault::Closed { trouble: Trouble::Keys, what });
        }
        Ok(())
    }

    fn in_savepoint(
        &mut self,
        conn: &mut Conn,
        pending: &mut PendingEntries,
        actor: &Actor,
        keyed: bool,
        decide: &Decide,
    ) -> Result<Answer, Fault> {
        self.desk.faults.pass("savepoint")?;
        Manager::begin_transaction(conn)?;
        let done = catch_unwind(AssertUnwindSafe(|| self.perform(conn, pending, actor, keyed, decide)))
            .unwrap_or_else(|panic| Err(Error::Fault(Fault::Other(format!("the command broke down: {}", message(panic.as_ref()))))));
        match done {
            Ok((written, sealed)) => {
                self.desk.faults.pass("release")?;
                Manager::commit_transaction(conn)?;
                pending.add(actor.register, written.receipt.at, sealed)?;
                cost::entry();
                Ok(Ok(written))
            }
            // A lock not had, a connection lost: it is not this command's doing.
            Err(Error::Fault(fault)) if matches!(fault, Fault::Database(_)) && fault.is_passing() => Err(fault),
            Err(error) => {
                Manager::rollback_transaction(conn)?;
                Ok(Err(error))
            }
        }
    }

    /// Decide, apply, seal: the body of one command.
    fn perform(
        &mut self,
        conn: &mut Conn,
        pending: &PendingEntries,
        actor: &Actor,
        keyed: bool,
        decide: &Decide,
    ) -> Result<(Done, Sealed), Error> {
        let desk = Arc::clone(&self.desk);
        let key = actor.idempotency.as_ref().filter(|_| keyed);
        if let Some(key) = key {
            keys::look_up(conn, &desk, pending, actor, key)?;
        }
        let change = decide(&mut Read::over(conn, actor.register, &desk.faults))?;
        let head = pending.head(actor.register).ok_or(Error::NotFound("register"))?;
        let now = desk.time.now(conn)?;
        // A later time is the log's own, or it was put into the head by hand to date what is written next.
        if head.last_at > now
            && head.is_as_taken()
            && head.size > 0
            && known::written_at(conn, actor.register, head.epoch, head.size - 1)? != Some(head.last_at)
        {
            let what =
                format!("the head of {} is dated {}, and its newest entry otherwise: nothing is added to it", head.origin, head.last_at);
            return Err(Fault::Closed { trouble: Trouble::Edited, what }.into());
        }
        let at: Instant = now.max(head.last_at);
        let name = actor.name();
        let fields = change.fields()?;
        let stamp = Stamp { register: actor.register, version: head.size, at, actor: &name };
        change.apply(&mut Tx::over(conn, &desk.faults, stamp))?;
        let told = change.answer_afterwards(&mut Read::over(conn, actor.register, &desk.faults))?;
        let traits = change.traits();
        let mut body = told.unwrap_or_else(|| change.answer(&fields));
        if let Some(body) = body.as_object_mut() {
            body.insert("version".to_owned(), Value::from(head.size));
            // Of what was done at a time: the same on the clock of whoever was there.
            let at = body.get("at").and_then(Value::as_str).and_then(|at| at.parse::<Instant>().ok());
            body.extend(at.map(|at| ("local".to_owned(), Value::from(at.local_time()))));
        }
        let index = u64::try_from(head.size).map_err(|error| Fault::Other(error.to_string()))?;
        let kept = key.map(|key| Kept::of(key, &name, change.status(), &body));
        let heading = Heading {
            log: &head.origin,
            index,
            at,
            prev: head.prev,
            actor: &name,
            via: actor.via.as_str(),
            subjects: change.subjects(),
            request: actor.request.hyphenated().to_string(),
            edition: Some(EDITION),
            answer: kept.as_ref().map(|kept| kept.tag(desk.key.bytes(), &head.origin, index)),
        };
        let sealed = entry::seal(heading, &traits, &fields, desk.key.bytes(), |to| self.random.fill(to))
            .map_err(|error| Fault::Other(format!("{} cannot be written to the log: {error}", traits.kind)))?;
        let receipt = Receipt { origin: head.origin.to_string(), index: head.size, leaf_hash: BASE64.encode(sealed.hash), at };
        if let Some(kept) = kept {
            keys::keep(conn, &desk.faults, actor.register, &kept, &receipt)?;
        }
        Ok((Done { change, receipt, answer: body }, sealed))
    }
}

/// Why the program's own entry was not written.
fn into_fault(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        other => Fault::Other(other.to_string()),
    }
}

fn answer(jobs: Vec<Job>, answers: Vec<Answer>) {
    for (job, answer) in jobs.into_iter().zip(answers) {
        (job.reply)(answer);
    }
}

/// The first is told what happened, the others that they shared its transaction.
fn answer_all(jobs: Vec<Job>, fault: Fault) {
    let (what, trouble) = (fault.to_string(), fault.trouble());
    let mut fault = Some(fault);
    for job in jobs {
        let shared = || match trouble {
            Some(trouble) => Fault::Closed { trouble, what: format!("the shared transaction failed: {what}") },
            None => Fault::Batch(what.clone()),
        };
        let fault = fault.take().unwrap_or_else(shared);
        (job.reply)(Err(Error::Fault(fault)));
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a word".to_owned())
}
