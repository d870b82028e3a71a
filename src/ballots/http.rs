//! Ballots of member practices over HTTP.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::facts::{self, BallotRecord};
use super::record::{RecordBallot, record};
use super::rules::{self, BallotVote, Franchise, Window};
use crate::access::Action;
use crate::db::Read;
use crate::fault::Error;
use crate::fraction::Fraction;
use crate::http::{Answer, Call, Route};
use crate::ids::OrganisationId;
use crate::moment::{Date, Instant};
use crate::organisations::{self, ORGANISATION};
use crate::text::{Line, Prose};
use crate::weight::Weight;

const TAG: &str = "Ballots";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/organisations/{id}/ballots", "list_ballots", list)
            .tag(TAG)
            .summary("The ballots of a body's member practices, and whether each carried.")
            .action(Action::ReadCommittees)
            .of(&ORGANISATION)
            .page_of::<BallotRecord>()
            .sorted::<BallotRecord>(),
        Route::post("/api/v1/organisations/{id}/ballots", "record_a_ballot", hold)
            .tag(TAG)
            .summary("Record a ballot that was held, with its votes; terms of reference may rest on it.")
            .action(Action::KeepTerms)
            .of(&ORGANISATION)
            .needs_key()
            .body::<NewBallot>()
            .answers::<BallotRecord>(),
    ]
}

/// A ballot to be recorded as it was held.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewBallot {
    /// The question that was put to the member practices.
    question: Prose,
    /// What a vote counts: one a practice, or its weight.
    franchise: Franchise,
    /// In which days votes were taken.
    window: Window,
    /// Each practice's vote, once.
    #[validate(length(max = 2000, message = "At most 2000 practices vote in a ballot."))]
    votes: Vec<NewVote>,
    /// Which part of the votes for and against carries it, such as `2/3`; more than half where left out.
    threshold: Option<Fraction>,
    /// Who announced it, and when.
    #[validate(nested)]
    announced: Option<NewAnnouncement>,
    /// What becomes of what was asked where it does not carry, as it was put to them.
    if_not_carried: Option<Prose>,
}

/// How a practice voted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewVote {
    /// The practice, by id or code.
    #[schemars(transform = crate::text::schema::code)]
    organisation: String,
    /// How it voted.
    choice: rules::Answer,
    /// What its vote counts where the franchise is by list size, such as the patients on its list: of every practice, or of
    /// none, each of which then counts one.
    weight: Option<Weight>,
}

/// Who announced how a ballot had gone, and when.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewAnnouncement {
    /// Who counted the votes and announced it: somebody independent of those who voted.
    by: Line,
    /// The day on which it was announced, the last day of the ballot or later.
    on: Date,
}

async fn list(call: Call) -> Result<Answer, Error> {
    let id: OrganisationId = call.id("id")?;
    let page = call.page()?;
    call.snapshot(move |read| {
        organisations::must_find(read, id)?;
        let found = page.gather(|after, most| Ok(facts::batch(read, id, after, most)?))?;
        page.answer(found)
    })
    .await
}

async fn hold(call: Call) -> Result<Answer, Error> {
    let organisation: OrganisationId = call.id("id")?;
    let NewBallot { question, franchise, window, votes, threshold, announced, if_not_carried } = call.body()?;
    let today = Instant::now().day();
    if window.to > today {
        let message = format!("Votes are taken until {}: a ballot is recorded once it was held.", window.to.long());
        return Err(Error::invalid("/window/to", "time_required", message));
    }
    if announced.as_ref().is_some_and(|announced| announced.on > today) {
        return Err(Error::invalid("/announced/on", "time_required", "This is still to come: say who announced it once somebody has."));
    }
    let announced = announced.map(|announced| (announced.by, announced.on));
    let unweighed = votes.iter().position(|vote| vote.weight.is_none());
    if let Some(n) = unweighed.filter(|_| franchise == Franchise::ListSize && votes.iter().any(|vote| vote.weight.is_some())) {
        let message = "The franchise is by list size: give the weight of this practice as well, or of none.";
        return Err(Error::invalid(format!("/votes/{n}/weight"), "required", message));
    }
    let decide = move |read: &mut Read<'_>| {
        organisations::must_find(read, organisation)?;
        let practices: Vec<&str> = votes.iter().map(|vote| vote.organisation.as_str()).collect();
        let practices = organisations::resolve_all(read, &practices, |n| format!("/votes/{n}/organisation"))?;
        let vote = |(organisation, vote): (OrganisationId, &NewVote)| BallotVote { organisation, choice: vote.choice, weight: vote.weight };
        let votes = practices.into_iter().zip(&votes).map(vote).collect();
        let (question, window, announced) = (question.clone(), window, announced.clone());
        let if_not_carried = if_not_carried.clone();
        record(read, &RecordBallot { organisation, question, franchise, window, votes, threshold, announced, if_not_carried })
    };
    call.answer_as(decide, |read, made| facts::one(read, made.id)?.ok_or(Error::NotFound("ballot"))).await
}
