//! C4, C10: the minutes are complete or they are not final; a decision is corrected by addition.

use crate::meetings::{Item, MeetingState, Sitting};
use crate::proceedings::rules::not_open;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// Every item for decision or ratification has an outcome in every committee it concerns; an item
/// with parts when the item, or every part of it, has. Finalising also closes the meeting.
///
/// # Errors
/// The refusal, with one reason for each item that lacks an outcome.
pub fn finalise(sitting: &Sitting) -> Result<(), Refusal> {
    let mut reasons = Reasons::new();
    if matches!(sitting.meeting.state, MeetingState::Called | MeetingState::Cancelled) {
        reasons.add(not_open(sitting));
    }
    if sitting.book.minutes_final {
        reasons.add(
            Reason::new(Code::DecisionFinal, "C10", "The minutes are final.")
                .fact(sitting.meeting.id.subject())
                .cure("A mistake is put right by a correction of the decision."),
        );
    }
    for item in sitting.items.iter().filter(|item| item.part_of.is_none() && item.must_be_decided()) {
        for at in sitting.concerned(item).filter(|at| !is_complete(sitting, item, at.committee.id)) {
            reasons.add(
                Reason::new(
                    Code::MinutesIncomplete,
                    "C4",
                    format!("Item {}, '{}', has no outcome in {}.", item.number, item.title, at.committee.name),
                )
                .fact(item.id.subject())
                .fact(at.committee.id.subject())
                .cure("Record its outcome: decided, deferred, referred, or no decision."),
            );
        }
    }
    reasons.or_else(|| ())
}

fn is_complete(sitting: &Sitting, item: &Item, committee: crate::ids::CommitteeId) -> bool {
    if sitting.decided(item.id, committee).is_some() {
        return true;
    }
    let mut parts = sitting.items.iter().filter(|part| part.part_of == Some(item.id) && part.concerns(committee)).peekable();
    parts.peek().is_some() && parts.all(|part| sitting.decided(part.id, committee).is_some())
}

/// C10: a correction adds a text and says why; it never edits.
///
/// # Errors
/// The refusal, when no reason is given.
pub fn correct(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::of(
            Reason::new(Code::ReasonRequired, "C10", "A correction says why it is made.").cure("Give the reason; it is minuted."),
        ));
    }
    Ok(())
}
