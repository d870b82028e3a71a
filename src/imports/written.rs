//! The text of a cell as somebody wrote it, before lists and spreadsheets were made of it.

use crate::text::runs;

/// A cell as it was before a list was made of it: our own lists put an apostrophe before what a
/// spreadsheet would run, and spreadsheets show none.
pub(super) fn as_written(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if runs(rest.trim_start_matches('\'')) => rest,
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
