//! C5.4: what would repair an inquorate item, rung by rung.

use super::count::bench;
use super::forecast::everybody_attending;
use super::item::{live, of_item};
use crate::committees::Deputies;
use crate::conflicts::{presiding, standing};
use crate::meetings::{CommitteeAtMeeting, Item, MeetingState, Room, Sitting};
use crate::policy::Rung;

/// The rungs offered, in the policy's order; none for an item that is quorate.
///
/// A deputy, when a seat that does not count has an unconflicted one whom the terms count. Then,
/// when everybody attending would do, the cause is absence and the item is deferred. Otherwise
/// the cause is a conflict or a vacancy, which no later day cures, and the later rungs follow.
/// Before anybody has come, "not counted" is asked of the forecast.
#[must_use]
pub fn repairs(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<Rung> {
    let expected = everybody_attending(sitting, room, false);
    let not_begun = sitting.meeting.state == MeetingState::Called && room.arrived.is_empty();
    let (room, quorum) =
        if not_begun { (&expected, live(sitting, &expected, item, at, false)) } else { (room, of_item(sitting, room, item, at)) };
    if quorum.quorate {
        return Vec::new();
    }
    let absence = live(sitting, &everybody_attending(sitting, room, true), item, at, false).quorate;
    at.policy
        .repairs
        .iter()
        .copied()
        .filter(|rung| match rung {
            Rung::Deputy => has_deputy(sitting, room, item, at),
            Rung::Defer => absence,
            _ => !absence,
        })
        .collect()
}

fn has_deputy(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> bool {
    let counts_deputies = at.terms.as_ref().is_some_and(|terms| terms.counting.deputies == Deputies::Count);
    let bench = bench(sitting, room, item, at, presiding(sitting, room, item));
    counts_deputies
        && bench.seats.iter().filter(|seat| seat.could_count && seat.counted.is_empty() && seat.seat.deputies).any(|seat| {
            at.deputies(&seat.seat.id).any(|deputy| {
                let already_counts = bench.seats.iter().any(|other| other.counted.contains(&deputy));
                !already_counts && !standing(sitting, room, item, deputy).is_conflicted()
            })
        })
}
