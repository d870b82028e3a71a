//! Elections by secret ballot.

use diesel::prelude::*;

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::election;
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{CommitteeId, FactId, ItemId, MeetingId, PersonId};
use crate::meetings::{Candidate, Entered, Raised};
use crate::moment::Instant;
use crate::votes::rules::election::AdmittedElection;
use crate::{numbered, permitted};

permitted! {
    /// An election by secret ballot is counted; who voted for whom is said nowhere.
    pub struct ElectionHeld says ElectionSaid {
        /// What tells this election from all others; a ruling that takes it away names it, and by it it is struck.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// The committee that voted, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// Who counted the ballots, as in `/api/v1/people/{id}`.
        pub counted_by: PersonId,
        /// How many ballots were for whom.
        pub candidates: Vec<Candidate>,
        /// How many ballots were for nobody.
        pub blank_or_spoilt: u32,
        /// Of those who tied again, whose lot was drawn, as in `/api/v1/people/{id}`; absent where none was.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub drawn_by_lot: Option<PersonId>,
        /// The seats that could have voted: those with a vote on the item that were in the room.
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

numbered!(ElectionHeld, FactId);

impl ElectionHeld {
    /// The election a permit admits.
    #[must_use]
    pub fn by(permit: &AdmittedElection, meeting: MeetingId, entered: &Entered) -> Self {
        let held = permit.command();
        Self(ElectionSaid {
            id: FactId::new(),
            meeting,
            item: held.item.id(),
            committee: permit.committee(),
            counted_by: held.counted_by,
            candidates: held.candidates.clone(),
            blank_or_spoilt: held.blank_or_spoilt,
            drawn_by_lot: held.drawn_by_lot,
            raised: permit.raised().to_vec(),
            at: entered.at,
            late: entered.late,
            place: entered.place,
        })
    }
}

impl Change for ElectionHeld {
    const KIND: &'static str = "election.held";
    const PERSONAL: &'static [&'static str] = &["candidates", "counted_by", "drawn_by_lot", "raised"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject(), self.committee.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(election::table).values((
            election::register_id.eq(register),
            election::id.eq(self.id),
            election::item.eq(self.item),
            election::committee.eq(self.committee),
            election::counted_by.eq(self.counted_by),
            election::candidates.eq(to_store(&self.candidates)?),
            election::blank_or_spoilt.eq(i64::from(self.blank_or_spoilt)),
            election::drawn_by_lot.eq(self.drawn_by_lot),
            election::raised.eq(to_store(&self.raised)?),
            election::at.eq(self.at),
            election::late.eq(self.late),
            election::place.eq(self.place),
            election::version.eq(version),
        )))?;
        Ok(())
    }
}
