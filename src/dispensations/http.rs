//! Dispensations over HTTP. A member sees their own.

mod samples;

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::facts::{self, DispensationRecord};
use super::grant::{self, EndDispensation, GrantDispensation};
use super::rules::{Allows, DispensationGround};
use crate::access::{Action, Caller, Scope};
use crate::db::Read;
use crate::fault::Error;
use crate::http::thing::{Thing, nothing_unseen};
use crate::http::{Answer, Call, Route};
use crate::ids::{FactId, OrganisationId, PersonId};
use crate::moment::{Date, Instant};
use crate::organisations::{self, ORGANISATION};
use crate::text::Rationale;

const TAG: &str = "Dispensations";

/// The thing of `/dispensations/{id}`: a member sees their own.
const DISPENSATION: Thing = Thing {
    name: "dispensation",
    all: nothing_unseen,
    seen: |read, viewer, id| match id.parse() {
        Ok(id) => Ok(facts::one(read, id)?.is_some_and(|held| whose(viewer.caller).is_none_or(|own| own == Some(held.says.person)))),
        Err(_) => Ok(false),
    },
    coded: None,
};

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/organisations/{id}/dispensations", "list_dispensations", list)
            .tag(TAG)
            .summary("The dispensations that a council has given; a member sees their own.")
            .action(Action::ReadDispensations)
            .of(&ORGANISATION)
            .page_of::<DispensationRecord>()
            .sorted::<DispensationRecord>(),
        Route::post("/api/v1/organisations/{id}/dispensations", "grant_a_dispensation", give)
            .tag(TAG)
            .summary("Record that a council lets somebody take part although they are interested, on what ground and until when.")
            .action(Action::KeepDispensations)
            .of(&ORGANISATION)
            .needs_key()
            .body::<NewDispensation>()
            .makes("/api/v1/dispensations/{id}")
            .answers::<DispensationRecord>(),
        Route::get("/api/v1/dispensations/{id}", "get_a_dispensation", one)
            .tag(TAG)
            .summary("One dispensation.")
            .action(Action::ReadDispensations)
            .of(&DISPENSATION)
            .answers::<DispensationRecord>()
            .tagged(),
        Route::post("/api/v1/dispensations/{id}/end", "end_a_dispensation", take_back)
            .tag(TAG)
            .summary("Take a dispensation back: its last day, or a day before its first where it was given by mistake.")
            .action(Action::KeepDispensations)
            .of(&DISPENSATION)
            .body::<LastDay>()
            .status(200)
            .answers::<DispensationRecord>(),
    ]
}

/// Whose dispensations a caller sees: everybody's, or their own (`Some(None)` of whoever is nobody on this register).
fn whose(caller: &Caller) -> Option<Option<PersonId>> {
    (caller.reach(Action::ReadDispensations) != Scope::Any).then_some(caller.person)
}

/// A dispensation to be recorded as it was given.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewDispensation {
    /// Whom it lets take part, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// The body whose business they may take part in, as in `/api/v1/organisations/{id}`; left out, it holds for all their interests.
    concerning: Option<OrganisationId>,
    /// What they may do.
    allows: Allows,
    /// The ground on which it is given.
    ground: DispensationGround,
    /// The reason, in words.
    because: Rationale,
    /// The day on which the person asked for it in writing.
    requested: Date,
    /// The monitoring officer who gives it: a person with the tag `guardian`.
    by: PersonId,
    /// Its first day: after the last on which a committee of the council has met.
    from: Date,
    /// Its last day, four years after its first at most.
    to: Date,
}

/// A dispensation taken back.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LastDayOfDispensation")]
struct LastDay {
    /// The last day on which it holds; before its first where it never should have been given.
    last_day: Date,
    /// The monitoring officer who takes it back: a person with the tag `guardian`.
    by: PersonId,
    /// Why.
    reason: Rationale,
}

fn told(read: &mut Read<'_>, id: FactId) -> Result<DispensationRecord, Error> {
    facts::record(read, id)?.ok_or(Error::NotFound("dispensation"))
}

async fn list(call: Call) -> Result<Answer, Error> {
    let id: OrganisationId = call.id("id")?;
    let (page, whose) = (call.page()?, whose(call.caller()?));
    call.snapshot(move |read| {
        organisations::must_find(read, id)?;
        let found = page.gather(|after, most| match whose {
            Some(None) => Ok((Vec::new(), None)),
            Some(own) => Ok(facts::batch(read, id, own, after, most)?),
            None => Ok(facts::batch(read, id, None, after, most)?),
        })?;
        page.answer(found)
    })
    .await
}

async fn one(call: Call) -> Result<Answer, Error> {
    let id: FactId = call.id("id")?;
    let body = call.snapshot(move |read| told(read, id)).await?;
    Answer::one(id, body.version, &body)
}

async fn give(call: Call) -> Result<Answer, Error> {
    let organisation: OrganisationId = call.id("id")?;
    let NewDispensation { person, concerning, allows, ground, because, requested, by, from, to } = call.body()?;
    if requested > Instant::now().day() {
        let message = "This is still to come: give the day on which it was asked for, once it was.";
        return Err(Error::invalid("/requested", "time_required", message));
    }
    let because = Some(because);
    let command = GrantDispensation { organisation, person, concerning, allows, ground, because, requested, by, from, to };
    let decide = move |read: &mut Read<'_>| {
        organisations::must_find(read, organisation)?;
        grant::grant(read, &command)
    };
    call.answer_as(decide, |read, made| told(read, made.id)).await
}

async fn take_back(call: Call) -> Result<Answer, Error> {
    let LastDay { last_day, by, reason } = call.body()?;
    let command = EndDispensation { id: call.id("id")?, last_day, by, reason };
    call.answer_as(move |read| grant::end(read, &command), |read, ended| told(read, ended.id)).await
}
