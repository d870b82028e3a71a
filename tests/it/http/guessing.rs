//! Wrong passwords: a guesser is slowed down, its guessing never keeps the owner out, and neither
//! makes the log grow.

use std::time::Duration;

use quorate::access::Role;
use quorate::accounts::upkeep;
use serde_json::{Value, json};

use crate::desk::{Forward, PASSWORD, Reply, TestServer};
use crate::place::Place;

const WRONG: &str = "not the password at all";

/// A desk behind a proxy, so that requests come from wherever they say.
fn desks() -> Vec<(TestServer, Forward)> {
    let set = |place| {
        let clock = Forward::default();
        (TestServer::set(place, Duration::from_secs(30), clock.world(), &[("behind_proxy", "true")]), clock)
    };
    Place::all().into_iter().map(set).collect()
}

fn try_from(desk: &TestServer, address: &str, agent: &str, email: &str, password: &str, device: Option<&str>) -> Reply {
    let body = json!({"email": email, "password": password, "device_token": device});
    desk.send("POST", "/api/v1/sessions", "", &[("X-Forwarded-For", address), ("User-Agent", agent)], &body)
}

/// Guesses until nobody is let guess there any more.
fn guess(desk: &TestServer, address: &str, agent: &str, email: &str) {
    for _ in 0..30 {
        if try_from(desk, address, agent, email, WRONG, None).status == 429 {
            return;
        }
    }
    panic!("nobody slowed it down");
}

#[test]
fn a_guesser_never_keeps_the_owner_out() {
    for (desk, clock) in desks() {
        let register = desk.register("one");
        desk.user("owner@example.org", register, &[Role::Member], None);
        let own = |address: &str, agent: &str, device: Option<&str>| try_from(&desk, address, agent, "owner@example.org", PASSWORD, device);
        let first = own("192.0.2.7", "desk", None);
        assert_eq!(first.status, 201, "{}", first.text);
        let device = first.json()["device_token"].as_str().unwrap().to_owned();

        // From many networks, until strangers wait together; a stranger with the right password does too.
        (0..6).for_each(|n| guess(&desk, &format!("198.51.{n}.1"), "thief", "owner@example.org"));
        let told = own("203.0.113.9", "desk", None);
        assert!(told.is_problem(429, "a place that nobody knows").header("retry-after").parse::<u32>().unwrap() <= 31);
        for address in ["192.0.2.7", "192.0.2.200"] {
            assert_eq!(own(address, "desk", None).status, 201, "where the owner has been: {address}");
        }
        assert_eq!(own("203.0.113.9", "desk", Some(&device)).status, 201, "with what the device was given");
        // From the owner's own network: the client and the device are known still.
        guess(&desk, "192.0.2.99", "thief", "owner@example.org");
        assert_eq!(own("192.0.2.7", "desk", None).status, 201);
        // From the owner's own client, as it seems: the device is known still.
        guess(&desk, "192.0.2.7", "desk", "owner@example.org");
        assert_eq!(own("192.0.2.7", "desk", Some(&device)).status, 201);
        // Another's device token, or one made up, is as good as none.
        desk.user("other@example.org", register, &[Role::Member], None);
        let others = try_from(&desk, "192.0.2.50", "other", "other@example.org", PASSWORD, None).json()["device_token"].clone();
        for token in [others.as_str().unwrap(), "x", "00000000000000000000000000000000.AAAA"] {
            own("203.0.1.1", "desk", Some(token)).is_problem(429, token);
        }
        // Nobody waits for good.
        clock.by(301);
        assert_eq!(own("203.0.1.1", "desk", None).status, 201);
        desk.verified();
    }
}

#[test]
fn an_invitation_ends_the_wait_and_an_address_of_nobodys_waits_alike() {
    for (desk, _clock) in desks() {
        let register = desk.register("one");
        let account = desk.user("owner@example.org", register, &[Role::Member], None);
        let admin = desk.administrator();
        for email in ["owner@example.org", "nobody@example.org"] {
            guess(&desk, "198.51.100.1", "thief", email);
        }
        let told: Vec<Value> = ["owner@example.org", "nobody@example.org"]
            .map(|email| {
                let mut told = try_from(&desk, "198.51.100.1", "thief", email, PASSWORD, None).is_problem(429, email).json();
                told.as_object_mut().unwrap().remove("request_id");
                told
            })
            .to_vec();
        assert_eq!(told[0], told[1]);
        let reset = desk.post(&format!("/api/v1/users/{account}/reset-password"), &admin, &json!({}));
        let link = reset.json()["invitation"]["token"].clone();
        let accepted = desk.post("/api/v1/invitations/accept", "", &json!({"token": link, "password": "walnut kettle parachute"}));
        assert_eq!(accepted.status, 200, "{}", accepted.text);
        let signed = try_from(&desk, "198.51.100.1", "desk", "owner@example.org", "walnut kettle parachute", None);
        assert_eq!(signed.status, 201, "{}", signed.text);
        desk.verified();
    }
}

#[test]
fn the_owner_is_told_of_what_was_tried_and_of_what_others_did() {
    for (desk, clock) in desks() {
        let one = desk.register("one");
        let account = desk.user("owner@example.org", one, &[Role::Member], None);
        desk.user("lead@example.org", one, &[Role::GovernanceLead], None);
        let sign_in = |password: &str| try_from(&desk, "192.0.2.7", "desk", "owner@example.org", password, None).json();
        let first = sign_in(PASSWORD);
        assert_eq!((&first["last_sign_in"]["at"], &first["notices"]), (&json!(null), &json!([])));
        for n in 0..6 {
            try_from(&desk, &format!("198.51.{n}.1"), "thief", "owner@example.org", WRONG, None).is_problem(401, "a guess");
        }
        clock.by(60);
        let second = sign_in(PASSWORD)["last_sign_in"].clone();
        assert_eq!((&second["wrong_passwords"], &second["networks"]), (&json!(6), &json!(6)));
        assert!(second["at"].as_str().is_some(), "{second}");
        assert_eq!(sign_in(PASSWORD)["last_sign_in"]["wrong_passwords"], 0, "told once");

        let lead = desk.sign_in("lead@example.org");
        let path = format!("/api/v1/users/{account}");
        let tag = desk.get(&path, &lead).header("etag").to_owned();
        let given = desk.send("PUT", &format!("{path}/roles"), &lead, &[("If-Match", &tag)], &json!({"roles": ["member", "secretary"]}));
        assert_eq!((given.status, given.json()["told"].clone()), (200, json!(null)), "{}", given.text);
        let reset = desk.post(&format!("{path}/reset-password"), &lead, &json!({}));
        let body = json!({"token": reset.json()["invitation"]["token"], "password": "walnut kettle parachute"});
        assert_eq!(desk.post("/api/v1/invitations/accept", "", &body).status, 200);
        // Whoever took the account over is told as well, so it is told for a month and not once.
        for _ in 0..2 {
            let told = sign_in("walnut kettle parachute")["notices"].clone();
            let said: Vec<_> = told.as_array().unwrap().iter().map(|notice| notice["what"].as_str().unwrap()).collect();
            assert_eq!(said, ["password_set", "password_reset", "roles_changed"], "{told}");
            assert_eq!(told[1]["by"], "Somebody");
            assert!(told[1]["text"].as_str().unwrap().starts_with("Your password was taken away by Somebody on "), "{told}");
            assert!(told[2]["text"].as_str().unwrap().contains("in one were changed"), "{told}");
        }
        clock.by(31 * 24 * 3600);
        assert_eq!(sign_in("walnut kettle parachute")["notices"], json!([]));
        desk.verified();
    }
}

#[test]
fn wrong_passwords_are_a_few_entries_however_many_there_are() {
    for (desk, clock) in desks() {
        let register = desk.register("one");
        desk.user("owner@example.org", register, &[Role::Member], None);
        let before = desk.entries();
        for n in 0..12 {
            try_from(&desk, &format!("198.51.{n}.1"), "thief", "owner@example.org", WRONG, None);
        }
        for n in 0..30 {
            try_from(&desk, &format!("203.0.{n}.1"), "thief", &format!("nobody-{n}@example.org"), WRONG, None).is_problem(401, "nobody");
        }
        assert_eq!(desk.entries() - before, 1 + 20, "the first of an address, and of twenty of nobody's");
        let access = &desk.running.access;
        assert_eq!(upkeep::tell_failures(access, false).unwrap(), 0, "no window is over");
        clock.by(601);
        assert_eq!(upkeep::tell_failures(access, false).unwrap(), 2, "the rest of the owner's, and all others as one");
        assert_eq!(desk.entries() - before, 23);
        let counted = desk.place.ask("SELECT CAST(MAX(count) AS TEXT) AS word FROM sign_in_failure");
        assert_eq!(counted, ["12"]);
        desk.verified();
    }
}

#[test]
fn what_sign_ins_leave_behind_is_thrown_away_and_the_log_still_tells() {
    for (desk, clock) in desks() {
        let register = desk.register("one");
        desk.user("owner@example.org", register, &[Role::Member], None);
        let sign_in = || try_from(&desk, "192.0.2.7", "desk", "owner@example.org", PASSWORD, None).json();
        let (closed, kept) = (sign_in(), sign_in());
        for _ in 0..2 {
            try_from(&desk, "198.51.100.1", "thief", "owner@example.org", WRONG, None);
        }
        let bearer = format!("Bearer {}", closed["access_token"].as_str().unwrap());
        assert_eq!(desk.request("DELETE", "/api/v1/sessions/current", &[("Authorization", &bearer)], None).status, 204);
        let renewed = desk.post("/api/v1/sessions/refresh", "", &json!({"refresh_token": kept["refresh_token"]}));
        assert_eq!(renewed.status, 201, "{}", renewed.text);
        let rows = |table: &str| desk.place.ask(&format!("SELECT CAST(COUNT(*) AS TEXT) AS word FROM {table}"))[0].clone();
        let access = &desk.running.access;
        assert!(upkeep::purge_sign_ins(access, access.now()).unwrap().is_none(), "nothing is old");
        clock.by(25 * 3600);
        assert!(upkeep::purge_sign_ins(access, access.now()).unwrap().is_some());
        assert_eq!((rows("session"), rows("refresh_token"), rows("sign_in_failure")), ("1".into(), "1".into(), "1".into()));
        desk.verified();
        clock.by(91 * 24 * 3600);
        assert!(upkeep::purge_sign_ins(access, access.now()).unwrap().is_some());
        assert_eq!((rows("session"), rows("refresh_token"), rows("sign_in_failure")), ("0".into(), "0".into(), "0".into()));
        desk.verified();
    }
}

#[test]
fn whoever_keeps_the_server_lets_anybody_in_again() {
    for (desk, _clock) in desks() {
        desk.administrator();
        let reset = desk.command(&["user", "reset", "ADMIN@example.org"]);
        let said = String::from_utf8_lossy(&reset.stdout).into_owned();
        assert!(reset.status.success(), "{said}{}", String::from_utf8_lossy(&reset.stderr));
        let token = said.trim().rsplit_once("token=").unwrap().1.to_owned();
        desk.post("/api/v1/sessions", "", &json!({"email": "admin@example.org", "password": PASSWORD})).is_problem(401, "taken away");
        let body = json!({"token": token, "password": "walnut kettle parachute"});
        assert_eq!(desk.post("/api/v1/invitations/accept", "", &body).status, 200);
        let signed = desk.post("/api/v1/sessions", "", &json!({"email": "admin@example.org", "password": "walnut kettle parachute"}));
        assert!(signed.json()["notices"][1]["text"].as_str().unwrap().contains("command line"), "{}", signed.text);
        assert_eq!(desk.command(&["user", "reset", "nobody@example.org"]).status.code(), Some(2));
        desk.verified();
    }
}

#[test]
fn over_tls_a_browser_is_told_to_come_no_other_way() {
    let plain = TestServer::at(Place::file());
    assert!(plain.get("/version", "").headers.get("strict-transport-security").is_none());
    let own = [("behind_proxy", "true"), ("public_url", "https://register.example.org")];
    let desk = TestServer::set(Place::file(), Duration::from_secs(30), quorate::app::World::default(), &own);
    for path in ["/version", "/", "/api/v1/me", "/nothing"] {
        assert_eq!(desk.get(path, "").header("strict-transport-security"), "max-age=31536000", "{path}");
    }
}
