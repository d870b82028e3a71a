//! Declarations from draft to end, who may see and make them, and the register as it stands.

use quorate::access::Role;
use quorate::ids::PersonId;
use quorate::moment::Instant;
use serde_json::{Value, json};

use super::{Office, column, id, reasons};
use crate::desk::Reply;

fn member(office: &Office, email: &str, person: &str) -> String {
    office.desk.user(email, office.register, &[Role::Member], Some(person.parse::<PersonId>().unwrap()));
    office.desk.sign_in(email)
}

#[test]
fn a_declaration_goes_from_draft_to_its_end() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        office.body("NVM", "company");
        let person = office.person("gp_a");
        let own = member(&office, "gp@example.org", &person);
        let today = Instant::now().day();
        let draft = json!({"category": "financial", "nature": "Director", "organisation": "NVM", "from": "2018-03-01", "draft": true});
        let made = office.keyed("/api/v1/declarations", &own, &draft);
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!((made.json()["status"].clone(), made.json()["person"].clone()), (json!("draft"), json!(person)));
        assert!(made.json()["days_late"].as_i64().unwrap() > 2000);
        let path = format!("/api/v1/declarations/{}", id(&made.json()));
        let verb = |token: &str, verb: &str, body: Value| desk.post(&format!("{path}/{verb}"), token, &body);
        assert_eq!(reasons(&verb(&own, "end", json!({"to": "2019-01-01"}))), ["state_forbids"]);
        assert_eq!(reasons(&verb(lead, "review", json!({"accept": true}))), ["state_forbids"]);
        let tag = desk.get(&path, &own).header("etag").to_owned();
        let amended = desk.send("PATCH", &path, &own, &[("If-Match", &tag)], &json!({"aware": today.to_string(), "from": null}));
        assert_eq!((amended.status, amended.json()["days_late"].clone()), (200, json!(0)), "{}", amended.text);
        assert_eq!(verb(&own, "submit", json!({})).json()["status"], "submitted");
        let tag = desk.get(&path, &own).header("etag").to_owned();
        assert_eq!(reasons(&desk.send("PATCH", &path, &own, &[("If-Match", &tag)], &json!({"nature": "x"}))), ["state_forbids"]);
        verb(secretary, "review", json!({"accept": true})).is_problem(403, "a secretary");
        verb(lead, "review", json!({"accept": false})).is_problem(422, "no note");
        assert_eq!(verb(lead, "review", json!({"accept": false, "note": "Since when?"})).json()["status"], "submitted");
        assert_eq!(verb(lead, "review", json!({"accept": true})).json()["status"], "active");
        assert_eq!(desk.get(&path, lead).json()["review"]["accepted"], true);
        let back = verb(&own, "end", json!({"to": "2019-01-01"}));
        assert_eq!(back.is_problem(422, "ended before today").pointer(), "/to");
        assert_eq!(verb(secretary, "end", json!({"to": "2019-01-01"})).json()["status"], "ended");
        assert_eq!(reasons(&verb(&own, "end", json!({"to": today.to_string()}))), ["state_forbids"]);
        let made =
            office.keyed("/api/v1/declarations", &own, &json!({"category": "financial", "nature": "Director", "organisation": "NVM"}));
        let path = format!("/api/v1/declarations/{}/end", id(&made.json()));
        assert_eq!(desk.post(&path, &own, &json!({"to": today.to_string()})).json()["status"], "ended");
        let unknown = json!({"category": "financial", "nature": "x", "organisation": "NONE"});
        assert_eq!(office.keyed("/api/v1/declarations", &own, &unknown).is_problem(422, "in no body").pointer(), "/organisation");
        let mitigation = json!({"person": person, "category": "financial", "nature": "x", "organisation": "NVM", "standing_mitigation": {"treatment": "leave", "when_organisation": "NONE"}});
        let mitigated = office.keyed("/api/v1/declarations", secretary, &mitigation);
        assert_eq!(mitigated.is_problem(422, "when nobody").pointer(), "/standing_mitigation/when_organisation");
        assert_eq!(desk.get("/api/v1/declarations?organisation=NONE", lead).is_problem(400, "of no body").pointer(), "?organisation");
        desk.verified();
    }
}

#[test]
fn a_member_sees_and_declares_their_own_and_dates_it_today() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        let (one, two) = (office.person("one"), office.person("two"));
        let own = member(&office, "one@example.org", &one);
        let theirs = office.made("/api/v1/declarations", &json!({"person": two, "category": "financial", "nature": "Shares"}));
        let theirs = format!("/api/v1/declarations/{}", id(&theirs));
        let declare = |token: &str, body: Value| office.keyed("/api/v1/declarations", token, &body);
        declare(&own, json!({"person": two, "category": "financial", "nature": "x"})).is_problem(403, "for another");
        let dated = declare(&own, json!({"category": "financial", "nature": "x", "declared": "2018-01-01"}));
        assert_eq!((dated.is_problem(422, "dated back").status, dated.pointer()), (422, "/declared".to_owned()));
        assert_eq!(
            declare(secretary, json!({"person": one, "category": "financial", "nature": "x", "declared": "2018-01-01"})).status,
            201
        );
        let tomorrow = Instant::now().day().plus_days(2).to_string();
        let ahead = declare(secretary, json!({"person": one, "category": "financial", "declared": tomorrow}));
        ahead.is_problem(422, "dated ahead");
        declare(secretary, json!({"category": "financial", "nature": "x"})).is_problem(422, "nobody");
        let faulty = [
            (json!({"category": "indirect"}), "/related_person"),
            (json!({"category": "financial", "from": "2018-01-01"}), "/nature"),
            (json!({"category": "indirect", "nature": "x", "underlying_category": "indirect", "draft": true}), "/underlying_category"),
            (json!({"category": "indirect", "related_to": one}), "/related_to"),
        ];
        for (body, field) in faulty {
            assert_eq!(declare(&own, body).is_problem(422, field).pointer(), field);
        }
        declare(&own, json!({"category": "financial", "from": "2018-02-01", "to": "2018-01-01"})).is_problem(422, "ends before it begins");
        desk.post("/api/v1/declarations", &own, &json!({"category": "financial"})).is_problem(400, "no key");
        desk.get(&theirs, &own).is_problem(404, "another's");
        desk.post(&format!("{theirs}/end"), &own, &json!({"to": "2019-01-01"})).is_problem(404, "another's");
        assert_eq!(column(&desk.get("/api/v1/declarations", &own), "person"), [json!(one)]);
        assert!(column(&desk.get(&format!("/api/v1/declarations?person={two}"), &own), "id").is_empty());
        assert_eq!(column(&desk.get("/api/v1/declarations?q=SHARES&status=submitted&category=financial", lead), "person"), [json!(two)]);
        desk.get("/api/v1/declarations.csv", &own).is_problem(403, "a member takes no exports");
        let csv = desk.get(&format!("/api/v1/declarations.csv?person={one}"), lead).text;
        assert_eq!(csv.lines().count(), 2, "{csv}");
        desk.user("nobody@example.org", office.register, &[Role::Member], None);
        let nobody = desk.sign_in("nobody@example.org");
        assert!(column(&desk.get("/api/v1/declarations", &nobody), "id").is_empty());
        assert_eq!(office.keyed("/api/v1/nil-declarations", &own, &json!({})).json()["nil"], true);
        desk.verified();
    }
}

#[test]
fn a_draft_may_say_nothing_yet_and_is_submitted_when_it_says_something() {
    for office in Office::all() {
        let Office { desk, .. } = &office;
        let person = office.person("one");
        let own = member(&office, "one@example.org", &person);
        let made = office.keyed("/api/v1/declarations", &own, &json!({"category": "financial", "draft": true}));
        let path = format!("/api/v1/declarations/{}", id(&made.json()));
        let submit = || desk.post(&format!("{path}/submit"), &own, &json!({}));
        assert_eq!(submit().is_problem(422, "says nothing").pointer(), "/nature");
        let tag = desk.get(&path, &own).header("etag").to_owned();
        let patched = desk.send("PATCH", &path, &own, &[("If-Match", &tag)], &json!({"related_to": person}));
        assert_eq!(patched.is_problem(422, "their own associate").pointer(), "/related_to");
        assert_eq!(desk.send("PATCH", &path, &own, &[("If-Match", &tag)], &json!({"nature": "Shares"})).status, 200);
        assert_eq!(submit().json()["status"], "submitted");
        desk.verified();
    }
}

fn shown(reply: &Reply) -> Vec<Value> {
    column(reply, "nature")
}

#[test]
fn the_register_shows_each_audience_its_own_and_deciders_only() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        let ccg = office.body("03L", "commissioner");
        let other = office.body("03K", "commissioner");
        office.made(&format!("/api/v1/organisations/{ccg}/policies"), &json!({"pack": "ccg_2017", "from": "2017-06-16"}));
        let (ours, theirs) = (office.committee("pccc", "03L"), office.committee("gb", "03K"));
        let (seated, clerk, elsewhere) = (office.person("seated"), office.person("clerk"), office.person("elsewhere"));
        office.appointed(&ours, "gp", &seated, "2015-04-01");
        office.appointed(&theirs, "gp", &elsewhere, "2015-04-01");
        for (person, nature, to) in
            [(&seated, "adviser", json!("2018-01-31")), (&clerk, "shares", json!(null)), (&elsewhere, "director", json!(null))]
        {
            let body = json!({"person": person, "category": "financial", "nature": nature, "from": "2016-01-01", "to": to, "declared": "2017-07-01"});
            office.made("/api/v1/declarations", &body);
        }
        let on = |day: &str, audience: &str| {
            shown(&desk.get(&format!("/api/v1/organisations/{ccg}/register?as_at={day}&audience={audience}"), secretary))
        };
        assert_eq!(on("2017-06-30", "private"), Vec::<Value>::new());
        assert_eq!(on("2018-06-30", "public"), ["adviser"]);
        assert_eq!(on("2018-08-31", "public"), Vec::<Value>::new());
        assert_eq!(on("2018-08-31", "private"), ["adviser", "shares"]);
        assert_eq!(on("2024-02-01", "private"), ["shares"]);
        let elsewhere = desk.get(&format!("/api/v1/organisations/{other}/register?as_at=2018-01-01&audience=private"), lead);
        assert_eq!(shown(&elsewhere), ["shares", "director"]);
        // Before June 2017 the public saw everybody.
        office.made(&format!("/api/v1/organisations/{other}/policies"), &json!({"pack": "ccg_2016", "from": "2017-07-01"}));
        assert_eq!(shown(&desk.get(&format!("/api/v1/organisations/{other}/register?as_at=2018-01-01"), lead)), ["shares", "director"]);
        let own = member(&office, "gp@example.org", &seated);
        desk.get(&format!("/api/v1/organisations/{ccg}/register?audience=private"), &own).is_problem(403, "the private record");
        let table = format!("/api/v1/organisations/{ccg}/register.ndjson?as_at=2018-06-30");
        assert_eq!(shown(&desk.get(&table.replace(".ndjson", ""), &own)), ["adviser"]);
        desk.get(&table, &own).is_problem(403, "a member takes no exports");
        let lines = desk.get(&table, secretary).text;
        assert!(lines.lines().count() == 1 && lines.contains("adviser"), "{lines}");
        desk.verified();
    }
}

#[test]
fn whoever_raised_an_interest_is_not_told_to_the_person_concerned() {
    for office in Office::all() {
        let Office { desk, lead, .. } = &office;
        let person = office.person("one");
        let own = member(&office, "one@example.org", &person);
        let body = json!({"person": person, "category": "financial", "nature": "Shares", "raised_by": "A colleague", "draft": true});
        let path = format!("/api/v1/declarations/{}", id(&office.made("/api/v1/declarations", &body)));
        assert_eq!(desk.get(&path, lead).json()["raised_by"], "A colleague");
        let seen = desk.get(&path, &own);
        assert_eq!((&seen.json()["raised_by"], &seen.json()["withheld"]), (&json!(null), &json!(["raised_by"])));
        let list = desk.get("/api/v1/declarations", &own);
        assert_eq!(list.json()["items"][0]["withheld"], json!(["raised_by"]));
        let amended = desk.send("PATCH", &path, &own, &[("If-Match", seen.header("etag"))], &json!({"nature": "Some shares"}));
        assert_eq!(amended.status, 200, "{}", amended.text);
        for reply in [&seen, &list, &amended] {
            assert!(!reply.text.contains("colleague"), "{}", reply.text);
        }
        assert_eq!(desk.get(&path, lead).json()["raised_by"], "A colleague", "it is kept all the same");
        desk.verified();
    }
}

#[test]
fn a_draft_is_between_those_who_make_it_and_is_discarded_by_them() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        let (one, two) = (office.person("one"), office.person("two"));
        let own = member(&office, "one@example.org", &one);
        let other = member(&office, "two@example.org", &two);
        let with = |role: Role, email: &str| {
            desk.user(email, office.register, &[role], None);
            desk.sign_in(email)
        };
        let (auditor, guardian) = (with(Role::Auditor, "auditor@example.org"), with(Role::Guardian, "guardian@example.org"));
        let chair = with(Role::Chair, "chair@example.org");
        let declare = |draft: bool| {
            let body = json!({"person": one, "category": "financial", "nature": "Shares", "draft": draft});
            format!("/api/v1/declarations/{}", id(&office.made("/api/v1/declarations", &body)))
        };
        let (draft, declared) = (declare(true), declare(false));
        let all = |token: &str, more: &str| column(&desk.get(&format!("/api/v1/declarations?count=true{more}"), token), "status");
        for keeper in [lead, secretary, &own] {
            assert_eq!(desk.get(&draft, keeper).status, 200);
            assert_eq!(all(keeper, ""), ["draft", "submitted"]);
        }
        for reader in [&auditor, &guardian] {
            desk.get(&draft, reader).is_problem(404, "a draft of somebody");
            assert_eq!(desk.get(&declared, reader).status, 200);
            assert_eq!(all(reader, ""), ["submitted"]);
            assert_eq!(desk.get("/api/v1/declarations?count=true", reader).json()["total"], 1);
            assert!(all(reader, "&status=draft").is_empty() && all(reader, "&q=shares").len() == 1);
        }
        assert_eq!(desk.get("/api/v1/declarations.csv?bom=false", &auditor).text.lines().count(), 2);
        for stranger in [&other, &chair] {
            desk.get(&draft, stranger).is_problem(404, "a draft of somebody");
            assert!(all(stranger, "").is_empty());
        }
        let discard = |path: &str, token: &str, tag: Option<&str>| {
            let bearer = format!("Bearer {token}");
            let mut headers = vec![("Authorization", bearer.as_str())];
            headers.extend(tag.map(|tag| ("If-Match", tag)));
            desk.request("DELETE", path, &headers, None)
        };
        let tag = desk.get(&draft, &own).header("etag").to_owned();
        discard(&draft, &own, None).is_problem(428, "no version");
        discard(&draft, &auditor, Some(&tag)).is_problem(403, "an auditor");
        discard(&draft, &other, Some(&tag)).is_problem(404, "somebody else");
        let amended = desk.send("PATCH", &draft, secretary, &[("If-Match", &tag)], &json!({"nature": "Some shares"}));
        assert_eq!(amended.status, 200, "the tag of its person's view, from somebody else: {}", amended.text);
        discard(&draft, &own, Some(&tag)).is_problem(412, "changed since");
        let tag = desk.get(&draft, &own).header("etag").to_owned();
        let gone = discard(&draft, &own, Some(&tag));
        assert_eq!((gone.status, gone.text.as_str()), (204, ""));
        gone.header("audit-receipt");
        desk.get(&draft, &own).is_problem(404, "discarded");
        discard(&draft, lead, Some(&tag)).is_problem(404, "discarded");
        // What was submitted stays, and what can be done is said.
        let tag = desk.get(&declared, &own).header("etag").to_owned();
        let refused = discard(&declared, &own, Some(&tag));
        assert_eq!(reasons(&refused), ["state_forbids"]);
        let next = refused.json()["remedies"].as_array().unwrap().iter().map(|next| next["href"].clone()).collect::<Vec<_>>();
        assert_eq!(next, [json!(declared), json!(format!("{declared}/end"))]);
        desk.verified();
    }
}

#[test]
fn two_views_of_one_version_bear_two_tags() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        let person = office.person("one");
        let own = member(&office, "one@example.org", &person);
        let body = json!({"person": person, "category": "financial", "nature": "Shares", "raised_by": "A colleague", "draft": true});
        let declaration = format!("/api/v1/declarations/{}", id(&office.made("/api/v1/declarations", &body)));
        let someone = format!("/api/v1/people/{person}");
        for path in [&declaration, &someone] {
            let (whole, part) = (desk.get(path, lead), desk.get(path, &own));
            assert_ne!(whole.header("etag"), part.header("etag"), "{path}");
            assert_eq!(desk.get(path, secretary).header("etag"), whole.header("etag"));
            let known = |token: &str, tag: &str| {
                let bearer = format!("Bearer {token}");
                desk.request("GET", path, &[("Authorization", &bearer), ("If-None-Match", tag)], None).status
            };
            assert_eq!((known(&own, part.header("etag")), known(&own, whole.header("etag"))), (304, 200));
            assert_eq!((known(lead, whole.header("etag")), known(lead, part.header("etag"))), (304, 200));
            // Whichever was read, whoever may change it names that version.
            let field = if path == &someone { "name" } else { "nature" };
            let change = |tag: &str, text: &str| desk.send("PATCH", path, lead, &[("If-Match", tag)], &json!({ field: text }));
            assert_eq!(change(part.header("etag"), "Another").status, 200);
            change(part.header("etag"), "A third").is_problem(412, "changed since");
            assert_eq!(change(desk.get(path, lead).header("etag"), "A third").status, 200);
        }
        desk.verified();
    }
}
