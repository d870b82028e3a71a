//! What a late interest touches and breaches, over HTTP.

use schemars::JsonSchema;
use serde::Serialize;

use crate::access::Action;
use crate::db::Read;
use crate::decisions::late::{Breach, Touched, breaches_of, impact};
use crate::declarations::DECLARATION;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{DeclarationId, OrganisationId};
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
    let found = call.snapshot(move |read| impact(read, id)).await?;
    Ok(Answer::json(200, &Impact { declaration: id.id(), items: found })?.tagged_by_content())
}

async fn of_body(call: Call) -> Result<Answer, Error> {
    let organisation: OrganisationId = call.id("id")?;
    let today = super::today();
    let find = move |read: &mut Read<'_>| breaches_of(read, organisation, today);
    let found = Breaches { organisation, items: call.snapshot(find).await? };
    Ok(Answer::json(200, &found)?.tagged_by_content())
}
