//! `quorate rebuild`: the tables made again from the log, where somebody changed them by hand.

use super::{End, Flags, print};
use crate::app::missing;
use crate::audit::replay::rebuild::rebuild;
use crate::db::Database;
use crate::replay;
use crate::settings::Keys;

/// # Errors
/// [`End::False`] for a log that does not hold: nothing is then changed, for there is nothing to make
/// the tables from.
pub fn run(flags: &Flags) -> Result<(), End> {
    let settings = flags.settings()?;
    if !settings.database.is_there() {
        return Err(settings.nothing_here().into());
    }
    let database = Database::open(&settings.database, 1)?;
    let (now, then) = (database.schema_version()?, database.schema_expected()?);
    if now != then {
        let (now, then) = (now.as_deref().unwrap_or("none"), then.as_deref().unwrap_or("none"));
        return Err(End::Fault(format!("the schema is at {now} and this program knows {then}: run `quorate migrate` first")));
    }
    let keys = Keys::of(&settings.data, false)?;
    if let Some(lost) = missing(&settings, &database, &keys)?.first() {
        return Err(End::Fault(format!("the log is not the newest, so nothing was made from it: {lost}")));
    }
    let rebuilt = rebuild(&database, &keys.entry, &replay::kinds())?.map_err(|finding| {
        End::False(format!("the log itself does not hold, so nothing was made from it and nothing was changed: {finding}"))
    })?;
    database.fold()?;
    let rows = |n: usize, what: &str| if n == 1 { format!("1 row {what}") } else { format!("{n} rows {what}") };
    for table in &rebuilt.tables {
        let told = [(table.changed, "put right"), (table.added, "put back"), (table.removed, "taken out")];
        let told: Vec<String> = told.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| rows(n, what)).collect();
        print(&format!("{}: {}", table.table, told.join(", ")))?;
    }
    if rebuilt.tables.is_empty() {
        return print(&format!(
            "the tables are what the {} entries of the log say: nothing was changed. Nothing else was looked at: quorate verify --db does",
            rebuilt.entries()
        ));
    }
    print(&format!(
        "rebuilt from {} entries; the log was not touched. A server that was running is to be started again.",
        rebuilt.entries()
    ))
}
