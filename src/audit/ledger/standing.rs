//! How the last writes ended: what whoever asks whether the register takes changes is told, without
//! a write of its own.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant as Stopwatch};

use crate::fault::{Fault, Trouble};

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
            Some(Some(failed)) => *last = Some(failed),
            // The program's own doing says nothing of the next.
            Some(None) => {}
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
