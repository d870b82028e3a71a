//! What text a register keeps: names that can be read aloud, codes that can be typed, and periods
//! that do not end before they begin. One gathering of findings, so that a request is told of
//! every wrong field at once.

use serde::{Deserialize, Deserializer};
use unicode_normalization::UnicodeNormalization;

mod address;
mod fold;
mod name;
mod misread;
pub mod sound;

pub use address::{fault_of_address, is_address};
pub use fold::{code_key, spoken};
pub use name::{NameKey, name_key};

use crate::fault::{Error, FieldError};
use crate::moment::Date;

/// The longest name or title, in characters.
pub const LONGEST_LINE: usize = 300;
/// The longest running text, in characters.
pub const LONGEST_PROSE: usize = 20_000;
/// The longest code, in bytes.
pub const LONGEST_CODE: usize = 60;
/// The most tags of one person.
pub const MOST_TAGS: usize = 20;

/// The form in which two spellings of one address meet: compatibility forms composed, case folded.
/// Accounts are kept under it; what is looked for or compared as a name is [`spoken`].
#[must_use]
pub fn folded(text: &str) -> String {
    text.trim().nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// A word that people type, as a tag or the id of a seat: short, and safe in a file name, an address
/// and a spreadsheet.
#[must_use]
pub fn is_word(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_CODE && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A code: safe in an address, a file name and a spreadsheet.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.bytes().next().is_some_and(plain)
        && text.len() <= LONGEST_CODE
        && text.bytes().all(|byte| plain(byte) || matches!(byte, b'-' | b'.'))
}

/// What one is, for a reader.
#[must_use]
pub fn what_is_a_code() -> String {
    format!("A code is 1 to {LONGEST_CODE} letters, digits, underscores, hyphens or full stops, without blanks, such as B82012")
}

/// Whether a spreadsheet would run the text of a cell, or might: the signs that begin a formula in
/// any of them, their wide forms, and what is known to have been used to get there.
#[must_use]
pub fn runs(text: &str) -> bool {
    matches!(
        text.chars().next(),
        Some('=' | '+' | '-' | '@' | '|' | '%' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠' | '｜' | '％')
    )
}

/// For a field of a change that may be left out (as it was). With an `Option` within, null clears
/// it; without one, null is refused rather than taken for left out.
///
/// # Errors
/// Those of `T`.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}

fn wrong(text: &str, most: usize, lines: bool) -> Option<(&'static str, String)> {
    if let Some(fault) = sound::fault_of(text, lines) {
        return Some(fault);
    }
    if text.is_empty() {
        return Some(("blank", "This may not be blank.".to_owned()));
    }
    let count = text.chars().count();
    (count > most).then(|| ("too_long", format!("At most {most} characters are kept; this has {count}.")))
}

/// What is wrong with the fields of a command, gathered on the way through it.
#[derive(Debug, Default)]
pub struct Findings(Vec<FieldError>);

impl Findings {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, pointer: impl Into<String>, code: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(pointer, code, message));
    }

    pub fn extend(&mut self, found: impl IntoIterator<Item = FieldError>) {
        self.0.extend(found);
    }

    fn text(&mut self, pointer: &str, text: &str, most: usize, lines: bool) -> String {
        let text: String = text.trim().nfc().collect();
        if let Some((code, message)) = wrong(&text, most, lines) {
            self.add(pointer, code, message);
        }
        text
    }

    /// A name or title as it is kept: composed (NFC), trimmed, one line, nothing hidden.
    pub fn line(&mut self, pointer: &str, text: &str) -> String {
        self.text(pointer, text, LONGEST_LINE, false)
    }

    /// The name of a person or a body: a line that names somebody.
    pub fn name(&mut self, pointer: &str, text: &str) -> String {
        let found = self.0.len();
        let name = self.line(pointer, text);
        if self.0.len() == found
            && let Some((code, message)) = sound::fault_of_name(&name)
        {
            self.add(pointer, code, message);
        }
        name
    }

    /// As [`Findings::line`], where it may be left out.
    pub fn line_if(&mut self, pointer: &str, text: Option<&str>) -> Option<String> {
        text.map(|text| self.line(pointer, text))
    }

    /// Running text as it is kept: line breaks stay.
    pub fn prose(&mut self, pointer: &str, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        self.text(pointer, &text, LONGEST_PROSE, true)
    }

    /// As [`Findings::prose`], where it may be left out.
    pub fn prose_if(&mut self, pointer: &str, text: Option<&str>) -> Option<String> {
        text.map(|text| self.prose(pointer, text))
    }

    /// A code: safe in an address, a file name and a spreadsheet.
    pub fn code(&mut self, pointer: &str, text: &str) -> String {
        if !is_code(text) {
            self.add(pointer, "format", format!("{}.", what_is_a_code()));
        }
        text.to_owned()
    }

    /// An e-mail address, in small letters.
    pub fn email(&mut self, pointer: &str, text: &str) -> String {
        let text = text.trim().to_lowercase();
        let wrong = sound::fault_of(&text, false).map(|(_, message)| message);
        if let Some(message) = wrong.or_else(|| fault_of_address(&text).map(|(_, message)| message.to_owned())) {
            self.add(pointer, "format", message);
        }
        text
    }

    /// Free words of letters, digits and underscores, sorted, each once.
    pub fn tags(&mut self, pointer: &str, tags: &[String]) -> Vec<String> {
        if tags.len() > MOST_TAGS {
            self.add(pointer, "length", format!("At most {MOST_TAGS} tags are kept."));
        }
        for (n, tag) in tags.iter().enumerate() {
            if !is_word(tag) {
                let message = format!("A tag is 1 to {LONGEST_CODE} letters, digits and underscores, such as lay_audit.");
                self.add(format!("{pointer}/{n}"), "format", message);
            }
        }
        let mut tags = tags.to_vec();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// An end is not before its beginning.
    pub fn period(&mut self, pointer: &str, from: Option<Date>, to: Option<Date>) {
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.add(pointer, "period_invalid", format!("This ends on {} before it begins on {}.", to.long(), from.long()));
        }
    }

    /// # Errors
    /// `Invalid`, with everything found.
    pub fn done(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    fn codes(look: impl FnOnce(&mut Findings)) -> Vec<String> {
        let mut findings = Findings::new();
        look(&mut findings);
        match findings.done() {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.code).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_are_composed_and_hide_nothing() {
        let mut findings = Findings::new();
        assert_eq!(findings.line("/name", " Ame\u{301}lie "), "Am\u{e9}lie");
        assert!(findings.done().is_ok());
        assert_eq!(codes(|f| drop(f.line("/name", "a\nb"))), ["control_character"]);
        assert_eq!(codes(|f| drop(f.line("/name", "abc\u{202e}fdp"))), ["hidden_character"]);
        assert_eq!(codes(|f| drop(f.line("/name", "  "))), ["blank"]);
        assert_eq!(codes(|f| drop(f.line("/name", &"x".repeat(301)))), ["too_long"]);
        assert!(codes(|f| drop(f.prose("/nature", "one\r\ntwo"))).is_empty());
    }

    #[test]
    fn two_spellings_of_one_address_meet() {
        assert_eq!(folded("Clerk@Example.ORG"), folded("clerk@example.org"));
        assert_eq!(folded("ｃlerk@example.org"), folded("clerk@example.org"));
    }

    #[test]
    fn codes_and_tags_can_be_typed() {
        assert!(codes(|f| drop(f.code("/code", "B82012"))).is_empty());
        for bad in ["", "a b", "../x", "é", "-a", &"x".repeat(61)] {
            assert_eq!(codes(|f| drop(f.code("/code", bad))), ["format"], "{bad}");
        }
        assert!(codes(|f| drop(f.tags("/tags", &["Lay_A".into(), "x".repeat(60)]))).is_empty(), "as the tag of a seat");
        for bad in ["", "lay audit", "lay-audit", &"x".repeat(61)] {
            assert_eq!(codes(|f| drop(f.tags("/tags", &[bad.into()]))), ["format"], "{bad}");
        }
        let mut findings = Findings::new();
        assert_eq!(findings.tags("/tags", &["b".into(), "a".into(), "b".into()]), ["a", "b"]);
    }
}
