//! Text as it is looked for, put in order and compared: one reading of letters for all three.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// What word processors and keyboards set for an apostrophe.
const fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '`'
            | '\u{b4}'
            | '\u{2b9}'
            | '\u{2bb}'..='\u{2bd}'
            | '\u{2c8}'
            | '\u{2ca}'
            | '\u{2cb}'
            | '\u{55a}'
            | '\u{5f3}'
            | '\u{2018}'..='\u{201b}'
            | '\u{2032}'
            | '\u{2035}'
            | '\u{a78c}'
            | '\u{ff07}'
            | '\u{ff40}'
    )
}

/// What they set for a hyphen, the dashes and the minus included.
const fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{58a}' | '\u{5be}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// A mark that stands on a letter and can be left out of it. Not the vowel signs of the scripts of
/// India, for instance, which are letters of their own to whoever reads them.
const fn is_accent(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}'
            | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
    )
}

/// The letters that no accent is taken from, though they are looked for without it.
fn plainly(letter: char, into: &mut String) {
    let plain = match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŋ' => "n",
        'ŧ' => "t",
        'þ' => "th",
        'ſ' => "s",
        _ => return into.push(letter),
    };
    into.push_str(plain);
}

/// The words of a text with one blank between them.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Text as it is spoken: capitals, accents, forms of letters, widths of blanks, and the kind of
/// apostrophe and hyphen do not count. What two spellings share is found under either.
#[must_use]
pub fn spoken(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    // Most text is plain: then there is nothing but capitals to put right, if that.
    if text.is_ascii() {
        let bytes = text.as_bytes();
        let is_spoken = |pair: &[u8]| !matches!(pair, [b' ', b' ']);
        let as_it_stands = |byte: &u8| !byte.is_ascii_uppercase() && *byte != b'`' && (*byte == b' ' || !byte.is_ascii_whitespace());
        if bytes.iter().all(as_it_stands) && bytes.windows(2).all(is_spoken) {
            return Cow::Borrowed(text);
        }
        return Cow::Owned(spaced(&text.to_ascii_lowercase().replace('`', "'")));
    }
    // The acute accent that stands alone falls apart into a blank and an accent: before that.
    let marked: String = text.chars().map(|letter| if is_apostrophe(letter) { '\'' } else { letter }).collect();
    let mut out = String::with_capacity(marked.len());
    for letter in marked.to_lowercase().nfkd().filter(|letter| !is_accent(*letter)) {
        if is_apostrophe(letter) {
            out.push('\'');
        } else if is_hyphen(letter) {
            out.push('-');
        } else {
            // Some compatibility forms hold capitals.
            letter.to_lowercase().for_each(|letter| plainly(letter, &mut out));
        }
    }
    Cow::Owned(spaced(&out))
}

/// A code as it is compared: one code in either case.
#[must_use]
pub fn code_key(code: &str) -> String {
    code.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_spellings_share_is_found_under_either() {
        for (one, other) in [
            ("Zoë Brontë", "zoe bronte"),
            ("Núñez", "nunez"),
            ("McÁrdle", "mcardle"),
            ("Öst", "Ost"),
            ("O\u{2019}Dea", "O'Dea"),
            ("O\u{2bc}Dea", "o`dea"),
            ("O\u{b4}Dea", "O\u{ff07}Dea"),
            ("Smith\u{2011}Jones", "smith-jones"),
            ("Smith \u{2013} Jones", "smith -  jones"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("Søren Ærø", "soren aero"),
            ("STRAẞE", "strasse"),
            ("İpek", "ipek"),
            ("Amélie", "Ame\u{301}lie"),
            ("ＮＵＲＳＥ", "nurse"),
            (" Anna\u{a0}\u{2003}Bell ", "anna bell"),
        ] {
            assert_eq!(spoken(one), spoken(other), "{one}");
            assert_eq!(spoken(&spoken(one)), spoken(one), "{one}");
        }
        assert!(matches!(spoken("plain text"), Cow::Borrowed("plain text")));
        // A vowel sign is a letter: these are two names.
        assert_ne!(spoken("राम"), spoken("रोम"));
        assert_ne!(spoken("Ann"), spoken("Anna"));
        assert_eq!(code_key("B82012"), code_key("b82012"));
    }
}
