//! What a deployment and a register may be called in the origins of logs, which never change.

use super::SYSTEM;
use crate::fault::{Error, Fault, FieldError};

fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 255
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':'))
}

/// Whether a text can begin the origins of registers: asked of the settings, and again here.
///
/// # Errors
/// An origin that is no host name.
pub fn check_origin(text: &str) -> Result<(), Fault> {
    if is_host(text) {
        return Ok(());
    }
    Err(Fault::Other(format!(
        "the origin '{text}' is not a host name: use lower-case letters, digits, dots and hyphens, with a port after a colon if need be"
    )))
}

/// What a register may be called.
pub(in crate::audit) struct Names {
    slug: String,
    name: String,
}

impl Names {
    /// The names that somebody gives it.
    ///
    /// # Errors
    /// A slug or a name that none can have.
    pub(super) fn given(slug: &str, name: &str) -> Result<Self, Error> {
        check_names(slug, name)?;
        Ok(Self { slug: slug.to_owned(), name: name.trim().to_owned() })
    }

    /// Those of the register of accounts and registers.
    pub(super) fn of_system() -> Self {
        Self { slug: SYSTEM.to_owned(), name: "Accounts and registers".to_owned() }
    }

    pub(in crate::audit) fn into_parts(self) -> (String, String) {
        (self.slug, self.name)
    }
}

fn check_names(slug: &str, name: &str) -> Result<(), Error> {
    let mut wrong = Vec::new();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = slug.bytes().next().is_some_and(plain) && slug.bytes().last().is_some_and(plain);
    if !ends || slug.len() > 63 || !slug.bytes().all(|byte| plain(byte) || byte == b'-') {
        let message = "use 1 to 63 lower-case letters, digits and hyphens, such as 'nhs-exampleshire'";
        wrong.push(FieldError::new("/slug", "format", message));
    }
    if name.trim().is_empty() || name.chars().count() > 300 || name.contains('\0') {
        wrong.push(FieldError::new("/name", "length", "use 1 to 300 characters"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}
