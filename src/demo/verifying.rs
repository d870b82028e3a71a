//! The log is checked as `quorate verify --db` checks it, while the server still answers.

use super::Stop;
use super::page::{Ink, Page};
use crate::audit::entry::base64;
use crate::audit::replay::verify_database;
use crate::db::Database;
use crate::fault::Fault;
use crate::replay;
use crate::settings::{Keys, Settings};

/// What was found of the log of the demonstration's register.
pub struct Proof {
    pub entries: u64,
    /// In base64.
    pub root: String,
    /// The first thing that is wrong.
    pub wrong: Option<String>,
}

/// Checks every log of the database, plays all of them again into an empty one and compares row
/// by row.
///
/// # Errors
/// What keeps it from telling.
pub fn verify(settings: &Settings, slug: &str, page: &mut Page) -> Result<Proof, Stop> {
    page.heading("THE VERIFICATION")?;
    page.para(
        "Every entry of every log is checked like a stranger would: its hash, its place in the chain, its authenticator, what it commits to. \
         Then all of them are played again into an empty database, and every table is compared with it, row by row (quorate verify --db).",
    )?;
    let database = Database::open(&settings.database, 1)?;
    let keys = Keys::of(&settings.data, false)?;
    let report = verify_database(&database, Some(&keys.entry), &replay::kinds())?;
    let rows: Vec<[String; 3]> =
        report.logs.iter().map(|log| [log.slug.clone(), log.sound.size.to_string(), base64(&log.sound.root)]).collect();
    page.table(["log", "entries", "root"], &rows)?;
    page.gap()?;
    let wrong = report.wrong().map(ToString::to_string);
    match &wrong {
        None => {
            let said = format!("{} entries hold, and {} rows are what the log says.", report.entries(), report.rows);
            page.labelled(Ink::Good, 2, "Verified: ", &said)?;
        }
        Some(wrong) => page.labelled(Ink::Bad, 2, "NOT VERIFIED: ", wrong)?,
    }
    let own = report.logs.iter().find(|log| log.slug == slug);
    match (own, wrong) {
        (Some(log), wrong) => Ok(Proof { entries: log.sound.size, root: base64(&log.sound.root), wrong }),
        (None, Some(wrong)) => Ok(Proof { entries: 0, root: String::new(), wrong: Some(wrong) }),
        (None, None) => Err(Stop::Fault(Fault::Other(format!("the log of {slug} was not found")))),
    }
}
