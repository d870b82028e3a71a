//! Letters that a program has read in the wrong alphabet, and what they were.

/// The byte that Windows' western alphabet has for a letter; for the five places it leaves free,
/// and for those that other programs read as control characters, the same number.
fn western(letter: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•',
        '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    if let Some(place) = HIGH.iter().position(|high| *high == letter) {
        return u8::try_from(0x80 + place).ok();
    }
    u8::try_from(u32::from(letter)).ok().filter(|byte| *byte >= 0x80)
}

/// What two, three or four letters were before they were read in the wrong alphabet.
fn misread(letters: &[char], beside_one: bool) -> Option<(char, usize)> {
    let lead = *letters.first()?;
    let width = match lead {
        'Ã' | 'Â' | 'Ä' | 'Å' | 'Î' | 'Ï' | 'Ð' | 'Ñ' => 2,
        'à'..='í' => 3,
        'ð' => 4,
        _ => return None,
    };
    let some = letters.get(..width)?;
    let bytes: Vec<u8> = some.iter().map(|letter| western(*letter)).collect::<Option<_>>()?;
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    // Not every pair is a misreading: É before a hard blank is a name that ends there.
    let is_likely = match lead {
        'Ã' => true,
        'Â' => matches!(meant, '\u{a0}'..='\u{bf}'),
        'Ä' | 'Å' => some.get(1) != Some(&'\u{a0}') || lead == 'Å',
        'Î' | 'Ï' => matches!(meant, '\u{386}'..='\u{3ce}'),
        'Ð' => matches!(meant, '\u{401}' | '\u{404}'..='\u{407}' | '\u{410}'..='\u{43f}'),
        'Ñ' => matches!(meant, '\u{440}'..='\u{44f}' | '\u{451}'),
        'â' => matches!(meant, '\u{2010}'..='\u{203a}' | '\u{20ac}' | '\u{2116}' | '\u{2122}' | '\u{2212}'),
        'á' => matches!(meant, '\u{1e00}'..='\u{1eff}'),
        'ð' => true,
        // The scripts of Asia: two of them side by side, for one alone may be chance.
        _ => {
            let is_asian = matches!(meant, '\u{900}'..='\u{fff}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
            is_asian && (beside_one || letters.get(3).is_some_and(|next| western(*next).is_some()))
        }
    };
    is_likely.then_some((meant, width))
}

/// What a text was before a program read its UTF-8 as the western alphabet of Windows (`Zoë` then
/// stands as `ZoÃ«`); none where it was not.
#[must_use]
pub(super) fn unmisread(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let letters: Vec<char> = text.chars().collect();
    let mut rest = letters.as_slice();
    let (mut out, mut found, mut beside_one) = (String::new(), false, false);
    while let Some((first, after)) = rest.split_first() {
        if let Some((meant, width)) = misread(rest, beside_one) {
            out.push(meant);
            (found, beside_one) = (true, true);
            rest = rest.get(width..).unwrap_or_default();
        } else {
            out.push(*first);
            beside_one = false;
            rest = after;
        }
    }
    // It may have happened twice.
    found.then(|| unmisread(&out).unwrap_or(out))
}

/// The character that a page's spelling of it means: `&#39;` an apostrophe.
pub(super) fn of_a_page(text: &str) -> Option<&str> {
    let from = text.find('&')?;
    let rest = text.get(from..)?;
    let end = rest.find(';').filter(|end| (2..=9).contains(end))?;
    let inner = rest.get(1..end)?;
    let is_number =
        inner.strip_prefix('#').is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let is_word =
        inner.len() >= 2 && inner.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !inner.bytes().all(|byte| byte.is_ascii_digit());
    (is_number || is_word).then(|| rest.get(..=end)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sound::{fault_of, fault_of_name};

    fn code(text: &str) -> &'static str {
        fault_of(text, false).or_else(|| fault_of_name(text)).map_or("", |(code, _)| code)
    }

    #[test]
    fn letters_read_in_the_wrong_alphabet_are_told_with_the_likely_name() {
        for right in [
            "Zoë Brönte",
            "Núñez",
            "Niamh O’Dea",
            "Łukasz Żółć",
            "Škoda",
            "Ольга",
            "Ελένη",
            "Anna – Maria",
            "Siân €",
            "王小明",
            "Ávila",
            "İpek",
            "Nguyễn Thị",
            "नेहा",
        ] {
            let wrong: String = right
                .bytes()
                .map(|byte| {
                    if byte < 0x80 {
                        char::from(byte)
                    } else {
                        (0..=0x2122_u32).rev().filter_map(char::from_u32).find(|c| western(*c) == Some(byte)).unwrap_or('?')
                    }
                })
                .collect();
            assert_eq!(unmisread(&wrong).as_deref(), Some(right), "{wrong}");
            if fault_of(&wrong, false).is_none() {
                assert_eq!(code(&wrong), "misread_letters", "{wrong}");
            }
        }
        assert_eq!(unmisread("ZoÃƒÂ«").as_deref(), Some("Zoë"), "twice");
        for name in [
            "Zoë",
            "Ångström",
            "JOÃO",
            "SÃO PAULO",
            "RENÉ\u{a0}DUPONT",
            "ANDRÉ’S",
            "Ó’Dónaill",
            "Ñandú",
            "Çelik",
            "Łódź",
            "Ærø",
            "Ä Ö",
            "ÎLE",
            "naïve",
            "Café’s",
            "ÉÈÀ",
        ] {
            assert_eq!(unmisread(name), None, "{name}");
            assert_eq!(code(name), "", "{name}");
        }
        assert_eq!(code("Zo√´"), "misread_letters");
        assert_eq!(code("O&#39;Dea"), "misread_letters");
        assert_eq!(code("Zo&euml; Brook"), "misread_letters");
        assert_eq!(code("Marks & Spencer; Sons"), "");
    }
}
