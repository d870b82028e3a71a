//! What a refusal, a fault or a malformed request looks like over HTTP (RFC 9457). The only
//! place that knows status codes of errors. A refusal tells everything it rests on; a fault tells
//! an incident id and nothing else.

mod samples;

use serde::{Deserialize, Serialize};

use crate::fault::{Error, Fault, FieldError, Malformed, Trouble};
use crate::verdict::{Code, Reason, Remedy};

/// The body of every answer that is not a success.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Problem {
    /// A page on this server that explains this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// What kind of problem it is, in a few words.
    pub title: String,
    /// The status of the answer, for whoever keeps its body alone.
    pub status: u16,
    /// For a person: what is the matter this time, in sentences.
    pub detail: String,
    /// The address asked for.
    pub instance: String,
    /// What a program may dispatch on: a problem's code, or the first reason's.
    pub code: String,
    /// What to quote when asking about it; the header `X-Request-Id` of the answer has it too.
    pub request_id: String,
    /// Fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub errors: Vec<FieldError>,
    /// Every reason of a refusal, with its rule.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub reasons: Vec<Reason>,
    /// What can be done next.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub remedies: Vec<Remedy>,
    /// The version that is current, where the caller's was not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub current_version: Option<i64>,
    #[serde(skip)]
    #[schemars(skip)]
    pub retry_after: Option<u32>,
}

/// Every code that is not a reason of the law: code, status, title, what it means and what to do.
pub const KINDS: &[(&str, u16, &str, &str)] = &[
    (
        "malformed",
        400,
        "Not a request that can be read",
        "The body is not JSON, or is JSON in a form that two readers could read differently: a field given twice, a byte order mark, half a surrogate pair, more than 32 levels of nesting. Send UTF-8 JSON, each field once.",
    ),
    (
        "query_invalid",
        400,
        "A query parameter is not known here",
        "A parameter is unknown, given twice, or its value cannot be read. Unknown parameters are refused rather than ignored, so that a slip cannot widen an answer. The document at /openapi.json lists what each address takes.",
    ),
    (
        "idempotency_key_invalid",
        400,
        "An idempotency key is needed",
        "Votes, rulings, attendance, decisions and declarations need the header Idempotency-Key: 1 to 200 visible characters of your choosing, new for each act. The same key with the same body gives the first answer again.",
    ),
    (
        "header_invalid",
        400,
        "A header cannot be read",
        "A header is given twice or has a form that means nothing here. If-Match takes tags as the ETag header gave them, with commas between; * is refused.",
    ),
    (
        "sign_in_required",
        401,
        "Sign in first",
        "This address needs the header Authorization: Bearer with an access token of POST /api/v1/sessions. Tokens last ten minutes and are renewed at POST /api/v1/sessions/refresh; they end at once with a suspension or a sign-out.",
    ),
    (
        "forbidden",
        403,
        "This role may not do that",
        "The roles of this account in this register never allow it. Somebody with the role can do it, or give it: see the users of the register.",
    ),
    (
        "not_found",
        404,
        "Nothing here",
        "There is nothing at this address, or nothing that this account may know of: the two look the same.",
    ),
    (
        "method_not_allowed",
        405,
        "Not done this way",
        "The address exists but does not take this method; the header Allow lists those it takes.",
    ),
    (
        "not_acceptable",
        406,
        "Not given in that form",
        "The header Accept rules out every form in which this address answers. The detail says which those are; leave the header out to get the first.",
    ),
    ("too_slow", 408, "The request did not arrive in time", "A request has 30 seconds to arrive and be answered."),
    (
        "stale",
        412,
        "Changed since you read it",
        "Somebody changed this since the version named in If-Match. Read it again, look at what changed, then send the change with the new ETag.",
    ),
    (
        "unmatched",
        412,
        "No tag in If-Match is of this thing",
        "A weak tag (W/...) never matches, nor does one that something on the way has added to: a proxy that compresses answers does both. Let it leave the tags alone, read the thing again and send the ETag as this server gave it.",
    ),
    (
        "body_too_large",
        413,
        "The body is too large",
        "A body may have 1 MiB, terms of reference 64 KiB, an uploaded list 25 MiB, and 16 KiB where nobody is signed in.",
    ),
    ("address_too_long", 414, "The address is too long", "An address may have 4096 bytes."),
    (
        "media_type_unsupported",
        415,
        "Not a kind of body taken here",
        "Send the body as application/json, in UTF-8 and not compressed (no Content-Encoding). Lists are uploaded as text/csv.",
    ),
    (
        "invalid",
        422,
        "Fields are wrong in themselves",
        "Each wrong field is named in errors by its JSON pointer, with what was expected. Unknown fields are refused rather than ignored.",
    ),
    (
        "idempotency_key_reused",
        422,
        "This key was used for another request",
        "The same Idempotency-Key came earlier with another body. Take a new key for a new act.",
    ),
    (
        "match_required",
        428,
        "Say which version you change",
        "A change needs the header If-Match with the ETag of the version you read, so that nobody's change is overwritten unseen.",
    ),
    ("too_many", 429, "Too many at once", "Too many tries, or too many at the same time. Wait as long as Retry-After says."),
    ("headers_too_large", 431, "The headers are too large", "The headers of a request may have 32 KiB and 96 lines."),
    (
        "fault",
        500,
        "Something broke on this side",
        "This is not the request's doing. It was logged under the request id shown, which is what to quote.",
    ),
    ("not_in_this_build", 501, "Not in this build", "This program was built without the part that answers here. The detail says which."),
    (
        "unavailable",
        503,
        "Not now",
        "The register cannot take this at the moment; nothing was changed, or, where the connection was lost while it was being kept, asking again with the same Idempotency-Key tells. Wait as long as Retry-After says.",
    ),
];

/// Status, title and meaning of a problem's code.
#[must_use]
pub fn explained(code: &str) -> Option<(u16, &'static str, &'static str)> {
    KINDS.iter().find(|(known, ..)| *known == code).map(|(_, status, title, meaning)| (*status, *title, *meaning))
}

/// The status of a refusal of the law: 409, save a paper that is listed to this reader but
/// withheld from them.
#[must_use]
pub fn refusal_status(code: Code) -> u16 {
    if code == Code::PaperWithheld { 403 } else { 409 }
}

fn code_of(kind: Malformed) -> &'static str {
    match kind {
        Malformed::Syntax => "malformed",
        Malformed::Query => "query_invalid",
        Malformed::Key => "idempotency_key_invalid",
        Malformed::Header => "header_invalid",
        Malformed::Media => "media_type_unsupported",
        Malformed::TooLarge => "body_too_large",
        Malformed::AddressTooLong => "address_too_long",
        Malformed::HeadersTooLarge => "headers_too_large",
        Malformed::Method => "method_not_allowed",
        Malformed::TooSlow => "too_slow",
        Malformed::Accept => "not_acceptable",
        Malformed::NotBuilt => "not_in_this_build",
    }
}

impl Problem {
    fn new(code: &str, detail: impl Into<String>, instance: &str, request: &str) -> Self {
        let (status, title, _) = explained(code).unwrap_or((500, "Something broke on this side", ""));
        Self {
            kind: format!("/problems/{code}"),
            title: title.to_owned(),
            status,
            detail: detail.into(),
            instance: instance.to_owned(),
            code: code.to_owned(),
            request_id: request.to_owned(),
            errors: Vec::new(),
            reasons: Vec::new(),
            remedies: Vec::new(),
            current_version: None,
            retry_after: None,
        }
    }

    /// What `error` looks like to whoever asked for `instance`. A fault is logged here, once.
    #[must_use]
    pub fn of(error: Error, instance: &str, request: &str) -> Self {
        let new = |code: &str, detail: String| Self::new(code, detail, instance, request);
        match error {
            Error::Refused(refusal) => {
                let first = refusal.reasons.first();
                let code = first.map_or(Code::StateForbids, |reason| reason.code);
                let detail = refusal.reasons.iter().map(|reason| reason.detail.as_str()).collect::<Vec<_>>().join(" ");
                let told = |reason: Reason| Reason { href: Some(format!("/rules/{}", reason.rule)), ..reason };
                Self {
                    title: "The rules do not allow this now".to_owned(),
                    status: refusal_status(code),
                    kind: format!("/problems/{code}"),
                    code: code.to_string(),
                    reasons: refusal.reasons.into_iter().map(told).collect(),
                    remedies: refusal.remedies,
                    ..new("stale", detail)
                }
            }
            Error::NotFound(what) => new("not_found", format!("There is no such {what} here, or it is not for this account to see.")),
            Error::Forbidden(detail) => new("forbidden", detail),
            Error::Unauthenticated(detail) => new("sign_in_required", detail),
            Error::Invalid(errors) => {
                let detail = match errors.as_slice() {
                    [one] if one.pointer.is_empty() => one.message.clone(),
                    [one] => format!("{}: {}", one.pointer, one.message),
                    many => format!("{} fields are wrong: see errors.", many.len()),
                };
                Self { errors, ..new("invalid", detail) }
            }
            Error::Malformed { kind, detail, errors } => Self { errors, ..new(code_of(kind), detail) },
            Error::Stale { current } => Self {
                current_version: Some(current),
                ..new("stale", format!("This was changed since: the current version is {current}. Read it again before changing it."))
            },
            // The door answers with the thing itself; from elsewhere it is a request that asks nothing.
            Error::AsItStands => new("invalid", "There is nothing to change: everything asked for is so already.".to_owned()),
            Error::MatchRequired => new("match_required", "Send If-Match with the ETag of the version you are changing.".to_owned()),
            Error::Unmatched(detail) => new("unmatched", detail),
            // An earlier answer is an answer; it comes here only if a door forgot to give it.
            Error::Replay(_) => new("fault", format!("Something broke here. Quote {request}.")),
            Error::KeyReused => {
                new("idempotency_key_reused", "This Idempotency-Key was used for another request. Take a new key for a new act.".to_owned())
            }
            Error::TryLater { detail, seconds, too_many } => {
                Self { retry_after: Some(seconds.max(1)), ..new(if too_many { "too_many" } else { "unavailable" }, detail) }
            }
            Error::Fault(fault) => Self::of_fault(&fault, instance, request),
        }
    }

    fn of_fault(fault: &Fault, instance: &str, request: &str) -> Self {
        if matches!(fault, Fault::GivenUp) {
            tracing::warn!(incident = request, "given up");
            let detail = "This took longer than a request may, and was given up; nothing was changed. Ask for less at once: a shorter period, one committee, a smaller page.";
            return Self { retry_after: Some(5), ..Self::new("unavailable", detail, instance, request) };
        }
        if let Some(trouble) = fault.trouble() {
            // One that somebody has to look after is told as such.
            if trouble == Trouble::Busy {
                tracing::warn!(incident = request, %fault, "passing fault");
            } else {
                tracing::error!(incident = request, %fault, ?trouble, "the register takes no changes");
            }
            return Self { retry_after: Some(trouble.ask_again_in()), ..Self::new("unavailable", trouble.message(), instance, request) };
        }
        tracing::error!(incident = request, %fault, "fault");
        if matches!(fault, Fault::Corrupt { .. }) {
            let detail = format!(
                "What is kept is not as it was written: it was changed by hand or damaged, so it is not shown. Whoever runs this server finds which row it is with quorate verify --db; it was logged as {request}."
            );
            return Self::new("fault", detail, instance, request);
        }
        Self::new("fault", format!("Something broke here. It was logged as {request}: quote that."), instance, request)
    }

    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        // A struct of text and numbers: there is nothing in it that cannot be written.
        serde_json::to_vec(self).unwrap_or_else(|_| br#"{"title":"Something broke on this side","status":500}"#.to_vec())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::verdict::Refusal;

    #[test]
    fn a_refusal_is_409_with_all_its_reasons_and_a_withheld_paper_403() {
        let mut refusal = Refusal::of(Reason::new(Code::Inquorate, "Q1", "Three are needed, two are counted.").cure("Seat a deputy."));
        refusal.reasons.push(Reason::new(Code::AwaitingRuling, "C2", "Nobody has ruled."));
        let problem = Problem::of(refusal.into(), "/api/v1/items/x/votes", "r");
        assert_eq!((problem.status, problem.code.as_str(), problem.reasons.len()), (409, "inquorate", 2));
        assert_eq!(problem.kind, "/problems/inquorate");
        let withheld = Problem::of(Refusal::of(Reason::new(Code::PaperWithheld, "P1", "Withheld.")).into(), "/", "r");
        assert_eq!(withheld.status, 403);
    }

    #[test]
    fn a_fault_tells_nothing_but_its_incident() {
        let problem = Problem::of(Fault::Other("secret path".into()).into(), "/", "r");
        assert_eq!(problem.status, 500);
        assert!(!String::from_utf8(problem.body()).unwrap().contains("secret"));
        let busy = Problem::of(Fault::Pool("timed out".into()).into(), "/", "r");
        assert_eq!((busy.status, busy.retry_after), (503, Some(2)));
    }

    #[test]
    fn every_code_is_explained() {
        for kind in Malformed::ALL {
            assert!(explained(code_of(kind)).is_some());
        }
        // Each is there once, so a variant that is left out leaves a gap in their numbers or stands at the end.
        assert!(Malformed::ALL.iter().enumerate().all(|(n, kind)| *kind as usize == n));
    }
}
