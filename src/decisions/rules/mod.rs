//! The law of decisions, by question: what did the count say, may it be
//! recorded, are the minutes complete (rulebook C5.5, C6, C10, D).

pub mod evidence;
pub mod visibility;
pub mod advised;
pub mod composition;
pub mod confirming;
pub mod correcting;
pub mod count;
pub mod decide;
pub mod deciding_again;
pub mod ladder;
pub mod minutes;
pub mod reopen;
mod undeclared;

#[cfg(test)]
mod tests;
