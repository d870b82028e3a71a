//! What an address is of. The first thing asked about `/meetings/{id}/...` is whether that meeting
//! is there for whoever asks; all else (what the query or the body says, which state the thing is
//! in, what the law thinks of it) comes after. So somebody who may not know of a thing gets one
//! answer for it and for one that never was, whatever they send.

use crate::access::Caller;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::RegisterId;

/// Who asks.
#[derive(Clone, Copy)]
pub struct Visitor<'c> {
    pub caller: &'c Caller,
    /// The register in which accounts are kept.
    pub system: RegisterId,
}

/// A kind of thing that addresses name by an id.
#[derive(Debug)]
pub struct Thing {
    /// As an answer calls it: "There is no such meeting here".
    pub name: &'static str,
    /// Whether nothing of this kind is hidden from a caller: what they ask for is there or is not,
    /// and they may be told anything of it.
    pub all: fn(&Caller) -> bool,
    /// Whether there is such a thing, for this viewer.
    pub seen: fn(&mut Read<'_>, &Visitor<'_>, &str) -> Result<bool, Error>,
    /// What else than its id it goes by in an address, if anything.
    pub coded: Option<Coded>,
}

/// A code that serves in an address beside an id.
#[derive(Debug)]
pub struct Coded {
    /// `code`, `reference`.
    pub called: &'static str,
    /// The id of the thing that has it, as an address writes it. Nothing is said of whether the caller may
    /// see it: that is asked of the id, as ever.
    pub id: fn(&mut Read<'_>, &str) -> Result<Option<String>, Error>,
}

/// Whose address a route has.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    Thing(&'static Thing),
    /// What anybody may see is named: a page, a kind of problem.
    Open,
}

/// Nothing is hidden from whoever may come at all.
#[must_use]
pub fn everything(_: &Caller) -> bool {
    true
}

/// Each is looked at, whoever asks.
#[must_use]
pub fn nothing_unseen(_: &Caller) -> bool {
    false
}

/// What was found, or that there is none.
///
/// # Errors
/// Every error but [`Error::NotFound`].
pub fn found<T>(outcome: Result<T, Error>) -> Result<Option<T>, Error> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The thing of one request, to be asked for before anything is done, and again under the lock.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub thing: &'static Thing,
    pub id: String,
    pub system: RegisterId,
}

impl Guard {
    /// Whether this caller need not be asked for: the handler says itself what is not there.
    pub fn is_open_to(&self, caller: &Caller) -> bool {
        (self.thing.all)(caller)
    }

    /// # Errors
    /// [`Error::NotFound`], for what is not there and for what is not for this caller.
    pub fn admit(&self, read: &mut Read<'_>, caller: &Caller) -> Result<(), Error> {
        match (self.thing.seen)(read, &Visitor { caller, system: self.system }, &self.id)? {
            true => Ok(()),
            false => Err(Error::NotFound(self.thing.name)),
        }
    }

    /// As [`Guard::admit`], under the lock: what was seen before may be hidden meanwhile.
    ///
    /// # Errors
    /// As [`Guard::admit`].
    pub fn still(&self, read: &mut Read<'_>, caller: &Caller) -> Result<(), Error> {
        if self.is_open_to(caller) { Ok(()) } else { self.admit(read, caller) }
    }
}
