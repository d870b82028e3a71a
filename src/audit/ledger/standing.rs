//! How the last writes ended: what whoever asks whether the register takes changes is told, without
//! a write of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Stopwatch};

use crate::audit::known::Newest;
use crate::fault::{Fault, Trouble};
use crate::ids::RegisterId;

/// So long a write that failed speaks for the next one, if none was tried since.
const REMEMBERED: Duration = Duration::from_secs(20);

#[derive(Default)]
pub(super) struct Standing(Mutex<Option<(Stopwatch, Trouble, String)>>);

impl Standing {
    /// A change was kept, or could not be for this.
    pub(super) fn heard(&self, fault: Option<&Fault>) {
        let failed = fault.map(|fault| fault.trouble().map(|trouble| (Stopwatch::now(), trouble, fault.to_string())));
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match failed {
            None => *last = None,
            // Whether the file is where it was is asked each time; and the program's own doing says nothing
            // of the next change.
            Some(None | Some((_, Trouble::FileGone, _))) => {}
            Some(Some(failed)) => *last = Some(failed),
        }
    }

    /// # Errors
    /// [`Fault::Closed`]: the last change could not be kept, a moment ago.
    pub(super) fn last(&self) -> Result<(), Fault> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((when, trouble, what)) if when.elapsed() < REMEMBERED => {
                Err(Fault::Closed { trouble: *trouble, what: format!("the last change could not be kept: {what}") })
            }
            _ => Ok(()),
        }
    }
}

/// The newest entry of each log, as it was committed. Cheap to clone.
#[derive(Clone, Default)]
pub struct Newests(Arc<Mutex<BTreeMap<RegisterId, Newest>>>);

impl Newests {
    pub(super) fn of(found: Vec<Newest>) -> Self {
        Self(Arc::new(Mutex::new(found.into_iter().map(|log| (log.register, log)).collect())))
    }

    pub(super) fn committed(&self, newest: impl Iterator<Item = Newest>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for log in newest {
            let is_newer = all.get(&log.register).is_none_or(|known| (known.epoch, known.size) < (log.epoch, log.size));
            if is_newer {
                all.insert(log.register, log);
            }
        }
    }

    /// All of them, in order of register.
    #[must_use]
    pub fn all(&self) -> Vec<Newest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}
