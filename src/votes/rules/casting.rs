//! C6.3: the casting vote belongs to whoever presides over the item, and never to a conflicted
//! person. It closes the vote.

use super::cast::{of_the_item, quorum_of_a_vote};
use super::replies::of_the_replies;
use super::tally::{tally, voting_of};
use crate::access::Seen;
use crate::committees::CastingVote;
use crate::conflicts::{presiding, standing};
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::{Choice, CommitteeAtMeeting, Item, Room, Sitting};
use crate::verdict::{Code, Reason, Reasons, Refusal};

/// A casting vote to be cast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastCasting {
    pub item: Seen<ItemId>,
    /// None where there is one that can be meant.
    pub committee: Option<CommitteeId>,
    pub by: PersonId,
    pub choice: Choice,
}

/// The permit.
#[derive(Debug, Clone)]
pub struct AdmittedCasting {
    command: CastCasting,
    committee: CommitteeId,
}

impl AdmittedCasting {
    #[must_use]
    pub fn command(&self) -> &CastCasting {
        &self.command
    }

    #[must_use]
    pub fn committee(&self) -> CommitteeId {
        self.committee
    }
}

/// There is a casting vote in the terms and a tie to settle, and the quorum that the decision will need; its caster is
/// unconflicted, presides over the item and, unless the terms give it to whoever presides from any seat, has a vote; it is
/// cast once, for it closes the vote.
///
/// # Errors
/// The refusal, with every reason that holds; an attempt by a conflicted person is notable.
pub fn admit_casting(
    sitting: &Sitting,
    room: &Room,
    item: &Item,
    at: &CommitteeAtMeeting,
    command: &CastCasting,
) -> Result<AdmittedCasting, Refusal> {
    let at = &*sitting.lent(item, at);
    let mut reasons = Reasons::new();
    reasons.extend(of_the_item(sitting, item, at));
    reasons.extend(quorum_of_a_vote(sitting, room, item, at));
    let name = sitting.name(command.by);
    let tally = tally(sitting, room, item, at);
    reasons.extend(of_the_replies(sitting, item, at, &tally));
    let casting_vote = voting_of(at, Some(item)).casting_vote;
    if !casting_vote.exists() {
        let detail = format!("The terms of reference of {} know no casting vote on item {}.", at.committee.name, item.number);
        reasons.add(Reason::new(Code::NoCastingVote, "C6.3", detail).fact(at.committee.id.subject()));
    } else if !tally.tie {
        reasons.add(
            Reason::new(
                Code::NoCastingVote,
                "C6.3",
                format!("There is no tie on item {}: {} for, {} against.", item.number, tally.for_, tally.against),
            )
            .fact(item.id.subject()),
        );
    }
    if standing(sitting, item, command.by).is_conflicted() {
        reasons.add(
            Reason::new(
                Code::PresiderConflicted,
                "C6.3",
                format!("{name} is conflicted on item {}; the casting vote never goes to a conflicted person.", item.number),
            )
            .fact(command.by.subject())
            .cure("It belongs to whoever presides over the item."),
        );
    } else if presiding(sitting, room, item, at) != Some(command.by) {
        reasons.add(
            Reason::new(Code::NotTheDecider, "C6.3", format!("{name} does not preside over item {}.", item.number))
                .fact(command.by.subject())
                .cure("The casting vote belongs to whoever presides over the item."),
        );
    } else if casting_vote != CastingVote::FromAnySeat && !at.seats_to_vote_from(room, command.by).any(|seat| seat.voting) {
        let detail = format!("{name} presides over item {}, but has no vote on it, and so no casting vote.", item.number);
        reasons.add(
            Reason::new(Code::SeatDoesNotVote, "C6.3", detail)
                .fact(command.by.subject())
                .cure("Name an unconflicted voting member to preside; or let the terms of reference give the casting vote to any seat."),
        );
    }
    reasons
        .or_else(|| AdmittedCasting { command: command.clone(), committee: at.committee.id })
        .map_err(|refusal| if refusal.has(Code::PresiderConflicted) { refusal.notable() } else { refusal })
}
