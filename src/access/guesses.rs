//! Wrong passwords as this server remembers them: for how long somebody waits, and what is to be
//! written of them. They are kept in memory and bounded. To write each would let anybody make the log
//! grow; so of an address the first is written at once, and what follows within [`WINDOW`] together.
//! A server that is started again begins to count anew, and each of several counts by itself.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::guessing::{self, Tally, Trust};
use crate::ids::AccountId;
use crate::moment::Instant;

/// Seconds within which wrong passwords for an address are written as one entry.
pub const WINDOW: i64 = 600;
/// Tallies remembered at most, and those that go when there is no room.
const MOST: usize = 20_000;
const MAKES_ROOM: usize = MOST / 10;
/// Addresses of nobody's that have entries of their own in a window; the rest share one.
const NOBODYS: usize = 20;
/// Networks of one address that are told apart; more are as many.
const NETWORKS: usize = 100;
/// The place that all strangers share.
const STRANGERS: &str = "strangers";

/// Where a password comes from, as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub key: String,
    pub trust: Trust,
    pub network: String,
}

/// Wrong passwords that are to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The digest of the address; none for several addresses of nobody's.
    pub identity: Option<String>,
    /// Whose address it is, where it is somebody's.
    pub account: Option<AccountId>,
    pub count: i64,
    pub addresses: i64,
    pub networks: i64,
    pub from: Instant,
    pub to: Instant,
}

#[derive(Default)]
struct Book {
    tallies: HashMap<(String, String), Tally>,
    windows: HashMap<String, Window>,
    /// Addresses of nobody's with a window of their own.
    nobodys: usize,
    pool: Option<Window>,
}

struct Window {
    opened: Instant,
    account: Option<AccountId>,
    /// Whether something of it could not be written and waits for the next chance.
    owed: bool,
    count: i64,
    from: Instant,
    to: Instant,
    addresses: BTreeSet<String>,
    networks: BTreeSet<String>,
}

impl Window {
    fn new(now: Instant, account: Option<AccountId>) -> Self {
        Self { opened: now, account, owed: false, count: 0, from: now, to: now, addresses: BTreeSet::new(), networks: BTreeSet::new() }
    }

    fn add(&mut self, identity: &str, network: &str, now: Instant) {
        self.from = if self.count == 0 { now } else { self.from };
        (self.count, self.to) = (self.count.saturating_add(1), now);
        for (set, value) in [(&mut self.addresses, identity), (&mut self.networks, network)] {
            if set.len() < NETWORKS {
                set.insert(value.to_owned());
            }
        }
    }

    fn is_over(&self, now: Instant) -> bool {
        self.opened.plus_seconds(WINDOW) <= now
    }

    /// What is to be written of it, after which nothing is.
    fn take(&mut self, identity: Option<String>) -> Option<Due> {
        let sizes = [&self.addresses, &self.networks].map(|set| i64::try_from(set.len()).unwrap_or(i64::MAX));
        let due = Due {
            identity,
            account: self.account,
            count: self.count,
            addresses: sizes[0],
            networks: sizes[1],
            from: self.from,
            to: self.to,
        };
        (self.count, self.owed) = (0, false);
        self.addresses.clear();
        (due.count > 0).then_some(due)
    }
}

/// What was tried and from where. Cheap to clone.
#[derive(Clone, Default)]
pub struct Guesses(Arc<Mutex<Book>>);

/// A password that may be looked at; until it is told how it was, it counts as being looked at.
pub struct Look {
    guesses: Guesses,
    identity: String,
    place: Place,
}

impl Guesses {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a password for this address may be looked at now.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn begin(&self, identity: &str, place: Place, now: Instant) -> Result<Look, u32> {
        let mut book = self.book();
        let key = |place: &str| (identity.to_owned(), place.to_owned());
        let (own, strangers) = (book.tallies.get(&key(&place.key)), book.tallies.get(&key(STRANGERS)));
        if let Some(seconds) = guessing::wait(place.trust, own, strangers, now) {
            return Err(seconds);
        }
        book.make_room(now);
        for place in place.counted() {
            let tally = book.tallies.entry(key(place)).or_insert(Tally { count: 0, last_at: now, looking: 0 });
            if guessing::is_forgotten(tally, now) {
                tally.count = 0;
            }
            tally.looking += 1;
        }
        Ok(Look { guesses: self.clone(), identity: identity.to_owned(), place })
    }

    /// Forgets all waiting for an address: it was let in again by whoever may.
    pub fn forget(&self, identity: &str) {
        let mut book = self.book();
        book.tallies.retain(|(of, _), tally| of != identity || tally.looking > 0);
        for (_, tally) in book.tallies.iter_mut().filter(|((of, _), _)| of == identity) {
            tally.count = 0;
        }
    }

    /// Takes note of a wrong password; what is to be written of it now, if anything.
    pub fn note(&self, identity: &str, account: Option<AccountId>, network: &str, now: Instant) -> Option<Due> {
        let mut book = self.book();
        let is_new = !book.windows.contains_key(identity);
        if is_new && account.is_none() {
            if book.nobodys >= NOBODYS {
                book.pool.get_or_insert_with(|| Window::new(now, None)).add(identity, network, now);
                return None;
            }
            book.nobodys += 1;
        }
        let window = book.windows.entry(identity.to_owned()).or_insert_with(|| Window::new(now, account));
        let begins_anew = window.is_over(now) || window.owed;
        window.add(identity, network, now);
        if begins_anew {
            window.opened = now;
        }
        if is_new || begins_anew { window.take(Some(identity.to_owned())) } else { None }
    }

    /// What was noted of an address and is not written yet.
    pub fn outstanding(&self, identity: &str) -> Option<Due> {
        self.book().windows.get_mut(identity)?.take(Some(identity.to_owned()))
    }

    /// What is to be written because its window is over; `all` what is noted, over or not.
    pub fn due(&self, now: Instant, all: bool) -> Vec<Due> {
        let mut book = self.book();
        let Book { windows, pool, nobodys, .. } = &mut *book;
        let mut due = Vec::new();
        windows.retain(|identity, window| {
            if !all && !window.is_over(now) {
                return true;
            }
            due.extend(window.take(Some(identity.clone())));
            let stays = !window.is_over(now);
            *nobodys -= usize::from(!stays && window.account.is_none()).min(*nobodys);
            stays
        });
        if pool.as_ref().is_some_and(|pool| all || pool.is_over(now)) {
            due.extend(pool.take().and_then(|mut pool| pool.take(None)));
        }
        due
    }

    /// What could not be written is to be written later.
    pub fn give_back(&self, due: &Due) {
        let mut book = self.book();
        let window = match &due.identity {
            Some(identity) => book.windows.entry(identity.clone()).or_insert_with(|| Window::new(due.from, due.account)),
            None => book.pool.get_or_insert_with(|| Window::new(due.from, None)),
        };
        window.from = if window.count == 0 { due.from } else { window.from.min(due.from) };
        window.to = window.to.max(due.to);
        (window.count, window.owed) = (window.count.saturating_add(due.count), true);
        window.addresses.extend(due.identity.clone());
    }
}

impl Book {
    fn make_room(&mut self, now: Instant) {
        if self.tallies.len() < MOST {
            return;
        }
        self.tallies.retain(|_, tally| !guessing::is_forgotten(tally, now));
        if self.tallies.len() < MOST {
            return;
        }
        let mut ages: Vec<_> =
            self.tallies.iter().filter(|(_, tally)| tally.looking == 0).map(|(key, tally)| (tally.last_at, key.clone())).collect();
        ages.sort();
        for (_, key) in ages.into_iter().take(MAKES_ROOM) {
            self.tallies.remove(&key);
        }
    }
}

impl Place {
    /// The tallies in which it is counted.
    fn counted(&self) -> impl Iterator<Item = &str> {
        let together = (self.trust == Trust::Strange).then_some(STRANGERS);
        std::iter::once(self.key.as_str()).chain(together)
    }
}

impl Look {
    /// It was wrong.
    pub fn was_wrong(self, now: Instant) {
        let mut book = self.guesses.book();
        for place in self.place.counted() {
            if let Some(tally) = book.tallies.get_mut(&(self.identity.clone(), place.to_owned())) {
                (tally.count, tally.last_at) = (tally.count.saturating_add(1), now);
            }
        }
    }

    /// It was right: what was tried from there before is forgotten.
    pub fn was_right(self) {
        if let Some(tally) = self.guesses.book().tallies.get_mut(&(self.identity.clone(), self.place.key.clone())) {
            tally.count = 0;
        }
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        let mut book = self.guesses.book();
        for place in self.place.counted() {
            let key = (self.identity.clone(), place.to_owned());
            if let Some(tally) = book.tallies.get_mut(&key) {
                tally.looking -= 1;
                if tally.looking <= 0 && tally.count == 0 {
                    book.tallies.remove(&key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn place(key: &str, trust: Trust) -> Place {
        Place { key: key.to_owned(), trust, network: key.to_owned() }
    }

    #[test]
    fn a_guesser_elsewhere_never_makes_the_owner_wait_where_they_have_been() {
        let (guesses, now) = (Guesses::default(), at("2026-11-26T10:00:00Z"));
        for n in 0..1000 {
            if let Ok(look) = guesses.begin("a", place(&format!("n{}", n % 50), Trust::Strange), now) {
                look.was_wrong(now);
            }
        }
        assert!(guesses.begin("a", place("other", Trust::Strange), now).is_err(), "strangers are slow together");
        let look = guesses.begin("a", place("home", Trust::Known), now).ok();
        look.unwrap().was_right();
        assert!(guesses.begin("b", place("other", Trust::Strange), now).is_ok(), "another address");
        guesses.forget("a");
        assert!(guesses.begin("a", place("other", Trust::Strange), now).is_ok(), "let in again");
    }

    #[test]
    fn what_was_looked_at_and_not_told_does_not_count() {
        let (guesses, now) = (Guesses::default(), at("2026-11-26T10:00:00Z"));
        for _ in 0..100 {
            drop(guesses.begin("a", place("n", Trust::Strange), now).ok().unwrap());
        }
        assert!(guesses.book().tallies.is_empty());
        for n in 0..3 * MOST {
            guesses.begin(&n.to_string(), place("n", Trust::Strange), now).ok().unwrap().was_wrong(now);
        }
        assert!(guesses.book().tallies.len() <= MOST + 2);
    }

    #[test]
    fn the_first_is_written_at_once_and_the_rest_of_a_window_together() {
        let (guesses, now) = (Guesses::default(), at("2026-11-26T10:00:00Z"));
        let account = AccountId::new();
        let first = guesses.note("a", Some(account), "n1", now).unwrap();
        assert_eq!((first.count, first.networks), (1, 1));
        for n in 2..=9 {
            assert_eq!(guesses.note("a", Some(account), &format!("n{n}"), now.plus_seconds(n)), None);
        }
        assert_eq!(guesses.due(now.plus_seconds(599), false), []);
        let due = guesses.due(now.plus_seconds(WINDOW), false);
        assert_eq!((due.len(), due[0].count, due[0].networks), (1, 8, 9));
        assert_eq!((due[0].from, due[0].to), (now.plus_seconds(2), now.plus_seconds(9)));
        assert!(guesses.due(now.plus_seconds(9999), true).is_empty());
    }

    #[test]
    fn addresses_of_nobodys_do_not_make_the_log_grow() {
        let (guesses, now) = (Guesses::default(), at("2026-11-26T10:00:00Z"));
        let written = (0..5000).filter(|n| guesses.note(&n.to_string(), None, "n", now).is_some()).count();
        assert_eq!(written, NOBODYS);
        let due = guesses.due(now.plus_seconds(WINDOW), false);
        assert_eq!((due.len(), due[0].identity.clone(), due[0].count), (1, None, 5000 - 20));
        assert!(guesses.note("x", None, "n", now.plus_seconds(WINDOW)).is_some(), "a new window");
        guesses.give_back(&due[0]);
        assert_eq!(guesses.due(now.plus_seconds(WINDOW), true)[0].count, 4980);
        let first = guesses.note("y", Some(AccountId::new()), "n", now).unwrap();
        guesses.give_back(&first);
        assert_eq!(guesses.note("y", None, "n", now).unwrap().count, 2, "what could not be written is tried again at once");
    }
}
