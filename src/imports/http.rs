//! Lists over HTTP: sent as they are, answered with what became of each row.

use std::sync::{Arc, Mutex, PoisonError};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Kind;
use super::days::Order;
use super::report::{FileError, Rejected, Report};
use super::take::{self, List};
use crate::access::Action;
use crate::db::aside::aside;
use crate::fault::{Error, Fault};
use crate::http::{Answer, Call, Route};
use crate::ids::FactId;
use crate::moment::Instant;
use crate::problem::Problem;

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/imports", "import_a_list", import)
            .tag("Imports")
            .summary("Import a list as one entry; a dry run (status 200) only says what it would do. Rejected rows refuse the whole list unless accept_partial is given.")
            .action(Action::ImportLists)
            .query::<ImportQuery>()
            .uploads(columns())
            .answers::<Imported>()
            .or_answers::<Report>(200, "What a dry run would do."),
    ]
}

/// What a list may hold, for a reader of the document.
fn columns() -> String {
    let kinds = Kind::ALL.iter().map(|kind| format!("- {kind}: {}", kind.columns("").replace('\n', "; or ")));
    format!(
        "The first row names the columns; those with a question mark may be left out, and an empty cell of a column that is there says that there is nothing.\n\n{}\n\nThe tables that this register gives (people.csv, organisations.csv, memberships.csv) can be given back.",
        kinds.collect::<Vec<_>>().join("\n")
    )
}

/// What the list is and what is to be done with it.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "ImportAsked")]
struct ImportQuery {
    /// What the list is a list of, by which its columns are read.
    kind: Kind,
    /// Say what it would do, and do nothing.
    dry_run: Option<bool>,
    /// Take the good rows although others are rejected.
    accept_partial: Option<bool>,
    /// In which order the list writes day and month: without it, only days with the year first or
    /// with the month in letters are taken, for 03/05/2002 is two days.
    dates: Option<Order>,
}

/// What an import did.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListImported")]
struct Imported {
    /// The import, which the log names by `fact:` and this id.
    id: FactId,
    /// What the list is a list of.
    kind: Kind,
    /// Of the file, in hex.
    sha256: String,
    /// The sum of the next three and of the rejected rows.
    rows: u64,
    /// How many rows entered something that was not in the register.
    created: u64,
    /// How many rows changed something that was in the register.
    updated: u64,
    /// How many rows said what the register has already.
    unchanged: u64,
    /// The rows that were not taken, in the order of the file; none but with `accept_partial`.
    rejected: Vec<Rejected>,
    /// The number of the log's entry by which the whole list was taken.
    version: i64,
}

/// A problem that also carries the report, or what is wrong with the file as a whole.
fn problem(call: &Call, error: Error, name: &str, more: Value) -> Result<Answer, Error> {
    let problem = Problem::of(error, "/api/v1/imports", call.request_told());
    let mut body = serde_json::to_value(&problem).map_err(|error| Fault::Other(error.to_string()))?;
    if let Some(fields) = body.as_object_mut() {
        fields.insert(name.to_owned(), more);
    }
    let bytes = serde_json::to_vec(&body).map_err(|error| Fault::Other(error.to_string()))?;
    Ok(Answer::bytes("application/problem+json", bytes).status(problem.status))
}

/// Reading a long list takes a while, and a thread that answers others must not wait for it.
async fn read(call: &Call, kind: Kind, dates: Option<Order>) -> Result<Result<List, FileError>, Error> {
    let bytes = call.upload().clone();
    Ok(aside("a list", move || take::read(kind, &bytes, dates)).await?)
}

async fn import(call: Call) -> Result<Answer, Error> {
    let ImportQuery { kind, dry_run, accept_partial, dates } = call.query()?;
    let list = match read(&call, kind, dates).await? {
        Ok(list) => Arc::new(list),
        Err(error) => {
            let file = json!(error);
            return problem(&call, Error::invalid("", &error.code, error.message.clone()), "file", file);
        }
    };
    let today = Instant::now().day();
    if dry_run == Some(true) {
        let report = call.snapshot(move |read| take::dry_run(read, &list, today)).await?;
        return Answer::json(200, &report);
    }
    let accept_partial = accept_partial == Some(true);
    let rejected: Arc<Mutex<Option<Report>>> = Arc::default();
    let kept = Arc::clone(&rejected);
    let recorded = call
        .record(move |read| {
            take::import(read, &list, today, accept_partial, |report| {
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
            })
        })
        .await;
    match recorded {
        Ok(recorded) => Answer::recorded(&recorded),
        Err(error) => match rejected.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(report) if matches!(error, Error::Invalid(_)) => problem(&call, error, "report", json!(report)),
            _ => Err(error),
        },
    }
}
