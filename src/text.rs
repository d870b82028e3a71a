//! What text a register keeps: lines that can be read aloud, names that name somebody, codes that can be
//! typed. One idea of it, as types ([`Line`] and its kin), for bodies of requests, commands, case files
//! and cells of lists alike; and one way to fold it ([`spoken`]), for whatever is looked for, sorted or
//! matched.

use serde::{Deserialize, Deserializer};
use unicode_normalization::UnicodeNormalization;

mod address;
mod fold;
mod kinds;
mod misread;
mod name;
mod read;
pub mod schema;
pub mod sound;

pub use address::fault_of_address;
pub use fold::{code_key, spoken};
pub use kinds::{ClockTime, Code, Email, Kind, Line, Name, Number, Prose, Rationale, Sha256, Word};
pub use name::{NameKey, name_key};
pub use read::{is_word, one_line};
pub use sound::Unsound;

/// The longest name or title, in characters.
pub const LONGEST_LINE: usize = 300;
/// The longest number on an agenda, in characters.
const LONGEST_NUMBER: usize = 20;
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

/// Whether a spreadsheet would run the text of a cell, or might: the signs that begin a formula in
/// any of them, their wide forms, and what is known to have been used to get there.
#[must_use]
pub fn runs(text: &str) -> bool {
    matches!(
        text.chars().next(),
        Some('=' | '+' | '-' | '@' | '|' | '%' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠' | '｜' | '％')
    )
}

/// A kind of text as rows and entries have it.
pub trait Kept {
    /// As it was kept, by whatever rule it came in.
    fn kept(text: String) -> Self;
}

/// For `serde`: a text of an entry, which was asked when it came in (see [`Kept`]). No body is read so.
///
/// # Errors
/// What is no text.
pub fn kept<'de, T: Kept, D: Deserializer<'de>>(entry: D) -> Result<T, D::Error> {
    String::deserialize(entry).map(T::kept)
}

/// As [`kept`], where there may be none.
///
/// # Errors
/// What is no text.
pub fn kept_if<'de, T: Kept, D: Deserializer<'de>>(entry: D) -> Result<Option<T>, D::Error> {
    Ok(Option::<String>::deserialize(entry)?.map(T::kept))
}

#[cfg(test)]
mod tests;
