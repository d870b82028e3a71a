//! What a register knew at an instant: its log played up to there into a database of its own, and
//! looked at like the register itself. What was erased since is not known again.
//!
//! To play a long log takes long, so it is begun as late as can be: from the nearest state before the
//! instant that was kept. States are kept as a log is played, every so many entries, and what a
//! question had played when its time was up is gone on from by the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel::Connection;

use super::entry::Leaf;
use super::replay::{Head, Kind, Stop, heads, page, play};
use crate::db::{Conn, Database, Faults, Kept, Patience, Read, Scratch};
use crate::fault::{Error, Fault};
use crate::ids::RegisterId;
use crate::moment::Instant;

/// States that are kept at most, and the room that they take in all and each.
const STATES: usize = 24;
const ROOM: u64 = 1024 * 1024 * 1024;
const EACH: u64 = ROOM / 4;
/// Databases that stay open, to be gone on from.
const OPEN: usize = 2;
/// Entries between two states, at least; a long log has this part of it between them.
const STEP: i64 = 1024;
const PART: u64 = 16;

/// A log as far as it was played.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    register: RegisterId,
    epoch: i64,
    /// The next entry to be played.
    next: i64,
    /// When the last one was written.
    at: Option<Instant>,
}

impl Place {
    fn start(head: &Head) -> Self {
        Self { register: head.register, epoch: head.epoch, next: 0, at: None }
    }

    fn is_of(&self, head: &Head) -> bool {
        self.register == head.register && self.epoch == head.epoch
    }

    fn leads_to(&self, head: &Head, at: Instant) -> bool {
        self.is_of(head) && self.at.is_none_or(|played| played <= at)
    }
}

struct Played {
    place: Place,
    scratch: Scratch,
}

impl Played {
    /// Plays the next entries that were known at the instant, `most` of them or as many as are read
    /// at once; false when there are no more. What was played when patience was over stays played.
    fn on(&mut self, stored: &mut Conn, head: &Head, kinds: &[Kind], at: Instant, most: usize) -> Result<bool, Fault> {
        let patience = Patience::current();
        let unreadable = |wrong: super::verify::Wrong| Stop::Fault(Fault::Other(wrong.to_string()));
        let entries = page(stored, head, self.place.next, &unreadable).map_err(Stop::into_fault)?;
        if entries.is_empty() {
            return Ok(false);
        }
        let (mut place, mut goes_on) = (self.place, true);
        let played = |conn: &mut Conn| {
            for entry in entries.iter().take(most) {
                if patience.is_over() {
                    break;
                }
                let leaf = Leaf::parse(&entry.leaf).map_err(|error| Fault::Other(error.to_string()))?;
                if leaf.at > at {
                    goes_on = false;
                    break;
                }
                if let Some(kind) = kinds.iter().find(|kind| kind.traits.kind == leaf.kind) {
                    play(conn, head.register, &leaf, entry, kind)?;
                }
                (place.next, place.at) = (place.next + 1, Some(leaf.at));
            }
            Ok::<_, Fault>(())
        };
        // No entry is given up half way.
        Patience::endless().hold(|| self.scratch.conn.transaction(played))?;
        self.place = place;
        patience.still()?;
        Ok(goes_on)
    }
}

/// What can be gone on from; of each, what was used last stands last.
#[derive(Default)]
struct States {
    /// The tables before the first entry, which are those of every register.
    empty: Option<Arc<Kept>>,
    kept: Vec<(Place, Arc<Kept>)>,
    open: Vec<Played>,
}

impl States {
    /// The furthest state from which the log leads to the instant.
    fn nearest(&mut self, head: &Head, at: Instant) -> Option<Result<Played, (Place, Arc<Kept>)>> {
        let furthest = |places: &mut dyn Iterator<Item = (usize, Place)>| {
            places.filter(|(_, place)| place.leads_to(head, at)).max_by_key(|(_, place)| place.next)
        };
        let open = furthest(&mut self.open.iter().map(|played| played.place).enumerate());
        let kept = furthest(&mut self.kept.iter().map(|(place, _)| *place).enumerate());
        match (open, kept) {
            (Some((n, open)), kept) if kept.is_none_or(|(_, kept)| kept.next <= open.next) => Some(Ok(self.open.remove(n))),
            (_, Some((n, _))) => {
                let used = self.kept.remove(n);
                self.kept.push(used.clone());
                Some(Err(used))
            }
            _ => None,
        }
    }

    /// Whether a state at this place would shorten the way to it.
    fn lacks(&self, place: &Place, head: &Head, step: i64) -> bool {
        let step = i64::try_from(head.size / PART).unwrap_or(step).max(step);
        let mut near = self.kept.iter().filter(|(kept, _)| kept.is_of(head) && kept.next <= place.next);
        place.next >= step && near.all(|(kept, _)| place.next - kept.next >= step)
    }

    fn keep(&mut self, place: Place, state: Kept) {
        self.kept.push((place, Arc::new(state)));
        while self.kept.len() > STATES || self.kept.iter().map(|(_, kept)| kept.bytes).sum::<u64>() > ROOM {
            self.kept.remove(0);
        }
    }

    fn leave_open(&mut self, played: Played) {
        self.open.push(played);
        if self.open.len() > OPEN {
            self.open.remove(0);
        }
    }
}

/// Looks back. Cheap to clone. How many look back at once is for whoever gives the turns: each
/// question takes a thread and a core for as long as it plays.
#[derive(Clone)]
pub struct Hindsight {
    database: Database,
    kinds: Arc<[Kind]>,
    states: Arc<Mutex<States>>,
    step: i64,
}

impl Hindsight {
    /// `kinds` are all kinds of change there are.
    #[must_use]
    pub fn new(database: Database, kinds: Vec<Kind>) -> Self {
        Self { database, kinds: kinds.into(), states: Arc::default(), step: STEP }
    }

    /// With so many entries between two states that are kept.
    #[must_use]
    pub fn every(self, step: i64) -> Self {
        Self { step, ..self }
    }

    /// Runs `f` on the register as it was known at an instant. What was written at that instant is
    /// known at it.
    ///
    /// # Errors
    /// Those of `f`; an entry that cannot be played; `TryLater` when the patience current here was
    /// over before all of it was played.
    pub fn snapshot<T>(&self, register: RegisterId, at: Instant, f: impl FnOnce(&mut Read<'_>) -> Result<T, Error>) -> Result<T, Error> {
        match self.looked(register, at, f) {
            Err(Error::Fault(_)) if Patience::current().is_over() => Err(not_in_time()),
            done => done,
        }
    }

    fn looked<T>(&self, register: RegisterId, at: Instant, f: impl FnOnce(&mut Read<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut stored = self.database.looker()?;
        let heads = heads(&mut stored).map_err(Stop::into_fault)?;
        let head = heads.into_iter().find(|head| head.register == register).ok_or(Error::NotFound("register"))?;
        let mut played = self.nearest(&head, at)?;
        let most = usize::try_from(self.step).unwrap_or(usize::MAX);
        loop {
            match played.on(&mut stored, &head, &self.kinds, at, most) {
                Ok(true) => {
                    if self.states().lacks(&played.place, &head, self.step) {
                        self.keep(&played);
                    }
                }
                Ok(false) => break,
                // What broke half way is not gone on from; what was only not finished is.
                Err(fault) => {
                    if Patience::current().is_over() {
                        self.states().leave_open(played);
                    }
                    return Err(fault.into());
                }
            }
        }
        let answer = f(&mut Read::over(&mut played.scratch.conn, register, &Faults::none()));
        self.states().leave_open(played);
        answer
    }

    fn nearest(&self, head: &Head, at: Instant) -> Result<Played, Fault> {
        let nearest = self.states().nearest(head, at);
        match nearest {
            Some(Ok(open)) => Ok(open),
            Some(Err((place, kept))) => Ok(Played { place, scratch: kept.opened()? }),
            None => Ok(Played { place: Place::start(head), scratch: self.empty()?.opened()? }),
        }
    }

    /// Keeps a state, if there is room for it.
    fn keep(&self, played: &Played) {
        let kept = played.scratch.bytes().and_then(|bytes| (bytes <= EACH).then(|| played.scratch.keep()).transpose());
        match kept {
            Ok(Some(kept)) => self.states().keep(played.place, kept),
            Ok(None) => {}
            Err(fault) => tracing::warn!(%fault, "a state to look back from is not kept"),
        }
    }

    fn empty(&self) -> Result<Arc<Kept>, Fault> {
        if let Some(empty) = &self.states().empty {
            return Ok(Arc::clone(empty));
        }
        // Made once, and not half.
        let empty = Arc::new(Patience::endless().hold(|| Scratch::empty()?.keep())?);
        self.states().empty = Some(Arc::clone(&empty));
        Ok(empty)
    }

    /// Gives back the room of what was played.
    pub fn forget(&self) {
        *self.states() = States::default();
    }

    /// A poisoned lock here guards lists that are whole at every step.
    fn states(&self) -> MutexGuard<'_, States> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn not_in_time() -> Error {
    let detail = "The register as it was then has to be worked out from its log, and that was not done in the time a request may take. \
                  What was done is kept: ask the same again in a moment, and it goes on from there.";
    Error::TryLater { detail: detail.to_owned(), seconds: 2, too_many: false }
}
