//! The registers of a deployment over HTTP.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{Register, RegisterRenamed, facts, rules};
use crate::access::Action;
use crate::actor::Actor;
use crate::db::batches;
use crate::db::order::Listed;
use crate::db::{Patience, Read};
use crate::fault::{Error, Fault};
use crate::http::thing::{Coded, Thing, everything};
use crate::http::{Answer, Call, Route};
use crate::ids::RegisterId;
use crate::text::Line;

const REGISTERS: &str = "Registers";

/// The thing of `/registers/{id}`.
const REGISTER: Thing = Thing {
    name: "register",
    all: everything,
    seen: |read, _, id| match id.parse() {
        Ok(id) => Ok(facts::register_named(read, &RegisterId::to_string(&id))?.is_some()),
        Err(_) => Ok(false),
    },
    coded: Some(Coded {
        called: "short name",
        id: |read, slug| Ok(facts::register_named(read, slug)?.map(|register| register.id.to_string())),
    }),
};

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/registers", "list_registers", list_registers)
            .tag(REGISTERS)
            .summary("The registers of this deployment.")
            .action(Action::ManageRegisters)
            .page_of::<Register>()
            .sorted::<Register>(),
        Route::post("/api/v1/registers", "open_a_register", open_register)
            .tag(REGISTERS)
            .summary("Open a register.")
            .action(Action::ManageRegisters)
            .body::<NewRegister>()
            .makes("/api/v1/registers/{id}")
            .answers::<RegisterOpenedBody>(),
        Route::get("/api/v1/registers/{id}", "get_a_register", one)
            .tag(REGISTERS)
            .summary("One register.")
            .action(Action::ManageRegisters)
            .of(&REGISTER)
            .answers::<Register>()
            .tagged(),
        Route::patch("/api/v1/registers/{id}", "rename_a_register", rename)
            .tag(REGISTERS)
            .summary("Give a register another name; its short name stays.")
            .action(Action::ManageRegisters)
            .of(&REGISTER)
            .body::<RegisterPatch>()
            .answers::<RegisterRenamedBody>()
            .tagged(),
    ]
}

impl Listed for Register {
    type Place = RegisterId;
    const FIELDS: &'static [&'static str] = &["name", "slug", "created_at"];

    fn place(&self) -> RegisterId {
        self.id
    }

    fn key(&self, field: &str) -> Option<String> {
        Some(match field {
            "name" => self.name.clone(),
            "slug" => self.slug.clone(),
            _ => self.created_at.to_string(),
        })
    }
}

/// A register to be opened.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewRegister {
    /// The short name in addresses: lower-case letters, digits and hyphens.
    #[schemars(regex(pattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"))]
    slug: String,
    /// What the register is called for its readers, on one line; it can be changed later.
    name: Line,
}

/// A register that was opened.
#[derive(Debug, Serialize, JsonSchema)]
struct RegisterOpenedBody {
    /// The new register, as in `/api/v1/registers/{id}`.
    id: RegisterId,
    /// The short name that it keeps for ever.
    slug: String,
    /// What the register is called for its readers.
    name: String,
    /// The name of its log, `<host>/<short name>/<epoch>`, which every receipt of it bears.
    origin: String,
    /// The last part of the log's name: 1 for a register that is opened.
    epoch: i64,
    /// The number of the entry, in the log of the register `system`, by which it was opened.
    version: i64,
}

/// Another name for a register.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RegisterPatch {
    /// What the register is called from now on; its short name stays.
    name: Line,
}

/// A register that was given another name.
#[derive(Debug, Serialize, JsonSchema)]
struct RegisterRenamedBody {
    /// The register that was renamed, as in `/api/v1/registers/{id}`.
    id: RegisterId,
    /// Its short name, which no renaming changes.
    slug: String,
    /// What the register is called from now on.
    name: String,
    /// The number of the entry, in the log of the register `system`, that last wrote it; part of its `ETag`.
    version: i64,
}

async fn list_registers(call: Call) -> Result<Answer, Error> {
    let (page, system) = (call.page()?, call.access().system());
    call.snapshot_in(system, move |read| {
        let found = page.gather(|after, most| {
            let rows = facts::registers(read, after, most)?;
            let next = batches::next_cursor(&rows, most, |row| row.id);
            Ok((rows, next))
        })?;
        page.answer(found)
    })
    .await
}

async fn open_register(call: Call) -> Result<Answer, Error> {
    let body: NewRegister = call.body()?;
    let actor = Actor { register: call.access().system(), ..call.actor()? };
    let ledger = call.access().ledger().clone();
    // Whoever waits for it goes with it to another thread.
    let patience = Patience::current();
    let recorded = tokio::task::spawn_blocking(move || patience.hold(|| ledger.create_register(&actor, &body.slug, &body.name)))
        .await
        .map_err(|error| Fault::Other(format!("opening a register did not end: {error}")))??;
    Answer::recorded(&recorded)
}

async fn one(call: Call) -> Result<Answer, Error> {
    as_it_stands(&call).await
}

async fn as_it_stands(call: &Call) -> Result<Answer, Error> {
    let (id, system) = (call.id::<RegisterId>("id")?, call.access().system());
    let register = call.snapshot_in(system, move |read| facts::register(read, id)).await?;
    Answer::one(id, register.version, &register)
}

async fn rename(call: Call) -> Result<Answer, Error> {
    let (id, system) = (call.id::<RegisterId>("id")?, call.access().system());
    let seen = call.if_match(id)?;
    let RegisterPatch { name } = call.body()?;
    let name = name.trim().to_owned();
    let decide = move |read: &mut Read<'_>| rules::rename(facts::register(read, id)?, seen, name.clone()).map(RegisterRenamed::by);
    match call.record_in(system, decide).await {
        Err(Error::AsItStands) => as_it_stands(&call).await,
        recorded => Answer::recorded(&recorded?),
    }
}
