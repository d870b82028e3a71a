//! Bytes to records. Every byte of the file ends up in a record, in a blank line or in an error
//! that refuses the whole file: nothing is skipped in silence.
//!
//! **Row numbers** are those a spreadsheet shows: the first record of the file is row 1 (the
//! heading, where the layout has one), a blank line is a row, and a record whose quoted field
//! holds line breaks is one row however many lines it takes.

use csv::ByteRecord;

use super::report::{FileError, shown};

/// The largest file taken: 25 MiB.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;
/// The most rows taken from one file, not counting its heading.
pub const MAX_ROWS: usize = 200_000;
/// The most columns whose cells are looked at; a row with more is rejected without reading them.
pub const MAX_COLUMNS: usize = 100;
/// The longest cell, in characters, whatever its column allows.
pub const MAX_CELL: usize = 10_000;

const SAVE_AS: &str = "In the spreadsheet choose 'Save as' and the type 'CSV UTF-8 (Comma delimited)', then import that file";

/// One record of the file, decoded where it can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The row a spreadsheet shows, from 1.
    pub row: u64,
    /// How many cells the record has, counted before any is read.
    pub width: usize,
    /// The cells as written, untrimmed. Fewer than `width` where there are too many to look at.
    pub cells: Vec<String>,
    /// The first cell that cannot be read.
    pub fault: Option<CellFault>,
}

/// A cell that cannot be read, or a quotation mark in the wrong place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// Position of the cell, from 0.
    pub column: usize,
    pub code: &'static str,
    pub message: String,
    pub value: String,
    /// The fault may have moved the cells, so their number proves nothing.
    pub moves_cells: bool,
}

/// The records of a file, found but not yet decoded: cells are read a row at a time, so that a
/// file of nothing but commas costs no more memory than its rows do.
#[derive(Debug)]
pub struct Table<'a> {
    data: &'a [u8],
    spans: Vec<Span>,
}

impl Table<'_> {
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The widths of the records, in order.
    pub fn widths(&self) -> impl Iterator<Item = usize> + '_ {
        self.spans.iter().map(|span| span.width)
    }

    /// The records in order, each decoded when it is asked for.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records { data: self.data, spans: self.spans.iter(), reader: None, raw: ByteRecord::new() }
    }
}

/// One reading of a [`Table`].
pub struct Records<'t> {
    data: &'t [u8],
    spans: std::slice::Iter<'t, Span>,
    /// At the beginning of the next record; put aside at a record that is not to be read, as
    /// making one costs more than reading a row with it.
    reader: Option<csv::Reader<&'t [u8]>>,
    raw: ByteRecord,
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let span = self.spans.next()?;
        Some(self.record(span))
    }
}

/// Where a record lies in the file.
#[derive(Debug)]
struct Span {
    start: usize,
    end: usize,
    row: u64,
    width: usize,
    stray_quote: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    FieldStart,
    Bare,
    Quoted,
    AfterQuote,
}

/// Reads a comma-separated file: UTF-8 with or without a byte order mark, lines ended by CR, LF
/// or both, quoted fields that may hold any of them.
///
/// # Errors
/// [`FileError`] when the file as a whole cannot be read: too large, empty, too many rows, not
/// text, or a quotation mark that is never closed.
pub fn read(bytes: &[u8]) -> Result<Table<'_>, FileError> {
    if bytes.len() > MAX_BYTES {
        let message = format!(
            "The file has {} bytes; at most {MAX_BYTES} (25 MiB) are taken. Split it into smaller files, each with the same heading.",
            bytes.len()
        );
        return Err(FileError::new("file_too_large", message));
    }
    refuse_other_formats(bytes)?;
    let data = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let spans = spans(data)?;
    if spans.is_empty() {
        return Err(empty_file());
    }
    Ok(Table { data, spans })
}

/// Nothing, or blank lines only.
#[must_use]
pub fn empty_file() -> FileError {
    FileError::new("empty_file", "The file holds no rows. Choose the file with the list in it.")
}

fn refuse_other_formats(bytes: &[u8]) -> Result<(), FileError> {
    let what = if bytes.starts_with(b"PK\x03\x04") {
        "an Excel workbook or a zip archive"
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        "an old Excel workbook (.xls)"
    } else if bytes.starts_with(b"%PDF") {
        "a PDF"
    } else if bytes.starts_with(b"\x1F\x8B") {
        "a gzip archive"
    } else if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        "text in UTF-16"
    } else {
        // UTF-16 without its mark has a NUL in every other byte; no text in UTF-8 has a quarter.
        let head = bytes.get(..4096).unwrap_or(bytes);
        if head.iter().filter(|byte| **byte == 0).count() * 4 <= head.len() {
            return Ok(());
        }
        "not text"
    };
    Err(FileError::new("not_a_csv_file", format!("The file is {what}, not comma-separated text. {SAVE_AS}.")))
}

/// Finds where each record begins and ends, by the rules of RFC 4180: a quotation mark counts at
/// the beginning of a field only, and two of them inside one are one.
fn spans(data: &[u8]) -> Result<Vec<Span>, FileError> {
    let mut found: Vec<Span> = Vec::new();
    let mut within = Within::FieldStart;
    let fresh = |start: usize, row: u64| Span { start, end: start, row, width: 1, stray_quote: None };
    let mut span = fresh(0, 1);
    let mut after_cr = false;
    for (at, &byte) in data.iter().enumerate() {
        let line_feed_of_crlf = after_cr && byte == b'\n';
        after_cr = false;
        if line_feed_of_crlf {
            span = fresh(at + 1, span.row);
            continue;
        }
        match (within, byte) {
            (Within::Quoted, b'"') => within = Within::AfterQuote,
            (Within::Quoted, _) => {}
            (Within::FieldStart | Within::AfterQuote, b'"') => within = Within::Quoted,
            (_, b',') => {
                span.width += 1;
                within = Within::FieldStart;
            }
            (_, b'\r' | b'\n') => {
                let next = fresh(at + 1, span.row + 1);
                let mut done = std::mem::replace(&mut span, next);
                if done.start < at {
                    done.end = at;
                    keep(&mut found, done)?;
                }
                after_cr = byte == b'\r';
                within = Within::FieldStart;
            }
            (Within::AfterQuote, _) => {
                let cell = span.width - 1;
                span.stray_quote.get_or_insert(cell);
                within = Within::Bare;
            }
            (Within::FieldStart | Within::Bare, _) => within = Within::Bare,
        }
    }
    if within == Within::Quoted {
        let message = format!(
            "Row {} opens a quotation mark in column {} that is never closed, so the rest of the file cannot be told apart. Close it, or write two of them (\"\") for one that belongs to the text.",
            span.row, span.width
        );
        return Err(FileError::new("quote_never_closed", message));
    }
    if span.start < data.len() {
        span.end = data.len();
        keep(&mut found, span)?;
    }
    Ok(found)
}

fn keep(found: &mut Vec<Span>, span: Span) -> Result<(), FileError> {
    // One more than the limit is let through here: it may be the heading.
    if found.len() > MAX_ROWS {
        return Err(too_many_rows());
    }
    found.push(span);
    Ok(())
}

/// More rows than one import takes.
#[must_use]
pub fn too_many_rows() -> FileError {
    let message = format!(
        "The file has more than {MAX_ROWS} rows, the most one import takes. Split it into smaller files, each with the same heading."
    );
    FileError::new("too_many_rows", message)
}

impl<'t> Records<'t> {
    fn record(&mut self, span: &Span) -> Record {
        let mut out = Record { row: span.row, width: span.width, cells: Vec::new(), fault: None };
        let reader = self.reader.take();
        if span.width > MAX_COLUMNS {
            return out;
        }
        // The span was found by the same rules, so one record of that width is what comes; if the
        // two readings ever differ the row is rejected rather than believed.
        let wrong = span.stray_quote.or_else(|| (!self.fill(reader, span)).then_some(0));
        if let Some(column) = wrong {
            let text = self.data.get(span.start..span.end).unwrap_or_default();
            let text = text.get(..400).unwrap_or(text);
            out.fault = Some(CellFault {
                column,
                code: "stray_quotation_mark",
                message: "There is text after a closing quotation mark, so the cells of this row cannot be told apart. Write two quotation marks (\"\") for one that belongs to the text.".to_owned(),
                value: shown(&String::from_utf8_lossy(text)),
                moves_cells: true,
            });
            return out;
        }
        for (column, cell) in self.raw.iter().enumerate() {
            match decode(cell) {
                Ok(text) => out.cells.push(text),
                Err((code, message)) => {
                    let value = shown(&String::from_utf8_lossy(cell));
                    out.fault.get_or_insert(CellFault { column, code, message, value, moves_cells: false });
                    out.cells.push(String::new());
                }
            }
        }
        out
    }

    /// Reads the record at the span; whether it is of the span's width.
    fn fill(&mut self, reader: Option<csv::Reader<&'t [u8]>>, span: &Span) -> bool {
        let mut reader = reader.unwrap_or_else(|| {
            let rest = self.data.get(span.start..).unwrap_or_default();
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rest)
        });
        let agreed = matches!(reader.read_byte_record(&mut self.raw), Ok(true)) && self.raw.len() == span.width;
        if agreed {
            self.reader = Some(reader);
        }
        agreed
    }
}

fn decode(cell: &[u8]) -> Result<String, (&'static str, String)> {
    let Ok(text) = std::str::from_utf8(cell) else {
        return Err(("not_utf8", format!("This cell holds bytes that are not UTF-8 text. {SAVE_AS}.")));
    };
    if text.contains('\0') {
        return Err(("nul_character", "This cell holds a NUL character, which no text has. Type the cell again.".to_owned()));
    }
    if text.chars().nth(MAX_CELL).is_some() {
        return Err(("too_long", format!("This cell has more than {MAX_CELL} characters. Shorten it.")));
    }
    Ok(text.to_owned())
}
