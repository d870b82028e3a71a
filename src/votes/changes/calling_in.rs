//! What members call in, to be decided in a room.

use diesel::prelude::*;

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::call_in;
use crate::fault::Fault;
use crate::ids::{FactId, ItemId, MeetingId, PersonId};
use crate::meetings::Entered;
use crate::moment::Instant;
use crate::votes::rules::calling_in::MayCallIn;
use crate::{numbered, permitted};

permitted! {
    /// An item of a meeting by correspondence is called in by a member: it is decided in a room, or not at all.
    pub struct ItemCalledIn says CallInSaid {
        /// What tells this calling in from all others.
        pub id: FactId,
        /// The meeting, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The item, as in `/api/v1/items/{id}`; its parts are called in with it.
        pub item: ItemId,
        /// Who called it in, as in `/api/v1/people/{id}`.
        pub by: PersonId,
        /// Why; it is minuted.
        pub reason: String,
        /// When it was called in, UTC.
        pub at: Instant,
        /// When it was entered, where acts after it stood in the book already; absent where it was in its turn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        pub late: Option<Instant>,
    }
}

numbered!(ItemCalledIn, FactId);

impl ItemCalledIn {
    /// The calling in that a permit allows.
    #[must_use]
    pub fn by(permit: MayCallIn, entered: &Entered) -> Self {
        let MayCallIn { meeting, item, by, reason } = permit;
        Self(CallInSaid { id: FactId::new(), meeting, item, by, reason, at: entered.at, late: entered.late })
    }
}

impl Change for ItemCalledIn {
    const KIND: &'static str = "call_in.recorded";
    const PERSONAL: &'static [&'static str] = &["by", "reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.item.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(call_in::table).values((
            call_in::register_id.eq(register),
            call_in::id.eq(self.id),
            call_in::item.eq(self.item),
            call_in::by_person.eq(self.by),
            call_in::reason.eq(&self.reason),
            call_in::at.eq(self.at),
            call_in::late.eq(self.late),
            call_in::version.eq(version),
        )))?;
        Ok(())
    }
}
