//! quorate: a register of interests that runs the meeting by its own rules.
//!
//! The map, in import order; a folder imports only from those above it.

pub mod actor;
pub mod fault;
pub mod ids;
pub mod moment;
pub mod verdict;

pub mod db;

pub mod audit;
