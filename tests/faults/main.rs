//! The world breaks under the built program: it is killed, the power is cut, the disk lies, fills up, goes
//! read-only or slow, the database server falls over, the clock runs ahead, somebody moves the file. After each:
//! nothing that was acknowledged is lost or there twice, what nobody was told of is settled by its key, and the log
//! holds. A few rounds each by default; `QUORATE_FAULTS_ROUNDS=50` for fifty times as many, and
//! `QUORATE_FAULTS_SEED` repeats a run.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)]

mod chance;
mod disk;
mod killed;
mod operated;
#[path = "../it/postgres.rs"]
#[cfg(feature = "postgres")]
mod postgres;
mod program;
mod report;
#[cfg(feature = "postgres")]
mod served;
mod shim;
mod writers;
