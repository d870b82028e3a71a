//! Case files: a small register, meetings, what is done in them, and what the law must answer.
//!
//! A rehearsal runs through the same use cases as the HTTP API, in a register of its own, and
//! prints one line a check. It lets a governance lead try new terms of reference on last year's
//! meetings before adopting them, and it is how this program is tested. It judges nothing itself:
//! what it does not know how to do or ask is an error, never a silent pass.

pub mod asked;
mod authority;
mod between;
pub mod case;
mod dispensing;
pub mod draft;
mod deciding;
mod declaring;
pub mod expect;
mod members;
mod registering;
pub mod run;
mod slips;
pub mod stage;
pub mod step;
mod visitors;
mod votes;

pub use run::{Check, Outcome, Report, rehearse, verifies};
