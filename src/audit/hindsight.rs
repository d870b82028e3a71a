//! What a register knew at an instant: its log played up to there into a database of its own, and
//! looked at like the register itself. What was erased since is not known again.

use std::sync::{Arc, Mutex, PoisonError};

use diesel::Connection;

use super::entry::Leaf;
use super::replay::{Head, Kind, Stop, heads, page, play};
use crate::db::{Conn, Database, Faults, Read};
use crate::fault::{Error, Fault};
use crate::ids::RegisterId;
use crate::moment::Instant;

/// A log as far as it was played.
struct Played {
    register: RegisterId,
    epoch: i64,
    /// The next entry to be played.
    next: i64,
    /// When the last one was written.
    at: Option<Instant>,
    conn: Conn,
}

impl Played {
    fn none(head: &Head) -> Result<Self, Fault> {
        Ok(Self { register: head.register, epoch: head.epoch, next: 0, at: None, conn: Database::scratch_of_one()? })
    }

    fn serves(&self, head: &Head, at: Instant) -> bool {
        self.register == head.register && self.epoch == head.epoch && self.at.is_none_or(|played| played <= at)
    }

    fn up_to(&mut self, stored: &mut Conn, head: &Head, kinds: &[Kind], at: Instant) -> Result<(), Fault> {
        let Self { next, at: played, conn, .. } = self;
        conn.transaction(|conn| {
            loop {
                let entries = page(stored, head, *next, &|wrong| Stop::Fault(Fault::Other(wrong.to_string()))).map_err(Stop::into_fault)?;
                if entries.is_empty() {
                    return Ok(());
                }
                for entry in &entries {
                    let leaf = Leaf::parse(&entry.leaf).map_err(|error| Fault::Other(error.to_string()))?;
                    if leaf.at > at {
                        return Ok(());
                    }
                    if let Some(kind) = kinds.iter().find(|kind| kind.traits.kind == leaf.kind) {
                        play(conn, head.register, &leaf, entry, kind)?;
                    }
                    (*next, *played) = (*next + 1, Some(leaf.at));
                }
            }
        })
    }
}

/// Looks back. Cheap to clone; one question at a time, for each plays a log.
#[derive(Clone)]
pub struct Hindsight {
    database: Database,
    kinds: Arc<[Kind]>,
    /// What was played last: the next page of the same question goes on from there.
    last: Arc<Mutex<Option<Played>>>,
}

impl Hindsight {
    /// `kinds` are all kinds of change there are.
    #[must_use]
    pub fn new(database: Database, kinds: Vec<Kind>) -> Self {
        Self { database, kinds: kinds.into(), last: Arc::default() }
    }

    /// Runs `f` on the register as it was known at an instant. What was written at that instant is
    /// known at it.
    ///
    /// # Errors
    /// Those of `f`; an entry that cannot be played.
    pub fn look<T>(&self, register: RegisterId, at: Instant, f: impl FnOnce(&mut Read<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stored = self.database.looker()?;
        let heads = heads(&mut stored).map_err(Stop::into_fault)?;
        let head = heads.into_iter().find(|head| head.register == register).ok_or(Error::NotFound("register"))?;
        // Taken out, so that what breaks half way is not gone on from.
        let mut played = match last.take().filter(|played| played.serves(&head, at)) {
            Some(played) => played,
            None => Played::none(&head)?,
        };
        played.up_to(&mut stored, &head, &self.kinds, at)?;
        let answer = f(&mut Read::of(&mut played.conn, register, &Faults::none()));
        *last = Some(played);
        answer
    }

    /// Gives back the room of what was played last.
    pub fn forget(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
