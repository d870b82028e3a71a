//! Where a register stands on this machine: folders and files that its owner alone may open, and
//! whether there is one at all.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::Settings;
use crate::db::Address;
use crate::fault::Fault;

/// What the system says of a path, with the next step where one is known.
pub(super) fn fault(path: &Path, error: &std::io::Error) -> Fault {
    let next = match error.kind() {
        ErrorKind::PermissionDenied => format!(
            ". This program runs as the user with the number {}, who may not make or open that: give the folder to that user (chown), \
             or name another with --data",
            rustix::process::geteuid().as_raw()
        ),
        ErrorKind::ReadOnlyFilesystem => ". Its disk can only be read: name a folder of another with --data".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ". Make room on that disk, or name a folder of another with --data".to_owned(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            ". Something that is no folder stands where a folder is needed: name another with --data".to_owned()
        }
        _ => String::new(),
    };
    Fault::Other(format!("{}: {error}{next}", path.display()))
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
    builder.create(path).map_err(|error| fault(path, &error))
}

/// The permissions of what is there; none where nothing is.
#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(fs::metadata(path).ok()?.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

/// Refuses a register that anybody on this machine can change, and warns of one that others can
/// read: password hashes and drafts stand in it.
fn kept_from_others(data: &Path, file: Option<&Path>) -> Result<(), Fault> {
    let refused = |path: &Path, mode: u32, cure: &str| {
        let path = path.display();
        Err(Fault::Other(format!(
            "{path}: anybody on this machine can change the register here (mode {mode:04o}). Make it its owner's alone: {cure}"
        )))
    };
    for folder in [Some(data), file.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty())].into_iter().flatten() {
        match mode(folder) {
            // With the sticky bit nobody can put another file in the place of ours.
            Some(mode) if mode & 0o1002 == 0o002 => {
                let shown = folder.display();
                return refused(folder, mode, &format!("chmod 700 {shown}, or name a folder inside it with --data"));
            }
            _ => {}
        }
    }
    let Some(file) = file else { return Ok(()) };
    match mode(file) {
        Some(mode) if mode & 0o002 != 0 => refused(file, mode, &format!("chmod 600 {}", file.display())),
        // What stands beside it takes over its mode; a folder that is closed to others closes all of it.
        Some(found) if found & 0o077 != 0 && file.parent().and_then(mode).is_none_or(|folder| folder & 0o077 != 0) => {
            tracing::warn!(
                file = %file.display(),
                mode = format!("{found:04o}"),
                "others on this machine can read the register, with its password hashes and drafts: chmod 600 makes it its owner's alone"
            );
            Ok(())
        }
        _ => Ok(()),
    }
}

impl Settings {
    /// Makes the data folder and the file of the register, where they are missing, for their
    /// owner alone. What the database keeps beside its file takes over the file's mode.
    ///
    /// # Errors
    /// A folder or a file that cannot be made.
    pub fn make_room(&self) -> Result<(), Fault> {
        own_folder(&self.data)?;
        let Address::File(file) = &self.database else { return kept_from_others(&self.data, None) };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        match options.open(file) {
            Ok(_) => {}
            // There is one; or there is no such folder, which the opening says better.
            Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => {}
            Err(error) => return Err(fault(Path::new(file), &error)),
        }
        kept_from_others(&self.data, Some(Path::new(file)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_made_has_a_next_step() {
        for (kind, step) in [
            (ErrorKind::PermissionDenied, "chown"),
            (ErrorKind::ReadOnlyFilesystem, "another"),
            (ErrorKind::StorageFull, "Make room"),
            (ErrorKind::NotADirectory, "--data"),
        ] {
            let said = fault(Path::new("./data"), &std::io::Error::from(kind)).to_string();
            assert!(said.starts_with("./data: ") && said.contains(step), "{said}");
        }
    }
}
