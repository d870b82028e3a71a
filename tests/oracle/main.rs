//! The law read twice. `reading` is a second implementation, written from the sentences of the law by somebody who had
//! not read the first, and in the slowest way: every question is answered from the whole book, anew each time. It makes
//! random case files, histories of whole meetings with slips, late entries and adjournments, and answers them; `quarrel`
//! plays them through the program's own rehearsal, and the answers must be the same.
//!
//! `QUORATE_ORACLE_CASES` is the number of cases, `QUORATE_ORACLE_FROM` the first of them; a build with PostgreSQL plays one
//! in five there. It is a program of its own, so that it can be built for use, without the other tests, where many are to be
//! played by hand. A case over which the two differ is made small, and its seed kept in `regressions`, to be tried first
//! from then on.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

/// As the program itself has it: a case is mostly small things that are made and thrown away.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod costs;
mod packs;
#[path = "../it/postgres.rs"]
mod postgres;
mod quarrel;
#[allow(dead_code)]
mod reading;
