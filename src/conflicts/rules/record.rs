//! A ground as the record keeps it: what was relied on, by its ids.

use serde::{Deserialize, Serialize};

use super::ground::Ground;
use crate::ids::{DeclarationId, FactId, OrganisationId, RulingId};
use crate::policy::{Relation, Treatment};

/// Why something was proposed, as the record keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GroundRecord {
    /// The rulebook's id of the rule.
    pub rule: String,
    /// How the interest reaches the item; absent where an agreed handling or an earlier exclusion is the ground.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relation: Option<Relation>,
    /// The declaration, as in `/api/v1/declarations/{id}`; absent where the person is themself affected or an exclusion sticks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interest: Option<DeclarationId>,
    /// From the interest's body to the affected one.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub path: Vec<OrganisationId>,
    /// The earlier ruling that sticks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ruling: Option<RulingId>,
    /// The conflicts panel that instructed so, as in `/api/v1/items/{id}/panels`; absent where none did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub panel: Option<FactId>,
    /// What this ground alone proposes.
    pub treatment: Treatment,
    /// What no ruling may undercut on this ground; absent where it sets no floor (C1.3).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub floor: Option<Treatment>,
}

impl From<&Ground> for GroundRecord {
    fn from(ground: &Ground) -> Self {
        let empty = Self {
            rule: ground.rule().into(),
            relation: None,
            interest: None,
            path: Vec::new(),
            ruling: None,
            panel: None,
            treatment: ground.treatment(),
            floor: ground.floor(),
        };
        match ground {
            Ground::Relation(found) => {
                Self { relation: Some(found.relation), interest: found.interest, path: found.path.to_vec(), ..empty }
            }
            Ground::Mitigation { interest, .. } => Self { interest: Some(*interest), ..empty },
            Ground::Sticky { ruling, .. } | Ground::Carried { ruling, .. } => Self { ruling: Some(*ruling), ..empty },
            Ground::Instructed { panel, .. } => Self { panel: Some(*panel), ..empty },
        }
    }
}
