//! The graph through which a conflict is found (rulebook A2; the words of section 1), and the ways that lead through it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{Organisation, OrganisationKind};
use crate::ids::OrganisationId;
use crate::text::code_key;

/// Bodies and the stakes they hold in each other on one day. A member of a federation and an
/// owner of a company both *have a stake in* it: the link runs from the holder to the body. Kept are
/// the links themselves; a chain is looked for when it is asked for, and written out when it is found.
///
/// One graph is shared by whatever is copied of a meeting.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph(Arc<Kept>);

/// A body by its place in the order of the ids.
type Place = usize;
/// From each place to others, in their order.
type Links = Vec<Vec<Place>>;

#[derive(Debug, Default, PartialEq)]
struct Kept {
    places: HashMap<OrganisationId, Place>,
    /// A body that only a link names is known by its id alone.
    ids: Vec<OrganisationId>,
    bodies: Vec<Option<Organisation>>,
    /// Less their case, in which a code is one.
    by_code: HashMap<String, Place>,
    as_written: HashMap<String, Place>,
    /// Of each kind those under one commissioner, less the case of its code.
    kinds: BTreeMap<OrganisationKind, BTreeMap<Option<String>, Vec<Place>>>,
    /// From each holder up to the bodies, and from each body down to its holders.
    up: Links,
    down: Links,
}

/// A body that a walk came to: from which one before, and in how many links.
struct Reached {
    body: Place,
    from: usize,
    links: usize,
}

impl Graph {
    #[must_use]
    pub fn new(bodies: impl IntoIterator<Item = Organisation>, stakes: impl IntoIterator<Item = (OrganisationId, OrganisationId)>) -> Self {
        let (mut known, mut by_code, mut as_written) = (BTreeMap::new(), HashMap::new(), HashMap::new());
        for body in bodies {
            by_code.entry(code_key(&body.code)).or_insert(body.id);
            as_written.insert(body.code.clone(), body.id);
            known.insert(body.id, Some(body));
        }
        let stakes: Vec<(OrganisationId, OrganisationId)> = stakes.into_iter().collect();
        for end in stakes.iter().flat_map(|(holder, body)| [*holder, *body]) {
            known.entry(end).or_insert(None);
        }
        let (ids, bodies): (Vec<OrganisationId>, Vec<Option<Organisation>>) = known.into_iter().unzip();
        let places: HashMap<OrganisationId, Place> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let placed = |codes: HashMap<String, OrganisationId>| -> HashMap<String, Place> {
            codes.into_iter().filter_map(|(code, id)| Some((code, *places.get(&id)?))).collect()
        };
        let (by_code, as_written) = (placed(by_code), placed(as_written));
        let (mut up, mut down): (Links, Links) = (vec![Vec::new(); ids.len()], vec![Vec::new(); ids.len()]);
        for (holder, body) in stakes.iter().filter_map(|(holder, body)| places.get(holder).copied().zip(places.get(body).copied())) {
            up.get_mut(holder).into_iter().for_each(|links| links.push(body));
            down.get_mut(body).into_iter().for_each(|links| links.push(holder));
        }
        for links in up.iter_mut().chain(&mut down) {
            links.sort_unstable();
            links.dedup();
        }
        let mut kinds: BTreeMap<OrganisationKind, BTreeMap<Option<String>, Vec<Place>>> = BTreeMap::new();
        for (place, body) in bodies.iter().enumerate().filter_map(|(place, body)| Some((place, body.as_ref()?))) {
            kinds.entry(body.kind).or_default().entry(body.commissioner.as_deref().map(code_key)).or_default().push(place);
        }
        Self(Arc::new(Kept { places, ids, bodies, by_code, as_written, kinds, up, down }))
    }

    fn at(&self, place: Place) -> Option<&Organisation> {
        self.0.bodies.get(place).and_then(Option::as_ref)
    }

    #[must_use]
    pub fn body(&self, id: OrganisationId) -> Option<&Organisation> {
        self.0.places.get(&id).and_then(|place| self.at(*place))
    }

    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Organisation> {
        self.0.as_written.get(code).or_else(|| self.0.by_code.get(&code_key(code))).and_then(|place| self.at(*place))
    }

    pub fn bodies(&self) -> impl Iterator<Item = &Organisation> {
        self.0.bodies.iter().flatten()
    }

    /// The bodies of a kind, or of it those under one commissioner.
    pub fn of_kind<'a>(&'a self, kind: OrganisationKind, commissioner: Option<&str>) -> impl Iterator<Item = &'a Organisation> + 'a {
        let key = commissioner.map(code_key);
        let of_kind = self.0.kinds.get(&kind).into_iter().flatten();
        let meant = of_kind.filter(move |(under, _)| key.is_none() || **under == key);
        meant.flat_map(|(_, places)| places).filter_map(|place| self.at(*place))
    }

    /// The name for a reader, or the id where the body is not in the graph.
    #[must_use]
    pub fn name(&self, id: OrganisationId) -> String {
        self.body(id).map_or_else(|| id.to_string(), |body| body.name.clone())
    }

    /// The shortest chain of links, all in one direction, from `from` to a body that satisfies
    /// `reached`, both ends included; None when there is none or `from` itself is meant.
    ///
    /// A member of a federation is linked to it and to what it owns, and a director of the
    /// federation to each member practice; two members of one federation are *not* linked, for
    /// the chain between them turns round. Of several as short the one upwards is told, and of those
    /// in one direction the one whose bodies come first by their ids.
    #[must_use]
    pub fn chain(&self, from: OrganisationId, reached: impl Fn(&Organisation) -> bool) -> Option<Vec<OrganisationId>> {
        let from = *self.0.places.get(&from)?;
        let up = self.walk(from, &self.0.up, usize::MAX, &reached);
        let down = self.walk(from, &self.0.down, up.as_ref().map_or(usize::MAX, |up| up.len() - 1), &reached);
        down.or(up)
    }

    /// The shortest chain of links of one direction to a body that is meant, of fewer than so many
    /// links.
    fn walk(&self, from: Place, links: &Links, fewer_than: usize, reached: &impl Fn(&Organisation) -> bool) -> Option<Vec<OrganisationId>> {
        let mut seen = BTreeSet::from([from]);
        let mut walked = vec![Reached { body: from, from: 0, links: 0 }];
        let mut next = 0;
        while let Some(Reached { body, links: so_far, .. }) = walked.get(next) {
            let (body, so_far) = (*body, *so_far);
            if so_far + 1 >= fewer_than {
                return None;
            }
            for &other in links.get(body).into_iter().flatten().filter(|other| seen.insert(**other)) {
                walked.push(Reached { body: other, from: next, links: so_far + 1 });
                if self.at(other).is_some_and(reached) {
                    return Some(self.chain_to_the_last(&walked));
                }
            }
            next += 1;
        }
        None
    }

    /// The chain to the last body of a walk.
    fn chain_to_the_last(&self, walked: &[Reached]) -> Vec<OrganisationId> {
        let mut chain = Vec::new();
        let mut at = walked.len().saturating_sub(1);
        while let Some(reached) = walked.get(at) {
            chain.extend(self.0.ids.get(reached.body));
            if at == 0 {
                break;
            }
            at = reached.from;
        }
        chain.reverse();
        chain
    }

    /// The ways to some bodies from wherever there is one: each what [`Graph::chain`] finds, and all of them found
    /// in one walk, however many bodies are then asked about.
    #[must_use]
    pub fn ways(&self, meant: impl IntoIterator<Item = OrganisationId>) -> Ways<'_> {
        let meant: BTreeSet<Place> =
            meant.into_iter().filter_map(|id| self.0.places.get(&id).copied()).filter(|place| self.at(*place).is_some()).collect();
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
fn steps_to(meant: &BTreeSet<Place>, against: &Links) -> HashMap<Place, Step> {
    let mut steps: HashMap<Place, Step> = HashMap::new();
    let mut edge: Vec<Place> = meant.iter().copied().collect();
    let mut links = 0;
    while !edge.is_empty() {
        links += 1;
        let mut further = Vec::new();
        // In the order of the ids, so that of several as short the first is kept.
        for &next in &edge {
            for &from in against.get(next).into_iter().flatten().filter(|from| !meant.contains(from)) {
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
    meant: BTreeSet<Place>,
    /// By the first body of each way.
    up: HashMap<Place, Step>,
    down: HashMap<Place, Step>,
}

impl Ways<'_> {
    /// As [`Graph::chain`] to the bodies that are meant.
    #[must_use]
    pub fn chain(&self, from: OrganisationId) -> Option<Vec<OrganisationId>> {
        let kept = &self.graph.0;
        let place = *kept.places.get(&from)?;
        if self.meant.contains(&place) {
            // From one of them to another of them.
            let is_meant = |body: &Organisation| kept.places.get(&body.id).is_some_and(|place| self.meant.contains(place));
            return self.graph.chain(from, is_meant);
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

    /// Whether a body is one of those that are meant.
    #[must_use]
    pub fn is_meant(&self, body: OrganisationId) -> bool {
        self.graph.0.places.get(&body).is_some_and(|place| self.meant.contains(place))
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

#[cfg(test)]
mod tests;
