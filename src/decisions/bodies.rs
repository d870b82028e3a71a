//! Decisions, counts and minutes in the words of the API, as a reader may see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::facts::{Correction, DecisionFacts};
use super::rules::evidence::Evidence;
use super::rules::visibility;
use crate::http::form;
use crate::ids::{CommitteeId, CorrectionId, DecisionId, ItemId, MeetingId, PersonId};
use crate::meetings::viewer::Viewer;
use crate::meetings::{Method, Outcome};
use crate::moment::{Date, Instant, When};
use crate::votes::Tally;

/// An outcome to be recorded.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// Needed only where several decide in common.
    pub committee: Option<CommitteeId>,
    pub outcome: Outcome,
    pub method: Method,
    #[validate(custom(function = "form::prose"))]
    #[schemars(transform = form::prose_schema)]
    pub text: Option<String>,
    /// Who asks that their dissent be recorded.
    #[serde(default)]
    #[validate(length(max = 200, message = "At most 200 people dissent."))]
    pub dissent: Vec<PersonId>,
    /// Going on in spite of a breach of the composition of the vote.
    #[serde(rename = "override")]
    #[validate(nested)]
    pub override_: Option<NewOverride>,
    pub at: Option<When>,
}

#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOverride {
    /// The governance lead or the guardian.
    pub by: PersonId,
    #[validate(custom(function = "form::prose"))]
    #[schemars(transform = form::prose_schema)]
    pub reason: String,
}

/// What the record should say as well, and why.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCorrection {
    #[validate(custom(function = "form::prose"))]
    #[schemars(transform = form::prose_schema)]
    pub text: String,
    #[validate(length(max = 20_000, message = "At most 20,000 characters."))]
    #[schemars(transform = crate::form::prose_schema)]
    pub reason: String,
    pub at: Option<When>,
}

/// A correction of a decision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CorrectionBody {
    pub id: CorrectionId,
    pub text: String,
    pub reason: String,
    pub at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    pub clock: String,
    /// Its entry in the log.
    pub version: i64,
}

impl CorrectionBody {
    /// A correction of something that a meeting of this day decided.
    #[must_use]
    pub fn of(correction: &Correction, day: Date) -> Self {
        Self {
            id: correction.id,
            text: correction.text.clone(),
            reason: correction.reason.clone(),
            at: correction.at,
            clock: correction.at.clock_beside(day),
            version: correction.version,
        }
    }
}

/// A decision. What is withheld from this reader is absent, and named.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionBody {
    pub id: DecisionId,
    pub meeting: MeetingId,
    pub item: ItemId,
    pub committee: CommitteeId,
    #[serde(flatten)]
    pub taken: Option<Taken>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

/// What was decided, and on what it rests.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Taken {
    pub outcome: Outcome,
    pub method: Method,
    pub effective: bool,
    pub text: Option<String>,
    pub dissent: Vec<PersonId>,
    pub flags: Vec<String>,
    pub override_by: Option<PersonId>,
    pub override_reason: Option<String>,
    pub presiding: Option<PersonId>,
    pub evidence: Evidence,
    pub corrections: Vec<CorrectionBody>,
    pub at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    pub clock: String,
    /// Its entry in the log.
    pub entry: i64,
    pub version: i64,
}

/// The last entry that says something of a decision.
#[must_use]
pub fn version(decision: &DecisionFacts) -> i64 {
    decision.corrections.iter().map(|correction| correction.version).chain([decision.version]).max().unwrap_or(decision.version)
}

/// Whether a decision is of a meeting this reader has a part in.
#[must_use]
pub fn concerns(sight: &Viewer, decision: &DecisionFacts) -> bool {
    !sight.own || had_a_part(sight.person, decision)
}

/// Whether somebody sat in the meeting of a decision, or came to it.
#[must_use]
pub fn had_a_part(person: Option<PersonId>, decision: &DecisionFacts) -> bool {
    person.is_some_and(|person| visibility::had_a_part(&decision.evidence, person))
}

/// Whether the reader was excluded from the item with its papers when it was decided.
#[must_use]
pub fn is_withheld(sight: &Viewer, decision: &DecisionFacts) -> bool {
    sight.bound && sight.person.is_some_and(|person| visibility::is_kept_from(&decision.evidence, person))
}

/// A decision of a meeting of this day, as this reader may see it.
#[must_use]
pub fn decision_body(sight: &Viewer, decision: DecisionFacts, day: Date) -> DecisionBody {
    let (id, meeting, item, committee) = (decision.id, decision.meeting, decision.item, decision.committee);
    if is_withheld(sight, &decision) {
        return DecisionBody { id, meeting, item, committee, taken: None, withheld: vec!["outcome", "text", "evidence", "corrections"] };
    }
    let version = version(&decision);
    let taken = Taken {
        outcome: decision.outcome,
        method: decision.method,
        effective: decision.effective,
        text: decision.text,
        dissent: decision.dissent,
        flags: decision.flags,
        override_by: decision.override_by,
        override_reason: decision.override_reason,
        presiding: decision.presiding,
        evidence: decision.evidence,
        corrections: decision.corrections.iter().map(|correction| CorrectionBody::of(correction, day)).collect(),
        at: decision.at,
        clock: decision.at.clock_beside(day),
        entry: decision.version,
        version,
    };
    DecisionBody { id, meeting, item, committee, taken: Some(taken), withheld: Vec::new() }
}

/// The count of an item in one committee.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TallyBody {
    pub item: ItemId,
    pub committee: CommitteeId,
    /// Absent where it is withheld from this reader.
    #[serde(flatten)]
    pub tally: Option<Tally>,
    /// The decision of which this is the count; none while the vote is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<DecisionId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

/// The minutes of a meeting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MinutesBody {
    pub meeting: MeetingId,
    /// `draft` or `final`.
    pub state: &'static str,
    /// In plain text.
    pub text: String,
    pub finalised_at: Option<Instant>,
    /// The same by the clock in the meeting's time zone, with the day where it is another.
    pub finalised_clock: Option<String>,
    /// Of final minutes: their entry in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<i64>,
    /// Added after the minutes were finalised.
    pub corrections: Vec<LaterCorrection>,
    /// The numbers of the items that are withheld from this reader.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LaterCorrection {
    pub decision: DecisionId,
    pub item: ItemId,
    #[serde(flatten)]
    pub correction: CorrectionBody,
}
