//! Committees, their terms of reference and their members.

use serde_json::{Value, json};

use super::{Office, column, id, reasons, terms};

#[test]
fn terms_are_versions_and_name_what_is_there() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        office.body("03E", "commissioner");
        let committee = office.committee("pccc", "03E");
        let path = format!("/api/v1/committees/{committee}/terms");
        assert_eq!(reasons(&desk.post(&path, lead, &terms("2015-04-01"))), ["duplicate"]);
        desk.post(&path, secretary, &terms("2018-01-01")).is_problem(403, "a secretary");
        let mut faulty = terms("2018-01-01");
        faulty["seats"][1]["organisation"] = json!("NONE");
        faulty["quorum"] = json!({"at_least": 1, "of": {"seat": "nobody"}});
        let reply = desk.post(&path, lead, &faulty);
        let pointers: Vec<Value> = reply.is_problem(422, "faulty terms").json()["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["pointer"].clone())
            .collect();
        assert_eq!(pointers, ["/quorum/of/seat", "/seats/1/organisation"]);
        let mut second = terms("2018-01-01");
        second["voting"] = json!({"rule": "weighted", "weights": {"03E": 51}});
        second["quorum"] = json!({"at_least": 1, "of": "anyone"});
        assert_eq!(desk.post(&path, lead, &second).status, 201);
        let on = |day: &str| {
            desk.get(&format!("/api/v1/committees/{committee}?as_at={day}"), secretary).json()["terms"]["quorum"]["at_least"].clone()
        };
        assert_eq!((on("2015-03-31"), on("2017-12-31"), on("2018-01-01")), (json!(null), json!(2), json!(1)));
        assert_eq!(column(&desk.get(&path, secretary), "from"), ["2015-04-01", "2018-01-01"]);
        let again = json!({"code": "pccc", "organisation": "03E", "name": "Another", "kind": "committee"});
        assert_eq!(reasons(&desk.post("/api/v1/committees", secretary, &again)), ["duplicate"]);
        let nobody = json!({"code": "x", "organisation": "NONE", "name": "Another", "kind": "committee"});
        let reply = desk.post("/api/v1/committees", secretary, &nobody);
        assert_eq!(
            (reply.is_problem(422, "nobody's committee").pointer(), reply.json()["errors"][0]["code"].clone()),
            ("/organisation".to_owned(), json!("unknown_reference"))
        );
        let partners = json!({"code": "x", "organisation": "03E", "name": "Another", "kind": "joint", "partners": ["03E", "NONE"]});
        assert_eq!(desk.post("/api/v1/committees", secretary, &partners).is_problem(422, "an unknown partner").pointer(), "/partners/1");
        let asked = desk.get("/api/v1/committees?organisation=NONE", secretary);
        assert_eq!(asked.is_problem(400, "committees of nobody").pointer(), "?organisation");
        let twice = json!({"code": "x", "organisation": "03E", "name": "Another", "kind": "joint", "partners": ["03E"]});
        desk.post("/api/v1/committees", secretary, &twice).is_problem(422, "its own partner");
        assert_eq!(column(&desk.get("/api/v1/committees?organisation=03E&q=PCCC", secretary), "code"), ["pccc"]);
        desk.verified();
    }
}

#[test]
fn seats_are_filled_shared_deputised_for_and_left() {
    for office in Office::all() {
        let Office { desk, secretary, .. } = &office;
        office.body("03E", "commissioner");
        let committee = office.committee("pccc", "03E");
        let mut terms = super::terms("2015-06-01");
        terms["seats"][1]["shared"] = json!(true);
        office.made(&format!("/api/v1/committees/{committee}/terms"), &terms);
        let (one, two, three) = (office.person("one"), office.person("two"), office.person("three"));
        let path = format!("/api/v1/committees/{committee}/memberships");
        let appoint = |body: Value| desk.post(&path, secretary, &body);
        let first = appoint(json!({"seat": "gp", "person": one, "from": "2016-01-01"}));
        assert_eq!(first.status, 201, "{}", first.text);
        assert_eq!(appoint(json!({"seat": "gp", "person": two, "from": "2016-01-01"})).status, 201, "shared");
        assert_eq!(reasons(&appoint(json!({"seat": "gp", "person": one, "from": "2017-01-01"}))), ["duplicate"]);
        assert_eq!(reasons(&appoint(json!({"seat": "gpp", "person": one, "from": "2017-01-01"}))), ["unknown_reference"]);
        assert_eq!(
            reasons(&appoint(json!({"seat": "gp", "person": three, "from": "2016-01-01", "deputy_for": three}))),
            ["not_a_member_of_this_committee"]
        );
        assert_eq!(appoint(json!({"seat": "gp", "person": three, "from": "2016-01-01", "deputy_for": one})).status, 201);
        let backwards = appoint(json!({"seat": "gp", "person": three, "from": "2016-01-02", "to": "2016-01-01"}));
        assert_eq!(reasons(&backwards), ["period_invalid"], "it ends before it begins");
        let nobody = uuid::Uuid::now_v7();
        for (field, body) in [
            ("/person", json!({"seat": "gp", "person": nobody, "from": "2016-01-01"})),
            ("/deputy_for", json!({"seat": "gp", "person": one, "deputy_for": nobody, "from": "2016-01-01"})),
        ] {
            let reply = appoint(body);
            assert_eq!(reply.is_problem(422, "nobody").pointer(), field);
            assert_eq!(reply.json()["errors"][0]["code"], "unknown_reference");
        }
        let end = format!("/api/v1/memberships/{}/end", id(&first.json()));
        assert_eq!(reasons(&desk.post(&end, secretary, &json!({"to": "2015-12-31"}))), ["period_invalid"]);
        assert_eq!(desk.post(&end, secretary, &json!({"to": "2016-12-31"})).json()["to"], "2016-12-31");
        assert_eq!(reasons(&desk.post(&end, secretary, &json!({"to": "2017-12-31"}))), ["state_forbids"]);
        assert_eq!(appoint(json!({"seat": "gp", "person": one, "from": "2017-01-01"})).status, 201, "again, later");
        let on = |day: &str| column(&desk.get(&format!("{path}?as_at={day}"), secretary), "name");
        assert_eq!(on("2016-12-31"), ["Person one", "Person two", "Person three"]);
        assert_eq!(on("2015-12-31"), Vec::<Value>::new());
        desk.verified();
    }
}

#[test]
fn a_slip_in_a_quorum_is_told_in_words_with_the_word_that_was_meant() {
    for office in Office::all() {
        office.body("03E", "commissioner");
        let committee = office.committee("pccc", "03E");
        for (of, pointer, words) in [
            (json!({"votng": true}), "/quorum/of", "Did you mean 'voting'?"),
            (json!({}), "/quorum/of", "one of 'anyone', 'voting'"),
            (json!({"voting": "yes"}), "/quorum/of/voting", "Expected true or false, found text."),
            (json!({"voting": true, "capacity": "lay"}), "/quorum/of", "one too many"),
            (json!("voting"), "/quorum/of", "write it as an object"),
            (json!(3), "/quorum/of", "a selector, or a list of selectors"),
            (json!({"any": [{"capcity": "lay"}]}), "/quorum/of/any/0", "Did you mean 'capacity'?"),
        ] {
            let mut body = super::terms("2020-04-01");
            body["quorum"] = json!({"at_least": 1, "of": of});
            let reply = office.keyed(&format!("/api/v1/committees/{committee}/terms"), &office.lead, &body);
            let problem = reply.is_problem(422, words).json();
            let told = problem["errors"][0]["message"].as_str().unwrap();
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
            assert!(told.contains(words) && !told.contains("untagged"), "{told}");
        }
        let mut body = super::terms("2020-04-01");
        body["quorum"] = json!({"kinds": 2, "of": ["anyone", {"capacity": "gp"}]});
        assert_eq!(office.keyed(&format!("/api/v1/committees/{committee}/terms"), &office.lead, &body).status, 201);
    }
}

#[test]
fn a_refused_end_leads_to_what_it_was_about() {
    for office in Office::all() {
        let (federation, practice) = (office.body("FED", "federation"), office.body("B82001", "gp_practice"));
        let committee = office.committee("pccc", "FED");
        let membership = office.appointed(&committee, "gp", &office.person("gp_a"), "2016-01-01");
        let relation = json!({"body": practice, "kind": "member", "from": "2016-01-01"});
        let relation = super::id(&office.made(&format!("/api/v1/organisations/{federation}/relations"), &relation));
        for (path, next) in [
            (format!("/api/v1/memberships/{membership}/end"), format!("/api/v1/committees/{committee}")),
            (format!("/api/v1/relations/{relation}/end"), format!("/api/v1/organisations/{federation}")),
        ] {
            let refused = office.keyed(&path, &office.lead, &json!({"to": "2015-01-01"}));
            assert_eq!(refused.is_problem(409, &path).json()["remedies"][0]["href"], next, "{path}");
        }
    }
}

#[test]
fn a_committee_is_given_another_name_by_whoever_read_it_last() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        office.body("03E", "commissioner");
        let committee = office.committee("pccc", "03E");
        let path = format!("/api/v1/committees/{committee}");
        let change = |token: &str, tag: &str, body: Value| desk.send("PATCH", &path, token, &[("If-Match", tag)], &body);
        let (early, late) = (desk.get(&format!("{path}?as_at=2015-03-31"), lead), desk.get(&path, lead));
        assert_ne!(early.header("etag"), late.header("etag"), "another day shows other terms of one version");
        change(secretary, "\"x.1\"", json!({"name": "x"})).is_problem(412, "the tag of another");
        desk.send("PATCH", &path, secretary, &[], &json!({"name": "x"})).is_problem(428, "no tag");
        change(secretary, late.header("etag"), json!({"code": "other"})).is_problem(422, "its code stays");
        change(secretary, late.header("etag"), json!({"name": "a\nb"})).is_problem(422, "two lines");
        let renamed = change(secretary, early.header("etag"), json!({"name": "The Primary Care Committee"}));
        assert_eq!(renamed.status, 200, "{}", renamed.text);
        change(lead, late.header("etag"), json!({"name": "x"})).is_problem(412, "changed since");
        let read = desk.get(&path, lead).json();
        for (field, value) in renamed.json().as_object().unwrap() {
            assert_eq!(&read[field], value, "{field}");
        }
        assert_eq!(read["name"], "The Primary Care Committee");
        assert_eq!(change(secretary, renamed.header("etag"), json!({"name": "Primary Care"})).status, 200);
        desk.verified();
    }
}
