//! `quorate rehearse FILE...`: plays case files, each in a register of its own in a temporary
//! database, and prints one line a check.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{End, Flags};
use crate::access::secret::random;
use crate::audit::ledger::{Ledger, MacKey, Setup};
use crate::db::{Address, Database};
use crate::fault::Fault;
use crate::passing;
use crate::rehearsal::{Report, draft, rehearse, verifies};

#[derive(Debug, Args)]
pub struct Rehearse {
    /// Case files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A file with one version of terms in JSON: played in the place of those the cases give the committee.
    #[arg(long, value_name = "FILE", requires = "committee")]
    terms: Option<PathBuf>,
    /// Of which committee the terms are, by its id in the cases.
    #[arg(long, value_name = "ID", requires = "terms")]
    committee: Option<String>,
    /// One JSON object: what came of every case.
    #[arg(long)]
    json: bool,
    /// Only the checks that failed, and a line for each case.
    #[arg(long, short)]
    quiet: bool,
}

impl Rehearse {
    /// # Errors
    /// [`End::False`] when an expectation did not hold; [`End::Usage`] for a file that cannot be
    /// read.
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        let mut files = self.files.iter().map(|path| read(path)).collect::<Result<Vec<_>, End>>()?;
        if let Some((terms, committee)) = self.terms.as_deref().zip(self.committee.as_deref()) {
            under_draft(&mut files, terms, committee)?;
        }
        let address = flags.database.as_deref();
        let scene = Scene::make(address)?;
        let mut reports = Vec::with_capacity(files.len());
        for (n, file) in files.iter().enumerate() {
            let slug = format!("case-{}", n + 1);
            let report = if verifies(&file.1) { Scene::make(address)?.play(&slug, file)? } else { scene.play(&slug, file)? };
            if !self.json {
                print(&report, self.quiet);
            }
            reports.push(report);
        }
        if self.json {
            let object = serde_json::json!({ "held": reports.iter().all(Report::held), "cases": reports });
            println_or(&object.to_string());
        }
        let (held, failed): (Vec<_>, Vec<_>) = reports.iter().partition(|report| report.held());
        if !self.json {
            println_or(&format!("{} of {} cases held", held.len(), reports.len()));
        }
        if failed.is_empty() { Ok(()) } else { Err(End::False(String::new())) }
    }
}

/// Puts a draft of the terms into every case that has the committee; one of them must.
fn under_draft(files: &mut [(String, Vec<u8>)], terms: &Path, committee: &str) -> Result<(), End> {
    let draft = super::lint::terms_in(terms)?;
    let draft = serde_json::to_value(&draft).map_err(|error| End::Fault(error.to_string()))?;
    let mut played = 0;
    for (_, case) in files.iter_mut() {
        if let Some(under) = draft::under(case, committee, &draft) {
            *case = under;
            played += 1;
        }
    }
    if played == 0 {
        return Err(End::Usage(format!("none of these cases has a committee '{committee}' with terms of reference")));
    }
    super::tell(&format!("{played} of {} cases are played under {}", files.len(), terms.display()));
    Ok(())
}

fn read(path: &Path) -> Result<(String, Vec<u8>), End> {
    let bytes = std::fs::read(path).map_err(|error| End::Usage(format!("{}: {error}", path.display())))?;
    Ok((path.display().to_string(), bytes))
}

/// A database of its own, gone afterwards.
pub struct Scene {
    database: Database,
    ledger: Ledger,
    key: MacKey,
    _gone_afterwards: Passing,
}

/// What is removed when the rehearsal is over.
enum Passing {
    Folder(PathBuf),
    Made { server: Address, name: String },
}

impl Drop for Passing {
    fn drop(&mut self) {
        let gone = match self {
            Self::Folder(folder) => std::fs::remove_dir_all(folder).map_err(|error| error.to_string()),
            Self::Made { server, name } => server.drop_scratch_database(name).map_err(|error| error.to_string()),
        };
        if let Err(error) = gone {
            tracing::warn!(error, "the rehearsal's database is left behind");
        }
    }
}

impl Scene {
    /// A temporary file; or, at an address, a database made beside the one it names.
    ///
    /// # Errors
    /// An address that is none; what the database says.
    pub fn make(address: Option<&str>) -> Result<Self, End> {
        let (address, passing) = match address {
            Some(text) => {
                let server: Address = text.parse().map_err(|error| End::Usage(format!("{error}")))?;
                if matches!(server, Address::Server(_)) {
                    let name = format!("quorate_rehearsal_{}", uuid::Uuid::now_v7().simple());
                    let made = server.make_scratch_database(&name)?;
                    (made, Passing::Made { server, name })
                } else {
                    temporary()?
                }
            }
            None => temporary()?,
        };
        let database = Database::open(&address, 2)?;
        database.migrate()?;
        let key = MacKey::new(random()?);
        let ledger = Ledger::open(&database, Setup::new(key.clone(), "rehearsal"))?;
        Ok(Self { database, ledger, key, _gone_afterwards: passing })
    }

    /// Plays a file in a register of its own.
    ///
    /// # Errors
    /// What the database says.
    pub fn play(&self, slug: &str, (name, bytes): &(String, Vec<u8>)) -> Result<Report, Fault> {
        let mut report = rehearse(&self.database, &self.ledger, &self.key, slug, bytes)?;
        if report.title.is_empty() {
            report.case.clone_from(name);
        }
        Ok(report)
    }
}

fn temporary() -> Result<(Address, Passing), End> {
    let folder = passing::folder().map_err(|error| End::Fault(format!("{}: {error}", passing::place().display())))?;
    let address = folder.join("rehearsal.db").display().to_string().parse().map_err(|error| End::Fault(format!("{error}")))?;
    Ok((address, Passing::Folder(folder)))
}

fn print(report: &Report, quiet: bool) {
    println_or(&format!("{}  {}", report.case, report.title));
    for outcome in report.checks.iter().filter(|outcome| !quiet || !outcome.check.ok) {
        let check = &outcome.check;
        let mark = if check.ok { "ok  " } else { "FAIL" };
        println_or(&format!("  {mark} {:>3}  {}: {}", outcome.step, outcome.does, check.name));
        if !check.ok {
            println_or(&format!("            expected {}", check.expected));
            println_or(&format!("            answered {}", check.answered));
        }
    }
    if let Some(error) = &report.error {
        println_or(&format!("  STOPPED  {error}"));
    }
}

/// A reader that went away (a closed pipe) is no failure of the rehearsal.
fn println_or(line: &str) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = writeln!(out, "{line}") {
        tracing::debug!(%error, "the output is closed");
    }
}
