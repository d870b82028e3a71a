//! C5.4: what is still to be put right: how many people more an expression wants at least, and whether more can do it harm.

use super::evaluate::Told;
use super::scope::Scope;
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

/// An answer in numbers alone, for whoever looks for what is wanting among many.
pub(super) struct InNumbers {
    satisfied: bool,
    found: Option<u32>,
    parts: Vec<InNumbers>,
}

impl Told for InNumbers {
    fn too_involved() -> Self {
        Self { satisfied: false, found: None, parts: Vec::new() }
    }

    fn is_satisfied(&self) -> bool {
        self.satisfied
    }

    fn group(_: impl FnOnce() -> String, satisfied: bool, numbers: Option<(u32, u32)>, parts: Vec<Self>) -> Self {
        Self { satisfied, found: numbers.map(|(_, found)| found), parts }
    }

    fn leaf(scope: Scope<'_>, of: &Selector, _: impl FnOnce() -> String, _: u32, holds: impl FnOnce(u32) -> bool) -> Self {
        let found = scope.number(of);
        Self { satisfied: holds(found), found: Some(found), parts: Vec::new() }
    }
}

/// How many people more an expression wants at least, where each that comes fills one place of a number at most.
pub(super) fn at_least(expression: &Expression, answer: &InNumbers) -> u32 {
    if answer.satisfied {
        return 0;
    }
    let parts = |inner: &[Expression]| -> Vec<u32> { inner.iter().zip(&answer.parts).map(|(inner, part)| at_least(inner, part)).collect() };
    let wanted = match expression {
        Expression::All(inner) => parts(inner).into_iter().max(),
        Expression::Any(inner) => parts(inner).into_iter().min(),
        Expression::AtLeast(n, _) => Some(n.saturating_sub(answer.found.unwrap_or(*n))),
        Expression::Distinct(inner) => answer.parts.first().map(|part| at_least(inner, part)),
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
