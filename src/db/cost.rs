//! What is done for somebody, counted: statements, rows read, entries written. Counted and not timed, so
//! that the same question of the same register costs the same on every machine, and a change of it shows.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::patience::Patience;

/// Goes with whoever waits ([`Patience`]), through every thread that works for them.
#[derive(Debug, Default)]
pub struct Cost {
    statements: AtomicU64,
    rows: AtomicU64,
    entries: AtomicU64,
}

/// What was counted so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Statements sent to the database, less those that begin and end a transaction of several.
    pub statements: u64,
    /// Rows that they gave.
    pub rows: u64,
    /// Entries that were added to a log.
    pub entries: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} statements, {} rows, {} entries", self.statements, self.rows, self.entries)
    }
}

thread_local! {
    /// Whose work this thread does, where that is not whoever waits here: the writer's, one command after
    /// another.
    static COUNTED: RefCell<Option<Arc<Cost>>> = const { RefCell::new(None) };
}

/// Puts back what was counted on a thread before, a panic between or not.
struct Before(Option<Arc<Cost>>);

impl Drop for Before {
    fn drop(&mut self) {
        COUNTED.with(|counted| counted.replace(self.0.take()));
    }
}

impl Cost {
    #[must_use]
    pub fn counts(&self) -> Counts {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts { statements: count(&self.statements), rows: count(&self.rows), entries: count(&self.entries) }
    }

    /// As it was: what was done since is done again elsewhere.
    pub(super) fn set_back(&self, to: Counts) {
        self.statements.store(to.statements, Ordering::Relaxed);
        self.rows.store(to.rows, Ordering::Relaxed);
        self.entries.store(to.entries, Ordering::Relaxed);
    }

    /// Runs `f`, and counts here what it does.
    pub fn hold<T>(self: &Arc<Self>, f: impl FnOnce() -> T) -> T {
        let _before = Before(COUNTED.with(|counted| counted.replace(Some(Arc::clone(self)))));
        f()
    }
}

fn count(of: impl Fn(&Cost) -> &AtomicU64, more: u64) {
    let add = |cost: &Cost| {
        of(cost).fetch_add(more, Ordering::Relaxed);
    };
    let is_held = COUNTED.with(|counted| counted.borrow().as_deref().map(add).is_some());
    if !is_held {
        Patience::count(add);
    }
}

/// A statement is sent.
pub(super) fn statement() {
    count(|cost| &cost.statements, 1);
}

/// So many rows came.
pub(super) fn rows(came: usize) {
    count(|cost| &cost.rows, u64::try_from(came).unwrap_or(u64::MAX));
}

/// An entry is added.
pub fn entry() {
    count(|cost| &cost.entries, 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_counted_for_whoever_waits_or_is_worked_for() {
        let (one, other) = (Patience::endless(), Patience::endless());
        statement();
        one.hold(|| {
            statement();
            rows(3);
            other.cost().hold(|| {
                statement();
                entry();
            });
            entry();
        });
        assert_eq!(one.cost().counts(), Counts { statements: 1, rows: 3, entries: 1 });
        assert_eq!(other.cost().counts(), Counts { statements: 1, rows: 0, entries: 1 });
        let before = one.cost().counts();
        one.at_most(std::time::Duration::from_secs(60)).hold(|| rows(4));
        assert_eq!(one.cost().counts().rows, 7);
        one.cost().set_back(before);
        assert_eq!(one.cost().counts().to_string(), "1 statements, 3 rows, 1 entries");
    }
}
