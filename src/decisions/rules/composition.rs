//! C6.4: the balance of those who vote on the item, after exclusions.

use crate::conflicts::{presiding, standing};
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use crate::policy::Phase;
use crate::quorum::rules::evaluate::Question;
use crate::quorum::{Clause, CountedSeats, bench, evaluate};
use crate::votes::counted_hands;
use crate::votes::rules::tally::{is_excluded, standing_vote};

/// The voting cohort of the item: every voting seat through somebody who may vote and is in the
/// room, or whose vote stands, by name or by a show of hands.
#[must_use]
pub fn cohort(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> CountedSeats {
    let (at, room) = (&*sitting.lent(item, at), &*room.on(item.id));
    let mut bench = bench(sitting, room, item, at, presiding(sitting, room, item, at));
    let shown = counted_hands(sitting, room, item, at);
    for seat in &mut bench.seats {
        seat.counted.clear();
        seat.left_out = None;
        if !seat.seat.voting {
            continue;
        }
        let voter =
            standing_vote(sitting, item, at, &seat.seat.id).map(|vote| vote.person).filter(|p| !is_excluded(sitting, room, item, *p));
        let may_vote = |person: &PersonId| {
            let may = standing(sitting, item, *person).rights(Phase::Decision, sitting.is_private(item), None).vote;
            may && room.present.contains(person)
        };
        // Of a shared seat anybody may who could cast its vote, until somebody has.
        let raised = shown.as_ref().and_then(|shown| shown.of_seat(&seat.seat.id));
        match (voter, raised) {
            (Some(voter), _) => seat.counted.push(voter),
            (None, Some(raised)) => seat.counted.extend(raised),
            (None, None) => seat.counted.extend(at.acting(room, &seat.seat.id).into_iter().filter(may_vote)),
        }
    }
    bench
}

/// Each composition clause of the terms, asked of the cohort.
#[must_use]
pub fn composition(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<Clause> {
    let Some(terms) = at.terms.as_ref().filter(|terms| !terms.composition.is_empty()) else { return Vec::new() };
    let own = cohort(sitting, room, item, at);
    let committees: Vec<CountedSeats> = sitting.concerned(item).map(|at| cohort(sitting, room, item, at)).collect();
    let asked = Question { bench: &own, item: Some(item), committees: &committees };
    terms.composition.iter().map(|clause| evaluate(clause, asked)).collect()
}
