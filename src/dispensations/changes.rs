//! What may be written of dispensations.

use diesel::prelude::*;

use super::rules::{Allows, Dispensation, DispensationGround, MayEnd, MayGrant};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::dispensation;
use crate::fault::Fault;
use crate::ids::{FactId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::{numbered, permitted, text};

text!(Allows, DispensationGround);

permitted! {
    /// A council lets somebody take part who is interested.
    pub struct DispensationGranted says DispensationSaid {
        /// The dispensation, as in `/api/v1/dispensations/{id}`.
        pub id: FactId,
        #[serde(flatten)]
        pub says: Dispensation,
    }
}

numbered!(DispensationGranted, FactId);

impl DispensationGranted {
    /// The dispensation a permit allows.
    #[must_use]
    pub fn by(permit: MayGrant) -> Self {
        Self(DispensationSaid { id: FactId::new(), says: permit.says })
    }
}

impl Change for DispensationGranted {
    const KIND: &'static str = "dispensation.granted";
    const PERSONAL: &'static [&'static str] = &["because"];

    fn subjects(&self) -> Vec<String> {
        vec![self.says.person.subject(), self.says.organisation.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        let Dispensation { organisation, person, concerning, allows, ground, because, requested, by, from, to } = &self.says;
        tx.run(diesel::insert_into(dispensation::table).values((
            dispensation::register_id.eq(register),
            dispensation::id.eq(self.id),
            dispensation::organisation.eq(*organisation),
            dispensation::person.eq(*person),
            dispensation::concerning.eq(*concerning),
            dispensation::allows.eq(*allows),
            dispensation::ground.eq(*ground),
            dispensation::because.eq(because),
            dispensation::requested.eq(*requested),
            dispensation::granted_by.eq(*by),
            dispensation::from_date.eq(*from),
            dispensation::to_date.eq(*to),
            dispensation::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// A dispensation is taken back.
    pub struct DispensationEnded says EndedDispensation {
        /// The dispensation, as in `/api/v1/dispensations/{id}`.
        pub id: FactId,
        /// The council, as in `/api/v1/organisations/{id}`.
        pub organisation: OrganisationId,
        /// Whom it let take part, as in `/api/v1/people/{id}`.
        pub person: PersonId,
        /// Its last day; before its first where it never was in force.
        pub last_day: Date,
        /// The monitoring officer who took it back, as in `/api/v1/people/{id}`.
        pub by: PersonId,
        /// Why.
        pub reason: String,
    }
}

impl DispensationEnded {
    #[must_use]
    pub fn by(permit: MayEnd) -> Self {
        let MayEnd { id, says, last_day, by, reason } = permit;
        Self(EndedDispensation { id, organisation: says.organisation, person: says.person, last_day, by, reason })
    }
}

impl Change for DispensationEnded {
    const KIND: &'static str = "dispensation.ended";
    const STATUS: u16 = 200;
    const PERSONAL: &'static [&'static str] = &["reason"];

    fn subjects(&self) -> Vec<String> {
        vec![self.person.subject(), self.organisation.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        let row = dispensation::table.filter(dispensation::register_id.eq(register)).filter(dispensation::id.eq(self.id));
        tx.run(diesel::update(row).set((dispensation::ended.eq(self.last_day), dispensation::version.eq(version))))?;
        Ok(())
    }
}
