//! Files and folders for a while, in the folder that the machine has for them: under a name nobody
//! guesses, and for their owner alone.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::PathBuf;

#[expect(clippy::disallowed_methods, reason = "the one place where passing files get their names")]
fn name() -> PathBuf {
    std::env::temp_dir().join(format!("quorate-{}", uuid::Uuid::now_v7()))
}

/// A new file, read and written; whoever makes it takes it away.
///
/// # Errors
/// No room, or no right, to make one.
pub fn file() -> io::Result<(PathBuf, File)> {
    let path = name();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let file = options.open(&path)?;
    Ok((path, file))
}

/// A new file that is gone with whoever has it open.
///
/// # Errors
/// As [`file()`].
pub fn nameless() -> io::Result<File> {
    let (path, file) = file()?;
    fs::remove_file(&path)?;
    Ok(file)
}

/// A new folder; whoever makes it takes it away.
///
/// # Errors
/// As [`file()`].
pub fn folder() -> io::Result<PathBuf> {
    let path = name();
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(&path)?;
    Ok(path)
}

/// Where they are made, for whoever is told that there is no room.
#[must_use]
pub fn place() -> PathBuf {
    name().parent().map(PathBuf::from).unwrap_or_default()
}
