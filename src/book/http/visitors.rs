//! Visitors over HTTP: who is at a meeting without being on the register.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::TAG;
use crate::access::Action;
use crate::attendance::changes::VisitRecorded;
use crate::book::visiting::{NewVisit, visit};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{FactId, ItemId, MeetingId};
use crate::meetings::bodies::Answered;
use crate::meetings::viewer::MEETING;
use crate::meetings::{AttendsAs, EventTime, Visiting};
use crate::moment::{Instant, When};
use crate::text::{Name, Prose};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/meetings/{id}/visitors", "record_a_visitor", record)
            .tag(TAG)
            .summary("Record that a visitor, who is not on the register, comes, goes, is invited to items or tells an interest.")
            .action(Action::RecordAttendance)
            .of(&MEETING)
            .needs_key()
            .body::<NewVisitor>()
            .answers::<Answered<VisitRecorded>>(),
    ]
}

const fn arrive() -> Visiting {
    Visiting::Arrive
}

/// A line about a visitor. Whoever is on the register is recorded in the attendance book instead: a name is never matched.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVisitor {
    /// What is recorded; that they arrive where it is left out.
    #[serde(default = "arrive")]
    event: Visiting,
    /// The visitor, by the id with which their arrival was answered; not of an arrival.
    visitor: Option<FactId>,
    /// Of an arrival, which needs it: the name that they give.
    name: Option<Name>,
    /// Of an arrival: for whom they come, as they say.
    organisation_name: Option<Name>,
    /// Of an arrival, which needs it: in what quality they attend.
    #[serde(rename = "as")]
    attends_as: Option<AttendsAs>,
    /// The items to which they are invited, as in `/api/v1/items/{id}`, which an invitation needs; of an interest told later
    /// those that it is on. A visitor stays out of what is taken without the public and they are not invited to.
    #[serde(default)]
    #[validate(length(max = 200, message = "Name at most 200 items."))]
    items: Vec<ItemId>,
    /// An interest in the words in which they told it; they stay out of the deliberation and decision of its items: those it is
    /// said to be on, else those they came for, else all.
    interest_told: Option<Prose>,
    /// When it happened; now where it is left out.
    at: Option<When>,
}

async fn record(call: Call) -> Result<Answer, Error> {
    let meeting = call.seen::<MeetingId>()?;
    let NewVisitor { event, visitor, name, organisation_name, attends_as, items, interest_told, at } = call.body()?;
    let when = EventTime::told(at, Instant::now());
    let told = NewVisit { event, visitor, name, organisation_name, attends_as, items, interest_told };
    call.answer(move |read| visit(read, meeting, &told, when)).await
}
