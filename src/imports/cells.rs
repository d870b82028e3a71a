//! One row's cells, checked column by column. The row's rejection is its first fault in reading
//! order, from the left.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::layouts::Sheet;
use super::report::{Rejected, shown};
use super::rows::MAX_CELL;
use crate::moment::Date;

/// The longest name, in characters.
pub const MAX_NAME: usize = 200;
/// The longest code.
pub const MAX_CODE: usize = 20;
/// The most entries in a cell that lists several, separated by semicolons.
pub const MAX_LISTED: usize = 1_000;

/// A character nobody sees, or that changes how others are read.
pub(super) fn is_unseen(letter: char) -> bool {
    is_control(letter) || reorders(letter) || is_invisible(letter)
}

fn is_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// Direction marks: with one a name can be shown as another.
fn reorders(letter: char) -> bool {
    matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Not the joiners U+200C and U+200D: several scripts need them.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{00AD}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

/// Text as the register keeps it: trimmed, in Unicode's composed form, one line, nothing hidden.
fn clean(raw: &str) -> Result<String, (&'static str, String)> {
    let raw = raw.trim();
    // Most cells are plain: they are composed already, and only control characters can be wrong.
    if raw.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Ok(raw.to_owned());
    }
    let text: String = raw.nfc().collect();
    let mut marks = 0;
    for (place, letter) in text.chars().enumerate() {
        let named =
            |what: &str, cure: &str| format!("Character {} of the cell is {what} (U+{:04X}). {cure}.", place + 1, u32::from(letter));
        if is_control(letter) {
            return Err(("control_character", named("a line break, tab or other control character", "Delete it, or put a space")));
        }
        if reorders(letter) {
            return Err(("direction_character", named("an invisible mark that reverses the order of reading", "Type the text again")));
        }
        if is_invisible(letter) {
            return Err(("invisible_character", named("invisible", "Type the text again")));
        }
        marks = if is_combining_mark(letter) { marks + 1 } else { 0 };
        if marks > 8 {
            return Err(("stacked_accents", "More than eight accents stand on one letter. Type the text again.".to_owned()));
        }
    }
    Ok(text)
}

/// Reads `2018-03-06` or `20180306`.
fn day(text: &str) -> Option<Date> {
    let mut spelled = String::with_capacity(10);
    for (place, letter) in text.char_indices() {
        if text.len() == 8 && (place == 4 || place == 6) {
            spelled.push('-');
        }
        // Checked here, as the calendar's own reader also takes blanks and signs.
        let dash = text.len() == 10 && (place == 4 || place == 7);
        if !(if dash { letter == '-' } else { letter.is_ascii_digit() }) {
            return None;
        }
        spelled.push(letter);
    }
    spelled.parse().ok()
}

/// A code as registers use them: 1 to 20 letters, digits or underscores, without accents.
#[must_use]
pub fn is_code(text: &str) -> bool {
    (1..=MAX_CODE).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The cells of one row on their way into a typed row.
pub struct Cells<'a> {
    sheet: &'a Sheet<'a>,
    row: u64,
    cells: &'a [String],
    first: Option<(usize, Rejected)>,
}

impl<'a> Cells<'a> {
    #[must_use]
    pub fn new(sheet: &'a Sheet<'a>, row: u64, cells: &'a [String]) -> Self {
        Self { sheet, row, cells, first: None }
    }

    /// Notes a fault, and keeps the leftmost.
    pub fn fault(&mut self, column: &str, code: &str, message: impl Into<String>) {
        let position = self.sheet.position(column).unwrap_or(usize::MAX);
        if self.first.as_ref().is_some_and(|(held, _)| *held <= position) {
            return;
        }
        let value = self.cells.get(position).map(|cell| shown(cell.trim())).unwrap_or_default();
        let fault = Rejected { row: self.row, column: column.to_owned(), code: code.to_owned(), message: message.into(), value };
        self.first = Some((position, fault));
    }

    /// The cell, `None` where it is empty, the file has no such column, or it is at fault.
    pub fn text(&mut self, column: &str, most: usize) -> Option<String> {
        let raw = self.sheet.position(column).and_then(|position| self.cells.get(position))?;
        match clean(raw) {
            Ok(text) if text.is_empty() => None,
            Ok(text) => {
                let count = text.chars().count();
                if count > most {
                    self.fault(column, "too_long", format!("The cell has {count} characters; at most {most} are taken. Shorten it."));
                    return None;
                }
                Some(text)
            }
            Err((code, message)) => {
                self.fault(column, code, message);
                None
            }
        }
    }

    /// As [`Self::text`], but an empty cell is a fault; the empty string stands for any fault.
    pub fn required(&mut self, column: &str, most: usize) -> String {
        if let Some(text) = self.text(column, most) {
            return text;
        }
        self.fault_if_empty(column);
        String::new()
    }

    fn fault_if_empty(&mut self, column: &str) {
        let raw = self.sheet.position(column).and_then(|position| self.cells.get(position));
        if raw.is_none_or(|raw| raw.trim().is_empty()) {
            self.fault(column, "required", format!("The cell '{column}' is empty. Fill it in."));
        }
    }

    /// A name: required, with at least one letter or digit in it.
    pub fn name(&mut self, column: &str) -> String {
        let name = self.required(column, MAX_NAME);
        if !name.is_empty() && !name.chars().any(char::is_alphanumeric) {
            self.fault(column, "no_letter", "The name holds no letter and no digit. Write the name.");
        }
        name
    }

    pub fn code(&mut self, column: &str) -> Option<String> {
        let text = self.text(column, MAX_CELL)?;
        if is_code(&text) {
            return Some(text);
        }
        self.fault(column, "bad_code", bad_code(&text));
        None
    }

    pub fn required_code(&mut self, column: &str) -> String {
        let code = self.code(column);
        self.fault_if_empty(column);
        code.unwrap_or_default()
    }

    /// Entries separated by semicolons; empty entries are passed over.
    pub fn listed(&mut self, column: &str, wrong: impl Fn(&str) -> Option<(&'static str, String)>) -> Vec<String> {
        let Some(text) = self.text(column, MAX_CELL) else { return Vec::new() };
        let mut all: Vec<String> = Vec::new();
        for entry in text.split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
            if let Some((code, message)) = wrong(entry) {
                self.fault(column, code, message);
                return Vec::new();
            }
            all.push(entry.to_owned());
        }
        if all.len() > MAX_LISTED {
            self.fault(column, "too_many", format!("The cell lists {} entries; at most {MAX_LISTED} are taken.", all.len()));
            return Vec::new();
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    pub fn codes(&mut self, column: &str) -> Vec<String> {
        self.listed(column, |entry| (!is_code(entry)).then(|| ("bad_code", bad_code(entry))))
    }

    pub fn day(&mut self, column: &str) -> Option<Date> {
        let text = self.text(column, MAX_CELL)?;
        let found = day(&text);
        if found.is_none() {
            let message = format!(
                "'{}' is not a day between 1900 and 2200 as this list writes it. Write 6 March 2018 as 2018-03-06 or 20180306.",
                shown(&text)
            );
            self.fault(column, "not_a_date", message);
        }
        found
    }

    pub fn required_day(&mut self, column: &str) -> Option<Date> {
        let found = self.day(column);
        self.fault_if_empty(column);
        found
    }

    /// The row, or its leftmost fault.
    ///
    /// # Errors
    /// The rejection.
    pub fn finish<T>(self, value: T) -> Result<T, Rejected> {
        self.first.map_or(Ok(value), |(_, fault)| Err(fault))
    }

    /// As [`Self::finish`], for a row that cannot even be put together when a cell is at fault.
    ///
    /// # Errors
    /// The rejection; `incomplete` if no cell was found at fault.
    pub fn finish_some<T>(self, value: Option<T>) -> Result<T, Rejected> {
        match (self.first, value) {
            (None, Some(value)) => Ok(value),
            (Some((_, fault)), _) => Err(fault),
            (None, None) => Err(Rejected {
                row: self.row,
                column: self.sheet.title(0),
                code: "incomplete".to_owned(),
                message: "The row is incomplete. Compare it with the heading.".to_owned(),
                value: String::new(),
            }),
        }
    }
}

fn bad_code(text: &str) -> String {
    format!("'{}' is not a code. A code is 1 to {MAX_CODE} letters, digits or underscores, without blanks, such as B82012.", shown(text))
}

/// The word that a misspelt one most resembles, as a sentence; empty if it resembles none.
#[must_use]
pub fn did_you_mean(text: &str, words: &[&str]) -> String {
    let text: String = text.chars().take(60).collect();
    words
        .iter()
        .map(|word| (strsim::normalized_damerau_levenshtein(&text.to_lowercase(), word), word))
        .filter(|(score, _)| *score >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, word)| format!(" Perhaps '{word}' is meant."))
}
