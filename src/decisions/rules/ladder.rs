//! C5.4: by which rung of the ladder a want of quorum was met.
//!
//! A deputy, where a deputy sits in a seat of the committee and without the deputies the quorum
//! would not have been met. Deferring or referring, where the item was put off or handed on while it
//! was inquorate. Otherwise nothing was wanting, and no rung was used.

use crate::committees::Persistence;
use crate::meetings::{CommitteeAtMeeting, Item, Outcome, Room, Sitting};
use crate::policy::Rung;
use crate::quorum::Quorum;
use crate::quorum::rules::item::live;

/// See the head of this file.
#[must_use]
pub fn rung_used(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, outcome: Outcome, quorum: &Quorum) -> Option<Rung> {
    match (outcome, quorum.quorate) {
        (Outcome::Deferred, false) => Some(Rung::Defer),
        (Outcome::Referred, false) => Some(Rung::Refer),
        (_, false) => None,
        (_, true) => {
            // Where the terms keep an earlier answer, the room as it is now is asked: whether it needs the deputies.
            let nobody_excluded = at.terms.as_ref().is_some_and(|terms| terms.counting.when == Persistence::OpeningOnly);
            let is_met = |room: &Room| live(sitting, room, item, at, nobody_excluded).quorate;
            let mut without = room.clone();
            without.sitting_for.retain(|(committee, _), _| *committee != at.committee.id);
            without.deputy_out.retain(|(committee, _), _| *committee != at.committee.id);
            let is_deputised = without.sitting_for.len() < room.sitting_for.len();
            (is_deputised && is_met(room) && !is_met(&without)).then_some(Rung::Deputy)
        }
    }
}
