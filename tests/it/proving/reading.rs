use std::process::Command;

use serde_json::{Value, json};

use crate::desk::TestServer;
use crate::place::Place;

fn verify(desk: &TestServer, arguments: &[&str]) -> (Option<i32>, String) {
    let output = desk.command(&[&["verify"], arguments].concat());
    (output.status.code(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

/// Whoever was given a receipt can ask whether it still holds, long after.
#[test]
fn a_receipt_holds_until_its_entry_is_cut_or_changed() {
    for place in Place::all() {
        let desk = TestServer::at(place);
        let register = desk.register("one");
        desk.user("lead@example.org", register, &[quorate::access::Role::GovernanceLead], None);
        let token = desk.sign_in("lead@example.org");
        let receipt = |name: &str| {
            let made = desk.send("POST", "/api/v1/people", &token, &[("Idempotency-Key", name)], &json!({"name": name}));
            assert_eq!(made.status, 201, "{}", made.text);
            made.header("audit-receipt").to_owned()
        };
        let (first, last) = (receipt("First"), receipt("Last"));
        for held in [&first, &last] {
            let (code, said) = verify(&desk, &["--receipt", held]);
            assert!(code == Some(0) && said.contains("the receipt holds"), "{said}");
        }
        let json: Value = serde_json::from_str(&verify(&desk, &["--json", "--receipt", &first]).1).unwrap();
        assert_eq!((json["holds"].as_bool(), json["register"].as_str()), (Some(true), Some("one")));
        assert_eq!(verify(&desk, &["--receipt", "no receipt"]).0, Some(2));
        assert_eq!(verify(&desk, &["--receipt", &first.replace("/one/", "/other/")]).0, Some(3));
        let other = first.replace(" 1 ", " 2 ");
        assert!(verify(&desk, &["--receipt", &other]).1.contains("is another than the one"), "{other}");

        // The log is cut before the last entry, its head made to match.
        let r = format!("register_id = '{register}'");
        let entry = format!("{r} AND idx = 2");
        super::unguarded(
            &desk,
            &format!(
                "DELETE FROM audit_leaf WHERE {entry}; DELETE FROM audit_opening WHERE {entry}; DELETE FROM person WHERE {r} AND version = 2; \
                 DELETE FROM idempotency WHERE {r} AND idx = 2; \
                 UPDATE audit_head SET size = 2, last_leaf_hash = (SELECT leaf_hash FROM audit_leaf WHERE {r} AND idx = 1) WHERE {r}"
            ),
        );
        assert_eq!(verify(&desk, &["--receipt", &first]).0, Some(0));
        let (code, said) = verify(&desk, &["--receipt", &last]);
        assert!(code == Some(1) && said.contains("It was cut"), "{said}");
        super::unguarded(&desk, &format!("UPDATE audit_leaf SET leaf = mac WHERE {r} AND idx = 1"));
        assert_eq!(verify(&desk, &["--receipt", &first]).0, Some(1));
    }
}

/// An auditor's copy on a medium that cannot be written, read by somebody who owns none of it.
#[test]
#[cfg(unix)]
fn a_copy_that_cannot_be_written_is_verified_and_without_the_key_not_all_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let desk = TestServer::at(Place::file());
    let register = desk.register("one");
    desk.person(register, "Somebody");
    let own = std::path::PathBuf::from(desk.place.text().trim_start_matches("sqlite:"));
    for with_ahead in [false, true] {
        let folder = std::env::temp_dir().join(format!("quorate-copy-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(folder.join("data/keys")).unwrap();
        let copy = folder.join("copy.db");
        if with_ahead {
            desk.person(register, "Somebody who is in the write-ahead log alone");
            for suffix in ["db", "db-wal"] {
                std::fs::copy(own.with_extension(suffix), copy.with_extension(suffix)).unwrap();
            }
            assert!(std::fs::metadata(copy.with_extension("db-wal")).unwrap().len() > 0);
        } else {
            desk.place.by_hand("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
            std::fs::copy(own.with_extension("db"), &copy).unwrap();
        }
        std::fs::copy(desk.data.join("keys/entry.key"), folder.join("data/keys/entry.key")).unwrap();
        // Somebody else may not look into the folder where the program was built.
        std::fs::copy(env!("CARGO_BIN_EXE_quorate"), folder.join("quorate")).unwrap();
        let mode = |path: &std::path::Path, mode: u32| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        for file in [copy.clone(), folder.join("data/keys/entry.key")] {
            mode(&file, 0o444);
        }
        if with_ahead {
            mode(&copy.with_extension("db-wal"), 0o444);
        }
        for place in [folder.join("data/keys"), folder.join("data"), folder.clone()] {
            mode(&place, 0o555);
        }
        // Root is let in everywhere: then it is somebody else who reads.
        let is_root = std::fs::write(folder.join("probe"), "").is_ok();
        drop(std::fs::remove_file(folder.join("probe")));
        let verify = |data: &str| {
            let mut command = Command::new(folder.join("quorate"));
            command.env_clear().args(["verify", "--db", "--database", copy.to_str().unwrap(), "--data", data]).current_dir("/");
            if is_root {
                command.uid(65_534).gid(65_534);
            }
            let output = command.output().unwrap();
            (output.status.code(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
        };
        let (code, said) = verify(folder.join("data").to_str().unwrap());
        assert!(
            code == Some(0) && said.contains("verified: ") && said.contains("note: the database cannot be written where it is"),
            "{said}"
        );
        assert_eq!(said.contains("private copy"), with_ahead, "{said}");
        let (code, said) = verify(folder.join("nowhere").to_str().unwrap());
        assert!(code == Some(3) && said.contains("nothing was found wrong, but not all can be told"), "{said}");
        for place in [folder.clone(), folder.join("data"), folder.join("data/keys")] {
            mode(&place, 0o755);
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
