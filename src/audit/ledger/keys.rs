//! Idempotency: the answer given under a key is kept beside the entry, in its transaction, and
//! given again to whoever comes with the same key and the same request.

use diesel::prelude::*;

use crate::actor::{Actor, IdempotencyKey};
use crate::db::schema::idempotency;
use crate::db::{Conn, Faults};
use crate::fault::{Error, Fault, Receipt, StoredAnswer};
use crate::moment::Instant;

type Row = (String, i32, String, String, i64, String, Instant);

/// Nothing, where the key is new.
///
/// # Errors
/// [`Error::Replay`] with the answer of the first time; [`Error::KeyReused`] where that was
/// another request.
pub(super) fn look_up(conn: &mut Conn, faults: &Faults, actor: &Actor, key: &IdempotencyKey) -> Result<(), Error> {
    faults.pass("look up the key")?;
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
    if request_hash != key.request_hash {
        return Err(Error::KeyReused);
    }
    let corrupt = |what: String| Fault::Corrupt { table: "idempotency", key: key.key.clone(), what };
    let status = u16::try_from(status).map_err(|error| corrupt(error.to_string()))?;
    let body = serde_json::from_str(&body).map_err(|error| corrupt(error.to_string()))?;
    Err(Error::Replay(Box::new(StoredAnswer { status, body, receipt: Receipt { origin, index, leaf_hash, at } })))
}

pub(super) fn keep(conn: &mut Conn, faults: &Faults, actor: &Actor, key: &IdempotencyKey, answer: &StoredAnswer) -> Result<(), Fault> {
    faults.pass("keep the answer")?;
    let row = diesel::insert_into(idempotency::table).values((
        idempotency::register_id.eq(actor.register),
        idempotency::actor.eq(actor.name()),
        idempotency::key.eq(&key.key),
        idempotency::request_hash.eq(&key.request_hash),
        idempotency::status.eq(i32::from(answer.status)),
        idempotency::body.eq(answer.body.to_string()),
        idempotency::origin.eq(&answer.receipt.origin),
        idempotency::idx.eq(answer.receipt.index),
        idempotency::leaf_hash.eq(&answer.receipt.leaf_hash),
        idempotency::at.eq(answer.receipt.at),
    ));
    conn.execute(&row)?;
    Ok(())
}
