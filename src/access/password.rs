//! Passwords: what is refused before it is hashed, and the hashing itself, two at a time so that
//! sign-ins cannot be used to exhaust the machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use schemars::Schema;
use tokio::sync::Semaphore;

use super::guessable;
use super::secret::Secret;
use crate::fault::{Error, Fault};

use crate::text::folded;

/// Characters that a new password has at least, and at most; nothing longer is ever hashed.
pub const SHORTEST: usize = 15;
pub const LONGEST: usize = 256;
/// Hashings at one time, and those that may wait.
const AT_ONCE: usize = 2;
const WAITING: usize = 32;

/// Words that somebody who guesses at this program's doors would try first.
const OURS: &[&str] = &[
    "quorate",
    "quorum",
    "register",
    "committee",
    "meeting",
    "nhs",
    "hospital",
    "icb",
    "ccg",
    "health",
    "commissioning",
    "england",
    "london",
];

/// Whether this may become somebody's password. `about` are words that a guesser would try
/// first: the person's name, their address, the name of the body.
///
/// # Errors
/// `Invalid` at `pointer`, with what to do.
pub fn admit(password: &Secret, about: &[&str], pointer: &str) -> Result<(), Error> {
    let text = password.expose();
    let length = text.chars().count();
    if length < SHORTEST {
        return Err(Error::invalid(
            pointer,
            "too_short",
            format!("A password has at least {SHORTEST} characters. Three or four words make a good one."),
        ));
    }
    within_length(password, pointer)?;
    let own: Vec<String> = about
        .iter()
        .flat_map(|words| folded(words).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| word.chars().count() >= 4)
        .collect();
    let mut words: Vec<&str> = own.iter().map(String::as_str).chain(OURS.iter().copied()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let left = words.iter().fold(folded(text), |left, word| left.replace(word, ""));
    let mut distinct: Vec<char> = left.chars().filter(|c| c.is_alphanumeric() || !c.is_ascii()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 || guessable::is_guessed_first(text, &words) {
        let message = "This password is made of words, runs of keys or lines that are guessed first (common ones, your own name, the name of this program). Choose three or four words that have nothing to do with each other or with you.";
        return Err(Error::invalid(pointer, "too_common", message));
    }
    Ok(())
}

/// Asked of every password, also one that is only compared: a longer one is refused unhashed.
///
/// # Errors
/// `Invalid` at `pointer`.
pub fn within_length(password: &Secret, pointer: &str) -> Result<(), Error> {
    if password.expose().chars().count() > LONGEST {
        return Err(Error::invalid(pointer, "too_long", format!("A password has at most {LONGEST} characters.")));
    }
    Ok(())
}

fn argon() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(19_456, 2, 1, None).map_err(|error| Fault::Other(format!("argon2: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a password, as it is stored. Takes about 90 ms: for the command line, which may
/// wait; the server goes through [`Hasher`].
///
/// # Errors
/// When the machine has no randomness to give.
pub fn hash(password: &Secret) -> Result<String, Fault> {
    let hash: PasswordHash =
        argon()?.hash_password(password.expose().as_bytes()).map_err(|error| Fault::Other(format!("cannot hash: {error}")))?;
    Ok(hash.to_string())
}

fn matches(password: &Secret, stored: &str) -> Result<bool, Fault> {
    let stored = PasswordHash::new(stored).map_err(|error| Fault::Corrupt {
        table: "account",
        key: "password_hash".into(),
        what: error.to_string(),
    })?;
    Ok(argon()?.verify_password(password.expose().as_bytes(), &stored).is_ok())
}

/// What an unknown account is compared with, so that it takes as long as a known one: of our own
/// parameters, and the hash of nothing anybody knows (its bytes were drawn, not computed).
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$0hivIKkJIUO4l3wMAXOmvg$EoSYgYVx8CG+8KXJtkR74DreTIJ/BDpm3Ur8IzVOhfc";

/// That a password was compared with a stored hash, and was it: given by [`Hasher::matches`] alone.
#[derive(Clone)]
pub struct Matched(String);

impl Matched {
    /// The hash it was compared with.
    #[must_use]
    pub fn stored(&self) -> &str {
        &self.0
    }

    #[cfg(test)]
    pub(crate) fn with(stored: &str) -> Self {
        Self(stored.to_owned())
    }
}

impl std::fmt::Debug for Matched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(matched)")
    }
}

/// Hashes passwords away from the request threads, a few at a time.
#[derive(Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::default() }
    }
}

struct Waits(Arc<AtomicUsize>);
impl Drop for Waits {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Hasher {
    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Error> {
        let before = self.waiting.fetch_add(1, Ordering::AcqRel);
        let waits = Waits(Arc::clone(&self.waiting));
        if before >= AT_ONCE + WAITING {
            return Err(Error::TryLater { detail: "Too many sign-ins at once. Try again in a moment.".into(), seconds: 2, too_many: true });
        }
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Fault::Other("the hashing pool is closed".into()))?;
        // Both go into the closure: a client that hangs up does not make room for another.
        let done = tokio::task::spawn_blocking(move || {
            let held = (turn, waits);
            let outcome = work();
            drop(held);
            outcome
        });
        Ok(done.await.map_err(|error| Fault::Other(format!("hashing did not end: {error}")))??)
    }

    /// # Errors
    /// `TryLater` when too many wait.
    pub async fn hash(&self, password: Secret) -> Result<String, Error> {
        self.turn(move || hash(&password)).await
    }

    /// That the password is the stored one, where it is; with nothing stored it is not, after the same work.
    ///
    /// # Errors
    /// `TryLater` when too many wait.
    pub async fn matches(&self, password: Secret, stored: Option<String>) -> Result<Option<Matched>, Error> {
        self.turn(move || match stored {
            Some(stored) => Ok(matches(&password, &stored)?.then_some(Matched(stored))),
            None => matches(&password, NOBODY).map(|_| None),
        })
        .await
    }
}

/// A token, or a password that was set before, for the published document.
pub fn secret_schema(schema: &mut Schema) {
    schema.insert("pattern".to_owned(), r"^[^\x00]*$".into());
}

/// A password to be set, for the published document.
pub fn password_schema(schema: &mut Schema) {
    schema.insert("minLength".to_owned(), SHORTEST.into());
    schema.insert("maxLength".to_owned(), LONGEST.into());
    schema.insert("pattern".to_owned(), r"^[^\x00]*$".into());
    schema.insert("format".to_owned(), "password".into());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_guessed_first_is_refused() {
        for text in [
            "short",
            "passwordpassword",
            "Password123456789",
            "aaaaaaaaaaaaaaaaaaaa",
            "qwertyuiopasdfghjkl",
            "QuorateQuorate2026!",
            "countersign2026!!",
            "Welcome-Welcome-1",
            "123456789012345678",
        ] {
            assert!(admit(&Secret::new(text), &["m.countersign@example.org"], "/password").is_err(), "{text}");
        }
        assert!(admit(&Secret::new("x".repeat(LONGEST + 1)), &[], "/password").is_err());
        for text in ["correct horse battery", "tumble-lantern-ocean", "zażółć gęślą jaźń ok"] {
            assert!(admit(&Secret::new(text), &["m.countersign@example.org"], "/password").is_ok(), "{text}");
        }
    }

    #[test]
    fn a_hash_matches_its_password_alone() {
        let stored = hash(&Secret::new("tumble-lantern-ocean")).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(matches(&Secret::new("tumble-lantern-ocean"), &stored).unwrap());
        assert!(!matches(&Secret::new("tumble-lantern-Ocean"), &stored).unwrap());
        assert!(matches(&Secret::new("x"), "not a hash").is_err());
    }
}
