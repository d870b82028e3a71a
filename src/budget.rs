//! How much work one question may cost. Work is counted, never timed: the same question over the
//! same facts costs the same on every machine, so a bound can be computed when something is stored
//! and be the very bound that holds when it is used.

use std::cell::Cell;

/// The budget is spent: the question has no answer within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent;

/// Steps that may still be taken. What a step is, whoever counts says; here it is about a
/// nanosecond's work, such as one seat asked about one word.
#[derive(Debug)]
pub struct Steps {
    most: u64,
    taken: Cell<u64>,
}

impl Steps {
    #[must_use]
    pub const fn of(most: u64) -> Self {
        Self { most, taken: Cell::new(0) }
    }

    /// Takes so many steps at once. Once it is spent a budget stays so: nothing smaller gets by.
    ///
    /// # Errors
    /// [`Spent`], where there are not so many left.
    pub fn spend(&self, steps: u64) -> Result<(), Spent> {
        self.take(steps);
        if self.is_spent() { Err(Spent) } else { Ok(()) }
    }

    /// Takes so many, of which it is asked at the end whether they were too many.
    pub fn take(&self, steps: u64) {
        self.taken.set(self.taken.get().saturating_add(steps));
    }

    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.taken.get() > self.most
    }

    /// How many were taken, those that were refused among them.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.taken.get()
    }
}

/// A length as steps.
#[must_use]
pub fn steps(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_after_its_last_step_and_stays_so() {
        let budget = Steps::of(3);
        assert_eq!(budget.spend(2), Ok(()));
        assert_eq!(budget.spend(1), Ok(()));
        assert!(!budget.is_spent());
        assert_eq!(budget.spend(1), Err(Spent));
        assert_eq!(budget.spend(0), Err(Spent));
        assert!(budget.is_spent());
        assert_eq!(Steps::of(1).spend(u64::MAX), Err(Spent));
    }
}
