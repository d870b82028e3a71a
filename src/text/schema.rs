//! What the kinds of text take, for the published document: a pattern that every dialect of patterns reads.

use schemars::Schema;

use super::{LONGEST_CODE, LONGEST_LINE, LONGEST_NUMBER, LONGEST_PROSE};

/// What no text has in it: control characters, and those hidden ones that a pattern can name in every dialect.
const NOT: &str = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb";

fn bounded(schema: &mut Schema, most: usize, pattern: String) {
    schema.insert("minLength".to_owned(), 1.into());
    schema.insert("maxLength".to_owned(), most.into());
    schema.insert("pattern".to_owned(), pattern.into());
}

fn one_line(schema: &mut Schema, most: usize) {
    bounded(schema, most, format!(r"^[^\n\t{NOT}]*[^\s{NOT}][^\n\t{NOT}]*$"));
}

pub(super) fn line(schema: &mut Schema) {
    one_line(schema, LONGEST_LINE);
}

pub(super) fn number(schema: &mut Schema) {
    one_line(schema, LONGEST_NUMBER);
}

pub(super) fn prose(schema: &mut Schema) {
    bounded(schema, LONGEST_PROSE, format!(r"^[^{NOT}]*[^\s{NOT}][^{NOT}]*$"));
}

pub(super) fn rationale(schema: &mut Schema) {
    schema.insert("maxLength".to_owned(), LONGEST_PROSE.into());
    schema.insert("pattern".to_owned(), format!(r"^[^{NOT}]*$").into());
}

pub(super) fn email(schema: &mut Schema) {
    let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    bounded(schema, 254, format!(r"^[^\s<>(),;:\x22\x5c\[\]@{NOT}]{{1,64}}@{label}(\.{label})+$"));
    schema.insert("format".to_owned(), "email".into());
}

/// A code; what may be named by it, or by an id, is written so too.
pub fn code(schema: &mut Schema) {
    bounded(schema, LONGEST_CODE, format!("^[A-Za-z0-9_][A-Za-z0-9_.-]{{0,{}}}$", LONGEST_CODE - 1));
}

pub(super) fn word(schema: &mut Schema) {
    bounded(schema, LONGEST_CODE, format!("^[A-Za-z0-9_]{{1,{LONGEST_CODE}}}$"));
}

pub(super) fn clock(schema: &mut Schema) {
    bounded(schema, 5, "^([01][0-9]|2[0-3]):[0-5][0-9]$".to_owned());
}

pub(super) fn sha256(schema: &mut Schema) {
    bounded(schema, 64, "^[0-9a-f]{64}$".to_owned());
}
