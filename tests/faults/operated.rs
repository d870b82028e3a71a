//! What operators do: stop and copy, move a file, give the wrong keys, close the terminal, set the clock.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::chance::Chance;
use crate::killed::a_moment;
use crate::program::{EMAIL, Server, Site};
use crate::shim::{Dial, Disk, copy};
use crate::writers::History;

fn create(server: &Server, token: &str, name: &str) -> u16 {
    server.ask("POST", "/api/v1/people", token, Some(&json!({"name": name})), &name.replace(' ', "-")).map_or(0, |(status, ..)| status)
}

#[test]
fn after_a_clean_stop_the_one_file_is_the_register() {
    let mut chance = Chance::of("stop and copy");
    let site = Site::file();
    let mut history = History::of("All");
    let server = site.serve(None);
    let token = server.sign_in(EMAIL);
    history.write(server.at, &token, 6, || a_moment(&mut chance));
    assert!(server.stop().success());
    let whole = fs::read(site.file_of_it()).unwrap();
    fs::remove_file(site.file_of_it()).unwrap();
    for suffix in ["-wal", "-shm"] {
        drop(fs::remove_file(format!("{}{suffix}", site.file_of_it().display())));
    }
    fs::write(site.file_of_it(), whole).unwrap();
    let server = site.serve(None);
    let tally = history.check(&server, &server.sign_in(EMAIL));
    assert!(server.stop().success());
    tally.holds("stopped, and the one file copied", &site, 1);
}

#[test]
fn a_file_that_was_emptied_takes_nothing_and_the_program_still_ends() {
    let site = Site::file();
    let server = site.serve(None);
    let token = server.sign_in(EMAIL);
    assert_eq!(create(&server, &token, "Before it was emptied"), 201);
    fs::write(site.file_of_it(), b"").unwrap();
    assert_eq!(create(&server, &token, "Afterwards"), 503);
    assert_eq!(server.get("/health/ready"), Some(503));
    assert_eq!(server.get("/health/live"), Some(200));
    server.stop();
}

#[test]
fn nothing_is_acknowledged_into_a_file_that_was_moved_away() {
    let site = Site::file();
    let server = site.serve(None);
    let token = server.sign_in(EMAIL);
    assert_eq!(create(&server, &token, "Before the move"), 201);
    let away = site.data.with_extension("away");
    fs::create_dir(&away).unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let name = format!("quorate.db{suffix}");
        drop(fs::rename(site.data.join(&name), away.join(&name)));
    }
    assert_eq!(create(&server, &token, "After the move"), 503);
    assert_eq!(server.get("/health/ready"), Some(503));
    server.kill();
    // Where keys are and no database is, no empty register is begun.
    assert_eq!(site.run(&["serve", "--bind", "127.0.0.1:0"]).status.code(), Some(3));
    assert!(!site.file_of_it().exists());
    for entry in fs::read_dir(&away).unwrap() {
        let path = entry.unwrap().path();
        fs::rename(&path, site.data.join(path.file_name().unwrap())).unwrap();
    }
    fs::remove_dir(&away).unwrap();
    site.is_verified("moved away and back");
    let server = site.serve(None);
    assert_eq!(create(&server, &server.sign_in(EMAIL), "After the return"), 201);
}

#[test]
fn with_other_keys_nothing_starts_and_nothing_is_written() {
    let (site, other) = (Site::file(), Site::file());
    let kept = site.data.with_extension("keys");
    copy(&site.data.join("keys"), &kept);
    for name in ["entry.key", "door.key", "token.key"] {
        let key = site.data.join("keys").join(name);
        if !key.exists() {
            continue;
        }
        fs::copy(other.data.join("keys").join(name), &key).unwrap();
        let output = site.run(&["serve", "--bind", "127.0.0.1:0"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(2 | 3)) && said.contains(name), "{name}: {said}");
        fs::copy(kept.join(name), &key).unwrap();
    }
    fs::remove_dir_all(kept).unwrap();
    site.is_verified("other keys were tried");
}

#[test]
fn a_log_that_cannot_be_written_decides_nothing() {
    let site = Site::file();
    for bad in ["full", "closed"] {
        let at = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
        let mut command = site.program();
        command.env("QUORATE_LOG", "debug").args(["serve", "--bind", &at.to_string()]).stdout(Stdio::null());
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        command.stderr(if bad == "full" { Stdio::from(full) } else { Stdio::piped() });
        let mut child = command.spawn().unwrap();
        drop(child.stderr.take());
        let server = Server::of(child, at);
        server.until_ready();
        let token = server.sign_in(EMAIL);
        assert_eq!(create(&server, &token, &format!("With stderr {bad}")), 201);
        assert_eq!(server.get("/health/live"), Some(200));
        assert!(server.stop().success());
    }
    site.is_verified("a log that cannot be written");
}

#[test]
fn a_closed_terminal_ends_nothing() {
    let site = Site::file();
    let mut server = site.serve(None);
    for signal in ["HUP", "USR1"] {
        server.signal(signal);
        sleep(Duration::from_millis(50));
        assert!(server.is_running(), "ended by SIG{signal}");
    }
    assert_eq!(create(&server, &server.sign_in(EMAIL), "After the terminal"), 201);
    assert!(server.stop().success());
}

#[test]
fn a_clock_that_runs_ahead_dates_nothing() {
    let mut chance = Chance::of("clock");
    let site = Site::file();
    let disk = Disk::under(&site.data, false, &mut chance);
    let server = site.serve(Some(&disk));
    let token = server.sign_in(EMAIL);
    assert_eq!(create(&server, &token, "On time"), 201);
    // Ten years ahead: the token is over by then, so the write is asked of a fresh sign-in as well.
    disk.set(Dial::Clock, 10 * 365 * 86_400);
    let body = json!({"email": EMAIL, "password": crate::program::PASSWORD});
    let (status, text, _) = server.ask("POST", "/api/v1/sessions", "", Some(&body), "").unwrap();
    assert_eq!(status, 503, "{text}");
    assert_eq!(server.get("/health/ready"), Some(503));
    disk.heal();
    assert_eq!(create(&server, &token, "On time again"), 201);
    assert_eq!(server.get("/health/ready"), Some(200));
    assert!(server.stop().success());
    site.is_verified("the clock ran ahead");
}
