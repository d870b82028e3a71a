//! C6.3: the casting vote belongs to whoever presides over the item, and never to a conflicted
//! person.

use super::cast::of_the_item;
use super::tally::tally;
use crate::access::Seen;
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

/// There is a casting vote in the terms and a tie to settle; its caster is unconflicted, presides
/// over the item and has a vote in this committee; it is cast once.
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
    let name = sitting.name(command.by);
    let tally = tally(sitting, room, item, at);
    if !at.terms.as_ref().is_some_and(|terms| terms.voting.casting_vote) {
        reasons.add(
            Reason::new(Code::NoCastingVote, "C6.3", format!("The terms of reference of {} know no casting vote.", at.committee.name))
                .fact(at.committee.id.subject()),
        );
    } else if !tally.tie {
        reasons.add(
            Reason::new(
                Code::NoCastingVote,
                "C6.3",
                format!("There is no tie on item {}: {} for, {} against.", item.number, tally.for_, tally.against),
            )
            .fact(item.id.subject()),
        );
    } else if !tally.casting_vote_needed {
        reasons.add(
            Reason::new(Code::Duplicate, "C6.3", format!("The casting vote on item {} has been cast.", item.number))
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
    } else if !sitting.seats_of(at, command.by, room).any(|seat| seat.voting) {
        reasons.add(
            Reason::new(Code::NotAMember, "C6.7", format!("{name} presides, but has no vote in {}.", at.committee.name))
                .fact(command.by.subject()),
        );
    }
    reasons
        .or_else(|| AdmittedCasting { command: command.clone(), committee: at.committee.id })
        .map_err(|refusal| if refusal.has(Code::PresiderConflicted) { refusal.notable() } else { refusal })
}
