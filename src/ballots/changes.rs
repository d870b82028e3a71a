//! What may be written of ballots.

use diesel::prelude::*;

use super::rules::{Ballot, Franchise, MayRecord};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::ballot;
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::BallotId;
use crate::{numbered, permitted, text};

text!(Franchise);

permitted! {
    /// A ballot of member practices is recorded, with its votes.
    pub struct BallotRecorded says BallotSaid {
        /// The ballot, which terms of reference name by this id where they rest on it.
        pub id: BallotId,
        #[serde(flatten)]
        pub says: Ballot,
    }
}

numbered!(BallotRecorded, BallotId);

impl BallotRecorded {
    /// The ballot a permit allows.
    #[must_use]
    pub fn by(permit: MayRecord) -> Self {
        Self(BallotSaid { id: BallotId::new(), says: permit.ballot })
    }
}

impl Change for BallotRecorded {
    const KIND: &'static str = "ballot.recorded";

    fn subjects(&self) -> Vec<String> {
        vec![self.says.organisation.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        let Ballot { organisation, question, franchise, window, votes, threshold, announced, if_not_carried } = &self.says;
        tx.run(diesel::insert_into(ballot::table).values((
            ballot::register_id.eq(register),
            ballot::id.eq(self.id),
            ballot::organisation.eq(*organisation),
            ballot::question.eq(question),
            ballot::franchise.eq(*franchise),
            ballot::from_date.eq(window.from),
            ballot::to_date.eq(window.to),
            ballot::votes.eq(to_store(votes)?),
            ballot::threshold.eq(threshold.map(|threshold| threshold.to_string())),
            ballot::announced_by.eq(announced.as_ref().map(|announced| &announced.by)),
            ballot::announced_on.eq(announced.as_ref().map(|announced| announced.on)),
            ballot::if_not_carried.eq(if_not_carried),
            ballot::version.eq(version),
        )))?;
        Ok(())
    }
}
