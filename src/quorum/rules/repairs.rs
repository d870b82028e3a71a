//! C5.4: what would repair an inquorate item, rung by rung.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::count::{bench_by, unexcluded};
use super::forecast::{asked_at_opening, everybody_attending, with_the_borrowed};
use super::item::{live_by, of_item_by};
use crate::conflicts::Standings;
use crate::conflicts::rules::preside::presiding_by;
use crate::ids::PersonId;
use crate::meetings::{CommitteeAtMeeting, Item, MeetingState, Room, Sitting};
use crate::organisations::OrganisationKind;
use crate::policy::Rung;

/// The rungs of the policy that are offered, in the order of the ladder; none for an item that is
/// quorate.
///
/// A deputy, when a seat that does not count has an unconflicted one whom the terms count. Then,
/// when everybody attending would do, the cause is absence and the item is deferred. Otherwise
/// the cause is a conflict or a vacancy, which no later day cures, and the later rungs follow; NHS England
/// only where the terms have the function of the item decided with it.
/// Before anybody has come, "not counted" is asked of the forecast.
#[must_use]
pub fn repairs(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<Rung> {
    repairs_by(&Standings::of(sitting), room, &everybody_attending(sitting, room, false), item, at)
}

/// As [`repairs`], of standings that are known, and with everybody in the room who is to come.
#[must_use]
pub fn repairs_by(standings: &Standings<'_>, room: &Room, expected: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<Rung> {
    let sitting = standings.sitting;
    // What is asked at the opening leaves nobody out.
    let at_opening = asked_at_opening(at);
    let not_begun = sitting.meeting.state == MeetingState::Called && room.arrived.is_empty();
    let (room, quorum) = if not_begun {
        let expected = with_the_borrowed(sitting, expected, item);
        let quorum = live_by(standings, &expected, item, at, at_opening);
        (expected, quorum)
    } else {
        (Cow::Borrowed(room), of_item_by(standings, room, item, at))
    };
    let room = room.as_ref();
    if quorum.quorate {
        return Vec::new();
    }
    let absence = live_by(standings, &on_another_day(standings, room, item), item, at, at_opening).quorate;
    let offered: BTreeSet<Rung> = at
        .policy
        .repairs
        .iter()
        .copied()
        .filter(|rung| match rung {
            Rung::Deputy => has_deputy(standings, room, item, at),
            Rung::Defer => absence,
            Rung::NhsEngland => !absence && is_with_nhs_england(sitting, item, at),
            _ => !absence,
        })
        .collect();
    offered.into_iter().collect()
}

/// C5.4 rung 7: whether the row of the terms that is in force for the item's function says that it is decided with NHS
/// England, at whatever level.
fn is_with_nhs_england(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> bool {
    let granted = item.function.as_ref().and_then(|function| at.terms.as_ref()?.granted(function, sitting.meeting.date));
    let with = granted.and_then(|granted| granted.row.with.as_deref());
    with.and_then(|code| sitting.bodies.by_code(code)).is_some_and(|body| body.kind == OrganisationKind::NhsEngland)
}

/// Everybody in one room, as on a day when nobody is kept away. A holder whom the item itself
/// keeps out does not take the seat back from the deputy who sits in it.
fn on_another_day(standings: &Standings<'_>, room: &Room, item: &Item) -> Room {
    let sitting = standings.sitting;
    let mut full = with_the_borrowed(sitting, &everybody_attending(sitting, room, true), item).into_owned();
    full.remote.clear();
    for ((committee, seat), deputy) in &room.sitting_for {
        let Some(at) = sitting.committee(*committee) else { continue };
        let (own, kept_out): (Vec<PersonId>, Vec<PersonId>) =
            at.holders(seat).partition(|holder| !standings.standing(item, *holder).is_conflicted());
        if own.is_empty() {
            full.present.retain(|person| !kept_out.contains(person));
            full.sitting_for.insert((*committee, seat.clone()), *deputy);
        }
    }
    full
}

fn has_deputy(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> bool {
    !free_deputies(standings, room, item, at).is_empty()
}

/// The unconflicted deputies of seats that do not count, whom the terms count and who have no seat in the committee; each with
/// whose seat it is.
#[must_use]
pub fn free_deputies(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Vec<(PersonId, PersonId)> {
    if !at.counts_deputies() {
        return Vec::new();
    }
    let presider = presiding_by(standings, room, item, at);
    let sitting = standings.sitting;
    // What is asked at the opening leaves nobody out, and so wants nobody in their stead.
    let bench = if asked_at_opening(at) {
        unexcluded(sitting, &room.on(item.id), &sitting.lent(item, at), presider)
    } else {
        bench_by(standings, room, item, at, presider)
    };
    let is_free = |deputy: PersonId| {
        // A person has one seat in a committee, counted or not.
        let has_a_seat = bench.seats.iter().any(|seat| seat.holders.contains(&deputy))
            || room
                .sitting_for
                .iter()
                .chain(&room.deputy_out)
                .any(|((committee, _), sits)| *committee == at.committee.id && *sits == deputy);
        !has_a_seat && !standings.standing(item, deputy).is_conflicted()
    };
    let mut found: Vec<(PersonId, PersonId)> = Vec::new();
    for seat in bench.seats.iter().filter(|seat| seat.could_count && seat.counted.is_empty() && seat.seat.deputies) {
        let named = at.memberships.iter().filter(|held| held.seat == seat.seat.id);
        let pairs =
            named.filter_map(|held| held.deputy_for.filter(|holder| seat.holders.contains(holder)).map(|holder| (held.person, holder)));
        found.extend(pairs.filter(|(deputy, _)| is_free(*deputy)));
    }
    found
}
