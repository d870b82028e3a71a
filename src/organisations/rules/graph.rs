//! The graph through which a conflict is found (rulebook A2; the words of section 1), and the ways that lead through it.

mod clusters;
mod ways;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use clusters::Near;
pub use ways::Ways;

use self::clusters::{Alike, Cluster, OfKind, clusters};
use super::{Organisation, OrganisationKind};
use crate::ids::{ById, IdSet, OrganisationId};
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
    places: ById<OrganisationId, Place>,
    /// A body that only a link names is known by its id alone.
    ids: Vec<OrganisationId>,
    bodies: Vec<Option<Organisation>>,
    /// Less their case, in which a code is one.
    by_code: HashMap<String, Place>,
    as_written: HashMap<String, Place>,
    kinds: BTreeMap<OrganisationKind, OfKind>,
    /// From each holder up to the bodies, and from each body down to its holders.
    up: Links,
    down: Links,
    /// In which cluster each place is.
    clusters: Vec<Cluster>,
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
        let places: ById<OrganisationId, Place> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
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
        let clusters = clusters(&up, &down);
        let kinds = OfKind::sorted(&bodies, &clusters);
        Self(Arc::new(Kept { places, ids, bodies, by_code, as_written, kinds, up, down, clusters }))
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

    fn alike(&self, kind: OrganisationKind, commissioner: Option<&str>) -> Option<&Alike> {
        self.0.kinds.get(&kind).and_then(|of_kind| of_kind.meant(commissioner))
    }

    /// The bodies of a kind, or of it those under one commissioner.
    pub fn of_kind(&self, kind: OrganisationKind, commissioner: Option<&str>) -> impl Iterator<Item = &Organisation> {
        let places = self.alike(kind, commissioner).into_iter().flat_map(|alike| &alike.places);
        places.filter_map(|place| self.at(*place))
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
        let mut seen: IdSet<Place> = std::iter::once(from).collect();
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
}

#[cfg(test)]
mod tests;
