//! Who was in the room, from when to when, in which seat, as whose deputy.
//!
//! In the minute book these are the arrivals and leavings. This folder decides who may come in
//! while an item is under way, who may sit for whom, and for what visitors stay out. It does not decide who is conflicted.

pub mod changes;
pub mod facts;
pub mod http;
pub mod rules;

pub use rules::visitors::{AdmittedVisit, admit_visit, visitors_out};
pub use rules::{Admitted, MaySayNil, admit, admit_all, may_say_nil};
