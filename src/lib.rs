//! quorate: a register of interests that runs the meeting by its own rules.
//!
//! The map, in import order; a folder imports only from those above it.

// Rank 0: words that import nothing of ours but each other.
pub mod words;
pub mod ids;
pub mod moment;
pub mod money;
pub mod fraction;
pub mod weight;
pub mod budget;
pub mod verdict;
pub mod fault;
pub mod actor;
pub mod edition;
pub mod text;
pub mod findings;
pub mod patch;
pub mod samples;
pub mod passing;
pub mod problem;

// The databases, and the one door by which they are written.
pub mod db;

pub mod audit;

// The door: who is let in, and how a request comes in and is answered.
pub mod access;
pub mod http;

// The nouns of the law, in the order in which they build on each other.
pub mod registers;
pub mod accounts;
pub mod organisations;
pub mod people;
pub mod policy;
pub mod ballots;
pub mod committees;
pub mod declarations;
pub mod dispensations;
pub mod meetings;
pub mod conflicts;
pub mod quorum;
pub mod attendance;
pub mod proceedings;
pub mod agenda;
pub mod votes;
pub mod decisions;
pub mod lints;

// The book, in which the acts of the nouns are entered.
pub mod book;

// What stands above every noun.
pub mod imports;
pub mod exports;
pub mod consistency;
pub mod replay;
pub mod rehearsal;

// Last: what puts it together.
pub mod settings;
pub mod not_built;
pub mod routes;
pub mod next_steps;
pub mod app;
pub mod demo;
pub mod cli;

// The rulebook, printed and compared.
#[cfg(test)]
mod rulebook;
