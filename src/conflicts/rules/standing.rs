//! C1.1: what stands. A treatment is a decision by a named decider; until there is one, the
//! proposal stands in its place, so that nobody is let in by an omission.

use std::collections::BTreeSet;

use crate::committees::Conflicted;
use crate::conflicts::rules::propose::Proposal;
use crate::conflicts::rules::standings::Standings;
use crate::ids::{PersonId, RulingId};
use crate::meetings::{CommitteeAtMeeting, Item, Room, Ruling, Sitting};
use crate::policy::{Gallery, Phase, Rights, Treatment};

/// On what a standing rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// A ruling on this item.
    Ruling(RulingId),
    /// A ruling on another item that holds for this one: `not_attend` for the whole meeting,
    /// `removed` for the whole procurement.
    Held(RulingId),
    /// A ruling on this item from before a conflicts panel spoke, and not as it instructed: it is to be made again (C5.4).
    Overtaken(RulingId),
    /// No ruling yet.
    Proposal,
}

/// How a person stands on an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub treatment: Treatment,
    pub grounds: Grounds,
    pub proposal: Proposal,
}

impl Standing {
    #[must_use]
    pub fn is_ruled(&self) -> bool {
        matches!(self.grounds, Grounds::Ruling(_) | Grounds::Held(_))
    }

    /// Below `note`: neither decides on others nor presides.
    #[must_use]
    pub fn is_conflicted(&self) -> bool {
        self.treatment.is_conflicted()
    }

    /// A proposal below `note` on which nobody has ruled, or a ruling that a conflicts panel has overtaken.
    #[must_use]
    pub fn is_unresolved(&self) -> bool {
        matches!(self.grounds, Grounds::Overtaken(_)) || (!self.is_ruled() && self.proposal.treatment.is_conflicted())
    }

    /// What stands for somebody on an item: the beginning of a sentence that says what follows from it.
    #[must_use]
    pub fn says(&self, name: &str, item: &Item) -> String {
        let (number, told) = (&item.number, self.treatment.told());
        if self.is_ruled() {
            format!("By a ruling on item {number}, {name} is to {told}")
        } else {
            format!("It is proposed on item {number} that {name} should {told}, and nobody has ruled on it")
        }
    }

    /// The rights of this standing, as one committee counts.
    #[must_use]
    pub fn rights(&self, phase: Phase, private: bool, at: Option<&CommitteeAtMeeting>) -> Rights {
        let counts_in_room = at.and_then(|at| at.terms.as_ref()).is_some_and(|t| t.counting.conflicted == Conflicted::IncludeIfInRoom);
        self.treatment.rights(phase, private, counts_in_room)
    }
}

/// The ruling in force on a person and an item: the last one made.
#[must_use]
pub fn ruling_in_force<'a>(sitting: &'a Sitting, item: &Item, person: PersonId) -> Option<&'a Ruling> {
    let item = item.id;
    sitting.book.rulings.iter().rev().find(|ruling| ruling.item == item && ruling.person == person)
}

/// How a person stands on an item now: the ruling, or what holds from elsewhere where that is
/// stricter, or until there is either the proposal.
#[must_use]
pub fn standing(sitting: &Sitting, item: &Item, person: PersonId) -> Standing {
    Standings::few(sitting).work_out(item, person)
}

/// Whether a ruling that excludes was made on the person after a place in the book.
#[must_use]
pub fn excluded_since(sitting: &Sitting, item: &Item, person: PersonId, order: i64) -> bool {
    excluding(sitting, item, person, order).is_some()
}

/// The first ruling that excludes the person and was made after a place in the book, which deletes their vote.
#[must_use]
pub fn excluding<'a>(sitting: &'a Sitting, item: &Item, person: PersonId, order: i64) -> Option<&'a Ruling> {
    sitting.excluding(item, person, order)
}

/// Whether a person's standing lets them be at the table in a phase.
#[must_use]
pub fn may_be_in_room(sitting: &Sitting, standing: &Standing, item: &Item, phase: Phase) -> bool {
    standing.rights(phase, sitting.is_private(item), None).room == Gallery::Table
}

/// Everybody in the room whose standing forbids a phase of the item (they must leave first).
#[must_use]
pub fn must_leave(sitting: &Sitting, room: &Room, item: &Item, phase: Phase) -> Vec<PersonId> {
    let standings = Standings::of(sitting);
    room.present.iter().copied().filter(|person| !may_be_in_room(sitting, &standings.standing(item, *person), item, phase)).collect()
}

/// Everybody who has arrived with a proposal below `note` on which nobody has ruled.
#[must_use]
pub fn unresolved(sitting: &Sitting, room: &Room, item: &Item) -> Vec<PersonId> {
    let standings = Standings::of(sitting);
    room.arrived.iter().copied().filter(|person| standings.standing(item, *person).is_unresolved()).collect()
}

/// C8: the seat holders, and deputies who sit, who may not have all of the item's papers.
#[must_use]
pub fn papers_withheld(sitting: &Sitting, room: &Room, item: &Item) -> Vec<PersonId> {
    papers_withheld_by(&Standings::of(sitting), room, item)
}

/// As [`papers_withheld`], of standings that are known.
#[must_use]
pub fn papers_withheld_by(standings: &Standings<'_>, room: &Room, item: &Item) -> Vec<PersonId> {
    let sitting = standings.sitting;
    if !sitting.is_confidential(item) {
        return Vec::new();
    }
    // A seat that the terms have no more is nobody's.
    let holders = sitting.concerned(item).flat_map(|at| at.seats().iter().flat_map(|seat| at.holders(&seat.id)));
    let sits = room.sitting_for.iter().filter(|((committee, _), _)| item.concerns(*committee)).map(|(_, deputy)| *deputy);
    let people: BTreeSet<PersonId> = holders.chain(sits).collect();
    people.into_iter().filter(|person| standings.standing(item, *person).treatment.withholds()).collect()
}
