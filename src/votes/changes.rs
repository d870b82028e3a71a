//! What may be written of votes.
//!
//! No vote is made without its permit, nor set otherwise once it is made; whoever has one reads it:
//!
//! ```
//! # use quorate::{ids::PersonId, votes::changes::VoteCast};
//! fn whose(cast: &VoteCast) -> PersonId {
//!     cast.person
//! }
//! ```
//!
//! ```compile_fail,E0423
//! # use quorate::votes::changes::{VoteCast, VoteSaid};
//! fn forged(said: VoteSaid) -> VoteCast {
//!     VoteCast(said)
//! }
//! ```
//!
//! ```compile_fail,E0594
//! # use quorate::{meetings::Choice, votes::changes::VoteCast};
//! fn turned(mut cast: VoteCast) -> VoteCast {
//!     cast.choice = Choice::Against;
//!     cast
//! }
//! ```

mod calling_in;
mod electing;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::cast::AdmittedVote;
use super::rules::casting::AdmittedCasting;
use super::rules::hands::AdmittedHands;
use super::rules::roll::AdmittedRoll;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{casting_vote, show_of_hands, vote};
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, ItemId, MeetingId, PersonId, VoteId};
use crate::meetings::{Choice, Entered, Raised};
use crate::moment::Instant;
use crate::{numbered, permitted};
pub use calling_in::ItemCalledIn;
pub use electing::ElectionHeld;

permitted! {
    /// A vote is cast from a seat.
    pub struct VoteCast says VoteSaid {
        /// What tells this vote from all others; a ruling that takes it away names it.
        pub id: VoteId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item voted on, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The committee in which it was cast, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// The seat from which it was cast, by its name in the terms of reference.
        pub seat: String,
        /// Who cast it, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// How it was cast; it is not changed afterwards (C6.1).
        pub choice: Choice,
        /// When it was cast, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(VoteCast, VoteId);

impl VoteCast {
    /// The vote a permit admits.
    #[must_use]
    pub fn by(permit: &AdmittedVote, meeting: MeetingId, entered: &Entered) -> Self {
        Self(VoteSaid {
            id: VoteId::new(),
            meeting,
            item: permit.item(),
            committee: permit.committee(),
            seat: permit.seat().to_owned(),
            person: permit.person(),
            choice: permit.choice(),
            at: entered.at,
            late: entered.late,
            place: entered.place,
        })
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
            vote::late.eq(self.late),
            vote::place.eq(self.place),
            vote::version.eq(version),
        )))?;
        Ok(())
    }
}

/// A vote of a roll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RollLine {
    /// What tells this vote from all others; a ruling that takes it away names it, and by it the vote is struck.
    pub id: VoteId,
    /// The seat from which it was cast, by its name in the terms of reference.
    pub seat: String,
    /// Who cast it, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// How it was cast; it is not changed afterwards (C6.1).
    pub choice: Choice,
}

permitted! {
    /// A roll is taken: several votes in one go, each of which stands in the book as if it had been cast by itself.
    pub struct RollTaken says RollSaid {
        /// What tells this roll from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item voted on, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The committee in which it was taken, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// The votes, in the order in which they were called.
        pub votes: Vec<RollLine>,
        /// When it was taken, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
    }
}

impl RollTaken {
    /// The roll a permit admits.
    #[must_use]
    pub fn by(permit: &AdmittedRoll, meeting: MeetingId, item: ItemId, committee: CommitteeId, entered: &Entered) -> Self {
        let line = |vote: &AdmittedVote| RollLine {
            id: VoteId::new(),
            seat: vote.seat().to_owned(),
            person: vote.person(),
            choice: vote.choice(),
        };
        let votes = permit.votes().iter().map(line).collect();
        Self(RollSaid { id: FactId::new(), meeting, item, committee, votes, at: entered.at, late: entered.late })
    }

    /// The same with the ids of another's votes, for whoever asks the law again: these are new in it too.
    #[must_use]
    pub fn as_numbered(mut self, other: &Self) -> Self {
        self.0.id = other.id;
        for (own, other) in self.0.votes.iter_mut().zip(&other.votes) {
            own.id = other.id;
        }
        self
    }
}

impl Change for RollTaken {
    const KIND: &'static str = "roll.taken";
    const PERSONAL: &'static [&'static str] = &["votes"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.committee.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        for line in &self.votes {
            tx.run(diesel::insert_into(vote::table).values((
                vote::register_id.eq(register),
                vote::id.eq(line.id),
                vote::item.eq(self.item),
                vote::committee.eq(self.committee),
                vote::seat.eq(&line.seat),
                vote::person.eq(line.person),
                vote::choice.eq(line.choice),
                vote::at.eq(self.at),
                vote::late.eq(self.late),
                vote::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

permitted! {
    /// A show of hands is counted; names are not taken.
    pub struct HandsCounted says HandsSaid {
        /// What tells this show of hands from all others; a ruling that takes it away names it, and by it the show is struck.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item voted on, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The committee in which it was counted, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// How many hands were raised for.
        #[serde(rename = "for")]
        pub in_favour: u32,
        /// How many hands were raised against.
        pub against: u32,
        /// How many hands were raised for neither.
        pub abstained: u32,
        /// The seats that could have raised a hand: those with a vote on the item that were in the room.
        pub raised: Vec<Raised>,
        /// When it was counted, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(HandsCounted, FactId);

impl HandsCounted {
    /// The show of hands a permit admits.
    #[must_use]
    pub fn by(permit: &AdmittedHands, meeting: MeetingId, entered: &Entered) -> Self {
        let shown = permit.command();
        Self(HandsSaid {
            id: FactId::new(),
            meeting,
            item: shown.item.id(),
            committee: permit.committee(),
            in_favour: shown.in_favour,
            against: shown.against,
            abstained: shown.abstained,
            raised: permit.raised().to_vec(),
            at: entered.at,
            late: entered.late,
            place: entered.place,
        })
    }
}

impl Change for HandsCounted {
    const KIND: &'static str = "hands.counted";
    const PERSONAL: &'static [&'static str] = &["raised"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.committee.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(show_of_hands::table).values((
            show_of_hands::register_id.eq(register),
            show_of_hands::id.eq(self.id),
            show_of_hands::item.eq(self.item),
            show_of_hands::committee.eq(self.committee),
            show_of_hands::in_favour.eq(i64::from(self.in_favour)),
            show_of_hands::against.eq(i64::from(self.against)),
            show_of_hands::abstained.eq(i64::from(self.abstained)),
            show_of_hands::raised.eq(to_store(&self.raised)?),
            show_of_hands::at.eq(self.at),
            show_of_hands::late.eq(self.late),
            show_of_hands::place.eq(self.place),
            show_of_hands::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// A casting vote is cast.
    pub struct CastingVoteCast says CastingVoteSaid {
        /// What tells this casting vote from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item on which there was a tie, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The committee in which there was a tie, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// Who cast it, as in `/api/v1/people/{id}`: whoever presided over the item (C6.3).
        pub by: PersonId,
        /// `for` or `against`: which way it settles the tie.
        pub choice: Choice,
        /// When it was cast, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
        /// The entry in whose place it stands, where it was written in the stead of an act that was struck.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub place: Option<i64>,
    }
}

numbered!(CastingVoteCast, FactId);

impl CastingVoteCast {
    /// The casting vote a permit admits.
    #[must_use]
    pub fn by(permit: &AdmittedCasting, meeting: MeetingId, entered: &Entered) -> Self {
        let cast = permit.command();
        Self(CastingVoteSaid {
            id: FactId::new(),
            meeting,
            item: cast.item.id(),
            committee: permit.committee(),
            by: cast.by,
            choice: cast.choice,
            at: entered.at,
            late: entered.late,
            place: entered.place,
        })
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
            casting_vote::late.eq(self.late),
            casting_vote::place.eq(self.place),
            casting_vote::version.eq(version),
        )))?;
        Ok(())
    }
}
