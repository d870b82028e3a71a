//! How much one meeting takes (C10).

use super::Meeting;
use crate::verdict::{Code, Reason, Refusal};

/// How many items and parts one meeting takes, and papers one item.
pub const MOST_ITEMS: usize = 200;
pub const MOST_PAPERS: usize = 50;
/// How many seats times items: far more than of any committee, and no more than can be worked out in a
/// moment and held in memory.
const MOST_LINES: usize = 10_000;

/// C10: an agenda is as long as a meeting can be prepared for: each person is looked at on each
/// item. `seats` are those of all its committees.
///
/// # Errors
/// The refusal.
pub fn takes_another(meeting: &Meeting, items: usize, seats: usize) -> Result<(), Refusal> {
    let most = MOST_ITEMS.min(MOST_LINES / seats.max(1)).max(1);
    if items < most {
        return Ok(());
    }
    let who = if most < MOST_ITEMS { format!(" with {seats} seats in its committees") } else { String::new() };
    let detail = format!("There are {items} items and parts on the agenda of this meeting{who}; it takes {most}.");
    let reason = Reason::new(Code::StateForbids, "C10", detail).fact(meeting.id.subject());
    Err(Refusal::of(reason.cure("Bring several matters under one item, or call another meeting for the rest.")))
}
