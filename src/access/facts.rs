//! Who is asking, read from the tables. Everything here lives in the register `system`, whatever
//! register the question is about.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::roles::Role;
use super::token::Bearer;
use crate::db::Read;
use crate::db::schema::{account, account_person, account_role, session};
use crate::fault::Error;
use crate::ids::{AccountId, PersonId, RegisterId, SessionId};
use crate::moment::Instant;

/// Who is signed in, as the tables say now.
#[derive(Debug, Clone)]
pub struct CallerFacts {
    pub account: AccountId,
    pub session: SessionId,
    pub register: RegisterId,
    pub roles: BTreeSet<Role>,
    pub person: Option<PersonId>,
    pub suspended: bool,
    /// Closed, run out, or ended with all others of its account.
    pub is_over: bool,
}

/// One look by the session's key: the account, its state, its roles here and its person.
pub fn caller(read: &mut Read<'_>, system: RegisterId, bearer: Bearer, now: Instant) -> Result<Option<CallerFacts>, Error> {
    type Row = (AccountId, RegisterId, Instant, Option<Instant>, i64, bool, i64, Option<Role>, Option<PersonId>);
    let query = session::table
        .inner_join(account::table.on(account::register_id.eq(session::register_id).and(account::id.eq(session::account_id))))
        .left_join(
            account_role::table.on(account_role::register_id
                .eq(session::register_id)
                .and(account_role::account_id.eq(session::account_id))
                .and(account_role::tenant_id.eq(session::tenant_id))),
        )
        .left_join(
            account_person::table.on(account_person::register_id
                .eq(session::register_id)
                .and(account_person::account_id.eq(session::account_id))
                .and(account_person::tenant_id.eq(session::tenant_id))),
        )
        .filter(session::register_id.eq(system))
        .filter(session::id.eq(bearer.session))
        .select((
            session::account_id,
            session::tenant_id,
            session::expires_at,
            session::closed_at,
            session::version,
            account::suspended,
            account::sessions_after,
            account_role::role.nullable(),
            account_person::person_id.nullable(),
        ));
    let rows: Vec<Row> = read.rows(query)?;
    let Some((account, register, expires_at, closed_at, version, suspended, sessions_after, _, person)) = rows.first().cloned() else {
        return Ok(None);
    };
    if account != bearer.account || register != bearer.register {
        return Ok(None);
    }
    Ok(Some(CallerFacts {
        account,
        session: bearer.session,
        register,
        roles: rows.into_iter().filter_map(|row| row.7).collect(),
        person,
        suspended,
        is_over: closed_at.is_some() || now >= expires_at || version <= sessions_after,
    }))
}
