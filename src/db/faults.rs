//! Broken on purpose: a counter through which every statement passes, so that a test can fail
//! the first, the second, the third ... of a change and look at what is left.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::cost;
use crate::fault::Fault;

/// Where the next fault strikes. Clones share one counter. [`Faults::none`] costs one relaxed
/// load a statement.
#[derive(Debug, Clone, Default)]
pub struct Faults(Option<Arc<Counter>>);

#[derive(Debug)]
struct Counter {
    /// Statements left before the fault; negative: disarmed.
    left: AtomicI64,
    /// After the first strike: 0 strikes once, 1 strikes for ever.
    lasting: AtomicI64,
    seen: AtomicI64,
}

impl Faults {
    /// Nothing is ever broken.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Can be armed later; until then statements are only counted.
    #[must_use]
    pub fn armed_later() -> Self {
        Self(Some(Arc::new(Counter { left: AtomicI64::new(-1), lasting: AtomicI64::new(0), seen: AtomicI64::new(0) })))
    }

    /// The `n`th statement from now on (0 is the next) fails, once.
    pub fn once(&self, n: i64) {
        self.arm(n, 0);
    }

    /// The `n`th statement from now on and all after it fail, until [`Faults::lift`].
    pub fn lasting(&self, n: i64) {
        self.arm(n, 1);
    }

    pub fn lift(&self) {
        self.arm(-1, 0);
    }

    /// How many statements passed since the last arming.
    #[must_use]
    pub fn seen(&self) -> i64 {
        self.0.as_ref().map_or(0, |counter| counter.seen.load(Ordering::SeqCst))
    }

    fn arm(&self, left: i64, lasting: i64) {
        if let Some(counter) = &self.0 {
            counter.lasting.store(lasting, Ordering::SeqCst);
            counter.seen.store(0, Ordering::SeqCst);
            counter.left.store(left, Ordering::SeqCst);
        }
    }

    /// One statement passes, or does not.
    ///
    /// # Errors
    /// A fault, when this is the statement to break.
    pub fn pass(&self, statement: &str) -> Result<(), Fault> {
        cost::statement();
        let Some(counter) = &self.0 else { return Ok(()) };
        counter.seen.fetch_add(1, Ordering::SeqCst);
        match counter.left.load(Ordering::SeqCst) {
            left if left < 0 => Ok(()),
            0 => {
                if counter.lasting.load(Ordering::SeqCst) == 0 {
                    counter.left.store(-1, Ordering::SeqCst);
                }
                Err(Fault::Other(format!("broken on purpose at: {statement}")))
            }
            left => {
                counter.left.store(left - 1, Ordering::SeqCst);
                Ok(())
            }
        }
    }
}
