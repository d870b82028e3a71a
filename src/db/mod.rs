//! The paper the minute book is written on: one connection type over both databases, lanes of
//! connections that can only look, and the text form of ids, words, days and instants.
//! It decides how a database is opened, guarded and brought up to date, and refuses one it must
//! not write to. It does not know what is written: no noun, no entry, and no way to write is
//! handed out here other than to the ledger.

pub mod aside;
pub mod backend;
pub mod sibling;
pub mod catalogue;
pub mod cost;
pub mod database;
mod looking;
pub mod faults;
pub mod held;
mod lanes;
pub mod narrowed;
pub mod order;
pub mod patience;
pub mod read;
pub mod repair;
pub mod schema;
pub mod batches;
pub mod sorted;
pub mod text;

pub use backend::scratch::{Kept, Scratch};
pub use backend::{Address, Conn, outcomes, plan};
pub use database::Database;
pub use faults::Faults;
pub use patience::Patience;
pub use read::{Read, Reader};
pub use text::{stored, to_store};
