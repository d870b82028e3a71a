//! Who may cast a vote, the casting vote, and the count.
//!
//! In the minute book this is the vote. This folder keeps four states apart: abstained, excluded,
//! absent, not voting. It decides whether a motion is carried; whether that may be recorded as a
//! decision is asked in `decisions`.

pub mod changes;
pub mod http;
pub mod rules;

pub use rules::calling_in::{CallIn, MayCallIn, may_call_in};
pub use rules::cast::{AdmittedVote, CastVote, admit};
pub use rules::casting::{AdmittedCasting, CastCasting, admit_casting};
pub use rules::election::{AdmittedElection, HoldElection, MOST_CANDIDATES, admit_election, admit_election_again};
pub use rules::hands::{AdmittedHands, CountHands, MOST_HANDS, Shown, admit_again, admit_hands, counted_hands, names_needed};
pub use rules::roll::{AdmittedRoll, Called, TakeRoll, admit_roll, as_vote};
pub use rules::tally::{ElectionCount, SeatState, State, Tally, by_election, by_show_of_hands, tally};

use crate::fault::Error;
use crate::ids::CommitteeId;
use crate::meetings::{CommitteeAtMeeting, Sitting, does_not_sit};

/// The committee a command speaks of: the one named, which must sit in the meeting.
///
/// # Errors
/// [`Error::Invalid`] for a committee that does not.
pub fn committee_of(sitting: &Sitting, committee: CommitteeId) -> Result<&CommitteeAtMeeting, Error> {
    sitting.committee(committee).ok_or_else(|| does_not_sit("/committee").into())
}
