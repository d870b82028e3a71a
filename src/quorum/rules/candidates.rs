//! C5.4: who could help an inquorate item: deputies who are named for a seat, holders who sent apologies, and people of the
//! register who may be borrowed; each with the items on which they would be out for a conflict of their own.

use std::collections::BTreeSet;

use super::suppose::{Borrowed, SeatOf, Supposed};
use crate::committees::{Capacity, Seat};
use crate::conflicts::Standings;
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Room, Sitting};
use crate::policy::Rung;

/// How many people are tried at most.
pub const MOST_CANDIDATES: usize = 60;

/// How somebody would help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// In their own seat, in spite of their apologies.
    Attends,
    /// In the seats of others.
    Deputises(Vec<SeatOf>),
    /// Borrowed, into one of these seats in which nobody counts.
    Borrowed(Vec<SeatOf>),
}

/// Somebody who could help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub person: PersonId,
    pub way: Way,
    /// The items on which they would be out for a conflict of their own.
    pub conflicted_on: Vec<ItemId>,
}

impl Candidate {
    #[must_use]
    pub fn supposed(&self) -> Supposed {
        let mut supposed = Supposed::default();
        match &self.way {
            Way::Attends => {
                supposed.coming.insert(self.person);
            }
            Way::Deputises(seats) => supposed.deputies.extend(seats.iter().map(|seat| (seat.clone(), self.person))),
            Way::Borrowed(seats) => {
                supposed.borrowed.push(Borrowed { person: self.person, seats: seats.clone(), item: None });
            }
        }
        supposed
    }
}

/// Which people of the register may be borrowed, each of whom has declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lent {
    OutOfAreaGp,
    Independent,
}

impl Lent {
    pub const ALL: [Self; 2] = [Self::OutOfAreaGp, Self::Independent];

    /// The word said of such a person.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::OutOfAreaGp => "out_of_area_gp",
            Self::Independent => "independent",
        }
    }

    /// A GP from elsewhere sits in a GP's seat; somebody independent in any but those of GPs, officers and partners.
    const fn fits(self, seat: &Seat) -> bool {
        match self {
            Self::OutOfAreaGp => matches!(seat.capacity, Capacity::Gp),
            Self::Independent => matches!(seat.capacity, Capacity::Lay | Capacity::Nurse | Capacity::SecondaryCare | Capacity::Other),
        }
    }
}

/// Who could help, as far as the terms and the policy of each committee let them, and how many were left off.
#[must_use]
pub fn candidates(standings: &Standings<'_>, everybody: &Room, register: &[(PersonId, Lent)]) -> (Vec<Candidate>, usize) {
    let sitting = standings.sitting;
    let offers = |at: &CommitteeAtMeeting, rung: Rung| at.policy.repairs.contains(&rung);
    let mut found: Vec<(PersonId, Way)> = Vec::new();
    for (person, seats) in deputies(sitting, everybody, |at| at.counts_deputies() && offers(at, Rung::Deputy)) {
        found.extend(ways(seats).into_iter().map(|seats| (person, Way::Deputises(seats))));
    }
    for person in &everybody.apologies {
        if sitting.committees.iter().any(|at| holds_a_seat(at, *person)) {
            found.push((*person, Way::Attends));
        }
    }
    for (person, lent) in register {
        let may_lend = |at: &&CommitteeAtMeeting| offers(at, Rung::CoOpt) && !at.memberships.iter().any(|held| held.person == *person);
        let seats_of = |at: &CommitteeAtMeeting| {
            let fits = at.seats().iter().filter(|seat| seat.voting && lent.fits(seat)).map(|seat| (at.committee.id, seat.id.clone()));
            fits.collect::<Vec<_>>()
        };
        let seats: Vec<SeatOf> = sitting.committees.iter().filter(may_lend).flat_map(seats_of).collect();
        if !seats.is_empty() && !found.iter().any(|(other, _)| other == person) {
            found.push((*person, Way::Borrowed(seats)));
        }
    }
    let left_off = found.len().saturating_sub(MOST_CANDIDATES);
    found.truncate(MOST_CANDIDATES);
    let conflicted = |person: PersonId| {
        let items = sitting.items.iter().filter(|item| item.is_on() && standings.standing(item, person).is_conflicted());
        items.map(|item| item.id).collect()
    };
    let candidates = found.into_iter().map(|(person, way)| Candidate { person, conflicted_on: conflicted(person), way });
    (candidates.collect(), left_off)
}

fn holds_a_seat(at: &CommitteeAtMeeting, person: PersonId) -> bool {
    at.memberships.iter().any(|held| held.person == person && held.deputy_for.is_none())
}

/// Who is named as a deputy, has no seat in that committee, counted or not, and sent no apologies; with the seats.
fn deputies(sitting: &Sitting, everybody: &Room, may: impl Fn(&CommitteeAtMeeting) -> bool) -> Vec<(PersonId, Vec<SeatOf>)> {
    let mut found: Vec<(PersonId, Vec<SeatOf>)> = Vec::new();
    for at in sitting.committees.iter().filter(|at| may(at)) {
        for seat in at.seats().iter().filter(|seat| seat.deputies) {
            for deputy in at.deputies(&seat.id) {
                let sits = everybody.sitting_for.iter().any(|((committee, _), sits)| *committee == at.committee.id && *sits == deputy);
                if sits || holds_a_seat(at, deputy) || everybody.apologies.contains(&deputy) {
                    continue;
                }
                let place = (at.committee.id, seat.id.clone());
                match found.iter_mut().find(|(person, _)| *person == deputy) {
                    Some((_, seats)) if !seats.contains(&place) => seats.push(place),
                    Some(_) => {}
                    None => found.push((deputy, vec![place])),
                }
            }
        }
    }
    found
}

/// The ways in which somebody could sit in one seat of each committee, of the first committees where there are many.
fn ways(seats: Vec<SeatOf>) -> Vec<Vec<SeatOf>> {
    const MOST_WAYS: usize = 8;
    let mut found: Vec<Vec<SeatOf>> = vec![Vec::new()];
    let committees: BTreeSet<CommitteeId> = seats.iter().map(|(committee, _)| *committee).collect();
    for committee in committees {
        let own: Vec<&SeatOf> = seats.iter().filter(|(of, _)| *of == committee).collect();
        let extended = found.iter().flat_map(|way| own.iter().map(move |seat| [way.as_slice(), &[(*seat).clone()]].concat()));
        found = extended.take(MOST_WAYS).collect();
    }
    found
}
