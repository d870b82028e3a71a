//! The verdict on a history: everything that is wrong with it, told up to the first entry at which it is.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::record::{History, Outcome};
use super::{counted, order, second};

/// What is wrong with a history; nothing where all of it is as it must be.
pub fn wrong(history: &History) -> Vec<String> {
    let mut wrong = order::wrong(history);
    wrong.extend(counted::wrong(history));
    wrong.extend(second::wrong(history));
    wrong
}

/// How many of the first entries suffice for something to be wrong.
pub fn shortest(history: &History) -> usize {
    let all = history.written().len();
    // What is wrong at the end alone is told of the whole.
    (1..all).find(|entries| !wrong(&history.cut(*entries)).is_empty()).unwrap_or(all)
}

/// Nothing is wrong with it.
pub fn judged(history: &History) {
    let found = wrong(history);
    if found.is_empty() {
        return;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("history-{}.json", history.seed));
    std::fs::write(&path, serde_json::to_string_pretty(history).unwrap()).unwrap();
    let entries = shortest(history);
    let told = history.in_words(&format!("{}\n{}", found.join("\n"), course(history, entries)));
    panic!("seed {}, kept in {}, wrong after {entries} entries:\n{told}", history.seed, path.display());
}

/// What was done and refused up to an entry, in order.
fn course(history: &History, entries: usize) -> String {
    let cut = history.cut(entries);
    let mut deeds: Vec<_> = cut.deeds.iter().collect();
    deeds.sort_by_key(|deed| deed.answered);
    let line = |deed: &&super::record::Deed| {
        let outcome = match &deed.outcome {
            Outcome::Done { entry, said, .. } => format!("entry {entry} {}", said["id"].as_str().unwrap_or("")),
            Outcome::Refused { codes } => codes.iter().cloned().collect::<Vec<_>>().join(", "),
        };
        format!("  {:>8} to {:>8}, step {:>3}: {} -> {outcome}", deed.asked, deed.answered, deed.step, deed.act)
    };
    deeds.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What happened in all the histories that were judged.
#[derive(Default)]
pub struct Seen {
    histories: usize,
    done: BTreeMap<String, usize>,
    refused: BTreeMap<String, usize>,
    /// What was sent more than once.
    again: usize,
    looks: usize,
    /// Decisions that decided something.
    decided: usize,
}

impl Seen {
    pub fn take(&mut self, history: &History) {
        self.histories += 1;
        self.looks += history.looks.len();
        for deed in &history.deeds {
            self.again += usize::from(deed.sent > 1);
            match &deed.outcome {
                Outcome::Done { said, .. } => {
                    let late = if said["late"].is_null() { "" } else { " late" };
                    *self.done.entry(format!("{}{late}", deed.what())).or_default() += 1;
                    self.decided += usize::from(matches!(said["outcome"].as_str(), Some("approved" | "rejected" | "recommended")));
                }
                Outcome::Refused { codes } => {
                    for code in codes {
                        *self.refused.entry(code.clone()).or_default() += 1;
                    }
                }
            }
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |counts: &BTreeMap<String, usize>| counts.iter().map(|(word, n)| format!("{word} {n}")).collect::<Vec<_>>().join(", ");
        writeln!(
            f,
            "{} histories, {} of their decisions decided something, {} acts sent again, {} looks",
            self.histories, self.decided, self.again, self.looks
        )?;
        writeln!(f, "  done: {}", told(&self.done))?;
        write!(f, "  refused: {}", told(&self.refused))
    }
}
