//! What one client, one account and one network may take of a server: whoever takes more is told so,
//! and nobody else notices.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use quorate::access::Role;
use quorate::http::limits::Limits;
use serde_json::json;
use socket2::{Domain, Socket, Type};

use crate::desk::{PASSWORD, TestServer, agent, ask};
use crate::place::Place;

/// Bodies in the register, by hand: as JSON more than the kernel keeps for a client that reads nothing.
const BODIES: usize = 20_000;

fn with_many_bodies(desk: &TestServer, register: quorate::ids::RegisterId) {
    let name = "x".repeat(280);
    desk.tampers(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {BODIES}) \
             INSERT INTO organisation (register_id, id, code, name, kind, version) \
             SELECT '{register}', '0197c1f2-5c1e-7a30-8a52-' || CAST(100000000000 + i AS TEXT), 'B' || CAST(i AS TEXT), '{name}', 'other', 1 FROM n;"
        ))
        .unwrap();
}

fn tables(stall: Duration) -> Limits {
    let mut limits = Limits::default();
    limits.tables.stall = stall;
    limits
}

/// A connection for which the kernel keeps no megabytes that nobody has read.
fn taking_little(address: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    socket.connect(&address.into()).unwrap();
    socket.into()
}

/// Asks for a table and reads only how it was answered.
fn asked_for_a_table(desk: &TestServer, token: &str) -> (u16, TcpStream) {
    let mut stream = taking_little(desk.running.address);
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = format!("GET /api/v1/organisations.json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    (std::str::from_utf8(&start[9..]).unwrap().parse().unwrap(), stream)
}

/// A body sent in chunks, put together.
fn unchunked(sent: &[u8]) -> String {
    let text = String::from_utf8_lossy(sent);
    let mut rest = text.split_once("\r\n\r\n").unwrap().1;
    let mut whole = String::new();
    loop {
        let (size, after) = rest.split_once("\r\n").unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.push_str(&after[..size]);
        rest = &after[size + 2..];
    }
}

#[test]
fn clients_that_take_nothing_keep_nobody_from_anything() {
    for place in Place::all() {
        let desk = TestServer::limited(place, tables(Duration::from_millis(1500)));
        let register = desk.register("exampleshire");
        with_many_bodies(&desk, register);
        let leads: Vec<String> = (0..4)
            .map(|n| {
                let email = format!("lead-{n}@example.org");
                desk.user(&email, register, &[Role::GovernanceLead], None);
                desk.sign_in(&email)
            })
            .collect();
        let asked: Vec<(u16, TcpStream)> = thread::scope(|scope| {
            let threads: Vec<_> = (0..20)
                .map(|n| {
                    scope.spawn({
                        let (desk, token) = (&desk, &leads[n % 4]);
                        move || asked_for_a_table(desk, token)
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let of = |status: u16| asked.iter().filter(|(answered, _)| *answered == status).count();
        assert_eq!((of(200), of(429)), (8, 12), "two for each account, and the others are told");
        assert_eq!(desk.get("/api/v1/me", &leads[0]).status, 200);
        assert_eq!(desk.request("GET", "/health/ready", &[], None).status, 200);
        desk.sign_in("lead-0@example.org");
        assert_eq!(desk.get("/api/v1/organisations?limit=1", &leads[1]).status, 200);
        assert_eq!(desk.post("/api/v1/people", &leads[2], &json!({"name": "Somebody"})).status, 201);
        // Nor does a table of somebody else: nothing is held but what was laid by.
        desk.user("other@example.org", register, &[Role::GovernanceLead], None);
        let whole = desk.get("/api/v1/organisations.json", &desk.sign_in("other@example.org"));
        assert_eq!(whole.json().as_array().unwrap().len(), BODIES);
        // They are given up, and may ask again.
        let until = Instant::now() + Duration::from_secs(20);
        let again = loop {
            let again = desk.get("/api/v1/organisations.json", &leads[0]);
            if again.status == 200 || Instant::now() > until {
                break again;
            }
            assert!(again.is_problem(429, "not yet").header("retry-after").parse::<u32>().unwrap() > 0);
        };
        assert_eq!(again.json().as_array().unwrap().len(), BODIES);
        // What they were sent before is not the whole, and does not look it. One was given up by now; so
        // that all are, they are left alone for as long again, and more.
        thread::sleep(Duration::from_secs(3));
        let mut rest = Vec::new();
        let (_, stream) = asked.into_iter().find(|(status, _)| *status == 200).unwrap();
        (&stream).read_to_end(&mut rest).ok();
        assert!(!rest.ends_with(b"0\r\n\r\n"), "cut, and not ended: {} bytes", rest.len());
    }
}

#[test]
fn a_table_that_is_taken_slowly_is_of_the_moment_it_was_asked_for() {
    let desk = TestServer::limited(Place::file(), tables(Duration::from_secs(30)));
    let register = desk.register("exampleshire");
    with_many_bodies(&desk, register);
    desk.user("lead@example.org", register, &[Role::GovernanceLead], None);
    let lead = desk.sign_in("lead@example.org");
    let (status, mut stream) = asked_for_a_table(&desk, &lead);
    assert_eq!(status, 200);
    // Written while it is taken: the table has it no more than a snapshot would.
    thread::sleep(Duration::from_millis(300));
    for n in 0..3 {
        let body = json!({"code": format!("Z{n}"), "name": "Added meanwhile", "kind": "other"});
        assert_eq!(desk.post("/api/v1/organisations", &lead, &body).status, 201);
    }
    // Nobody holds a snapshot of before once the table is laid by, so all that was written since can be folded in.
    let Place::File(folder) = &desk.place else { unreachable!("it is a file") };
    let until = Instant::now() + Duration::from_secs(20);
    let left = loop {
        desk.place.by_hand("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let left = std::fs::metadata(folder.join("register.db-wal")).map_or(0, |wal| wal.len());
        if left == 0 || Instant::now() > until {
            break left;
        }
        thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(left, 0);
    let mut all = Vec::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = stream.read(&mut piece).unwrap();
        all.extend_from_slice(&piece[..read]);
        if read == 0 || all.ends_with(b"0\r\n\r\n") {
            break;
        }
    }
    let text = unchunked(&all);
    assert_eq!(text.matches("\"code\":\"B").count(), BODIES);
    assert!(!text.contains("Added meanwhile"));
}

#[test]
fn who_looks_back_much_waits_for_themself_alone() {
    for place in Place::all() {
        let desk = TestServer::limited(place, Limits::default());
        let register = desk.register("exampleshire");
        for (email, role) in [("secretary@example.org", Role::Secretary), ("lead@example.org", Role::GovernanceLead)] {
            desk.user(email, register, &[role], None);
        }
        let (secretary, lead) = (desk.sign_in("secretary@example.org"), desk.sign_in("lead@example.org"));
        let instants: Vec<String> = (0..60)
            .map(|n| {
                assert_eq!(desk.post("/api/v1/people", &lead, &json!({"name": format!("Person {n}")})).status, 201);
                quorate::moment::Instant::now().to_string()
            })
            .collect();
        let (address, desk, secretary) = (desk.running.address, &desk, &secretary);
        let statuses: Vec<u16> = thread::scope(|scope| {
            let back = |at: &str| {
                let path = format!("/api/v1/declarations?limit=1&known_at={at}");
                let reply = ask(&agent(), address, "GET", &path, &[("Authorization", &format!("Bearer {secretary}"))], None);
                if reply.status == 429 {
                    assert!(reply.is_problem(429, "too many").header("retry-after").parse::<u32>().unwrap() > 0);
                }
                reply.status
            };
            let threads: Vec<_> = instants.iter().rev().map(|at| scope.spawn(move || back(at))).collect();
            for _ in 0..10 {
                assert_eq!(desk.get("/api/v1/me", &lead).status, 200);
                assert_eq!(desk.get("/api/v1/declarations?q=nothing", &lead).status, 200);
                assert_eq!(desk.get(&format!("/api/v1/declarations?limit=1&known_at={}", instants[0]), &lead).status, 200);
            }
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
        assert!(statuses.contains(&200) && statuses.contains(&429), "one at a time, a few wait, the others are told: {statuses:?}");
    }
}

#[test]
fn a_stranger_sends_little_and_a_network_little_at_once() {
    let mut limits = Limits::default();
    limits.arriving.network = 20 * 1024;
    let desk = TestServer::limited(Place::file(), limits);
    let long = json!({"email": "a@example.org", "password": "x".repeat(17 * 1024)}).to_string();
    for path in ["/api/v1/sessions", "/api/v1/setup", "/api/v1/sessions/refresh"] {
        let reply = desk.request("POST", path, &[("Content-Type", "application/json")], Some(long.as_bytes()));
        assert!(reply.is_problem(413, path).json()["detail"].as_str().unwrap().contains("16 KiB"), "{}", reply.text);
    }
    // Signed in, a body may be longer.
    let token = desk.administrator();
    let reply = desk.post("/api/v1/registers", &token, &json!({"slug": "a", "name": "x".repeat(17 * 1024)}));
    reply.is_problem(422, "longer than a name, not than a body");

    let half = |from: &str| {
        let mut stream = TcpStream::connect(desk.running.address).unwrap();
        let head = format!(
            "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {from}\r\nContent-Type: application/json\r\nContent-Length: 15000\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&[b' '; 14_000]).unwrap();
        stream
    };
    let held = half("192.0.2.1");
    thread::sleep(Duration::from_millis(200));
    let sent = |from: &str| {
        let body = format!("{}{}", " ".repeat(10_000), json!({"email": "admin@example.org", "password": PASSWORD}));
        let headers = [("Content-Type", "application/json"), ("X-Forwarded-For", from)];
        desk.request("POST", "/api/v1/sessions", &headers, Some(body.as_bytes()))
    };
    sent("192.0.2.200").is_problem(429, "of the same network");
    assert_eq!(sent("192.0.3.1").status, 201, "of another network");
    drop(held);
    thread::sleep(Duration::from_millis(200));
    assert_eq!(sent("192.0.2.1").status, 201, "given back");
}

#[test]
fn a_network_has_so_many_connections_and_no_more() {
    let desk = TestServer::reached_directly(Place::file(), Limits { connections: 8, ..Limits::default() });
    let answers = || -> (TcpStream, bool) {
        let mut stream = TcpStream::connect(desk.running.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        // One that is closed takes nothing, or gives nothing back.
        drop(stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        let is_answered = matches!(stream.read(&mut [0; 12]), Ok(12));
        (stream, is_answered)
    };
    let open: Vec<_> = (0..20).map(|_| answers()).collect();
    assert_eq!(open.iter().filter(|(_, is_answered)| *is_answered).count(), 8);
    drop(open);
    thread::sleep(Duration::from_millis(200));
    assert!(answers().1, "given back");
}

#[test]
fn a_network_that_guesses_much_leaves_room_for_another() {
    let desk = TestServer::limited(Place::file(), Limits::default());
    let register = desk.register("exampleshire");
    desk.user("lead@example.org", register, &[Role::GovernanceLead], None);
    let address = desk.running.address;
    let sign_in = |from: &str, email: &str, password: &str| {
        let body = json!({"email": email, "password": password}).to_string();
        let headers = [("Content-Type", "application/json"), ("X-Forwarded-For", from)];
        ask(&agent(), address, "POST", "/api/v1/sessions", &headers, Some(body.as_bytes())).status
    };
    let (guesses, owner) = thread::scope(|scope| {
        let threads: Vec<_> = (0..80)
            .map(|n| scope.spawn(move || sign_in(&format!("192.0.2.{n}"), &format!("nobody-{n}@example.org"), "a guess that is wrong")))
            .collect();
        let owner: Vec<u16> = (0..5).map(|_| sign_in("198.51.100.7", "lead@example.org", PASSWORD)).collect();
        (threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<u16>>(), owner)
    });
    assert_eq!(owner, [201; 5], "whatever is guessed elsewhere: {guesses:?}");
    assert!(guesses.iter().all(|status| [401, 429].contains(status)) && guesses.contains(&429), "{guesses:?}");
}
