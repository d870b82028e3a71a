//! C6.8: who could raise a hand. At a show of hands nobody knows whose hand was whose, so that it hangs on everybody who
//! could have raised one.

use super::standing::{excluded_since, standing};
use crate::ids::{CommitteeId, PersonId};
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

/// The show of hands on an item that still stands in a committee, with the seats that could have raised one: a later exclusion
/// of any of them takes all of it away.
#[must_use]
pub fn standing_show<'a>(sitting: &'a Sitting, item: &Item, committee: CommitteeId) -> Option<(&'a Hands, Vec<Raised>)> {
    let own = sitting.book.hands.iter().rev().filter(|hands| (hands.item, hands.committee) == (item.id, committee));
    let is_gone = |hands: &Hands, person: &PersonId| excluded_since(sitting, item, *person, hands.order);
    own.map(|hands| (hands, raised_at(sitting, hands)))
        .find(|(hands, raised)| !raised.iter().flat_map(|seat| &seat.people).any(|person| is_gone(hands, person)))
}
