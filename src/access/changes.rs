//! What may be written of accounts and sign-ins. All are entries of the register `system`. Every
//! instant is the entry's own, so that the log replayed gives the same rows.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::roles::Role;
use crate::audit::ledger::{Change, Tx};
use crate::audit::replay::Kind;
use crate::db::schema::{account, account_person, account_role, one_time_token, refresh_token, session, sign_in_failure};
use crate::fault::Fault;
use crate::ids::{AccountId, FactId, OneTimeId, PersonId, RegisterId, SessionId};
use crate::moment::Instant;

/// Roles in one register, and the person there whose sign-in this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub register: RegisterId,
    pub roles: Vec<Role>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub person: Option<PersonId>,
}

impl Given {
    fn write(&self, account: AccountId, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (system, version) = (tx.register(), tx.version());
        for role in &self.roles {
            tx.run(diesel::insert_into(account_role::table).values((
                account_role::register_id.eq(system),
                account_role::account_id.eq(account),
                account_role::tenant_id.eq(self.register),
                account_role::role.eq(*role),
                account_role::version.eq(version),
            )))?;
        }
        if let Some(person) = self.person {
            tx.run(diesel::insert_into(account_person::table).values((
                account_person::register_id.eq(system),
                account_person::account_id.eq(account),
                account_person::tenant_id.eq(self.register),
                account_person::person_id.eq(person),
                account_person::version.eq(version),
            )))?;
        }
        Ok(())
    }
}

/// A one-time link, by the digest of its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub id: OneTimeId,
    pub digest: String,
    pub expires_at: Instant,
}

impl Link {
    fn write(&self, purpose: &'static str, about: Option<AccountId>, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (system, version) = (tx.register(), tx.version());
        tx.run(diesel::insert_into(one_time_token::table).values((
            one_time_token::register_id.eq(system),
            one_time_token::id.eq(self.id),
            one_time_token::digest.eq(&self.digest),
            one_time_token::purpose.eq(purpose),
            one_time_token::account_id.eq(about),
            one_time_token::expires_at.eq(self.expires_at),
            one_time_token::version.eq(version),
        )))?;
        Ok(())
    }
}

fn spend(id: OneTimeId, tx: &mut Tx<'_>) -> Result<(), Fault> {
    let (system, at, version) = (tx.register(), tx.at(), tx.version());
    let unspent = one_time_token::table
        .filter(one_time_token::register_id.eq(system))
        .filter(one_time_token::id.eq(id))
        .filter(one_time_token::spent_at.is_null());
    once(tx.run(diesel::update(unspent).set((one_time_token::spent_at.eq(at), one_time_token::version.eq(version))))?, "one_time_token", id)
}

/// What was found as a fact under the lock is still there: the fence that should never be reached.
fn once(rows: usize, table: &'static str, key: impl ToString) -> Result<(), Fault> {
    if rows == 1 {
        Ok(())
    } else {
        Err(Fault::Corrupt { table, key: key.to_string(), what: format!("{rows} rows where one was read under the lock") })
    }
}

/// The set-up link of a deployment without an administrator.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetUpOffered {
    pub id: OneTimeId,
    pub digest: String,
    pub expires_at: Instant,
}

impl Change for SetUpOffered {
    const KIND: &'static str = "set_up.offered";
    const SECRET: &'static [&'static str] = &["digest"];
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        Link { id: self.id, digest: self.digest.clone(), expires_at: self.expires_at }.write("set_up", None, tx)
    }
}

/// An account is made: by the set-up link, by whoever manages users, or on the command line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountCreated {
    pub id: AccountId,
    pub email: String,
    pub email_folded: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub given: Vec<Given>,
    pub invitation: Option<Link>,
    /// The set-up link it was made with.
    pub by_link: Option<OneTimeId>,
}

impl Change for AccountCreated {
    const KIND: &'static str = "account.created";
    const PERSONAL: &'static [&'static str] = &["email", "email_folded", "name"];
    const SECRET: &'static [&'static str] = &["password_hash", "invitation"];

    fn subjects(&self) -> Vec<String> {
        std::iter::once(self.id.subject()).chain(self.given.iter().filter_map(|given| given.person).map(PersonId::subject)).collect()
    }

    fn answer(&self) -> Value {
        json!({
            "id": self.id,
            "email": self.email,
            "name": self.name,
            "state": if self.password_hash.is_some() { "active" } else { "invited" },
            "given": self.given,
            "invitation": self.invitation.as_ref().map(|link| json!({"id": link.id, "expires_at": link.expires_at})),
        })
    }

    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (system, at, version) = (tx.register(), tx.at(), tx.version());
        tx.run(diesel::insert_into(account::table).values((
            account::register_id.eq(system),
            account::id.eq(self.id),
            account::email.eq(&self.email),
            account::email_folded.eq(&self.email_folded),
            account::name.eq(&self.name),
            account::password_hash.eq(&self.password_hash),
            account::suspended.eq(false),
            account::sessions_after.eq(-1),
            account::created_at.eq(at),
            account::version.eq(version),
        )))?;
        for given in &self.given {
            given.write(self.id, tx)?;
        }
        if let Some(link) = &self.invitation {
            link.write("invitation", Some(self.id), tx)?;
        }
        self.by_link.map_or(Ok(()), |id| spend(id, tx))
    }
}

macro_rules! account_row {
    ($id:expr, $tx:expr) => {
        account::table.filter(account::register_id.eq($tx.register())).filter(account::id.eq($id))
    };
}

/// A new invitation for an account; with `resets`, its password and its sign-ins end at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountInvited {
    pub id: AccountId,
    pub invitation: Link,
    pub resets: bool,
}

impl Change for AccountInvited {
    const KIND: &'static str = "account.invited";
    const SECRET: &'static [&'static str] = &["invitation"];
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn answer(&self) -> Value {
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
        once(rows, "account", self.id)
    }
}

/// A password is set through an invitation; every earlier sign-in ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasswordSet {
    pub id: AccountId,
    pub password_hash: String,
    pub by_link: Option<OneTimeId>,
}

impl Change for PasswordSet {
    const KIND: &'static str = "password.set";
    const SECRET: &'static [&'static str] = &["password_hash"];
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let rows = tx.run(diesel::update(account_row!(self.id, tx)).set((
            account::password_hash.eq(Some(self.password_hash.clone())),
            account::sessions_after.eq(version),
            account::version.eq(version),
        )))?;
        once(rows, "account", self.id)?;
        self.by_link.map_or(Ok(()), |id| spend(id, tx))
    }
}

/// The name or address of an account changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountAmended {
    pub id: AccountId,
    pub email: String,
    pub email_folded: String,
    pub name: String,
}

impl Change for AccountAmended {
    const KIND: &'static str = "account.amended";
    const PERSONAL: &'static [&'static str] = &["email", "email_folded", "name"];
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn answer(&self) -> Value {
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
        once(rows, "account", self.id)
    }
}

/// An account is suspended: its sign-ins end at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountSuspended {
    pub id: AccountId,
}

impl Change for AccountSuspended {
    const KIND: &'static str = "account.suspended";
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let rows = tx.run(diesel::update(account_row!(self.id, tx)).set((
            account::suspended.eq(true),
            account::sessions_after.eq(version),
            account::version.eq(version),
        )))?;
        once(rows, "account", self.id)
    }
}

/// A suspended account may sign in again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountReinstated {
    pub id: AccountId,
}

impl Change for AccountReinstated {
    const KIND: &'static str = "account.reinstated";
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        vec![self.id.subject()]
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let version = tx.version();
        let rows = tx.run(diesel::update(account_row!(self.id, tx)).set((account::suspended.eq(false), account::version.eq(version))))?;
        once(rows, "account", self.id)
    }
}

/// The roles of an account in one register, from now on; none takes them all away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RolesGiven {
    pub id: AccountId,
    pub register: RegisterId,
    pub roles: Vec<Role>,
    pub person: Option<PersonId>,
}

impl Change for RolesGiven {
    const KIND: &'static str = "roles.given";
    const STATUS: u16 = 200;
    fn subjects(&self) -> Vec<String> {
        [self.id.subject(), self.register.subject()].into_iter().chain(self.person.map(PersonId::subject)).collect()
    }
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let (system, version) = (tx.register(), tx.version());
        let roles = account_role::table
            .filter(account_role::register_id.eq(system))
            .filter(account_role::account_id.eq(self.id))
            .filter(account_role::tenant_id.eq(self.register));
        tx.run(diesel::delete(roles))?;
        let person = account_person::table
            .filter(account_person::register_id.eq(system))
            .filter(account_person::account_id.eq(self.id))
            .filter(account_person::tenant_id.eq(self.register));
        tx.run(diesel::delete(person))?;
        Given { register: self.register, roles: self.roles.clone(), person: self.person }.write(self.id, tx)?;
        once(tx.run(diesel::update(account_row!(self.id, tx)).set(account::version.eq(version)))?, "account", self.id)
    }
}

/// Somebody signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionOpened {
    pub id: SessionId,
    pub account: AccountId,
    pub register: RegisterId,
    pub expires_at: Instant,
    pub refresh: String,
    pub refresh_expires_at: Instant,
    /// Whose failures are forgotten.
    pub identity: Option<String>,
}

impl Change for SessionOpened {
    const KIND: &'static str = "session.opened";
    const SECRET: &'static [&'static str] = &["refresh", "identity"];
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
        Ok(())
    }
}

/// A refresh token is spent and its successor given; `again` when a client that lost the answer
/// is given the same one, which changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionRefreshed {
    pub id: SessionId,
    pub account: AccountId,
    pub register: RegisterId,
    pub spent: String,
    pub successor: String,
    pub client: String,
    pub expires_at: Instant,
    pub again: bool,
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

/// Somebody signed out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionClosed {
    pub id: SessionId,
    pub account: AccountId,
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

/// A spent refresh token came back: somebody has a copy, so the whole family ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefreshReused {
    pub id: SessionId,
    pub account: AccountId,
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

/// A wrong password, or an address nobody has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignInRefused {
    pub id: FactId,
    pub identity: String,
    pub account: Option<AccountId>,
    /// Wrong ones in a row, this one counted.
    pub count: i64,
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

/// Every kind of change of this noun, for whoever plays the log again.
#[must_use]
pub fn kinds() -> Vec<Kind> {
    vec![
        Kind::of::<SetUpOffered>(),
        Kind::of::<AccountCreated>(),
        Kind::of::<AccountInvited>(),
        Kind::of::<PasswordSet>(),
        Kind::of::<AccountAmended>(),
        Kind::of::<AccountSuspended>(),
        Kind::of::<AccountReinstated>(),
        Kind::of::<RolesGiven>(),
        Kind::of::<SessionOpened>(),
        Kind::of::<SessionRefreshed>(),
        Kind::of::<SessionClosed>(),
        Kind::of::<RefreshReused>(),
        Kind::of::<SignInRefused>(),
    ]
}
