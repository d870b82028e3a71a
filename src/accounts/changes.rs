//! What may be written of accounts and sign-ins. All are entries of the register `system`. Every
//! instant is the entry's own, so that the log replayed gives the same rows.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

mod notices;
mod refused;
mod sessions;

pub use notices::What;
use notices::notify;
pub use refused::{SignInRefused, SignInsPurged, SignInsRefused};
pub use sessions::{RefreshReused, SessionClosed, SessionOpened, SessionRefreshed};

use crate::access::Role;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{account, account_person, account_role, one_time_token};
use crate::fault::Fault;
use crate::ids::{AccountId, OneTimeId, PersonId, RegisterId};
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

    fn answer(&self, _: &Map<String, Value>) -> Value {
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
    /// Whether the account is told of it; entries from before there was such telling say no.
    #[serde(default)]
    pub told: bool,
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

/// A password is set through an invitation; every earlier sign-in ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasswordSet {
    pub id: AccountId,
    pub password_hash: String,
    pub by_link: Option<OneTimeId>,
    #[serde(default)]
    pub told: bool,
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

/// The name or address of an account changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountAmended {
    pub id: AccountId,
    pub email: String,
    pub email_folded: String,
    pub name: String,
    #[serde(default)]
    pub told: bool,
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

/// An account is suspended: its sign-ins end at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountSuspended {
    pub id: AccountId,
    #[serde(default)]
    pub told: bool,
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

/// A suspended account may sign in again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountReinstated {
    pub id: AccountId,
    #[serde(default)]
    pub told: bool,
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

/// The roles of an account in one register, from now on; none takes them all away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RolesGiven {
    pub id: AccountId,
    pub register: RegisterId,
    pub roles: Vec<Role>,
    pub person: Option<PersonId>,
    #[serde(default)]
    pub told: bool,
}

impl Change for RolesGiven {
    const KIND: &'static str = "roles.given";
    const STATUS: u16 = 200;
    fn answer(&self, fields: &Map<String, Value>) -> Value {
        Value::Object(fields.iter().filter(|(name, _)| *name != "told").map(|(name, value)| (name.clone(), value.clone())).collect())
    }
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
        once(tx.run(diesel::update(account_row!(self.id, tx)).set(account::version.eq(version)))?, "account", self.id)?;
        notify(self.told, self.id, What::RolesChanged, Some(self.register), tx)
    }
}
