//! The disk fails, fills up, goes read-only, is slow.

use std::thread::sleep;
use std::time::Duration;

use crate::chance::{Chance, rounds};
use crate::killed::a_moment;
use crate::program::{EMAIL, Site};
use crate::shim::{Dial, Disk};
use crate::writers::History;

/// The statuses a fault of the world may be answered with.
fn only_503(history: &History, what: &str) {
    let statuses = history.statuses();
    assert!(statuses.iter().all(|status| *status == 503), "{what}: answered {statuses:?}");
}

#[test]
fn errors_of_the_disk_lose_nothing() {
    let mut chance = Chance::of("disk errors");
    let site = Site::file();
    let mut history = History::of("All");
    let mut struck = 0;
    for round in 0..rounds(3) {
        let disk = Disk::under(&site.data, false, &mut chance);
        let server = site.serve(Some(&disk));
        let token = server.sign_in(EMAIL);
        let dial = [Dial::WriteFails, Dial::SyncFails, Dial::ReadFails][(round % 3) as usize];
        history.write(server.at, &token, 6, || {
            a_moment(&mut chance);
            disk.set(dial, chance.between(20_000, 120_000));
            sleep(Duration::from_millis(300));
            disk.heal();
            a_moment(&mut chance);
        });
        struck += disk.get(Dial::Struck);
        server.kill();
    }
    assert!(struck > 0, "no fault was injected");
    only_503(&history, "disk errors");
    let server = site.serve(None);
    let tally = history.check(&server, &server.sign_in(EMAIL));
    assert!(server.stop().success());
    tally.holds("errors of the disk (write, sync, read)", &site, struck);
}

#[test]
fn a_full_disk_loses_nothing_and_is_told() {
    let mut chance = Chance::of("full disk");
    let site = Site::file();
    let mut history = History::of("All");
    let disk = Disk::under(&site.data, false, &mut chance);
    let server = site.serve(Some(&disk));
    let token = server.sign_in(EMAIL);
    let mut ready = Vec::new();
    history.write(server.at, &token, 4, || {
        a_moment(&mut chance);
        disk.set(Dial::Room, 1);
        sleep(Duration::from_millis(400));
        ready.push(server.get("/health/ready"));
        assert_eq!(server.get("/health/live"), Some(200));
        disk.heal();
        sleep(Duration::from_millis(400));
    });
    // Another write tells that there is room again.
    let before = history.acknowledged();
    history.write(server.at, &token, 2, || sleep(Duration::from_millis(300)));
    assert!(history.acknowledged() > before, "writes go on once there is room");
    assert_eq!(ready, [Some(503)], "readiness while nothing can be written");
    assert_eq!(server.get("/health/ready"), Some(200));
    only_503(&history, "full disk");
    let struck = disk.get(Dial::Struck);
    let tally = history.check(&server, &token);
    assert!(server.stop().success());
    tally.holds("full disk", &site, struck);
}

#[test]
fn a_disk_gone_read_only_loses_nothing_and_is_told() {
    let mut chance = Chance::of("read-only disk");
    let site = Site::file();
    let mut history = History::of("All");
    let disk = Disk::under(&site.data, false, &mut chance);
    let server = site.serve(Some(&disk));
    let token = server.sign_in(EMAIL);
    history.write(server.at, &token, 4, || {
        a_moment(&mut chance);
        disk.set(Dial::ReadOnly, 1);
        sleep(Duration::from_millis(400));
        assert_eq!(server.get("/health/ready"), Some(503));
        let (status, ..) = server.ask("GET", "/api/v1/people", &token, None, "").unwrap();
        assert_eq!(status, 200, "reading goes on");
        disk.heal();
        a_moment(&mut chance);
    });
    only_503(&history, "read-only disk");
    let tally = history.check(&server, &token);
    assert!(server.stop().success());
    tally.holds("disk gone read-only", &site, 1);
}

#[test]
fn a_slow_disk_is_waited_for() {
    let mut chance = Chance::of("slow disk");
    let site = Site::file();
    let mut history = History::of("All");
    let disk = Disk::under(&site.data, false, &mut chance);
    let server = site.serve(Some(&disk));
    let token = server.sign_in(EMAIL);
    disk.set(Dial::SyncTakes, 150_000);
    history.write(server.at, &token, 16, || {
        sleep(Duration::from_millis(300));
        let begun = std::time::Instant::now();
        let (status, ..) = server.ask("GET", "/api/v1/me", &token, None, "").unwrap();
        assert_eq!(status, 200);
        assert!(begun.elapsed() < Duration::from_millis(150), "a read waits behind a slow write");
        sleep(Duration::from_millis(300));
    });
    disk.heal();
    assert!(history.statuses().is_empty(), "{:?}", history.statuses());
    let tally = history.check(&server, &token);
    assert!(server.stop().success());
    tally.holds("slow disk", &site, 1);
}
