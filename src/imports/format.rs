//! What kind of file it is: text at all, in which alphabet, and what stands between two cells.

use super::report::FileError;
use super::rows::{MAX_CELL, SHOWN_CELLS};

const SAVE_AS: &str = "In the spreadsheet choose 'Save as' and the type 'CSV UTF-8 (Comma delimited)', then import that file";

/// Whether it is a file of another format, by its first bytes.
///
/// # Errors
/// `not_a_csv_file`, with what it is.
pub(super) fn refuse_other_formats(bytes: &[u8]) -> Result<(), FileError> {
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

/// What may stand between two cells; the comma first.
const MARKS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Excel's first line `sep=;`, which says what stands between two cells, and the rest of the file.
pub(super) fn separator_line(data: &[u8]) -> (Option<u8>, &[u8]) {
    let end = data.iter().take(64).position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(data.len());
    let line = data.get(..end).unwrap_or_default();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let Some((word, rest)) = line.split_at_checked(4) else { return (None, data) };
    let (Some(mark), true) = (rest.first().filter(|mark| MARKS.contains(mark)), word.eq_ignore_ascii_case(b"sep=")) else {
        return (None, data);
    };
    // Saved again, the line is a row like the others: filled up with separators.
    if !rest.iter().skip(1).all(|byte| MARKS.contains(byte) || matches!(byte, b'"' | b' ')) {
        return (None, data);
    }
    let rest = data.get(end..).unwrap_or_default();
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\r")).or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    (Some(*mark), rest)
}

/// What stands between two cells: the comma, but where the first line with anything in it has none
/// outside quotation marks and has another of the usual marks there.
pub(super) fn mark_of(data: &[u8]) -> u8 {
    let (mut counts, mut quoted, mut content) = ([0_usize; 4], false, false);
    for byte in data {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted && content => break,
            _ if quoted => {}
            byte => match MARKS.iter().zip(&mut counts).find(|(mark, _)| *mark == byte) {
                Some((_, count)) => *count += 1,
                None => content |= !byte.is_ascii_whitespace(),
            },
        }
    }
    let [commas, others @ ..] = counts;
    let most = others.iter().max().copied().unwrap_or(0);
    if commas > 0 || most == 0 {
        return b',';
    }
    MARKS.into_iter().skip(1).zip(others).find(|(_, count)| *count == most).map_or(b',', |(mark, _)| mark)
}

/// The text of a cell.
///
/// # Errors
/// Code and message.
pub(super) fn decode(cell: &[u8]) -> Result<String, (&'static str, String)> {
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

/// The cells between these marks.
pub(super) fn reader(data: &[u8], mark: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(mark).from_reader(data)
}

/// The first cells of a record that is too wide to be read whole, to be shown.
pub(super) fn first_cells(text: &[u8], mark: u8) -> Vec<String> {
    let (mut quoted, mut width, mut end) = (false, 1, text.len());
    for (at, byte) in text.iter().enumerate() {
        quoted ^= *byte == b'"';
        width += usize::from(*byte == mark && !quoted);
        if width > SHOWN_CELLS || at > SHOWN_CELLS * MAX_CELL {
            end = at;
            break;
        }
    }
    let mut raw = csv::ByteRecord::new();
    // What cannot be read is only not shown.
    if reader(text.get(..end).unwrap_or_default(), mark).read_byte_record(&mut raw).is_err() {
        return Vec::new();
    }
    raw.iter().map(|cell| String::from_utf8_lossy(cell).chars().take(MAX_CELL).collect()).collect()
}
