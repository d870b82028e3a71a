//! What an account is told at its sign-in: where it signed in from, what was tried for its address,
//! and what others did to it.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::access::roles::Role;
use crate::accounts::changes::What;
use crate::accounts::rules::FailureFacts;
use crate::db::Read;
use crate::db::plan::{among, few, most};
use crate::db::schema::{account, account_notice, account_place, account_role, refresh_token, register, session, sign_in_failure};
use crate::fault::Error;
use crate::ids::{AccountId, RegisterId};
use crate::moment::Instant;

/// Wrong passwords for an address since its last sign-in.
pub fn failures(read: &mut Read<'_>, system: RegisterId, identity: &str) -> Result<Option<FailureFacts>, Error> {
    let query = sign_in_failure::table
        .filter(sign_in_failure::register_id.eq(system))
        .filter(sign_in_failure::identity.eq(identity))
        .select((sign_in_failure::count, sign_in_failure::networks, sign_in_failure::last_at));
    let row: Option<(i64, Option<i64>, Instant)> = read.first(query)?;
    Ok(row.map(|(count, networks, last_at)| FailureFacts { count, networks: networks.unwrap_or(0), last_at }))
}

/// The digests of where an account signed in from, with the last time; the longest ago first.
pub fn places(read: &mut Read<'_>, system: RegisterId, id: AccountId) -> Result<Vec<(String, Instant)>, Error> {
    let mut rows: Vec<(String, Instant)> = read.rows(
        account_place::table
            .filter(account_place::register_id.eq(system))
            .filter(account_place::account_id.eq(id))
            .select((account_place::place, account_place::at)),
    )?;
    rows.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    Ok(rows)
}

/// Something done to an account.
#[derive(Debug, Clone)]
pub struct Notice {
    pub at: Instant,
    pub what: What,
    /// Of the account that did it, or `cli`, as the log names it.
    pub by: String,
    /// The name of the register it is about.
    pub register: Option<String>,
}

/// What was done to an account since an instant, the latest first.
pub fn notices(read: &mut Read<'_>, system: RegisterId, id: AccountId, since: Instant) -> Result<Vec<Notice>, Error> {
    type Row = (Instant, What, String, Option<String>);
    let rows: Vec<Row> = read.rows(
        account_notice::table
            .left_join(register::table.on(account_notice::tenant_id.eq(register::id.nullable())))
            .filter(most(account_notice::register_id.eq(system)))
            .filter(few(account_notice::account_id.eq(id)))
            .filter(account_notice::at.ge(since))
            .order(account_notice::version.desc())
            .limit(20)
            .select((account_notice::at, account_notice::what, account_notice::by_actor, register::name.nullable())),
    )?;
    Ok(rows.into_iter().map(|(at, what, by, register)| Notice { at, what, by, register }).collect())
}

/// The names of accounts.
pub fn names(read: &mut Read<'_>, system: RegisterId, ids: &[AccountId]) -> Result<BTreeMap<AccountId, String>, Error> {
    let rows: Vec<(AccountId, String)> = read.rows(
        account::table
            .filter(most(account::register_id.eq(system)))
            .filter(among(account::id, ids.iter().copied()))
            .select((account::id, account::name)),
    )?;
    Ok(rows.into_iter().collect())
}

/// What accounts are called, and the roles they hold in a register.
pub fn called(
    read: &mut Read<'_>,
    system: RegisterId,
    tenant: RegisterId,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, (String, Vec<Role>)>, Error> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut known: BTreeMap<AccountId, (String, Vec<Role>)> =
        names(read, system, ids)?.into_iter().map(|(id, name)| (id, (name, Vec::new()))).collect();
    let held: Vec<(AccountId, Role)> = read.rows(
        account_role::table
            .filter(most(account_role::register_id.eq(system)))
            .filter(among(account_role::account_id, ids.iter().copied()))
            .filter(account_role::tenant_id.eq(tenant))
            .select((account_role::account_id, account_role::role)),
    )?;
    for (id, role) in held {
        if let Some((_, roles)) = known.get_mut(&id) {
            roles.push(role);
        }
    }
    Ok(known)
}

/// Whether there is anything that upkeep would throw away.
pub fn is_to_purge(read: &mut Read<'_>, system: RegisterId, before: Instant, failures_before: Instant) -> Result<bool, Error> {
    let expired = session::table.filter(session::register_id.eq(system)).filter(session::expires_at.lt(before)).select(session::version);
    let closed = session::table.filter(session::register_id.eq(system)).filter(session::closed_at.lt(before)).select(session::version);
    let spent = refresh_token::table
        .filter(refresh_token::register_id.eq(system))
        .filter(refresh_token::spent_at.lt(before))
        .select(refresh_token::version);
    let failed = sign_in_failure::table
        .filter(sign_in_failure::register_id.eq(system))
        .filter(sign_in_failure::last_at.lt(failures_before))
        .select(sign_in_failure::version);
    Ok(read.first::<i64, _>(expired.limit(1))?.is_some()
        || read.first::<i64, _>(closed.limit(1))?.is_some()
        || read.first::<i64, _>(spent.limit(1))?.is_some()
        || read.first::<i64, _>(failed.limit(1))?.is_some())
}
