//! The vote book over HTTP. The count is read in `decisions`, where it stays as it was decided.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::changes::{CastingVoteCast, VoteCast};
use super::{CastCasting, CastVote, cast, cast_casting, facts};
use crate::access::{Action, Scope};
use crate::conflicts::views::{sitting_of_item, withheld};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, PersonId, RulingId, VoteId};
use crate::meetings::bodies::InCommittee;
use crate::meetings::bodies::{Answered, Listed};
use crate::meetings::viewer::{ITEM, Viewer};
use crate::meetings::{Choice, EventTime};
use crate::moment::{Instant, When};

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
        Route::post("/api/v1/items/{id}/votes", "cast_a_vote", vote)
            .tag(TAG)
            .summary("Record a vote, of a person or from a seat.")
            .action(Action::RecordVotes)
            .of(&ITEM)
            .needs_key()
            .body::<NewVote>()
            .answers::<Answered<VoteCast>>(),
        Route::post("/api/v1/items/{id}/casting-vote", "cast_the_casting_vote", casting)
            .tag(TAG)
            .summary("Record the casting vote of whoever presides over the item.")
            .action(Action::RecordVotes)
            .of(&ITEM)
            .needs_key()
            .body::<NewCasting>()
            .answers::<Answered<CastingVoteCast>>(),
    ]
}

/// A vote to be recorded.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewVote {
    /// Who votes; their seat where none is named.
    person: Option<PersonId>,
    /// From which seat; whoever sits in it where nobody is named.
    #[validate(length(min = 1, max = 60, message = "A seat's name has 1 to 60 characters."))]
    seat: Option<String>,
    /// Needed only where several are possible.
    committee: Option<CommitteeId>,
    /// How it is cast; it is not changed afterwards (C6.1).
    choice: Choice,
    /// When it was cast; now where it is left out.
    at: Option<When>,
}

/// The casting vote to be recorded.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewCasting {
    /// Who casts it, as in `/api/v1/people/{id}`: whoever presides over the item and has a vote in the committee (C6.3).
    by: PersonId,
    /// In which committee there is a tie; needed only where several are possible.
    committee: Option<CommitteeId>,
    /// `for` or `against`; an abstention would leave the tie as it is.
    choice: Choice,
    /// When it was cast; now where it is left out.
    at: Option<When>,
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

async fn vote(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewVote { mut person, seat, committee, choice, at } = call.body()?;
    if call.scope()? != Scope::Any {
        // From whichever seat, a member votes as themself.
        person = person.or(call.caller()?.person);
        let Some(person) = person else {
            return Err(Error::Forbidden("This role records the votes of its own person only, and the account has none.".to_owned()));
        };
        call.on_behalf_of(person)?;
    }
    if person.is_none() && seat.is_none() {
        return Err(Error::invalid("/person", "required", "Name the person who votes, or the seat."));
    }
    let when = EventTime { at, now: Instant::now() };
    let command = CastVote { item, committee, person, seat, choice };
    call.answer(move |read| cast(read, &command, when)).await
}

async fn casting(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewCasting { by, committee, choice, at } = call.body()?;
    call.on_behalf_of(by)?;
    let when = EventTime { at, now: Instant::now() };
    call.answer(move |read| cast_casting(read, &CastCasting { item, committee, by, choice }, when)).await
}
