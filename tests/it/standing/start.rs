//! What is refused at start, and what a start says of itself.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::postgres;
use crate::program::{Ended, Folder};

#[test]
fn of_several_that_migrate_at_once_each_says_where_it_is() {
    let folder = Folder::new();
    let all: Vec<_> = (0..4).map(|_| folder.command(&["migrate"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()).collect();
    let said: Vec<String> = all.into_iter().map(|child| Ended(child.wait_with_output().unwrap()).is(0, &[])).collect();
    assert_eq!(said.iter().filter(|text| text.contains("migrated 0 → ")).count(), 1, "{said:?}");
    assert!(!said.iter().any(|text| text.contains("at 0:")), "{said:?}");
}

#[test]
fn what_is_in_effect_is_shown() {
    let folder = Folder::new();
    let shown = folder.run(&["config", "show"]).is(0, &[]);
    let line = |name: &str| shown.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace().nth(1).unwrap().to_owned();
    assert_eq!(line("database"), "sqlite:./data/quorate.db");
    assert!(line("workers").parse::<u32>().unwrap() > 0 && line("readers").parse::<u32>().unwrap() > 0, "{shown}");
    assert_eq!(line("public_url"), "http://127.0.0.1:0");
}

#[test]
fn a_register_that_anybody_can_change_is_refused() {
    let folder = Folder::new();
    folder.run(&["migrate"]).is(0, &[]);
    let set = |path: &str, mode: u32| std::fs::set_permissions(folder.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
    set("data", 0o777);
    folder.run(&["user", "list"]).is(3, &["data: anybody on this machine can change", "chmod 700"]);
    set("data", 0o700);
    set("data/quorate.db", 0o666);
    folder.run(&["user", "list"]).is(3, &["quorate.db: anybody on this machine can change", "chmod 600"]);
    set("data/quorate.db", 0o600);
    folder.run(&["user", "list"]).is(0, &[]);
}

#[test]
fn a_place_that_cannot_be_has_a_next_step() {
    let folder = Folder::new();
    std::fs::write(folder.path("a-file"), "").unwrap();
    folder.run(&["migrate", "--data", "a-file/data"]).is(3, &["a-file/data", "name another with --data"]);
}

#[test]
fn a_server_that_keeps_another_encoding_is_refused() {
    if !cfg!(feature = "postgres") {
        return;
    }
    let Some(server) = postgres::server() else { return };
    let name = format!("latin_{}", uuid::Uuid::now_v7().simple());
    let run = |statement: &str| postgres::execute(&server.address("postgres"), statement).unwrap();
    run(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"));
    let folder = Folder::new();
    folder.run_on(&server.address(&name), &["migrate"]).is(3, &["LATIN1", "ENCODING 'UTF8'"]);
    run(&format!("DROP DATABASE {name} WITH (FORCE)"));
}
