//! What can be found wrong in a database, in words that name the place.

use std::collections::BTreeMap;

use crate::audit::verify::{Sound, Wrong};
use crate::ids::RegisterId;

/// One thing found wrong in a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A trigger that keeps the log append-only.
    #[error("the guard {0} of the log is missing, disabled or not as it was made")]
    Guard(String),
    /// `more` entries after it have the same.
    #[error("register {register}: {wrong}{}", and_more(*more))]
    Log { register: String, wrong: Wrong, more: u64 },
    #[error("register {register}: entry {index} cannot be played again: {why}")]
    NotPlayed { register: String, index: u64, why: String },
    /// The rules would have refused it, or would have written something else.
    #[error("register {register}: entry {index} ({kind}) is not what the rules permit: {why}")]
    Unlawful { register: String, index: u64, kind: String, why: String },
    #[error("register {register}: entry {index} ({kind}) was not its author's to write: {why}")]
    Author { register: String, index: u64, kind: String, why: String },
    #[error("register {register}: {what}")]
    Head { register: String, what: String },
    #[error("table {table} is not as this program makes it: {what}")]
    Schema { table: String, what: String },
    /// `column` is empty where the whole row is missing or is one too many.
    #[error(
        "table {table}, row {key}{}: the database has {stored}, the log says {replayed}",
        if column.is_empty() { String::new() } else { format!(", column {column}") }
    )]
    Row { table: String, key: String, column: String, stored: String, replayed: String },
    #[error("table {table}, row {key}: {what}")]
    Stray { table: String, key: String, what: String },
    #[error("table {table} cannot be read: {what}")]
    Unreadable { table: String, what: String },
    #[error("the database itself says of its storage: {0}")]
    Storage(String),
}

fn and_more(more: u64) -> String {
    match more {
        0 => String::new(),
        1 => ", and the entry after it".to_owned(),
        more => format!(", and the {more} entries after it"),
    }
}

impl Finding {
    /// A short word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Guard(_) => "guard",
            Self::Log { wrong, .. } => wrong.what.code(),
            Self::NotPlayed { .. } => "not_played",
            Self::Unlawful { .. } => "unlawful",
            Self::Author { .. } => "author",
            Self::Head { .. } => "head",
            Self::Schema { .. } => "schema",
            Self::Row { .. } => "row",
            Self::Stray { .. } => "stray_row",
            Self::Unreadable { .. } => "unreadable_table",
            Self::Storage(_) => "storage",
        }
    }

    /// The register and the entry it is about, where it is about one.
    #[must_use]
    pub fn entry(&self) -> Option<(&str, u64)> {
        match self {
            Self::Log { register, wrong, .. } => Some((register, wrong.index)),
            Self::NotPlayed { register, index, .. } | Self::Unlawful { register, index, .. } | Self::Author { register, index, .. } => {
                Some((register, *index))
            }
            _ => None,
        }
    }
}

/// One register's log that holds.
#[derive(Debug, Clone)]
pub struct Log {
    pub register: RegisterId,
    pub slug: String,
    pub sound: Sound,
}

/// Of which entries the law was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LawAsked {
    pub of: Spans,
    /// Of which it was not, by the reason.
    pub not: BTreeMap<String, Spans>,
}

/// Entries of one or several logs, as runs of numbers that follow on each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans {
    pub count: u64,
    /// The log, and the first and the last of the run; the first [`Spans::MOST`] of them.
    pub runs: Vec<(String, u64, u64)>,
    /// How many more runs there are.
    pub more: u64,
}

impl Spans {
    /// As many runs are kept: a log of an earlier edition is one.
    pub const MOST: usize = 1000;

    /// Takes in an entry; those of one log come in their order.
    pub fn take(&mut self, log: &str, index: u64) {
        self.count += 1;
        let is_next = |(of, _, last): &&mut (String, u64, u64)| of == log && *last + 1 == index;
        let is_full = self.runs.len() >= Self::MOST;
        match self.runs.last_mut().filter(is_next).filter(|_| self.more == 0) {
            Some((_, _, last)) => *last = index,
            None if is_full => self.more += 1,
            None => self.runs.push((log.to_owned(), index, index)),
        }
    }

    /// The first few runs in words: `exampleshire 1 to 40, 44`.
    #[must_use]
    pub fn told(&self) -> String {
        const FEW: usize = 6;
        let mut told = String::new();
        let mut of = "";
        for (log, first, last) in self.runs.iter().take(FEW) {
            let gap = if told.is_empty() { "" } else { ", " };
            let named = if of == log { String::new() } else { format!("{log} ") };
            let run = if first == last { first.to_string() } else { format!("{first} to {last}") };
            told.push_str(&format!("{gap}{named}{run}"));
            of = log;
        }
        if self.runs.len() > FEW {
            told.push_str(" and others");
        }
        told
    }
}

/// What a database was found to be.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The logs that hold, in the order checked.
    pub logs: Vec<Log>,
    /// Rows compared with the replay.
    pub rows: u64,
    pub law: LawAsked,
    /// What was found wrong, at most [`Report::MOST`].
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
    /// What else whoever reads it should know.
    pub notes: Vec<String>,
    /// What could not be checked, and why: as long as there is any, not all can be told.
    pub untold: Vec<String>,
}

impl Report {
    /// Findings that are kept; the rest is counted.
    pub const MOST: usize = 200;

    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// The first thing found wrong.
    #[must_use]
    pub fn wrong(&self) -> Option<&Finding> {
        self.findings.first()
    }

    #[must_use]
    pub fn entries(&self) -> u64 {
        self.logs.iter().map(|log| log.sound.size).sum()
    }

    /// 0 holds, 1 found false.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.holds())
    }

    pub(super) fn find(&mut self, finding: Finding) {
        // One log written for a while with another key is one finding, not thousands.
        if let (Finding::Log { register, wrong, .. }, Some(Finding::Log { register: same, wrong: first, more })) =
            (&finding, self.findings.last_mut())
            && register == same
            && wrong.what == first.what
            && wrong.index == first.index + *more + 1
        {
            *more += 1;
        } else if self.findings.len() < Self::MOST {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}
