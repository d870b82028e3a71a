//! Checking a log like a stranger: entry by entry, with nothing but the bytes. The first thing
//! that is wrong is named, with the number of the entry; what cannot be understood is never
//! passed over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::canonical;
use super::entry::{self, Class, Leaf, NotALeaf, Opening, Traits};
use super::tree::{self, Frontier, Hash};
use crate::moment::Instant;

/// The kind of the entry that says which openings of an earlier one were erased: its field `idx`
/// is that entry's number, its field `fields` the names of the openings.
pub const ERASURE: &str = "opening.erased";

/// One entry as it is kept, or as it stands in a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The number it is kept under.
    pub index: u64,
    pub leaf: Vec<u8>,
    /// As kept beside it, where they are.
    pub hash: Option<Hash>,
    pub mac: Option<Hash>,
    pub openings: Vec<Opening>,
    pub parts: Vec<Vec<u8>>,
}

/// What can be wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    #[error("the leaf is not in the one form a leaf has: {0}")]
    Malformed(String),
    #[error("the leaf is of version {0}, which this program does not know")]
    UnknownVersion(String),
    #[error("the kind '{0}' is not known to this program")]
    UnknownKind(String),
    #[error("the leaf belongs to the log {0}")]
    OtherLog(String),
    #[error("entry {0} stands here: an entry is missing, doubled or moved")]
    OutOfPlace(u64),
    #[error("it does not name the entry before it: one of the two was changed, removed or put in")]
    BrokenChain,
    #[error("its time {at} is before that of the entry before it, {before}")]
    TimeFalls { at: Instant, before: Instant },
    #[error("the hash kept beside it is not the hash of its bytes")]
    OtherHash,
    #[error("its authentication code is missing or was not made with the key of this register: it was written by another hand")]
    Forged,
    #[error("the value of '{0}' is not the one that was committed to")]
    Mismatch(String),
    #[error("the value of '{0}' is gone and no erasure is recorded")]
    Missing(String),
    #[error("there is a value for '{0}', to which nothing is committed")]
    Stray(String),
    #[error("the values kept beside it are not in the one form they have: {0}")]
    Unreadable(String),
    #[error("its parts are not those it was written with")]
    OtherParts,
    #[error("the log has {found} entries where its head says {expected}")]
    OtherSize { expected: u64, found: u64 },
    #[error("the last entry is not the one its head names")]
    OtherHead,
    #[error("its head says that the last entry was written at {head}, and it was at {last}")]
    OtherTime { head: String, last: Instant },
    #[error("the value of '{0}' is kept under another class than the change declares")]
    OtherClass(String),
}

impl What {
    /// A short word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::UnknownVersion(_) => "unknown_version",
            Self::UnknownKind(_) => "unknown_kind",
            Self::OtherLog(_) => "other_log",
            Self::OutOfPlace(_) => "out_of_place",
            Self::BrokenChain => "broken_chain",
            Self::TimeFalls { .. } => "time_falls",
            Self::OtherHash => "other_hash",
            Self::Forged => "forged",
            Self::Mismatch(_) => "mismatch",
            Self::Missing(_) => "missing",
            Self::Stray(_) => "stray",
            Self::Unreadable(_) => "unreadable",
            Self::OtherParts => "other_parts",
            Self::OtherSize { .. } => "other_size",
            Self::OtherHead => "other_head",
            Self::OtherTime { .. } => "other_time",
            Self::OtherClass(_) => "other_class",
        }
    }

    /// Of the stand-alone verifier: 1 tampered, 2 incomplete, 4 not known to this version.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::UnknownVersion(_) | Self::UnknownKind(_) => 4,
            _ => 1,
        }
    }
}

/// The first thing wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {index}: {what}")]
pub struct Wrong {
    pub index: u64,
    pub what: What,
}

/// What a log that holds was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    pub log: Option<String>,
    pub size: u64,
    pub root: Hash,
    /// The last leaf's hash: what the next entry must name.
    pub head: Hash,
    pub last_at: Option<Instant>,
    /// Fields whose opening matches the commitment.
    pub verified: u64,
    /// Fields whose opening was erased, with an entry that says so.
    pub erased: u64,
    /// Fields not shown in this copy, as its manifest says.
    pub withheld: u64,
}

impl Sound {
    /// Of the stand-alone verifier: 0, or 2 where fields are withheld.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        if self.withheld > 0 { 2 } else { 0 }
    }
}

/// One entry that holds, with its fields (less those erased or withheld).
pub struct Checked<'a> {
    pub leaf: Leaf,
    pub traits: &'a Traits,
    pub hash: Hash,
}

/// Walks one log from its beginning.
pub struct Checker<'a> {
    kinds: &'a [Traits],
    key: Option<&'a [u8; 32]>,
    withheld: BTreeSet<(u64, String)>,
    log: Option<String>,
    frontier: Frontier,
    /// The number that the next entry must have.
    next: u64,
    prev: Hash,
    /// The hash kept beside the entry before, where it is not that of its bytes: one of the two was
    /// changed, and the next entry names the other.
    or: Option<Hash>,
    /// The entry before could not be looked at.
    is_gap: bool,
    last_at: Option<Instant>,
    /// Personal and secret fields without an opening, not yet found to be erased.
    missing: BTreeSet<(u64, String)>,
    verified: u64,
    erased: u64,
    hidden: u64,
}

impl<'a> Checker<'a> {
    /// `kinds` are all kinds of change this program knows; `key` is that of the authentication
    /// codes, for whoever holds it.
    #[must_use]
    pub fn new(kinds: &'a [Traits], key: Option<&'a [u8; 32]>) -> Self {
        Self {
            kinds,
            key,
            withheld: BTreeSet::new(),
            log: None,
            frontier: Frontier::default(),
            next: 0,
            prev: tree::NOTHING,
            or: None,
            is_gap: false,
            last_at: None,
            missing: BTreeSet::new(),
            verified: 0,
            erased: 0,
            hidden: 0,
        }
    }

    /// Only a log of this origin will do.
    #[must_use]
    pub fn of_log(mut self, origin: &str) -> Self {
        self.log = Some(origin.to_owned());
        self
    }

    /// These openings may be absent from this copy.
    #[must_use]
    pub fn withholding(mut self, fields: impl IntoIterator<Item = (u64, String)>) -> Self {
        self.withheld.extend(fields);
        self
    }

    /// Checks the next entry.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn entry(&mut self, stored: &Stored) -> Result<Checked<'a>, Wrong> {
        let mut wrong = Vec::new();
        let checked = self.every(stored, &mut |found| wrong.push(found));
        match (wrong.into_iter().next(), checked) {
            (Some(wrong), _) => Err(wrong),
            (None, Some(checked)) => Ok(checked),
            (None, None) => Err(Wrong { index: stored.index, what: What::Malformed("nothing of it can be read".to_owned()) }),
        }
    }

    /// Checks the next entry, says everything that is wrong with it, and goes on from there as if it
    /// held. None, where it cannot be read, or not to its end.
    pub fn every(&mut self, stored: &Stored, say: &mut dyn FnMut(Wrong)) -> Option<Checked<'a>> {
        let index = self.next;
        let mut say = |what: What| say(Wrong { index, what });
        let hash = tree::leaf_hash(&stored.leaf);
        let mut is_in_place = stored.index == index;
        if !is_in_place {
            say(What::OutOfPlace(stored.index));
        }
        let other = stored.hash.filter(|kept| *kept != hash);
        if other.is_some() {
            say(What::OtherHash);
        }
        self.frontier.push(hash);
        self.next = stored.index.max(index) + 1;
        let named = (std::mem::replace(&mut self.prev, hash), std::mem::replace(&mut self.or, other));
        let leaf = match Leaf::parse(&stored.leaf) {
            Ok(leaf) => leaf,
            Err(NotALeaf::UnknownVersion(version)) => {
                say(What::UnknownVersion(version));
                return None;
            }
            Err(error) => {
                say(What::Malformed(error.to_string()));
                return None;
            }
        };
        if leaf.index != stored.index {
            say(What::OutOfPlace(leaf.index));
            is_in_place = false;
        }
        if self.log.get_or_insert_with(|| leaf.log.clone()) != &leaf.log {
            say(What::OtherLog(leaf.log.clone()));
        }
        if is_in_place && !std::mem::take(&mut self.is_gap) && leaf.prev != named.0 && Some(leaf.prev) != named.1 {
            say(What::BrokenChain);
        }
        if let Some(before) = self.last_at.replace(leaf.at).filter(|before| leaf.at < *before) {
            say(What::TimeFalls { at: leaf.at, before });
        }
        if let Some(key) = self.key {
            let expected = entry::authenticate(key, &stored.leaf);
            if stored.mac.is_none_or(|mac| mac != expected) {
                say(What::Forged);
            }
        }
        let Some(traits) = self.kinds.iter().find(|traits| traits.kind == leaf.kind) else {
            say(What::UnknownKind(leaf.kind));
            return None;
        };
        let mut holds = self.openings(&leaf, stored, traits, &mut say);
        if leaf.kind == ERASURE
            && let Err(what) = self.erasure(stored)
        {
            say(what);
            holds = false;
        }
        holds.then_some(Checked { leaf, traits, hash })
    }

    /// The entry of this number cannot be looked at: the next is checked without it.
    pub fn pass_over(&mut self, index: u64) {
        self.next = index + 1;
        self.is_gap = true;
    }

    /// Every commitment has its opening, or a reason to have none; every opening its commitment.
    /// False, where something of it is not.
    fn openings(&mut self, leaf: &Leaf, stored: &Stored, traits: &Traits, say: &mut dyn FnMut(What)) -> bool {
        let mut committed: BTreeMap<String, Hash> = leaf.fields.clone();
        let Some(of_parts) = of_parts(leaf, stored, traits) else {
            say(What::OtherParts);
            return false;
        };
        committed.extend(of_parts);
        let mut holds = true;
        let mut not = |what: What| {
            say(what);
            holds = false;
        };
        for opening in &stored.openings {
            let Some(expected) = committed.remove(&opening.field) else {
                not(What::Stray(opening.field.clone()));
                continue;
            };
            // A value in another spelling could never have been written, whatever it hashes to.
            let canonical = canonical::parse(&opening.value).is_ok();
            let found = entry::commitment(&opening.salt, &leaf.log, leaf.index, &opening.field, &opening.value);
            if !canonical || found.ok() != Some(expected) {
                not(What::Mismatch(opening.field.clone()));
                continue;
            }
            self.verified += 1;
        }
        for field in committed.into_keys() {
            let place = (leaf.index, field);
            if self.withheld.contains(&place) {
                self.hidden += 1;
                continue;
            }
            match traits.class(&place.1) {
                Class::Secret | Class::Personal => {
                    self.missing.insert(place);
                }
                Class::Plain => not(What::Missing(place.1)),
            }
        }
        holds
    }

    fn erasure(&mut self, stored: &Stored) -> Result<(), What> {
        let field = |name: &str| -> Result<Value, What> {
            let opening = stored.openings.iter().find(|opening| opening.field == name).ok_or_else(|| What::Missing(name.to_owned()))?;
            canonical::parse(&opening.value).map_err(|error| What::Malformed(error.to_string()))
        };
        let index = match field("idx")? {
            Value::String(text) => text.parse::<u64>().ok(),
            other => other.as_u64(),
        };
        let index = index.ok_or_else(|| What::Malformed("idx".to_owned()))?;
        for name in field("fields")?.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if self.missing.remove(&(index, name.to_owned())) {
                self.erased += 1;
            }
        }
        Ok(())
    }

    /// The end of the log. `head`, where it is known, is the size and the last leaf's hash it must
    /// have.
    ///
    /// # Errors
    /// The first of what [`Checker::end`] says.
    pub fn finish(self, head: Option<(u64, Hash)>) -> Result<Sound, Wrong> {
        let mut wrong = Vec::new();
        let sound = self.end(head, &mut |found| wrong.push(found));
        wrong.into_iter().next().map_or(Ok(sound), Err)
    }

    /// As [`Checker::finish`], and says all of it: a log cut short or grown beyond its head; openings
    /// that are gone without an erasure.
    pub fn end(self, head: Option<(u64, Hash)>, say: &mut dyn FnMut(Wrong)) -> Sound {
        let size = self.next;
        for (index, field) in self.missing {
            say(Wrong { index, what: What::Missing(field) });
        }
        if let Some((expected, hash)) = head {
            if expected != size {
                say(Wrong { index: size.min(expected), what: What::OtherSize { expected, found: size } });
            } else if hash != self.prev && Some(hash) != self.or {
                say(Wrong { index: size.saturating_sub(1), what: What::OtherHead });
            }
        }
        Sound {
            log: self.log,
            size,
            root: self.frontier.root(),
            head: self.prev,
            last_at: self.last_at,
            verified: self.verified,
            erased: self.erased,
            withheld: self.hidden,
        }
    }
}

/// The commitments of all parts, by the names their openings have; none where the parts are others.
fn of_parts(leaf: &Leaf, stored: &Stored, traits: &Traits) -> Option<Vec<(String, Hash)>> {
    let count = leaf.parts.map_or(0, |parts| parts.count);
    if stored.parts.len() as u64 != count || traits.parts.is_some() != leaf.parts.is_some() {
        return None;
    }
    let Some(parts) = &leaf.parts else { return Some(Vec::new()) };
    let hashes: Vec<Hash> = stored.parts.iter().map(|part| tree::leaf_hash(part)).collect();
    if tree::root(&hashes) != parts.root {
        return None;
    }
    let mut all = Vec::new();
    for (n, part) in stored.parts.iter().enumerate() {
        let fields = entry::parse_part(part).ok()?;
        all.extend(fields.into_iter().map(|(field, commitment)| (format!("parts/{n}/{field}"), commitment)));
    }
    Some(all)
}

#[cfg(test)]
#[path = "verify/tests.rs"]
mod tests;
