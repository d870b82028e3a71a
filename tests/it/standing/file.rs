//! The file is the register: after a stop, while it runs, and when it is taken away.

use std::process::Stdio;
use std::time::{Duration, Instant};

use quorate::actor::Actor;
use quorate::ids::FactId;
use serde_json::json;

use crate::desk::TestServer;
use crate::place::Place;
use crate::program::{Folder, in_file};
use crate::spine::{Noted, note, opened};

fn slugs(folder: &Folder) -> Vec<String> {
    let copy = folder.path("copy.db");
    std::fs::copy(folder.path("data/quorate.db"), &copy).unwrap();
    let found = in_file(&copy, "SELECT slug AS word FROM register ORDER BY slug");
    std::fs::remove_file(copy).unwrap();
    found
}

fn log_size(folder: &Folder) -> u64 {
    std::fs::metadata(folder.path("data/quorate.db-wal")).map_or(0, |found| found.len())
}

#[test]
fn after_a_stop_the_file_alone_is_the_register() {
    let folder = Folder::new();
    folder.with_administrator();
    assert_eq!(log_size(&folder), 0, "after a command");
    assert_eq!(slugs(&folder), ["system"]);
    for n in 0..3 {
        let serving = folder.serve();
        let token = serving.sign_in();
        assert_eq!(serving.register(&token, &format!("register-{n}")).status, 201);
        serving.stop();
        assert_eq!(log_size(&folder), 0);
        assert_eq!(slugs(&folder).len(), 2 + n, "the newest register is not in the copy");
    }
    folder.run(&["verify", "--db"]).is(0, &[]);
    assert_eq!(log_size(&folder), 0, "after verify");
}

#[test]
fn after_a_demonstration_the_file_alone_is_the_register() {
    let folder = Folder::new();
    folder.run(&["demo", "--once"]).is(0, &[]);
    assert_eq!(log_size(&folder), 0);
    assert_eq!(slugs(&folder), ["harrogate-demo", "system"]);
}

/// A long look at the register keeps its write-ahead log from being folded in; when it is over the
/// log is small again, with no further change.
#[test]
fn the_write_ahead_log_grows_small_again() {
    let place = Place::file();
    let ledger = place.ledger();
    let register = opened(&ledger);
    let Place::File(folder) = &place else { unreachable!() };
    let size = || std::fs::metadata(folder.join("register.db-wal")).map_or(0, |found| found.len());
    ledger
        .reader()
        .snapshot(register, |read| {
            use diesel::prelude::*;
            use quorate::db::schema::audit_head;
            read.rows::<i64, _>(audit_head::table.select(audit_head::size))?;
            // Each entry carries 40 KiB, and stands twice in the file.
            for _ in 0..700 {
                let change = Noted { id: FactId::new(), ..Noted::of(&"x".repeat(40 * 1024)) };
                ledger.record(&Actor::cli(register), move |_| Ok(change.clone())).unwrap();
            }
            Ok(())
        })
        .unwrap();
    assert!(size() > 40_000_000, "the log has {} bytes only", size());
    let begun = Instant::now();
    while size() > 36 * 1024 * 1024 && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(size() <= 36 * 1024 * 1024, "the log still has {} bytes", size());
    note(&ledger, register, "after").unwrap();
}

#[test]
fn a_file_that_is_moved_or_removed_takes_no_change_and_says_so() {
    let desk = TestServer::at(Place::file());
    let admin = desk.administrator();
    let Place::File(folder) = &desk.place else { unreachable!() };
    let open =
        |slug: &str| desk.send("POST", "/api/v1/registers", &admin, &[("Idempotency-Key", slug)], &json!({"slug": slug, "name": slug}));
    assert_eq!(open("one").status, 201);
    assert_eq!(desk.get("/health/ready", "").status, 200);

    // Moved away, as by a clumsy back-up.
    std::fs::rename(folder.join("register.db"), folder.join("away.db")).unwrap();
    let refused = open("two");
    refused.is_problem(503, "a change");
    assert!(refused.text.contains("moved or replaced"), "{}", refused.text);
    refused.header("retry-after");
    desk.get("/health/ready", "").is_problem(503, "readiness");
    assert_eq!(desk.get("/health/live", "").status, 200);
    assert_eq!(desk.get("/api/v1/me", &admin).status, 200, "it can still be read");
    assert!(!folder.join("register.db").exists(), "no file is begun in its place");

    // Put back as it was: it goes on by itself.
    std::fs::rename(folder.join("away.db"), folder.join("register.db")).unwrap();
    assert_eq!(desk.get("/health/ready", "").status, 200);
    assert_eq!(open("two").status, 201);

    // Another file in its place is not it.
    std::fs::rename(folder.join("register.db"), folder.join("away.db")).unwrap();
    std::fs::copy(folder.join("away.db"), folder.join("register.db")).unwrap();
    open("three").is_problem(503, "a change into another file");
    std::fs::rename(folder.join("away.db"), folder.join("register.db")).unwrap();

    // Its write-ahead log is part of it.
    assert_eq!(open("three").status, 201);
    std::fs::remove_file(folder.join("register.db-wal")).unwrap();
    open("four").is_problem(503, "a change without its log");
    let copy = folder.join("copy.db");
    std::fs::copy(folder.join("register.db"), &copy).unwrap();
    let kept = in_file(&copy, "SELECT slug AS word FROM register WHERE slug <> 'system' ORDER BY slug");
    assert_eq!(kept, ["one", "three", "two"], "what was kept was folded into the file");
}

/// A disk that takes nothing more, as a limit on the size of files: the change is refused with the
/// cause, and whoever asks whether the register takes changes is told so.
#[test]
fn a_disk_that_fails_is_named_and_not_the_programs_fault() {
    let folder = Folder::new();
    folder.with_administrator();
    let program = env!("CARGO_BIN_EXE_quorate");
    // Blocks of 512 or of 1024 bytes, by shell: the log may have a megabyte or two.
    let serving = folder.serve_with(|command| {
        let mut limited = std::process::Command::new("sh");
        limited.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" serve", program]);
        limited.current_dir(&folder.0).env("QUORATE_BIND", "127.0.0.1:0").stdin(Stdio::null());
        limited.stdout(Stdio::piped()).stderr(Stdio::null());
        *command = limited;
    });
    let token = serving.sign_in();
    let refused = (0..400).map(|n| serving.register(&token, &format!("r-{n}"))).find(|reply| reply.status != 201);
    let refused = refused.expect("the disk took everything");
    refused.is_problem(503, "a change");
    refused.header("retry-after");
    assert!(refused.text.contains("disk"), "{}", refused.text);
    let ready = serving.get("/health/ready");
    ready.is_problem(503, "readiness");
    assert!(ready.text.contains("disk"), "{}", ready.text);
    assert_eq!(serving.get("/health/live").status, 200);
}
