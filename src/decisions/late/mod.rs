//! Interests that were told too late: which decisions they touch, and what that breaches.
//!
//! In the minute book this is the note that a decision is under query. This folder finds the decisions that
//! were taken before an interest was declared and with its holder in them, and says whether the result hung on
//! them. It changes nothing: a decision stands, and takes effect, until it is taken again. A query ends with that, or
//! where the guardian of conflicts of interest determines that the decision stands.

mod determining;
mod facts;
mod rules;
mod told;

pub use determining::{Determine, determine};
pub use facts::{Against, Queried, against, against_of, queries};
pub use rules::determining::{Finding, MayDetermine};
pub use rules::{BreachKind, unanswered};
pub use told::{Breach, Touched};
