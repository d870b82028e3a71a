//! Who may manage whom, and what nobody can do to another register.

use quorate::access::Role;
use serde_json::json;

use crate::desk::{PASSWORD, TestServer};

#[test]
fn a_lead_manages_their_own_register_and_sees_no_other() {
    for desk in TestServer::all() {
        let (one, two) = (desk.register("one"), desk.register("two"));
        desk.user("lead@example.org", one, &[Role::GovernanceLead], None);
        let here = desk.user("here@example.org", one, &[Role::Member], None);
        let there = desk.user("there@example.org", two, &[Role::Member], None);
        let lead = desk.sign_in("lead@example.org");
        let list = desk.get("/api/v1/users", &lead).json();
        let emails: Vec<_> = list["items"].as_array().unwrap().iter().map(|user| user["email"].as_str().unwrap()).collect();
        assert_eq!(emails, ["lead@example.org", "here@example.org"]);
        desk.get(&format!("/api/v1/users/{there}"), &lead).is_problem(404, "of another register");
        desk.post(&format!("/api/v1/users/{there}/suspend"), &lead, &json!({})).is_problem(404, "of another register");

        let path = format!("/api/v1/users/{here}/roles");
        let tag = desk.get(&format!("/api/v1/users/{here}"), &lead).header("etag").to_owned();
        for (body, status, what) in [
            (json!({"roles": ["system_admin"]}), 422, "a role of the deployment"),
            (json!({"register": "system", "roles": ["system_admin"]}), 422, "the deployment"),
            (json!({"register": "two", "roles": ["chair"]}), 422, "another register"),
            (json!({"register": "three", "roles": ["chair"]}), 422, "no register"),
            (json!({"roles": ["king"]}), 422, "no role"),
            (json!({"roles": ["service"]}), 422, "the role of a program"),
            (json!({"roles": "chair"}), 422, "not a list"),
            (json!({"roles": ["chair"], "version": 1}), 422, "a field that is not taken"),
        ] {
            desk.send("PUT", &path, &lead, &[("If-Match", &tag)], &body).is_problem(status, what);
        }
        desk.send("PUT", &path, &lead, &[], &json!({"roles": ["chair"]})).is_problem(428, "no If-Match");
        let given = desk.send("PUT", &path, &lead, &[("If-Match", &tag)], &json!({"roles": ["chair", "member", "chair"]}));
        assert_eq!((given.status, given.json()["roles"].clone()), (200, json!(["chair", "member"])));
        let stale = desk.send("PUT", &path, &lead, &[("If-Match", &tag)], &json!({"roles": ["chair"]}));
        assert_eq!(stale.is_problem(412, "a stale version").json()["current_version"], given.json()["version"]);
        assert_eq!(stale.header("etag"), given.header("etag"));
        let made = desk.post("/api/v1/users", &lead, &json!({"email": "new@example.org", "name": "New", "roles": ["member"]}));
        assert_eq!(made.header("location"), format!("/api/v1/users/{}", made.json()["id"].as_str().unwrap()));
        // Of an account elsewhere a lead learns no more than that its address is taken.
        let tag = format!("\"{there}.1\"");
        let roles = desk.send("PUT", &format!("/api/v1/users/{there}/roles"), &lead, &[("If-Match", &tag)], &json!({"roles": ["chair"]}));
        roles.is_problem(404, "of another register");
        let taken = desk.post("/api/v1/users", &lead, &json!({"email": "there@example.org", "name": "There", "roles": ["member"]}));
        let taken = taken.is_problem(409, "an address of another register").json();
        assert_eq!(taken["reasons"][0]["facts"], json!([]));
        assert!(taken["reasons"][0]["cure"].as_str().unwrap().contains("administrator"), "{taken}");
        let known = desk.post("/api/v1/users", &lead, &json!({"email": "here@example.org", "name": "Here", "roles": ["member"]}));
        assert_eq!(known.is_problem(409, "an address of this register").json()["reasons"][0]["facts"], json!([format!("account:{here}")]));
        // A member may not even look.
        let member = desk.sign_in("here@example.org");
        desk.get("/api/v1/users", &member).is_problem(403, "a member");
        desk.get("/api/v1/registers", &lead).is_problem(403, "a lead");
        desk.verified();
    }
}

#[test]
fn a_role_taken_away_is_gone_at_once() {
    for desk in TestServer::all() {
        let one = desk.register("one");
        let lead = desk.user("lead@example.org", one, &[Role::GovernanceLead], None);
        let token = desk.sign_in("lead@example.org");
        assert_eq!(desk.get("/api/v1/users", &token).status, 200);
        let admin = desk.administrator();
        let tag = desk.get(&format!("/api/v1/users/{lead}"), &admin).header("etag").to_owned();
        let path = format!("/api/v1/users/{lead}/roles");
        assert_eq!(desk.send("PUT", &path, &admin, &[("If-Match", &tag)], &json!({"register": "one", "roles": ["member"]})).status, 200);
        desk.get("/api/v1/users", &token).is_problem(403, "the role is gone");
        desk.verified();
    }
}

#[test]
fn the_last_administrator_stays() {
    for desk in TestServer::all() {
        let admin = desk.administrator();
        let me = desk.get("/api/v1/me", &admin).json()["id"].as_str().unwrap().to_owned();
        desk.post(&format!("/api/v1/users/{me}/suspend"), &admin, &json!({})).is_problem(409, "the last one");
        let tag = desk.get(&format!("/api/v1/users/{me}"), &admin).header("etag").to_owned();
        desk.send("PUT", &format!("/api/v1/users/{me}/roles"), &admin, &[("If-Match", &tag)], &json!({"register": "system", "roles": []}))
            .is_problem(409, "the last one");
        let system = desk.system();
        desk.user("second@example.org", system, &[Role::SystemAdmin], None);
        assert_eq!(desk.post(&format!("/api/v1/users/{me}/suspend"), &admin, &json!({})).status, 200);
        desk.get("/api/v1/me", &admin).is_problem(401, "suspended by themselves");
        desk.verified();
    }
}

#[test]
fn the_last_governance_lead_of_a_register_stays_unless_the_administrator_says_otherwise() {
    for desk in TestServer::all() {
        let one = desk.register("one");
        let me = desk.user("lead@example.org", one, &[Role::GovernanceLead], None);
        let lead = desk.sign_in("lead@example.org");
        let path = format!("/api/v1/users/{me}/roles");
        let give = |token: &str, roles: serde_json::Value| {
            let tag = desk.get(&format!("/api/v1/users/{me}"), token).header("etag").to_owned();
            desk.send("PUT", &path, token, &[("If-Match", &tag)], &json!({"register": "one", "roles": roles}))
        };
        give(&lead, json!([])).is_problem(409, "none would lead");
        give(&lead, json!(["secretary"])).is_problem(409, "none would lead");
        desk.post(&format!("/api/v1/users/{me}/suspend"), &lead, &json!({})).is_problem(409, "none would lead");
        let admin = desk.administrator();
        assert_eq!(give(&admin, json!(["governance_lead", "secretary"])).status, 200);
        desk.user("second@example.org", one, &[Role::GovernanceLead], None);
        assert_eq!(give(&lead, json!(["secretary"])).status, 200);
        let second = desk.sign_in("second@example.org");
        desk.get("/api/v1/users", &second).json();
        assert_eq!(give(&admin, json!([])).status, 200);
        desk.verified();
    }
}

#[test]
fn two_spellings_of_one_address_are_one_address() {
    for desk in TestServer::all() {
        let admin = desk.administrator();
        for (email, status) in
            [("clerk@example.org", 201), ("CLERK@example.org", 409), ("ｃlerk@example.org", 409), ("clerk@example.com", 201)]
        {
            let reply = desk.post("/api/v1/users", &admin, &json!({"email": email, "name": "A Clerk"}));
            assert_eq!(reply.status, status, "{email}: {}", reply.text);
        }
        let list = desk.get("/api/v1/users?limit=2", &admin);
        let next = list.json()["next"].as_str().unwrap().to_owned();
        assert!(list.header("link").contains(&next) && list.header("link").ends_with("rel=\"next\""));
        let rest = desk.get(&format!("/api/v1/users?limit=2&cursor={next}"), &admin).json();
        assert_eq!((rest["items"].as_array().unwrap().len(), rest["next"].clone()), (1, json!(null)));
        // A cursor is for its own reader and its own question.
        let one = desk.register("one");
        desk.user("lead@example.org", one, &[Role::GovernanceLead], None);
        let lead = desk.sign_in("lead@example.org");
        let foreign = desk.get(&format!("/api/v1/users?cursor={next}"), &lead);
        assert_eq!(foreign.is_problem(400, "another's cursor").pointer(), "?cursor");
        let elsewhere = desk.get(&format!("/api/v1/registers?cursor={next}"), &admin);
        assert_eq!(elsewhere.is_problem(400, "a cursor of another list").pointer(), "?cursor");
        desk.verified();
    }
}

#[test]
fn if_match_takes_one_strong_tag_of_this_thing() {
    for desk in TestServer::all() {
        let admin = desk.administrator();
        let one = desk.register("one");
        let account = desk.user("member@example.org", one, &[Role::Member], None);
        let path = format!("/api/v1/users/{account}");
        let shown = desk.get(&path, &admin);
        let tag = shown.header("etag").to_owned();
        let known = desk.request("GET", &path, &[("Authorization", &format!("Bearer {admin}")), ("If-None-Match", &tag)], None);
        assert_eq!((known.status, known.text.as_str()), (304, ""));
        let body = json!({"name": "Another Name"});
        let other = format!("\"{}.1\"", quorate::ids::AccountId::new());
        for bad in ["*", "x", tag.trim_matches('"'), &format!("{tag} {tag}"), &"x".repeat(10_000)] {
            let reply = desk.send("PATCH", &path, &admin, &[("If-Match", bad)], &body);
            assert_eq!(reply.is_problem(400, bad).code(), "header_invalid");
        }
        // A tag that is one, and of no version of this: as a proxy that compresses makes them, too.
        let added = format!("{}-gzip\"", tag.trim_end_matches('"'));
        for none in [&format!("W/{tag}"), &format!("W/{tag}, W/{tag}"), "\"\"", "\"x.y\"", &other, &format!("\"{account}.-1\""), &added] {
            let reply = desk.send("PATCH", &path, &admin, &[("If-Match", none)], &body);
            assert_eq!(reply.is_problem(412, none).code(), "unmatched");
            assert_eq!(reply.remedy("read"), path, "{none}");
        }
        for weak in [&format!("W/{tag}"), &added] {
            assert!(desk.send("PATCH", &path, &admin, &[("If-Match", weak)], &body).text.contains("compresses"), "{weak}");
        }
        desk.send("PATCH", &path, &admin, &[], &body).is_problem(428, "none");
        let list = format!("W/{tag}, {other}, {tag}");
        let done = desk.send("PATCH", &path, &admin, &[("If-Match", &list)], &body);
        assert_eq!(done.status, 200, "{}", done.text);
        assert_ne!(done.header("etag"), tag);
        assert!(done.header("audit-receipt").starts_with("localhost/system/1 "));
        desk.send("PATCH", &path, &admin, &[("If-Match", &tag)], &body).is_problem(412, "stale");
        desk.verified();
    }
}

#[test]
fn a_register_is_opened_by_the_administrator() {
    for desk in TestServer::all() {
        let admin = desk.administrator();
        let made = desk.post("/api/v1/registers", &admin, &json!({"slug": "exampleshire", "name": "NHS Exampleshire"}));
        assert_eq!(made.status, 201, "{}", made.text);
        for body in [
            json!({"slug": "exampleshire", "name": "Again"}),
            json!({"slug": "Not A Slug", "name": "X"}),
            json!({"slug": "", "name": "X"}),
            json!({"slug": "x", "name": ""}),
            json!({"slug": "x", "name": "a\u{202e}b"}),
            json!({"slug": "x"}),
        ] {
            desk.post("/api/v1/registers", &admin, &body).is_problem(422, &body.to_string());
        }
        let slugs: Vec<_> =
            desk.get("/api/v1/registers", &admin).json()["items"].as_array().unwrap().iter().map(|row| row["slug"].clone()).collect();
        assert_eq!(slugs, [json!("system"), json!("exampleshire")]);
        let body = json!({"email": "admin@example.org", "password": PASSWORD, "register": "exampleshire"});
        desk.post("/api/v1/sessions", "", &body).is_problem(422, "no role there");
        desk.verified();
    }
}

#[test]
fn an_account_signs_in_as_a_person_of_its_register_or_of_none() {
    for desk in TestServer::all() {
        let (one, two) = (desk.register("one"), desk.register("two"));
        desk.user("lead@example.org", one, &[Role::GovernanceLead], None);
        desk.user("lead@example.com", two, &[Role::GovernanceLead], None);
        let (lead, other) = (desk.sign_in("lead@example.org"), desk.sign_in("lead@example.com"));
        let person = desk.post("/api/v1/people", &lead, &json!({"name": "A Person"})).json()["id"].clone();
        let elsewhere = desk.post("/api/v1/people", &other, &json!({"name": "Another"})).json()["id"].clone();
        let make = |email: &str, person: &serde_json::Value| {
            desk.post("/api/v1/users", &lead, &json!({"email": email, "name": "A Member", "roles": ["member"], "person": person}))
        };
        for nobody in [json!(uuid::Uuid::now_v7()), elsewhere] {
            let refused = make("member@example.org", &nobody);
            assert_eq!(refused.is_problem(422, "nobody's account").pointer(), "/person");
        }
        let made = make("member@example.org", &person);
        assert_eq!(made.status, 201, "{}", made.text);
        let path = format!("/api/v1/users/{}", made.json()["id"].as_str().unwrap());
        let tag = desk.get(&path, &lead).header("etag").to_owned();
        let nobody = json!({"roles": ["member"], "person": uuid::Uuid::now_v7()});
        let given = desk.send("PUT", &format!("{path}/roles"), &lead, &[("If-Match", &tag)], &nobody);
        assert_eq!(given.is_problem(422, "nobody's roles").pointer(), "/person");
        desk.verified();
    }
}

#[test]
fn a_change_of_nothing_is_refused_wherever_something_is_changed() {
    for desk in TestServer::all() {
        let one = desk.register("one");
        desk.user("lead@example.org", one, &[Role::GovernanceLead], None);
        let member = desk.user("member@example.org", one, &[Role::Member], None);
        let lead = desk.sign_in("lead@example.org");
        let body = json!({"code": "03E", "name": "The Commissioner", "kind": "commissioner"});
        let made = |path: &str, body: &serde_json::Value| {
            let reply = desk.post(path, &lead, body);
            assert_eq!(reply.status, 201, "{}", reply.text);
            format!("{path}/{}", reply.json()["id"].as_str().unwrap())
        };
        let paths =
            [format!("/api/v1/users/{member}"), made("/api/v1/organisations", &body), made("/api/v1/people", &json!({"name": "A Person"}))];
        for path in paths {
            let tag = desk.get(&path, &lead).header("etag").to_owned();
            let refused = desk.send("PATCH", &path, &lead, &[("If-Match", &tag)], &json!({}));
            assert_eq!(refused.is_problem(422, &path).json()["errors"][0]["code"], "nothing_to_change");
            assert_eq!(desk.get(&path, &lead).header("etag"), tag);
        }
        desk.verified();
    }
}

#[test]
fn a_register_is_renamed_by_an_administrator_and_keeps_its_short_name() {
    for desk in TestServer::all() {
        let admin = desk.administrator();
        let made = desk.post("/api/v1/registers", &admin, &json!({"slug": "north", "name": "The North"}));
        let path = made.header("location").to_owned();
        let read = desk.get(&path, &admin);
        assert_eq!((read.status, &read.json()["name"], read.header("etag")), (200, &json!("The North"), made.header("etag")));
        let rename = |token: &str, body: serde_json::Value| desk.send("PATCH", &path, token, &[("If-Match", read.header("etag"))], &body);
        rename(&admin, json!({"slug": "south"})).is_problem(422, "its short name stays");
        rename(&admin, json!({"name": "two\nlines"})).is_problem(422, "two lines");
        let id: quorate::ids::RegisterId = made.json()["id"].as_str().unwrap().parse().unwrap();
        desk.user("lead@example.org", id, &[Role::GovernanceLead], None);
        let lead = desk.sign_in("lead@example.org");
        desk.get(&path, &lead).is_problem(403, "a governance lead");
        rename(&lead, json!({"name": "x"})).is_problem(403, "a governance lead");
        let renamed = rename(&admin, json!({"name": "The North and East"}));
        assert_eq!((renamed.status, renamed.json()["slug"].clone()), (200, json!("north")), "{}", renamed.text);
        renamed.header("audit-receipt");
        rename(&admin, json!({"name": "x"})).is_problem(412, "changed since");
        assert_eq!(desk.get("/api/v1/me", &lead).json()["register"]["name"], "The North and East");
        desk.get(&format!("/api/v1/registers/{}", uuid::Uuid::now_v7()), &admin).is_problem(404, "none");
        // An administrator sees every role of an account, a governance lead those of their register.
        let user = format!("/api/v1/users/{}", desk.get("/api/v1/me", &lead).json()["id"].as_str().unwrap());
        assert_ne!(desk.get(&user, &lead).header("etag"), desk.get(&user, &admin).header("etag"));
        desk.verified();
    }
}

#[test]
fn a_lead_takes_over_nobody_who_looks_at_what_leads_do() {
    for desk in TestServer::all() {
        let one = desk.register("one");
        desk.user("lead@example.org", one, &[Role::GovernanceLead], None);
        let ids = [
            desk.user("guardian@example.org", one, &[Role::Guardian, Role::Member], None),
            desk.user("auditor@example.org", one, &[Role::Auditor], None),
        ];
        let (lead, admin) = (desk.sign_in("lead@example.org"), desk.administrator());
        for id in ids {
            let path = format!("/api/v1/users/{id}");
            let put = |token: &str, roles: &serde_json::Value| {
                let tag = desk.get(&path, token).header("etag").to_owned();
                desk.send("PUT", &format!("{path}/roles"), token, &[("If-Match", &tag)], &json!({"register": "one", "roles": roles}))
            };
            for verb in ["reset-password", "suspend"] {
                let refused = desk.post(&format!("{path}/{verb}"), &lead, &json!({}));
                assert!(refused.is_problem(403, verb).text.contains("administrator"), "{}", refused.text);
            }
            let tag = desk.get(&path, &lead).header("etag").to_owned();
            let moved = json!({"email": "mine@example.org"});
            desk.send("PATCH", &path, &lead, &[("If-Match", &tag)], &moved).is_problem(403, "another address");
            // Not by taking the role away first, either.
            for roles in [json!([]), json!(["member"]), json!(["member", "secretary"])] {
                assert_eq!(put(&lead, &roles).is_problem(422, "the role is taken away").pointer(), "/roles");
            }
            assert_eq!(desk.post(&format!("{path}/reset-password"), &admin, &json!({})).status, 201);
            desk.post(&format!("{path}/invite"), &lead, &json!({})).is_problem(403, "a new link for it");
        }
        for role in ["guardian", "auditor"] {
            let body = json!({"email": format!("my-{role}@example.org"), "name": "Mine", "roles": [role]});
            assert_eq!(desk.post("/api/v1/users", &lead, &body).is_problem(422, role).pointer(), "/roles");
        }
        // Of everybody else a lead lets somebody in again, another lead too.
        for (email, role) in [("secretary@example.org", Role::Secretary), ("second@example.org", Role::GovernanceLead)] {
            let id = desk.user(email, one, &[role], None);
            // But not under another address, where the owner would never be told of it.
            let path = format!("/api/v1/users/{id}");
            let readdress = |token: &str, body: &serde_json::Value| {
                let tag = desk.get(&path, token).header("etag").to_owned();
                desk.send("PATCH", &path, token, &[("If-Match", &tag)], body)
            };
            let refused = readdress(&lead, &json!({"email": "mine@example.org"}));
            assert!(refused.is_problem(403, email).text.contains("administrator"), "{}", refused.text);
            assert_eq!(readdress(&lead, &json!({"name": "Another Name"})).status, 200, "{email}");
            assert_eq!(readdress(&admin, &json!({"email": format!("new-{email}")})).status, 200, "{email}");
            assert_eq!(desk.post(&format!("/api/v1/users/{id}/reset-password"), &lead, &json!({})).status, 201, "{email}");
        }
        desk.verified();
    }
}

#[test]
fn nobody_gives_themself_a_role_but_the_administrator() {
    for desk in TestServer::all() {
        let one = desk.register("one");
        let me = desk.user("lead@example.org", one, &[Role::GovernanceLead, Role::Member], None);
        desk.user("second@example.org", one, &[Role::GovernanceLead], None);
        let person = desk.person(one, "A Voting Member");
        let lead = desk.sign_in("lead@example.org");
        let path = format!("/api/v1/users/{me}");
        let give = |token: &str, body: &serde_json::Value| {
            let tag = desk.get(&path, token).header("etag").to_owned();
            desk.send("PUT", &format!("{path}/roles"), token, &[("If-Match", &tag)], body)
        };
        for roles in [json!(["governance_lead", "member", "secretary"]), json!(["governance_lead", "chair"])] {
            give(&lead, &json!({"roles": roles})).is_problem(403, "a role for themself");
        }
        for role in ["guardian", "auditor"] {
            give(&lead, &json!({"roles": ["governance_lead", "member", role]})).is_problem(422, role);
        }
        let as_another = json!({"roles": ["governance_lead", "member"], "person": person});
        give(&lead, &as_another).is_problem(403, "to act as somebody");
        assert_eq!(give(&lead, &json!({"roles": ["governance_lead"]})).status, 200, "giving one up");
        // Nor does anybody put off the person whose exclusions bind them.
        let sits = desk.user("sits@example.org", one, &[Role::GovernanceLead, Role::Member], Some(person));
        let own = format!("/api/v1/users/{sits}");
        let token = desk.sign_in("sits@example.org");
        let leave = |body: &serde_json::Value| {
            let tag = desk.get(&own, &token).header("etag").to_owned();
            desk.send("PUT", &format!("{own}/roles"), &token, &[("If-Match", &tag)], body)
        };
        leave(&json!({"roles": ["governance_lead"]})).is_problem(403, "without the person");
        leave(&json!({"roles": ["governance_lead"], "person": null})).is_problem(403, "without the person");
        assert_eq!(leave(&json!({"roles": ["governance_lead"], "person": person})).status, 200);
        // A small body has one person for everything: the administrator may, and the log says so.
        let admin = desk.administrator();
        assert_eq!(give(&admin, &json!({"register": "one", "roles": ["governance_lead", "guardian"]})).status, 200);
        desk.verified();
    }
}

#[test]
fn an_address_that_only_looks_like_another_is_refused() {
    for desk in TestServer::all() {
        let admin = desk.administrator();
        for email in ["\u{441}lerk@example.org", "\u{441}\u{43e}\u{440}@example.org", "clerk@ex\u{430}mple.org"] {
            let reply = desk.post("/api/v1/users", &admin, &json!({"email": email, "name": "A Clerk"}));
            let fields = reply.is_problem(422, email).json()["errors"][0].clone();
            assert_eq!((&fields["pointer"], &fields["code"]), (&json!("/email"), &json!("mixed_alphabets")), "{email}");
        }
        let polish = json!({"email": "\u{142}ucja@example.org", "name": "A Clerk"});
        assert_eq!(desk.post("/api/v1/users", &admin, &polish).status, 201);
        desk.verified();
    }
}
