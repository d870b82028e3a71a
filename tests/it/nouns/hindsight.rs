//! What the register knew at an instant, whatever was learnt since.

use serde_json::json;

use super::{Office, column, id};

/// The instant of now, as a query takes it; later than all that was done, before all that comes.
fn now() -> String {
    let at = quorate::moment::Instant::now().to_string();
    std::thread::sleep(std::time::Duration::from_millis(5));
    at
}

#[test]
fn what_was_learnt_since_is_not_known_at_an_instant() {
    for office in Office::all() {
        let Office { desk, secretary, lead, .. } = &office;
        let empty = now();
        let body = office.body("03E", "commissioner");
        let (chair, gp) = (office.person("C"), office.person("G"));
        let committee = office.committee("PCC", &body);
        let seat = office.appointed(&committee, "lay_chair", &chair, "2016-01-01");
        let interest = id(&office
            .made("/api/v1/declarations", &json!({"person": chair, "category": "financial", "nature": "Shares", "organisation": "03E"})));
        let early = now();
        office.made(&format!("/api/v1/memberships/{seat}/end"), &json!({"to": "2020-12-31"}));
        office.appointed(&committee, "gp", &gp, "2017-01-01");
        office.made(&format!("/api/v1/declarations/{interest}/end"), &json!({"to": "2026-01-31"}));
        office.made("/api/v1/nil-declarations", &json!({"person": gp}));
        let late = now();

        let members = format!("/api/v1/committees/{committee}/memberships?sort=seat");
        let at = |path: &str, known: &str| desk.get(&format!("{path}&known_at={known}"), secretary);
        assert_eq!(column(&desk.get(&members, secretary), "seat"), ["gp", "lay_chair"]);
        assert_eq!(column(&at(&members, &late), "to"), [json!(null), json!("2020-12-31")]);
        assert_eq!(column(&at(&members, &early), "to"), [json!(null)]);
        // Looked back further than before: played anew.
        at(&members, &empty).is_problem(404, "a committee nobody knew yet");
        assert_eq!(column(&at(&members, &early), "seat"), ["lay_chair"]);

        let list = "/api/v1/declarations?sort=declared";
        assert_eq!(column(&at(list, &empty), "id").len(), 0);
        assert_eq!(column(&at(list, &early), "to"), [json!(null)]);
        assert_eq!(column(&at(list, &late), "to").len(), 2);
        assert_eq!(
            at("/api/v1/declarations?as_at=2020-06-01&count=true", &early).json()["total"],
            0,
            "as_at is of the day it was declared"
        );

        let register = format!("/api/v1/organisations/{body}/register?audience=private");
        let known = |known: &str| at(&register, known).json()["items"].as_array().unwrap().len();
        assert_eq!((known(&early), known(&late)), (1, 2));
        let table = desk.get(&format!("/api/v1/declarations.csv?bom=false&known_at={early}"), lead);
        assert_eq!((table.status, table.text.lines().count()), (200, 2), "{}", table.text);

        let first = at("/api/v1/declarations?limit=1", &late);
        let cursor = first.json()["next"].as_str().unwrap().to_owned();
        assert_eq!(column(&at(&format!("/api/v1/declarations?limit=1&cursor={cursor}"), &late), "id").len(), 1);
        let other = at(&format!("/api/v1/declarations?limit=1&cursor={cursor}"), &early);
        assert_eq!(other.is_problem(400, "a cursor of another instant").pointer(), "?cursor");
        for bad in ["2020-01-01", "2020-01-01T00:00:00", "yesterday", "", "2999-01-01T00:00:00Z"] {
            assert_eq!(at(list, bad).is_problem(400, bad).pointer(), "?known_at");
        }
        assert_eq!(
            desk.get("/api/v1/people?known_at=2020-01-01T00:00:00Z", secretary).is_problem(400, "not of people").pointer(),
            "?known_at"
        );
        desk.verified();
    }
}
