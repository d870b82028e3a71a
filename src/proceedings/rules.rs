//! The order of business (rulebook C4, C5.1, C10).

use std::collections::BTreeMap;

use crate::access::Seen;
use crate::conflicts::presiding;
use crate::conflicts::rules::standing::{must_leave, unresolved};
use crate::conflicts::rules::withdrew::majority_withdrew;
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
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

/// The permit: these people may be minuted as having nothing to declare.
#[derive(Debug, Clone)]
pub struct MaySayNil {
    pub(in crate::proceedings) meeting: MeetingId,
    pub(in crate::proceedings) people: Vec<PersonId>,
}

/// C4: that there is nothing to declare is itself recorded, until the meeting is over. What stands on the
/// register stands, whatever is said.
///
/// # Errors
/// The refusal, once it is over.
pub fn say_nil(sitting: &Sitting, people: &[PersonId]) -> Result<MaySayNil, Refusal> {
    match sitting.meeting.state {
        MeetingState::Called | MeetingState::Open => Ok(MaySayNil { meeting: sitting.meeting.id, people: people.to_vec() }),
        MeetingState::Closed | MeetingState::Cancelled => Err(Refusal::of(not_open(sitting))),
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
/// until whoever presides says that it goes on.
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
    let presider = presiding(sitting, room, item);
    if presider.is_none() {
        reasons.add(nobody_presides(item));
    }
    let mut withdrew = Vec::new();
    match command.phase {
        Phase::Introduction => {}
        Phase::Deliberation | Phase::Decision => {
            reasons.extend(conflict_reasons(sitting, room, item, command.phase));
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
    if presiding(sitting, room, item) != Some(proceed.by) {
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
    reasons
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::meetings::scene::Scene;
    use crate::policy::Treatment;

    fn begun(scene: &Scene, phase: Phase, proceed: Option<(&str, &str)>) -> Vec<Code> {
        let proceed = proceed.map(|(by, reason)| Proceed { by: scene.id(by), reason: Rationale::parse(reason).unwrap() });
        let command = BeginPhase { item: scene.seen(), phase, proceed };
        let refused = begin(&scene.sitting, &scene.room(), scene.item(), &command).err();
        refused.into_iter().flat_map(|refusal| refusal.reasons).map(|reason| reason.code).collect()
    }

    /// Of these seats beside the chair's, the first so many are excluded, and out.
    fn with_out(out: usize) -> Scene {
        let mut scene = Scene::of("chair:lay!chair a:gp b:gp c:gp");
        for name in ["a", "b", "c"].into_iter().take(out) {
            scene.rule(name, Treatment::Leave);
            scene.leave(name);
        }
        scene
    }

    #[test]
    fn most_having_to_go_waits_for_the_word_of_the_chair() {
        assert_eq!(begun(&with_out(2), Phase::Deliberation, None), [], "half is not most");
        let scene = with_out(3);
        assert_eq!(begun(&scene, Phase::Introduction, None), [], "an introduction may be heard");
        assert_eq!(begun(&scene, Phase::Deliberation, None), [Code::MajorityWithdrew]);
        assert_eq!(begun(&scene, Phase::Decision, None), [Code::MajorityWithdrew]);
        assert_eq!(begun(&scene, Phase::Decision, Some(("chair", "The sum is small."))), []);
        assert_eq!(begun(&scene, Phase::Decision, Some(("a", "The sum is small."))), [Code::NotTheDecider]);
        assert_eq!(begun(&scene, Phase::Decision, Some(("chair", " "))), [Code::ReasonRequired]);
        assert_eq!(begun(&scene, Phase::Closed, None), []);
    }

    #[test]
    fn it_is_said_once_an_item() {
        let mut scene = with_out(3);
        scene.begin(Phase::Deliberation);
        assert_eq!(begun(&scene, Phase::Decision, None), [Code::MajorityWithdrew]);
        let by = scene.id("chair");
        let said = crate::meetings::sitting::Over { by, reason: "The sum is small.".into() };
        scene.sitting.book.begun.last_mut().unwrap().proceed = Some(said);
        assert_eq!(begun(&scene, Phase::Decision, None), []);
    }

    #[test]
    fn a_word_that_is_not_needed_is_not_kept() {
        let scene = with_out(1);
        let proceed = Some(Proceed { by: scene.id("a"), reason: Rationale::parse(" ").unwrap() });
        let command = BeginPhase { item: scene.seen(), phase: Phase::Decision, proceed };
        assert!(begin(&scene.sitting, &scene.room(), scene.item(), &command).unwrap().proceed().is_none());
    }

    #[test]
    fn an_item_is_not_closed_over_a_conflict_that_nobody_ruled_on() {
        let mut scene = with_out(0);
        let practice = scene.body("P", crate::organisations::OrganisationKind::GpPractice);
        scene.interest("a", crate::declarations::Category::Financial, Some(practice));
        scene.affects(crate::meetings::Affected::Organisation(practice));
        assert_eq!(begun(&scene, Phase::Introduction, None), []);
        assert_eq!(begun(&scene, Phase::Closed, None), [Code::ConflictsUnresolved]);
        scene.rule("a", Treatment::Note);
        assert_eq!(begun(&scene, Phase::Closed, None), []);
    }
}
