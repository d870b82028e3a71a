//! A pay grade as it is kept, however payroll writes it (A4.4 reads it): `8d` for `Band 8d`, `AfC
//! 8D`, `Band 8 - Range D`. A text that is none of the grades known is refused rather than kept, for
//! a decision-maker would silently be missing in the published register.

use crate::text::spoken;

/// The grades that are kept: the bands of Agenda for Change, very senior managers, and three words
/// for whoever is paid otherwise.
pub const GRADES: [&str; 16] = ["1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "vsm", "medical", "apprentice", "other"];

/// What a reader is told of them.
#[must_use]
pub fn taken() -> String {
    "1 to 7, 8a, 8b, 8c, 8d, 9, vsm (very senior manager), medical, apprentice or other".to_owned()
}

/// Words around a band that say what kind of thing it is.
const AROUND: [&str; 17] = [
    "nhs", "nhse", "afc", "a4c", "agenda", "for", "change", "pay", "payband", "band", "banding", "bands", "review", "body", "range", "the",
    "on",
];

/// Words of other scales too: a bare number after one of them alone may be a grade of anybody's.
const ANY_SCALE: [&str; 4] = ["grade", "level", "scale", "paygrade"];

/// The words of a text: letters and digits apart, and a letter after a digit by itself.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            let goes_on = before.is_some_and(|before| before.is_ascii_digit() == letter.is_ascii_digit() && before.is_ascii_alphanumeric());
            match words.last_mut() {
                Some(last) if goes_on => last.push(letter),
                _ => words.push(letter.to_string()),
            }
        } else if !letter.is_whitespace() && !letter.is_ascii_punctuation() {
            words.push(letter.to_string());
        }
        before = Some(letter);
    }
    words
}

/// The grade that a text means; none where that is not plain.
#[must_use]
pub fn read(text: &str) -> Option<&'static str> {
    let spoken = spoken(text);
    // 'a4c' is one word, though it has a digit in it.
    let words = words(&spoken.replace("a4c", "afc"));
    let any_scale = words.iter().any(|word| ANY_SCALE.contains(&word.as_str()));
    let is_band = words.iter().any(|word| matches!(word.as_str(), "band" | "bands" | "banding" | "payband" | "afc" | "agenda"));
    let rest: Vec<&str> = words.iter().map(String::as_str).filter(|word| !AROUND.contains(word) && !ANY_SCALE.contains(word)).collect();
    let meant = match rest.as_slice() {
        // The electronic staff record writes its own code before the words.
        ["xr" | "xn", number, rest @ ..] if number.len() == 2 && !rest.is_empty() => rest.concat(),
        ["very", "senior", "manager" | "managers" | "management", rest @ ..] if rest.is_empty() || *rest == ["vsm"] => "vsm".to_owned(),
        ["vsm", "very", "senior", "manager" | "managers" | "management"] => "vsm".to_owned(),
        ["vsms"] => "vsm".to_owned(),
        rest => rest.concat(),
    };
    let meant = meant.trim_start_matches('0');
    let grade = GRADES.into_iter().find(|grade| *grade == meant)?;
    let is_bare = grade.bytes().all(|byte| byte.is_ascii_digit());
    (!is_bare || is_band || !any_scale).then_some(grade)
}

/// Why a text is no grade, and what to do.
#[must_use]
pub fn refused(text: &str) -> String {
    let shown: String = text.chars().take(60).collect();
    format!(
        "'{shown}' is not a grade that is known here, and whoever takes decisions by their grade must be found by it. Write {}, or leave it out.",
        taken()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_read_as_payroll_writes_it() {
        for (text, grade) in [
            ("Band 8d", "8d"),
            ("band 8d", "8d"),
            ("AfC 8d", "8d"),
            ("A4C Band 8D", "8d"),
            ("Agenda for Change Band 8 D", "8d"),
            ("Band8d", "8d"),
            ("8-D", "8d"),
            ("8 (d)", "8d"),
            ("NHS Band 8 - Range D", "8d"),
            ("NHS|XR11|Review Body Band 8 - Range D", "8d"),
            ("Band 09", "9"),
            ("band 9", "9"),
            ("AfC Grade 9", "9"),
            ("9", "9"),
            ("8D", "8d"),
            ("Grade 8d", "8d"),
            ("VSM", "vsm"),
            ("Very Senior Manager", "vsm"),
            ("very senior managers (VSM)", "vsm"),
            ("V.S.M.", "vsm"),
            ("Band\u{a0}8a", "8a"),
            ("Band 7", "7"),
            ("Medical", "medical"),
        ] {
            assert_eq!(read(text), Some(grade), "{text}");
            assert_eq!(read(grade), Some(grade), "{text}");
        }
        for text in [
            "Grade 9",
            "Level 9",
            "8",
            "8e",
            "Band 10",
            "8d/9",
            "Band 8c-8d",
            "Senior Manager",
            "Director",
            "d8",
            "Band",
            "",
            "Ban 8d",
            "9 or 8d",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(refused("Ban 8d").contains("8d, 9, vsm"));
    }
}
