//! Votes over HTTP.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::DECIDING as TAG;
use crate::access::{Action, Scope};
use crate::book::{cast, cast_casting};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::bodies::Answered;
use crate::meetings::viewer::ITEM;
use crate::meetings::{Choice, EventTime};
use crate::moment::{Instant, When};
use crate::votes::changes::{CastingVoteCast, VoteCast};
use crate::votes::{CastCasting, CastVote};

pub(super) fn routes() -> Vec<Route> {
    vec![
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
pub(super) struct NewVote {
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
pub(super) struct NewCasting {
    /// Who casts it, as in `/api/v1/people/{id}`: whoever presides over the item and has a vote in the committee (C6.3).
    by: PersonId,
    /// In which committee there is a tie; needed only where several are possible.
    committee: Option<CommitteeId>,
    /// `for` or `against`; an abstention would leave the tie as it is.
    choice: Choice,
    /// When it was cast; now where it is left out.
    at: Option<When>,
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
    let when = EventTime::told(at, Instant::now());
    let command = CastVote { item, committee, person, seat, choice };
    call.answer(move |read| cast(read, &command, when)).await
}

async fn casting(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewCasting { by, committee, choice, at } = call.body()?;
    call.on_behalf_of(by)?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| cast_casting(read, &CastCasting { item, committee, by, choice }, when)).await
}
