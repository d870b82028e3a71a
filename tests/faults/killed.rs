//! Killed at any moment, and started again.

use std::thread::sleep;
use std::time::Duration;

use crate::chance::{Chance, rounds};
use crate::program::{EMAIL, Server, Site};
use crate::shim::{Dial, Disk};
use crate::writers::History;

/// Until the power goes or somebody pulls the plug.
pub fn a_moment(chance: &mut Chance) {
    sleep(Duration::from_millis(chance.between(30, 400)));
}

#[test]
fn kill_9_loses_nothing() {
    let mut chance = Chance::of("kill -9");
    let site = Site::file();
    let mut history = History::of("All");
    let token = site.serve(None).sign_in(EMAIL);
    for _ in 0..rounds(4) {
        let server = site.serve(None);
        let (at, mut server) = (server.at, Some(server));
        history.write(at, &token, 8, || {
            a_moment(&mut chance);
            server.take().unwrap().kill();
        });
    }
    let server = site.serve(None);
    let tally = history.check(&server, &server.sign_in(EMAIL));
    assert!(server.stop().success());
    tally.holds("kill -9, one file", &site, rounds(4));
}

#[test]
fn one_of_two_programs_on_a_file_is_killed_and_the_other_writes_on() {
    let mut chance = Chance::of("one of two");
    let site = Site::file();
    let (mut one, mut other) = (History::of("One"), History::of("Other"));
    let steady = site.serve(None);
    let token = steady.sign_in(EMAIL);
    for _ in 0..rounds(2) {
        let mut server = Some(site.serve(None));
        let at = server.as_ref().map(|server| server.at).unwrap();
        one.write(at, &token, 3, || {
            other.write(steady.at, &token, 3, || {
                a_moment(&mut chance);
                server.take().unwrap().kill();
                a_moment(&mut chance);
            });
        });
    }
    let tally = one.check(&steady, &token);
    assert_eq!((tally.lost, tally.twice), (0, 0));
    let tally = other.check(&steady, &token);
    assert!(steady.stop().success());
    tally.holds("one of two programs killed, one file", &site, rounds(2));
}

#[test]
fn a_power_cut_loses_nothing() {
    for (what, some) in [("power cut, the rest lost", false), ("power cut, half of the rest kept", true)] {
        let mut chance = Chance::of(what);
        let site = Site::file();
        let mut history = History::of("All");
        let token = site.serve(None).sign_in(EMAIL);
        let mut syncs = 0;
        for _ in 0..rounds(3) {
            let disk = Disk::under(&site.data, true, &mut chance);
            let mut server = Some(site.serve(Some(&disk)));
            let at = server.as_ref().map(|server| server.at).unwrap();
            history.write(at, &token, 6, || {
                a_moment(&mut chance);
                server.take().unwrap().kill();
            });
            syncs += disk.get(Dial::Synced);
            disk.cut(some, &mut chance);
        }
        assert!(syncs > 0, "the disk was under the program");
        let server = site.serve(None);
        let tally = history.check(&server, &server.sign_in(EMAIL));
        assert!(server.stop().success());
        tally.holds(what, &site, rounds(3));
    }
}

/// That the tests above can fail: a disk that says it synced and did not loses what was acknowledged, and they see it.
#[test]
fn a_disk_that_lies_is_seen_to_lose() {
    let mut chance = Chance::of("lying disk");
    let site = Site::file();
    let mut history = History::of("All");
    let disk = Disk::under(&site.data, true, &mut chance);
    let mut server = Some(site.serve(Some(&disk)));
    let at = server.as_ref().map(|server| server.at).unwrap();
    let token = server.as_ref().map(|server: &Server| server.sign_in(EMAIL)).unwrap();
    history.write(at, &token, 4, || {
        a_moment(&mut chance);
        disk.set(Dial::SyncLies, 1);
        sleep(Duration::from_millis(300));
        server.take().unwrap().kill();
    });
    disk.cut(false, &mut chance);
    drop(disk);
    let server = site.serve(None);
    assert!(history.check(&server, &server.sign_in(EMAIL)).lost > 0, "the harness does not notice a loss");
}
