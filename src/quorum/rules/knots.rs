//! Who sits where in a knot: somebody in two seats, one of which is shared, sits in one of them.

use super::floor::Pair;
use super::flow::Mask;
use crate::budget::{Spent, Steps, steps};

/// A pair of a knot, with its number.
type Numbered = (usize, Pair);

/// Every way of sitting in a knot to which nothing can be added, as the numbers of its pairs, out of
/// so many. Who has more choice is never worse off, so no other way need be tried.
pub(super) fn sittings(knot: &[Numbered], length: usize, budget: &Steps) -> Result<Vec<Mask>, Spent> {
    let mut seats: Vec<Vec<Numbered>> = Vec::new();
    for one in knot {
        let seat = |pairs: &&mut Vec<Numbered>| pairs.first().is_some_and(|(_, other)| other.0 == one.1.0);
        match seats.iter_mut().find(seat) {
            Some(pairs) => pairs.push(*one),
            None => seats.push(vec![*one]),
        }
    }
    let mut found = Vec::new();
    sit(&seats, &mut Vec::new(), &mut found, length, budget)?;
    Ok(found)
}

fn sit(
    seats: &[Vec<Numbered>],
    taken: &mut Vec<Option<Numbered>>,
    found: &mut Vec<Mask>,
    length: usize,
    budget: &Steps,
) -> Result<(), Spent> {
    let sits = |taken: &[Option<Numbered>], pair: &Pair| taken.iter().flatten().any(|(_, other)| other.1 == pair.1);
    let Some(pairs) = seats.get(taken.len()) else {
        budget.spend(steps(seats.len()))?;
        let vacant = seats.iter().zip(taken.iter()).filter(|(_, sitter)| sitter.is_none());
        if vacant.flat_map(|(pairs, _)| pairs).all(|(_, pair)| sits(taken, pair)) {
            let mut mask = Mask::first(length, 0);
            taken.iter().flatten().for_each(|(n, _)| mask.add(*n));
            found.push(mask);
        }
        return Ok(());
    };
    budget.spend(1)?;
    for one in pairs {
        if !sits(taken, &one.1) {
            taken.push(Some(*one));
            sit(seats, taken, found, length, budget)?;
            taken.pop();
        }
    }
    taken.push(None);
    sit(seats, taken, found, length, budget)?;
    taken.pop();
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ids::PersonId;

    #[test]
    fn nobody_sits_twice_and_nothing_can_be_added() {
        let people: Vec<PersonId> = (0..3).map(|_| PersonId::new()).collect();
        let pair = |n: usize, seat: usize, person: usize| people.get(person).map(|id| (n, (seat, *id))).unwrap();
        let ways = |knot: &[Numbered]| sittings(knot, 10, &Steps::of(1000)).unwrap().len();
        // One sits in the first seat, or the other there and the one in the second.
        assert_eq!(ways(&[pair(0, 0, 0), pair(1, 0, 1), pair(2, 1, 0)]), 2);
        let all: Vec<Numbered> = (0..9).map(|n| pair(n, n / 3, n % 3)).collect();
        assert_eq!(ways(&all), 6, "three people in three seats");
        assert_eq!(sittings(&all, 10, &Steps::of(5)), Err(Spent));
    }
}
