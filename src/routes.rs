//! The whole API as one table of contents, grouped by noun. The router, the published document
//! and the test of every role on every route are made from this list.

use crate::http::Route;
use crate::{
    accounts, agenda, attendance, committees, conflicts, decisions, declarations, exports, http, imports, lints, meetings, organisations,
    people, policy, proceedings, quorum, registers, votes,
};

#[must_use]
pub fn routes() -> Vec<Route> {
    [
        // Sign-in, users, registers.
        accounts::http::sessions::routes(),
        accounts::http::routes(),
        registers::http::routes(),
        accounts::http::pages::routes(),
        // The books.
        organisations::http::routes(),
        people::http::routes(),
        policy::http::routes(),
        committees::http::routes(),
        declarations::http::routes(),
        // The meeting, in the order of its minute book.
        meetings::http::routes(),
        conflicts::http::routes(),
        quorum::http::routes(),
        attendance::http::routes(),
        proceedings::http::routes(),
        agenda::http::routes(),
        votes::http::routes(),
        decisions::http::routes(),
        lints::http::routes(),
        // What is taken away: the decision log, the audit log.
        exports::http::routes(),
        imports::http::routes(),
        // Beside the register.
        http::published::pages::routes(),
        http::published::rules::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
