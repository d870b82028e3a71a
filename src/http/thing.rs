//! What an address is of. The first thing asked about `/meetings/{id}/...` is whether that meeting
//! is there for whoever asks; all else (what the query or the body says, which state the thing is
//! in, what the law thinks of it) comes after. So somebody who may not know of a thing gets one
//! answer for it and for one that never was, whatever they send.

use crate::access::{Caller, Seen};
use crate::db::Read;
use crate::fault::{Error, Fault};
use crate::ids::{Id, RegisterId};

/// Who asks.
#[derive(Clone, Copy)]
pub struct Visitor<'c> {
    pub caller: &'c Caller,
    /// The register in which accounts are kept.
    pub system: RegisterId,
    /// Whose question it is: nobody but a guard makes a visitor.
    guard: &'c Guard,
}

impl Visitor<'_> {
    /// The thing in question, to be read in order to decide whether it is seen.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is no id; a fault where the address is of another kind of thing.
    pub fn in_question<I: Id>(&self) -> Result<Seen<I>, Error> {
        self.guard.seen()
    }
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
        match (self.thing.seen)(read, &Visitor { caller, system: self.system, guard: self }, &self.id)? {
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

    /// Its thing, for whom it has admitted, and for itself to decide by.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is no id; a fault where the address is of another kind of thing.
    pub fn seen<I: Id>(&self) -> Result<Seen<I>, Error> {
        if I::KIND != self.thing.name {
            let detail = format!("an address of a {} was taken for that of a {}", self.thing.name, I::KIND);
            return Err(Fault::Other(detail).into());
        }
        self.id.parse().map(Seen::at_the_door).map_err(|_| Error::NotFound("thing"))
    }
}

/// What a request has just made, for whoever made it: `id` is a plain function, which carries no other id
/// than the change says.
pub(super) fn just_made<C, I: Id>(change: &C, id: fn(&C) -> I) -> Seen<I> {
    Seen::at_the_door(id(change))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::ids::{ItemId, MeetingId};

    #[test]
    fn an_address_gives_out_the_thing_that_it_is_of_and_no_other_kind() {
        const OF: Thing = Thing { name: MeetingId::KIND, all: nothing_unseen, seen: |_, _, _| Ok(false), coded: None };
        let at = |id: &str| Guard { thing: &OF, id: id.to_owned(), system: RegisterId::new() };
        let id = MeetingId::new();
        assert_eq!(at(&id.to_string()).seen::<MeetingId>().unwrap().id(), id);
        assert!(matches!(at(&id.to_string()).seen::<ItemId>(), Err(Error::Fault(_))));
        assert!(matches!(at(&id.to_string().to_uppercase()).seen::<MeetingId>(), Err(Error::NotFound(_))));
    }
}
