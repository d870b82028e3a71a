//! Forms of text that the checks of request bodies share (`#[validate(custom(function = ...))]`).
//! They look at form alone: a name that cannot be printed on one line, text that hides its
//! direction, a tower of accents.

use std::borrow::Cow;

use schemars::Schema;
use validator::ValidationError;

use crate::wording::{fault_of_address, sound};

fn bad(code: &'static str, message: &'static str) -> ValidationError {
    ValidationError::new(code).with_message(Cow::Borrowed(message))
}

fn shown(text: &str, lines: bool) -> Result<(), ValidationError> {
    if let Some((code, message)) = sound::fault_of(text, lines) {
        return Err(ValidationError::new(code).with_message(Cow::Owned(message)));
    }
    if text.trim().is_empty() {
        return Err(bad("blank", "This may not be blank."));
    }
    Ok(())
}

/// A name or title: one line, not blank, at most 300 characters.
///
/// # Errors
/// What is wrong with it.
pub fn line(text: &str) -> Result<(), ValidationError> {
    shown(text, false)?;
    if text.chars().count() > 300 {
        return Err(bad("too_long", "At most 300 characters."));
    }
    if text.trim() != text {
        return Err(bad("surrounding_space", "Spaces before or after are not kept: leave them out."));
    }
    Ok(())
}

/// Running text: line breaks are kept, not blank, at most 20,000 characters.
///
/// # Errors
/// What is wrong with it.
pub fn prose(text: &str) -> Result<(), ValidationError> {
    shown(text, true)?;
    if text.chars().count() > 20_000 {
        return Err(bad("too_long", "At most 20,000 characters."));
    }
    Ok(())
}

/// An e-mail address as it is typed into a sign-in.
///
/// # Errors
/// What is wrong with it.
pub fn email(text: &str) -> Result<(), ValidationError> {
    shown(text, false)?;
    fault_of_address(text).map_or(Ok(()), |(code, message)| Err(bad(code, message)))
}

/// What no text has in it, for a pattern: control characters, and those of [`sound::is_hidden`] that a
/// pattern can name in every dialect.
const NOT: &str = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb";

fn bounded(schema: &mut Schema, most: u32, pattern: String) {
    schema.insert("minLength".to_owned(), 1.into());
    // A closer bound of the field itself stands.
    if schema.get("maxLength").is_none() {
        schema.insert("maxLength".to_owned(), most.into());
    }
    schema.insert("pattern".to_owned(), pattern.into());
}

/// What [`line()`] takes, for the published document.
pub fn line_schema(schema: &mut Schema) {
    bounded(schema, 300, format!(r"^[^\s{NOT}]([^\n\t{NOT}]*[^\s{NOT}])?$"));
}

/// What [`prose`] takes, for the published document.
pub fn prose_schema(schema: &mut Schema) {
    bounded(schema, 20_000, format!(r"^[^{NOT}]*[^\s{NOT}][^{NOT}]*$"));
}

/// What [`email`] takes, for the published document.
pub fn email_schema(schema: &mut Schema) {
    let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    bounded(schema, 254, format!(r"^[^\s<>(),;:\x22\x5c\[\]@{NOT}]{{1,64}}@{label}(\.{label})+$"));
    schema.insert("format".to_owned(), "email".into());
}

/// A line that is kept without the blanks around it, for the published document.
pub fn kept_line_schema(schema: &mut Schema) {
    bounded(schema, 300, format!(r"^[^\n\t{NOT}]*[^\s{NOT}][^\n\t{NOT}]*$"));
}

/// A code, for the published document.
pub fn code_schema(schema: &mut Schema) {
    bounded(schema, 60, "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}$".to_owned());
}

/// A word of letters, digits and underscores, for the published document.
pub fn word_schema(schema: &mut Schema) {
    bounded(schema, 60, "^[A-Za-z0-9_]{1,60}$".to_owned());
}

/// A clock time, for the published document.
pub fn clock_schema(schema: &mut Schema) {
    bounded(schema, 5, "^([01][0-9]|2[0-3]):[0-5][0-9]$".to_owned());
}

/// A SHA-256 in hex, for the published document.
pub fn sha256_schema(schema: &mut Schema) {
    bounded(schema, 64, "^[0-9a-f]{64}$".to_owned());
}

/// Free words, for the published document.
pub fn tags_schema(schema: &mut Schema) {
    schema.insert("maxItems".to_owned(), 20.into());
    schema.insert(
        "items".to_owned(),
        serde_json::json!({"type": "string", "minLength": 1, "maxLength": 60, "pattern": "^[A-Za-z0-9_]{1,60}$"}),
    );
}

/// A token, or a password that was set before, for the published document.
pub fn secret_schema(schema: &mut Schema) {
    schema.insert("pattern".to_owned(), r"^[^\x00]*$".into());
}

/// A password to be set, for the published document.
pub fn password_schema(schema: &mut Schema) {
    schema.insert("minLength".to_owned(), 15.into());
    schema.insert("maxLength".to_owned(), 256.into());
    schema.insert("pattern".to_owned(), r"^[^\x00]*$".into());
    schema.insert("format".to_owned(), "password".into());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_that_cannot_be_read_aloud_are_refused() {
        for text in [
            "",
            "  ",
            "\u{a0}\u{a0}",
            "a\r\nBcc: x",
            "abc\u{202e}fdp.exe",
            "zero\u{200b}width",
            "x\u{301}\u{301}\u{301}\u{301}\u{301}",
            " padded",
        ] {
            assert!(line(text).is_err(), "{text:?}");
        }
        for text in ["Dr A. O'Neil-Smith", "Łucja Żółć", "王小明", "Committee 🗳", "<b>bold</b>", "=1+1"] {
            assert!(line(text).is_ok(), "{text:?}");
        }
        assert!(line(&"x".repeat(301)).is_err());
        assert!(prose("one\ntwo").is_ok() && prose("one\rtwo").is_err());
    }

    #[test]
    fn an_address_is_one_that_can_be_written_to() {
        assert!(email("a.b+c@example.org").is_ok());
        for text in ["a", "a@b", "@b.org", "a@.org", "a b@c.org", "a@b.org, c@d.org", "a@b.org\r\nBcc: x@y.org", "a@b@c.org"] {
            assert!(email(text).is_err(), "{text}");
        }
        // Cyrillic letters among ours, a word of Cyrillic letters that all look like ours, Greek.
        for text in ["\u{441}lerk@example.org", "\u{441}\u{43e}\u{440}@example.org", "le\u{3b1}d@example.org", "a@ex\u{430}mple.org"] {
            assert!(email(text).is_err(), "{text}");
        }
        for text in [
            "\u{142}ucja.\u{17c}\u{f3}\u{142}\u{107}@example.org",
            "\u{433}\u{43b}\u{430}\u{432}\u{430}@example.org",
            "m\u{fc}ller@example.org",
            "\u{738b}\u{5c0f}\u{660e}@example.org",
        ] {
            assert!(email(text).is_ok(), "{text}");
        }
    }
}
