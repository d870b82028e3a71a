//! The same rooms in every folder, each where a reader looks for it; every kind of change in the
//! words of the minute book, and in the one list by which the tables are played again.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, list, none, sources};
use crate::day;
use crate::desk::TestServer;
use crate::place::Place;

const ROOMS: &[&str] = &["mod.rs", "rules.rs", "facts.rs", "changes.rs", "http.rs"];

/// Names that say nothing of what is inside.
const NO_NAMES: &[&str] = &[
    "utils", "util", "helpers", "helper", "manager", "service", "services", "common", "impls", "misc", "types", "model", "models",
    "handlers", "lib", "base", "core", "stuff", "shared",
];

fn nouns() -> BTreeSet<String> {
    let lib = std::fs::read_to_string(super::source::root().join("src/lib.rs")).unwrap();
    let nouns =
        lib.split("// The nouns of the law").nth(1).and_then(|rest| rest.split("\n// ").next()).expect("the map has a group of nouns");
    nouns.lines().filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned())).collect()
}

fn document(source: &Source) -> String {
    source.text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_folder_begins_with_what_it_is_what_it_decides_and_what_it_does_not() {
    let nouns = nouns();
    let mut crossed = Vec::new();
    for source in sources().iter().filter(|source| source.room() == "mod.rs" && source.inside().matches('/').count() == 1) {
        let text = document(source);
        let sentences = text.split_inclusive(['.', '?', '!']).filter(|sentence| sentence.split_whitespace().count() > 2).count();
        if sentences < 3 {
            crossed.push(format!(
                "{}: its paragraph has {sentences} sentences; three say what it is, what it decides, what it does not",
                source.path
            ));
        }
        if nouns.contains(source.module()) && !text.contains("In the minute book") {
            crossed.push(format!("{}: say what it is 'In the minute book'", source.path));
        }
        let denies = [" not ", " no ", " nothing", " never ", " nobody"].iter().any(|word| text.to_lowercase().contains(word));
        if !denies {
            crossed.push(format!("{}: say what it deliberately does not do", source.path));
        }
    }
    none("paragraphs of the folders", &crossed);
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|source| {
            !source.path.ends_with("tests.rs") && !source.live.trim().is_empty() && document(source).split_whitespace().count() < 2
        })
        .map(|source| format!("{} has no paragraph", source.path))
        .collect();
    none("files that do not say what they are", &silent);
}

#[test]
fn a_file_is_one_of_the_rooms_or_has_a_name_of_the_field() {
    let nouns = nouns();
    let mut crossed = Vec::new();
    for source in sources() {
        let name = source.inside().rsplit('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let parts: Vec<&str> = source.inside().split('/').map(|part| part.trim_end_matches(".rs")).collect();
        if parts.iter().any(|part| NO_NAMES.contains(part)) && source.path != "src/lib.rs" {
            crossed.push(format!("{}: that name says nothing", source.path));
        }
        if !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') && source.module() != "bin" {
            crossed.push(format!("{}: a name is lower-case words", source.path));
        }
        let in_noun = nouns.contains(source.module());
        if in_noun && nouns.contains(&name) && name != source.module() {
            crossed.push(format!("{}: that is another noun's name", source.path));
        }
        if in_noun && source.inside().matches('/').count() == 1 && !ROOMS.contains(&source.room()) {
            // A file of verbs or of words: the folder names it.
            let folder = std::fs::read_to_string(super::source::root().join(format!("src/{}/mod.rs", source.module()))).unwrap();
            if !folder.lines().any(|line| line.trim_end().ends_with(&format!("mod {name};"))) {
                crossed.push(format!("{}: src/{}/mod.rs does not name it", source.path, source.module()));
            }
        }
    }
    none("names of files", &crossed);
}

#[test]
fn a_noun_has_its_law_and_whoever_writes_has_a_room_for_it() {
    let sources = sources();
    let mut crossed = Vec::new();
    for noun in nouns() {
        let own: Vec<&Source> = sources.iter().filter(|source| source.module() == noun).collect();
        if !own.iter().any(|source| source.is_rules()) {
            crossed.push(format!("src/{noun} has no rules"));
        }
        for source in &own {
            let implements = !source.lines_with("impl Change for").is_empty();
            if implements && source.room() != "changes.rs" && !source.room().starts_with("changes/") {
                crossed.push(format!("{}: a change stands in changes.rs", source.path));
            }
        }
    }
    none("rooms of the nouns", &crossed);
}

/// Each kind of change in the source, with the file it stands in.
fn kinds(sources: &[Source]) -> BTreeMap<String, String> {
    let mut kinds = BTreeMap::new();
    for source in sources {
        for (at, _) in source.text.match_indices("const KIND: &'static str = \"") {
            let rest = &source.text[at + "const KIND: &'static str = \"".len()..];
            let kind = rest.split('"').next().unwrap_or_default();
            let line = source.text[..at].matches('\n').count();
            let is_live = source.live.lines().nth(line).is_some_and(|line| line.contains("KIND"));
            if is_live && kind.contains('.') {
                let before = kinds.insert(kind.to_owned(), source.path.clone());
                assert_eq!(before, None, "the kind {kind} stands in two files, one of them {}", source.path);
            }
        }
    }
    kinds
}

/// Past participles that do not end in `-ed`.
const IRREGULAR: &[&str] = &[
    "heard",
    "made",
    "set",
    "cast",
    "begun",
    "given",
    "taken",
    "put",
    "sent",
    "kept",
    "held",
    "withdrawn",
    "bound",
    "lost",
    "found",
    "met",
    "read",
    "run",
    "left",
    "drawn",
    "sworn",
    "written",
    "woken",
    "shut",
    "struck",
    "said",
];

#[test]
fn a_kind_of_change_is_a_noun_and_what_was_done_and_is_in_the_one_list() {
    let sources = sources();
    let kinds = kinds(&sources);
    let mut crossed = Vec::new();
    for (kind, file) in &kinds {
        let well_formed = kind.split_once('.').is_some_and(|(noun, done)| {
            let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let participle = done.rsplit('_').next().unwrap_or_default();
            word(noun) && word(done) && (participle.ends_with("ed") || IRREGULAR.contains(&participle))
        });
        if !well_formed {
            crossed.push(format!("{file}: '{kind}' is not noun.past_participle"));
        }
    }
    let listed: Vec<&str> = quorate::replay::kinds().iter().map(|kind| kind.traits.kind).collect();
    let once: BTreeSet<&str> = listed.iter().copied().collect();
    if once.len() != listed.len() {
        crossed.push("src/replay.rs lists a kind twice".into());
    }
    crossed.extend(
        kinds
            .iter()
            .filter(|(kind, _)| !once.contains(kind.as_str()))
            .map(|(kind, file)| format!("{file}: '{kind}' is not in src/replay.rs")),
    );
    crossed.extend(once.iter().filter(|kind| !kinds.contains_key(**kind)).map(|kind| format!("src/replay.rs: no file makes '{kind}'")));
    none("kinds of change", &crossed);
}

/// What a body brings is one of the kinds of text, which cannot exist wrong. A bare `String` names what is
/// there already, or is a secret; each says so.
#[test]
fn what_a_body_brings_to_be_kept_is_a_kind_of_text() {
    let bare = list("bare-texts-of-bodies.txt");
    let (mut crossed, mut seen, mut read) = (Vec::new(), BTreeSet::new(), 0);
    for source in sources() {
        for body in
            source.live.split("#[derive(").skip(1).filter(|body| body.split(')').next().is_some_and(|named| named.contains("Validate")))
        {
            let Some((head, rest)) = body.split_once('{') else { continue };
            let name = head.split("struct ").nth(1).unwrap_or_default().trim();
            for line in rest.split("\n}").next().unwrap_or_default().lines() {
                let Some((field, kind)) = line.trim().trim_end_matches(',').split_once(": ") else { continue };
                read += 1;
                if kind.contains("String") {
                    let field = format!("{name}.{}", field.split(' ').next_back().unwrap_or_default());
                    if !bare.contains_key(&field) {
                        crossed.push(format!("{}: {field} is a bare text", source.path));
                    }
                    seen.insert(field);
                }
            }
        }
    }
    crossed.extend(bare.keys().filter(|field| !seen.contains(*field)).map(|field| format!("{field} is no bare text of a body")));
    none("texts of bodies", &crossed);
    assert!(read > 100, "only {read} fields were read");
}

/// Text is asked when it comes in. As it was kept it is read from rows, and from entries when the law is
/// asked again; nowhere else.
#[test]
fn text_is_taken_as_it_was_kept_from_rows_and_entries_alone() {
    let open = list("texts-taken-as-kept.txt");
    let mut crossed = Vec::new();
    let mut seen = BTreeSet::new();
    let kinds = ["Kept", "Line", "Number", "Prose", "Rationale", "Name", "Code", "Word", "Email", "ClockTime", "Sha256"];
    let takes = |source: &Source| kinds.iter().any(|kind| source.live.contains(&format!("{kind}::kept")));
    for source in sources().iter().filter(|source| takes(source)) {
        let is_record = source.path.contains("/facts") || source.path.starts_with("src/replay/");
        if open.contains_key(&source.path) {
            seen.insert(source.path.clone());
        } else if !is_record {
            crossed.push(format!("{} takes text without asking what it is", source.path));
        }
    }
    crossed.extend(open.keys().filter(|path| !seen.contains(*path)).map(|path| format!("{path} takes none")));
    none("text as it was kept", &crossed);
}

/// A slip here would leave a name in the clear for ever. So the program is asked, and not its text: after a
/// whole day each field that a kind of change names as personal or secret has an opening of that class.
#[test]
fn every_field_that_is_named_personal_or_secret_is_kept_so() {
    let excused = list("kinds-not-in-the-day.txt");
    for place in Place::all() {
        let desk = TestServer::at(place);
        day::played(&desk);
        let leaf = if desk.place.is_file() { "CAST(l.leaf AS TEXT)" } else { "convert_from(l.leaf, 'UTF8')" };
        let openings: BTreeSet<(String, String, String)> = desk
            .place
            .ask(&format!(
                "SELECT {leaf} || '\n' || o.field || '\n' || o.class AS word FROM audit_opening o JOIN audit_leaf l \
                 ON l.register_id = o.register_id AND l.epoch = o.epoch AND l.idx = o.idx"
            ))
            .iter()
            .map(|row| {
                let mut parts = row.split('\n');
                let leaf: serde_json::Value = serde_json::from_str(parts.next().unwrap()).unwrap();
                // Of a part, whichever it is.
                let field: Vec<&str> = parts.next().unwrap().split('/').filter(|step| step.parse::<u32>().is_err()).collect();
                (leaf["kind"].as_str().unwrap().to_owned(), field.join("/"), parts.next().unwrap().to_owned())
            })
            .collect();
        let (mut crossed, mut asked) = (Vec::new(), 0);
        for kind in quorate::replay::kinds() {
            let traits = kind.traits;
            for (class, fields) in [("personal", traits.personal), ("secret", traits.secret)] {
                for field in fields.iter().filter(|_| !excused.contains_key(traits.kind)) {
                    asked += 1;
                    if !openings.contains(&(traits.kind.to_owned(), (*field).to_owned(), class.to_owned())) {
                        crossed.push(format!("{}: no opening of '{field}' is {class}", traits.kind));
                    }
                }
            }
        }
        none("fields that are declared and not kept so", &crossed);
        assert!(asked > 40, "only {asked} fields were asked for");
    }
}
