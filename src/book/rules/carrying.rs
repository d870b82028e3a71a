//! C10: an item goes onto a later agenda: one that every committee which decided anything of it has deferred, or
//! whose meeting was cancelled. It goes whole, once, with everything it had.

use crate::ids::ItemId;
use crate::meetings::changes::carrying::MayCarry;
use crate::meetings::rules::length::may_add;
use crate::meetings::{Item, Meeting, MeetingState, Outcome, Sitting};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// See the head of this file. `to` is the later meeting, with how many items and seats it has.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn carry(sitting: &Sitting, item: &Item, to: &Meeting, items: usize, seats: usize) -> Result<MayCarry, Refusal> {
    let mut reasons = Reasons::new();
    let about = |code: Code, detail: String| Reason::new(code, "C10", detail).fact(item.id.subject());
    let of_it: Vec<ItemId> =
        sitting.items.iter().filter(|other| other.business() == item.id && other.is_on()).map(|other| other.id).collect();
    let decided: Vec<_> = sitting.book.decided.iter().filter(|decided| of_it.contains(&decided.item)).collect();
    if let Some(other) = decided.iter().find(|decided| decided.outcome != Outcome::Deferred) {
        let word = other.outcome.as_str().replace('_', " ");
        let reason = about(Code::DecisionFinal, format!("Item {} was not put off: {word} was recorded.", item.number));
        reasons.add(reason.fact(other.id.subject()).cure("Put a new item on the later agenda."));
    } else if decided.is_empty() && sitting.meeting.state != MeetingState::Cancelled {
        let reason = about(Code::OutOfPhase, format!("Nothing was recorded of item {}.", item.number));
        reasons.add(reason.cure("Record that it is deferred, then carry it over."));
    }
    if sitting.carried.contains(&item.id) {
        let reason = about(Code::Duplicate, format!("Item {} was carried over already.", item.number));
        reasons.add(reason.cure("Carry over the item on that later agenda, once it is deferred there."));
    }
    if to.date <= sitting.meeting.date {
        let detail = format!("{} is on {}, not after {}.", to.reference, to.date.long(), sitting.meeting.date.long());
        reasons.add(about(Code::PeriodInvalid, detail).fact(to.id.subject()).cure("Name a later meeting."));
    }
    let absent = sitting.concerned(item).find(|at| !to.committees.contains(&at.committee.id));
    if let Some(at) = absent {
        let detail = format!("{} does not sit in {}.", at.committee.name, to.reference);
        let reason = about(Code::ItemNotInThisCommittee, detail).fact(at.committee.id.subject());
        reasons.add(reason.cure("Name a meeting of every committee that the item concerns."));
    }
    let called_in = sitting.items.iter().filter(|other| of_it.contains(&other.id)).find_map(|other| sitting.called_in(other));
    if let Some(call) = called_in.filter(|_| to.replies_until.is_some()) {
        let detail =
            format!("Item {} was called in by {}, and {} is held by correspondence too.", item.number, sitting.name(call.by), to.reference);
        let reason = Reason::new(Code::StateForbids, "C7.5", detail).fact(item.id.subject()).fact(to.id.subject());
        reasons.add(reason.cure("Name a meeting in a room."));
    }
    if to.state != MeetingState::Called {
        let detail = format!("{} is {}: nothing goes onto its agenda.", to.reference, to.state);
        reasons.add(about(Code::MeetingNotOpen, detail).fact(to.id.subject()).cure("Name a meeting that has not been convened."));
    } else if let Err(refused) = may_add(to, items + of_it.len() - 1, seats) {
        reasons.extend(refused.reasons);
    }
    reasons.or_else(|| MayCarry { item: item.id, to: to.id })
}
