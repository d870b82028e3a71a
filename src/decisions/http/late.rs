//! What a late interest touches and breaches, and what is determined of a decision under query, over HTTP.

use schemars::JsonSchema;
use serde::Serialize;

use super::DECISION;
use crate::access::Action;
use crate::db::{Patience, Read};
use crate::decisions::bodies::{NewDetermination, is_withheld};
use crate::decisions::changes::determining::DecisionDetermined;
use crate::decisions::facts;
use crate::decisions::late::{Against, Breach, Determine, Touched, against, against_of, determine};
use crate::declarations::DECLARATION;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{DecisionId, DeclarationId, OrganisationId};
use crate::meetings::EventTime;
use crate::meetings::bodies::Answered;
use crate::meetings::viewer::Viewer;
use crate::moment::Instant;
use crate::organisations::ORGANISATION;

const TAG: &str = "Declarations";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/declarations/{id}/impact", "get_the_impact", of_one)
            .tag(TAG)
            .summary("The decisions that an interest touches which was declared after them.")
            .action(Action::ReadDeclarations)
            .of(&DECLARATION)
            .answers::<Impact>()
            .tagged(),
        Route::get("/api/v1/organisations/{id}/breaches", "list_breaches", of_body)
            .tag(TAG)
            .summary("What the declarations in a body's register breach: told too late, or kept back at a decision.")
            .action(Action::ReadBreaches)
            .of(&ORGANISATION)
            .answers::<Breaches>()
            .tagged(),
        Route::post("/api/v1/decisions/{id}/determinations", "determine_a_query", determined)
            .tag(super::TAG)
            .summary("Record what the guardian determined of a decision under query: that it stands, or is to be decided again.")
            .action(Action::DetermineQueries)
            .of(&DECISION)
            .body::<NewDetermination>()
            .answers::<Answered<DecisionDetermined>>(),
    ]
}

/// What an interest touches that was decided before it was declared.
#[derive(Debug, Serialize, JsonSchema)]
struct Impact {
    /// The interest, as in `/api/v1/declarations/{id}`.
    declaration: DeclarationId,
    /// Each decision, in the order in which they were taken; empty where there are none.
    items: Vec<Touched>,
}

/// What the declarations in a body's register breach.
#[derive(Debug, Serialize, JsonSchema)]
struct Breaches {
    /// The body, as in `/api/v1/organisations/{id}`.
    organisation: OrganisationId,
    /// Each breach, in the order in which the interests were entered; empty where there are none.
    items: Vec<Breach>,
}

async fn of_one(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DeclarationId>()?;
    let tell = move |found: Against, patience: &Patience| {
        let body = Impact { declaration: id.id(), items: found.impact(|| patience.still())? };
        Ok(Answer::json(200, &body)?.tagged_by_content())
    };
    call.reckon(move |read| against(read, id), tell).await
}

async fn of_body(call: Call) -> Result<Answer, Error> {
    let organisation: OrganisationId = call.id("id")?;
    let today = super::today();
    let tell = move |found: Against, patience: &Patience| {
        let body = Breaches { organisation, items: found.breaches(|| patience.still())? };
        Ok(Answer::json(200, &body)?.tagged_by_content())
    };
    call.reckon(move |read| against_of(read, organisation, today), tell).await
}

async fn determined(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<DecisionId>()?, Viewer::of(&call)?);
    let NewDetermination { by, finding, reason, at } = call.body()?;
    let command = Determine { decision: id, by, finding, reason };
    let when = EventTime::told(at, Instant::now());
    let record = move |read: &mut Read<'_>| {
        // Whoever was kept from the item learns nothing of what came to light.
        if is_withheld(&sight, &facts::decision(read, id)?) {
            return Err(Error::NotFound("decision"));
        }
        determine(read, &command, when)
    };
    call.answer(record).await
}
