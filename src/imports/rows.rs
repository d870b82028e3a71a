//! Bytes to records. Every byte of the file ends up in a record, in a row without content or in an
//! error that refuses the whole file: nothing is skipped in silence.
//!
//! **Row numbers** are those a spreadsheet shows: the first record of the file is row 1 (the
//! heading, where the layout has one), a blank line is a row, and a record whose quoted field
//! holds line breaks is one row however many lines it takes. A first line `sep=;` is Excel's own
//! word on how to read the file, and no row.
//!
//! **A row of nothing but separators is no row**, and a column without a heading and without a cell
//! is no column: spreadsheets write the whole range that was ever touched.

use csv::ByteRecord;

use super::format::{decode, first_cells, mark_of, reader, refuse_other_formats, separator_line};
use super::report::{FileError, shown};

/// The largest file taken: 25 MiB.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;
/// The most rows taken from one file, not counting its heading.
pub const MAX_ROWS: usize = 50_000;
/// The most columns whose cells are looked at; a row with more is rejected without reading them.
pub const MAX_COLUMNS: usize = 100;
/// The longest cell, in characters, whatever its column allows.
pub const MAX_CELL: usize = 10_000;
/// A row with more cells than any spreadsheet has columns is not taken apart.
const WIDEST: usize = 16_384;
/// How many cells of a row that is too wide are looked at, to show them.
pub const SHOWN_CELLS: usize = 40;

/// One record of the file, decoded where it can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The row a spreadsheet shows, from 1.
    pub row: u64,
    /// How many cells the record has, counted before any is read.
    pub width: usize,
    /// How many of them there are up to the last that holds anything.
    pub used: usize,
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
    /// What stands between two cells.
    mark: u8,
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
        Records { data: self.data, mark: self.mark, spans: self.spans.iter(), reader: None, raw: ByteRecord::new() }
    }
}

/// One reading of a [`Table`].
pub struct Records<'t> {
    data: &'t [u8],
    mark: u8,
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
    used: usize,
    stray_quote: Option<usize>,
    /// A row without content stands before it, which a reader would find.
    after_nothing: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    FieldStart,
    Bare,
    Quoted,
    AfterQuote,
}

/// Reads a file of cells between commas, or between semicolons, tabs or bars where its first line
/// says so or has no comma: UTF-8 with or without a byte order mark, lines ended by CR, LF or both,
/// quoted fields that may hold any of them.
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
    let (said, data) = separator_line(data);
    let mark = said.unwrap_or_else(|| mark_of(data));
    let spans = spans(data, mark)?;
    if spans.is_empty() {
        return Err(empty_file());
    }
    Ok(Table { data, mark, spans })
}

/// Nothing, or blank lines only.
#[must_use]
pub fn empty_file() -> FileError {
    FileError::new("empty_file", "The file holds no rows. Choose the file with the list in it.")
}

/// Finds where each record begins and ends, by the rules of RFC 4180: a quotation mark counts at
/// the beginning of a field only, and two of them inside one are one.
fn spans(data: &[u8], mark: u8) -> Result<Vec<Span>, FileError> {
    let mut found: Vec<Span> = Vec::new();
    let mut within = Within::FieldStart;
    let fresh = |start: usize, row: u64| Span { start, end: start, row, width: 1, used: 0, stray_quote: None, after_nothing: false };
    let mut span = fresh(0, 1);
    let (mut after_cr, mut after_nothing) = (false, false);
    for (at, &byte) in data.iter().enumerate() {
        let line_feed_of_crlf = after_cr && byte == b'\n';
        after_cr = false;
        if line_feed_of_crlf {
            span = fresh(at + 1, span.row);
            continue;
        }
        // What is no blank is content; so is a quotation mark that belongs to the text.
        let is_end = within != Within::Quoted && (byte == mark || matches!(byte, b'\r' | b'\n'));
        if !is_end && !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') && (byte != b'"' || matches!(within, Within::AfterQuote | Within::Bare))
        {
            span.used = span.width;
        }
        match (within, byte) {
            (Within::Quoted, b'"') => within = Within::AfterQuote,
            (Within::Quoted, _) => {}
            (Within::FieldStart | Within::AfterQuote, b'"') => within = Within::Quoted,
            (_, byte) if byte == mark => {
                span.width += 1;
                within = Within::FieldStart;
            }
            (_, b'\r' | b'\n') => {
                let next = fresh(at + 1, span.row + 1);
                let mut done = std::mem::replace(&mut span, next);
                done.end = at;
                keep(&mut found, done, &mut after_nothing)?;
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
        keep(&mut found, span, &mut after_nothing)?;
    }
    Ok(found)
}

fn keep(found: &mut Vec<Span>, mut span: Span, after_nothing: &mut bool) -> Result<(), FileError> {
    if span.used == 0 {
        *after_nothing |= span.start < span.end;
        return Ok(());
    }
    span.after_nothing = std::mem::take(after_nothing);
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
        let mut out = Record { row: span.row, width: span.width, used: span.used, cells: Vec::new(), fault: None };
        let at = self.reader.take().filter(|_| !span.after_nothing);
        if span.used > MAX_COLUMNS || span.width > WIDEST {
            out.cells = first_cells(self.data.get(span.start..span.end).unwrap_or_default(), self.mark);
            return out;
        }
        // The span was found by the same rules, so one record of that width is what comes; if the
        // two readings ever differ the row is rejected rather than believed.
        let wrong = span.stray_quote.or_else(|| (!self.fill(at, span)).then_some(0));
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
        for (column, cell) in self.raw.iter().take(span.used).enumerate() {
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
    fn fill(&mut self, at: Option<csv::Reader<&'t [u8]>>, span: &Span) -> bool {
        let mut reader = at.unwrap_or_else(|| reader(self.data.get(span.start..).unwrap_or_default(), self.mark));
        let agreed = matches!(reader.read_byte_record(&mut self.raw), Ok(true)) && self.raw.len() == span.width;
        if agreed {
            self.reader = Some(reader);
        }
        agreed
    }
}
