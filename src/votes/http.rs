//! The vote book over HTTP. The count is read in `decisions`, where it stays as it was decided.

use schemars::JsonSchema;
use serde::Serialize;

use super::rules::told::{ToldVote, told};
use crate::access::Action;
use crate::conflicts::views::{sitting_of_item, withheld};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, DecisionId, ItemId, PersonId, RulingId, VoteId};
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
            .summary(
                "Every vote cast on an item, in the order of the log, and whether it counts: with those that were struck or taken away.",
            )
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
    /// Whether it counts, or counted at the decision: while it stands and no conflict keeps whoever cast it from voting.
    counts: bool,
    /// The ruling that took it away; null where none did, and once that ruling was struck.
    taken_by: Option<RulingId>,
    /// The decision with which it went when that was reopened, as in `/api/v1/decisions/{id}`; null where it did not.
    went_with: Option<DecisionId>,
    /// That it was struck as entered by mistake; null where it stands.
    struck: Option<StruckVote>,
    /// Its entry in the log.
    version: i64,
}

/// That a vote was struck as entered by mistake.
#[derive(Debug, Serialize, JsonSchema)]
struct StruckVote {
    /// Why, as it was minuted.
    reason: String,
    /// When it was struck, UTC.
    at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    clock: String,
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
            let day = sitting.meeting.date;
            let to_body = |told: &ToldVote<'_>| VoteBody {
                id: told.vote.id,
                committee: told.vote.committee,
                seat: told.vote.seat.clone(),
                person: told.vote.person,
                name: sitting.name(told.vote.person),
                choice: told.vote.choice,
                at: told.act.place.at,
                clock: told.act.place.at.clock_beside(day),
                counts: told.counts,
                taken_by: told.taken_by,
                went_with: told.went_with,
                struck: told.struck.map(|struck| StruckVote {
                    reason: struck.because.clone(),
                    at: struck.at,
                    clock: struck.at.clock_beside(day),
                }),
                version: told.act.entry,
            };
            let wanted = |told: &ToldVote<'_>| asked.committee.is_none_or(|committee| committee == told.vote.committee);
            let all = told(&sitting, &sitting.room(), item);
            Ok(Listed::all(all.iter().filter(|told| wanted(told)).map(to_body).collect()))
        })
        .await?;
    Ok(Answer::json(200, &found)?.tagged_by_content())
}
