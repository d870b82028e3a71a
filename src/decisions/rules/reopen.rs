//! C10: a decision that was taken on a false entry is taken again, in the sitting itself.
//!
//! Whoever presides over the item in the committee reopens it, with a reason, while everybody who was counted is
//! still there: never to run a lost vote again once those who cast it have gone. The decision stays as it was
//! recorded, without effect; the item is back where it was decided, its votes are gone, the room is as it is.

use std::collections::BTreeSet;

use super::decide::decides;
use crate::conflicts::{presiding, standing};
use crate::ids::{DecisionId, MeetingId, PersonId};
use crate::meetings::{Act, CommitteeAtMeeting, Decided, Item, MeetingState, Room, Said, Sitting, Vote};
use crate::proceedings::rules::not_open;
use crate::quorum::bench;
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::votes::{Shown, counted_hands};

/// The permit: the decision may be taken again.
#[derive(Debug, Clone)]
pub struct MayReopen {
    pub(crate) meeting: MeetingId,
    pub(crate) decision: DecisionId,
    pub(crate) by: PersonId,
    pub(crate) reason: String,
}

/// See the head of this file.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn reopen(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    by: PersonId,
    reason: Option<&Rationale>,
) -> Result<MayReopen, Refusal> {
    let mut reasons = Reasons::new();
    if sitting.book.minutes_final {
        let reason = Reason::new(Code::MinutesFinal, "C10", "The minutes are final: nothing is taken again.");
        let cure = "Record a correction; that the outcome was recorded wrongly, the committee says at its next meeting.";
        reasons.add(reason.fact(sitting.meeting.id.subject()).cure(cure));
    } else if sitting.meeting.state != MeetingState::Open {
        reasons.add(not_open(sitting));
    }
    let decided = sitting.decided(item.id, at.committee.id);
    if decided.is_none() {
        let was_decided = |act: &Act| matches!(&act.said, Said::Decided(one) if one.item == item.id && one.committee == at.committee.id);
        let (detail, cure) = if sitting.book.acts.iter().any(was_decided) {
            let detail = format!("{} has reopened item {} already, and not decided it again yet.", at.committee.name, item.number);
            (detail, "Put right what was entered falsely, and record the decision anew.")
        } else {
            let detail = format!("{} has decided nothing of item {}.", at.committee.name, item.number);
            (detail, "Record the decision; what is wrong before it is struck, or written late.")
        };
        reasons.add(Reason::new(Code::OutOfPhase, "C10", detail).fact(item.id.subject()).cure(cure));
    }
    let name = sitting.name(by);
    if standing(sitting, item, by).is_conflicted() {
        let detail = format!("{name} is conflicted on item {} and reopens nothing of it.", item.number);
        reasons.add(Reason::new(Code::DeciderConflicted, "C10", detail).fact(by.subject()).cure("Whoever presides over it does."));
    } else if presiding(sitting, room, item, at) != Some(by) {
        let detail = format!("{name} does not preside over item {} in {}.", item.number, at.committee.name);
        reasons.add(Reason::new(Code::NotTheDecider, "C10", detail).fact(by.subject()).cure("Whoever presides over it reopens it."));
    }
    let words = reason.and_then(Rationale::words);
    if words.is_none() {
        let reason = Reason::new(Code::ReasonRequired, "C10", "Taking a decision again needs a reason.");
        reasons.add(reason.cure("Say what was entered wrongly; it is minuted, for the public too."));
    }
    if let Some(decided) = decided {
        reasons.extend(gone(sitting, room, item, at, decided));
        if moved_on(sitting, item, decided) {
            let detail = format!("The meeting was adjourned, or item {} carried over, since it was decided.", item.number);
            let reason = Reason::new(Code::DecisionFinal, "C10", detail).fact(decided.id.subject());
            reasons.add(reason.cure("Take it again at a later meeting, as an item of its own."));
        }
    }
    let decision = decided.map(|decided| decided.id).unwrap_or_default();
    let reason = words.unwrap_or_default().to_owned();
    reasons.or_else(|| MayReopen { meeting: sitting.meeting.id, decision, by, reason })
}

/// Whoever was counted at the decision, in the room or by a vote, and has left since. A vote of somebody whom the book
/// no longer has in the room when it was cast was the slip itself.
fn gone(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, decided: &Decided) -> Option<Reason> {
    let order = usize::try_from(decided.order).unwrap_or(0);
    // By what was known then: nobody is made not to have been counted by what is declared afterwards.
    let mut then = sitting.as_of(order);
    if let Some(act) = sitting.book.acts.get(order) {
        then = then.judging(act);
    }
    let (was_in, room) = (then.room(), &*room.on(item.id));
    let there = then.committee(at.committee.id)?;
    let seats = bench(&then, &was_in, item, there, presiding(&then, &was_in, item, there)).seats;
    let was_there = |vote: &&Vote| {
        let when = usize::try_from(vote.order).unwrap_or(0);
        (vote.item, vote.committee) == (item.id, at.committee.id) && then.as_of(when).room().present.contains(&vote.person)
    };
    let voted = then.book.votes.iter().filter(was_there).map(|vote| vote.person);
    let shown = counted_hands(&then, &was_in, item, &then.lent(item, there));
    let raised = shown.iter().flat_map(Shown::people);
    let counted: BTreeSet<PersonId> = seats.iter().flat_map(|seat| seat.counted.iter().copied()).chain(voted).chain(raised).collect();
    let gone: Vec<PersonId> = counted.into_iter().filter(|person| !room.present.contains(person)).collect();
    if gone.is_empty() {
        return None;
    }
    let names: Vec<String> = gone.iter().map(|person| sitting.name(*person)).collect();
    let what = if decides(decided.outcome) { "counted when it was decided" } else { "there when it was recorded" };
    let detail = format!("{} {} {what}, and left since.", names.join(", "), if gone.len() == 1 { "was" } else { "were" });
    let reason = Reason::new(Code::NotPresent, "C10", detail).facts(gone.iter().map(|person| person.subject()));
    Some(reason.cure("Record that they return; a vote is not run again without those who cast it."))
}

fn moved_on(sitting: &Sitting, item: &Item, decided: &Decided) -> bool {
    let since = usize::try_from(decided.order).unwrap_or(0);
    let adjourned = sitting.book.acts.iter().skip(since).any(|act| matches!(act.said, Said::Adjourned { .. }));
    adjourned || sitting.carried.contains(&item.business())
}

#[cfg(test)]
mod tests;
