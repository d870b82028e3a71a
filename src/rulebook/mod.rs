//! The rulebook, printed: what the rules answer, as tables that a governance lead can read. They
//! are committed in `tests/verdicts`, so that a change of law is a readable difference; with
//! `UPDATE_VERDICTS=1` set they are written anew. It decides nothing, and is built for tests only.

#![allow(clippy::unwrap_used, clippy::panic)]

mod decisions;
mod packs;
mod people;
mod votes;

use std::path::Path;

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

/// Compares a page with the committed one, or writes it.
fn page(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts").join(name);
    if std::env::var("UPDATE_VERDICTS").is_ok_and(|value| value == "1") {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed != text {
        let differences = similar::TextDiff::from_lines(committed.as_str(), text).unified_diff().context_radius(2).to_string();
        panic!("the rules say something else than tests/verdicts/{name}; if that is meant, write it with UPDATE_VERDICTS=1\n{differences}");
    }
}
