//! C10: an item that is taken off an agenda. Before people have the agenda it is a slip of the clerk, and the agenda shows
//! it no more; afterwards it stays there, and says that it was withdrawn and why. The record keeps it either way, and
//! nothing more is done with it.

use super::Item;
use crate::ids::ItemId;
use crate::moment::Instant;
use crate::verdict::{Code, Reason, Refusal};
use crate::words;

words! {
    /// How an item is taken off an agenda.
    Off "way off the agenda" {
        /// After people had the agenda: it stays visible there.
        Withdrawn = "withdrawn",
        /// Before they had: it was entered by mistake.
        Removed = "removed",
    }
}

/// That an item was taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOff {
    pub how: Off,
    pub because: String,
    pub at: Instant,
}

impl Item {
    /// Whether the agenda shows it: all but what was entered by mistake.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.off.as_ref().is_none_or(|off| off.how != Off::Removed)
    }

    /// Whether it is still to be taken, or was.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.off.is_none()
    }
}

/// C10: nothing is done with an item that was taken off the agenda.
///
/// # Errors
/// `out_of_phase`, with how and why it was.
pub fn stands(item: &Item) -> Result<(), Refusal> {
    match &item.off {
        None => Ok(()),
        Some(off) => Err(Refusal::of(gone(item, off, Code::OutOfPhase))),
    }
}

/// The same of an item of a meeting, where it is one.
///
/// # Errors
/// As [`stands`].
pub fn stands_in(items: &[Item], id: ItemId) -> Result<(), Refusal> {
    items.iter().find(|item| item.id == id).map_or(Ok(()), stands)
}

/// That an item was taken off, as a reason.
#[must_use]
pub fn gone(item: &Item, off: &TakenOff, code: Code) -> Reason {
    let (day, because) = (off.at.day().long(), off.because.trim_end_matches('.'));
    let detail = format!("Item {}, '{}', was {} on {day}, because: {because}.", item.number, item.title, off.how);
    let reason = Reason::new(code, "C10", detail).fact(item.id.subject()).fact(format!("state:{}", off.how));
    reason.cure("Put a new item on the agenda of this meeting, or of a later one.")
}
