//! Who may cast a vote, the casting vote, and the count.
//!
//! In the minute book this is the vote. This folder keeps four states apart: abstained, excluded,
//! absent, not voting. It decides whether a motion is carried; whether that may be recorded as a
//! decision is asked in `decisions`.

pub mod rules;

pub use rules::cast::{AdmittedVote, CastVote, admit};
pub use rules::casting::{AdmittedCasting, CastCasting, admit_casting};
pub use rules::tally::{SeatState, State, Tally, carries, tally};
