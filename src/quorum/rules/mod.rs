//! The law of quorum, by question: who counts, what the expression says, what is to be expected,
//! what would repair it (rulebook C5).

pub mod candidates;
pub mod count;
pub mod distinct;
pub mod evaluate;
pub mod floor;
mod flow;
pub mod forecast;
pub mod foresee;
pub mod item;
mod knots;
mod lacking;
pub mod matching;
mod naming;
pub mod plan;
pub mod repairs;
pub mod scope;
pub mod sentences;
pub mod suppose;
mod wanted;
mod wanting;

#[cfg(test)]
mod budgets;
#[cfg(test)]
mod foreseeing;
#[cfg(test)]
mod planning;
#[cfg(test)]
mod remaining;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod together;
#[cfg(test)]
mod wording;
