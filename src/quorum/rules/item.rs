//! C5.1, C5.5: whether an item is quorate now.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::count::{CountedSeats, bench_by, unexcluded};
use super::evaluate::{Clause, Question, Told, budget, evaluate, of_each_committee, told};
use super::floor::Floor;
use super::scope::Scope;
use crate::committees::Persistence;
use crate::conflicts::Standings;
use crate::conflicts::rules::preside::{opens, presiding_by};
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};

/// The quorum's answer, and the expression that gave it, clause by clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quorum {
    /// Whether the quorum is met; where an earlier answer is kept, as it was then.
    pub quorate: bool,
    /// From when the terms keep an earlier answer: `the item's first beginning` or `the opening of the meeting`; else absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kept_from: Option<String>,
    /// None when no terms of reference are in force.
    pub tree: Option<Clause>,
}

impl Quorum {
    /// Where no terms of reference are in force.
    pub const NO_TERMS: Self = Self { quorate: false, kept_from: None, tree: None };
}

/// Whether the item would be quorate at its decision, with who is in the room now. A quorum asks
/// about every vote unless the terms keep the answer of the item's first beginning or of the
/// opening.
#[must_use]
pub fn of_item(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Quorum {
    of_item_by(&Standings::of(sitting), room, item, at)
}

/// As [`of_item`], of standings that are known.
#[must_use]
pub fn of_item_by(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Quorum {
    let sitting = standings.sitting;
    let persistence = at.terms.as_ref().map_or(Persistence::PerVote, |terms| terms.counting.when);
    let now = live_by(standings, room, item, at, persistence == Persistence::OpeningOnly);
    let kept = match persistence {
        Persistence::PerVote => None,
        Persistence::PerItem => at_first_beginning(sitting, item, at).map(|quorate| (quorate, "the item's first beginning")),
        Persistence::OpeningOnly => at_opening(sitting, item, at).map(|quorate| (quorate, "the opening of the meeting")),
    };
    match kept {
        Some((quorate, from)) => Quorum { quorate, kept_from: Some(from.into()), ..now },
        None => now,
    }
}

/// The answer when the item was first begun: asked of the book as it was then, so that what was struck since
/// counts for nothing. That a decision closes an item which was never begun begins it no more.
fn at_first_beginning(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> Option<bool> {
    let first = sitting.book.begun.iter().find(|begun| begun.item == item.id && begun.by_decision.is_none())?;
    let then = sitting.as_of(usize::try_from(first.order).ok()?);
    let committee = then.committee(at.committee.id)?;
    Some(live(&then, &then.room(), item, committee, false).quorate)
}

/// The expression asked of the room as it is, with the conflicted left out, or with nobody.
#[must_use]
pub fn live(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, nobody_excluded: bool) -> Quorum {
    live_by(&Standings::of(sitting), room, item, at, nobody_excluded)
}

/// As [`live`], of standings that are known.
#[must_use]
pub fn live_by(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting, nobody_excluded: bool) -> Quorum {
    let concerned: Vec<&CommitteeAtMeeting> = standings.sitting.concerned(item).collect();
    let tree: Option<Clause> = told_among(standings, room, item, at, &concerned, nobody_excluded);
    tree.map_or(Quorum::NO_TERMS, |tree| Quorum { quorate: tree.satisfied, kept_from: None, tree: Some(tree) })
}

/// As [`live_by`], with the committees that the item concerns as they sit for it, and told in whatever is wanted of it; none
/// where no terms of reference are in force.
pub(super) fn told_among<T: Told>(
    standings: &Standings<'_>,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    concerned: &[&CommitteeAtMeeting],
    nobody_excluded: bool,
) -> Option<T> {
    let terms = at.terms.as_ref()?;
    let (sitting, room) = (standings.sitting, &*room.on(item.id));
    let counted = |at: &CommitteeAtMeeting| -> CountedSeats {
        let presider = presiding_by(standings, room, item, at);
        if nobody_excluded {
            unexcluded(sitting, room, &sitting.lent(item, at), presider)
        } else {
            bench_by(standings, room, item, at, presider)
        }
    };
    let committees: Vec<CountedSeats> =
        if of_each_committee(&terms.quorum) { concerned.iter().map(|at| counted(at)).collect() } else { Vec::new() };
    let (own, steps) = (counted(at), budget(committees.len()));
    let others: Vec<Floor<'_>> = committees.iter().map(Floor::of).collect();
    let answer = told(&terms.quorum, Scope::of(&Floor::of(&own), Some(item), &others, &steps));
    standings.pay(steps.taken());
    Some(answer)
}

/// C5.1: the quorum before exclusions, of whoever is in the room or has left it for this item, for a part of it or for
/// the whole of which it is one: as if nobody were left out for a conflict, whenever the terms ask it.
#[must_use]
pub fn before_exclusions(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Quorum {
    live_by(standings, &with_those_out(standings.sitting, room, item), item, at, true)
}

/// The room as if nobody had left it for the item. A deputy who has sits again, where its holder is not in the room.
fn with_those_out(sitting: &Sitting, room: &Room, item: &Item) -> Room {
    let is_for_it = |out: &ItemId| {
        *out == item.id || item.part_of == Some(*out) || sitting.item(*out).is_some_and(|other| other.part_of == Some(item.id))
    };
    let back: Vec<PersonId> = room.out_for.iter().filter(|(_, out)| is_for_it(out)).map(|(person, _)| *person).collect();
    let mut room = room.clone();
    room.present.extend(back.iter().copied());
    let sits_again = room.deputy_out.iter().filter(|(_, deputy)| back.contains(deputy));
    room.sitting_for.extend(sits_again.map(|(seat, deputy)| (seat.clone(), *deputy)).collect::<Vec<_>>());
    let has_come = |(committee, seat): &(CommitteeId, String)| {
        sitting.committee(*committee).is_some_and(|at| at.holders(seat).any(|holder| room.present.contains(&holder)))
    };
    room.sitting_for.retain(|seat, _| !has_come(seat));
    room
}

/// What the meeting is told when it opens, committee by committee: of business of which nothing is said, with nobody excluded;
/// whoever opens the meeting presides.
#[must_use]
pub fn opening(sitting: &Sitting, room: &Room) -> BTreeMap<CommitteeId, bool> {
    let all: Vec<&CommitteeAtMeeting> = sitting.committees.iter().collect();
    all.iter().map(|at| (at.committee.id, opened_with(sitting, room, None, at, &all))).collect()
}

/// The answer of the opening for an item, asked of the book as it was then: what the terms ask of business like the item's was
/// to be there then.
fn at_opening(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> Option<bool> {
    let then = sitting.as_of(sitting.book.opened?);
    let concerned: Vec<&CommitteeAtMeeting> = then.concerned(item).collect();
    Some(opened_with(&then, &then.room(), Some(item), then.committee(at.committee.id)?, &concerned))
}

fn opened_with(sitting: &Sitting, room: &Room, item: Option<&Item>, at: &CommitteeAtMeeting, beside: &[&CommitteeAtMeeting]) -> bool {
    let counted = |at: &CommitteeAtMeeting| {
        let own = item.map_or(Cow::Borrowed(at), |item| sitting.lent(item, at));
        unexcluded(sitting, room, &own, opens(at, room))
    };
    let committees: Vec<CountedSeats> = beside.iter().map(|at| counted(at)).collect();
    let asked = Question { bench: &counted(at), item, committees: &committees };
    at.terms.as_ref().is_some_and(|terms| evaluate(&terms.quorum, asked).satisfied)
}
