//! Submitting, reviewing and ending over HTTP, and nil returns.

use super::super::changes::NilDeclared;
use super::super::declare::{self, DeclareNil, Submit};
use super::super::facts::{self, Named};
use super::super::review::{self, EndInterest, Redact, Review};
use super::super::rules::Redaction;
use super::bodies::{End, Ended, NewNil, NewRedaction, OnDay, Redacted, Reviewed, Submitted, Verdict};
use super::{DECLARATION, Reach, TAG, day, person, today};
use crate::access::{Action, Scope};
use crate::db::Read;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::DeclarationId;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/declarations/{id}/submit", "submit_a_declaration", submit)
            .tag(TAG)
            .summary("Submit a draft: it is declared on that day.")
            .action(Action::Declare)
            .of(&DECLARATION)
            .body::<OnDay>()
            .status(200)
            .answers::<Submitted>(),
        Route::post("/api/v1/declarations/{id}/review", "review_a_declaration", review)
            .tag(TAG)
            .summary("Accept a declaration, or leave it submitted with a note.")
            .action(Action::ReviewDeclarations)
            .of(&DECLARATION)
            .body::<Verdict>()
            .status(200)
            .answers::<Reviewed>(),
        Route::post("/api/v1/declarations/{id}/end", "end_an_interest", end)
            .tag(TAG)
            .summary("End an interest: its last day.")
            .action(Action::Declare)
            .of(&DECLARATION)
            .body::<End>()
            .status(200)
            .answers::<Ended>(),
        Route::post("/api/v1/declarations/{id}/redaction", "decide_a_redaction", withhold)
            .tag(TAG)
            .summary("Decide whether the public is told whose an interest is.")
            .action(Action::Withhold)
            .of(&DECLARATION)
            .body::<NewRedaction>()
            .status(200)
            .answers::<Redacted>(),
        Route::post("/api/v1/nil-declarations", "declare_nil", nil)
            .tag(TAG)
            .summary("State that there is nothing to declare.")
            .action(Action::Declare)
            .body::<NewNil>()
            .needs_key()
            .makes("/api/v1/declarations/{id}")
            .answers::<Named>(),
    ]
}

async fn submit(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DeclarationId>()?;
    let reach = Reach::of(&call)?;
    let declared = day(&call, call.body::<OnDay>()?.declared)?;
    call.answer(move |read| {
        reach.find(read, id)?;
        declare::submit(read, &Submit { id, declared })
    })
    .await
}

async fn review(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DeclarationId>()?;
    let Verdict { accept, note } = call.body()?;
    let actor = call.actor()?;
    let command = Review { id, accept, reviewer: actor.name(), reviewer_person: actor.person, note };
    call.answer(move |read| review::review(read, &command)).await
}

async fn end(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DeclarationId>()?;
    let reach = Reach::of(&call)?;
    let End { to } = call.body()?;
    if to > today() {
        return Err(Error::invalid("/to", "in_the_future", "This records an interest that is over. Record its end when the day has come."));
    }
    // A member ends their own from today on.
    let earliest = (call.scope()? != Scope::Any).then(today);
    call.answer(move |read| {
        reach.find(read, id)?;
        review::end(read, &EndInterest { id, to, earliest })
    })
    .await
}

async fn withhold(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DeclarationId>()?;
    let reach = Reach::of(&call)?;
    let NewRedaction { by, on, outcome } = call.body()?;
    let redaction = Redaction { by, on: on.unwrap_or_else(today), outcome };
    call.answer(move |read| {
        reach.find(read, id)?;
        review::redact(read, &Redact { id, redaction })
    })
    .await
}

async fn nil(call: Call) -> Result<Answer, Error> {
    let NewNil { person: named, declared } = call.body()?;
    let command = DeclareNil { person: person(&call, named)?, declared: day(&call, declared)? };
    let reach = Reach::of(&call)?;
    let tell = move |read: &mut Read<'_>, id, _: &NilDeclared| {
        let found = facts::one_named(read, id)?.ok_or(Error::NotFound("declaration"))?;
        Ok(reach.shown(found))
    };
    call.answer_made(move |read| declare::declare_nil(read, &command), |made| made.id, tell).await
}
