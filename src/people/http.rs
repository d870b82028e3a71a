//! Persons over HTTP. An address is shown to whoever keeps or audits the list; to others it is
//! withheld by name.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::edit::{self, NewPerson, PersonPatch};
use super::facts::{self, PersonFilter, PersonRecord};
use super::rules::PersonStatement;
use crate::access::{Action, Role, Scope};
use crate::db::Read;
use crate::fault::Error;
use crate::http::thing::{Coded, Thing, everything};
use crate::http::{Answer, Call, Route};
use crate::ids::PersonId;

const TAG: &str = "People";

/// The thing of `/people/{id}`.
const PERSON: Thing = Thing {
    name: "person",
    all: everything,
    seen: |read, _, id| match id.parse() {
        Ok(id) => Ok(facts::exists(read, id)?),
        Err(_) => Ok(false),
    },
    coded: Some(Coded { called: "code", id: |read, code| Ok(facts::by_code(read, code)?.map(|id| id.to_string())) }),
};

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/people", "list_people", list)
            .tag(TAG)
            .summary("The persons of the register.")
            .action(Action::ReadPeople)
            .query::<Filter>()
            .page_of::<Person>()
            .sorted::<PersonRecord>()
            .formats(),
        Route::post("/api/v1/people", "enter_a_person", create)
            .tag(TAG)
            .summary("Enter a person.")
            .action(Action::KeepPeople)
            .body::<NewPerson>()
            .makes("/api/v1/people/{id}")
            .answers::<Person>(),
        Route::get("/api/v1/people/{id}", "get_a_person", one)
            .tag(TAG)
            .summary("One person.")
            .action(Action::ReadPeople)
            .of(&PERSON)
            .answers::<Person>()
            .tagged(),
        Route::patch("/api/v1/people/{id}", "amend_a_person", change)
            .tag(TAG)
            .summary("Amend a person: fields left out stay, null clears.")
            .action(Action::KeepPeople)
            .of(&PERSON)
            .body::<PersonPatch>()
            .answers::<Person>()
            .tagged(),
    ]
}

/// Which people of the register are listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "PersonFilter")]
struct Filter {
    /// With this tag.
    tag: Option<String>,
    /// With exactly this code, in any case.
    code: Option<String>,
    /// Words of the code or the name.
    q: Option<String>,
}

/// A person, as this reader may see them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PersonSeen")]
struct Person {
    /// The person, as in `/api/v1/people/{id}`.
    id: PersonId,
    /// The key by which lists name them; null where they have none.
    code: Option<String>,
    /// Their name as minutes and the register of interests show it.
    name: String,
    /// Their pay band, null where nobody said; `8d`, `9` and `vsm` make a decision-maker of them (A4.4).
    grade: Option<String>,
    /// Free words said of them, such as `cfo`; a quorum may ask for somebody with one.
    tags: Vec<String>,
    /// Left out where this reader may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Option<String>>,
    /// The number of the log's entry that last wrote them; part of the `ETag`.
    version: i64,
    /// The fields that this reader may not see.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<String>,
}

fn seen(kept: PersonRecord, whole: bool) -> Person {
    let PersonRecord { says: PersonStatement { id, code, name, grade, tags, email }, version } = kept;
    let withheld = if whole { Vec::new() } else { vec!["email".to_owned()] };
    Person { id, code, name, grade, tags, email: whole.then_some(email), version, withheld }
}

/// Whether the reader sees addresses.
fn whole(call: &Call) -> Result<bool, Error> {
    let caller = call.caller()?;
    Ok(caller.reach(Action::KeepPeople) == Scope::Any || caller.roles.contains(&Role::Auditor))
}

const COLUMNS: &[&str] = &["id", "code", "name", "grade", "tags", "email"];

fn row(person: PersonRecord, whole: bool) -> Vec<Value> {
    let email = person.email.as_ref().filter(|_| whole);
    vec![json!(person.id), json!(person.code), json!(person.name), json!(person.grade), json!(person.tags), json!(email)]
}

async fn list(call: Call) -> Result<Answer, Error> {
    let Filter { tag, code, q } = call.query()?;
    let (asked, whole) = (PersonFilter { tag, code, q }, whole(&call)?);
    if let Some(format) = call.format() {
        let batch = move |read: &mut Read<'_>, after: Option<PersonId>, most: i64| Ok(facts::batch(read, &asked, after, most)?);
        return call.table_of(format, "people", COLUMNS, batch, move |person| row(person, whole)).await;
    }
    let page = call.page()?;
    call.snapshot(move |read| {
        let found = page.gather(|after, most| Ok(facts::batch(read, &asked, after, most)?))?;
        page.answer(found.map(|person| seen(person, whole)))
    })
    .await
}

async fn create(call: Call) -> Result<Answer, Error> {
    let body: NewPerson = call.body()?;
    call.answer(move |read| edit::create(read, &body)).await
}

async fn one(call: Call) -> Result<Answer, Error> {
    let id: PersonId = call.id("id")?;
    let whole = whole(&call)?;
    let found = call.snapshot(move |read| facts::one(read, id)?.ok_or(Error::NotFound("person"))).await?;
    let answer = Answer::one(id, found.version, &seen(found, whole))?;
    Ok(if whole { answer } else { answer.in_part() })
}

async fn change(call: Call) -> Result<Answer, Error> {
    let id: PersonId = call.id("id")?;
    let version = call.if_match(id)?;
    let patch: PersonPatch = call.body()?;
    let whole = whole(&call)?;
    call.amended(
        id,
        move |read| edit::change(read, id, &patch, Some(version)),
        move |read| {
            let held = facts::one(read, id)?.ok_or(Error::NotFound("person"))?;
            Ok((held.version, seen(held, whole)))
        },
    )
    .await
}
