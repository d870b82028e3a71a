//! A7.1: how a query ends that the committee does not end by deciding again: the guardian determines it.
//!
//! Of a decision that a late interest touches, a guardian of conflicts of interest (in a council the monitoring officer)
//! says with reasons that it stands all the same, or that it is to be decided again. Nobody does so of a decision in
//! which they had a part themself (who voted, presided or was counted), none whose own late interest it is, and none
//! who is conflicted on the item as the register has it on that day. That it stands answers the interests that were
//! known then; what comes to light later puts the decision under query again. Nothing is ever taken back: of several
//! determinations the last is in force, and all of them stay.

use std::collections::BTreeSet;

use super::{Query, conflicts_on};
use crate::conflicts::standing;
use crate::decisions::facts::DecisionFacts;
use crate::ids::{DecisionId, DeclarationId, MeetingId, PersonId};
use crate::meetings::{Item, Method, Sitting};
use crate::moment::Date;
use crate::people::Person;
use crate::quorum::Clause;
use crate::text::Rationale;
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::votes::State;
use crate::words;

words! {
    /// What the guardian determined of a decision under query (A7.1).
    Finding "finding" {
        /// It stands although the interest was told late: the query ends.
        Stands = "stands",
        /// The committee is to decide it again: it stays under query until then.
        ToBeDecidedAgain = "to_be_decided_again",
    }
}

impl Finding {
    /// In a sentence of the minutes.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Stands => "the decision stands, although an interest was declared after it",
            Self::ToBeDecidedAgain => "the decision is to be taken again",
        }
    }
}

/// What is asked: of which decision, by whom, on which day, and what touches it.
pub struct Determining<'a> {
    /// The meeting with whoever determines among its people.
    pub sitting: &'a Sitting,
    pub item: &'a Item,
    pub decision: &'a DecisionFacts,
    /// Every interest known now that touches it, those that were answered before among them.
    pub queries: &'a [Query],
    pub by: PersonId,
    /// The day of the determination.
    pub day: Date,
    pub finding: Finding,
    pub reason: &'a Rationale,
}

/// The permit: the guardian may determine so.
#[derive(Debug, Clone)]
pub struct MayDetermine {
    pub(in crate::decisions) meeting: MeetingId,
    pub(in crate::decisions) decision: DecisionId,
    pub(in crate::decisions) finding: Finding,
    pub(in crate::decisions) by: PersonId,
    pub(in crate::decisions) name: String,
    pub(in crate::decisions) reason: String,
    /// The interests that are known of it, each once.
    pub(in crate::decisions) declarations: BTreeSet<DeclarationId>,
}

/// See the head of this file.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn determine(asked: &Determining<'_>) -> Result<MayDetermine, Refusal> {
    let Determining { sitting, item, decision, queries, by, finding, reason, .. } = *asked;
    let mut reasons = Reasons::new();
    let words = reason.words();
    if words.is_none() {
        let detail = "That a decision stands, or is to be taken again, is determined with reasons.";
        reasons.add(Reason::new(Code::ReasonRequired, "A7.1", detail).cure("Give the guardian's reason; it is minuted."));
    }
    if decision.was_taken_again() || queries.is_empty() {
        let detail = if decision.was_taken_again() {
            format!("The decision on item {} was taken again; the query ended with that.", item.number)
        } else {
            format!("The decision on item {} is not under query: no interest that touches it was declared after it.", item.number)
        };
        let reason = Reason::new(Code::OutOfPhase, "A7.1", detail).fact(decision.id.subject()).fact(item.id.subject());
        reasons.add(reason.cure("There is nothing to determine; see the decision as it stands."));
    }
    reasons.extend(of_the_guardian(asked));
    reasons.or_else(|| MayDetermine {
        meeting: sitting.meeting.id,
        decision: decision.id,
        finding,
        by,
        name: sitting.name(by),
        reason: words.unwrap_or_default().to_owned(),
        declarations: queries.iter().map(|query| query.declaration).collect(),
    })
}

/// What stands against the person who is named.
fn of_the_guardian(asked: &Determining<'_>) -> Vec<Reason> {
    let Determining { sitting, item, decision, queries, by, .. } = *asked;
    let name = sitting.name(by);
    let about = |code: Code, detail: String| {
        Reason::new(code, "A7.1", detail)
            .fact(by.subject())
            .fact(decision.id.subject())
            .cure("Name a guardian of conflicts of interest who had no part in the decision and has no interest in the item.")
    };
    let mut reasons = Vec::new();
    let is_own = queries.iter().any(|query| query.person == by);
    if is_own {
        reasons.push(about(Code::RulingOnSelf, format!("It is {name}'s own interest for which the decision is under query.")));
    }
    let conflicted = is_conflicted(asked);
    if conflicted {
        reasons.push(about(Code::DeciderConflicted, format!("{name} is conflicted on item {} and determines nothing of it.", item.number)));
    }
    if is_own || conflicted {
        return reasons;
    }
    if !sitting.people.get(&by).is_some_and(Person::is_guardian) {
        reasons.push(about(Code::NotTheDecider, format!("{name} is no guardian of conflicts of interest.")));
    } else if let Some(part) = part_in(decision, by) {
        reasons.push(about(Code::NotTheDecider, format!("{name} {part}, and does not judge it.")));
    }
    reasons
}

/// Whether whoever determines is conflicted on the item: as they stood on it in the meeting, or by any interest that the
/// register has of them on the day of the determination.
fn is_conflicted(asked: &Determining<'_>) -> bool {
    let Determining { sitting, item, by, day, .. } = *asked;
    let mut known = sitting.interests.iter().filter(|interest| interest.person == by && interest.declared <= day);
    standing(sitting, item, by).is_conflicted() || known.any(|interest| conflicts_on(sitting, item, interest, day))
}

/// What part somebody had in a decision, in words: none, where they were at most in the room.
fn part_in(decision: &DecisionFacts, person: PersonId) -> Option<&'static str> {
    let evidence = &decision.evidence;
    if decision.presiding == Some(person) {
        return Some("presided over the decision");
    }
    let voted = |state: State| match state {
        State::For | State::Against | State::Abstained | State::ShowOfHands => true,
        // Who agreed without a count.
        State::NotVoting => decision.method == Method::Consensus,
        State::Excluded | State::Absent => false,
    };
    if evidence.tally.seats.iter().any(|seat| seat.person == person && voted(seat.state)) {
        return Some("took the decision with others");
    }
    evidence.quorum_after.tree.as_ref().is_some_and(|tree| counts(tree, person)).then_some("was counted towards the quorum of the decision")
}

fn counts(clause: &Clause, person: PersonId) -> bool {
    clause.counted.iter().any(|seat| seat.person == person) || clause.clauses.iter().any(|part| counts(part, person))
}

#[cfg(test)]
mod tests;
