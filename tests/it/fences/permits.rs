//! No permit, no change: nobody writes one out but its own file, which does so in one place. Where the law
//! permits it, that place takes the permit; where no law does, it takes what makes the change true.

use std::collections::BTreeSet;

use super::source::{Source, list, none, sources};

/// The name that a text begins with.
fn word(text: &str) -> &str {
    &text[..text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())]
}

/// Every change, with the file that it stands in.
fn changes(sources: &[Source]) -> Vec<(&Source, &str)> {
    let mut found = Vec::new();
    for source in sources {
        let heads = source.live.match_indices("impl Change for ");
        found.extend(heads.map(|(at, head)| (source, word(&source.live[at + head.len()..]))));
    }
    found
}

/// What follows the name of a type where it is declared.
fn declared<'a>(live: &'a str, name: &str) -> Option<(usize, &'a str)> {
    let head = format!("pub struct {name}");
    let mut found = live.match_indices(&head).map(|(at, _)| (at, &live[at + head.len()..]));
    found.find(|(_, rest)| word(rest).is_empty()).map(|(at, rest)| (at, rest.trim_start()))
}

/// What a change says, where it is declared by one of the macros that keep it closed, and by which.
fn said<'a>(live: &'a str, name: &str) -> Option<(&'a str, &'static str)> {
    let (at, rest) = declared(live, name)?;
    let said = word(rest.strip_prefix("says ")?);
    let before = &live[..at];
    ["permitted!", "witnessed!"].into_iter().max_by_key(|kind| before.rfind(kind)).map(|kind| (said, kind))
}

/// Whether a field of it can be set from elsewhere.
fn is_open(live: &str, name: &str) -> bool {
    let Some((_, rest)) = declared(live, name) else { return true };
    if rest.starts_with("says ") {
        return false;
    }
    let end = rest.find(if rest.starts_with('(') { ')' } else { '}' }).unwrap_or(rest.len());
    rest[..end].split(|c: char| !c.is_alphanumeric()).any(|word| word == "pub")
}

/// The heads of the functions that make a change: of its own, whatever gives one.
fn makers<'a>(live: &'a str, name: &str) -> Vec<&'a str> {
    let head = format!("impl {name} {{");
    let blocks = live.match_indices(&head).map(|(at, _)| live[at..].split("\n}").next().unwrap_or_default());
    let heads = blocks.flat_map(|block| block.split("fn ").skip(1)).map(|function| function.split(" {\n").next().unwrap_or_default());
    heads.filter(|head| head.contains("Self") && head.contains("->") && !head.contains("self")).collect()
}

#[test]
fn no_change_that_the_law_permits_is_made_without_its_permit() {
    let sources = sources();
    let open = list("changes-without-permit.txt");
    let (mut crossed, mut permitted, mut seen) = (Vec::new(), 0, BTreeSet::new());
    for (source, name) in changes(&sources) {
        seen.insert(name);
        let said = said(&source.live, name);
        let is_permitted = said.is_some_and(|(_, kind)| kind == "permitted!");
        permitted += usize::from(is_permitted);
        match (is_permitted, open.contains_key(name)) {
            (true, true) => crossed.push(format!("{}: {name} has its permit, and needs no line", source.path)),
            (false, false) => crossed.push(format!("{}: {name} is made without a permit, and nobody says why", source.path)),
            _ => {}
        }
        let makers = makers(&source.live, name);
        if is_permitted && !matches!(makers.as_slice(), [one] if one.contains("permit: ")) {
            crossed.push(format!("{}: {name} is not made in one place that takes its permit: {makers:?}", source.path));
        } else if makers.len() > 1 {
            crossed.push(format!("{}: {name} is made in several places: {makers:?}", source.path));
        }
    }
    crossed.extend(open.keys().filter(|name| !seen.contains(name.as_str())).map(|name| format!("{name} is no change")));
    none("changes and their permits", &crossed);
    assert!(permitted >= 14, "only {permitted} changes have a permit");
}

#[test]
fn nobody_sets_a_field_of_a_change_but_its_own_file() {
    let sources = sources();
    let found = changes(&sources);
    let open = found.iter().filter(|(source, name)| is_open(&source.live, name));
    let crossed: Vec<String> = open.map(|(source, name)| format!("{}: a field of {name} can be set from elsewhere", source.path)).collect();
    none("changes that can be written out", &crossed);
    let closing = sources.iter().find(|source| source.path == "src/audit/ledger/permitted.rs").expect("changes are declared somewhere");
    assert!(closing.text.contains("pub struct $name($said);"), "what closes a change leaves it open");
}

#[test]
fn an_open_field_is_seen() {
    for open in
        ["pub struct A {\n    pub b: C,\n}", "pub struct A(pub C);", "pub struct A { b: C, pub(crate) d: E }", "pub struct AB { b: C }"]
    {
        assert!(is_open(open, "A"), "{open}");
    }
    for closed in
        ["pub struct A {\n    b: C,\n}", "pub struct A(C);", "pub struct AB { pub b: C } pub struct A { b: C } pub struct D { pub e: F }"]
    {
        assert!(!is_open(closed, "A"), "{closed}");
    }
    let live = "witnessed! { pub struct A says S { pub b: C, } } permitted! { pub struct D says T { pub e: F, } } \
                impl D { pub fn by(permit: &May) -> Self { Self(T { e }) } } impl A { fn of(b: C) -> Self { if b { Self(S { b }) } else { A(S { b }) } } }";
    assert!(!is_open(live, "A"));
    assert_eq!((said(live, "A"), said(live, "D")), (Some(("S", "witnessed!")), Some(("T", "permitted!"))));
    let live = "impl D {\n    pub fn by(permit: &May) -> Self {\n        Self(T { e })\n    }\n    pub fn e(&self) -> E {\n    }\n}\n\
                impl A {\n    fn of(b: B) -> Self {\n    }\n    fn all(b: B) -> Result<Self, C> {\n    }\n}\n";
    assert_eq!((makers(live, "D"), makers(live, "A").len()), (vec!["by(permit: &May) -> Self"], 2));
}
