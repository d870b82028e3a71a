//! `quorate import KIND FILE`: a list into the register, or what it would do.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;

use super::{End, Flags, print, tell};
use crate::actor::Actor;
use crate::app::Opened;
use crate::db::{Database, Reader};
use crate::fault::{Error, Fault};
use crate::ids::RegisterId;
use crate::imports::days::Order;
use crate::imports::report::{FileError, Rejected, Report, shown};
use crate::imports::rows::MAX_BYTES;
use crate::imports::{self, Kind, take};
use crate::moment::Instant;
use crate::registers;
use crate::settings::Settings;

/// Rejected rows shown in a table; --json has them all.
const MOST: usize = 50;

#[derive(Debug, Args)]
#[command(after_long_help = columns())]
pub struct Import {
    /// organisations, people or memberships.
    #[arg(value_name = "KIND")]
    pub kind: Kind,
    /// A CSV file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Say what it would do, and do nothing. Needs no register.
    #[arg(long)]
    pub dry_run: bool,
    /// Take the good rows although others are rejected.
    #[arg(long)]
    pub accept_partial: bool,
    /// In which order the list writes day and month: dmy or mdy.
    #[arg(long, value_name = "ORDER")]
    pub dates: Option<Order>,
    /// The register, by id or short name; the only one by default.
    #[arg(long)]
    pub register: Option<String>,
    /// One JSON object: {rows, created, updated, unchanged, rejected}.
    #[arg(long)]
    pub json: bool,
}

/// The columns of each kind of list.
fn columns() -> String {
    let kinds = Kind::ALL.iter().map(|kind| format!("{kind}:\n{}", kind.columns("  ")));
    format!(
        "Columns, by their headings in the first row ('?' marks those that may be left out):\n\n{}",
        kinds.collect::<Vec<_>>().join("\n\n")
    )
}

/// # Errors
/// Rejected rows, a file that cannot be read as a list, a register that is not there.
pub fn run(flags: &Flags, command: &Import) -> Result<(), End> {
    let bytes = file(&command.file)?;
    let list = match take::read(command.kind, &bytes, command.dates) {
        Ok(list) => list,
        Err(error) => {
            if command.json {
                let report = Report { rows: 1, rejected: vec![whole(&error)], ..Report::default() };
                print(&serde_json::to_string_pretty(&report).map_err(|error| End::Fault(error.to_string()))?)?;
            }
            return Err(End::False(format!("{}: {}", command.file.display(), error.message)));
        }
    };
    let settings = flags.settings()?;
    let report = if command.dry_run { dry_run(&settings, command, &list, &bytes)? } else { taken(&settings, command, list)? };
    show(command, &report)
}

/// A fault of the file as a whole, in the form of a rejected row: that of its heading.
fn whole(error: &FileError) -> Rejected {
    let value = shown(&error.seen.join(", "));
    Rejected { row: 1, column: String::new(), code: error.code.clone(), message: error.message.clone(), value, also: Box::default() }
}

fn file(path: &PathBuf) -> Result<Vec<u8>, End> {
    let wrong = |error: std::io::Error| End::Usage(format!("{}: {error}", path.display()));
    let size = std::fs::metadata(path).map_err(wrong)?.len();
    // Never read whole only to be refused.
    if size > u64::try_from(MAX_BYTES).unwrap_or(u64::MAX) {
        return Err(End::False(format!("{}: {size} bytes; at most {MAX_BYTES} (25 MiB) are taken", path.display())));
    }
    std::fs::read(path).map_err(wrong)
}

/// Against the register there is; where there is none, against an empty one, and nothing is made.
fn dry_run(settings: &Settings, command: &Import, list: &take::List, bytes: &[u8]) -> Result<Report, End> {
    let empty = || imports::dry_run(command.kind, bytes, command.dates).map_err(|error| End::False(error.message));
    if !settings.database.is_there() {
        return empty();
    }
    let database = Database::open(&settings.database, settings.readers)?;
    if database.schema_version()?.is_none() {
        return empty();
    }
    let reader = database.reader();
    let register = match registers(&reader)?.as_slice() {
        [] if command.register.is_none() => return empty(),
        [_, _, ..] if command.register.is_none() => {
            super::tell("there are several registers and none is named (--register): checked against an empty one");
            return empty();
        }
        all => chosen(all, command.register.as_deref())?,
    };
    Ok(reader.snapshot(register, |read| take::dry_run(read, list, Instant::now().day()))?)
}

/// The registers beside `system`: id and short name.
fn registers(reader: &Reader) -> Result<Vec<(RegisterId, String)>, End> {
    // The look is across registers: the one it names does not matter.
    let all = reader.snapshot(RegisterId::new(), |read| registers::facts::registers(read, None, 1000))?;
    Ok(all.into_iter().map(|register| (register.id, register.slug)).filter(|(_, slug)| slug != "system").collect())
}

fn chosen(all: &[(RegisterId, String)], name: Option<&str>) -> Result<RegisterId, End> {
    let list = || all.iter().map(|(_, slug)| slug.as_str()).collect::<Vec<_>>().join(", ");
    match (name, all) {
        (Some(name), _) => all
            .iter()
            .find(|(id, slug)| slug == name || id.to_string() == name)
            .map(|(id, _)| *id)
            .ok_or_else(|| End::Usage(format!("there is no register '{name}'; there are: {}", list()))),
        (None, [(id, _)]) => Ok(*id),
        (None, []) => Err(End::Usage("there is no register yet: open one first".to_owned())),
        (None, _) => Err(End::Usage(format!("there are several registers; name one with --register: {}", list()))),
    }
}

fn taken(settings: &Settings, command: &Import, list: take::List) -> Result<Report, End> {
    let opened = Opened::existing(settings)?;
    let register = chosen(&registers(&opened.database.reader())?, command.register.as_deref())?;
    let rejected: Arc<Mutex<Option<Report>>> = Arc::default();
    let (kept, accept_partial) = (Arc::clone(&rejected), command.accept_partial);
    let today = Instant::now().day();
    let recorded = opened.ledger.record(&Actor::cli(register), move |read| {
        take::import(read, &list, today, accept_partial, |report| {
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
        })
    });
    match recorded {
        Ok(recorded) => {
            tell(&format!("recorded as entry {} of {}", recorded.receipt.index, recorded.receipt.origin));
            Ok(recorded.change.report.clone())
        }
        Err(Error::Invalid(_)) => match rejected.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(report) => {
                tell("nothing was imported: put the rejected rows right, or take the good ones with --accept-partial");
                Ok(report)
            }
            None => Err(Fault::Other("rows were rejected without a report".to_owned()).into()),
        },
        Err(error) => Err(error.into()),
    }
}

fn show(command: &Import, report: &Report) -> Result<(), End> {
    if command.json {
        print(&serde_json::to_string_pretty(report).map_err(|error| End::Fault(error.to_string()))?)?;
    } else {
        print(report.table(MOST).trim_end())?;
    }
    match report.rejected.len() {
        0 => Ok(()),
        1 => Err(End::False("1 row was rejected".to_owned())),
        many => Err(End::False(format!("{many} rows were rejected"))),
    }
}
