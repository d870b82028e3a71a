//! The text of a cell as somebody wrote it, before lists and spreadsheets were made of it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::wording::{self, sound};

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

fn is_invisible(letter: char) -> bool {
    sound::is_hidden(letter)
}

/// Text as the register keeps it: trimmed, in Unicode's composed form, one line, nothing hidden.
pub(super) fn clean(raw: &str) -> Result<String, (&'static str, String)> {
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
        if marks > sound::MOST_MARKS {
            return Err(("stacked_accents", "More than four accents stand on one letter. Type the text again.".to_owned()));
        }
    }
    // What else is no writing: lost letters, fillers, places of Unicode that stand for nothing.
    sound::fault_of(&text, false).map_or(Ok(text), Err)
}

/// A cell as it was before a list was made of it: our own lists put an apostrophe before what a
/// spreadsheet would run, and spreadsheets show none.
pub(super) fn as_written(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if wording::runs(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

/// What a spreadsheet has made of a code: a day, or a number in powers of ten.
pub(super) fn mangled(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_month =
        |part: &str| matches!(part, "jan" | "feb" | "mar" | "apr" | "may" | "jun" | "jul" | "aug" | "sep" | "sept" | "oct" | "nov" | "dec");
    let day = lower.split_once('-').is_some_and(|(one, two)| {
        let end = two.split('-').next().unwrap_or_default();
        (is_month(one) && is_number(two)) || (is_number(one) && one.len() <= 2 && is_month(end))
    });
    let power = lower.split_once('e').is_some_and(|(head, power)| {
        let (whole, rest) = head.split_once('.').unwrap_or((head, ""));
        whole.len() == 1 && is_number(whole) && is_number(rest) && is_number(power.trim_start_matches(['+', '-']))
    });
    day || power
}
