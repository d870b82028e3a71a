//! Reads the entries of a register's own log: how many there are, their root, what each is about.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::Role;
use crate::accounts;
use crate::audit::entry::Leaf;
use crate::audit::tree::{Frontier, Hash};
use crate::db::Read;
use crate::db::order::{self, Listed, Way};
use crate::db::schema::{audit_head, audit_leaf, register};
use crate::fault::{Error, Fault};
use crate::ids::{AccountId, RegisterId};
use crate::moment::Instant;

const PAGE: i64 = 4096;

/// As of which entry something was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stamp {
    /// It holds what so many entries say.
    pub entries: i64,
    /// The root of the log at that size, in base64.
    pub root: String,
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "as of entry {}, root {}", self.entries, self.root)
    }
}

/// The end of a register's log.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Head {
    /// The name of the log: `<host>/<register>/<epoch>`.
    pub origin: String,
    /// How many entries the log has; they are numbered from 0.
    pub size: i64,
    /// The root of the Merkle tree over its entries, in base64.
    pub root: String,
    /// When the last entry was written.
    pub last_at: Instant,
}

/// An entry, without what it says of people.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Entry {
    /// Its number in the log, counted from 0, by which versions and receipts name it.
    pub index: i64,
    /// What was done, as a word such as `decision.recorded`.
    pub kind: String,
    /// When the entry was written, in UTC.
    pub at: Instant,
    /// `u:<account>`, `cli` or `job`.
    pub actor: String,
    /// What the account is called today; none for one that acted from no account.
    pub actor_name: Option<String>,
    /// The roles it holds today in this register.
    pub actor_roles: Vec<Role>,
    /// By which door it came: `api`, `cli` for the command line, `job` for the program itself.
    pub via: String,
    /// What it is about, as `kind:id`.
    pub subjects: Vec<String>,
    /// The id of the request that did it: that of `X-Request-Id` where it was a UUID, else the program's own.
    pub request: String,
    /// In base64.
    pub leaf_hash: String,
    /// Of the entry before it, in base64.
    pub previous_hash: String,
}

#[must_use]
pub fn encoded(hash: &[u8]) -> String {
    BASE64.encode(hash)
}

fn epoch_and_size(read: &mut Read<'_>) -> Result<(i64, i64, Instant), Error> {
    let head = read.of(audit_head::table).select((audit_head::epoch, audit_head::size, audit_head::last_at));
    read.first(head)?.ok_or(Error::NotFound("register"))
}

/// The stamp of the log as it was at a size, or as it is.
///
/// # Errors
/// [`Error::Invalid`] for a size the log has not reached; a stored hash that is none.
pub fn stamp(read: &mut Read<'_>, as_of: Option<i64>) -> Result<Stamp, Error> {
    let (epoch, size, _) = epoch_and_size(read)?;
    let entries = as_of.unwrap_or(size);
    if !(0..=size).contains(&entries) {
        return Err(Error::invalid("?as_of", "out_of_range", format!("The log has {size} entries: 'as_of' is a number from 0 to {size}.")));
    }
    let register = read.register();
    let corrupt = |what: &str| Fault::Corrupt { table: "audit_leaf", key: register.to_string(), what: what.to_owned() };
    let mut edge = Frontier::default();
    let mut next = 0;
    while next < entries {
        let hashes: Vec<Vec<u8>> = read.rows(
            read.of(audit_leaf::table)
                .filter(audit_leaf::epoch.eq(epoch))
                .filter(audit_leaf::idx.ge(next))
                .filter(audit_leaf::idx.lt(entries))
                .order(audit_leaf::idx.asc())
                .select(audit_leaf::leaf_hash)
                .limit(PAGE),
        )?;
        if hashes.is_empty() {
            return Err(corrupt("the log is shorter than its head says").into());
        }
        for hash in hashes {
            let hash: Hash = hash.try_into().map_err(|_| corrupt("a leaf_hash is not 32 bytes"))?;
            edge.push(hash);
            next += 1;
        }
    }
    Ok(Stamp { entries, root: encoded(&edge.root()) })
}

/// The end of the log, given its root.
///
/// # Errors
/// [`Error::NotFound`] for a register without a log.
pub fn head(read: &mut Read<'_>, size: i64, root: &Hash) -> Result<Head, Error> {
    let (.., last_at) = epoch_and_size(read)?;
    let id = read.register();
    let origin: Option<String> = read.first(register::table.filter(register::id.eq(id)).select(register::origin))?;
    Ok(Head { origin: origin.ok_or(Error::NotFound("register"))?, size, root: encoded(root), last_at })
}

fn entry_of(index: i64, leaf: &[u8], hash: &[u8]) -> Result<Entry, Fault> {
    let leaf =
        Leaf::parse(leaf).map_err(|error| Fault::Corrupt { table: "audit_leaf", key: index.to_string(), what: error.to_string() })?;
    Ok(Entry {
        index,
        kind: leaf.kind,
        at: leaf.at,
        actor: leaf.actor,
        actor_name: None,
        actor_roles: Vec::new(),
        via: leaf.via,
        subjects: leaf.subjects,
        request: leaf.request,
        leaf_hash: encoded(hash),
        previous_hash: encoded(&leaf.prev),
    })
}

/// How many entries there are after an index, or in all.
///
/// # Errors
/// [`Error::NotFound`] for a register without a log.
pub fn size_after(read: &mut Read<'_>, after: Option<i64>) -> Result<i64, Error> {
    let (_, size, _) = epoch_and_size(read)?;
    Ok(after.map_or(size, |after| size.saturating_sub(after.saturating_add(1)).max(0)))
}

/// Entries between two indexes, neither of them among these, in order or from the last back.
///
/// # Errors
/// What the database says; a stored leaf that is none.
pub fn entries(read: &mut Read<'_>, (after, before): (Option<i64>, Option<i64>), way: Way, limit: i64) -> Result<Vec<Entry>, Error> {
    let (epoch, ..) = epoch_and_size(read)?;
    let between = read
        .of(audit_leaf::table)
        .filter(audit_leaf::epoch.eq(epoch))
        .filter(audit_leaf::idx.gt(after.unwrap_or(-1)))
        .filter(audit_leaf::idx.lt(before.unwrap_or(i64::MAX)))
        .select((audit_leaf::idx, audit_leaf::leaf, audit_leaf::leaf_hash))
        .limit(limit);
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = match way {
        Way::Onward => read.rows(between.order(audit_leaf::idx.asc()))?,
        Way::Back => read.rows(between.order(audit_leaf::idx.desc()))?,
    };
    rows.iter().map(|(index, leaf, hash)| Ok(entry_of(*index, leaf, hash)?)).collect()
}

/// Says who acted: the name and the roles here of accounts that acted in this register, and no more of
/// them. `system` is where accounts are kept.
///
/// # Errors
/// What the database says.
pub fn named(read: &mut Read<'_>, system: RegisterId, mut entries: Vec<Entry>) -> Result<Vec<Entry>, Error> {
    let account = |entry: &Entry| entry.actor.strip_prefix("u:").and_then(|id| id.parse::<AccountId>().ok());
    let mut ids: Vec<AccountId> = entries.iter().filter_map(account).collect();
    ids.sort_unstable();
    ids.dedup();
    let here = read.register();
    let known = accounts::facts::called(read, system, here, &ids)?;
    for entry in &mut entries {
        if let Some((name, roles)) = account(entry).and_then(|id| known.get(&id)) {
            (entry.actor_name, entry.actor_roles) = (Some(name.clone()), roles.clone());
        }
    }
    Ok(entries)
}

impl Listed for Entry {
    type Place = i64;
    const FIELDS: &'static [&'static str] = &["index"];

    fn place(&self) -> i64 {
        self.index
    }

    fn key(&self, _: &str) -> Option<String> {
        Some(order::number(self.index))
    }
}

/// The entries of these numbers.
///
/// # Errors
/// As [`entries`].
pub fn entries_at(read: &mut Read<'_>, indexes: &[i64]) -> Result<BTreeMap<i64, Entry>, Error> {
    let (epoch, ..) = epoch_and_size(read)?;
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = read.rows(
        read.of(audit_leaf::table).filter(audit_leaf::epoch.eq(epoch)).filter(audit_leaf::idx.eq_any(indexes.to_vec())).select((
            audit_leaf::idx,
            audit_leaf::leaf,
            audit_leaf::leaf_hash,
        )),
    )?;
    rows.iter().map(|(index, leaf, hash)| Ok((*index, entry_of(*index, leaf, hash)?))).collect()
}
