//! C5.1: what an inquorate item lacks, in one line for a refusal, and whether waiting for others would help.

use super::evaluate::Clause;
use super::item::Quorum;
use super::naming::{ALL_OF, ANY_OF, NOBODY_TWICE};
use crate::committees::rules::english::number;

impl Quorum {
    /// The failing clauses in one line, for a refusal.
    #[must_use]
    pub fn shortfall(&self) -> String {
        match (&self.tree, &self.kept_from) {
            (None, _) => "no terms of reference are in force on this day".to_owned(),
            // Who is there now would do, and is not asked.
            (Some(tree), Some(from)) if tree.satisfied => format!("it was not quorate at {from}, and that answer holds"),
            (Some(tree), _) => tree.lacks(),
        }
    }

    /// What can be done at the meeting, as the beginning of a cure: where more are asked for, to wait for them; where there
    /// are too many of some kind, that waiting is of no use.
    #[must_use]
    pub fn way_on(&self) -> &'static str {
        let failing = self.tree.as_ref().map(Clause::failing).unwrap_or_default();
        if failing.iter().any(|clause| clause.wants_more()) {
            "Wait for those who are wanting, or see the repairs offered for the item"
        } else if failing.iter().any(|clause| clause.found.is_some()) {
            "Let those who are too many leave the room for the item, or see the repairs offered for it"
        } else {
            "See the repairs offered for the item"
        }
    }
}

impl Clause {
    /// The leaves that are not satisfied, and what fails although its parts hold.
    fn failing(&self) -> Vec<&Self> {
        if self.satisfied {
            return Vec::new();
        }
        let below: Vec<&Self> = self.clauses.iter().flat_map(Self::failing).collect();
        if below.is_empty() { vec![self] } else { below }
    }

    /// What a clause lacks: every part of it that fails, or for one that some of its parts would meet, how many more of which.
    #[must_use]
    pub fn lacks(&self) -> String {
        let parts: Vec<String> = self.clauses.iter().filter(|part| !part.satisfied).map(Self::lacks).collect();
        if parts.is_empty() {
            let found = self.found.map(|found| format!(" ({} found)", in_words(found)));
            return format!("{}{}", self.says, found.unwrap_or_default());
        }
        let wanted = self.required.zip(self.found).map(|(required, found)| required.saturating_sub(found));
        match wanted.map(|wanted| (wanted, usize::try_from(wanted).is_ok_and(|wanted| wanted < parts.len()))) {
            Some((wanted, true)) => format!("{} more of these: {}", number(wanted), parts.join(", or ")),
            Some((_, false)) => parts.join("; "),
            None if self.says == ANY_OF => parts.join(" or "),
            None if self.says == ALL_OF || self.says.starts_with(NOBODY_TWICE) => parts.join("; "),
            None => format!("{}, {}", self.says, parts.join("; ")),
        }
    }

    /// Whether this clause, which fails by itself, would be helped by somebody more.
    fn wants_more(&self) -> bool {
        match (self.required, self.found) {
            (Some(required), Some(found)) => found < required,
            _ => self.says.starts_with(NOBODY_TWICE),
        }
    }
}

/// How many there are, in words.
pub(super) fn in_words(found: u32) -> String {
    if found == 0 { "none".to_owned() } else { number(found) }
}
