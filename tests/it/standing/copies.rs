//! Copies of the register that are one, the way back, and tables made again from the log.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::day;
use crate::desk::TestServer;
use crate::place::Place;
use crate::program::{Folder, in_file};

fn slugs(path: &std::path::Path) -> Vec<String> {
    in_file(path, "SELECT slug AS word FROM register ORDER BY slug")
}

#[test]
fn a_backup_is_taken_while_it_is_served_and_is_the_way_back() {
    let folder = Folder::new();
    folder.with_administrator();
    let serving = folder.serve();
    let token = serving.sign_in();
    assert_eq!(serving.register(&token, "one").status, 201);
    let said = folder.run(&["backup", "copy.db"]).is(0, &["copy.db", "2 registers", "read back", "keys are not in it"]);
    assert!(said.contains("data/keys"), "{said}");
    assert_eq!(slugs(&folder.path("copy.db")), ["one", "system"]);
    assert_eq!(fs::metadata(folder.path("copy.db")).unwrap().permissions().mode() & 0o777, 0o600);
    // What is there is left as it is.
    let before = fs::read(folder.path("copy.db")).unwrap();
    folder.run(&["backup", "copy.db"]).is(2, &["is there already"]);
    assert_eq!(fs::read(folder.path("copy.db")).unwrap(), before);
    assert_eq!(serving.register(&token, "two").status, 201);
    serving.stop();

    // Over a register it is not put back.
    folder.run(&["restore", "copy.db"]).is(2, &["there is a file at", "left as it is"]);
    // In an empty place with the keys it is.
    let other = Folder::new();
    fs::create_dir_all(other.path("data")).unwrap();
    fs::copy(folder.path("copy.db"), other.path("copy.db")).unwrap();
    other.run(&["restore", "copy.db"]).is(3, &["missing", "put them into"]);
    let keys = other.path("data/keys");
    fs::remove_dir_all(&keys).ok();
    fs::create_dir(&keys).unwrap();
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o700)).unwrap();
    for name in ["entry.key", "token.pk8", "door.key"] {
        fs::copy(folder.path(&format!("data/keys/{name}")), keys.join(name)).unwrap();
    }
    other.run(&["restore", "copy.db"]).is(0, &["restored copy.db", "2 registers"]);
    assert_eq!(slugs(&other.path("data/quorate.db")), ["one", "system"]);
    assert!(other.run(&["user", "list"]).is(0, &[]).contains("admin@example.org"));
    other.run(&["verify", "--db"]).is(0, &["verified"]);
    let left: Vec<_> = fs::read_dir(other.path("data")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".part")), "{left:?}");

    // Where it came from, more was seen since: it is put back, and is not gone on with in silence.
    fs::remove_file(folder.path("data/quorate.db")).unwrap();
    // Nor is it put beside the write-ahead log of the one that is gone.
    for suffix in ["-wal", "-shm"] {
        let left = folder.path(&format!("data/quorate.db{suffix}"));
        fs::write(&left, "what was left").unwrap();
        folder.run(&["restore", "copy.db"]).is(2, &[suffix, "move it away"]);
        assert!(!folder.path("data/quorate.db").exists());
        fs::remove_file(left).unwrap();
    }
    folder.run(&["restore", "copy.db"]).is(0, &["older than what this program has seen", "recover"]);
    folder.run(&["user", "list"]).is(3, &["are missing"]);
    folder.run(&["recover", "--reason", "The disk failed."]).is(0, &[]);
    folder.run(&["user", "list"]).is(0, &[]);
}

#[test]
fn what_does_not_verify_is_not_put_back_and_a_false_copy_is_called_one() {
    let folder = Folder::new();
    folder.with_administrator();
    folder.run(&["backup", "copy.db"]).is(0, &[]);
    fs::rename(folder.path("data/quorate.db"), folder.path("aside.db")).unwrap();
    // Somebody's hand in the copy.
    {
        use diesel::Connection as _;
        use diesel::connection::SimpleConnection as _;
        let mut conn = diesel::SqliteConnection::establish(folder.path("copy.db").to_str().unwrap()).unwrap();
        conn.batch_execute("UPDATE account SET name = 'Another'").unwrap();
    }
    folder.run(&["restore", "copy.db"]).is(1, &["does not verify", "not put in place", "account"]);
    // Half a copy.
    let whole = fs::read(folder.path("copy.db")).unwrap();
    fs::write(folder.path("half.db"), &whole[..whole.len() / 2]).unwrap();
    let half = folder.run(&["restore", "half.db"]);
    assert!(matches!(half.0.status.code(), Some(1 | 3)), "{}", half.text());
    assert!(!folder.path("data/quorate.db").exists());
    fs::rename(folder.path("copy.db"), folder.path("data/quorate.db")).unwrap();
    folder.run(&["backup", "second.db"]).is(1, &["does not verify", "account"]);
}

#[test]
fn a_register_on_a_server_is_backed_up_by_its_own_program() {
    let Some(place) = Place::served() else { return };
    let folder = Folder::new();
    let database = place.text();
    folder.with_administrator_of(&database);
    folder.run_on(&database, &["backup", "copy.db"]).is(2, &["pg_dump", "pg_restore", "verify --db"]);
    folder.run_on(&database, &["restore", "copy.db"]).is(2, &["pg_restore"]);
    assert!(!folder.path("copy.db").exists());
}

/// Every table of a whole day, meddled with in every way.
#[test]
fn the_tables_are_made_again_from_the_log() {
    for place in Place::all() {
        let desk = TestServer::at(place);
        day::played(&desk);
        let run = |arguments: &[&str]| {
            let output = desk.command(arguments);
            (output.status.code(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
        };
        let (code, said) = run(&["rebuild"]);
        assert!(code == Some(0) && said.contains("nothing was changed"), "{said}");
        let entries = desk.place.ask("SELECT CAST(SUM(size) AS TEXT) AS word FROM audit_head");
        let meddle = [
            "UPDATE vote SET choice = CASE WHEN choice = 'for' THEN 'against' ELSE 'for' END",
            "DELETE FROM attendance",
            "UPDATE person SET name = 'Somebody else'",
            "UPDATE account SET name = 'Somebody else'",
            "INSERT INTO account_role SELECT register_id, account_id, tenant_id, 'guardian', version FROM account_role WHERE role = 'secretary'",
        ];
        for statement in meddle {
            desk.place.by_hand(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        let (code, said) = run(&["verify", "--db"]);
        assert_eq!(code, Some(1), "{said}");
        let (code, said) = run(&["rebuild"]);
        assert_eq!(code, Some(0), "{said}");
        for told in ["vote:", "put right", "attendance:", "put back", "account_role:", "taken out", "the log was not touched"] {
            assert!(said.contains(told), "no '{told}' in: {said}");
        }
        assert_eq!(desk.place.ask("SELECT CAST(SUM(size) AS TEXT) AS word FROM audit_head"), entries);
        let (code, said) = run(&["verify", "--db"]);
        assert_eq!(code, Some(0), "{said}");
    }
}

#[test]
fn neither_a_copy_nor_a_table_is_written_over_a_part_of_the_register() {
    let folder = Folder::new();
    folder.with_administrator();
    let serving = folder.serve();
    assert_eq!(serving.register(&serving.sign_in(), "one").status, 201);
    serving.stop();
    let before = fs::read(folder.path("data/quorate.db")).unwrap();
    folder.run(&["backup", "data/quorate.db-wal"]).is(2, &["belong to a register", "choose another"]);
    for file in ["data/quorate.db", "data/quorate.db-wal", "data/../data/quorate.db"] {
        folder.run(&["export", "decisions", "--output", file]).is(2, &["belongs to the register itself"]);
    }
    assert_eq!(fs::read(folder.path("data/quorate.db")).unwrap(), before);
    folder.run(&["export", "decisions", "--output", "table.csv"]).is(0, &[]);
}
