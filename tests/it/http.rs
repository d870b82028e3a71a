//! The door from outside: what it refuses, and how sign-in works, on both databases.

mod asked;
mod bearing;
mod bodies;
mod chairs;
mod costs;
mod docs_page;
mod guessing;
mod pace;
pub mod published;
mod roles;
mod samples;
mod sign_in;
mod start;
mod stopping;
mod transport;
mod users;
