//! The door of the room (rulebook B, C1, C5.4).

#[cfg(test)]
mod tests;
pub mod visitors;

use crate::conflicts::rules::standing::{Standing, may_be_in_room, standing};
use crate::ids::{MeetingId, PersonId};
use crate::meetings::rules::correspondence::only_in_a_room;
use crate::meetings::rules::namesakes::title;
use crate::meetings::{AttendanceEvent, CommitteeAtMeeting, Event, Item, MeetingState, Room, Sitting};
use crate::policy::Treatment;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The permit: the line may be written.
#[derive(Debug, Clone)]
pub struct Admitted(AttendanceEvent);

impl Admitted {
    #[must_use]
    pub fn line(&self) -> &AttendanceEvent {
        &self.0
    }
}

/// Somebody may leave at any time, and returns only who has been there. Nobody comes in whom an
/// item under way forbids the room, or a ruling the meeting. A deputy sits for a holder who is out,
/// in a seat that allows deputies and in which no other deputy sits, as the person named for it,
/// and in no second seat of the same committee.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn admit(sitting: &Sitting, room: &Room, line: &AttendanceEvent) -> Result<Admitted, Refusal> {
    let mut reasons = Reasons::new();
    let name = sitting.name(line.person);
    reasons.extend(over(sitting).filter(|_| line.event != Event::Apologies || sitting.meeting.state != MeetingState::Adjourned));
    if line.event != Event::Apologies {
        let cure = "Record each reply on each item: whoever has replied on it is there for it.";
        reasons.extend(only_in_a_room(sitting, "nobody comes or goes", cure));
    }
    let present = room.present.contains(&line.person);
    match line.event {
        Event::Leave if !present => {
            reasons.add(Reason::new(Code::NotPresent, "C4", format!("{name} is not in the room.")).fact(line.person.subject()));
        }
        Event::Apologies if present && !line.withdrawn => {
            reasons.add(
                Reason::new(Code::Duplicate, "C4", format!("{name} is in the room, and so sends no apologies."))
                    .fact(line.person.subject())
                    .cure("Record that they leave."),
            );
        }
        Event::Arrive | Event::Return => {
            if line.event == Event::Return && !room.arrived.contains(&line.person) {
                reasons.add(
                    Reason::new(Code::NotPresent, "C4", format!("{name} has not arrived, and so does not return."))
                        .fact(line.person.subject())
                        .cure("Record that they arrive."),
                );
            }
            if present && line.as_deputy_for.is_none() {
                reasons.add(Reason::new(Code::Duplicate, "C4", format!("{name} is already in the room.")).fact(line.person.subject()));
            }
            reasons.extend(deputy_reasons(sitting, room, line));
            reasons.extend(kept_out(sitting, line.person));
        }
        Event::Apologies => {
            reasons.extend(line.expected_deputy.into_iter().flat_map(|deputy| expected_reasons(sitting, room, line, deputy)))
        }
        Event::Leave => {}
    }
    reasons.or_else(|| Admitted(line.clone()))
}

/// Nobody comes to a meeting that is over, nor to one that is adjourned and not yet to go on.
fn over(sitting: &Sitting) -> Option<Reason> {
    let is_over = match sitting.meeting.state {
        MeetingState::Closed | MeetingState::Cancelled => true,
        MeetingState::Adjourned => sitting.book.until.is_none(),
        MeetingState::Called | MeetingState::Open => false,
    };
    let detail = format!("The meeting is {}: nobody comes or goes.", sitting.meeting.state);
    is_over.then(|| Reason::new(Code::MeetingNotOpen, "C10", detail).fact(sitting.meeting.id.subject()))
}

/// The permit: this person may say at the meeting that they have no interest.
#[derive(Debug, Clone, Copy)]
pub struct MaySayNil {
    meeting: MeetingId,
    person: PersonId,
}

impl MaySayNil {
    #[must_use]
    pub const fn meeting(&self) -> MeetingId {
        self.meeting
    }

    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }
}

/// C4: a positive statement of no interests is taken until the meeting is over. It is no return, and erases
/// nothing from the register.
///
/// # Errors
/// `meeting_not_open` once it is over.
pub fn may_say_nil(sitting: &Sitting, person: PersonId) -> Result<MaySayNil, Refusal> {
    let mut reasons = Reasons::new();
    reasons.extend(over(sitting).filter(|_| sitting.meeting.state != MeetingState::Adjourned));
    reasons.or_else(|| MaySayNil { meeting: sitting.meeting.id, person })
}

/// C4: several who come or go together are all let through or none is. Each is judged with those
/// before them where they would then be.
///
/// # Errors
/// The refusal, with every reason that holds of anybody.
pub fn admit_all(sitting: &Sitting, lines: &[AttendanceEvent]) -> Result<Vec<Admitted>, Refusal> {
    let mut sitting = sitting.clone();
    let (mut permits, mut reasons) = (Vec::new(), Reasons::new());
    for line in lines {
        match admit(&sitting, &sitting.room(), line) {
            Ok(permit) => {
                sitting.push_line(line.clone());
                permits.push(permit);
            }
            Err(refusal) => reasons.extend(refusal.reasons),
        }
    }
    reasons.or_else(|| permits)
}

/// C5.4: whether a deputy may be expected for whoever sends apologies: as the person named for a seat of theirs that
/// allows deputies, who has no seat in that committee, is expected for nobody else there, and sent no apologies.
fn expected_reasons(sitting: &Sitting, room: &Room, line: &AttendanceEvent, deputy: PersonId) -> Vec<Reason> {
    let (holder, name) = (sitting.name(line.person), sitting.name(deputy));
    let mut reasons = Vec::new();
    let of: Vec<&CommitteeAtMeeting> =
        sitting.committees.iter().filter(|at| at.seats_deputised(line.person, deputy).next().is_some()).collect();
    if of.is_empty() {
        let why = format!("{name} is not named as the deputy of {holder} in a seat that allows deputies.");
        let cure = "Name the deputy in the membership of the committee, for a seat that allows deputies.";
        reasons.push(Reason::new(Code::NotAMember, "C5.4", why).fact(deputy.subject()).fact(line.person.subject()).cure(cure));
    }
    for at in of {
        let committee = &at.committee.name;
        if at.memberships.iter().any(|held| held.person == deputy && held.deputy_for.is_none()) {
            let why = format!("{name} has a seat of their own in the {committee}, and sits in no second one.");
            reasons.push(Reason::new(Code::Duplicate, "C5.4", why).fact(deputy.subject()).fact(at.committee.id.subject()));
        }
        let is_here = |other: &PersonId| at.seats_deputised(*other, deputy).next().is_some();
        let others = room.expected.iter().filter(|(other, expected)| **other != line.person && **expected == deputy && is_here(other));
        for (other, _) in others {
            let why =
                format!("{name} is expected for {} already, and sits for one holder of a seat in the {committee}.", sitting.name(*other));
            let reason = Reason::new(Code::Duplicate, "C5.4", why).fact(deputy.subject()).fact(other.subject());
            reasons.push(reason.cure("Record the apologies of the other again, without a deputy, first."));
        }
    }
    if room.apologies.contains(&deputy) {
        let why = format!("{name} sent apologies, and so is not expected.");
        reasons.push(Reason::new(Code::NotPresent, "C4", why).fact(deputy.subject()).cure("Record that those apologies are taken back."));
    }
    reasons
}

/// C5.4: whether the person may sit in that seat for its holder: what the seat says, what the room
/// says, and what the person's own seats say, each asked whatever the others answer.
fn deputy_reasons(sitting: &Sitting, room: &Room, line: &AttendanceEvent) -> Vec<Reason> {
    let Some((committee, seat_id)) = &line.as_deputy_for else { return Vec::new() };
    let Some(at) = sitting.committee(*committee) else {
        return vec![no_deputy(line, seat_id, format!("There is no seat '{seat_id}' in this meeting."))];
    };
    let mut reasons = of_the_seat(sitting, at, line, seat_id);
    reasons.extend(taken(sitting, room, at, line, seat_id));
    reasons.extend(sits_elsewhere(sitting, room, at, line, seat_id));
    reasons
}

fn no_deputy(line: &AttendanceEvent, seat: &str, why: String) -> Reason {
    Reason::new(Code::NotAMember, "C5.4", why)
        .fact(line.person.subject())
        .fact(format!("seat:{seat}"))
        .cure("Name the deputy in the membership of the committee, for a seat that allows deputies.")
}

/// The seat is one of the committee, allows deputies, and the person is named for it.
fn of_the_seat(sitting: &Sitting, at: &CommitteeAtMeeting, line: &AttendanceEvent, seat_id: &str) -> Vec<Reason> {
    let Some(seat) = at.seat(seat_id) else {
        return vec![no_deputy(line, seat_id, format!("There is no seat '{seat_id}' in this committee."))];
    };
    let mut reasons = Vec::new();
    if !seat.deputies {
        reasons.push(no_deputy(
            line,
            seat_id,
            format!("The terms of reference allow no deputy in the seat of the {}.", title(sitting, at, seat)),
        ));
    }
    if !at.deputies(seat_id).any(|deputy| deputy == line.person) {
        let (name, titled) = (sitting.name(line.person), title(sitting, at, seat));
        let was_named = at.rolls.iter().any(|held| held.seat == seat_id && held.person == line.person && held.deputy_for.is_some());
        let why = if was_named && at.holders(seat_id).next().is_none() {
            format!("{name} deputises for the holder of the seat of the {titled}, and nobody holds it on this day.")
        } else {
            format!("{name} is not named as a deputy for the seat of the {titled} on this day.")
        };
        reasons.push(no_deputy(line, seat_id, why));
    }
    reasons
}

/// A holder of the seat is in the room, or another deputy sits in it.
fn taken(sitting: &Sitting, room: &Room, at: &CommitteeAtMeeting, line: &AttendanceEvent, seat_id: &str) -> Vec<Reason> {
    let name = sitting.name(line.person);
    let mut reasons = Vec::new();
    if let Some(holder) = at.holders(seat_id).find(|holder| *holder != line.person && room.present.contains(holder)) {
        let why = format!("{} is in the room and holds the seat; {name} cannot sit in it too.", sitting.name(holder));
        reasons.push(Reason::new(Code::NotAMember, "C5.4", why).fact(holder.subject()).cure("The deputy sits once the holder has left."));
    }
    let sits = room.sitting_for.get(&(at.committee.id, seat_id.to_owned())).filter(|deputy| **deputy != line.person);
    if let Some(other) = sits {
        let why = format!("{} sits in the seat '{seat_id}' as deputy; {name} cannot sit in it too.", sitting.name(*other));
        let cure = "Another deputy sits once the one who sits has left.";
        reasons.push(Reason::new(Code::NotAMember, "C5.4", why).fact(other.subject()).cure(cure));
    }
    reasons
}

/// The person has a seat of this committee already: their own, or another they deputise in.
fn sits_elsewhere(sitting: &Sitting, room: &Room, at: &CommitteeAtMeeting, line: &AttendanceEvent, seat_id: &str) -> Option<Reason> {
    let other = at.seats().iter().find(|seat| {
        let holds = at.holders(&seat.id).any(|holder| holder == line.person);
        let sits = room.sitting_for.get(&(at.committee.id, seat.id.clone())) == Some(&line.person);
        holds || (sits && seat.id != seat_id)
    })?;
    let why = format!("{} already sits in the seat '{}' of this committee.", sitting.name(line.person), other.id);
    Some(Reason::new(Code::Duplicate, "C5.4", why).fact(line.person.subject()).fact(format!("seat:{}", other.id)))
}

/// C1: the items under way that forbid the person the room, and a ruling or proposal that
/// forbids the whole meeting.
fn kept_out(sitting: &Sitting, person: PersonId) -> Vec<Reason> {
    let name = sitting.name(person);
    let mut reasons: Vec<Reason> = Vec::new();
    for item in &sitting.items {
        let how = standing(sitting, item, person);
        let forbidden = how.treatment == Treatment::NotAttend
            || (sitting.is_open(item.id) && sitting.phase(item.id).is_some_and(|phase| !may_be_in_room(sitting, &how, item, phase)));
        if forbidden {
            let reason = kept_out_by(&how, item, &name).fact(person.subject()).fact(item.id.subject());
            if !reasons.iter().any(|other| other.code == reason.code) {
                reasons.push(reason);
            }
        }
    }
    reasons
}

fn kept_out_by(how: &Standing, item: &Item, name: &str) -> Reason {
    let until = if how.treatment == Treatment::NotAttend { "the meeting" } else { "this item, which is under way" };
    if how.is_ruled() {
        Reason::new(Code::ExcludedByRuling, "C1.1", format!("{}, and so stays out of {until}.", how.says(name, item)))
            .cure("They come back when the item is closed.")
    } else {
        Reason::new(Code::AwaitingRuling, "C1.1", format!("{}.", how.says(name, item))).cure("Whoever presides over the item rules on it.")
    }
}
