//! Ballots of member practices: the question that was put to them, in which days, and how each voted.
//!
//! In the minute book a ballot is the paper by which the members of a body let it take on more. This folder says whether
//! one carried; terms of reference may rest on it. It decides nothing of votes in a committee: that is `votes`.

pub mod changes;
pub mod facts;
pub mod http;
mod record;
pub mod rules;

pub use changes::BallotRecorded;
pub use facts::BallotRecord;
pub use record::{RecordBallot, record};
pub use rules::{Ballot, BallotVote, Franchise, Window, must_have_carried, with_its_ballot};
