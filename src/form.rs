//! Forms of text that the checks of request bodies share (`#[validate(custom(function = ...))]`).
//! They look at form alone: a name that cannot be printed on one line, text that hides its
//! direction, a tower of accents.

use std::borrow::Cow;

use validator::ValidationError;

use crate::wording::sound;

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
    let wrong = || bad("not_an_email", "Write an e-mail address such as name@example.org.");
    shown(text, false)?;
    let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
    let forbidden = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '[' | ']');
    if text.len() > 254 || local.is_empty() || local.len() > 64 || local.contains('@') || text.chars().any(forbidden) {
        return Err(wrong());
    }
    let label = |part: &str| !part.is_empty() && part.len() <= 63 && !part.starts_with('-') && !part.ends_with('-');
    if domain.split('.').count() < 2 || !domain.split('.').all(label) {
        return Err(wrong());
    }
    Ok(())
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
    }
}
