//! What was asked of the servers and what they answered, as whoever stood outside saw it. A history is data: it
//! can be written down, read again and doctored.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A history of one meeting, from the first who arrived to the last answer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct History {
    /// By what it can be played again.
    pub seed: u64,
    /// The register and the meeting before anything was done, in the words of a case file.
    pub case: Value,
    /// What people and items are called, by id.
    pub names: BTreeMap<String, String>,
    pub deeds: Vec<Deed>,
    pub looks: Vec<Look>,
    /// The entries that the log gained, as each server lists them afterwards.
    pub logs: Vec<Vec<Line>>,
    /// What each server answers afterwards, by address.
    pub after: Vec<BTreeMap<String, Value>>,
}

/// Something that one client wanted done, sent until it was answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Deed {
    /// Its place in the plan.
    pub step: usize,
    /// What was to be done, in the words of a case file and without a time that was not told.
    pub act: Value,
    /// Microseconds from the beginning: when it was sent first, and when an answer had arrived.
    pub asked: u64,
    pub answered: u64,
    /// How often it was sent before an answer arrived.
    pub sent: usize,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Outcome {
    /// Recorded: the entry, the hash of its leaf, and what was written.
    Done {
        entry: i64,
        leaf: String,
        said: Value,
    },
    Refused {
        codes: BTreeSet<String>,
    },
}

/// A question that was answered while others acted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Look {
    pub step: usize,
    pub asked: u64,
    pub answered: u64,
    pub saw: Saw,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Saw {
    /// The entry of each act in the book, and whether it was struck, in order.
    Book(Vec<(i64, bool)>),
    Tally {
        item: String,
        says: Value,
    },
}

/// An entry as the log lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub index: i64,
    pub kind: String,
    pub at: String,
    pub leaf: String,
    pub previous: String,
}

/// A deed that was recorded.
#[derive(Debug, Clone, Copy)]
pub struct Written<'h> {
    pub deed: &'h Deed,
    pub entry: i64,
    pub leaf: &'h str,
    pub said: &'h Value,
}

impl Written<'_> {
    pub fn what(&self) -> &str {
        self.deed.what()
    }
}

impl Deed {
    pub fn what(&self) -> &str {
        self.act["do"].as_str().unwrap_or("")
    }
}

impl History {
    /// What was recorded, in the order of the log.
    pub fn written(&self) -> Vec<Written<'_>> {
        let done = self.deeds.iter().filter_map(|deed| match &deed.outcome {
            Outcome::Done { entry, leaf, said } => Some(Written { deed, entry: *entry, leaf, said }),
            Outcome::Refused { .. } => None,
        });
        let mut written: Vec<Written<'_>> = done.collect();
        written.sort_by_key(|one| one.entry);
        written
    }

    /// How many of what was recorded may have been before an answer: no fewer than had been answered when it was asked for,
    /// and no more than had been asked for when it was answered.
    pub fn moments(written: &[Written<'_>], asked: u64, answered: u64) -> std::ops::RangeInclusive<usize> {
        let least = written.iter().rposition(|one| one.deed.answered < asked).map_or(0, |n| n + 1);
        let most = written.iter().position(|one| one.deed.asked > answered).unwrap_or(written.len());
        least..=most
    }

    /// The same with names instead of ids.
    pub fn in_words(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (id, name)| text.replace(id.as_str(), name))
    }

    /// As it was when the log had so many of its entries.
    pub fn cut(&self, entries: usize) -> Self {
        let written = self.written();
        let kept: BTreeSet<i64> = written.iter().take(entries).map(|one| one.entry).collect();
        let mut cut = self.clone();
        cut.deeds.retain(|deed| match &deed.outcome {
            Outcome::Done { entry, .. } => kept.contains(entry),
            Outcome::Refused { .. } => *Self::moments(&written, deed.asked, deed.answered).end() <= entries,
        });
        cut.looks.retain(|look| *Self::moments(&written, look.asked, look.answered).end() <= entries);
        cut.logs.iter_mut().for_each(|log| log.truncate(entries));
        cut.after.clear();
        cut
    }
}
