//! The cases of `tests/cases`, by the door a governance lead uses: `quorate rehearse`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::postgres;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = all.filter(|path| path.extension().is_some_and(|suffix| suffix == "json")).collect();
    files.sort();
    files
}

/// The address of a server's database, where there is a server.
fn server() -> Option<String> {
    let server = cfg!(feature = "postgres").then(postgres::server).flatten()?;
    Some(server.address("postgres"))
}

fn rehearse(database: Option<&str>, arguments: &[&str], files: &[PathBuf]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
    command.env_clear().arg("rehearse").args(arguments).args(files);
    if let Some(address) = database {
        command.args(["--database", address]);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn databases() -> Vec<Option<String>> {
    std::iter::once(None).chain(server().map(Some)).collect()
}

#[test]
fn every_case_holds_on_both_databases() {
    let files = cases(&folder());
    assert!(files.len() >= 60, "{} cases", files.len());
    for database in databases() {
        let output = rehearse(database.as_deref(), &["--quiet"], &files);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(0), "{database:?}:\n{said}");
        assert!(said.contains(&format!("{0} of {0} cases held", files.len())), "{said}");
    }
}

/// The minutes of a meeting at which all happened that minutes tell, as a secretary would sign them and as the public reads
/// them.
#[test]
fn the_minutes_of_a_whole_evening_are_what_was_agreed() {
    let file = folder().join("70-minutes-that-a-secretary-signs.json");
    for database in databases() {
        let output = rehearse(database.as_deref(), &["--json"], std::slice::from_ref(&file));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(&output)));
        assert_eq!(told["held"], json!(true), "{told}");
        let checks = told["cases"][0]["checks"].as_array().unwrap();
        let minutes = |mention: &str| {
            let named = |check: &&Value| check["name"] == json!(format!("minutes of i2 mention '{mention}'"));
            checks.iter().find(named).unwrap()["answered"].as_str().unwrap().to_owned()
        };
        for (name, printed) in
            [("minutes.txt", minutes("Sister is the practice manager")), ("minutes-for-the-public.txt", minutes("lay_chair"))]
        {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                fs::write(&path, &printed).unwrap();
            }
            let agreed = fs::read_to_string(&path).unwrap_or_default();
            let difference = similar::TextDiff::from_lines(&agreed, &printed);
            assert!(agreed == printed, "{}\nto agree: UPDATE_SNAPSHOTS=1", difference.unified_diff().header("agreed", "printed"));
        }
    }
}

#[test]
fn a_case_says_who_it_is_and_whence() {
    let mut names = std::collections::BTreeSet::new();
    for path in cases(&folder()) {
        let case: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let name = case["case"].as_str().unwrap().to_owned();
        assert_eq!(Some(name.as_str()), path.file_stem().and_then(|stem| stem.to_str()));
        assert!(case["source"].as_str().unwrap().len() > 10 && case["title"].as_str().unwrap().len() > 10, "{name}");
        let readme = fs::read_to_string(folder().join("README.md")).unwrap();
        assert!(readme.contains(&format!("| `{name}` |")), "{name} is not in tests/cases/README.md");
        assert!(names.insert(name));
    }
}

/// A case of ours, with something changed by hand.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
    let mut case: Value = serde_json::from_slice(&fs::read(folder().join(name)).unwrap()).unwrap();
    change(&mut case);
    let path = std::env::temp_dir().join(format!("quorate-case-{}.json", uuid::Uuid::now_v7()));
    fs::write(&path, case.to_string()).unwrap();
    path
}

const PLAIN: &str = "01-quorum-bmj-site-1.json";

#[test]
fn a_slip_in_a_case_is_named_by_its_path() {
    type Slip = (&'static str, fn(&mut Value), &'static [&'static str]);
    let slips: &[Slip] = &[
        ("an unknown key at the top", |case| case["colour"] = json!("red"), &["colour"]),
        ("an unknown key in a person", |case| case["setup"]["people"][0]["age"] = json!(50), &["/setup/people/0/age"]),
        (
            "an unknown key in a seat",
            |case| case["setup"]["committees"][0]["terms"][0]["seats"][0]["power"] = json!(1),
            &["/setup/committees/0/terms/0/seats/0/power"],
        ),
        ("an unknown key in an item", |case| case["meetings"][0]["items"][0]["mood"] = json!("calm"), &["/meetings/0/items/0/mood"]),
        ("an unknown key in a step", |case| case["steps"][0]["loudly"] = json!(true), &["/steps/0/loudly"]),
        ("an unknown key in an expectation", |case| case["steps"][0]["expect"] = json!({"applause": true}), &["/steps/0/expect/applause"]),
        ("a key that belongs to another step", |case| case["steps"][0]["choice"] = json!("for"), &["/steps/0/choice"]),
        (
            "a refusal of nothing",
            |case| case["steps"][0] = json!({"expect": {"refused": ["inquorate"]}}),
            &["/steps/0/expect/refused", "say what it does"],
        ),
        (
            "well and refused at once",
            |case| case["steps"][0]["expect"] = json!({"ok": true, "refused_with": ["inquorate"]}),
            &["/steps/0/expect/refused_with", "not both"],
        ),
        (
            "a log that does not verify",
            |case| case["steps"][0]["expect"] = json!({"log_verifies": false}),
            &["/steps/0/expect/log_verifies", "write true"],
        ),
        (
            "an unknown word",
            |case| case["setup"]["committees"][0]["terms"][0]["seats"][0]["capacity"] = json!("king"),
            &["/setup/committees/0/terms/0/seats/0/capacity", "king"],
        ),
        ("an unknown do", |case| case["steps"][0] = json!({"do": "sing"}), &["/steps/0/do", "'sing'"]),
        (
            "an unknown reason code",
            |case| case["steps"][0]["expect"] = json!({"refused": ["tired"]}),
            &["/steps/0/expect/refused/0", "tired"],
        ),
        (
            "an unknown treatment",
            |case| case["steps"][0]["expect"] = json!({"proposals": {"i1": {"*": "hug"}}}),
            &["/steps/0/expect/proposals/i1/*", "hug"],
        ),
        (
            "a person who is not there",
            |case| case["steps"][0] = json!({"do": "arrive", "at": "14:00", "who": ["nobody"]}),
            &["/steps/0", "'nobody'"],
        ),
        (
            "an item that is not there",
            |case| case["steps"][0] = json!({"expect": {"quorum": {"i99": true}}}),
            &["/steps/0/expect/quorum/i99", "i99"],
        ),
        (
            "a label that is of no act",
            |case| case["steps"][0] = json!({"do": "finalise_minutes", "meeting": "s1", "as": "end"}),
            &["/steps/0/as", "'finalise_minutes' takes no 'as'"],
        ),
        (
            "somebody unknown in a breach",
            |case| case["steps"][0] = json!({"expect": {"breaches": [{"type": "late_declaration", "person": "nobody"}]}}),
            &["/steps/0/expect/breaches", "'nobody'"],
        ),
        (
            "the impact of no declaration",
            |case| case["steps"][0] = json!({"expect": {"impact": {"d99": []}}}),
            &["/steps/0/expect/impact/d99", "'d99'"],
        ),
        ("a step that does nothing", |case| case["steps"][0] = json!({}), &["/steps/0", "does something"]),
        ("a missing key", |case| drop(case["setup"].as_object_mut().unwrap().remove("people")), &["/setup", "people"]),
        ("a day that is none", |case| case["meetings"][0]["date"] = json!("2018-02-30"), &["/meetings/0/date"]),
        ("a hole in the steps", |case| case["steps"] = json!("none"), &["/steps"]),
    ];
    for (what, slip, named) in slips {
        let path = changed(PLAIN, slip);
        let output = rehearse(None, &[], std::slice::from_ref(&path));
        fs::remove_file(&path).unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{what}:\n{said}");
        assert!(said.contains("STOPPED") && said.contains("0 of 1 cases held"), "{what}:\n{said}");
        for word in *named {
            assert!(said.contains(word), "{what}: nothing names {word}:\n{said}");
        }
    }
}

#[test]
fn an_expectation_that_does_not_hold_is_a_failure() {
    let case: Value = serde_json::from_slice(&fs::read(folder().join(PLAIN)).unwrap()).unwrap();
    let steps = case["steps"].as_array().unwrap();
    let number = steps.iter().position(|step| step["expect"]["quorum"].is_object()).unwrap();
    for database in databases() {
        let path = changed(PLAIN, |case| {
            for answer in case["steps"][number]["expect"]["quorum"].as_object_mut().unwrap().values_mut() {
                *answer = json!(!answer.as_bool().unwrap());
            }
        });
        let good = folder().join(PLAIN);
        let output = rehearse(database.as_deref(), &[], &[path.clone(), good]);
        fs::remove_file(&path).unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("FAIL") && said.contains(&format!("{}  ", number + 1)) && said.contains("1 of 2 cases held"), "{said}");
    }
}

#[test]
fn a_refusal_that_was_not_expected_and_one_that_did_not_come_are_failures() {
    let slips: [fn(&mut Value); 4] = [
        // Said to go wrong, and does not.
        |case| {
            let meeting = case["meetings"][0]["id"].clone();
            let step = json!({"do": "convene", "meeting": meeting, "at": "10:00", "expect": {"ok": false}});
            case["steps"].as_array_mut().unwrap().insert(0, step);
        },
        // Refused, and nobody said so.
        |case| case["steps"].as_array_mut().unwrap().insert(0, json!({"do": "begin", "item": "i1", "phase": "decision", "at": "10:00"})),
        // Said to be refused, and not.
        |case| {
            let meeting = case["meetings"][0]["id"].clone();
            case["steps"]
                .as_array_mut()
                .unwrap()
                .insert(0, json!({"do": "convene", "meeting": meeting, "at": "10:00", "expect": {"refused": ["inquorate"]}}));
        },
        // Refused for another reason.
        |case| {
            case["steps"]
                .as_array_mut()
                .unwrap()
                .insert(0, json!({"do": "begin", "item": "i1", "phase": "decision", "at": "10:00", "expect": {"refused": ["inquorate"]}}));
        },
    ];
    for slip in slips {
        let path = changed(PLAIN, slip);
        let output = rehearse(None, &["--json"], std::slice::from_ref(&path));
        fs::remove_file(&path).unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["held"], json!(false));
        assert_eq!(told["cases"][0]["checks"][0]["ok"], json!(false), "{told}");
    }
}

#[test]
fn a_file_that_is_no_case_is_said_to_be_none() {
    let path = std::env::temp_dir().join(format!("quorate-case-{}.json", uuid::Uuid::now_v7()));
    for text in ["", "{", "[]", "null", "{\"case\": \"a\", \"case\": \"b\"}", "\u{feff}{}"] {
        fs::write(&path, text).unwrap();
        let output = rehearse(None, &[], std::slice::from_ref(&path));
        assert_eq!(output.status.code(), Some(1), "{text:?}: {}", said(&output));
        assert!(said(&output).contains("STOPPED"), "{text:?}: {}", said(&output));
    }
    fs::remove_file(&path).unwrap();
    let output = rehearse(None, &[], std::slice::from_ref(&path));
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(rehearse(Some("mysql://h/d"), &[], &[folder().join(PLAIN)]).status.code(), Some(2));
}
