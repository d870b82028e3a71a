//! A table on its way to whoever takes it away. It is written as fast as the register is read and
//! taken as slowly as its reader likes; what lies between is kept here, a little in memory and the
//! rest in a file that has lost its name. So a slow reader keeps no connection and no snapshot of
//! the register, and one that takes nothing for a while is given up.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use tokio::sync::Notify;

use crate::db::patience::{Patience, Waiter};
use crate::fault::{Error, Fault};
use crate::http::turns::Turn;
use crate::passing;

/// What is read from the file at once.
const PIECE: u64 = 64 * 1024;

/// How much lies between, and how long.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes in memory; beyond it they go to the file.
    pub memory: usize,
    /// Bytes in the file; beyond it whoever writes waits for whoever reads.
    pub file: u64,
    /// A reader that takes nothing for so long is given up.
    pub stall: Duration,
    /// So long may it take to write, and to send.
    pub writing: Duration,
    pub sending: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            memory: 256 * 1024,
            file: 64 * 1024 * 1024,
            stall: Duration::from_secs(30),
            writing: Duration::from_secs(600),
            sending: Duration::from_secs(3600),
        }
    }
}

#[derive(Default)]
struct Between {
    memory: VecDeque<Bytes>,
    in_memory: usize,
    file: Option<File>,
    /// The file from where it is read to where it is written; all that is in it is newer than all
    /// that is in memory.
    from: u64,
    to: u64,
    /// No file could be made, or written: the disk is full, and whoever writes has to wait.
    has_no_file: bool,
    is_ended: bool,
    failed: Option<Error>,
    /// When something was taken last.
    taken: Option<Instant>,
    is_cut: bool,
    /// Kept until all is taken: the turn of whoever takes it, and that somebody waits.
    held: Option<(Turn, Waiter)>,
}

struct Shared {
    bounds: Bounds,
    between: Mutex<Between>,
    written: Notify,
    taken: Condvar,
}

/// Where a table is written, on a thread of its own.
pub struct Feed(Arc<Shared>);

/// Where it is taken.
pub struct Outlet(Arc<Shared>);

fn gone() -> Fault {
    Fault::Other("the reader of a table left".to_owned())
}

impl Shared {
    /// A poisoned lock here guards what is whole at every step.
    fn between(&self) -> MutexGuard<'_, Between> {
        self.between.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody takes any more: all that is held is given back.
    fn cut(&self) {
        let mut between = self.between();
        let held = between.held.take();
        *between = Between { is_cut: true, is_ended: true, ..Between::default() };
        drop(between);
        drop(held);
        self.taken.notify_all();
        self.written.notify_one();
    }
}

/// A way from a thread that writes to whoever takes; `turn` is held until all is taken, and
/// `patience` is over when nobody takes any more.
pub fn pipe(bounds: Bounds, turn: Turn, patience: &Patience) -> (Feed, Outlet) {
    let between = Between { taken: Some(Instant::now()), held: Some((turn, patience.waiter())), ..Between::default() };
    let shared = Arc::new(Shared { bounds, between: Mutex::new(between), written: Notify::new(), taken: Condvar::new() });
    actix_web::rt::spawn(watched(Arc::clone(&shared)));
    (Feed(Arc::clone(&shared)), Outlet(shared))
}

/// Gives up on a reader that takes nothing.
async fn watched(shared: Arc<Shared>) {
    let until = Instant::now() + shared.bounds.sending;
    loop {
        tokio::time::sleep(shared.bounds.stall / 4).await;
        let is_over = {
            let between = shared.between();
            if between.is_cut || between.held.is_none() {
                return;
            }
            let waits = between.in_memory > 0 || between.from < between.to;
            let stalls = waits && between.taken.is_some_and(|taken| taken.elapsed() > shared.bounds.stall);
            stalls || Instant::now() > until
        };
        if is_over {
            tracing::info!("the reader of a table takes nothing: given up");
            shared.cut();
            return;
        }
    }
}

impl Feed {
    /// Puts more of the table in.
    ///
    /// # Errors
    /// When nobody takes it any more.
    pub fn put(&self, chunk: Bytes) -> Result<(), Fault> {
        if chunk.is_empty() {
            return Ok(());
        }
        let (shared, patience) = (&self.0, Patience::current());
        let mut between = shared.between();
        loop {
            if between.is_cut {
                return Err(gone());
            }
            patience.still()?;
            if between.from == between.to && between.in_memory < shared.bounds.memory {
                // A reader that had nothing to take begins to take now.
                if between.in_memory == 0 {
                    between.taken = Some(Instant::now());
                }
                between.in_memory += chunk.len();
                between.memory.push_back(chunk);
                break;
            }
            if !between.has_no_file && between.to - between.from < shared.bounds.file {
                match between.append(&chunk) {
                    Ok(()) => break,
                    Err(error) => {
                        tracing::warn!(%error, "no room to lay a table by: it goes as slowly as it is taken");
                        between.has_no_file = true;
                    }
                }
            }
            let wait = patience.left_of(Duration::from_millis(500)).max(Duration::from_millis(1));
            between = shared.taken.wait_timeout(between, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(between);
        shared.written.notify_one();
        Ok(())
    }

    /// That this was all of it, or what it broke at.
    pub fn end(self, outcome: Result<(), Error>) {
        let mut between = self.0.between();
        between.is_ended = true;
        between.failed = outcome.err();
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let mut between = self.0.between();
        // A thread that broke down has not said that this was all.
        if !between.is_ended {
            between.is_ended = true;
            between.failed = Some(Fault::Other("a table was not finished".to_owned()).into());
        }
        drop(between);
        self.0.written.notify_one();
    }
}

impl Between {
    fn append(&mut self, chunk: &Bytes) -> std::io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => passing::nameless()?,
        };
        let done = file.seek(SeekFrom::Start(self.to)).and_then(|_| file.write_all(chunk));
        self.file = Some(file);
        done?;
        self.to += u64::try_from(chunk.len()).unwrap_or(0);
        Ok(())
    }

    fn read(&mut self) -> std::io::Result<Bytes> {
        let Some(file) = &mut self.file else { return Ok(Bytes::new()) };
        let mut piece = Vec::new();
        file.seek(SeekFrom::Start(self.from))?;
        std::io::Read::by_ref(file).take((self.to - self.from).min(PIECE)).read_to_end(&mut piece)?;
        self.from += u64::try_from(piece.len()).unwrap_or(0);
        if self.from == self.to {
            (self.from, self.to) = (0, 0);
            file.set_len(0)?;
        }
        Ok(Bytes::from(piece))
    }
}

impl Outlet {
    /// What comes next; none at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        loop {
            let written = self.0.written.notified();
            let in_file = {
                let mut between = self.0.between();
                between.taken = Some(Instant::now());
                if let Some(chunk) = between.memory.pop_front() {
                    between.in_memory -= chunk.len();
                    drop(between);
                    self.0.taken.notify_one();
                    return Some(Ok(chunk));
                }
                if between.from == between.to && between.is_ended {
                    let cut = between.is_cut.then(|| gone().into());
                    return between.failed.take().or(cut).map(Err);
                }
                between.from < between.to
            };
            if !in_file {
                written.await;
                continue;
            }
            let shared = Arc::clone(&self.0);
            let read = tokio::task::spawn_blocking(move || shared.between().read()).await;
            self.0.taken.notify_one();
            return Some(match read {
                Ok(Ok(piece)) => Ok(piece),
                Ok(Err(error)) => Err(Fault::Other(format!("a table that was laid by cannot be read: {error}")).into()),
                Err(error) => Err(Fault::Other(format!("a table was not read: {error}")).into()),
            });
        }
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.0.cut();
    }
}
