//! C3: an order of business in which people have to leave and come back as seldom as can be. It is a proposal, and
//! changes nothing.
//!
//! An item is taken with its parts. Items of one procurement keep their order, for what was ruled on one sticks to those
//! after it; a ratification comes after what it confirms, and what is taken in private stays on its side of what is taken in
//! public. What has been taken keeps its place, and so does what stands before it. Of orders that save as much, the one is proposed that moves the fewest items
//! past each other. Up to a dozen pieces of business every order is looked at; of more, single items are moved for as long as
//! that saves something.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::conflicts::Standings;
use crate::conflicts::rules::standing::may_be_in_room;
use crate::ids::{ItemId, PersonId};
use crate::meetings::{Item, Room, Sitting};
use crate::policy::{Phase, Treatment};

/// Up to how many pieces of business every order is looked at.
pub const MOST_EXACT: usize = 12;

/// How often single items are moved at most, where not every order is looked at.
const MOST_TRIED: usize = 100_000;

/// An order that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// All items; their parts go with them.
    pub order: Vec<ItemId>,
    /// How often somebody has to leave the room, as the agenda stands and as it is proposed.
    pub before: u32,
    pub after: u32,
    /// The same of each person who has to leave at all.
    pub people: Vec<(PersonId, u32, u32)>,
    /// Whether every order was looked at, so that none saves more.
    pub is_exact: bool,
}

type Out = BTreeSet<PersonId>;

/// An item with its parts: who is out of each, in their order.
struct Business<'a> {
    items: Vec<&'a Item>,
    out: Vec<Out>,
}

impl Business<'_> {
    fn item(&self) -> Option<&Item> {
        self.items.first().copied()
    }

    /// How often somebody leaves in it, after an item of which these are out.
    fn leavings(&self, before: &Out) -> u32 {
        let steps = std::iter::once(before).chain(&self.out);
        steps.zip(&self.out).map(|(before, out)| leaving(before, out)).sum()
    }

    fn last(&self) -> Option<&Out> {
        self.out.last()
    }
}

fn leaving(before: &Out, out: &Out) -> u32 {
    u32::try_from(out.difference(before).count()).unwrap_or(u32::MAX)
}

/// Proposes an order of the items of a meeting; `everybody` is the room with whoever is to come. Of what is `hidden` from whoever
/// asks, nobody is taken to be out.
#[must_use]
pub fn propose(standings: &Standings<'_>, everybody: &Room, hidden: &BTreeSet<ItemId>) -> Proposed {
    let sitting = standings.sitting;
    let all = business(standings, everybody, hidden);
    // Nothing is put before what has been taken.
    let first_free = all.iter().rposition(|one| one.items.iter().any(|item| sitting.is_taken(item.id))).map_or(0, |last| last + 1);
    let (taken, free) = all.split_at(first_free);
    let start: Out = taken.last().and_then(Business::last).cloned().unwrap_or_default();
    let moving: Vec<&Business<'_>> = free.iter().collect();
    let first = first_of(sitting, &moving);
    let is_exact = moving.len() <= MOST_EXACT;
    let found = if is_exact { exact(&moving, &first, &start) } else { by_moving(&moving, &first, &start) };
    let unmoved: Vec<usize> = (0..moving.len()).collect();
    let (before, after) = (cost(&moving, &start, &unmoved), cost(&moving, &start, &found));
    let order = taken.iter().chain(found.iter().filter_map(|n| moving.get(*n)).copied());
    let order = order.filter_map(|one| one.item().map(|item| item.id)).collect();
    let (mut now, mut then) = (of_each(&moving, &start, &unmoved), of_each(&moving, &start, &found));
    let everyone: BTreeSet<PersonId> = now.keys().chain(then.keys()).copied().collect();
    let people = everyone.into_iter().map(|person| (person, now.remove(&person).unwrap_or(0), then.remove(&person).unwrap_or(0))).collect();
    Proposed { order, before: before.0, after: after.0, people, is_exact }
}

/// The pieces of business in the order of the agenda, with who would have to leave for each of their items.
fn business<'a>(standings: &Standings<'a>, everybody: &Room, hidden: &BTreeSet<ItemId>) -> Vec<Business<'a>> {
    let sitting: &'a Sitting = standings.sitting;
    let mut found: Vec<Business<'a>> = Vec::new();
    for item in sitting.items.iter().filter(|item| item.is_shown()) {
        let phase = if item.must_be_decided() { Phase::Decision } else { Phase::Deliberation };
        let must_leave = |person: &PersonId| {
            let how = standings.standing(item, *person);
            how.treatment != Treatment::NotAttend && !may_be_in_room(sitting, &how, item, phase)
        };
        let here = sitting.seated(item).into_iter().filter(|person| everybody.present.contains(person));
        let out = if hidden.contains(&item.id) || !item.is_on() { Out::new() } else { here.filter(must_leave).collect() };
        let own = |one: &&mut Business<'_>| item.part_of.is_some() && one.item().map(|whole| whole.id) == item.part_of;
        match found.last_mut().filter(own) {
            Some(whole) => {
                whole.items.push(item);
                whole.out.push(out);
            }
            None => found.push(Business { items: vec![item], out: vec![out] }),
        }
    }
    found
}

/// For each piece of business, those that come before it in any order.
fn first_of(sitting: &Sitting, all: &[&Business<'_>]) -> Vec<BTreeSet<usize>> {
    let must_keep = |one: &Business<'_>, other: &Business<'_>| {
        let of = |business: &Business<'_>| business.items.iter().filter_map(|item| item.procurement.clone()).collect::<BTreeSet<_>>();
        let private = |business: &Business<'_>| business.item().is_some_and(|item| sitting.is_private(item));
        !of(one).is_disjoint(&of(other)) || private(one) != private(other)
    };
    let confirms = |later: &Business<'_>, first: &Business<'_>| {
        later.items.iter().filter_map(|item| item.confirms).any(|confirmed| first.items.iter().any(|item| item.id == confirmed))
    };
    // What confirms something that stands after it is left where it is.
    let before = |n: usize, one: &Business<'_>| {
        let earlier = all.iter().enumerate().take(n);
        earlier.filter(|(_, first)| confirms(one, first) || must_keep(first, one)).map(|(other, _)| other).collect()
    };
    all.iter().enumerate().map(|(n, one)| before(n, one)).collect()
}

/// How often somebody leaves, and how many pieces of business are moved past each other.
fn cost(all: &[&Business<'_>], start: &Out, order: &[usize]) -> (u32, u32) {
    let (mut leavings, mut last) = (0, start);
    for one in order.iter().filter_map(|n| all.get(*n)) {
        leavings += one.leavings(last);
        last = one.last().unwrap_or(last);
    }
    let moved = order.iter().enumerate().map(|(n, one)| order.iter().skip(n + 1).filter(|other| *other < one).count()).sum::<usize>();
    (leavings, u32::try_from(moved).unwrap_or(u32::MAX))
}

fn of_each(all: &[&Business<'_>], start: &Out, order: &[usize]) -> BTreeMap<PersonId, u32> {
    let (mut found, mut last) = (BTreeMap::new(), start);
    for out in order.iter().filter_map(|n| all.get(*n)).flat_map(|one| &one.out) {
        for person in out.difference(last) {
            *found.entry(*person).or_insert(0) += 1;
        }
        last = out;
    }
    found
}

/// Every order, by the sets of what has been taken: of each, with what came last, the one that costs least.
fn exact(all: &[&Business<'_>], first: &[BTreeSet<usize>], start: &Out) -> Vec<usize> {
    type Best = BTreeMap<usize, ((u32, u32), Vec<usize>)>;
    let mut layer: BTreeMap<u32, Best> = BTreeMap::from([(0, BTreeMap::from([(usize::MAX, ((0, 0), Vec::new()))]))]);
    for _ in 0..all.len() {
        let mut next: BTreeMap<u32, Best> = BTreeMap::new();
        for (taken, best) in &layer {
            for (last, ((leavings, moved), order)) in best {
                let before = all.get(*last).and_then(|one| one.last()).unwrap_or(start);
                for (n, one) in all.iter().enumerate().filter(|(n, _)| taken & (1 << n) == 0) {
                    let may_come = first.get(n).is_none_or(|first| first.iter().all(|other| taken & (1 << other) != 0));
                    if !may_come {
                        continue;
                    }
                    let past = (0..n).filter(|other| taken & (1 << other) == 0).count();
                    let costs = (leavings + one.leavings(before), moved + u32::try_from(past).unwrap_or(u32::MAX));
                    let ends = next.entry(taken | (1 << n)).or_default();
                    if ends.get(&n).is_none_or(|(other, _)| costs < *other) {
                        ends.insert(n, (costs, [order.as_slice(), &[n]].concat()));
                    }
                }
            }
        }
        layer = next;
    }
    let ends = layer.into_values().flat_map(BTreeMap::into_values);
    ends.min_by_key(|(costs, _)| *costs).map_or_else(|| (0..all.len()).collect(), |(_, order)| order)
}

/// How often somebody leaves in each piece of business, by the one before it; the last row is of what is taken first. It is
/// worked out once, so that an order is tried by numbers.
struct Leavings(Vec<Vec<u32>>);

impl Leavings {
    fn of(all: &[&Business<'_>], start: &Out) -> Self {
        let row = |before: &Out| all.iter().map(|one| one.leavings(before)).collect();
        Self(all.iter().map(|one| one.last().unwrap_or(start)).chain([start]).map(row).collect())
    }

    /// Of one after another, or first of all; none where nothing comes there.
    fn after(&self, before: Option<&usize>, one: Option<&usize>) -> u32 {
        let row = before.map_or(self.0.last(), |before| self.0.get(*before));
        one.and_then(|one| row?.get(*one)).copied().unwrap_or(0)
    }

    /// What an order costs with one piece of business moved elsewhere in it, by what it costs as it is: other neighbours meet, and
    /// it is moved past whatever stood between. None where something of that must stay on the other side of it.
    fn moved(&self, order: &[usize], costs: (u32, u32), first: &[BTreeSet<usize>], from: usize, to: usize) -> Option<(u32, u32)> {
        let one = order.get(from)?;
        let is_later = to > from;
        let passed = if is_later { order.get(from + 1..=to)? } else { order.get(to..from)? };
        let comes_first = |one: &usize, other: &usize| first.get(*other).is_some_and(|first| first.contains(one));
        if passed.iter().any(|other| if is_later { comes_first(one, other) } else { comes_first(other, one) }) {
            return None;
        }
        let at = |place: Option<usize>| place.and_then(|place| order.get(place));
        let (was_before, was_after) = (at(from.checked_sub(1)), at(Some(from + 1)));
        let (before, after) = if is_later { (at(Some(to)), at(Some(to + 1))) } else { (at(to.checked_sub(1)), at(Some(to))) };
        let gone = self.after(was_before, Some(one)) + self.after(Some(one), was_after) + self.after(before, after);
        let come = self.after(was_before, was_after) + self.after(before, Some(one)) + self.after(Some(one), after);
        let smaller = u32::try_from(passed.iter().filter(|other| *other < one).count()).ok()?;
        let greater = u32::try_from(passed.len()).ok()? - smaller;
        let (put_right, put_wrong) = if is_later { (smaller, greater) } else { (greater, smaller) };
        Some((costs.0 + come - gone, costs.1 + put_wrong - put_right))
    }
}

/// From the order that stands, one piece of business moved after another, where that costs less.
fn by_moving(all: &[&Business<'_>], first: &[BTreeSet<usize>], start: &Out) -> Vec<usize> {
    let leavings = Leavings::of(all, start);
    let mut order: Vec<usize> = (0..all.len()).collect();
    let (mut best, mut tried) = (cost(all, start, &order), 0);
    loop {
        let mut better: Option<((u32, u32), usize, usize)> = None;
        for from in 0..order.len() {
            for to in (0..order.len()).filter(|to| *to != from) {
                tried += 1;
                let costs = leavings.moved(&order, best, first, from, to);
                if let Some(costs) = costs.filter(|costs| *costs < better.map_or(best, |(costs, ..)| costs)) {
                    better = Some((costs, from, to));
                }
            }
            if tried >= MOST_TRIED {
                break;
            }
        }
        let Some((costs, from, to)) = better else { return order };
        best = costs;
        let one = order.remove(from);
        order.insert(to, one);
        if tried >= MOST_TRIED {
            return order;
        }
    }
}
