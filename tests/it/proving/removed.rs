use quorate::audit::replay::Finding;
use serde_json::json;

use super::{findings, found, of_registers, unguarded};
use crate::desk::TestServer;
use crate::place::Place;

/// A register with a log, and one that is to be gone.
fn two(place: Place) -> (TestServer, String) {
    let desk = TestServer::at(place);
    let (one, other) = (desk.register("one"), desk.register("other"));
    desk.person(one, "Somebody");
    desk.person(other, "Somebody else");
    desk.user("somebody@example.org", one, &[quorate::access::Role::Secretary], None);
    desk.verified();
    (desk, other.to_string())
}

/// A register that is gone with its head, its log and all its rows is missed.
#[test]
fn a_whole_register_that_is_removed_is_named() {
    for n in 0..3 {
        for place in Place::all() {
            let (desk, gone) = two(place);
            let tables = of_registers(&desk.place);
            let gone = format!("register_id = '{gone}'");
            let delete = |but: &dyn Fn(&str) -> bool| {
                tables.iter().filter(|table| !but(table)).map(|table| format!("DELETE FROM {table} WHERE {gone};")).collect::<String>()
            };
            let statement = match n {
                // All of it.
                0 => delete(&|_| false),
                // The leaves stay.
                1 => delete(&|table| table.starts_with("audit_") && table != "audit_head"),
                // The head begins another epoch, in which nothing is.
                _ => format!("{} UPDATE audit_head SET epoch = 2, size = 0 WHERE {gone}", delete(&|table| table == "audit_head")),
            };
            unguarded(&desk, &statement);
            let found = findings(&desk);
            assert!(matches!(&found[0], Finding::Head { register, .. } if register == "other"), "{n}: {:?}", found[0]);
        }
    }
}

/// The log of a register is cut down to nothing, its head made to match.
#[test]
fn a_log_without_its_first_entry_is_named() {
    for place in Place::all() {
        let (desk, gone) = two(place);
        let gone = format!("register_id = '{gone}'");
        let tables: String = of_registers(&desk.place)
            .iter()
            .filter(|table| *table != "audit_head")
            .map(|table| format!("DELETE FROM {table} WHERE {gone};"))
            .collect();
        let zero = if desk.place.is_file() { "zeroblob(32)" } else { "decode(repeat('00', 32), 'hex')" };
        unguarded(&desk, &format!("{tables} UPDATE audit_head SET size = 0, last_leaf_hash = {zero} WHERE {gone}"));
        let said = found(&desk.report());
        assert!(said.contains("register other: its log has no entry"), "{said}");
    }
}

/// Rows of the log's own tables that belong to nothing: nobody reads them, and nobody wrote them.
#[test]
fn what_stands_outside_every_head_is_named() {
    for place in Place::all() {
        let (desk, other) = two(place);
        let copy = |table: &str, change: &str| {
            let columns = match table {
                "audit_leaf" => "register_id, epoch, idx, leaf, leaf_hash, mac, plain",
                "audit_part" => "register_id, epoch, idx, part, commitments, plain",
                _ => "register_id, epoch, idx, field, class, salt, value",
            };
            let values = columns.replace(change.split('=').next().unwrap(), change.split('=').nth(1).unwrap());
            format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE register_id = '{other}' AND idx = 1")
        };
        for (table, statement) in [
            ("audit_leaf", copy("audit_leaf", "epoch=9")),
            ("audit_leaf", copy("audit_leaf", "register_id='00000000-0000-7000-8000-000000000000'")),
            ("audit_opening", copy("audit_opening", "idx=1000")),
            (
                "audit_checkpoint",
                format!("INSERT INTO audit_checkpoint (register_id, epoch, size, note) VALUES ('{other}', 1, 1, 'invented')"),
            ),
        ] {
            unguarded(&desk, &statement);
            let report = desk.report();
            let stray = report.findings.iter().any(|finding| matches!(finding, Finding::Stray { table: found, .. } if found == table));
            assert!(stray, "{statement}: {}", found(&report));
        }
    }
}

/// A head that says another time dates every later entry by it.
#[test]
fn a_head_that_runs_ahead_of_its_last_entry_is_named() {
    for place in Place::all() {
        let (desk, other) = two(place);
        // No guard stands in the way: a head only grows.
        desk.tampers(&format!("UPDATE audit_head SET last_at = '2131-01-01T00:00:00.000000Z' WHERE register_id = '{other}'")).unwrap();
        let said = found(&desk.report());
        assert!(said.contains("register other") && said.contains("2131-01-01"), "{said}");
    }
}

/// The hashes of all passwords are taken away with their openings, so that nobody comes in again.
#[test]
fn secrets_that_are_gone_are_named_and_never_shown() {
    for place in Place::all() {
        let (desk, _) = two(place);
        let hash = desk.place.ask("SELECT password_hash AS word FROM account WHERE password_hash IS NOT NULL")[0].clone();
        desk.tampers("UPDATE account SET password_hash = password_hash || 'x' WHERE password_hash IS NOT NULL").unwrap();
        let report = desk.report();
        assert!(report.findings.iter().any(|finding| matches!(finding, Finding::Row { column, .. } if column == "password_hash")));
        assert!(!found(&report).contains(&hash) && !found(&report).contains("argon2"), "{}", found(&report));

        desk.tampers("UPDATE account SET password_hash = '[erased]' WHERE password_hash IS NOT NULL").unwrap();
        unguarded(&desk, "DELETE FROM audit_opening WHERE field = 'password_hash'");
        let said = found(&desk.report());
        assert!(said.contains("the value of 'password_hash' is gone"), "{said}");
    }
}

/// Everything that is wrong is named, not the first of it; and a program reads it as one object.
#[test]
fn every_finding_is_told_and_to_a_program_too() {
    for place in Place::all() {
        let (desk, other) = two(place);
        desk.tampers(&format!("UPDATE person SET name = 'Another' WHERE register_id = '{other}'")).unwrap();
        desk.tampers("UPDATE register SET name = 'Another' WHERE slug = 'one'").unwrap();
        unguarded(&desk, &format!("UPDATE audit_leaf SET mac = leaf_hash WHERE register_id = '{other}'"));
        let told = desk.command(&["verify", "--db", "--json"]);
        assert_eq!(told.status.code(), Some(1));
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        let codes: Vec<&str> = told["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["forged", "row", "row"], "{told}");
        assert_eq!((told["verified"].as_bool(), &told["wrong"]), (Some(false), &told["findings"][0]["said"]));
        assert_eq!(told["findings"][0]["register"], "other");
        assert!(told["findings"][0]["said"].as_str().unwrap().ends_with(", and the entry after it"), "{told}");
        assert!(told["law"]["asked"].as_u64().unwrap() > 0 && told["law"]["not_asked"].is_object(), "{told}");
        let asked: u64 = told["law"]["asked_of"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["to"].as_u64().unwrap() - run["from"].as_u64().unwrap() + 1)
            .sum();
        assert_eq!(Some(asked), told["law"]["asked"].as_u64(), "it says of which entries: {told}");
        assert_eq!(told["more"], json!(0));
    }
}
