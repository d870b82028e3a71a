//! C4, C10: the minutes are complete or they are not final; a decision is corrected by addition.

use crate::meetings::{Item, MeetingState, Sitting};
use crate::proceedings::rules::not_open;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// Every item for decision or ratification has an outcome in every committee it concerns; an item
/// with parts when the item, or every part of it, has. A part for decision or ratification of an
/// item that is for neither has one itself, or its item has. Finalising also closes the meeting.
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
    for item in sitting.items.iter().filter(|item| answers_for_itself(sitting, item)) {
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

/// Whether an outcome is asked of this very item: a part of an item that must be decided is asked
/// for with its item.
fn answers_for_itself(sitting: &Sitting, item: &Item) -> bool {
    let whole = item.part_of.and_then(|whole| sitting.item(whole));
    item.must_be_decided() && !whole.is_some_and(Item::must_be_decided)
}

fn is_complete(sitting: &Sitting, item: &Item, committee: crate::ids::CommitteeId) -> bool {
    let is_decided = |id| sitting.decided(id, committee).is_some();
    if is_decided(item.id) || item.part_of.is_some_and(is_decided) {
        return true;
    }
    let mut parts = sitting.items.iter().filter(|part| part.part_of == Some(item.id) && part.concerns(committee)).peekable();
    parts.peek().is_some() && parts.all(|part| is_decided(part.id))
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
