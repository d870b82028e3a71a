//! Which role may do what, as the published document says it: a sentence at each operation, and the
//! whole table once at its head. Both are made from the table that is asked.

use crate::access::roles::{LIMITS, may};
use crate::access::{Action, Role, Scope};

/// Which roles may do this, and which of them for their own person alone.
fn roles_of(action: Action) -> String {
    let roles_with = |scope: Scope| {
        let roles: Vec<&str> = Role::ALL.into_iter().filter(|role| may(*role, action) == scope).map(Role::as_str).collect();
        roles.join(", ")
    };
    match (roles_with(Scope::Any), roles_with(Scope::Own)) {
        (any, own) if own.is_empty() => format!("For {any}."),
        (any, own) if any.is_empty() => format!("For {own}, of their own person alone."),
        (any, own) => format!("For {any}; for {own}, of their own person alone."),
    }
}

/// What is to be allowed to whoever comes, and who that is; the last is what decides.
pub(super) fn whoever_may(actions: &[Action]) -> String {
    let words: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
    let roles = actions.last().map(|action| roles_of(*action)).unwrap_or_default();
    format!("Whoever may {}. {roles}", words.join(" and "))
}

/// The table, as Markdown.
pub(super) fn table() -> String {
    let row = |first: &str, cells: &[String]| format!("| {first} | {} |\n", cells.join(" | "));
    let mut text = row("May", &Role::ALL.map(|role| role.as_str().replace('_', " ")));
    text += &row("---", &Role::ALL.map(|_| "---".to_owned()));
    for action in Action::ALL {
        let cells = Role::ALL.map(|role| match may(role, *action) {
            Scope::Never => "-".to_owned(),
            Scope::Own => "own".to_owned(),
            Scope::Any => "yes".to_owned(),
        });
        text += &row(action.as_str(), &cells);
    }
    format!("{text}\n*own*: what concerns the signed-in person alone.\n{LIMITS}")
}
