//! What the rules of accounts need to know, read from the tables. Everything here lives in the
//! register `system`, whatever register the question is about; save for the persons whose
//! sign-ins these are.

mod about;

pub use about::{Notice, called, failures, is_to_purge, names, notices, places};

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::rules::AccountFacts;
use super::rules::signing::RefreshFacts;
use crate::access::token::Refresh;
use crate::access::{Mac, Role};
use crate::db::Read;
use crate::db::plan::{among, few, most};
use crate::db::schema::{account, account_person, account_role, one_time_token, person, refresh_token, session};
use crate::fault::Error;
use crate::ids::{AccountId, OneTimeId, PersonId, RegisterId, SessionId};
use crate::moment::Instant;

type AccountRow = (AccountId, String, String, Option<String>, bool, Instant, i64);

fn with_roles(read: &mut Read<'_>, system: RegisterId, rows: Vec<AccountRow>) -> Result<Vec<AccountFacts>, Error> {
    let ids: Vec<AccountId> = rows.iter().map(|row| row.0).collect();
    let roles: Vec<(AccountId, RegisterId, Role)> = read.rows(
        account_role::table
            .filter(most(account_role::register_id.eq(system)))
            .filter(among(account_role::account_id, ids.clone()))
            .select((account_role::account_id, account_role::tenant_id, account_role::role)),
    )?;
    let persons: Vec<(AccountId, RegisterId, PersonId)> = read.rows(
        account_person::table.filter(most(account_person::register_id.eq(system))).filter(among(account_person::account_id, ids)).select((
            account_person::account_id,
            account_person::tenant_id,
            account_person::person_id,
        )),
    )?;
    Ok(rows
        .into_iter()
        .map(|(id, email, name, password_hash, suspended, created_at, version)| {
            let mut held: BTreeMap<RegisterId, BTreeSet<Role>> = BTreeMap::new();
            for (_, tenant, role) in roles.iter().filter(|(account, ..)| *account == id) {
                held.entry(*tenant).or_default().insert(*role);
            }
            let persons = persons.iter().filter(|(account, ..)| *account == id).map(|(_, tenant, person)| (*tenant, *person)).collect();
            AccountFacts { id, email, name, password_hash, suspended, created_at, version, roles: held, persons }
        })
        .collect())
}

macro_rules! account_columns {
    () => {
        (account::id, account::email, account::name, account::password_hash, account::suspended, account::created_at, account::version)
    };
}

pub fn account(read: &mut Read<'_>, system: RegisterId, id: AccountId) -> Result<Option<AccountFacts>, Error> {
    let query = account::table.filter(account::register_id.eq(system)).filter(account::id.eq(id)).select(account_columns!());
    let row: Option<AccountRow> = read.first(query)?;
    Ok(with_roles(read, system, row.into_iter().collect())?.pop())
}

pub fn account_by_email(read: &mut Read<'_>, system: RegisterId, folded: &str) -> Result<Option<AccountFacts>, Error> {
    let query = account::table.filter(account::register_id.eq(system)).filter(account::email_folded.eq(folded)).select(account_columns!());
    let row: Option<AccountRow> = read.first(query)?;
    Ok(with_roles(read, system, row.into_iter().collect())?.pop())
}

/// Accounts in the order of their making; of one register, or all.
pub fn accounts(
    read: &mut Read<'_>,
    system: RegisterId,
    of: Option<RegisterId>,
    after: Option<AccountId>,
    limit: i64,
) -> Result<Vec<AccountFacts>, Error> {
    let Some(tenant) = of else {
        let mut query =
            account::table.filter(account::register_id.eq(system)).select(account_columns!()).order(account::id).limit(limit).into_boxed();
        if let Some(after) = after {
            query = query.filter(account::id.gt(after));
        }
        let rows: Vec<AccountRow> = read.boxed_rows(query)?;
        return with_roles(read, system, rows);
    };
    // Who has a role here, by the roles given here: the accounts of other registers are not gone through.
    let mut here = account_role::table
        .filter(most(account_role::register_id.eq(system)))
        .filter(few(account_role::tenant_id.eq(tenant)))
        .select(account_role::account_id)
        .distinct()
        .order(account_role::account_id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        here = here.filter(account_role::account_id.gt(after));
    }
    let here: Vec<AccountId> = read.boxed_rows(here)?;
    let mut rows: Vec<AccountRow> = read
        .rows(account::table.filter(most(account::register_id.eq(system))).filter(among(account::id, here)).select(account_columns!()))?;
    rows.sort_by_key(|row| row.0);
    with_roles(read, system, rows)
}

/// What is stored of a refresh token, under the digest of its own sign-in, account and register.
pub fn refresh(read: &mut Read<'_>, system: RegisterId, token: &Refresh, key: &Mac) -> Result<Option<RefreshFacts>, Error> {
    type Session = (AccountId, RegisterId, Instant, Option<Instant>, i64, bool, i64);
    let session: Option<Session> = read.first(
        session::table
            .inner_join(account::table.on(account::register_id.eq(session::register_id).and(account::id.eq(session::account_id))))
            .filter(session::register_id.eq(system))
            .filter(session::id.eq(token.session()))
            .select((
                session::account_id,
                session::tenant_id,
                session::expires_at,
                session::closed_at,
                session::version,
                account::suspended,
                account::sessions_after,
            )),
    )?;
    let Some((account, register, session_expires_at, closed_at, version, suspended, sessions_after)) = session else { return Ok(None) };
    type Token = (Instant, Option<Instant>, Option<String>, Option<String>);
    let stored: Option<Token> = read.first(
        refresh_token::table
            .filter(refresh_token::register_id.eq(system))
            .filter(refresh_token::digest.eq(token.digest(key, account, register)))
            .filter(refresh_token::session_id.eq(token.session()))
            .select((refresh_token::expires_at, refresh_token::spent_at, refresh_token::spent_by, refresh_token::successor)),
    )?;
    let Some((expires_at, spent_at, spent_by, successor)) = stored else { return Ok(None) };
    let successor_spent = match successor {
        None => false,
        Some(next) => {
            let spent: Option<Option<Instant>> = read.first(
                refresh_token::table
                    .filter(refresh_token::register_id.eq(system))
                    .filter(refresh_token::digest.eq(next))
                    .select(refresh_token::spent_at),
            )?;
            spent.flatten().is_some()
        }
    };
    Ok(Some(RefreshFacts {
        session: token.session(),
        account,
        register,
        expires_at,
        session_expires_at,
        session_is_over: closed_at.is_some() || suspended || version <= sessions_after,
        spent_at,
        spent_by,
        successor_spent,
    }))
}

/// A one-time link that is unspent and has not run out.
pub fn one_time(
    read: &mut Read<'_>,
    system: RegisterId,
    digest: &str,
    purpose: &str,
    now: Instant,
) -> Result<Option<(OneTimeId, Option<AccountId>)>, Error> {
    let query = one_time_token::table
        .filter(one_time_token::register_id.eq(system))
        .filter(one_time_token::digest.eq(digest))
        .filter(one_time_token::purpose.eq(purpose))
        .filter(one_time_token::spent_at.is_null())
        .filter(one_time_token::expires_at.gt(now))
        .select((one_time_token::id, one_time_token::account_id));
    Ok(read.first(query)?)
}

pub fn has_administrator(read: &mut Read<'_>, system: RegisterId) -> Result<bool, Error> {
    Ok(!administrators(read, system)?.is_empty())
}

/// Accounts of administrators that are not suspended.
pub fn administrators(read: &mut Read<'_>, system: RegisterId) -> Result<Vec<AccountId>, Error> {
    let query = account_role::table
        .inner_join(account::table.on(account::register_id.eq(account_role::register_id).and(account::id.eq(account_role::account_id))))
        .filter(most(account_role::register_id.eq(system)))
        .filter(few(account_role::role.eq(Role::SystemAdmin)))
        .filter(account::suspended.eq(false))
        .select(account_role::account_id);
    Ok(read.rows(query)?)
}

/// The accounts, not suspended, that lead a register.
pub fn leads(read: &mut Read<'_>, system: RegisterId, tenant: RegisterId) -> Result<Vec<AccountId>, Error> {
    let query = account_role::table
        .inner_join(account::table.on(account::register_id.eq(account_role::register_id).and(account::id.eq(account_role::account_id))))
        .filter(most(account_role::register_id.eq(system)))
        .filter(few(account_role::tenant_id.eq(tenant)))
        .filter(few(account_role::role.eq(Role::GovernanceLead)))
        .filter(account::suspended.eq(false))
        .select(account_role::account_id);
    Ok(read.rows(query)?)
}

/// The persons of the register looked at whose sign-ins hold a role there and are not suspended.
///
/// # Errors
/// What the database says.
pub fn persons_with(read: &mut Read<'_>, system: RegisterId, role: Role) -> Result<Vec<PersonId>, Error> {
    let tenant = read.register();
    let query = account_role::table
        .inner_join(account::table.on(account::register_id.eq(account_role::register_id).and(account::id.eq(account_role::account_id))))
        .inner_join(
            account_person::table.on(account_person::register_id
                .eq(account_role::register_id)
                .and(account_person::account_id.eq(account_role::account_id))
                .and(account_person::tenant_id.eq(account_role::tenant_id))),
        )
        .filter(account_role::register_id.eq(system))
        .filter(account_role::tenant_id.eq(tenant))
        .filter(account_role::role.eq(role))
        .filter(account::suspended.eq(false))
        .order(account_person::person_id)
        .select(account_person::person_id);
    Ok(read.rows(query)?)
}

/// Whose account a person of a register has, if any.
pub fn account_of_person(
    read: &mut Read<'_>,
    system: RegisterId,
    tenant: RegisterId,
    person: PersonId,
) -> Result<Option<AccountId>, Error> {
    let query = account_person::table
        .filter(account_person::register_id.eq(system))
        .filter(account_person::tenant_id.eq(tenant))
        .filter(account_person::person_id.eq(person))
        .select(account_person::account_id);
    Ok(read.first(query)?)
}

/// Whether a register has such a person.
pub fn is_person(read: &mut Read<'_>, tenant: RegisterId, id: PersonId) -> Result<bool, Error> {
    let query = person::table.filter(person::register_id.eq(tenant)).filter(person::id.eq(id)).select(person::id);
    Ok(read.first::<PersonId, _>(query)?.is_some())
}

/// For whom a link is, where it is unspent and good at an instant.
pub fn link(
    read: &mut Read<'_>,
    system: RegisterId,
    id: OneTimeId,
    purpose: &str,
    at: Instant,
) -> Result<Option<Option<AccountId>>, Error> {
    let query = one_time_token::table
        .filter(one_time_token::register_id.eq(system))
        .filter(one_time_token::id.eq(id))
        .filter(one_time_token::purpose.eq(purpose))
        .filter(one_time_token::spent_at.is_null())
        .filter(one_time_token::expires_at.gt(at))
        .select(one_time_token::account_id);
    Ok(read.first(query)?)
}

/// The sign-in that a stored token renews.
pub fn token_of(read: &mut Read<'_>, system: RegisterId, digest: &str) -> Result<Option<SessionId>, Error> {
    let query = refresh_token::table
        .filter(refresh_token::register_id.eq(system))
        .filter(refresh_token::digest.eq(digest))
        .select(refresh_token::session_id);
    Ok(read.first(query)?)
}

/// Whose sign-in this is.
pub fn account_of_session(read: &mut Read<'_>, system: RegisterId, id: SessionId) -> Result<Option<AccountId>, Error> {
    let query = session::table.filter(session::register_id.eq(system)).filter(session::id.eq(id)).select(session::account_id);
    Ok(read.first(query)?)
}
