//! The edition of the rules: a number that moves when they permit other things, or write other
//! words, than before. Each entry of the log says under which it was made, so that whoever checks
//! the log asks the law that was in force.

/// The edition of this program.
pub const EDITION: u64 = 4;
