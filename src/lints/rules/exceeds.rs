//! Whether a number in a quorum asks for more than the seats it speaks of (C5.2).

use std::collections::BTreeSet;

use crate::committees::{Each, Expression, Seat, Terms, Then};
use crate::ids::PersonId;
use crate::quorum::Bench;
use crate::quorum::rules::evaluate::{means, organisations};

/// Whether a number somewhere asks for more than the seats that match. Seats are asked, not whether
/// they are filled; `presiding` matches whoever could come to preside.
pub(super) fn exceeds(terms: &Terms, mut bench: Bench) -> bool {
    let presiders = could_preside(terms, &mut bench);
    asks_too_much(&terms.quorum, &bench, &presiders)
}

/// Everybody who could come to preside: the holders of the succession's seats and, where anybody may
/// be elected, of the voting ones. A vacant seat gets a made-up holder, for it can be filled.
fn could_preside(terms: &Terms, bench: &mut Bench) -> Vec<PersonId> {
    let succession: BTreeSet<&str> =
        terms.chair.succession.iter().flat_map(|word| terms.seats_named(word)).map(|seat| seat.id.as_str()).collect();
    let could = |seat: &Seat| succession.contains(seat.id.as_str()) || (seat.voting && terms.chair.then == Then::Elect);
    let mut people = Vec::new();
    for on in bench.seats.iter_mut().filter(|on| could(&on.seat)) {
        if on.holders.is_empty() {
            on.holders.push(PersonId::new());
        }
        people.extend(on.holders.iter().copied());
    }
    people.sort_unstable();
    people.dedup();
    people
}

/// Whether a number somewhere asks for more than the seats that match, whoever presides.
fn asks_too_much(expression: &Expression, bench: &Bench, presiders: &[PersonId]) -> bool {
    // The most that a count comes to, with this person presiding or that.
    let most = |count: &dyn Fn(&Bench) -> usize| {
        let mut bench = bench.clone();
        let with = presiders.iter().map(|person| {
            bench.presiding = Some(*person);
            count(&bench)
        });
        u32::try_from(with.max().unwrap_or_else(|| count(&bench))).unwrap_or(u32::MAX)
    };
    let seats = |bench: &Bench, of| bench.seats.iter().filter(|seat| means(bench, of, seat)).count();
    let within = |inner: &Expression, bench: &Bench| asks_too_much(inner, bench, presiders);
    match expression {
        Expression::All(inner) | Expression::Any(inner) => inner.iter().any(|e| within(e, bench)),
        Expression::AtLeast(n, of) | Expression::Exactly(n, of) => *n > most(&|bench| seats(bench, of)),
        Expression::Kinds(k, of) => *k > most(&|bench| of.iter().filter(|s| seats(bench, s) > 0).count()),
        Expression::Each { each: Each::Organisation, satisfies, .. } => {
            organisations(bench).iter().any(|code| within(satisfies, &bench.only(|seat| seat.organisation == *code)))
        }
        Expression::Each { satisfies: inner, .. } | Expression::Distinct(inner) | Expression::When(_, inner) => within(inner, bench),
        Expression::Not(_) | Expression::AtMost(..) | Expression::Fraction { .. } | Expression::Majority { .. } => false,
    }
}
