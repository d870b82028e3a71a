//! What may be written of accounts and sign-ins. All are entries of the register `system`. Every
//! instant is the entry's own, so that the log replayed gives the same rows.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

mod managed;
mod notices;
mod refused;
mod sessions;

pub use managed::{AccountAmended, AccountInvited, AccountReinstated, AccountSuspended, PasswordSet};
pub use notices::What;
use notices::notify;
pub use refused::{SignInRefused, SignInsPurged, SignInsRefused};
pub use sessions::{Origin, RefreshReused, SessionClosed, SessionOpened, SessionRefreshed};

use super::rules::making::{FreeAddress, MayMake};
use super::rules::offices::{Given, MayGive};
use crate::access::Role;
use crate::audit::ledger::{Change, Tx};
use crate::db::schema::{account, account_person, account_role, one_time_token};
use crate::fault::Fault;
use crate::ids::{AccountId, OneTimeId, PersonId, RegisterId};
use crate::moment::Instant;
use crate::{permitted, witnessed};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Link {
    /// The link; its text follows from this id under a key of the server.
    pub id: OneTimeId,
    /// SHA-256, in hex, of its text.
    pub digest: String,
    /// When it stops being good, UTC.
    pub expires_at: Instant,
}

/// With what an account that is made is signed in with.
#[derive(Debug, Clone)]
pub enum Key {
    /// The hash of a password.
    Password(String),
    /// An invitation to set one.
    Invitation(Link),
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

witnessed! {
    /// The set-up link of a deployment without an administrator.
    pub struct SetUpOffered says OfferSaid {
        /// The link, which is spent by the making of the first administrator.
        pub id: OneTimeId,
        /// SHA-256, in hex, of its text.
        pub digest: String,
        /// When it stops being good, UTC.
        pub expires_at: Instant,
    }
}

impl SetUpOffered {
    /// The offer of a link that was made.
    #[must_use]
    pub fn of(link: Link) -> Self {
        let Link { id, digest, expires_at } = link;
        Self(OfferSaid { id, digest, expires_at })
    }
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

permitted! {
    /// An account is made: by the set-up link, by whoever manages users, or on the command line.
    pub struct AccountCreated says AccountSaid {
        /// The account, as in `/api/v1/users/{id}`.
        pub id: AccountId,
        /// The address with which it signs in.
        pub email: String,
        /// The same as addresses are compared (W14).
        pub email_folded: String,
        /// What it is called wherever the program names who acted.
        pub name: String,
        /// Of its password; null where it is invited to set one.
        pub password_hash: Option<String>,
        /// Its roles, by register; empty where it has none yet.
        pub given: Vec<Given>,
        /// The invitation to set a password; null where it has one.
        pub invitation: Option<Link>,
        /// The set-up link it was made with; null where there was none.
        pub by_link: Option<OneTimeId>,
    }
}

impl AccountCreated {
    /// The account a permit allows.
    #[must_use]
    pub fn by(permit: &MayMake, address: FreeAddress, name: String, key: Key) -> Self {
        let (email, email_folded) = address.into_parts();
        let (password_hash, invitation) = match key {
            Key::Password(hash) => (Some(hash), None),
            Key::Invitation(link) => (None, Some(link)),
        };
        Self(AccountSaid {
            id: AccountId::new(),
            email,
            email_folded,
            name,
            password_hash,
            given: permit.given().to_vec(),
            invitation,
            by_link: permit.by_link(),
        })
    }
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

permitted! {
    /// The roles of an account in one register, from now on; none takes them all away.
    pub struct RolesGiven says RolesSaid {
        /// The account, as in `/api/v1/users/{id}`.
        pub id: AccountId,
        /// In which register they are held.
        pub register: RegisterId,
        /// Every role it holds there from now on.
        pub roles: Vec<Role>,
        /// Whose sign-in it is there; null where it is nobody's.
        pub person: Option<PersonId>,
        /// Whether the account is told of it.
        #[serde(default)]
        pub told: bool,
    }
}

impl RolesGiven {
    /// The roles a permit allows.
    #[must_use]
    pub fn by(permit: &MayGive) -> Self {
        let Given { register, roles, person } = permit.given().clone();
        Self(RolesSaid { id: permit.account(), register, roles, person, told: true })
    }
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
        let row = account::table.filter(account::register_id.eq(system)).filter(account::id.eq(self.id));
        once(tx.run(diesel::update(row).set(account::version.eq(version)))?, "account", self.id)?;
        notify(self.told, self.id, What::RolesChanged, Some(self.register), tx)
    }
}
