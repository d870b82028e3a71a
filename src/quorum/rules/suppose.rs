//! C5.4: the meeting as it would be, were people to come who are not expected, or to stay away.
//!
//! What is supposed is asked of the same forecast as what is known: it changes who is in the room and who sits in
//! which seat, item by item, and nothing else. A deputy sits in a seat whose holder stays away, or has to leave for
//! the item; whoever is borrowed sits in a seat that nobody counts in, and in none for an item in which they have an
//! interest themselves.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::forecast::{OnItem, asked_at_opening, everybody_attending, with_the_borrowed};
use super::sentences::title;
use crate::committees::{Appointment, Membership};
use crate::conflicts::Standings;
use crate::conflicts::rules::standing::may_be_in_room;
use crate::ids::{CommitteeId, ItemId, MembershipId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use crate::policy::Phase;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// A seat of a committee.
pub type SeatOf = (CommitteeId, String);

/// The room without one person, who is then as if away with apologies.
#[must_use]
pub fn without(room: &Room, person: PersonId) -> Room {
    let mut room = room.clone();
    room.present.remove(&person);
    room.apologies.insert(person);
    room.sitting_for.retain(|_, deputy| *deputy != person);
    room.deputy_out.retain(|_, deputy| *deputy != person);
    room
}

/// Somebody to be borrowed, into the first of these seats in which nobody counts; for one item, or for whichever has such
/// a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Borrowed {
    pub person: PersonId,
    pub seats: Vec<SeatOf>,
    pub item: Option<ItemId>,
}

/// Who would come, or stay away, other than is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supposed {
    pub away: BTreeSet<PersonId>,
    /// In spite of their apologies.
    pub coming: BTreeSet<PersonId>,
    pub deputies: Vec<(SeatOf, PersonId)>,
    pub borrowed: Vec<Borrowed>,
}

impl Supposed {
    /// Everybody in one room who would come.
    #[must_use]
    pub fn everybody(&self, sitting: &Sitting, room: &Room) -> Room {
        let mut room = room.clone();
        for person in &self.away {
            room = without(&room, *person);
        }
        for person in &self.coming {
            room.apologies.remove(person);
            room.expected.remove(person);
            room.present.insert(*person);
        }
        everybody_attending(sitting, &room, false)
    }

    /// The item with the deputies in the seats that are free for it, and whoever is borrowed in theirs; `everybody` is the
    /// room with whoever would come.
    #[must_use]
    pub fn on<'a>(&self, standings: &Standings<'a>, everybody: &Room, item: &Item) -> OnItem<'a> {
        let sitting: &'a Sitting = standings.sitting;
        let mut on = OnItem {
            room: with_the_borrowed(sitting, everybody, item).into_owned(),
            committees: sitting.committees.iter().filter(|at| item.concerns(at.committee.id)).map(Cow::Borrowed).collect(),
        };
        for (key, deputy) in &self.deputies {
            let Some(at) = on.committees.iter().find(|at| at.committee.id == key.0) else { continue };
            if on.room.apologies.contains(deputy) {
                continue;
            }
            let (here, leaving) = at_the_table(standings, &on.room, item, at, &key.1);
            let other = on.room.sitting_for.get(key).copied().filter(|other| other != deputy);
            if here || other.is_some_and(|other| on.room.present.contains(&other)) {
                continue;
            }
            on.room.present.retain(|person| !leaving.contains(person));
            on.room.present.insert(*deputy);
            on.room.deputy_out.remove(key);
            on.room.sitting_for.insert(key.clone(), *deputy);
        }
        let mut taken: BTreeSet<SeatOf> = BTreeSet::new();
        for lent in self.borrowed.iter().filter(|lent| lent.item.is_none_or(|of| of == item.id || item.part_of == Some(of))) {
            if on.room.apologies.contains(&lent.person) || standings.standing(item, lent.person).is_conflicted() {
                continue;
            }
            for n in 0..on.committees.len() {
                let Some(at) = on.committees.get(n) else { continue };
                let own = lent.seats.iter().filter(|(committee, seat)| *committee == at.committee.id && at.seat(seat).is_some());
                let free = |seat: &&SeatOf| {
                    !taken.contains(*seat) && (lent.item.is_some() || !is_counted_in(standings, &on.room, item, at, &seat.1))
                };
                let Some(seat) = own.into_iter().find(free).cloned() else { continue };
                on.room.present.insert(lent.person);
                on.room.sitting_for.remove(&seat);
                on.room.deputy_out.remove(&seat);
                if let Some(at) = on.committees.get_mut(n) {
                    seat_for_the_item(at.to_mut(), &seat.1, lent.person, sitting);
                }
                taken.insert(seat);
            }
        }
        on
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.away.extend(other.away);
        self.coming.extend(other.coming);
        self.deputies.extend(other.deputies);
        self.borrowed.extend(other.borrowed);
        self
    }
}

/// Whether a holder of the seat is at the table to the end of an item, and who of them is there and has to leave for it. What
/// is asked at the opening of a meeting has nobody leave.
fn at_the_table(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting, seat: &str) -> (bool, Vec<PersonId>) {
    let at_opening = asked_at_opening(at);
    let leaves =
        |person: &PersonId| !at_opening && !may_be_in_room(standings.sitting, &standings.standing(item, *person), item, Phase::Decision);
    let (leaving, staying): (Vec<PersonId>, Vec<PersonId>) =
        at.holders(seat).filter(|holder| room.present.contains(holder)).partition(leaves);
    (!staying.is_empty(), leaving)
}

/// Whether somebody counts in a seat, as far as their treatment says.
fn is_counted_in(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting, seat: &str) -> bool {
    let private = standings.sitting.is_private(item);
    let deputy = room.sitting_for.get(&(at.committee.id, seat.to_owned())).copied().filter(|_| at.counts_deputies());
    let counts = |person: PersonId| {
        room.present.contains(&person) && standings.standing(item, person).rights(Phase::Decision, private, Some(at)).counts
    };
    at.holders(seat).chain(deputy).any(counts)
}

/// The seat is theirs for the item, as of somebody who was borrowed into it. What is supposed is in no register: it has the id of
/// whoever is borrowed.
fn seat_for_the_item(at: &mut CommitteeAtMeeting, seat: &str, person: PersonId, sitting: &Sitting) {
    at.memberships.retain(|held| held.seat != seat);
    let (committee, seat, day) = (at.committee.id, seat.to_owned(), sitting.day);
    let says = Appointment { committee, seat, person, from: day, to: Some(day), deputy_for: None };
    at.memberships.push(Membership { id: MembershipId::from_uuid(person.uuid()), says });
}

/// Whether it may be supposed at all: deputies are those named for the seat, and whoever is borrowed has declared and has no
/// seat in the committee. Whether they would be let in on an item is what the forecast answers.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_suppose(sitting: &Sitting, supposed: &Supposed, declared: &BTreeSet<PersonId>) -> Result<(), Refusal> {
    let mut reasons = Reasons::new();
    for ((committee, seat), deputy) in &supposed.deputies {
        let Some(at) = sitting.committee(*committee) else { continue };
        let name = sitting.name(*deputy);
        let called = at.seat(seat).map_or_else(|| seat.clone(), title);
        let not = |why: String| Reason::new(Code::NotAMember, "C5.4", why).fact(deputy.subject()).fact(committee.subject());
        let cure = "Name the deputy in the membership of the committee, for a seat that allows deputies.";
        if at.seat(seat).is_some_and(|seat| !seat.deputies) {
            reasons.add(not(format!("The terms of reference allow no deputy in the seat of the {called}.")).cure(cure));
        }
        if !at.deputies(seat).any(|named| named == *deputy) {
            reasons.add(not(format!("{name} is not named as a deputy for the seat of the {called}.")).cure(cure));
        }
        reasons.extend(has_a_seat(sitting, at, *deputy));
    }
    for lent in &supposed.borrowed {
        let name = sitting.name(lent.person);
        let of = sitting.committees.iter().filter(|at| lent.seats.iter().any(|(committee, _)| *committee == at.committee.id));
        of.for_each(|at| reasons.extend(has_a_seat(sitting, at, lent.person)));
        if !declared.contains(&lent.person) {
            let detail = format!("{name} has declared neither an interest nor that there is none.");
            let cure = "Record their declaration, or their nil return, first.";
            reasons.add(Reason::new(Code::DeclarationOutstanding, "C5.4", detail).fact(lent.person.subject()).cure(cure));
        }
    }
    reasons.or_else(|| ())
}

fn has_a_seat(sitting: &Sitting, at: &CommitteeAtMeeting, person: PersonId) -> Option<Reason> {
    at.memberships.iter().any(|held| held.person == person && held.deputy_for.is_none()).then(|| {
        let detail = format!("{} has a seat of their own in the {}, and sits in no second one.", sitting.name(person), at.committee.name);
        Reason::new(Code::Duplicate, "C5.4", detail).fact(person.subject()).fact(at.committee.id.subject())
    })
}
