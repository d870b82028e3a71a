//! The demonstration as a new user runs it: the built program, in an empty folder.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::place::Place;

/// An empty folder in which the program is run.
pub struct Elsewhere(PathBuf);

impl Elsewhere {
    /// The data folder of the demonstration, played once.
    pub fn data(&self) -> PathBuf {
        let output = self.run(&["demo", "--once"], None);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        self.0.join("data")
    }

    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("quorate-demo-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn run(&self, arguments: &[&str], database: Option<&str>) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
        // What steers the tests is no setting of the program.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("QUORATE_")) {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(&self.0).env("QUORATE_BIND", "127.0.0.1:0");
        if let Some(database) = database {
            command.env("QUORATE_DATABASE", database);
        }
        command.output().unwrap()
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn object(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

/// What the scene must come to, whatever its ids.
fn comes_to(told: &Value) {
    assert_eq!(told["scene"], "harrogate");
    let items = told["items"].as_array().unwrap();
    assert_eq!(items.len(), 6);
    // With the chief officer's apologies, everything hangs on the one officer who is left.
    assert!(items.iter().all(|item| item["forecast"] == "depends"), "{told}");
    let outcomes: Vec<&str> = items.iter().map(|item| item["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["noted", "approved", "approved", "approved", "approved", "approved"]);
    assert!(items.iter().all(|item| item["quorum"] == json!({"before": true, "after": true})));
    let treatments = |number: usize| items[number - 1]["treatments"].clone();
    let gps = ["gp_one", "gp_two", "gp_three", "gp_four"];
    for gp in gps {
        assert_eq!(treatments(1)[gp], "participate");
        assert_eq!(treatments(2)[gp], "leave_for_decision");
        assert_eq!(treatments(3)[gp], "leave_for_decision");
        assert_eq!(treatments(5)[gp], "leave_no_papers");
        assert_eq!(treatments(6)[gp], "participate");
    }
    assert_eq!(
        gps.map(|gp| treatments(4)[gp].clone()),
        ["leave_no_papers", "participate", "participate", "present_then_leave"].map(Value::from)
    );
    assert_eq!(treatments(5)["lay_chair"], "leave_no_papers");
    assert_eq!(treatments(4)["lay_chair"], "participate");
    assert_eq!(treatments(6)["lay_audit"], "leave_for_decision");
    for number in 1..=6 {
        assert_eq!(treatments(number)["lay_vice"], "participate");
        assert_eq!(treatments(number)["gp_york"], "participate");
    }
    let refusals: Vec<(&str, &str)> = told["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|refusal| (refusal["code"].as_str().unwrap(), refusal["rule"].as_str().unwrap()))
        .filter(|(code, _)| *code != "agenda_stale")
        .collect();
    assert_eq!(
        refusals,
        [
            ("below_floor", "C1.3"),
            ("ruling_on_self", "C2"),
            ("decider_conflicted", "C2.2"),
            ("paper_withheld", "C8"),
            ("must_leave_first", "C4"),
            ("not_present", "C6.1"),
            ("excluded_by_ruling", "C1.1"),
            ("excluded_by_ruling", "C1.1"),
            ("seat_does_not_vote", "C6.1"),
            ("not_present", "C6.1"),
            ("excluded_by_ruling", "C1.1"),
            ("inquorate", "C5.5"),
        ]
    );
    assert_eq!(told["decisions"], 6);
    assert_eq!(told["log"]["verified"], true);
    assert!(told["log"]["entries"].as_u64().unwrap() > 200);
    assert_eq!(told["log"]["root"].as_str().unwrap().len(), 44, "32 bytes in base64");
    let mut members: Vec<&String> = told.as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["decisions", "items", "log", "refusals", "scene"]);
}

#[test]
fn the_scene_comes_out_as_it_should_and_again_beside_the_first() {
    for place in Place::all() {
        let elsewhere = Elsewhere::new();
        // The file where a new user has it; the server's database as the settings name it.
        let address = (!place.is_file()).then(|| place.text());
        let first = object(&elsewhere.run(&["demo", "--once", "--json"], address.as_deref()));
        comes_to(&first);
        let second = object(&elsewhere.run(&["demo", "--json"], address.as_deref()));
        comes_to(&second);
        assert_ne!(first["log"]["root"], second["log"]["root"]);
        let verified = object(&elsewhere.run(&["verify", "--db", "--json"], address.as_deref()));
        let logs: Vec<&str> = verified["logs"].as_array().unwrap().iter().map(|log| log["register"].as_str().unwrap()).collect();
        assert_eq!(logs, ["system", "harrogate-demo", "harrogate-demo-2"]);
        assert_eq!(verified["logs"][2]["root"], second["log"]["root"], "nothing is written after the proof");
    }
}

#[test]
fn the_register_of_somebody_is_left_alone() {
    let elsewhere = Elsewhere::new();
    let data = elsewhere.0.join("data").display().to_string();
    let settings = quorate::settings::Settings::of(&[("data", data)]).unwrap();
    {
        let opened = quorate::app::Opened::of(&settings).unwrap();
        let actor = quorate::actor::Actor::cli(opened.access.system());
        opened.ledger.create_register(&actor, "exampleshire", "NHS Exampleshire").unwrap();
    }
    let before = object(&elsewhere.run(&["verify", "--db", "--json"], None));
    let refused = elsewhere.run(&["demo", "--once", "--json"], None);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(refused.stdout.is_empty());
    assert!(said(&refused).contains("exampleshire"), "{}", said(&refused));
    assert_eq!(object(&elsewhere.run(&["verify", "--db", "--json"], None)), before, "nothing was written");
    // Nor may anybody else reach a demonstration.
    let elsewhere = Elsewhere::new();
    let open = elsewhere.run(&["demo", "--once", "--bind", "0.0.0.0:0", "--behind-proxy"], None);
    assert_eq!(open.status.code(), Some(2), "{}", said(&open));
}

#[test]
fn a_hash_with_a_stroke_in_it_is_a_hash() {
    let line = "  demo  231  Z1V/Vp15MJjBHQ4wDnPEjwdp9tIr5HEwPEeli86Od3U=.";
    assert_eq!(normalised(line), "  demo  231  <hash>.\n");
}

/// Plays a scene in an empty folder: what it prints is what was agreed, and these lines are in it, whatever was agreed.
fn is_as_agreed(arguments: &[&str], golden: &str, says: &[&str]) {
    let elsewhere = Elsewhere::new();
    let output = elsewhere.run(&[&["demo", "--once"], arguments].concat(), None);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let printed = normalised(&String::from_utf8(output.stdout).unwrap());
    let wide: Vec<&str> = printed.lines().filter(|line| line.chars().count() > 100 && !line.contains("http://")).collect();
    assert!(wide.is_empty(), "wider than a hundred columns: {wide:#?}");
    assert!(!printed.contains('\u{1b}'), "colour is for terminals");
    let in_one_line = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in says {
        assert!(in_one_line.contains(line), "not printed: {line}");
    }
    let path = format!("{}/tests/golden/{golden}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    let difference = similar::TextDiff::from_lines(&agreed, &printed);
    assert!(agreed == printed, "{}\nto agree: UPDATE_SNAPSHOTS=1", difference.unified_diff().header("agreed", "printed"));
}

#[test]
fn what_is_printed_is_what_was_agreed() {
    is_as_agreed(&[], "demo.txt", &["Verified:"]);
}

#[test]
fn at_rotherham_a_gp_advises_and_has_no_vote() {
    is_as_agreed(
        &["--scene", "rotherham"],
        "demo-rotherham.txt",
        &[
            "Count: for 5, against 1, abstained 0, excluded 0, absent 0, not voting 0: carried",
            "Ruled by Lay chair to speak when asked at the introduction and then leave the room (proposed: to leave the room for the \
             item), because: The formula needs explaining by its author. Evidence: left the room at 14:40, came back at 14:53.",
            "What would repair it: defer the item",
            "Verified:",
        ],
    );
}

#[test]
fn at_hull_an_expression_of_interest_is_an_interest() {
    is_as_agreed(
        &["--scene", "hull"],
        "demo-hull.txt",
        &[
            "Count: for 6, against 2, abstained 0, excluded 0, absent 0, not voting 0: not carried",
            "organisations_disagree",
            "GP who works alone late declaration 2 days after the 28 allowed",
            "leaves for the item: GP of Sutton Manor, GP who works alone",
            "discusses, leaves for the decision: GP of Faith House",
            "Count: for 6, against 0, abstained 0, excluded 0, absent 0, not voting 0: carried",
            "Verified:",
        ],
    );
}

#[test]
fn at_halton_what_may_be_decided_grows_with_the_date() {
    is_as_agreed(
        &["--scene", "halton"],
        "demo-halton.txt",
        &[
            "reserved_function",
            "Count: for 3, against 1, abstained 1, excluded 0, absent 0, not voting 0: carried",
            "From the working group of practices, which heard the neighbours",
            "Verified:",
        ],
    );
}

#[test]
fn in_north_west_london_eight_committees_decide_each_for_itself() {
    is_as_agreed(
        &["--scene", "north-west-london"],
        "demo-north-west-london.txt",
        &[
            "Count: for 49, against 51, abstained 0, excluded 0, absent 0, not voting 0: not carried",
            "Count: for 51, against 49, abstained 0, excluded 0, absent 0, not voting 0: carried",
            "Ballot: 55 practices for, 11 against, 13 did not vote: carried",
            "Ballot: 15 practices for, 15 against, 4 did not vote: not carried",
            "ballot_not_carried",
            "Count, Hounslow: for 2, against 3, abstained 0, excluded 0, absent 0, not voting 0: not carried",
            "Verified:",
        ],
    );
}

#[test]
fn the_scenes_are_listed_and_another_is_not_played() {
    let elsewhere = Elsewhere::new();
    let listed = elsewhere.run(&["demo", "--list"], None);
    assert_eq!(listed.status.code(), Some(0), "{}", said(&listed));
    let names: Vec<String> = said(&listed).lines().filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect();
    assert_eq!(names, ["harrogate", "rotherham", "hull", "halton", "north-west-london"]);
    let unknown = elsewhere.run(&["demo", "--once", "--scene", "utopia"], None);
    assert_eq!(unknown.status.code(), Some(2), "{}", said(&unknown));
    assert!(said(&unknown).contains("there is no scene 'utopia'"), "{}", said(&unknown));
    assert!(names.iter().all(|name| said(&unknown).contains(name.as_str())), "{}", said(&unknown));
    assert!(!elsewhere.0.join("data").exists(), "nothing was made");
}

#[test]
fn one_scene_is_played_beside_another() {
    let elsewhere = Elsewhere::new();
    for (scene, register) in [("halton", "halton-demo"), ("rotherham", "rotherham-demo"), ("halton", "halton-demo-2")] {
        let told = object(&elsewhere.run(&["demo", "--json", "--scene", scene], None));
        assert_eq!(told["scene"], scene);
        let verified = object(&elsewhere.run(&["verify", "--db", "--json"], None));
        assert_eq!(verified["logs"].as_array().unwrap().last().unwrap()["register"], register);
    }
}

/// Without what differs each time: the port, ids, the password, hashes.
fn normalised(text: &str) -> String {
    text.lines()
        .map(|line| line.split_inclusive([' ', '"']).map(hash).collect::<String>())
        .map(|line| line.split_inclusive([' ', '/', '"', '.']).map(word).collect::<String>())
        .fold(String::new(), |all, line| all + line.trim_end() + "\n")
}

/// A hash may hold a stroke, so it is looked for before words are parted there.
fn hash(word: &str) -> String {
    let bare = word.trim_end_matches([' ', '"', '.']);
    let is_base64 = bare.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    if bare.len() == 44 && bare.ends_with('=') && is_base64 { format!("<hash>{}", &word[bare.len()..]) } else { word.to_owned() }
}

fn word(word: &str) -> String {
    let bare = word.trim_end_matches([' ', '/', '"', '.']);
    let rest = &word[bare.len()..];
    if uuid::Uuid::try_parse(bare).is_ok() {
        format!("<id>{rest}")
    } else if bare.starts_with("demo-") && bare.len() == 24 {
        format!("<password>{rest}")
    } else if let Some((_, port)) = bare.split_once(':')
        && port.parse::<u16>().is_ok()
        && bare.starts_with("1:")
    {
        format!("1:<port>{rest}")
    } else {
        word.to_owned()
    }
}
