//! Where a register stands on this machine: folders and files that its owner alone may open, and
//! whether there is one at all.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::Settings;
use crate::db::Address;
use crate::fault::Fault;

fn fault(path: &Path, error: impl std::fmt::Display) -> Fault {
    Fault::Other(format!("{}: {error}", path.display()))
}

/// A folder for its owner alone, with those above it that are missing; one that exists is left as
/// it is.
///
/// # Errors
/// A folder that cannot be made.
pub fn own_folder(path: &Path) -> Result<(), Fault> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|error| fault(path, error))
}

impl Settings {
    /// Makes the data folder and the file of the register, where they are missing, for their
    /// owner alone. What the database keeps beside its file takes over the file's mode.
    ///
    /// # Errors
    /// A folder or a file that cannot be made.
    pub fn make_room(&self) -> Result<(), Fault> {
        own_folder(&self.data)?;
        let Address::File(file) = &self.database else { return Ok(()) };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        match options.open(file) {
            Ok(_) => Ok(()),
            // There is one; or there is no such folder, which the opening says better.
            Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => Ok(()),
            Err(error) => Err(fault(Path::new(file), error)),
        }
    }

    /// That there is no register here, for a command that must not make one: a folder mistyped
    /// would look like a register that is empty.
    #[must_use]
    pub fn nothing_here(&self) -> Fault {
        Fault::Other(format!(
            "there is no register at {}. Name its folder with --data or its database with --database; \
             quorate serve or quorate migrate opens a new one",
            self.database
        ))
    }
}
