//! "One person may satisfy one counted place only": an assignment problem.
//!
//! The expression is read as the places it asks for. `at_least` n asks for n places, `exactly` n
//! as well, a fraction for the number it comes to, `kinds` k for one place of each of k kinds,
//! `each: organisation` for places in every organisation; `any` is tried each way; `not`,
//! `at_most` and `majority_of` ask for no place and must simply hold. The expression holds when
//! some way of reading it can be seated: every place by a counted person in a counted seat, no
//! person and no seat twice.

use super::count::Bench;
use super::evaluate::{Asked, applies, base_of, evaluate, fraction_of, number, organisations};
use super::matching;
use crate::committees::{Each, Expression, Selector};

/// One place to be filled: by whom, and in whose seats where that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    of: Selector,
    organisation: Option<String>,
}

/// Ways of reading, each a list of places; none when it cannot hold.
type Ways = Vec<Vec<Place>>;

/// Whether the expression can be satisfied with nobody filling two places.
#[must_use]
pub fn holds(expression: &Expression, asked: Asked<'_>) -> bool {
    let ways = ways(expression, asked, None);
    !ways.is_empty() && {
        let seatings = seatings(asked.bench);
        ways.iter().any(|places| seatings.iter().any(|units| fits(places, units, asked.bench)))
    }
}

fn no_place(holds: bool) -> Ways {
    if holds { vec![Vec::new()] } else { Vec::new() }
}

fn ways(expression: &Expression, asked: Asked<'_>, organisation: Option<&str>) -> Ways {
    let bench = asked.bench;
    let places = |n: u32, of: &Selector| -> Ways {
        // More places than seats cannot be filled, however many are asked for.
        match usize::try_from(n) {
            Ok(n) if n <= bench.seats.len() => {
                vec![vec![Place { of: of.clone(), organisation: organisation.map(str::to_owned) }; n]]
            }
            _ => Vec::new(),
        }
    };
    match expression {
        Expression::All(inner) => product(inner.iter().map(|e| ways(e, asked, organisation))),
        Expression::Any(inner) => inner.iter().flat_map(|e| ways(e, asked, organisation)).collect(),
        Expression::Not(_) | Expression::AtMost(..) | Expression::Majority { .. } => no_place(evaluate(expression, asked).satisfied),
        Expression::AtLeast(n, of) => places(*n, of),
        Expression::Exactly(n, of) => {
            if number(bench, of) == *n {
                places(*n, of)
            } else {
                Vec::new()
            }
        }
        Expression::Fraction { fraction, of, base, round } => places(fraction_of(*fraction, base_of(bench, of, *base), *round), of),
        Expression::Kinds(k, of) => {
            let kinds: Vec<Ways> = of.iter().map(|selector| places(1, selector)).collect();
            chosen(&kinds, usize::try_from(*k).unwrap_or(usize::MAX))
        }
        Expression::Each { each: Each::Organisation, satisfies, at_least } => {
            let bodies: Vec<Ways> = organisations(bench)
                .iter()
                .map(|code| {
                    let own = bench.only(|seat| seat.organisation == *code);
                    ways(satisfies, Asked { bench: &own, ..asked }, Some(code))
                })
                .collect();
            let k = at_least.map_or(bodies.len(), |k| usize::try_from(k).unwrap_or(usize::MAX));
            chosen(&bodies, k)
        }
        // Other committees sit on other benches: none of their places is one of ours.
        Expression::Each { each: Each::Committee, .. } => no_place(evaluate(expression, asked).satisfied),
        Expression::Distinct(inner) => ways(inner, asked, organisation),
        Expression::When(condition, then) => {
            if applies(condition, asked.item) {
                ways(then, asked, organisation)
            } else {
                no_place(true)
            }
        }
    }
}

/// Every way of satisfying all of them at once.
fn product(parts: impl Iterator<Item = Ways>) -> Ways {
    parts.fold(no_place(true), |so_far, part| {
        so_far.iter().flat_map(|head| part.iter().map(|tail| head.iter().chain(tail).cloned().collect())).collect()
    })
}

/// Every way of satisfying `k` of them.
fn chosen(parts: &[Ways], k: usize) -> Ways {
    match (k, parts) {
        (0, _) => no_place(true),
        (k, parts) if k > parts.len() => Vec::new(),
        (k, [first, rest @ ..]) => {
            let mut ways = product([first.clone(), chosen(rest, k - 1)].into_iter());
            ways.extend(chosen(rest, k));
            ways
        }
        (_, []) => Vec::new(),
    }
}

/// A unit fills one place: the pairs of seat and person it may do it with.
type Unit = Vec<(usize, crate::ids::PersonId)>;

/// Who may fill places at the same time. Seats and persons that hang together by sharing form a
/// group; a group with one seat, or with one person, is one unit. In any other group (somebody in
/// two seats, one of them shared) each way of sitting is tried.
fn seatings(bench: &Bench) -> Vec<Vec<Unit>> {
    let mut groups: Vec<Unit> = Vec::new();
    for (index, seat) in bench.seats.iter().enumerate() {
        for person in &seat.counted {
            let (joined, mut rest): (Vec<Unit>, Vec<Unit>) =
                groups.into_iter().partition(|group| group.iter().any(|(s, p)| *s == index || p == person));
            let mut group: Unit = joined.into_iter().flatten().collect();
            group.push((index, *person));
            rest.push(group);
            groups = rest;
        }
    }
    groups.into_iter().fold(vec![Vec::new()], |so_far, group| {
        let ways = sittings_of(&group);
        so_far.iter().flat_map(|head| ways.iter().map(|way| head.iter().chain(way).cloned().collect())).collect()
    })
}

fn sittings_of(group: &Unit) -> Vec<Vec<Unit>> {
    let one_seat = group.iter().all(|(seat, _)| group.first().is_some_and(|(first, _)| first == seat));
    let one_person = group.iter().all(|(_, person)| group.first().is_some_and(|(_, first)| first == person));
    if one_seat || one_person {
        return vec![vec![group.clone()]];
    }
    let mut ways: Vec<Vec<Unit>> = Vec::new();
    sit(group, 0, &mut Vec::new(), &mut ways);
    ways
}

/// Takes or leaves each pair, never a seat or a person twice.
fn sit(group: &Unit, from: usize, taken: &mut Unit, ways: &mut Vec<Vec<Unit>>) {
    let Some(&(seat, person)) = group.get(from) else {
        ways.push(taken.iter().map(|pair| vec![*pair]).collect());
        return;
    };
    if !taken.iter().any(|(s, p)| *s == seat || *p == person) {
        taken.push((seat, person));
        sit(group, from + 1, taken, ways);
        taken.pop();
    }
    sit(group, from + 1, taken, ways);
}

fn fits(places: &[Place], units: &[Unit], bench: &Bench) -> bool {
    let may_fill = |place: &Place, unit: &Unit| {
        unit.iter().any(|(seat, person)| {
            bench.seats.get(*seat).is_some_and(|on| {
                place.organisation.as_ref().is_none_or(|code| *code == on.organisation) && bench.selects(&place.of, on, Some(*person))
            })
        })
    };
    let edges: Vec<Vec<usize>> = places
        .iter()
        .map(|place| units.iter().enumerate().filter(|(_, unit)| may_fill(place, unit)).map(|(index, _)| index).collect())
        .collect();
    matching::largest(&edges, units.len()) == places.len()
}
