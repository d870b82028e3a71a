//! Bad inputs in bodies, queries, headers and tokens (the numbers of the catalogue stand beside
//! them): each a problem that names the field, never a 5xx, and nothing is written.

use quorate::access::Role;
use serde_json::{Value, json};

use crate::desk::{PASSWORD, TestServer};

/// Sends a body as it is to the making of a user.
fn raw(desk: &TestServer, token: &str, body: &[u8]) -> crate::desk::Reply {
    let bearer = format!("Bearer {token}");
    desk.request("POST", "/api/v1/users", &[("Authorization", &bearer), ("Content-Type", "application/json")], Some(body))
}

fn user(name: &str) -> Value {
    json!({"email": "x@example.org", "name": name})
}

#[test]
fn bodies_that_cannot_be_read_are_400_and_write_nothing() {
    for desk in TestServer::all() {
        let token = desk.administrator();
        let before = desk.entries();
        let nest = |n: usize| format!("{{\"email\":{}{}}}", "[".repeat(n), "]".repeat(n));
        let keys: String = (0..40_000).map(|n| format!("\"k{n}\":1,")).collect();
        let cases: Vec<(&str, Vec<u8>, u16)> = vec![
            ("27 depth 127", nest(127).into(), 400),
            ("27 depth 128", nest(128).into(), 400),
            ("27 depth 100k", nest(100_000).into(), 400),
            ("28 doubled key", br#"{"email":"a@example.org","email":"b@example.org","name":"A"}"#.to_vec(), 400),
            ("28 doubled key by escape", br#"{"name":"A","n\u0061me":"B","email":"a@example.org"}"#.to_vec(), 400),
            ("29 NaN", br#"{"email":NaN}"#.to_vec(), 400),
            ("34 lone surrogate", br#"{"email":"a@example.org","name":"\ud800"}"#.to_vec(), 400),
            ("35 not UTF-8", b"{\"name\":\"\xff\xfe\"}".to_vec(), 400),
            ("35 overlong UTF-8", b"{\"name\":\"\xc0\xaf\"}".to_vec(), 400),
            ("36 byte order mark", b"\xef\xbb\xbf{}".to_vec(), 400),
            ("41 empty", Vec::new(), 400),
            ("42 trailing garbage", br#"{"email":"a@example.org","name":"A"} x"#.to_vec(), 400),
            ("42 two values", b"{}{}".to_vec(), 400),
            ("comment", b"{/* */}".to_vec(), 400),
            ("single quotes", b"{'name':'x'}".to_vec(), 400),
            ("raw line break in text", b"{\"name\":\"a\nb\"}".to_vec(), 400),
            ("form", b"name=x&email=y".to_vec(), 400),
            ("29 1e999", br#"{"email":"a@example.org","name":1e999}"#.to_vec(), 422),
            ("29 2^64", br#"{"email":"a@example.org","name":18446744073709551616}"#.to_vec(), 422),
            ("37 NUL", br#"{"email":"a@example.org","name":"a\u0000b"}"#.to_vec(), 422),
            ("41 list", b"[]".to_vec(), 422),
            ("41 text", b"\"x\"".to_vec(), 422),
            ("41 null", b"null".to_vec(), 422),
            ("41 empty object", b"{}".to_vec(), 422),
            ("38 long list", format!("{{\"roles\":[{}1]}}", "1,".repeat(400_000)).into(), 422),
            ("40 many keys", format!("{{{keys}\"name\":\"x\"}}").into(), 422),
            ("39 10 MB text", format!("{{\"name\":\"{}\"}}", "x".repeat(10_000_000)).into(), 413),
        ];
        for (what, body, status) in cases {
            let started = std::time::Instant::now();
            raw(&desk, &token, &body).is_problem(status, what);
            assert!(started.elapsed().as_millis() < 3000, "{what} took {:?}", started.elapsed());
        }
        assert_eq!(desk.entries(), before, "something was written");
    }
}

#[test]
fn fields_that_are_wrong_in_themselves_are_422_and_named() {
    for desk in TestServer::all() {
        let token = desk.administrator();
        let before = desk.entries();
        let zalgo = format!("Z{}", "\u{301}".repeat(10_000));
        for (what, body, pointer) in [
            ("30 number for text", json!({"email": 1, "name": "A"}), "/email"),
            ("30 object for list", json!({"email": "a@example.org", "name": "A", "roles": {}}), "/roles"),
            ("30 list for text", json!({"email": "a@example.org", "name": ["A"]}), "/name"),
            ("31 unknown field", json!({"email": "a@example.org", "name": "A", "nmae": "B"}), "/nmae"),
            ("32 id", json!({"email": "a@example.org", "name": "A", "id": "x"}), "/id"),
            ("32 register_id", json!({"email": "a@example.org", "name": "A", "register_id": "x"}), "/register_id"),
            ("32 role", json!({"email": "a@example.org", "name": "A", "role": "system_admin"}), "/role"),
            ("32 version", json!({"email": "a@example.org", "name": "A", "version": 1}), "/version"),
            ("32 created_at", json!({"email": "a@example.org", "name": "A", "created_at": "2026-01-01T00:00:00Z"}), "/created_at"),
            ("43 __proto__", json!({"email": "a@example.org", "name": "A", "__proto__": {}}), "/__proto__"),
            ("43 constructor", json!({"email": "a@example.org", "name": "A", "constructor": {}}), "/constructor"),
            ("33 null for a name", json!({"email": "a@example.org", "name": null}), "/name"),
            ("missing", json!({"email": "a@example.org"}), "/name"),
            ("no such role", json!({"email": "a@example.org", "name": "A", "roles": ["king"]}), "/roles/0"),
            ("90 braces", json!({"email": "a@example.org", "name": "A", "person": "{0197c1f2-5c1e-7a30-8a52-0d6f1f2f9b11}"}), "/person"),
            ("90 nil", json!({"email": "a@example.org", "name": "A", "person": "00000000-0000-0000-0000-000000000000"}), "/person"),
            ("90 upper case", json!({"email": "a@example.org", "name": "A", "person": "0197C1F2-5C1E-7A30-8A52-0D6F1F2F9B11"}), "/person"),
            (
                "90 urn",
                json!({"email": "a@example.org", "name": "A", "person": "urn:uuid:0197c1f2-5c1e-7a30-8a52-0d6f1f2f9b11"}),
                "/person",
            ),
            ("44 direction override", user("abc\u{202e}def"), "/name"),
            ("45 zero width", user("a\u{200b}b"), "/name"),
            ("46 tower of accents", user(&zalgo), "/name"),
            ("49 only spaces", user("   "), "/name"),
            ("49 only no-break spaces", user("\u{a0}\u{a0}"), "/name"),
            ("50 line break", user("A\r\nBcc: b@example.org"), "/name"),
            ("50 escape", user("A\u{1b}[31m"), "/name"),
            ("56 long", user(&"x".repeat(301)), "/name"),
            ("50 line break in an address", json!({"email": "a@example.org\r\nBcc: b@example.org", "name": "A"}), "/email"),
            ("no address", json!({"email": "a", "name": "A"}), "/email"),
            ("two addresses", json!({"email": "a@example.org,b@example.org", "name": "A"}), "/email"),
        ] {
            assert_eq!(desk.post("/api/v1/users", &token, &body).is_problem(422, what).pointer(), pointer, "{what}");
        }
        assert_eq!(desk.entries(), before, "something was written");

        // What only looks dangerous is text, and comes back as it was sent (47: composed).
        for (n, name) in [
            "<script>alert(1)</script>",
            "{{7*7}} ${jndi:ldap://x}",
            "' OR 1=1--",
            "=HYPERLINK(\"http://x\")",
            "Łucja 🗳",
            "e\u{301}",
            "%_\\",
        ]
        .iter()
        .enumerate()
        {
            let made = desk.post("/api/v1/users", &token, &json!({"email": format!("x{n}@example.org"), "name": name}));
            assert_eq!(made.status, 201, "{name}: {}", made.text);
            let want = if *name == "e\u{301}" { "\u{e9}" } else { name };
            let shown = desk.get(&format!("/api/v1/users/{}", made.json()["id"].as_str().unwrap()), &token);
            assert_eq!(shown.json()["name"], want);
        }
        desk.verified();
    }
}

#[test]
fn media_types_and_encodings_that_are_not_taken_are_415() {
    for desk in TestServer::all() {
        let token = desk.administrator();
        let bearer = format!("Bearer {token}");
        let body = br#"{"email":"a@example.org","name":"A"}"#;
        let before = desk.entries();
        for (what, headers) in [
            ("17 none", vec![]),
            ("17 text", vec![("Content-Type", "text/plain")]),
            ("17 form", vec![("Content-Type", "application/x-www-form-urlencoded")]),
            ("17 other character set", vec![("Content-Type", "application/json; charset=latin1")]),
            ("17 patch", vec![("Content-Type", "application/merge-patch+json")]),
            ("18 gzip", vec![("Content-Type", "application/json"), ("Content-Encoding", "gzip")]),
            ("18 two encodings", vec![("Content-Type", "application/json"), ("Content-Encoding", "gzip, br")]),
        ] {
            let mut all = vec![("Authorization", bearer.as_str())];
            all.extend(headers);
            desk.request("POST", "/api/v1/users", &all, Some(body)).is_problem(415, what);
        }
        let twice = [("Authorization", bearer.as_str()), ("Content-Type", "application/json"), ("Content-Type", "application/json")];
        desk.request("POST", "/api/v1/users", &twice, Some(body)).is_problem(400, "a header twice");
        assert_eq!(desk.entries(), before, "something was written");
        let named = [("Authorization", bearer.as_str()), ("Content-Type", "Application/JSON; charset=\"UTF-8\"")];
        assert_eq!(desk.request("POST", "/api/v1/users", &named, Some(body)).status, 201);
        // Where nothing is taken, something is refused.
        let id = desk.get("/api/v1/me", &token).json()["id"].as_str().unwrap().to_owned();
        desk.post(&format!("/api/v1/users/{id}/suspend"), &token, &json!({"reason": "x"})).is_problem(422, "a body where none is taken");
    }
}

#[test]
fn queries_ids_and_keys_that_mean_nothing_are_refused() {
    for desk in TestServer::all() {
        let token = desk.administrator();
        let before = desk.entries();
        for (query, pointer) in [
            ("limit=0", "?limit"),
            ("limit=-1", "?limit"),
            ("limit=1000000000", "?limit"),
            ("limit=abc", "?limit"),
            ("limit=1&limit=2", "?limit"),
            ("cursor=x", "?cursor"),
            ("cursor=", "?cursor"),
            ("sort=name;drop", "?sort"),
            ("filter%5Bwithheld_reason%5D=x", "?filter[withheld_reason]"),
            ("Limit=1", "?Limit"),
            ("limit=%31%30%zz", "?limit"),
            ("access_token=x", "?access_token"),
        ] {
            assert_eq!(desk.get(&format!("/api/v1/users?{query}"), &token).is_problem(400, query).pointer(), pointer);
        }
        assert_eq!(desk.get("/api/v1/users?limit=%31%30", &token).status, 200, "an escaped number is a number");
        let id = desk.get("/api/v1/me", &token).json()["id"].as_str().unwrap().to_owned();
        for bad in [
            "x",
            "00000000-0000-0000-0000-000000000000",
            &id.to_uppercase(),
            &format!("%7B{id}%7D"),
            &format!("urn:uuid:{id}"),
            "%00",
            "..",
            "%2e%2e",
        ] {
            desk.get(&format!("/api/v1/users/{bad}"), &token).is_problem(404, bad);
        }
        let long = "x".repeat(300);
        for key in ["", " ", "a b", &long, "ключ"] {
            let reply =
                desk.send("POST", "/api/v1/users", &token, &[("Idempotency-Key", key)], &json!({"email": "k@example.org", "name": "K"}));
            assert_eq!(reply.is_problem(400, key).code(), "idempotency_key_invalid");
        }
        assert_eq!(desk.entries(), before, "something was written");
    }
}

#[test]
fn tokens_that_are_not_of_this_sign_in_open_nothing() {
    for desk in TestServer::all() {
        let one = desk.register("one");
        desk.user("member@example.org", one, &[Role::Member], None);
        let signed = desk.signed("member@example.org");
        let token = signed["access_token"].as_str().unwrap();
        let refresh = signed["refresh_token"].as_str().unwrap();
        let none = {
            let parts: Vec<&str> = token.split('.').collect();
            format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1])
        };
        for (what, header) in [
            ("none", None),
            ("68 alg none", Some(format!("Bearer {none}"))),
            ("72 a refresh token", Some(format!("Bearer {refresh}"))),
            ("cut", Some(format!("Bearer {}", &token[..token.len() - 2]))),
            ("another scheme", Some(format!("Basic {token}"))),
            ("no scheme", Some(token.to_owned())),
            ("74 two in one", Some(format!("Bearer {token}, Bearer {token}"))),
            ("two words", Some(format!("Bearer {token} x"))),
            ("empty", Some("Bearer ".to_owned())),
            ("5 KB", Some(format!("Bearer {}", "x".repeat(5000)))),
        ] {
            let headers: Vec<(&str, &str)> = header.iter().map(|header| ("Authorization", header.as_str())).collect();
            desk.request("GET", "/api/v1/me", &headers, None).is_problem(401, what);
        }
        let bearer = format!("Bearer {token}");
        desk.request("GET", "/api/v1/me", &[("Authorization", &bearer), ("Authorization", &bearer)], None).is_problem(400, "74 twice");
        desk.request("GET", &format!("/api/v1/me?access_token={token}"), &[], None).is_problem(400, "74 in the query");
        assert_eq!(desk.request("GET", "/api/v1/me", &[("authorization", &format!("bearer {token}"))], None).status, 200, "74 lower case");

        let before = desk.entries();
        let long = |length: usize| json!({"email": "member@example.org", "password": "x".repeat(length)});
        assert_eq!(desk.post("/api/v1/sessions", "", &long(10_000)).is_problem(422, "77 10 kB password").pointer(), "/password");
        desk.post("/api/v1/sessions", "", &long(1_000_000)).is_problem(413, "77 1 MB password");
        assert_eq!(desk.entries(), before, "not even counted as a try");
        let two = json!({"email": ["member@example.org", "b@example.org"], "password": PASSWORD});
        desk.post("/api/v1/sessions", "", &two).is_problem(422, "a list of addresses");
        // 76: an unknown address takes as long as a known one, within what one machine can tell.
        let timed = |email: &str| {
            let started = std::time::Instant::now();
            desk.post("/api/v1/sessions", "", &json!({"email": email, "password": "not the password at all"})).is_problem(401, email);
            started.elapsed()
        };
        let (known, unknown) =
            ((0..3).map(|_| timed("member@example.org")).min().unwrap(), (0..3).map(|_| timed("nobody@example.org")).min().unwrap());
        assert!(known < unknown * 3 && unknown < known * 3, "{known:?} against {unknown:?}");
    }
}
