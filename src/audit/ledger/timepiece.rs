//! The time an entry is given. A time in the log stands for ever and none after it may be earlier,
//! so a clock that runs ahead would date everything that comes: it is held against a steadier one,
//! and against the database's own where that stands on another machine.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::db::Conn;
use crate::fault::{Fault, Trouble};
use crate::moment::Instant;

/// Where the ledger takes the time from.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;

    /// Time that has passed since some moment, whatever is done to the clock meanwhile. A clock that
    /// has none beside it is believed.
    fn steady(&self) -> Option<Duration> {
        None
    }
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn steady(&self) -> Option<Duration> {
        // A machine that slept is older by that, too.
        #[cfg(target_os = "linux")]
        const STEADY: ClockId = ClockId::Boottime;
        #[cfg(not(target_os = "linux"))]
        const STEADY: ClockId = ClockId::Monotonic;
        let time = clock_gettime(STEADY);
        Some(Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0)))
    }
}

/// So many seconds two clocks may disagree before one of them is wrong.
pub(super) const SLACK: i64 = 300;

/// What the clocks showed when they were last believed.
struct Base {
    wall: Instant,
    steady: Duration,
    /// The log has a later time than this clock had at start: it is known to be wrong, so a leap
    /// forward may well put it right.
    is_behind: bool,
}

impl Base {
    /// What the clock should show now.
    fn expected(&self, steady: Duration) -> Instant {
        let passed = i64::try_from(steady.saturating_sub(self.steady).as_micros()).unwrap_or(i64::MAX);
        self.wall.plus_micros(passed.min(MOST))
    }
}

pub(super) struct Timepiece {
    clock: Arc<dyn Clock>,
    base: Mutex<Base>,
}

fn ahead(wall: Instant, of: Instant, whose: &str) -> Fault {
    let what = format!(
        "this machine's clock says {wall}, and {whose} {of}: set the clock of this machine. If it is right, and was put right just now, start the program again"
    );
    Fault::Closed { trouble: Trouble::Clock, what }
}

impl Timepiece {
    /// `newest` is the latest time in the log.
    pub(super) fn new(clock: Arc<dyn Clock>, newest: Option<Instant>) -> Self {
        let (wall, steady) = (clock.now(), clock.steady().unwrap_or_default());
        let is_behind = newest.is_some_and(|newest| newest > wall.plus_seconds(SLACK));
        Self { clock, base: Mutex::new(Base { wall, steady, is_behind }) }
    }

    /// What the clock shows, without judging it.
    pub(super) fn shown(&self) -> Instant {
        self.clock.now()
    }

    /// The time for an entry.
    ///
    /// # Errors
    /// [`Fault::Closed`] where the clock leapt forward by more than time has passed, and no clock of
    /// another machine agrees with it.
    pub(super) fn now(&self, conn: &mut Conn) -> Result<Instant, Fault> {
        let wall = self.clock.now();
        let Some(steady) = self.clock.steady() else { return Ok(wall) };
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        let expected = base.expected(steady);
        if wall <= expected.plus_seconds(SLACK) {
            // Backwards is no harm: the log keeps its last time.
            *base = Base { wall, steady, ..*base };
            return Ok(wall);
        }
        match conn.server_clock()? {
            Some(there) if wall <= there.plus_seconds(SLACK) => {}
            Some(there) => return Err(ahead(wall, there, "the database's says")),
            None if base.is_behind => {}
            None => return Err(ahead(wall, expected, "by the time that has passed since it was last looked at it should say")),
        }
        *base = Base { wall, steady, is_behind: false };
        Ok(wall)
    }

    /// Whether the clock leapt forward since it was last believed, where no other can be asked.
    ///
    /// # Errors
    /// [`Fault::Closed`].
    pub(super) fn leapt(&self) -> Result<(), Fault> {
        let Some(steady) = self.clock.steady() else { return Ok(()) };
        let wall = self.clock.now();
        let base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        let expected = base.expected(steady);
        if base.is_behind || wall <= expected.plus_seconds(SLACK) {
            return Ok(());
        }
        Err(ahead(wall, expected, "by the time that has passed since it was last looked at it should say"))
    }

    /// That this machine's clock does not run ahead of the database's, asked of each new connection.
    ///
    /// # Errors
    /// [`Fault::Closed`].
    pub(super) fn agrees(&self, conn: &mut Conn) -> Result<(), Fault> {
        let wall = self.clock.now();
        if self.clock.steady().is_none() {
            return Ok(());
        }
        match conn.server_clock()? {
            Some(there) if wall > there.plus_seconds(SLACK) => Err(ahead(wall, there, "the database's says")),
            _ => Ok(()),
        }
    }
}

/// A hundred years, in microseconds: more has not passed since a program started.
const MOST: i64 = 100 * 366 * 24 * 60 * 60 * 1_000_000;
