//! Nothing goes on for longer than somebody waits for it: a statement is cut short, a write that is
//! not begun in time is never begun, and what was played of a log is not lost.

use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use quorate::actor::Actor;
use quorate::audit::hindsight::Hindsight;
use quorate::audit::ledger::{Ledger, Setup};
use quorate::db::schema::{audit_checkpoint, refusal};
use quorate::db::{Database, Patience, Read};
use quorate::fault::{Error, Fault};
use quorate::ids::RegisterId;

use super::{Noted, kinds, note, notes, opened, size};
use crate::place::{Looker, Place, setup};

diesel::alias!(audit_checkpoint as other: Other, audit_checkpoint as third: Third);

/// A statement that would go on for minutes.
fn endless(read: &mut Read<'_>) -> Result<i64, Error> {
    let rows = audit_checkpoint::table
        .inner_join(other.on(other.field(audit_checkpoint::size).ne(audit_checkpoint::size)))
        .inner_join(third.on(third.field(audit_checkpoint::size).ne(audit_checkpoint::size)))
        .count();
    Ok(read.first::<i64, _>(rows)?.unwrap_or_default())
}

fn with_many_rows(place: &Place) {
    place
        .by_hand(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) \
             INSERT INTO audit_checkpoint (register_id, epoch, size, note) SELECT 'nobody', 1, i, '' FROM n;",
        )
        .unwrap();
}

fn is_given_up<T>(done: &Result<T, Error>) -> bool {
    matches!(done, Err(Error::Fault(Fault::GivenUp)))
}

#[test]
fn a_statement_ends_with_the_patience_of_whoever_asked() {
    for place in Place::all() {
        let database = place.database();
        with_many_rows(&place);
        let (reader, begun) = (database.reader(), Instant::now());
        let done = Patience::of(Duration::from_millis(150)).hold(|| reader.snapshot(RegisterId::new(), endless));
        assert!(is_given_up(&done) && begun.elapsed() < Duration::from_secs(2), "{done:?} after {:?}", begun.elapsed());
        // And when nobody waits any more: in a file within a statement, of a server between two.
        let patience = Patience::of(Duration::from_secs(if place.is_file() { 60 } else { 1 }));
        let waiter = patience.waiter();
        let (told, heard) = mpsc::channel();
        let work = thread::spawn({
            let reader = reader.clone();
            move || {
                patience.hold(|| {
                    reader.snapshot(RegisterId::new(), |read| {
                        told.send(()).unwrap();
                        endless(read)
                    })
                })
            }
        });
        heard.recv().unwrap();
        let begun = Instant::now();
        drop(waiter);
        assert!(is_given_up(&work.join().unwrap()) && begun.elapsed() < Duration::from_secs(3));
        // The connection is as good as before.
        for _ in 0..8 {
            let count = audit_checkpoint::table.count();
            assert_eq!(reader.snapshot(RegisterId::new(), |read| Ok(read.first::<i64, _>(count)?)).unwrap(), Some(3000));
        }
    }
}

#[test]
fn a_glance_that_takes_long_goes_on_where_it_may() {
    let place = Place::file();
    let reader = place.database().reader();
    let seen: Arc<Mutex<Vec<ThreadId>>> = Arc::default();
    let glance = {
        let seen = Arc::clone(&seen);
        move |read: &mut Read<'_>| {
            seen.lock().unwrap().push(thread::current().id());
            thread::sleep(Duration::from_millis(5));
            Ok(read.first::<i64, _>(audit_checkpoint::table.count())?)
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    assert_eq!(runtime.block_on(reader.snapshot_inline(RegisterId::new(), glance)).unwrap(), Some(0));
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    assert!(seen[0] == thread::current().id() && seen[1] != seen[0], "begun here, done elsewhere");
}

/// Holds what a write needs, as another program would, until it is dropped: of a file all of it.
#[cfg_attr(not(feature = "postgres"), expect(unused_variables))]
fn held(place: &Place, register: RegisterId) -> Looker {
    let mut looker = place.looker();
    let held = match &mut looker {
        Looker::File(conn) => conn.batch_execute("BEGIN IMMEDIATE"),
        #[cfg(feature = "postgres")]
        Looker::Server(conn) => conn.batch_execute(&format!("BEGIN; UPDATE audit_head SET size = size WHERE register_id = '{register}'")),
    };
    held.unwrap();
    looker
}

#[test]
fn a_write_that_is_not_begun_in_time_is_never_begun() {
    for place in Place::all() {
        let database: Database = place.database();
        let ledger = Ledger::open(&database, Setup { patience: Duration::from_millis(400), ..setup() }).unwrap();
        let register = opened(&ledger);
        note(&ledger, register, "before").unwrap();
        let before = size(&ledger, register);
        let holder = held(&place, register);
        // The first has taken its place in line, the others wait behind it.
        let begun = Instant::now();
        let answers: Vec<(Result<_, Error>, Duration)> = thread::scope(|scope| {
            let writes: Vec<_> = (0..4)
                .map(|n| {
                    let ledger = &ledger;
                    scope.spawn(move || {
                        thread::sleep(Duration::from_millis(n * 50));
                        let asked = Instant::now();
                        let done = note(ledger, register, "too late").map(drop);
                        (done, asked.elapsed())
                    })
                })
                .collect();
            writes.into_iter().map(|write| write.join().unwrap()).collect()
        });
        for (answer, took) in &answers {
            assert!(matches!(answer, Err(Error::TryLater { too_many: false, .. })), "{answer:?}");
            assert!(*took < Duration::from_millis(1200), "each by its own patience: {took:?}");
        }
        assert!(begun.elapsed() < Duration::from_secs(2));
        drop(holder);
        // What comes now is written, and nothing that was given up.
        let until = Instant::now() + Duration::from_secs(8);
        while note(&ledger, register, "after").is_err() {
            assert!(Instant::now() < until, "the lock is free");
        }
        assert_eq!(notes(&ledger, register), ["before", "after"]);
        assert_eq!(size(&ledger, register), before + 1);
    }
}

#[test]
fn a_write_of_a_request_that_is_over_is_not_begun() {
    let place = Place::file();
    let ledger = place.ledger();
    let register = opened(&ledger);
    let over = Patience::of(Duration::ZERO);
    assert!(matches!(over.hold(|| note(&ledger, register, "nobody waits")), Err(Error::TryLater { .. })));
    note(&ledger, register, "somebody does").unwrap();
    assert_eq!(notes(&ledger, register), ["somebody does"]);
}

/// A log of so many entries, and an instant after each.
fn long_log(place: &Place, entries: usize) -> (Database, RegisterId, Vec<quorate::moment::Instant>) {
    let database = place.database();
    let ledger = Ledger::open(&database, setup()).unwrap();
    let register = opened(&ledger);
    let mut written: Vec<quorate::moment::Instant> = (0..entries / 100)
        .flat_map(|_| {
            let batch: Vec<_> = thread::scope(|scope| {
                let writes: Vec<_> = (0..100)
                    .map(|_| {
                        scope.spawn(|| {
                            let change = Noted::of("one of many");
                            ledger.record(&Actor::cli(register), move |_| Ok(change.clone())).unwrap().receipt.at
                        })
                    })
                    .collect();
                writes.into_iter().map(|write| write.join().unwrap()).collect()
            });
            batch
        })
        .collect();
    written.sort();
    (database, register, written)
}

fn known(read: &mut Read<'_>) -> Result<i64, Error> {
    Ok(read.first::<i64, _>(refusal::table.count())?.unwrap_or_default())
}

#[test]
fn looking_back_begins_at_the_nearest_state_and_loses_nothing() {
    let place = Place::file();
    let (database, register, written) = long_log(&place, 1000);
    let hindsight = Hindsight::new(database.clone(), kinds()).every(100);
    let known_at = |n: usize| written.iter().filter(|at| **at <= written[n]).count() as i64 * 2;
    let look = |n: usize| {
        let begun = Instant::now();
        assert_eq!(hindsight.snapshot(register, written[n], known).unwrap(), known_at(n));
        begun.elapsed()
    };
    let (whole, falling) = (look(999), (0..8).map(|step| look(990 - step * 20)).max().unwrap());
    assert!(falling * 3 < whole * 2, "the log is not played anew for an earlier instant: {falling:?} beside {whole:?}");
    // Before anything was known, nothing is played.
    let nothing: quorate::moment::Instant = "2000-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(hindsight.snapshot(register, nothing, known).unwrap(), 0);

    // Given up when the time is up, and gone on from.
    let slow = Hindsight::new(database, kinds()).every(100_000);
    let short = || Patience::of(whole / 5).hold(|| slow.snapshot(register, written[999], known));
    let mut tries = 1;
    let found = loop {
        match short() {
            Ok(found) => break found,
            Err(Error::TryLater { too_many: false, .. }) => tries += 1,
            Err(error) => panic!("{error:?}"),
        }
        assert!(tries < 100, "each try goes on from where the last was given up");
    };
    assert!(found == known_at(999) && tries > 1, "{found} after {tries} tries");
}
