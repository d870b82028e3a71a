//! One entry of the log, to the byte. The *leaf* is what is hashed and kept for ever: who, when,
//! about what, and a commitment to each field of the change. The *openings* hold the fields
//! themselves, each with the salt of its commitment; those of personal fields can be erased and
//! the leaf stays provable.

pub mod plain;

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value};
use sha2::Sha256;

use super::canonical::{self, NotCanonical};
use super::tree::{self, Hash};
use crate::moment::Instant;

/// The versions of the leaf's form: of the first, which says nothing of the rules it was made
/// under, and of those that say it.
pub const VERSIONS: [u64; 2] = [1, 2];

/// A leaf is kept in one piece and sent in a frame with a 16-bit length.
pub const LONGEST: usize = 65_535;

/// What a change declares of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    pub kind: &'static str,
    /// Names of fields, or `lines/name` for the field `name` of the parts in `lines`.
    pub personal: &'static [&'static str],
    pub secret: &'static [&'static str],
    /// The field whose elements are the parts of a compound change.
    pub parts: Option<&'static str>,
}

/// Whether an opening may ever be erased, and whether it may ever be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Plain,
    Personal,
    Secret,
}

impl Class {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Personal => "personal",
            Self::Secret => "secret",
        }
    }
}

impl Traits {
    /// The class of an opening by its name in the log: `choice`, or `parts/17/name`.
    #[must_use]
    pub fn class(&self, opening: &str) -> Class {
        let part = opening.strip_prefix("parts/").and_then(|rest| rest.split_once('/')).map(|(_, field)| field);
        let named = |list: &[&str]| match (part, self.parts) {
            (Some(field), Some(parts)) => {
                list.iter().any(|name| *name == parts || name.strip_prefix(parts).and_then(|rest| rest.strip_prefix('/')) == Some(field))
            }
            _ => list.contains(&opening),
        };
        if named(self.secret) {
            Class::Secret
        } else if named(self.personal) {
            Class::Personal
        } else {
            Class::Plain
        }
    }
}

/// The value behind one commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The field's name, or `parts/17/name`.
    pub field: String,
    pub salt: [u8; 32],
    /// Canonical JSON.
    pub value: Vec<u8>,
}

/// How many parts, and the root over their commitments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    pub count: u64,
    pub root: Hash,
}

/// What is hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    pub kind: String,
    /// The log's origin: `<host>/<register>/<epoch>`.
    pub log: String,
    pub index: u64,
    pub at: Instant,
    /// The hash of the leaf before; of the first, 32 zero bytes.
    pub prev: Hash,
    pub actor: String,
    pub via: String,
    pub subjects: Vec<String>,
    /// The id of the request.
    pub request: String,
    /// The edition of the rules it was made under; none in a leaf of version 1.
    pub edition: Option<u64>,
    /// The tag of the answer that is kept for a retry ([`answer_tag`]), where one is.
    pub answer: Option<Hash>,
    /// Keeps even a leaf without fields from being guessed from its hash.
    pub nonce: [u8; 16],
    pub fields: BTreeMap<String, Hash>,
    pub parts: Option<Parts>,
}

/// Bytes that are no leaf.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotALeaf {
    #[error(transparent)]
    NotCanonical(#[from] NotCanonical),
    #[error("version {0} is not known to this program")]
    UnknownVersion(String),
    #[error("'{0}' is missing or is not what it should be")]
    Field(String),
    #[error("{0} bytes is more than a leaf can be")]
    TooLong(usize),
    #[error("no random bytes: {0}")]
    NotRandom(String),
}

/// Standard base64, as the log writes hashes and commitments.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// The same as a JSON string, in which nothing of it needs escaping.
fn base64_string(out: &mut Vec<u8>, hash: &Hash) -> Result<(), NotALeaf> {
    // 32 bytes are 44 letters.
    let mut text = [0; 44];
    BASE64.encode_slice(hash, &mut text).map_err(|error| NotALeaf::Field(error.to_string()))?;
    out.push(b'"');
    out.extend_from_slice(&text);
    out.push(b'"');
    Ok(())
}

fn from_base64<const N: usize>(value: Option<&Value>, name: &str) -> Result<[u8; N], NotALeaf> {
    value
        .and_then(Value::as_str)
        .and_then(|text| BASE64.decode(text).ok())
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| NotALeaf::Field(name.to_owned()))
}

/// Names the log may use: ASCII, so that every reader sorts them alike.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

impl Leaf {
    /// The exact bytes.
    ///
    /// # Errors
    /// A text with U+0000, a name that is not ASCII, or more than [`LONGEST`] bytes.
    pub fn encode(&self) -> Result<Vec<u8>, NotALeaf> {
        let mut out = Vec::with_capacity(512);
        let text = |out: &mut Vec<u8>, name: &str, value: &str| -> Result<(), NotCanonical> {
            out.push(if out.is_empty() { b'{' } else { b',' });
            canonical::string(out, name)?;
            out.push(b':');
            canonical::string(out, value)
        };
        // In the order of the names, which is the canonical order.
        text(&mut out, "actor", &self.actor)?;
        if let Some(answer) = &self.answer {
            text(&mut out, "ans", &base64(answer))?;
        }
        text(&mut out, "at", &self.at.to_string())?;
        if let Some(edition) = self.edition {
            out.extend_from_slice(format!(",\"ed\":{edition}").as_bytes());
        }
        out.extend_from_slice(b",\"f\":");
        commitments_to(&mut out, &self.fields)?;
        text(&mut out, "idx", &self.index.to_string())?;
        text(&mut out, "kind", &self.kind)?;
        text(&mut out, "log", &self.log)?;
        text(&mut out, "nonce", &base64(&self.nonce))?;
        if let Some(parts) = &self.parts {
            out.extend_from_slice(format!(",\"parts\":{{\"n\":{},\"root\":\"{}\"}}", parts.count, base64(&parts.root)).as_bytes());
        }
        text(&mut out, "prev", &base64(&self.prev))?;
        text(&mut out, "req", &self.request)?;
        out.extend_from_slice(b",\"subj\":[");
        for (n, subject) in self.subjects.iter().enumerate() {
            if n > 0 {
                out.push(b',');
            }
            canonical::string(&mut out, subject)?;
        }
        let [first, second] = VERSIONS;
        let version = if self.edition.is_some() { second } else { first };
        out.extend_from_slice(format!("],\"v\":{version}").as_bytes());
        text(&mut out, "via", &self.via)?;
        out.push(b'}');
        if out.len() > LONGEST { Err(NotALeaf::TooLong(out.len())) } else { Ok(out) }
    }

    /// Reads a leaf strictly: what it says, written again, must be the same bytes.
    ///
    /// # Errors
    /// Any other bytes. A version this program does not know is told apart from a broken leaf.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotALeaf> {
        if bytes.len() > LONGEST {
            return Err(NotALeaf::TooLong(bytes.len()));
        }
        let value = canonical::parse(bytes)?;
        let object = value.as_object().ok_or_else(|| NotALeaf::Field("the object".to_owned()))?;
        let version = object.get("v").ok_or_else(|| NotALeaf::Field("v".to_owned()))?;
        if version.as_u64().is_none_or(|version| !VERSIONS.contains(&version)) {
            return Err(NotALeaf::UnknownVersion(version.to_string()));
        }
        let text = |name: &str| -> Result<String, NotALeaf> {
            object.get(name).and_then(Value::as_str).map(ToOwned::to_owned).ok_or_else(|| NotALeaf::Field(name.to_owned()))
        };
        let subjects = object.get("subj").and_then(Value::as_array).ok_or_else(|| NotALeaf::Field("subj".to_owned()))?;
        let leaf = Self {
            kind: text("kind")?,
            log: text("log")?,
            index: text("idx")?.parse().map_err(|_| NotALeaf::Field("idx".to_owned()))?,
            at: text("at")?.parse().map_err(|_| NotALeaf::Field("at".to_owned()))?,
            prev: from_base64(object.get("prev"), "prev")?,
            actor: text("actor")?,
            via: text("via")?,
            subjects: subjects
                .iter()
                .map(|subject| subject.as_str().map(ToOwned::to_owned).ok_or_else(|| NotALeaf::Field("subj".to_owned())))
                .collect::<Result<_, _>>()?,
            request: text("req")?,
            edition: object.get("ed").map(|value| value.as_u64().ok_or_else(|| NotALeaf::Field("ed".to_owned()))).transpose()?,
            answer: object.get("ans").map(|value| from_base64(Some(value), "ans")).transpose()?,
            nonce: from_base64(object.get("nonce"), "nonce")?,
            fields: commitments_in(object.get("f").and_then(Value::as_object).ok_or_else(|| NotALeaf::Field("f".to_owned()))?)?,
            parts: object.get("parts").map(parts_in).transpose()?,
        };
        if leaf.edition.is_none() && leaf.answer.is_some() {
            return Err(NotALeaf::Field("ans".to_owned()));
        }
        // Anything not read above, or read more loosely than it is written, shows here.
        if leaf.encode()? == bytes { Ok(leaf) } else { Err(NotALeaf::NotCanonical(NotCanonical::OtherSpelling)) }
    }
}

fn parts_in(value: &Value) -> Result<Parts, NotALeaf> {
    let count = value.get("n").and_then(Value::as_u64).ok_or_else(|| NotALeaf::Field("parts".to_owned()))?;
    Ok(Parts { count, root: from_base64(value.get("root"), "parts")? })
}

fn commitments_in(object: &Map<String, Value>) -> Result<BTreeMap<String, Hash>, NotALeaf> {
    object.iter().map(|(name, value)| Ok((name.clone(), from_base64(Some(value), name)?))).collect()
}

fn commitments_to(out: &mut Vec<u8>, fields: &BTreeMap<String, Hash>) -> Result<(), NotALeaf> {
    out.push(b'{');
    for (n, (name, commitment)) in fields.iter().enumerate() {
        if !is_name(name) {
            return Err(NotALeaf::Field(name.clone()));
        }
        if n > 0 {
            out.push(b',');
        }
        canonical::string(out, name)?;
        out.push(b':');
        base64_string(out, commitment)?;
    }
    out.push(b'}');
    Ok(())
}

/// Reads the commitments of one part, strictly.
///
/// # Errors
/// Bytes that are not the canonical object of commitments.
pub fn parse_part(bytes: &[u8]) -> Result<BTreeMap<String, Hash>, NotALeaf> {
    let value = canonical::parse(bytes)?;
    let fields = commitments_in(value.as_object().ok_or_else(|| NotALeaf::Field("part".to_owned()))?)?;
    let mut again = Vec::with_capacity(bytes.len());
    commitments_to(&mut again, &fields)?;
    if again == bytes { Ok(fields) } else { Err(NotALeaf::NotCanonical(NotCanonical::OtherSpelling)) }
}

fn hmac(key: &[u8; 32], message: &[u8]) -> Hash {
    // A key shorter than a block is filled up with zeros: the definition of HMAC.
    let mut block = hmac::digest::common::Key::<Hmac<Sha256>>::default();
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Hmac::<Sha256>::new(&block);
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// The commitment to a field: HMAC-SHA-256 under its salt over
/// `["quorate.field.v1",log,idx,field,value]`, so that an opening fits one place of one log only.
/// `value` is canonical JSON.
///
/// # Errors
/// A name with U+0000.
pub fn commitment(salt: &[u8; 32], log: &str, index: u64, field: &str, value: &[u8]) -> Result<Hash, NotCanonical> {
    Place::of(log, index)?.commitment(salt, field, value)
}

/// One place of one log, to whose fields is committed.
struct Place {
    message: Vec<u8>,
    /// How much of the message is the same for every field.
    same: usize,
}

impl Place {
    fn of(log: &str, index: u64) -> Result<Self, NotCanonical> {
        let mut message = Vec::with_capacity(256);
        message.extend_from_slice(b"[\"quorate.field.v1\",");
        canonical::string(&mut message, log)?;
        message.push(b',');
        canonical::string(&mut message, &index.to_string())?;
        message.push(b',');
        Ok(Self { same: message.len(), message })
    }

    fn commitment(&mut self, salt: &[u8; 32], field: &str, value: &[u8]) -> Result<Hash, NotCanonical> {
        self.message.truncate(self.same);
        canonical::string(&mut self.message, field)?;
        self.message.push(b',');
        self.message.extend_from_slice(value);
        self.message.push(b']');
        Ok(hmac(salt, &self.message))
    }
}

/// The authentication code of a leaf, under a key that is not in the database.
#[must_use]
pub fn authenticate(key: &[u8; 32], leaf: &[u8]) -> Hash {
    hmac(key, leaf)
}

/// The tag, under the key of the authentication codes, of the answer that is kept for a retry: of
/// one place of one log, and of each of its parts as text. It stands in the leaf, so that a kept
/// answer cannot be made another.
#[must_use]
pub fn answer_tag(key: &[u8; 32], log: &str, index: u64, parts: &[&str]) -> Hash {
    let index = index.to_string();
    let mut message = Vec::with_capacity(512);
    for part in ["quorate.answer.v1", log, &index].iter().chain(parts) {
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    hmac(key, &message)
}

/// An entry ready to be kept.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub leaf: Vec<u8>,
    pub hash: Hash,
    pub mac: Hash,
    pub openings: Vec<(Opening, Class)>,
    /// Of each part, the canonical object of its commitments: a leaf of the tree under
    /// `parts.root`.
    pub parts: Vec<Vec<u8>>,
}

/// What the ledger says of an entry; the rest follows from the change.
#[derive(Debug, Clone)]
pub struct Heading<'a> {
    pub log: &'a str,
    pub index: u64,
    pub at: Instant,
    pub prev: Hash,
    pub actor: &'a str,
    pub via: &'a str,
    pub subjects: Vec<String>,
    pub request: String,
    pub edition: Option<u64>,
    pub answer: Option<Hash>,
}

/// Seals a change: commits to each of its fields under a fresh salt, builds the leaf, hashes and
/// authenticates it. `random` fills a buffer with fresh random bytes.
///
/// # Errors
/// A field the log cannot hold (a fraction, a name that is not lower-case ASCII), parts that are
/// not objects, or a leaf that grew too long.
pub fn seal(
    heading: Heading<'_>,
    traits: &Traits,
    fields: &Map<String, Value>,
    key: &[u8; 32],
    mut random: impl FnMut(&mut [u8]) -> Result<(), NotALeaf>,
) -> Result<Sealed, NotALeaf> {
    let (log, index) = (heading.log, heading.index);
    let mut openings = Vec::with_capacity(fields.len());
    let mut place = Place::of(log, index)?;
    let mut commit = |field: String, value: &Value| -> Result<Hash, NotALeaf> {
        let mut salt = [0; 32];
        random(&mut salt)?;
        let value = canonical::encode(value)?;
        let commitment = place.commitment(&salt, &field, &value)?;
        let class = traits.class(&field);
        openings.push((Opening { field, salt, value }, class));
        Ok(commitment)
    };
    let mut committed = BTreeMap::new();
    let mut parts = Vec::new();
    for (name, value) in fields {
        if traits.parts == Some(name.as_str()) {
            let items = value.as_array().ok_or_else(|| NotALeaf::Field(name.clone()))?;
            for (n, item) in items.iter().enumerate() {
                let item = item.as_object().ok_or_else(|| NotALeaf::Field(format!("{name}/{n}")))?;
                let of_part = item
                    .iter()
                    .map(|(field, value)| Ok((field.clone(), commit(format!("parts/{n}/{field}"), value)?)))
                    .collect::<Result<BTreeMap<_, _>, NotALeaf>>()?;
                let mut bytes = Vec::with_capacity(of_part.len() * 64);
                commitments_to(&mut bytes, &of_part)?;
                parts.push(bytes);
            }
        } else {
            committed.insert(name.clone(), commit(name.clone(), value)?);
        }
    }
    let parts_root = |parts: &[Vec<u8>]| tree::root(&parts.iter().map(|part| tree::leaf_hash(part)).collect::<Vec<_>>());
    let mut nonce = [0; 16];
    random(&mut nonce)?;
    let leaf = Leaf {
        kind: traits.kind.to_owned(),
        log: log.to_owned(),
        index,
        at: heading.at,
        prev: heading.prev,
        actor: heading.actor.to_owned(),
        via: heading.via.to_owned(),
        subjects: heading.subjects,
        request: heading.request,
        edition: heading.edition,
        answer: heading.answer,
        nonce,
        fields: committed,
        parts: traits.parts.map(|_| Parts { count: parts.len() as u64, root: parts_root(&parts) }),
    }
    .encode()?;
    Ok(Sealed { hash: tree::leaf_hash(&leaf), mac: authenticate(key, &leaf), leaf, openings, parts })
}

/// The fields of a change, put together again from its openings; those erased are left out.
///
/// # Errors
/// An opening whose value is not canonical JSON, or whose name is no place in the entry.
pub fn fields(leaf: &Leaf, openings: &[Opening], traits: &Traits) -> Result<Map<String, Value>, NotALeaf> {
    let mut fields = Map::new();
    let count = leaf.parts.map_or(0, |parts| parts.count);
    let mut parts: Vec<Map<String, Value>> = Vec::new();
    for _ in 0..count {
        parts.push(Map::new());
    }
    for opening in openings {
        let value = canonical::parse(&opening.value)?;
        match opening.field.strip_prefix("parts/").and_then(|rest| rest.split_once('/')) {
            None => {
                fields.insert(opening.field.clone(), value);
            }
            Some((n, field)) => {
                let part = n.parse().ok().and_then(|n: usize| parts.get_mut(n)).ok_or_else(|| NotALeaf::Field(opening.field.clone()))?;
                part.insert(field.to_owned(), value);
            }
        }
    }
    if let (Some(name), Some(_)) = (traits.parts, leaf.parts) {
        fields.insert(name.to_owned(), Value::Array(parts.into_iter().map(Value::Object).collect()));
    }
    Ok(fields)
}

#[cfg(test)]
#[path = "entry/tests.rs"]
mod tests;
