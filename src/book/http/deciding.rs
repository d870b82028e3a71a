//! Decisions over HTTP: recorded, and taken again.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::DECIDING as TAG;
use crate::access::Action;
use crate::book::decide;
use crate::conflicts::NewOverride;
use crate::decisions::Decide;
use crate::decisions::changes::DecisionRecorded;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::bodies::Answered;
use crate::meetings::viewer::ITEM;
use crate::meetings::{EventTime, Method, Outcome};
use crate::moment::{Instant, When};
use crate::text::Prose;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/items/{id}/decisions", "record_a_decision", take)
            .tag(TAG)
            .summary("Record an outcome for one committee, with everything it rests on; the last committee's closes the item.")
            .action(Action::RecordDecisions)
            .of(&ITEM)
            .needs_key()
            .body::<NewDecision>()
            .makes("/api/v1/decisions/{id}")
            .answers::<Answered<DecisionRecorded>>(),
    ]
}

/// An outcome to be recorded.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDecision {
    /// Needed only where several decide in common.
    pub(super) committee: Option<CommitteeId>,
    /// What became of the item; one that decides it says what the vote or the consensus said (C6).
    pub(super) outcome: Outcome,
    /// Whether it was voted on, or agreed without a count (C6.2).
    pub(super) method: Method,
    /// The decision in words, for the minutes; may be left out.
    pub(super) text: Option<Prose>,
    /// Who asks that their dissent be recorded.
    #[serde(default)]
    #[validate(length(max = 200, message = "At most 200 people dissent."))]
    pub(super) dissent: Vec<PersonId>,
    /// Going on in spite of a breach of the composition of the vote.
    #[serde(rename = "override")]
    #[validate(nested)]
    pub(super) override_: Option<NewOverride>,
    /// When it was taken; now where it is left out.
    pub(super) at: Option<When>,
}

async fn take(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewDecision { committee, outcome, method, text, dissent, override_, at } = call.body()?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| {
        let override_ = override_.clone().map(NewOverride::command);
        let command = Decide { item, committee, outcome, method, text: text.clone(), dissent: dissent.clone(), override_ };
        decide(read, &command, when)
    })
    .await
}
