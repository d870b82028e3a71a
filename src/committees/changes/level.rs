//! A change of what a committee may do about a function, and its withdrawal.

use diesel::prelude::*;

use crate::audit::ledger::{Change, Tx};
use crate::committees::authority::{Evidence, Level};
use crate::committees::rules::level::{MayChangeLevel, MayWithdrawLevel};
use crate::db::schema::authority_change;
use crate::db::to_store;
use crate::fault::Fault;
use crate::ids::{AuthorityId, CommitteeId, OrganisationId};
use crate::moment::Date;
use crate::money::Money;
use crate::{numbered, permitted};

permitted! {
    /// What a committee may do about a function changes from a day on.
    pub struct AuthorityChanged says AuthoritySaid {
        /// This change, which `/api/v1/authority-changes/{id}/withdraw` takes back.
        pub id: AuthorityId,
        /// Whose authority it is, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// The kind of business, in the word that items give as their `function`.
        pub function: String,
        /// What the committee may do about it from then on.
        pub level: Level,
        /// With or by whom it is decided instead, as in `/api/v1/organisations/{id}`; null where nobody is named.
        pub with: Option<OrganisationId>,
        /// The first day.
        pub from: Date,
        /// The last day, itself included; null while it lasts.
        pub to: Option<Date>,
        /// The limit of value in pounds, itself included; null where there is none.
        pub value_limit: Option<Money>,
        /// What it rests on.
        pub evidence: Evidence,
    }
}

numbered!(AuthorityChanged, AuthorityId);

impl AuthorityChanged {
    /// The change a permit allows.
    #[must_use]
    pub fn by(permit: MayChangeLevel) -> Self {
        let MayChangeLevel { committee, row, with, evidence } = permit;
        let (id, function, level) = (AuthorityId::new(), row.function, row.level);
        Self(AuthoritySaid { id, committee, function, level, with, from: row.from, to: row.to, value_limit: row.value_limit, evidence })
    }
}

impl Change for AuthorityChanged {
    const KIND: &'static str = "authority.changed";

    fn subjects(&self) -> Vec<String> {
        vec![self.committee.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (register, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(authority_change::table).values((
            authority_change::register_id.eq(register),
            authority_change::id.eq(self.id),
            authority_change::committee.eq(self.committee),
            authority_change::function_name.eq(&self.function),
            authority_change::level.eq(self.level),
            authority_change::with_body.eq(self.with),
            authority_change::from_date.eq(self.from),
            authority_change::to_date.eq(self.to),
            authority_change::value_limit_pence.eq(self.value_limit.map(Money::pence)),
            authority_change::evidence.eq(to_store(&self.evidence)?),
            authority_change::version.eq(version),
        )))?;
        Ok(())
    }
}

permitted! {
    /// A change of authority that was entered by mistake is withdrawn.
    pub struct AuthorityWithdrawn says AuthorityWithdrawal {
        /// The change that is withdrawn.
        pub id: AuthorityId,
        /// Whose authority it was, as in `/api/v1/committees/{id}`.
        pub committee: CommitteeId,
        /// Why it is withdrawn.
        pub reason: String,
    }
}

impl AuthorityWithdrawn {
    /// The withdrawal a permit allows.
    #[must_use]
    pub fn by(permit: MayWithdrawLevel) -> Self {
        let MayWithdrawLevel { id, committee, reason } = permit;
        Self(AuthorityWithdrawal { id, committee, reason })
    }
}

impl Change for AuthorityWithdrawn {
    const KIND: &'static str = "authority.withdrawn";
    const PERSONAL: &'static [&'static str] = &["reason"];
    const STATUS: u16 = 200;

    fn subjects(&self) -> Vec<String> {
        vec![self.committee.subject(), self.id.subject()]
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let row = tx.of(authority_change::table).filter(authority_change::id.eq(self.id));
        tx.run(
            diesel::update(row).set((authority_change::withdrawn_because.eq(Some(&self.reason)), authority_change::version.eq(version))),
        )?;
        Ok(())
    }
}
