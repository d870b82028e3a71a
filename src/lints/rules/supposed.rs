//! What terms would answer with these seats taken and those: no person is asked about, and nobody's interests.

use super::Tried;
use crate::committees::Weight;
use crate::meetings::{CommitteeAtMeeting, Room};
use crate::quorum::rules::evaluate::{Question, evaluate};
use crate::quorum::unexcluded;
use crate::votes::rules::tally::{Electorate, count, voting_of, weight_of};
use crate::votes::{SeatState, State};

impl Tried {
    /// The committee with a holder of its own in every seat, and the room with those of some seats in it.
    fn room_of(&self, present: &[String]) -> Option<(&CommitteeAtMeeting, Room)> {
        let at = self.at()?;
        let holders = at.memberships.iter().filter(|held| present.contains(&held.seat)).map(|held| held.person);
        Some((at, Room { present: holders.collect(), ..Room::default() }))
    }

    /// C5.1: whether the holders of these seats are a quorum, with some of them left out for a conflict.
    #[must_use]
    pub fn is_quorate_with(&self, present: &[String], left_out: &[String]) -> bool {
        let Some((at, room)) = self.room_of(present) else { return false };
        let Some(terms) = &at.terms else { return false };
        let succession = terms.chair.succession.iter().flat_map(|word| terms.seats_named(word));
        let free = succession.filter(|seat| !left_out.contains(&seat.id)).flat_map(|seat| at.holders(&seat.id));
        let presiding = free.into_iter().find(|holder| room.present.contains(holder));
        let mut bench = unexcluded(&self.sitting, &room, at, presiding);
        for on in bench.seats.iter_mut().filter(|on| left_out.contains(&on.seat.id)) {
            on.eligible.clear();
            on.counted.clear();
        }
        evaluate(&terms.quorum, Question { bench: &bench, item: None, committees: std::slice::from_ref(&bench) }).satisfied
    }

    /// C6: whether a motion of which nothing more is said would be carried by these votes.
    #[must_use]
    pub fn is_carried_by(&self, present: &[String], for_: &[String], against: &[String]) -> bool {
        let Some((at, room)) = self.room_of(present) else { return false };
        let voting = voting_of(at, None);
        let state_of = |seat: &String| match () {
            () if for_.contains(seat) => State::For,
            () if against.contains(seat) => State::Against,
            () if present.contains(seat) => State::NotVoting,
            () => State::Absent,
        };
        let acts = |seat: &str| at.holders(seat).next();
        let voters = at.seats().iter().filter(|seat| seat.voting);
        let seats: Vec<SeatState> = voters
            .filter_map(|seat| {
                let organisation = at.seat_organisation(seat).to_owned();
                let (state, weight) = (state_of(&seat.id), weight_of(at, &voting, seat));
                Some(SeatState { seat: seat.id.clone(), person: acts(&seat.id)?, organisation, state, weight })
            })
            .collect();
        let bench = || unexcluded(&self.sitting, &room, at, None);
        let electorate = Electorate::of(at, &voting, bench, &seats, Weight::ZERO);
        count(&voting, &electorate, seats, None, None).carried
    }
}
