//! The vote book over HTTP. The count is read in `decisions`, where it stays as it was decided.

use schemars::JsonSchema;
use serde::Serialize;

use super::facts;
use crate::access::Action;
use crate::conflicts::views::{sitting_of_item, withheld};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, PersonId, RulingId, VoteId};
use crate::meetings::Choice;
use crate::meetings::bodies::{InCommittee, Listed};
use crate::meetings::viewer::{ITEM, Viewer};
use crate::moment::Instant;

const TAG: &str = "Deciding";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/items/{id}/votes", "list_votes", list)
            .tag(TAG)
            .summary("The votes cast on an item, in order, with those that a later ruling took away.")
            .action(Action::ReadMeetings)
            .of(&ITEM)
            .query::<InCommittee>()
            .answers::<Listed<VoteBody>>()
            .tagged(),
    ]
}

/// A vote as it was cast.
#[derive(Debug, Serialize, JsonSchema)]
struct VoteBody {
    /// What tells this vote from all others; a ruling that takes it away names it.
    id: VoteId,
    /// The committee in which it was cast, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// The seat from which it was cast, by its name in the terms of reference.
    seat: String,
    /// Who cast it, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
    /// How it was cast; an abstention is cast too.
    choice: Choice,
    /// When it was cast, UTC.
    at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    clock: String,
    /// The ruling that took it away.
    taken_by: Option<RulingId>,
    /// Its entry in the log.
    version: i64,
}

async fn list(call: Call) -> Result<Answer, Error> {
    let (id, sight, asked) = (call.seen::<ItemId>()?, Viewer::of(&call)?, call.query::<InCommittee>()?);
    let found = call
        .snapshot(move |read| {
            let sitting = sitting_of_item(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            if withheld(&sight, &sitting, item) {
                return Ok(Listed::withheld());
            }
            let lines = facts::lines(read, id)?;
            let to_body = |line: facts::Line| VoteBody {
                id: line.id,
                committee: line.committee,
                seat: line.seat,
                person: line.person,
                name: sitting.name(line.person),
                choice: line.choice,
                at: line.at,
                clock: line.at.clock_beside(sitting.meeting.date),
                taken_by: line.taken_by,
                version: line.version,
            };
            let wanted = |line: &facts::Line| asked.committee.is_none_or(|committee| committee == line.committee);
            Ok(Listed::all(lines.into_iter().filter(wanted).map(to_body).collect()))
        })
        .await?;
    Ok(Answer::json(200, &found)?.tagged_by_content())
}
