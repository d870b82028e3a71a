//! C6.10: an election by secret ballot, recorded as the votes that each candidate was given. Who voted for whom is said nowhere.
//!
//! It is counted on an item that is for an election or an appointment, where all seats count alike and no names are taken. The
//! rule of the terms is asked of whoever leads as it would be of a motion for them: ballots for others are against it, blank
//! and spoilt ones for neither. Where nobody is elected, or two tie, another ballot is held, which takes the place of the first;
//! and once a ballot has been held before it, a tie may be settled by lot. No casting vote settles it, for nobody has one that
//! is secret.

use super::cast::{of_the_item, of_the_person, quorum_of_a_vote};
use super::hands::{counted_already, names_needed, no_longer, standing_hands};
use super::tally::tally;
use crate::access::Seen;
use crate::committees::MembershipClass;
use crate::conflicts::rules::hands::may_raise;
use crate::conflicts::standing;
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::rules::correspondence::only_in_a_room;
use crate::meetings::{Candidate, CommitteeAtMeeting, Item, Raised, Room, Sitting, leaders};
use crate::verdict::{Code, Reason, Refusal};

/// The most candidates of one ballot.
pub const MOST_CANDIDATES: usize = 50;

/// The kinds of decision that are elections: of one of the committee itself, and of anybody to a post.
const ELECTION: &str = "election";
const APPOINTMENT: &str = "appointment";

/// An election to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldElection {
    pub item: Seen<ItemId>,
    /// None where there is one that can be meant.
    pub committee: Option<CommitteeId>,
    pub counted_by: PersonId,
    pub candidates: Vec<Candidate>,
    pub blank_or_spoilt: u32,
    /// Of those who tied, whose lot was drawn.
    pub drawn_by_lot: Option<PersonId>,
}

impl HoldElection {
    /// How many ballots were cast.
    #[must_use]
    pub fn all(&self) -> u64 {
        u64::from(self.blank_or_spoilt) + self.candidates.iter().map(|candidate| u64::from(candidate.votes)).sum::<u64>()
    }

    /// Whether so many lead with the same votes.
    #[must_use]
    pub fn is_tied(&self) -> bool {
        leaders(&self.candidates).count() > 1
    }
}

/// The permit: these votes, of these seats.
#[derive(Debug, Clone)]
pub struct AdmittedElection {
    command: HoldElection,
    committee: CommitteeId,
    raised: Vec<Raised>,
}

impl AdmittedElection {
    #[must_use]
    pub fn command(&self) -> &HoldElection {
        &self.command
    }

    #[must_use]
    pub fn committee(&self) -> CommitteeId {
        self.committee
    }

    /// The seats that could have voted.
    #[must_use]
    pub fn raised(&self) -> &[Raised] {
        &self.raised
    }
}

/// See the head of this file.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn admit_election(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &HoldElection,
) -> Result<AdmittedElection, Refusal> {
    // Whoever is borrowed for the item has a vote on it, and is no member to be elected.
    let (own, at) = (at, &*sitting.lent(item, at));
    let mut reasons = of_the_item(sitting, item, at);
    reasons.extend(quorum_of_a_vote(sitting, room, item, at));
    reasons.extend(only_in_a_room(
        sitting,
        "no ballots are given in secret",
        "Call the item in, and hold the election at a meeting in a room.",
    ));
    reasons.extend(not_for_it(item));
    if let Some(why) = names_needed(item, at) {
        let facts = [item.id.subject(), at.committee.id.subject()];
        let cure = "Put each candidate to the vote as a motion, and take a roll on it.";
        reasons.push(Reason::new(Code::NamesRequired, "C6.10", why).facts(facts).cure(cure));
    }
    let earlier = standing_hands(sitting, item, at).filter(|shown| shown.election.is_some());
    match &earlier {
        Some(_) => reasons.extend(settled(sitting, room, item, at)),
        None => reasons.extend(counted_already(sitting, item, at)),
    }
    let voting = || at.seats().iter().filter(|seat| seat.voting);
    for person in voting().flat_map(|seat| at.acting(room, &seat.id)).filter(|person| room.present.contains(person)) {
        reasons.extend(of_the_person(sitting, room, item, person).into_iter().filter(|reason| reason.code == Code::AwaitingRuling));
    }
    let raised = may_raise(sitting, room, item, at);
    if command.all() > raised.len() as u64 {
        let detail = format!(
            "{} ballots are told on item {}, and {} seats with a vote on it are in the room.",
            command.all(),
            item.number,
            raised.len()
        );
        let facts = [item.id.subject(), sitting.meeting.id.subject()];
        let cure = "Record whoever else has arrived; or count the ballots again.";
        reasons.push(Reason::new(Code::NotPresent, "C6.10", detail).facts(facts).cure(cure));
    }
    reasons.extend(of_the_teller(sitting, room, item, command));
    reasons.extend(of_the_candidates(sitting, item, own, command));
    if command.drawn_by_lot.is_some() && earlier.is_none() {
        let detail = format!("No lot is drawn on item {} before the committee has voted again.", item.number);
        let cure = "Hold a second ballot of those who tied; where it ties again, draw the lot.";
        reasons.push(Reason::new(Code::StateForbids, "C6.10", detail).fact(item.id.subject()).cure(cure));
    }
    if reasons.is_empty() {
        return Ok(AdmittedElection { command: command.clone(), committee: at.committee.id, raised });
    }
    Err(Refusal { reasons, remedies: Vec::new(), notable: false })
}

/// The same as it was recorded, asked again: whoever it was counted of could still have voted.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn admit_election_again(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &HoldElection,
    raised: &[Raised],
) -> Result<AdmittedElection, Refusal> {
    let permit = admit_election(sitting, room, item, at, command)?;
    let reason = |person: PersonId| {
        let detail = format!("{} could have voted in it, and could not as the book would stand.", sitting.name(person));
        Reason::new(Code::NotPresent, "C6.10", detail).fact(person.subject()).cure("Strike the election first.")
    };
    let reasons: Vec<Reason> = no_longer(&permit.raised, raised).map(reason).collect();
    if reasons.is_empty() { Ok(permit) } else { Err(Refusal { reasons, remedies: Vec::new(), notable: false }) }
}

/// The item is for choosing somebody.
fn not_for_it(item: &Item) -> Option<Reason> {
    let is_for = |kind: &str| item.decision_type.as_deref() == Some(kind);
    if is_for(ELECTION) || is_for(APPOINTMENT) {
        return None;
    }
    let detail = format!("Item {} is not on the agenda as an election or an appointment: nobody is chosen by it.", item.number);
    let cure = "Vote on it; or put an item of the decision type 'election' or 'appointment' on the agenda.";
    Some(Reason::new(Code::StateForbids, "C6.10", detail).fact(item.id.subject()).cure(cure))
}

/// An election that elected somebody is not held again.
fn settled(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Option<Reason> {
    let count = tally(sitting, room, item, at);
    let elected = count.election.as_ref().and_then(|election| election.elected)?;
    let detail = format!("{} was elected on item {}.", sitting.name(elected), item.number);
    let facts = [item.id.subject(), elected.subject()];
    let cure = "Record the decision; if the ballots were counted wrongly, strike the election first, then enter it as it was.";
    Some(Reason::new(Code::Duplicate, "C6.10", detail).facts(facts).cure(cure))
}

/// Whoever counts is in the room, stands for nothing in it, and has no interest in the item.
fn of_the_teller(sitting: &Sitting, room: &Room, item: &Item, command: &HoldElection) -> Vec<Reason> {
    let teller = command.counted_by;
    let name = sitting.name(teller);
    let mut reasons = Vec::new();
    let about = |code: Code, detail: String| {
        Reason::new(code, "C6.10", detail).facts([teller.subject(), item.id.subject(), sitting.meeting.id.subject()])
    };
    const OTHER: &str = "Name somebody else who counted the ballots, who is no candidate and has no interest in the item.";
    if command.candidates.iter().any(|candidate| candidate.person == teller) {
        reasons.push(
            about(Code::RulingOnSelf, format!("{name} stands for election on item {}, and counts no ballots.", item.number)).cure(OTHER),
        );
    }
    if standing(sitting, item, teller).is_conflicted() {
        reasons.push(
            about(Code::DeciderConflicted, format!("{name} is conflicted on item {}, and counts no ballots.", item.number)).cure(OTHER),
        );
    }
    if !room.present.contains(&teller) {
        let detail = format!("{name} is not in the room, and so counts no ballots.");
        reasons.push(about(Code::NotPresent, detail).cure("If they are there, record their arrival first; else name who counted them."));
    }
    reasons
}

/// A committee elects one of its members; it appoints whom it will.
fn of_the_candidates(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting, command: &HoldElection) -> Vec<Reason> {
    if item.decision_type.as_deref() != Some(ELECTION) {
        return Vec::new();
    }
    let is_member = |person: PersonId| {
        let mut held = at.memberships.iter().filter(|held| held.person == person && held.deputy_for.is_none());
        held.any(|held| at.seat(&held.seat).is_some_and(|seat| seat.voting || seat.class() == MembershipClass::Member))
    };
    let strangers = command.candidates.iter().enumerate().filter(|(_, candidate)| !is_member(candidate.person));
    let reason = |(n, candidate): (usize, &Candidate)| {
        let name = sitting.name(candidate.person);
        let detail = format!("{name} is no member of {}, which elects one of its own on item {}.", at.committee.name, item.number);
        Reason::new(Code::NotAMember, "C6.10", detail)
            .facts([candidate.person.subject(), at.committee.id.subject()])
            .at(format!("/candidates/{n}/person"))
            .cure("Leave them out; whoever is chosen for a post is elected on an item of the decision type 'appointment'.")
    };
    strangers.map(reason).collect()
}

#[cfg(test)]
mod tests;
