//! What a request asks for before it says anything: the method, the form of the answer, the token.

use quorate::access::Role;
use quorate::routes::routes;
use serde_json::json;

use crate::desk::{Reply, TestServer};
use crate::place::Place;

#[test]
fn a_table_is_read_and_nothing_is_written_to_it() {
    for desk in TestServer::all() {
        let register = desk.register("one");
        desk.user("lead@example.org", register, &[Role::GovernanceLead], None);
        let lead = desk.sign_in("lead@example.org");
        let before = desk.entries_of(register);
        let id = uuid::Uuid::now_v7().to_string();
        for route in routes().into_iter().filter(|route| route.formats) {
            for suffix in ["csv", "json", "ndjson", "%63sv"] {
                let path = format!("{}.{suffix}", route.path.replace("{id}", &id));
                for method in ["POST", "PUT", "PATCH", "DELETE"] {
                    // What is wrong with the query is said of an address that takes the method.
                    for query in ["", "?sort=code", "?nothing=1"] {
                        let reply = desk.send(method, &format!("{path}{query}"), &lead, &[], &json!({"name": "x"}));
                        assert_eq!(reply.is_problem(405, &path).header("allow"), "GET, HEAD, OPTIONS", "{method} {path}{query}");
                    }
                }
                let options = desk.request("OPTIONS", &path, &[], None);
                assert_eq!((options.status, options.header("allow")), (204, "GET, HEAD, OPTIONS"));
            }
        }
        assert_eq!(desk.entries_of(register), before);
    }
}

#[test]
fn whoever_sends_a_token_that_is_not_good_is_told_that_it_is_the_token() {
    for desk in TestServer::all() {
        let admin = desk.administrator();
        let challenge = |reply: &Reply| reply.is_problem(401, "sign in").header("www-authenticate").to_owned();
        let plain = "Bearer realm=\"quorate\"";
        let with = |authorization: &str| desk.request("GET", "/api/v1/me", &[("Authorization", authorization)], None);
        assert_eq!(challenge(&desk.request("GET", "/api/v1/me", &[], None)), plain);
        assert_eq!(challenge(&with("Basic YTpi")), plain);
        for bad in ["Bearer x", "bearer x.y.z", &format!("Bearer {admin}x")] {
            assert!(challenge(&with(bad)).starts_with(&format!("{plain}, error=\"invalid_token\"")), "{bad}");
        }
        desk.request("DELETE", "/api/v1/sessions/current", &[("Authorization", &format!("Bearer {admin}"))], None);
        assert!(challenge(&with(&format!("Bearer {admin}"))).contains("invalid_token"), "a sign-in that is over");
        // A password that is wrong is no token.
        let wrong = json!({"email": "admin@example.org", "password": "not the password at all"});
        let bearer = [("Authorization", "Bearer x")];
        assert_eq!(challenge(&desk.send("POST", "/api/v1/sessions", "", &bearer, &wrong)), plain);
    }
}

#[test]
fn an_answer_is_given_in_a_form_that_is_asked_for_or_it_is_said_that_it_is_not() {
    let desk = TestServer::at(Place::file());
    let admin = desk.administrator();
    let bearer = format!("Bearer {admin}");
    let accepting = |path: &str, accept: &str| desk.request("GET", path, &[("Authorization", &bearer), ("Accept", accept)], None);
    for accept in ["*/*", "application/json", "application/*;q=0.1", "text/html, */*;q=0.8", "text/html,application/json;q=0.9"] {
        assert_eq!(accepting("/api/v1/me", accept).status, 200, "{accept}");
    }
    for accept in ["text/plain", "text/html", "application/json;q=0", "image/png, text/*"] {
        let reply = accepting("/api/v1/me", accept);
        assert_eq!(reply.is_problem(406, accept).code(), "not_acceptable");
        assert!(reply.text.contains("application/json"), "{}", reply.text);
    }
    assert_eq!(accepting("/", "application/json").header("content-type"), "application/json");
    assert!(accepting("/", "text/html,*/*;q=0.8").header("content-type").starts_with("text/html"));
    // What is changed is answered in any case.
    let made = desk.send("POST", "/api/v1/registers", &admin, &[("Accept", "text/html")], &json!({"slug": "new", "name": "New"}));
    assert_eq!(made.status, 201, "{}", made.text);
}
