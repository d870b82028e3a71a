//! A bench with its counted seats sorted out.
//!
//! "A seat counts once whatever its holders, a person once whatever the seats." What hangs together
//! by one seat or by one person counts once however it is looked at; only in a knot (somebody in two
//! seats, one of which is shared) is it an assignment. That is found out once for a bench, so that a
//! leaf is one walk over its seats.

use std::collections::BTreeMap;

use super::count::CountedSeats;
use crate::committees::rules::sharing;
use crate::ids::PersonId;

/// A counted person in a seat, by its place on the bench.
pub type Pair = (usize, PersonId);

/// Some of the seats, and what is counted in them.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub seats: Vec<usize>,
    /// Which units and which knots have a pair in them.
    pub units: Vec<usize>,
    pub knots: Vec<usize>,
}

/// The counted seats of a bench, sorted out.
#[derive(Debug)]
pub struct Floor<'a> {
    pub(super) bench: &'a CountedSeats,
    /// Groups of pairs by one seat or by one person: each fills one place.
    pub(super) units: Vec<Vec<Pair>>,
    pub(super) knots: Vec<Vec<Pair>>,
    pub(super) whole: Part,
    /// The bodies that hold seats which could count.
    pub(super) bodies: BTreeMap<&'a str, Part>,
}

impl<'a> Floor<'a> {
    #[must_use]
    pub fn of(bench: &'a CountedSeats) -> Self {
        let mut pairs: Vec<Pair> = Vec::with_capacity(bench.seats.len());
        let (mut whole, mut bodies) = (Part::default(), BTreeMap::<&str, Part>::new());
        for (place, seat) in bench.seats.iter().enumerate() {
            pairs.extend(seat.counted.iter().map(|person| (place, *person)));
            whole.seats.push(place);
            if seat.could_count {
                bodies.entry(seat.organisation.as_str()).or_default();
            }
        }
        for (place, seat) in bench.seats.iter().enumerate() {
            if let Some(part) = bodies.get_mut(seat.organisation.as_str()) {
                part.seats.push(place);
            }
        }
        let (knots, units): (Vec<_>, Vec<_>) = sharing::groups(&pairs).into_iter().partition(|group| sharing::is_knot(group));
        let mut floor = Self { bench, units, knots, whole, bodies };
        floor.sort_out();
        floor
    }

    /// Whoever counts.
    pub fn counted(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.units.iter().chain(&self.knots).flatten().map(|(_, person)| *person)
    }

    fn sort_out(&mut self) {
        self.whole.units = (0..self.units.len()).collect();
        self.whole.knots = (0..self.knots.len()).collect();
        let bench = self.bench;
        let organisation = |seat: &usize| bench.seats.get(*seat).map(|on| on.organisation.as_str());
        for (n, group) in self.units.iter().enumerate() {
            for code in group.iter().filter_map(|(seat, _)| organisation(seat)) {
                if let Some(part) = self.bodies.get_mut(code).filter(|part| part.units.last() != Some(&n)) {
                    part.units.push(n);
                }
            }
        }
        for (n, group) in self.knots.iter().enumerate() {
            for code in group.iter().filter_map(|(seat, _)| organisation(seat)) {
                if let Some(part) = self.bodies.get_mut(code).filter(|part| !part.knots.contains(&n)) {
                    part.knots.push(n);
                }
            }
        }
    }
}
