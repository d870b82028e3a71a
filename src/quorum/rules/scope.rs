//! Of what a clause is asked: a bench or one body's part of it, with whoever is supposed to be away.

use std::collections::BTreeMap;

use super::count::{BenchSeat, CountedSeats, LeftOut};
use super::evaluate::InSeat;
use super::floor::{Floor, Pair, Part};
use super::matching;
use crate::budget::{Steps, steps};
use crate::committees::rules::cost::size;
use crate::committees::{Base, Fraction, Selector};
use crate::ids::{CommitteeId, PersonId};
use crate::meetings::Item;

/// Somebody away who is in the room, and who presides then over each committee over which they do.
#[derive(Debug, Clone)]
pub struct Away {
    pub person: PersonId,
    pub presiding: BTreeMap<CommitteeId, Option<PersonId>>,
}

/// What a clause is asked of: a floor or one body's part of it, the item for conditional clauses,
/// and the floors of the other committees.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    floor: &'a Floor<'a>,
    part: &'a Part,
    organisation: Option<&'a str>,
    pub item: Option<&'a Item>,
    committees: &'a [Floor<'a>],
    presiding: Option<PersonId>,
    away: Option<&'a Away>,
    pub steps: &'a Steps,
}

impl<'a> Scope<'a> {
    #[must_use]
    pub fn of(floor: &'a Floor<'a>, item: Option<&'a Item>, committees: &'a [Floor<'a>], steps: &'a Steps) -> Self {
        let presiding = floor.bench.presiding;
        Self { floor, part: &floor.whole, organisation: None, item, committees, presiding, away: None, steps }
    }

    /// The same with somebody away who is in the room.
    #[must_use]
    pub fn without(self, away: &'a Away) -> Self {
        Self { away: Some(away), ..self }.over(self.floor)
    }

    /// The same of the whole of a floor, over which somebody else presides.
    fn over(self, floor: &'a Floor<'a>) -> Self {
        let presiding = self.away.and_then(|away| away.presiding.get(&floor.bench.id).copied()).unwrap_or(floor.bench.presiding);
        Self { floor, part: &floor.whole, organisation: None, presiding, ..self }
    }

    /// Whether both are asked of one committee.
    #[must_use]
    pub(super) fn is_of(&self, other: &Self) -> bool {
        self.floor.bench.id == other.floor.bench.id
    }

    #[must_use]
    pub fn organisation(&self) -> Option<&'a str> {
        self.organisation
    }

    /// The floor of each body that holds seats which could count.
    pub fn each_organisation(self) -> impl Iterator<Item = Self> {
        let within = self.organisation;
        let own = self.floor.bodies.iter().filter(move |(code, _)| within.is_none_or(|within| within == **code));
        own.map(move |(code, part)| Self { part, organisation: Some(code), ..self })
    }

    pub(super) fn bench(&self) -> &'a CountedSeats {
        self.floor.bench
    }

    pub fn each_committee(self) -> impl Iterator<Item = Self> {
        self.committees.iter().map(move |floor| self.over(floor))
    }

    pub(super) fn units(&self) -> &'a [Vec<Pair>] {
        &self.floor.units
    }

    pub(super) fn knots(&self) -> &'a [Vec<Pair>] {
        &self.floor.knots
    }

    pub(super) fn own_units(&self) -> impl Iterator<Item = (usize, &'a Vec<Pair>)> {
        let units = self.units();
        self.part.units.iter().filter_map(move |n| Some((*n, units.get(*n)?)))
    }

    /// Takes what it costs to ask every seat of this scope about a selector.
    pub(super) fn pay(&self, selector: &Selector) -> bool {
        self.steps.spend(steps(self.part.seats.len()).saturating_mul(size(selector))).is_ok()
    }

    fn seats(&self) -> impl Iterator<Item = &'a BenchSeat> {
        let seats = &self.floor.bench.seats;
        self.part.seats.iter().filter_map(|place| seats.get(*place))
    }

    /// Whether a selector means this seat with this person in it (or the bare seat).
    fn selects(&self, selector: &Selector, on: &BenchSeat, person: Option<PersonId>) -> bool {
        self.floor.bench.selects_under(selector, on, person, self.presiding)
    }

    fn is_here(&self, person: PersonId) -> bool {
        self.away.is_none_or(|away| away.person != person)
    }

    /// Whether a pair counts here and a selector means it.
    pub(super) fn fits(&self, selector: &Selector, (seat, person): &Pair) -> bool {
        self.is_here(*person)
            && self
                .floor
                .bench
                .seats
                .get(*seat)
                .is_some_and(|on| self.organisation.is_none_or(|code| on.organisation == code) && self.selects(selector, on, Some(*person)))
    }

    /// How many seats a selector finds counted: a seat once whatever its holders, a person once
    /// whatever the seats.
    #[must_use]
    pub fn number(&self, selector: &Selector) -> u32 {
        if !self.pay(selector) {
            return 0;
        }
        let alone = self.own_units().filter(|(_, unit)| unit.iter().any(|pair| self.fits(selector, pair))).count();
        let knots: usize =
            self.part.knots.iter().filter_map(|n| self.floor.knots.get(*n)).map(|knot| self.untied(selector, knot).len()).sum();
        u32::try_from(alone + knots).unwrap_or(u32::MAX)
    }

    /// The most pairs of a knot that a selector means and that have no seat and no person in common.
    fn untied(&self, selector: &Selector, knot: &[Pair]) -> Vec<Pair> {
        if self.steps.spend(steps(knot.len()).saturating_mul(steps(knot.len()))).is_err() {
            return Vec::new();
        }
        let (mut seats, mut people): (Vec<usize>, Vec<PersonId>) = (Vec::new(), Vec::new());
        let mut edges: Vec<Vec<usize>> = Vec::new();
        for (seat, person) in knot.iter().filter(|pair| self.fits(selector, pair)) {
            let place = people.iter().position(|other| other == person).unwrap_or_else(|| {
                people.push(*person);
                people.len() - 1
            });
            match seats.iter().position(|other| other == seat).and_then(|n| edges.get_mut(n)) {
                Some(edges) => edges.push(place),
                None => {
                    seats.push(*seat);
                    edges.push(vec![place]);
                }
            }
        }
        let taken = matching::assign(&edges, people.len());
        people.into_iter().zip(taken).filter_map(|(person, seat)| Some((*seats.get(seat?)?, person))).collect()
    }

    /// Those a selector finds counted, in the order of their seats.
    pub(super) fn counted(&self, selector: &Selector) -> Vec<InSeat> {
        if !self.pay(selector) {
            return Vec::new();
        }
        let mut found: Vec<Pair> =
            self.own_units().filter_map(|(_, unit)| unit.iter().find(|pair| self.fits(selector, pair)).copied()).collect();
        for knot in self.part.knots.iter().filter_map(|n| self.floor.knots.get(*n)) {
            found.extend(self.untied(selector, knot));
        }
        found.sort_by_key(|(seat, _)| *seat);
        let bench = self.floor.bench;
        let told = |(seat, person): Pair| Some(InSeat { seat: bench.seats.get(seat)?.seat.id.clone(), person, name: bench.name(person) });
        found.into_iter().filter_map(told).collect()
    }

    /// Seats a selector means but that do not count, so that a reader sees whom the clause misses.
    pub(super) fn missed(&self, selector: &Selector) -> Vec<LeftOut> {
        if !self.pay(selector) {
            return Vec::new();
        }
        let bench = self.floor.bench;
        let told = |on: &BenchSeat| {
            let (person, why) = on.left_out?;
            Some(LeftOut { seat: on.seat.id.clone(), person, name: person.map(|person| bench.name(person)), why })
        };
        self.seats().filter(|seat| bench.means(selector, seat, self.presiding)).filter_map(told).collect()
    }

    /// Whether the seat of this id has a holder.
    #[must_use]
    pub(super) fn is_filled(&self, seat: &str) -> bool {
        let seats = &self.floor.bench.seats;
        self.steps.spend(steps(seats.len())).is_ok() && seats.iter().any(|on| on.seat.id == seat && !on.holders.is_empty())
    }

    /// Whether more than this share of the filled seats that may count are left out for a conflict.
    #[must_use]
    pub(super) fn excluded_over(&self, share: Fraction) -> bool {
        if self.steps.spend(steps(self.part.seats.len())).is_err() {
            return false;
        }
        let filled = self.seats().filter(|seat| seat.could_count && !seat.holders.is_empty());
        let (mut all, mut excluded) = (0_u64, 0_u64);
        for seat in filled {
            all += 1;
            excluded += u64::from(self.able(seat).next().is_none());
        }
        excluded * u64::from(share.denominator) > all * u64::from(share.numerator)
    }

    /// Whoever could fill a seat and is not left out for a conflict: the deputy who is the seat while its holder is out, else
    /// its holders. A deputy who stays away sits for nobody.
    fn able<'s>(&self, seat: &'s BenchSeat) -> impl Iterator<Item = PersonId> + use<'s> {
        let deputy = seat.deputy.filter(|deputy| self.is_here(deputy.person));
        let holders = if deputy.is_some() { [].as_slice() } else { seat.eligible.as_slice() };
        deputy.filter(|deputy| deputy.is_eligible).map(|deputy| deputy.person).into_iter().chain(holders.iter().copied())
    }

    /// How many seats are in the base of a fraction. Seats that could never count are in none; a
    /// filled seat is in it with whoever could fill it, by their own tags too, so that everybody in
    /// the base could also be found.
    #[must_use]
    pub fn base_of(&self, selector: &Selector, base: Base) -> u32 {
        if !self.pay(selector) {
            return 0;
        }
        let by = |seat: &BenchSeat, person: &PersonId| self.selects(selector, seat, Some(*person));
        let here = |person: &PersonId| self.is_here(*person);
        let counted = |seat: &BenchSeat| seat.counted.iter().filter(|p| here(p)).any(|person| by(seat, person));
        let held = |seat: &BenchSeat| seat.holders.iter().any(|person| by(seat, person));
        let able = |seat: &BenchSeat| self.able(seat).any(|person| by(seat, &person));
        let seats = self.seats().filter(|seat| seat.could_count).filter(|seat| match base {
            Base::Established if seat.holders.is_empty() && !seat.counted.iter().any(here) => self.selects(selector, seat, None),
            Base::Established => held(seat) || counted(seat),
            Base::Filled => !seat.holders.is_empty() && (held(seat) || counted(seat)),
            Base::Eligible => !seat.holders.is_empty() && able(seat),
        });
        u32::try_from(seats.count()).unwrap_or(u32::MAX)
    }
}
