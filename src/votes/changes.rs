//! What may be written of votes.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::rules::cast::AdmittedVote;
use super::rules::casting::AdmittedCasting;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{casting_vote, vote};
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, ItemId, MeetingId, PersonId, VoteId};
use crate::meetings::Choice;
use crate::moment::Instant;

/// A vote is cast from a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VoteCast {
    pub id: VoteId,
    pub meeting: MeetingId,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub seat: String,
    pub person: PersonId,
    pub choice: Choice,
    pub at: Instant,
}

impl VoteCast {
    /// The vote a permit admits.
    #[must_use]
    pub fn from(permit: &AdmittedVote, meeting: MeetingId, at: Instant) -> Self {
        Self {
            id: VoteId::new(),
            meeting,
            item: permit.item(),
            committee: permit.committee(),
            seat: permit.seat().to_owned(),
            person: permit.person(),
            choice: permit.choice(),
            at,
        }
    }
}

impl Change for VoteCast {
    const KIND: &'static str = "vote.cast";
    const PERSONAL: &'static [&'static str] = &["person", "choice"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.committee.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(vote::table).values((
            vote::register_id.eq(register),
            vote::id.eq(self.id),
            vote::item.eq(self.item),
            vote::committee.eq(self.committee),
            vote::seat.eq(&self.seat),
            vote::person.eq(self.person),
            vote::choice.eq(self.choice),
            vote::at.eq(self.at),
            vote::version.eq(version),
        )))?;
        Ok(())
    }
}

/// A casting vote is cast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CastingVoteCast {
    pub id: FactId,
    pub meeting: MeetingId,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub by: PersonId,
    pub choice: Choice,
    pub at: Instant,
}

impl CastingVoteCast {
    /// The casting vote a permit admits.
    #[must_use]
    pub fn from(permit: &AdmittedCasting, meeting: MeetingId, at: Instant) -> Self {
        let cast = permit.command();
        Self { id: FactId::new(), meeting, item: cast.item, committee: cast.committee, by: cast.by, choice: cast.choice, at }
    }
}

impl Change for CastingVoteCast {
    const KIND: &'static str = "casting_vote.cast";
    const PERSONAL: &'static [&'static str] = &["by", "choice"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.committee.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(casting_vote::table).values((
            casting_vote::register_id.eq(register),
            casting_vote::id.eq(self.id),
            casting_vote::item.eq(self.item),
            casting_vote::committee.eq(self.committee),
            casting_vote::by_person.eq(self.by),
            casting_vote::choice.eq(self.choice),
            casting_vote::at.eq(self.at),
            casting_vote::version.eq(version),
        )))?;
        Ok(())
    }
}
