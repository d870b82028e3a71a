//! What was recorded lately, so that the same thing looked at again and again is one entry and not
//! thousands. A server that is started again has forgotten, and records once more.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::moment::Instant;

/// Remembered at most, and how many go when there is no room.
const MOST: usize = 50_000;
const MAKES_ROOM: usize = MOST / 10;

/// Keyed by whatever tells one thing from another, with what was said of it.
#[derive(Default)]
pub struct Lately(Mutex<HashMap<String, (Instant, String)>>);

impl Lately {
    fn all(&self) -> MutexGuard<'_, HashMap<String, (Instant, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was said of it, where that is less than so many seconds ago.
    #[must_use]
    pub fn said(&self, key: &str, seconds: i64, now: Instant) -> Option<String> {
        self.all().get(key).filter(|(at, _)| now < at.plus_seconds(seconds)).map(|(_, said)| said.clone())
    }

    pub fn remember(&self, key: String, said: String, now: Instant) {
        let mut all = self.all();
        if all.len() >= MOST {
            let mut ages: Vec<(Instant, String)> = all.iter().map(|(key, (at, _))| (*at, key.clone())).collect();
            ages.sort();
            for (_, key) in ages.into_iter().take(MAKES_ROOM) {
                all.remove(&key);
            }
        }
        all.insert(key, (now, said));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn it_is_remembered_for_a_while_and_not_without_end() {
        let (lately, now): (_, Instant) = (Lately::default(), "2026-11-26T10:00:00Z".parse().unwrap());
        lately.remember("a".into(), "receipt".into(), now);
        assert_eq!(lately.said("a", 3600, now.plus_seconds(3599)).as_deref(), Some("receipt"));
        assert_eq!(lately.said("a", 3600, now.plus_seconds(3600)), None);
        assert_eq!(lately.said("b", 3600, now), None);
        for n in 0..MOST + 10 {
            lately.remember(n.to_string(), String::new(), now.plus_seconds(1));
        }
        assert!(lately.all().len() <= MOST && lately.said("a", 3600, now).is_none());
    }
}
