//! The whole API as one table of contents, grouped by noun. The router, the published document
//! and the test of every role on every route are made from this list.

use crate::door::Route;
use crate::{access, committees, declarations, door, organisations, people, policy};

#[must_use]
pub fn routes() -> Vec<Route> {
    [
        // Sign-in, users, registers.
        access::http::routes(),
        access::pages::routes(),
        // The books.
        organisations::http::routes(),
        people::http::routes(),
        policy::http::routes(),
        committees::http::routes(),
        declarations::http::routes(),
        // Beside the register.
        door::plumbing::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
