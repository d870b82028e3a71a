//! Random bytes for salts, and for how long two who collide wait.

use std::time::Duration;

use crate::audit::entry::NotALeaf;

/// Random bytes, drawn a page at a time.
#[derive(Default)]
pub(super) struct Random {
    pool: Vec<u8>,
}

impl Random {
    #[expect(clippy::disallowed_methods, reason = "the pool of the salts of entries")]
    pub(super) fn fill(&mut self, to: &mut [u8]) -> Result<(), NotALeaf> {
        if self.pool.len() < to.len() {
            self.pool.resize(4096.max(to.len()), 0);
            getrandom::fill(&mut self.pool).map_err(|error| {
                self.pool.clear();
                NotALeaf::NotRandom(error.to_string())
            })?;
        }
        // What is handed out is taken from the pool: nothing is random twice.
        let left = self.pool.len().saturating_sub(to.len());
        let taken = self.pool.get(left..).filter(|taken| taken.len() == to.len());
        to.copy_from_slice(taken.ok_or_else(|| NotALeaf::NotRandom("the pool is empty".to_owned()))?);
        self.pool.truncate(left);
        Ok(())
    }

    /// A little longer each time, and not the same for two who collide.
    pub(super) fn jitter(&mut self, tries: u32) -> Duration {
        let mut byte = [0];
        let spread = self.fill(&mut byte).map_or(7, |()| u64::from(byte[0]) % 40);
        Duration::from_millis(u64::from(tries) * 10 + spread)
    }
}
