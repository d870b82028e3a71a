//! What entries say, read from the log itself: for whoever tells something that rests on them, and
//! must not tell what a table says instead.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use serde_json::Value;

use super::entry::{self, Leaf, Opening, plain};
use super::ledger::Change;
use super::ledger::change::traits_of;
use super::tree;
use crate::db::Read;
use crate::db::schema::{audit_head, audit_leaf, audit_opening};
use crate::fault::Fault;

/// The changes that these entries of a register's log are, each against its commitments.
///
/// # Errors
/// [`Fault::Corrupt`] for an entry that is missing, changed, or of another kind; what the database
/// says.
pub fn said<C: Change>(read: &mut Read<'_>, entries: &[i64]) -> Result<BTreeMap<i64, C>, Fault> {
    type LeafRow = (i64, Vec<u8>, Vec<u8>, Vec<u8>);
    type OpeningRow = (i64, String, Vec<u8>, Vec<u8>);
    let register = read.register();
    let epoch: Option<i64> = read.first(audit_head::table.filter(audit_head::register_id.eq(register)).select(audit_head::epoch))?;
    let epoch = epoch.unwrap_or_default();
    let leaves: Vec<LeafRow> = read.rows(
        audit_leaf::table
            .filter(audit_leaf::register_id.eq(register))
            .filter(audit_leaf::epoch.eq(epoch))
            .filter(audit_leaf::idx.eq_any(entries.to_vec()))
            .select((audit_leaf::idx, audit_leaf::leaf, audit_leaf::leaf_hash, audit_leaf::plain)),
    )?;
    let rows: Vec<OpeningRow> = read.rows(
        audit_opening::table
            .filter(audit_opening::register_id.eq(register))
            .filter(audit_opening::epoch.eq(epoch))
            .filter(audit_opening::idx.eq_any(entries.to_vec()))
            .select((audit_opening::idx, audit_opening::field, audit_opening::salt, audit_opening::value)),
    )?;
    let mut openings: HashMap<i64, Vec<Opening>> = HashMap::new();
    for (index, field, salt, value) in rows {
        let salt = salt.try_into().map_err(|_| corrupt(index, "a salt has not 32 bytes"))?;
        openings.entry(index).or_default().push(Opening { field, salt, value });
    }
    let there: BTreeSet<i64> = leaves.iter().map(|leaf| leaf.0).collect();
    if let Some(missing) = entries.iter().find(|entry| !there.contains(entry)) {
        return Err(corrupt(*missing, "it is not there"));
    }
    let mut found = BTreeMap::new();
    for (index, bytes, hash, plain) in leaves {
        if tree::leaf_hash(&bytes).as_slice() != hash {
            return Err(corrupt(index, "its bytes are not those of its hash"));
        }
        let leaf = Leaf::parse(&bytes).map_err(|error| corrupt(index, &error.to_string()))?;
        if leaf.kind != C::KIND {
            return Err(corrupt(index, &format!("it is a {}, where a {} is told of", leaf.kind, C::KIND)));
        }
        let mut opened = openings.remove(&index).unwrap_or_default();
        opened.extend(plain::read(&plain, None).map_err(|error| corrupt(index, &error.to_string()))?);
        for opening in &opened {
            let committed = leaf.fields.get(&opening.field);
            let is_so = entry::commitment(&opening.salt, &leaf.log, leaf.index, &opening.field, &opening.value).ok();
            if committed.is_none() || is_so.as_ref() != committed {
                return Err(corrupt(index, &format!("the value of '{}' is not the one that was committed to", opening.field)));
            }
        }
        if let Some(field) = leaf.fields.keys().find(|field| !opened.iter().any(|opening| opening.field == **field)) {
            return Err(corrupt(index, &format!("the value of '{field}' is gone, and no entry says that it was erased")));
        }
        let fields = entry::fields(&leaf, &opened, &traits_of::<C>()).map_err(|error| corrupt(index, &error.to_string()))?;
        let change = serde_json::from_value(Value::Object(fields)).map_err(|error| corrupt(index, &error.to_string()))?;
        found.insert(index, change);
    }
    Ok(found)
}

fn corrupt(index: i64, what: &str) -> Fault {
    Fault::Corrupt { table: "audit_leaf", key: index.to_string(), what: what.to_owned() }
}
