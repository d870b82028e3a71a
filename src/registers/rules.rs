//! What becomes of a register's name.
//!
//! A register may have any name; its short name is part of the name of its log, and stays. Whoever gives
//! it another must have seen the one it has; the same once more is no change.

use super::Register;
use crate::fault::Error;
use crate::ids::RegisterId;

/// The permit: the register may have this name.
#[derive(Debug, Clone)]
pub struct MayRename {
    id: RegisterId,
    slug: String,
    name: String,
}

impl MayRename {
    pub(in crate::registers) fn into_parts(self) -> (RegisterId, String, String) {
        (self.id, self.slug, self.name)
    }
}

/// See the head of this file. `seen` is the version whoever asks has seen.
///
/// # Errors
/// [`Error::Stale`] and [`Error::AsItStands`].
pub fn rename(held: Register, seen: i64, name: String) -> Result<MayRename, Error> {
    if held.version != seen {
        return Err(Error::Stale { current: held.version });
    }
    if held.name == name {
        return Err(Error::AsItStands);
    }
    Ok(MayRename { id: held.id, slug: held.slug, name })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn whoever_saw_its_name_gives_it_another() {
        let at = "2018-03-06T14:00:00Z".parse().unwrap();
        let held = Register { id: RegisterId::new(), slug: "a".into(), name: "One".into(), created_at: at, version: 7 };
        let renamed = rename(held.clone(), 7, "Another".into()).unwrap();
        assert_eq!((renamed.id, renamed.slug.as_str(), renamed.name.as_str()), (held.id, "a", "Another"));
        assert!(matches!(rename(held.clone(), 6, "Another".into()), Err(Error::Stale { current: 7 })));
        assert!(matches!(rename(held, 7, "One".into()), Err(Error::AsItStands)));
    }
}
