//! A thing is reached by the code it goes by, as by its id; what a code does not name is not there.

use quorate::access::Role;
use serde_json::json;

use super::{Office, column, id};

#[test]
fn an_address_takes_a_code_where_it_takes_an_id() {
    for office in Office::all() {
        let Office { desk, secretary, .. } = &office;
        let body = office.body("QHM", "commissioner");
        let person = office.person("gp_9.b");
        let committee = office.committee("pcg", &body);
        let meeting = id(&office.called(&json!({"committees": [committee], "reference": "PCG 2026/12", "date": "2026-12-08"})));
        for (by_id, by_code) in [
            (format!("/api/v1/organisations/{body}"), "/api/v1/organisations/qhm"),
            (format!("/api/v1/organisations/{body}/relations"), "/api/v1/organisations/QHM/relations"),
            (format!("/api/v1/people/{person}"), "/api/v1/people/GP_9.b"),
            (format!("/api/v1/committees/{committee}"), "/api/v1/committees/PCG"),
            (format!("/api/v1/committees/{committee}/terms"), "/api/v1/committees/pcg/terms"),
            (format!("/api/v1/meetings/{meeting}"), "/api/v1/meetings/PCG%202026%2F12"),
        ] {
            let (one, same) = (desk.get(&by_id, secretary), desk.get(by_code, secretary));
            assert_eq!((one.status, &one.text), (200, &same.text), "{by_code}");
            assert_eq!(one.headers.get("etag"), same.headers.get("etag"), "{by_code}");
        }
        // Changes too, with the tag of the thing itself.
        let tag = desk.get("/api/v1/people/GP_9.b", secretary).header("etag").to_owned();
        let renamed = desk.send("PATCH", "/api/v1/people/GP_9.b", secretary, &[("If-Match", &tag)], &json!({"name": "Another"}));
        assert_eq!((renamed.status, renamed.json()["id"].as_str()), (200, Some(person.as_str())), "{}", renamed.text);
        office.made("/api/v1/committees/PCG/memberships", &json!({"seat": "gp", "person": person, "from": "2026-04-01"}));
        for path in
            ["/api/v1/organisations/none", "/api/v1/people/none", "/api/v1/committees/none", "/api/v1/meetings/none", "/api/v1/items/pcg"]
        {
            desk.get(path, secretary).is_problem(404, path);
        }
        desk.verified();
    }
}

#[test]
fn a_list_is_narrowed_by_a_code_as_by_an_id() {
    for office in Office::all() {
        let Office { desk, secretary, .. } = &office;
        let (body, _) = (office.body("QHM", "commissioner"), office.body("QHMX", "commissioner"));
        let (one, _) = (office.person("P9"), office.person("P99"));
        let (committee, other) = (office.committee("pcg", &body), office.committee("pcg2", &body));
        office.made("/api/v1/nil-declarations", &json!({"person": one}));
        for sits in [&committee, &other] {
            office.called(&json!({"committees": [sits], "reference": format!("of {sits}"), "date": "2026-12-08"}));
        }
        let found = |path: &str, field: &str| column(&desk.get(path, secretary), field);
        assert_eq!(found("/api/v1/organisations?code=qhm", "id"), [json!(body)]);
        assert_eq!(found("/api/v1/people?code=p9", "id"), [json!(one)]);
        assert_eq!(found("/api/v1/committees?code=PCG", "id"), [json!(committee)]);
        assert_eq!(found("/api/v1/people?code=none", "id"), [json!(null); 0]);
        assert_eq!(found("/api/v1/declarations?person=P9", "person"), [json!(one)]);
        assert_eq!(found(&format!("/api/v1/declarations?person={one}"), "person"), [json!(one)]);
        assert_eq!(found("/api/v1/meetings?committee=PCG", "reference"), [json!(format!("of {committee}"))]);
        for (path, pointer) in [
            ("/api/v1/declarations?person=none", "?person"),
            ("/api/v1/meetings?committee=none", "?committee"),
            ("/api/v1/decisions?committee=none", "?committee"),
        ] {
            assert_eq!(desk.get(path, secretary).is_problem(400, path).pointer(), pointer);
        }
        let table = desk.get("/api/v1/people.csv?code=P9", secretary).text;
        assert!(table.contains(&one) && !table.contains("P99"), "{table}");
    }
}

/// What is kept of a request names the id: whoever has the code later, it was said of the one who had it.
#[test]
fn a_code_is_kept_as_an_id() {
    for office in Office::all() {
        let Office { desk, register, secretary, .. } = &office;
        let before = quorate::moment::Instant::now();
        std::thread::sleep(std::time::Duration::from_millis(20));
        let body = office.body("QHM", "commissioner");
        let (committee, person) = (office.committee("pcg", &body), office.person("P9"));
        // One key, by the code and by the id: one request.
        let appoint = json!({"seat": "gp", "person": person, "from": "2026-04-01"});
        let by = |path: &str| desk.send("POST", path, secretary, &[("Idempotency-Key", "one-key")], &appoint);
        let (one, again) = (by("/api/v1/committees/PCG/memberships"), by(&format!("/api/v1/committees/{committee}/memberships")));
        assert_eq!((one.status, &one.text), (201, &again.text), "{}", again.text);
        // At an instant before there was such a code, it names nothing.
        let then = |at: quorate::moment::Instant| desk.get(&format!("/api/v1/committees/PCG/memberships?known_at={at}"), secretary);
        assert_eq!(column(&then(quorate::moment::Instant::now()), "person"), [json!(person)]);
        then(before).is_problem(404, "not yet");
        // An auditor who reads the same person by code and by id has read them once, and the log says whom.
        desk.user("auditor@example.org", *register, &[Role::Auditor], None);
        let auditor = desk.sign_in("auditor@example.org");
        let entries = desk.entries_of(*register);
        assert_eq!(desk.get("/api/v1/people/P9", &auditor).status, 200);
        assert_eq!(desk.get(&format!("/api/v1/people/{person}"), &auditor).status, 200);
        assert_eq!(desk.entries_of(*register), entries + 1);
        desk.verified();
    }
}

/// A code leads to nothing that its id would not: of another register, or kept from this reader.
#[test]
fn a_code_shows_nobody_more_than_an_id() {
    for office in Office::all() {
        let Office { desk, register, .. } = &office;
        let body = office.body("QHM", "commissioner");
        let committee = office.committee("pcg", &body);
        office.called(&json!({"committees": [committee], "reference": "PCG 12", "date": "2026-12-08"}));
        let person = desk.person(*register, "An Outsider");
        desk.user("outsider@example.org", *register, &[Role::Member], Some(person));
        let outsider = desk.sign_in("outsider@example.org");
        let hidden = desk.get("/api/v1/meetings/PCG%2012", &outsider).is_problem(404, "a meeting of others").json()["detail"].clone();
        assert_eq!(desk.get("/api/v1/meetings/none", &outsider).is_problem(404, "none").json()["detail"], hidden);
        let other = desk.register("other");
        desk.user("elsewhere@example.org", other, &[Role::GovernanceLead], None);
        let elsewhere = desk.sign_in("elsewhere@example.org");
        for path in ["/api/v1/organisations/QHM", "/api/v1/committees/PCG", "/api/v1/meetings/PCG%2012"] {
            desk.get(path, &elsewhere).is_problem(404, path);
        }
    }
}
