//! What one question, one version of the terms, one agenda may cost: what would cost more is refused
//! when it is stored, in words, and what was stored before does no harm.

use std::collections::BTreeSet;

use quorate::access::Seen;
use quorate::agenda;
use quorate::ids::MeetingId;
use serde_json::{Value, json};

use crate::house::{TestRegister, everywhere, id_of};

fn seats(n: usize) -> Vec<Value> {
    let seat = |n: usize| json!({"id": format!("s{n}"), "capacity": (["lay", "gp"][n % 2]), "voting": true, "shared": true});
    (0..n).map(seat).collect()
}

fn places(n: usize, kind: &str) -> Value {
    json!({"at_least": n, "of": {"capacity": kind}})
}

/// More ways of reading than anybody could try.
fn hopeless() -> Value {
    let choice = |n: usize| json!({"any": [places(n, "lay"), {"all": [places(1, "gp"), places(n, "lay")]}, places(n + 1, "gp")]});
    json!({"distinct": {"all": (0..30).map(|n| choice(2 + n % 3)).collect::<Vec<_>>()}})
}

fn terms(from: &str, n: usize, quorum: &Value) -> Value {
    json!({"from": from, "seats": seats(n), "quorum": quorum})
}

#[test]
fn terms_that_nobody_could_work_out_are_refused_where_they_are_tried_and_where_they_are_entered() {
    everywhere(|house| {
        let path = format!("/api/v1/committees/{}/terms", house.committee);
        let check = |terms: &Value| house.stranger().post(&format!("{path}/check"), &json!({ "terms": terms }));
        let set = |terms: &Value| house.lead().post(&path, terms);
        let too_involved = terms("2020-04-01", 20, &hopeless());
        for (reply, pointer) in [(check(&too_involved), "/terms/quorum"), (set(&too_involved), "/quorum")] {
            let error = reply.is_problem(422, pointer).json()["errors"][0].clone();
            assert_eq!((error["pointer"].as_str(), error["code"].as_str()), (Some(pointer), Some("too_involved")), "{error}");
            assert!(error["message"].as_str().unwrap().contains("'distinct'"), "{error}");
        }
        let kinds = |n: usize| json!({"kinds": 13, "of": vec!["anyone"; n]});
        for long in [kinds(1000), kinds(3000), json!({"at_least": 1, "of": {"any": vec![json!({"tag": "x"}); 2000]}})] {
            let long = terms("2020-04-01", 200, &long);
            assert_eq!(check(&long).is_problem(422, "a long list").pointer(), "/terms/quorum");
            assert_eq!(set(&long).is_problem(422, "a long list").pointer(), "/quorum");
        }
        check(&terms("2020-04-01", 3, &kinds(80_000))).is_problem(413, "a body of 800 KB");
        set(&terms("2020-04-01", 3, &kinds(80_000))).is_problem(413, "a body of 800 KB");
        // What reads dear and is not, is answered.
        let choice = json!({"any": [places(1, "lay"), places(1, "gp")]});
        for quorum in [json!({"distinct": kinds(26)}), json!({"distinct": {"all": vec![choice; 18]}})] {
            let reply = check(&terms("2020-04-01", 3, &quorum));
            assert!(reply.status == 200 && reply.text.len() < 100_000, "{} {} bytes", reply.status, reply.text.len());
            assert_eq!(reply.json()["quorate"], false);
        }
        let answered = check(&terms("2020-04-01", 200, &json!({"all": vec![places(1, "lay"); 29]})));
        assert!(answered.status == 200 && answered.text.len() < 2_000_000, "{} {} bytes", answered.status, answered.text.len());
    });
}

#[test]
fn terms_that_were_entered_before_there_was_a_bound_keep_an_item_inquorate_and_say_why() {
    everywhere(|house| {
        let meeting = house.meeting();
        let item = house.item(&meeting, "Any business", json!({}));
        let replace = |quorum: &Value| {
            let whole = terms("2017-04-01", 5, quorum);
            house.desk.tampers(&format!("UPDATE terms SET document = '{}'", whole.to_string().replace('\'', "''"))).unwrap();
        };
        let long = json!({"kinds": 2, "of": vec!["anyone"; 60_000]});
        for (quorum, is_known) in [(hopeless(), true), (long.clone(), false), (json!({ "not": long }), false)] {
            replace(&quorum);
            for (n, word) in ["chair", "lay", "officer", "gp", "nurse"].into_iter().enumerate() {
                let seated = format!("UPDATE membership SET seat = 's{n}' WHERE person = '{}'", house.people[word]);
                house.desk.tampers(&seated).unwrap();
            }
            let told = house.secretary().get(&format!("/api/v1/items/{item}/quorum")).done();
            assert_eq!(told["quorate"], false);
            let says = told["tree"]["says"].as_str().unwrap();
            assert_eq!(says.contains("can be worked out"), !is_known, "{says}");
            house.secretary().get(&format!("/api/v1/meetings/{}/forecast", meeting.id)).done();
            house.secretary().get(&format!("/api/v1/meetings/{}/agenda", meeting.id)).done();
            house.secretary().get("/api/v1/me").done();
        }
    });
}

#[test]
fn a_seat_is_not_filled_where_nobody_could_tell_any_more_who_sits_where() {
    everywhere(|house| {
        let body = json!({"code": "knots", "organisation": "03E", "name": "The Knotted Committee", "kind": "committee"});
        let committee = id_of(&house.lead().post("/api/v1/committees", &body).made());
        let quorum = json!({"distinct": {"all": [places(2, "lay"), places(2, "gp"), {"any": [places(2, "lay"), {"all": [places(1, "lay"), places(1, "gp")]}]}]}});
        let terms =
            |from: &str, quorum: &Value| house.lead().post(&format!("/api/v1/committees/{committee}/terms"), &terms(from, 8, quorum));
        terms("2017-04-01", &quorum).made();
        let appoint = |seat: usize, person: &str| {
            let body = json!({"seat": format!("s{seat}"), "person": house.people[person], "from": "2017-04-01"});
            house.lead().post(&format!("/api/v1/committees/{committee}/memberships"), &body)
        };
        let people = ["chair", "lay", "officer", "gp", "deputy", "nurse", "guest", "stranger"];
        for (seat, person) in people.iter().enumerate() {
            appoint(seat, person).made();
        }
        appoint(1, "chair").made();
        let refused = (0..8)
            .flat_map(|seat| people.map(|person| (seat, person)))
            .map(|(seat, person)| appoint(seat, person))
            .find(|reply| reply.status == 409 && reply.text.contains("state_forbids"));
        let refused = refused.expect("sixty-four who share everything");
        let told = refused.json()["reasons"][0].clone();
        assert!(told["detail"].as_str().unwrap().contains("could not be worked out"), "{told}");
        // Terms without 'distinct' do not mind, and those that do are refused with the seats as they are.
        terms("2018-04-01", &places(2, "lay")).made();
        let more = json!({"distinct": {"all": vec![quorum["distinct"].clone(); 3]}});
        assert_eq!(terms("2019-04-01", &more).is_problem(422, "with the seats as they are held").pointer(), "/quorum");
    });
}

#[test]
fn terms_are_tried_before_anybody_is_appointed_and_the_command_says_the_same() {
    everywhere(|house| {
        let body = json!({"code": "new", "organisation": "03E", "name": "The New Committee", "kind": "committee"});
        let committee = id_of(&house.lead().post("/api/v1/committees", &body).made());
        let mut terms = crate::house::terms();
        terms["seats"][0]["capacity"] = json!("gp");
        let checked = house.lead().post(&format!("/api/v1/committees/{committee}/terms/check"), &json!({ "terms": terms })).done();
        let codes = |lints: &Value| -> BTreeSet<String> {
            lints.as_array().unwrap().iter().map(|lint| lint["code"].as_str().unwrap().to_owned()).collect()
        };
        let of_route = codes(&checked["lints"]);
        assert!(of_route.contains("single_point_of_failure"), "{of_route:?}");
        assert!(!of_route.contains("unsatisfiable") && !of_route.contains("weights_cannot_pass"), "nobody is missing yet: {of_route:?}");
        let folder = std::env::temp_dir().join(format!("quorate-lint-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("terms.json");
        std::fs::write(&file, terms.to_string()).unwrap();
        let run = |what: &str| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_quorate"));
            command.current_dir(&folder).env_clear().args(["lint", what, "--json"]).output().unwrap()
        };
        let of_file: Value = serde_json::from_slice(&run("terms.json").stdout).unwrap();
        assert_eq!(codes(&of_file["lints"]), of_route);
        terms["seats"][1]["organisation"] = json!("B82001");
        std::fs::write(&file, terms.to_string()).unwrap();
        let told = String::from_utf8_lossy(&run("terms.json").stderr).into_owned();
        assert!(told.contains("--organisation CODE"), "whose the other seats are is not guessed: {told}");
        let missing = run("nope.json");
        let told = String::from_utf8_lossy(&missing.stderr).into_owned();
        assert!(told.contains("there is no file 'nope.json'"), "{told}");
        std::fs::remove_dir_all(&folder).unwrap();
    });
}

#[test]
fn an_agenda_takes_so_many_items_and_an_item_so_many_papers() {
    everywhere(|house| {
        let meeting = house.meeting();
        let path = format!("/api/v1/meetings/{}/items", meeting.id);
        let item = house.item(&meeting, "The first", json!({}));
        for n in 1..200 {
            let body = json!({"title": format!("Item {n}"), "purpose": "discussion"});
            house.secretary().post(&path, &body).made();
        }
        let refused = house.secretary().post(&path, &json!({"title": "One more", "purpose": "discussion"}));
        assert!(refused.refused(&["state_forbids"]).text.contains("200"), "{}", refused.text);
        house.secretary().post(&path, &json!({"title": "A part", "part_of": item})).refused(&["state_forbids"]);
        let paper = json!({"title": "A paper", "authors": [house.people["nurse"]]});
        for _ in 0..50 {
            house.secretary().post(&format!("/api/v1/items/{item}/papers"), &paper).made();
        }
        house.secretary().post(&format!("/api/v1/items/{item}/papers"), &paper).refused(&["state_forbids"]);
        let forecast = house.secretary().get(&format!("/api/v1/meetings/{}/forecast?item={item}", meeting.id)).done();
        assert_eq!(forecast["items"].as_array().unwrap().len(), 1);
    });
}

fn entries(house: &TestRegister) -> usize {
    house.desk.place.ask(&format!("SELECT CAST(idx AS TEXT) AS word FROM audit_leaf WHERE register_id = '{}'", house.register)).len()
}

#[test]
fn an_agenda_that_stands_is_not_published_again() {
    everywhere(|house| {
        let meeting = house.meeting();
        house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        let path = format!("/api/v1/meetings/{}/agenda", meeting.id);
        let publish = |body: &Value| house.secretary().post(&path, body);
        publish(&json!({})).made();
        let before = entries(house);
        let again = publish(&json!({}));
        assert!(again.refused(&["duplicate"]).text.contains("was published on"), "{}", again.text);
        let draft = house.secretary().get(&path).done();
        publish(&json!({"fingerprint": draft["fingerprint"]})).refused(&["duplicate"]);
        assert_eq!(entries(house), before, "nothing was written");
        house.interest("chair", "B82001");
        publish(&json!({})).made();
        assert!(entries(house) > before);
    });
}

#[test]
fn an_agenda_composed_from_facts_that_have_moved_is_composed_anew() {
    everywhere(|house| {
        let meeting = house.meeting();
        house.item(&meeting, "A contract for the practice", json!({"stage": "award", "affects": [{"organisation": "B82001"}]}));
        let id: MeetingId = meeting.id.parse().unwrap();
        let reader = house.desk.place.database().reader();
        let now = quorate::moment::Instant::now();
        let compose = || {
            let gathered = reader.snapshot(house.register, |read| agenda::to_publish(read, Seen::without_asking(id), &[])).unwrap();
            agenda::draft(gathered, || Ok(())).unwrap()
        };
        let publish = |draft: &agenda::Draft| {
            reader.snapshot(house.register, |read| agenda::publish_draft(read, draft, None, &[], None, now)).unwrap()
        };
        let draft = compose();
        assert!(publish(&draft).is_some());
        house.item(&meeting, "Another matter", json!({}));
        assert!(publish(&draft).is_none(), "it has another item by now");
        let draft = compose();
        house.interest("gp", "B82001");
        assert!(publish(&draft).is_none(), "somebody has declared an interest");
        assert!(publish(&compose()).is_some());
    });
}

#[test]
fn a_conflict_is_found_through_a_chain_of_owners_however_long() {
    everywhere(|house| {
        let company = |n: usize| {
            let body = json!({"code": format!("CO{n}"), "name": format!("Company {n}"), "kind": "company"});
            id_of(&house.lead().post("/api/v1/organisations", &body).made())
        };
        let companies: Vec<String> = (0..20).map(company).collect();
        for pair in companies.windows(2) {
            let relation = json!({"body": pair[1], "kind": "owner", "from": "2015-04-01"});
            house.lead().post(&format!("/api/v1/organisations/{}/relations", pair[0]), &relation).made();
        }
        house.interest("gp", "CO0");
        let meeting = house.meeting();
        let paths = |affected: usize| {
            let item =
                house.item(&meeting, "A contract", json!({"stage": "award", "affects": [{"organisation": format!("CO{affected}")}]}));
            let all = house.secretary().get(&format!("/api/v1/meetings/{}/proposals", meeting.id)).done();
            let of_item = all["items"].as_array().unwrap().iter().find(|one| one["item"] == json!(item)).unwrap().clone();
            of_item["people"][0]["grounds"][0]["because"].as_str().unwrap_or_default().matches('→').count()
        };
        assert_eq!((paths(3), paths(19)), (3, 19));
    });
}
