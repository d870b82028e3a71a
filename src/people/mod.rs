//! Persons of a register: who they are, their grade and the free words said of them.
//!
//! In the minute book they are the names. This folder decides who must be on a published
//! register as a decider. It does not know what anybody has declared.

pub mod changes;
pub mod facts;
pub mod grade;
pub mod http;
mod edit;
pub mod rules;

pub use changes::{PersonChanged, PersonMade};
pub use edit::{NewPerson, PersonPatch, change, create, known};
pub use rules::{Person, PersonStatement};
