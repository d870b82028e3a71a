//! What is asked of a register before it is opened: that the keys at hand are its own, that it is no
//! older than what this program has seen, that nothing is begun where something should be. In the
//! same words for the server, for every command and for `config check`.

use crate::audit::known::{self, Fit, Lost, Purpose};
use crate::db::{Address, Database};
use crate::fault::Fault;
use crate::ids::RegisterId;
use crate::moment::Instant;
use crate::registers;
use crate::settings::keys::{Keys, Made};
use crate::settings::seen::LastSeen;
use crate::settings::{Settings, keys};

/// A register that may be opened.
pub struct Admitted {
    pub database: Database,
    pub keys: Keys,
    /// Whether there is none yet.
    pub is_new: bool,
    /// What is missing of it, where that was asked for instead of refused.
    pub lost: Vec<Lost>,
}

/// Days after which a clock is asked about: nobody leaves a register for longer.
const QUIET: i64 = 366;

/// Makes room, opens the database, reads the keys (or makes them, where all is new), and asks.
/// `recovers` gathers what is missing instead of refusing it.
///
/// # Errors
/// Whatever keeps a register from being opened, with its cure.
pub fn admit(settings: &Settings, recovers: bool) -> Result<Admitted, Fault> {
    // The keys first: another program that begins the same register makes it before it is done with them.
    let made = keys::made(&settings.data);
    let is_expected = made == Made::Whole && !settings.begins_anew;
    if is_expected && !settings.database.is_there() {
        return Err(none_where_keys_are(settings));
    }
    settings.make_room()?;
    let database = Database::open(&settings.database, settings.readers)?;
    let is_new = !holds_a_register(&database)?;
    if is_new {
        // The schema first: it says where the register is.
        refuse_one_beside(settings, &database)?;
        if is_expected {
            return Err(none_where_keys_are(settings));
        }
        if settings.begins_anew {
            LastSeen::of(&settings.data).put_aside()?;
        }
        keys::begin(&settings.data)?;
    } else if settings.begins_anew {
        return Err(Fault::Other(format!("there is a register at {} already: leave out --new", settings.database)));
    }
    let keys = Keys::of(&settings.data, is_new)?;
    let lost = if is_new { Vec::new() } else { missing(settings, &database, &keys)? };
    if !lost.is_empty() && !recovers {
        return Err(not_gone_on_with(settings, &lost));
    }
    Ok(Admitted { database, keys, is_new, lost })
}

/// Whether a register was ever begun in a database.
///
/// # Errors
/// What the database says.
pub fn holds_a_register(database: &Database) -> Result<bool, Fault> {
    Ok(database.schema_version()?.is_some()
        && !database.reader().snapshot(RegisterId::new(), registers::facts::is_empty).map_err(super::fault)?)
}

/// Asks of a register that is there; what is missing of it.
///
/// # Errors
/// Keys that are not its own, a clock that cannot be right.
pub fn missing(settings: &Settings, database: &Database, keys: &Keys) -> Result<Vec<Lost>, Fault> {
    let mut lost = Vec::new();
    match known::fit(database, &keys.entry)? {
        Fit::Fits => {}
        Fit::Another(slug) => return Err(another_entry_key(settings, keys, &slug, database)?),
        Fit::Forged(slug) => {
            return Err(Fault::Other(format!(
                "the first entry of the log of '{slug}' does not bear the code of the key at hand, and those of the other registers do: somebody wrote to that log. \
                 quorate verify --db names what is wrong; put the database back from a back-up that verifies"
            )));
        }
        Fit::Foreign(foreign) => lost = foreign,
    }
    let ids = known::key_ids(database)?;
    for (purpose, id) in &keys.ids {
        if ids.get(purpose.as_str()).is_some_and(|known| known != id) {
            return Err(another_key(settings, keys, *purpose, &ids));
        }
    }
    let Some(seen) = LastSeen::of(&settings.data).read()? else { return Ok(lost) };
    let now = Instant::now();
    let days = now.day().days_after(seen.at.day());
    if days > QUIET && !settings.clock_is_right {
        return Err(Fault::Other(format!(
            "this machine's clock says {}, and this register was last opened on {}, {days} days before. A time once in the log stands for ever. \
             Set the clock; or, if it is right, start once with --clock-is-right",
            now.day().long(),
            seen.at.day().long()
        )));
    }
    for found in known::compared(database, &seen.logs)? {
        // Entries of another hand are what is known of that log already.
        if !lost.iter().any(|foreign| foreign.known.register == found.known.register) {
            lost.push(found);
        }
    }
    Ok(lost)
}

fn none_where_keys_are(settings: &Settings) -> Fault {
    Fault::Other(format!(
        "there is no register at {}, and the keys of one are in {}. If its file was moved, put it back, with those beside it whose names go on with -wal and -shm; \
         if the address is wrong, name the right one with --database; from a back-up it is put back with quorate restore. \
         To begin an empty register with these keys: --new",
        settings.database,
        settings.data.join("keys").display()
    ))
}

fn refuse_one_beside(settings: &Settings, database: &Database) -> Result<(), Fault> {
    if settings.begins_anew || matches!(settings.database, Address::File(_)) {
        return Ok(());
    }
    let Some((here, there)) = database.register_beside()? else { return Ok(()) };
    Err(Fault::Other(format!(
        "the schema '{here}', which comes first in the search path of {}, holds no register, and the schema '{there}' of the same database holds one. \
         Name the right one in the address (...?options=-csearch_path%3D{there}) or in the role's search_path; to begin a second register in '{here}': --new",
        settings.database
    )))
}

/// Another entry key than that of the log: whether one of the other files is the right one.
fn another_entry_key(settings: &Settings, keys: &Keys, slug: &str, database: &Database) -> Result<Fault, Fault> {
    let path = |purpose: Purpose| keys::path(&settings.data, purpose);
    let swapped = match keys::entry_of(&path(Purpose::Door)) {
        Some(other) => known::fit(database, &other)? == Fit::Fits,
        None => false,
    };
    let entry = path(Purpose::Entry);
    if swapped {
        let door = path(Purpose::Door);
        return Ok(Fault::Other(format!(
            "{}: this is not the key the register '{slug}' was written with, and {} is: the two files were swapped. Swap them back; nothing was changed",
            entry.display(),
            door.display()
        )));
    }
    let all = known::key_ids(database)?;
    let none_fits = !all.is_empty() && keys.ids.iter().all(|(purpose, id)| all.get(purpose.as_str()).is_none_or(|known| known != id));
    let whose = if none_fits {
        "None of the keys in that folder is this register's: the folder and the database belong to two deployments. Name the right folder with --data or the right database with --database"
    } else {
        "Put the file back that belongs to this database, from the machine or the back-up that has it"
    };
    Ok(Fault::Other(format!(
        "{}: this is not the key the register '{slug}' was written with. {whose}; nothing was changed",
        entry.display()
    )))
}

fn another_key(settings: &Settings, keys: &Keys, purpose: Purpose, ids: &std::collections::BTreeMap<String, String>) -> Fault {
    let path = |purpose: Purpose| keys::path(&settings.data, purpose).display().to_string();
    let at_hand = keys.ids.iter().find(|(own, _)| *own == purpose).map_or("", |(_, id)| id.as_str());
    let is_of = Purpose::ALL.into_iter().find(|other| *other != purpose && ids.get(other.as_str()).is_some_and(|id| id == at_hand));
    let cure = match is_of {
        Some(other) => format!("It is the key of {}: the two files were swapped; swap them back", path(other)),
        None => "Put the file back that belongs to this database, from the machine or the back-up that has it".to_owned(),
    };
    Fault::Other(format!("{}: this is not the key this register is opened with. {cure}; nothing was changed", path(purpose)))
}

fn not_gone_on_with(settings: &Settings, lost: &[Lost]) -> Fault {
    let told: Vec<String> = lost.iter().map(ToString::to_string).collect();
    Fault::Other(format!(
        "the database {} is not as this program last saw it ({}): {}. It was put back from an older copy, or is another. \
         Put the newest one back. If that is gone for good, `quorate recover --reason TEXT` writes into the log what was lost, and goes on from here",
        settings.database,
        LastSeen::of(&settings.data).path().display(),
        told.join("; ")
    ))
}
