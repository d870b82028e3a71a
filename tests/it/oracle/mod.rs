//! The rules read twice. `reading` is a second implementation, written from the rulebook by somebody
//! who had not read the first; `committees` makes random meetings; here the two quarrel.
//!
//! `QUORATE_ORACLE_CASES` is the number of meetings a test (default 3000, some ten seconds in all). A
//! failure is shrunk and its seed kept in `regressions`, to be tried first from then on; the smallest
//! meetings over which the two have quarrelled are written out in `corpus`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap)]

mod building;
mod committees;
mod corpus;
mod costs;
mod first;
mod interesting;
mod packs;
mod properties;
mod quarrel;
mod reading;

use proptest::test_runner::{Config, FileFailurePersistence};

/// How many meetings, and where the seeds of the failed ones are kept.
fn config(seeds: &'static str) -> Config {
    let cases = std::env::var("QUORATE_ORACLE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(3000);
    Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(seeds))),
        max_shrink_iters: 20_000,
        ..Config::default()
    }
}
