//! What is sent and answered of declarations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use validator::Validate;

use super::super::facts::Named;
use super::super::rules::{Category, Direction, Status};
use crate::ids::{DeclarationId, PersonId};
use crate::moment::Date;
use crate::policy::Treatment;
use crate::wording::given;

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "DeclarationFilter")]
pub(super) struct Filter {
    pub(super) person: Option<PersonId>,
    /// By id or code.
    pub(super) organisation: Option<String>,
    /// Any of these, separated by commas.
    pub(super) status: Option<Vec<Status>>,
    /// Any of these, separated by commas.
    pub(super) category: Option<Vec<Category>>,
    /// Words of what it says, of the person's name or of the body's.
    pub(super) q: Option<String>,
    /// Known, begun and not ended on this day.
    pub(super) as_at: Option<Date>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StandingMitigation")]
pub(super) struct Handling {
    pub(super) treatment: Treatment,
    /// The body whose being concerned brings it into play, by id or code; else the interest's own.
    #[serde(default)]
    pub(super) when_organisation: Option<String>,
    /// Whether whoever presides may rule less strictly.
    #[serde(default = "yes")]
    pub(super) chair_may_vary: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDeclaration {
    /// Whose interest it is; the person of this sign-in when left out.
    #[serde(default)]
    pub(super) person: Option<PersonId>,
    pub(super) category: Category,
    #[serde(default)]
    #[schemars(transform = crate::form::prose_schema)]
    pub(super) nature: Option<String>,
    /// By id or code.
    #[serde(default)]
    #[schemars(transform = crate::form::code_schema)]
    pub(super) organisation: Option<String>,
    /// The close associate whose interest it is, in your words.
    #[serde(default)]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub(super) related_person: Option<String>,
    /// The same, where they are on this register.
    #[serde(default)]
    pub(super) related_to: Option<PersonId>,
    #[serde(default)]
    pub(super) underlying_category: Option<Category>,
    /// Without a beginning: always.
    #[serde(default)]
    pub(super) from: Option<Date>,
    #[serde(default)]
    pub(super) to: Option<Date>,
    /// When the person became aware of it.
    #[serde(default)]
    pub(super) aware: Option<Date>,
    /// The day of the declaration: today when left out. Only whoever keeps the register may give an earlier one.
    #[serde(default)]
    pub(super) declared: Option<Date>,
    #[serde(default)]
    pub(super) direction: Option<Direction>,
    /// Who raised it, where it was not the person.
    #[serde(default)]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub(super) raised_by: Option<String>,
    #[serde(default)]
    pub(super) standing_mitigation: Option<Handling>,
    /// Kept to be finished later.
    #[serde(default)]
    pub(super) draft: bool,
}

#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "DraftPatch")]
pub(super) struct Patch {
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Category")]
    pub(super) category: Option<Category>,
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::prose_schema)]
    pub(super) nature: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::code_schema)]
    pub(super) organisation: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub(super) related_person: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    pub(super) related_to: Option<Option<PersonId>>,
    #[serde(deserialize_with = "given")]
    pub(super) underlying_category: Option<Option<Category>>,
    #[serde(deserialize_with = "given")]
    pub(super) from: Option<Option<Date>>,
    #[serde(deserialize_with = "given")]
    pub(super) to: Option<Option<Date>>,
    #[serde(deserialize_with = "given")]
    pub(super) aware: Option<Option<Date>>,
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Direction")]
    pub(super) direction: Option<Direction>,
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::form::kept_line_schema)]
    pub(super) raised_by: Option<Option<String>>,
    #[serde(deserialize_with = "given")]
    pub(super) standing_mitigation: Option<Option<Handling>>,
}

#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "DayOfDeclaration")]
pub(super) struct OnDay {
    /// The day of the declaration: today when left out. Only whoever keeps the register may give an earlier one.
    pub(super) declared: Option<Date>,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DeclarationReview")]
pub(super) struct Verdict {
    pub(super) accept: bool,
    /// Needed where it is not accepted: what is to be put right.
    #[serde(default)]
    #[schemars(transform = crate::form::prose_schema)]
    pub(super) note: Option<String>,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LastDayOfInterest")]
pub(super) struct End {
    /// The last day.
    pub(super) to: Date,
}

#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewNilDeclaration")]
pub(super) struct NewNil {
    /// Who has nothing to declare; the person of this sign-in when left out.
    #[serde(default)]
    pub(super) person: Option<PersonId>,
    /// Today when left out. Only whoever keeps the register may give an earlier day.
    #[serde(default)]
    pub(super) declared: Option<Date>,
}

/// A declaration that was made or amended.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeclarationMade")]
pub(super) struct Declared {
    #[serde(flatten)]
    pub(super) declaration: Named,
    /// How many days after the 28 allowed it was declared; 0 when in time.
    pub(super) days_late: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeclarationSubmitted")]
pub(super) struct Submitted {
    pub(super) id: DeclarationId,
    pub(super) person: PersonId,
    pub(super) declared: Date,
    pub(super) status: Status,
    pub(super) days_late: i64,
    pub(super) version: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeclarationReviewed")]
pub(super) struct Reviewed {
    pub(super) id: DeclarationId,
    pub(super) person: PersonId,
    pub(super) accepted: bool,
    pub(super) reviewer: String,
    pub(super) note: Option<String>,
    pub(super) status: Status,
    pub(super) version: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "InterestEnded")]
pub(super) struct Ended {
    pub(super) id: DeclarationId,
    pub(super) person: PersonId,
    pub(super) to: Date,
    pub(super) status: Status,
    pub(super) version: i64,
}

/// The columns of the table of declarations.
pub(super) const COLUMNS: &[&str] = &[
    "id",
    "person",
    "name",
    "nil",
    "category",
    "nature",
    "organisation",
    "organisation_name",
    "related_person",
    "from",
    "to",
    "aware",
    "declared",
    "direction",
    "status",
];

pub(super) fn row(one: Named) -> Vec<Value> {
    let kept = one.kept;
    vec![
        json!(kept.id),
        json!(kept.person),
        json!(one.name),
        json!(kept.nil),
        json!(kept.category),
        json!(kept.nature),
        json!(kept.organisation),
        json!(one.organisation_name),
        json!(kept.related_person),
        json!(kept.from),
        json!(kept.to),
        json!(kept.aware),
        json!(kept.declared),
        json!(kept.direction),
        json!(kept.status),
    ]
}
