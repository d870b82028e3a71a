//! The file of a register as it was opened. A file that is moved or replaced under an open program
//! takes every change and keeps none of them for anybody: so it is asked, around each commit, whether
//! the file at the path is still the one that was opened. Nothing here ever opens it: closing any
//! handle of it would give up the locks that all connections of this process hold.

use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{Access, StatVfsMountFlags, access, statvfs};

use crate::fault::{Fault, Trouble};

/// Below so many bytes a disk is full, whatever it says: a commit writes several pages, twice.
const ROOM: u64 = 1024 * 1024;

/// Which file it is, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// Of the file at a path; none where there is none.
    ///
    /// # Errors
    /// A path that cannot be looked at.
    pub fn at(path: &Path) -> Result<Option<Self>, std::io::Error> {
        match std::fs::metadata(path) {
            Ok(found) => Ok(Some(Self::of(&found))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn of(found: &std::fs::Metadata) -> Self {
        Self { device: found.dev(), inode: found.ino() }
    }
}

#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    identity: Identity,
    /// Where its write-ahead log stands: beside the file itself, also where the path is a link to it.
    log_path: PathBuf,
    /// Its write-ahead log was taken away. A connection made now would begin another beside those
    /// that write to the old one, so none is made until the program starts again.
    log_is_lost: AtomicBool,
}

fn gone(path: &Path, what: &str) -> Fault {
    let what = format!(
        "{} {what}: nothing more is written to it. Put the file back as it was, with what stands beside it, or stop the program and start it again",
        path.display()
    );
    Fault::Closed { trouble: Trouble::FileGone, what }
}

impl Held {
    /// Takes note of the file that was just opened.
    ///
    /// # Errors
    /// A file that is gone again.
    pub fn of(path: &str) -> Result<Self, Fault> {
        let path = std::path::absolute(path).map_err(|error| Fault::Other(format!("{path}: {error}")))?;
        let identity = Identity::at(&path).map_err(|error| Fault::Other(format!("{}: {error}", path.display())))?;
        let identity = identity.ok_or_else(|| gone(&path, "was removed while it was opened"))?;
        let mut log = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone()).into_os_string();
        log.push("-wal");
        Ok(Self { path, identity, log_path: PathBuf::from(log), log_is_lost: AtomicBool::new(false) })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// As a connection is told to open it: where it must exist, for by its path alone it would be made.
    #[must_use]
    pub fn name(&self) -> String {
        use std::os::unix::ffi::OsStrExt as _;
        let mut name = String::from("file:");
        for byte in self.path.as_os_str().as_bytes() {
            if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
                name.push(char::from(*byte));
            } else {
                name.push_str(&format!("%{byte:02X}"));
            }
        }
        name.push_str("?mode=rw");
        name
    }

    /// That the file at the path is the one that was opened.
    ///
    /// # Errors
    /// [`Fault::Closed`].
    pub fn still_there(&self) -> Result<(), Fault> {
        if self.log_is_lost.load(Ordering::SeqCst) {
            return Err(gone(&self.log_path, "was moved, removed or replaced while the register was open"));
        }
        match std::fs::metadata(&self.path) {
            Ok(found) if Identity::of(&found) != self.identity => Err(gone(&self.path, "is another file than the one that was opened")),
            // Whatever it held stands in no other file.
            Ok(found) if found.len() == 0 => Err(gone(&self.path, "was emptied while it was open")),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let pid = std::process::id();
                let rescue = format!(
                    "was moved or removed while it was open (what it holds can be copied from /proc/{pid}/fd until the program ends)"
                );
                Err(gone(&self.path, &rescue))
            }
            Err(error) => Err(gone(&self.path, &format!("can no longer be looked at ({error})"))),
        }
    }

    /// Its write-ahead log: which file, while any connection is open.
    #[must_use]
    pub fn log(&self) -> Option<Identity> {
        Identity::at(&self.log_path).ok().flatten()
    }

    /// That the write-ahead log at its path is the one that was written to.
    ///
    /// # Errors
    /// [`Fault::Closed`].
    pub fn same_log(&self, known: Identity) -> Result<(), Fault> {
        if self.log() != Some(known) {
            self.log_is_lost.store(true, Ordering::SeqCst);
        }
        self.still_there()
    }

    /// Bytes in its write-ahead log.
    #[must_use]
    pub fn log_size(&self) -> u64 {
        std::fs::metadata(&self.log_path).map_or(0, |found| found.len())
    }

    /// Whether anything could be written to it now, asked without writing.
    ///
    /// # Errors
    /// [`Fault::Closed`], with the cause.
    pub fn takes_changes(&self) -> Result<(), Fault> {
        self.still_there()?;
        let closed = |trouble: Trouble, what: String| Fault::Closed { trouble, what: format!("{}: {what}", self.path.display()) };
        let folder = self.path.parent().unwrap_or(&self.path);
        for place in [self.path.as_path(), folder] {
            access(place, Access::WRITE_OK)
                .map_err(|error| closed(Trouble::ReadOnly, format!("{} cannot be written ({error})", place.display())))?;
        }
        let Ok(disk) = statvfs(&self.path) else { return Ok(()) };
        if disk.f_flag.contains(StatVfsMountFlags::RDONLY) {
            return Err(closed(Trouble::ReadOnly, "its file system is mounted read-only".to_owned()));
        }
        // Some of a disk may be kept for the system's own user.
        let blocks = if rustix::process::geteuid().is_root() { disk.f_bfree } else { disk.f_bavail };
        let left = blocks.saturating_mul(disk.f_frsize);
        if left < ROOM {
            return Err(closed(Trouble::DiskFull, format!("its disk is full ({left} bytes are left)")));
        }
        Ok(())
    }
}
