//! Nobody makes the log grow without limit, and nobody asks for everything at once.

use std::time::Duration;

use quorate::access::Role;
use serde_json::{Value, json};

use crate::desk::{Forward, PASSWORD, TestServer};
use crate::house::TestRegister;
use crate::place::Place;

/// Houses whose clock is put forward by hand.
fn houses(own: &[(&'static str, &str)]) -> Vec<(TestRegister, Forward)> {
    let set = |place| {
        let clock = Forward::default();
        (TestRegister::furnished_at(TestServer::set(place, Duration::from_secs(30), clock.world(), own)), clock)
    };
    Place::all().into_iter().map(set).collect()
}

fn entries(house: &TestRegister) -> i64 {
    house.desk.entries_of(house.register)
}

#[test]
fn the_same_papers_read_again_within_the_hour_are_one_entry() {
    for (house, clock) in houses(&[]) {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(
            &meeting,
            "A contract for the practice",
            json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]}),
        );
        let table = |title: &str| {
            let body = json!({"title": title, "authors": [house.people["officer"]]});
            house.secretary().post(&format!("/api/v1/items/{item}/papers"), &body).made()["id"].as_str().unwrap().to_owned()
        };
        let (first, papers) = (format!("/api/v1/papers/{}", table("The first")), format!("/api/v1/items/{item}/papers"));
        let grown = |by: i64, what: &str, act: &dyn Fn()| {
            let before = entries(&house);
            act();
            assert_eq!(entries(&house) - before, by, "{what}");
        };
        let lay = house.lay();
        let gp = house.gp();
        let again = |path: &str, times: usize| (0..times).for_each(|_| drop(lay.get(path).done()));
        grown(1, "one paper", &|| again(&first, 20));
        grown(0, "the list of the same papers is the same reading", &|| again(&papers, 20));
        let second = format!("/api/v1/papers/{}", table("The second"));
        grown(2, "a paper tabled since is read for the first time", &|| {
            again(&papers, 5);
            again(&second, 5);
        });
        let refused = |reader: &crate::house::Client<'_>, path: &str, times: usize| {
            for _ in 0..times {
                reader.get(path).refused(&["paper_withheld"]);
            }
        };
        grown(1, "the same refusal is one entry", &|| {
            refused(&gp, &first, 20);
            refused(&gp, &papers, 2);
        });
        // Whoever is excluded meanwhile reads nothing on the strength of an earlier reading.
        house.interest("lay", "B82001");
        grown(1, "and is refused in the log", &|| refused(&lay, &first, 3));
        clock.by(3601);
        grown(1, "an hour later it is told again", &|| refused(&gp, &first, 5));
        house.desk.verified();
    }
}

#[test]
fn an_attempt_to_vote_in_spite_of_an_exclusion_is_told_once_an_hour() {
    for (house, clock) in houses(&[]) {
        house.interest("gp", "B82001");
        let meeting = house.meeting();
        let item = house.item(
            &meeting,
            "A contract for the practice",
            json!({"private": true, "stage": "award", "affects": [{"organisation": "B82001"}]}),
        );
        house.convened(&meeting, &["chair", "lay", "officer", "nurse"]);
        house.begin(&item, "decision").made();
        let before = entries(&house);
        for _ in 0..5 {
            let refused = house.vote(&item, "gp", "for");
            assert!(refused.is_problem(409, "excluded").text.contains("_ruling"), "{}", refused.text);
        }
        assert_eq!(entries(&house), before + 1);
        clock.by(3601);
        house.vote(&item, "gp", "for").is_problem(409, "excluded");
        assert_eq!(entries(&house), before + 2);
        house.desk.verified();
    }
}

#[test]
fn the_same_page_shown_to_an_auditor_again_is_one_look() {
    for (house, clock) in houses(&[]) {
        let auditor = house.auditor();
        let before = entries(&house);
        let receipts: Vec<String> = (0..10).map(|_| auditor.get("/api/v1/people").header("audit-receipt").to_owned()).collect();
        assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
        assert_eq!(entries(&house), before + 1);
        auditor.get("/api/v1/people?q=Chair").done();
        assert_eq!(entries(&house), before + 2, "another question");
        clock.by(601);
        auditor.get("/api/v1/people").done();
        assert_eq!(entries(&house), before + 3, "later");
        house.desk.verified();
    }
}

#[test]
fn an_account_asks_and_acts_at_a_pace_and_others_do_not_wait_for_it() {
    let own = [("requests_per_minute", "40"), ("own_acts_per_minute", "3"), ("acts_per_minute", "6")];
    for place in Place::all() {
        let desk = TestServer::set(place, Duration::from_secs(30), quorate::app::World::default(), &own);
        let one = desk.register("one");
        let person = desk.person(one, "A Member");
        desk.user("member@example.org", one, &[Role::Member], Some(person));
        desk.user("clerk@example.org", one, &[Role::Secretary], None);
        let (member, clerk) = (desk.sign_in("member@example.org"), desk.sign_in("clerk@example.org"));
        // To sign in was one of a member's three acts.
        let declare = |n: usize| {
            let body = json!({"category": "financial", "nature": format!("Interest {n}"), "from": "2018-03-01", "draft": true});
            desk.send("POST", "/api/v1/declarations", &member, &[("Idempotency-Key", &format!("k{n}"))], &body)
        };
        let replies: Vec<_> = (0..4).map(declare).collect();
        let made = replies.iter().filter(|reply| reply.status == 201).count();
        assert_eq!(made, 2, "{:?}", replies.iter().map(|reply| (reply.status, reply.text.clone())).collect::<Vec<_>>());
        let late = replies.last().unwrap().is_problem(429, "a fourth act");
        assert!(late.header("retry-after").parse::<u32>().unwrap() <= 21 && late.text.contains("Nothing was done"), "{}", late.text);
        assert_eq!(desk.get("/api/v1/me", &member).status, 200, "looking goes on");
        // What is refused leaves nothing and costs nothing.
        for _ in 0..10 {
            desk.post("/api/v1/people", &clerk, &json!({"name": ""})).is_problem(422, "no name");
        }
        let people: Vec<u16> = (0..7).map(|n| desk.post("/api/v1/people", &clerk, &json!({"name": format!("P {n}")})).status).collect();
        assert_eq!(people, [201, 201, 201, 201, 201, 201, 429]);
        let asked: Vec<u16> = (0..45).map(|_| desk.get("/api/v1/me", &member).status).collect();
        assert_eq!((asked[0], asked[44]), (200, 429));
        assert_eq!(desk.get("/api/v1/me", &clerk).status, 200, "another account");
        desk.verified();
    }
}

#[test]
fn one_network_signs_in_at_a_pace_and_another_does_not_wait_for_it() {
    for place in Place::all() {
        let own = [("sign_ins_per_minute", "8"), ("behind_proxy", "true")];
        let desk = TestServer::set(place, Duration::from_secs(30), quorate::app::World::default(), &own);
        let one = desk.register("one");
        desk.user("member@example.org", one, &[Role::Member], None);
        let renew = |from: &str| {
            let body = json!({"refresh_token": "A".repeat(43)});
            desk.send("POST", "/api/v1/sessions/refresh", "", &[("X-Forwarded-For", from)], &body)
        };
        let replies: Vec<u16> = (0..10).map(|n| renew(&format!("198.51.100.{n}")).status).collect();
        assert_eq!((replies[7], replies[9]), (401, 429), "{replies:?}");
        renew("198.51.100.1").is_problem(429, "one network").header("retry-after");
        let sign_in = |from: &str, device: Option<&str>| {
            let body = json!({"email": "member@example.org", "password": PASSWORD, "device_token": device});
            desk.send("POST", "/api/v1/sessions", "", &[("X-Forwarded-For", from)], &body)
        };
        let signed = sign_in("192.0.2.7", None);
        assert_eq!(signed.status, 201, "{}", signed.text);
        // Who has signed in on this device, or from that network, does not wait for those who have not; a
        // stranger with the right password does.
        sign_in("198.51.100.9", None).is_problem(429, "nobody known there");
        let device = signed.json()["device_token"].as_str().unwrap().to_owned();
        assert_eq!(sign_in("198.51.100.9", Some(&device)).status, 201);
        assert_eq!(sign_in("198.51.100.7", None).status, 201, "now the network is known");
        let body = json!({"refresh_token": signed.json()["refresh_token"]});
        let renewed = desk.send("POST", "/api/v1/sessions/refresh", "", &[("X-Forwarded-For", "198.51.100.1")], &body);
        assert_eq!(renewed.status, 201, "{}", renewed.text);
        renew("198.51.100.1").is_problem(429, "a token of nobody's");
        assert_eq!(desk.request("GET", "/health/live", &[("X-Forwarded-For", "198.51.100.1")], None).status, 200);
        desk.verified();
    }
}

#[test]
fn an_auditor_is_told_who_acted_and_no_more_of_them() {
    for place in Place::all() {
        let desk = TestServer::at(place);
        let (one, two) = (desk.register("one"), desk.register("two"));
        desk.user("clerk@example.org", one, &[Role::Secretary], None);
        desk.user("auditor@example.org", one, &[Role::Auditor], None);
        desk.user("elsewhere@example.org", two, &[Role::Secretary], None);
        let (clerk, auditor) = (desk.sign_in("clerk@example.org"), desk.sign_in("auditor@example.org"));
        let made = desk.post("/api/v1/people", &clerk, &json!({"name": "Somebody New"}));
        assert_eq!(made.status, 201, "{}", made.text);
        let all = desk.get("/api/v1/audit/entries", &auditor);
        let items = all.json()["items"].as_array().unwrap().clone();
        let of = |kind: &str| items.iter().find(|entry| entry["kind"] == kind).cloned().unwrap_or(Value::Null);
        assert_eq!(
            (&of("person.created")["actor_name"], &of("person.created")["actor_roles"]),
            (&json!("Somebody"), &json!(["secretary"]))
        );
        assert_eq!((&of("log.begun")["actor_name"], &of("log.begun")["actor_roles"]), (&json!(null), &json!([])));
        assert!(!all.text.contains("@example.org"), "{}", all.text);
        desk.get("/api/v1/users", &auditor).is_problem(403, "the accounts themselves");
    }
}
