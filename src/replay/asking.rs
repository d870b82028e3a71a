//! How the law of a kind of change is asked again: its use case is given the command that the entry
//! must have come from, and what it answers is held against the entry.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::access::roles::reach;
use crate::access::{Action, Role, Scope, Seen};
use crate::audit::ledger::Change;
use crate::audit::replay::Kind;
use crate::audit::replay::law::{Entered, Standing};
use crate::db::Read;
use crate::fault::{Error, Fault};
use crate::ids::{PersonId, RegisterId};

/// A change of which it is known who may write it.
pub(super) trait Authored: Change {
    /// One of these is enough; none, where any account will do that is not suspended.
    const ACTIONS: &'static [Action];
    /// Whether somebody may write it who is not signed in.
    const BY_NOBODY: bool = false;

    /// Whose own it is: somebody may write it who may do this for themself alone.
    fn own(&self) -> Option<PersonId> {
        None
    }
}

/// A change whose use case can be asked again.
pub(super) trait Lawful: Authored {
    /// The same change as the rules would make it, in the database as it was before. What is new in
    /// each (its id) is taken from the entry.
    ///
    /// # Errors
    /// Those of the use case.
    fn again(&self, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Self, Error>;
}

/// What an entry names, for the law to be asked of it again: whoever plays a log is shown nothing by that.
pub(super) const fn unasked<I: Copy>(id: I) -> Seen<I> {
    Seen::without_asking(id)
}

pub(super) const fn lawful<C: Lawful>() -> Kind {
    Kind::of::<C>().asking(ask::<C>).by(may::<C>)
}

pub(super) const fn authored<C: Authored>(why: &'static str) -> Kind {
    Kind::of::<C>().without_law(why).by(may::<C>)
}

/// The kinds of the log itself: whoever opens registers begins their logs, and anybody may be
/// refused something.
pub(super) fn own(kind: &Kind) -> Kind {
    match kind.traits.kind {
        "register.opened" | "log.begun" => kind.by(by_an_administrator),
        "answers.purged" | "log.recovered" => kind.by(by_the_program),
        _ => kind.by(by_anybody),
    }
}

fn by_an_administrator(_: &Map<String, Value>, entered: &Entered<'_>) -> Result<(), String> {
    is_permitted(&[Action::ManageRegisters], false, None, entered)
}

fn by_the_program(_: &Map<String, Value>, entered: &Entered<'_>) -> Result<(), String> {
    if entered.author().is_none() { Ok(()) } else { Err("no account does this: the program itself does, or its command line".to_owned()) }
}

fn by_anybody(_: &Map<String, Value>, entered: &Entered<'_>) -> Result<(), String> {
    is_permitted(&[], true, None, entered)
}

fn change_of<C: Change>(fields: &Map<String, Value>) -> Result<C, String> {
    serde_json::from_value(Value::Object(fields.clone())).map_err(|error| format!("it cannot be read: {error}"))
}

fn ask<C: Lawful>(fields: &Map<String, Value>, entered: &Entered<'_>, read: &mut Read<'_>) -> Result<Map<String, Value>, String> {
    let change: C = change_of(fields)?;
    let again = change.again(entered, read).map_err(|error| message_of(&error))?;
    match serde_json::to_value(&again) {
        Ok(Value::Object(mut fields_again)) => {
            // A field that came later than the entry is not held against it.
            if let Ok(Value::Object(whole)) = serde_json::to_value(&change) {
                fields_again.retain(|name, value| fields.contains_key(name) || whole.get(name) != Some(value));
            }
            Ok(fields_again)
        }
        _ => Err("what the rules would have written has no form".to_owned()),
    }
}

fn may<C: Authored>(fields: &Map<String, Value>, entered: &Entered<'_>) -> Result<(), String> {
    let change: C = change_of(fields)?;
    is_permitted(C::ACTIONS, C::BY_NOBODY, change.own(), entered)
}

/// The roles of a standing in a register.
pub(super) fn roles(standing: &Standing, register: RegisterId) -> BTreeSet<Role> {
    standing.roles.get(&register).into_iter().flatten().filter_map(|role| role.parse().ok()).collect()
}

fn is_permitted(actions: &[Action], by_nobody: bool, own: Option<PersonId>, entered: &Entered<'_>) -> Result<(), String> {
    if entered.author().is_none() {
        // The command line and jobs act with the rights of whoever holds the keys.
        return if by_nobody || entered.via != "api" { Ok(()) } else { Err("nobody was signed in".to_owned()) };
    }
    if !entered.is_by_an_account() {
        return Err("there is no such account in the log of accounts".to_owned());
    }
    let reaches = |standing: &Standing, register: RegisterId, action: Action| match reach(&roles(standing, register), action) {
        Scope::Any => true,
        Scope::Own => own.is_none_or(|own| standing.persons.get(&register) == Some(&own)),
        Scope::Never => false,
    };
    let may = |standing: &Standing| {
        // In the register of accounts somebody acts with the roles of another.
        let registers: Vec<RegisterId> = match entered.register == entered.system {
            true => standing.roles.keys().copied().collect(),
            false => vec![entered.register, entered.system],
        };
        !standing.suspended
            && (actions.is_empty() || registers.iter().any(|register| actions.iter().any(|action| reaches(standing, *register, *action))))
    };
    if entered.standings().any(may) {
        return Ok(());
    }
    let Some(standing) = entered.standings().last() else { return Err("the account was not made yet".to_owned()) };
    if standing.suspended {
        return Err("the account was suspended".to_owned());
    }
    let what = actions.first().map_or("do this", |action| action.as_str());
    let held: Vec<&str> = roles(standing, entered.register).into_iter().map(Role::as_str).collect();
    Err(match held.as_slice() {
        [] => format!("an account without a role in this register may not {what}"),
        held => format!("the role {} may not {what}", held.join(", ")),
    })
}

/// Why a use case did not happen, in words.
fn message_of(error: &Error) -> String {
    let why = match error {
        Error::Refused(refusal) => refusal.reasons.iter().map(|reason| reason.detail.clone()).collect::<Vec<_>>().join(" "),
        Error::Invalid(fields) => fields.iter().map(|field| format!("{}: {}", field.pointer, field.message)).collect::<Vec<_>>().join(" "),
        Error::Fault(Fault::Corrupt { table, what, .. }) => format!("a row of {table} is not as it was written: {what}"),
        other => other.to_string(),
    };
    format!("it is refused: {why}")
}
