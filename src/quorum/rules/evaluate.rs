//! C5.1: what the expression says of a bench, as a tree that can be read out and run again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::count::{CountedSeats, LeftOut};
use super::distinct;
use super::floor::Floor;
use super::naming::{ALL_OF, ANY_OF, OTHERWISE};
use super::scope::Scope;
use crate::budget::{Steps, steps};
use crate::committees::rules::cost::MOST_STEPS;
use crate::committees::rules::english::{self, number};
use crate::committees::{Condition, Each, Expression, Fraction, Rounding, Selector};
use crate::ids::PersonId;
use crate::meetings::Item;
use crate::meetings::rules::condition::is_of;

/// Somebody who counted, and in which seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InSeat {
    /// The seat by its name in the terms of reference.
    pub seat: String,
    /// Who counted in it, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name when the quorum was asked.
    pub name: String,
}

/// One clause of the expression with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Clause {
    /// The clause in English.
    pub says: String,
    /// Whether it is met; a clause that does not apply to the item is.
    pub satisfied: bool,
    /// The number asked for, at least, at most or exactly as `says` tells; absent where it only joins other clauses.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub required: Option<u32>,
    /// The number found: each seat once and each person once, or of a list the parts that are met.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub found: Option<u32>,
    /// Who was found, seat by seat; absent where nobody was.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub counted: Vec<InSeat>,
    /// The seats it speaks of that do not count, each with the reason; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left_out: Vec<LeftOut>,
    /// The clauses it is made of; absent where it has none.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub clauses: Vec<Clause>,
}

impl Clause {
    fn group(says: impl Into<String>, satisfied: bool, clauses: Vec<Self>) -> Self {
        Self { says: says.into(), satisfied, required: None, found: None, counted: Vec::new(), left_out: Vec::new(), clauses }
    }
}

/// Of what an expression is asked: a bench, the item for conditional clauses, and the benches of
/// the other committees where it speaks of each committee.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub bench: &'a CountedSeats,
    pub item: Option<&'a Item>,
    pub committees: &'a [CountedSeats],
}

/// The number a fraction of a base asks for.
#[must_use]
pub fn fraction_of(fraction: Fraction, base: u32, round: Rounding) -> u32 {
    let (n, d) = (u64::from(fraction.numerator), u64::from(fraction.denominator.max(1)));
    let product = n * u64::from(base);
    let asked = match round {
        Rounding::Up => product.div_ceil(d),
        Rounding::Down => product / d,
        Rounding::Strict => product / d + 1,
        // A half is rounded up.
        Rounding::Nearest => (product * 2 + d) / (d * 2),
    };
    u32::try_from(asked).unwrap_or(u32::MAX)
}

/// Whether a conditional clause applies: to the item, and to who sits and who is left out.
#[must_use]
pub fn applies(condition: &Condition, scope: Scope<'_>) -> bool {
    is_of(condition, scope.item)
        && condition.seat_filled.as_ref().is_none_or(|seat| scope.is_filled(seat))
        && condition.excluded_over.is_none_or(|share| scope.excluded_over(share))
}

/// The answer, clause by clause. Terms as they are entered today cost less than the budget of an
/// answer; older ones that would cost more are not satisfied, and say so.
#[must_use]
pub fn evaluate(expression: &Expression, asked: Question<'_>) -> Clause {
    within(expression, asked, &budget(asked.committees.len()))
}

/// What an answer may cost, with so many committees to be asked.
#[must_use]
pub fn budget(committees: usize) -> Steps {
    Steps::of(MOST_STEPS.saturating_mul(steps(committees.max(1))))
}

/// As [`evaluate`], within a budget of one's own.
#[must_use]
pub fn within(expression: &Expression, asked: Question<'_>, steps: &Steps) -> Clause {
    let floor = Floor::of(asked.bench);
    let committees: Vec<Floor<'_>> =
        if of_each_committee(expression) { asked.committees.iter().map(Floor::of).collect() } else { Vec::new() };
    answer(expression, Scope::of(&floor, asked.item, &committees, steps))
}

/// As [`within`], where the benches are sorted out already.
#[must_use]
pub fn answer(expression: &Expression, scope: Scope<'_>) -> Clause {
    told(expression, scope)
}

/// The answer alone: what [`evaluate`] says of the whole.
#[must_use]
pub fn holds(expression: &Expression, scope: Scope<'_>) -> bool {
    told(expression, scope)
}

/// As [`answer`], told in whatever is wanted of it.
pub(super) fn told<T: Told>(expression: &Expression, scope: Scope<'_>) -> T {
    let told = ask(expression, scope);
    if scope.steps.is_spent() { T::too_involved() } else { told }
}

/// Whether a clause somewhere speaks of other committees.
#[must_use]
pub fn of_each_committee(expression: &Expression) -> bool {
    match expression {
        Expression::Each { each: Each::Committee, .. } => true,
        Expression::All(list) | Expression::Any(list) => list.iter().any(of_each_committee),
        Expression::Not(inner) | Expression::Distinct(inner) => of_each_committee(inner),
        Expression::When(_, then, otherwise) => of_each_committee(then) || otherwise.as_deref().is_some_and(of_each_committee),
        Expression::Each { satisfies, .. } => of_each_committee(satisfies),
        _ => false,
    }
}

/// In what an answer is given: in words, in numbers, or yes and no; one reading of the language serves them all.
pub(super) trait Told: Sized {
    /// Of what nobody could answer.
    fn too_involved() -> Self;
    fn is_satisfied(&self) -> bool;
    fn group(says: impl FnOnce() -> String, satisfied: bool, numbers: Option<(u32, u32)>, parts: Vec<Self>) -> Self;
    fn leaf(scope: Scope<'_>, of: &Selector, says: impl FnOnce() -> String, required: u32, holds: impl FnOnce(u32) -> bool) -> Self;
}

impl Told for Clause {
    /// Terms that were entered before their cost was bounded, and that nobody could answer.
    fn too_involved() -> Self {
        let says = "a clause that can be worked out: this one has more ways of being read than can be gone through; \
                    enter terms of reference that say it more simply";
        Self::group(says, false, Vec::new())
    }

    fn is_satisfied(&self) -> bool {
        self.satisfied
    }

    fn group(says: impl FnOnce() -> String, satisfied: bool, numbers: Option<(u32, u32)>, parts: Vec<Self>) -> Self {
        Self {
            required: numbers.map(|(required, _)| required),
            found: numbers.map(|(_, found)| found),
            ..Self::group(says(), satisfied, parts)
        }
    }

    fn leaf(scope: Scope<'_>, of: &Selector, says: impl FnOnce() -> String, required: u32, holds: impl FnOnce(u32) -> bool) -> Self {
        let counted = scope.counted(of);
        let found = u32::try_from(counted.len()).unwrap_or(u32::MAX);
        let left_out = scope.missed(of);
        Self { says: says(), satisfied: holds(found), required: Some(required), found: Some(found), counted, left_out, clauses: Vec::new() }
    }
}

impl Told for bool {
    fn too_involved() -> Self {
        false
    }

    fn is_satisfied(&self) -> bool {
        *self
    }

    fn group(_: impl FnOnce() -> String, satisfied: bool, _: Option<(u32, u32)>, _: Vec<Self>) -> Self {
        satisfied
    }

    fn leaf(scope: Scope<'_>, of: &Selector, _: impl FnOnce() -> String, _: u32, holds: impl FnOnce(u32) -> bool) -> Self {
        holds(scope.number(of))
    }
}

fn how_many<T: Told>(parts: &[T]) -> u32 {
    u32::try_from(parts.iter().filter(|part| part.is_satisfied()).count()).unwrap_or(u32::MAX)
}

pub(super) fn ask<T: Told>(expression: &Expression, scope: Scope<'_>) -> T {
    // Nothing is looked at any more once the budget is spent; the whole says so.
    if scope.steps.spend(1).is_err() {
        return T::group(String::new, false, None, Vec::new());
    }
    match expression {
        Expression::All(inner) => {
            let parts: Vec<T> = inner.iter().map(|e| ask(e, scope)).collect();
            T::group(|| ALL_OF.into(), parts.iter().all(T::is_satisfied), None, parts)
        }
        Expression::Any(inner) => {
            let parts: Vec<T> = inner.iter().map(|e| ask(e, scope)).collect();
            T::group(|| ANY_OF.into(), parts.iter().any(T::is_satisfied), None, parts)
        }
        Expression::Not(inner) => {
            let part: T = ask(inner, scope);
            T::group(|| english::asked(expression, &scope.bodies()), !part.is_satisfied(), None, vec![part])
        }
        Expression::AtLeast(n, of) => T::leaf(scope, of, || english::at_least(*n, of, &scope.bodies_in(of)), *n, |found| found >= *n),
        Expression::AtMost(n, of) => T::leaf(scope, of, || english::at_most(*n, of, &scope.bodies_in(of)), *n, |found| found <= *n),
        Expression::Exactly(n, of) => {
            T::leaf(scope, of, || format!("exactly {}", english::so_many(*n, of, &scope.bodies_in(of))), *n, |found| found == *n)
        }
        Expression::Fraction { fraction, of, base, round } => {
            let total = scope.base_of(of, *base);
            let n = fraction_of(*fraction, total, *round);
            let says = || {
                let (share, base) = english::reckoned(*fraction, *base, *round);
                let of = english::set(of, &scope.bodies_in(of));
                format!("{share} of {of}, {base}, which is {} of {}", number(n), number(total))
            };
            T::leaf(scope, of, says, n, |found| found >= n)
        }
        Expression::Kinds(k, of) => {
            let somebody = |s: &Selector| T::leaf(scope, s, || english::at_least(1, s, &scope.bodies_in(s)), 1, |found| found >= 1);
            let parts: Vec<T> = of.iter().map(somebody).collect();
            let found = how_many(&parts);
            T::group(|| english::so_many_kinds(*k, of), found >= *k, Some((*k, found)), parts)
        }
        Expression::Majority { of, over } => {
            let less = scope.number(over);
            let says = || {
                let set = |of| english::set(of, &scope.bodies_in(of));
                format!("more of {} than of {}", set(of), set(over))
            };
            T::leaf(scope, of, says, less.saturating_add(1), |more| more > less)
        }
        Expression::Each { each, satisfies, at_least } => each_of(*each, satisfies, *at_least, scope),
        Expression::Distinct(inner) => {
            let plain: T = ask(inner, scope);
            let satisfied = distinct::holds(inner, scope);
            T::group(|| english::asked(expression, &scope.bodies()), satisfied, None, vec![plain])
        }
        Expression::When(condition, then, otherwise) => {
            let says = || format!("where {}", english::condition(condition));
            match (applies(condition, scope), otherwise) {
                (true, _) => {
                    let part: T = ask(then, scope);
                    T::group(says, part.is_satisfied(), None, vec![part])
                }
                (false, Some(otherwise)) => {
                    let part: T = ask(otherwise, scope);
                    T::group(|| format!("{OTHERWISE} {}", english::condition(condition)), part.is_satisfied(), None, vec![part])
                }
                (false, None) => T::group(|| format!("{} (does not apply)", says()), true, None, Vec::new()),
            }
        }
    }
}

fn each_of<T: Told>(each: Each, satisfies: &Expression, at_least: Option<u32>, scope: Scope<'_>) -> T {
    let parts: Vec<T> = match each {
        Each::Organisation => scope
            .each_organisation()
            .map(|own| {
                let part: T = ask(satisfies, own);
                T::group(|| format!("of {}", own.whose()), part.is_satisfied(), None, vec![part])
            })
            .collect(),
        Each::Committee => scope
            .each_committee()
            .map(|own| {
                let part: T = ask(satisfies, own);
                T::group(|| format!("in {}", own.whose()), part.is_satisfied(), None, vec![part])
            })
            .collect(),
    };
    let (found, all) = (how_many(&parts), u32::try_from(parts.len()).unwrap_or(u32::MAX));
    let required = at_least.unwrap_or(all);
    T::group(|| english::whose(each, at_least), found >= required, Some((required, found)), parts)
}
