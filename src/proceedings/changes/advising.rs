//! Advice that is put on record.

use diesel::prelude::*;

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::advice;
use crate::fault::Fault;
use crate::ids::{FactId, ItemId, MeetingId, PersonId};
use crate::meetings::Entered;
use crate::moment::Instant;
use crate::proceedings::rules::advising::MayAdvise;
use crate::{numbered, permitted};

permitted! {
    /// Somebody advised on an item (B4).
    pub struct AdviceGiven says AdviceSaid {
        /// What tells this advice from all other.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item, as in `/api/v1/items/{id}`.
        pub item: ItemId,
        /// Who advised, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// What they advised, in words; minutes for the public do not tell it.
        pub says: String,
        /// Whether it came in writing; in the room where it did not.
        pub in_writing: bool,
        /// When it was given, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
    }
}

numbered!(AdviceGiven, FactId);

impl AdviceGiven {
    /// The advice that a permit allows.
    #[must_use]
    pub fn by(permit: MayAdvise, entered: &Entered) -> Self {
        let MayAdvise { meeting, item, person, says, in_writing } = permit;
        Self(AdviceSaid { id: FactId::new(), meeting, item, person, says, in_writing, at: entered.at, late: entered.late })
    }
}

impl Change for AdviceGiven {
    const KIND: &'static str = "advice.given";
    const PERSONAL: &'static [&'static str] = &["person", "says"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(advice::table).values((
            advice::register_id.eq(register),
            advice::id.eq(self.id),
            advice::item.eq(self.item),
            advice::person.eq(self.person),
            advice::says.eq(&self.says),
            advice::in_writing.eq(self.in_writing),
            advice::at.eq(self.at),
            advice::late.eq(self.late),
            advice::version.eq(version),
        )))?;
        Ok(())
    }
}
