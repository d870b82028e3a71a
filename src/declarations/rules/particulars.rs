//! What a declaration says, field by field (A2): one list for whoever declares, drafts, keeps and reads it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BodyRole, Category, Direction};
use crate::ids::{OrganisationId, PersonId};
use crate::moment::Date;
use crate::policy::Treatment;
use crate::text::{Line, Prose, kept_if};

/// What is said of an interest, beside whose and of what kind it is. A nil return says its day and
/// nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Particulars {
    /// What the interest is, in words; null where only a body or an associate is named.
    #[serde(default, deserialize_with = "kept_if")]
    #[schemars(with = "Option<String>")]
    pub nature: Option<Prose>,
    /// The body that the interest is in, as in `/api/v1/organisations/{id}`; null where it is in none.
    pub organisation: Option<OrganisationId>,
    /// The close associate whose interest it is, in the declarer's words.
    #[serde(default, deserialize_with = "kept_if")]
    #[schemars(with = "Option<String>")]
    pub related_person: Option<Line>,
    /// The same, where they are on this register.
    pub related_to: Option<PersonId>,
    /// Of an indirect interest, the category that the associate's own is of; null where nobody said.
    pub underlying_category: Option<Category>,
    /// The first day of the interest; null where it has been there always.
    pub from: Option<Date>,
    /// Its last day, itself included; null while it lasts.
    pub to: Option<Date>,
    /// When the person became aware of it; null where nobody said.
    pub aware: Option<Date>,
    /// The day on which it was declared, from which it counts; at a meeting, the day of the meeting.
    pub declared: Date,
    /// Whether there is something to gain or to lose; no rule looks at it.
    pub direction: Direction,
    /// Who raised it, null where it was the person; withheld from whoever sees only their own.
    #[serde(default, deserialize_with = "kept_if")]
    #[schemars(with = "Option<String>")]
    pub raised_by: Option<Line>,
    /// The handling that was agreed for it; null where there is none.
    pub standing_mitigation: Option<StoredMitigation>,
    /// The part in the body, of the associate where the interest is indirect; null where nobody said.
    #[serde(default)]
    pub role: Option<BodyRole>,
}

/// A standing mitigation as it is stored and logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "KeptMitigation")]
pub struct StoredMitigation {
    /// What it proposes on items that concern the body, or the next stricter that the policy permits.
    pub treatment: Treatment,
    /// The body whose being concerned brings it into play; absent where it is the interest's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub when_organisation: Option<OrganisationId>,
    /// Whether whoever presides may rule less strictly; if not, it is a floor (C1.3).
    pub chair_may_vary: bool,
}

impl Particulars {
    /// The least that is said: when; the rest is filled in.
    #[must_use]
    pub const fn of(declared: Date) -> Self {
        Self {
            nature: None,
            organisation: None,
            related_person: None,
            related_to: None,
            underlying_category: None,
            from: None,
            to: None,
            aware: None,
            declared,
            direction: Direction::Unknown,
            raised_by: None,
            standing_mitigation: None,
            role: None,
        }
    }
}
