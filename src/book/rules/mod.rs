//! C10: what a decision rests on, and how an act is called in a sentence.

pub mod again;
pub mod carrying;
pub mod holding;
pub mod resting;
pub mod slips;
pub mod withdrawing;
