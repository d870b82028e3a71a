//! quorate: a register of interests that runs the meeting by its own rules.
//!
//! The map, in import order; a folder imports only from those above it.

pub mod actor;
pub mod fault;
pub mod ids;
pub mod moment;
pub mod money;
pub mod verdict;
pub mod words;

pub mod agenda;
pub mod attendance;
pub mod committees;
pub mod conflicts;
pub mod decisions;
pub mod declarations;
pub mod meetings;
pub mod organisations;
pub mod people;
pub mod policy;
pub mod proceedings;
pub mod quorum;
pub mod votes;

pub mod imports;
