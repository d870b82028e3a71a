//! An election by secret ballot, as the book has it: how many voted for whom, and never who did (C6.10).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::acts::{Hands, Raised};
use crate::ids::{CommitteeId, FactId, ItemId, PersonId};

/// Somebody who stands for election, with the votes that they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Candidate {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// How many ballots were for them.
    #[schemars(range(max = 200))]
    pub votes: u32,
}

/// A ballot that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Election {
    pub id: FactId,
    /// Its place in the book.
    pub order: i64,
    pub item: ItemId,
    pub committee: CommitteeId,
    /// Who counted it.
    pub counted_by: PersonId,
    /// In the order in which they were told.
    pub candidates: Vec<Candidate>,
    pub blank_or_spoilt: u32,
    /// Of those who tied again, whose lot was drawn.
    pub drawn_by_lot: Option<PersonId>,
    /// The seats that could have voted.
    pub raised: Vec<Raised>,
}

impl Election {
    /// Whoever has the most votes; several where they tie, nobody where no vote was for anybody.
    pub fn leaders(&self) -> impl Iterator<Item = PersonId> {
        leaders(&self.candidates)
    }

    /// How many ballots were for whoever leads, by lot where it was drawn.
    #[must_use]
    pub fn most(&self) -> u32 {
        most(&self.candidates)
    }

    /// Who would be elected by it, were the votes enough: the one who leads, or whose lot was drawn.
    #[must_use]
    pub fn first(&self) -> Option<PersonId> {
        let mut leaders = self.leaders();
        self.drawn_by_lot.or_else(|| leaders.next().filter(|_| leaders.next().is_none()))
    }

    /// As hands would have been counted on a motion for whoever leads: theirs for it, those for others against it, and the blank
    /// ones for neither. So whatever hangs on who could have voted is asked of both alike.
    #[must_use]
    pub fn as_hands(&self) -> Hands {
        let all: u32 = self.candidates.iter().map(|candidate| candidate.votes).sum();
        let in_favour = self.most();
        Hands {
            id: self.id,
            order: self.order,
            item: self.item,
            committee: self.committee,
            in_favour,
            against: all.saturating_sub(in_favour),
            abstained: self.blank_or_spoilt,
            raised: self.raised.clone(),
        }
    }
}

/// Whoever of some candidates has the most votes.
pub fn leaders(candidates: &[Candidate]) -> impl Iterator<Item = PersonId> {
    let most = most(candidates);
    candidates.iter().filter(move |candidate| candidate.votes == most && most > 0).map(|candidate| candidate.person)
}

fn most(candidates: &[Candidate]) -> u32 {
    candidates.iter().map(|candidate| candidate.votes).max().unwrap_or(0)
}
