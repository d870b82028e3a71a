//! The law of decisions, by question: is it ours to decide, may it be recorded, are the minutes
//! complete (rulebook C5.5, C6, C10, D).

pub mod authority;
pub mod composition;
pub mod decide;
pub mod minutes;

#[cfg(test)]
mod tests;
