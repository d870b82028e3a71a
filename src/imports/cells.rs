//! One row's cells, checked column by column. The row's rejection is its first fault in reading
//! order, from the left, with those of the other columns beside it.

use super::days;
use super::layouts::Sheet;
use super::report::{Also, Rejected, shown};
use super::rows::MAX_CELL;
use super::written::{as_written, mangled};
use crate::moment::Date;
use crate::text::{Code, LONGEST_LINE, Unsound, is_word, one_line};

/// The longest name in the practice file, in characters.
pub const MAX_NAME: usize = 200;
/// The longest code in the practice file.
pub const MAX_CODE: usize = 20;
/// The most entries in a cell that lists several, separated by semicolons.
pub const MAX_LISTED: usize = 1_000;

/// A code as the practice file has them: 1 to 20 letters, digits or underscores, without accents.
fn practice_code(text: &str) -> Result<String, Unsound> {
    if (1..=MAX_CODE).contains(&text.len()) && is_word(text) {
        return Ok(text.to_owned());
    }
    Err(("bad_code", format!("A code is 1 to {MAX_CODE} letters, digits or underscores, without blanks, such as B82012.")))
}

/// A code of digits alone, without the zeros before them.
#[must_use]
pub fn without_zeros(code: &str) -> Option<&str> {
    let is_number = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| code.trim_start_matches('0'))
}

/// The cells of one row on their way into a typed row.
pub struct Cells<'a> {
    sheet: &'a Sheet<'a>,
    row: u64,
    cells: Vec<String>,
    /// The first fault of each column, by position.
    faults: Vec<(usize, Also)>,
}

impl<'a> Cells<'a> {
    #[must_use]
    pub fn new(sheet: &'a Sheet<'a>, row: u64, cells: Vec<String>) -> Self {
        Self { sheet, row, cells, faults: Vec::new() }
    }

    /// Notes a fault: the first of each column counts.
    pub fn fault(&mut self, column: &str, code: &str, message: impl Into<String>) {
        let position = self.sheet.position(column).unwrap_or(usize::MAX);
        if self.faults.iter().any(|(held, _)| *held == position) {
            return;
        }
        let value = self.cells.get(position).map(|cell| shown(cell.trim())).unwrap_or_default();
        self.faults.push((position, Also { column: column.to_owned(), code: code.to_owned(), message: message.into(), value }));
    }

    fn raw(&self, column: &str) -> Option<&str> {
        self.sheet.position(column).and_then(|position| self.cells.get(position)).map(String::as_str)
    }

    /// The cell, `None` where it is empty, the file has no such column, or it is at fault.
    pub fn text(&mut self, column: &str, most: usize) -> Option<String> {
        self.read(column, |cell| one_line(cell, most))
    }

    /// The cell as a kind of text that the register keeps; `None` as for [`Self::text`].
    pub fn read<T>(&mut self, column: &str, kind: impl FnOnce(&str) -> Result<T, Unsound>) -> Option<T> {
        let cell = as_written(self.raw(column)?.trim());
        if cell.is_empty() {
            return None;
        }
        kind(cell).map_err(|(code, message)| self.fault(column, code, message)).ok()
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
        if self.raw(column).is_none_or(|raw| raw.trim().is_empty()) {
            self.fault(column, "required", format!("The cell '{column}' is empty. Fill it in."));
        }
    }

    /// Why a cell, good in form, is probably not what somebody wrote: to be asked unless the register
    /// has it so already.
    pub fn doubt(&self, column: &str, why: Option<Unsound>) -> Option<Rejected> {
        let (code, message) = why?;
        let value = self.raw(column).map(|cell| shown(cell.trim())).unwrap_or_default();
        Some(Rejected { row: self.row, column: column.to_owned(), code: code.to_owned(), message, value, also: Box::default() })
    }

    fn code_as(&mut self, column: &str, most: usize, kind: impl Fn(&str) -> Result<String, Unsound>) -> Option<String> {
        let text = self.text(column, most)?;
        if mangled(&text) {
            let message = format!(
                "'{}' is what a spreadsheet makes of a code that looks like a day or a number. Format the column as text, and write the code.",
                shown(&text)
            );
            self.fault(column, "bad_code", message);
            return None;
        }
        kind(&text).map_err(|(code, message)| self.fault(column, code, format!("'{}' is not a code. {message}", shown(&text)))).ok()
    }

    /// A code as the practice file has them.
    pub fn practice_code(&mut self, column: &str) -> Option<String> {
        self.code_as(column, MAX_CELL, practice_code)
    }

    /// A code as a register has them.
    pub fn code(&mut self, column: &str) -> Option<String> {
        self.code_as(column, MAX_CELL, |text| Code::parse(text).map(Into::into))
    }

    pub fn required_practice_code(&mut self, column: &str) -> String {
        let code = self.practice_code(column);
        self.fault_if_empty(column);
        code.unwrap_or_default()
    }

    pub fn required_code(&mut self, column: &str) -> String {
        let code = self.code(column);
        self.fault_if_empty(column);
        code.unwrap_or_default()
    }

    /// The id of a thing of the register, as its own lists write it.
    pub fn id(&mut self, column: &str) -> Option<String> {
        let text = self.text(column, LONGEST_LINE)?;
        match text.parse::<uuid::Uuid>() {
            Ok(id) => Some(id.to_string()),
            Err(_) => {
                let message = format!(
                    "'{}' is not an id of this register. Leave the cell as it was exported, or empty for something new.",
                    shown(&text)
                );
                self.fault(column, "bad_id", message);
                None
            }
        }
    }

    /// Entries separated by semicolons; empty entries are passed over.
    pub fn listed<T: Into<String>>(&mut self, column: &str, kind: impl Fn(&str) -> Result<T, Unsound>) -> Vec<String> {
        let Some(text) = self.text(column, MAX_CELL) else { return Vec::new() };
        let mut all: Vec<String> = Vec::new();
        for entry in text.split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
            match kind(entry) {
                Ok(read) => all.push(read.into()),
                Err((code, message)) => {
                    self.fault(column, code, format!("'{}' cannot be taken. {message} Put semicolons between entries.", shown(entry)));
                    return Vec::new();
                }
            }
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
        self.listed(column, Code::parse)
    }

    pub fn day(&mut self, column: &str) -> Option<Date> {
        let text = self.text(column, MAX_CELL)?;
        match days::read(&text, self.sheet.dates) {
            Ok(day) => Some(day),
            Err(message) => {
                self.fault(column, "not_a_date", message);
                None
            }
        }
    }

    /// The last day of something: an empty cell means until further notice. So do words for it, in a
    /// list that was said to write its days in a way of its own.
    pub fn last_day(&mut self, column: &str) -> Option<Date> {
        let text = self.text(column, MAX_CELL)?;
        if days::is_open(&text) && self.sheet.dates.is_some() {
            return None;
        }
        match days::read(&text, self.sheet.dates) {
            Ok(day) => Some(day),
            Err(message) => {
                self.fault(column, "not_a_date", format!("{message} An empty cell means until further notice."));
                None
            }
        }
    }

    pub fn required_day(&mut self, column: &str) -> Option<Date> {
        let found = self.day(column);
        self.fault_if_empty(column);
        found
    }

    /// The row, or its leftmost fault with the others beside it.
    ///
    /// # Errors
    /// The rejection.
    pub fn finish<T>(self, value: T) -> Result<T, Rejected> {
        self.finish_some(Some(value))
    }

    /// As [`Self::finish`], for a row that cannot even be put together when a cell is at fault.
    ///
    /// # Errors
    /// The rejection; `incomplete` if no cell was found at fault.
    pub fn finish_some<T>(mut self, value: Option<T>) -> Result<T, Rejected> {
        self.faults.sort_by_key(|(position, _)| *position);
        let mut faults = self.faults.into_iter().map(|(_, fault)| fault);
        match (faults.next(), value) {
            (None, Some(value)) => Ok(value),
            (Some(Also { column, code, message, value }), _) => {
                Err(Rejected { row: self.row, column, code, message, value, also: faults.collect() })
            }
            (None, None) => Err(Rejected {
                row: self.row,
                column: self.sheet.title(0),
                code: "incomplete".to_owned(),
                message: "The row is incomplete. Compare it with the heading.".to_owned(),
                value: String::new(),
                also: Box::default(),
            }),
        }
    }
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
