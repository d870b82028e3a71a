//! The program as it is started: what it refuses to start with, and how it says so.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::desk::{agent, ask};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("quorate-start-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(folder.join("config")).unwrap();
        Self(folder)
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        self.told(arguments, environment, "")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
        command.args(arguments).current_dir(&self.0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("QUORATE_")) {
            command.env_remove(name);
        }
        command
    }

    fn told(&self, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
        let mut child = self.command(arguments).envs(environment.iter().copied()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).ok();
        child.wait_with_output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn what_cannot_be_used_is_named_with_what_is_accepted() {
    let folder = Folder::new();
    for (arguments, environment, code, words) in [
        (vec!["serve"], vec![("QUORATE_DATABSE", "x.db")], 2, vec!["'databse'", "Did you mean 'database'?"]),
        (vec!["serve", "--database", "mysql://h/d"], vec![], 2, vec!["mysql", "accepted are"]),
        (vec!["serve", "--database", "register"], vec![], 2, vec!["must end in .db"]),
        (vec!["serve", "--bind", "0.0.0.0:8080"], vec![], 2, vec!["--behind-proxy"]),
        (vec!["serve", "--bind", "localhost"], vec![], 2, vec!["127.0.0.1:8080"]),
        (vec!["serve"], vec![("QUORATE_ENV", "nowhere")], 2, vec!["nowhere.toml"]),
        (vec!["serve", "--origin", "https://x/"], vec![], 2, vec!["origin", "not a host name"]),
        (vec!["serve", "--colour"], vec![], 2, vec!["--colour"]),
        (vec!["user", "create", "--email", "a@example.org", "--role", "king"], vec![], 2, vec!["king"]),
    ] {
        let (status, text) = said(&folder.run(&arguments, &environment));
        assert_eq!(status, Some(code), "{arguments:?}: {text}");
        assert!(words.iter().all(|word| text.contains(word)), "{arguments:?}: {text}");
    }
    std::fs::write(folder.0.join("config/local.toml"), "workerz = 2\n").unwrap();
    let (status, text) = said(&folder.run(&["config", "show"], &[]));
    assert!(status == Some(2) && text.contains("local.toml") && text.contains("Did you mean 'workers'?"), "{text}");
}

#[test]
fn keys_that_others_can_read_or_that_are_gone_are_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    assert_eq!(said(&folder.run(&["migrate"], &[])).0, Some(0));
    assert_eq!(said(&folder.run(&["config", "check"], &[])).0, Some(0));
    let key = folder.0.join("data/keys/entry.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).unwrap();
    let (status, text) = said(&folder.run(&["user", "list"], &[]));
    assert!(status == Some(3) && text.contains("chmod 600"), "{text}");
    std::fs::remove_file(&key).unwrap();
    let (status, text) = said(&folder.run(&["user", "list"], &[]));
    assert!(status == Some(3) && text.contains("missing"), "{text}");
}

#[test]
fn accounts_are_made_and_listed_without_a_server() {
    let folder = Folder::new();
    let create = ["user", "create", "--email", "admin@example.org", "--role", "system_admin", "--password-stdin"];
    let (status, text) = said(&folder.told(&create, &[], "passwordpassword\n"));
    assert!(status == Some(2) && text.contains("guessed first"), "{text}");
    assert_eq!(said(&folder.told(&create, &[], "tumble-lantern-ocean\n")).0, Some(0));
    let (status, text) = said(&folder.told(&create, &[], "tumble-lantern-ocean\n"));
    assert!(status == Some(1) && text.contains("Another account"), "{text}");
    let (status, text) = said(&folder.run(&["user", "create", "--email", "b@example.org", "--role", "chair"], &[]));
    assert!(status == Some(2) && text.contains("no register yet"), "{text}");
    let listed = folder.run(&["user", "list", "--json"], &[]);
    let rows: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert!(String::from_utf8(folder.run(&["user", "list"], &[]).stdout).unwrap().contains("  active  "));
    let (status, text) = said(&folder.run(&["user", "create", "--email", "c@example.org", "--role", "service"], &[]));
    assert!(status == Some(2) && text.contains("no register yet"), "{text}");
    assert_eq!(rows[0]["roles"], serde_json::json!([{"register": "system", "roles": ["system_admin"]}]));
}

#[test]
fn settings_show_their_sources_and_no_secret() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("config/default.toml"), "workers = 3\n").unwrap();
    std::fs::write(folder.0.join("secret"), "x.db\n").unwrap();
    let shown = folder.run(&["config", "show", "--bind", "127.0.0.1:1"], &[("QUORATE_DATABASE_FILE", "secret"), ("QUORATE_LOG", "debug")]);
    let text = String::from_utf8(shown.stdout).unwrap();
    let line =
        |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(line("workers"), ["workers", "3", "config/default.toml"]);
    assert_eq!(line("bind"), ["bind", "127.0.0.1:1", "--bind"]);
    assert_eq!(line("log "), ["log", "debug", "QUORATE_LOG"]);
    assert_eq!(line("database"), ["database", "(secret)", "QUORATE_DATABASE_FILE"]);
}

#[test]
fn the_document_and_the_completions_need_no_register() {
    let folder = Folder::new();
    let printed = folder.run(&["openapi"], &[]);
    let document: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let script = folder.run(&["completions", "bash"], &[]);
    assert!(String::from_utf8(script.stdout).unwrap().contains("_quorate()"));
    assert!(!folder.0.join("data").exists());
}

#[test]
fn what_is_made_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let mode = |path: &str| std::fs::metadata(folder.0.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(said(&folder.run(&["migrate"], &[])).0, Some(0));
    assert_eq!((mode("data"), mode("data/keys"), mode("data/quorate.db")), (0o700, 0o700, 0o600));
    std::fs::set_permissions(folder.0.join("data/keys"), std::fs::Permissions::from_mode(0o770)).unwrap();
    let (status, text) = said(&folder.run(&["user", "list"], &[]));
    assert!(status == Some(3) && text.contains("chmod 700"), "{text}");
}

#[test]
fn a_command_that_works_in_a_register_makes_none_and_takes_over_nobody_elses() {
    use diesel::Connection as _;
    use diesel::connection::SimpleConnection as _;
    let folder = Folder::new();
    std::fs::write(folder.0.join("people.csv"), "code,name\nx,Person\n").unwrap();
    for arguments in [vec!["user", "list"], vec!["import", "people", "people.csv"], vec!["export", "decisions"], vec!["lint", "pccc"]] {
        let (status, text) = said(&folder.run(&[arguments.as_slice(), &["--data", "dtaa"]].concat(), &[]));
        assert!(status == Some(3) && text.contains("there is no register at") && text.contains("dtaa"), "{arguments:?}: {text}");
    }
    assert!(!folder.0.join("dtaa").exists());
    let (status, text) = said(&folder.run(&["config", "check", "--data", "dtaa"], &[]));
    assert!(status == Some(0) && !folder.0.join("dtaa").exists(), "{text}");

    let other = folder.0.join("other.db");
    let mut conn = diesel::SqliteConnection::establish(other.to_str().unwrap()).unwrap();
    conn.batch_execute("CREATE TABLE recipes (name TEXT)").unwrap();
    drop(conn);
    for arguments in [vec!["migrate"], vec!["serve", "--bind", "127.0.0.1:0"]] {
        let (status, text) = said(&folder.run(&[arguments.as_slice(), &["--database", "other.db"]].concat(), &[]));
        assert!(status == Some(3) && text.contains("another program's") && text.contains("recipes"), "{arguments:?}: {text}");
    }
}

#[test]
fn what_serve_refuses_check_refuses_in_the_same_words() {
    let folder = Folder::new();
    for (name, value) in [
        ("QUORATE_ORIGIN", "https://x/"),
        ("QUORATE_ORIGIN", "Example.org"),
        ("QUORATE_LOG", "loud"),
        ("QUORATE_LOG", "quorate=loud"),
        ("QUORATE_PUBLIC_URL", "register.example.org"),
        ("QUORATE_PUBLIC_URL", "https://"),
        ("QUORATE_BIND", "0.0.0.0:8080"),
        ("QUORATE_LOG_FORMAT", "xml"),
    ] {
        let (checked, served) = (folder.run(&["config", "check"], &[(name, value)]), folder.run(&["serve"], &[(name, value)]));
        assert_eq!(said(&checked), said(&served), "{name}={value}");
        let (status, text) = said(&checked);
        assert!(status == Some(2) && text.contains(value), "{name}={value}: {text}");
    }
    assert!(!folder.0.join("data").exists(), "nothing is made of settings that cannot be used");
}

#[test]
fn a_line_of_the_log_is_found_by_the_callers_name_and_by_its_trace() {
    let folder = Folder::new();
    let mut command = folder.command(&["serve"]);
    let mut serving = command.env("QUORATE_BIND", "127.0.0.1:0").env("QUORATE_LOG_FORMAT", "json").spawn().unwrap();
    let told = BufReader::new(serving.stdout.take().unwrap()).lines().map_while(Result::ok);
    let at = told.filter_map(|line| line.trim().strip_prefix("listening on ").map(str::to_owned)).next().unwrap();
    let at = at.split(' ').next().unwrap().parse().unwrap();
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let headers = [("X-Request-Id", "abc-123"), ("traceparent", &format!("00-{trace}-00f067aa0ba902b7-01"))];
    assert_eq!(ask(&agent(), at, "GET", "/version", &headers, None).status, 200);
    serving.kill().unwrap();
    let mut log = String::new();
    serving.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    serving.wait().unwrap();
    let line = log.lines().find(|line| line.contains("\"request\":\"abc-123\"")).unwrap_or_else(|| panic!("{log}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!((line["trace"].as_str(), line["status"].as_u64()), (Some(trace), Some(200)), "{line}");
    assert!(uuid::Uuid::try_parse(line["entries_of"].as_str().unwrap()).is_ok(), "{line}");
}
