//! A collection as one table: CSV for spreadsheets, NDJSON and one JSON array for programs. Rows
//! leave as they are read; nothing is held but a buffer.

use actix_web::web::Bytes;
use serde_json::{Map, Value};

use crate::fault::{Error, Fault};
use crate::http::listing::spool::Feed;
use crate::text::runs;

const CHUNK: usize = 64 * 1024;

/// A form of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Ndjson,
    Json,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Csv, Self::Ndjson, Self::Json];

    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Json => "json",
        }
    }

    #[must_use]
    pub const fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
            Self::Json => "application/json",
        }
    }

    /// What `Accept` asks for, where it names a table at all.
    #[must_use]
    pub fn accepted(accept: &str) -> Option<Self> {
        accept.split(',').find_map(|range| match range.split(';').next().unwrap_or_default().trim() {
            "text/csv" => Some(Self::Csv),
            "application/x-ndjson" | "application/ndjson" => Some(Self::Ndjson),
            _ => None,
        })
    }
}

/// A cell that a spreadsheet would run is made text by an apostrophe before it; so is one that
/// already looks as if it had been, so that whoever takes the apostrophe away has what was written.
#[must_use]
pub fn neutral(text: &str) -> String {
    if runs(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// The most characters that a cell of a spreadsheet holds, as the common ones count them (in UTF-16):
/// they cut a longer one without a word, or read its rest as further rows.
const LONGEST_CELL: usize = 32_767;

/// A text that no spreadsheet holds, cut with a word on where the whole stands.
fn held(text: String) -> String {
    // No character has fewer bytes than UTF-16 units.
    let length = if text.len() <= LONGEST_CELL { text.len() } else { text.encode_utf16().count() };
    if length <= LONGEST_CELL {
        return text;
    }
    let word = format!(" [cut: {length} characters in all; the whole stands in the same table as .ndjson or .json]");
    let mut left = LONGEST_CELL - word.len();
    let kept = text.chars().take_while(|letter| {
        let fits = letter.len_utf16() <= left;
        left = left.saturating_sub(letter.len_utf16());
        fits
    });
    kept.collect::<String>() + &word
}

fn cell(value: &Value) -> String {
    held(match value {
        Value::Null => String::new(),
        Value::String(text) => neutral(text),
        // Lists of words are read by people: `a; b`.
        Value::Array(items) if items.iter().all(Value::is_string) => {
            neutral(&items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "))
        }
        Value::Array(_) | Value::Object(_) => neutral(&value.to_string()),
        other => other.to_string(),
    })
}

/// Where the rows of a table go. Made by [`Call::table`](crate::http::Call::table), or over a plain
/// buffer for files.
pub struct Rows {
    format: Format,
    columns: Vec<String>,
    buffer: Vec<u8>,
    count: u64,
    sink: Option<Feed>,
}

impl Rows {
    /// Begins with [`Rows::head`].
    pub(in crate::http) fn to(sink: Feed, format: Format, columns: &[&str]) -> Self {
        Self::new(Some(sink), format, columns)
    }

    /// Gathers the whole table: [`Rows::into_bytes`].
    ///
    /// # Errors
    /// A heading that cannot be written.
    pub fn gathered(format: Format, bom: bool, columns: &[&str]) -> Result<Self, Error> {
        let mut rows = Self::new(None, format, columns);
        rows.head(bom)?;
        Ok(rows)
    }

    fn new(sink: Option<Feed>, format: Format, columns: &[&str]) -> Self {
        Self { format, columns: columns.iter().map(|column| (*column).to_owned()).collect(), buffer: Vec::new(), count: 0, sink }
    }

    /// What stands before the first row.
    pub(in crate::http) fn head(&mut self, bom: bool) -> Result<(), Error> {
        match self.format {
            Format::Csv => {
                if bom {
                    self.buffer.extend_from_slice("\u{feff}".as_bytes());
                }
                let heads = self.columns.clone();
                self.line(heads.iter().map(String::as_str))?;
            }
            Format::Json => self.buffer.push(b'['),
            Format::Ndjson => {}
        }
        Ok(())
    }

    fn line<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> Result<(), Error> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).buffer_capacity(1024).from_writer(&mut self.buffer);
        writer.write_record(cells).and_then(|()| Ok(writer.flush()?)).map_err(|error| Fault::Other(error.to_string()).into())
    }

    /// One row, cell by cell in the order of the columns.
    ///
    /// # Errors
    /// When the row has another number of cells, or nobody is reading any more.
    pub fn row(&mut self, cells: Vec<Value>) -> Result<(), Error> {
        if cells.len() != self.columns.len() {
            return Err(Fault::Other(format!("a row of {} cells under {} columns", cells.len(), self.columns.len())).into());
        }
        match self.format {
            Format::Csv => {
                let cells: Vec<String> = cells.iter().map(cell).collect();
                self.line(cells.iter().map(String::as_str))?;
            }
            Format::Ndjson | Format::Json => {
                if self.format == Format::Json && self.count > 0 {
                    self.buffer.extend_from_slice(b",\n");
                }
                let object: Map<String, Value> = self.columns.iter().cloned().zip(cells).collect();
                serde_json::to_writer(&mut self.buffer, &object).map_err(|error| Fault::Other(error.to_string()))?;
                if self.format == Format::Ndjson {
                    self.buffer.push(b'\n');
                }
            }
        }
        self.count += 1;
        if self.buffer.len() >= CHUNK { self.send() } else { Ok(()) }
    }

    fn send(&mut self) -> Result<(), Error> {
        let Some(sink) = &self.sink else { return Ok(()) };
        let chunk = Bytes::from(std::mem::take(&mut self.buffer));
        Ok(sink.put(chunk)?)
    }

    /// That this was all, or what it broke at.
    pub(in crate::http) fn end(mut self, outcome: Result<(), Error>) {
        let outcome = outcome.and_then(|()| {
            self.close();
            self.send()
        });
        if let Some(sink) = self.sink {
            sink.end(outcome);
        }
    }

    fn close(&mut self) {
        if self.format == Format::Json {
            self.buffer.extend_from_slice(b"]\n");
        }
    }

    /// The whole table, where it was gathered.
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.close();
        self.buffer
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn table(format: Format, bom: bool) -> String {
        let mut rows = Rows::gathered(format, bom, &["ref", "title", "votes"]).unwrap();
        rows.row(vec![json!("PCCC/1"), json!("=HYPERLINK(\"http://x\")"), json!(-3)]).unwrap();
        rows.row(vec![json!("＝1"), json!("one, \"two\"\nthree"), Value::Null]).unwrap();
        assert!(rows.row(vec![json!(1)]).is_err());
        String::from_utf8(rows.into_bytes()).unwrap()
    }

    #[test]
    fn csv_is_rfc_4180_and_runs_nothing() {
        assert_eq!(
            table(Format::Csv, true),
            "\u{feff}ref,title,votes\r\nPCCC/1,\"'=HYPERLINK(\"\"http://x\"\")\",-3\r\n'＝1,\"one, \"\"two\"\"\nthree\",\r\n"
        );
        assert!(table(Format::Csv, false).starts_with("ref,"));
        for text in ["=1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x"] {
            assert!(neutral(text).starts_with('\''), "{text:?}");
        }
    }

    #[test]
    fn a_cell_that_no_spreadsheet_holds_is_cut_and_says_so() {
        let units = |text: &str| text.encode_utf16().count();
        for text in ["x".repeat(32_767), "𝒳".repeat(16_383)] {
            assert_eq!(cell(&json!(text)), text);
        }
        for text in ["x".repeat(32_768), "𝒳".repeat(20_000), "é".repeat(40_000)] {
            let cut = cell(&json!(text));
            assert!(units(&cut) <= 32_767 && units(&cut) > 32_700, "{}", units(&cut));
            assert!(
                cut.ends_with(&format!(
                    " [cut: {} characters in all; the whole stands in the same table as .ndjson or .json]",
                    units(&text)
                ))
            );
        }
    }

    /// What a list says of a cell is what was written, once the apostrophe is taken away.
    #[test]
    fn an_apostrophe_is_put_before_what_has_one_already() {
        for text in ["'=1", "''@x", "'|calc", "|calc", "%0a=1", "｜x"] {
            assert_eq!(neutral(text), format!("'{text}"));
        }
        for text in ["'t Hooft", "O'Dea", "''", "a=1"] {
            assert_eq!(neutral(text), text);
        }
    }

    #[test]
    fn programs_get_the_same_rows_as_objects() {
        let lines = table(Format::Ndjson, true);
        assert_eq!(lines.lines().count(), 2);
        let array: Vec<Value> = serde_json::from_str(&table(Format::Json, true)).unwrap();
        assert_eq!(array.len(), 2);
        assert_eq!(array.first().unwrap(), &json!({"ref": "PCCC/1", "title": "=HYPERLINK(\"http://x\")", "votes": -3}));
        assert_eq!(Rows::gathered(Format::Json, false, &["a"]).unwrap().into_bytes(), b"[]\n");
        assert_eq!(Format::accepted("text/html, text/csv;q=0.9"), Some(Format::Csv));
        assert_eq!(Format::accepted("*/*"), None);
    }
}
