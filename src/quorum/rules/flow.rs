//! Places filled one after another, those filled before moving along where that makes room: a flow
//! with whole numbers. It only grows, so a search fills what is certain once and tries the rest on
//! copies.

use std::ops::Range;

use crate::budget::{Spent, Steps, steps};

/// A set of the numbers below a length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mask(Vec<u64>);

impl Mask {
    /// The first so many of a length.
    pub(super) fn first(length: usize, many: usize) -> Self {
        let mut mask = Self(vec![0; length / 64 + 1]);
        (0..many).for_each(|n| mask.add(n));
        mask
    }

    pub(super) fn add(&mut self, n: usize) {
        if let Some(word) = self.0.get_mut(n / 64) {
            *word |= 1 << (n % 64);
        }
    }

    pub(super) fn with(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one | other).collect())
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| usize::try_from(word.count_ones()).unwrap_or(0)).sum()
    }

    /// What it costs to go through it.
    pub(super) fn words(&self) -> u64 {
        steps(self.0.len())
    }
}

/// So many places, out of sets of which each fills so many at most.
#[derive(Debug, Clone)]
pub(super) struct Demand {
    pub(super) places: usize,
    pub(super) of: Vec<(Mask, usize)>,
}

#[derive(Debug, Clone)]
struct Node {
    of: Mask,
    most: usize,
    filled: usize,
    /// The nodes of the demand it belongs to.
    demand: Range<usize>,
}

/// Places that are filled, and by whom.
#[derive(Debug, Clone)]
pub(super) struct Flow<'a> {
    there: Mask,
    /// For each unit the node whose place it fills.
    fills: Vec<Option<usize>>,
    nodes: Vec<Node>,
    steps: &'a Steps,
}

/// What was looked at in one search for room.
struct Seen {
    units: Mask,
    nodes: Vec<bool>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(there: Mask, steps: &'a Steps) -> Self {
        let units = there.0.len().saturating_mul(64);
        Self { there, fills: vec![None; units], nodes: Vec::new(), steps }
    }

    /// Takes what it costs to try one way on a copy.
    pub(super) fn turn(&self, choices: usize) -> Result<(), Spent> {
        let length = self.there.count() + self.nodes.len() + choices;
        self.steps.spend(steps(length))
    }

    /// Fills every place of a demand, and keeps filled what was; false where that cannot be.
    pub(super) fn fill(&mut self, demand: &Demand) -> Result<bool, Spent> {
        let own = self.nodes.len()..self.nodes.len() + demand.of.len();
        self.nodes.extend(demand.of.iter().map(|(of, most)| Node { of: of.clone(), most: *most, filled: 0, demand: own.clone() }));
        for _ in 0..demand.places {
            let mut seen = Seen { units: Mask(vec![0; self.there.0.len()]), nodes: vec![false; self.nodes.len()] };
            self.steps.spend(steps(self.nodes.len()))?;
            if !self.one_more(own.clone(), &mut seen)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// One place more for a demand, by any of its nodes that may fill another.
    fn one_more(&mut self, demand: Range<usize>, seen: &mut Seen) -> Result<bool, Spent> {
        for n in demand {
            if self.nodes.get(n).is_some_and(|node| node.filled < node.most) && self.room(n, seen)? {
                if let Some(node) = self.nodes.get_mut(n) {
                    node.filled += 1;
                }
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Finds a unit for a node: one that is free, or whose own node finds another, or whose demand
    /// is met by another node of it.
    fn room(&mut self, n: usize, seen: &mut Seen) -> Result<bool, Spent> {
        match seen.nodes.get_mut(n) {
            Some(seen) if !*seen => *seen = true,
            _ => return Ok(false),
        }
        self.steps.spend(self.there.words())?;
        for word in 0..self.there.0.len() {
            loop {
                let at = |mask: &Mask| mask.0.get(word).copied().unwrap_or(0);
                let left = self.nodes.get(n).map_or(0, |node| at(&node.of)) & at(&self.there) & !at(&seen.units);
                if left == 0 {
                    break;
                }
                let unit = word * 64 + usize::try_from(left.trailing_zeros()).unwrap_or(0);
                seen.units.add(unit);
                self.steps.spend(1)?;
                let is_free = match self.fills.get(unit).copied().flatten() {
                    None => true,
                    Some(other) => self.moves_along(other, seen)?,
                };
                if is_free && let Some(slot) = self.fills.get_mut(unit) {
                    *slot = Some(n);
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a node can do without a unit it has.
    fn moves_along(&mut self, n: usize, seen: &mut Seen) -> Result<bool, Spent> {
        if self.room(n, seen)? {
            return Ok(true);
        }
        let demand = self.nodes.get(n).map_or(0..0, |node| node.demand.clone());
        if demand.len() < 2 || !self.one_more(demand, seen)? {
            return Ok(false);
        }
        if let Some(node) = self.nodes.get_mut(n) {
            node.filled = node.filled.saturating_sub(1);
        }
        Ok(true)
    }
}
