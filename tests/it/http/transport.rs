//! Bad inputs below the body, through a real socket: what the parser refuses is a bare 4xx and a
//! closed connection, what we refuse is a problem; and the server goes on answering.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::desk::{PASSWORD, TestServer};
use crate::place::Place;

const HOST: &str = "Host: localhost\r\n";

fn alive(desk: &TestServer, what: &str) {
    assert_eq!(desk.request("GET", "/health/live", &[], None).status, 200, "after {what}");
}

#[test]
fn requests_that_two_readers_could_read_differently_are_refused() {
    let desk = TestServer::at(Place::file());
    let post = "POST /api/v1/sessions HTTP/1.1\r\n";
    let json = "Content-Type: application/json\r\n";
    for (what, head, body, statuses) in [
        (
            "1 length and chunks",
            format!("{post}{HOST}{json}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
            "0\r\n\r\n".to_owned(),
            vec![400],
        ),
        ("2 two lengths", format!("{post}{HOST}{json}Content-Length: 2\r\nContent-Length: 3\r\n\r\n"), "{}x".to_owned(), vec![400]),
        ("3 negative length", format!("{post}{HOST}{json}Content-Length: -1\r\n\r\n"), String::new(), vec![400]),
        ("3 length in words", format!("{post}{HOST}{json}Content-Length: two\r\n\r\n"), String::new(), vec![400]),
        ("4 xchunked", format!("{post}{HOST}{json}Transfer-Encoding: xchunked\r\n\r\n"), "0\r\n\r\n".to_owned(), vec![400]),
        (
            "4 chunks twice",
            format!("{post}{HOST}{json}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"),
            "0\r\n\r\n".to_owned(),
            vec![400],
        ),
        (
            "5 chunk size overflow",
            format!("{post}{HOST}{json}Transfer-Encoding: chunked\r\n\r\n"),
            "fffffffffffffffff\r\n{}\r\n0\r\n\r\n".to_owned(),
            vec![400],
        ),
        ("5 chunk size in words", format!("{post}{HOST}{json}Transfer-Encoding: chunked\r\n\r\n"), "zz\r\n{}\r\n".to_owned(), vec![400]),
        ("8 NUL in the path", format!("GET /api/v1/\0me HTTP/1.1\r\n{HOST}\r\n"), String::new(), vec![400]),
        ("space in the path", format!("GET /api/v1/me x HTTP/1.1\r\n{HOST}\r\n"), String::new(), vec![400]),
        ("not HTTP", "hello\r\n\r\n".to_owned(), String::new(), vec![400]),
        ("HTTP/9.9", format!("GET / HTTP/9.9\r\n{HOST}\r\n"), String::new(), vec![400, 505]),
        ("NUL in a header", format!("GET /api/v1/me HTTP/1.1\r\n{HOST}X: a\0b\r\n\r\n"), String::new(), vec![400]),
        ("a folded header", format!("GET /api/v1/me HTTP/1.1\r\n{HOST}X: a\r\n b\r\n\r\n"), String::new(), vec![400]),
        ("13 200 headers", format!("GET /api/v1/me HTTP/1.1\r\n{HOST}{}\r\n", "X-A: b\r\n".repeat(200)), String::new(), vec![431]),
        ("14 200 KB header", format!("GET /api/v1/me HTTP/1.1\r\n{HOST}X-A: {}\r\n\r\n", "x".repeat(200_000)), String::new(), vec![431]),
        ("14 40 KB header", format!("GET /api/v1/me HTTP/1.1\r\n{HOST}X-A: {}\r\n\r\n", "x".repeat(40_000)), String::new(), vec![431]),
        ("12 8 KB address", format!("GET /{} HTTP/1.1\r\n{HOST}\r\n", "x".repeat(8192)), String::new(), vec![414]),
        ("12 8 KB query", format!("GET /api/v1/users?{} HTTP/1.1\r\n{HOST}\r\n", "x".repeat(8192)), String::new(), vec![414]),
        ("15 TRACE", format!("TRACE /api/v1/me HTTP/1.1\r\n{HOST}\r\n"), String::new(), vec![405, 501]),
        ("15 CONNECT", format!("CONNECT example.org:443 HTTP/1.1\r\n{HOST}\r\n"), String::new(), vec![400, 404, 405, 501]),
        ("15 FOO", format!("FOO /api/v1/me HTTP/1.1\r\n{HOST}\r\n"), String::new(), vec![405, 501]),
    ] {
        let status = desk.raw_status(format!("{head}{body}").as_bytes());
        assert!(status.is_none_or(|status| statuses.contains(&status)), "{what}: {status:?}");
        alive(&desk, what);
    }
    // 6 bare line feeds and 7 no Host may be read or refused, but nothing more.
    for (what, text) in
        [("6 bare LF", "GET /health/live HTTP/1.1\nHost: localhost\n\n"), ("7 no Host", "GET /health/live HTTP/1.1\r\n\r\n")]
    {
        let status = desk.raw_status(text.as_bytes());
        assert!(status.is_none_or(|status| status == 200 || status == 400), "{what}: {status:?}");
        alive(&desk, what);
    }
}

#[test]
fn paths_lead_nowhere_but_where_they_say() {
    for desk in TestServer::all() {
        for path in [
            "/%00",
            "/api/v1/me%00",
            "/..%2f..%2fetc/passwd",
            "/%252e%252e/etc/passwd",
            "/docs/..%2f..%2fCargo.toml",
            "/docs/%2e%2e",
            "/api/v1/../v1/me",
            "/api//v1/me",
            "/API/v1/me",
            "/api/v1/me;x=1",
            "/problems/nothing_like_it",
        ] {
            let text = desk.raw(format!("GET {path} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n").as_bytes());
            assert!(text.starts_with("HTTP/1.1 404 "), "{path}: {text}");
            assert!(text.contains("application/problem+json"), "{path}");
        }
    }
}

fn unpacked(reply: &[u8]) -> String {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(reply), &mut text).unwrap();
    text
}

/// Packed is the way and not the thing: what is unpacked is what others are given, under a tag that can be
/// sent back.
#[test]
fn what_is_long_is_packed_for_whoever_asks_and_keeps_its_tag() {
    for desk in TestServer::all() {
        let token = desk.administrator();
        let bearer = format!("Bearer {token}");
        let get = |path: &str, encoding: &str| {
            let mut request = ureq::http::Request::builder().method("GET").uri(format!("http://{}{path}", desk.running.address));
            request = request.header("Authorization", &bearer);
            if !encoding.is_empty() {
                request = request.header("Accept-Encoding", encoding);
            }
            let mut response = crate::desk::agent().run(request.body(()).unwrap()).unwrap();
            let bytes = response.body_mut().with_config().limit(50_000_000).read_to_vec().unwrap();
            (response.headers().clone(), bytes)
        };
        for n in 0..40 {
            desk.user(&format!("user{n}@example.org"), desk.system(), &[], None);
        }
        for path in ["/openapi.json", "/problems", "/api/v1/users?limit=40"] {
            let (plain_headers, plain) = get(path, "");
            assert!(plain_headers.get("content-encoding").is_none(), "{path}");
            assert_eq!(plain_headers["vary"], "accept-encoding", "{path}");
            for asked in ["gzip", "br, gzip;q=0.5", "deflate, gzip, br"] {
                let (headers, packed) = get(path, asked);
                assert_eq!(headers["content-encoding"], "gzip", "{path} {asked}");
                assert_eq!(headers["vary"], "accept-encoding", "{path}");
                assert_eq!(headers.get("etag"), plain_headers.get("etag"), "{path}");
                assert!(packed.len() * 2 < plain.len(), "{path}: {} of {}", packed.len(), plain.len());
                assert_eq!(unpacked(&packed).as_bytes(), plain, "{path}");
            }
            for asked in ["identity", "br", "gzip;q=0", "*;q=0", "nonsense"] {
                assert!(get(path, asked).0.get("content-encoding").is_none(), "{path} {asked}");
            }
        }
        // What is short, what was packed already, and what a change answers go as they are.
        assert!(get("/version", "gzip").0.get("content-encoding").is_none());
        assert_eq!(get("/docs/swagger-ui.css", "gzip").0.get_all("content-encoding").iter().count(), 1);
        let login = json!({"email": "admin@example.org", "password": PASSWORD}).to_string();
        let headers = [("Content-Type", "application/json"), ("Accept-Encoding", "gzip")];
        assert!(desk.request("POST", "/api/v1/sessions", &headers, Some(login.as_bytes())).headers.get("content-encoding").is_none());
        // The tag of what came packed is taken back.
        let id = desk.get("/api/v1/me", &token).json()["id"].as_str().unwrap().to_owned();
        let (headers, _) = get(&format!("/api/v1/users/{id}"), "gzip");
        let tag = headers["etag"].to_str().unwrap();
        assert!(!tag.starts_with("W/") && !tag.contains("gzip"), "{tag}");
        let changed = desk.send("PATCH", &format!("/api/v1/users/{id}"), &token, &[("If-Match", tag)], &json!({"name": "Another"}));
        assert_eq!(changed.status, 200, "{}", changed.text);
    }
}

/// People type a slash at the end, and browsers keep it: they are led to the page, and a program's
/// change to where it is made, by the same method. Nowhere else does it lead.
#[test]
fn a_slash_at_the_end_leads_to_the_address_without_it() {
    for desk in TestServer::all() {
        for (method, path, to) in [
            ("GET", "/docs/", "/docs"),
            ("GET", "/problems/inquorate/", "/problems/inquorate"),
            ("GET", "/api/v1/people/?q=a%20b", "/api/v1/people?q=a%20b"),
            ("POST", "/api/v1/sessions/", "/api/v1/sessions"),
        ] {
            let text = desk.raw(format!("{method} {path} HTTP/1.1\r\n{HOST}Connection: close\r\nContent-Length: 0\r\n\r\n").as_bytes());
            assert!(text.starts_with("HTTP/1.1 308 "), "{path}: {text}");
            assert!(text.to_lowercase().contains(&format!("\r\nlocation: {}\r\n", to.to_lowercase())), "{path}: {text}");
        }
        for path in ["//", "//evil.example/", "/nothing/", "/%2e%2e/", "/docs//swagger-ui.css/"] {
            let text = desk.raw(format!("GET {path} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n").as_bytes());
            assert!(!text.to_lowercase().contains("\r\nlocation:"), "{path}: {text}");
        }
    }
}

#[test]
fn a_method_that_an_address_does_not_take_is_405_with_those_it_takes() {
    for desk in TestServer::all() {
        let token = desk.administrator();
        for (method, path, allow) in [
            ("DELETE", "/api/v1/users", "GET, POST, HEAD, OPTIONS"),
            ("PUT", "/api/v1/sessions", "POST, OPTIONS"),
            ("GET", "/api/v1/sessions", "POST, OPTIONS"),
            ("PROPFIND", "/api/v1/me", "GET, HEAD, OPTIONS"),
        ] {
            let reply = desk.send(method, path, &token, &[], &json!({}));
            assert_eq!(reply.is_problem(405, method).header("allow"), allow);
        }
        let options = desk.request("OPTIONS", "/api/v1/users", &[], None);
        assert_eq!((options.status, options.header("allow")), (204, "GET, POST, HEAD, OPTIONS"));
        // 16: nothing stands in for the method.
        let id = desk.get("/api/v1/me", &token).json()["id"].as_str().unwrap().to_owned();
        let overridden = desk.request(
            "GET",
            &format!("/api/v1/users/{id}"),
            &[("Authorization", &format!("Bearer {token}")), ("X-HTTP-Method-Override", "DELETE")],
            None,
        );
        assert_eq!(overridden.status, 200);
        let head = desk.raw(format!("HEAD /version HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n").as_bytes());
        assert!(head.starts_with("HTTP/1.1 200 ") && head.ends_with("\r\n\r\n"), "{head}");
    }
}

#[test]
fn what_every_answer_carries() {
    for desk in TestServer::all() {
        let asked = "0197c1f2-5c1e-7a30-8a52-0d6f1f2f9b11";
        for path in ["/api/v1/me", "/version", "/nothing", "/docs"] {
            let reply = desk.request("GET", path, &[("X-Request-Id", asked)], None);
            assert_eq!(reply.header("x-request-id"), asked);
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert!(reply.header("content-security-policy").starts_with("default-src 'none'"));
            assert_eq!(reply.header("referrer-policy"), "no-referrer");
            assert_eq!(reply.header("x-frame-options"), "DENY");
            assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
            assert_eq!(reply.header("cache-control"), "no-store");
        }
        // A name of another form is told back as it was sent, in the problem as in the header.
        for theirs in ["abc-123", "0197C1F2-5C1E-7A30-8A52-0D6F1F2F9B11", &"x".repeat(128)] {
            let reply = desk.request("GET", "/api/v1/me", &[("X-Request-Id", theirs)], None);
            assert_eq!(reply.is_problem(401, theirs).header("x-request-id"), theirs);
            assert_eq!(desk.request("GET", "/version", &[("X-Request-Id", theirs)], None).header("x-request-id"), theirs);
        }
        for none in ["not an id", "a\tb", &"x".repeat(129)] {
            let own = desk.request("GET", "/nothing", &[("X-Request-Id", none)], None);
            assert!(uuid::Uuid::try_parse(own.is_problem(404, none).header("x-request-id")).is_ok());
        }
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        for path in ["/version", "/nothing", "/api/v1/me"] {
            assert_eq!(desk.request("GET", path, &[("traceparent", parent)], None).header("traceparent"), parent);
            for wrong in ["00-0-0-00", &parent.to_uppercase(), &parent.replace("00f067aa0ba902b7", "0000000000000000")] {
                let reply = desk.request("GET", path, &[("traceparent", wrong)], None);
                assert!(!reply.headers.contains_key("traceparent"), "{wrong}");
            }
        }
        assert_eq!(desk.request("GET", "/health/ready", &[], None).status, 200);
        for page in ["/", "/problems", "/problems/inquorate", "/problems/stale", "/docs/swagger-ui.css", "/docs/swagger-initializer.js"] {
            assert_eq!(desk.request("GET", page, &[], None).status, 200, "{page}");
        }
        // Each rule has a page, and the page of all leads to it.
        let rules = desk.request("GET", "/rules", &[], None);
        assert!(rules.status == 200 && rules.text.contains("href=\"/rules/C5.1\""), "{}", rules.text);
        let rule = desk.request("GET", "/rules/C5.1", &[], None);
        assert!(rule.status == 200 && rule.text.contains("C5.1") && rule.text.contains("<code>"), "{}", rule.text);
        desk.request("GET", "/rules/Z9", &[], None).is_problem(404, "no such rule");
        let docs = desk.request("GET", "/docs", &[], None).text;
        assert!(!docs.contains("http://") && !docs.contains("https://"), "the page asks nobody else: {docs}");
        let links = desk.request("GET", "/api/v1", &[], None).json()["links"].clone();
        for (name, link) in links.as_object().unwrap().iter().filter(|(name, _)| *name != "sessions" && *name != "me") {
            assert_eq!(desk.request("GET", link.as_str().unwrap(), &[], None).status, 200, "{name}");
        }
        let links = desk.request("GET", "/", &[("Accept", "application/json")], None);
        assert_eq!(links.json()["name"], "quorate");
    }
}

#[test]
fn links_name_this_server_whatever_the_request_says() {
    let desk = TestServer::at(Place::file());
    let token = desk.administrator();
    let body = json!({"email": "new@example.org", "name": "New"}).to_string();
    // 24: a Host and an absolute address of somebody else.
    let text = desk.raw(
        format!(
            "POST http://evil.example/api/v1/users HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .as_bytes(),
    );
    assert!(text.starts_with("HTTP/1.1 201 ") && !text.contains("evil.example"), "{text}");
    assert!(text.contains(&format!("http://{}/invitation", desk.running.address)), "{text}");
}

#[test]
fn ranges_bodies_on_get_and_pipelines_are_borne() {
    let desk = TestServer::at(Place::file());
    let ranges = (0..1000).map(|n| format!("{n}-{n}")).collect::<Vec<_>>().join(",");
    let reply = desk.request("GET", "/version", &[("Range", &format!("bytes={ranges}"))], None);
    assert_eq!(reply.status, 200, "22 ranges mean nothing here");
    let with_body = desk.raw(format!("GET /version HTTP/1.1\r\n{HOST}Content-Length: 5\r\nConnection: close\r\n\r\nhello").as_bytes());
    assert!(with_body.starts_with("HTTP/1.1 200 "), "19: {with_body}");
    let pipeline =
        format!("GET /version HTTP/1.1\r\n{HOST}\r\n").repeat(999) + &format!("GET /version HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n");
    let answers = desk.raw(pipeline.as_bytes());
    assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 1000, "26");
}

#[test]
fn a_slow_body_is_408_within_the_deadline() {
    let desk = TestServer::within(Place::file(), Duration::from_millis(700));
    for (what, extra) in [("21 a slow body", ""), ("20 asked to go on, then nothing", "Expect: 100-continue\r\n")] {
        let started = Instant::now();
        let mut stream = TcpStream::connect(desk.running.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let head = format!("POST /api/v1/sessions HTTP/1.1\r\n{HOST}Content-Type: application/json\r\nContent-Length: 50\r\n{extra}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut text = String::new();
        let mut chunk = [0; 4096];
        while !text.contains("408") {
            match stream.read(&mut chunk) {
                Ok(0) | Err(_) => break,
                Ok(n) => text.push_str(&String::from_utf8_lossy(&chunk[..n])),
            }
        }
        assert!(text.contains("HTTP/1.1 408 "), "{what}: {text}");
        assert!(started.elapsed() < Duration::from_secs(3), "{what}: {:?}", started.elapsed());
        alive(&desk, what);
    }
}
