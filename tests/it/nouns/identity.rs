//! Nobody becomes somebody else by a list, and what our own lists say is what they are given back as.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::lists::{counts, send};
use super::{Office, column, id, reasons};

fn rejected(of: &Value) -> Vec<(u64, String, String)> {
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let all = of["rejected"].as_array().unwrap_or_else(|| panic!("no rejections in {of}"));
    all.iter().map(|one| (one["row"].as_u64().unwrap(), text(one, "column"), text(one, "code"))).collect()
}

/// Sent, refused for some rows, and nothing written.
fn refused(office: &Office, kind: &str, list: &str) -> Value {
    let before = office.desk.entries_of(office.register);
    let reply = send(office, &office.secretary, &format!("kind={kind}"), list.as_bytes());
    let report = reply.is_problem(422, list).json()["report"].clone();
    assert_eq!(office.desk.entries_of(office.register), before);
    report
}

#[test]
fn a_shared_mailbox_gives_nobody_anothers_interests() {
    for office in Office::all() {
        let ada = json!({"name": "Ada Brook", "email": "members.office@example.org"});
        let ada = id(&office.made("/api/v1/people", &ada));
        office.made("/api/v1/declarations", &json!({"person": ada, "category": "financial", "nature": "Shares in Wind Ltd"}));
        let report = refused(&office, "people", "code,name,email\n9,Ben Cole,members.office@example.org\n");
        assert_eq!(rejected(&report), [(2, "email".to_owned(), "duplicate_email".to_owned())]);
        let message = report["rejected"][0]["message"].as_str().unwrap();
        assert!(message.contains("Ada Brook") && message.contains(&ada) && message.contains("Ben Cole"), "{message}");
        assert_eq!(column(&office.desk.get("/api/v1/people", &office.lead), "name"), ["Ada Brook"]);
        let taken = send(&office, &office.secretary, "kind=people", b"code,name\n9,Ben Cole\n");
        assert_eq!(counts(&taken.json()), [1, 1, 0, 0, 0]);
        office.desk.verified();
    }
}

#[test]
fn a_name_alone_makes_nobody_another() {
    for office in Office::all() {
        let lay = id(&office.made("/api/v1/people", &json!({"name": "John Smith", "tags": ["lay_audit"]})));
        let list = "code,name,tags,email\nP9,John Smith,local_gp,j.smith@surgery.example\n";
        assert_eq!(rejected(&refused(&office, "people", list)), [(2, "name".to_owned(), "name_not_enough".to_owned())]);
        let kept = office.desk.get(&format!("/api/v1/people/{lay}"), &office.lead).json();
        assert_eq!((&kept["code"], &kept["tags"], &kept["email"]), (&json!(null), &json!(["lay_audit"]), &json!(null)));
        // What the rejection says to do: the one who is there is given a code, then the list is taken.
        let tag = office.desk.get(&format!("/api/v1/people/{lay}"), &office.lead).header("etag").to_owned();
        office.desk.send("PATCH", &format!("/api/v1/people/{lay}"), &office.lead, &[("If-Match", &tag)], &json!({"code": "P1"}));
        assert_eq!(counts(&send(&office, &office.secretary, "kind=people", list.as_bytes()).json()), [1, 1, 0, 0, 0]);
        // Or it is the same person, by their id.
        let same = format!("id,name,grade\n{lay},John Smith,8d\n");
        assert_eq!(counts(&send(&office, &office.secretary, "kind=people", same.as_bytes()).json()), [1, 0, 1, 0, 0]);
        office.desk.verified();
    }
}

#[test]
fn a_code_in_two_cases_is_one_body_to_lists_terms_and_conflicts() {
    for office in Office::all() {
        let list = "code,name,kind,commissioner\nX01,An example ICB,commissioner,\nb82012,High Street Surgery,gp_practice,x01\n";
        assert_eq!(counts(&send(&office, &office.secretary, "kind=organisations", list.as_bytes()).json()), [2, 2, 0, 0, 0]);
        let both = "code,name,kind\nc1,High Street,company\nC1,HIGH STREET,company\n";
        assert_eq!(rejected(&refused(&office, "organisations", both)), [(3, "code".to_owned(), "duplicate".to_owned())]);
        let other = "code,name,kind,commissioner\nB82012,High Street Surgery,gp_practice,X01\n";
        assert_eq!(counts(&send(&office, &office.secretary, "kind=organisations", other.as_bytes()).json()), [1, 0, 0, 1, 0]);
        let body = json!({"code": "B82012", "name": "Another", "kind": "gp_practice"});
        assert_eq!(reasons(&office.keyed("/api/v1/organisations", &office.lead, &body)), ["duplicate"]);
        let codes = |query: &str| column(&office.desk.get(&format!("/api/v1/organisations?{query}"), &office.lead), "code");
        assert_eq!(codes("commissioner=x01"), ["b82012"]);
        // An interest under one spelling is found on an item under the other.
        office.made(
            &format!(
                "/api/v1/organisations/{}/policies",
                office.desk.get("/api/v1/organisations?q=X01", &office.lead).json()["items"][0]["id"].as_str().unwrap()
            ),
            &json!({"pack": "ccg_2017", "from": "2017-06-16"}),
        );
        let committee = office.committee("PCC", "x01");
        let (chair, gp) = (office.person("P1"), office.person("P2"));
        office.appointed(&committee, "lay_chair", &chair, "2016-01-01");
        office.appointed(&committee, "gp", &gp, "2016-01-01");
        office.made("/api/v1/declarations", &json!({"person": gp, "category": "financial", "nature": "Partner", "organisation": "b82012"}));
        let meeting =
            id(&office.keyed("/api/v1/meetings", &office.secretary, &json!({"committees": [committee], "date": "2030-03-05"})).json());
        let item = json!({"title": "A lease", "purpose": "decision", "affects": [{"organisation": "B82012"}]});
        id(&office.keyed(&format!("/api/v1/meetings/{meeting}/items"), &office.secretary, &item).json());
        let proposals = office.desk.get(&format!("/api/v1/meetings/{meeting}/proposals"), &office.secretary);
        assert!(proposals.text.contains("own_body"), "{}", proposals.text);
        // Terms name bodies in either case too, and keep the register's spelling.
        let mut terms = super::terms("2031-01-01");
        terms["seats"][1]["organisation"] = json!("B82012");
        let set = office.made(&format!("/api/v1/committees/{committee}/terms"), &terms);
        assert_eq!(set["terms"]["seats"][1]["organisation"], "b82012");
        office.desk.verified();
    }
}

#[test]
fn a_search_is_without_regard_to_accents_apostrophes_and_hyphens() {
    for office in Office::all() {
        for name in ["Zoë Brook", "Anna Núñez", "Sorcha McÁrdle", "Lars Öst", "Niamh O’Dea", "Ann Smith‐Jones", "Łucja Żółć"]
        {
            office.made("/api/v1/people", &json!({"name": name}));
        }
        let found = |q: &str| column(&office.desk.get(&format!("/api/v1/people?q={q}"), &office.lead), "name");
        for (q, name) in [
            ("zoe", "Zoë Brook"),
            ("ZO%C3%8B", "Zoë Brook"),
            ("nunez", "Anna Núñez"),
            ("mcardle", "Sorcha McÁrdle"),
            ("Ost", "Lars Öst"),
            ("O'Dea", "Niamh O’Dea"),
            ("smith-jones", "Ann Smith‐Jones"),
            ("lucja+zolc", "Łucja Żółć"),
        ] {
            assert_eq!(found(q), [name], "{q}");
        }
        let sorted = column(&office.desk.get("/api/v1/people?sort=name", &office.lead), "name");
        assert_eq!(sorted.first(), Some(&json!("Ann Smith‐Jones")));
        office.made("/api/v1/organisations", &json!({"code": "S1", "name": "St Mary’s Café", "kind": "charity"}));
        assert_eq!(column(&office.desk.get("/api/v1/organisations?q=mary's+cafe", &office.lead), "code"), ["S1"]);
    }
}

#[test]
fn a_grade_as_payroll_writes_it_keeps_a_decision_maker_in_the_published_register() {
    for office in Office::all() {
        let body = office.body("03E", "commissioner");
        office.made(&format!("/api/v1/organisations/{body}/policies"), &json!({"pack": "ccg_2017", "from": "2017-06-16"}));
        let list =
            "code,name,grade\nP1,Ada Brook,Band 8d\nP2,Ben Cole,Agenda for Change 8D\nP3,Cy Dunn,Very Senior Manager\nP4,Di Eve,Band 8c\n";
        assert_eq!(counts(&send(&office, &office.secretary, "kind=people", list.as_bytes()).json()), [4, 4, 0, 0, 0]);
        assert_eq!(column(&office.desk.get("/api/v1/people?sort=code", &office.lead), "grade"), ["8d", "8d", "vsm", "8c"]);
        let people = column(&office.desk.get("/api/v1/people?sort=code", &office.lead), "id");
        for person in &people {
            office.made(
                "/api/v1/declarations",
                &json!({"person": person, "category": "financial", "nature": "Shares", "declared": "2018-01-01"}),
            );
        }
        let published =
            office.desk.get(&format!("/api/v1/organisations/{body}/register?audience=public&as_at=2018-03-01"), &office.lead).text;
        for (name, is_there) in [("Ada Brook", true), ("Ben Cole", true), ("Cy Dunn", true), ("Di Eve", false)] {
            assert_eq!(published.contains(name), is_there, "{name}: {published}");
        }
        let bad = json!({"name": "Flo Gale", "grade": "Bnd 8d"});
        let problem = office.keyed("/api/v1/people", &office.lead, &bad).is_problem(422, "no grade").json();
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/grade"), &json!("unknown_grade")));
        assert_eq!(office.made("/api/v1/people", &json!({"name": "Flo Gale", "grade": "AfC Band 9"}))["grade"], "9");
    }
}

#[test]
fn what_nobody_wrote_is_no_name_to_the_interface_either() {
    for office in Office::all() {
        for (name, code) in [
            ("ZoÃ« BrÃ¶nte", "misread_letters"),
            ("Niamh Oâ€™Dea", "misread_letters"),
            ("Zo\u{fffd}", "letter_lost"),
            ("#REF!", "spreadsheet_error"),
            ("=VLOOKUP(A1)", "spreadsheet_error"),
            ("NULL", "not_a_name"),
            ("\u{3164}", "blank_letter"),
            ("a\u{ffff}", "no_character"),
            ("\u{e000}", "no_character"),
            ("\u{301}a", "leading_mark"),
            ("---", "no_letter"),
        ] {
            for (path, body) in [
                ("/api/v1/people", json!({"name": name})),
                ("/api/v1/organisations", json!({"code": "X1", "name": name, "kind": "company"})),
            ] {
                let problem = office.keyed(path, &office.lead, &body).is_problem(422, name).json();
                assert_eq!(problem["errors"][0]["code"], code, "{name}");
            }
        }
        // What is kept already is not asked again when something else is amended.
        assert_eq!(office.keyed("/api/v1/people", &office.lead, &json!({"name": "王小明"})).status, 201);
    }
}

#[test]
fn owners_in_a_ring_are_refused_one_by_one_too() {
    for office in Office::all() {
        let (one, two, three) = (office.body("A1", "company"), office.body("A2", "company"), office.body("A3", "company"));
        let owns = |holder: &str, body: &str, more: Value| {
            let mut command = json!({"body": body, "kind": "owner"});
            command.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            office.keyed(&format!("/api/v1/organisations/{holder}/relations"), &office.lead, &command)
        };
        assert_eq!(owns(&one, &two, json!({})).status, 201);
        assert_eq!(owns(&two, &three, json!({"to": "2020-12-31"})).status, 201);
        let refused = owns(&three, &one, json!({"from": "2020-06-01"}));
        assert_eq!(reasons(&refused), ["state_forbids"]);
        assert!(refused.text.contains("The body A1 owns The body A2, which owns The body A3, which owns The body A1"), "{}", refused.text);
        assert_eq!(owns(&three, &one, json!({"from": "2021-01-01"})).status, 201, "after the other stake was over");
        let list = "code,name,kind,owners\nB1,First Holdings,company,B2\nB2,Second Holdings,company,B1\n";
        let report = self::refused(&office, "organisations", list);
        assert_eq!(report["rejected"][0]["code"], "owners_in_a_ring", "{report}");
        office.desk.verified();
    }
}

#[test]
fn a_change_that_changes_nothing_writes_nothing() {
    for office in Office::all() {
        let (body, person) = (office.body("03E", "commissioner"), office.person("P1"));
        let committee = office.committee("PCC", "03E");
        let meeting = json!({"committees": [committee], "date": "2030-03-05", "place": "Hall"});
        let meeting = id(&office.keyed("/api/v1/meetings", &office.secretary, &meeting).json());
        let item = json!({"title": "A lease", "purpose": "decision"});
        let item = id(&office.keyed(&format!("/api/v1/meetings/{meeting}/items"), &office.secretary, &item).json());
        let draft = json!({"person": person, "category": "financial", "nature": "Shares", "draft": true});
        let draft = id(&office.made("/api/v1/declarations", &draft));
        let (lead, secretary) = (&office.lead, &office.secretary);
        for (path, token, same, other) in [
            (format!("people/{person}"), lead, json!({"name": "Person P1", "grade": null, "tags": []}), json!({"name": "Another"})),
            (format!("organisations/{body}"), lead, json!({"name": "The body 03E", "kind": "commissioner"}), json!({"area": "North"})),
            (format!("committees/{committee}"), lead, json!({"name": "Committee PCC"}), json!({"name": "Another"})),
            (format!("meetings/{meeting}"), secretary, json!({"place": "Hall", "date": "2030-03-05"}), json!({"place": "Annex"})),
            (format!("items/{item}"), secretary, json!({"title": "A lease"}), json!({"title": "A lease of land"})),
            (format!("declarations/{draft}"), lead, json!({"nature": "Shares"}), json!({"nature": "Shares in Wind Ltd"})),
        ] {
            let path = format!("/api/v1/{path}");
            let before = office.desk.get(&path, token);
            let (tag, entries) = (before.header("etag").to_owned(), office.desk.entries_of(office.register));
            let amend = |body: &Value| office.desk.send("PATCH", &path, token, &[("If-Match", &tag)], body);
            let answered = amend(&same);
            assert_eq!((answered.status, &answered.json()["id"]), (200, &before.json()["id"]), "{path}: {}", answered.text);
            assert_eq!(office.desk.entries_of(office.register), entries, "{path}");
            let after = office.desk.get(&path, token);
            assert_eq!((after.header("etag"), after.json()), (tag.as_str(), before.json()), "{path}");
            assert_eq!(amend(&other).status, 200, "{path}");
            assert_eq!(office.desk.entries_of(office.register), entries + 1, "{path}");
        }
        let users = office.desk.get("/api/v1/users", &office.desk.administrator()).json();
        let administrator = office.desk.sign_in("admin@example.org");
        let user = users["items"].as_array().unwrap().iter().find(|user| user["email"] == "lead@example.org").unwrap().clone();
        let path = format!("/api/v1/users/{}", user["id"].as_str().unwrap());
        let (tag, entries) = (office.desk.get(&path, &administrator).header("etag").to_owned(), office.desk.entries());
        let same = json!({"name": user["name"], "email": user["email"]});
        assert_eq!(office.desk.send("PATCH", &path, &administrator, &[("If-Match", &tag)], &same).status, 200);
        let path = format!("/api/v1/registers/{}", office.register);
        let tag = office.desk.get(&path, &administrator).header("etag").to_owned();
        assert_eq!(office.desk.send("PATCH", &path, &administrator, &[("If-Match", &tag)], &json!({"name": "exampleshire"})).status, 200);
        assert_eq!(office.desk.entries(), entries);
        office.desk.verified();
    }
}

/// Whatever is taken, by the interface or by a list, our own lists say so that they are unchanged.
#[test]
fn what_our_lists_say_is_unchanged_when_it_is_given_back() {
    for office in Office::all() {
        let Office { desk, lead, secretary, .. } = &office;
        let mut runner = TestRunner::deterministic();
        let names = prop_oneof![
            3 => "['’\"=@+|%,; A-Za-zäëÖñŁø王.-]{1,20}",
            1 => prop::sample::select(vec!["=Equals", "'=Equals", "''@Home", "@Home Brook", "'t Hooft", "-Minus", "+Plus Care", "a\"b", "\"quoted\"", "one, two; three", "％x", "Dr O’Dea", "Ó’Dónaill"]).prop_map(str::to_owned),
        ];
        let codes = prop::option::of("[A-Za-z0-9_][A-Za-z0-9_.-]{0,30}");
        let grades = prop::option::of(prop::sample::select(vec!["8d", "Band 9", "vsm", "5"]));
        let tags = prop::collection::vec("[a-z_]{1,12}", 0..4);
        let mut people = 0;
        for n in 0..80 {
            let mut one = |strategy: &BoxedStrategy<Value>| strategy.new_tree(&mut runner).unwrap().current();
            let person = (names.clone(), codes.clone(), grades.clone(), tags.clone(), any::<bool>())
                .prop_map(move |(name, code, grade, tags, addressed)| {
                    let email = addressed.then(|| format!("Somebody.{n}@Example.org"));
                    json!({"name": name, "code": code, "grade": grade, "tags": tags, "email": email})
                })
                .boxed();
            people += u64::from(office.keyed("/api/v1/people", lead, &one(&person)).status == 201);
            let body = (names.clone(), "[A-Za-z][A-Za-z0-9_.-]{0,30}", prop::option::of(names.clone()))
                .prop_map(|(name, code, area)| json!({"code": code, "name": name, "kind": "company", "area": area, "commissioner": "03E", "opened": "2001-02-03"}))
                .boxed();
            office.keyed("/api/v1/organisations", lead, &one(&body));
        }
        assert!(people > 40, "{people}");
        assert_eq!(send(&office, secretary, "kind=organisations", &std::fs::read("tests/data/practices/history.csv").unwrap()).status, 201);
        office.body("ICB", "commissioner");
        let committee = office.committee("PCC", "ICB");
        let ids = column(&desk.get("/api/v1/people?limit=10", lead), "id");
        let of = |n: usize| ids[n].as_str().unwrap();
        office.appointed(&committee, "gp", of(0), "2016-01-01");
        office.appointed(&committee, "lay_chair", of(1), "2017-01-01");
        let deputy = json!({"seat": "gp", "person": of(2), "from": "2016-01-01", "to": "2016-12-31", "deputy_for": of(0)});
        office.made(&format!("/api/v1/committees/{committee}/memberships"), &deputy);
        for (kind, path) in [
            ("people", "people.csv".to_owned()),
            ("organisations", "organisations.csv".to_owned()),
            ("memberships", format!("committees/{committee}/memberships.csv")),
        ] {
            for bom in ["", "?bom=false"] {
                let list = desk.get(&format!("/api/v1/{path}{bom}"), secretary).text;
                let reply = send(&office, secretary, &format!("kind={kind}&dry_run=true"), list.as_bytes());
                let report = reply.json();
                let rows = report["rows"].as_u64().unwrap();
                assert_eq!(counts(&report), [rows, 0, 0, rows, 0], "{kind}: {report} of {list}");
                assert!(rows >= 3, "{kind}: {rows}");
            }
        }
        desk.verified();
    }
}

#[test]
fn days_of_a_real_list_are_taken_in_the_order_that_was_said() {
    for office in Office::all() {
        office.body("03E", "commissioner");
        office.committee("PCCC", "03E");
        office.made("/api/v1/people", &json!({"name": "Ada Brook"}));
        let list = "committee,seat,person,from,to\nPCCC,gp,Ada Brook,03/05/2016,unspecified\n";
        let report = refused(&office, "memberships", list);
        let one = &report["rejected"][0];
        assert_eq!((&one["column"], &one["also"][0]["column"]), (&json!("from"), &json!("to")));
        assert!(one["message"].as_str().unwrap().contains("3 May 2016 or 5 March 2016"), "{one}");
        let taken = send(&office, &office.secretary, "kind=memberships&dates=dmy", list.as_bytes());
        assert_eq!((taken.status, counts(&taken.json())), (201, [1, 1, 0, 0, 0]), "{}", taken.text);
        let committee = column(&office.desk.get("/api/v1/committees", &office.lead), "id")[0].as_str().unwrap().to_owned();
        let held = office.desk.get(&format!("/api/v1/committees/{committee}/memberships"), &office.lead);
        assert_eq!((column(&held, "from"), column(&held, "to")), (vec![json!("2016-05-03")], vec![json!(null)]));
        send(&office, &office.secretary, "kind=memberships&dates=ymd", list.as_bytes()).is_problem(400, "no order");
    }
}
