//! `quorate migrate`: the schema up to date, or what would be done.

use clap::Args;

use super::{End, Flags, print, tell};
use crate::app::Opened;
use crate::db::Database;

#[derive(Debug, Args)]
pub struct Migrate {
    /// Say what would be applied, and apply nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// # Errors
/// A database that cannot be used.
pub fn run(flags: &Flags, command: &Migrate) -> Result<(), End> {
    let settings = flags.settings()?;
    if command.dry_run {
        settings.make_room()?;
        let database = Database::open(&settings.database, settings.readers)?;
        let (now, then) = (database.schema_version()?, database.schema_expected()?);
        let (now, then) = (now.as_deref().unwrap_or("0"), then.as_deref().unwrap_or("0"));
        return print(&if now == then { format!("at {now}: nothing to do") } else { format!("at {now}: would migrate to {then}") });
    }
    let opened = Opened::of(&settings)?;
    let from = opened.migrated_from.as_deref().unwrap_or("0");
    opened.to_look_at()?.iter().for_each(|line| tell(line));
    print(&opened.migrated.last().map_or_else(|| format!("at {from}: nothing to do"), |last| format!("migrated {from} → {last}")))
}
