//! When something happened: what a request tells of it, held against the book of the meeting.

use super::facts;
use super::facts::book;
use super::rules::{Course, MeetingState, timely};
use super::sitting::Event;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{ItemId, MeetingId, PersonId};
use crate::moment::{Instant, When};

/// The time a request gives, if it gives one (a clock time is of the meeting's own day), and the
/// clock of whoever writes it down.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub at: Option<When>,
    pub now: Instant,
}

/// What is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// What is done in the meeting itself.
    Business,
    /// Its convening, which is on its day: what it rests on (terms, seats, policy) is of that day.
    Convening,
    /// What may come on a day before it: rulings, who is to preside, that it is cancelled.
    Preparation,
    Attendance(PersonId, Event),
}

impl Told {
    /// The time to be written, where the book of the meeting allows it: the one given, else now.
    ///
    /// # Errors
    /// [`Error::NotFound`] for the meeting; [`Error::Invalid`] at `/at`.
    pub fn of(self, read: &mut Read<'_>, id: MeetingId, doing: Doing) -> Result<Instant, Error> {
        let Some(at) = self.at else { return Ok(self.now) };
        let meeting = facts::meeting(read, id)?;
        let at = at.on(meeting.date).map_err(|error| Error::invalid("/at", "malformed", format!("{error}.")))?;
        // Before it is convened people come, and are written down, in any order.
        let last = match doing {
            Doing::Attendance(person, _) if meeting.state == MeetingState::Called => book::last_of(read, id, person)?,
            _ => book::last(read, id)?,
        };
        let may_precede = matches!(doing, Doing::Preparation | Doing::Attendance(_, Event::Apologies));
        let until = (doing == Doing::Convening).then_some(meeting.date);
        let course = Course { now: self.now, day: (!may_precede).then_some(meeting.date), until, last };
        Ok(timely(at, &course)?)
    }

    /// As [`Told::of`], on an item.
    ///
    /// # Errors
    /// As [`Told::of`]; [`Error::NotFound`] for the item.
    pub fn on(self, read: &mut Read<'_>, item: ItemId, doing: Doing) -> Result<Instant, Error> {
        let meeting = facts::meeting_of(read, item)?;
        self.of(read, meeting, doing)
    }
}
