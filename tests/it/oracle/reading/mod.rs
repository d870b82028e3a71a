//! The second reading of the rules, slow and obvious: each function stands under the sentence of
//! the rulebook that it reads. It uses the vocabulary of the program (seats, interests, sittings)
//! and none of its judgements.

pub mod conflicts;
pub mod presiding;
pub mod quorum;
pub mod rights;
pub mod tally;
