//! What may be written of sign-ins that were refused, and that what sign-ins leave behind is thrown
//! away.

use diesel::prelude::*;

use crate::access::guesses::Due;
use crate::accounts::rules::FailureFacts;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{refresh_token, session, sign_in_failure};
use crate::fault::Fault;
use crate::ids::{AccountId, FactId};
use crate::moment::Instant;
use crate::witnessed;

witnessed! {
    /// A wrong password, or an address nobody has, as it was written when each had an entry of its own:
    /// none is made any more.
    pub struct SignInRefused says RefusedSaid {
        /// The attempt, which the log names by `fact:` and this id.
        pub id: FactId,
        /// The digest of the address.
        pub identity: String,
        /// Whose address it was; null where it was nobody's.
        pub account: Option<AccountId>,
        /// Wrong ones in a row, this one counted.
        pub count: i64,
    }
}

impl Change for SignInRefused {
    const KIND: &'static str = "sign_in.refused";
    const SECRET: &'static [&'static str] = &["identity"];
    fn subjects(&self) -> Vec<String> {
        self.account.map(AccountId::subject).into_iter().collect()
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (system, at, version) = (tx.register(), tx.at(), tx.version());
        let row =
            sign_in_failure::table.filter(sign_in_failure::register_id.eq(system)).filter(sign_in_failure::identity.eq(&self.identity));
        let rows = tx.run(diesel::update(row).set((
            sign_in_failure::count.eq(self.count),
            sign_in_failure::last_at.eq(at),
            sign_in_failure::version.eq(version),
        )))?;
        if rows == 0 {
            tx.run(diesel::insert_into(sign_in_failure::table).values((
                sign_in_failure::register_id.eq(system),
                sign_in_failure::identity.eq(&self.identity),
                sign_in_failure::count.eq(self.count),
                sign_in_failure::last_at.eq(at),
                sign_in_failure::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

witnessed! {
    /// Wrong passwords for one address within some minutes, or for addresses that nobody has.
    pub struct SignInsRefused says RefusedTogetherSaid {
        /// These attempts, which the log names by `fact:` and this id.
        pub id: FactId,
        /// The digest of the address; none for several addresses of nobody's.
        pub identity: Option<String>,
        /// Whose address it was; null where it was nobody's.
        pub account: Option<AccountId>,
        /// How many there were.
        pub count: i64,
        /// For how many addresses.
        pub addresses: i64,
        /// From how many networks.
        pub networks: i64,
        /// When the first came, UTC.
        pub from: Instant,
        /// When the last came, UTC.
        pub to: Instant,
        /// How many since the last sign-in, these counted.
        pub total: i64,
        /// From how many networks since then.
        pub total_networks: i64,
    }
}

impl SignInsRefused {
    /// What was counted, added to what was written before.
    #[must_use]
    pub fn of(due: &Due, before: Option<FailureFacts>) -> Self {
        Self(RefusedTogetherSaid {
            id: FactId::new(),
            identity: due.identity.clone(),
            account: due.account,
            count: due.count,
            addresses: due.addresses,
            networks: due.networks,
            from: due.from,
            to: due.to,
            total: before.map_or(0, |before| before.count).saturating_add(due.count),
            total_networks: before.map_or(0, |before| before.networks).max(due.networks),
        })
    }
}

impl Change for SignInsRefused {
    const KIND: &'static str = "sign_ins.refused";
    const SECRET: &'static [&'static str] = &["identity"];
    fn subjects(&self) -> Vec<String> {
        self.account.map(AccountId::subject).into_iter().collect()
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (system, version) = (tx.register(), tx.version());
        let Some(identity) = &self.identity else { return Ok(()) };
        let row = sign_in_failure::table.filter(sign_in_failure::register_id.eq(system)).filter(sign_in_failure::identity.eq(identity));
        let rows = tx.run(diesel::update(row).set((
            sign_in_failure::count.eq(self.total),
            sign_in_failure::networks.eq(Some(self.total_networks)),
            sign_in_failure::last_at.eq(self.to),
            sign_in_failure::version.eq(version),
        )))?;
        if rows == 0 {
            tx.run(diesel::insert_into(sign_in_failure::table).values((
                sign_in_failure::register_id.eq(system),
                sign_in_failure::identity.eq(identity),
                sign_in_failure::count.eq(self.total),
                sign_in_failure::networks.eq(Some(self.total_networks)),
                sign_in_failure::last_at.eq(self.to),
                sign_in_failure::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

witnessed! {
    /// What sign-ins leave behind and nobody asks for any more is thrown away.
    pub struct SignInsPurged says PurgeSaid {
        /// Sign-ins that were over before, with their refresh tokens, and tokens spent before.
        pub before: Instant,
        /// Counts of wrong passwords of which the last came before.
        pub failures_before: Instant,
    }
}

/// Sign-ins are kept so long after they are over, and refresh tokens after they are spent.
const SIGN_INS_KEPT: i64 = 24 * 3600;
/// Counts of wrong passwords are kept so long for the owner to be told of.
const FAILURES_KEPT: i64 = 90 * 24 * 3600;

impl SignInsPurged {
    /// What has lain long enough at an instant.
    #[must_use]
    pub fn at(now: Instant) -> Self {
        Self(PurgeSaid { before: now.plus_seconds(-SIGN_INS_KEPT), failures_before: now.plus_seconds(-FAILURES_KEPT) })
    }
}

impl Change for SignInsPurged {
    const KIND: &'static str = "sign_ins.purged";
    fn subjects(&self) -> Vec<String> {
        Vec::new()
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let system = tx.register();
        let sessions = || session::table.filter(session::register_id.eq(system));
        let tokens = || refresh_token::table.filter(refresh_token::register_id.eq(system));
        let expired = sessions().filter(session::expires_at.lt(self.before)).select(session::id);
        let closed = sessions().filter(session::closed_at.lt(self.before)).select(session::id);
        tx.run(diesel::delete(tokens().filter(refresh_token::session_id.eq_any(expired))))?;
        tx.run(diesel::delete(tokens().filter(refresh_token::session_id.eq_any(closed))))?;
        tx.run(diesel::delete(tokens().filter(refresh_token::spent_at.lt(self.before))))?;
        tx.run(diesel::delete(sessions().filter(session::expires_at.lt(self.before))))?;
        tx.run(diesel::delete(sessions().filter(session::closed_at.lt(self.before))))?;
        let failures = sign_in_failure::table
            .filter(sign_in_failure::register_id.eq(system))
            .filter(sign_in_failure::last_at.lt(self.failures_before));
        tx.run(diesel::delete(failures))?;
        Ok(())
    }
}
