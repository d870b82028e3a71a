//! C1.2: why a treatment is proposed, ground by ground.

use std::sync::Arc;

use crate::ids::{DeclarationId, FactId, ItemId, OrganisationId, RulingId};
use crate::moment::Date;
use crate::policy::{Relation, Treatment};

/// From the body of an interest to the affected one, both included; shared by all whose interests come that way.
pub type Path = Arc<[OrganisationId]>;

/// A relation between a person and an item, and the path that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub relation: Relation,
    /// The interest; none where the person is themself affected.
    pub interest: Option<DeclarationId>,
    /// Empty where no body leads there.
    pub path: Path,
    /// What the policy's table makes of it at this stage.
    pub treatment: Treatment,
    /// What the policy forbids to undercut.
    pub floor: Option<Treatment>,
    /// The dispensation by which both are milder than the policy has them.
    pub eased_by: Option<FactId>,
}

/// Why a treatment is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    Relation(Found),
    /// A handling agreed when the interest was declared.
    Mitigation {
        interest: DeclarationId,
        treatment: Treatment,
        may_vary: bool,
    },
    /// An exclusion on an earlier item of the procurement sticks.
    Sticky {
        ruling: RulingId,
        item: ItemId,
        treatment: Treatment,
    },
    /// What was ruled on the item from which it was carried over proposes itself, without a floor.
    Carried {
        ruling: RulingId,
        item: ItemId,
        treatment: Treatment,
    },
    /// A conflicts panel instructed so: proposal and floor at once.
    Instructed {
        panel: FactId,
        on: Date,
        treatment: Treatment,
    },
}

impl Ground {
    #[must_use]
    pub const fn treatment(&self) -> Treatment {
        match self {
            Self::Relation(found) => found.treatment,
            Self::Mitigation { treatment, .. }
            | Self::Sticky { treatment, .. }
            | Self::Carried { treatment, .. }
            | Self::Instructed { treatment, .. } => *treatment,
        }
    }

    /// C1.3: what no ruling may undercut, on this ground.
    #[must_use]
    pub const fn floor(&self) -> Option<Treatment> {
        match self {
            Self::Relation(found) => found.floor,
            Self::Mitigation { treatment, may_vary: false, .. } | Self::Sticky { treatment, .. } | Self::Instructed { treatment, .. } => {
                Some(*treatment)
            }
            Self::Mitigation { .. } | Self::Carried { .. } => None,
        }
    }

    /// Takes over what is stricter of the same ground under another policy.
    pub(super) fn tighten(&mut self, other: &Self) {
        let (stricter, floor) = (self.treatment().max(other.treatment()), self.floor().max(other.floor()));
        match self {
            Self::Relation(found) => {
                // What one council lets somebody do is not let by another.
                let is_eased = matches!(other, Self::Relation(other) if other.eased_by.is_some());
                found.eased_by = found.eased_by.filter(|_| is_eased);
                (found.treatment, found.floor) = (stricter, floor);
            }
            Self::Mitigation { treatment, .. }
            | Self::Sticky { treatment, .. }
            | Self::Carried { treatment, .. }
            | Self::Instructed { treatment, .. } => *treatment = stricter,
        }
    }

    /// The rulebook's id of the rule that speaks.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Relation(found) if found.eased_by.is_some() => "C1.5",
            Self::Relation(_) => "C1.2",
            Self::Mitigation { .. } => "A2",
            Self::Sticky { .. } => "C9",
            Self::Carried { .. } => "C10",
            Self::Instructed { .. } => "C5.4",
        }
    }

    /// The interest that it rests on.
    #[must_use]
    pub const fn interest(&self) -> Option<DeclarationId> {
        match self {
            Self::Relation(found) => found.interest,
            Self::Mitigation { interest, .. } => Some(*interest),
            Self::Sticky { .. } | Self::Carried { .. } | Self::Instructed { .. } => None,
        }
    }

    /// Whether another is the same ground, under another policy.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Relation(a), Self::Relation(b)) => a.relation == b.relation && a.interest == b.interest,
            (Self::Mitigation { interest: a, .. }, Self::Mitigation { interest: b, .. }) => a == b,
            (Self::Sticky { ruling: a, .. }, Self::Sticky { ruling: b, .. })
            | (Self::Carried { ruling: a, .. }, Self::Carried { ruling: b, .. }) => a == b,
            _ => false,
        }
    }
}
