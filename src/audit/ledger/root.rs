//! The root of a register's log: its right edge is kept, so that only what was added is read.

use diesel::prelude::*;

use super::{Ledger, corrupt, lock};
use crate::audit::tree::{Frontier, Hash};
use crate::db::Read;
use crate::db::schema::{audit_head, audit_leaf};
use crate::fault::{Error, Fault};
use crate::ids::RegisterId;

impl Ledger {
    /// The size of a register's log and the root of its tree at that size. Reads only what was
    /// added since it was last asked.
    ///
    /// # Errors
    /// No such register; a stored hash that is not one.
    pub fn root(&self, register: RegisterId) -> Result<(u64, Hash), Error> {
        self.reader().snapshot(register, |read| self.root_in(read))
    }

    /// As [`Ledger::root`], awaited.
    ///
    /// # Errors
    /// As [`Ledger::root`].
    pub async fn root_async(&self, register: RegisterId) -> Result<(u64, Hash), Error> {
        let ledger = self.clone();
        self.reader().snapshot_async(register, move |read| ledger.root_in(read)).await
    }

    fn root_in(&self, read: &mut Read<'_>) -> Result<(u64, Hash), Error> {
        let register = read.register();
        let head = audit_head::table.filter(audit_head::register_id.eq(register)).select((audit_head::epoch, audit_head::size));
        let (epoch, size) = read.first::<(i64, i64), _>(head)?.ok_or(Error::NotFound("register"))?;
        let size = u64::try_from(size).map_err(|error| Fault::Other(error.to_string()))?;
        let mut edge = lock(&self.inner.edges).get(&(register, epoch)).cloned().unwrap_or_default();
        if edge.size() > size {
            // Looked at by someone who saw more; this snapshot is older.
            edge = Frontier::default();
        }
        while edge.size() < size {
            let from = i64::try_from(edge.size()).map_err(|error| Fault::Other(error.to_string()))?;
            let next = audit_leaf::table
                .filter(audit_leaf::register_id.eq(register))
                .filter(audit_leaf::epoch.eq(epoch))
                .filter(audit_leaf::idx.ge(from))
                .order(audit_leaf::idx)
                .select(audit_leaf::leaf_hash)
                .limit(4096);
            let hashes = read.rows::<Vec<u8>, _>(next)?;
            let short = hashes.is_empty();
            for hash in hashes.into_iter().take(usize::try_from(size - edge.size()).unwrap_or(usize::MAX)) {
                edge.push(hash.try_into().map_err(|_| corrupt(register, "a leaf_hash is not 32 bytes"))?);
            }
            if short {
                return Err(corrupt(register, "the log is shorter than its head says").into());
            }
        }
        let root = edge.root();
        lock(&self.inner.edges).insert((register, epoch), edge);
        Ok((size, root))
    }
}
