//! How long somebody waits who has given wrong passwords for an address. A guesser must be slow; the
//! owner must not be kept out by another's guessing. So it is counted by place. Where the owner has
//! signed in before, only what was tried from there counts. Strangers are counted by network, and
//! together, so that a guesser with a thousand networks is slow too. What is not known to be an
//! address of anybody is treated alike.

use crate::moment::Instant;

/// Wrong passwords from one place that cost nothing but the work.
const FREE: i64 = 5;
/// The same of all strangers together.
const FREE_TOGETHER: i64 = 20;
/// Passwords looked at at one time from a place that has done nothing wrong yet; after that, one.
const AT_ONCE: i64 = 8;
/// Nobody waits longer: in a place where the owner has been, in another, and for all strangers.
const LONGEST_KNOWN: i64 = 30;
const LONGEST_STRANGE: i64 = 300;
const LONGEST_TOGETHER: i64 = 30;
/// Seconds after which what was tried is forgotten.
pub const FORGOTTEN_AFTER: i64 = 24 * 3600;

/// Wrong passwords given for one address from one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub count: i64,
    pub last_at: Instant,
    /// Passwords from there that are being looked at.
    pub looking: i64,
}

/// What a place is to the owner of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The owner has signed in from there.
    Known,
    Strange,
}

/// Seconds to wait after so many of them, where `free` cost nothing: doubling, up to `longest`.
fn delay(count: i64, free: i64, longest: i64) -> i64 {
    if count < free {
        return 0;
    }
    let doublings = u32::try_from(count - free).unwrap_or(u32::MAX);
    1_i64.checked_shl(doublings).filter(|wait| *wait > 0).map_or(longest, |wait| wait.min(longest))
}

fn left(tally: &Tally, free: i64, longest: i64, now: Instant) -> i64 {
    let until = tally.last_at.plus_seconds(delay(tally.count, free, longest));
    let left = (until.utc() - now.utc()).num_milliseconds();
    if left > 0 { left / 1000 + 1 } else { 0 }
}

/// Whether what was tried is so long ago that it is as if it had not been.
#[must_use]
pub fn is_forgotten(tally: &Tally, now: Instant) -> bool {
    tally.looking == 0 && tally.last_at.plus_seconds(FORGOTTEN_AFTER) <= now
}

/// Seconds that are left to wait before another password is looked at, if any. `own` is the tally
/// of the place, `strangers` that of all strange places together.
#[must_use]
pub fn wait(trust: Trust, own: Option<&Tally>, strangers: Option<&Tally>, now: Instant) -> Option<u32> {
    let longest = if trust == Trust::Known { LONGEST_KNOWN } else { LONGEST_STRANGE };
    let here = own.filter(|own| !is_forgotten(own, now));
    let together = strangers.filter(|all| trust == Trust::Strange && !is_forgotten(all, now));
    let crowded = |tally: &Tally, free: i64| tally.looking >= if tally.count < free { AT_ONCE } else { 1 };
    let seconds = [(here, FREE, longest), (together, FREE_TOGETHER, LONGEST_TOGETHER)]
        .into_iter()
        .filter_map(|(tally, free, longest)| tally.map(|tally| left(tally, free, longest, now).max(i64::from(crowded(tally, free)))))
        .max()?;
    (seconds > 0).then(|| u32::try_from(seconds).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn tally(count: i64) -> Tally {
        Tally { count, last_at: at("2026-11-26T10:00:00Z"), looking: 0 }
    }

    #[test]
    fn waiting_doubles_and_is_never_for_good() {
        assert_eq!(
            [0, 4, 5, 6, 7, 12, 13, 14, 68, 70, i64::MAX].map(|count| delay(count, 5, 300)),
            [0, 0, 1, 2, 4, 128, 256, 300, 300, 300, 300]
        );
        let now = at("2026-11-26T10:00:01Z");
        assert_eq!(wait(Trust::Strange, Some(&tally(7)), None, now), Some(4));
        assert_eq!(wait(Trust::Strange, Some(&tally(7)), None, at("2026-11-26T10:00:04Z")), None);
        assert_eq!(wait(Trust::Strange, None, None, now), None);
        assert_eq!(wait(Trust::Strange, Some(&tally(1000)), None, at("2026-11-27T10:00:00Z")), None, "forgotten");
    }

    #[test]
    fn what_strangers_do_costs_strangers_alone() {
        let now = at("2026-11-26T10:00:00Z");
        let many = tally(1000);
        assert_eq!(wait(Trust::Known, None, Some(&many), now), None);
        assert_eq!(wait(Trust::Strange, None, Some(&many), now), Some(31));
        assert_eq!(wait(Trust::Strange, None, Some(&tally(19)), now), None);
        // Where the owner has been, a guesser is slowed down too, for half a minute at most.
        assert_eq!(wait(Trust::Known, Some(&many), None, now), Some(31));
        assert_eq!(wait(Trust::Strange, Some(&many), None, now), Some(301));
    }

    #[test]
    fn passwords_tried_at_one_time_are_counted_before_they_are_known_to_be_wrong() {
        let now = at("2026-11-26T10:00:00Z");
        let looking = |count, looking| Tally { looking, ..tally(count) };
        assert_eq!(wait(Trust::Strange, Some(&looking(0, 7)), None, now), None);
        assert_eq!(wait(Trust::Strange, Some(&looking(0, 8)), None, now), Some(1));
        assert_eq!(wait(Trust::Known, Some(&looking(5, 1)), None, at("2026-11-26T10:00:09Z")), Some(1));
    }
}
