//! "One person may satisfy one counted place only": an assignment problem.
//!
//! The expression is read as the places it asks for. `at_least` n asks for n places, `exactly` n
//! as well, a fraction for the number it comes to, `kinds` k for one place of each of k kinds,
//! `each: organisation` for places in every organisation, `each: committee` for places here and for the
//! same of each other committee by itself; `any` is tried each way; `not`,
//! `at_most` and `majority_of` ask for no place and must simply hold. The expression holds when
//! some way of reading it can be seated: every place by a counted person in a counted seat, no
//! person and no seat twice.
//!
//! Most of it is one flow from places to persons, without anything being tried: so many of one kind,
//! k of n kinds, and any of several single places (which is one place, of whoever fits any). Only a
//! choice between ways that differ in several places is tried each way, and given up as soon as what
//! was chosen so far cannot be seated. Whoever sits in a knot (`sharing`) sits in it one way at a
//! time, and each way is tried to which nothing can be added. Every step is paid for.

use super::evaluate::{applies, ask, fraction_of};
use super::floor::Pair;
use super::flow::{Demand, Flow, Mask};
use super::knots;
use super::scope::Scope;
use crate::budget::{Spent, steps};
use crate::committees::{Each, Expression, Selector};

/// What a clause asks for.
enum Need {
    /// It cannot hold.
    Never,
    /// Places of which none is chosen against another.
    Demand(Demand),
    All(Vec<Need>),
    /// So many of them: of single places and of needs for several.
    Choose(usize, Vec<Mask>, Vec<Need>),
}

/// Whether the expression can be satisfied with nobody filling two places. Not, where the budget is
/// spent before that is known.
#[must_use]
pub fn holds(expression: &Expression, scope: Scope<'_>) -> bool {
    seated(expression, scope) == Ok(true)
}

fn seated(expression: &Expression, scope: Scope<'_>) -> Result<bool, Spent> {
    let board = Board::of(scope);
    let need = board.need(expression, scope)?;
    // Who is not to be seated with every pair of a knot as a place is not to be seated at all.
    let may_be = can_be_seated(&need, &board.everybody(), scope)?;
    if !may_be || board.knots.is_empty() {
        return Ok(may_be);
    }
    let mut ways = vec![board.untied()];
    for knot in &board.knots {
        let sittings = knots::sittings(knot, board.length(), scope.steps)?;
        let mut longer = Vec::with_capacity(ways.len().saturating_mul(sittings.len()));
        for way in &ways {
            scope.steps.spend(steps(sittings.len()))?;
            longer.extend(sittings.iter().map(|sitting| way.with(sitting)));
        }
        ways = longer;
    }
    for way in &ways {
        if can_be_seated(&need, way, scope)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What can fill a place, numbered: the units of the floor, then the pairs of its knots.
struct Board {
    units: usize,
    /// The pairs of each knot, each with its number.
    knots: Vec<Vec<(usize, Pair)>>,
}

impl Board {
    fn of(scope: Scope<'_>) -> Self {
        let units = scope.units().len();
        let mut next = units..;
        let knots = scope.knots().iter().map(|knot| next.by_ref().zip(knot.iter().copied()).collect()).collect();
        Self { units, knots }
    }

    fn length(&self) -> usize {
        self.units + self.knots.iter().map(Vec::len).sum::<usize>()
    }

    fn everybody(&self) -> Mask {
        Mask::first(self.length(), self.length())
    }

    fn untied(&self) -> Mask {
        Mask::first(self.length(), self.units)
    }

    /// Who fits a selector, of those in a scope.
    fn mask(&self, of: &Selector, scope: Scope<'_>) -> Result<Mask, Spent> {
        let mut mask = Mask::first(self.length(), 0);
        scope.steps.spend(mask.words())?;
        if !scope.pay(of) {
            return Err(Spent);
        }
        for (n, unit) in scope.own_units() {
            if unit.iter().any(|pair| scope.fits(of, pair)) {
                mask.add(n);
            }
        }
        for (n, pair) in self.knots.iter().flatten() {
            if scope.fits(of, pair) {
                mask.add(*n);
            }
        }
        Ok(mask)
    }

    fn places(&self, n: u32, of: &Selector, scope: Scope<'_>) -> Result<Need, Spent> {
        let mask = self.mask(of, scope)?;
        Ok(match usize::try_from(n) {
            Ok(0) => Need::All(Vec::new()),
            // More places than seats cannot be filled, however many are asked for.
            Ok(n) if n <= mask.count() => Need::Demand(Demand { places: n, of: vec![(mask, n)] }),
            _ => Need::Never,
        })
    }

    fn need(&self, expression: &Expression, scope: Scope<'_>) -> Result<Need, Spent> {
        scope.steps.spend(1)?;
        Ok(match expression {
            Expression::All(inner) => all(inner.iter().map(|e| self.need(e, scope)).collect::<Result<_, _>>()?),
            Expression::Any(inner) => self.choose(1, inner.iter().map(|e| self.need(e, scope)).collect::<Result<_, _>>()?),
            Expression::Not(_) | Expression::AtMost(..) | Expression::Majority { .. } => condition(ask(expression, scope)),
            // Other committees sit on other benches: none of their places is one of ours, and none of them has anybody twice.
            Expression::Each { each: Each::Committee, satisfies, at_least } => {
                let of_one = |other: Scope<'_>| {
                    if other.is_of(&scope) { self.need(satisfies, scope) } else { Ok(condition(seated(satisfies, other)?)) }
                };
                let committees: Vec<Need> = scope.each_committee().map(of_one).collect::<Result<_, _>>()?;
                let k = at_least.map_or(committees.len(), |k| usize::try_from(k).unwrap_or(usize::MAX));
                self.choose(k, committees)
            }
            Expression::AtLeast(n, of) => self.places(*n, of, scope)?,
            Expression::Exactly(n, of) if scope.number(of) == *n => self.places(*n, of, scope)?,
            Expression::Exactly(..) => Need::Never,
            Expression::Fraction { fraction, of, base, round } => {
                self.places(fraction_of(*fraction, scope.base_of(of, *base), *round), of, scope)?
            }
            Expression::Kinds(k, of) => {
                let kinds = of.iter().map(|selector| self.places(1, selector, scope)).collect::<Result<_, _>>()?;
                self.choose(usize::try_from(*k).unwrap_or(usize::MAX), kinds)
            }
            Expression::Each { each: Each::Organisation, satisfies, at_least } => {
                let bodies: Vec<Need> = scope.each_organisation().map(|own| self.need(satisfies, own)).collect::<Result<_, _>>()?;
                let k = at_least.map_or(bodies.len(), |k| usize::try_from(k).unwrap_or(usize::MAX));
                self.choose(k, bodies)
            }
            Expression::Distinct(inner) => self.need(inner, scope)?,
            Expression::When(when, then, _) if applies(when, scope) => self.need(then, scope)?,
            Expression::When(_, _, Some(otherwise)) => self.need(otherwise, scope)?,
            Expression::When(..) => condition(true),
        })
    }

    /// So many of them, as plainly as it can be said.
    fn choose(&self, mut k: usize, parts: Vec<Need>) -> Need {
        let (mut single, mut several) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Need::Never => {}
                Need::All(none) if none.is_empty() => k = k.saturating_sub(1),
                Need::Demand(Demand { places: 1, of }) if of.len() == 1 => single.extend(of.into_iter().map(|(mask, _)| mask)),
                other => several.push(other),
            }
        }
        match k {
            0 => Need::All(Vec::new()),
            k if k > single.len() + several.len() => Need::Never,
            // Any of several single places is one place, of whoever fits any.
            1 if several.is_empty() => {
                let whoever = single.iter().fold(Mask::first(self.length(), 0), |so_far, mask| so_far.with(mask));
                Need::Demand(Demand { places: 1, of: vec![(whoever, 1)] })
            }
            k if several.is_empty() => Need::Demand(of_each(k, &single)),
            k if k == single.len() + several.len() => {
                if !single.is_empty() {
                    several.push(Need::Demand(of_each(single.len(), &single)));
                }
                all(several)
            }
            k => Need::Choose(k, single, several),
        }
    }
}

fn condition(holds: bool) -> Need {
    if holds { Need::All(Vec::new()) } else { Need::Never }
}

/// `places` of these, one of each at most.
fn of_each(places: usize, kinds: &[Mask]) -> Demand {
    Demand { places, of: kinds.iter().map(|mask| (mask.clone(), 1)).collect() }
}

fn all(parts: Vec<Need>) -> Need {
    let mut needs = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Need::Never => return Need::Never,
            Need::All(inner) => needs.extend(inner),
            other => needs.push(other),
        }
    }
    match needs.len() {
        1 => needs.pop().unwrap_or(Need::Never),
        _ => Need::All(needs),
    }
}

/// A choice of which some was made: so many more, of the single places and of what is left.
#[derive(Clone, Copy)]
struct Choice<'n> {
    k: usize,
    single: &'n [Mask],
    several: &'n [Need],
}

/// Whether the places asked for can be filled, out of whoever is there.
fn can_be_seated(need: &Need, there: &Mask, scope: Scope<'_>) -> Result<bool, Spent> {
    attempt(Flow::new(there.clone(), scope.steps), vec![need], Vec::new())
}

fn attempt<'n>(mut flow: Flow<'_>, mut needs: Vec<&'n Need>, mut choices: Vec<Choice<'n>>) -> Result<bool, Spent> {
    // First what is not chosen: the sooner it fails, the less is tried.
    while let Some(need) = needs.pop() {
        match need {
            Need::Never => return Ok(false),
            Need::All(inner) => needs.extend(inner),
            Need::Demand(demand) => {
                if !flow.fill(demand)? {
                    return Ok(false);
                }
            }
            Need::Choose(k, single, several) => choices.push(Choice { k: *k, single, several }),
        }
    }
    let Some(Choice { k, single, several }) = choices.pop() else { return Ok(true) };
    match several.split_first() {
        _ if k == 0 => attempt(flow, needs, choices),
        None if k > single.len() => Ok(false),
        None => Ok(flow.fill(&of_each(k, single))? && attempt(flow, needs, choices)?),
        Some((first, rest)) => {
            flow.turn(choices.len())?;
            let mut with = choices.clone();
            with.push(Choice { k: k - 1, single, several: rest });
            if attempt(flow.clone(), vec![first], with)? {
                return Ok(true);
            }
            if k > single.len() + rest.len() {
                return Ok(false);
            }
            choices.push(Choice { k, single, several: rest });
            attempt(flow, needs, choices)
        }
    }
}
