//! Who presides over an item.

use quorate::ids::PersonId;
use quorate::meetings::rules::MeetingState;
use quorate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use quorate::policy::Treatment;

use super::conflicts::standing;

/// "A standing of `note` or better."
pub fn unconflicted(sitting: &Sitting, item: &Item, person: PersonId) -> bool {
    standing(sitting, item, person) <= Treatment::Note
}

/// "Who is in the room (before `convene`: who holds the seat)."
fn is_at_hand(sitting: &Sitting, room: &Room, person: PersonId) -> bool {
    sitting.meeting.state == MeetingState::Called || room.present.contains(&person)
}

/// "The first of the succession (default `chair, vice_chair`) who is in the room with a standing of
/// `note` or better." "A deputy does not preside by succession."
fn by_succession(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Option<PersonId> {
    let terms = at.terms.as_ref()?;
    for word in &terms.chair.succession {
        // "`[office|seat..]`": the office where somebody's seat holds it, else the seat of that name.
        let is_held = terms.seats.iter().any(|seat| seat.office.is_some_and(|office| office.as_str() == word));
        for seat in &terms.seats {
            let office = seat.office.map(|office| office.as_str());
            let meant = if is_held { office == Some(word.as_str()) } else { seat.id == *word };
            if !meant {
                continue;
            }
            for holder in at.holders(&seat.id) {
                if is_at_hand(sitting, room, holder) && unconflicted(sitting, item, holder) {
                    return Some(holder);
                }
            }
        }
    }
    None
}

/// "A part has its own phase, rulings, votes and decision, and takes the rest from its item": also
/// who was named to preside, unless somebody was named for the part.
fn named(sitting: &Sitting, item: &Item) -> Option<PersonId> {
    let last = |id| sitting.book.namings.iter().rev().find(|naming| naming.item == id).map(|naming| naming.person);
    last(item.id).or_else(|| item.part_of.and_then(last))
}

/// "An unconflicted voting member in the room": the seat votes, and the person is in it.
fn sits_with_a_vote(sitting: &Sitting, room: &Room, item: &Item, person: PersonId) -> bool {
    sitting.committees.iter().filter(|at| item.concerns(at.committee.id)).any(|at| {
        at.seats().iter().filter(|seat| seat.voting).any(|seat| {
            at.holders(&seat.id).any(|holder| holder == person)
                || room.sitting_for.get(&(at.committee.id, seat.id.clone())) == Some(&person)
        })
    })
}

/// "Presides: the first of the succession; then whoever `preside` names, which may also replace a
/// chair who could." "In common, whoever presides over an item presides in every committee": the
/// first committee of the meeting that has somebody.
pub fn presiding(sitting: &Sitting, room: &Room, item: &Item) -> Option<PersonId> {
    let could = |person: &PersonId| {
        is_at_hand(sitting, room, *person) && unconflicted(sitting, item, *person) && sits_with_a_vote(sitting, room, item, *person)
    };
    let mut concerned = sitting.committees.iter().filter(|at| item.concerns(at.committee.id));
    named(sitting, item).filter(could).or_else(|| concerned.find_map(|at| by_succession(sitting, room, item, at)))
}
