//! B4: advice that is given on an item is on its record, with who gave it and how they stand on it: it bears on what is
//! decided without a vote.
//!
//! Whoever may be heard on an item may advise on it, with a seat or without: in the room whoever may speak there while it is
//! open, in writing whoever is not to stay without papers, from when the meeting is called. What has been decided is not
//! advised on. No decision rests on advice; it may be struck, or written late, until the minutes are final.

use super::not_open;
use crate::access::Seen;
use crate::conflicts::{Standing, standing};
use crate::ids::{ItemId, MeetingId, PersonId};
use crate::meetings::rules::correspondence::only_in_a_room;
use crate::meetings::{Advice, Item, MeetingState, Room, Said, Sitting};
use crate::moment::Instant;
use crate::policy::{Phase, Speech, Treatment};
use crate::text::Prose;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// How much advice one item takes.
pub const MOST_ADVICE: usize = 100;

/// Advice that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advise {
    pub item: Seen<ItemId>,
    pub person: PersonId,
    pub says: Prose,
    pub in_writing: bool,
}

/// The permit: the advice is put on record.
#[derive(Debug, Clone)]
pub struct MayAdvise {
    pub(in crate::proceedings) meeting: MeetingId,
    pub(in crate::proceedings) item: ItemId,
    pub(in crate::proceedings) person: PersonId,
    pub(in crate::proceedings) says: String,
    pub(in crate::proceedings) in_writing: bool,
}

impl MayAdvise {
    /// The advice as it is about to stand in the book.
    #[must_use]
    pub fn as_advice(&self, at: Instant) -> Advice {
        Advice { item: self.item, person: self.person, says: self.says.clone(), in_writing: self.in_writing, at }
    }
}

/// See the head of this file.
///
/// # Errors
/// The refusal, with every reason that holds; an attempt by somebody who is kept out is notable.
pub fn may_advise(sitting: &Sitting, room: &Room, item: &Item, command: &Advise) -> Result<MayAdvise, Refusal> {
    let mut reasons = Reasons::new();
    let number = &item.number;
    let about = |code: Code, detail: String| Reason::new(code, "B4", detail).fact(item.id.subject());
    let phase = sitting.phase(item.id);
    let takes = match sitting.meeting.state {
        MeetingState::Open => true,
        MeetingState::Called | MeetingState::Adjourned => command.in_writing,
        MeetingState::Closed | MeetingState::Cancelled => false,
    };
    if !takes {
        reasons.add(not_open(sitting));
    }
    if phase == Some(Phase::Closed) {
        let cure = "What was said before it was decided is written with its time.";
        reasons.add(about(Code::OutOfPhase, format!("Item {number} is closed: nobody advises on it any more.")).cure(cure));
    } else if phase.is_none() && !command.in_writing {
        let cure = "Take the item into its introduction; or say that the advice came in writing.";
        reasons.add(about(Code::OutOfPhase, format!("Item {number} has not begun: nobody is heard on it yet.")).cure(cure));
    }
    let how = standing(sitting, item, command.person);
    if command.in_writing {
        reasons.extend(kept_from_the_papers(sitting, item, command.person, &how));
    } else {
        reasons.extend(only_in_a_room(sitting, "nobody is heard in a room", "Say that the advice came in writing."));
        reasons.extend(not_heard(sitting, room, item, command.person, &how));
    }
    let given = sitting.book.acts.iter().filter(|act| matches!(&act.said, Said::Advised(advice) if advice.item == item.id)).count();
    if given >= MOST_ADVICE {
        let detail = format!("{MOST_ADVICE} pieces of advice stand on item {number}; it takes no more.");
        reasons.add(about(Code::StateForbids, detail).cure("Table what else was advised as a paper of the item."));
    }
    let is_notable = reasons.has(Code::ExcludedByRuling) || reasons.has(Code::AwaitingRuling);
    let permit = || MayAdvise {
        meeting: sitting.meeting.id,
        item: item.id,
        person: command.person,
        says: command.says.to_string(),
        in_writing: command.in_writing,
    };
    reasons.or_else(permit).map_err(|refusal| if is_notable { refusal.notable() } else { refusal })
}

/// In writing: who may not have the papers of an item has no part in what is made of them.
fn kept_from_the_papers(sitting: &Sitting, item: &Item, person: PersonId, how: &Standing) -> Option<Reason> {
    (how.treatment >= Treatment::LeaveNoPapers).then(|| kept_out(sitting, item, person, how, "has no part in it, in writing either"))
}

/// In the room: who is there and may speak, be it when they are asked.
fn not_heard(sitting: &Sitting, room: &Room, item: &Item, person: PersonId, how: &Standing) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let name = sitting.name(person);
    if !room.present.contains(&person) && !sitting.is_by_correspondence() {
        let reason = Reason::new(Code::NotPresent, "B4", format!("{name} is not in the room.")).fact(person.subject());
        reasons.push(reason.cure("If they are there, record their arrival first; or say that the advice came in writing."));
    }
    let phase = sitting.phase(item.id).unwrap_or(Phase::Introduction);
    if phase != Phase::Closed && how.rights(phase, sitting.is_private(item), None).speak == Speech::No {
        reasons.push(kept_out(sitting, item, person, how, &format!("is not heard in the {phase}")));
    }
    reasons
}

fn kept_out(sitting: &Sitting, item: &Item, person: PersonId, how: &Standing, so: &str) -> Reason {
    let says = how.says(&sitting.name(person), item);
    let reason = if how.is_ruled() {
        Reason::new(Code::ExcludedByRuling, "C1.1", format!("{says}, and so {so}.")).cure("Leave it out of what the committee goes by.")
    } else {
        Reason::new(Code::AwaitingRuling, "C1.1", format!("{says}: whoever it is {so} until then."))
            .cure("Whoever presides over the item rules on it.")
    };
    reason.fact(person.subject()).fact(item.id.subject())
}

#[cfg(test)]
mod tests;
