//! C6.8: a show of hands, recorded as numbers where the terms do not have votes recorded by name.
//!
//! Nothing is made up of it for any one seat. So it is counted only where all seats count alike, of no more hands than
//! there are seats to raise them, and beside no vote by name; and once somebody who could have raised a hand is excluded,
//! none of it counts any more: nobody can know which hand was theirs.

use super::cast::{of_the_item, of_the_person, quorum_of_a_vote};
use super::tally::{is_excluded, standing_vote, voting_of, weight_of};
use crate::access::Seen;
use crate::committees::{VotingRule, Weight};
use crate::conflicts::rules::hands::{may_raise, raised_at, standing_show};
use crate::ids::{CommitteeId, FactId, ItemId, PersonId};
use crate::meetings::rules::correspondence::only_in_a_room;
use crate::meetings::{CommitteeAtMeeting, Election, Hands, Item, Raised, Room, Sitting};
use crate::verdict::{Code, Reason, Refusal};

/// The most hands that are told at once: a committee has no more seats.
pub const MOST_HANDS: u32 = 200;

/// A show of hands to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountHands {
    pub item: Seen<ItemId>,
    /// None where there is one that can be meant.
    pub committee: Option<CommitteeId>,
    pub in_favour: u32,
    pub against: u32,
    pub abstained: u32,
}

impl CountHands {
    /// How many hands were raised.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.in_favour as u64 + self.against as u64 + self.abstained as u64
    }
}

/// The permit: so many hands, of these seats.
#[derive(Debug, Clone)]
pub struct AdmittedHands {
    command: CountHands,
    committee: CommitteeId,
    raised: Vec<Raised>,
}

impl AdmittedHands {
    #[must_use]
    pub fn command(&self) -> &CountHands {
        &self.command
    }

    #[must_use]
    pub fn committee(&self) -> CommitteeId {
        self.committee
    }

    /// The seats that could have raised a hand.
    #[must_use]
    pub fn raised(&self) -> &[Raised] {
        &self.raised
    }
}

/// What the meeting and the item say of any vote; a rule that counts all seats alike and asks for no names; nothing counted
/// yet; nobody about whom nobody has ruled among those who would raise a hand; and no more hands than seats.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn admit_hands(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &CountHands,
) -> Result<AdmittedHands, Refusal> {
    let at = &*sitting.lent(item, at);
    let mut reasons = of_the_item(sitting, item, at);
    reasons.extend(quorum_of_a_vote(sitting, room, item, at));
    reasons.extend(only_in_a_room(sitting, "no hands are raised", "Record the reply of each member, as a vote or in a roll."));
    reasons.extend(names_needed(item, at).map(|why| {
        Reason::new(Code::NamesRequired, "C6.8", why)
            .facts([item.id.subject(), at.committee.id.subject()])
            .cure("Take a roll: record each vote by name.")
    }));
    reasons.extend(counted_already(sitting, item, at));
    let voting = || at.seats().iter().filter(|seat| seat.voting);
    let unruled = voting().flat_map(|seat| at.acting(room, &seat.id)).filter(|person| room.present.contains(person));
    for person in unruled {
        reasons.extend(of_the_person(sitting, room, item, person).into_iter().filter(|reason| reason.code == Code::AwaitingRuling));
    }
    let raised = may_raise(sitting, room, item, at);
    if command.all() > raised.len() as u64 {
        let detail = format!(
            "{} hands are told on item {}, and {} seats with a vote on it are in the room.",
            command.all(),
            item.number,
            raised.len()
        );
        reasons.push(
            Reason::new(Code::NotPresent, "C6.8", detail)
                .facts([item.id.subject(), sitting.meeting.id.subject()])
                .cure("Record whoever else has arrived; or count the hands again."),
        );
    }
    if reasons.is_empty() {
        return Ok(AdmittedHands { command: command.clone(), committee: at.committee.id, raised });
    }
    Err(Refusal { reasons, remedies: Vec::new(), notable: false })
}

/// A show of hands as it was recorded, asked again: whoever it was counted of could still have raised a hand.
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn admit_again(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &CountHands,
    raised: &[Raised],
) -> Result<AdmittedHands, Refusal> {
    let permit = admit_hands(sitting, room, item, at, command)?;
    let reason = |person: PersonId| {
        let detail = format!("{} could have raised a hand at it, and could not as the book would stand.", sitting.name(person));
        Reason::new(Code::NotPresent, "C6.8", detail).fact(person.subject()).cure("Strike the show of hands first.")
    };
    let reasons: Vec<Reason> = no_longer(&permit.raised, raised).map(reason).collect();
    if reasons.is_empty() { Ok(permit) } else { Err(Refusal { reasons, remedies: Vec::new(), notable: false }) }
}

/// Whoever was counted among those who could have voted, and could not now.
pub(super) fn no_longer<'a>(now: &'a [Raised], then: &'a [Raised]) -> impl Iterator<Item = PersonId> + 'a {
    let could = |seat: &Raised, person| now.iter().any(|other| other.seat == seat.seat && other.people.contains(person));
    then.iter().flat_map(move |seat| seat.people.iter().filter(move |person| !could(seat, person))).copied()
}

/// Whether it matters whose vote is whose, by the rule that fits the item.
#[must_use]
pub fn names_needed(item: &Item, at: &CommitteeAtMeeting) -> Option<String> {
    let voting = voting_of(at, Some(item));
    let committee = &at.committee.name;
    let is_alike = || at.seats().iter().filter(|seat| seat.voting).all(|seat| weight_of(at, &voting, seat) == Weight::ONE);
    let why = match voting.rule {
        _ if voting.names => format!("The terms of reference of {committee} have each vote on item {} recorded by name.", item.number),
        VotingRule::SimpleMajority | VotingRule::Threshold | VotingRule::Consensus if is_alike() => return None,
        VotingRule::EachOrganisation | VotingRule::Block | VotingRule::Weighted => {
            let so = if voting.rule == VotingRule::Weighted { "by weight" } else { "body by body or group by group" };
            format!("Votes of {committee} on item {} are counted {so}: it matters whose they are.", item.number)
        }
        _ => format!("The seats of {committee} do not all weigh the same on item {}: it matters whose votes they are.", item.number),
    };
    Some(why)
}

/// One or the other, and once: votes by name, or a show of hands.
pub(super) fn counted_already(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> Vec<Reason> {
    let voted: Vec<&str> =
        at.seats().iter().map(|seat| seat.id.as_str()).filter(|seat| standing_vote(sitting, item, at, seat).is_some()).collect();
    let mut reasons = Vec::new();
    if !voted.is_empty() {
        let detail = format!(
            "On item {} votes are recorded by name already ({}): hands are not counted beside them.",
            item.number,
            voted.join(", ")
        );
        reasons.push(
            Reason::new(Code::SeatAlreadyVoted, "C6.8", detail)
                .facts(voted.iter().map(|seat| format!("seat:{seat}")))
                .cure("Record the other votes by name too; or strike these first."),
        );
    }
    reasons.extend(beside_a_show(sitting, item, at));
    reasons
}

/// What refuses a vote by name, or a second show, once hands were counted.
pub(super) fn beside_a_show(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> Option<Reason> {
    let shown = standing_hands(sitting, item, at)?;
    let what = if shown.election.is_some() { "An election by secret ballot" } else { "A show of hands" };
    let detail = format!("{what} on item {} was counted: {}.", item.number, shown.in_words());
    Some(
        Reason::new(Code::Duplicate, "C6.8", detail)
            .facts([item.id.subject(), shown.id.subject()])
            .cure("It stands for all of them; if it was counted wrongly, strike it first, then count again or take a roll."),
    )
}

/// A show of hands as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub id: FactId,
    pub in_favour: u32,
    pub against: u32,
    pub abstained: u32,
    /// The seats that could have raised a hand.
    pub raised: Vec<Raised>,
    /// That no hands were raised, and ballots were cast: those for whoever leads, for others, and blank (C6.10).
    pub election: Option<Election>,
}

impl Shown {
    /// A show of the book, with those who could have raised a hand as the book has the room now.
    #[must_use]
    pub fn of(sitting: &Sitting, hands: &Hands) -> Self {
        Self::with(sitting, hands, raised_at(sitting, hands))
    }

    fn with(sitting: &Sitting, hands: &Hands, raised: Vec<Raised>) -> Self {
        let Hands { id, in_favour, against, abstained, .. } = *hands;
        let election = sitting.book.elections.iter().find(|held| held.id == id).cloned();
        Self { id, in_favour, against, abstained, raised, election }
    }

    /// Of a seat, whoever could have raised its hand.
    #[must_use]
    pub fn of_seat(&self, seat: &str) -> Option<&[PersonId]> {
        self.raised.iter().find(|raised| raised.seat == seat).map(|raised| raised.people.as_slice())
    }

    /// Everybody who could have raised a hand.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.raised.iter().flat_map(|raised| raised.people.iter().copied())
    }

    /// How many hands were raised.
    #[must_use]
    pub fn all(&self) -> u64 {
        u64::from(self.in_favour) + u64::from(self.against) + u64::from(self.abstained)
    }

    #[must_use]
    pub fn in_words(&self) -> String {
        let (most, others, none) = (self.in_favour, self.against, self.abstained);
        match &self.election {
            Some(_) => format!("{most} for whoever leads, {others} for others, {none} blank or spoilt"),
            None => format!("{most} for, {others} against, {none} abstained"),
        }
    }
}

/// The show of hands that still stands: a later exclusion of anybody who could have raised a hand takes all of it away.
#[must_use]
pub fn standing_hands(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> Option<Shown> {
    standing_show(sitting, item, at.committee.id).map(|(hands, raised)| Shown::with(sitting, hands, raised))
}

/// The show of hands that is counted: as with a vote, not while what is proposed for somebody since would exclude them.
#[must_use]
pub fn counted_hands(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Option<Shown> {
    standing_hands(sitting, item, at).filter(|shown| !shown.people().any(|person| is_excluded(sitting, room, item, person)))
}

#[cfg(test)]
mod tests;
