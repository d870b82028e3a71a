//! What a line tells of what became of its decision: corrections, what a guardian determined, that it was reopened, or decided
//! again at a later meeting.

use schemars::JsonSchema;
use serde::Serialize;

use crate::decisions::facts::{DecidedAgain, Determination};
use crate::decisions::late::Finding;
use crate::ids::{DecisionId, DeclarationId, ItemId, MeetingId, PersonId};
use crate::meetings::Outcome;
use crate::moment::Instant;

/// A correction that was added to the decision, of which nothing else changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CorrectionLine {
    /// The number of the log's entry by which it was added.
    pub entry: i64,
    /// When it was made, in UTC.
    pub at: Instant,
    /// What the record should say.
    pub text: String,
    /// Why the record is corrected, as it was written down.
    pub reason: String,
    /// The true outcome, where the committee said that another was recorded; null where it said nothing of it.
    pub outcome: Option<Outcome>,
    /// The later meeting at which the committee said so, as in `/api/v1/meetings/{id}`; null with the outcome.
    pub at_meeting: Option<MeetingId>,
    /// Through whom, as in `/api/v1/people/{id}`; null with the outcome.
    pub by: Option<PersonId>,
    /// The name of that person, as it was at the decision; null where they were not there, or nobody spoke.
    pub name: Option<String>,
}

/// What a guardian determined of the decision while it was under query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeterminationLine {
    /// The number of the log's entry that says so.
    pub entry: i64,
    /// When it was determined, in UTC.
    pub at: Instant,
    /// Whether it stands, or is to be decided again.
    pub finding: Finding,
    /// The guardian, as in `/api/v1/people/{id}`.
    pub by: PersonId,
    /// The name of that person then.
    pub name: String,
    /// Why, as it was written down.
    pub reason: String,
    /// The interests told late that it answers, as in `/api/v1/declarations/{id}`.
    pub declarations: Vec<DeclarationId>,
}

impl From<Determination> for DeterminationLine {
    fn from(said: Determination) -> Self {
        let Determination { finding, by, name, reason, declarations, at, version, .. } = said;
        Self { entry: version, at, finding, by, name, reason, declarations }
    }
}

/// That the decision was to be taken again, in the sitting itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReopenedLine {
    /// The number of the log's entry by which it was reopened.
    pub entry: i64,
    /// When it was reopened, in UTC.
    pub at: Instant,
    /// Who presided and reopened it, as in `/api/v1/people/{id}`.
    pub by: PersonId,
    /// The name of that person, as it was at the decision.
    pub name: String,
    /// What had been entered wrongly.
    pub reason: String,
}

/// That the decision was taken again at a later meeting. What was decided there is a line of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DecidedAgainLine {
    /// The number of the log's entry that recorded the later decision.
    pub entry: i64,
    /// When it was taken, in UTC.
    pub at: Instant,
    /// The later decision, as in `/api/v1/decisions/{id}`.
    pub decision: DecisionId,
    /// The item on which it was taken, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// The meeting at which it was taken, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
}

impl From<DecidedAgain> for DecidedAgainLine {
    fn from(again: DecidedAgain) -> Self {
        let DecidedAgain { decision, item, meeting, at, version } = again;
        Self { entry: version, at, decision, item, meeting }
    }
}
