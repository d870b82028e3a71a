//! What became of a decision and of minutes since they were recorded, in the words of the API: corrections, additions, that
//! something was to be taken again, what a guardian determined.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::decisions::facts::{Addition, Correction, DecidedAgain, Determination, ReopenedBy};
use crate::decisions::late::Finding;
use crate::ids::{CorrectionId, DecisionId, DeclarationId, DeterminationId, ItemId, MeetingId, PersonId};
use crate::meetings::Outcome;
use crate::moment::{Date, Instant, When};
use crate::text::{Prose, Rationale};

/// What the record should say as well, and why.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCorrection {
    /// What the record should say.
    pub text: Prose,
    /// Why the correction is made, which is minuted.
    pub reason: Rationale,
    /// The true outcome, where another was recorded: the committee says so itself, at a later meeting (C10).
    pub outcome: Option<Outcome>,
    /// That meeting, as in `/api/v1/meetings/{id}`: open, and of the committee.
    pub at_meeting: Option<MeetingId>,
    /// Who speaks for it there, as in `/api/v1/people/{id}`: the first of its succession in the room who has no conflict on the item.
    pub by: Option<PersonId>,
    /// When it was made; now where it is left out.
    pub at: Option<When>,
}

/// What a guardian determined of a decision under query, and why.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDetermination {
    /// The guardian of conflicts of interest, as in `/api/v1/people/{id}`: somebody with the tag `guardian` who had no part in the
    /// decision and has no interest in the item.
    pub by: PersonId,
    /// Whether it stands, or is to be decided again.
    pub finding: Finding,
    /// Why, which is minuted.
    pub reason: Rationale,
    /// When it was determined; now where it is left out.
    pub at: Option<When>,
}

/// What the minutes should say as well, and why.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAddition {
    /// What the minutes should say as well: on attendance, or on their wording.
    pub text: Prose,
    /// Why it is added, which is minuted.
    pub reason: Rationale,
    /// When it was added; now where it is left out.
    pub at: Option<When>,
}

/// What was added to the minutes of a meeting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AdditionBody {
    /// What tells this addition from all others.
    pub id: CorrectionId,
    /// What the minutes should say as well.
    pub text: String,
    /// Why it was added.
    pub reason: String,
    /// When it was added, UTC.
    pub at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    pub clock: String,
    /// Its entry in the log.
    pub entry: i64,
}

impl AdditionBody {
    /// To the minutes of a meeting of this day.
    #[must_use]
    pub fn of(added: &Addition, day: Date) -> Self {
        let Addition { id, text, reason, at, version } = added.clone();
        Self { id, text, reason, at, clock: at.clock_beside(day), entry: version }
    }
}

/// A correction of a decision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CorrectionBody {
    /// What tells this correction from all others.
    pub id: CorrectionId,
    /// What the record should say; nothing of the decision itself changes (C10).
    pub text: String,
    /// Why the correction was made.
    pub reason: String,
    /// When it was made, UTC.
    pub at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    pub clock: String,
    /// The true outcome, where the committee said that another was recorded; null where it said nothing of it.
    pub outcome: Option<Outcome>,
    /// The later meeting at which the committee said so, as in `/api/v1/meetings/{id}`; null with the outcome.
    pub at_meeting: Option<MeetingId>,
    /// Through whom, as in `/api/v1/people/{id}`; null with the outcome.
    pub by: Option<PersonId>,
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
            outcome: correction.outcome,
            at_meeting: correction.at_meeting,
            by: correction.by,
            version: correction.version,
        }
    }
}

/// That a decision was to be taken again, since it rested on a false entry (C10).
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReopenedBody {
    /// Who presided and reopened it, as in `/api/v1/people/{id}`.
    pub by: PersonId,
    /// What had been entered wrongly.
    pub reason: String,
    /// When it was reopened, UTC.
    pub at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    pub clock: String,
    /// Its entry in the log.
    pub entry: i64,
}

impl ReopenedBody {
    /// Of a decision of a meeting of this day.
    #[must_use]
    pub fn of(again: &ReopenedBy, day: Date) -> Self {
        let ReopenedBy { by, reason, at, version, .. } = again.clone();
        Self { by, reason, at, clock: at.clock_beside(day), entry: version }
    }
}

/// That a decision was taken again at a later meeting (C10). What was decided there is told by that decision, to whoever may
/// see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecidedAgainBody {
    /// The later decision, as in `/api/v1/decisions/{id}`.
    pub decision: DecisionId,
    /// The item on which it was taken, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// The meeting at which it was taken, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
    /// When it was taken, UTC.
    pub at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    pub clock: String,
    /// Its entry in the log.
    pub entry: i64,
}

impl DecidedAgainBody {
    /// Of a decision of a meeting of this day.
    #[must_use]
    pub fn of(again: &DecidedAgain, day: Date) -> Self {
        let DecidedAgain { decision, item, meeting, at, version } = again.clone();
        Self { decision, item, meeting, at, clock: at.clock_beside(day), entry: version }
    }
}

/// A correction that was made after the minutes became final.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LaterCorrection {
    /// The decision that it corrects, as in `/api/v1/decisions/{id}`.
    pub decision: DecisionId,
    /// The item of that decision, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    #[serde(flatten)]
    pub correction: CorrectionBody,
}

/// What a guardian determined of a decision under query (A7.1).
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeterminationBody {
    /// What tells this determination from all others.
    pub id: DeterminationId,
    /// Whether it stands, or is to be decided again. Of several the last is in force.
    pub finding: Finding,
    /// The guardian, as in `/api/v1/people/{id}`.
    pub by: PersonId,
    /// Their name then.
    pub name: String,
    /// Why; null where it is kept from the public with the name of whose interest it is.
    pub reason: Option<String>,
    /// The interests told late that were known of it, as in `/api/v1/declarations/{id}`: it answers these and no others. Empty
    /// where the reason is kept.
    pub declarations: Vec<DeclarationId>,
    /// When it was determined, UTC.
    pub at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    pub clock: String,
    /// Its entry in the log.
    pub entry: i64,
}

impl DeterminationBody {
    /// Of a decision of a meeting of this day.
    #[must_use]
    pub fn of(said: &Determination, day: Date) -> Self {
        let Determination { id, finding, by, name, reason, declarations, at, version } = said.clone();
        Self { id, finding, by, name, reason: Some(reason), declarations, at, clock: at.clock_beside(day), entry: version }
    }

    /// Without what could tell the public what an interest is.
    #[must_use]
    pub fn without_its_reason(self) -> Self {
        Self { reason: None, declarations: Vec::new(), ..self }
    }
}

/// What was determined after the minutes became final.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LaterDetermination {
    /// The decision, as in `/api/v1/decisions/{id}`.
    pub decision: DecisionId,
    /// The item of that decision, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    #[serde(flatten)]
    pub determination: DeterminationBody,
}
