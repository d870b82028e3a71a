//! Bodies and stakes over HTTP.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use validator::Validate;

use super::edit::{self, EndStake, NewOrganisation, OrganisationPatch, Relate};
use super::facts::{self, OrganisationFilter, OrganisationRecord};
use super::rules::{OrganisationKind, Stake, StakeKind};
use crate::access::Action;
use crate::db::Read;
use crate::fault::Error;
use crate::http::thing::{Coded, Thing, everything};
use crate::http::{Answer, Call, Route};
use crate::ids::{FactId, OrganisationId};
use crate::moment::Date;

const TAG: &str = "Bodies";

/// The thing of `/organisations/{id}`.
pub const ORGANISATION: Thing = Thing {
    name: "organisation",
    all: everything,
    seen: |read, _, id| match id.parse() {
        Ok(id) => Ok(facts::exists(read, id)?),
        Err(_) => Ok(false),
    },
    coded: Some(Coded { called: "code", id: |read, code| Ok(facts::by_code(read, code)?.map(|id| id.to_string())) }),
};

/// The thing of `/relations/{id}`.
const RELATION: Thing = Thing {
    name: "relation",
    all: everything,
    seen: |read, _, id| match id.parse() {
        Ok(id) => Ok(facts::stake(read, id)?.is_some()),
        Err(_) => Ok(false),
    },
    coded: None,
};

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/organisations", "list_organisations", list)
            .tag(TAG)
            .summary("The bodies of the register.")
            .action(Action::ReadOrganisations)
            .shows_nobody("bodies, by their names and codes")
            .query::<Filter>()
            .page_of::<OrganisationRecord>()
            .sorted::<OrganisationRecord>()
            .formats(),
        Route::post("/api/v1/organisations", "enter_an_organisation", create)
            .tag(TAG)
            .summary("Enter a body.")
            .action(Action::KeepOrganisations)
            .body::<NewOrganisation>()
            .makes("/api/v1/organisations/{id}")
            .answers::<OrganisationRecord>(),
        Route::get("/api/v1/organisations/{id}", "get_an_organisation", one)
            .tag(TAG)
            .summary("One body.")
            .action(Action::ReadOrganisations)
            .of(&ORGANISATION)
            .shows_nobody("a body, by its name and code")
            .answers::<OrganisationRecord>()
            .tagged(),
        Route::patch("/api/v1/organisations/{id}", "amend_an_organisation", change)
            .tag(TAG)
            .summary("Amend a body: fields left out stay, null clears.")
            .action(Action::KeepOrganisations)
            .of(&ORGANISATION)
            .body::<OrganisationPatch>()
            .answers::<OrganisationRecord>()
            .tagged(),
        Route::get("/api/v1/organisations/{id}/relations", "list_relations", relations)
            .tag(TAG)
            .summary("The stakes a body has in others, and others in it.")
            .action(Action::ReadOrganisations)
            .of(&ORGANISATION)
            .shows_nobody("stakes of bodies in bodies")
            .answers::<Relations>()
            .tagged(),
        Route::post("/api/v1/organisations/{id}/relations", "relate_two_organisations", relate)
            .tag(TAG)
            .summary("Record that this body is a member or an owner of another.")
            .action(Action::KeepOrganisations)
            .of(&ORGANISATION)
            .body::<NewRelation>()
            .answers::<Relation>(),
        Route::post("/api/v1/relations/{id}/end", "end_a_relation", end)
            .tag(TAG)
            .summary("End a stake: its last day.")
            .action(Action::KeepOrganisations)
            .of(&RELATION)
            .body::<End>()
            .status(200)
            .answers::<Relation>(),
    ]
}

/// Which bodies of the register are listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "OrganisationFilter")]
struct Filter {
    /// Any of these kinds, separated by commas.
    kind: Option<Vec<OrganisationKind>>,
    /// The commissioner's code: on the day of `as_at`, or at any time.
    commissioner: Option<String>,
    /// Open on this day.
    as_at: Option<Date>,
    /// With exactly this code, in any case.
    code: Option<String>,
    /// Words of the code or the name.
    q: Option<String>,
}

impl From<Filter> for OrganisationFilter {
    fn from(filter: Filter) -> Self {
        Self {
            kinds: filter.kind.unwrap_or_default(),
            commissioner: filter.commissioner,
            as_at: filter.as_at,
            code: filter.code,
            q: filter.q,
        }
    }
}

/// A stake of this body in another.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewRelation {
    /// The other body, by id or code.
    #[schemars(transform = crate::text::schema::code)]
    body: String,
    /// Whether this body is a member or an owner of the other; owners may form no ring (A2).
    kind: StakeKind,
    /// The first day of the stake; left out, it has been there always.
    #[serde(default)]
    from: Option<Date>,
    /// The last day of the stake, itself included; left out, it lasts.
    #[serde(default)]
    to: Option<Date>,
}

/// The end of a stake.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LastDayOfRelation")]
struct End {
    /// The last day.
    to: Date,
}

/// The holder is a member or an owner of the body.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BodyRelation")]
struct Relation {
    /// The stake, by which `/api/v1/relations/{id}/end` ends it.
    id: FactId,
    /// The body that has the stake, as in `/api/v1/organisations/{id}`.
    holder: OrganisationId,
    /// The body in which it has the stake, as in `/api/v1/organisations/{id}`.
    body: OrganisationId,
    /// Whether the holder is a member or an owner of the body.
    kind: StakeKind,
    /// The first day of the stake; null where it has been there always.
    from: Option<Date>,
    /// The last day of the stake, itself included; null while it lasts.
    to: Option<Date>,
}

impl From<Stake> for Relation {
    fn from(stake: Stake) -> Self {
        let Stake { id, holder, body, kind, from, to } = stake;
        Self { id, holder, body, kind, from, to }
    }
}

/// Every stake of a body, whenever.
#[derive(Debug, Serialize, JsonSchema)]
struct Relations {
    /// The stakes it has in others and those that others have in it, ended ones among them.
    items: Vec<Relation>,
}

const COLUMNS: &[&str] = &["id", "code", "name", "kind", "commissioner", "area", "postcode", "opened", "closed"];

fn row(body: OrganisationRecord) -> Vec<Value> {
    vec![
        json!(body.id),
        json!(body.code),
        json!(body.name),
        json!(body.kind),
        // The last known, where the days are kept.
        json!(body.commissioners.last().map(|with| &with.commissioner).or(body.commissioner.as_ref())),
        json!(body.area),
        json!(body.postcode),
        json!(body.opened),
        json!(body.closed),
    ]
}

async fn list(call: Call) -> Result<Answer, Error> {
    let asked = OrganisationFilter::from(call.query::<Filter>()?);
    if let Some(format) = call.format() {
        let batch = move |read: &mut Read<'_>, after: Option<OrganisationId>, most: i64| Ok(facts::batch(read, &asked, after, most)?);
        return call.table_of(format, "organisations", COLUMNS, batch, row).await;
    }
    let page = call.page()?;
    call.snapshot(move |read| {
        let found = page.gather(|after, most| Ok(facts::batch(read, &asked, after, most)?))?;
        page.answer(found)
    })
    .await
}

async fn create(call: Call) -> Result<Answer, Error> {
    let body: NewOrganisation = call.body()?;
    call.answer_as(move |read| edit::create(read, &body), |read, made| record(read, made.id)).await
}

async fn one(call: Call) -> Result<Answer, Error> {
    let id: OrganisationId = call.id("id")?;
    let found = call.snapshot(move |read| record(read, id)).await?;
    Answer::one(id, found.version, &found)
}

fn record(read: &mut Read<'_>, id: OrganisationId) -> Result<OrganisationRecord, Error> {
    facts::one(read, id)?.ok_or(Error::NotFound("organisation"))
}

async fn change(call: Call) -> Result<Answer, Error> {
    let id: OrganisationId = call.id("id")?;
    let version = call.if_match(id)?;
    let patch: OrganisationPatch = call.body()?;
    let tell = move |read: &mut Read<'_>| record(read, id).map(|held| (held.version, held));
    call.amended(id, move |read| edit::change(read, id, &patch, Some(version)), tell).await
}

async fn relations(call: Call) -> Result<Answer, Error> {
    let id: OrganisationId = call.id("id")?;
    let found = call
        .snapshot(move |read| {
            facts::one(read, id)?.ok_or(Error::NotFound("organisation"))?;
            Ok(facts::stakes_of(read, id)?)
        })
        .await?;
    Ok(Answer::json(200, &Relations { items: found.into_iter().map(Relation::from).collect() })?.tagged_by_content())
}

async fn relate(call: Call) -> Result<Answer, Error> {
    let holder: OrganisationId = call.id("id")?;
    let NewRelation { body, kind, from, to } = call.body()?;
    call.answer(move |read| {
        facts::one(read, holder)?.ok_or(Error::NotFound("organisation"))?;
        let body = edit::resolve(read, "/body", &body)?;
        edit::relate(read, &Relate { holder, body, kind, from, to })
    })
    .await
}

async fn end(call: Call) -> Result<Answer, Error> {
    let stake: FactId = call.id("id")?;
    let End { to } = call.body()?;
    call.answer(move |read| edit::end_stake(read, &EndStake { stake, to })).await
}
