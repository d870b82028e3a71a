//! What may be written of a decision under query: what a guardian determined.

use diesel::prelude::*;

use crate::audit::ledger::{Change, Tx};
use crate::db::schema::determination;
use crate::db::to_store;
use crate::decisions::late::{Finding, MayDetermine};
use crate::fault::Fault;
use crate::ids::{DecisionId, DeclarationId, DeterminationId, MeetingId, PersonId};
use crate::moment::Instant;
use crate::{numbered, permitted, text};

text!(Finding);

permitted! {
    /// A guardian determines whether a decision under query stands, or is to be taken again.
    pub struct DecisionDetermined says DeterminationSaid {
        /// What tells this determination from all others.
        pub id: DeterminationId,
        /// The meeting of the decision, as in `/api/v1/meetings/{id}`.
        pub meeting: MeetingId,
        /// The decision, as in `/api/v1/decisions/{id}`; nothing of it changes (C10).
        pub decision: DecisionId,
        /// What was determined (A7.1).
        pub finding: Finding,
        /// The guardian, as in `/api/v1/people/{id}`.
        pub by: PersonId,
        /// Their name then.
        pub name: String,
        /// Why.
        pub reason: String,
        /// The interests told late that were known of it, as in `/api/v1/declarations/{id}`: what it answers, and no others.
        pub declarations: Vec<DeclarationId>,
        /// When it was determined, UTC.
        pub at: Instant,
    }
}

numbered!(DecisionDetermined, DeterminationId);

impl DecisionDetermined {
    /// The determination a permit allows.
    #[must_use]
    pub fn by(permit: MayDetermine, at: Instant) -> Self {
        let MayDetermine { meeting, decision, finding, by, name, reason, declarations } = permit;
        let (id, declarations) = (DeterminationId::new(), declarations.into_iter().collect());
        Self(DeterminationSaid { id, meeting, decision, finding, by, name, reason, declarations, at })
    }
}

impl Change for DecisionDetermined {
    const KIND: &'static str = "decision.determined";
    const PERSONAL: &'static [&'static str] = &["name", "reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.meeting.subject(), self.decision.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(determination::table).values((
            determination::register_id.eq(register),
            determination::id.eq(self.id),
            determination::decision.eq(self.decision),
            determination::finding.eq(self.finding),
            determination::by_person.eq(self.by),
            determination::by_name.eq(&self.name),
            determination::reason.eq(&self.reason),
            determination::declarations.eq(to_store(&self.declarations)?),
            determination::at.eq(self.at),
            determination::version.eq(version),
        )))?;
        Ok(())
    }
}
