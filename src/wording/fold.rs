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

/// What stands before names without being part of them.
const TITLES: &[(&str, &str)] = &[
    ("mr", "mr"),
    ("mister", "mr"),
    ("mrs", "mrs"),
    ("ms", "ms"),
    ("miss", "miss"),
    ("mx", "mx"),
    ("master", "master"),
    ("dr", "dr"),
    ("doctor", "dr"),
    ("prof", "prof"),
    ("professor", "prof"),
    ("sir", "sir"),
    ("dame", "dame"),
    ("lord", "lord"),
    ("lady", "lady"),
    ("baron", "baron"),
    ("baroness", "baroness"),
    ("cllr", "cllr"),
    ("clr", "cllr"),
    ("councillor", "cllr"),
    ("councilor", "cllr"),
    ("ald", "ald"),
    ("alderman", "ald"),
    ("rev", "rev"),
    ("revd", "rev"),
    ("reverend", "rev"),
    ("fr", "fr"),
    ("father", "fr"),
    ("rabbi", "rabbi"),
    ("imam", "imam"),
    ("capt", "capt"),
    ("captain", "capt"),
    ("col", "col"),
    ("colonel", "col"),
    ("hon", "hon"),
    ("honourable", "hon"),
    ("rt", "hon"),
    ("right", "hon"),
    ("the", "the"),
    ("sister", "sister"),
    ("sr", "sister"),
    ("brother", "brother"),
    ("nurse", "nurse"),
    ("matron", "matron"),
    ("judge", "judge"),
    ("justice", "judge"),
    ("canon", "canon"),
    ("major", "major"),
    ("lt", "lt"),
    ("sgt", "sgt"),
];

/// What stands after names without being part of them.
const AFTER: &[&str] = &[
    "obe", "mbe", "cbe", "kbe", "dbe", "bem", "gbe", "jp", "mp", "msp", "mla", "kc", "qc", "phd", "frcgp", "mrcgp", "frcp", "frcs", "mrcp",
    "rgn", "bsc", "msc", "mba", "fca", "cpfa",
];

/// A name as persons are told apart by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameKey {
    /// Without titles, apostrophes, hyphens, full stops, accents and capitals.
    pub key: String,
    titles: Vec<&'static str>,
}

impl NameKey {
    /// Whether it may be the same person's name: the same but for a title that only one of them has.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        self.key == other.key && (self.titles.is_empty() || other.titles.is_empty() || self.titles == other.titles)
    }

    /// Whether it may be the same person's name where an address agrees too: a doctor who became a
    /// professor has kept it. Mr and Mrs of one name may share it.
    #[must_use]
    pub fn agrees_at_one_address(&self, other: &Self) -> bool {
        let he = |key: &Self| key.titles.iter().any(|title| matches!(*title, "mr" | "sir" | "lord" | "baron" | "fr" | "master"));
        let she = |key: &Self| key.titles.iter().any(|title| matches!(*title, "mrs" | "ms" | "miss" | "dame" | "lady" | "baroness"));
        self.key == other.key && !(he(self) && she(other)) && !(she(self) && he(other))
    }
}

/// Words as they are told apart by: what some write as two is one (`O Dea`, `Mc Ardle`), and so are
/// initials (`J P`).
fn joined(words: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let (mut is_begun, mut is_initials) = (false, false);
    for (n, word) in words.iter().enumerate() {
        let is_last = n + 1 == words.len();
        let is_initial = word.chars().nth(1).is_none();
        match out.last_mut() {
            Some(before) if is_begun || (is_initials && is_initial) => before.push_str(word),
            _ => out.push((*word).to_owned()),
        }
        is_begun = !is_last && matches!(*word, "o" | "mc" | "mac");
        is_initials = is_initial && !is_begun;
    }
    out
}

/// How a name is told apart from others: `Dr Niamh O’Dea-Smith`, `NIAMH ODEA SMITH` and
/// `O'Dea-Smith, Niamh` are one.
#[must_use]
pub fn name_key(name: &str) -> NameKey {
    let spoken = spoken(name);
    let turned = match spoken.split_once(',') {
        Some((first, second)) if !second.contains(',') && second.split_whitespace().all(|word| AFTER.contains(&word.trim_matches('.'))) => {
            first.to_owned()
        }
        // As lists in order of surnames have it.
        Some((first, second)) if !second.contains(',') => format!("{second} {first}"),
        _ => spoken.into_owned(),
    };
    let mut plain = String::with_capacity(turned.len());
    for letter in turned.chars() {
        match letter {
            '\'' | '"' => {}
            '-' | '.' | ',' | '_' => plain.push(' '),
            // What stands in brackets is a title, or a word like the others.
            '(' | ')' => plain.push_str(" ( "),
            letter => plain.push(letter),
        }
    }
    let mut titles = Vec::new();
    let title = |word: &str| TITLES.iter().find(|(title, _)| *title == word).map(|(_, title)| *title);
    let mut words: Vec<&str> = Vec::new();
    for (n, part) in plain.split(" ( ").enumerate() {
        let within: Vec<&str> = part.split_whitespace().collect();
        if n % 2 == 1 && within.iter().all(|word| title(word).is_some() || AFTER.contains(word)) {
            titles.extend(within.iter().filter_map(|word| title(word)));
        } else {
            words.extend(within);
        }
    }
    while let [first, _, ..] = words.as_slice() {
        let Some(title) = title(first) else { break };
        titles.push(title);
        words.remove(0);
    }
    while let [_, _, .., last] = words.as_slice()
        && AFTER.contains(last)
    {
        words.pop();
    }
    let words = joined(&words);
    titles.retain(|title| *title != "the");
    titles.sort_unstable();
    titles.dedup();
    NameKey { key: words.join(" "), titles }
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
    }

    #[test]
    fn a_title_an_apostrophe_or_a_hyphen_makes_no_other_person() {
        let one = name_key("Niamh O'Dea-Smith");
        for same in [
            "niamh o\u{2019}dea\u{2010}smith",
            "Dr Niamh ODea Smith",
            "Dr. Niamh O'Dea-Smith",
            "Professor Niamh O'Dea-Smith",
            "Councillor Niamh O'Dea-Smith",
            "The Rt Hon. Niamh O'Dea-Smith",
            "O'Dea-Smith, Niamh",
            "Niamh O'Dea-Smith, OBE",
            "NÍAMH O\u{2BC}DEA\u{2014}SMITH",
            "Niamh O' Dea Smith",
            "Niamh O Dea-Smith",
            "Niamh O\"Dea-Smith",
            "Niamh O'Dea-Smith MBE",
            "Professor Dame Niamh O'Dea-Smith DBE",
            "(Dr) Niamh O'Dea-Smith",
            "Niamh O'Dea-Smith (Dr)",
            "Sister Niamh O'Dea-Smith",
            "Judge Niamh O'Dea-Smith",
        ] {
            assert!(one.agrees(&name_key(same)), "{same}: {:?}", name_key(same));
        }
        for other in ["Niamh O'Dea", "Niamh O'Deas-Smith", "N O'Dea-Smith", "Niamh Smith O'Dea"] {
            assert!(!one.agrees(&name_key(other)), "{other}");
        }
        let (mr, mrs) = (name_key("Mr Smith"), name_key("Mrs Smith"));
        assert!(!mr.agrees(&mrs) && !mr.agrees_at_one_address(&mrs) && mr.key == mrs.key);
        assert!(name_key("Dr A Doe").agrees_at_one_address(&name_key("Professor A Doe")));
        for (one, other) in [("JP Smith", "J.P. Smith"), ("Mary Mc Ardle", "Mary McArdle"), ("Ann Smith (née Doe)", "Ann Smith née Doe")]
        {
            assert!(name_key(one).agrees(&name_key(other)), "{one}");
        }
        for (one, other) in [("Mary O Smith", "Mary Smith"), ("J P Smith", "J Smith"), ("Tom Comer", "Tom Corner"), ("Ann Jp", "Ann")] {
            assert!(!name_key(one).agrees(&name_key(other)), "{one}");
        }
        assert_eq!(name_key("Professor").key, "professor");
        assert_eq!(name_key("Lord").key, "lord");
        assert_eq!(code_key("B82012"), code_key("b82012"));
    }
}
