//! `quorate config show|check`: every setting with its source, and whether they can be used.

use clap::Subcommand;

use super::{End, Flags, Listening, print};
use crate::app::missing;
use crate::db::Database;
use crate::settings::Keys;

#[derive(Debug, Subcommand)]
pub enum Config {
    /// Every setting, what is in effect (secrets masked) and where it comes from.
    Show {
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        listening: Listening,
    },
    /// Open the database and read the keys.
    Check {
        #[command(flatten)]
        listening: Listening,
    },
}

/// # Errors
/// Settings, a database or keys that cannot be used.
pub fn run(flags: &Flags, command: &Config) -> Result<(), End> {
    let (Config::Show { listening, .. } | Config::Check { listening }) = command;
    let settings = flags.with(listening).settings()?;
    match command {
        Config::Show { json: true, .. } => {
            print(&serde_json::to_string_pretty(&settings.shown).map_err(|error| End::Fault(error.to_string()))?)
        }
        Config::Show { json: false, .. } => {
            let width = settings.shown.iter().map(|shown| shown.name.len()).max().unwrap_or(0);
            let values = settings.shown.iter().map(|shown| shown.effective.len()).max().unwrap_or(0);
            for shown in &settings.shown {
                print(format!("{:width$}  {:values$}  {}", shown.name, shown.effective, shown.source).trim_end())?;
            }
            Ok(())
        }
        Config::Check { .. } => {
            if !settings.database.is_there() {
                print(&format!("database {}: none yet", settings.database))?;
                return print("ok");
            }
            let database = Database::open(&settings.database, settings.readers)?;
            let version = database.schema_version()?;
            print(&format!("database {}: schema {}", database.address(), version.as_deref().unwrap_or("none yet")))?;
            if version.is_some() {
                let keys = Keys::of(&settings.data, false)?;
                let lost = missing(&settings, &database, &keys)?;
                if let Some(lost) = lost.first() {
                    return Err(End::Fault(format!("the database is not as this program last saw it: {lost}")));
                }
                print(&format!("keys {}: read", settings.data.join("keys").display()))?;
            }
            print("ok")
        }
    }
}
