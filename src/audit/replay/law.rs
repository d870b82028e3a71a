//! What asking the law again needs: the entry, and how the accounts stood when it was written. What
//! is asked is said with the kinds; nothing of the law is known here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::db::Read;
use crate::ids::{AccountId, PersonId, RegisterId};
use crate::moment::Instant;

/// Asks the law of an entry again, in the database as it was before it: what would have been
/// written, or why nothing.
pub type Ask = fn(&Map<String, Value>, &Entered<'_>, &mut Read<'_>) -> Result<Map<String, Value>, String>;

/// Whether the author of an entry may write it, or why not.
pub type May = fn(&Map<String, Value>, &Entered<'_>) -> Result<(), String>;

/// The account that stands otherwise once the entry is applied, and how.
pub type Notes = fn(&Map<String, Value>, &mut Read<'_>) -> Option<(AccountId, Standing)>;

/// How the law of a kind of change is asked.
#[derive(Clone, Copy)]
pub(super) enum Law {
    Unsaid,
    None(&'static str),
    Asked(Ask),
}

/// The order between the log of accounts and that of another register is told by their times alone.
/// Two machines that write to one server may differ by so many seconds, which is what the ledger lets
/// them: within them an act counts as done under either of two roles.
pub const CLOCKS_DIFFER: i64 = 300;

/// How an account stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    pub suspended: bool,
    /// Words for its roles, by register.
    pub roles: BTreeMap<RegisterId, BTreeSet<String>>,
    pub persons: BTreeMap<RegisterId, PersonId>,
}

/// A standing, from one entry of the log of accounts to the next that changes it.
#[derive(Debug)]
struct Held {
    /// None where it may be from earlier than its entry says: the clock stood behind the log.
    from: Option<Instant>,
    until: Option<Instant>,
    standing: Standing,
}

/// How all accounts stood, and when.
#[derive(Debug, Default)]
pub struct Accounts(BTreeMap<AccountId, Vec<Held>>);

impl Accounts {
    pub(super) fn note(&mut self, account: AccountId, standing: Standing, at: Instant, stood_still: bool) {
        let all = self.0.entry(account).or_default();
        if let Some(before) = all.last_mut() {
            before.until = Some(at);
        }
        all.push(Held { from: (!stood_still).then_some(at), until: None, standing });
    }
}

/// When an entry can have been written, as far as its time tells.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// After every entry of the log of accounts before it, for it is one of them.
    InTheirOwnLog,
    Between(Option<Instant>, Instant),
}

impl When {
    fn may_be_in(self, held: &Held) -> bool {
        match self {
            Self::InTheirOwnLog => held.until.is_none(),
            Self::Between(from, to) => {
                held.from.is_none_or(|begun| begun <= to) && held.until.zip(from).is_none_or(|(ended, from)| ended >= from)
            }
        }
    }
}

/// An entry, apart from its fields.
pub struct Entered<'a> {
    pub register: RegisterId,
    /// The register of accounts.
    pub system: RegisterId,
    pub at: Instant,
    /// As the log names its author.
    pub actor: &'a str,
    pub via: &'a str,
    pub(super) accounts: &'a Accounts,
    pub(super) when: When,
}

impl Entered<'_> {
    /// The account that wrote it; none for the command line, for jobs, and for whoever is not yet
    /// signed in.
    #[must_use]
    pub fn author(&self) -> Option<AccountId> {
        self.actor.strip_prefix("u:").and_then(|id| id.parse().ok())
    }

    /// How its author stood: in several ways, where its time does not tell which.
    pub fn standings(&self) -> impl Iterator<Item = &Standing> {
        let held = self.author().and_then(|author| self.accounts.0.get(&author));
        held.into_iter().flatten().filter(|held| self.when.may_be_in(held)).map(|held| &held.standing)
    }

    /// Whether its author was an account at all.
    #[must_use]
    pub fn is_by_an_account(&self) -> bool {
        self.author().is_some_and(|author| self.accounts.0.contains_key(&author))
    }

    /// Whether some account may have stood so.
    pub fn anybody(&self, so: impl Fn(&Standing) -> bool) -> bool {
        self.accounts.0.values().flatten().any(|held| self.when.may_be_in(held) && so(&held.standing))
    }
}

/// Where two values part: the place, and what stands there in each, as JSON.
pub(super) fn difference(logged: &Value, lawful: &Value, place: &str) -> Option<(String, String, String)> {
    match (logged, lawful) {
        (Value::Object(logged), Value::Object(lawful)) => {
            let names: BTreeSet<&String> = logged.keys().chain(lawful.keys()).collect();
            names.into_iter().find_map(|name| {
                let member = |object: &Map<String, Value>| object.get(name).cloned().unwrap_or(Value::Null);
                difference(&member(logged), &member(lawful), &format!("{place}/{name}"))
            })
        }
        (Value::Array(logged), Value::Array(lawful)) if logged.len() == lawful.len() => {
            logged.iter().zip(lawful).enumerate().find_map(|(n, (logged, lawful))| difference(logged, lawful, &format!("{place}/{n}")))
        }
        _ if logged == lawful => None,
        _ => Some((place.trim_start_matches('/').to_owned(), logged.to_string(), lawful.to_string())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_standing_holds_from_its_entry_to_the_next_and_in_doubt_both_do() {
        let (account, mut accounts) = (AccountId::new(), Accounts::default());
        let suspended = Standing { suspended: true, ..Standing::default() };
        accounts.note(account, Standing::default(), at("2026-01-01T10:00:00Z"), false);
        accounts.note(account, suspended, at("2026-01-01T11:00:00Z"), false);
        let actor = format!("u:{account}");
        let stood = |when: When| {
            let entered = Entered {
                register: RegisterId::new(),
                system: RegisterId::new(),
                at: at("2026-01-01T10:00:00Z"),
                actor: &actor,
                via: "api",
                accounts: &accounts,
                when,
            };
            entered.standings().map(|standing| standing.suspended).collect::<Vec<_>>()
        };
        let around = |text: &str| When::Between(Some(at(text).plus_seconds(-60)), at(text).plus_seconds(60));
        assert!(stood(around("2026-01-01T09:58:00Z")).is_empty());
        assert_eq!(stood(around("2026-01-01T10:30:00Z")), [false]);
        assert_eq!(stood(around("2026-01-01T11:00:30Z")), [false, true]);
        assert_eq!(stood(around("2026-01-01T11:02:00Z")), [true]);
        assert_eq!(stood(When::Between(None, at("2026-01-01T11:02:00Z"))), [false, true], "the clock stood behind the log");
        assert_eq!(stood(When::InTheirOwnLog), [true]);
    }

    #[test]
    fn a_difference_is_named_by_its_place() {
        let (a, b) = (json!({"a": {"b": [1, 2]}, "c": "x"}), json!({"a": {"b": [1, 3]}, "c": "x"}));
        assert_eq!(difference(&a, &b, ""), Some(("a/b/1".into(), "2".into(), "3".into())));
        assert_eq!(difference(&a, &a, ""), None);
        assert_eq!(difference(&json!({"a": [1]}), &json!({"a": []}), ""), Some(("a".into(), "[1]".into(), "[]".into())));
        assert_eq!(difference(&json!({}), &json!({"a": null}), ""), None, "nothing said is nothing");
    }
}
