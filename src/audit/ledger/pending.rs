//! What one transaction adds to the logs: the heads it holds, and the entries, kept in memory
//! until the commands are done and then written in a few statements.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::prelude::*;

use super::rows::{Leaves, Openings, Parts, Row, insert};
use crate::audit::entry::{Class, NotALeaf, Opening, Sealed, plain};
use crate::audit::known::Newest;
use crate::audit::tree::{Hash, NOTHING};
use crate::db::schema::{audit_head, audit_leaf, register};
use crate::db::{Conn, Faults};
use crate::fault::Fault;
use crate::ids::RegisterId;
use crate::moment::Instant;

/// The pen of one register: held from the first statement to the commit.
#[derive(Debug, Clone)]
pub(super) struct Head {
    register: Arc<str>,
    pub origin: Arc<str>,
    pub epoch: i64,
    pub size: i64,
    pub prev: Hash,
    pub last_at: Instant,
    /// The size it was taken at.
    taken_at: i64,
}

impl Head {
    /// Of a log that has no entry yet; its row is not there either.
    pub(super) fn new(register: RegisterId, origin: &str, epoch: i64, at: Instant) -> Self {
        Self {
            register: Arc::from(register.to_string()),
            origin: Arc::from(origin),
            epoch,
            size: 0,
            prev: NOTHING,
            last_at: at,
            taken_at: 0,
        }
    }

    /// Whether nothing was added since it was taken.
    pub(super) const fn is_as_taken(&self) -> bool {
        self.size == self.taken_at
    }

    pub(super) fn insert(&self, conn: &mut Conn, register: RegisterId) -> Result<(), Fault> {
        diesel::insert_into(audit_head::table)
            .values((
                audit_head::register_id.eq(register),
                audit_head::epoch.eq(self.epoch),
                audit_head::size.eq(self.size),
                audit_head::last_leaf_hash.eq(self.prev.as_slice()),
                audit_head::last_at.eq(self.last_at),
            ))
            .execute(conn)?;
        Ok(())
    }
}

/// An entry as its rows.
struct Kept {
    register: Arc<str>,
    epoch: i64,
    index: i64,
    sealed: Sealed,
    /// The openings that stay as long as the leaf does: its own, and those of each part.
    plain: Vec<u8>,
    plain_of_parts: Vec<Vec<u8>>,
}

impl Kept {
    fn row(&self) -> Row<'_> {
        Row::default().text(&self.register).number(self.epoch).number(self.index)
    }

    fn leaf(&self) -> Row<'_> {
        self.row().bytes(&self.sealed.leaf).bytes(&self.sealed.hash).bytes(&self.sealed.mac).bytes(&self.plain)
    }
}

/// What [`Kept`] holds of the plain fields of an entry.
fn plain_openings(sealed: &Sealed) -> Result<(Vec<u8>, Vec<Vec<u8>>), NotALeaf> {
    let mut own = plain::Openings::new();
    let mut of_parts = vec![plain::Openings::new(); sealed.parts.len()];
    for opening in sealed.openings.iter().filter(|(_, class)| *class == Class::Plain).map(|(opening, _)| opening) {
        match of_part(opening) {
            None => drop(own.insert(&opening.field, opening)),
            Some((part, field)) => match of_parts.get_mut(part) {
                Some(part) => drop(part.insert(field, opening)),
                None => return Err(NotALeaf::Field(opening.field.clone())),
            },
        }
    }
    Ok((plain::write(&own)?, of_parts.iter().map(plain::write).collect::<Result<_, _>>()?))
}

/// The part an opening is of, and its field's name there.
fn of_part(opening: &Opening) -> Option<(usize, &str)> {
    let (part, field) = opening.field.strip_prefix("parts/")?.split_once('/')?;
    Some((part.parse().ok()?, field))
}

#[derive(Default)]
pub(super) struct PendingEntries {
    heads: BTreeMap<RegisterId, Head>,
    entries: Vec<Kept>,
}

/// Origins by register and epoch: they never change.
pub(super) type Origins = BTreeMap<(RegisterId, i64), Arc<str>>;

impl PendingEntries {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn hold(&mut self, register: RegisterId, head: Head) {
        self.heads.insert(register, head);
    }

    pub(super) fn head(&self, register: RegisterId) -> Option<&Head> {
        self.heads.get(&register)
    }

    /// The leaf of one of them.
    pub(super) fn leaf(&self, register: RegisterId, index: i64) -> Option<&[u8]> {
        let register = register.to_string();
        let found = self.entries.iter().find(|kept| kept.index == index && *kept.register == *register);
        found.map(|kept| kept.sealed.leaf.as_slice())
    }

    /// Takes the pen: the head's UPDATE is the first statement that touches the register, and the
    /// lock on both databases. False if there is no such register.
    pub(super) fn take(&mut self, conn: &mut Conn, faults: &Faults, origins: &mut Origins, register_id: RegisterId) -> Result<bool, Fault> {
        if self.heads.contains_key(&register_id) {
            return Ok(true);
        }
        faults.pass("take the head")?;
        let taken = diesel::update(audit_head::table.filter(audit_head::register_id.eq(register_id)))
            .set(audit_head::size.eq(audit_head::size))
            .returning((audit_head::epoch, audit_head::size, audit_head::last_leaf_hash, audit_head::last_at))
            .get_result::<(i64, i64, Vec<u8>, Instant)>(conn)
            .optional()?;
        let Some((epoch, size, hash, last_at)) = taken else { return Ok(false) };
        let prev = hash.try_into().map_err(|_| Fault::Corrupt {
            table: "audit_head",
            key: register_id.to_string(),
            what: "last_leaf_hash is not 32 bytes".to_owned(),
        })?;
        let origin = match origins.get(&(register_id, epoch)) {
            Some(origin) => Arc::clone(origin),
            None => {
                let origin: Option<String> =
                    register::table.filter(register::id.eq(register_id)).select(register::origin).first(conn).optional()?;
                let Some(origin) = origin else { return Ok(false) };
                let origin: Arc<str> = Arc::from(origin);
                origins.insert((register_id, epoch), Arc::clone(&origin));
                origin
            }
        };
        let register = Arc::from(register_id.to_string());
        self.heads.insert(register_id, Head { register, origin, epoch, size, prev, last_at, taken_at: size });
        Ok(true)
    }

    /// Adds an entry; its savepoint has been released.
    ///
    /// # Errors
    /// Openings that cannot be kept.
    pub(super) fn add(&mut self, register: RegisterId, at: Instant, mut sealed: Sealed) -> Result<(), Fault> {
        if let Some(head) = self.heads.get_mut(&register) {
            let (plain, plain_of_parts) = plain_openings(&sealed).map_err(|error| Fault::Other(error.to_string()))?;
            // They are kept as bytes by now; of a long list they are most of what is held.
            sealed.openings.retain(|(_, class)| *class != Class::Plain);
            sealed.openings.shrink_to_fit();
            let index = head.size;
            head.size += 1;
            head.prev = sealed.hash;
            head.last_at = at;
            let register = Arc::clone(&head.register);
            self.entries.push(Kept { register, epoch: head.epoch, index, sealed, plain, plain_of_parts });
        }
        Ok(())
    }

    /// Writes it all: leaves, parts, openings, and the heads moved.
    pub(super) fn write(&self, conn: &mut Conn, faults: &Faults) -> Result<(), Fault> {
        insert::<Leaves>(conn, faults, &self.entries.iter().map(Kept::leaf).collect::<Vec<_>>())?;

        let mut parts = Vec::new();
        for kept in &self.entries {
            for (part, (commitments, plain)) in (0_i64..).zip(kept.sealed.parts.iter().zip(&kept.plain_of_parts)) {
                parts.push(kept.row().number(part).bytes(commitments).bytes(plain));
            }
        }
        insert::<Parts>(conn, faults, &parts)?;

        let mut openings = Vec::new();
        for kept in &self.entries {
            for (opening, class) in &kept.sealed.openings {
                openings.push(kept.row().text(&opening.field).text(class.as_str()).bytes(&opening.salt).bytes(&opening.value));
            }
        }
        insert::<Openings>(conn, faults, &openings)?;

        for (register, head) in &self.heads {
            if head.size == head.taken_at {
                continue;
            }
            faults.pass("move the head")?;
            let here = audit_head::table.filter(audit_head::register_id.eq(register)).filter(audit_head::size.eq(head.taken_at));
            let moved = diesel::update(here)
                .set((
                    audit_head::size.eq(head.size),
                    audit_head::last_leaf_hash.eq(head.prev.as_slice()),
                    audit_head::last_at.eq(head.last_at),
                ))
                .execute(conn)?;
            if moved != 1 {
                return Err(Fault::Other(format!("the head of {register} moved while it was held")));
            }
        }
        Ok(())
    }

    /// The newest entry of each log that they add to.
    pub(super) fn newest(&self) -> impl Iterator<Item = Newest> {
        self.heads.iter().filter(|(_, head)| head.size > head.taken_at).map(|(register, head)| Newest {
            register: *register,
            origin: head.origin.to_string(),
            epoch: head.epoch,
            size: head.size,
            hash: head.prev,
            at: head.last_at,
        })
    }

    /// Whether they are in the database after all: asked when the answer to a commit was
    /// lost. Taking the head first waits for a commit that is still under way.
    pub(super) fn is_there(&self, conn: &mut Conn) -> Result<bool, Fault> {
        let Some(first) = self.entries.first() else { return Ok(true) };
        let found = conn.transaction(|conn| {
            diesel::update(audit_head::table.filter(audit_head::register_id.eq(first.register.as_ref())))
                .set(audit_head::size.eq(audit_head::size))
                .execute(conn)?;
            audit_leaf::table
                .filter(audit_leaf::register_id.eq(first.register.as_ref()))
                .filter(audit_leaf::epoch.eq(first.epoch))
                .filter(audit_leaf::idx.eq(first.index))
                .select(audit_leaf::leaf_hash)
                .first::<Vec<u8>>(conn)
                .optional()
        })?;
        Ok(found.is_some_and(|hash| hash == first.sealed.hash))
    }
}
