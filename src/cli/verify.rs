//! `quorate verify --db`: this configuration's database against its log, and everything that is
//! wrong by its name; `quorate verify --receipt`: whether a receipt that somebody holds still does.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant as Stopwatch};

use clap::Args;
use serde_json::{Value, json};

use super::{End, Flags, print};
use crate::audit::entry::base64;
use crate::audit::known::{self, Cause};
use crate::audit::replay::receipt::{self, Held, Shown};
use crate::audit::replay::{Finding, Report, Spans, Step, Verification};
use crate::db::{Address, Database};
use crate::replay;
use crate::settings::seen::LastSeen;
use crate::settings::{Keys, Settings};

#[derive(Debug, Args)]
pub struct Verify {
    /// The database of this configuration: its log, the law of each entry, its tables, its schema.
    /// Nothing of it is written, and a copy that cannot be written will do.
    #[arg(long, required_unless_present = "receipt")]
    db: bool,
    /// Whether this receipt still holds: `<origin> <index> <hash>`, as a change was answered with it
    /// in Audit-Receipt.
    #[arg(long, conflicts_with = "db", value_name = "RECEIPT")]
    receipt: Option<String>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Checks every log of the database like a stranger, plays all of them again into an empty
    /// database, asks the law again at each entry and compares row by row. Writes nothing.
    ///
    /// # Errors
    /// [`End::False`] for what is wrong; [`End::Fault`] when it cannot be told, for want of a
    /// database, a key or a schema of this version.
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        let settings = flags.settings()?;
        if let Address::File(path) = &settings.database
            && !std::path::Path::new(path).try_exists().map_err(|error| {
                End::Fault(format!(
                    "{path}: {error}, so whether there is a database is not known. Run this as the user to whom the folder belongs, or name a copy with --database"
                ))
            })?
        {
            return Err(End::Fault(format!("there is no database at {path}, so there is nothing to verify")));
        }
        let (database, how) = Database::to_look_at(&settings.database)?;
        let (now, then) = (database.schema_version()?, database.schema_expected()?);
        if now != then {
            let (now, then) = (now.as_deref().unwrap_or("none"), then.as_deref().unwrap_or("none"));
            return Err(End::Fault(format!("the schema is at {now} and this program verifies {then}: run `quorate migrate` first")));
        }
        if let Some(text) = &self.receipt {
            return self.receipt(&database, text);
        }
        let key = Keys::to_check_with(&settings.data)?;
        let kinds = replay::kinds();
        let mut waiting = Waiting::new();
        let mut tell = |step: Step<'_>| waiting.tell(step);
        let mut report = Verification::new(&kinds, key.as_ref()).telling(&mut tell).of(&database)?;
        waiting.done();
        report.notes.extend(how.map(|how| how.to_string()));
        seen_before(&settings, &database, &mut report)?;
        if key.is_none() {
            report.notes.push(format!("the key of the entries is looked for at {}", Keys::of_entries(&settings.data).display()));
        }
        if self.json {
            print(&as_json(&report).to_string())?
        } else {
            say(&report)?
        }
        end(&report, self.json)
    }

    fn receipt(&self, database: &Database, text: &str) -> Result<(), End> {
        let shown: Shown = text.parse().map_err(|error: receipt::NotAReceipt| End::Usage(error.to_string()))?;
        let held = receipt::check(database, &shown)?;
        if self.json {
            print(&json!({"holds": held.holds(), "register": held.register(), "said": held.to_string()}).to_string())?;
        } else if held.holds() {
            print(&held.to_string())?;
        }
        let said = if self.json { String::new() } else { held.to_string() };
        match held {
            Held::Holds { .. } => Ok(()),
            Held::Unknown(_) => Err(End::Fault(said)),
            _ => Err(End::False(said)),
        }
    }
}

/// A log that was made another since the program last saw it is no longer that log, however well it
/// holds. One that ends before may be a back-up that somebody looks at: that is told, and no fault.
fn seen_before(settings: &Settings, database: &Database, report: &mut Report) -> Result<(), End> {
    let last = LastSeen::of(&settings.data);
    let Some(seen) = last.read()? else { return Ok(()) };
    for lost in known::compared(database, &seen.logs)? {
        if lost.cause == Cause::Other {
            let what =
                format!("its entry {} is another than the one this program saw there ({})", lost.known.size - 1, last.path().display());
            report.findings.push(Finding::Head { register: lost.known.slug().to_owned(), what });
        } else {
            report.notes.push(format!("this is not the newest that this program saw ({}): {lost}", last.path().display()));
        }
    }
    Ok(())
}

fn as_json(report: &Report) -> Value {
    let logs: Vec<_> = report
        .logs
        .iter()
        .map(|log| json!({"register": log.slug, "entries": log.sound.size, "root": base64(&log.sound.root), "erased": log.sound.erased}))
        .collect();
    let findings: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let (register, entry) = finding.entry().unzip();
            json!({"code": finding.code(), "register": register, "entry": entry, "said": finding.to_string()})
        })
        .collect();
    json!({
        "verified": report.holds() && report.untold.is_empty(),
        "logs": logs,
        "entries": report.entries(),
        "rows": report.rows,
        "wrong": report.wrong().map(ToString::to_string),
        "findings": findings,
        "more": report.more,
        "law": {
            "asked": report.law.of.count,
            "asked_of": runs(&report.law.of),
            "not_asked": report.law.not.iter().map(|(why, of)| (why.clone(), json!({"count": of.count, "entries": runs(of)}))).collect::<serde_json::Map<_, _>>(),
        },
        "notes": report.notes,
        "not_told": report.untold,
    })
}

/// Runs of entries, each with its log, its first and its last.
fn runs(of: &Spans) -> Value {
    of.runs.iter().map(|(log, first, last)| json!({"register": log, "from": first, "to": last})).collect()
}

fn say(report: &Report) -> Result<(), End> {
    for log in &report.logs {
        print(&format!("{:<20} {:>7} entries  root {}", log.slug, log.sound.size, base64(&log.sound.root)))?;
    }
    for (why, of) in &report.law.not {
        print(&format!("the law was not asked of {}: {why} ({})", of.count, of.told()))?;
    }
    for note in &report.notes {
        print(&format!("note: {note}"))?;
    }
    Ok(())
}

fn end(report: &Report, is_told: bool) -> Result<(), End> {
    if !report.holds() {
        let mut said = String::new();
        for finding in report.findings.iter().filter(|_| !is_told) {
            let gap = if said.is_empty() { "" } else { "\n" };
            let _infallible = write!(said, "{gap}not verified: {finding}");
        }
        if report.more > 0 && !is_told {
            let _infallible = write!(said, "\nand {} more of the kind", report.more);
        }
        return Err(End::False(said));
    }
    if !report.untold.is_empty() {
        let said = format!("nothing was found wrong, but not all can be told: {}", report.untold.join("; "));
        return Err(End::Fault(if is_told { String::new() } else { said }));
    }
    if is_told {
        return Ok(());
    }
    let (entries, rows, asked) = (report.entries(), report.rows, report.law.of.count);
    print(&format!(
        "verified: {entries} entries, and {rows} rows are what the log says; the rules permit the {asked} acts they were asked of"
    ))
}

/// How far it has come, for a person who waits at a terminal for longer than two seconds.
struct Waiting {
    begun: Stopwatch,
    last: Option<Stopwatch>,
    is_watched: bool,
}

impl Waiting {
    fn new() -> Self {
        Self { begun: Stopwatch::now(), last: None, is_watched: std::io::stderr().is_terminal() }
    }

    fn tell(&mut self, step: Step<'_>) {
        let is_due = self.last.is_none_or(|last| last.elapsed() > Duration::from_millis(300));
        if !self.is_watched || self.begun.elapsed() < Duration::from_secs(2) || !is_due {
            return;
        }
        self.last = Some(Stopwatch::now());
        let line = match step {
            Step::Entries { register, done, of } => format!("{register}: {done} of {of} entries"),
            Step::Table(name) => format!("table {name}"),
            Step::Storage => "the storage itself".to_owned(),
        };
        drop(write!(std::io::stderr().lock(), "\r\x1b[K{line}"));
    }

    fn done(&self) {
        if self.last.is_some() {
            drop(write!(std::io::stderr().lock(), "\r\x1b[K"));
        }
    }
}
