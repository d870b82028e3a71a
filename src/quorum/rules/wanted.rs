//! C5.4: what is still to be put right: how many people more an expression wants at least, and whether more can do it harm.

use super::evaluate::Clause;
use crate::committees::{Expression, Selector};
use crate::meetings::{CommitteeAtMeeting, Item, Sitting};
use crate::policy::Phase;

/// Whether an expression that holds goes on holding when more people count.
pub(super) fn grows(expression: &Expression) -> bool {
    match expression {
        Expression::All(inner) | Expression::Any(inner) => inner.iter().all(grows),
        Expression::Distinct(inner) => grows(inner),
        Expression::AtLeast(_, of) => !speaks_of_who_presides(of),
        Expression::Kinds(_, of) => !of.iter().any(speaks_of_who_presides),
        _ => false,
    }
}

fn speaks_of_who_presides(selector: &Selector) -> bool {
    match selector {
        Selector::Presiding(_) => true,
        Selector::Any(inner) | Selector::Both(inner) => inner.iter().any(speaks_of_who_presides),
        Selector::Except(pair) => speaks_of_who_presides(&pair.0) || speaks_of_who_presides(&pair.1),
        _ => false,
    }
}

/// How many people more an expression wants at least, where each that comes fills one place of a number at most.
pub(super) fn at_least(expression: &Expression, clause: &Clause) -> u32 {
    if clause.satisfied {
        return 0;
    }
    let parts =
        |inner: &[Expression]| -> Vec<u32> { inner.iter().zip(&clause.clauses).map(|(inner, part)| at_least(inner, part)).collect() };
    let wanted = match expression {
        Expression::All(inner) => parts(inner).into_iter().max(),
        Expression::Any(inner) => parts(inner).into_iter().min(),
        Expression::AtLeast(n, _) => Some(n.saturating_sub(clause.found.unwrap_or(*n))),
        Expression::Distinct(inner) => clause.clauses.first().map(|part| at_least(inner, part)),
        _ => None,
    };
    wanted.unwrap_or(1).max(1)
}

/// Whether a committee has yet to decide an item.
pub(super) fn may_still_be_decided(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting) -> bool {
    let committee = at.committee.id;
    sitting.phase(item.id) != Some(Phase::Closed)
        && sitting.decided(item.id, committee).is_none()
        && sitting.decided_otherwise(item, committee).is_none()
}
