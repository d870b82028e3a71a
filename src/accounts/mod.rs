//! Accounts: who signs in, in which offices, and the sign-ins themselves.
//!
//! In the minute book this is the list of those who hold a key to the cupboard. This folder answers who
//! may make, change and end accounts, what a password, a link or a renewal is worth, and what a guess costs.
//! It does not know what the holder of a key may write: that is the law's.

pub mod changes;
pub mod facts;
pub mod http;
pub mod manage;
pub mod rules;
pub mod sessions;
pub mod upkeep;

pub use facts::{account, account_of_person, persons_with};
