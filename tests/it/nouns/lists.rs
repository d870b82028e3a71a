//! Lists imported over HTTP and from the command line's side of the same verb.

use serde_json::{Value, json};

use super::{Office, column};
use crate::desk::Reply;

pub fn send(office: &Office, token: &str, query: &str, list: &[u8]) -> Reply {
    let bearer = format!("Bearer {token}");
    office.desk.request(
        "POST",
        &format!("/api/v1/imports?{query}"),
        &[("Authorization", &bearer), ("Content-Type", "text/csv")],
        Some(list),
    )
}

pub fn counts(of: &Value) -> [u64; 5] {
    let count = |name: &str| of[name].as_u64().unwrap_or_else(|| panic!("{name} in {of}"));
    [count("rows"), count("created"), count("updated"), count("unchanged"), of["rejected"].as_array().unwrap().len() as u64]
}

fn excerpt(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/practices").join(name)).unwrap()
}

#[test]
fn the_practice_file_is_taken_once_and_found_unchanged() {
    for office in Office::all() {
        let list = excerpt("history.csv");
        let tried = send(&office, &office.secretary, "kind=organisations&dry_run=true", &list);
        assert_eq!((tried.status, counts(&tried.json())), (200, [55, 55, 0, 0, 0]), "{}", tried.text);
        assert!(column(&office.desk.get("/api/v1/organisations", &office.lead), "id").is_empty());
        let taken = send(&office, &office.secretary, "kind=organisations", &list);
        assert_eq!((taken.status, counts(&taken.json())), (201, [55, 55, 0, 0, 0]), "{}", taken.text);
        assert!(taken.headers.contains_key("audit-receipt"));
        let again = send(&office, &office.secretary, "kind=organisations", &list);
        assert_eq!((again.status, counts(&again.json())), (201, [55, 0, 0, 55, 0]), "{}", again.text);
        // The day of leaving is the first day out: nobody is with two commissioners on a day.
        let all = office.desk.get("/api/v1/organisations?limit=200", &office.lead).json();
        for body in all["items"].as_array().unwrap() {
            let periods = body["commissioners"].as_array().unwrap();
            for pair in periods.windows(2) {
                assert!(pair[0]["to"].as_str().unwrap() < pair[1]["from"].as_str().unwrap(), "{body}");
            }
        }
        office.desk.verified();
    }
}

#[test]
fn a_list_with_faults_is_refused_whole_or_taken_in_part_as_it_was_said() {
    for office in Office::all() {
        let list =
            b"code,name,kind,members\nFED,The federation,federation,P1;P2\nP1,First,gp_practice,\nP2,Second,gp_practice,\nX,,company,\n";
        let refused = send(&office, &office.secretary, "kind=organisations", list);
        let problem = refused.is_problem(422, "a fault").json();
        assert_eq!(counts(&problem["report"]), [4, 3, 0, 0, 1]);
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/5/name"), &json!("required")));
        assert!(column(&office.desk.get("/api/v1/organisations", &office.lead), "id").is_empty());
        let taken = send(&office, &office.secretary, "kind=organisations&accept_partial=true", list);
        assert_eq!((taken.status, counts(&taken.json())), (201, [4, 3, 0, 0, 1]), "{}", taken.text);
        let federation = office.desk.get("/api/v1/organisations?q=federation", &office.lead).json()["items"][0]["id"].clone();
        let relations = |office: &Office| {
            let path = format!("/api/v1/organisations/{}/relations", federation.as_str().unwrap());
            column(&office.desk.get(&path, &office.lead), "to")
        };
        assert_eq!(relations(&office), [json!(null), json!(null)]);
        let fewer = b"code,name,kind,members\nFED,The federation,federation,P1\n";
        assert_eq!(counts(&send(&office, &office.secretary, "kind=organisations", fewer).json()), [1, 0, 1, 0, 0]);
        assert_eq!(relations(&office).iter().filter(|to| to.is_string()).count(), 1);
        assert_eq!(counts(&send(&office, &office.secretary, "kind=organisations", fewer).json()), [1, 0, 0, 1, 0]);
        office.desk.verified();
    }
}

#[test]
fn people_and_their_seats_come_from_lists() {
    for office in Office::all() {
        office.body("03E", "commissioner");
        office.committee("pccc", "03E");
        let people = "code,name,grade,tags,email\ngp_a,Person One,,local_gp,one@example.org\nlay,Person Two,vsm,lay_audit;clinician,\n,Person Three,,,\n";
        assert_eq!(counts(&send(&office, &office.secretary, "kind=people", people.as_bytes()).json()), [3, 3, 0, 0, 0]);
        assert_eq!(counts(&send(&office, &office.secretary, "kind=people", people.as_bytes()).json()), [3, 0, 0, 3, 0]);
        let seats = "committee,seat,person,from,to,deputy_for\npccc,gp,gp_a,2016-01-01,,\nCommittee pccc,lay_chair,Person Two,2016-01-01,2017-12-31,\npccc,gp,person three,2016-01-01,,Person One\n";
        let taken = send(&office, &office.secretary, "kind=memberships", seats.as_bytes());
        assert_eq!((taken.status, counts(&taken.json())), (201, [3, 3, 0, 0, 0]), "{}", taken.text);
        assert_eq!(counts(&send(&office, &office.secretary, "kind=memberships", seats.as_bytes()).json()), [3, 0, 0, 3, 0]);
        let faulty = "committee,seat,person,from,to,deputy_for\npccc,king,gp_a,2016-01-01,,\npccc,gp,nobody,2016-01-01,,\nxx,gp,gp_a,2016-01-01,,\npccc,gp,lay,2016-01-01,,Person Three\npccc,gp,lay,2014-01-01,2014-02-01,\npccc,gp,gp_a,2016-06-01,,\n";
        let refused = send(&office, &office.secretary, "kind=memberships", faulty.as_bytes()).is_problem(422, "faults").json();
        let faults: Vec<(u64, &str, &str)> = refused["report"]["rejected"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_str().unwrap(), one["code"].as_str().unwrap()))
            .collect();
        assert_eq!(
            faults,
            [
                (2, "seat", "unknown_reference"),
                (3, "person", "unknown_reference"),
                (4, "committee", "unknown_reference"),
                (5, "deputy_for", "not_the_holder"),
                (7, "from", "overlapping_membership"),
            ]
        );
        office.desk.verified();
    }
}

#[test]
fn what_is_no_list_is_told_so() {
    for office in Office::all() {
        let reply = send(&office, &office.secretary, "kind=organisations", b"a,b\n1,2\n");
        let problem = reply.is_problem(422, "no layout").json();
        assert_eq!((&problem["file"]["code"], &problem["errors"][0]["code"]), (&json!("unknown_layout"), &json!("unknown_layout")));
        send(&office, &office.secretary, "kind=kings", b"a").is_problem(400, "no kind");
        send(&office, &office.secretary, "", b"a").is_problem(400, "no kind");
        let bearer = format!("Bearer {}", office.secretary);
        let json = office.desk.request(
            "POST",
            "/api/v1/imports?kind=people",
            &[("Authorization", &bearer), ("Content-Type", "application/json")],
            Some(b"{}"),
        );
        json.is_problem(415, "not a list");
    }
}

fn quorate(folder: &std::path::Path, arguments: &[&str]) -> (i32, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("QUORATE_DATABASE")
        .env_remove("QUORATE_DATA")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_dry_run_from_a_terminal_makes_nothing() {
    let folder = std::env::temp_dir().join(format!("quorate-list-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("good.csv"), excerpt("seven_columns.csv")).unwrap();
    std::fs::write(folder.join("bad.csv"), "code,name\ngp_a,Person\ngp_b,\n").unwrap();
    std::fs::write(folder.join("none.csv"), "a,b\n1,2\n").unwrap();
    let (code, out, err) = quorate(&folder, &["import", "organisations", "good.csv", "--dry-run", "--json"]);
    assert_eq!((code, counts(&serde_json::from_str(&out).unwrap())), (0, [47, 47, 0, 0, 0]), "{err}");
    let (code, out, err) = quorate(&folder, &["import", "people", "bad.csv", "--dry-run"]);
    assert!(
        code == 1 && out.contains("2 rows: 1 created") && out.contains("name") && err.contains("1 row was rejected"),
        "{code} {out} {err}"
    );
    let (code, _, err) = quorate(&folder, &["import", "people", "none.csv", "--dry-run"]);
    assert!(code == 1 && err.contains("people template"), "{code} {err}");
    let (code, out, _) = quorate(&folder, &["import", "people", "none.csv", "--dry-run", "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, counts(&report), &report["rejected"][0]["code"]), (1, [1, 0, 0, 0, 1], &json!("unknown_layout")));
    let (code, out, _) = quorate(&folder, &["import", "--help"]);
    assert!(code == 0 && out.contains("(id?,code?,name,grade?,tags?,email?)") && out.contains("--dates <ORDER>"), "{out}");
    assert_eq!(quorate(&folder, &["import", "people", "good.csv", "--dry-run", "--dates", "ymd"]).0, 2);
    assert_eq!(quorate(&folder, &["import", "people", "missing.csv", "--dry-run"]).0, 2);
    assert_eq!(quorate(&folder, &["import", "kings", "good.csv", "--dry-run"]).0, 2);
    let made: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(made.len(), 3, "{made:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The register's own list names the holder of a deputy as it names everybody: by id, code and name.
/// Taken back, the three are one person, or the row says two things.
#[test]
fn a_deputys_holder_is_one_person_by_id_code_and_name() {
    for office in Office::all() {
        let Office { desk, lead, .. } = &office;
        office.body("03E", "commissioner");
        let committee = office.committee("pccc", "03E");
        let people = "code,name\ngp_a,Person One\ngp_b,Person Two\n,Person Three\n";
        assert_eq!(send(&office, lead, "kind=people", people.as_bytes()).status, 201);
        let holders = "committee,seat,person,from\npccc,gp,gp_a,2016-01-01\n";
        assert_eq!(send(&office, lead, "kind=memberships", holders.as_bytes()).status, 201);
        // By codes alone, as a list that was drawn up by hand.
        let by_codes = "committee_code,seat,person_code,from,deputy_for_code,deputy_for_name\npccc,gp,gp_b,2016-01-01,gp_a,Person One\n";
        let taken = send(&office, lead, "kind=memberships", by_codes.as_bytes());
        assert_eq!((taken.status, counts(&taken.json())), (201, [1, 1, 0, 0, 0]), "{}", taken.text);

        let read = desk.get(&format!("/api/v1/committees/{committee}/memberships?sort=name"), lead);
        let names = ["name", "deputy_for_code", "deputy_for_name"].map(|field| column(&read, field));
        assert_eq!(names, [[json!("Person One"), json!("Person Two")], [json!(null), json!("gp_a")], [json!(null), json!("Person One")]]);
        let table = desk.get(&format!("/api/v1/committees/{committee}/memberships.csv?bom=false"), lead).text;
        assert_eq!(counts(&send(&office, lead, "kind=memberships", table.as_bytes()).json()), [2, 0, 0, 2, 0], "{table}");

        let heading = "committee,seat,person,from,deputy_for,deputy_for_code,deputy_for_name\n";
        for (row, column, means) in [
            ("pccc,gp,gp_b,2016-01-01,gp_a,gp_b,", "deputy_for_code", "Person One (code gp_a)"),
            ("pccc,gp,gp_b,2016-01-01,gp_a,,Person Three", "deputy_for_name", "Person One (code gp_a)"),
            ("pccc,gp,gp_b,2016-01-01,,gp_a,", "deputy_for_code", "empty this cell too"),
            ("pccc,gp,gp_b,2016-01-01,,,Person One", "deputy_for_name", "empty this cell too"),
        ] {
            let refused = send(&office, lead, "kind=memberships", format!("{heading}{row}\n").as_bytes()).is_problem(422, row).json();
            let fault = &refused["report"]["rejected"][0];
            assert_eq!((&fault["column"], &fault["code"]), (&json!(column), &json!("two_persons")), "{fault}");
            assert!(fault["message"].as_str().unwrap().contains(means), "{fault}");
        }
        desk.verified();
    }
}
