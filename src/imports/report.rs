//! What an import answers: counts, and for each rejected row its first fault in words that name
//! the cure; or, where the file as a whole cannot be read, one error that says why.

use std::fmt::Write as _;

use crate::text::sound::is_unseen;
use schemars::JsonSchema;
use serde::Serialize;

/// One row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rejected {
    /// The row a spreadsheet shows, from 1.
    pub row: u64,
    /// The column at fault, by its name in the layout; `column 8` for a cell beyond the last.
    pub column: String,
    /// A stable word for programs.
    pub code: String,
    /// For a person: what is wrong and what to do.
    pub message: String,
    /// What the cell holds, cut to 80 characters, invisible characters spelled out.
    pub value: String,
    /// What is wrong in other columns of the row, from the left.
    #[serde(skip_serializing_if = "<[Also]>::is_empty")]
    pub also: Box<[Also]>,
}

/// What is wrong in a further column of a rejected row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "AlsoRejected")]
pub struct Also {
    /// The column at fault, by its name in the layout.
    pub column: String,
    /// A stable word for programs, for what is wrong in that column.
    pub code: String,
    /// For a person: what is wrong and what to do.
    pub message: String,
    /// What the cell holds, cut to 80 characters, invisible characters spelled out.
    pub value: String,
}

impl From<Rejected> for Also {
    fn from(Rejected { column, code, message, value, .. }: Rejected) -> Self {
        Self { column, code, message, value }
    }
}

/// What an import did, or in a dry run would do. `rows` is always the sum of the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Report {
    /// How many rows were read: the next three and the rejected ones together.
    pub rows: u64,
    /// How many rows enter something that is not in the register.
    pub created: u64,
    /// How many rows change something that is in the register.
    pub updated: u64,
    /// How many rows say what the register has already.
    pub unchanged: u64,
    /// One a rejected row, in the order of the file.
    pub rejected: Vec<Rejected>,
}

impl Report {
    pub(super) fn created(&mut self) {
        self.rows += 1;
        self.created += 1;
    }

    pub(super) fn updated(&mut self) {
        self.rows += 1;
        self.updated += 1;
    }

    pub(super) fn unchanged(&mut self) {
        self.rows += 1;
        self.unchanged += 1;
    }

    pub(super) fn reject(&mut self, fault: Rejected) {
        self.rows += 1;
        self.rejected.push(fault);
    }

    /// Whether every row was taken.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.rejected.is_empty()
    }

    /// The report as a table for a terminal, with at most `most` rejected rows.
    #[must_use]
    pub fn table(&self, most: usize) -> String {
        let mut out = String::new();
        let rows = if self.rows == 1 { "row" } else { "rows" };
        put(
            &mut out,
            format_args!(
                "{} {rows}: {} created, {} updated, {} unchanged, {} rejected",
                self.rows,
                self.created,
                self.updated,
                self.unchanged,
                self.rejected.len()
            ),
        );
        if self.rejected.is_empty() {
            return out;
        }
        let heading = ["row", "column", "value"].map(str::to_owned);
        let cells = |row: String, column: &str, value: &str| [row, column.to_owned(), value.chars().take(40).collect()];
        let mut lines: Vec<([String; 3], &str)> = Vec::new();
        for one in self.rejected.iter().take(most) {
            lines.push((cells(one.row.to_string(), &one.column, &one.value), &one.message));
            lines.extend(one.also.iter().map(|also| (cells(String::new(), &also.column, &also.value), also.message.as_str())));
        }
        let wide = |column: usize| {
            let widths = lines.iter().map(|(cells, _)| cells).chain([&heading]);
            widths.filter_map(|cells| cells.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let (first, second, third) = (wide(0), wide(1), wide(2));
        put(&mut out, format_args!(""));
        let [row, column, value] = &heading;
        put(&mut out, format_args!("{row:>first$}  {column:second$}  {value:third$}  what is wrong, and the cure"));
        for ([row, column, value], message) in &lines {
            put(&mut out, format_args!("{row:>first$}  {column:second$}  {value:third$}  {message}"));
        }
        if self.rejected.len() > most {
            put(&mut out, format_args!("and {} more, all listed with --json", self.rejected.len() - most));
        }
        out
    }
}

fn put(out: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail; if it ever did, the line would be missing from a printout.
    if out.write_fmt(line).is_ok() {
        while out.ends_with(' ') {
            out.pop();
        }
        out.push('\n');
    }
}

/// The file as a whole cannot be read; no row was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct FileError {
    /// A stable word for programs, such as `empty_file` or `heading_unreadable`.
    pub code: String,
    /// For a person: what is wrong and what to do.
    pub message: String,
    /// The columns of the file's first row, where they are what is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<String>,
    /// The layouts this import takes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Accepted>,
    /// The name of the layout that is nearest to what was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
}

/// A layout, as an error names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Accepted {
    /// What the layout is called, as `nearest` names it too.
    pub name: String,
    /// The columns it knows, in order.
    pub columns: Vec<String>,
    /// Those of them that must be there.
    pub required: Vec<String>,
    /// Whether the first row names the columns.
    pub heading: bool,
}

impl FileError {
    pub(super) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), seen: Vec::new(), accepted: Vec::new(), nearest: None }
    }
}

/// Text as it may be shown on any terminal or page: characters that are not seen, or that change
/// the order of others, spelled out; at most 80 characters.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = String::new();
    for (count, letter) in text.chars().enumerate() {
        if count == 80 {
            out.push('…');
            break;
        }
        if is_unseen(letter) { out.extend(letter.escape_unicode()) } else { out.push(letter) }
    }
    out
}
