//! C10: what is added once the minutes are final. Nothing is ever edited.
//!
//! A correction of a decision, or of the minutes of a meeting, adds a text and says why. That the outcome itself was
//! recorded wrongly only the committee can say: at a later open meeting of its own, through the first of its
//! succession who is there and not conflicted on the item, with a quorum there, and only what the recorded votes
//! bear and the committee could have recorded where the other outcome stands: in the decision phase, quorate, with
//! authority on that day. The outcome stays as it was recorded; what has effect follows the corrected one, which waits
//! to be confirmed or is in shadow as if it had been recorded then.

use super::decide::{self, Decide, decides};
use crate::committees::VotingRule;
use crate::conflicts::rules::preside::succession;
use crate::conflicts::standing;
use crate::ids::{DecisionId, MeetingId, PersonId};
use crate::meetings::rules::authority::{Taking, authorised};
use crate::meetings::{Act, Decided, Effect, Item, MeetingState, Method, Outcome, Said, Sitting};
use crate::proceedings::rules::not_open;
use crate::quorum::rules::item::live;
use crate::text::{Prose, Rationale};
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::votes::Tally;
use crate::votes::rules::tally::voting_of;

/// The permit: a correction of this decision, with its reason.
#[derive(Debug, Clone)]
pub struct MayCorrect {
    pub(in crate::decisions) meeting: MeetingId,
    pub(in crate::decisions) decision: DecisionId,
    pub(in crate::decisions) text: String,
    pub(in crate::decisions) reason: String,
    /// The true outcome with its effect, at which meeting the committee said so and through whom.
    pub(in crate::decisions) outcome: Option<(Outcome, Effect, MeetingId, PersonId)>,
}

/// The permit: an addition to the minutes of this meeting, with its reason.
#[derive(Debug, Clone)]
pub struct MayAdd {
    pub(in crate::decisions) meeting: MeetingId,
    pub(in crate::decisions) text: String,
    pub(in crate::decisions) reason: String,
}

/// The outcome that was the true one, as the committee says.
pub struct TrueOutcome<'a> {
    pub outcome: Outcome,
    pub by: Option<PersonId>,
    /// The meeting at which the decision was taken, and the decision as its book has it.
    pub taken_at: &'a Sitting,
    pub decided: &'a Decided,
    /// The meeting at which it is said, with the item beside its own.
    pub there: Option<&'a Sitting>,
    /// The count as it was recorded.
    pub tally: &'a Tally,
}

fn reason_required() -> Reason {
    Reason::new(Code::ReasonRequired, "C10", "A correction says why it is made.").cure("Give the reason; it is minuted.")
}

/// A correction of a decision.
///
/// # Errors
/// `reason_required`; of an outcome, beside it the first that holds: `meeting_not_open`, `minutes_incomplete`,
/// `decider_conflicted` or `not_the_decider`, `inquorate`, what the recorded votes refuse, what would have refused it
/// where the outcome stands that was recorded.
pub fn correct(
    meeting: MeetingId,
    decision: DecisionId,
    text: &Prose,
    reason: &Rationale,
    true_outcome: Option<&TrueOutcome<'_>>,
) -> Result<MayCorrect, Refusal> {
    let mut reasons = Reasons::new();
    let words = reason.words();
    if words.is_none() {
        reasons.add(reason_required());
    }
    let mut outcome = None;
    if let Some(said) = true_outcome {
        match of_the_outcome(said) {
            Ok(settled) => outcome = Some(settled),
            Err(refused) => reasons.extend(refused),
        }
    }
    let (text, reason) = (text.to_string(), words.unwrap_or_default().to_owned());
    reasons.or_else(|| MayCorrect { meeting, decision, text, reason, outcome })
}

fn of_the_outcome(said: &TrueOutcome<'_>) -> Result<(Outcome, Effect, MeetingId, PersonId), Vec<Reason>> {
    let (then, committee) = (said.taken_at, said.decided.committee);
    let gone = || vec![Reason::new(Code::UnknownReference, "C10", "The item of the decision is on no agenda.")];
    let item = then.item(said.decided.item).ok_or_else(gone)?;
    let number = &item.number;
    let later = said.there.filter(|there| there.meeting.date > then.meeting.date);
    let Some((there, at)) = later.and_then(|there| there.committee(committee).map(|at| (there, at))) else {
        let detail = "That an outcome was recorded wrongly the committee says at a later meeting of its own.";
        let reason = Reason::new(Code::MeetingNotOpen, "C10", detail).fact(then.meeting.id.subject());
        return Err(vec![reason.cure("Name a later meeting of the committee, while it is open.")]);
    };
    if there.meeting.state != MeetingState::Open {
        return Err(vec![not_open(there)]);
    }
    if !then.book.minutes_final {
        let detail = format!("The minutes of the meeting that decided item {number} are not final.");
        let reason = Reason::new(Code::MinutesIncomplete, "C10", detail).fact(then.meeting.id.subject());
        return Err(vec![reason.cure("In the sitting itself whoever presides reopens the decision; else make the minutes final first.")]);
    }
    let room = there.room();
    let conflicted = |person: PersonId| standing(there, item, person).is_conflicted();
    let first = succession(at).find(|person| room.present.contains(person) && !conflicted(*person));
    let Some(by) = said.by.filter(|by| Some(*by) == first) else {
        let name = said.by.map_or_else(|| "Nobody".to_owned(), |by| there.name(by));
        let cure = "The first of the succession who is in the room and not conflicted on the item says it.";
        let reason = match said.by.filter(|by| conflicted(*by)) {
            Some(by) => {
                let detail = format!("{name} is conflicted on item {number} and says nothing of its outcome.");
                Reason::new(Code::DeciderConflicted, "C10", detail).fact(by.subject())
            }
            None => {
                let detail = format!("{name} does not speak for {} here.", at.committee.name);
                Reason::new(Code::NotTheDecider, "C10", detail).facts(said.by.map(PersonId::subject))
            }
        };
        return Err(vec![reason.cure(cure)]);
    };
    let quorum = live(there, &room, item, at, false);
    if !quorum.quorate {
        let detail = format!("{} has no quorum here for item {number}: {}.", at.committee.name, quorum.shortfall());
        let reason = Reason::new(Code::Inquorate, "C5.1", detail).fact(item.id.subject());
        return Err(vec![reason.cure("Say it at a meeting at which the committee would be quorate on the item.")]);
    }
    borne_by_the_votes(said, item).map_err(|reason| vec![*reason])?;
    let effect = allowed_then(said, item)?;
    Ok((said.outcome, effect, there.meeting.id, by))
}

/// Whether the votes as they were recorded bear the outcome; of a consensus nothing was counted.
fn borne_by_the_votes(said: &TrueOutcome<'_>, item: &Item) -> Result<(), Box<Reason>> {
    if said.decided.method == Method::Consensus || !decides(said.outcome) {
        return Ok(());
    }
    let (tally, number) = (said.tally, &item.number);
    let count = format!("{} for, {} against", tally.for_, tally.against);
    if tally.casting_vote_needed {
        let reason = Reason::new(Code::CastingVoteNeeded, "C6.3", format!("The vote on item {number} was a tie: {count}."));
        return Err(Box::new(reason.fact(item.id.subject()).cure("Say that it was deferred, or take the item again.")));
    }
    let against = matches!(said.outcome, Outcome::Rejected | Outcome::NotRatified);
    if tally.carried == against {
        let word = said.outcome.as_str().replace('_', " ");
        // The code is the rule's, as where it is decided.
        let at = said.taken_at.committee(said.decided.committee);
        let code = match at.map(|at| voting_of(at, Some(item)).rule) {
            Some(VotingRule::Consensus) => Code::ConsensusNotReached,
            Some(VotingRule::EachOrganisation) => Code::OrganisationsDisagree,
            _ => Code::NotCarried,
        };
        let reason = Reason::new(code, "C6.1", format!("The recorded votes on item {number} do not bear '{word}': {count}."));
        return Err(Box::new(reason.fact(item.id.subject()).cure("Take the item again at a meeting; votes are not recalled.")));
    }
    Ok(())
}

/// Whether the committee could have recorded the outcome where the other one stands, and with what effect: nobody says
/// afterwards that it did what it could not have done. The count is asked as it was recorded, and not here.
fn allowed_then(said: &TrueOutcome<'_>, item: &Item) -> Result<Effect, Vec<Reason>> {
    const OF_THE_COUNT: [Code; 4] = [Code::NotCarried, Code::CastingVoteNeeded, Code::ConsensusNotReached, Code::OrganisationsDisagree];
    let decided = said.decided;
    let is_it = |act: &&Act| matches!(&act.said, Said::Decided(other) if other.id == decided.id);
    let place = said.taken_at.book.acts.iter().find(is_it).map(|act| act.place);
    let gone = || vec![Reason::new(Code::UnknownReference, "C10", "The decision is not in the book of its meeting.")];
    let place = place.ok_or_else(gone)?;
    let mut then = said.taken_at.as_of(said.taken_at.book.before(place));
    then.look_on(place.at);
    let at = then.committee(decided.committee).ok_or_else(gone)?;
    if item.decides_again.is_some() && decides(said.outcome) && !decides(decided.outcome) {
        let detail = format!("Item {} was to decide another again, and by what was recorded it has taken nothing again.", item.number);
        let reason = Reason::new(Code::OutOfPhase, "C10", detail).fact(item.id.subject());
        return Err(vec![reason.cure("Take it again at a meeting, on an item of its own.")]);
    }
    // What this decision itself settled waited until it was taken.
    let settles = matches!(decided.outcome, Outcome::Ratified | Outcome::NotRatified);
    let item = &Item { confirms: item.confirms.filter(|_| !settles), decides_again: None, ..item.clone() };
    let refused = |outcome: Outcome| {
        let command = Decide { outcome, ..Decide::as_recorded(decided) };
        let refusal = decide::decide(&then, &then.room(), item, at, &command).err();
        refusal.map_or_else(Vec::new, |refusal| refusal.reasons)
    };
    // What stands against the recorded outcome too came to be known afterwards.
    let known_since: Vec<Code> = refused(decided.outcome).into_iter().map(|reason| reason.code).collect();
    let is_new = |reason: &Reason| !OF_THE_COUNT.contains(&reason.code) && !known_since.contains(&reason.code);
    let told = |reason: Reason| {
        let detail = format!("It could not have been recorded then: {}", reason.detail);
        Reason { detail, ..reason }.cure("Take the item again at a meeting that may decide it.")
    };
    let reasons: Vec<Reason> = refused(said.outcome).into_iter().filter(is_new).map(told).collect();
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let taking = match said.outcome {
        Outcome::Ratified | Outcome::NotRatified => Taking::Ratification,
        _ => Taking::Decision,
    };
    // What is still refused here was refused of the recorded outcome too, or is asked of no such outcome: nothing takes effect
    // for which there is no authority.
    let basis = authorised(&then, at, item, then.meeting.date, taking);
    Ok(basis.map_or(Effect::Without, |basis| decide::effect(at.terms.as_ref(), item, said.outcome, Some(&basis))))
}

/// An addition to the minutes of a meeting: attendance, wording. Before it was convened there is nothing to add to.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn add_to_minutes(sitting: &Sitting, text: &Prose, reason: &Rationale) -> Result<MayAdd, Refusal> {
    let mut reasons = Reasons::new();
    if matches!(sitting.meeting.state, MeetingState::Called | MeetingState::Cancelled) {
        reasons.add(not_open(sitting));
    }
    let words = reason.words();
    if words.is_none() {
        reasons.add(reason_required());
    }
    let (meeting, text, reason) = (sitting.meeting.id, text.to_string(), words.unwrap_or_default().to_owned());
    reasons.or_else(|| MayAdd { meeting, text, reason })
}

#[cfg(test)]
mod tests;
