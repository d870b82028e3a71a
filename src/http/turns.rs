//! Who may have how much done at once. What takes long waits for its turn before it takes a thread
//! or a connection, a few turns are given to one account at a time, and whoever asks for more than
//! can wait is told so at once: nobody's work can keep the others from theirs.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::db::Patience;
use crate::fault::{Error, Fault};

/// What turns are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Work {
    /// A look at the register, and what is reckoned from it.
    Look,
    /// Reckoning alone: it takes a core and nothing else.
    Reckoning,
    /// A look at the register as it was: a log is played for it.
    LookBack,
    /// A table that is taken whole, until all of it is taken.
    Table,
    /// Any other answer of some size, until all of it is taken.
    Large,
    /// What is asked without signing in, by a network: mostly passwords, which take long to compare.
    Stranger,
}

/// How much of a work is done at once.
struct Bounds {
    /// For one account, and for all together.
    each: usize,
    all: usize,
    /// Of one account, those that may wait for a turn, and how long.
    waiting: usize,
    wait: Duration,
}

impl Work {
    fn bounds(self) -> Bounds {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        match self {
            Self::Look => Bounds { each: 4, all: Semaphore::MAX_PERMITS, waiting: 128, wait: Duration::from_secs(5) },
            // One account has half of the processors at most.
            Self::Reckoning => Bounds { each: (cores / 2).clamp(1, 4), all: cores.max(2), waiting: 128, wait: Duration::from_secs(5) },
            Self::LookBack => Bounds { each: 1, all: 2, waiting: 8, wait: Duration::from_secs(10) },
            Self::Table => Bounds { each: 2, all: 16, waiting: 4, wait: Duration::from_secs(1) },
            Self::Large => Bounds { each: 4, all: 64, waiting: 16, wait: Duration::from_secs(5) },
            Self::Stranger => Bounds { each: 16, all: Semaphore::MAX_PERMITS, waiting: 32, wait: Duration::from_secs(2) },
        }
    }

    fn refused(self) -> Error {
        let (detail, seconds) = match self {
            Self::Look | Self::Reckoning => {
                ("This account asks for too much at the same time. Wait for the answers to what it has asked, then ask again.", 2)
            }
            Self::LookBack => (
                "What was known at an instant is worked out for one question of an account at a time, and for few accounts at once. Ask again in a moment.",
                5,
            ),
            Self::Table => (
                "So many tables are taken away at the same time that this one has to wait: two by one account, and sixteen in all. Take the ones that were begun to their end, then ask again.",
                10,
            ),
            Self::Large => ("Several long answers are open that have not been taken yet. Take them to their end, then ask again.", 5),
            Self::Stranger => ("Too many sign-ins from this network at once. Try again in a moment.", 2),
        };
        Error::TryLater { detail: detail.to_owned(), seconds, too_many: true }
    }
}

impl Work {
    /// What somebody is told who asked for no more than is theirs.
    fn refused_for_others(self) -> Error {
        match self {
            Self::LookBack | Self::Table => self.refused(),
            _ => Error::TryLater {
                detail: "As much is being worked out for others as can be at the same time. Ask again in a moment.".to_owned(),
                seconds: 2,
                too_many: false,
            },
        }
    }
}

/// The turns of one asker in one kind of work.
struct Line {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

type Lines = Mutex<HashMap<(Work, String), Arc<Line>>>;

/// Gives the turns. Cheap to clone.
#[derive(Clone, Default)]
pub struct Turns {
    lines: Arc<Lines>,
    all: Arc<Mutex<HashMap<Work, Arc<Semaphore>>>>,
}

/// A turn, for as long as it is held: it goes into the work itself, so that a client that hangs up
/// makes no room for another while its work goes on.
pub struct Turn {
    // In this order: the turn is given back before the place is left.
    _held: (OwnedSemaphorePermit, OwnedSemaphorePermit),
    _place: Place,
}

/// A place in a line; the last to leave takes the line away.
struct Place {
    lines: Arc<Lines>,
    key: (Work, String),
    line: Option<Arc<Line>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = lock(&self.lines);
        self.line = None;
        if lines.get(&self.key).is_some_and(|line| Arc::strong_count(line) == 1) {
            lines.remove(&self.key);
        }
    }
}

struct Waits(Arc<AtomicUsize>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Turns {
    /// A turn at `work` for `whom`, waited for as long as the work allows.
    ///
    /// # Errors
    /// `TryLater` when too many wait already, or none came free in time.
    pub async fn take(&self, work: Work, whom: String) -> Result<Turn, Error> {
        let bounds = work.bounds();
        let key = (work, whom);
        let line = {
            let mut lines = lock(&self.lines);
            let new = || Arc::new(Line { turns: Arc::new(Semaphore::new(bounds.each)), waiting: Arc::default() });
            Arc::clone(lines.entry(key.clone()).or_insert_with(new))
        };
        let (turns, waiting) = (Arc::clone(&line.turns), Arc::clone(&line.waiting));
        let place = Place { lines: Arc::clone(&self.lines), key, line: Some(line) };
        let all = Arc::clone(lock(&self.all).entry(work).or_insert_with(|| Arc::new(Semaphore::new(bounds.all))));
        let before = waiting.fetch_add(1, Ordering::AcqRel);
        let waits = Waits(waiting);
        if before >= bounds.waiting {
            return Err(work.refused());
        }
        let (patience, begun) = (Patience::current(), Instant::now());
        let closed = |error| Fault::Other(format!("no turns are given: {error}"));
        let own = tokio::time::timeout(patience.left_of(bounds.wait), turns.acquire_owned()).await.map_err(|_| work.refused())?;
        let left = patience.left_of(bounds.wait.saturating_sub(begun.elapsed()));
        let shared = tokio::time::timeout(left, all.acquire_owned()).await.map_err(|_| work.refused_for_others())?;
        drop(waits);
        Ok(Turn { _held: (own.map_err(closed)?, shared.map_err(closed)?), _place: place })
    }

    /// How many askers have a turn or wait for one.
    #[cfg(test)]
    fn askers(&self) -> usize {
        lock(&self.lines).len()
    }
}

/// A poisoned lock here guards a map that is whole at every step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn one_account_waits_for_itself_and_for_nobody_else() {
        let turns = Turns::default();
        let take = |whom: &str| turns.take(Work::Look, whom.to_owned());
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(take("a").await.unwrap());
        }
        let soon = Patience::of(Duration::from_millis(5));
        assert!(matches!(soon.with(take("a")).await, Err(Error::TryLater { too_many: true, .. })));
        held.push(take("b").await.unwrap());
        held.remove(0);
        held.push(take("a").await.unwrap());
        assert_eq!(turns.askers(), 2);
        held.clear();
        assert_eq!(turns.askers(), 0);
    }
}
