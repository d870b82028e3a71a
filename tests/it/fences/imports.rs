//! Who may import whom. The order of the folders is that of the `pub mod` lines of `src/lib.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Path_, Source, lines_with, list, none, paths, sources};

/// The modules in order, and which of them are nouns of the law.
struct Order {
    modules: Vec<String>,
    nouns: BTreeSet<String>,
    /// What stands above every noun, and what puts the program together.
    above: BTreeSet<String>,
}

impl Order {
    fn read(sources: &[Source]) -> Self {
        let lib = &sources.iter().find(|source| source.path == "src/lib.rs").expect("there is a map").text;
        let (mut modules, mut nouns, mut above) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let mut group = "";
        for line in lib.lines() {
            if let Some(comment) = line.strip_prefix("// ") {
                group = comment;
            } else if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
                modules.push(name.to_owned());
                if group.starts_with("The nouns of the law") {
                    nouns.insert(name.to_owned());
                } else if !nouns.is_empty() {
                    above.insert(name.to_owned());
                }
            }
        }
        assert!(
            nouns.len() >= 13 && nouns.contains("quorum") && above.contains("routes"),
            "the map of src/lib.rs is not as this fence reads it"
        );
        Self { modules, nouns, above }
    }

    /// Not a module of tests alone, which may stand above everything.
    fn is_built(&self, source: &Source) -> bool {
        self.rank(source.module()).is_some() || !source.live.is_empty()
    }

    fn rank(&self, module: &str) -> Option<usize> {
        self.modules.iter().position(|name| name == module)
    }
}

/// Every crossing of a rule, as `file -> path`, with what the rule says.
type Crossings = BTreeMap<String, String>;

fn note(crossings: &mut Crossings, source: &Source, path: &Path_, rule: String) {
    crossings.entry(format!("{} -> {}", source.path, path.segments.join("::"))).or_insert(format!("line {}: {rule}", path.line));
}

fn judge(what: &str, crossings: Crossings) {
    let excepted = list("import-exceptions.txt");
    let new: Vec<String> = crossings
        .iter()
        .filter(|(crossing, _)| !excepted.contains_key(*crossing))
        .map(|(crossing, rule)| format!("{crossing}, {rule}"))
        .collect();
    none(what, &new);
}

#[test]
fn a_folder_imports_only_from_those_above_it_in_the_map() {
    let sources = sources();
    let order = Order::read(&sources);
    judge("imports against the order of src/lib.rs", against_the_order(&sources, &order));
}

fn against_the_order(sources: &[Source], order: &Order) -> Crossings {
    let mut crossings = Crossings::new();
    for source in sources.iter().filter(|source| !["lib", "main", "bin"].contains(&source.module()) && order.is_built(source)) {
        let own = source.module();
        let rank = order.rank(own).unwrap_or_else(|| panic!("{} is in no module of src/lib.rs", source.path));
        // Tests too: a rule is not tried with what stands above it.
        for path in paths(&source.code) {
            let Some(other) = path.segments.first().filter(|name| *name != own) else { continue };
            let Some(of_other) = order.rank(other) else { continue };
            // A door of its own, wherever the folder stands, hangs in the one frame.
            if other == "http" && ["http.rs", "pages.rs"].contains(&source.room()) {
                continue;
            }
            if of_other > rank {
                note(&mut crossings, source, &path, format!("{own} is number {rank} of the map, {other} number {of_other}"));
            }
        }
    }
    crossings
}

#[test]
fn a_noun_sees_of_another_only_what_it_says_and_its_rules() {
    let sources = sources();
    let order = Order::read(&sources);
    judge("what a noun keeps to itself is used by another", into_a_room(&sources, &order));
}

/// Of another noun: its `mod` and its `rules`; vocabulary comes by its `mod`. Its `facts` only
/// where facts are gathered: in `facts.rs`, and in files of verbs. What it shows beside its door
/// only at a door. Never its `changes`, nor what its `mod` gives on from there; never its `http`. What stands above the nouns sees all but
/// their `http`; the table of contents, that.
fn into_a_room(sources: &[Source], order: &Order) -> Crossings {
    let mut crossings = Crossings::new();
    let given_on: BTreeMap<&str, BTreeSet<String>> = sources
        .iter()
        .filter(|source| order.nouns.contains(source.module()) && source.room() == "mod.rs")
        .map(|source| (source.module(), changes_given_on(&source.live)))
        .collect();
    for source in sources {
        let own = source.module();
        let (is_noun, is_above) = (order.nouns.contains(own), order.above.contains(own));
        if !is_noun && !is_above {
            continue;
        }
        for path in paths(&source.live) {
            let [other, room, ..] = path.segments.as_slice() else { continue };
            if other == own || !order.nouns.contains(other) {
                continue;
            }
            let is_module = sources.iter().any(|s| s.path == format!("src/{other}/mod.rs") && s.code.contains(&format!("pub mod {room};")));
            let rule = match room.as_str() {
                "http" if own == "routes" => None,
                "http" => Some("only the table of contents names a door"),
                _ if is_above => None,
                "changes" => Some("what a noun may write is its own"),
                name if given_on.get(other.as_str()).is_some_and(|names| names.contains(name)) => {
                    Some("that is a change, given on by its noun for those above all nouns")
                }
                // What one door shows, another may show as well.
                name if DOORWAY.contains(&name) && is_doorway(source) => None,
                "facts" if gathers_facts(source) => None,
                "facts" => Some("facts are gathered in facts.rs or in a file of verbs"),
                "rules" => None,
                _ if is_module => Some("of another noun only its mod, its rules and, where facts are gathered, its facts"),
                _ => None,
            };
            if let Some(rule) = rule {
                note(&mut crossings, source, &path, rule.to_owned());
            }
        }
    }
    crossings
}

/// The rooms beside a door: bodies of requests and answers, who may see what, which one is meant.
const DOORWAY: &[&str] = &["bodies", "items", "viewer", "views"];

fn is_doorway(source: &Source) -> bool {
    source.is_door() || DOORWAY.contains(&source.room().trim_end_matches(".rs"))
}

/// Files that read the register: `facts.rs` and the verbs, not the law, what is written or the door.
fn gathers_facts(source: &Source) -> bool {
    !source.is_rules() && !["changes.rs", "http.rs"].contains(&source.room()) && !source.room().starts_with("changes/")
}

/// The names a `mod.rs` gives on from `changes`.
fn changes_given_on(code: &str) -> BTreeSet<String> {
    let lists = code.split("pub use changes::").skip(1).filter_map(|rest| rest.split(';').next());
    lists
        .flat_map(|list| list.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_exception_still_stands_for_something() {
    let sources = sources();
    let order = Order::read(&sources);
    let mut crossings = against_the_order(&sources, &order);
    crossings.extend(into_a_room(&sources, &order));
    crossings.extend(words_out_of_place(&sources, &order));
    let idle: Vec<String> = list("import-exceptions.txt").into_keys().filter(|key| !crossings.contains_key(key)).collect();
    none("exceptions of import-exceptions.txt that are no longer needed", &idle);
}

/// Each word, where it may stand, and why.
type Rule = (&'static [&'static str], fn(&Source, &Order) -> bool, &'static str);

const RULES: &[Rule] = &[
    (
        &[
            "diesel",
            "actix",
            "actix_web",
            "tokio",
            "serde_json",
            "std::time",
            "now(",
            "crate::db",
            "crate::audit",
            "crate::http",
            "SystemTime",
        ],
        |source, _| !source.is_rules(),
        "rules are pure: facts in, a judgement out",
    ),
    (
        &["now(", "SystemTime"],
        |source, order| !order.nouns.contains(source.module()) || source.is_door(),
        "the law has no clock: the edge says when",
    ),
    (&["diesel"], |source, _| !source.path.ends_with("/http.rs"), "a door has no SQL"),
    (&["diesel", "crate::db::schema"], |source, _| may_speak_sql(source), "SQL stands in facts.rs, changes.rs, audit and db"),
    (
        &["insert_into", "diesel::update", "diesel::delete", "diesel::replace_into", "batch_execute"],
        |source, _| may_write(source),
        "a table is written in a noun's changes.rs, by the ledger, or not at all",
    ),
    (&["sql_query", "dsl::sql"], |source, _| source.path.starts_with("src/db/"), "SQL as text stands in db"),
    (&["Tx"], |source, _| may_write(source) || source.path == "src/replay.rs", "only a change has the hand that writes"),
    (
        &["unsafe", "unsafe_code"],
        |source, _| source.path == "src/db/backend/interrupt.rs",
        "only what ends a statement half way takes the compiler's part",
    ),
    (&["insert_or_ignore_into", "on_conflict", "upsert"], |_, _| false, "not all databases have it: look first, under the lock"),
    (
        &["actix_web", "actix"],
        |source, _| ["http", "app", "cli", "access", "pages"].contains(&source.module()),
        "only the transport knows what serves it",
    ),
];

fn may_write(source: &Source) -> bool {
    source.path.ends_with("/changes.rs")
        || source.path.contains("/changes/")
        || source.path.starts_with("src/audit/")
        || source.path.starts_with("src/db/")
}

/// `fault.rs` knows the error of the database as one source of a fault.
fn may_speak_sql(source: &Source) -> bool {
    may_write(source) || source.path == "src/fault.rs" || source.path.ends_with("/facts.rs") || source.path.contains("/facts/")
}

#[test]
fn each_word_stands_only_where_it_may() {
    let sources = sources();
    judge("words where they may not stand", words_out_of_place(&sources, &Order::read(&sources)));
}

fn words_out_of_place(sources: &[Source], order: &Order) -> Crossings {
    let mut crossings = Crossings::new();
    for source in sources {
        for (words, _, why) in RULES.iter().filter(|(_, may, _)| !may(source, order)) {
            for (word, line) in words.iter().flat_map(|word| source.lines_with(word).into_iter().map(move |line| (word, line))) {
                crossings.entry(format!("{} -> {word}", source.path)).or_insert(format!("line {line}: {why}"));
            }
        }
    }
    crossings
}

#[test]
fn one_file_knows_which_database_it_speaks_to() {
    let crossed: Vec<String> = sources()
        .iter()
        .filter(|source| !source.path.starts_with("src/db/backend"))
        .flat_map(|source| {
            source.text.lines().enumerate().filter_map(move |(n, line)| {
                let line = line.to_lowercase();
                (line.contains("sqlite") || line.contains("postgres")).then(|| format!("{}:{}", source.path, n + 1))
            })
        })
        .collect();
    none("the two databases are named in src/db/backend.rs and its folder alone", &crossed);
}

/// Every statement about a table of the registers begins with the rows of one (`read.of(table)`), or, where
/// tables are joined, inserted into or looked at beside each other, says whose register: forgotten once, one
/// body reads the book of another.
#[test]
fn no_statement_forgets_the_register() {
    let sources = sources();
    let mut crossed = Vec::new();
    let (mut asked, mut narrowed) = (0, 0);
    for source in sources.iter().filter(|source| !["audit", "db", "http"].contains(&source.module())) {
        for function in source.live.split("\nfn ").flat_map(|text| text.split("fn ")) {
            let mut tables: BTreeMap<&str, usize> = BTreeMap::new();
            for (at, _) in function.match_indices("::table") {
                let name = function[..at].rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
                if function[..at - name.len()].ends_with("of(") {
                    narrowed += 1;
                    continue;
                }
                if !name.starts_with("audit_") && name != "register" && !function[at + 7..].starts_with('_') {
                    *tables.entry(name).or_default() += 1;
                    // A row that is written says whose it is among its columns.
                    asked += usize::from(!function[..at - name.len()].ends_with("insert_into("));
                }
            }
            for (name, times) in tables {
                let said = function.matches(&format!("{name}::register_id")).count();
                if said < times {
                    let line = function.lines().next().unwrap_or_default();
                    crossed.push(format!("{}: 'fn {line}' names {name} {times} times and its register {said}", source.path));
                }
            }
        }
    }
    none("statements that do not say whose register", &crossed);
    assert!(narrowed > 120, "only {narrowed} statements begin with the rows of one register");
    assert!(asked < 80, "{asked} say it themselves");
}

/// The transport gives out codes of the law and says what they mean; it tells no two of them apart.
#[test]
fn the_transport_names_no_reason_of_the_law() {
    let sources = sources();
    let http: Vec<&Source> = sources.iter().filter(|source| source.module() == "http").collect();
    assert!(http.len() > 25, "the transport is not where this fence looks");
    let mut found = Vec::new();
    for source in http {
        let is_named = |at: usize| !source.live[..at].ends_with(char::is_alphanumeric) && !source.live[at + 6..].starts_with("ALL");
        for (at, _) in source.live.match_indices("Code::").filter(|(at, _)| is_named(*at)) {
            let line = source.live[..at].matches('\n').count() + 1;
            found.push(format!("{}, line {line}: a reason of the law", source.path));
        }
    }
    none("reasons of the law in the transport", &found);
}

#[test]
fn nothing_is_left_undone_and_no_error_is_swallowed() {
    let mut crossed = Vec::new();
    for source in sources() {
        for word in ["TODO", "FIXME", "XXX"] {
            crossed.extend(lines_with(&source.text, word).into_iter().map(|line| format!("{}:{line}: {word}", source.path)));
        }
        for (n, line) in source.live.lines().enumerate() {
            let line = line.trim();
            // A value may be turned into an absence; an answer that nobody looks at may not.
            let swallows = (line.ends_with(".ok();") && !line.contains('=') && !line.starts_with("return ")) || line.starts_with("let _ =");
            if swallows {
                crossed.push(format!("{}:{}: an error is swallowed: {line}", source.path, n + 1));
            }
        }
    }
    none("what the house does not have", &crossed);
}

#[test]
fn long_files_are_few_and_argued() {
    const AIM: usize = 300;
    const MOST: usize = 500;
    let argued = list("long-files.txt");
    let mut crossed = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines <= AIM {
            continue;
        }
        seen.insert(source.path.clone());
        match argued.get(&source.path) {
            None => crossed.push(format!("{} has {lines} lines: split it by question, or argue it in long-files.txt", source.path)),
            Some(reason) if lines > MOST && !reason.starts_with("above 500, ") => {
                crossed.push(format!(
                    "{} has {lines} lines, above {MOST}: split it (an argument that bears this begins 'above 500, ')",
                    source.path
                ));
            }
            Some(_) => {}
        }
    }
    crossed.extend(argued.into_keys().filter(|path| !seen.contains(path)).map(|path| format!("{path} is argued, and is not long")));
    none("long files", &crossed);
}
