//! The order of business (rulebook C4, C5.1, C10).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::access::Seen;
use crate::committees::Business;
use crate::conflicts::presiding;
use crate::conflicts::rules::standing::{must_leave, unresolved};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Item, MeetingState, Room, Sitting};
use crate::moment::Date;
use crate::policy::Phase;
use crate::quorum;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The permit: the meeting may be opened, with the quorum's answer at the opening.
#[derive(Debug, Clone)]
pub struct MayConvene {
    pub(in crate::proceedings) meeting: MeetingId,
    pub(in crate::proceedings) opening: BTreeMap<CommitteeId, bool>,
}

/// The permit: the meeting may end, closed or cancelled.
#[derive(Debug, Clone, Copy)]
pub struct MayEnd {
    pub(in crate::proceedings) meeting: MeetingId,
    pub(in crate::proceedings) state: MeetingState,
}

/// C10: a meeting is convened once, under terms of reference in force on its day, and not before
/// that day has come; one whose book is kept afterwards is convened in it late. The permit is the
/// quorum's answer at the opening, with nobody excluded.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn convene(sitting: &Sitting, room: &Room, on: Date) -> Result<MayConvene, Refusal> {
    let mut reasons = Reasons::new();
    match sitting.meeting.state {
        MeetingState::Called => {}
        MeetingState::Open => {
            reasons.add(Reason::new(Code::Duplicate, "C10", "The meeting is already open.").fact(sitting.meeting.id.subject()))
        }
        MeetingState::Closed | MeetingState::Cancelled => reasons.add(not_open(sitting)),
    }
    let called_for = sitting.meeting.date;
    if on < called_for {
        let detail = format!("The meeting is called for {}, and it is {}.", called_for.long(), on.long());
        let cure = "Convene it on its day, or change the day of the meeting first (PATCH its date).";
        reasons.add(Reason::new(Code::StateForbids, "C10", detail).fact(sitting.meeting.id.subject()).cure(cure));
    }
    for at in sitting.committees.iter().filter(|at| at.terms.is_none()) {
        reasons.add(
            Reason::new(
                Code::TermsNotInForce,
                "F",
                format!("{} has no terms of reference in force on {}.", at.committee.name, sitting.meeting.date.long()),
            )
            .fact(at.committee.id.subject())
            .cure("Record terms of reference that begin on or before the day of the meeting."),
        );
    }
    reasons.or_else(|| MayConvene { meeting: sitting.meeting.id, opening: quorum::opening(sitting, room) })
}

/// C4, C10: closing a meeting leaves no item half done, and no item for decision or ratification
/// without its outcome: after that there is no meeting left to record one in.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn close(sitting: &Sitting) -> Result<MayEnd, Refusal> {
    let mut reasons = Reasons::new();
    if sitting.meeting.state != MeetingState::Open {
        reasons.add(not_open(sitting));
    }
    for item in &sitting.items {
        if sitting.is_open(item.id) {
            reasons.add(
                Reason::new(Code::OutOfPhase, "C10", format!("Item {} is still under way.", item.number))
                    .fact(item.id.subject())
                    .cure("Decide it, or record that it is deferred."),
            );
        } else {
            reasons.extend(without_outcome(sitting, item));
        }
    }
    reasons.or_else(|| MayEnd { meeting: sitting.meeting.id, state: MeetingState::Closed })
}

/// C10: a meeting is cancelled before it has been convened.
///
/// # Errors
/// The refusal, once it has.
pub fn cancel(sitting: &Sitting) -> Result<MayEnd, Refusal> {
    match sitting.meeting.state {
        MeetingState::Called => Ok(MayEnd { meeting: sitting.meeting.id, state: MeetingState::Cancelled }),
        MeetingState::Open | MeetingState::Closed | MeetingState::Cancelled => Err(Refusal::of(not_open(sitting))),
    }
}

/// C4: the reasons that the minutes of an item are incomplete, one for each committee it concerns
/// in which an outcome is needed and missing. A part of an item that must be decided is asked for
/// with its item.
#[must_use]
pub fn without_outcome(sitting: &Sitting, item: &Item) -> Vec<Reason> {
    let whole = item.part_of.and_then(|whole| sitting.item(whole));
    let answers_for_itself = item.must_be_decided() && !whole.is_some_and(Item::must_be_decided);
    let lacks = |at: &&CommitteeAtMeeting| answers_for_itself && !sitting.has_outcome(item, at.committee.id);
    let reason = |at: &CommitteeAtMeeting| {
        Reason::new(
            Code::MinutesIncomplete,
            "C4",
            format!("Item {}, '{}', has no outcome in {}.", item.number, item.title, at.committee.name),
        )
        .fact(item.id.subject())
        .fact(at.committee.id.subject())
        .cure("Record its outcome: decided, deferred, referred, or no decision.")
    };
    sitting.concerned(item).filter(lacks).map(reason).collect()
}

/// The reason that the meeting is not open, for every room that asks.
#[must_use]
pub fn not_open(sitting: &Sitting) -> Reason {
    let (detail, cure) = match sitting.meeting.state {
        MeetingState::Called => ("The meeting has not been convened.", "Convene the meeting first."),
        MeetingState::Open => ("The meeting is open.", "Nothing needs to be done."),
        MeetingState::Closed => ("The meeting is closed.", "Take the item at the next meeting, or record a correction."),
        MeetingState::Cancelled => ("The meeting was cancelled.", "Call another meeting."),
    };
    let state = format!("state:{}", sitting.meeting.state);
    Reason::new(Code::MeetingNotOpen, "C10", detail).fact(sitting.meeting.id.subject()).fact(state).cure(cure)
}

/// An item is to be taken into a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeginPhase {
    pub item: Seen<ItemId>,
    pub phase: Phase,
}

/// The permit, with the quorum's answer at this moment.
#[derive(Debug, Clone)]
pub struct MayBegin {
    phase: BeginPhase,
    presiding: PersonId,
    quorate: BTreeMap<CommitteeId, bool>,
}

impl MayBegin {
    #[must_use]
    pub fn phase(&self) -> BeginPhase {
        self.phase
    }

    #[must_use]
    pub fn presiding(&self) -> PersonId {
        self.presiding
    }

    #[must_use]
    pub fn quorate(&self) -> &BTreeMap<CommitteeId, bool> {
        &self.quorate
    }
}

/// Phases go forwards only and any may be skipped. Somebody presides. From deliberation on, there
/// is a ruling on everybody who has arrived with a proposal below `note`, and nobody is in the
/// room whose standing forbids them that phase.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn begin(sitting: &Sitting, room: &Room, item: &Item, command: BeginPhase) -> Result<MayBegin, Refusal> {
    let mut reasons = Reasons::new();
    if sitting.meeting.state != MeetingState::Open {
        reasons.add(not_open(sitting));
    }
    if let Some(now) = sitting.phase(item.id).filter(|now| command.phase <= *now) {
        reasons.add(
            Reason::new(Code::OutOfPhase, "C10", format!("Item {} is in its {now} phase; phases go forwards only.", item.number))
                .fact(item.id.subject()),
        );
    }
    let presider = presiding(sitting, room, item);
    if presider.is_none() {
        reasons.add(nobody_presides(item));
    }
    if matches!(command.phase, Phase::Deliberation | Phase::Decision) {
        reasons.extend(conflict_reasons(sitting, room, item, command.phase));
        for at in sitting.concerned(item) {
            reasons.extend(no_business(sitting, room, item, at));
        }
    }
    reasons.or_else(|| ())?;
    let presiding = presider.ok_or_else(|| Refusal::of(nobody_presides(item)))?;
    let quorate =
        sitting.concerned(item).map(|at| (at.committee.id, quorum::rules::item::live(sitting, room, item, at, false).quorate)).collect();
    Ok(MayBegin { phase: command, presiding, quorate })
}

/// C5.1: where the terms ask a quorum of all business, there is no deliberation and nothing to note without one.
#[must_use]
pub fn no_business(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Option<Reason> {
    at.terms.as_ref().filter(|terms| terms.counting.business == Business::All)?;
    let quorum = quorum::of_item(sitting, room, item, at);
    (!quorum.quorate).then(|| {
        let (name, lacks) = (&at.committee.name, quorum.shortfall());
        let detail = format!("{name} does no business without a quorum, and has none for item {}: {lacks}.", item.number);
        Reason::new(Code::Inquorate, "C5.1", detail)
            .facts([item.id.subject(), at.committee.id.subject()])
            .cure("Wait for those who are wanting, or see the repairs offered for the item; or record that it is deferred.")
    })
}

/// The reason that nobody can preside, for every room that asks.
#[must_use]
pub fn nobody_presides(item: &Item) -> Reason {
    Reason::new(
        Code::NobodyCanPreside,
        "C2.4",
        format!("Nobody of the succession is in the room and unconflicted on item {}.", item.number),
    )
    .fact(item.id.subject())
    .cure("Name an unconflicted voting member who is in the room to preside over it.")
}

/// The reasons that the conflicts of an item forbid a phase: rulings outstanding, people who must
/// leave first.
#[must_use]
pub fn conflict_reasons(sitting: &Sitting, room: &Room, item: &Item, phase: Phase) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let names = |people: &[PersonId]| people.iter().map(|p| sitting.name(*p)).collect::<Vec<_>>().join(", ");
    let open = unresolved(sitting, room, item);
    if !open.is_empty() {
        reasons.push(
            Reason::new(Code::ConflictsUnresolved, "C1.1", format!("Nobody has ruled on item {} for {}.", item.number, names(&open)))
                .facts(open.iter().map(|p| p.subject()))
                .fact(item.id.subject())
                .cure("Whoever presides over the item rules on each of them."),
        );
    }
    let leaving = must_leave(sitting, room, item, phase);
    if !leaving.is_empty() {
        reasons.push(
            Reason::new(
                Code::MustLeaveFirst,
                "C4",
                format!("{} may not be in the room for the {phase} of item {}.", names(&leaving), item.number),
            )
            .facts(leaving.iter().map(|p| p.subject()))
            .fact(item.id.subject())
            .fact(sitting.meeting.id.subject())
            .cure("Record that they leave for the item, then go on."),
        );
    }
    reasons
}
