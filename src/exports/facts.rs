//! What is read for an export: the log, the outcomes it records, and what the evidence of an
//! earlier edition leaves to the tables.

pub mod earlier;
pub mod log;
pub mod outcomes;
pub mod urgent;
