//! The samples of the published document are requests that somebody could send: each is read as its
//! body, is what its schema says, and is understood by its route in a register that has what it names.

use std::collections::BTreeSet;

use quorate::access::roles::may;
use quorate::access::{Action, Role, Scope};
use quorate::http::route::{BodyKind, Method, Permission, Route};
use quorate::routes::routes;
use quorate::samples::NAMED;
use serde_json::Value;

use crate::day::{self, Known};
use crate::desk::TestServer;

/// What the day keeps of the kind that an address names.
fn kept(path: &str) -> &'static str {
    match path.split('/').nth(3) {
        Some("organisations") => "practice",
        Some("relations") => "stake",
        Some("people") => "cfo",
        Some("committees") => "committee",
        Some("memberships") => "membership",
        Some("authority-changes") => "passed",
        Some("dispensations") => "dispensation",
        Some("declarations") => "draft",
        Some("meetings") => "meeting",
        Some("items") => "surgery",
        Some("decisions") => "decision",
        Some("registers") => "register",
        Some("users") => "user",
        other => panic!("the day keeps nothing of {other:?}"),
    }
}

/// Sends a sample with the ids of the day in place of those of the made-up register.
fn sent(desk: &TestServer, known: &Known, route: &Route, body: &Value) -> crate::desk::Reply {
    let mut text = body.to_string();
    for (name, id) in NAMED.iter().filter(|(_, id)| body.to_string().contains(id)) {
        text = text.replace(id, known.get(name));
    }
    let path = if route.path.contains("{id}") { route.path.replace("{id}", known.get(kept(route.path))) } else { route.path.to_owned() };
    let who = match route.need {
        // A lead reaches no account that holds a role of oversight, and the day ends with one that does.
        Some(Permission::May(Action::ManageUsers)) => "admin",
        Some(Permission::May(action)) if may(Role::GovernanceLead, action) == Scope::Any || may(Role::Secretary, action) == Scope::Any => {
            "clerk"
        }
        Some(Permission::Public) => "",
        _ => "admin",
    };
    let bearer = format!("Bearer {}", known.get(who));
    let key = day::key();
    let mut headers = vec![("Content-Type", "application/json"), ("Idempotency-Key", key.as_str())];
    let tag = route
        .needs_match
        .then(|| desk.get(path.trim_end_matches("/roles").trim_end_matches("/order"), known.get(who)).header("etag").to_owned());
    if !who.is_empty() {
        headers.push(("Authorization", &bearer));
    }
    if let Some(tag) = &tag {
        headers.push(("If-Match", tag));
    }
    desk.request(route.method.as_str(), &path, &headers, Some(text.as_bytes()))
}

#[test]
fn each_is_read_as_its_body_and_has_words_of_its_own() {
    let mut samples = 0;
    for route in routes() {
        let Some(body) = route.body else {
            assert!(!matches!(route.takes, BodyKind::Json | BodyKind::Form), "{route:?} has no samples");
            continue;
        };
        let all = (body.samples)();
        assert!(!all.is_empty(), "{route:?} has no samples");
        assert_eq!(all.iter().map(|sample| sample.about.to_lowercase()).collect::<BTreeSet<_>>().len(), all.len(), "{route:?}");
        for sample in all {
            samples += 1;
            assert!(!sample.about.ends_with('.') && sample.about.starts_with(char::is_uppercase), "{route:?}: {}", sample.about);
            if let Some(reads) = body.reads {
                let read = reads(sample.body.to_string().as_bytes(), route.method);
                assert!(read.is_ok(), "{route:?}, {}: {:?}", sample.about, read.err());
            }
        }
    }
    assert!(samples > 60, "{samples}");
}

#[test]
fn each_is_understood_by_its_route() {
    for desk in TestServer::all() {
        let known = day::played(&desk);
        let mut not_understood = Vec::new();
        for route in routes().into_iter().filter(|route| route.takes == BodyKind::Json) {
            for sample in (route.body.unwrap().samples)() {
                let reply = sent(&desk, &known, &route, &sample.body);
                // A refusal of the law, a set-up that is over, a wrong password: it was understood.
                let is_sign_in = route.need == Some(Permission::Public);
                if !(reply.status < 300 || reply.status == 409 || (is_sign_in && [401, 404, 429].contains(&reply.status))) {
                    not_understood.push(format!("{route:?}, {}: {} {}", sample.about, reply.status, reply.text));
                }
            }
        }
        assert!(not_understood.is_empty(), "{}", not_understood.join("\n"));
        desk.verified();
    }
}

/// What is made with them in a day that has just begun is made, and not only understood: the books at least.
#[test]
fn those_of_the_books_are_taken() {
    let desk = TestServer::at(crate::place::Place::file());
    let known = day::played(&desk);
    let mut taken = 0;
    for route in routes().into_iter().filter(|route| route.method == Method::Post && route.makes.is_some()) {
        if !["/api/v1/organisations", "/api/v1/people", "/api/v1/committees", "/api/v1/meetings"].contains(&route.path) {
            continue;
        }
        for sample in (route.body.unwrap().samples)() {
            let reply = sent(&desk, &known, &route, &sample.body);
            assert_eq!(reply.status, 201, "{route:?}, {}: {}", sample.about, reply.text);
            taken += 1;
        }
    }
    assert!(taken >= 4, "{taken}");
}
