//! Bodies on their way in. What has arrived of a body that is not there whole is memory that its
//! sender holds: it is counted, for each sender and for all of them, and refused where it is too much.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::limits;
use crate::access::Caller;
use crate::fault::Error;

/// The bytes that each sender has under way. Cheap to clone.
#[derive(Clone)]
pub struct Arriving {
    limits: limits::Arriving,
    bytes: Arc<Mutex<HashMap<String, usize>>>,
    draining: Arc<Semaphore>,
}

/// Refused bodies that are read to their end at the same time.
const DRAINED_AT_ONCE: usize = 32;

/// The bytes of one body; they are given back with it.
pub struct Held {
    arriving: Arriving,
    sender: String,
    everybody: &'static str,
    bytes: usize,
}

impl Arriving {
    #[must_use]
    pub fn new(limits: limits::Arriving) -> Self {
        Self { limits, bytes: Arc::default(), draining: Arc::new(Semaphore::new(DRAINED_AT_ONCE)) }
    }

    /// The body of whoever is signed in, or else of a stranger from a network.
    pub(super) fn body(&self, caller: Option<&Caller>, network: &str) -> Held {
        let (sender, everybody) = match caller {
            Some(caller) => (format!("account {}", caller.account), "accounts"),
            None => (format!("network {network}"), "strangers"),
        };
        Held { arriving: self.clone(), sender, everybody, bytes: 0 }
    }

    /// Whether a body that is refused may be read to its end, for as long as this is held.
    pub(super) fn may_be_drained(&self) -> Option<SemaphorePermit<'_>> {
        self.draining.try_acquire().ok()
    }

    /// A poisoned lock here guards a map that is whole at every step.
    fn bytes(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// So many bytes more.
    ///
    /// # Errors
    /// `TryLater` when this sender, or all of its kind, have too much under way.
    pub(super) fn more(&mut self, bytes: usize) -> Result<(), Error> {
        let limits = self.arriving.limits;
        let (own, all) = if self.everybody == "accounts" { (limits.account, limits.accounts) } else { (limits.network, limits.strangers) };
        let mut under_way = self.arriving.bytes();
        for (sender, most) in [(self.sender.as_str(), own), (self.everybody, all)] {
            if under_way.get(sender).copied().unwrap_or(0) + bytes > most {
                let detail = "Too many bodies are on their way in at once. Send one after the other, and try again in a moment.";
                return Err(Error::TryLater { detail: detail.to_owned(), seconds: 2, too_many: true });
            }
        }
        for sender in [self.sender.clone(), self.everybody.to_owned()] {
            *under_way.entry(sender).or_default() += bytes;
        }
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut under_way = self.arriving.bytes();
        for sender in [self.sender.as_str(), self.everybody] {
            if let Some(bytes) = under_way.get_mut(sender) {
                *bytes -= self.bytes.min(*bytes);
                if *bytes == 0 {
                    under_way.remove(sender);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_network_fills_its_own_share_and_what_is_given_back_is_free() {
        let arriving = Arriving::new(limits::Arriving { network: 10, strangers: 15, account: 100, accounts: 100 });
        let mut one = arriving.body(None, "a");
        assert!(one.more(8).is_ok() && one.more(3).is_err() && one.more(2).is_ok());
        let mut other = arriving.body(None, "b");
        assert!(other.more(6).is_err() && other.more(5).is_ok());
        drop(one);
        assert!(other.more(5).is_ok());
        drop(other);
        assert!(arriving.bytes().is_empty());
    }
}
