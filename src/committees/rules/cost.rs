//! C5.1: what a clause may cost to answer, for the worst bench its terms allow.
//!
//! A quorum is asked again at every vote, under the register's lock, so what is stored must never
//! be dear. `distinct` is: it asks whether *some* way of reading the clause can be seated, and there
//! may be more ways than anybody could go through. The cost computed here is never less than what
//! `quorum` counts when it answers (a test holds them together), whoever holds the seats and whoever
//! came. A version of the terms that would cost more than [`MOST_STEPS`] is refused when it is
//! entered, and a seat is not filled where that would make them cost more.

use std::collections::BTreeMap;

use super::super::expression::{Each, Expression, Selector};
use super::super::terms::Terms;
use crate::budget::steps;

/// What one answer may cost, for each committee that it asks: under a thousandth of a second.
pub const MOST_STEPS: u64 = 250_000;

/// What a body with terms of reference may have: the largest real ones have a tenth of it.
pub const MOST_BYTES: usize = 64 * 1024;

/// How many seats one answer may tell of, each with its holder: about a megabyte.
pub const MOST_TOLD: u64 = 6_000;

/// The most seats of a committee.
pub const MOST_SEATS: usize = 200;

/// How many words a selector is made of.
#[must_use]
pub fn size(selector: &Selector) -> u64 {
    1 + match selector {
        Selector::Any(list) | Selector::Both(list) => list.iter().map(size).sum(),
        Selector::Except(pair) => size(&pair.0) + size(&pair.1),
        _ => 0,
    }
}

/// The seats a clause is asked of, by the bodies that hold them.
struct Hall {
    /// How many seats each body holds.
    bodies: Vec<u64>,
    /// Of those who hang together in knots, how many pairs of seat and person.
    knotted: u64,
    /// What can fill a place on the whole bench: a seat, a person, or a pair in a knot.
    bench: u64,
}

impl Hall {
    fn seats(&self) -> u64 {
        self.bodies.iter().sum()
    }

    fn of(bodies: Vec<u64>, knotted: u64) -> Self {
        let bench = bodies.iter().sum::<u64>().saturating_add(knotted);
        Self { bodies, knotted, bench }
    }

    /// What can fill a place here.
    fn units(&self) -> u64 {
        self.seats() + self.knotted
    }

    /// How many words a set of what can fill a place has.
    fn words(&self) -> u64 {
        self.bench / 64 + 1
    }

    fn each(&self) -> impl Iterator<Item = Self> + '_ {
        self.bodies.iter().map(|seats| Self { bodies: vec![*seats], knotted: self.knotted, bench: self.bench })
    }

    /// Another committee that meets in common. Nothing is known of it; it is taken to be as large as
    /// one may be, with somebody who shares a seat and holds another.
    fn other() -> Self {
        Self::of(vec![1; MOST_SEATS], 3)
    }
}

/// Every clause of terms with its cost, by its pointer: the quorum, and each of the composition.
pub fn costs(terms: &Terms, knotted: usize) -> impl Iterator<Item = (String, u64)> + '_ {
    let hall = hall(terms, knotted);
    clauses(terms).map(move |(pointer, clause)| (pointer, asked(clause, &hall)))
}

/// Every clause of terms with how many seats its answer tells of.
pub fn tellings(terms: &Terms) -> impl Iterator<Item = (String, u64)> + '_ {
    let seats = steps(terms.seats.len());
    clauses(terms).map(move |(pointer, clause)| (pointer, leaves(clause, seats)))
}

/// Whether every answer that these terms ask for can be had, with so many pairs of seat and person
/// in knots.
#[must_use]
pub fn is_bearable(terms: &Terms, knotted: usize) -> bool {
    costs(terms, knotted).fold(0_u64, |sum, (_, cost)| sum.saturating_add(cost)) <= MOST_STEPS
}

fn hall(terms: &Terms, knotted: usize) -> Hall {
    let mut bodies: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for seat in &terms.seats {
        *bodies.entry(seat.organisation.as_deref()).or_default() += 1;
    }
    Hall::of(bodies.into_values().collect(), steps(knotted))
}

fn clauses(terms: &Terms) -> impl Iterator<Item = (String, &Expression)> {
    let composition = terms.composition.iter().enumerate().map(|(n, clause)| (format!("/composition/{n}"), clause));
    std::iter::once(("/quorum".to_owned(), &terms.quorum)).chain(composition)
}

fn sum(of: impl Iterator<Item = u64>) -> u64 {
    of.fold(0, u64::saturating_add)
}

/// Each seat asked whether a selector means it, and the knots untied.
fn number(of: &Selector, hall: &Hall) -> u64 {
    let knots = hall.knotted.saturating_mul(hall.knotted);
    hall.seats().saturating_mul(size(of)).saturating_add(knots)
}

/// Who is counted, and who is missed.
fn leaf(of: &Selector, hall: &Hall) -> u64 {
    number(of, hall).saturating_mul(2)
}

/// Whether a clause that depends on something applies: each seat is asked whether it is held, and by whom.
fn condition(hall: &Hall) -> u64 {
    hall.bench.saturating_add(hall.seats())
}

/// What the dearer of two clauses costs, of which one is asked.
fn dearer(then: &Expression, otherwise: Option<&Expression>, cost: impl Fn(&Expression) -> u64) -> u64 {
    cost(then).max(otherwise.map_or(0, cost))
}

/// What it costs to ask a clause.
fn asked(clause: &Expression, hall: &Hall) -> u64 {
    let cost = match clause {
        Expression::All(list) | Expression::Any(list) => sum(list.iter().map(|inner| asked(inner, hall))),
        Expression::Not(inner) => asked(inner, hall),
        Expression::When(_, then, otherwise) => condition(hall).saturating_add(dearer(then, otherwise.as_deref(), |e| asked(e, hall))),
        Expression::AtLeast(_, of) | Expression::AtMost(_, of) | Expression::Exactly(_, of) => leaf(of, hall),
        Expression::Fraction { of, .. } => leaf(of, hall).saturating_add(number(of, hall)),
        Expression::Kinds(_, list) => sum(list.iter().map(|of| leaf(of, hall))),
        Expression::Majority { of, over } => sum([leaf(of, hall), number(of, hall), number(over, hall)].into_iter()),
        Expression::Each { each: Each::Organisation, satisfies, .. } => sum(hall.each().map(|own| 1 + asked(satisfies, &own))),
        // Once: an answer may cost so much for each committee that meets.
        Expression::Each { each: Each::Committee, satisfies, .. } => asked(satisfies, &Hall::other()).saturating_add(1),
        Expression::Distinct(inner) => asked(inner, hall).saturating_add(read(inner, hall)).saturating_add(seated(inner, hall)),
    };
    cost.saturating_add(1)
}

/// What it costs to read a clause within `distinct` as the places it asks for.
fn read(clause: &Expression, hall: &Hall) -> u64 {
    let words = hall.words();
    let cost = match clause {
        Expression::All(list) | Expression::Any(list) => sum(list.iter().map(|inner| read(inner, hall))),
        Expression::Distinct(inner) => read(inner, hall),
        Expression::When(_, then, otherwise) => condition(hall).saturating_add(dearer(then, otherwise.as_deref(), |e| read(e, hall))),
        Expression::AtLeast(_, of) => number(of, hall).saturating_add(words),
        Expression::Exactly(_, of) | Expression::Fraction { of, .. } => number(of, hall).saturating_mul(2).saturating_add(words),
        Expression::Kinds(_, list) => sum(list.iter().map(|of| number(of, hall).saturating_add(words))),
        Expression::Each { each: Each::Organisation, satisfies, .. } => sum(hall.each().map(|own| read(satisfies, &own))),
        // Places here, and each other committee seated by itself.
        Expression::Each { each: Each::Committee, satisfies, .. } => {
            let other = Hall::other();
            sum([read(satisfies, hall), read(satisfies, &other), seated(satisfies, &other)].into_iter())
        }
        Expression::Not(_) | Expression::AtMost(..) | Expression::Majority { .. } => asked(clause, hall),
    };
    cost.saturating_add(1)
}

/// What it costs to find out whether some way of reading a clause can be seated: every way of
/// sitting in the knots times every way of reading, with every place of it found a unit.
fn seated(clause: &Expression, hall: &Hall) -> u64 {
    let shape = Shape::of(clause, hall);
    let (units, words) = (hall.units(), hall.words());
    let places = shape.places.min(units) + 1;
    let place = shape.nodes.saturating_mul(words + 1).saturating_add(units);
    let turn = hall.bench.saturating_add(shape.nodes).saturating_add(shape.others).saturating_add(1);
    let way = places.saturating_mul(place).saturating_add((shape.others + 1).saturating_mul(turn));
    let exponent = u32::try_from(hall.knotted).unwrap_or(u32::MAX);
    // A graph of n edges has at most 3^(n/3) matchings that nothing can be added to.
    let (sittings, tried) = (3_u64.saturating_pow(exponent.div_ceil(3)), 2_u64.saturating_pow(exponent));
    let knots = if hall.knotted == 0 { 0 } else { tried.saturating_mul(hall.knotted + 2) };
    shape.ways.saturating_mul(way).saturating_mul(sittings.saturating_add(1)).saturating_add(knots)
}

/// A clause within `distinct`, as far as its reading costs.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// The ways of reading it that differ in more than one place.
    ways: u64,
    /// The most places that one way asks for.
    places: u64,
    /// The most selectors that one way asks with.
    nodes: u64,
    /// What there is to choose from.
    others: u64,
    /// It asks for one place at most: a choice of such is one place too, of whoever fits any.
    is_one: bool,
    /// It asks for no place: it holds or it does not.
    is_condition: bool,
}

impl Shape {
    const CONDITION: Self = Self { ways: 1, places: 0, nodes: 0, others: 0, is_one: false, is_condition: true };
    const ONE: Self = Self { ways: 1, places: 1, nodes: 1, others: 0, is_one: true, is_condition: false };

    const fn several(places: u64, nodes: u64) -> Self {
        Self { ways: 1, places, nodes, others: 0, is_one: false, is_condition: false }
    }

    fn of(clause: &Expression, hall: &Hall) -> Self {
        let seats = hall.seats();
        match clause {
            Expression::All(list) => Self::all(list.iter().map(|inner| Self::of(inner, hall)).collect()),
            Expression::Any(list) => Self::choice(1, list.iter().map(|inner| Self::of(inner, hall)).collect()),
            Expression::Distinct(inner) => Self::of(inner, hall),
            Expression::When(_, then, otherwise) => {
                let then = Self::of(then, hall);
                otherwise.as_ref().map_or(then, |otherwise| then.or(Self::of(otherwise, hall)))
            }
            Expression::AtLeast(n, _) | Expression::Exactly(n, _) if *n <= 1 => Self::ONE,
            Expression::AtLeast(n, _) | Expression::Exactly(n, _) => Self::several(seats.min(u64::from(*n)), 1),
            Expression::Fraction { .. } => Self::several(seats, 1),
            Expression::Kinds(k, _) if *k <= 1 => Self::ONE,
            Expression::Kinds(k, list) => Self::several(u64::from(*k).min(steps(list.len())), steps(list.len())),
            Expression::Each { each: Each::Organisation, satisfies, at_least } => {
                let parts: Vec<Self> = hall.each().map(|own| Self::of(satisfies, &own)).collect();
                match at_least.map_or(parts.len(), |k| usize::try_from(k).unwrap_or(usize::MAX)) {
                    k if k >= parts.len() => Self::all(parts),
                    k => Self::choice(k, parts),
                }
            }
            // Other committees are conditions beside the places here.
            Expression::Each { each: Each::Committee, satisfies, .. } => Self::of(satisfies, hall),
            Expression::Not(_) | Expression::AtMost(..) | Expression::Majority { .. } => Self::CONDITION,
        }
    }

    /// Of two, of which one is read: never less than either.
    fn or(self, other: Self) -> Self {
        if self.is_condition || other.is_condition {
            return if self.is_condition { other } else { self };
        }
        Self {
            ways: self.ways.max(other.ways),
            places: self.places.max(other.places),
            nodes: self.nodes.max(other.nodes),
            others: self.others.max(other.others),
            is_one: self.is_one && other.is_one,
            is_condition: false,
        }
    }

    fn all(mut parts: Vec<Self>) -> Self {
        parts.retain(|part| !part.is_condition);
        match parts.as_slice() {
            [] => Self::CONDITION,
            [one] => *one,
            parts => Self {
                ways: parts.iter().fold(1, |ways, part| ways.saturating_mul(part.ways)),
                places: sum(parts.iter().map(|part| part.places)),
                nodes: sum(parts.iter().map(|part| part.nodes)),
                others: sum(parts.iter().map(|part| part.others)),
                is_one: false,
                is_condition: false,
            },
        }
    }

    fn choice(k: usize, mut parts: Vec<Self>) -> Self {
        parts.retain(|part| !part.is_condition);
        let (ones, others): (Vec<Self>, Vec<Self>) = parts.into_iter().partition(|part| part.is_one);
        if others.is_empty() {
            let places = steps(k.min(ones.len()));
            return if places <= 1 { Self::ONE } else { Self::several(places, steps(ones.len())) };
        }
        // Any so many of the others, the rest out of the ones; one of them may be made up for by
        // what turns out to ask for no place.
        let mut ways = vec![1_u64];
        for part in &others {
            ways.push(0);
            for n in (1..ways.len()).rev() {
                let with = ways.get(n - 1).copied().unwrap_or(0).saturating_mul(part.ways);
                if let Some(way) = ways.get_mut(n) {
                    *way = way.saturating_add(with);
                }
            }
        }
        Self {
            ways: sum(ways.into_iter().take(k.saturating_add(1))),
            places: most(k, others.iter().map(|part| part.places)).saturating_add(steps(k.min(ones.len()))),
            nodes: most(k, others.iter().map(|part| part.nodes)).saturating_add(steps(ones.len())),
            others: sum(others.iter().map(|part| part.others.saturating_add(1))),
            is_one: false,
            is_condition: false,
        }
    }
}

/// The most that `k` of these come to.
fn most(k: usize, of: impl Iterator<Item = u64>) -> u64 {
    let mut all: Vec<u64> = of.collect();
    all.sort_unstable_by_key(|one| std::cmp::Reverse(*one));
    sum(all.into_iter().take(k))
}

/// How many seats an answer tells of: each leaf of every one, counted or left out.
fn leaves(clause: &Expression, seats: u64) -> u64 {
    let below = match clause {
        Expression::All(list) | Expression::Any(list) => sum(list.iter().map(|inner| leaves(inner, seats))),
        Expression::Not(inner) | Expression::Distinct(inner) => leaves(inner, seats),
        Expression::When(_, then, otherwise) => dearer(then, otherwise.as_deref(), |e| leaves(e, seats)),
        Expression::Kinds(_, list) => steps(list.len()).saturating_mul(seats),
        Expression::Each { each: Each::Organisation, satisfies, .. } => leaves(satisfies, seats),
        // Committees of the size of this one, as they meet in common.
        Expression::Each { each: Each::Committee, satisfies, .. } => leaves(satisfies, seats).saturating_mul(4),
        Expression::AtLeast(..) | Expression::AtMost(..) | Expression::Exactly(..) => seats,
        Expression::Fraction { .. } | Expression::Majority { .. } => seats,
    };
    below.saturating_add(1)
}
