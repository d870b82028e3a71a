//! Keys that are not the register's own, and databases that are not the newest: nothing is begun or
//! gone on with in silence.

use std::fs;

use quorate::audit::ledger::{Ledger, MacKey, Setup};
use quorate::fault::{Error, Fault, Trouble};

use crate::place::Place;
use crate::postgres;
use crate::program::{Folder, in_file};
use crate::spine::{holds, note, opened};

/// In a folder of its own each time: on the file in it, and on a server.
fn on_both(story: impl Fn(&Folder, &str)) {
    for place in Place::all() {
        story(&Folder::new(), &if place.is_file() { String::new() } else { place.text() });
    }
}

#[test]
fn the_keys_fit_the_log_or_nothing_starts() {
    on_both(|folder, database| {
        folder.with_administrator_of(database);
        let other = Folder::new();
        other.with_administrator();
        let key = |name: &str| folder.path(&format!("data/keys/{name}"));
        for name in ["entry.key", "token.pk8", "door.key"] {
            let own = fs::read(key(name)).unwrap();
            fs::write(key(name), fs::read(other.path(&format!("data/keys/{name}"))).unwrap()).unwrap();
            for arguments in [vec!["user", "list"], vec!["serve"], vec!["config", "check"]] {
                folder.run_on(database, &arguments).is(3, &[name, "this is not the key", "Put the file back"]);
            }
            fs::write(key(name), own).unwrap();
            folder.run_on(database, &["user", "list"]).is(0, &[]);
        }
        let swap = |one: &str, two: &str| {
            fs::rename(key(one), key("aside")).unwrap();
            fs::rename(key(two), key(one)).unwrap();
            fs::rename(key("aside"), key(two)).unwrap();
        };
        swap("entry.key", "door.key");
        folder.run_on(database, &["serve"]).is(3, &["entry.key", "swapped", "door.key"]);
        swap("entry.key", "door.key");
        // A folder of keys of another deployment altogether.
        fs::rename(folder.path("data/keys"), folder.path("own")).unwrap();
        fs::rename(other.path("data/keys"), folder.path("data/keys")).unwrap();
        folder.run_on(database, &["serve"]).is(3, &["entry.key", "two deployments", "--data"]);
        fs::rename(folder.path("data/keys"), folder.path("others")).unwrap();
        fs::rename(folder.path("own"), folder.path("data/keys")).unwrap();
        folder.run_on(database, &["verify", "--db"]).is(0, &["verified"]);
    });
}

#[test]
fn a_writer_with_another_key_adds_nothing() {
    for place in Place::all() {
        let database = place.database();
        let ledger = place.ledger();
        let register = opened(&ledger);
        note(&ledger, register, "ours").unwrap();
        let other = Ledger::open(&database, Setup::new(MacKey::new([8; 32]), "localhost")).unwrap();
        let refused = note(&other, register, "theirs").unwrap_err();
        assert!(matches!(refused, Error::Fault(Fault::Closed { trouble: Trouble::Keys, .. })), "{refused}");
        note(&ledger, register, "ours again").unwrap();
        holds(&database);
    }
}

/// How many entries of a kind there are, in whatever database.
fn of_kind(folder: &Folder, kind: &str) -> usize {
    let path = folder.path("data/quorate.db");
    in_file(&path, &format!("SELECT '' AS word FROM audit_leaf WHERE instr(leaf, CAST('\"{kind}\"' AS BLOB)) > 0")).len()
}

#[test]
fn an_older_copy_is_gone_on_with_only_when_the_log_says_what_was_lost() {
    let folder = Folder::new();
    folder.with_administrator();
    fs::copy(folder.path("data/quorate.db"), folder.path("older.db")).unwrap();
    let serving = folder.serve();
    let token = serving.sign_in();
    assert_eq!(serving.register(&token, "newer").status, 201);
    serving.stop();
    fs::copy(folder.path("data/quorate.db"), folder.path("newer.db")).unwrap();

    fs::copy(folder.path("older.db"), folder.path("data/quorate.db")).unwrap();
    for arguments in [vec!["serve"], vec!["user", "list"], vec!["migrate"]] {
        folder.run(&arguments).is(3, &["older copy", "'system'", "are missing", "'newer'", "quorate recover"]);
    }
    folder.run(&["config", "check"]).is(3, &["are missing"]);
    // The newer one put back is the register.
    fs::copy(folder.path("newer.db"), folder.path("data/quorate.db")).unwrap();
    folder.run(&["user", "list"]).is(0, &[]);
    folder.run(&["recover", "--reason", "nothing"]).is(0, &["nothing is missing"]);
    assert_eq!(of_kind(&folder, "log.recovered"), 0);

    fs::copy(folder.path("older.db"), folder.path("data/quorate.db")).unwrap();
    folder.run(&["recover", "--reason", " "]).is(2, &["--reason"]);
    folder.run(&["recover", "--reason", "The disk was lost with the last day."]).is(0, &["'system'", "'newer'", "no longer hold"]);
    assert_eq!(of_kind(&folder, "log.recovered"), 2);
    folder.run(&["user", "list"]).is(0, &[]);
    folder.run(&["verify", "--db"]).is(0, &["verified"]);

    // Another history of the same length or more is not it either.
    let serving = folder.serve();
    let token = serving.sign_in();
    for n in 0..8 {
        assert_eq!(serving.register(&token, &format!("since-{n}")).status, 201);
    }
    serving.stop();
    fs::copy(folder.path("newer.db"), folder.path("data/quorate.db")).unwrap();
    folder.run(&["serve"]).is(3, &["not as this program last saw it"]);
}

#[test]
fn another_database_of_a_server_is_not_gone_on_with() {
    let Some(place) = Place::served() else { return };
    let Some(server) = postgres::server() else { return };
    let folder = Folder::new();
    let database = place.text();
    folder.with_administrator_of(&database);
    let own = database.split("///").nth(1).unwrap().split('?').next().unwrap().to_owned();
    let older = format!("older_{}", uuid::Uuid::now_v7().simple());
    let run = |statement: &str| postgres::execute(&server.address("postgres"), statement).unwrap();
    run(&format!("CREATE DATABASE {older} TEMPLATE {own}"));
    folder.run_on(&database, &["user", "create", "--email", "b@example.org"]).is(0, &[]);
    let older_at = server.address(&older);
    folder.run_on(&older_at, &["user", "list"]).is(3, &["older copy", "quorate recover"]);
    folder.run_on(&older_at, &["recover", "--reason", "The server was lost."]).is(0, &["'system'"]);
    folder.run_on(&older_at, &["verify", "--db"]).is(0, &["verified"]);
    run(&format!("DROP DATABASE {older} WITH (FORCE)"));
}

#[test]
fn nothing_is_begun_where_a_register_should_be() {
    let folder = Folder::new();
    folder.with_administrator();
    for name in ["quorate.db", "quorate.db-wal", "quorate.db-shm"] {
        fs::remove_file(folder.path(&format!("data/{name}"))).ok();
    }
    for arguments in [vec!["serve"], vec!["migrate"], vec!["demo", "--once"], vec!["user", "create", "--email", "a@example.org"]] {
        folder.run(&arguments).is(3, &["there is no register at", "keys", "--new"]);
        assert!(!folder.path("data/quorate.db").exists(), "{arguments:?}");
    }
    // An empty file is no register either.
    fs::write(folder.path("data/quorate.db"), "").unwrap();
    folder.run(&["serve"]).is(3, &["there is no register at", "--new"]);
    folder.run(&["migrate", "--new"]).is(0, &["migrated"]);
    folder.run(&["user", "list"]).is(0, &[]);
    folder.run(&["migrate", "--new"]).is(3, &["already"]);
}

#[test]
fn a_first_start_that_was_cut_short_goes_on() {
    let (folder, other) = (Folder::new(), Folder::new());
    other.run(&["migrate"]).is(0, &[]);
    fs::create_dir(folder.path("data")).unwrap();
    fs::rename(other.path("data/keys"), folder.path("data/keys")).unwrap();
    fs::remove_file(folder.path("data/keys/last-seen.json")).unwrap();
    fs::write(folder.path("data/keys/beginning"), "").unwrap();
    folder.run(&["migrate"]).is(0, &["migrated"]);
    assert!(!folder.path("data/keys/beginning").exists());
    folder.run(&["user", "list"]).is(0, &[]);
}

#[test]
fn a_schema_that_comes_first_hides_no_register() {
    let Some(place) = Place::served() else { return };
    let folder = Folder::new();
    let database = place.text();
    folder.with_administrator_of(&database);
    place.by_hand("CREATE SCHEMA aside").unwrap();
    let aside = format!("{database}&options=-csearch_path%3Daside%2Cpublic");
    folder.run_on(&aside, &["user", "create", "--email", "b@example.org"]).is(3, &["'aside'", "'public'", "search_path", "--new"]);
    // Without the keys, as on a second machine.
    let second = Folder::new();
    second.run_on(&aside, &["migrate"]).is(3, &["'aside'", "'public'", "search_path", "--new"]);
    assert!(place.ask("SELECT tablename::text AS word FROM pg_tables WHERE schemaname = 'aside'").is_empty());
    second.run_on(&aside, &["migrate", "--new"]).is(0, &["migrated"]);
}

#[test]
fn a_clock_that_says_a_year_has_passed_is_asked_about() {
    let folder = Folder::new();
    folder.with_administrator();
    let seen = folder.path("data/keys/last-seen.json");
    let mut page: serde_json::Value = serde_json::from_slice(&fs::read(&seen).unwrap()).unwrap();
    page["at"] = "2024-02-01T10:00:00.000000Z".into();
    fs::write(&seen, page.to_string()).unwrap();
    folder.run(&["user", "list"]).is(3, &["1 February 2024", "--clock-is-right"]);
    folder.run(&["user", "list", "--clock-is-right"]).is(0, &[]);
    folder.run(&["user", "list"]).is(0, &[]);
}

/// One log that was written to by another hand is told from another key.
#[test]
fn a_log_that_was_made_another_is_told_from_another_key() {
    let folder = Folder::new();
    folder.with_administrator();
    let serving = folder.serve();
    let token = serving.sign_in();
    assert_eq!(serving.register(&token, "meddled").status, 201);
    serving.stop();
    {
        use diesel::Connection as _;
        use diesel::connection::SimpleConnection as _;
        let mut conn = diesel::SqliteConnection::establish(folder.path("data/quorate.db").to_str().unwrap()).unwrap();
        conn.batch_execute(
            "DROP TRIGGER audit_leaf_update; \
             UPDATE audit_leaf SET mac = zeroblob(32) WHERE idx = 0 AND register_id = (SELECT id FROM register WHERE slug = 'meddled')",
        )
        .unwrap();
    }
    let said = folder.run(&["serve"]).is(3, &["'meddled'", "somebody wrote to that log", "verify --db"]);
    assert!(!said.contains("entry.key"), "{said}");
}

/// A back-up may be looked at; a log that is another than the one that was seen is none.
#[test]
fn verify_knows_what_was_seen_before() {
    let folder = Folder::new();
    folder.with_administrator();
    let seen = folder.path("data/keys/last-seen.json");
    let page: serde_json::Value = serde_json::from_slice(&fs::read(&seen).unwrap()).unwrap();
    folder.run(&["verify", "--db"]).is(0, &["verified: "]);
    let mut ahead = page.clone();
    ahead["logs"][0]["size"] = (page["logs"][0]["size"].as_i64().unwrap() + 5).into();
    fs::write(&seen, ahead.to_string()).unwrap();
    folder.run(&["verify", "--db"]).is(0, &["verified: ", "note: this is not the newest", "the last 5 are missing"]);
    let mut other = page;
    let hash = other["logs"][0]["hash"].as_str().unwrap().to_owned();
    let first = if hash.starts_with('A') { "B" } else { "A" };
    other["logs"][0]["hash"] = format!("{first}{}", &hash[1..]).into();
    fs::write(&seen, other.to_string()).unwrap();
    folder.run(&["verify", "--db"]).is(1, &["not verified: register system: its entry", "is another than the one this program saw there"]);
}
