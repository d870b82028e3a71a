//! Collections in the order asked for, counted, page by page and as tables.

use serde_json::json;

use super::{Office, column};

#[test]
fn a_collection_comes_in_the_order_asked_for() {
    for office in Office::all() {
        let Office { desk, secretary, .. } = &office;
        for (code, name, opened) in
            [("P1", "zoe", Some("2010-01-01")), ("P2", "Anna", None), ("P3", "Émile", Some("2001-05-05")), ("P4", "anna", None)]
        {
            office.made("/api/v1/organisations", &json!({"code": code, "name": name, "kind": "gp_practice", "opened": opened}));
        }
        let codes = |query: &str| column(&desk.get(&format!("/api/v1/organisations?{query}"), secretary), "code");
        assert_eq!(codes("sort=name"), ["P2", "P4", "P3", "P1"]);
        assert_eq!(codes("sort=-name,-code"), ["P1", "P3", "P4", "P2"]);
        assert_eq!(codes("sort=opened"), ["P3", "P1", "P2", "P4"]);
        assert_eq!(codes("sort=-code&q=anna"), ["P4", "P2"]);
        let mut path = "/api/v1/organisations?sort=-name&limit=1&count=true".to_owned();
        let mut found = Vec::new();
        loop {
            let page = desk.get(&path, secretary);
            assert_eq!(page.json()["total"], 4);
            found.extend(column(&page, "code"));
            let Some(next) = page.json()["next"].as_str().map(str::to_owned) else { break };
            assert!(page.header("link").contains(&next) && page.header("link").contains("sort=-name"), "{page:?}");
            path = format!("/api/v1/organisations?sort=-name&limit=1&count=true&cursor={next}");
        }
        assert_eq!(found, ["P1", "P3", "P2", "P4"]);
        let first = desk.get("/api/v1/organisations?sort=name&limit=1", secretary).json()["next"].as_str().unwrap().to_owned();
        let other = desk.get(&format!("/api/v1/organisations?sort=code&limit=1&cursor={first}"), secretary);
        assert_eq!(other.is_problem(400, "a cursor of another order").pointer(), "?cursor");
        let table = desk.get("/api/v1/organisations.csv?sort=name&bom=false", secretary).text;
        let names: Vec<&str> = table.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
        assert_eq!(names, ["P2", "P4", "P3", "P1"]);
        for bad in ["", "nme", "name,name", "name,", "-", "name;drop", "-version"] {
            let reply = desk.get(&format!("/api/v1/organisations?sort={bad}"), secretary);
            assert_eq!(reply.is_problem(400, bad).pointer(), "?sort", "{}", reply.text);
        }
        assert!(desk.get("/api/v1/organisations?sort=nme", secretary).text.contains("Did you mean 'name'?"));
    }
}

#[test]
fn every_collection_can_be_counted_and_turned_around() {
    for office in Office::all() {
        let Office { desk, secretary, lead, .. } = &office;
        let body = office.body("03E", "commissioner");
        office.made(&format!("/api/v1/organisations/{body}/policies"), &json!({"pack": "ccg_2017", "from": "2017-06-16"}));
        let (chair, gp) = (office.person("B"), office.person("A"));
        office.made(&format!("/api/v1/organisations/{body}/policies"), &json!({"pack": "ccg_2014", "from": "2018-06-16"}));
        let committee = office.committee("PCC", &body);
        office.committee("AUD", &body);
        office.appointed(&committee, "lay_chair", &chair, "2016-01-01");
        office.appointed(&committee, "gp", &gp, "2017-01-01");
        office.made(&format!("/api/v1/committees/{committee}/terms"), &super::terms("2019-04-01"));
        for (date, place) in [("2020-01-07", "Hall"), ("2020-02-04", "Annex")] {
            let meeting = json!({"committees": [committee], "date": date, "place": place});
            assert_eq!(office.keyed("/api/v1/meetings", secretary, &meeting).status, 201);
        }
        office.made("/api/v1/declarations", &json!({"person": gp, "category": "financial", "nature": "Shares", "declared": "2020-01-01"}));
        office.made("/api/v1/nil-declarations", &json!({"person": chair, "declared": "2019-01-01"}));
        let values = |path: &str, field: &str, total: i64| {
            let reply = desk.get(&format!("/api/v1/{path}"), lead);
            assert_eq!(reply.json()["total"], total, "{path}");
            column(&reply, field)
        };
        assert_eq!(values("people?sort=code&count=true", "code", 2), ["A", "B"]);
        assert_eq!(values("committees?sort=-name&count=true", "code", 2), ["PCC", "AUD"]);
        assert_eq!(values("committees?sort=name&count=true", "code", 2), ["AUD", "PCC"]);
        let of = format!("committees/{committee}");
        assert_eq!(values(&format!("{of}/terms?sort=-from&count=true"), "from", 2), ["2019-04-01", "2015-04-01"]);
        assert_eq!(values(&format!("{of}/memberships?sort=seat&count=true"), "seat", 2), ["gp", "lay_chair"]);
        assert_eq!(values("meetings?count=true", "date", 2), ["2020-02-04", "2020-01-07"]);
        assert_eq!(values("meetings?sort=date&count=true", "date", 2), ["2020-01-07", "2020-02-04"]);
        assert_eq!(values("meetings?sort=place&count=true", "place", 2), ["Annex", "Hall"]);
        assert_eq!(values("declarations?sort=declared&count=true", "declared", 2), ["2019-01-01", "2020-01-01"]);
        assert_eq!(values("declarations?sort=-name&count=true", "nil", 2), [true, false]);
        let policies = format!("organisations/{body}/policies");
        assert_eq!(values(&format!("{policies}?sort=pack&count=true"), "pack", 2), ["ccg_2014", "ccg_2017"]);
        assert_eq!(values(&format!("{policies}?sort=-pack&count=true"), "pack", 2), ["ccg_2017", "ccg_2014"]);
        assert_eq!(values("users?sort=-email&count=true", "email", 2), ["secretary@example.org", "lead@example.org"]);
        assert_eq!(values("decisions?sort=-entry&count=true", "entry", 0).len(), 0);
        let administrator = desk.administrator();
        let registers = |sort: &str| desk.get(&format!("/api/v1/registers?sort={sort}&count=true"), &administrator);
        assert_eq!(registers("slug").json()["total"], 2);
        let slugs = column(&registers("slug"), "slug");
        assert!(slugs.len() == 2 && slugs[0].as_str() < slugs[1].as_str(), "{slugs:?}");
        assert_eq!(column(&registers("-slug"), "slug"), slugs.into_iter().rev().collect::<Vec<_>>());
        desk.user("auditor@example.org", office.register, &[quorate::access::Role::Auditor], None);
        let auditor = desk.sign_in("auditor@example.org");
        let size = desk.get("/api/v1/audit/head", &auditor).json()["size"].as_i64().unwrap();
        let entries = desk.get("/api/v1/audit/entries?sort=-index&limit=3&count=true", &auditor);
        assert_eq!(entries.json()["total"], size);
        assert_eq!(column(&entries, "index"), [size - 1, size - 2, size - 3]);
        for (path, rows) in [
            ("committees.csv", 2),
            (&format!("committees/{committee}/memberships.csv") as &str, 2),
            ("meetings.csv", 2),
            ("meetings.ndjson", 2),
        ] {
            let table = desk.get(&format!("/api/v1/{path}"), secretary);
            let lines = table.text.lines().count() - usize::from(path.ends_with(".csv"));
            assert_eq!((table.status, lines), (200, rows), "{path}: {}", table.text);
        }
        desk.verified();
    }
}

/// What was told before is told anew once anything that stands in it has changed.
#[test]
fn a_list_never_tells_what_is_no_longer_so() {
    for office in Office::all() {
        let Office { desk, secretary, .. } = &office;
        let (body, person) = (office.body("CO", "company"), office.person("A"));
        let interest = json!({"person": person, "category": "financial", "nature": "Shares", "organisation": "CO"});
        let declared = super::id(&office.made("/api/v1/declarations", &interest));
        let list = || desk.get("/api/v1/declarations", secretary).json()["items"][0].clone();
        let told = |field: &str| list()[field].clone();
        assert_eq!((told("name"), told("organisation_name"), told("to")), (json!("Person A"), json!("The body CO"), json!(null)));
        let before = list();
        assert_eq!(list(), before, "told again");
        let rename = |path: String, name: &str| {
            let tag = desk.get(&path, secretary).header("etag").to_owned();
            assert_eq!(desk.send("PATCH", &path, secretary, &[("If-Match", &tag)], &json!({"name": name})).status, 200);
        };
        rename(format!("/api/v1/people/{person}"), "Another Name");
        assert_eq!(told("name"), "Another Name");
        rename(format!("/api/v1/organisations/{body}"), "Another Company");
        assert_eq!(told("organisation_name"), "Another Company");
        office.made(&format!("/api/v1/declarations/{declared}/end"), &json!({"to": "2026-01-31"}));
        assert_eq!(told("to"), "2026-01-31");
        assert_eq!(list(), desk.get(&format!("/api/v1/declarations/{declared}"), secretary).json());
    }
}
