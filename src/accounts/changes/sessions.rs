//! What may be written of sign-ins: opened, renewed, closed.

use diesel::prelude::*;

use super::once;
use crate::access::token::Refresh;
use crate::access::{Caller, Mac, secret};
use crate::accounts::rules::signing::{Copied, MayRenew, MaySignIn};
use crate::accounts::rules::{REFRESH_LIFE, SESSION_LIFE, places_forgotten};
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{account_notice, account_place, refresh_token, session, sign_in_failure};
use crate::fault::Fault;
use crate::ids::{AccountId, RegisterId, SessionId};
use crate::moment::Instant;
use crate::{permitted, witnessed};

permitted! {
    /// Somebody signed in.
    pub struct SessionOpened says OpeningSaid {
        /// The sign-in, which the log names by `session:` and this id.
        pub id: SessionId,
        /// Whose it is, as in `/api/v1/users/{id}`.
        pub account: AccountId,
        /// The register it is for.
        pub register: RegisterId,
        /// When it is over at the latest, UTC.
        pub expires_at: Instant,
        /// The digest of its first refresh token.
        pub refresh: String,
        /// When that token stops being good, UTC.
        pub refresh_expires_at: Instant,
        /// Whose failures are forgotten.
        pub identity: Option<String>,
        /// SHA-256, in hex, of the stored hash that the password was compared with: whoever put another
        /// in its place for a moment is found out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub against: Option<String>,
        /// Digests of the network and the client it came from, which are remembered.
        #[serde(default)]
        pub places: Vec<String>,
        /// Those remembered before that make room for them.
        #[serde(default)]
        pub forgets: Vec<String>,
    }
}

/// Where a sign-in came from, and whose address was guessed at before.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The digest under which wrong passwords for the address are counted.
    pub identity: String,
    /// Digests of the network and the client.
    pub places: Vec<String>,
    /// Those remembered before, the longest ago first.
    pub known: Vec<String>,
}

impl SessionOpened {
    /// The sign-in a permit allows, with its first refresh token.
    #[must_use]
    pub fn by(permit: &MaySignIn, first: &Refresh, key: &Mac, from: Origin, now: Instant) -> Self {
        let (account, register) = (permit.account(), permit.register());
        let Origin { identity, places, known } = from;
        Self(OpeningSaid {
            id: first.session(),
            account,
            register,
            expires_at: now.plus_seconds(SESSION_LIFE),
            refresh: first.digest(key, account, register),
            refresh_expires_at: now.plus_seconds(REFRESH_LIFE),
            identity: Some(identity),
            against: Some(secret::digest(permit.password().stored())),
            forgets: places_forgotten(&known, &places),
            places,
        })
    }
}

/// Days for which an account can be told what others did to it.
const NOTICES_KEPT: i64 = 90;

impl Change for SessionOpened {
    const KIND: &'static str = "session.opened";
    const SECRET: &'static [&'static str] = &["refresh", "identity", "against", "places", "forgets"];
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject(), self.account.subject(), self.register.subject()]
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (system, at, version) = (tx.register(), tx.at(), tx.version());
        tx.run(diesel::insert_into(session::table).values((
            session::register_id.eq(system),
            session::id.eq(self.id),
            session::account_id.eq(self.account),
            session::tenant_id.eq(self.register),
            session::opened_at.eq(at),
            session::expires_at.eq(self.expires_at),
            session::version.eq(version),
        )))?;
        tx.run(diesel::insert_into(refresh_token::table).values((
            refresh_token::register_id.eq(system),
            refresh_token::digest.eq(&self.refresh),
            refresh_token::session_id.eq(self.id),
            refresh_token::expires_at.eq(self.refresh_expires_at),
            refresh_token::version.eq(version),
        )))?;
        if let Some(identity) = &self.identity {
            let failures =
                sign_in_failure::table.filter(sign_in_failure::register_id.eq(system)).filter(sign_in_failure::identity.eq(identity));
            tx.run(diesel::update(failures).set((sign_in_failure::count.eq(0), sign_in_failure::version.eq(version))))?;
        }
        for place in &self.places {
            let row = account_place::table
                .filter(account_place::register_id.eq(system))
                .filter(account_place::account_id.eq(self.account))
                .filter(account_place::place.eq(place));
            if tx.run(diesel::update(row).set((account_place::at.eq(at), account_place::version.eq(version))))? == 0 {
                tx.run(diesel::insert_into(account_place::table).values((
                    account_place::register_id.eq(system),
                    account_place::account_id.eq(self.account),
                    account_place::place.eq(place),
                    account_place::at.eq(at),
                    account_place::version.eq(version),
                )))?;
            }
        }
        for place in &self.forgets {
            let row = account_place::table
                .filter(account_place::register_id.eq(system))
                .filter(account_place::account_id.eq(self.account))
                .filter(account_place::place.eq(place));
            tx.run(diesel::delete(row))?;
        }
        let old = account_notice::table
            .filter(account_notice::register_id.eq(system))
            .filter(account_notice::account_id.eq(self.account))
            .filter(account_notice::at.lt(at.plus_seconds(-NOTICES_KEPT * 24 * 3600)));
        tx.run(diesel::delete(old))?;
        Ok(())
    }
}

permitted! {
    /// A refresh token is spent and its successor given; `again` when a client that lost the answer
    /// is given the same one, which changes nothing.
    pub struct SessionRefreshed says RenewalSaid {
        /// The sign-in that is renewed.
        pub id: SessionId,
        /// Whose it is, as in `/api/v1/users/{id}`.
        pub account: AccountId,
        /// The register it is for.
        pub register: RegisterId,
        /// The digest of the token that was shown.
        pub spent: String,
        /// The digest of the token that follows it.
        pub successor: String,
        /// Whoever showed it, by address and program.
        pub client: String,
        /// When the successor stops being good, UTC.
        pub expires_at: Instant,
        /// Whether the same successor was given before.
        pub again: bool,
    }
}

impl SessionRefreshed {
    /// The renewal a permit allows, by the token that was shown.
    #[must_use]
    pub fn by(permit: MayRenew, shown: &Refresh, key: &Mac, client: String, now: Instant) -> Self {
        let (account, register) = (permit.account(), permit.register());
        Self(RenewalSaid {
            id: permit.session(),
            account,
            register,
            spent: shown.digest(key, account, register),
            successor: shown.successor(key).digest(key, account, register),
            client,
            expires_at: now.plus_seconds(REFRESH_LIFE),
            again: permit.again(),
        })
    }
}

impl Change for SessionRefreshed {
    const KIND: &'static str = "session.refreshed";
    const SECRET: &'static [&'static str] = &["spent", "successor", "client"];
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject(), self.account.subject()]
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        if self.again {
            return Ok(());
        }
        let (system, at, version) = (tx.register(), tx.at(), tx.version());
        // W13: whoever comes second finds it spent.
        let unspent = refresh_token::table
            .filter(refresh_token::register_id.eq(system))
            .filter(refresh_token::digest.eq(&self.spent))
            .filter(refresh_token::spent_at.is_null());
        let rows = tx.run(diesel::update(unspent).set((
            refresh_token::spent_at.eq(at),
            refresh_token::spent_by.eq(&self.client),
            refresh_token::successor.eq(&self.successor),
            refresh_token::version.eq(version),
        )))?;
        once(rows, "refresh_token", self.id)?;
        tx.run(diesel::insert_into(refresh_token::table).values((
            refresh_token::register_id.eq(system),
            refresh_token::digest.eq(&self.successor),
            refresh_token::session_id.eq(self.id),
            refresh_token::expires_at.eq(self.expires_at),
            refresh_token::version.eq(version),
        )))?;
        Ok(())
    }
}

fn close(id: SessionId, tx: &mut Tx<'_>) -> Result<(), Fault> {
    let (system, at) = (tx.register(), tx.at());
    let open = session::table.filter(session::register_id.eq(system)).filter(session::id.eq(id)).filter(session::closed_at.is_null());
    once(tx.run(diesel::update(open).set(session::closed_at.eq(at)))?, "session", id)
}

witnessed! {
    /// Somebody signed out.
    pub struct SessionClosed says SignOutSaid {
        /// The sign-in that is over.
        pub id: SessionId,
        /// Whose it was, as in `/api/v1/users/{id}`.
        pub account: AccountId,
    }
}

impl SessionClosed {
    /// Of the sign-in that is still there, by whoever has it.
    #[must_use]
    pub fn of(caller: &Caller) -> Self {
        Self(SignOutSaid { id: caller.session, account: caller.account })
    }
}

impl Change for SessionClosed {
    const KIND: &'static str = "session.closed";
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject(), self.account.subject()]
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        close(self.id, tx)
    }
}

permitted! {
    /// A spent refresh token came back: somebody has a copy, so the whole family ends.
    pub struct RefreshReused says CopySaid {
        /// The sign-in that is over.
        pub id: SessionId,
        /// Whose it was, as in `/api/v1/users/{id}`.
        pub account: AccountId,
    }
}

impl RefreshReused {
    /// As the rules found it.
    #[must_use]
    pub fn by(permit: Copied) -> Self {
        Self(CopySaid { id: permit.session(), account: permit.account() })
    }
}

impl Change for RefreshReused {
    const KIND: &'static str = "refresh.reused";
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject(), self.account.subject()]
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        close(self.id, tx)
    }
}
