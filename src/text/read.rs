//! How a text is read into its kind: what is kept of it, or what is wrong with it.

use unicode_normalization::UnicodeNormalization as _;

use super::sound::{self, Unsound};
use super::{LONGEST_CODE, LONGEST_LINE, LONGEST_NUMBER, LONGEST_PROSE, fault_of_address};
use crate::moment;

/// A line of so many characters at most, as it is kept: trimmed, composed, nothing hidden.
///
/// # Errors
/// What is wrong with it.
pub fn one_line(text: &str, most: usize) -> Result<String, Unsound> {
    composed(text, false, most)
}

fn composed(text: &str, lines: bool, most: usize) -> Result<String, Unsound> {
    let text = text.trim();
    // Most text is plain: composed already, with nothing hidden in it.
    let text: String = if text.is_ascii() { text.to_owned() } else { text.nfc().collect() };
    if let Some(fault) = sound::fault_of(&text, lines) {
        return Err(fault);
    }
    if text.chars().all(|letter| letter.is_whitespace() || is_joiner(letter)) {
        return Err(("blank", "This may not be blank.".to_owned()));
    }
    let count = text.chars().count();
    if count > most {
        return Err(("too_long", format!("At most {most} characters are kept; this has {count}. Shorten it.")));
    }
    Ok(text)
}

/// The joiners, which several scripts need between letters, and which are nothing by themselves.
const fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

pub(super) fn line(text: &str) -> Result<String, Unsound> {
    one_line(text, LONGEST_LINE)
}

pub(super) fn number(text: &str) -> Result<String, Unsound> {
    one_line(text, LONGEST_NUMBER)
}

pub(super) fn prose(text: &str) -> Result<String, Unsound> {
    composed(&text.replace("\r\n", "\n"), true, LONGEST_PROSE)
}

pub(super) fn rationale(text: &str) -> Result<String, Unsound> {
    if text.trim().is_empty() { Ok(String::new()) } else { prose(text) }
}

pub(super) fn name(text: &str) -> Result<String, Unsound> {
    let text = line(text)?;
    sound::fault_of_name(&text).map_or(Ok(text), Err)
}

pub(super) fn code(text: &str) -> Result<String, Unsound> {
    let text = text.trim();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_one = text.bytes().next().is_some_and(plain)
        && text.len() <= LONGEST_CODE
        && text.bytes().all(|byte| plain(byte) || matches!(byte, b'-' | b'.'));
    if is_one && text.len() == 36 && uuid::Uuid::try_parse(text).is_ok() {
        return Err(("bad_code", "A code is no id: whoever wrote it would mean the thing that has the id. Shorten it.".to_owned()));
    }
    if is_one {
        return Ok(text.to_owned());
    }
    let what = "letters, digits, underscores, hyphens or full stops, without blanks, such as B82012";
    Err(("bad_code", format!("A code is 1 to {LONGEST_CODE} {what}.")))
}

/// Whether a text is a [`super::Word`] as it stands, as the id of a seat is.
#[must_use]
pub fn is_word(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_CODE && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

pub(super) fn word(text: &str) -> Result<String, Unsound> {
    let text = text.trim();
    if is_word(text) {
        return Ok(text.to_owned());
    }
    Err(("bad_word", format!("Write 1 to {LONGEST_CODE} letters, digits and underscores, without blanks, such as lay_audit.")))
}

pub(super) fn email(text: &str) -> Result<String, Unsound> {
    let text: String = line(text)?.to_lowercase();
    match fault_of_address(&text) {
        None => Ok(text),
        Some((code, message)) => Err((code, message.to_owned())),
    }
}

pub(super) fn clock_time(text: &str) -> Result<String, Unsound> {
    match moment::time(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(("bad_time", error.to_string())),
    }
}

pub(super) fn sha256(text: &str) -> Result<String, Unsound> {
    let is_one = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_one {
        return Ok(text.to_owned());
    }
    Err(("bad_digest", "A SHA-256 is 64 digits, each 0 to 9 or a to f in small letters.".to_owned()))
}
