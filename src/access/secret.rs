//! Things that must not be seen: a text that cannot be printed, and the key under which links,
//! cursors and successors are made. Both are wiped from no log because they can reach none.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac as _};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::fault::Fault;

/// A password or address with a password in it. There is no way to print it but
/// [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// A key of 32 bytes for HMAC-SHA-256. Every use has a purpose of its own, so that a tag made
/// for one means nothing for another.
#[derive(Clone)]
pub struct Mac([u8; 32]);

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(key)")
    }
}

impl Mac {
    /// # Errors
    /// When it has not exactly 32 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, Fault> {
        bytes.try_into().map(Self).map_err(|_| Fault::Other(format!("a key of {} bytes where 32 are needed", bytes.len())))
    }

    /// The tag of `parts` for `purpose`; each part is counted, so that no two lists run together.
    #[must_use]
    pub fn tag(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes a key of any length; this one is 32 bytes.
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_) => return [0; 32],
        };
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    #[must_use]
    pub fn is_tag(&self, tag: &[u8], purpose: &str, parts: &[&[u8]]) -> bool {
        self.tag(purpose, parts).ct_eq(tag).into()
    }
}

/// SHA-256 in hex: how a token is stored.
#[must_use]
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |n: u8| DIGITS.get(usize::from(n)).copied().unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// 256 bits that nobody can guess.
///
/// # Errors
/// When the machine has no randomness to give.
#[expect(clippy::disallowed_methods, reason = "where secrets come from")]
pub fn random() -> Result<[u8; 32], Fault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Other(format!("no randomness: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_tag_is_for_one_purpose_and_one_list() {
        let key = Mac::new(&[7; 32]).unwrap();
        let tag = key.tag("cursor", &[b"ab", b"c"]);
        assert!(key.is_tag(&tag, "cursor", &[b"ab", b"c"]));
        assert!(!key.is_tag(&tag, "cursor", &[b"a", b"bc"]));
        assert!(!key.is_tag(&tag, "refresh", &[b"ab", b"c"]));
        assert!(!key.is_tag(tag.get(..31).unwrap(), "cursor", &[b"ab", b"c"]));
        assert!(Mac::new(&[7; 31]).is_err());
        assert_eq!(format!("{:?} {}", key, Secret::new("x")), "(key) (secret)");
    }
}
