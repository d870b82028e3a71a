//! What is to be expected of an item before the meeting: quorate, inquorate, or depending on
//! somebody's coming.

use super::item::{Quorum, live};
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use crate::words;

words! {
    /// The three answers of a forecast.
    Expectation "forecast" {
        /// Quorate even if any one person stays away.
        Quorate = "quorate",
        /// Quorate with everybody attending, but not without some one person.
        Depends = "depends",
        /// Inquorate even with everybody attending.
        Inquorate = "inquorate",
    }
}

/// The forecast of one item for one committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    pub expectation: Expectation,
    /// With everybody attending who has not sent apologies.
    pub quorum: Quorum,
    /// Whose absence alone would break it.
    pub depends_on: Vec<PersonId>,
}

/// The room with every holder of a seat in it: those who sent apologies too, or not. A deputy who
/// already sits keeps the seat while its holder is away.
#[must_use]
pub fn everybody_attending(sitting: &Sitting, room: &Room, apologies_too: bool) -> Room {
    let mut full = room.clone();
    if apologies_too {
        full.apologies.clear();
    }
    for at in &sitting.committees {
        for seat in at.seats() {
            full.present.extend(at.holders(&seat.id).filter(|holder| !full.apologies.contains(holder)));
        }
    }
    full.sitting_for.retain(|(committee, seat), _| {
        sitting.committee(*committee).is_some_and(|at| !at.holders(seat).any(|holder| full.present.contains(&holder)))
    });
    full
}

/// `inquorate` when everybody attending would not do; `quorate` when any one of them may be
/// missing; else `depends`. Rulings are taken where there are any, else proposals.
#[must_use]
pub fn forecast(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Forecast {
    let full = everybody_attending(sitting, room, false);
    let quorum = live(sitting, &full, item, at, false);
    if !quorum.quorate {
        return Forecast { expectation: Expectation::Inquorate, quorum, depends_on: Vec::new() };
    }
    let depends_on: Vec<PersonId> =
        full.present.iter().copied().filter(|person| !live(sitting, &without(&full, *person), item, at, false).quorate).collect();
    let expectation = if depends_on.is_empty() { Expectation::Quorate } else { Expectation::Depends };
    Forecast { expectation, quorum, depends_on }
}

/// The room without one person, who is then as if away with apologies.
#[must_use]
pub fn without(room: &Room, person: PersonId) -> Room {
    let mut room = room.clone();
    room.present.remove(&person);
    room.apologies.insert(person);
    room.sitting_for.retain(|_, deputy| *deputy != person);
    room
}
