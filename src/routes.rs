//! The whole API as one table of contents, grouped by noun. The router, the published document
//! and the test of every role on every route are made from this list.

use crate::door::Route;
use crate::{access, agenda, attendance, conflicts, decisions, door, meetings, proceedings, quorum, votes};

#[must_use]
pub fn routes() -> Vec<Route> {
    [
        // Sign-in, users, registers.
        access::http::routes(),
        access::pages::routes(),
        // The meeting, in the order of its minute book.
        meetings::http::routes(),
        conflicts::http::routes(),
        quorum::http::routes(),
        attendance::http::routes(),
        proceedings::http::routes(),
        agenda::http::routes(),
        votes::http::routes(),
        decisions::http::routes(),
        // Beside the register.
        door::plumbing::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
