//! Votes over HTTP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::DECIDING as TAG;
use crate::access::{Action, Scope};
use crate::book::voting::NAME_WHO;
use crate::book::{call_in, cast, cast_casting, count_hands, hold_election, take_roll};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::bodies::Answered;
use crate::meetings::viewer::ITEM;
use crate::meetings::{Candidate, Choice, EventTime};
use crate::moment::{Instant, When};
use crate::text::Rationale;
use crate::votes::changes::{CastingVoteCast, ElectionHeld, HandsCounted, ItemCalledIn, RollTaken, VoteCast};
use crate::votes::{CallIn, Called, CastCasting, CastVote, CountHands, HoldElection, TakeRoll};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/items/{id}/votes", "cast_a_vote", vote)
            .tag(TAG)
            .summary("Record a vote, of a person or from a seat; of a meeting by correspondence this is a reply.")
            .action(Action::RecordVotes)
            .of(&ITEM)
            .needs_key()
            .body::<NewVote>()
            .answers::<Answered<VoteCast>>(),
        Route::post("/api/v1/items/{id}/roll", "take_a_roll", roll)
            .tag(TAG)
            .summary("Record the votes of a roll in one go: all of them, each as if it had been cast by itself, or none.")
            .action(Action::TakeRolls)
            .of(&ITEM)
            .needs_key()
            .body::<NewRoll>()
            .answers::<Answered<RollTaken>>(),
        Route::post("/api/v1/items/{id}/hands", "count_a_show_of_hands", hands)
            .tag(TAG)
            .summary("Record a show of hands in numbers, where the terms of reference do not have votes recorded by name.")
            .action(Action::TakeRolls)
            .of(&ITEM)
            .needs_key()
            .body::<NewHands>()
            .answers::<Answered<HandsCounted>>(),
        Route::post("/api/v1/items/{id}/election", "hold_an_election", election)
            .tag(TAG)
            .summary("Record an election by secret ballot in numbers: how many ballots were for whom, and never whose.")
            .action(Action::TakeRolls)
            .of(&ITEM)
            .needs_key()
            .body::<NewElection>()
            .answers::<Answered<ElectionHeld>>(),
        Route::post("/api/v1/items/{id}/casting-vote", "cast_the_casting_vote", casting)
            .tag(TAG)
            .summary("Record the casting vote of whoever presides over the item.")
            .action(Action::RecordVotes)
            .of(&ITEM)
            .needs_key()
            .body::<NewCasting>()
            .answers::<Answered<CastingVoteCast>>(),
        Route::post("/api/v1/items/{id}/call-in", "call_an_item_in", calling_in)
            .tag(TAG)
            .summary("Call an item of a meeting by correspondence in: it is decided in a room, or not at all.")
            .action(Action::RecordVotes)
            .of(&ITEM)
            .needs_key()
            .body::<NewCallIn>()
            .answers::<Answered<ItemCalledIn>>(),
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

/// A roll to be recorded.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRoll {
    /// In which committee; needed only where several are possible.
    committee: Option<CommitteeId>,
    /// The votes in the order in which they were called: of everybody, or of those present alone.
    #[validate(length(min = 1, max = 200, message = "A roll has 1 to 200 votes."), nested)]
    votes: Vec<NewCalled>,
    /// When it was taken; now where it is left out.
    at: Option<When>,
}

/// A vote of a roll.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewVoteOfARoll")]
struct NewCalled {
    /// Who votes; their seat where none is named, of several the first in the terms that has not voted.
    person: Option<PersonId>,
    /// From which seat; whoever sits in it where nobody is named.
    #[validate(length(min = 1, max = 60, message = "A seat's name has 1 to 60 characters."))]
    seat: Option<String>,
    /// How it is cast.
    choice: Choice,
}

/// A show of hands to be recorded: all together no more than the seats with a vote that are in the room.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHands {
    /// In which committee; needed only where several are possible.
    committee: Option<CommitteeId>,
    /// How many hands were raised for.
    #[serde(rename = "for")]
    #[schemars(range(max = 200))]
    in_favour: u32,
    /// How many hands were raised against.
    #[schemars(range(max = 200))]
    against: u32,
    /// How many hands were raised for neither; none where it is left out.
    #[serde(default)]
    #[schemars(range(max = 200))]
    abstained: u32,
    /// When it was counted; now where it is left out.
    at: Option<When>,
}

/// An election by secret ballot to be recorded: all together no more ballots than the seats with a vote that are in the room.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewElection {
    /// In which committee; needed only where several are possible.
    committee: Option<CommitteeId>,
    /// Who counted the ballots, as in `/api/v1/people/{id}`: somebody in the room who is no candidate and not conflicted.
    counted_by: PersonId,
    /// Everybody who stood, with their votes: on an item of the decision type `election` members of the committee, on one of the
    /// type `appointment` anybody.
    #[validate(length(min = 1, max = 50, message = "An election has 1 to 50 candidates."))]
    candidates: Vec<Candidate>,
    /// How many ballots were for nobody; none where it is left out.
    #[serde(default)]
    #[schemars(range(max = 200))]
    blank_or_spoilt: u32,
    /// Where a second ballot tied again: which of those who tied was drawn by lot, as in `/api/v1/people/{id}`.
    drawn_by_lot: Option<PersonId>,
    /// When it was counted; now where it is left out.
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

/// An item to be called in.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCallIn {
    /// Who calls it in, as in `/api/v1/people/{id}`: anybody who has a vote on it, and no interest that keeps them from it (C7.5).
    by: PersonId,
    /// Why; it is minuted.
    reason: Option<Rationale>,
    /// When it was called in, with its day, while replies were taken; now where it is left out.
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
        return Err(Error::invalid("/person", "required", NAME_WHO));
    }
    let when = EventTime::told(at, Instant::now());
    let command = CastVote { item, committee, person, seat, choice };
    call.answer(move |read| cast(read, &command, when)).await
}

async fn roll(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewRoll { committee, votes, at } = call.body()?;
    let called = |NewCalled { person, seat, choice }: NewCalled| Called { person, seat, choice };
    let command = TakeRoll { item, committee, votes: votes.into_iter().map(called).collect() };
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| take_roll(read, &command, when)).await
}

async fn hands(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewHands { committee, in_favour, against, abstained, at } = call.body()?;
    let command = CountHands { item, committee, in_favour, against, abstained };
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| count_hands(read, &command, when)).await
}

async fn election(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewElection { committee, counted_by, candidates, blank_or_spoilt, drawn_by_lot, at } = call.body()?;
    let command = HoldElection { item, committee, counted_by, candidates, blank_or_spoilt, drawn_by_lot };
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| hold_election(read, &command, when)).await
}

async fn casting(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewCasting { by, committee, choice, at } = call.body()?;
    call.on_behalf_of(by)?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| cast_casting(read, &CastCasting { item, committee, by, choice }, when)).await
}

async fn calling_in(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewCallIn { by, reason, at } = call.body()?;
    call.on_behalf_of(by)?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| call_in(read, &CallIn { item, by, reason: reason.clone() }, when)).await
}
