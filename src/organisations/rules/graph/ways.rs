//! The ways to some bodies from wherever there is one, all of them found in one walk.

use super::{Graph, Links, Place};
use crate::ids::{ById, OrganisationId};

impl Graph {
    /// The ways to some bodies from wherever there is one: each what [`Graph::chain`] finds, and all of them found
    /// in one walk, however many bodies are then asked about.
    #[must_use]
    pub fn ways(&self, meant: impl IntoIterator<Item = OrganisationId>) -> Ways<'_> {
        let places = meant.into_iter().filter_map(|id| self.0.places.get(&id).copied());
        let mut meant: Vec<Place> = places.filter(|place| self.at(*place).is_some()).collect();
        meant.sort_unstable();
        meant.dedup();
        // Whoever leads to them upwards is found by going down from them.
        let (up, down) = (steps_to(&meant, &self.0.down), steps_to(&meant, &self.0.up));
        Ways { graph: self, meant, up, down }
    }
}

/// The next body on the way, and how many links it is.
#[derive(Debug, Clone, Copy)]
struct Step {
    next: Place,
    links: usize,
}

/// The next step to the nearest of some bodies from each that leads to one, found against the direction of the links.
fn steps_to(meant: &[Place], against: &Links) -> ById<Place, Step> {
    let mut steps: ById<Place, Step> = ById::default();
    let mut edge = meant.to_vec();
    let mut links = 0;
    while !edge.is_empty() {
        links += 1;
        let mut further = Vec::new();
        // In the order of the ids, so that of several as short the first is kept.
        for &next in &edge {
            for &from in against.get(next).into_iter().flatten().filter(|from| meant.binary_search(from).is_err()) {
                steps.entry(from).or_insert_with(|| {
                    further.push(from);
                    Step { next, links }
                });
            }
        }
        further.sort_unstable();
        edge = further;
    }
    steps
}

/// The shortest ways through a graph to some bodies.
#[derive(Debug)]
pub struct Ways<'a> {
    graph: &'a Graph,
    /// In order.
    meant: Vec<Place>,
    /// By the first body of each way.
    up: ById<Place, Step>,
    down: ById<Place, Step>,
}

impl Ways<'_> {
    /// As [`Graph::chain`] to the bodies that are meant.
    #[must_use]
    pub fn chain(&self, from: OrganisationId) -> Option<Vec<OrganisationId>> {
        let kept = &self.graph.0;
        let place = *kept.places.get(&from)?;
        if self.is_at(place) {
            // From one of them to another of them, where there is another.
            return if self.meant.len() < 2 { None } else { self.graph.chain(from, |body| self.is_meant(body.id)) };
        }
        let (steps, first) = match (self.up.get(&place), self.down.get(&place)) {
            (Some(up), Some(down)) if down.links < up.links => (&self.down, down),
            (Some(up), _) => (&self.up, up),
            (None, down) => (&self.down, down?),
        };
        let mut chain = Vec::with_capacity(first.links + 1);
        chain.push(from);
        let mut step = Some(first);
        while let Some(Step { next, .. }) = step {
            chain.extend(kept.ids.get(*next));
            step = steps.get(next);
        }
        Some(chain)
    }

    fn is_at(&self, place: Place) -> bool {
        self.meant.binary_search(&place).is_ok()
    }

    /// Whether a body is one of those that are meant.
    #[must_use]
    pub fn is_meant(&self, body: OrganisationId) -> bool {
        !self.meant.is_empty() && self.graph.0.places.get(&body).is_some_and(|place| self.is_at(*place))
    }

    /// Every body from which there is a way, and those that are meant.
    pub fn bodies(&self) -> impl Iterator<Item = OrganisationId> + '_ {
        let places = self.meant.iter().chain(self.up.keys()).chain(self.down.keys());
        places.filter_map(|place| self.graph.0.ids.get(*place).copied())
    }

    /// How many bodies were looked at for it.
    #[must_use]
    pub fn looked_at(&self) -> usize {
        self.meant.len() + self.up.len() + self.down.len()
    }
}
