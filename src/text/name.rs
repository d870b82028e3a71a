//! Names as persons are told apart by them.

use super::fold::spoken;

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
    }
}
