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
    /// How many reads came one after the other up to now.
    reads: AtomicI64,
    /// Which of those seen was broken last.
    struck: AtomicI64,
}

/// What a read says of itself.
pub const READ: &str = "select";

/// Of reads that follow on each other the first few are broken, and then every so many: an act of a meeting reads
/// dozens, and one that fails is as good as the next.
const FIRST_READS: i64 = 3;
const EVERY_READ: i64 = 8;

impl Faults {
    /// Nothing is ever broken.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Can be armed later; until then statements are only counted.
    #[must_use]
    pub fn armed_later() -> Self {
        Self(Some(Arc::new(Counter {
            left: AtomicI64::new(-1),
            lasting: AtomicI64::new(0),
            seen: AtomicI64::new(0),
            reads: AtomicI64::new(0),
            struck: AtomicI64::new(-1),
        })))
    }

    /// The `n`th statement from now on (0 is the next) fails, once; in a long run of reads the next of those that stand
    /// for it.
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

    /// Which statement was broken, counted from the arming.
    #[must_use]
    pub fn struck_at(&self) -> i64 {
        self.0.as_ref().map_or(-1, |counter| counter.struck.load(Ordering::SeqCst))
    }

    fn arm(&self, left: i64, lasting: i64) {
        if let Some(counter) = &self.0 {
            counter.lasting.store(lasting, Ordering::SeqCst);
            counter.seen.store(0, Ordering::SeqCst);
            counter.reads.store(0, Ordering::SeqCst);
            counter.struck.store(-1, Ordering::SeqCst);
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
        let place = counter.seen.fetch_add(1, Ordering::SeqCst);
        let reads = if statement == READ { counter.reads.fetch_add(1, Ordering::SeqCst) + 1 } else { 0 };
        counter.reads.store(reads, Ordering::SeqCst);
        let is_stood_for = reads > FIRST_READS && reads % EVERY_READ != 0;
        match counter.left.load(Ordering::SeqCst) {
            left if left < 0 => Ok(()),
            0 if is_stood_for => Ok(()),
            0 => {
                counter.struck.store(place, Ordering::SeqCst);
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
