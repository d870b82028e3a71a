//! The order of business (rulebook C4, C5.1, C10).

pub mod advising;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::access::Seen;
use crate::attendance::visitors_out;
use crate::committees::Business;
use crate::conflicts::rules::standing::{must_leave, unresolved};
use crate::conflicts::rules::withdrew::majority_withdrew;
use crate::conflicts::{convening, presiding};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::rules::correspondence;
use crate::meetings::{CommitteeAtMeeting, Item, MeetingState, Room, Sitting};
use crate::moment::Date;
use crate::policy::Phase;
use crate::quorum;
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// The permit: the meeting may be opened, with the quorum's answer at the opening.
#[derive(Debug, Clone)]
pub struct MayConvene {
    pub(in crate::proceedings) meeting: MeetingId,
    pub(in crate::proceedings) opening: BTreeMap<CommitteeId, bool>,
}

/// The permit: the meeting may end, closed or cancelled.
#[derive(Debug, Clone)]
pub struct MayEnd {
    pub(in crate::proceedings) meeting: MeetingId,
    pub(in crate::proceedings) state: MeetingState,
    /// Of a cancelled one: why.
    pub(in crate::proceedings) reason: Option<String>,
}

/// The permit: the meeting may stop, until a day where one is named.
#[derive(Debug, Clone, Copy)]
pub struct MayAdjourn {
    pub(crate) meeting: MeetingId,
    pub(crate) until: Option<Date>,
}

/// The permit: the meeting may go on, on that day.
#[derive(Debug, Clone, Copy)]
pub struct MayResume {
    pub(crate) meeting: MeetingId,
    pub(crate) on: Date,
}

impl MayResume {
    /// The day on which it goes on.
    #[must_use]
    pub const fn on(&self) -> Date {
        self.on
    }
}

/// C10: a meeting is convened once, under terms of reference in force on its day; that it is on that day is asked of
/// the time (`meetings::rules::timing`). By correspondence it is opened on the agenda that
/// members have (C7.3). The permit is the quorum's answer at the opening, with nobody excluded.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn convene(sitting: &Sitting, room: &Room) -> Result<MayConvene, Refusal> {
    let mut reasons = Reasons::new();
    match sitting.meeting.state {
        MeetingState::Called => {}
        MeetingState::Open | MeetingState::Adjourned => {
            reasons.add(Reason::new(Code::Duplicate, "C10", "The meeting has been convened.").fact(sitting.meeting.id.subject()))
        }
        MeetingState::Closed | MeetingState::Cancelled => reasons.add(not_open(sitting)),
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
    if sitting.meeting.state == MeetingState::Called {
        reasons.extend(correspondence::opening(sitting));
    }
    // By correspondence a quorum is asked of the replies on an item, and of none before there is one.
    let opening = || if sitting.is_by_correspondence() { BTreeMap::new() } else { quorum::opening(sitting, room) };
    reasons.or_else(|| MayConvene { meeting: sitting.meeting.id, opening: opening() })
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
    reasons.or_else(|| MayEnd { meeting: sitting.meeting.id, state: MeetingState::Closed, reason: None })
}

/// C10: a meeting is cancelled before it has been convened, once, and with the reason.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn cancel(sitting: &Sitting, reason: Option<&Rationale>) -> Result<MayEnd, Refusal> {
    let mut reasons = Reasons::new();
    let about = |code: Code, detail: &str| Reason::new(code, "C10", detail).fact(sitting.meeting.id.subject());
    match sitting.meeting.state {
        MeetingState::Called => {}
        MeetingState::Cancelled => reasons.add(about(Code::Duplicate, "The meeting was cancelled already.")),
        MeetingState::Open | MeetingState::Adjourned | MeetingState::Closed => {
            let reason = about(Code::OutOfPhase, "The meeting has been convened, and so is not cancelled.");
            reasons.add(reason.cure("Adjourn it, or record that its items are deferred, and close it."));
        }
    }
    let words = reason.and_then(Rationale::words);
    if words.is_none() {
        reasons.add(about(Code::ReasonRequired, "Whoever was called to the meeting is told why it is not held.").cure("Give the reason."));
    }
    let reason = words.map(str::to_owned);
    reasons.or_else(|| MayEnd { meeting: sitting.meeting.id, state: MeetingState::Cancelled, reason })
}

/// C10: an open meeting stops for the day, until a day that is not past where one is named. The room empties;
/// items under way stay in their phase, with their rulings and the votes that were cast.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn adjourn(sitting: &Sitting, until: Option<Date>) -> Result<MayAdjourn, Refusal> {
    let mut reasons = Reasons::new();
    if sitting.book.minutes_final {
        reasons.add(Reason::new(Code::MinutesFinal, "C10", "The minutes are final.").fact(sitting.meeting.id.subject()));
    } else if sitting.meeting.state != MeetingState::Open {
        reasons.add(not_open(sitting));
    }
    let cure = "Record that what is not to be decided so is deferred, and carry it over to a meeting in a room.";
    reasons.extend(correspondence::only_in_a_room(sitting, "it is not adjourned, for nobody sits", cure));
    if let Some(until) = until.filter(|until| *until < sitting.day) {
        let detail = format!("{} is before {}, on which the meeting sits.", until.long(), sitting.day.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "C10", detail).cure("Adjourn it until that day or a later one."));
    }
    reasons.or_else(|| MayAdjourn { meeting: sitting.meeting.id, until })
}

/// C10: an adjourned meeting goes on, not before the day until which it was adjourned; where none was named, not
/// before the last day on which it sat. Who holds which seat, who may deputise and what is known is asked of that
/// day; terms, authority and policy stay those of the meeting's first.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn resume(sitting: &Sitting, on: Option<Date>) -> Result<MayResume, Refusal> {
    let mut reasons = Reasons::new();
    match sitting.meeting.state {
        MeetingState::Adjourned => {}
        MeetingState::Open => {
            reasons.add(Reason::new(Code::Duplicate, "C10", "The meeting is not adjourned.").fact(sitting.meeting.id.subject()));
        }
        MeetingState::Called | MeetingState::Closed | MeetingState::Cancelled => reasons.add(not_open(sitting)),
    }
    let not_before = sitting.sitting_day();
    let on = on.unwrap_or(not_before);
    if on < not_before && sitting.meeting.state == MeetingState::Adjourned {
        let detail = format!("The meeting is adjourned until {}, after {}.", not_before.long(), on.long());
        reasons.add(Reason::new(Code::PeriodInvalid, "C10", detail).cure("Resume it on that day or a later one."));
    }
    reasons.or_else(|| MayResume { meeting: sitting.meeting.id, on })
}

/// C4: the reasons that the minutes of an item are incomplete, one for each committee it concerns
/// in which an outcome is needed and missing. A part of an item that must be decided is asked for
/// with its item.
#[must_use]
pub fn without_outcome(sitting: &Sitting, item: &Item) -> Vec<Reason> {
    let whole = item.part_of.and_then(|whole| sitting.item(whole));
    let answers_for_itself = item.is_on() && item.must_be_decided() && !whole.is_some_and(Item::must_be_decided);
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
        MeetingState::Adjourned => ("The meeting is adjourned.", "Resume the meeting first."),
        MeetingState::Closed => ("The meeting is closed.", "Take the item at the next meeting, or record a correction."),
        MeetingState::Cancelled => ("The meeting was cancelled.", "Call another meeting."),
    };
    let state = format!("state:{}", sitting.meeting.state);
    Reason::new(Code::MeetingNotOpen, "C10", detail).fact(sitting.meeting.id.subject()).fact(state).cure(cure)
}

/// An item is to be taken into a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginPhase {
    pub item: Seen<ItemId>,
    pub phase: Phase,
    /// That it goes on although most have to go.
    pub proceed: Option<Proceed>,
}

/// By whose word, and why, an item goes on although most have to go (C5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proceed {
    pub by: PersonId,
    pub reason: Rationale,
}

/// The permit, with the quorum's answer at this moment.
#[derive(Debug, Clone)]
pub struct MayBegin {
    phase: BeginPhase,
    presiding: PersonId,
    quorate: BTreeMap<CommitteeId, bool>,
    /// Whether most have to go from it, somewhere, and nobody had said yet that it goes on.
    withdrew: bool,
}

impl MayBegin {
    #[must_use]
    pub fn phase(&self) -> &BeginPhase {
        &self.phase
    }

    #[must_use]
    pub fn presiding(&self) -> PersonId {
        self.presiding
    }

    /// By whose word it goes on although most have to go; none where they need not.
    #[must_use]
    pub fn proceed(&self) -> Option<&Proceed> {
        self.phase.proceed.as_ref().filter(|_| self.withdrew)
    }

    #[must_use]
    pub fn quorate(&self) -> &BTreeMap<CommitteeId, bool> {
        &self.quorate
    }
}

/// Phases go forwards only and any may be skipped. Somebody presides. From deliberation on, there
/// is a ruling on everybody who has arrived with a proposal below `note`, and nobody is in the
/// room whose standing forbids them deliberation or decision; nor do these begin where most have to go,
/// until whoever presides says that it goes on. By correspondence a decision begins while enough days are left to reply.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn begin(sitting: &Sitting, room: &Room, item: &Item, command: &BeginPhase) -> Result<MayBegin, Refusal> {
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
    if sitting.concerned(item).any(|at| presiding(sitting, room, item, at).is_none()) {
        reasons.add(nobody_presides(item));
    }
    let presider = convening(sitting, room, item);
    let mut withdrew = Vec::new();
    match command.phase {
        Phase::Introduction => {}
        Phase::Deliberation | Phase::Decision => {
            reasons.extend(conflict_reasons(sitting, room, item, command.phase));
            if command.phase == Phase::Decision {
                reasons.extend(correspondence::too_late_to_ask(sitting, item));
            }
            reasons.extend(correspondence::waits_for_a_room(sitting, item, Code::OutOfPhase));
            for at in sitting.concerned(item) {
                reasons.extend(no_business(sitting, room, item, at));
            }
            withdrew = most_must_go(sitting, room, item);
            if !withdrew.is_empty() {
                reasons.extend(withdrawal_reasons(sitting, room, item, &withdrew, command.proceed.as_ref()));
            }
        }
        Phase::Closed => reasons.extend(unruled(sitting, room, item)),
    }
    reasons.or_else(|| ())?;
    let presiding = presider.ok_or_else(|| Refusal::of(nobody_presides(item)))?;
    let quorate =
        sitting.concerned(item).map(|at| (at.committee.id, quorum::rules::item::live(sitting, room, item, at, false).quorate)).collect();
    Ok(MayBegin { phase: command.clone(), presiding, quorate, withdrew: !withdrew.is_empty() })
}

/// C5.3: the committees in which more than half of the voting seats attending are excluded from an item; none
/// once it was said of it that it goes on.
fn most_must_go<'a>(sitting: &'a Sitting, room: &Room, item: &'a Item) -> Vec<&'a CommitteeAtMeeting> {
    if sitting.book.begun.iter().any(|begun| begun.item == item.id && begun.proceed.is_some()) {
        return Vec::new();
    }
    sitting.concerned(item).filter(|at| majority_withdrew(sitting, room, item, at)).collect()
}

/// C5.3: whoever presides in one of those committees looks at how many are left and at their balance, and says
/// with a reason that the item goes on.
fn withdrawal_reasons(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    withdrew: &[&CommitteeAtMeeting],
    proceed: Option<&Proceed>,
) -> Vec<Reason> {
    let about = |code: Code, detail: String| {
        let committees = withdrew.iter().map(|at| at.committee.id.subject());
        Reason::new(code, "C5.3", detail).fact(item.id.subject()).facts(committees)
    };
    let Some(proceed) = proceed else {
        let committees: Vec<&str> = withdrew.iter().map(|at| at.committee.name.as_str()).collect();
        let detail =
            format!("More than half of the voting seats attending are excluded from item {} in {}.", item.number, committees.join(", "));
        let cure = "Whoever presides says that it goes on, and why; or record that the item is deferred.";
        return vec![about(Code::MajorityWithdrew, detail).cure(cure)];
    };
    let mut reasons = Vec::new();
    if !withdrew.iter().any(|at| presiding(sitting, room, item, at) == Some(proceed.by)) {
        let detail = format!("{} does not preside over item {} where most have to go.", sitting.name(proceed.by), item.number);
        let cure = "Whoever presides over the item there says that it goes on.";
        reasons.push(about(Code::NotTheDecider, detail).fact(proceed.by.subject()).cure(cure));
    }
    if proceed.reason.words().is_none() {
        let detail = format!("That item {} goes on although most have to go needs a reason.", item.number);
        reasons.push(about(Code::ReasonRequired, detail).cure("Say how many are left, and in which balance; it is minuted."));
    }
    reasons
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
            .cure(format!("{}; or record that it is deferred.", quorum.way_on()))
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

fn names(sitting: &Sitting, people: &[PersonId]) -> String {
    people.iter().map(|person| sitting.name(*person)).collect::<Vec<_>>().join(", ")
}

/// C1.1: the reason that somebody has arrived with a proposal below `note` on whom nobody has ruled, where
/// there is somebody; a `note` needs no ruling.
#[must_use]
pub fn unruled(sitting: &Sitting, room: &Room, item: &Item) -> Option<Reason> {
    let open = unresolved(sitting, room, item);
    (!open.is_empty()).then(|| {
        let detail = format!("Nobody has ruled on item {} for {}.", item.number, names(sitting, &open));
        Reason::new(Code::ConflictsUnresolved, "C1.1", detail)
            .facts(open.iter().map(|p| p.subject()))
            .fact(item.id.subject())
            .cure("Whoever presides over the item rules on each of them.")
    })
}

/// The reasons that the conflicts of an item forbid a phase: rulings outstanding, people who must
/// leave first.
#[must_use]
pub fn conflict_reasons(sitting: &Sitting, room: &Room, item: &Item, phase: Phase) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = unruled(sitting, room, item).into_iter().collect();
    let leaving = must_leave(sitting, room, item, phase);
    if !leaving.is_empty() {
        reasons.push(
            Reason::new(
                Code::MustLeaveFirst,
                "C4",
                format!("{} may not be in the room for the {phase} of item {}.", names(sitting, &leaving), item.number),
            )
            .facts(leaving.iter().map(|p| p.subject()))
            .fact(item.id.subject())
            .fact(sitting.meeting.id.subject())
            .cure("Record that they leave for the item, then go on."),
        );
    }
    reasons.extend(visitors_out(sitting, item, phase));
    reasons
}
