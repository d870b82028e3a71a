//! Plays a case from its first step to its last.

use serde::Serialize;
use serde_json::Value;

use super::case::Case;
use super::expect::{self, Proof};
use super::stage::{CaseError, Stage, message_of};
use super::step;
use crate::actor::Actor;
use crate::audit::ledger::{Ledger, MacKey};
use crate::db::Database;
use crate::fault::Fault;
use crate::http::body::json;

/// One thing expected, and whether it was so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: String,
    pub ok: bool,
    pub expected: String,
    pub answered: String,
}

impl Check {
    #[must_use]
    pub fn passed(name: impl Into<String>) -> Self {
        Self { name: name.into(), ok: true, expected: String::new(), answered: String::new() }
    }

    #[must_use]
    pub fn failed(name: impl Into<String>, expected: impl Into<String>, answered: impl Into<String>) -> Self {
        Self { name: name.into(), ok: false, expected: expected.into(), answered: answered.into() }
    }
}

/// A check with the step it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// From 1, as a reader counts.
    pub step: usize,
    /// What the step does, in a few words.
    pub does: String,
    #[serde(flatten)]
    pub check: Check,
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub case: String,
    pub title: String,
    pub checks: Vec<Outcome>,
    /// Why the case could not be played to its end.
    pub error: Option<String>,
}

impl Report {
    #[must_use]
    pub fn held(&self) -> bool {
        self.error.is_none() && self.checks.iter().all(|outcome| outcome.check.ok)
    }
}

/// Reads a case file strictly.
///
/// # Errors
/// A [`CaseError`] naming the path of an unknown key or word.
pub fn read(bytes: &[u8]) -> Result<(Case, Value), CaseError> {
    let value = json::parse(bytes).map_err(|error| CaseError::new("", message_of(&error)))?;
    let case: Case = json::typed(value.clone()).map_err(|error| CaseError::new("", message_of(&error)))?;
    for (n, step) in case.steps.iter().enumerate() {
        let given: Vec<String> =
            value.pointer(&format!("/steps/{n}")).and_then(Value::as_object).map(|keys| keys.keys().cloned().collect()).unwrap_or_default();
        step::check(step, &given, &format!("/steps/{n}"))?;
    }
    Ok((case, value))
}

/// Whether a case asks that its log verifies. That is asked of everything in the database, so it wants one of its own.
#[must_use]
pub fn verifies(bytes: &[u8]) -> bool {
    let asks = |case: &Value| {
        let steps = case.get("steps").and_then(Value::as_array);
        steps.is_some_and(|steps| steps.iter().any(|step| step.pointer("/expect/log_verifies").is_some()))
    };
    json::parse(bytes).is_ok_and(|case| asks(&case))
}

/// Plays a case in a register of its own, made in the given database.
///
/// # Errors
/// What the database says; what is wrong with the case, or fails in it, is in the report.
pub fn rehearse(database: &Database, ledger: &Ledger, key: &MacKey, slug: &str, bytes: &[u8]) -> Result<Report, Fault> {
    let (case, value) = match read(bytes) {
        Ok(read) => read,
        Err(error) => {
            return Ok(Report { case: slug.to_owned(), title: String::new(), checks: Vec::new(), error: Some(error.to_string()) });
        }
    };
    let mut report = Report { case: case.case.clone(), title: case.title.clone(), checks: Vec::new(), error: None };
    let opened = ledger
        .create_register(&Actor::cli(ledger.system()), slug, &case.title)
        .map_err(|error| Fault::Other(format!("no register for the case: {}", message_of(&error))))?;
    let actor = Actor::cli(opened.change.id);
    let mut stage = match Stage::set(ledger.clone(), database.reader(), actor, &case) {
        Ok(stage) => stage,
        Err(error) => {
            report.error = Some(error.to_string());
            return Ok(report);
        }
    };
    let proof = Proof { database, key };
    for (n, step) in case.steps.iter().enumerate() {
        let path = format!("/steps/{n}");
        let does = words(value.pointer(&path));
        let played = (|| -> Result<Vec<Check>, CaseError> {
            let mut checks = Vec::new();
            if step.verb.is_some() {
                let done = step::play(&mut stage, step, &path)?;
                checks.push(expect::outcome(step.expect.as_ref(), &done));
            }
            if let Some(expected) = &step.expect {
                checks.extend(expect::answers(&stage, &proof, expected, &format!("{path}/expect"))?);
            }
            Ok(checks)
        })();
        match played {
            Ok(checks) => report.checks.extend(checks.into_iter().map(|check| Outcome { step: n + 1, does: does.clone(), check })),
            Err(error) => {
                report.error = Some(error.to_string());
                return Ok(report);
            }
        }
    }
    Ok(report)
}

/// A step in a few words: its `do` and the names in it.
fn words(step: Option<&Value>) -> String {
    let Some(step) = step.and_then(Value::as_object) else { return String::new() };
    let mut words: Vec<String> = Vec::new();
    for key in [
        "do",
        "meeting",
        "item",
        "part",
        "phase",
        "who",
        "person",
        "seat",
        "treatment",
        "choice",
        "decision",
        "finding",
        "outcome",
        "committee",
    ] {
        match step.get(key) {
            Some(Value::String(text)) => words.push(text.clone()),
            Some(Value::Array(list)) => words.push(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
            _ => {}
        }
    }
    if words.is_empty() { "expect".into() } else { words.join(" ") }
}
