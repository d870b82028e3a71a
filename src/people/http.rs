//! Persons over HTTP. An address is shown to whoever keeps or audits the list; to others it is
//! withheld by name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::facts::{self, Asked, Kept};
use super::keep::{self, NewPerson, PersonPatch};
use crate::access::{Action, Role, Scope};
use crate::door::{Answer, Call, Route, Rows};
use crate::fault::Error;
use crate::ids::PersonId;

const TAG: &str = "People";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/people", "list_people", list)
            .tag(TAG)
            .summary("The persons of the register.")
            .action(Action::ReadPeople)
            .query::<Filter>()
            .page_of::<Person>()
            .counted()
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
            .answers::<Person>()
            .tagged(),
        Route::patch("/api/v1/people/{id}", "amend_a_person", change)
            .tag(TAG)
            .summary("Amend a person: fields left out stay, null clears.")
            .action(Action::KeepPeople)
            .body::<PersonPatch>()
            .answers::<Person>()
            .tagged(),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "PersonFilter")]
struct Filter {
    /// With this tag.
    tag: Option<String>,
    /// Words of the code or the name.
    q: Option<String>,
}

/// A person, as this reader may see them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PersonSeen")]
struct Person {
    id: PersonId,
    code: Option<String>,
    name: String,
    grade: Option<String>,
    tags: Vec<String>,
    /// Left out where this reader may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Option<String>>,
    version: i64,
    /// The fields that this reader may not see.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<String>,
}

fn seen(kept: Kept, whole: bool) -> Person {
    let Kept { id, code, name, grade, tags, email, version } = kept;
    let withheld = if whole { Vec::new() } else { vec!["email".to_owned()] };
    Person { id, code, name, grade, tags, email: whole.then_some(email), version, withheld }
}

/// Whether the reader sees addresses.
fn whole(call: &Call) -> Result<bool, Error> {
    let caller = call.caller()?;
    Ok(caller.reach(Action::KeepPeople) == Scope::Any || caller.roles.contains(&Role::Auditor))
}

const COLUMNS: &[&str] = &["id", "code", "name", "grade", "tags", "email"];

fn row(person: Kept, whole: bool) -> Vec<Value> {
    let email = person.email.filter(|_| whole);
    vec![json!(person.id), json!(person.code), json!(person.name), json!(person.grade), json!(person.tags), json!(email)]
}

async fn list(call: Call) -> Result<Answer, Error> {
    let Filter { tag, q } = call.query()?;
    let (asked, whole) = (Asked { tag, q }, whole(&call)?);
    if let Some(format) = call.format() {
        let fill = move |read: &mut crate::db::Read<'_>, rows: &mut Rows| {
            let mut after = None;
            loop {
                let found = facts::list(read, &asked, after, crate::db::sift::BATCH)?;
                let Some(last) = found.last().map(|person| person.id) else { return Ok(()) };
                after = Some(last);
                for person in found {
                    rows.row(row(person, whole))?;
                }
            }
        };
        return call.table(format, "people", COLUMNS, fill).await;
    }
    let page = call.page()?;
    let (after, limit, counts) = (page.after_id::<PersonId>(0)?, page.fetch(), page.counts);
    let look = call.look(move |read| {
        let total = if counts { Some(facts::count(read, &asked)?) } else { None };
        Ok((facts::list(read, &asked, after, limit)?, total))
    });
    let (found, total) = look.await?;
    page.answer_of(found.into_iter().map(|person| seen(person, whole)).collect(), |person| vec![person.id.to_string()], total)
}

async fn create(call: Call) -> Result<Answer, Error> {
    let body: NewPerson = call.body()?;
    call.answer(move |read| keep::create(read, &body)).await
}

async fn one(call: Call) -> Result<Answer, Error> {
    let id: PersonId = call.id("id")?;
    let whole = whole(&call)?;
    let found = call.look(move |read| facts::one(read, id)?.ok_or(Error::NotFound("person"))).await?;
    let answer = Answer::one(id, found.version, &seen(found, whole))?;
    Ok(if whole { answer } else { answer.in_part() })
}

async fn change(call: Call) -> Result<Answer, Error> {
    let id: PersonId = call.id("id")?;
    let version = call.if_match(id)?;
    let patch: PersonPatch = call.body()?;
    call.answer(move |read| keep::change(read, id, &patch, Some(version))).await
}
