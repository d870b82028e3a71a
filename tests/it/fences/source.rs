//! The source as the fences read it: files under `src`, without comments, texts and tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the program.
pub struct Source {
    /// From the root of the repository: `src/votes/rules/cast.rs`.
    pub path: String,
    pub text: String,
    /// Comments and the insides of texts are blank; every line is where it was.
    pub code: String,
    /// The code that is built into the program: what stands under `#[cfg(test)]` is blank.
    pub live: String,
}

/// Every file under `src`, in order of path.
pub fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    walk(&root().join("src"), &mut paths);
    paths.sort();
    let mut sources: Vec<Source> = paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let code = blank(&text);
            let live = without_tests(&code);
            Source { path: path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), text, code, live }
        })
        .collect();
    let under_test: Vec<String> = sources.iter().flat_map(modules_under_test).collect();
    for source in &mut sources {
        if under_test.iter().any(|folder| source.path == format!("{folder}.rs") || source.path.starts_with(&format!("{folder}/"))) {
            source.live.clear();
        }
    }
    sources
}

/// Folders and files of modules declared as `#[cfg(test)] mod name;`.
fn modules_under_test(source: &Source) -> Vec<String> {
    let folder = match source.path.strip_suffix("/mod.rs").or_else(|| source.path.strip_suffix("/lib.rs")) {
        Some(folder) => folder.to_owned(),
        None => source.path.trim_end_matches(".rs").to_owned(),
    };
    source
        .code
        .split("#[cfg(test)]")
        .skip(1)
        .filter_map(|rest| {
            let line = rest.trim_start().lines().next()?;
            let name = line.split("mod ").nth(1)?.strip_suffix(';')?;
            Some(format!("{folder}/{}", name.trim()))
        })
        .collect()
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, into);
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            into.push(path);
        }
    }
}

impl Source {
    /// The folder or file of `src` this belongs to: `votes`, `moment`.
    pub fn module(&self) -> &str {
        self.inside().split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// Its path inside `src`.
    pub fn inside(&self) -> &str {
        self.path.strip_prefix("src/").unwrap()
    }

    /// Its name inside its noun: `rules/cast.rs`.
    pub fn room(&self) -> &str {
        self.inside().split_once('/').map_or(self.inside(), |(_, room)| room)
    }

    /// The law itself: `rules.rs` and whatever stands in a folder `rules`.
    pub fn is_rules(&self) -> bool {
        self.room() == "rules.rs" || self.room().starts_with("rules/")
    }

    /// The door of a noun: `http.rs` and whatever stands in a folder `http`.
    pub fn is_door(&self) -> bool {
        self.room() == "http.rs" || self.room().starts_with("http/")
    }

    /// Wherever a word stands in the program, whole: its lines, from 1.
    pub fn lines_with(&self, word: &str) -> Vec<usize> {
        lines_with(&self.live, word)
    }
}

pub fn lines_with(text: &str, word: &str) -> Vec<usize> {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (first, last) = (word.chars().next(), word.chars().last());
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            line.match_indices(word).any(|(at, found)| {
                !(joins(first) && joins(line[..at].chars().last()) || joins(last) && joins(line[at + found.len()..].chars().next()))
            })
        })
        .map(|(n, _)| n + 1)
        .collect()
}

/// Blanks comments and the insides of texts, keeping every line where it was.
fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let mut n = 0;
    let keep = |out: &mut String, c: char| out.push(if c == '\n' { '\n' } else { ' ' });
    while n < chars.len() {
        let is_start = n == 0 || !(at(n - 1).is_alphanumeric() || at(n - 1) == '_');
        let raw = is_start.then(|| raw_text(&chars, n)).flatten();
        if at(n) == '/' && at(n + 1) == '/' {
            while n < chars.len() && at(n) != '\n' {
                keep(&mut out, at(n));
                n += 1;
            }
        } else if at(n) == '/' && at(n + 1) == '*' {
            let mut depth = 0;
            loop {
                let two = (at(n), at(n + 1));
                depth += i32::from(two == ('/', '*')) - i32::from(two == ('*', '/'));
                let step = if matches!(two, ('/', '*') | ('*', '/')) { 2 } else { 1 };
                (0..step).for_each(|s| keep(&mut out, at(n + s)));
                n += step;
                if depth == 0 || n >= chars.len() {
                    break;
                }
            }
        } else if let Some(end) = raw {
            (n..end).for_each(|c| keep(&mut out, at(c)));
            n = end;
        } else if at(n) == '"' {
            out.push('"');
            n += 1;
            while n < chars.len() && at(n) != '"' {
                let step = if at(n) == '\\' { 2 } else { 1 };
                (0..step).for_each(|s| keep(&mut out, at(n + s)));
                n += step;
            }
            out.push('"');
            n += 1;
        } else if at(n) == '\'' && (at(n + 1) == '\\' || at(n + 2) == '\'') {
            // A character, not a lifetime.
            let mut end = n + 2;
            while end < chars.len() && at(end) != '\'' {
                end += 1;
            }
            (n..=end).for_each(|c| keep(&mut out, at(c)));
            n = end + 1;
        } else {
            out.push(at(n));
            n += 1;
        }
    }
    out
}

/// Where a raw text that begins here ends.
fn raw_text(chars: &[char], from: usize) -> Option<usize> {
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let mut n = from + usize::from(at(from) == 'b');
    if at(n) != 'r' {
        return None;
    }
    n += 1;
    let hashes = (n..).take_while(|n| at(*n) == '#').count();
    if at(n + hashes) != '"' {
        return None;
    }
    let mut end = n + hashes + 1;
    while end < chars.len() {
        if at(end) == '"' && (0..hashes).all(|h| at(end + 1 + h) == '#') {
            return Some(end + 1 + hashes);
        }
        end += 1;
    }
    Some(chars.len())
}

/// Blanks every item under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mut out = code.to_owned();
    while let Some(from) = out.find("#[cfg(test)]") {
        let rest = &out[from..];
        let semicolon = rest.find(';').unwrap_or(rest.len());
        let brace = rest.find('{').unwrap_or(rest.len());
        let end = if semicolon < brace {
            semicolon + 1
        } else {
            let mut depth = 0;
            rest.char_indices()
                .skip_while(|(at, _)| *at < brace)
                .find_map(|(at, c)| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    (depth == 0).then_some(at + 1)
                })
                .unwrap_or(rest.len())
        };
        let blanked: String = rest[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(from..from + end, &blanked);
    }
    out
}

/// One path into the program itself, by its segments after `crate`, and its line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path_ {
    pub segments: Vec<String>,
    pub line: usize,
}

/// Every path that begins with `crate::`: in a `use`, with its braces told apart, or inline.
pub fn paths(code: &str) -> Vec<Path_> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().last();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let mut ways = Vec::new();
        tree(&code[at + "crate::".len()..], &mut Vec::new(), &mut ways);
        found.extend(ways.into_iter().map(|segments| Path_ { segments, line }));
    }
    found
}

/// Reads one tree of a path; gives what follows it.
fn tree<'a>(text: &'a str, so_far: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('}') {
                return after;
            }
            let after = tree(rest, &mut so_far.clone(), found);
            rest = after.trim_start().strip_prefix(',').unwrap_or(after);
            if after == rest && !rest.trim_start().starts_with('}') {
                return rest;
            }
        }
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    if end > 0 {
        so_far.push(text[..end].to_owned());
    }
    let rest = &text[end..];
    if let Some(deeper) = rest.strip_prefix("::") {
        if deeper.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '{') {
            return tree(deeper, so_far, found);
        }
        found.push(so_far.clone());
        return deeper.trim_start_matches('*');
    }
    found.push(so_far.clone());
    // `as name` belongs to the path.
    match rest.trim_start().strip_prefix("as ") {
        Some(name) => {
            let name = name.trim_start();
            &name[name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len())..]
        }
        None => rest,
    }
}

/// A committed list: one `key: reason` a line; empty lines and those that begin with `#` are for
/// the reader. A key without a reason is none.
pub fn list(name: &str) -> BTreeMap<String, String> {
    let path = root().join("tests/it/fences").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut list = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let Some((key, reason)) = line.split_once(": ") else { panic!("{name}: no reason is given in '{line}'") };
        assert!(reason.trim().len() > 10, "{name}: say more in '{line}'");
        assert!(list.insert(key.trim().to_owned(), reason.trim().to_owned()).is_none(), "{name}: '{key}' stands there twice");
    }
    list
}

/// Fails with every line of it.
pub fn none(what: &str, crossed: &[String]) {
    assert!(crossed.is_empty(), "{what}:\n  {}\n", crossed.join("\n  "));
}

#[test]
fn the_source_is_read_as_the_compiler_reads_it() {
    let text = "use crate::a::{self, b::{C, D as E}, f::*};\n// crate::no::no\nlet x = \"crate::no\"; crate::g::h::<T>('{', b'\"');\nlet y = r#\"crate::no\"#;\n#[cfg(test)]\nmod tests { use crate::t::T; }\nfn z<'a>(_: &'a crate::z::Z) {}";
    let code = blank(text);
    assert_eq!(code.lines().count(), text.lines().count());
    let live = without_tests(&code);
    let shown: Vec<String> = paths(&live).iter().map(|path| format!("{} {}", path.line, path.segments.join("::"))).collect();
    assert_eq!(shown, ["1 a::self", "1 a::b::C", "1 a::b::D", "1 a::f", "3 g::h", "7 z::Z"]);
    assert_eq!(paths(&code).len(), 7);
    assert_eq!(lines_with(&live, "h"), [3]);
}
