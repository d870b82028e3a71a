//! Whether a number in a quorum asks for more than the seats it speaks of (C5.2).

use std::collections::BTreeSet;

use crate::committees::rules::english::{kinds, number, so_many};
use crate::committees::{Bodies, Each, Expression, Selector, Terms, Then};
use crate::ids::PersonId;
use crate::quorum::CountedSeats;
use crate::quorum::rules::count::BenchSeat;

/// The first clause, in English, in which a number asks for more than the seats that match. Seats are
/// asked, not whether they are filled; `presiding` matches whoever could come to preside.
pub(super) fn exceeds(terms: &Terms, bodies: &Bodies, mut bench: CountedSeats) -> Option<String> {
    let presiders = could_preside(terms, &mut bench);
    asks_too_much(&terms.quorum, bodies, &bench, &presiders)
}

/// Everybody who could come to preside: the holders of the succession's seats and, where somebody may
/// be elected, of the voting ones among which that is. A vacant seat gets a made-up holder, for it can be filled.
fn could_preside(terms: &Terms, bench: &mut CountedSeats) -> Vec<PersonId> {
    let succession: BTreeSet<&str> =
        terms.chair.succession.iter().flat_map(|word| terms.seats_named(word)).map(|seat| seat.id.as_str()).collect();
    let elects = |on: &BenchSeat| terms.chair.elect_from.as_ref().is_none_or(|from| bench.means(from, on, None));
    let could =
        |on: &BenchSeat| succession.contains(on.seat.id.as_str()) || (on.seat.voting && terms.chair.then == Then::Elect && elects(on));
    let places: Vec<bool> = bench.seats.iter().map(could).collect();
    let mut people = Vec::new();
    for (on, _) in bench.seats.iter_mut().zip(places).filter(|(_, could)| *could) {
        if on.holders.is_empty() {
            on.holders.push(PersonId::new());
        }
        people.extend(on.holders.iter().copied());
    }
    people.sort_unstable();
    people.dedup();
    people
}

/// The first clause in which a number asks for more than the seats that match, whoever presides.
fn asks_too_much(expression: &Expression, bodies: &Bodies, bench: &CountedSeats, presiders: &[PersonId]) -> Option<String> {
    // The most that a count comes to, with this person presiding or that; where it says nothing of
    // whoever presides, that is one count.
    let most = |of: &[Selector], count: &dyn Fn(Option<PersonId>) -> usize| {
        let asked: &[PersonId] = if of.iter().any(mentions_presider) { presiders } else { &[] };
        let most = asked.iter().map(|person| count(Some(*person))).max().unwrap_or_else(|| count(bench.presiding));
        u32::try_from(most).unwrap_or(u32::MAX)
    };
    let seats = |of: &Selector, presiding| bench.seats.iter().filter(|seat| bench.means(of, seat, presiding)).count();
    let within = |inner: &Expression, bench: &CountedSeats| asks_too_much(inner, bodies, bench, presiders);
    match expression {
        Expression::All(inner) | Expression::Any(inner) => inner.iter().find_map(|e| within(e, bench)),
        Expression::AtLeast(n, of) | Expression::Exactly(n, of) => {
            (*n > most(std::slice::from_ref(of), &|who| seats(of, who))).then(|| so_many(*n, of, bodies))
        }
        Expression::Kinds(k, of) => {
            let there = |who| of.iter().filter(|one| seats(one, who) > 0).count();
            (*k > most(of, &there)).then(|| format!("{} of these kinds of people: {}", number(*k), kinds(of, bodies)))
        }
        Expression::Each { each: Each::Organisation, satisfies, .. } => {
            bench.organisations().iter().find_map(|code| within(satisfies, &bench.only(|seat| seat.organisation == *code)))
        }
        Expression::Each { satisfies: inner, .. } | Expression::Distinct(inner) => within(inner, bench),
        Expression::When(_, then, otherwise) => within(then, bench).or_else(|| otherwise.as_deref().and_then(|inner| within(inner, bench))),
        Expression::Not(_) | Expression::AtMost(..) | Expression::Fraction { .. } | Expression::Majority { .. } => None,
    }
}

fn mentions_presider(selector: &Selector) -> bool {
    match selector {
        Selector::Presiding(_) => true,
        Selector::Any(list) | Selector::Both(list) => list.iter().any(mentions_presider),
        Selector::Except(pair) => mentions_presider(&pair.0) || mentions_presider(&pair.1),
        _ => false,
    }
}
