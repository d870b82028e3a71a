//! The log: who did what, when, in an order nobody can rearrange, provable to a stranger who
//! trusts neither the program nor whoever runs it.
//! It decides how an entry is written and checked, and it is the only door through which a table
//! can change: a change *is* its entry.
//! It knows no noun of the law, judges nothing, and signs nothing.

pub mod canonical;
pub mod changes;
pub mod entry;
pub mod hindsight;
pub mod known;
pub mod ledger;
pub mod replay;
pub mod said;
pub mod tree;
pub mod upkeep;
pub mod verify;
