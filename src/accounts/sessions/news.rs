//! What an account is told when it signs in: when it did so before, what was tried for its address
//! meanwhile, and what others did to it.

use serde::Serialize;

use crate::accounts::changes::What;
use crate::accounts::facts::{self, Notice};
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{AccountId, RegisterId};
use crate::moment::Instant;

/// Days for which it is told what others did.
const TOLD_FOR: i64 = 30;

/// The sign-in before this one, and what was tried since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LastSignIn {
    /// When; none for the first, or where it was not remembered yet.
    pub at: Option<Instant>,
    /// Wrong passwords given for this address since.
    pub wrong_passwords: i64,
    /// From how many networks; 100 stands for 100 and more.
    pub networks: i64,
}

/// Something that was done to the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Told {
    /// When it was done, in UTC.
    pub at: Instant,
    /// What was done, as a word for programs.
    pub what: What,
    /// The name of the account that did it; none for the command line or the program itself.
    pub by: Option<String>,
    /// The same as a sentence.
    pub text: String,
}

/// What there is to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    pub last: LastSignIn,
    pub notices: Vec<Told>,
}

/// What an account is told at `now`. Read before its sign-in is written, which begins a new count.
pub fn news(read: &mut Read<'_>, system: RegisterId, account: AccountId, identity: &str, now: Instant) -> Result<News, Error> {
    let failures = facts::failures(read, system, identity)?;
    let at = facts::places(read, system, account)?.last().map(|(_, at)| *at);
    let notices = facts::notices(read, system, account, now.plus_seconds(-TOLD_FOR * 24 * 3600))?;
    let authors: Vec<AccountId> = notices.iter().filter_map(|notice| author(&notice.by)).collect();
    let names = facts::names(read, system, &authors)?;
    let last = LastSignIn {
        at,
        wrong_passwords: failures.map_or(0, |failures| failures.count),
        networks: failures.filter(|failures| failures.count > 0).map_or(0, |failures| failures.networks),
    };
    let told = |notice: Notice| {
        let by = author(&notice.by).and_then(|id| names.get(&id).cloned());
        Told { at: notice.at, what: notice.what, text: sentence(&notice, by.as_deref()), by }
    };
    Ok(News { last, notices: notices.into_iter().map(told).collect() })
}

fn author(actor: &str) -> Option<AccountId> {
    actor.strip_prefix("u:").and_then(|id| id.parse().ok())
}

fn sentence(notice: &Notice, by: Option<&str>) -> String {
    let when = format!("on {} at {}", notice.at.day().long(), notice.at.clock());
    let by = match (by, notice.by.as_str()) {
        (Some(name), _) => format!("by {name}"),
        (None, "cli") => "by whoever keeps this server, on its command line".to_owned(),
        (None, _) => "by an account that is no more".to_owned(),
    };
    let there = notice.register.as_deref().unwrap_or("a register");
    match notice.what {
        What::PasswordReset => format!("Your password was taken away {by} {when}, and an invitation made to set another."),
        What::PasswordSet => format!("A password was set with an invitation {when}. If that was not you, tell whoever manages the users."),
        What::RolesChanged => format!("Your roles in {there} were changed {by} {when}."),
        What::Amended => format!("Your name or address was changed {by} {when}."),
        What::Suspended => format!("Your account was suspended {by} {when}."),
        What::Reinstated => format!("Your account was reinstated {by} {when}."),
    }
}
