//! Who comes and goes over HTTP.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::TAG;
use crate::access::Action;
use crate::attendance::changes::AttendanceRecorded;
use crate::book::{NewAttendance, attend};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::bodies::Answered;
use crate::meetings::viewer::MEETING;
use crate::meetings::{Event, EventTime};
use crate::moment::{Instant, When};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/meetings/{id}/attendance", "record_attendance", record)
            .tag(TAG)
            .summary("Record that somebody sends apologies (and which deputy is expected), arrives, leaves or returns.")
            .action(Action::RecordAttendance)
            .of(&MEETING)
            .needs_key()
            .body::<NewLine>()
            .answers::<Answered<AttendanceRecorded>>(),
    ]
}

/// A line to be written in the attendance book.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLine {
    /// Who comes or goes, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// What they do; only somebody who has arrived returns, and nobody in the room sends apologies.
    event: Event,
    /// When it happened; now where it is left out.
    at: Option<When>,
    /// The item a leaving is for.
    for_item: Option<ItemId>,
    /// The seat to sit in as its deputy.
    as_deputy_for: Option<String>,
    /// Whose seat that is, where two committees have one of that name.
    committee: Option<CommitteeId>,
    /// Whether they attend from elsewhere; the terms of reference say whether that counts towards the quorum.
    #[serde(default)]
    remote: bool,
    /// Of apologies: that they are taken back.
    #[serde(default)]
    withdrawn: bool,
    /// Of apologies: the deputy who is expected to come instead, as in `/api/v1/people/{id}`; the forecast counts on them.
    expected_deputy: Option<PersonId>,
}

async fn record(call: Call) -> Result<Answer, Error> {
    let meeting = call.seen::<MeetingId>()?;
    let body: NewLine = call.body()?;
    let when = EventTime::told(body.at, Instant::now());
    if body.committee.is_some() && body.as_deputy_for.is_none() {
        return Err(Error::invalid("/committee", "not_given_here", "A committee is named only with the seat of a deputy."));
    }
    let NewLine { person, event, for_item, remote, withdrawn, committee, as_deputy_for, expected_deputy, .. } = body;
    let as_deputy_for = as_deputy_for.map(|seat| (committee, seat));
    let told = NewAttendance { person, event, at: when.into(), for_item, as_deputy_for, remote, withdrawn, expected_deputy };
    call.answer(move |read| attend(read, meeting, &told)).await
}
