//! Whether text is what somebody wrote, and not what a spreadsheet could not work out, or letters
//! that were lost on the way. A register never forgets, so it is told before.

use unicode_normalization::char::is_combining_mark;
use unicode_security::MixedScript as _;

use super::misread::{of_a_page, unmisread};

/// What is wrong with a text: a stable word, and for a person what it is and what to do.
pub type Unsound = (&'static str, String);

/// Direction marks, zero-width spaces and the like: with one a name can be shown as another. Not
/// the joiners U+200C and U+200D, which several scripts need.
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}' | '\u{17b4}' | '\u{17b5}')
}

/// A letter that is shown as nothing: fillers, and the Braille cell without a dot.
const fn is_blank(letter: char) -> bool {
    matches!(letter, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// A place of Unicode that stands for no character, or for one that only some font knows.
fn is_no_character(letter: char) -> bool {
    let code = u32::from(letter);
    matches!(code, 0xfffc | 0xfdd0..=0xfdef | 0xe000..=0xf8ff | 0xf_0000..) || code & 0xfffe == 0xfffe
}

/// More accents than this on one letter are no writing.
pub const MOST_MARKS: usize = 4;

/// A character nobody sees, or that changes how others are read.
#[must_use]
pub fn is_unseen(letter: char) -> bool {
    is_control(letter) || reorders(letter) || is_hidden(letter)
}

/// Direction marks: with one a name can be shown as another.
const fn reorders(letter: char) -> bool {
    matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// What is wrong with the characters of a text, wherever it stands: the first, by its place.
#[must_use]
pub fn fault_of(text: &str, lines: bool) -> Option<Unsound> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return None;
    }
    let mut marks = 0;
    for (place, letter) in text.chars().enumerate() {
        let named = |what: &str, cure: &str| format!("Character {} is {what} (U+{:04X}). {cure}.", place + 1, u32::from(letter));
        if is_control(letter) && !(lines && matches!(letter, '\n' | '\t')) {
            let what = if lines { "a control character" } else { "a line break, tab or other control character" };
            return Some(("control_character", named(what, "Delete it, or put a space")));
        }
        if reorders(letter) {
            return Some(("direction_character", named("an invisible mark that reverses the order of reading", "Type the text again")));
        }
        if is_hidden(letter) {
            return Some(("invisible_character", named("invisible", "Type the text again")));
        }
        if letter == '\u{fffd}' {
            let message = "A letter was lost here before it came to us (it is shown as \u{fffd}). Type the text again, or take it from where it is whole.";
            return Some(("letter_lost", message.to_owned()));
        }
        if is_blank(letter) {
            return Some(("blank_letter", "There is a letter here that is shown as nothing. Type the text again.".to_owned()));
        }
        if is_no_character(letter) {
            let message = format!("U+{:04X} is no character that everybody's screen shows alike. Type the text again.", u32::from(letter));
            return Some(("no_character", message));
        }
        marks = if is_combining_mark(letter) { marks + 1 } else { 0 };
        if marks > 0 && place == 0 {
            return Some(("leading_mark", "The text begins with an accent that stands on no letter. Type it again.".to_owned()));
        }
        if marks > MOST_MARKS {
            return Some(("stacked_accents", "More than four accents stand on one letter. Type the text again.".to_owned()));
        }
    }
    None
}

/// Whether a cell tells that it could not be worked out: `#REF!`, `#N/A`, `Err:502`.
fn is_error_value(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let named = upper.strip_prefix('#').is_some_and(|rest| {
        let known = ["N/A", "GETTING_DATA", "NAME", "REF", "VALUE", "NUM", "NULL", "DIV/0", "SPILL", "CALC", "FIELD", "BUSY", "BLOCKED"];
        known.contains(&rest.trim_end_matches(['!', '?']))
            || (rest.ends_with(['!', '?'])
                && rest.trim_end_matches(['!', '?']).bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'/'))
    });
    let numbered = upper.strip_prefix("ERR:").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    named || numbered || (upper.starts_with("[OBJECT ") && upper.ends_with(']'))
}

/// Whether a cell is a formula that was not worked out: `=VLOOKUP(A1)`, `=B2&" "&C2`. A name that
/// only begins with the sign is none.
fn is_formula(text: &str) -> bool {
    let mut rest = text;
    let mut signs = 0;
    while let Some(next) = rest.strip_prefix(['=', '+', '-', '@', '＝']) {
        rest = next.trim_start();
        signs += 1;
    }
    if signs == 0 {
        return false;
    }
    let word = rest.trim_start_matches('$');
    let letters = word.find(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '.' | '$')).unwrap_or(word.len());
    let (head, after) = word.split_at_checked(letters).unwrap_or((word, ""));
    let column = head.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let is_cell = text.starts_with(['=', '＝'])
        && head.len() - column.len() <= 3
        && head.len() > column.len()
        && !column.is_empty()
        && column.bytes().all(|byte| byte.is_ascii_digit() || byte == b'$');
    let calls = !head.is_empty() && after.starts_with('(');
    calls || after.starts_with('!') || is_cell || rest.starts_with(['"', '\'']) && text.starts_with('=')
}

/// Whole cells that stand for nothing.
const NOTHING: &[&str] = &[
    "null",
    "(null)",
    "<null>",
    "\\n",
    "nil",
    "nan",
    "none",
    "undefined",
    "n/a",
    "na",
    "n.a.",
    "tbc",
    "tba",
    "tbd",
    "to be confirmed",
    "to be advised",
    "vacant",
    "vacancy",
    "(vacant)",
    "unknown",
    "not known",
    "not applicable",
    "anonymous",
    "redacted",
    "true",
    "false",
];

/// What is wrong with a name, of a person or of a body, beyond [`fault_of`].
#[must_use]
pub fn fault_of_name(text: &str) -> Option<Unsound> {
    let shown: String = text.chars().take(60).collect();
    if is_error_value(text) || is_formula(text) {
        let message = format!(
            "'{shown}' is what a spreadsheet writes where it could not work out a cell. Put the cell right there, and write the name itself."
        );
        return Some(("spreadsheet_error", message));
    }
    if NOTHING.contains(&text.to_ascii_lowercase().as_str()) {
        let message = format!("'{shown}' stands for no name. Write the name, or leave it out of the list.");
        return Some(("not_a_name", message));
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Some(("no_letter", "The name holds no letter and no digit. Write the name.".to_owned()));
    }
    if let Some(meant) = unmisread(text) {
        let meant: String = meant.chars().take(60).collect();
        let message = format!(
            "'{shown}' is text that a program read in the wrong alphabet; it was probably '{meant}'. Write the name; where it comes from a spreadsheet, save the list again as 'CSV UTF-8 (Comma delimited)'."
        );
        return Some(("misread_letters", message));
    }
    // The alphabet of the old Macintosh, of which only the signs are known.
    if text.contains('√') || text.contains("‚Ä") {
        let message = format!("'{shown}' is text that a program read in the wrong alphabet. Write the name as it is spoken.");
        return Some(("misread_letters", message));
    }
    if let Some(spelling) = of_a_page(text) {
        let message = format!("'{spelling}' is how the pages of the web spell a character. Write the character itself.");
        return Some(("misread_letters", message));
    }
    if let Some(word) = text.split(|letter: char| !letter.is_alphanumeric()).find(|word| !word.is_single_script()) {
        let message = format!(
            "'{word}' has letters of two alphabets that look alike, so that nobody could find it again. Type the word anew, all of it in one alphabet."
        );
        return Some(("two_alphabets", message));
    }
    let letters: Vec<char> = text.chars().collect();
    let lost = |three: &[char]| matches!(three, [before, '?', after] if before.is_alphabetic() && after.is_alphabetic());
    if letters.windows(3).any(lost) {
        let message = format!("'{shown}' has a question mark within a word, as stands where a letter was lost. Write the letter.");
        return Some(("letter_lost", message));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        fault_of(text, false).or_else(|| fault_of_name(text)).map_or("", |(code, _)| code)
    }

    #[test]
    fn what_a_spreadsheet_could_not_work_out_is_no_name() {
        for text in [
            "#REF!",
            "#N/A",
            "#NAME?",
            "#VALUE!",
            "#DIV/0!",
            "#SPILL!",
            "#ref!",
            "Err:502",
            "=VLOOKUP(A1)",
            "=B2&\" \"&C2",
            "=Sheet1!A2",
            "+SUM(A1:A2)",
            "=\"00123\"",
            "@SUM(1)",
            "=$A$1",
        ] {
            assert_eq!(code(text), "spreadsheet_error", "{text}");
        }
        for text in ["NULL", "null", "(null)", "N/A", "NaN", "None", "undefined", "TBC", "Vacancy"] {
            assert_eq!(code(text), "not_a_name", "{text}");
        }
        for text in [
            "=Equals",
            "@Home Brook",
            "+Plus Care",
            "-",
            "#1 Surgery",
            "Null Island Trust",
            "Jennifer Null",
            "Nan Brook",
            "Who Cares? Ltd",
            "1",
        ] {
            assert!(text == "-" || code(text).is_empty(), "{text}: {}", code(text));
        }
        assert_eq!(code("Br?nte"), "letter_lost");
        assert_eq!(code("N\u{456}amh O'Dea"), "two_alphabets");
        for text in ["Анна Brook", "Zoë Brontë", "Amélie", "田中さくら", "Smith 2nd", "Ελένη", "Ame\u{301}lie"] {
            assert_eq!(code(text), "", "{text}");
        }
    }

    #[test]
    fn a_name_that_reads_as_blank_is_none() {
        for (text, why) in [
            ("\u{3164}", "blank_letter"),
            ("A\u{ffa0}", "blank_letter"),
            ("\u{2800}", "blank_letter"),
            ("a\u{ffff}", "no_character"),
            ("a\u{fffe}", "no_character"),
            ("\u{e000}", "no_character"),
            ("\u{10fffd}", "no_character"),
            ("Zo\u{fffd}", "letter_lost"),
            ("\u{301}a", "leading_mark"),
            ("a\u{34f}", "invisible_character"),
            ("x\u{301}\u{301}\u{301}\u{301}\u{301}", "stacked_accents"),
            ("---", "no_letter"),
            ("########", "no_letter"),
        ] {
            assert_eq!(code(text), why, "{text:?}");
        }
        assert!(code("王小明").is_empty() && code("नेहा").is_empty() && code("🏥 1").is_empty());
    }
}
