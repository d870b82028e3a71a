//! Interests that were told too late: which decisions they touch, and what that breaches.
//!
//! In the minute book this is the note that a decision is under query. This folder finds the decisions that
//! were taken before an interest was declared and with its holder in them, and says whether the result hung on
//! them. It changes nothing: a decision stands, and takes effect, until it is taken again.

mod facts;
mod rules;

pub use facts::{Breach, Queried, Touched, breaches, breaches_of, impact, queries};
pub use rules::{BreachKind, unanswered};
