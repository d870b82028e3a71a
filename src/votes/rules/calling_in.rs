//! C7.5: any member with a vote on an item may call it in while replies by correspondence are open: it is then decided in a
//! room, or not at all.

use super::cast::{of_the_person, refused};
use crate::access::Seen;
use crate::committees::MembershipClass;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::{Item, MeetingState, Room, Sitting};
use crate::proceedings::rules::not_open;
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Refusal};

/// An item that is to be called in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallIn {
    pub item: Seen<ItemId>,
    pub by: PersonId,
    pub reason: Option<Rationale>,
}

/// The permit: the item is called in.
#[derive(Debug, Clone)]
pub struct MayCallIn {
    pub(crate) meeting: MeetingId,
    pub(crate) item: ItemId,
    pub(crate) by: PersonId,
    pub(crate) reason: String,
}

/// The meeting is held by correspondence and open, nothing of the item is decided, and it was not called in already; whoever
/// calls it in has a vote on it, in any committee that it concerns, and no interest that keeps them from voting; and says why.
///
/// # Errors
/// The refusal, with every reason that holds, of a meeting in a room alone that it is; an attempt by somebody excluded is notable.
pub fn may_call_in(sitting: &Sitting, room: &Room, item: &Item, command: &CallIn) -> Result<MayCallIn, Refusal> {
    let (number, name) = (&item.number, sitting.name(command.by));
    let about = |code: Code, detail: String| Reason::new(code, "C7.5", detail).fact(item.id.subject());
    if !sitting.is_by_correspondence() {
        let detail = format!("The meeting is held in a room: item {number} is there already.");
        return Err(Refusal::of(about(Code::StateForbids, detail).cure("Whoever is in the room asks that it be deferred.")));
    }
    let mut reasons = Vec::new();
    if sitting.meeting.state != MeetingState::Open {
        reasons.push(not_open(sitting));
    }
    if sitting.concerned(item).any(|at| is_decided(sitting, item, at.committee.id)) {
        let reason = about(Code::DecisionFinal, format!("Item {number} has been decided."));
        reasons.push(reason.cure("Put an item on the agenda of a later meeting."));
    }
    if let Some(call) = sitting.called_in(item) {
        let reason = about(Code::Duplicate, format!("Item {number} was called in by {} already.", sitting.name(call.by)));
        reasons.push(reason.cure("Record that it is deferred, and carry it over to a meeting in a room."));
    }
    reasons.extend(without_a_vote(sitting, room, item, command.by, &name));
    reasons.extend(of_the_person(sitting, room, item, command.by));
    let words = command.reason.as_ref().and_then(Rationale::words);
    if words.is_none() {
        let reason = about(Code::ReasonRequired, format!("Why item {number} is to be taken in a room is minuted."));
        reasons.push(reason.cure("Give the reason, be it that it is to be talked about."));
    }
    if reasons.is_empty() {
        let reason = words.unwrap_or_default().to_owned();
        return Ok(MayCallIn { meeting: sitting.meeting.id, item: item.id, by: command.by, reason });
    }
    Err(refused(reasons))
}

fn is_decided(sitting: &Sitting, item: &Item, committee: CommitteeId) -> bool {
    sitting.decided(item.id, committee).or_else(|| sitting.decided_otherwise(item, committee)).is_some()
}

/// Whoever has no vote on the item has no word in how it is decided.
fn without_a_vote(sitting: &Sitting, room: &Room, item: &Item, by: PersonId, name: &str) -> Option<Reason> {
    let (mut votes, mut sits) = (false, false);
    for at in sitting.concerned(item) {
        let at = sitting.lent(item, at);
        for seat in at.seats_to_vote_from(room, by).filter(|seat| seat.voting || seat.class() == MembershipClass::Member) {
            votes |= seat.voting;
            sits = true;
        }
    }
    if votes {
        return None;
    }
    let cure = "A member with a vote on the item calls it in.";
    let reason = match sits {
        true => Reason::new(Code::SeatDoesNotVote, "C7.5", format!("{name}'s seat has no vote on item {}.", item.number)),
        false => Reason::new(Code::NotAMember, "C7.5", format!("{name} is no member of a committee that item {} concerns.", item.number)),
    };
    Some(reason.fact(by.subject()).fact(item.id.subject()).cure(cure))
}
