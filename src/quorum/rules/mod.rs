//! The law of quorum, by question: who counts, what the expression says, what is to be expected,
//! what would repair it (rulebook C5).

pub mod count;
pub mod distinct;
pub mod evaluate;
pub mod forecast;
pub mod item;
pub mod matching;
pub mod repairs;

#[cfg(test)]
mod tests;
