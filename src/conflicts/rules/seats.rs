//! Who sits where, known once for a question about everybody.

use std::collections::HashMap;

use crate::committees::Seat;
use crate::ids::{CommitteeId, PersonId};
use crate::meetings::{Room, Sitting};

/// The seats each person sits in now, in each committee: their own, or the one they deputise for.
pub struct Seats<'a>(HashMap<(CommitteeId, PersonId), Vec<&'a Seat>>);

impl<'a> Seats<'a> {
    #[must_use]
    pub fn of(sitting: &'a Sitting, room: &Room) -> Self {
        let mut seats: HashMap<(CommitteeId, PersonId), Vec<&Seat>> = HashMap::new();
        for at in &sitting.committees {
            let committee = at.committee.id;
            let mut sits: HashMap<&str, Vec<PersonId>> = HashMap::new();
            for held in at.memberships.iter().filter(|held| held.deputy_for.is_none()) {
                sits.entry(held.seat.as_str()).or_default().push(held.person);
            }
            for seat in at.seats() {
                let deputy = room.sitting_for.get(&(committee, seat.id.clone())).copied();
                for person in sits.remove(seat.id.as_str()).unwrap_or_default().into_iter().chain(deputy) {
                    let own = seats.entry((committee, person)).or_default();
                    if own.last().is_none_or(|last| last.id != seat.id) {
                        own.push(seat);
                    }
                }
            }
        }
        Self(seats)
    }

    /// Where a person sits in one committee, in the order of the terms.
    #[must_use]
    pub fn of_person(&self, committee: CommitteeId, person: PersonId) -> &[&'a Seat] {
        self.0.get(&(committee, person)).map_or(&[], Vec::as_slice)
    }
}
