//! Advice on an item over HTTP.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::TAG;
use crate::access::Action;
use crate::book::advise;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{ItemId, PersonId};
use crate::meetings::EventTime;
use crate::meetings::bodies::Answered;
use crate::meetings::viewer::ITEM;
use crate::moment::{Instant, When};
use crate::proceedings::changes::AdviceGiven;
use crate::proceedings::rules::advising::Advise;
use crate::text::Prose;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/items/{id}/advice", "give_advice", give)
            .tag(TAG)
            .summary("Record the advice that somebody gave on an item, in the room or in writing, with a vote or without.")
            .action(Action::RecordAdvice)
            .of(&ITEM)
            .needs_key()
            .body::<NewAdvice>()
            .answers::<Answered<AdviceGiven>>(),
    ]
}

/// Advice that was given on an item.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAdvice {
    /// Who gave it, as in `/api/v1/people/{id}`; a visitor who is on no register is recorded as one.
    person: PersonId,
    /// What they advised: it stands in the minutes that are not for the public.
    says: Prose,
    /// Whether it came in writing, which may be before the meeting; in the room where it is left out.
    #[serde(default)]
    in_writing: bool,
    /// When it was given; now where it is left out.
    at: Option<When>,
}

async fn give(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewAdvice { person, says, in_writing, at } = call.body()?;
    let command = Advise { item, person, says, in_writing };
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| advise(read, &command, when)).await
}
