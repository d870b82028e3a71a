//! One binary for every test that drives the program from outside; each story runs on both databases.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod budgets;
mod cases;
mod county;
mod day;
mod demo;
mod desk;
mod http;
mod fences;
mod flips;
mod histories;
mod house;
mod nouns;
mod place;
mod postgres;
mod postgres_starts;
mod program;
mod proving;
mod races;
mod reaching;
mod spine;
mod standing;
mod stories;
