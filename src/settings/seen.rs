//! What this program has last seen of the logs, kept beside the keys and outside the database: so that
//! an older copy of the database is known for what it is. It may fall behind (it is written a moment
//! after the commit, and a crash may leave it), and is never ahead of what was committed.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::place::fault;
use crate::audit::known::Newest;
use crate::fault::Fault;
use crate::moment::Instant;

const FORM: u32 = 1;

/// The page of that file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seen {
    pub form: u32,
    /// When the program last looked.
    pub at: Instant,
    pub logs: Vec<Newest>,
}

#[derive(Debug, Clone)]
pub struct LastSeen(PathBuf);

impl LastSeen {
    /// Of the keys in the folder `data`.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self(data.join("keys").join("last-seen.json"))
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// None where nothing was ever seen.
    ///
    /// # Errors
    /// A file that cannot be read, or is not one of ours.
    pub fn read(&self) -> Result<Option<Seen>, Fault> {
        let bytes = match fs::read(&self.0) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(&self.0, &error)),
        };
        match serde_json::from_slice::<Seen>(&bytes) {
            Ok(seen) if seen.form == FORM => Ok(Some(seen)),
            Ok(seen) => Err(Fault::Other(format!(
                "{}: its form {} is not known to this program: it was written by a newer quorate; install that one",
                self.0.display(),
                seen.form
            ))),
            Err(error) => Err(Fault::Other(format!(
                "{}: this is not what the program last saw of the register ({error}). \
                 If you know that the database is the newest there is, move this file away and start again",
                self.0.display()
            ))),
        }
    }

    /// Writes what is newest; what the file has of other logs, or newer of the same, stays. Whole,
    /// then put in its place.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn keep(&self, at: Instant, newest: Vec<Newest>) -> Result<(), Fault> {
        let mut logs = newest;
        // A clock that was behind when nobody looked is no reason to doubt the right one later.
        let at = logs.iter().map(|log| log.at).max().map_or(at, |newest| newest.max(at));
        // Another program on the same register may have seen more. What cannot be read is replaced.
        if let Ok(Some(seen)) = self.read() {
            for known in seen.logs {
                match logs.iter_mut().find(|log| log.register == known.register) {
                    Some(log) if (log.epoch, log.size) < (known.epoch, known.size) => *log = known,
                    Some(_) => {}
                    None => logs.push(known),
                }
            }
        }
        self.replace(at, logs)
    }

    /// Writes exactly this: where what was seen before is known to be gone.
    ///
    /// # Errors
    /// As [`LastSeen::keep`].
    pub fn replace(&self, at: Instant, logs: Vec<Newest>) -> Result<(), Fault> {
        let page = serde_json::to_vec_pretty(&Seen { form: FORM, at, logs }).map_err(|error| Fault::Other(error.to_string()))?;
        let aside = self.0.with_extension(format!("{}.new", std::process::id()));
        // Left by a crash of a program that had the same number.
        drop(fs::remove_file(&aside));
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside).map_err(|error| fault(&aside, &error))?;
        let written = file.write_all(&page).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&aside, &self.0));
        written.map_err(|error| {
            drop(fs::remove_file(&aside));
            fault(&self.0, &error)
        })
    }

    /// Puts what was seen of a register that is given up out of the way, and keeps it.
    ///
    /// # Errors
    /// As [`LastSeen::keep`].
    pub fn put_aside(&self) -> Result<(), Fault> {
        let aside = self.0.with_extension(format!("{}.json", uuid::Uuid::now_v7().simple()));
        match fs::rename(&self.0, aside) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(fault(&self.0, &error)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ids::RegisterId;

    fn log(register: RegisterId, size: i64) -> Newest {
        let at = "2026-11-29T10:00:00Z".parse().unwrap();
        Newest { register, origin: "localhost/x/1".to_owned(), epoch: 1, size, hash: [7; 32], at }
    }

    #[test]
    fn what_was_seen_only_grows_unless_it_is_replaced() {
        let data = crate::passing::folder().unwrap();
        fs::create_dir_all(data.join("keys")).unwrap();
        let (seen, at) = (LastSeen::of(&data), "2026-11-29T10:00:00Z".parse::<Instant>().unwrap());
        let sizes = || {
            let mut sizes: Vec<i64> = seen.read().unwrap().unwrap().logs.iter().map(|log| log.size).collect();
            sizes.sort_unstable();
            sizes
        };
        assert!(seen.read().unwrap().is_none());
        let (one, two) = (RegisterId::new(), RegisterId::new());
        seen.keep(at, vec![log(one, 5)]).unwrap();
        seen.keep(at, vec![log(one, 3), log(two, 9)]).unwrap();
        assert_eq!(sizes(), [5, 9]);
        seen.replace(at, vec![log(one, 2)]).unwrap();
        assert_eq!(sizes(), [2]);
        fs::write(seen.path(), "{").unwrap();
        assert!(seen.read().unwrap_err().to_string().contains("move this file away"));
        seen.put_aside().unwrap();
        assert!(seen.read().unwrap().is_none() && fs::read_dir(data.join("keys")).unwrap().count() == 1);
        fs::remove_dir_all(data).unwrap();
    }
}
