//! C5.4: somebody is borrowed for an item: into a seat of a committee, for that item alone, or with a voice.
//!
//! Whoever presides in the seat's committee borrows (for a voice, in one concerned). While nobody can preside
//! there, an unconflicted holder of a chief officer's seat may, or an unconflicted guardian: the rung is there for
//! the very case in which everybody else has an interest. Whoever is borrowed has declared and is not conflicted.
//! A seat is lent while nobody counts in it: it is vacant, its holder is away, or has an interest in the item. It is
//! lent over nobody's head, and not once its vote is cast: borrowing mends a quorum, and takes away nobody's vote.

use super::preside::presiding_by;
use super::standings::Standings;
use crate::access::Seen;
use crate::ids::{CommitteeId, ItemId, OrganisationId, PersonId};
use crate::meetings::rules::namesakes::title;
use crate::meetings::{CommitteeAtMeeting, Item, MeetingState, Room, Sitting, Vote};
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// Somebody to be borrowed for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoOpt {
    pub item: Seen<ItemId>,
    /// The committee and its seat; a voice alone where there is none.
    pub seat: Option<(CommitteeId, String)>,
    pub person: PersonId,
    pub by: PersonId,
    pub from: Option<OrganisationId>,
    pub reason: Option<Rationale>,
    /// Whether they have declared an interest, or that they have none.
    pub has_declared: bool,
}

/// The permit: they may be borrowed.
#[derive(Debug, Clone)]
pub struct MayCoOpt {
    pub(crate) command: CoOpt,
    pub(crate) reason: String,
}

/// See the head of this file.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn co_opt(sitting: &Sitting, room: &Room, item: &Item, command: &CoOpt) -> Result<MayCoOpt, Refusal> {
    let mut reasons = Reasons::new();
    if matches!(sitting.meeting.state, MeetingState::Closed | MeetingState::Cancelled) {
        let over = format!("The meeting is {}.", sitting.meeting.state);
        reasons.add(Reason::new(Code::MeetingNotOpen, "C10", over).fact(sitting.meeting.id.subject()));
    }
    let (name, by) = (sitting.name(command.person), sitting.name(command.by));
    let standings = Standings::few(sitting);
    let of: Vec<&CommitteeAtMeeting> = match &command.seat {
        Some((committee, _)) => sitting.concerned(item).filter(|at| at.committee.id == *committee).collect(),
        None => sitting.concerned(item).collect(),
    };
    if let Some((_, seat)) = command.seat.as_ref().filter(|(_, seat)| !of.iter().any(|at| at.seat(seat).is_some())) {
        let detail = format!("There is no seat '{seat}' in a committee that item {} concerns.", item.number);
        reasons.add(Reason::new(Code::UnknownReference, "C5.4", detail).fact(format!("seat:{seat}")));
    }
    if let Some((committee, seat)) = &command.seat {
        let at = of.iter().find(|at| at.committee.id == *committee);
        reasons.extend(at.and_then(|at| not_free(&standings, room, item, at, seat)));
    }
    // Where several are concerned by a voice, and somebody presides in one, it is theirs to lend.
    let presiders: Vec<PersonId> = of.iter().filter_map(|at| presiding_by(&standings, room, item, at)).collect();
    let may = match presiders.is_empty() {
        false => presiders.contains(&command.by),
        true => of.iter().any(|at| may_borrow(&standings, item, at, command.by)),
    };
    if !may {
        let detail = format!("{by} does not preside over item {}, so borrows nobody for it.", item.number);
        let cure = "Whoever presides over it borrows; while nobody can, an unconflicted chief officer or guardian of conflicts.";
        reasons.add(Reason::new(Code::NotTheDecider, "C5.4", detail).fact(command.by.subject()).cure(cure));
    }
    if !command.has_declared {
        let detail = format!("{name} has declared neither an interest nor that there is none.");
        let cure = "Record their declaration, or their nil return, first.";
        reasons.add(Reason::new(Code::DeclarationOutstanding, "C5.4", detail).fact(command.person.subject()).cure(cure));
    }
    if standings.standing(item, command.person).is_conflicted() {
        let detail = format!("{name} has an interest in item {} themself.", item.number);
        let cure = "Borrow somebody without one; or whoever presides rules on it first.";
        reasons.add(Reason::new(Code::AwaitingRuling, "C5.4", detail).fact(command.person.subject()).cure(cure));
    }
    let reason = command.reason.as_ref().and_then(Rationale::words);
    if reason.is_none() {
        let reason = Reason::new(Code::ReasonRequired, "C5.4", "Borrowing somebody for an item needs a reason.");
        reasons.add(reason.cure("Give the reason; it is minuted."));
    }
    let reason = reason.unwrap_or_default().to_owned();
    reasons.or_else(|| MayCoOpt { command: command.clone(), reason })
}

/// The reason that a seat is not there to be lent, where that is so.
fn not_free(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting, seat: &str) -> Option<Reason> {
    let sitting = standings.sitting;
    let at = sitting.lent(item, at);
    let titled = title(sitting, &at, at.seat(seat)?);
    let cure = "Borrow them into a seat in which nobody counts: a vacant one, or one whose holder is away or has an interest; \
                or with a voice alone, without a seat.";
    let is_its_own = |vote: &&Vote| vote.item == item.id && vote.committee == at.committee.id && vote.seat == seat;
    if let Some(vote) = sitting.book.votes.iter().find(is_its_own) {
        let detail = format!("{} has cast the vote of the seat of the {titled} on item {}.", sitting.name(vote.person), item.number);
        return Some(Reason::new(Code::SeatAlreadyVoted, "C5.4", detail).fact(vote.person.subject()).cure(cure));
    }
    // Before the meeting is convened everybody is to come who has sent no apologies.
    let is_to_come = sitting.meeting.state == MeetingState::Called || sitting.is_by_correspondence();
    let is_there = |person: &PersonId| if is_to_come { !room.apologies.contains(person) } else { room.present.contains(person) };
    let counts = |person: &PersonId| is_there(person) && !standings.standing(item, *person).is_conflicted();
    let person = at.acting(room, seat).into_iter().find(counts)?;
    let comes = if is_to_come { "is to come" } else { "is there" };
    let detail = format!(
        "{} has the seat of the {titled}, {comes} and has no interest in item {}: the seat is not lent over their head.",
        sitting.name(person),
        item.number
    );
    Some(Reason::new(Code::Duplicate, "C5.4", detail).fact(person.subject()).cure(cure))
}

/// While nobody presides.
fn may_borrow(standings: &Standings<'_>, item: &Item, at: &CommitteeAtMeeting, by: PersonId) -> bool {
    let sitting = standings.sitting;
    let is = |tag: &str, tags: &[String]| tags.iter().any(|other| other == tag);
    let own = sitting.people.get(&by).is_some_and(|person| is("guardian", &person.tags));
    let officer = at.seats().iter().any(|seat| {
        let tagged = |person: PersonId| sitting.people.get(&person).is_some_and(|person| is("chief_officer", &person.tags));
        at.holders(&seat.id).any(|holder| holder == by) && (is("chief_officer", &seat.tags) || tagged(by))
    });
    (own || officer) && !standings.standing(item, by).is_conflicted()
}

#[cfg(test)]
mod tests;
