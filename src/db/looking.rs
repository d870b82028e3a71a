//! A database opened to be looked at alone: nothing of it is written, and a place that cannot be
//! written will do.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::backend::{Address, Connector, Use};
use super::database::Database;
use crate::fault::Fault;
use crate::passing;

/// How a database was read that could not be opened where it is.
#[derive(Debug, Clone)]
pub enum How {
    /// Nobody can be writing to it.
    Unchanging,
    /// With its write-ahead log, which cannot be read where it is.
    Copied(Arc<Copied>),
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unchanging => "the database cannot be written where it is, and was read as one that nobody changes",
            Self::Copied(_) => {
                "the database cannot be written where it is, and a private copy of it was read, with what stands in its write-ahead log"
            }
        })
    }
}

/// A copy that goes with the last who looks at it.
#[derive(Debug)]
pub struct Copied(PathBuf);

impl Drop for Copied {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn fault(path: &Path, error: impl fmt::Display) -> Fault {
    Fault::Other(format!("{}: {error}", path.display()))
}

impl Database {
    /// Opens it to be looked at, and says how where that is not where it is.
    ///
    /// # Errors
    /// No such file or server; no room for a copy that is needed.
    pub fn to_look_at(address: &Address) -> Result<(Self, Option<How>), Fault> {
        let error = match try_to_look(address) {
            Ok(()) => return Ok((Self::looking(address)?, None)),
            Err(error) => error,
        };
        let Address::File(path) = address else { return Err(error) };
        let ahead = PathBuf::from(format!("{path}-wal"));
        let has_more = fs::metadata(&ahead).is_ok_and(|found| found.len() > 0);
        let (other, how) = if has_more {
            let folder = passing::folder().map_err(|error| fault(&passing::place(), error))?;
            let copied = Arc::new(Copied(folder.clone()));
            let copy = folder.join("copy.db");
            fs::copy(path, &copy).map_err(|error| fault(&copy, error))?;
            fs::copy(&ahead, folder.join("copy.db-wal")).map_err(|error| fault(&ahead, error))?;
            writable(&copy)?;
            writable(&folder.join("copy.db-wal"))?;
            (Address::File(copy.display().to_string()), How::Copied(copied))
        } else {
            (Address::File(format!("file:{}?mode=ro&immutable=1", escaped(path))), How::Unchanging)
        };
        // Where that cannot be read either, what was wrong with the place itself is the better word.
        try_to_look(&other).map_err(|_| error)?;
        Ok((Self::looking(&other)?, Some(how)))
    }
}

fn try_to_look(address: &Address) -> Result<(), Fault> {
    let mut conn = Connector::new(address, Use::Look).connect()?;
    conn.tables().map(drop)
}

/// A copy of a file that cannot be written cannot be written either.
fn writable(path: &Path) -> Result<(), Fault> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(|error| fault(path, error))?;
    }
    Ok(())
}

/// A path as part of a URI.
fn escaped(path: &str) -> String {
    path.chars().fold(String::with_capacity(path.len()), |mut escaped, letter| {
        match letter {
            '%' => escaped.push_str("%25"),
            '?' => escaped.push_str("%3f"),
            '#' => escaped.push_str("%23"),
            other => escaped.push(other),
        }
        escaped
    })
}
