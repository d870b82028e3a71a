//! Addresses of the map of the API that this build does not answer at yet, as data: each with a
//! sentence on what there is instead, so that a client is told so and does not look for a slip.

use std::sync::LazyLock;

use crate::http::route::Method;

/// Method, address, what there is instead.
pub const NOT_BUILT: &[(Method, &str, &str)] = &[
    (Method::Get, "/api/v1/api-keys", "A program signs in as an account so far; keys of its own come later."),
    (Method::Post, "/api/v1/api-keys", "A program signs in as an account so far; keys of its own come later."),
    (Method::Delete, "/api/v1/api-keys", "A program signs in as an account so far; keys of its own come later."),
    (Method::Delete, "/api/v1/api-keys/{id}", "A program signs in as an account so far; keys of its own come later."),
    (Method::Get, "/api/v1/oidc/login", "Signing in is by password here; single sign-on comes later."),
    (Method::Get, "/api/v1/oidc/callback", "Signing in is by password here; single sign-on comes later."),
    (Method::Post, "/api/v1/organisations/{id}/merge", "Two entries of one body are not merged yet: end the links of one of them."),
    (
        Method::Get,
        "/api/v1/people/{id}/standing-with-the-register",
        "Whether somebody is up to date is seen from their declarations so far.",
    ),
    (Method::Get, "/api/v1/people/{id}/history", "What was changed of a person is read from the log so far."),
    (Method::Post, "/api/v1/people/{id}/training", "Training is not kept yet."),
    (
        Method::Post,
        "/api/v1/declarations/{id}/publish",
        "The register is published as it is read; a declaration has no publication of its own yet.",
    ),
    (Method::Post, "/api/v1/declarations/{id}/withhold", "Withholding a published interest is not built yet."),
    (Method::Post, "/api/v1/declarations/{id}/amend", "A declaration is amended by ending it and declaring anew."),
    (Method::Post, "/api/v1/declarations/{id}/reaffirm", "An interest is reaffirmed by declaring it anew."),
    (Method::Get, "/api/v1/review-rounds", "Rounds of review are not kept yet."),
    (Method::Post, "/api/v1/review-rounds", "Rounds of review are not kept yet."),
    (Method::Get, "/api/v1/review-rounds/{id}/progress", "Rounds of review are not kept yet."),
    (Method::Get, "/api/v1/offers", "Gifts, hospitality and sponsorship have no book of their own yet."),
    (Method::Post, "/api/v1/offers", "Gifts, hospitality and sponsorship have no book of their own yet."),
    (Method::Get, "/api/v1/offers/{id}", "Gifts, hospitality and sponsorship have no book of their own yet."),
    (Method::Post, "/api/v1/memberships/{id}/deputies", "A deputy is appointed at the committee's memberships, with deputy_for."),
    (Method::Get, "/api/v1/meetings/{id}.ics", "Meetings are not written as calendars yet."),
    (Method::Get, "/api/v1/calendar/{token}.ics", "Meetings are not written as calendars yet."),
    (
        Method::Post,
        "/api/v1/items/{id}/defer",
        "An item is deferred by recording that outcome, and carried over: POST /api/v1/items/{id}/carry-over.",
    ),
    (Method::Get, "/api/v1/papers/{id}/content", "The register keeps where a paper is, not the paper itself."),
    (Method::Get, "/api/v1/meetings/{id}/pack.pdf", "Packs are not written as documents yet: read the agenda and the papers."),
    (Method::Get, "/api/v1/meetings/{id}/agenda.pdf", "The agenda is answered as JSON; documents are not written yet."),
    (Method::Get, "/api/v1/meetings/{id}/agenda.docx", "The agenda is answered as JSON; documents are not written yet."),
    (Method::Get, "/api/v1/meetings/{id}/events", "Events are not sent as they happen: ask for the meeting again with its ETag."),
    (
        Method::Post,
        "/api/v1/committees/{id}/urgent-decisions",
        "An urgent decision is recorded on the item by which it is to be ratified: POST /api/v1/items/{id}/urgent-decisions.",
    ),
    (Method::Get, "/api/v1/ballots", "A ballot is recorded when it was held, with its votes: POST /api/v1/organisations/{id}/ballots."),
    (Method::Post, "/api/v1/ballots", "A ballot is recorded when it was held, with its votes: POST /api/v1/organisations/{id}/ballots."),
    (
        Method::Post,
        "/api/v1/ballots/{id}/open",
        "A ballot is recorded when it was held, with its votes: POST /api/v1/organisations/{id}/ballots.",
    ),
    (
        Method::Post,
        "/api/v1/ballots/{id}/votes",
        "A ballot is recorded when it was held, with its votes: POST /api/v1/organisations/{id}/ballots.",
    ),
    (
        Method::Post,
        "/api/v1/ballots/{id}/close",
        "A ballot is recorded when it was held, with its votes: POST /api/v1/organisations/{id}/ballots.",
    ),
    (Method::Get, "/api/v1/meetings/{id}/minutes.pdf", "Minutes are answered as text; documents are not written yet."),
    (Method::Get, "/api/v1/meetings/{id}/minutes.docx", "Minutes are answered as text; documents are not written yet."),
    (Method::Post, "/api/v1/meetings/{id}/minutes/approve", "Minutes are finalised here; approving and publishing them come later."),
    (Method::Post, "/api/v1/meetings/{id}/minutes/publish", "Minutes are finalised here; approving and publishing them come later."),
    (Method::Post, "/api/v1/exports", "Bundles are not written yet: take .csv, .ndjson or .json of the decision log."),
    (Method::Get, "/api/v1/exports/{id}/content", "Bundles are not written yet: take .csv, .ndjson or .json of the decision log."),
    (
        Method::Get,
        "/api/v1/log/{register}/{epoch}/checkpoint",
        "Signed checkpoints and proofs are not published yet: verify the database with quorate verify --db.",
    ),
    (
        Method::Get,
        "/api/v1/audit/entries/{index}/proof",
        "Signed checkpoints and proofs are not published yet: verify the database with quorate verify --db.",
    ),
    (
        Method::Get,
        "/api/v1/audit/consistency",
        "Signed checkpoints and proofs are not published yet: verify the database with quorate verify --db.",
    ),
    (
        Method::Get,
        "/api/v1/audit/keys",
        "Signed checkpoints and proofs are not published yet: verify the database with quorate verify --db.",
    ),
    (Method::Post, "/api/v1/audit/redactions", "Openings of entries are not erased over HTTP yet."),
    (Method::Get, "/api/v1/procurement-decisions", "Procurement decisions have no book of their own yet: they stand in the decision log."),
    (Method::Post, "/api/v1/procurement-decisions", "Procurement decisions have no book of their own yet: they stand in the decision log."),
    (
        Method::Get,
        "/api/v1/procurement-decisions/{id}/notice",
        "Procurement decisions have no book of their own yet: they stand in the decision log.",
    ),
    (Method::Get, "/api/v1/breaches", "Breaches are told under /organisations/{id}/breaches; they have no book of their own yet."),
    (Method::Post, "/api/v1/breaches", "Breaches are told under /organisations/{id}/breaches; they have no book of their own yet."),
    (
        Method::Post,
        "/api/v1/breaches/{id}/investigate",
        "Breaches are told under /organisations/{id}/breaches; they have no book of their own yet.",
    ),
    (
        Method::Post,
        "/api/v1/breaches/{id}/conclude",
        "Breaches are told under /organisations/{id}/breaches; they have no book of their own yet.",
    ),
    (
        Method::Post,
        "/api/v1/breaches/{id}/publish",
        "Breaches are told under /organisations/{id}/breaches; they have no book of their own yet.",
    ),
    (
        Method::Get,
        "/api/v1/published/{register}/{book}/entries",
        "Nothing is shown without a sign-in yet: the register of a body is read under /organisations/{id}/register.",
    ),
    (
        Method::Get,
        "/api/v1/published/{register}/{book}/changes",
        "Nothing is shown without a sign-in yet: the register of a body is read under /organisations/{id}/register.",
    ),
    (
        Method::Get,
        "/api/v1/published/{register}/{book}/editions",
        "Nothing is shown without a sign-in yet: the register of a body is read under /organisations/{id}/register.",
    ),
    (
        Method::Get,
        "/api/v1/published/{register}/uk-parliament/{shape}",
        "Nothing is shown without a sign-in yet: the register of a body is read under /organisations/{id}/register.",
    ),
    (Method::Get, "/api/v1/imports/templates/{kind}.xlsx", "Templates are named by the message about a list that fits none of them."),
    (Method::Get, "/api/v1/outbox", "Mail is not sent yet."),
    (Method::Post, "/api/v1/outbox/{id}/retry", "Mail is not sent yet."),
    (Method::Get, "/metrics", "Measurements are in the lines of the log so far."),
    (Method::Get, "/register", "There are no pages for members yet: the API is documented at /docs."),
    (Method::Get, "/declare", "There are no pages for members yet: the API is documented at /docs."),
    (Method::Get, "/meetings/{id}/live", "There are no pages for members yet: the API is documented at /docs."),
    (Method::Get, "/verify", "There are no pages for members yet: the API is documented at /docs."),
];

/// Whether a part of an address fits a part of the map: `{id}` is anything, `{id}.ics` anything
/// that ends so.
fn fits(part: &str, wanted: &str) -> bool {
    match wanted.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((_, ending)) => part.len() > ending.len() && part.ends_with(ending),
        None => part == wanted,
    }
}

/// What there is instead of an address that is not built yet, if it is one of these.
#[must_use]
pub fn instead(method: Method, path: &str) -> Option<&'static str> {
    // Asked of every request, so the map is taken apart once.
    static PLACES: LazyLock<Vec<(Method, Vec<&str>, &str)>> =
        LazyLock::new(|| NOT_BUILT.iter().map(|(method, wanted, what)| (*method, wanted.split('/').collect(), *what)).collect());
    let parts: Vec<&str> = path.split('/').collect();
    let is_at = |wanted: &[&str]| wanted.len() == parts.len() && parts.iter().zip(wanted).all(|(part, wanted)| fits(part, wanted));
    PLACES.iter().find(|(known, wanted, _)| *known == method && is_at(wanted)).map(|(.., what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_its_place_on_the_map_and_no_other() {
        assert!(instead(Method::Get, "/api/v1/ballots").is_some());
        assert!(instead(Method::Get, "/api/v1/meetings/x.ics").is_some());
        assert!(instead(Method::Post, "/api/v1/ballots/x/open").is_some());
        for path in ["/api/v1/meetings/.ics", "/api/v1/ballots/", "/api/v1/ballots/x", "/api/v1", "/", ""] {
            assert!(instead(Method::Get, path).is_none(), "{path}");
        }
        assert!(instead(Method::Delete, "/api/v1/ballots").is_none());
    }
}
