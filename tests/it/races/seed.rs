//! Chance that can be played again: `QUORATE_TEST_SEED` sets it, and every run prints its own.

use std::fmt;

/// Splitmix64.
pub struct Seed(u64);

impl Seed {
    pub fn of_this_run() -> Self {
        let given = std::env::var("QUORATE_TEST_SEED").ok().map(|text| text.parse().expect("QUORATE_TEST_SEED is a number"));
        Self(given.unwrap_or_else(|| u64::from(uuid::Uuid::new_v4().as_fields().0)))
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.draw() % n
    }

    /// A seed of its own, so that one race does not depend on how much another drew.
    pub fn branch(&mut self) -> Self {
        Self(self.draw())
    }
}

impl From<u64> for Seed {
    fn from(value: u64) -> Self {
        Self(value)
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
