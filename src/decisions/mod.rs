//! The outcome of an item, with its evidence; corrections, by addition only; the minutes.
//!
//! In the minute book this is "it was resolved that". This folder decides whether an outcome may
//! be recorded: nothing is minuted that is inquorate, not carried, reserved, or decided with a
//! conflict unresolved. It changes no decision once taken.

pub mod bodies;
pub mod changes;
pub mod facts;
pub mod http;
pub mod late;
pub mod minute;
pub mod rules;
pub mod urgent;
pub mod recording;

pub use recording::{Correct, add_to_minutes, correct, draft_minutes, finalise, flagged};
pub use rules::decide::{Decide, MayDecide};
