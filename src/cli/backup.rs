//! `quorate backup FILE` and `quorate restore FILE`: a copy of the register in one file, taken while it
//! is served and read back before it is called one; and the way back, into a place where there is none.
//! A back-up never holds the keys, so that whoever finds one cannot write a register.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{End, Flags, print};
use crate::app::{holds_a_register, missing};
use crate::audit::replay::{Report, verify_database};
use crate::db::{Address, Database};
use crate::replay;
use crate::settings::{Keys, Settings};

#[derive(Debug, Args)]
pub struct Backup {
    /// The file to make; one that is there is left as it is.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `quorate backup` made, or the database file of a register that was stopped.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

fn io_error(path: &Path, error: &std::io::Error) -> End {
    End::Fault(format!("{}: {error}", path.display()))
}

/// A file that is being made beside its place; gone again unless it is put there.
struct Aside(PathBuf);

impl Aside {
    fn of(file: &Path) -> Result<Self, End> {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let path = PathBuf::from(name);
        let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        made.map_err(|error| io_error(&path, &error))?;
        Ok(Self(path))
    }

    fn sibling(&self, ending: &str) -> PathBuf {
        let mut name = self.0.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    }

    fn address(&self) -> Address {
        Address::File(self.0.to_string_lossy().into_owned())
    }

    /// On the disk and under its name, where nothing is yet.
    fn put(&self, file: &Path) -> Result<(), End> {
        fs::File::open(&self.0).and_then(|written| written.sync_all()).map_err(|error| io_error(&self.0, &error))?;
        fs::hard_link(&self.0, file).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => End::Usage(format!("{} is there already, and was left as it is", file.display())),
            _ => io_error(file, &error),
        })?;
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| io_error(folder, &error))?;
        }
        Ok(())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        for path in [self.0.clone(), self.sibling("-wal"), self.sibling("-shm")] {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => tracing::warn!(%error, path = %path.display(), "left behind"),
                _ => {}
            }
        }
    }
}

/// What a copy was found to be.
struct Read {
    /// The log checked and played, where its schema is this program's.
    report: Option<Report>,
    schema: String,
}

/// Reads a copy back: every page of it, the keys, and every entry of its logs.
fn read_back(copy: &Aside, keys: &Keys) -> Result<Read, End> {
    let database = Database::open(&copy.address(), 1)?;
    let found = database.damage()?;
    if let Some(first) = found.first() {
        return Err(End::False(format!("the copy is damaged: {first}")));
    }
    if !holds_a_register(&database)? {
        return Err(End::False("there is no register in it".to_owned()));
    }
    let (now, then) = (database.schema_version()?.unwrap_or_default(), database.schema_expected()?.unwrap_or_default());
    let report = if now == then { Some(verify_database(&database, Some(&keys.entry), &replay::kinds())?) } else { None };
    database.fold()?;
    Ok(Read { report, schema: now })
}

fn summary(read: &Read) -> String {
    match &read.report {
        Some(report) => {
            let counted = |n: u64, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
            let registers = counted(report.logs.len() as u64, "register", "registers");
            format!("{registers}, {}", counted(report.entries(), "entry", "entries"))
        }
        None => format!("schema {}: its log can be checked when it was brought up to date (quorate migrate)", read.schema),
    }
}

impl Backup {
    /// # Errors
    /// [`End::Usage`] for a register on a server, or a file that is there; [`End::False`] where what
    /// was copied does not verify: the copy is then as false as the register, and is kept.
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        let settings = flags.settings()?;
        let Address::File(source) = &settings.database else {
            return Err(End::Usage(format!(
                "the register is on a server ({}): its own program takes the back-up, while it is served: \
                 pg_dump --format=custom --file={} ADDRESS. Put it back into an empty database with pg_restore, and check that one with quorate verify --db. \
                 The keys are apart, in {}",
                settings.database,
                self.file.display(),
                settings.data.join("keys").display()
            )));
        };
        if !settings.database.is_there() {
            return Err(settings.nothing_here().into());
        }
        if self.file.exists() {
            return Err(End::Usage(format!(
                "{} is there already, and was left as it is: name a file that is not there",
                self.file.display()
            )));
        }
        if is_beside_a_register(&self.file) {
            return Err(End::Usage(format!(
                "{}: names that end in -wal, -shm or -journal are those of files that belong to a register; choose another",
                self.file.display()
            )));
        }
        let keys = Keys::of(&settings.data, false)?;
        let copy = Aside::of(&self.file)?;
        Database::open(&settings.database, 1)?.copy_into(&copy.0.to_string_lossy())?;
        let read = read_back(&copy, &keys)?;
        copy.put(&self.file)?;
        print(&format!("backed up {source} to {}: {}, read back and checked", self.file.display(), summary(&read)))?;
        print(&format!(
            "The keys are not in it: keep a copy of {} in another place. Without them the register can be read and not gone on with.",
            settings.data.join("keys").display()
        ))?;
        match read.report.and_then(|report| report.wrong().cloned()) {
            None => Ok(()),
            Some(wrong) => Err(End::False(format!("the copy is as the register is, and that does not verify: {wrong}"))),
        }
    }
}

/// Whether a file of this name would be taken for a part of a register.
pub(super) fn is_beside_a_register(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    ["-wal", "-shm", "-journal"].iter().any(|suffix| name.ends_with(suffix))
}

impl Restore {
    /// # Errors
    /// [`End::Usage`] where there is a register, or one on a server is named; [`End::False`] for a file
    /// that does not verify, which is not put in place.
    pub fn run(&self, flags: &Flags) -> Result<(), End> {
        let settings = flags.settings()?;
        let Address::File(place) = &settings.database else {
            return Err(End::Usage(format!(
                "the register is to be on a server ({}): put a dump back into an empty database with pg_restore, then check it with quorate verify --db",
                settings.database
            )));
        };
        let place = Path::new(place);
        if fs::metadata(place).is_ok_and(|found| found.len() > 0) {
            return Err(End::Usage(format!(
                "there is a file at {} already, and it was left as it is. Move it away, with those beside it whose names go on with -wal and -shm, or name another place with --database",
                place.display()
            )));
        }
        for suffix in ["-wal", "-shm"] {
            let mut left = place.as_os_str().to_owned();
            left.push(suffix);
            let left = Path::new(&left);
            if left.exists() {
                return Err(End::Usage(format!(
                    "{} is there, which belonged to a register that is not: it would be mixed into the one that is restored. It may hold the newest changes of the lost one, so keep it: move it away, and restore again",
                    left.display()
                )));
            }
        }
        if !self.file.is_file() {
            return Err(End::Usage(format!("there is no file {}", self.file.display())));
        }
        let keys = Keys::of(&settings.data, false).map_err(|fault| {
            End::Fault(format!("{fault}. A back-up has no keys: put them into {} first", settings.data.join("keys").display()))
        })?;
        let copy = Aside::of(place)?;
        fs::copy(&self.file, &copy.0).map_err(|error| io_error(&self.file, &error))?;
        // A file that was copied while it was open has its newest changes beside it.
        let mut log = self.file.as_os_str().to_owned();
        log.push("-wal");
        if Path::new(&log).exists() {
            fs::copy(&log, copy.sibling("-wal")).map_err(|error| io_error(Path::new(&log), &error))?;
        }
        let read = read_back(&copy, &keys)?;
        if let Some(wrong) = read.report.as_ref().and_then(Report::wrong) {
            return Err(End::False(format!("{} does not verify, and was not put in place: {wrong}", self.file.display())));
        }
        let lost = lacks(&settings, &copy, &keys)?;
        // An empty file holds the place of none.
        match fs::remove_file(place) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(io_error(place, &error)),
            _ => {}
        }
        copy.put(place)?;
        print(&format!("restored {} to {}: {}, read back and checked", self.file.display(), place.display(), summary(&read)))?;
        for lost in &lost {
            print(&format!("It is older than what this program has seen here: {lost}."))?;
        }
        if lost.is_empty() {
            return Ok(());
        }
        print("If there is no newer one, quorate recover --reason TEXT writes into the log what was lost, and goes on from here.")
    }
}

/// That the keys at hand are its own; and what it lacks of what was seen.
fn lacks(settings: &Settings, copy: &Aside, keys: &Keys) -> Result<Vec<String>, End> {
    let database = Database::open(&copy.address(), 1)?;
    let lost = missing(settings, &database, keys)?;
    database.fold()?;
    Ok(lost.iter().map(ToString::to_string).collect())
}
