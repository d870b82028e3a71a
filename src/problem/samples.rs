//! Samples of problems, one of each kind and a refusal, made from the errors they are made from when
//! they happen.

use super::Problem;
use crate::fault::{Error, FieldError, Malformed};
use crate::samples::{LIST, MEETING, PAPER};
use crate::verdict::{Code, Reason, Refusal, Remedy};

const REQUEST: &str = "0197c1f2-5c1e-7a30-8a52-0000000000ff";

fn refused(address: &str, reasons: Vec<Reason>, remedies: Vec<Remedy>) -> Problem {
    Problem {
        remedies,
        ..Problem::of(Error::Refused(Box::new(Refusal { reasons, remedies: Vec::new(), notable: true })), address, REQUEST)
    }
}

fn inquorate() -> Problem {
    let votes = format!("/api/v1/items/{LIST}/votes");
    let reason =
        Reason::new(Code::Inquorate, "C5.1", "The committee is not quorate for this item: at least 2 voting members are needed, 1 counts.")
            .fact(format!("item:{LIST}"))
            .cure("Seat a deputy who may take part, or defer the item.");
    let remedy = Remedy {
        action: "defer".to_owned(),
        label: "Defer the item to another meeting.".to_owned(),
        method: "POST".to_owned(),
        href: format!("/api/v1/items/{LIST}/decisions"),
    };
    refused(&votes, vec![reason], vec![remedy])
}

fn withheld() -> Problem {
    let reason = Reason::new(Code::PaperWithheld, "C8", "This paper is withheld from you while you have an interest in its item.");
    refused(&format!("/api/v1/papers/{PAPER}"), vec![reason.fact(format!("paper:{PAPER}"))], Vec::new())
}

impl Problem {
    /// One of each kind of problem, and refusals of the law.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let meeting = format!("/api/v1/meetings/{MEETING}");
        let malformed = |kind, address: &str, detail: &str| Self::of(Error::malformed(kind, detail), address, REQUEST);
        let problem = |error, address: &str| Self::of(error, address, REQUEST);
        let later = |detail: &str, seconds, too_many| Error::TryLater { detail: detail.to_owned(), seconds, too_many };
        let (missing, unknown) = (
            FieldError::new("/nature", "missing", "Say in a few words what the interest is."),
            FieldError::new("/catgory", "unknown_field", "There is no such field. Did you mean 'category'?"),
        );
        vec![
            malformed(Malformed::Syntax, "/api/v1/people", "The body is not JSON: it ends too early."),
            problem(
                Error::unknown_in_query(
                    "committee",
                    "There is no committee 'PCX' here. Name one by its code or its id, as a list of them shows it.".to_owned(),
                ),
                "/api/v1/meetings",
            ),
            malformed(Malformed::Key, "/api/v1/people", "Idempotency-Key is 1 to 200 visible ASCII characters."),
            malformed(Malformed::Header, &meeting, "The header If-Match is given twice."),
            problem(Error::Unauthenticated("Sign in first.".to_owned()), "/api/v1/me"),
            problem(Error::Forbidden("The role member may not call meetings and keep their items.".to_owned()), "/api/v1/meetings"),
            withheld(),
            problem(Error::NotFound("meeting"), &meeting),
            malformed(Malformed::Method, "/api/v1/meetings", "This address takes GET, POST, HEAD, OPTIONS."),
            malformed(Malformed::Accept, "/api/v1/me", "This address gives application/json. Ask for that, or leave Accept out."),
            malformed(Malformed::TooSlow, "/api/v1/people", "The body did not arrive within 30 seconds."),
            inquorate(),
            problem(Error::Stale { current: 41 }, &meeting),
            problem(
                Error::Unmatched("If-Match names another thing than this one. Read it again and send the ETag you were given.".to_owned()),
                &meeting,
            ),
            malformed(Malformed::TooLarge, "/api/v1/people", "A body may have 1048576 bytes here."),
            malformed(Malformed::AddressTooLong, "/api/v1/people", "The address has more than 4096 bytes."),
            malformed(Malformed::Media, "/api/v1/people", "Send the body as application/json."),
            problem(Error::Invalid(vec![missing, unknown]), "/api/v1/declarations"),
            problem(Error::KeyReused, "/api/v1/people"),
            problem(Error::MatchRequired, &meeting),
            problem(later("Too many wrong passwords for this account.", 60, true), "/api/v1/sessions"),
            malformed(Malformed::HeadersTooLarge, "/api/v1/me", "The headers have more than 32768 bytes."),
            Self::new("fault", format!("Something broke here. It was logged as {REQUEST}: quote that."), "/api/v1/me", REQUEST),
            malformed(Malformed::NotBuilt, "/api/v1/outbox", "This build does not answer here yet. Mail is not sent yet."),
            problem(later("The register is busy. Ask again in a moment.", 2, false), "/api/v1/meetings"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::KINDS;

    #[test]
    fn every_kind_of_problem_has_a_sample() {
        let samples = Problem::samples();
        for (code, status, ..) in KINDS {
            assert!(samples.iter().any(|sample| sample.code == *code && sample.status == *status), "{code}");
        }
        assert!(samples.iter().all(|sample| !sample.detail.is_empty() && sample.request_id == REQUEST));
    }
}
