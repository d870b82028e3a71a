//! What is said of a membership, for whoever appoints, keeps and reads it.

use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CommitteeId, MembershipId, PersonId};
use crate::moment::{Date, Period};

/// Who is given which seat, or named as the deputy of the person who holds it, for a period: one list
/// of fields for whoever appoints, keeps and reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Appointment {
    /// The committee of the seat, as in `/api/v1/committees/{id}`.
    pub committee: CommitteeId,
    /// The seat, by its id in the terms of reference.
    pub seat: String,
    /// Who holds the seat or is its deputy, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// The first day in the seat, or as its deputy.
    pub from: Date,
    /// The last day, itself included; null until further notice.
    pub to: Option<Date>,
    /// The holder for whom the person may sit; null for a holder.
    pub deputy_for: Option<PersonId>,
}

impl Appointment {
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

/// That a person holds a seat, or is named as the deputy of the person who does, for a period. It is
/// read as what was said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Membership {
    /// The membership, by which `/api/v1/memberships/{id}/end` ends it.
    pub id: MembershipId,
    #[serde(flatten)]
    pub says: Appointment,
}

impl Deref for Membership {
    type Target = Appointment;

    fn deref(&self) -> &Appointment {
        &self.says
    }
}
