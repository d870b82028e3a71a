//! C4, C10: the minutes are complete or they are not final; a decision is corrected by addition.

use crate::ids::MeetingId;
use crate::meetings::{MeetingState, Sitting};
use crate::proceedings::rules::{not_open, unruled, without_outcome};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The permit: the minutes of this meeting may become final.
#[derive(Debug, Clone, Copy)]
pub struct MayFinalise {
    pub(in crate::decisions) meeting: MeetingId,
    /// Whether the meeting is closed with it.
    pub(in crate::decisions) closes: bool,
}

/// Every item for decision or ratification has an outcome in every committee it concerns; an item
/// with parts when the item, or every part of it, has. A part for decision or ratification of an
/// item that is for neither has one itself, or its item has. No item under way has a conflict on which nobody
/// has ruled, and no decision is under query (`under_query`: why) that no correction has answered. Finalising also closes the meeting.
///
/// # Errors
/// The refusal, with one reason for each item that lacks an outcome.
pub fn finalise(sitting: &Sitting, under_query: Vec<Reason>) -> Result<MayFinalise, Refusal> {
    let mut reasons = Reasons::new();
    if matches!(sitting.meeting.state, MeetingState::Called | MeetingState::Adjourned | MeetingState::Cancelled) {
        reasons.add(not_open(sitting));
    }
    if sitting.book.minutes_final {
        reasons.add(
            Reason::new(Code::MinutesFinal, "C10", "The minutes are final.")
                .fact(sitting.meeting.id.subject())
                .cure("A mistake is put right by a correction of the decision."),
        );
    }
    let room = sitting.room();
    for item in &sitting.items {
        reasons.extend(without_outcome(sitting, item));
        if sitting.is_open(item.id) {
            reasons.extend(unruled(sitting, &room, item));
        }
    }
    for (first, _) in &sitting.book.reopened {
        if sitting.decided(first.item, first.committee).is_none() {
            let number = sitting.item(first.item).map(|item| item.number.clone()).unwrap_or_default();
            let detail = format!("The decision on item {number} was reopened and has not been taken again.");
            let reason = Reason::new(Code::MinutesIncomplete, "C10", detail).fact(first.item.subject()).fact(first.id.subject());
            reasons.add(reason.cure("Take it again, or record that it is deferred."));
        }
    }
    reasons.extend(under_query);
    let closes = sitting.meeting.state != MeetingState::Closed;
    reasons.or_else(|| MayFinalise { meeting: sitting.meeting.id, closes })
}
