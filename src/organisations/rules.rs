//! The graph through which a conflict is found (rulebook A2; the words of section 1).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{FactId, OrganisationId};
use crate::moment::Date;
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::words;

words! {
    /// What kind of body an organisation is.
    OrganisationKind "kind of organisation" {
        Commissioner = "commissioner",
        NhsEngland = "nhs_england",
        GpPractice = "gp_practice",
        Federation = "federation",
        PrimaryCareNetwork = "primary_care_network",
        NhsTrust = "nhs_trust",
        Council = "council",
        Healthwatch = "healthwatch",
        LocalMedicalCommittee = "local_medical_committee",
        Company = "company",
        Charity = "charity",
        Other = "other",
    }
}

words! {
    /// What gives a body a stake in another.
    StakeKind "kind of stake" { Member = "member", Owner = "owner", }
}

/// A body as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Organisation {
    pub id: OrganisationId,
    /// The ODS code, or a local one; unique in the register.
    pub code: String,
    pub name: String,
    pub kind: OrganisationKind,
    /// The commissioner's code, for a practice.
    pub commissioner: Option<String>,
    pub area: Option<String>,
}

/// Bodies and the stakes they hold in each other on one day. A member of a federation and an
/// owner of a company both *have a stake in* it: the link runs from the holder to the body.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    bodies: BTreeMap<OrganisationId, Organisation>,
    by_code: BTreeMap<String, OrganisationId>,
    /// From each body to everything it is linked to, shortest first, both ends included. Worked out
    /// once, for every standing of every person asks it.
    chains: BTreeMap<OrganisationId, Vec<Vec<OrganisationId>>>,
}

type Links = BTreeMap<OrganisationId, BTreeSet<OrganisationId>>;

impl Graph {
    #[must_use]
    pub fn new(bodies: impl IntoIterator<Item = Organisation>, stakes: impl IntoIterator<Item = (OrganisationId, OrganisationId)>) -> Self {
        let mut graph = Self::default();
        for body in bodies {
            graph.by_code.insert(body.code.clone(), body.id);
            graph.bodies.insert(body.id, body);
        }
        // A stake runs from its holder up to the body, and from the body down to its holder.
        let (mut up, mut down) = (Links::new(), Links::new());
        for (holder, body) in stakes {
            up.entry(holder).or_default().insert(body);
            down.entry(body).or_default().insert(holder);
        }
        for from in up.keys().chain(down.keys()).copied().collect::<BTreeSet<_>>() {
            let mut chains = Self::walk(from, &up);
            chains.extend(Self::walk(from, &down));
            chains.sort_by_key(Vec::len);
            graph.chains.insert(from, chains);
        }
        graph
    }

    /// The shortest chain from a body to each body that links of one direction lead to.
    fn walk(from: OrganisationId, links: &Links) -> Vec<Vec<OrganisationId>> {
        let mut chains: Vec<Vec<OrganisationId>> = Vec::new();
        let mut seen = BTreeSet::from([from]);
        let mut queue = VecDeque::from([vec![from]]);
        while let Some(chain) = queue.pop_front() {
            for &next in chain.last().and_then(|last| links.get(last)).into_iter().flatten() {
                if seen.insert(next) {
                    let longer: Vec<OrganisationId> = chain.iter().copied().chain([next]).collect();
                    chains.push(longer.clone());
                    queue.push_back(longer);
                }
            }
        }
        chains
    }

    #[must_use]
    pub fn body(&self, id: OrganisationId) -> Option<&Organisation> {
        self.bodies.get(&id)
    }

    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Organisation> {
        self.by_code.get(code).and_then(|id| self.bodies.get(id))
    }

    pub fn bodies(&self) -> impl Iterator<Item = &Organisation> {
        self.bodies.values()
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
    /// the chain between them turns round.
    #[must_use]
    pub fn chain(&self, from: OrganisationId, reached: impl Fn(&Organisation) -> bool) -> Option<Vec<OrganisationId>> {
        let is_reached = |chain: &&Vec<OrganisationId>| chain.last().and_then(|id| self.bodies.get(id)).is_some_and(&reached);
        self.chains.get(&from)?.iter().find(is_reached).cloned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn body(code: &str, kind: OrganisationKind) -> Organisation {
        Organisation { id: OrganisationId::new(), code: code.into(), name: code.into(), kind, commissioner: None, area: None }
    }

    #[test]
    fn a_member_reaches_its_federation_and_what_that_owns_but_not_its_fellow_members() {
        let (a, b) = (body("A", OrganisationKind::GpPractice), body("B", OrganisationKind::GpPractice));
        let (fed, company) = (body("FED", OrganisationKind::Federation), body("CO", OrganisationKind::Company));
        let ids = (a.id, b.id, fed.id, company.id);
        let graph = Graph::new([a, b, fed, company], [(ids.0, ids.2), (ids.1, ids.2), (ids.2, ids.3)]);
        assert_eq!(graph.chain(ids.0, |o| o.id == ids.3), Some(vec![ids.0, ids.2, ids.3]));
        assert_eq!(graph.chain(ids.3, |o| o.id == ids.1), Some(vec![ids.3, ids.2, ids.1]));
        assert_eq!(graph.chain(ids.0, |o| o.id == ids.1), None);
        assert_eq!(graph.chain(ids.0, |o| o.id == ids.0), None);
    }

    #[test]
    fn a_ring_of_owners_ends() {
        let (a, b) = (body("A", OrganisationKind::Company), body("B", OrganisationKind::Company));
        let ids = (a.id, b.id);
        let graph = Graph::new([a, b], [(ids.0, ids.1), (ids.1, ids.0)]);
        assert_eq!(graph.chain(ids.0, |o| o.code == "NONE"), None);
    }
}
