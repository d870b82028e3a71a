//! C6.8: who could raise a hand. At a show of hands nobody knows whose hand was whose, so that it hangs on everybody who
//! could have raised one.

use super::standing::standing;
use crate::ids::PersonId;
use crate::meetings::rules::outstanding::is_overdue;
use crate::meetings::{CommitteeAtMeeting, Hands, Item, Raised, Room, Sitting};
use crate::policy::{Phase, Undeclared};

/// The seats that may raise a hand on an item: each that has a vote on it, through those who are in the room, whom no
/// treatment keeps from voting, and who need not declare first (A3.2). `at` is the committee as it sits on the item.
#[must_use]
pub fn may_raise(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<Raised> {
    let may = |person: &PersonId| {
        room.present.contains(person)
            && standing(sitting, item, *person).rights(Phase::Decision, sitting.is_private(item), None).vote
            && !(at.policy.undeclared == Undeclared::Stop && is_overdue(sitting, *person))
    };
    let voting = at.seats().iter().filter(|seat| seat.voting);
    let able = voting.map(|seat| Raised { seat: seat.id.clone(), people: at.acting(room, &seat.id).into_iter().filter(may).collect() });
    able.filter(|raised| !raised.people.is_empty()).collect()
}

/// The seats that could have raised a hand at a show, as the book now has the room in which it was counted: those it was
/// counted of, and whoever is known since to have been there.
#[must_use]
pub fn raised_at(sitting: &Sitting, hands: &Hands) -> Vec<Raised> {
    let then = sitting.as_of(usize::try_from(hands.order).unwrap_or(usize::MAX));
    let Some((item, at)) = then.item(hands.item).zip(then.committee(hands.committee)) else { return Vec::new() };
    may_raise(&then, &then.room(), item, &then.lent(item, at))
}
