//! A time in the log stands for ever: a clock that runs ahead gives none.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use quorate::audit::ledger::{Clock, Ledger, Setup};
use quorate::fault::{Error, Fault, Trouble};
use quorate::moment::Instant;

use crate::place::{Place, setup};
use crate::spine::{holds, note, opened};

/// The clock of this machine, put forward or back by seconds.
struct Set {
    by: AtomicI64,
    /// Steady time that is told, in seconds.
    passed: AtomicI64,
}

impl Clock for Set {
    fn now(&self) -> Instant {
        Instant::now().plus_seconds(self.by.load(Ordering::SeqCst))
    }

    fn steady(&self) -> Option<Duration> {
        Some(Duration::from_secs(self.passed.load(Ordering::SeqCst).unsigned_abs()))
    }
}

fn is_of(error: &Error, trouble: Trouble) -> bool {
    matches!(error, Error::Fault(Fault::Closed { trouble: found, .. }) if *found == trouble)
}

#[test]
fn a_clock_that_leaps_ahead_dates_nothing() {
    for place in Place::all() {
        let clock = Arc::new(Set { by: AtomicI64::new(0), passed: AtomicI64::new(1_000_000) });
        let ledger = Ledger::open(&place.database(), Setup { clock: clock.clone(), ..setup() }).unwrap();
        let register = opened(&ledger);
        note(&ledger, register, "one").unwrap();
        for ahead in [10 * 366 * 24 * 60 * 60, 60 * 60] {
            clock.by.store(ahead, Ordering::SeqCst);
            // Of a file it is told before anything is tried: there is no other clock to ask.
            assert!(!place.is_file() || ledger.takes_changes().is_err());
            let refused = note(&ledger, register, "dated ahead").unwrap_err();
            assert!(is_of(&refused, Trouble::Clock), "{refused}");
            let told = ledger.takes_changes().unwrap_err();
            assert_eq!(told.trouble(), Some(Trouble::Clock), "{told}");
        }
        // Put right, it goes on; put right by a little, it never stopped.
        for right in [0, 120, -120, 0] {
            clock.by.store(right, Ordering::SeqCst);
            note(&ledger, register, "right").unwrap();
        }
        ledger.takes_changes().unwrap();
        // A quiet month is a month.
        if place.is_file() {
            let month = 30 * 24 * 60 * 60;
            clock.by.store(month, Ordering::SeqCst);
            clock.passed.fetch_add(month, Ordering::SeqCst);
            note(&ledger, register, "a month later").unwrap();
        }
        holds(&place.database());
    }
}

#[test]
fn a_clock_behind_the_log_is_told_and_the_log_keeps_its_time() {
    for place in Place::all() {
        let clock = Arc::new(Set { by: AtomicI64::new(0), passed: AtomicI64::new(1_000_000) });
        let ledger = Ledger::open(&place.database(), Setup { clock: clock.clone(), ..setup() }).unwrap();
        let register = opened(&ledger);
        let before = note(&ledger, register, "one").unwrap().receipt.at;
        clock.by.store(-3600, Ordering::SeqCst);
        let told = ledger.takes_changes().unwrap_err();
        assert_eq!(told.trouble(), Some(Trouble::ClockBehind), "{told}");
        assert_eq!(note(&ledger, register, "two").unwrap().receipt.at, before);

        // A machine that starts with a wrong clock and is put right while it runs.
        let ledger = Ledger::open(&place.database(), Setup { clock: clock.clone(), ..setup() }).unwrap();
        clock.by.store(0, Ordering::SeqCst);
        note(&ledger, register, "put right").unwrap();
        holds(&place.database());
    }
}

/// The head of a log is dated by hand: nothing is dated by it.
#[test]
fn a_head_that_was_dated_by_hand_dates_nothing() {
    for place in Place::all() {
        let ledger = place.ledger();
        let register = opened(&ledger);
        note(&ledger, register, "one").unwrap();
        place.by_hand(&format!("UPDATE audit_head SET last_at = '2131-01-01T00:00:00.000000Z' WHERE register_id = '{register}'")).unwrap();
        let refused = note(&ledger, register, "dated by hand").unwrap_err();
        assert!(is_of(&refused, Trouble::Edited), "{refused}");
        drop(ledger);
        let ledger = place.ledger();
        let refused = note(&ledger, register, "dated by hand").unwrap_err();
        assert!(is_of(&refused, Trouble::Edited), "{refused}");
    }
}
