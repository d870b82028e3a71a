//! The rulebook and the program name the same rules.

use std::collections::BTreeSet;
use std::fs;

use super::source::{none, root, sources};

/// Whether it is the id of a rule: `C5.1`, `T3a`, `W12`, `F`, `access`.
fn is_id(text: &str) -> bool {
    let Some(first) = text.chars().next().filter(|_| text.is_ascii()) else { return false };
    let rest = text[1..].trim_end_matches('a');
    // Of a chapter alone there are two.
    let is_chapter = rest.is_empty() && !"BF".contains(first);
    text == "access"
        || (!is_chapter && "ABCDEFTW".contains(first) && rest.chars().all(|c| c.is_ascii_digit() || c == '.') && !rest.ends_with('.'))
}

/// The ids that reasons, grounds and findings give: a text of the live code that is one.
fn given() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for source in sources() {
        if ["http", "imports", "audit", "cli", "demo", "text"].contains(&source.module()) {
            continue;
        }
        // Texts are blank in `live`, so where they stood is found there and what they said in `text`.
        let (live, text) = (source.live.as_bytes(), source.text.as_bytes());
        let mut at = 0;
        while let Some(from) = live[at..].iter().position(|byte| *byte == b'"').map(|found| at + found) {
            let Some(to) = live[from + 1..].iter().position(|byte| *byte == b'"').map(|found| from + 1 + found) else { break };
            if let Ok(said) = std::str::from_utf8(&text[from + 1..to]) {
                ids.extend(is_id(said).then(|| said.to_owned()));
            }
            at = to + 1;
        }
    }
    ids
}

#[test]
fn the_book_has_every_rule_and_no_other() {
    let book = fs::read_to_string(root().join("docs/RULES.md")).unwrap();
    let listed: BTreeSet<String> =
        book.lines().filter_map(|line| line.strip_prefix("### ")?.split(' ').next()).map(str::to_owned).collect();
    let given = given();
    assert!(given.len() >= 30 && listed.len() >= 60, "{} given, {} listed", given.len(), listed.len());
    let mut crossed: Vec<String> =
        given.difference(&listed).map(|id| format!("{id} is given as a reason and is not in the book")).collect();
    // What is in the book stands somewhere in the program, in a reason or above the code.
    let packs = fs::read_dir(root().join("config/policies")).unwrap();
    let packs: String = packs.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    let whole: String = sources().iter().map(|source| source.text.as_str()).chain([packs.as_str()]).collect();
    let words: BTreeSet<&str> =
        whole.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).map(|word| word.trim_matches('.')).collect();
    crossed.extend(listed.iter().filter(|id| !words.contains(id.as_str())).map(|id| format!("{id} is in the book and nowhere else")));
    none("rules and their book", &crossed);
}

/// What stands between back quotes on the lines that begin with a word.
fn quoted<'b>(book: &'b str, line: &'b str) -> impl Iterator<Item = &'b str> {
    book.lines().filter_map(move |text| text.strip_prefix(line)).flat_map(|text| text.split('`').skip(1).step_by(2))
}

#[test]
fn what_the_book_says_decides_and_shows_a_rule_is_there() {
    let book = fs::read_to_string(root().join("docs/RULES.md")).unwrap();
    let mut stories = String::new();
    let mut folders = vec![root().join("tests/it"), root().join("tests/oracle")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path())
            } else {
                stories += &fs::read_to_string(entry.path()).unwrap_or_default()
            }
        }
    }
    let program: String = sources().iter().map(|source| source.text.as_str()).collect();
    let is_there = |text: &str, name: &str| ["fn", "struct", "enum"].iter().any(|word| text.contains(&format!("{word} {name}")));
    let mut crossed = Vec::new();
    for path in quoted(&book, "Decided by: ") {
        let name = path.rsplit("::").next().unwrap();
        crossed.extend((!is_there(&program, name)).then(|| format!("nothing is called {path}")));
    }
    for name in quoted(&book, "Shown by: ") {
        let case = root().join(format!("tests/cases/{name}.json")).exists();
        let shown = case || is_there(&program, name) || is_there(&stories, name);
        crossed.extend((!shown).then(|| format!("nothing shows {name}")));
    }
    none("what the book of rules names", &crossed);
}
