//! Quorum: the counted seats against the terms of reference, at a moment.
//!
//! In the minute book this is "confirmation of quoracy", asked again at every decision. This
//! folder answers with the whole expression as a tree: what was required, what was found, who
//! counted and who was left out and why; what would repair it; and what is to be expected of a
//! meeting not yet held. It does not decide who is conflicted.

pub mod http;
pub mod rules;

pub use rules::count::{CountedSeats, LeftOut, Why, bench, unexcluded};
pub use rules::evaluate::{Clause, evaluate};
pub use rules::forecast::{Expectation, Forecast, everybody_attending, forecast, forecasts};
pub use rules::foresee::{Foreseen, Foresight};
pub use rules::item::{Quorum, of_item, opening};
pub use rules::repairs::{repairs, repairs_by};
pub use rules::sentences::{brief, list};
