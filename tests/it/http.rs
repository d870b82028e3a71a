//! The door from outside: what it refuses, and how sign-in works, on both databases.

mod asked;
mod bearing;
mod bodies;
mod chairs;
mod guessing;
mod pace;
mod published;
mod roles;
mod sign_in;
mod start;
mod stopping;
mod transport;
mod users;
