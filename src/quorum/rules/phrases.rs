//! Clauses of the quorum in English.

use crate::committees::{Capacity, Condition, Selector};

/// A number of those a selector means, in English.
#[must_use]
pub fn so_many(n: u32, of: &Selector) -> String {
    let many = phrase(of);
    let one = matches!(of, Selector::Voting(_) | Selector::Capacity(_) | Selector::Organisation(_) | Selector::OrganisationKind(_));
    format!("{n} {}", if n == 1 && one { many.replacen("members", "member", 1) } else { many })
}

/// A selector in English.
#[must_use]
pub fn phrase(selector: &Selector) -> String {
    let list = |list: &[Selector], word: &str| list.iter().map(phrase).collect::<Vec<_>>().join(word);
    match selector {
        Selector::Anyone => "anyone".into(),
        Selector::Voting(true) => "voting members".into(),
        Selector::Voting(false) => "non-voting members".into(),
        Selector::Membership(class) => format!("those of class {}", class.as_str().replace('_', " ")),
        Selector::Capacity(Capacity::Gp) => "GP members".into(),
        Selector::Capacity(capacity) => format!("{} members", capacity.as_str().replace('_', " ")),
        Selector::Tag(tag) if tag == "cfo" => "chief finance officer".into(),
        Selector::Tag(tag) => tag.replace('_', " "),
        Selector::Seat(id) => format!("the seat '{id}'"),
        Selector::Office(office) => format!("the {}", office.as_str().replace('_', "-")),
        Selector::Presiding(_) => "whoever presides".into(),
        Selector::Organisation(code) => format!("members of {code}"),
        Selector::OrganisationKind(kind) => format!("members of a {}", kind.as_str().replace('_', " ")),
        Selector::Any(inner) => format!("({})", list(inner, " or ")),
        Selector::Both(inner) => format!("({})", list(inner, " and ")),
        Selector::Except(pair) => format!("({} but not {})", phrase(&pair.0), phrase(&pair.1)),
    }
}

/// When a clause applies, in English.
pub(super) fn condition(condition: &Condition) -> String {
    let mut parts = Vec::new();
    parts.extend(condition.purpose.map(|p| format!("for {p}")));
    parts.extend(condition.decision_type.as_ref().map(|t| format!("a {} is decided", t.replace('_', " "))));
    parts.extend(condition.function.as_ref().map(|f| format!("the business is {}", f.replace('_', " "))));
    parts.extend(condition.stage.map(|s| format!("at the stage {}", s.as_str().replace('_', " "))));
    parts.extend(condition.value_over.map(|v| format!("the value is over £{v}")));
    parts.extend(condition.seat_filled.as_ref().map(|id| format!("the seat '{id}' has a holder")));
    parts.extend(condition.excluded_over.map(|share| format!("more than {share} of the filled seats are left out for a conflict")));
    parts.join(" and ")
}
