//! Packs and their adoption over HTTP.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::adopt::{Adopt, adopt};
use super::facts::{self, StoredPolicy};
use super::packs::{self, Pack, PackName};
use super::rules::Overrides;
use crate::access::Action;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::OrganisationId;
use crate::moment::Date;
use crate::organisations::{self, ORGANISATION};

const TAG: &str = "Policy";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/policy-packs", "list_policy_packs", shipped)
            .tag(TAG)
            .summary("The packs shipped with this program, oldest first.")
            .action(Action::ReadPolicies)
            .shows_nobody("what is shipped with the program")
            .answers::<Packs>()
            .tagged(),
        Route::get("/api/v1/organisations/{id}/policies", "list_policies", list)
            .tag(TAG)
            .summary("The packs a body has adopted.")
            .action(Action::ReadPolicies)
            .of(&ORGANISATION)
            .shows_nobody("packs and the days from which they hold")
            .page_of::<StoredPolicy>()
            .sorted::<StoredPolicy>(),
        Route::post("/api/v1/organisations/{id}/policies", "adopt_a_policy", take)
            .tag(TAG)
            .summary("Adopt a pack from a day.")
            .action(Action::AdoptPolicies)
            .of(&ORGANISATION)
            .body::<NewPolicy>()
            .answers::<StoredPolicy>(),
    ]
}

/// The shipped packs.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PolicyPacks")]
struct Packs {
    /// Every pack, oldest first; a body that adopts none is under the newest of the day.
    items: Vec<Pack>,
}

/// A pack to be adopted, with what the body changes of it.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewPolicy {
    /// Which pack is adopted, by its name in `/api/v1/policy-packs`.
    pack: PackName,
    /// The first day under it; not before the pack's own.
    from: Date,
    /// What the body changes of the pack; left out, it is taken as shipped.
    #[serde(default)]
    overrides: Overrides,
}

async fn shipped(_: Call) -> Result<Answer, Error> {
    Ok(Answer::json(200, &Packs { items: packs::shipped()?.to_vec() })?.tagged_by_content())
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

async fn take(call: Call) -> Result<Answer, Error> {
    let organisation: OrganisationId = call.id("id")?;
    let NewPolicy { pack, from, overrides } = call.body()?;
    let command = Adopt { organisation, pack, from, overrides };
    call.answer(move |read| {
        organisations::must_find(read, organisation)?;
        adopt(read, &command)
    })
    .await
}
