//! A command that waits for its turn, and who waits for it: it is begun by its writer or given up by
//! whoever asked, and never both.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::change::Written;
use crate::actor::Actor;
use crate::db::{Patience, Read};
use crate::fault::{Error, Receipt};

pub(super) struct Done {
    pub change: Box<dyn Written>,
    pub receipt: Receipt,
    pub answer: Value,
}

pub(super) type Answer = Result<Done, Error>;
pub(super) type Decide = Box<dyn Fn(&mut Read<'_>) -> Result<Box<dyn Written>, Error> + Send>;

/// A command that waits for its turn.
pub(super) struct Job {
    pub actor: Actor,
    pub kind: &'static str,
    pub decide: Decide,
    pub reply: Box<dyn FnOnce(Answer) + Send>,
    pub waits: Waits,
    /// Whether it is this writer's, and must be answered by what became of it.
    pub is_claimed: Cell<bool>,
}

/// Taken once: by the writer that begins a command, or by whoever does not wait for it any longer.
#[derive(Debug, Clone, Default)]
pub(super) struct Claim(Arc<AtomicBool>);

impl Claim {
    pub(super) fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

/// How long somebody waits for a command to be begun.
#[derive(Debug, Clone)]
pub(super) struct Waits {
    pub claim: Claim,
    pub patience: Patience,
}

impl Job {
    /// Begins it, or finds that nobody waits for it any more.
    pub(super) fn is_begun(&self) -> bool {
        if !self.is_claimed.get() {
            self.is_claimed.set(!self.waits.patience.is_over() && self.waits.claim.take());
        }
        self.is_claimed.get()
    }
}

/// A command that was not begun, and will not be.
pub(super) fn not_begun() -> Error {
    let detail = "Others are writing in this register, and it did not come free in time. Nothing was changed: try again in a moment.";
    Error::TryLater { detail: detail.to_owned(), seconds: 2, too_many: false }
}
