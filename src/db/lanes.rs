//! Connections to look with, in lanes by what they are for: those of one lane are never taken by
//! another, so that whoever reads much cannot keep anybody from signing in. A place in a lane is
//! waited for without a thread; the connection that goes with it is made when it is first needed.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::backend::{Conn, Connector};
use super::patience::Patience;
use crate::fault::{Error, Fault};

/// How long a place is waited for, and a server that takes no more connections.
const WAIT: Duration = Duration::from_secs(2);
/// A connection to a server that has rested so long is asked whether it is still one.
const RESTED: Duration = Duration::from_secs(1);
/// One that nobody needed for so long is closed.
const UNUSED: Duration = Duration::from_secs(600);

/// The right to one connection of a lane.
pub(super) type Place = OwnedSemaphorePermit;

struct Idle {
    conn: Conn,
    since: Instant,
}

pub(super) struct Lane {
    connector: Connector,
    places: Arc<Semaphore>,
    /// Those that were used last are used first.
    idle: Mutex<Vec<Idle>>,
    is_near: bool,
    /// How long a place is waited for.
    wait: Duration,
}

impl Lane {
    /// `is_near` says that the connections lead into a file of this machine and cannot be lost.
    pub(super) fn new(connector: Connector, size: usize, is_near: bool) -> Self {
        Self { connector, places: Arc::new(Semaphore::new(size)), idle: Mutex::default(), is_near, wait: WAIT }
    }

    /// Where those before one may take their time.
    pub(super) fn waited_for(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    fn none_came_free(&self) -> Fault {
        Fault::Pool(format!("none came free within {} s", self.wait.as_secs()))
    }

    /// A place, if one is free now.
    pub(super) fn place_now(&self) -> Option<Place> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// A place, waited for without a thread.
    ///
    /// # Errors
    /// [`Fault::Pool`] when none came free in time.
    pub(super) async fn place(&self) -> Result<Place, Fault> {
        if let Some(place) = self.place_now() {
            return Ok(place);
        }
        let wait = Patience::current().left_of(self.wait);
        let place = tokio::time::timeout(wait, Arc::clone(&self.places).acquire_owned()).await;
        place.ok().and_then(Result::ok).ok_or_else(|| self.none_came_free())
    }

    /// A place, waited for on this thread.
    ///
    /// # Errors
    /// As [`Lane::place`].
    pub(super) fn place_here(&self) -> Result<Place, Fault> {
        let until = Instant::now() + Patience::current().left_of(self.wait);
        let place = on_this_thread(Arc::clone(&self.places).acquire_owned(), until);
        place.and_then(Result::ok).ok_or_else(|| self.none_came_free())
    }

    /// Runs `f` on the connection of a place.
    ///
    /// # Errors
    /// Those of `f`; [`Fault::Pool`] when there is no connection to be had.
    pub(super) fn with<T>(&self, place: Place, f: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        let mut conn = self.connection()?;
        let done = f(&mut conn).map_err(|error| match (error, self.connector.held()) {
            // A file that was emptied under us has, to its library, no such table.
            (Error::Fault(fault @ Fault::Database(_)), Some(held)) => held.still_there().err().unwrap_or(fault).into(),
            (error, _) => error,
        });
        if matches!(&done, Err(Error::Fault(fault)) if fault.is_a_lost_connection()) {
            // What happened to this one has happened to the others.
            self.idle().clear();
        } else if !conn.is_broken() {
            let mut idle = self.idle();
            let now = Instant::now();
            idle.retain(|other| now.duration_since(other.since) < UNUSED);
            idle.push(Idle { conn, since: now });
        }
        drop(place);
        done
    }

    fn connection(&self) -> Result<Conn, Fault> {
        let begun = Instant::now();
        loop {
            while let Some(Idle { mut conn, since }) = self.rested() {
                if self.is_near || since.elapsed() < RESTED || conn.ping().is_ok() {
                    return Ok(conn);
                }
                self.idle().clear();
            }
            match self.connector.connect() {
                // A server may have no more to give just now.
                Err(Fault::Pool(_)) if !self.is_near && begun.elapsed() < Patience::current().left_of(WAIT) => {
                    thread::sleep(Duration::from_millis(50));
                }
                done => return done,
            }
        }
    }

    fn rested(&self) -> Option<Idle> {
        self.idle().pop()
    }

    /// A poisoned lock here guards a list that is whole at every step.
    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a future on a thread that has nothing else to do; none when it is not there in time.
fn on_this_thread<F: Future>(future: F, until: Instant) -> Option<F::Output> {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
            return Some(done);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_thread_waits_for_what_another_gives_back_and_not_for_ever() {
        let places = Arc::new(Semaphore::new(1));
        let held = Arc::clone(&places).try_acquire_owned().unwrap();
        let soon = Instant::now() + Duration::from_millis(20);
        assert!(on_this_thread(Arc::clone(&places).acquire_owned(), soon).is_none());
        let giving = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            drop(held);
        });
        assert!(on_this_thread(places.acquire_owned(), Instant::now() + Duration::from_secs(10)).is_some());
        giving.join().unwrap();
    }
}
