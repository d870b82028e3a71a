//! When something happened: what a request tells of it, held against the book of the meeting.
//!
//! A time that is left out is now. One that is given is of the meeting's own day, unless it says another;
//! it is not still to come, and not before what the book has last. What prepares a meeting (rulings, who is
//! to preside, apologies, that it is cancelled) may come on a day before it; its convening may not come
//! after it. Before a meeting is convened people come, and are written down, in any order.

use super::{Course, MeetingState, timely};
use crate::fault::FieldError;
use crate::ids::PersonId;
use crate::meetings::{Event, Sitting};
use crate::moment::{Instant, When};

/// The time a request gives, if it gives one (a clock time is of the meeting's own day), and the clock of
/// whoever writes it down.
#[derive(Debug, Clone, Copy)]
pub struct EventTime {
    pub at: Option<When>,
    pub now: Instant,
}

/// When something happened: as it is told, or as it stands in the log already.
#[derive(Debug, Clone, Copy)]
pub enum At {
    Told(EventTime),
    Exactly(Instant),
}

impl From<EventTime> for At {
    fn from(told: EventTime) -> Self {
        Self::Told(told)
    }
}

impl From<Instant> for At {
    fn from(at: Instant) -> Self {
        Self::Exactly(at)
    }
}

/// What is done.
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

impl At {
    /// The time to be written, where no book has to be asked.
    #[must_use]
    pub const fn at_once(self) -> Option<Instant> {
        match self {
            Self::Exactly(at) => Some(at),
            Self::Told(EventTime { at: None, now }) => Some(now),
            Self::Told(_) => None,
        }
    }

    /// The time to be written, where the book of the meeting allows it: the one given, else now.
    ///
    /// # Errors
    /// What is wrong with `/at`.
    pub fn of(self, sitting: &Sitting, doing: Doing) -> Result<Instant, FieldError> {
        let told = match self {
            Self::Exactly(at) => return Ok(at),
            Self::Told(told) => told,
        };
        let Some(at) = told.at else { return Ok(told.now) };
        let (meeting, book) = (&sitting.meeting, &sitting.book);
        let at = at.on(meeting.date).map_err(|error| FieldError::new("/at", "malformed", format!("{error}.")))?;
        let last = match doing {
            Doing::Attendance(person, _) if meeting.state == MeetingState::Called => {
                book.attendance.iter().filter(|line| line.person == person).map(|line| line.at).max()
            }
            _ => book.last,
        };
        let may_precede = matches!(doing, Doing::Preparation | Doing::Attendance(_, Event::Apologies));
        let until = (doing == Doing::Convening).then_some(meeting.date);
        timely(at, &Course { now: told.now, day: (!may_precede).then_some(meeting.date), until, last })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::meetings::scene::Scene;

    /// The meeting of the scene is on 6 March 2018.
    fn told(scene: &Scene, at: &str, doing: Doing) -> Result<String, String> {
        let now = "2018-03-06T18:00:00Z".parse().unwrap();
        let told = EventTime { at: (!at.is_empty()).then(|| at.parse().unwrap()), now };
        At::from(told).of(&scene.sitting, doing).map(|at| at.to_string()).map_err(|fault| fault.code)
    }

    #[test]
    fn the_book_is_written_forwards_on_the_day_of_its_meeting() {
        let mut scene = Scene::of("a:lay");
        scene.sitting.book.last = "2018-03-06T14:00:00Z".parse().ok();
        let business = |at: &str| told(&scene, at, Doing::Business);
        assert_eq!(business(""), Ok("2018-03-06T18:00:00.000000Z".to_owned()), "left out, it is now");
        assert_eq!(business("14:00"), Ok("2018-03-06T14:00:00.000000Z".to_owned()));
        assert_eq!(business("13:59"), Err("out_of_order".to_owned()));
        assert_eq!(business("18:02"), Err("in_the_future".to_owned()));
        assert_eq!(business("2018-03-05T15:00:00Z"), Err("before_the_day".to_owned()));
        let before = told(&scene, "2018-03-05T15:00:00Z", Doing::Preparation);
        assert_eq!(before, Err("out_of_order".to_owned()), "a ruling may come on a day before, and not before what the book has");
    }

    #[test]
    fn before_it_is_convened_people_are_written_down_in_any_order() {
        let mut scene = Scene::of("a:lay b:lay");
        scene.sitting.book.last = "2018-03-06T14:00:00Z".parse().ok();
        scene.sitting.book.attendance.clear();
        let (a, arrives) = (scene.id("a"), Event::Arrive);
        assert_eq!(told(&scene, "13:30", Doing::Attendance(a, arrives)), Err("out_of_order".to_owned()));
        scene.sitting.meeting.state = MeetingState::Called;
        assert!(told(&scene, "13:30", Doing::Attendance(a, arrives)).is_ok());
        scene.sitting.book.last = None;
        assert!(told(&scene, "2018-03-01T09:00:00Z", Doing::Attendance(a, Event::Apologies)).is_ok());
        assert_eq!(told(&scene, "2018-03-05T09:00:00Z", Doing::Attendance(a, arrives)), Err("before_the_day".to_owned()));
    }
}
