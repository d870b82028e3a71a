//! Whether a receipt still holds: the entry is in the log as it was, and the log goes on from it
//! without a break to its head.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use diesel::prelude::*;

use super::{Head, Stop, heads};
use crate::audit::entry::Leaf;
use crate::audit::tree::{self, Hash};
use crate::db::schema::audit_leaf;
use crate::db::{Conn, Database};
use crate::fault::Fault;

/// A receipt as somebody holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub origin: String,
    pub index: u64,
    pub hash: Hash,
}

/// A text that is no receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a receipt is '<origin> <index> <hash>', such as 'localhost/exampleshire/1 42 1oJfZtIsu7EatGTyhHFYCdGG9PYGoGPvXfVJiyU8APg=': {0}")]
pub struct NotAReceipt(String);

impl FromStr for Shown {
    type Err = NotAReceipt;

    fn from_str(text: &str) -> Result<Self, NotAReceipt> {
        let text = text.trim().strip_prefix("Audit-Receipt:").unwrap_or(text).trim();
        let words: Vec<&str> = text.split_whitespace().collect();
        let [origin, index, hash] = words.as_slice() else {
            return Err(NotAReceipt(format!("this has {} words", words.len())));
        };
        let index = index.parse().map_err(|_| NotAReceipt(format!("'{index}' is not the number of an entry")))?;
        let hash = BASE64.decode(hash).ok().and_then(|bytes| bytes.try_into().ok());
        let hash = hash.ok_or_else(|| NotAReceipt("the hash is not 32 bytes in base64".to_owned()))?;
        Ok(Self { origin: (*origin).to_owned(), index, hash })
    }
}

/// What became of the entry of a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    Holds {
        register: String,
        index: u64,
        size: u64,
    },
    /// There is no log of this origin here.
    Unknown(String),
    /// The log ends before it.
    Gone {
        register: String,
        index: u64,
        size: u64,
    },
    /// Another entry stands there.
    Other {
        register: String,
        index: u64,
    },
    /// The log breaks after it.
    Broken {
        register: String,
        index: u64,
        at: u64,
    },
}

impl Held {
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Holds { .. })
    }

    #[must_use]
    pub fn register(&self) -> Option<&str> {
        match self {
            Self::Unknown(_) => None,
            Self::Holds { register, .. } | Self::Gone { register, .. } | Self::Other { register, .. } | Self::Broken { register, .. } => {
                Some(register)
            }
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds { register, index, size } => {
                write!(
                    f,
                    "the receipt holds: entry {index} of {register} is in the log as it was, and the log goes on from it to its {size} entries"
                )
            }
            Self::Unknown(origin) => write!(f, "there is no log '{origin}' in this database, so nothing can be told of the receipt"),
            Self::Gone { register, index, size } => write!(
                f,
                "the receipt does not hold: the log of {register} has {size} entries and no entry {index}. It was cut, or an older copy was put in its place"
            ),
            Self::Other { register, index } => {
                write!(f, "the receipt does not hold: entry {index} of {register} is another than the one it was given for")
            }
            Self::Broken { register, index, at } => {
                write!(f, "the receipt does not hold: entry {index} of {register} is there, but the log breaks at entry {at}")
            }
        }
    }
}

/// Looks for the entry of a receipt.
///
/// # Errors
/// What the database says.
pub fn check(database: &Database, shown: &Shown) -> Result<Held, Fault> {
    let mut stored = database.looker()?;
    stored.takes_its_time()?;
    stored.transaction(|stored| {
        let heads = heads(stored).map_err(Stop::into_fault)?;
        match heads.iter().find(|head| head.origin == shown.origin) {
            Some(head) => walk(stored, head, shown),
            None => Ok(Held::Unknown(shown.origin.clone())),
        }
    })
}

fn walk(stored: &mut Conn, head: &Head, shown: &Shown) -> Result<Held, Fault> {
    const PAGE: i64 = 4096;
    let (register, index) = (head.slug.clone(), shown.index);
    if index >= head.size {
        return Ok(Held::Gone { register, index, size: head.size });
    }
    let (mut at, mut before) = (index, None);
    loop {
        let from = i64::try_from(at).map_err(|error| Fault::Other(error.to_string()))?;
        let query = audit_leaf::table
            .filter(audit_leaf::register_id.eq(head.register))
            .filter(audit_leaf::epoch.eq(head.epoch))
            .filter(audit_leaf::idx.ge(from))
            .order(audit_leaf::idx)
            .limit(PAGE)
            .select(audit_leaf::leaf);
        let leaves: Vec<Vec<u8>> = stored.load(query, usize::MAX)?;
        if leaves.is_empty() {
            break;
        }
        for bytes in leaves {
            let hash = tree::leaf_hash(&bytes);
            let leaf = Leaf::parse(&bytes).ok().filter(|leaf| leaf.index == at && leaf.log == head.origin);
            let follows = leaf.is_some_and(|leaf| before.is_none_or(|before| leaf.prev == before));
            if at == index && (hash != shown.hash || !follows) {
                return Ok(Held::Other { register, index });
            }
            if !follows {
                return Ok(Held::Broken { register, index, at });
            }
            (at, before) = (at + 1, Some(hash));
        }
    }
    if at != head.size || before != Some(head.hash) {
        return Ok(Held::Broken { register, index, at });
    }
    Ok(Held::Holds { register, index, size: head.size })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_receipt_is_read_as_it_was_given() {
        let hash = BASE64.encode([7; 32]);
        let shown = Shown { origin: "localhost/one/1".to_owned(), index: 42, hash: [7; 32] };
        for text in [format!("localhost/one/1 42 {hash}"), format!("  Audit-Receipt: localhost/one/1 42 {hash}\n")] {
            assert_eq!(text.parse(), Ok(shown.clone()));
        }
        for text in ["", "localhost/one/1 42", "localhost/one/1 x AAAA", "localhost/one/1 -1 AAAA", "localhost/one/1 42 AAAA"] {
            assert!(text.parse::<Shown>().is_err(), "{text}");
        }
    }
}
