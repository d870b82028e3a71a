//! A PostgreSQL that keeps what it is told, and falls over.

use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use crate::chance::{Chance, rounds};
use crate::killed::a_moment;
use crate::postgres::{Durability, Server as Postgres, server};
use crate::program::{EMAIL, Site};
use crate::writers::History;

/// A durable server of its own, or none where there are no programs for one.
fn durable() -> Option<Postgres> {
    server()?;
    Some(Postgres::start(Durability::Durable, &[]).expect("the programs were there a moment ago"))
}

#[test]
fn kill_9_loses_nothing_on_a_server() {
    let Some(postgres) = durable() else { return };
    let mut chance = Chance::of("kill -9 on a server");
    let database = postgres.fresh(|_| ());
    let site = Site::server(database.address());
    let mut history = History::of("All");
    let token = site.serve(None).sign_in(EMAIL);
    for _ in 0..rounds(3) {
        let mut server = Some(site.serve(None));
        let at = server.as_ref().map(|server| server.at).unwrap();
        history.write(at, &token, 8, || {
            a_moment(&mut chance);
            server.take().unwrap().kill();
        });
    }
    let server = site.serve(None);
    let tally = history.check(&server, &server.sign_in(EMAIL));
    assert!(server.stop().success());
    tally.holds("kill -9, PostgreSQL", &site, rounds(3));
}

#[test]
fn a_database_server_that_loses_its_processes_loses_nothing() {
    let Some(postgres) = durable() else { return };
    let mut chance = Chance::of("server processes");
    let database = postgres.fresh(|_| ());
    let site = Site::server(database.address());
    let mut history = History::of("All");
    let server = site.serve(None);
    let token = server.sign_in(EMAIL);
    let mut struck = 0;
    history.write(server.at, &token, 6, || {
        for _ in 0..rounds(2) {
            a_moment(&mut chance);
            // One process of the server dies by -9: it ends all others and recovers from its own log.
            let postmaster = std::fs::read_to_string(postgres.folder().join("data/postmaster.pid")).unwrap();
            let postmaster = postmaster.lines().next().unwrap();
            let done = Command::new("sh").args(["-c", &format!("kill -9 $(pgrep -P {postmaster} -f '\\[local\\]' | head -n 1)")]).status();
            struck += u64::from(done.unwrap().success());
            sleep(Duration::from_millis(700));
        }
    });
    let before = history.acknowledged();
    history.write(server.at, &token, 2, || sleep(Duration::from_secs(1)));
    assert!(history.acknowledged() > before, "writes go on once the server is back");
    let statuses = history.statuses();
    assert!(statuses.iter().all(|status| *status == 503), "{statuses:?}");
    assert!(struck > 0, "nothing was killed");
    let tally = history.check(&server, &token);
    assert!(server.stop().success());
    tally.holds("processes of PostgreSQL killed", &site, struck);
}
