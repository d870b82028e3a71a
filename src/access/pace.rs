//! How much one account, or one network without an account, may ask for: so many a minute, and as
//! many at once after a minute's rest. Requests are counted as they come; acts, which leave an entry
//! in a log that never shrinks, when they have left one. In memory, and bounded.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::fault::Error;
use crate::ids::AccountId;

/// So many a minute; 0 for as many as come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests of an account.
    pub requests: u32,
    /// Acts of an account that acts for others, by its office.
    pub acts: u32,
    /// Acts of an account that acts for its own person alone.
    pub own_acts: u32,
    /// Requests from one network that need no sign-in: sign-ins, renewals, invitations.
    pub strangers: u32,
}

/// One that stands for nothing left is worth this.
const ONE: i64 = 1000;
/// Counted at most, and how many go when there is no room.
const MOST: usize = 50_000;
const MAKES_ROOM: usize = MOST / 10;

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Who {
    Requests(AccountId),
    /// For others, or for its own person alone.
    Acts(AccountId, bool),
    Network(String),
}

#[derive(Debug, Clone, Copy)]
struct Left {
    /// In thousandths; less than nothing after acts that were begun together.
    left: i64,
    at: Instant,
    limit: u32,
}

impl Left {
    fn full(limit: u32, at: Instant) -> Self {
        Self { left: i64::from(limit) * ONE, at, limit }
    }

    /// As it stands at `now`, with what has come back meanwhile.
    fn at(self, now: Instant) -> Self {
        let passed = i64::try_from(now.saturating_duration_since(self.at).as_millis()).unwrap_or(i64::MAX);
        let limit = i64::from(self.limit);
        let back = passed.saturating_mul(limit) / 60;
        // Asked so often that nothing has come back yet, it is asked of the earlier instant next time.
        if back == 0 {
            return self;
        }
        Self { left: self.left.saturating_add(back).min(limit * ONE), at: now, ..self }
    }

    /// Seconds until there is one, if there is none.
    fn wait(self) -> Option<u32> {
        let missing = ONE - self.left;
        let a_second = (i64::from(self.limit) * ONE / 60).max(1);
        (missing > 0).then(|| u32::try_from(missing / a_second + 1).unwrap_or(u32::MAX).min(3600))
    }
}

/// What everybody has left.
pub struct Pace {
    limits: Limits,
    left: Mutex<HashMap<Who, Left>>,
}

impl Pace {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, left: Mutex::default() }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Who, Left>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, who: Who, limit: u32, take: bool) -> Result<(), u32> {
        if limit == 0 {
            return Ok(());
        }
        let (mut all, now) = (self.all(), Instant::now());
        make_room(&mut all, now);
        let left = all.entry(who).or_insert_with(|| Left::full(limit, now));
        *left = Left { limit, ..*left }.at(now);
        match left.wait() {
            Some(seconds) => Err(seconds),
            None => {
                left.left -= if take { ONE } else { 0 };
                Ok(())
            }
        }
    }

    /// A request of an account.
    ///
    /// # Errors
    /// `TryLater`.
    pub fn request(&self, account: AccountId) -> Result<(), Error> {
        self.look(Who::Requests(account), self.limits.requests, true)
            .map_err(|seconds| too_many(format!("This account asks for more than {} things a minute.", self.limits.requests), seconds))
    }

    /// A request that needs no sign-in.
    ///
    /// # Errors
    /// The seconds until there may be another.
    pub fn stranger(&self, network: &str) -> Result<(), u32> {
        self.look(Who::Network(network.to_owned()), self.limits.strangers, true)
    }

    /// What a stranger is told who has to wait so long.
    #[must_use]
    pub fn of_strangers(&self, seconds: u32) -> Error {
        too_many(
            format!(
                "More than {} sign-ins and renewals a minute came from this network. Whoever has signed in from here or from this device before is let in all the same.",
                self.limits.strangers
            ),
            seconds,
        )
    }

    /// Whether an account may act now. What it does is counted when it is done: [`Pace::acted`].
    ///
    /// # Errors
    /// `TryLater`.
    pub fn may_act(&self, account: AccountId, own: bool) -> Result<(), Error> {
        let limit = self.acts(own);
        self.look(Who::Acts(account, own), limit, false)
            .map_err(|seconds| too_many(format!("This account does more than {limit} things a minute that are recorded."), seconds))
    }

    /// An account has acted.
    pub fn acted(&self, account: AccountId, own: bool) {
        let (limit, now) = (self.acts(own), Instant::now());
        if limit > 0 {
            let mut all = self.all();
            let left = all.entry(Who::Acts(account, own)).or_insert_with(|| Left::full(limit, now));
            *left = left.at(now);
            left.left = left.left.saturating_sub(ONE);
        }
    }

    fn acts(&self, own: bool) -> u32 {
        if own { self.limits.own_acts } else { self.limits.acts }
    }
}

fn too_many(said: String, seconds: u32) -> Error {
    Error::TryLater { detail: format!("{said} Nothing was done. Try again in {seconds} s."), seconds, too_many: true }
}

/// Whoever has everything left is as if they had never come.
fn make_room(all: &mut HashMap<Who, Left>, now: Instant) {
    if all.len() < MOST {
        return;
    }
    all.retain(|_, left| left.at(now).left < i64::from(left.limit) * ONE);
    if all.len() < MOST {
        return;
    }
    let mut ages: Vec<(Instant, Who)> = all.iter().map(|(who, left)| (left.at, who.clone())).collect();
    ages.sort();
    for (_, who) in ages.into_iter().take(MAKES_ROOM) {
        all.remove(&who);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_spent_comes_back_and_no_more_than_a_minutes_worth() {
        let now = Instant::now();
        let mut left = Left::full(60, now);
        left.left = 0;
        assert_eq!(left.wait(), Some(2));
        assert_eq!(left.at(now + Duration::from_millis(500)).left, 500);
        assert_eq!(left.at(now + Duration::from_secs(1)).wait(), None);
        assert_eq!(left.at(now + Duration::from_secs(86_400)).left, 60 * ONE);
        let often = (1..=100).fold(Left { left: 0, limit: 3, ..left }, |left, n| left.at(now + Duration::from_millis(10 * n)));
        assert_eq!(often.left, 50, "asked very often, it comes back all the same");
        left.left = -30 * ONE;
        assert_eq!(left.wait(), Some(32));
    }

    #[test]
    fn one_account_is_not_the_other_and_none_is_no_limit() {
        let pace = Pace::new(Limits { requests: 3, acts: 2, own_acts: 1, strangers: 2 });
        let (one, other) = (AccountId::new(), AccountId::new());
        (0..3).for_each(|_| pace.request(one).unwrap());
        assert!(pace.request(one).is_err() && pace.request(other).is_ok());
        assert!(pace.may_act(one, true).is_ok() && pace.may_act(one, true).is_ok(), "to ask costs nothing");
        pace.acted(one, true);
        assert!(pace.may_act(one, true).is_err() && pace.may_act(other, true).is_ok());
        (0..2).for_each(|_| pace.stranger("n").unwrap());
        assert!(pace.stranger("n").is_err() && pace.stranger("m").is_ok());
        let free = Pace::new(Limits { requests: 0, acts: 0, own_acts: 0, strangers: 0 });
        for n in 0..1000 {
            free.request(one).unwrap();
            free.acted(one, n % 2 == 0);
            free.may_act(one, true).unwrap();
        }
        assert!(free.all().is_empty());
    }

    #[test]
    fn what_is_counted_is_bounded() {
        let pace = Pace::new(Limits { requests: 10, acts: 1, own_acts: 1, strangers: 1 });
        for n in 0..MOST + 1000 {
            pace.stranger(&n.to_string()).ok();
        }
        assert!(pace.all().len() <= MOST);
    }
}
