//! How long work goes on that somebody asked for: until a deadline, and while they wait. It goes
//! with the task of a request and with every thread that works for it, so that nobody has to hand
//! it on and nobody can forget to: a statement, a reckoning, a wait asks the one that is current.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::cost::Cost;
use crate::fault::Fault;

/// Cheap to clone; clones end together when nobody waits any more.
#[derive(Debug, Clone, Default)]
pub struct Patience {
    /// None: as long as it takes.
    until: Option<Instant>,
    gone: Arc<AtomicBool>,
    /// What is done meanwhile.
    cost: Arc<Cost>,
}

tokio::task_local! {
    static ASKED: Patience;
}

thread_local! {
    static HERE: RefCell<Option<Patience>> = const { RefCell::new(None) };
}

/// Somebody who waits. Dropped, there is nobody any more, and what works for them is given up.
#[derive(Debug)]
pub struct Waiter(Arc<AtomicBool>);

impl Drop for Waiter {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Puts back what was current on a thread before, a panic between or not.
struct Before(Option<Patience>);

impl Drop for Before {
    fn drop(&mut self) {
        HERE.with(|here| here.replace(self.0.take()));
    }
}

impl Patience {
    /// Of nobody in particular: as long as it takes.
    #[must_use]
    pub fn endless() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn of(time: Duration) -> Self {
        Self { until: Instant::now().checked_add(time), ..Self::default() }
    }

    /// The patience of whoever waits for what runs here: that held on this thread, else that of the
    /// task.
    #[must_use]
    pub fn current() -> Self {
        HERE.with(|here| here.borrow().clone()).or_else(|| ASKED.try_with(Self::clone).ok()).unwrap_or_default()
    }

    /// The same, for no longer than so long from now.
    #[must_use]
    pub fn at_most(&self, time: Duration) -> Self {
        let soon = Instant::now().checked_add(time);
        let until = match (self.until, soon) {
            (Some(until), Some(soon)) => Some(until.min(soon)),
            (until, soon) => until.or(soon),
        };
        Self { until, gone: Arc::clone(&self.gone), cost: Arc::clone(&self.cost) }
    }

    /// What was done for whoever waits.
    #[must_use]
    pub fn cost(&self) -> &Arc<Cost> {
        &self.cost
    }

    /// Counts for whoever waits for what runs here; nothing is counted for nobody.
    pub(super) fn count(add: impl Fn(&Cost)) {
        let is_held = HERE.with(|here| here.borrow().as_ref().map(|here| add(&here.cost)).is_some());
        if !is_held {
            // Where there is no task either, nobody waits: it is a command of the program's own.
            ASKED.try_with(|asked| add(&asked.cost)).unwrap_or_default();
        }
    }

    /// Whoever waits with this patience.
    #[must_use]
    pub fn waiter(&self) -> Waiter {
        Waiter(Arc::clone(&self.gone))
    }

    /// What is left of it; none where it is endless.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        if self.gone.load(Ordering::Acquire) {
            return Some(Duration::ZERO);
        }
        self.until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    /// What is left of it, and no more than `most`.
    #[must_use]
    pub fn left_of(&self, most: Duration) -> Duration {
        self.left().map_or(most, |left| left.min(most))
    }

    #[must_use]
    pub fn is_over(&self) -> bool {
        self.left().is_some_and(|left| left.is_zero())
    }

    /// That there is still somebody to work for.
    ///
    /// # Errors
    /// [`Fault::GivenUp`] once the deadline has passed or nobody waits any more.
    pub fn still(&self) -> Result<(), Fault> {
        if self.is_over() { Err(Fault::GivenUp) } else { Ok(()) }
    }

    /// Runs `f` with this as the patience of the thread.
    pub fn hold<T>(&self, f: impl FnOnce() -> T) -> T {
        let _before = Before(HERE.with(|here| here.replace(Some(self.clone()))));
        f()
    }

    /// Awaits `f` with this as the patience of the task.
    pub async fn with<F: Future>(self, f: F) -> F::Output {
        ASKED.scope(self, f).await
    }
}

/// Whether what runs on this thread was given up, for whoever must not fail or wait: asked from
/// within a statement.
pub(super) fn is_over_here() -> bool {
    HERE.try_with(|here| here.try_borrow().is_ok_and(|here| here.as_ref().is_some_and(Patience::is_over))).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn it_ends_with_its_time_and_with_whoever_waits() {
        assert!(!Patience::endless().is_over());
        assert!(Patience::of(Duration::ZERO).is_over());
        let patience = Patience::of(Duration::from_secs(60));
        let short = patience.at_most(Duration::ZERO);
        assert!(short.is_over() && !patience.is_over());
        assert!(patience.at_most(Duration::from_secs(600)).left().unwrap() <= Duration::from_secs(60));
        let (waiter, copy) = (patience.waiter(), patience.clone());
        assert!(copy.still().is_ok());
        drop(waiter);
        assert!(matches!(copy.still(), Err(Fault::GivenUp)));
    }

    #[test]
    fn what_runs_on_a_thread_asks_the_patience_held_there() {
        let over = Patience::of(Duration::ZERO);
        assert!(!is_over_here());
        over.hold(|| {
            assert!(is_over_here() && Patience::current().is_over());
            Patience::endless().hold(|| assert!(!is_over_here()));
            assert!(is_over_here());
        });
        let broken = std::panic::catch_unwind(|| over.hold(|| assert!(!is_over_here())));
        assert!(broken.is_err() && !is_over_here());
    }

    #[tokio::test]
    async fn a_task_takes_its_patience_with_it() {
        let over = Patience::of(Duration::ZERO).with(async { Patience::current().is_over() }).await;
        assert!(over && !Patience::current().is_over());
    }
}
