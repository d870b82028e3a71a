//! The entries of a log as they are kept, some at a time.

use diesel::prelude::*;

use super::{Head, Stop};
use crate::audit::entry::{Opening, plain};
use crate::audit::verify::{Stored, What, Wrong};
use crate::db::Conn;
use crate::db::schema::{audit_leaf, audit_opening, audit_part};
use crate::fault::Fault;

/// Entries read at once.
pub(super) const PAGE: i64 = 512;
/// Parts of entries read at once, unless a single one has more.
const PARTS: i64 = 20_000;

/// An entry, with what can be said of how it is kept.
pub(super) struct Paged {
    pub entry: Stored,
    /// The class of each opening that has a row of its own.
    pub classes: Vec<(String, String)>,
    /// What is kept in another form than the program writes.
    pub odd: Vec<String>,
}

/// Entries from `from` on, each with its openings and parts.
pub(in crate::audit) fn page(stored: &mut Conn, head: &Head, from: i64, found: &dyn Fn(Wrong) -> Stop) -> Result<Vec<Stored>, Stop> {
    let paged = read(stored, head, from, PAGE)?;
    paged
        .into_iter()
        .map(|Paged { entry, odd, .. }| match odd.into_iter().next() {
            Some(odd) => Err(found(Wrong { index: entry.index, what: What::Unreadable(odd) })),
            None => Ok(entry),
        })
        .collect()
}

/// At most `most` entries from `from` on; fewer, where they are large ones.
pub(super) fn read(stored: &mut Conn, head: &Head, from: i64, most: i64) -> Result<Vec<Paged>, Fault> {
    type LeafRow = (i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);
    type OpeningRow = (i64, String, String, Vec<u8>, Vec<u8>);
    type PartRow = (i64, i64, Vec<u8>, Vec<u8>);
    let mut leaves: Vec<LeafRow> = audit_leaf::table
        .filter(audit_leaf::register_id.eq(head.register))
        .filter(audit_leaf::epoch.eq(head.epoch))
        .filter(audit_leaf::idx.ge(from))
        .order(audit_leaf::idx)
        .limit(most)
        .select((audit_leaf::idx, audit_leaf::leaf, audit_leaf::leaf_hash, audit_leaf::mac, audit_leaf::plain))
        .load(stored)?;
    let Some((first, last)) = leaves.first().map(|row| row.0).zip(leaves.last().map(|row| row.0)) else { return Ok(Vec::new()) };
    let of_parts: Vec<i64> = audit_part::table
        .filter(audit_part::register_id.eq(head.register))
        .filter(audit_part::epoch.eq(head.epoch))
        .filter(audit_part::idx.between(from, last))
        .order((audit_part::idx, audit_part::part))
        .limit(PARTS + 1)
        .select(audit_part::idx)
        .load(stored)?;
    let is_much = i64::try_from(of_parts.len()).is_ok_and(|parts| parts > PARTS);
    let last = of_parts.last().filter(|_| is_much).map_or(last, |cut| (*cut - 1).max(first));
    leaves.retain(|(index, ..)| *index <= last);
    let openings: Vec<OpeningRow> = audit_opening::table
        .filter(audit_opening::register_id.eq(head.register))
        .filter(audit_opening::epoch.eq(head.epoch))
        .filter(audit_opening::idx.between(from, last))
        .order((audit_opening::idx, audit_opening::field))
        .select((audit_opening::idx, audit_opening::field, audit_opening::class, audit_opening::salt, audit_opening::value))
        .load(stored)?;
    let parts: Vec<PartRow> = audit_part::table
        .filter(audit_part::register_id.eq(head.register))
        .filter(audit_part::epoch.eq(head.epoch))
        .filter(audit_part::idx.between(from, last))
        .order((audit_part::idx, audit_part::part))
        .select((audit_part::idx, audit_part::part, audit_part::commitments, audit_part::plain))
        .load(stored)?;
    let (mut openings, mut parts) = (openings.into_iter().peekable(), parts.into_iter().peekable());
    let mut entries = Vec::with_capacity(leaves.len());
    for (index, leaf, hash, mac, plain) in leaves {
        // A row that is of no leaf is named as a stray or as an entry that is missing.
        while openings.next_if(|(of, ..)| *of < index).is_some() {}
        while parts.next_if(|(of, ..)| *of < index).is_some() {}
        let mut odd = Vec::new();
        let entry = Stored {
            index: u64::try_from(index).unwrap_or_default(),
            leaf,
            hash: hash.try_into().ok(),
            mac: mac.try_into().ok(),
            openings: Vec::new(),
            parts: Vec::new(),
        };
        if entry.hash.is_none() {
            odd.push("a hash has 32 bytes, and that beside it has not".to_owned());
        }
        let mut paged = Paged { entry, classes: Vec::new(), odd };
        paged.take_plain(&plain, None);
        while let Some((_, field, class, salt, value)) = openings.next_if(|(of, ..)| *of == index) {
            match salt.try_into() {
                Ok(salt) => {
                    paged.classes.push((field.clone(), class));
                    paged.entry.openings.push(Opening { field, salt, value });
                }
                Err(_) => paged.odd.push(format!("the salt of '{field}' has not 32 bytes")),
            }
        }
        while let Some((_, number, commitments, plain)) = parts.next_if(|(of, ..)| *of == index) {
            let n = paged.entry.parts.len();
            if usize::try_from(number) != Ok(n) {
                paged.odd.push(format!("part {number} stands where part {n} was written"));
            }
            paged.take_plain(&plain, Some(n));
            paged.entry.parts.push(commitments);
        }
        entries.push(paged);
    }
    Ok(entries)
}

impl Paged {
    fn take_plain(&mut self, bytes: &[u8], part: Option<usize>) {
        match plain::read(bytes, part) {
            Ok(openings) => self.entry.openings.extend(openings),
            Err(error) => self.odd.push(error.to_string()),
        }
    }
}
