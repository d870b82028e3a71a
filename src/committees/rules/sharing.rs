//! Seats and persons that hang together: two who share a seat, one who holds two. What hangs
//! together by one seat, or by one person, fills one place however it is looked at. Anything else is
//! a knot (somebody in two seats, one of which is shared), in which who sits where is a choice.

use std::collections::HashMap;
use std::hash::Hash;

/// Pairs of seat and person, in groups that have no seat and no person in common; each group, and
/// the pairs in it, in the order given.
#[must_use]
pub fn groups<S: Copy + Eq + Hash, P: Copy + Eq + Hash>(pairs: &[(S, P)]) -> Vec<Vec<(S, P)>> {
    // Each pair begins alone; the first pair of its seat, and of its person, is its kin.
    let mut kin: Vec<usize> = (0..pairs.len()).collect();
    let (mut of_seat, mut of_person) = (HashMap::with_capacity(pairs.len()), HashMap::with_capacity(pairs.len()));
    for (n, (seat, person)) in pairs.iter().enumerate() {
        for first in [*of_seat.entry(*seat).or_insert(n), *of_person.entry(*person).or_insert(n)] {
            let (one, other) = (eldest(&mut kin, first), eldest(&mut kin, n));
            if let Some(parent) = kin.get_mut(one.max(other)) {
                *parent = one.min(other);
            }
        }
    }
    // The group that each eldest pair is the first of.
    let mut places: Vec<Option<usize>> = vec![None; pairs.len()];
    let mut groups: Vec<Vec<(S, P)>> = Vec::new();
    for (n, pair) in pairs.iter().enumerate() {
        let root = eldest(&mut kin, n);
        match places.get(root).copied().flatten().and_then(|place| groups.get_mut(place)) {
            Some(group) => group.push(*pair),
            None => {
                places.get_mut(root).into_iter().for_each(|place| *place = Some(groups.len()));
                groups.push(vec![*pair]);
            }
        }
    }
    groups
}

/// The first pair that a pair hangs together with, with the way to it made shorter.
fn eldest(kin: &mut [usize], mut n: usize) -> usize {
    while let Some(&parent) = kin.get(n).filter(|parent| **parent != n) {
        let grandparent = kin.get(parent).copied().unwrap_or(parent);
        if let Some(own) = kin.get_mut(n) {
            *own = grandparent;
        }
        n = grandparent;
    }
    n
}

/// Whether a group is a knot.
#[must_use]
pub fn is_knot<S: PartialEq, P: PartialEq>(group: &[(S, P)]) -> bool {
    let one_seat = group.iter().all(|(seat, _)| group.first().is_some_and(|(first, _)| first == seat));
    let one_person = group.iter().all(|(_, person)| group.first().is_some_and(|(_, first)| first == person));
    !one_seat && !one_person
}

/// How many pairs are in knots.
#[must_use]
pub fn knotted<S: Copy + Eq + Hash, P: Copy + Eq + Hash>(pairs: &[(S, P)]) -> usize {
    groups(pairs).iter().filter(|group| is_knot(group)).map(Vec::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_seat_and_a_person_in_two_are_no_knots_but_both_together_are() {
        assert_eq!(groups(&[(1, 'a'), (2, 'b'), (1, 'c')]), [vec![(1, 'a'), (1, 'c')], vec![(2, 'b')]]);
        assert_eq!(knotted(&[(1, 'a'), (1, 'b'), (2, 'c'), (3, 'c')]), 0);
        assert_eq!(knotted(&[(1, 'a'), (1, 'b'), (2, 'b'), (3, 'c')]), 3);
        // Joined last, by a pair that has a seat of one group and a person of the other.
        assert_eq!(groups(&[(1, 'a'), (2, 'b'), (3, 'c'), (2, 'a'), (3, 'b')]).len(), 1);
        assert!(groups::<u8, u8>(&[]).is_empty());
    }
}
