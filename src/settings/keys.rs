//! The keys of a deployment: made at first run in `keys/` of the data folder, readable by their
//! owner alone. One key, one use: tokens, entries, and what the door hands out.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;

use super::place::{self, own_folder};
use crate::access::{Mac, secret};
use crate::audit::known::{Purpose, key_id};
use crate::audit::ledger::MacKey;
use crate::fault::Fault;

pub struct Keys {
    /// Ed25519 in PKCS#8 (DER): signs access tokens.
    pub token: Vec<u8>,
    /// Authenticates the entries of the log.
    pub entry: MacKey,
    /// Cursors, successors of refresh tokens, one-time links.
    pub door: Mac,
    /// A name of each, from which nothing of it can be told.
    pub ids: Vec<(Purpose, String)>,
    /// Whether any was made just now.
    pub made: bool,
}

/// What there is of keys in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    None,
    /// A first start is under way, or was cut short.
    Begun,
    /// A register was begun with them.
    Whole,
}

/// Stands in the folder from before the first key until the first register is there.
const BEGINNING: &str = "beginning";

/// What there is of keys in `data`.
#[must_use]
pub fn made(data: &Path) -> Made {
    let folder = data.join("keys");
    if folder.join(BEGINNING).exists() {
        Made::Begun
    } else if path(data, Purpose::Entry).exists() {
        Made::Whole
    } else {
        Made::None
    }
}

/// Notes that a register is being begun, so that a start that is cut short is known from a register
/// that is gone.
///
/// # Errors
/// A folder that cannot be written.
pub fn begin(data: &Path) -> Result<(), Fault> {
    let folder = data.join("keys");
    own_folder(&folder)?;
    let path = folder.join(BEGINNING);
    fs::write(&path, "").map_err(|error| place::fault(&path, &error))
}

/// Notes that the register is there.
///
/// # Errors
/// As [`begin`].
pub fn begun(data: &Path) -> Result<(), Fault> {
    let path = data.join("keys").join(BEGINNING);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(place::fault(&path, &error)),
        _ => Ok(()),
    }
}

/// The file of a key.
#[must_use]
pub fn path(data: &Path, purpose: Purpose) -> PathBuf {
    let name = match purpose {
        Purpose::Entry => "entry.key",
        Purpose::Token => "token.pk8",
        Purpose::Door => "door.key",
    };
    data.join("keys").join(name)
}

/// The key of entries in a file, if what is in it could be one.
#[must_use]
pub fn entry_of(path: &Path) -> Option<MacKey> {
    fs::read(path).ok()?.try_into().ok().map(MacKey::new)
}

fn fault(path: &Path, error: impl std::fmt::Display) -> Fault {
    Fault::Other(format!("{}: {error}", path.display()))
}

/// Refuses a key that others on this machine can read.
fn guarded(path: &Path) -> Result<(), Fault> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).map_err(|error| fault(path, error))?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(fault(
                path,
                format!("this key can be read by others (mode {mode:03o}). Make it yours alone: chmod 600 {}", path.display()),
            ));
        }
    }
    Ok(())
}

/// Refuses a folder in which others on this machine can put another key in the place of ours.
fn kept_from_others(folder: &Path) -> Result<(), Fault> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder).map_err(|error| fault(folder, error))?.permissions().mode() & 0o777;
        if mode & 0o022 != 0 {
            let cure = format!("Make it yours alone: chmod 700 {}", folder.display());
            return Err(fault(folder, format!("others can change the keys in this folder (mode {mode:03o}). {cure}")));
        }
    }
    Ok(())
}

/// Written whole beside its place, then linked into it: two programs starting at once agree on
/// one key, and a crash leaves none half written.
fn make(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let aside = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&aside).map_err(|error| place::fault(&aside, &error))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| fault(&aside, error))?;
    let linked = fs::hard_link(&aside, path);
    fs::remove_file(&aside).map_err(|error| fault(&aside, error))?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(fault(path, error)),
        _ => Ok(()),
    }
}

impl Keys {
    /// Where the key of the entries is kept.
    #[must_use]
    pub fn of_entries(data: &Path) -> PathBuf {
        data.join("keys/entry.key")
    }

    /// The key of the entries, to check with: none, where it is not here or not for whoever asks.
    /// Nothing is made.
    ///
    /// # Errors
    /// A file that is no key.
    pub fn to_check_with(data: &Path) -> Result<Option<MacKey>, Fault> {
        let path = Self::of_entries(data);
        match fs::read(&path) {
            Ok(bytes) => {
                let bytes: [u8; 32] = bytes.try_into().map_err(|_| fault(&path, "an entry key has 32 bytes"))?;
                Ok(Some(MacKey::new(bytes)))
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(fault(&path, error)),
        }
    }

    /// Reads the keys of `data`. Those that are missing are made while the register is `new`; for
    /// one that exists a missing key is a fault, for its log could not be continued under another.
    ///
    /// # Errors
    /// A folder that cannot be written, a key that others can read, a key that is missing.
    pub fn of(data: &Path, new: bool) -> Result<Self, Fault> {
        let folder = data.join("keys");
        own_folder(&folder)?;
        kept_from_others(&folder)?;
        let mut made = false;
        let mut ids = Vec::new();
        let mut read = |purpose: Purpose, fresh: &dyn Fn() -> Result<Vec<u8>, Fault>| -> Result<(PathBuf, Vec<u8>), Fault> {
            let path = path(data, purpose);
            if !path.exists() {
                if !new {
                    return Err(fault(
                        &path,
                        "this key is missing, and the register was written with it. Copy it from the machine or the backup that has it",
                    ));
                }
                make(&path, &fresh()?)?;
                made = true;
            }
            guarded(&path)?;
            let bytes = fs::read(&path).map_err(|error| place::fault(&path, &error))?;
            ids.push((purpose, key_id(purpose, &bytes)));
            Ok((path, bytes))
        };
        let random = || secret::random().map(|bytes| bytes.to_vec());
        let (_, token) = read(Purpose::Token, &|| {
            let pair = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| Fault::Other("cannot make a token key".into()))?;
            Ok(pair.as_ref().to_vec())
        })?;
        let (path, entry) = read(Purpose::Entry, &random)?;
        let entry: [u8; 32] = entry.try_into().map_err(|_| {
            fault(&path, "this is no key of entries, which has 32 bytes. Put the file back that belongs to this database, from the machine or the back-up that has it")
        })?;
        let (path, door) = read(Purpose::Door, &random)?;
        let door = Mac::new(&door).map_err(|error| {
            fault(&path, format!("{error}. Put the file back that belongs to this database, from the machine or the back-up that has it"))
        })?;
        Ok(Self { token, entry: MacKey::new(entry), door, ids, made })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_are_made_once_for_their_owner_alone() {
        let data = crate::passing::folder().unwrap();
        assert!(Keys::of(&data, false).is_err());
        let first = Keys::of(&data, true).unwrap();
        let again = Keys::of(&data, false).unwrap();
        assert!(first.made && !again.made && first.token == again.token);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = data.join("keys/token.pk8");
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert!(Keys::of(&data, true).err().unwrap().to_string().contains("chmod 600"));
            let folder = data.join("keys");
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o720)).unwrap();
            assert!(Keys::of(&data, true).err().unwrap().to_string().contains("chmod 700"));
        }
        fs::remove_dir_all(data).unwrap();
    }
}
