//! What is known of the logs from outside their database: the keys they are written with, and the
//! newest entry of each that this program has seen. A database that does not agree with it was put
//! back from an older copy, belongs to other keys, or is another altogether: none of these may be
//! gone on with in silence.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::entry;
use super::ledger::MacKey;
use super::tree::Hash;
use crate::db::schema::{audit_head, audit_key, audit_leaf, register};
use crate::db::{Conn, Database};
use crate::fault::Fault;
use crate::ids::RegisterId;
use crate::moment::Instant;

/// What a key is for; each is a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    Entry,
    Token,
    Door,
}

impl Purpose {
    pub const ALL: [Self; 3] = [Self::Entry, Self::Token, Self::Door];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Token => "token",
            Self::Door => "door",
        }
    }
}

/// The name of a key: 16 hexadecimal digits, from which nothing of the key can be told.
#[must_use]
pub fn key_id(purpose: Purpose, key: &[u8]) -> String {
    let mut digest = Sha256::new();
    for part in [b"quorate key id".as_slice(), purpose.as_str().as_bytes(), key] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The names of the keys a deployment is written with, as they stand beside the heads; none where
/// the database was last opened before there were any.
///
/// # Errors
/// What the database says.
pub fn key_ids(database: &Database) -> Result<BTreeMap<String, String>, Fault> {
    let mut conn = database.looker()?;
    if !conn.tables()?.iter().any(|table| table.name == "audit_key") {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, String)> = audit_key::table.select((audit_key::purpose, audit_key::key_id)).load(&mut conn)?;
    Ok(rows.into_iter().collect())
}

/// Whether all these names are there.
pub(super) fn has_key_ids(conn: &mut Conn, system: RegisterId, ids: &[(Purpose, String)]) -> Result<bool, Fault> {
    let there: Vec<String> = audit_key::table.filter(audit_key::register_id.eq(system)).select(audit_key::purpose).load(conn)?;
    Ok(ids.iter().all(|(purpose, _)| there.iter().any(|known| known == purpose.as_str())))
}

/// Writes the names that are not there yet.
pub(super) fn keep_key_ids(conn: &mut Conn, system: RegisterId, ids: &[(Purpose, String)]) -> Result<(), Fault> {
    let there: Vec<String> = audit_key::table.filter(audit_key::register_id.eq(system)).select(audit_key::purpose).load(conn)?;
    for (purpose, id) in ids.iter().filter(|(purpose, _)| !there.iter().any(|known| known == purpose.as_str())) {
        diesel::insert_into(audit_key::table)
            .values((audit_key::register_id.eq(system), audit_key::purpose.eq(purpose.as_str()), audit_key::key_id.eq(id)))
            .execute(conn)?;
    }
    Ok(())
}

fn bare<S: Serializer>(hash: &Hash, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&BASE64.encode(hash))
}

fn read<'de, D: Deserializer<'de>>(d: D) -> Result<Hash, D::Error> {
    let text = String::deserialize(d)?;
    let bytes = BASE64.decode(text).map_err(serde::de::Error::custom)?;
    bytes.try_into().map_err(|_| serde::de::Error::custom("a hash has 32 bytes"))
}

/// The newest entry of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newest {
    pub register: RegisterId,
    /// `<host>/<slug>/<epoch>`.
    pub origin: String,
    pub epoch: i64,
    /// How many entries the log has.
    pub size: i64,
    #[serde(serialize_with = "bare", deserialize_with = "read")]
    pub hash: Hash,
    pub at: Instant,
}

impl Newest {
    /// The short name of the register, of its origin.
    #[must_use]
    pub fn slug(&self) -> &str {
        self.origin.split('/').nth(1).unwrap_or(&self.origin)
    }
}

/// The newest entry of each log that has one.
///
/// # Errors
/// What the database says.
pub fn newest(database: &Database) -> Result<Vec<Newest>, Fault> {
    let mut conn = database.looker()?;
    let rows: Vec<(RegisterId, String, i64, i64, Vec<u8>, Instant)> = audit_head::table
        .inner_join(register::table.on(register::id.eq(audit_head::register_id)))
        .filter(audit_head::size.gt(0))
        .select((
            audit_head::register_id,
            register::origin,
            audit_head::epoch,
            audit_head::size,
            audit_head::last_leaf_hash,
            audit_head::last_at,
        ))
        .load(&mut conn)?;
    rows.into_iter()
        .map(|(register, origin, epoch, size, hash, at)| {
            let hash = hash.try_into().map_err(|_| Fault::Corrupt {
                table: "audit_head",
                key: register.to_string(),
                what: "last_leaf_hash is not 32 bytes".to_owned(),
            })?;
            Ok(Newest { register, origin, epoch, size, hash, at })
        })
        .collect()
}

/// How a database disagrees with what is known of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// There is no such register in it.
    Missing,
    /// Its log is shorter.
    Older,
    /// Its log has another entry where the newest one known stood.
    Other,
    /// Its newest entries were not written with the key at hand, and its first was.
    Foreign,
}

impl Cause {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Older => "older",
            Self::Other => "other",
            Self::Foreign => "foreign",
        }
    }
}

/// One log that is not as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    pub cause: Cause,
    /// The newest entry that is known; of foreign ones, that which the database has.
    pub known: Newest,
    /// The number of the first entry that is not there, or is not ours; none where it cannot be told.
    pub from: Option<i64>,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cause, known, from } = self;
        let slug = known.slug();
        match (cause, from) {
            (Cause::Missing, _) => write!(f, "the register '{slug}', of {} entries, is not in it", known.size),
            (Cause::Older, Some(from)) => write!(
                f,
                "the register '{slug}' has {from} entries and had {}: the last {} are missing, the newest of {}",
                known.size,
                known.size - from,
                known.at
            ),
            (Cause::Foreign, Some(from)) => {
                write!(f, "the register '{slug}': its entries from number {from} on were not written with the key at hand")
            }
            _ => write!(f, "the register '{slug}': its entry {} is another than the one that was there", known.size - 1),
        }
    }
}

type Kept = (Vec<u8>, Vec<u8>, Vec<u8>);

/// An entry as it stands: its bytes, hash and code.
fn entry_at(conn: &mut Conn, register: RegisterId, epoch: i64, index: i64) -> Result<Option<Kept>, Fault> {
    Ok(audit_leaf::table
        .filter(audit_leaf::register_id.eq(register))
        .filter(audit_leaf::epoch.eq(epoch))
        .filter(audit_leaf::idx.eq(index))
        .select((audit_leaf::leaf, audit_leaf::leaf_hash, audit_leaf::mac))
        .first(conn)
        .optional()?)
}

/// Whether an entry bears the code of a key.
pub(super) fn bears(conn: &mut Conn, key: &MacKey, register: RegisterId, epoch: i64, index: i64) -> Result<bool, Fault> {
    let kept = entry_at(conn, register, epoch, index)?;
    Ok(kept.is_some_and(|(leaf, _, mac)| entry::authenticate(key.bytes(), &leaf).as_slice() == mac))
}

/// When an entry says that it was written.
pub(super) fn written_at(conn: &mut Conn, register: RegisterId, epoch: i64, index: i64) -> Result<Option<Instant>, Fault> {
    let kept = entry_at(conn, register, epoch, index)?;
    Ok(kept.and_then(|(leaf, ..)| entry::Leaf::parse(&leaf).ok()).map(|leaf| leaf.at))
}

/// How the logs of a database agree with what was seen of them.
///
/// # Errors
/// What the database says.
pub fn compared(database: &Database, seen: &[Newest]) -> Result<Vec<Lost>, Fault> {
    let there = newest(database)?;
    let mut conn = database.looker()?;
    let mut lost = Vec::new();
    for known in seen {
        let found = there.iter().find(|found| found.register == known.register).filter(|found| found.epoch >= known.epoch);
        let lack = match found {
            None => Some((Cause::Missing, Some(0))),
            Some(found) if found.epoch > known.epoch => None,
            Some(found) if found.size < known.size => Some((Cause::Older, Some(found.size))),
            Some(_) => {
                let kept = entry_at(&mut conn, known.register, known.epoch, known.size - 1)?;
                let same = kept.is_some_and(|(_, hash, _)| hash == known.hash);
                (!same).then_some((Cause::Other, None))
            }
        };
        lost.extend(lack.map(|(cause, from)| Lost { cause, known: known.clone(), from }));
    }
    Ok(lost)
}

/// Whether a key is that of the logs of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// The first and the newest entry of each log bear its code.
    Fits,
    /// The first entry of none does, of this register neither: the key is another's.
    Another(String),
    /// The first entry of this register does not, and those of others do: it was made another.
    Forged(String),
    /// All first entries do, and these logs end in entries that do not.
    Foreign(Vec<Lost>),
}

/// Looks at the first and the newest entry of each log.
///
/// # Errors
/// What the database says.
pub fn fit(database: &Database, key: &MacKey) -> Result<Fit, Fault> {
    let mut conn = database.looker()?;
    let (mut foreign, mut fits, mut first) = (Vec::new(), false, None);
    for known in newest(database)? {
        let (register, epoch) = (known.register, known.epoch);
        if !bears(&mut conn, key, register, epoch, 0)? {
            first.get_or_insert_with(|| known.slug().to_owned());
            continue;
        }
        fits = true;
        let mut from = known.size;
        while from > 0 && !bears(&mut conn, key, register, epoch, from - 1)? {
            from -= 1;
        }
        if from < known.size {
            foreign.push(Lost { cause: Cause::Foreign, from: Some(from), known });
        }
    }
    Ok(match first {
        Some(slug) if fits => Fit::Forged(slug),
        Some(slug) => Fit::Another(slug),
        None if foreign.is_empty() => Fit::Fits,
        None => Fit::Foreign(foreign),
    })
}
