//! The command line: the register from a terminal, with the rights of whoever may read its files.
//! It decides how a command is said and how it ends (0 done and true, 1 found false, 2 usage, 3
//! cannot tell); a command does nothing that a use case does not do.
//! It holds no rule of its own.

pub mod backup;
pub mod completions;
pub mod config;
pub mod demo;
pub mod export;
pub mod import;
pub mod lint;
mod logging;
pub mod migrate;
pub mod openapi;
pub mod rebuild;
pub mod recover;
pub mod rehearse;
pub mod schema;
mod serve;
mod signals;
pub mod terms;
pub mod user;
pub mod verify;

use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::fault::{Error, Fault};
use crate::settings::Settings;

pub use logging::start_logging;

/// What the number at the end of a command says.
const EXITS: &str = "A command ends with 0: done, and true; 1: found false (a log that does not hold, rows that were rejected, \
                     an expectation that failed); 2: said wrong, or settings that cannot be used; 3: broken, so that nothing can be told.";

#[derive(Debug, Parser)]
#[command(
    name = "quorate",
    version,
    about = "A register of interests that runs the meeting by its own rules",
    after_help = EXITS,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(flatten)]
    pub flags: Flags,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that stand over files and environment.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings (over config/*.toml and QUORATE_* variables)")]
pub struct Flags {
    /// The address of the database: a path ending in .db, or the URL of a server. Default: quorate.db in the data folder.
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub database: Option<String>,
    /// The folder of the register and its keys. Default: ./data.
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data: Option<String>,
    /// The host part of the names of logs that are begun. Default: localhost.
    #[arg(long, global = true, value_name = "HOST")]
    pub origin: Option<String>,
    /// How log lines are written: text, json, or auto (text on a terminal). Default: auto.
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// Begin an empty register although the keys of another are in the folder.
    #[arg(long, global = true)]
    pub new: bool,
    /// The clock of this machine was looked at and is right.
    #[arg(long, global = true)]
    pub clock_is_right: bool,
    #[command(flatten)]
    pub listening: Listening,
}

/// Flags of what listens; of no use to any other command.
#[derive(Debug, Clone, Default, Args)]
pub struct Listening {
    /// The address and port to listen on. Default: 127.0.0.1:8080.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub bind: Option<String>,
    /// A proxy with TLS stands before this server, so it may listen beyond this machine.
    #[arg(long)]
    pub behind_proxy: bool,
}

impl Flags {
    /// With what was said after the command as well, which stands over what was said before it.
    #[must_use]
    pub fn with(&self, after: &Listening) -> Self {
        let bind = after.bind.clone().or_else(|| self.listening.bind.clone());
        let behind_proxy = after.behind_proxy || self.listening.behind_proxy;
        Self { listening: Listening { bind, behind_proxy }, ..self.clone() }
    }

    /// The settings that were given, by name.
    #[must_use]
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let mut given: Vec<(&'static str, String)> = [
            ("database", &self.database),
            ("data", &self.data),
            ("origin", &self.origin),
            ("log_format", &self.log_format),
            ("bind", &self.listening.bind),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.clone().map(|value| (name, value)))
        .collect();
        if self.listening.behind_proxy {
            given.push(("behind_proxy", "true".to_owned()));
        }
        given
    }

    /// # Errors
    /// [`End::Usage`], naming what is wrong.
    pub fn settings(&self) -> Result<Settings, End> {
        let settings = Settings::load(&self.given()).map_err(|error| End::Usage(error.to_string()))?;
        Ok(Settings { begins_anew: self.new, clock_is_right: self.clock_is_right, ..settings })
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer requests (the default).
    Serve(serve::Serve),
    /// Play a meeting with example data in a register of its own, then serve it.
    Demo(demo::Demo),
    /// Bring the database up to date.
    Migrate(migrate::Migrate),
    /// Make, reset and list accounts.
    #[command(subcommand)]
    User(user::User),
    /// Take the decision log into a file.
    #[command(subcommand)]
    Export(export::Export),
    /// Import a list of organisations, people or memberships.
    Import(import::Import),
    /// Print the OpenAPI document.
    Openapi,
    /// Print the JSON Schema of terms of reference, policy packs or case files, for an editor.
    Schema {
        /// Of what.
        of: schema::Written,
    },
    /// Show the settings and where each comes from, or try them.
    #[command(subcommand)]
    Config(config::Config),
    /// Terms of reference of real committees, to begin from.
    #[command(subcommand)]
    Terms(terms::Terms),
    /// Say what terms of reference mean in English, and what is unwise about them.
    Lint(lint::Lint),
    /// Check the database against its log, and play the log again.
    Verify(verify::Verify),
    /// Copy the register into one file, while it is served.
    Backup(backup::Backup),
    /// Put a back-up in place, where there is no register.
    Restore(backup::Restore),
    /// Make the tables again from the log, where somebody changed them by hand.
    Rebuild,
    /// Go on with a register of which something is lost for good; what it was is written into the log.
    Recover(recover::Recover),
    /// Play case files, each in a register of its own that is gone afterwards.
    Rehearse(rehearse::Rehearse),
    /// Print completions for a shell.
    Completions(completions::Completions),
}

/// How a command ends when it does not end well.
#[derive(Debug)]
pub enum End {
    /// Found false: exit 1.
    False(String),
    /// Said wrong, or settings that cannot be used: exit 2.
    Usage(String),
    /// Something broke, so nothing can be told: exit 3.
    Fault(String),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault.to_string())
    }
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        match error {
            Error::Fault(fault) => fault.into(),
            Error::Invalid(fields) => Self::Usage(fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(" ")),
            Error::Refused(refusal) => {
                Self::False(refusal.reasons.iter().map(|reason| reason.detail.as_str()).collect::<Vec<_>>().join(" "))
            }
            other => Self::False(other.to_string()),
        }
    }
}

impl From<std::io::Error> for End {
    fn from(error: std::io::Error) -> Self {
        Self::Fault(error.to_string())
    }
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command.unwrap_or(Command::Serve(serve::Serve::default())) {
        Command::Serve(command) => command.run(&cli.flags),
        Command::Demo(command) => command.run(&cli.flags),
        Command::Migrate(command) => migrate::run(&cli.flags, &command),
        Command::User(command) => user::run(&cli.flags, &command),
        Command::Export(command) => export::run(&cli.flags, &command),
        Command::Import(command) => import::run(&cli.flags, &command),
        Command::Openapi => openapi::run(),
        Command::Schema { of } => schema::run(of),
        Command::Config(command) => config::run(&cli.flags, &command),
        Command::Terms(command) => terms::run(&command),
        Command::Lint(command) => command.run(&cli.flags),
        Command::Verify(command) => command.run(&cli.flags),
        Command::Backup(command) => command.run(&cli.flags),
        Command::Restore(command) => command.run(&cli.flags),
        Command::Rebuild => rebuild::run(&cli.flags),
        Command::Recover(command) => command.run(&cli.flags),
        Command::Rehearse(command) => command.run(&cli.flags),
        Command::Completions(command) => completions::run(&command),
    };
    let (said, code) = match outcome {
        Ok(()) => return ExitCode::SUCCESS,
        Err(End::False(said)) => (said, 1),
        Err(End::Usage(said)) => (said, 2),
        Err(End::Fault(said)) => (said, 3),
    };
    // A command that has said everything on standard output only ends with its code.
    if !said.is_empty() {
        tell(&format!("quorate: {said}"));
    }
    ExitCode::from(code)
}

/// A line on standard error; where nobody listens, nobody is told.
pub fn tell(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}

/// A line on standard output.
///
/// # Errors
/// When standard output cannot be written.
pub fn print(line: &str) -> Result<(), End> {
    put(format!("{line}\n").as_bytes())
}

/// Bytes on standard output. A reader that has gone (`quorate openapi | head`) has read what it
/// wanted: the command goes on to its end, and ends as it would have.
///
/// # Errors
/// When standard output cannot be written.
pub fn put(bytes: &[u8]) -> Result<(), End> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(End::Fault(format!("standard output cannot be written: {error}"))),
        _ => Ok(()),
    }
}
