//! What may be written of agendas: their publication, with the forecast they rest on.

use diesel::prelude::*;

use super::publishing::Draft;
use super::rules::MayPublish;
use super::sheet::Sheet;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::agenda;
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{FactId, MeetingId, PersonId};
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
        /// By whose word a paper by a conflicted author is on it, as in `/api/v1/people/{id}`; null where there is none (C8).
        #[serde(default)]
        pub override_by: Option<PersonId>,
        /// The guardian's reason for that; null where there is no such paper.
        #[serde(default)]
        pub override_reason: Option<String>,
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
        let MayPublish { meeting, over } = permit;
        let (override_by, override_reason) = over.map(|over| (over.by, over.reason.to_string())).unzip();
        Self(AgendaSaid { id: FactId::new(), meeting, fingerprint, sheet, override_by, override_reason, at })
    }
}

impl Change for AgendaPublished {
    const KIND: &'static str = "agenda.published";
    const PERSONAL: &'static [&'static str] = &["sheet", "override_reason"];

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
            agenda::override_by.eq(self.override_by),
            agenda::override_reason.eq(&self.override_reason),
        )))?;
        Ok(())
    }
}
