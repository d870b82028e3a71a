//! The register of interests over HTTP, as it stands on a day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::facts::register::{RegisterEntry, register};
use super::super::rules::{Audience, Shown};
use super::{TAG, today};
use crate::access::{Action, Scope};
use crate::db::Read;
use crate::fault::Error;
use crate::http::{Answer, Call, Route, Rows};
use crate::ids::OrganisationId;
use crate::moment::Date;
use crate::organisations::ORGANISATION;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/organisations/{id}/register", "read_the_register", print)
            .tag(TAG)
            .summary("The register of interests of a body as it stands on a day, for an audience.")
            .action(Action::ReadRegister)
            .of(&ORGANISATION)
            .query::<OfRegister>()
            .answers::<Register>()
            .hindsight()
            .formats(),
    ]
}

/// Which register of interests is read.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "RegisterOnDay")]
struct OfRegister {
    /// Today when left out.
    as_at: Option<Date>,
    /// `public` when left out; `private` is for whoever may read all declarations.
    audience: Option<Audience>,
}

/// The register as it stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RegisterOfInterests")]
struct Register {
    /// Whose register it is, as in `/api/v1/organisations/{id}`.
    organisation: OrganisationId,
    /// The day it is shown for: the one asked for, else today in Europe/London.
    as_at: Date,
    /// For whom it is shown: `public`, or `private` as the body's own record.
    audience: Audience,
    /// Every declaration shown on that day, in the order in which they were entered.
    items: Vec<RegisterEntry>,
}

const PRINTED: &[&str] = &[
    "declaration",
    "shown",
    "person",
    "name",
    "nil",
    "category",
    "nature",
    "organisation",
    "organisation_name",
    "from",
    "to",
    "declared",
    "status",
    "standing_mitigation",
    "related_person",
];

fn printed(entry: RegisterEntry) -> Vec<Value> {
    vec![
        json!(entry.declaration),
        json!(entry.shown),
        json!(entry.person),
        json!(entry.name),
        json!(entry.nil),
        json!(entry.category),
        json!(entry.nature),
        json!(entry.organisation),
        json!(entry.organisation_name),
        json!(entry.from),
        json!(entry.to),
        json!(entry.declared),
        json!(entry.status),
        json!(entry.standing_mitigation),
        json!(entry.related_person),
    ]
}

async fn print(call: Call) -> Result<Answer, Error> {
    let organisation: OrganisationId = call.id("id")?;
    let OfRegister { as_at, audience } = call.query()?;
    let (as_at, audience) = (as_at.unwrap_or_else(today), audience.unwrap_or(Audience::Public));
    if audience == Audience::Private && call.caller()?.reach(Action::ReadDeclarations) != Scope::Any {
        return Err(Error::Forbidden("The private record is for whoever may read all declarations. Ask for audience=public.".to_owned()));
    }
    if let Some(format) = call.format() {
        let fill = move |read: &mut Read<'_>, rows: &mut Rows| {
            let register = register(read, organisation, as_at, audience)?;
            register.tell(read, |entry| if entry.shown == Shown::No { Ok(()) } else { rows.row(printed(entry)) })
        };
        return call.table(format, "register_of_interests", PRINTED, fill).await;
    }
    let shown = move |read: &mut Read<'_>| -> Result<Vec<RegisterEntry>, Error> {
        let mut entries = register(read, organisation, as_at, audience)?.entries(read)?;
        entries.retain(|entry| entry.shown != Shown::No);
        Ok(entries)
    };
    let items = call.snapshot(shown).await?;
    Ok(Answer::json(200, &Register { organisation, as_at, audience, items })?.tagged_by_content())
}
