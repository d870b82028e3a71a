//! Which bodies have anything to do with each other at all: a chain leads along links, so it never leaves a cluster of bodies
//! that links join, whatever their direction. Whoever asks for a chain between two clusters is answered without a walk.

use std::collections::BTreeMap;

use super::{Graph, Links, Place};
use crate::ids::OrganisationId;
use crate::organisations::{Organisation, OrganisationKind};
use crate::text::code_key;

/// Bodies that links join, by the first place among them.
pub(super) type Cluster = Place;

/// The cluster of each place.
pub(super) fn clusters(up: &Links, down: &Links) -> Vec<Cluster> {
    let mut found: Vec<Option<Cluster>> = vec![None; up.len()];
    let mut waiting = Vec::new();
    for first in 0..up.len() {
        waiting.push(first);
        while let Some(place) = waiting.pop() {
            if let Some(unknown @ None) = found.get_mut(place) {
                *unknown = Some(first);
                waiting.extend(up.get(place).into_iter().chain(down.get(place)).flatten());
            }
        }
    }
    found.into_iter().enumerate().map(|(place, cluster)| cluster.unwrap_or(place)).collect()
}

/// The bodies of one kind: all of them, and by their commissioners, less the case of its code.
#[derive(Debug, Default, PartialEq)]
pub(super) struct OfKind {
    all: Alike,
    under: BTreeMap<Option<String>, Alike>,
}

/// Bodies of one kind, in order, and the clusters in which one of them is.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Alike {
    pub(super) places: Vec<Place>,
    clusters: Vec<Cluster>,
}

impl OfKind {
    pub(super) fn sorted(bodies: &[Option<Organisation>], clusters: &[Cluster]) -> BTreeMap<OrganisationKind, Self> {
        let mut kinds: BTreeMap<OrganisationKind, Self> = BTreeMap::new();
        for ((place, body), cluster) in bodies.iter().enumerate().zip(clusters) {
            let Some(body) = body else { continue };
            let of_kind = kinds.entry(body.kind).or_default();
            for alike in [&mut of_kind.all, of_kind.under.entry(body.commissioner.as_deref().map(code_key)).or_default()] {
                alike.places.push(place);
                alike.clusters.push(*cluster);
            }
        }
        for alike in kinds.values_mut().flat_map(|of_kind| of_kind.under.values_mut().chain([&mut of_kind.all])) {
            alike.clusters.sort_unstable();
            alike.clusters.dedup();
        }
        kinds
    }

    /// All of them, or those under one commissioner.
    pub(super) fn meant(&self, commissioner: Option<&str>) -> Option<&Alike> {
        match commissioner {
            None => Some(&self.all),
            Some(code) => self.under.get(&Some(code_key(code))),
        }
    }
}

/// The clusters in which there is a body that is named, or one of a class.
#[derive(Debug)]
pub struct Near<'a> {
    graph: &'a Graph,
    named: Vec<Cluster>,
    classes: Vec<&'a [Cluster]>,
}

impl Graph {
    fn cluster(&self, body: OrganisationId) -> Option<Cluster> {
        self.0.places.get(&body).and_then(|place| self.0.clusters.get(*place)).copied()
    }

    /// Of bodies that are named, and of classes: a kind, or of it those under one commissioner.
    #[must_use]
    pub fn near<'c>(
        &self,
        named: impl Iterator<Item = OrganisationId>,
        classes: impl Iterator<Item = (OrganisationKind, Option<&'c str>)>,
    ) -> Near<'_> {
        let alike = classes.filter_map(|(kind, commissioner)| self.alike(kind, commissioner));
        Near {
            graph: self,
            named: named.filter_map(|body| self.cluster(body)).collect(),
            classes: alike.map(|alike| &alike.clusters[..]).collect(),
        }
    }
}

impl Near<'_> {
    /// Whether links join a body to one that is named, and whether to one of a class: where they do not, no chain leads there.
    #[must_use]
    pub fn joins(&self, body: OrganisationId) -> (bool, bool) {
        let Some(cluster) = self.graph.cluster(body) else { return (false, false) };
        (self.named.contains(&cluster), self.classes.iter().any(|class| class.binary_search(&cluster).is_ok()))
    }
}
