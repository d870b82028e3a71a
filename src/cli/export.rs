//! `quorate export decisions`: the decision log into a file, by the same hand as over HTTP.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::backup::is_beside_a_register;
use super::user::register;
use super::{End, Flags, put, tell};
use crate::actor::Actor;
use crate::app::Opened;
use crate::db::Address;
use crate::decisions::facts::Filter;
use crate::exports::facts::log;
use crate::exports::lines;
use crate::fault::{Error, Fault};
use crate::http;
use crate::ids::{CommitteeId, MeetingId};
use crate::meetings::Outcome;
use crate::moment::Date;

#[derive(Debug, Subcommand)]
pub enum Export {
    /// The decision log.
    Decisions(Decisions),
}

/// A form of table.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    Csv,
    Ndjson,
    Json,
}

#[derive(Debug, Args)]
pub struct Decisions {
    /// The form of the table.
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Format,
    /// Where to write it; standard output by default.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The register, by id or short name; the only one by default.
    #[arg(long)]
    pub register: Option<String>,
    /// Of one committee.
    #[arg(long, value_name = "ID")]
    pub committee: Option<CommitteeId>,
    /// Of one meeting.
    #[arg(long, value_name = "ID")]
    pub meeting: Option<MeetingId>,
    /// The first day of meetings.
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// The last day of meetings.
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    /// An outcome; may be given several times.
    #[arg(long, value_name = "WORD")]
    pub outcome: Vec<Outcome>,
    /// As so many entries of the log say.
    #[arg(long, value_name = "ENTRIES")]
    pub as_of: Option<i64>,
    /// Without the mark that tells spreadsheets the text is UTF-8.
    #[arg(long)]
    pub no_bom: bool,
}

/// Whether a file is the register, or one of those that belong to it.
fn is_of_the_register(path: &Path, database: &Address) -> bool {
    let Address::File(register) = database else { return false };
    let there = |path: &Path| path.canonicalize().ok();
    is_beside_a_register(path) || (there(path).is_some() && there(path) == there(Path::new(register)))
}

/// # Errors
/// What cannot be read or written, and why.
pub fn run(flags: &Flags, command: &Export) -> Result<(), End> {
    let Export::Decisions(command) = command;
    let settings = flags.settings()?;
    if let Some(path) = command.output.as_deref().filter(|path| is_of_the_register(path, &settings.database)) {
        return Err(End::Usage(format!("{} belongs to the register itself: name another file", path.display())));
    }
    let opened = Opened::existing(&settings)?;
    let id = register(&opened.access, command.register.as_deref())?;
    let format = match command.format {
        Format::Csv => http::Format::Csv,
        Format::Ndjson => http::Format::Ndjson,
        Format::Json => http::Format::Json,
    };
    let filter = Filter {
        committee: command.committee,
        meeting: command.meeting,
        from: command.from,
        to: command.to,
        outcome: (!command.outcome.is_empty()).then(|| command.outcome.clone()),
        of: None,
    };
    let taken = opened.access.reader().snapshot(id, |read| {
        let stamp = log::stamp(read, command.as_of)?;
        Ok((lines::whole(read, format, !command.no_bom, &filter, &stamp)?, stamp))
    });
    let (bytes, stamp) = taken.map_err(|error| match error {
        // A table that says something else than the log is found false, and nothing that broke.
        Error::Fault(fault @ Fault::Corrupt { .. }) => End::False(fault.to_string()),
        other => other.into(),
    })?;
    let change = lines::export_taken(format, &filter, &stamp);
    // A place that cannot be written to is found before anything is said to have been taken.
    let file = match &command.output {
        Some(path) => Some((path, File::create(path).map_err(|error| End::Usage(format!("{}: {error}", path.display())))?)),
        None => None,
    };
    opened.ledger.record(&Actor::cli(id), move |_| Ok(change.clone()))?;
    match file {
        Some((path, mut file)) => file.write_all(&bytes).map_err(|error| End::Fault(format!("{}: {error}", path.display())))?,
        None => put(&bytes)?,
    }
    tell(&format!("the decision log, {stamp}"));
    Ok(())
}
