//! Whoever reads a meeting, an item, a paper, a decision or a declaration was admitted to it: `Seen` says so, and
//! this says what it cannot: where it is made, and that nothing is read past it.

use std::collections::BTreeMap;

use super::source::{Source, lines_with, list, none, sources};

/// What may be hidden from whoever asks.
const HIDDEN: &[&str] = &["MeetingId", "ItemId", "PaperId", "DecisionId", "DeclarationId"];

const DOOR: &str = "at_the_door";

/// The ways to a thing that was seen, and of what each file that takes one owes an account.
const WAYS: &[(&str, &str)] = &[
    (DOOR, "only the door hands out what it has asked for"),
    ("lets_see", "where one thing lets see another is said beside its row"),
    ("without_asking", "take what you were handed (`Call::seen`), or say who could be shown something by it"),
];

/// Every such place, as `file -> word`, with its line and what is to be done.
fn ways(sources: &[Source]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for source in sources.iter().filter(|source| source.path != "src/access/seen.rs") {
        for (word, rule) in WAYS {
            if let Some(line) = source.lines_with(word).first() {
                found.insert(format!("{} -> {word}", source.path), format!("line {line}: {rule}"));
            }
        }
    }
    found
}

/// What a function that others may call is given, and its name.
fn functions(code: &str) -> Vec<(&str, &str)> {
    let is_open = |at: usize| code[..at].rsplit('\n').next().is_some_and(|before| before.trim_start().starts_with("pub"));
    code.match_indices("fn ")
        .filter(|(at, _)| is_open(*at))
        .filter_map(|(at, found)| {
            let rest = &code[at + found.len()..];
            let name = &rest[..rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?];
            let given = given(&rest[name.len()..])?;
            Some((name, given))
        })
        .collect()
}

/// What stands between the parentheses of a function, after its name and what is generic in it.
fn given(rest: &str) -> Option<&str> {
    let (mut angles, mut round, mut from) = (0, 0, None);
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        match c {
            '<' if from.is_none() => angles += 1,
            '>' if from.is_none() && before != '-' => angles -= 1,
            '(' if from.is_some() || angles == 0 => {
                from = from.or(Some(at + 1));
                round += 1;
            }
            ')' if from.is_some() => {
                round -= 1;
                if round == 0 {
                    return from.map(|from| &rest[from..at]);
                }
            }
            _ => {}
        }
        before = c;
    }
    None
}

/// Every function that reads and is given an id of what may be hidden, which nobody has said was seen.
fn bare(sources: &[Source]) -> (BTreeMap<String, String>, usize) {
    let (mut found, mut by_seen) = (BTreeMap::new(), 0);
    for source in sources {
        for (name, given) in functions(&source.live).into_iter().filter(|(_, given)| given.contains("Read<")) {
            let mut left = given.to_owned();
            for kind in HIDDEN {
                left = left.replace(&format!("Seen<{kind}>"), "");
            }
            by_seen += usize::from(left != given);
            if let Some(kind) = HIDDEN.iter().find(|kind| !lines_with(&left, kind).is_empty()) {
                found.insert(format!("{} -> fn {name}", source.path), format!("it reads by a {kind} to which nobody was admitted"));
            }
        }
    }
    (found, by_seen)
}

fn judge(what: &str, found: BTreeMap<String, String>) {
    let excepted = list("sight.txt");
    let new: Vec<String> = found.iter().filter(|(key, _)| !excepted.contains_key(*key)).map(|(key, why)| format!("{key}, {why}")).collect();
    none(what, &new);
}

#[test]
fn what_was_seen_is_made_where_it_is_said_and_nowhere_else() {
    let sources = sources();
    let found = ways(&sources);
    let doors: Vec<&String> = found.keys().filter(|key| key.ends_with(DOOR)).collect();
    assert_eq!(doors, ["src/http/thing.rs -> at_the_door"], "one file is the door");
    // Not even with a reason: a route is handed what it reads.
    let round: Vec<&String> = found.keys().filter(|key| key.contains("http") && !key.ends_with(DOOR)).collect();
    assert!(round.is_empty(), "a route goes round its own guard: {round:?}");
    judge("ways to what may be hidden", found);
}

#[test]
fn nothing_that_may_be_hidden_is_read_by_an_id_alone() {
    let (found, by_seen) = bare(&sources());
    assert!(by_seen > 40, "only {by_seen} functions read by what was seen");
    judge("functions that read past whoever sees what", found);
}

#[test]
fn every_exception_of_sight_still_stands_for_something() {
    let sources = sources();
    let (mut found, _) = bare(&sources);
    found.extend(ways(&sources));
    let idle: Vec<String> = list("sight.txt").into_keys().filter(|key| !found.contains_key(key)).collect();
    none("exceptions of sight.txt that are no longer needed", &idle);
}

#[test]
fn a_function_is_read_with_all_that_it_is_given() {
    let code = "pub fn one(read: &mut Read<'_>, id: MeetingId) -> Result<ItemId, Error> {}\n    pub(super) fn two<T: Fn(u8) -> u8>(\n        of: (T, Seen<ItemId>),\n    ) {}\nfn own(id: PaperId) {}";
    let read: Vec<(&str, String)> = functions(code).into_iter().map(|(name, given)| (name, given.split_whitespace().collect())).collect();
    let shown: Vec<(&str, &str)> = read.iter().map(|(name, given)| (*name, given.as_str())).collect();
    assert_eq!(shown, [("one", "read:&mutRead<'_>,id:MeetingId"), ("two", "of:(T,Seen<ItemId>),")]);
}
