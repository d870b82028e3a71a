//! C2: who presides over an item, and whom the members may name.
//!
//! The first of the succession who is in the room and unconflicted presides; then whoever the
//! meeting names, an unconflicted voting member in the room, who may also replace a chair who
//! could. Before the meeting is convened holding the seat is enough. A deputy does not preside by
//! succession. In common, whoever presides over an item presides in every committee.

use crate::committees::Then;
use crate::conflicts::rules::standing::standing;
use crate::conflicts::rules::standings::Standings;
use crate::ids::{ItemId, MeetingId, PersonId};
use crate::meetings::rules::selecting::{Place, means};
use crate::meetings::{CommitteeAtMeeting, Item, MeetingState, Room, Sitting};
use crate::policy::Phase;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// Whether the meeting has been convened: presence then matters.
#[must_use]
pub fn is_convened(sitting: &Sitting) -> bool {
    matches!(sitting.meeting.state, MeetingState::Open | MeetingState::Closed)
}

/// C2.1 to C2.4: who presides over the item; nobody, where nobody can.
#[must_use]
pub fn presiding(sitting: &Sitting, room: &Room, item: &Item) -> Option<PersonId> {
    presiding_by(&Standings::few(sitting), room, item)
}

/// As [`presiding`], of standings that are known.
#[must_use]
pub fn presiding_by(standings: &Standings<'_>, room: &Room, item: &Item) -> Option<PersonId> {
    let sitting = standings.sitting;
    let convened = is_convened(sitting);
    let here = |person: PersonId| if convened { room.present.contains(&person) } else { !room.apologies.contains(&person) };
    let unconflicted = |person: PersonId| !standings.standing(item, person).is_conflicted();
    if let Some(named) =
        named(sitting, item).filter(|named| here(*named) && votes_somewhere(sitting, room, item, *named) && unconflicted(*named))
    {
        return Some(named);
    }
    sitting.concerned(item).flat_map(succession).find(|holder| here(*holder) && unconflicted(*holder))
}

/// C2.3: whom the meeting named to preside over an item, last. A part takes whoever was named for its
/// item, unless somebody was named for the part itself.
#[must_use]
pub fn named(sitting: &Sitting, item: &Item) -> Option<PersonId> {
    let naming = |of: ItemId| sitting.book.namings.iter().rev().find(|naming| naming.item == of).map(|naming| naming.person);
    naming(item.id).or_else(|| item.part_of.and_then(naming))
}

/// Who opens the meeting, before there is an item to be conflicted on: the first of the succession
/// in the room, of the first committee that has one.
#[must_use]
pub fn opens(sitting: &Sitting, room: &Room) -> Option<PersonId> {
    sitting.committees.iter().flat_map(succession).find(|holder| room.present.contains(holder))
}

/// The holders of the seats that the terms name, first choice first.
fn succession(at: &CommitteeAtMeeting) -> impl Iterator<Item = PersonId> + '_ {
    let seats = at.terms.iter().flat_map(|terms| terms.chair.succession.iter().flat_map(|word| terms.seats_named(word)));
    seats.flat_map(|seat| at.holders(&seat.id))
}

fn votes_somewhere(sitting: &Sitting, room: &Room, item: &Item, person: PersonId) -> bool {
    sitting.concerned(item).any(|at| at.has_a_vote(room, item, person))
}

/// The permit: this person may preside over the item.
#[derive(Debug, Clone, Copy)]
pub struct MayPreside {
    meeting: MeetingId,
    item: ItemId,
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

    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }
}

/// C2.3: may the meeting name this person to preside over the item?
///
/// Somebody without a seat is no member; a seat without a vote cannot preside; nobody conflicted
/// presides; and once the meeting is open it takes somebody in the room. Terms that end their
/// succession with `none` let nobody outside it preside.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn name_presider(sitting: &Sitting, room: &Room, item: &Item, person: PersonId) -> Result<MayPreside, Refusal> {
    let mut reasons = Reasons::new();
    let name = sitting.name(person);
    if sitting.phase(item.id) == Some(Phase::Closed) {
        reasons.add(Reason::new(Code::DecisionFinal, "C2", format!("Item {} is closed.", item.number)).fact(item.id.subject()));
    }
    let seated = sitting.concerned(item).any(|at| sitting.seats_of(at, person, room).next().is_some());
    if !seated {
        reasons.add(
            Reason::new(
                Code::NotAMember,
                "C2.3",
                format!("{name} holds no seat in the committee, so cannot preside over item {}.", item.number),
            )
            .fact(person.subject())
            .cure("Name an unconflicted voting member who is in the room."),
        );
    } else if !votes_somewhere(sitting, room, item, person) {
        reasons.add(
            Reason::new(Code::SeatDoesNotVote, "C2.3", format!("{name}'s seat has no vote, so its holder cannot preside."))
                .fact(person.subject())
                .cure("Name an unconflicted voting member who is in the room."),
        );
    }
    if is_convened(sitting) && !room.present.contains(&person) {
        reasons.add(
            Reason::new(Code::NotPresent, "C2.3", format!("{name} is not in the room."))
                .fact(person.subject())
                .fact(sitting.meeting.id.subject())
                .cure("Record the arrival first."),
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
    if seated && !may_be_chosen(sitting, room, item, person) {
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
    reasons.or_else(|| MayPreside { meeting: sitting.meeting.id, item: item.id, person })
}

/// Whether some committee concerned has the person in its succession, or may elect them.
fn may_be_chosen(sitting: &Sitting, room: &Room, item: &Item, person: PersonId) -> bool {
    sitting.concerned(item).any(|at| succession(at).any(|holder| holder == person) || may_be_elected(sitting, room, at, person))
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
