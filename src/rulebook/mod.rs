//! The rulebook, printed: what the rules answer, as tables that a governance lead can read. They
//! are committed in `tests/verdicts`, so that a change of law is a readable difference; with
//! `UPDATE_SNAPSHOTS=1` set they are written anew. It decides nothing, and is built for tests only.

#![allow(clippy::unwrap_used, clippy::panic)]

mod decisions;
mod packs;
mod people;
mod terms;
mod votes;

use std::path::Path;

use crate::edition::EDITION;
use crate::policy::Treatment;

/// A treatment as a reader says it.
fn said(word: &str) -> String {
    word.replace('_', " ")
}

fn treatment(treatment: Treatment) -> String {
    said(treatment.as_str())
}

/// Columns under their heads, as wide as they need to be.
fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(n, head)| {
            rows.iter().filter_map(|row| row.get(n)).map(|cell| cell.chars().count()).chain([head.chars().count()]).max().unwrap()
        })
        .collect();
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(heads.to_vec());
    text.push_str(&line(widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().iter().map(String::as_str).collect()));
    for row in rows {
        text.push_str(&line(row.iter().map(String::as_str).collect()));
    }
    text
}

/// Everything the rules say on these pages is of one edition: a number that each entry of the log
/// bears, so that whoever checks it asks the law it was made under.
#[test]
fn what_the_rules_say_is_what_they_say_under_their_edition() {
    use sha2::{Digest, Sha256};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts");
    let path = folder.join("editions.txt");
    // What a request costs and how terms are worded stand beside them, and are no rules.
    let beside = ["cost-per-route.txt", "terms-in-english.txt"];
    let is_of_the_rules = |page: &std::path::PathBuf| *page != path && !beside.iter().any(|name| page.ends_with(name));
    let mut pages: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(is_of_the_rules).collect();
    pages.sort();
    let mut digest = Sha256::new();
    for page in pages {
        let text = std::fs::read(&page).unwrap();
        digest.update(format!("{} {}\n", page.file_name().unwrap().display(), text.len()));
        digest.update(text);
    }
    let hash: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    let last =
        recorded.lines().last().and_then(|line| line.split_once(' ')).map(|(number, hash)| (number.parse().unwrap(), hash.to_owned()));
    if std::env::var("UPDATE_SNAPSHOTS").is_ok_and(|value| value == "1") && last.as_ref().is_none_or(|(number, _)| *number < EDITION) {
        std::fs::write(&path, format!("{recorded}{EDITION} {hash}\n")).unwrap();
        return;
    }
    assert_eq!(
        last,
        Some((EDITION, hash)),
        "the rules say something else than under the edition recorded in tests/verdicts/editions.txt. If that is meant, move EDITION in \
         src/edition.rs (an edition nobody has written under yet: take its line out), then write it with UPDATE_SNAPSHOTS=1, twice if pages moved"
    );
}

/// Whoever checks a log by the document alone reads there which entries are asked the law.
#[test]
fn the_document_for_auditors_names_the_edition() {
    let text = include_str!("../../docs/AUDIT.md");
    assert!(text.contains(&format!("program has edition {EDITION}.")), "docs/AUDIT.md, section 16");
}

/// Compares a page with the committed one, or writes it.
fn page(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts").join(name);
    if std::env::var("UPDATE_SNAPSHOTS").is_ok_and(|value| value == "1") {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed != text {
        let differences = similar::TextDiff::from_lines(committed.as_str(), text).unified_diff().context_radius(2).to_string();
        panic!(
            "the rules say something else than tests/verdicts/{name}; if that is meant, write it with UPDATE_SNAPSHOTS=1\n{differences}"
        );
    }
}
