//! The whole API as one table of contents, grouped by noun. The router, the published document
//! and the test of every role on every route are made from this list.

use crate::http::Route;
use crate::http::published::openapi::Contents;
use crate::not_built::NOT_BUILT;
use crate::{
    accounts, agenda, attendance, ballots, book, committees, conflicts, consistency, decisions, declarations, dispensations, exports, http,
    imports, lints, meetings, organisations, people, policy, quorum, registers, votes,
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
        ballots::http::routes(),
        dispensations::http::routes(),
        committees::http::routes(),
        declarations::http::routes(),
        // The meeting, in the order of its minute book.
        meetings::http::routes(),
        conflicts::http::routes(),
        quorum::http::routes(),
        attendance::http::routes(),
        agenda::http::routes(),
        votes::http::routes(),
        decisions::http::routes(),
        book::http::routes(),
        lints::http::routes(),
        // What is taken away: the decision log, the audit log.
        exports::http::routes(),
        consistency::http::routes(),
        imports::http::routes(),
        // Beside the register.
        http::published::pages::routes(),
        http::published::rules::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The groups of the published document, in the order of the job: what is set up once, the books,
/// the meeting from its notice to its minutes, what is taken away.
const GROUPS: &[(&str, &str)] = &[
    ("Sign-in", "Signing in and out, the first administrator, invitations."),
    ("Users", "Accounts and the roles they hold in a register."),
    ("Registers", "The registers of this server: each is closed to the others."),
    ("Bodies", "Organisations that commission, provide or belong together, and who owns or belongs to whom."),
    ("People", "Who declares interests and sits on committees."),
    ("Policy", "The policy on conflicts of interest that a body applies, from a day on."),
    ("Dispensations", "By which a council lets somebody take part who is interested."),
    ("Ballots", "Ballots of a body's member practices, on which terms of reference may rest."),
    ("Committees", "Committees with their terms of reference, which can be tried before they are entered, and their memberships."),
    ("Imports", "Lists of organisations, people and memberships, taken in whole or not at all."),
    ("Declarations", "Declarations of interest and nil returns, their review, and the register of interests."),
    ("Meetings", "Meetings, their items of business and the papers tabled on them."),
    ("Conflicts", "Whose interest bears on which item, what is proposed for it, and the rulings of whoever presides."),
    ("Quorum", "Whether an item is quorate, now and by forecast, and what would repair it."),
    ("Agenda", "The agenda in draft, and as it is published."),
    ("The room", "A meeting convened, closed or cancelled; who comes and goes, who presides, what is declared, where an item stands."),
    ("Deciding", "Votes, the decisions they make, and corrections of these."),
    ("Minutes", "The minutes, drafted from what was recorded, and made final."),
    ("The log", "The decision log, to be taken away, and the audit log, by which it is verified."),
    ("Pages", "Pages for people in a browser."),
    ("Plumbing", "Whether the server is well, which version it is, and what it says of itself."),
];

/// What stands round the routes in the published document.
#[must_use]
pub fn contents() -> Contents {
    Contents { groups: GROUPS, not_built: NOT_BUILT }
}
