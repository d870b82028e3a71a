//! What is sent and answered of declarations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use validator::Validate;

use super::super::facts::Named;
use super::super::rules::{BodyRole, Category, Direction, Redaction, RedactionOutcome, Status};
use crate::ids::{DeclarationId, PersonId};
use crate::moment::Date;
use crate::patch::given;
use crate::policy::Treatment;
use crate::text::{Line, Prose};

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "DeclarationFilter")]
pub(super) struct Filter {
    /// Of this person, by their id or their code.
    pub(super) person: Option<String>,
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

/// A handling that was agreed for the interest when it was declared.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StandingMitigation")]
pub(super) struct Handling {
    /// What it proposes on items that concern the body, or the next stricter that the policy permits.
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

/// An interest to be declared, or drafted.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDeclaration {
    /// Whose interest it is; the person of this sign-in when left out.
    #[serde(default)]
    pub(super) person: Option<PersonId>,
    /// The kind of interest (A2); `indirect` for that of a close associate.
    pub(super) category: Category,
    /// What the interest is, in words; needed where neither a body nor an associate is named, save in a draft.
    #[serde(default)]
    pub(super) nature: Option<Prose>,
    /// By id or code.
    #[serde(default)]
    #[schemars(transform = crate::text::schema::code)]
    pub(super) organisation: Option<String>,
    /// The close associate whose interest it is, in your words.
    #[serde(default)]
    pub(super) related_person: Option<Line>,
    /// The same, where they are on this register.
    #[serde(default)]
    pub(super) related_to: Option<PersonId>,
    /// Of an indirect interest, the category that the associate's own is of.
    #[serde(default)]
    pub(super) underlying_category: Option<Category>,
    /// Without a beginning: always.
    #[serde(default)]
    pub(super) from: Option<Date>,
    /// The last day, itself included; left out while it lasts.
    #[serde(default)]
    pub(super) to: Option<Date>,
    /// When the person became aware of it.
    #[serde(default)]
    pub(super) aware: Option<Date>,
    /// The day of the declaration: today when left out. Only whoever keeps the register may give an earlier one.
    #[serde(default)]
    pub(super) declared: Option<Date>,
    /// Whether there is something to gain or to lose, `unknown` where left out; no rule looks at it.
    #[serde(default)]
    pub(super) direction: Option<Direction>,
    /// Who raised it, where it was not the person.
    #[serde(default)]
    pub(super) raised_by: Option<Line>,
    /// A handling agreed for it, which proposes itself on items that concern it.
    #[serde(default)]
    pub(super) standing_mitigation: Option<Handling>,
    /// The part in the body, of the associate where it is indirect; who `governs` or `owns` it is that body, paid or not (A2).
    #[serde(default)]
    pub(super) role: Option<BodyRole>,
    /// Kept to be finished later.
    #[serde(default)]
    pub(super) draft: bool,
}

/// What is changed of a draft: a field left out stays, null clears it.
#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "DraftPatch")]
pub(super) struct Patch {
    /// The kind of interest (A2); it cannot be cleared.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Category")]
    pub(super) category: Option<Category>,
    /// What the interest is, in words; what is submitted needs it where neither a body nor an associate is named.
    #[serde(deserialize_with = "given")]
    pub(super) nature: Option<Option<Prose>>,
    /// The body that the interest is in, by id or code.
    #[serde(deserialize_with = "given")]
    #[schemars(transform = crate::text::schema::code)]
    pub(super) organisation: Option<Option<String>>,
    /// The close associate whose interest it is, in your words.
    #[serde(deserialize_with = "given")]
    pub(super) related_person: Option<Option<Line>>,
    /// The same associate, where they are on this register, by the id in `/api/v1/people/{id}`.
    #[serde(deserialize_with = "given")]
    pub(super) related_to: Option<Option<PersonId>>,
    /// Of an indirect interest, the category that the associate's own is of.
    #[serde(deserialize_with = "given")]
    pub(super) underlying_category: Option<Option<Category>>,
    /// The first day of the interest; null where it has been there always.
    #[serde(deserialize_with = "given")]
    pub(super) from: Option<Option<Date>>,
    /// The last day, itself included; null while it lasts.
    #[serde(deserialize_with = "given")]
    pub(super) to: Option<Option<Date>>,
    /// When the person became aware of it, from which the 28 days are counted (A3.1).
    #[serde(deserialize_with = "given")]
    pub(super) aware: Option<Option<Date>>,
    /// Whether there is something to gain or to lose; it cannot be cleared.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Direction")]
    pub(super) direction: Option<Direction>,
    /// Who raised it, where it was not the person.
    #[serde(deserialize_with = "given")]
    pub(super) raised_by: Option<Option<Line>>,
    /// A handling agreed for it, which proposes itself on items that concern it.
    #[serde(deserialize_with = "given")]
    pub(super) standing_mitigation: Option<Option<Handling>>,
    /// The part in the body, of the associate where it is indirect; null where nobody says.
    #[serde(deserialize_with = "given")]
    pub(super) role: Option<Option<BodyRole>>,
}

/// The day on which a draft becomes a declaration.
#[derive(Debug, Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "DayOfDeclaration")]
pub(super) struct OnDay {
    /// The day of the declaration: today when left out. Only whoever keeps the register may give an earlier one.
    pub(super) declared: Option<Date>,
}

/// What a review finds of a declaration.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DeclarationReview")]
pub(super) struct Verdict {
    /// Whether it is accepted and becomes `active`; if not, it stays `submitted`, with the note.
    pub(super) accept: bool,
    /// Needed where it is not accepted: what is to be put right.
    #[serde(default)]
    pub(super) note: Option<Prose>,
}

/// The end of an interest.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LastDayOfInterest")]
pub(super) struct End {
    /// The last day.
    pub(super) to: Date,
}

/// What a guardian decided on keeping the name of an interest from the public.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRedaction {
    /// A person with the tag `guardian`, and never the one whose interest it is (A4.5).
    pub(super) by: PersonId,
    /// The day from which it holds: today when left out.
    #[serde(default)]
    pub(super) on: Option<Date>,
    /// Whether the public is told no name, or the request was refused.
    pub(super) outcome: RedactionOutcome,
}

/// A nil return: that there is nothing to declare.
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

/// A draft that was submitted.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeclarationSubmitted")]
pub(super) struct Submitted {
    /// The declaration, as in `/api/v1/declarations/{id}`.
    pub(super) id: DeclarationId,
    /// Whose interest it is, as in `/api/v1/people/{id}`.
    pub(super) person: PersonId,
    /// The day on which it was declared, from which it counts.
    pub(super) declared: Date,
    /// Always `submitted`, which counts at meetings although nobody has reviewed it yet.
    pub(super) status: Status,
    /// How many days after the 28 allowed it was declared; 0 when in time (A3.1).
    pub(super) days_late: i64,
    /// The number of the log's entry by which it was submitted.
    pub(super) version: i64,
}

/// A declaration that was reviewed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DeclarationReviewed")]
pub(super) struct Reviewed {
    /// The declaration, as in `/api/v1/declarations/{id}`.
    pub(super) id: DeclarationId,
    /// Whose interest it is, as in `/api/v1/people/{id}`.
    pub(super) person: PersonId,
    /// Whether it was accepted; if not, the note says what is to be put right.
    pub(super) accepted: bool,
    /// Who reviewed it, as the log names its authors: `u:` and the id of an account.
    pub(super) reviewer: String,
    /// What the reviewer wrote; null where they wrote nothing.
    pub(super) note: Option<String>,
    /// Where it stands now: `active` where it was accepted, else `submitted` as before.
    pub(super) status: Status,
    /// The number of the log's entry by which it was reviewed.
    pub(super) version: i64,
}

/// An interest that has ended.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "InterestEnded")]
pub(super) struct Ended {
    /// The declaration, as in `/api/v1/declarations/{id}`.
    pub(super) id: DeclarationId,
    /// Whose interest it was, as in `/api/v1/people/{id}`.
    pub(super) person: PersonId,
    /// Its last day, itself included; the public register shows it for six months more (A4.1).
    pub(super) to: Date,
    /// Always `ended`; the policy may look back on it for a while, as `expired`.
    pub(super) status: Status,
    /// The number of the log's entry by which it ended.
    pub(super) version: i64,
}

/// That it was decided whether the public is told whose an interest is.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RedactionMade")]
pub(super) struct Redacted {
    /// The declaration, as in `/api/v1/declarations/{id}`.
    pub(super) id: DeclarationId,
    /// Whose interest it is, as in `/api/v1/people/{id}`.
    pub(super) person: PersonId,
    #[serde(flatten)]
    pub(super) redaction: Redaction,
    /// The number of the log's entry by which it was decided.
    pub(super) version: i64,
}

/// The columns of the table of declarations.
pub(super) const COLUMNS: &[&str] = &[
    "id",
    "person",
    "person_code",
    "name",
    "nil",
    "category",
    "nature",
    "organisation",
    "organisation_code",
    "organisation_name",
    "related_person",
    "from",
    "to",
    "aware",
    "declared",
    "direction",
    "status",
    "role",
];

pub(super) fn row(one: Named) -> Vec<Value> {
    let kept = one.kept;
    vec![
        json!(kept.id),
        json!(kept.person),
        json!(one.person_code),
        json!(one.name),
        json!(kept.nil),
        json!(kept.category),
        json!(kept.says.nature),
        json!(kept.says.organisation),
        json!(one.organisation_code),
        json!(one.organisation_name),
        json!(kept.says.related_person),
        json!(kept.says.from),
        json!(kept.says.to),
        json!(kept.says.aware),
        json!(kept.says.declared),
        json!(kept.says.direction),
        json!(kept.status),
        json!(kept.says.role),
    ]
}
