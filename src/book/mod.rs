//! The book of a meeting, kept: everything that is done at it is entered here, in its turn or in its place.
//!
//! In the minute book this is the writing itself. What each act takes is the law of its own folder; this
//! one asks it of the meeting as it stood where the act is written, and of everything that stands after it again.
//! It strikes what was entered by mistake. It has no opinion on what may be done.

pub mod carrying;
pub mod changes;
pub mod conduct;
pub mod deciding;
pub mod entering;
pub mod hearing;
pub mod http;
pub mod room;
pub mod rules;
pub mod striking;
#[cfg(test)]
mod tests;
pub mod visiting;
pub mod voting;
pub mod withdrawing;

pub use carrying::carry_over;
pub use conduct::{adjourn, advise, begin, cancel, close, convene, preside, resume, rule};
pub use deciding::{decide, reopen};
pub use hearing::hear_panel;
pub use room::{NewAttendance, attend, co_opt, declare_at, may_attend, say_nil, seat_of};
pub use striking::{Instead, Replacement, Strike, strike};
pub use visiting::{NewVisit, visit};
pub use voting::{call_in, cast, cast_casting, count_hands, hold_election, take_roll};
pub use withdrawing::{remove, withdraw};
