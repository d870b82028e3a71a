//! What may be written of an account that is there: invited, its password set, called otherwise, suspended,
//! reinstated.

use diesel::prelude::*;
use serde_json::{Map, Value, json};

use super::notices::{What, notify};
use super::{Link, once, spend};
use crate::accounts::rules::managing::{MayAmend, MayInvite, MayReinstate, MaySuspend};
use crate::accounts::rules::signing::MaySetPassword;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{account, one_time_token};
use crate::fault::Fault;
use crate::ids::{AccountId, OneTimeId};
use crate::permitted;

macro_rules! account_row {
    ($id:expr, $tx:expr) => {
        account::table.filter(account::register_id.eq($tx.register())).filter(account::id.eq($id))
    };
}

permitted! {
    /// A new invitation for an account; with `resets`, its password and its sign-ins end at once.
    pub struct AccountInvited says InvitationSaid {
        /// The account, as in `/api/v1/users/{id}`.
        pub id: AccountId,
        /// The invitation; an earlier one is worth nothing from now on.
        pub invitation: Link,
        /// Whether its password was taken from it.
        pub resets: bool,
        /// Whether the account is told of it; entries from before there was such telling say no.
        #[serde(default)]
        pub told: bool,
    }
}

impl AccountInvited {
    /// The invitation a permit allows.
    #[must_use]
    pub fn by(permit: MayInvite, invitation: Link) -> Self {
        Self(InvitationSaid { id: permit.account(), invitation, resets: permit.resets(), told: true })
    }
}

impl Change for AccountInvited {
    const KIND: &'static str = "account.invited";
    const SECRET: &'static [&'static str] = &["invitation"];
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn answer(&self, _: &Map<String, Value>) -> Value {
        json!({"id": self.id, "invitation": {"id": self.invitation.id, "expires_at": self.invitation.expires_at}})
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (system, at, version) = (tx.register(), tx.at(), tx.version());
        // An earlier invitation is worth nothing from now on.
        let earlier = one_time_token::table
            .filter(one_time_token::register_id.eq(system))
            .filter(one_time_token::account_id.eq(self.id))
            .filter(one_time_token::spent_at.is_null());
        tx.run(diesel::update(earlier).set((one_time_token::spent_at.eq(at), one_time_token::version.eq(version))))?;
        self.invitation.write("invitation", Some(self.id), tx)?;
        let row = account_row!(self.id, tx);
        let rows = if self.resets {
            tx.run(diesel::update(row).set((
                account::password_hash.eq(None::<String>),
                account::sessions_after.eq(version),
                account::version.eq(version),
            )))?
        } else {
            tx.run(diesel::update(row).set(account::version.eq(version)))?
        };
        once(rows, "account", self.id)?;
        notify(self.told && self.resets, self.id, What::PasswordReset, None, tx)
    }
}

permitted! {
    /// A password is set through an invitation; every earlier sign-in ends.
    pub struct PasswordSet says SettingSaid {
        /// The account, as in `/api/v1/users/{id}`.
        pub id: AccountId,
        /// Of the password, as Argon2 writes it.
        pub password_hash: String,
        /// The invitation it was set with.
        pub by_link: Option<OneTimeId>,
        /// Whether the account is told of it.
        #[serde(default)]
        pub told: bool,
    }
}

impl PasswordSet {
    /// The password, by its hash, that a permit allows to be set.
    #[must_use]
    pub fn by(permit: &MaySetPassword, password_hash: String) -> Self {
        Self(SettingSaid { id: permit.account().id, password_hash, by_link: Some(permit.link()), told: true })
    }
}

impl Change for PasswordSet {
    const KIND: &'static str = "password.set";
    const SECRET: &'static [&'static str] = &["password_hash"];
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn answer(&self, _: &Map<String, Value>) -> Value {
        json!({"id": self.id})
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let rows = tx.run(diesel::update(account_row!(self.id, tx)).set((
            account::password_hash.eq(Some(self.password_hash.clone())),
            account::sessions_after.eq(version),
            account::version.eq(version),
        )))?;
        once(rows, "account", self.id)?;
        notify(self.told, self.id, What::PasswordSet, None, tx)?;
        self.by_link.map_or(Ok(()), |id| spend(id, tx))
    }
}

permitted! {
    /// The name or address of an account changes.
    pub struct AccountAmended says AmendmentSaid {
        /// The account, as in `/api/v1/users/{id}`.
        pub id: AccountId,
        /// The address with which it signs in from now on.
        pub email: String,
        /// The same as addresses are compared (W14).
        pub email_folded: String,
        /// What it is called from now on.
        pub name: String,
        /// Whether the account is told of it.
        #[serde(default)]
        pub told: bool,
    }
}

impl AccountAmended {
    /// The name and address a permit allows.
    #[must_use]
    pub fn by(permit: MayAmend) -> Self {
        let (id, address, name) = permit.into_parts();
        let (email, email_folded) = address.into_parts();
        Self(AmendmentSaid { id, email, email_folded, name, told: true })
    }
}

impl Change for AccountAmended {
    const KIND: &'static str = "account.amended";
    const PERSONAL: &'static [&'static str] = &["email", "email_folded", "name"];
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn answer(&self, _: &Map<String, Value>) -> Value {
        json!({"id": self.id, "email": self.email, "name": self.name})
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let rows = tx.run(diesel::update(account_row!(self.id, tx)).set((
            account::email.eq(&self.email),
            account::email_folded.eq(&self.email_folded),
            account::name.eq(&self.name),
            account::version.eq(version),
        )))?;
        once(rows, "account", self.id)?;
        notify(self.told, self.id, What::Amended, None, tx)
    }
}

permitted! {
    /// An account is suspended: its sign-ins end at once.
    pub struct AccountSuspended says SuspensionSaid {
        /// The account, as in `/api/v1/users/{id}`.
        pub id: AccountId,
        /// Whether the account is told of it.
        #[serde(default)]
        pub told: bool,
    }
}

impl AccountSuspended {
    /// The suspension a permit allows.
    #[must_use]
    pub fn by(permit: MaySuspend) -> Self {
        Self(SuspensionSaid { id: permit.account(), told: true })
    }
}

impl Change for AccountSuspended {
    const KIND: &'static str = "account.suspended";
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn answer(&self, _: &Map<String, Value>) -> Value {
        json!({"id": self.id})
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let rows = tx.run(diesel::update(account_row!(self.id, tx)).set((
            account::suspended.eq(true),
            account::sessions_after.eq(version),
            account::version.eq(version),
        )))?;
        once(rows, "account", self.id)?;
        notify(self.told, self.id, What::Suspended, None, tx)
    }
}

permitted! {
    /// A suspended account may sign in again.
    pub struct AccountReinstated says ReinstatementSaid {
        /// The account, as in `/api/v1/users/{id}`.
        pub id: AccountId,
        /// Whether the account is told of it.
        #[serde(default)]
        pub told: bool,
    }
}

impl AccountReinstated {
    /// The reinstatement a permit allows.
    #[must_use]
    pub fn by(permit: MayReinstate) -> Self {
        Self(ReinstatementSaid { id: permit.account(), told: true })
    }
}

impl Change for AccountReinstated {
    const KIND: &'static str = "account.reinstated";
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn answer(&self, _: &Map<String, Value>) -> Value {
        json!({"id": self.id})
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let rows = tx.run(diesel::update(account_row!(self.id, tx)).set((account::suspended.eq(false), account::version.eq(version))))?;
        once(rows, "account", self.id)?;
        notify(self.told, self.id, What::Reinstated, None, tx)
    }
}
