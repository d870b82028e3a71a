//! C5.5, C6, C10: may this outcome be recorded?
//!
//! An outcome that decides (approved, rejected, ratified, not ratified, recommended) is recorded
//! in the decision phase, quorate, with the composition the terms demand, no conflict unresolved,
//! somebody presiding, and nobody in the room who must be out; and, but for a recommendation,
//! with authority. It says what the vote said. Other outcomes (deferred, referred, noted, no
//! decision) may be recorded at any time in an open meeting; but what is noted, and what is put off once
//! it was begun and somebody presides, leaves no conflict unresolved. A decision is taken once. By correspondence it is taken
//! when the replies are in (C7.4), and of an item that was called in nothing is decided or noted (C7.5).

use std::collections::BTreeSet;

use super::composition::composition;
use super::count::of_the_count;
use super::ladder::rung_used;
use super::undeclared::{overdue, undeclared_reason};
use super::{advised, confirming, deciding_again};
use crate::access::Seen;
use crate::committees::Terms;
use crate::conflicts::rules::overriding;
use crate::conflicts::rules::standing::ruling_in_force;
use crate::conflicts::rules::withdrew::majority_withdrew;
use crate::conflicts::{Override, Standings, presiding};
use crate::ids::{CommitteeId, DecisionId, ItemId, PersonId};
use crate::meetings::rules::authority::{Authorised, SHADOW, Taking, authorised};
use crate::meetings::rules::correspondence::waits_for_a_room;
use crate::meetings::{CommitteeAtMeeting, Decided, Effect, Item, MeetingState, Method, Outcome, PENDING, Room, Sitting};
use crate::moment::Instant;
use crate::policy::{Phase, Rung, Undeclared};
use crate::proceedings::rules::{conflict_reasons, no_business, nobody_presides, not_open, unruled};
use crate::quorum::rules::item::before_exclusions;
use crate::quorum::{Clause, Quorum, of_item};
use crate::text::{Kept as _, Prose, Rationale};
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::votes::rules::replies::of_the_replies;
use crate::votes::{ElectionCount, Tally, tally};

/// The flag of a decision that was taken again.
pub const RETAKEN: &str = "retaken";

/// An outcome to be recorded for one committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decide {
    pub item: Seen<ItemId>,
    /// None where there is one that can be meant.
    pub committee: Option<CommitteeId>,
    pub outcome: Outcome,
    pub method: Method,
    pub text: Option<Prose>,
    pub dissent: Vec<PersonId>,
    pub override_: Option<Override>,
}

impl Decide {
    /// What was asked when a decision was recorded, to be asked again.
    #[must_use]
    pub fn as_recorded(decided: &Decided) -> Self {
        Self {
            item: Seen::without_asking(decided.item),
            committee: Some(decided.committee),
            outcome: decided.outcome,
            method: decided.method,
            // Where one was needed it was given, and no panel is written before a decision.
            text: Some(Prose::kept("as it was".to_owned())),
            dissent: decided.dissent.clone(),
            override_: decided.override_.as_ref().map(|over| Override { by: over.by, reason: Rationale::kept(over.reason.clone()) }),
        }
    }
}

/// The permit: the outcome may be recorded, with the evidence it rests on.
#[derive(Debug, Clone)]
pub struct MayDecide {
    pub(in crate::decisions) command: Decide,
    pub(in crate::decisions) committee: CommitteeId,
    pub(in crate::decisions) presiding: Option<PersonId>,
    pub(in crate::decisions) tally: Tally,
    /// With nobody excluded, and as it counts.
    pub(in crate::decisions) quorum_before: Quorum,
    pub(in crate::decisions) quorum_after: Quorum,
    pub(in crate::decisions) composition: Vec<Clause>,
    pub(in crate::decisions) rung: Option<Rung>,
    pub(in crate::decisions) authority: Option<Authorised>,
    pub(in crate::decisions) flags: Vec<&'static str>,
    /// Whoever of those who vote had declared nothing, and had had time to; asked of an outcome that decides.
    pub(in crate::decisions) never_declared: BTreeSet<PersonId>,
    /// By whose word the composition was breached; none where it was not.
    pub(in crate::decisions) over: Option<Override>,
    /// Whether it takes effect by itself, waits for no confirmation and is not taken in shadow.
    pub(in crate::decisions) effective: bool,
    /// The decision that it takes again.
    pub(in crate::decisions) decides_again: Option<DecisionId>,
    /// Whether every committee concerned has now decided, which closes an item that is not closed.
    pub(in crate::decisions) closes: bool,
}

impl MayDecide {
    /// Written late, it says so for good (C10).
    #[must_use]
    pub fn entered(mut self, late: Option<Instant>) -> Self {
        if late.is_some() && !self.flags.contains(&WRITTEN_LATE) {
            self.flags.push(WRITTEN_LATE);
        }
        self
    }

    /// The flags of the decision.
    #[must_use]
    pub fn flags(&self) -> Vec<String> {
        self.flags.iter().map(|flag| (*flag).to_owned()).collect()
    }

    /// Whoever dissents or overrides, stood for election or counted the ballots.
    pub(in crate::decisions) fn named(&self) -> impl Iterator<Item = PersonId> {
        let (over, held) = (self.over.as_ref().map(|over| over.by), self.tally.election.iter());
        self.command.dissent.iter().copied().chain(over).chain(held.flat_map(ElectionCount::people))
    }
}

const WRITTEN_LATE: &str = "written_late";

/// The flag of a decision that was taken by replies in writing (C7.4).
const BY_CORRESPONDENCE: &str = "by_correspondence";

/// Whether an outcome decides something, and so has conditions.
#[must_use]
pub const fn decides(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approved | Outcome::Rejected | Outcome::Ratified | Outcome::NotRatified | Outcome::Recommended)
}

/// Whether an outcome takes effect by itself.
#[must_use]
pub const fn is_effective(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approved | Outcome::Rejected | Outcome::Ratified)
}

/// D5, C10: what effect an outcome has: in shadow none, and where the kind of decision is to be confirmed none until then.
#[must_use]
pub fn effect(terms: Option<&Terms>, item: &Item, outcome: Outcome, authority: Option<&Authorised>) -> Effect {
    let is_in_shadow = authority.is_some_and(|basis| basis.meanwhile().is_some());
    if is_in_shadow || !is_effective(outcome) {
        return Effect::Without;
    }
    if confirming::must_wait(terms, item, outcome) { Effect::Waits } else { Effect::Takes }
}

/// See the head of this file.
///
/// # Errors
/// The refusal, with every reason that holds; a second decision, or one of a part and of the whole, is refused as
/// final and for nothing else.
pub fn decide(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, command: &Decide) -> Result<MayDecide, Refusal> {
    if let Some(decided) = sitting.decided(item.id, at.committee.id) {
        return Err(Refusal::of(
            Reason::new(
                Code::DecisionFinal,
                "C10",
                format!("{} has recorded '{}' for item {}.", at.committee.name, decided.outcome.words(), item.number),
            )
            .fact(decided.id.subject())
            .cure("On a false entry whoever presides reopens it in the sitting itself; later it is put right by a correction."),
        ));
    }
    if let Some(decided) = sitting.decided_otherwise(item, at.committee.id) {
        let other = sitting.item(decided.item).map_or_else(String::new, |other| other.number.clone());
        let detail = format!(
            "{} has recorded '{}' for item {other}, and an item is decided whole or by its parts, not both.",
            at.committee.name,
            decided.outcome.words()
        );
        return Err(Refusal::of(
            Reason::new(Code::DecisionFinal, "C10", detail)
                .facts([decided.id.subject(), item.id.subject()])
                .cure("Record outcomes of the parts alone, or of the whole alone."),
        ));
    }
    let (all, room) = (room, &*room.on(item.id));
    let mut reasons = Reasons::new();
    // That an item is put off may be recorded while the meeting is adjourned.
    let may_be_put_off = sitting.meeting.state == MeetingState::Adjourned && command.outcome == Outcome::Deferred;
    if sitting.meeting.state != MeetingState::Open && !may_be_put_off {
        reasons.add(not_open(sitting));
    }
    if !item.concerns(at.committee.id) {
        reasons.add(
            Reason::new(Code::ItemNotInThisCommittee, "C6.7", format!("Item {} does not concern {}.", item.number, at.committee.name))
                .fact(item.id.subject()),
        );
    }
    let presider = presiding(sitting, room, item, at);
    let tally = tally(sitting, room, item, at);
    let quorum_after = of_item(sitting, room, item, at);
    let quorum_before = before_exclusions(&Standings::of(sitting), room, item, at);
    let clauses = composition(sitting, room, item, at);
    let overdue = overdue(sitting, room, item, at);
    let breached = clauses.iter().any(|clause| !clause.satisfied);
    let (mut authority, mut again) = (None, None);
    let called_in = waits_for_a_room(sitting, item, Code::OutOfPhase);
    if decides(command.outcome) && called_in.is_none() && sitting.phase(item.id) == Some(Phase::Decision) {
        reasons.extend(of_the_replies(sitting, item, at, &tally));
    }
    if decides(command.outcome) || command.outcome == Outcome::Noted {
        reasons.extend(called_in);
    }
    if decides(command.outcome) {
        if sitting.phase(item.id) != Some(Phase::Decision) {
            reasons.add(
                Reason::new(
                    Code::OutOfPhase,
                    "C10",
                    format!("'{}' is recorded in the decision phase of item {}.", command.outcome.words(), item.number),
                )
                .fact(item.id.subject())
                .cure("Take the item into its decision phase."),
            );
        }
        if !quorum_after.quorate {
            reasons.add(
                Reason::new(
                    Code::Inquorate,
                    "C5.1",
                    format!("{} is inquorate on item {}: {}.", at.committee.name, item.number, quorum_after.shortfall()),
                )
                .fact(item.id.subject())
                .cure("See the repairs offered for the item; or record that it is deferred."),
            );
        }
        if command.method == Method::Consensus && at.policy.undeclared == Undeclared::Stop {
            reasons.extend(undeclared_reason(sitting, item, &overdue));
        }
        if breached {
            reasons.extend(composition_reasons(sitting, room, item, &clauses, command.override_.as_ref()));
        }
        // Whoever must be out is out of the phase the item is in; that it must be the decision is
        // a reason of its own. Who has replied in writing leaves no room.
        reasons.extend(conflict_reasons(sitting, all, item, sitting.phase(item.id).unwrap_or(Phase::Introduction)));
        if presider.is_none() {
            reasons.add(nobody_presides(item));
        }
        if command.outcome != Outcome::Recommended {
            let confirms = matches!(command.outcome, Outcome::Ratified | Outcome::NotRatified);
            let taking = if confirms { Taking::Ratification } else { Taking::Decision };
            match authorised(sitting, at, item, sitting.meeting.date, taking) {
                Ok(basis) => authority = Some(basis),
                Err(refused) => reasons.extend(refused),
            }
        }
        reasons.extend(of_the_count(sitting, room, at, item, command, &tally));
        reasons.extend(advised::reasons(sitting, item, command));
        reasons.extend(confirming::reasons(sitting, item, at.committee.id, command.outcome));
        match deciding_again::first(sitting, item, at.committee.id) {
            Ok(first) => again = first,
            Err(reason) => reasons.add(*reason),
        }
    } else if command.outcome == Outcome::Noted || (sitting.phase(item.id).is_some() && presider.is_some()) {
        reasons.extend(unruled(sitting, room, item));
    }
    if command.outcome == Outcome::Noted {
        // Whichever of the committees concerned does no business without a quorum.
        reasons.extend(sitting.concerned(item).filter_map(|other| no_business(sitting, room, item, other)));
    }
    // An override is looked at only where there is something to lift.
    let over = command.override_.as_ref().filter(|_| breached && decides(command.outcome));
    let in_shadow = authority.as_ref().is_some_and(|basis| basis.meanwhile().is_some());
    let effect = effect(at.terms.as_ref(), item, command.outcome, authority.as_ref());
    let mut flags = Vec::new();
    if in_shadow {
        flags.push(SHADOW);
    }
    if majority_withdrew(sitting, room, item, at) {
        flags.push("majority_withdrew");
    }
    if over.is_some() {
        flags.push("composition_breached");
    }
    if sitting.book.begun.iter().any(|begun| begun.item == item.id && begun.late && begun.by_decision.is_none()) {
        flags.push(WRITTEN_LATE);
    }
    if sitting.book.reopened.iter().any(|(first, _)| (first.item, first.committee) == (item.id, at.committee.id)) {
        flags.push(RETAKEN);
    }
    if floor_overridden(sitting, item) {
        flags.push("floor_overridden");
    }
    if decides(command.outcome) && at.policy.undeclared == Undeclared::Flag && !overdue.is_empty() {
        flags.push("undeclared_voter");
    }
    if effect == Effect::Waits {
        flags.push(PENDING);
    }
    if decides(command.outcome) && sitting.is_by_correspondence() {
        flags.push(BY_CORRESPONDENCE);
    }
    let mut others = sitting.concerned(item).filter(|other| other.committee.id != at.committee.id);
    let closes =
        sitting.phase(item.id) != Some(Phase::Closed) && others.all(|other| sitting.decided(item.id, other.committee.id).is_some());
    let rung = rung_used(sitting, room, item, at, command.outcome, &quorum_after);
    reasons.or_else(|| MayDecide {
        command: command.clone(),
        committee: at.committee.id,
        presiding: presider,
        tally,
        quorum_before,
        quorum_after,
        composition: clauses,
        rung,
        authority,
        flags,
        never_declared: if decides(command.outcome) { overdue } else { BTreeSet::new() },
        over: over.cloned(),
        decides_again: again,
        effective: effect == Effect::Takes,
        closes,
    })
}

/// C6.4: a breach of composition is a soft stop, which a guardian lifts.
fn composition_reasons(sitting: &Sitting, room: &Room, item: &Item, clauses: &[Clause], over: Option<&Override>) -> Vec<Reason> {
    match over {
        Some(over) => overriding::faults_of(over, sitting, room, &[item], &[], "C6.4"),
        None => {
            let says: Vec<&str> = clauses.iter().filter(|clause| !clause.satisfied).map(|clause| clause.says.as_str()).collect();
            vec![
                Reason::new(
                    Code::CompositionBreached,
                    "C6.4",
                    format!("Those who vote on item {} must be: {}.", item.number, says.join("; ")),
                )
                .fact(item.id.subject())
                .cure("Bring in more of those members, or go on by the word of a guardian of conflicts of interest, with a reason."),
            ]
        }
    }
}

/// C1.3: whether somebody is treated on the item below a floor, by the word of the guardian.
fn floor_overridden(sitting: &Sitting, item: &Item) -> bool {
    let ruled: BTreeSet<PersonId> = sitting.book.rulings.iter().filter(|ruling| ruling.item == item.id).map(|r| r.person).collect();
    ruled.into_iter().any(|person| ruling_in_force(sitting, item, person).is_some_and(|ruling| ruling.over.is_some()))
}
