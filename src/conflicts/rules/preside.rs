//! C2: who presides over an item, and whom the members may name.
//!
//! Each committee has its own: whoever the meeting names for it, an unconflicted voting member in the room, who may
//! also replace a chair who could; else the first of the succession who is in the room and unconflicted. Before
//! the meeting is convened holding the seat is enough. A deputy does not preside by succession. Of several
//! committees in common one person convenes: leads the talk, and has no power over rulings, votes or quorum;
//! whoever is named for that, else whoever presides in the first committee.

use crate::committees::Then;
use crate::conflicts::rules::standing::standing;
use crate::conflicts::rules::standings::Standings;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::rules::selecting::{Place, means};
use crate::meetings::{CoOption, CommitteeAtMeeting, Item, MeetingState, Room, Sitting};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// Whether the meeting has been convened: presence then matters.
#[must_use]
pub fn is_convened(sitting: &Sitting) -> bool {
    matches!(sitting.meeting.state, MeetingState::Open | MeetingState::Adjourned | MeetingState::Closed)
}

/// C2.1 to C2.4: who presides over the item in a committee; nobody, where nobody can.
#[must_use]
pub fn presiding(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Option<PersonId> {
    presiding_by(&Standings::few(sitting), room, item, at)
}

/// As [`presiding`], of standings that are known.
#[must_use]
pub fn presiding_by(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Option<PersonId> {
    let sitting = standings.sitting;
    let unconflicted = |person: PersonId| !standings.standing(item, person).is_conflicted();
    if let Some(named) = named(sitting, item, at)
        .filter(|named| is_here(sitting, room, *named) && votes_in(sitting, room, item, at, *named) && unconflicted(*named))
    {
        return Some(named);
    }
    succession(at).find(|holder| is_here(sitting, room, *holder) && unconflicted(*holder))
}

/// Who leads the talk on an item: of several committees whoever was named to, else whoever presides in the
/// first; of one, whoever presides.
#[must_use]
pub fn convening(sitting: &Sitting, room: &Room, item: &Item) -> Option<PersonId> {
    convening_by(&Standings::few(sitting), room, item)
}

/// As [`convening`], of standings that are known.
#[must_use]
pub fn convening_by(standings: &Standings<'_>, room: &Room, item: &Item) -> Option<PersonId> {
    let sitting = standings.sitting;
    let named = named_to_convene(sitting, item).filter(|named| {
        is_here(sitting, room, *named)
            && sitting.concerned(item).any(|at| votes_in(sitting, room, item, at, *named))
            && !standings.standing(item, *named).is_conflicted()
    });
    named.or_else(|| sitting.concerned(item).next().and_then(|at| presiding_by(standings, room, item, at)))
}

/// In the room; before the meeting is convened anybody, but of a room that is only supposed whoever is supposed in it. By
/// correspondence anybody who has not sent apologies.
fn is_here(sitting: &Sitting, room: &Room, person: PersonId) -> bool {
    if sitting.is_by_correspondence() {
        return !room.apologies.contains(&person);
    }
    room.present.contains(&person) || !(is_convened(sitting) || room.supposed)
}

/// Whether several committees decide the item, each for itself.
fn is_in_common(sitting: &Sitting, item: &Item) -> bool {
    sitting.concerned(item).count() > 1
}

/// The last naming for an item, else for the item it is a part of, that is meant.
fn last_named(sitting: &Sitting, item: &Item, means: impl Fn(Option<CommitteeId>) -> bool) -> Option<PersonId> {
    let naming = |of: ItemId| {
        let mut namings = sitting.book.namings.iter().rev().filter(|naming| naming.item == of);
        namings.find(|naming| means(naming.committee)).map(|naming| naming.person)
    };
    naming(item.id).or_else(|| item.part_of.and_then(naming))
}

/// C2.3: whom the meeting named to preside over an item in a committee, last. A part takes whoever was named for
/// its item, unless somebody was named for the part itself.
#[must_use]
pub fn named(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> Option<PersonId> {
    let alone = !is_in_common(sitting, item);
    last_named(sitting, item, |committee| committee.map_or(alone, |committee| committee == at.committee.id))
}

/// C2: whom the meeting named to convene it on an item.
#[must_use]
pub fn named_to_convene(sitting: &Sitting, item: &Item) -> Option<PersonId> {
    last_named(sitting, item, |committee| committee.is_none()).filter(|_| is_in_common(sitting, item))
}

/// Who opens the meeting, before there is an item to be conflicted on: the first of the succession of the
/// committee who is in the room.
#[must_use]
pub fn opens(at: &CommitteeAtMeeting, room: &Room) -> Option<PersonId> {
    succession(at).find(|holder| room.present.contains(holder))
}

/// The holders of the seats that the terms name, first choice first.
pub fn succession(at: &CommitteeAtMeeting) -> impl Iterator<Item = PersonId> + '_ {
    let seats = at.terms.iter().flat_map(|terms| terms.chair.succession.iter().flat_map(|word| terms.seats_named(word)));
    seats.flat_map(|seat| at.holders(&seat.id))
}

fn votes_in(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, person: PersonId) -> bool {
    sitting.lent(item, at).seats_to_vote_from(room, person).any(|seat| seat.voting)
}

/// The permit: this person may preside over the item.
#[derive(Debug, Clone, Copy)]
pub struct MayPreside {
    meeting: MeetingId,
    item: ItemId,
    committee: Option<CommitteeId>,
    person: PersonId,
}

impl MayPreside {
    #[must_use]
    pub const fn meeting(&self) -> MeetingId {
        self.meeting
    }

    #[must_use]
    pub const fn item(&self) -> ItemId {
        self.item
    }

    /// None where it names who convenes.
    #[must_use]
    pub const fn committee(&self) -> Option<CommitteeId> {
        self.committee
    }

    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }
}

/// C2.3: may the meeting name this person to preside over the item, in a committee; in common without one, to
/// convene it?
///
/// Somebody without a seat in it is no member; a seat without a vote cannot preside; nobody conflicted
/// presides; and once the meeting is open it takes somebody in the room. Terms that end their
/// succession with `none` let nobody outside it preside. Whoever convenes is of any committee concerned, in its
/// succession or not.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn name_presider(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    committee: Option<CommitteeId>,
    person: PersonId,
) -> Result<MayPreside, Refusal> {
    let mut reasons = Reasons::new();
    let name = sitting.name(person);
    if let Some(committee) = committee.filter(|id| !item.concerns(*id) || sitting.committee(*id).is_none()) {
        let of = sitting.committee(committee).map_or_else(|| "that committee".to_owned(), |at| at.committee.name.clone());
        let reason = Reason::new(Code::ItemNotInThisCommittee, "C6.7", format!("Item {} does not concern {of}.", item.number));
        return Err(Refusal::of(reason.fact(item.id.subject()).fact(committee.subject())));
    }
    if sitting.meeting.state == MeetingState::Cancelled {
        let reason = Reason::new(Code::MeetingNotOpen, "C10", "The meeting is cancelled: nobody presides over anything in it.");
        reasons.add(reason.fact(sitting.meeting.id.subject()));
    }
    // Where one committee alone decides, whoever leads the talk presides.
    let committee = committee.or_else(|| {
        let mut concerned = sitting.concerned(item);
        concerned.next().filter(|_| concerned.next().is_none()).map(|at| at.committee.id)
    });
    let of: Vec<&CommitteeAtMeeting> =
        sitting.concerned(item).filter(|at| committee.is_none_or(|committee| at.committee.id == committee)).collect();
    let votes = of.iter().any(|at| votes_in(sitting, room, item, at, person));
    let has_no_vote = |at: &&CommitteeAtMeeting| sitting.seats_of(&sitting.lent(item, at), person, room).any(|seat| !seat.voting);
    // A deputy whom the terms do not count is there to speak, and no member.
    if !votes && !of.iter().any(has_no_vote) {
        reasons.add(
            Reason::new(
                Code::NotAMember,
                "C2.3",
                format!("{name} holds no seat in the committee, so cannot preside over item {}.", item.number),
            )
            .fact(person.subject())
            .cure("Name an unconflicted voting member who is in the room."),
        );
    } else if !votes {
        reasons.add(
            Reason::new(Code::SeatDoesNotVote, "C2.3", format!("{name}'s seat has no vote, so its holder cannot preside."))
                .fact(person.subject())
                .cure("Name an unconflicted voting member who is in the room."),
        );
    }
    if is_convened(sitting) && !is_here(sitting, room, person) {
        reasons.add(
            Reason::new(Code::NotPresent, "C2.3", format!("{name} is not in the room."))
                .fact(person.subject())
                .fact(sitting.meeting.id.subject())
                .cure("If they are there, record their arrival first; else name somebody who is."),
        );
    }
    if standing(sitting, item, person).is_conflicted() {
        reasons.add(
            Reason::new(
                Code::PresiderConflicted,
                "C2.2",
                format!("{name} is conflicted on item {} and hands over the chair for it.", item.number),
            )
            .fact(person.subject())
            .cure("Name an unconflicted voting member who is in the room."),
        );
    }
    if let (Some(_), [at]) = (committee, of.as_slice())
        && !may_be_chosen(sitting, room, item, at, person)
    {
        reasons.add(
            Reason::new(
                Code::NobodyCanPreside,
                "C2.4",
                format!("{name} is not in the succession of the terms of reference, and they do not let the meeting elect {name}."),
            )
            .fact(person.subject())
            .cure("Name somebody of the succession, or whom the terms let the meeting elect; or defer the item."),
        );
    }
    reasons.or_else(|| MayPreside { meeting: sitting.meeting.id, item: item.id, committee, person })
}

/// Whether the committee has the person in its succession, or may elect them; whoever was borrowed into a voting
/// seat for the item may always be named.
fn may_be_chosen(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, person: PersonId) -> bool {
    let borrowed = |borrowed: &CoOption| {
        let of = Some(borrowed.item);
        let is_of_it = of == Some(item.id) || of == item.part_of;
        borrowed.person == person && is_of_it && borrowed.seat.as_ref().is_some_and(|seat| seat.0 == at.committee.id)
    };
    succession(at).any(|holder| holder == person) || may_be_elected(sitting, room, at, person) || sitting.book.co_opted.iter().any(borrowed)
}

/// C2.3: whether a committee elects whom its succession does not name, and this person is among those whom it may elect.
fn may_be_elected(sitting: &Sitting, room: &Room, at: &CommitteeAtMeeting, person: PersonId) -> bool {
    let Some(chair) = at.terms.as_ref().map(|terms| &terms.chair).filter(|chair| chair.then == Then::Elect) else { return false };
    let Some(elect_from) = &chair.elect_from else { return true };
    let tags = sitting.people.get(&person).map_or(&[][..], |known| known.tags.as_slice());
    sitting.seats_of(at, person, room).any(|seat| {
        let organisation = at.seat_organisation(seat);
        let organisation_kind = sitting.bodies.by_code(organisation).map(|body| body.kind);
        means(elect_from, Place { seat, organisation, organisation_kind, tags, presides: false })
    })
}

#[cfg(test)]
mod tests;
