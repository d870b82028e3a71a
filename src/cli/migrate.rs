//! `quorate migrate`: the schema up to date, or what would be done.

use clap::Args;

use super::{End, Flags, print, tell};
use crate::app::Opened;
use crate::db::Database;
use crate::imports;
use crate::registers::{self, Register};

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
    to_look_at(&opened)?.iter().for_each(|line| tell(line));
    print(&opened.migrated.last().map_or_else(|| format!("at {from}: nothing to do"), |last| format!("migrated {from} → {last}")))
}

/// The migration with which a code is looked for in either case.
const CODES_ARE_ONE: &str = "0016";

/// What a person should look at after a migration: codes that stand there in two cases, from a time
/// before a code was one in either.
pub(super) fn to_look_at(opened: &Opened) -> Result<Vec<String>, End> {
    if opened.migrated_from.is_none() || !opened.migrated.iter().any(|name| name.starts_with(CODES_ARE_ONE)) {
        return Ok(Vec::new());
    }
    let reader = opened.database.reader();
    let all = reader.snapshot(opened.access.system(), |read| registers::facts::registers(read, None, i64::MAX))?;
    let mut told = Vec::new();
    for Register { id, slug, .. } in all {
        let doubled = reader.snapshot(id, imports::facts::doubled_codes)?;
        told.extend(doubled.into_iter().map(|line| format!("register {slug}: {line}")));
    }
    Ok(told)
}
