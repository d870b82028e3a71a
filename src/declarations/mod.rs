//! Interests declared, nil returns, their review and their end.
//!
//! In the minute book this is the register of interests. This folder decides whether an interest
//! is in force on a day, whether it was declared in time and who is shown it. It does not know
//! what any item of business is about: that is `conflicts`.

pub mod facts;
pub mod rules;

pub use rules::{Audience, Category, Direction, InForce, Interest, Mitigation, Related, Shown, Status};
