//! Idempotency: the answer given under a key is kept beside the entry, in its transaction, and
//! given again to whoever comes with the same key and the same request. Its tag stands in the
//! entry, so that a row that was made another is found out before it is given to anybody.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use diesel::prelude::*;
use serde_json::Value;

use super::pending::PendingEntries;
use super::writer::WriterContext;
use crate::actor::{Actor, IdempotencyKey};
use crate::audit::entry::{self, Leaf};
use crate::audit::tree::Hash;
use crate::audit::upkeep::KEPT_HOURS;
use crate::db::schema::{audit_leaf, idempotency};
use crate::db::{Conn, Faults};
use crate::fault::{Error, Fault, Receipt, StoredAnswer};
use crate::ids::RegisterId;
use crate::moment::Instant;

/// An answer as it is kept.
pub(in crate::audit) struct Kept {
    pub actor: String,
    pub key: String,
    pub request_hash: String,
    pub status: i32,
    pub body: String,
}

impl Kept {
    pub(super) fn of(key: &IdempotencyKey, actor: &str, status: u16, body: &Value) -> Self {
        let (key, request_hash) = (key.key.clone(), key.request_hash.clone());
        Self { actor: actor.to_owned(), key, request_hash, status: i32::from(status), body: body.to_string() }
    }

    /// What the entry at this place says of it.
    pub(in crate::audit) fn tag(&self, mac_key: &[u8; 32], log: &str, index: u64) -> Hash {
        let status = self.status.to_string();
        entry::answer_tag(mac_key, log, index, &[&self.actor, &self.key, &self.request_hash, &status, &self.body])
    }
}

type Row = (String, i32, String, String, i64, String, Instant);

/// Nothing, where the key is new.
///
/// # Errors
/// [`Error::Replay`] with the answer of the first time; [`Error::KeyReused`] where that was
/// another request; a fault where the answer is not the one that was given.
pub(super) fn look_up(
    conn: &mut Conn,
    desk: &WriterContext,
    pending: &PendingEntries,
    actor: &Actor,
    key: &IdempotencyKey,
) -> Result<(), Error> {
    desk.faults.pass("look up the key")?;
    let query = idempotency::table
        .filter(idempotency::register_id.eq(actor.register))
        .filter(idempotency::actor.eq(actor.name()))
        .filter(idempotency::key.eq(&key.key))
        .select((
            idempotency::request_hash,
            idempotency::status,
            idempotency::body,
            idempotency::origin,
            idempotency::idx,
            idempotency::leaf_hash,
            idempotency::at,
        ))
        .limit(1);
    let row: Option<Row> = conn.load(query, 1).map_err(Fault::from)?.pop();
    let Some((request_hash, status, body, origin, index, leaf_hash, at)) = row else { return Ok(()) };
    let kept = Kept { actor: actor.name(), key: key.key.clone(), request_hash, status, body };
    let receipt = Receipt { origin, index, leaf_hash, at };
    let corrupt = |what: String| Fault::Corrupt { table: "idempotency", key: key.key.clone(), what };
    if !is_as_given(conn, desk, pending, actor.register, &kept, &receipt)? {
        return Err(corrupt("it is not the answer that was given under this key".to_owned()).into());
    }
    if kept.request_hash != key.request_hash {
        return Err(Error::KeyReused);
    }
    let status = u16::try_from(kept.status).map_err(|error| corrupt(error.to_string()))?;
    let body = serde_json::from_str(&kept.body).map_err(|error| corrupt(error.to_string()))?;
    Err(Error::Replay(Box::new(StoredAnswer { status, body, receipt })))
}

/// Whether the entry says so. One of a program that did not say it yet is believed for as long as
/// such an answer is kept, and no longer.
fn is_as_given(
    conn: &mut Conn,
    desk: &WriterContext,
    pending: &PendingEntries,
    register: RegisterId,
    kept: &Kept,
    receipt: &Receipt,
) -> Result<bool, Error> {
    desk.faults.pass("look up its entry")?;
    let epoch = receipt.origin.rsplit('/').next().and_then(|epoch| epoch.parse::<i64>().ok());
    let (Ok(hash), Some(epoch)) = (BASE64.decode(&receipt.leaf_hash), epoch) else { return Ok(false) };
    let query = audit_leaf::table
        .filter(audit_leaf::register_id.eq(register))
        .filter(audit_leaf::epoch.eq(epoch))
        .filter(audit_leaf::idx.eq(receipt.index))
        .filter(audit_leaf::leaf_hash.eq(hash))
        .select(audit_leaf::leaf)
        .limit(1);
    // Of the same transaction it is not in the table yet.
    let leaf: Option<Vec<u8>> = match pending.leaf(register, receipt.index) {
        Some(leaf) => Some(leaf.to_vec()),
        None => conn.load(query, 1).map_err(Fault::from)?.pop(),
    };
    let Some(leaf) = leaf.and_then(|bytes| Leaf::parse(&bytes).ok()) else { return Ok(false) };
    if leaf.log != receipt.origin || leaf.at != receipt.at || leaf.actor != kept.actor {
        return Ok(false);
    }
    Ok(match leaf.edition {
        Some(_) => leaf.answer == Some(kept.tag(desk.key.bytes(), &leaf.log, leaf.index)),
        None => leaf.at.plus_seconds((KEPT_HOURS + 1) * 60 * 60) > desk.time.now(conn)?,
    })
}

pub(super) fn keep(conn: &mut Conn, faults: &Faults, register: RegisterId, kept: &Kept, receipt: &Receipt) -> Result<(), Fault> {
    faults.pass("keep the answer")?;
    let row = diesel::insert_into(idempotency::table).values((
        idempotency::register_id.eq(register),
        idempotency::actor.eq(&kept.actor),
        idempotency::key.eq(&kept.key),
        idempotency::request_hash.eq(&kept.request_hash),
        idempotency::status.eq(kept.status),
        idempotency::body.eq(&kept.body),
        idempotency::origin.eq(&receipt.origin),
        idempotency::idx.eq(receipt.index),
        idempotency::leaf_hash.eq(&receipt.leaf_hash),
        idempotency::at.eq(receipt.at),
    ));
    conn.execute(&row)?;
    Ok(())
}
