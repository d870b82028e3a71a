//! How soon somebody who guesses would come to a password. Length alone says little: fifteen keys in
//! a row, a word said five times and a line everybody knows are among the first that are tried. What
//! is common is judged by the `zxcvbn` lists of words, names and passwords; what its lists do not
//! know, runs over a keyboard and lines that everybody knows, is taken out here before it is asked.

use crate::text::folded;

/// Guesses that a password has to be worth, as a power of ten: more than anybody can try at a door
/// that slows them down, and more than a stolen hash of argon2id gives away in years.
const ENOUGH: f64 = 10.0;

/// Runs over keyboards (rows, columns, two rows in turn) and through the alphabet, forwards. Three
/// in a row, in either direction, are one choice.
const RIBBONS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "!@#$%^&*()",
    "!\"£$%^&*()",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "qazwsxedcrfvtgbyhnujmikolp",
    "zaqxswcdevfrbgtnhymjukilop",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qawsedrftgyhujikolp",
    "aqswdefrgthyjukilo",
    "azsxdcfvgbhnjmk",
    "1a2b3c4d5e6f7g8h9i0j",
    "a1b2c3d4e5f6g7h8i9j0",
];

/// Lines that everybody knows, without their blanks: together they are one choice.
const LINES: &[&str] = &[
    "correcthorsebatterystaple",
    "thequickbrownfoxjumpsoverthelazydog",
    "thequickbrownfox",
    "jumpsoverthelazydog",
    "tobeornottobethatisthequestion",
    "tobeornottobe",
    "thatisthequestion",
    "maytheforcebewithyou",
    "loremipsumdolorsitamet",
    "loremipsum",
    "onceuponatime",
    "happilyeverafter",
    "winteriscoming",
    "thereisnoplacelikehome",
    "theresnoplacelikehome",
    "humptydumptysatonawall",
    "humptydumpty",
    "twinkletwinklelittlestar",
    "maryhadalittlelamb",
    "godsavetheking",
    "godsavethequeen",
    "rulebritannia",
    "keepcalmandcarryon",
    "youllneverwalkalone",
    "happybirthdaytoyou",
    "happybirthday",
    "merrychristmas",
    "happynewyear",
    "thisismypassword",
    "thisisapassword",
    "thisisthepassword",
    "mypasswordis",
    "whatisthepassword",
    "ihavenopassword",
    "letmeinplease",
    "opensesame",
    "abracadabra",
    "supercalifragilisticexpialidocious",
    "iloveyouforever",
    "iloveyousomuch",
    "inthebeginningwastheword",
    "ourfatherwhoartinheaven",
    "thelordismyshepherd",
    "declarationofinterest",
    "declarationsofinterest",
    "conflictofinterest",
    "conflictsofinterest",
    "registerofinterests",
    "integratedcareboard",
    "clinicalcommissioninggroup",
    "nationalhealthservice",
    "primarycarecommissioning",
    "carecommissioning",
    "apologiesforabsence",
    "minutesofthelastmeeting",
    "anyotherbusiness",
];

/// Whether a guesser comes to it too soon. `about` are words that they would try first: the
/// person's name, their address, the name of this program.
#[must_use]
pub fn is_guessed_first(password: &str, about: &[&str]) -> bool {
    let text = folded(password);
    let bare: String = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let short = without_lines(&bare);
    let known_line = short.len() < bare.len();
    // A line taken out leaves what was chosen beside it; where there is none, the password as it is.
    let kept = if known_line { short.as_str() } else { text.as_str() };
    let essence = without_repeats(&without_runs(kept));
    [kept, essence.as_str()].into_iter().any(|text| worth(text, about) < ENOUGH)
}

/// The power of ten of the guesses it takes.
fn worth(text: &str, about: &[&str]) -> f64 {
    if text.is_empty() {
        return 0.0;
    }
    zxcvbn::zxcvbn(text, about).guesses_log10()
}

fn without_lines(bare: &str) -> String {
    let mut lines: Vec<&&str> = LINES.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.len()));
    lines.into_iter().fold(bare.to_owned(), |text, line| text.replace(line, ""))
}

/// How many characters from `at` on are one run: over a ribbon in either direction, one character
/// again and again, or in equal steps through the alphabet.
fn run(text: &[char], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let Some((first, second)) = rest.first().zip(rest.get(1)) else { return rest.len() };
    let step = i64::from(u32::from(*second)) - i64::from(u32::from(*first));
    let stepped = if step.abs() <= 3 { 1 + rest.windows(2).take_while(|pair| differs_by(pair, step)).count() } else { 1 };
    RIBBONS.iter().map(|ribbon| along(rest, ribbon)).max().unwrap_or(1).max(stepped)
}

fn differs_by(pair: &[char], step: i64) -> bool {
    matches!(pair, [a, b] if i64::from(u32::from(*b)) - i64::from(u32::from(*a)) == step)
}

/// How far `text` goes along a ribbon from wherever its first character stands on it.
fn along(text: &[char], ribbon: &str) -> usize {
    let forwards: Vec<char> = ribbon.chars().collect();
    let backwards: Vec<char> = forwards.iter().rev().copied().collect();
    let from = |ribbon: &[char], start: usize| {
        let on = ribbon.iter().skip(start);
        text.iter().zip(on).take_while(|(a, b)| a == b).count()
    };
    [forwards, backwards].iter().flat_map(|ribbon| (0..ribbon.len()).map(|start| from(ribbon, start))).max().unwrap_or(0)
}

/// Every run of three or more is its first character.
fn without_runs(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let (mut short, mut at) = (String::new(), 0);
    while let Some(letter) = letters.get(at) {
        let long = run(&letters, at);
        short.push(*letter);
        at += if long >= 3 { long } else { 1 };
    }
    short
}

/// A block that is said again at once, twice or more, is said once.
fn without_repeats(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let (mut short, mut at) = (String::new(), 0);
    while at < letters.len() {
        let rest = letters.get(at..).unwrap_or_default();
        let again = |size: usize| {
            let block = rest.get(..size).unwrap_or_default();
            rest.chunks(size).take_while(|chunk| *chunk == block).count()
        };
        // The block that covers most; of several, the shortest.
        let best = (1..=rest.len() / 2).map(|size| (size * again(size), size)).filter(|(covered, size)| covered > size);
        let best = best.max_by_key(|(covered, size)| (*covered, std::cmp::Reverse(*size)));
        let (skip, take) = best.unwrap_or((1, 1));
        short.extend(rest.iter().take(take));
        at += skip;
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_and_common_is_guessed_first() {
        for text in [
            "correcthorsebatterystaple",
            "Correct Horse Battery Staple",
            "correct-horse-battery-staple-1",
            "abcdefghijklmno",
            "zyxwvutsrqponml",
            "acegikmoqsuwy24",
            "1q2w3e4r5t6y7u8i9o0p",
            "q1w2e3r4t5y6u7i8",
            "qazwsxedcrfvtgb",
            "1qaz2wsx3edc4rfv",
            "zaq12wsxcde34rfv",
            "111222333444555666",
            "112233445566778899",
            "asdfasdfasdfasdfg",
            "abc123abc123abc123",
            "thisisapassword",
            "thisismypassword1",
            "manchesterunited",
            "manchester-united",
            "liverpoolfootballclub",
            "aaaaaaaaaaaaaaabcde",
            "passwordpassword1",
            "iloveyouforever",
            "iloveyouiloveyou1!",
            "letmeinletmein123",
            "qwertyuiopasdfghjkl",
            "!@#$%^&*()qwerty",
            "123456789012345678",
            "2024202420242024",
            "20240101-20241231",
            "basketballbasketball",
            "christmas2024!!!",
            "november2025november",
            "michaeljennifer1",
            "thequickbrownfoxjumps",
            "declaration of interest",
            "p@ssw0rdp@ssw0rd",
            "computercomputer",
        ] {
            assert!(is_guessed_first(text, &[]), "{text}");
        }
    }

    #[test]
    fn three_words_that_somebody_chose_are_not() {
        for text in [
            "tumble-lantern-ocean",
            "lantern tumble ocean",
            "correct horse battery",
            "walnut kettle parachute",
            "zażółć gęślą jaźń ok",
            "vT7#qLw92!mZp4xK",
            "drei-kleine-Igel-im-Regen",
            "my aunt keeps seven otters",
        ] {
            assert!(!is_guessed_first(text, &[]), "{text}");
        }
        assert!(is_guessed_first("Countersign-2026!", &["countersign"]));
    }

    #[test]
    fn runs_and_repeats_are_one_choice() {
        assert_eq!(without_runs("1q2w3e4r5t6y"), "1");
        assert_eq!(without_runs("111222333"), "123");
        assert_eq!(without_runs("abcxyz-fed"), "ax-f");
        assert_eq!(without_repeats("asdasdasd"), "asd");
        assert_eq!(without_repeats("abab-cdcd"), "ab-cd");
        assert_eq!(without_repeats("tumble"), "tumble");
    }
}
