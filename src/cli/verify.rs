//! `quorate verify --db`: this configuration's database against its log, and the first thing
//! that is wrong by its name.

use clap::Args;
use serde_json::json;

use super::{End, Flags, print};
use crate::audit::entry::base64;
use crate::audit::replay::verify_database;
use crate::db::{Address, Database};
use crate::replay;
use crate::settings::Keys;

#[derive(Debug, Args)]
pub struct Verify {
    /// The database of this configuration. (Files and bundles are for `quorate-verify`.)
    #[arg(long, required = true)]
    db: bool,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Checks every log of the database like a stranger, plays all of them again into an empty
    /// database and compares row by row. Writes nothing.
    ///
    /// # Errors
    /// [`End::False`] for the first thing wrong; [`End::Fault`] when it cannot be told, for want
    /// of a database, a key or a schema of this version.
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        let settings = flags.settings()?;
        if let Address::File(path) = &settings.database
            && !std::path::Path::new(path).exists()
        {
            return Err(End::Fault(format!("there is no database at {path}, so there is nothing to verify")));
        }
        let database = Database::open(&settings.database, 1)?;
        let (now, then) = (database.schema_version()?, database.schema_expected()?);
        if now != then {
            let (now, then) = (now.as_deref().unwrap_or("none"), then.as_deref().unwrap_or("none"));
            return Err(End::Fault(format!("the schema is at {now} and this program verifies {then}: run `quorate migrate` first")));
        }
        let keys = Keys::of(&settings.data, false)?;
        let report = verify_database(&database, Some(&keys.entry), &replay::kinds())?;
        if self.json {
            let logs: Vec<_> = report
                .logs
                .iter()
                .map(|log| json!({"register": log.slug, "entries": log.sound.size, "root": base64(&log.sound.root), "erased": log.sound.erased}))
                .collect();
            let wrong = report.wrong.as_ref().map(ToString::to_string);
            print(&json!({"verified": report.holds(), "logs": logs, "rows": report.rows, "wrong": wrong}).to_string())?;
        } else {
            for log in &report.logs {
                print(&format!("{:<20} {:>7} entries  root {}", log.slug, log.sound.size, base64(&log.sound.root)))?;
            }
        }
        match report.wrong {
            None if self.json => Ok(()),
            None => print(&format!("verified: {} entries, and {} rows are what the log says", report.entries(), report.rows)),
            Some(_) if self.json => Err(End::False(String::new())),
            Some(wrong) => Err(End::False(format!("not verified: {wrong}"))),
        }
    }
}
