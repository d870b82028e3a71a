//! What may be written of agendas: their publication, with the forecast they rest on.

use diesel::prelude::*;

use super::publishing::Draft;
use super::rules::MayPublish;
use super::sheet::Sheet;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::agenda;
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{FactId, MeetingId};
use crate::moment::Instant;
use crate::{numbered, permitted};

permitted! {
    /// An agenda is published.
    pub struct AgendaPublished says AgendaSaid {
        /// This publication; each one has its own, and the last is the one that is read.
        pub id: FactId,
        /// The meeting whose agenda it is, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// SHA-256, in hex, of the sheet: what a draft is compared with.
        pub fingerprint: String,
        /// The agenda as it was published, with what was proposed and forecast then.
        pub sheet: Sheet,
        /// When it was published, UTC.
        pub at: Instant,
    }
}

numbered!(AgendaPublished, FactId);

impl AgendaPublished {
    /// The draft a permit allows to be published.
    #[must_use]
    pub fn by(permit: MayPublish, draft: &Draft, at: Instant) -> Self {
        let (fingerprint, sheet) = (draft.whole().to_owned(), draft.sheet.clone());
        Self(AgendaSaid { id: FactId::new(), meeting: permit.meeting(), fingerprint, sheet, at })
    }
}

impl Change for AgendaPublished {
    const KIND: &'static str = "agenda.published";
    const PERSONAL: &'static [&'static str] = &["sheet"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(agenda::table).values((
            agenda::register_id.eq(register),
            agenda::id.eq(self.id),
            agenda::meeting.eq(self.meeting),
            agenda::fingerprint.eq(&self.fingerprint),
            agenda::document.eq(to_store(&self.sheet)?),
            agenda::published_at.eq(self.at),
            agenda::version.eq(version),
        )))?;
        Ok(())
    }
}
