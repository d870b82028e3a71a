//! The law of voting, by question: who may vote, who may cast the casting vote, what the count
//! says (rulebook C6).

pub mod calling_in;
pub mod cast;
pub mod casting;
pub mod election;
pub mod hands;
pub mod replies;
pub mod roll;
pub mod tally;
pub mod told;

#[cfg(test)]
mod by_kind;
#[cfg(test)]
mod tests;
