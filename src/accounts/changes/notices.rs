//! What others did to an account, kept until it has been told.

use diesel::prelude::*;

use crate::audit::ledger::Tx;
use crate::db::schema::account_notice;
use crate::fault::Fault;
use crate::ids::{AccountId, RegisterId};

crate::words! {
    /// What was done to an account.
    What "what was done" {
        PasswordReset = "password_reset", PasswordSet = "password_set", RolesChanged = "roles_changed", Amended = "amended",
        Suspended = "suspended", Reinstated = "reinstated",
    }
}

crate::text!(What);

/// Keeps it to be told, by the author and the instant of the entry; not where the account did it itself.
pub(super) fn notify(told: bool, account: AccountId, what: What, about: Option<RegisterId>, tx: &mut Tx<'_>) -> Result<(), Fault> {
    // A password is set by its invitation, whoever holds that: the entry names the account.
    if !told || (what != What::PasswordSet && tx.actor() == format!("u:{account}")) {
        return Ok(());
    }
    let (system, at, version, actor) = (tx.register(), tx.at(), tx.version(), tx.actor().to_owned());
    tx.run(diesel::insert_into(account_notice::table).values((
        account_notice::register_id.eq(system),
        account_notice::account_id.eq(account),
        account_notice::version.eq(version),
        account_notice::at.eq(at),
        account_notice::what.eq(what),
        account_notice::by_actor.eq(actor),
        account_notice::tenant_id.eq(about),
    )))?;
    Ok(())
}
