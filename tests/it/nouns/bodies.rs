//! Bodies, the stakes between them, and their policies.

use serde_json::json;

use super::{Office, column, id, reasons};

#[test]
fn a_body_is_entered_amended_and_found() {
    for office in Office::all() {
        let Office { desk, secretary, .. } = &office;
        let body = json!({"code": "B82012", "name": "The Ame\u{301}lie Surgery", "kind": "gp_practice", "commissioner": "03E", "opened": "1974-04-01"});
        let made = office.keyed("/api/v1/organisations", secretary, &body);
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(made.json()["name"], "The Am\u{e9}lie Surgery");
        assert!(made.header("audit-receipt").contains("exampleshire"), "{made:?}");
        let id = id(&made.json());
        let path = format!("/api/v1/organisations/{id}");
        assert_eq!(made.header("location"), path);
        let read = desk.get(&path, secretary);
        assert_eq!(read.header("etag"), made.header("etag"));
        assert_eq!(read.json()["commissioner"], "03E");

        let tag = read.header("etag").to_owned();
        let amended = desk.send("PATCH", &path, secretary, &[("If-Match", &tag)], &json!({"name": "Spa Surgery", "opened": null}));
        assert_eq!(amended.status, 200, "{}", amended.text);
        let now = desk.get(&path, secretary).json();
        assert_eq!((&now["name"], &now["opened"], &now["code"]), (&json!("Spa Surgery"), &json!(null), &json!("B82012")));
        desk.send("PATCH", &path, secretary, &[("If-Match", &tag)], &json!({"name": "X"})).is_problem(412, "a stale version");
        let own = desk.send("PATCH", &path, secretary, &[("If-Match", amended.header("etag"))], &json!({"commissioner": "B82012"}));
        assert_eq!(own.is_problem(422, "its own commissioner").pointer(), "/commissioner");
        desk.send("PATCH", &path, secretary, &[], &json!({"name": "X"})).is_problem(428, "no version");

        let again = office.keyed("/api/v1/organisations", secretary, &body);
        assert_eq!(reasons(&again), ["duplicate"]);
        assert!(again.json()["detail"].as_str().unwrap().contains("Spa Surgery"), "{}", again.text);
        for (wrong, pointer) in [
            (json!({"code": "B 1", "name": "x", "kind": "other"}), "/code"),
            (json!({"code": "B1", "name": "x\u{202e}y", "kind": "other"}), "/name"),
            (json!({"code": "B1", "name": "x", "kind": "king"}), "/kind"),
            (json!({"code": "B1", "name": "x", "kind": "other", "commissioner": "B1"}), "/commissioner"),
            (json!({"code": "B1", "name": "x", "kind": "other", "opened": "2018-01-02", "closed": "2018-01-01"}), "/closed"),
            (json!({"code": "B1", "name": "x", "kind": "other", "color": 1}), "/color"),
        ] {
            let reply = office.keyed("/api/v1/organisations", secretary, &wrong);
            reply.is_problem(422, "a wrong field");
            assert_eq!(reply.pointer(), pointer, "{}", reply.text);
        }
        desk.get(&format!("/api/v1/organisations/{}", uuid::Uuid::now_v7()), secretary).is_problem(404, "nobody");
        desk.get("/api/v1/organisations/B82013", secretary).is_problem(404, "neither an id nor a code");
        desk.verified();
    }
}

#[test]
fn bodies_are_listed_page_by_page_and_as_a_table() {
    for office in Office::all() {
        let Office { desk, secretary, .. } = &office;
        for n in 0..5 {
            office.body(&format!("P{n}"), "gp_practice");
        }
        office.body("FED", "federation");
        let first = desk.get("/api/v1/organisations?kind=gp_practice&limit=3&count=true", secretary);
        assert_eq!(column(&first, "code"), ["P0", "P1", "P2"]);
        assert_eq!(first.json()["total"], 5);
        let cursor = first.json()["next"].as_str().unwrap().to_owned();
        let second = desk.get(&format!("/api/v1/organisations?kind=gp_practice&limit=3&count=true&cursor={cursor}"), secretary);
        assert_eq!(column(&second, "code"), ["P3", "P4"]);
        assert_eq!(second.json()["next"], json!(null));
        assert_eq!(column(&desk.get("/api/v1/organisations?q=BODY%20fed", secretary), "code"), ["FED"]);
        desk.get("/api/v1/organisations?name=x", secretary).is_problem(400, "an unknown parameter");
        let csv = desk.get("/api/v1/organisations.csv?kind=federation&bom=false", secretary).text;
        assert!(csv.starts_with("id,code,name,kind,") && csv.lines().count() == 2 && csv.contains(",FED,"), "{csv}");
    }
}

#[test]
fn a_stake_is_recorded_once_and_ends_once() {
    for office in Office::all() {
        let Office { desk, secretary, .. } = &office;
        let (practice, federation) = (office.body("P1", "gp_practice"), office.body("FED", "federation"));
        let path = format!("/api/v1/organisations/{practice}/relations");
        let relate = |body: serde_json::Value| office.keyed(&path, secretary, &body);
        let made = relate(json!({"body": "FED", "kind": "member", "from": "2016-01-01"}));
        assert_eq!((made.status, made.json()["body"].clone()), (201, json!(federation)), "{}", made.text);
        assert_eq!(reasons(&relate(json!({"body": federation, "kind": "member"}))), ["duplicate"]);
        assert_eq!(reasons(&relate(json!({"body": "P1", "kind": "owner"}))), ["unknown_reference"]);
        assert_eq!(relate(json!({"body": "NONE", "kind": "owner"})).is_problem(422, "owner of nobody").pointer(), "/body");
        assert_eq!(relate(json!({"body": "FED", "kind": "owner"})).status, 201);
        let end = format!("/api/v1/relations/{}/end", id(&made.json()));
        assert_eq!(reasons(&desk.post(&end, secretary, &json!({"to": "2015-12-31"}))), ["period_invalid"]);
        assert_eq!(desk.post(&end, secretary, &json!({"to": "2017-12-31"})).status, 200);
        assert_eq!(reasons(&desk.post(&end, secretary, &json!({"to": "2018-12-31"}))), ["state_forbids"]);
        assert_eq!(relate(json!({"body": "FED", "kind": "member", "from": "2018-01-01"})).status, 201);
        assert_eq!(column(&desk.get(&path, secretary), "kind").len(), 3);
        desk.verified();
    }
}

#[test]
fn a_pack_is_adopted_from_its_own_day_and_once_a_day() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        let body = office.body("03E", "commissioner");
        let path = format!("/api/v1/organisations/{body}/policies");
        let overrides = json!({"table": {"own_body": {"design": "leave_no_papers"}}, "look_back_months": 12});
        let adopted = desk.post(&path, lead, &json!({"pack": "ccg_2017", "from": "2017-06-16", "overrides": overrides}));
        assert_eq!(adopted.status, 201, "{}", adopted.text);
        assert_eq!(reasons(&desk.post(&path, lead, &json!({"pack": "ccg_2017", "from": "2017-06-15"}))), ["period_invalid"]);
        assert_eq!(reasons(&desk.post(&path, lead, &json!({"pack": "ccg_2016", "from": "2017-06-16"}))), ["duplicate"]);
        let none = json!({"pack": "ccg_2017", "from": "2018-01-01", "overrides": {"permitted": []}});
        desk.post(&path, lead, &none).is_problem(422, "nothing permitted");
        desk.post(&path, secretary, &json!({"pack": "ccg_2017", "from": "2018-01-01"})).is_problem(403, "a secretary");
        let kept = desk.get(&path, lead).json();
        assert_eq!(kept["items"][0]["overrides"], overrides);
        assert_eq!(
            column(&desk.get("/api/v1/policy-packs", lead), "name"),
            ["council_2012", "ccg_2014", "ccg_2016", "ccg_2017", "icb_2022", "psr_2024", "nhs_2024"]
        );
        desk.verified();
    }
}

#[test]
fn a_code_is_one_code_in_whatever_case_it_is_written() {
    for office in Office::all() {
        let Office { desk, lead, .. } = &office;
        let body = office.body("P01", "gp_practice");
        let refused = |path: &str, body: serde_json::Value| assert_eq!(reasons(&desk.post(path, lead, &body)), ["duplicate"], "{path}");
        refused("/api/v1/organisations", json!({"code": "p01", "name": "Another", "kind": "company"}));
        let committee = office.committee("PCCC", "p01");
        assert_eq!(desk.get(&format!("/api/v1/committees/{committee}"), lead).json()["organisation"], json!(body));
        refused("/api/v1/committees", json!({"code": "pccc", "organisation": "P01", "name": "Another", "kind": "committee"}));
        let person = office.person("GP_a");
        refused("/api/v1/people", json!({"code": "gp_A", "name": "Another"}));
        let own = json!({"code": "gp_A"});
        let path = format!("/api/v1/people/{person}");
        let tag = desk.get(&path, lead).header("etag").to_owned();
        assert_eq!(desk.send("PATCH", &path, lead, &[("If-Match", &tag)], &own).json()["code"], "gp_A", "it is their own");
        assert_eq!(column(&desk.get("/api/v1/committees?organisation=p01", lead), "code"), ["PCCC"]);
        office
            .made("/api/v1/declarations", &json!({"person": person, "category": "financial", "nature": "Partner", "organisation": "p01"}));
        assert_eq!(column(&desk.get("/api/v1/declarations?organisation=P01", lead), "organisation"), [json!(body)]);
        desk.verified();
    }
}
