//! What comes in: a body, strictly read, a query, and what their fields may be.

pub mod checks;
pub mod incoming;
pub mod json;
pub mod query;
pub mod typed;
