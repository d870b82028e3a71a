//! What is taken away from the register: the decision log, line by line with everything it rests
//! on, and the entries of the log that prove it.
//!
//! In the minute book this is the copy for the auditor. This folder decides what a line says and
//! as of which entry; who took what is itself an entry. It decides nothing about a decision, and
//! writes no signature: that is the checkpoint's.

mod against;
pub mod decision_log;
pub mod facts;
pub mod http;
pub mod lines;
pub mod cells;
pub mod shown;
pub mod urgent;

pub use decision_log::{COLUMNS, DecisionLine, line};
pub use facts::log::Stamp;
