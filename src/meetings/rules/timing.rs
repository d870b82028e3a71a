//! C10: when something happened, and where it stands in the book.
//!
//! What happens in the room happens on a day of the meeting: its own, one on which it was resumed, or, because a
//! sitting may run past midnight, the day after until six in the morning. What prepares a meeting (rulings, who is
//! to preside, interests, apologies) may be earlier, never later. Nothing happens after it is written down. A
//! time that is left out is now, and so never invented on another day; what was forgotten is written later,
//! with its time, and then stands in its place and says so. By correspondence (C7.2) nobody is in a room: members are asked and
//! reply on the days on which replies are taken, and what becomes of the replies is recorded on any day after.

use chrono::NaiveTime;

use super::MeetingState;
use crate::fault::FieldError;
use crate::meetings::{Place, Sitting};
use crate::moment::{Date, Instant, When};
use crate::verdict::Code;

/// The time a request gives, if it gives one (a clock time is of the day on which the meeting sits), and the
/// clock of whoever writes it down; a rehearsal has no clock, unless it says one.
#[derive(Debug, Clone, Copy)]
pub struct EventTime {
    pub at: Option<When>,
    pub now: Option<Instant>,
}

impl EventTime {
    /// As it is told now.
    #[must_use]
    pub const fn told(at: Option<When>, now: Instant) -> Self {
        Self { at, now: Some(now) }
    }
}

/// When something happened: as it is told, or as it stands in the log already.
#[derive(Debug, Clone, Copy)]
pub enum At {
    Told(EventTime),
    /// As the entry has it; where it was written late, when that was.
    Exactly {
        at: Instant,
        late: Option<Instant>,
    },
    /// In the place of an act that was struck.
    Stead {
        place: Place,
        now: Option<Instant>,
    },
}

impl From<EventTime> for At {
    fn from(told: EventTime) -> Self {
        Self::Told(told)
    }
}

/// What is done, as far as its time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// What happens in the room.
    Business,
    /// What becomes of it: outcomes, casting votes, the end. In a room the same as business.
    Concluding,
    /// Coming: before a meeting is convened, and before it is resumed.
    Attending,
    /// Going on after an adjournment, on a day that is one of the meeting's from then on.
    Resuming(Date),
    /// What may come on a day before: rulings, who is to preside, interests, apologies.
    Preparation,
    /// What is bound to no day: that it is cancelled, minutes that become final.
    Unbound,
}

/// Where an act is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    pub at: Instant,
    /// How many acts of the book stand before it.
    pub before: usize,
    /// When it is entered, where acts stand after it already.
    pub late: Option<Instant>,
    /// The entry in whose place it stands, where it is not its own.
    pub place: Option<i64>,
}

/// By how many seconds two clocks may differ.
const LEEWAY: i64 = 60;

/// Until which hour of the day after a sitting may run.
pub const UNTIL_HOUR: u32 = 6;

impl At {
    /// Where it is written in the book of a meeting.
    ///
    /// # Errors
    /// What is wrong with `/at`, and what would be right.
    pub fn of(self, sitting: &Sitting, doing: Doing) -> Result<Entered, FieldError> {
        let book = &sitting.book;
        let told = match self {
            Self::Exactly { at, late } => {
                let before = book.up_to(at);
                return Ok(Entered { at, before, late: late.filter(|_| before < book.acts.len()), place: None });
            }
            Self::Stead { place, now } => {
                let before = book.through(place);
                let late = (before < book.acts.len()).then(|| now.unwrap_or(place.at));
                return Ok(Entered { at: place.at, before, late, place: Some(place.entry) });
            }
            Self::Told(told) => told,
        };
        if sitting.is_by_correspondence() && matches!(told.at, Some(When::Clock(_))) {
            return Err(time_required("Replies are taken on several days: give the time with its day."));
        }
        let at = match told.at {
            Some(when) => when.on(sitting.sitting_day()).map_err(|error| FieldError::new("/at", "malformed", format!("{error}.")))?,
            None => told
                .now
                .max(book.last())
                .map_or_else(|| Instant::local(sitting.sitting_day(), NaiveTime::MIN), Ok)
                .map_err(|error| FieldError::new("/at", "malformed", format!("{error}.")))?,
        };
        if told.now.is_some_and(|now| at > now.plus_seconds(LEEWAY)) {
            let now = told.now.unwrap_or(at);
            let message = format!(
                "This is still to come: it would be at {}, and it is {} now. Enter it once it has happened, with the time at which it did.",
                at.clock_beside(now.day()),
                now.clock_beside(sitting.sitting_day())
            );
            return Err(time_required(message));
        }
        let before = book.up_to(at);
        let is_late = before < book.acts.len();
        let course = if is_late { Course::of(&sitting.as_of(before)) } else { Course::of(sitting) };
        in_time(sitting, &course, at, doing)?;
        let late = is_late.then(|| told.now.or(book.last()).unwrap_or(at));
        Ok(Entered { at, before, late, place: None })
    }
}

/// C10: what is done in the sitting itself is entered until six in the morning after it; by correspondence, while it is open.
///
/// # Errors
/// `time_required`.
pub fn in_the_sitting(sitting: &Sitting, told: EventTime) -> Result<(), FieldError> {
    if sitting.is_by_correspondence() {
        return Ok(());
    }
    let last = sitting.days().max().unwrap_or(sitting.meeting.date);
    let is_past = |now: Instant| !sits_at(std::iter::once(last), now);
    if told.now.is_some_and(is_past) {
        let message = format!("This is done in the sitting itself, and was to be entered by six in the morning after {}.", last.long());
        return Err(time_required(message));
    }
    Ok(())
}

fn time_required(message: impl Into<String>) -> FieldError {
    FieldError::new("/at", Code::TimeRequired.as_str(), message)
}

/// Whether a time is on one of the days, or in the night after it.
fn sits_at(days: impl Iterator<Item = Date>, at: Instant) -> bool {
    let day = at.day();
    let in_the_night = at.hour() < UNTIL_HOUR;
    let mut days = days;
    days.any(|sits| sits == day || (in_the_night && sits.plus_days(1) == day))
}

/// Where the meeting stands at a place of the book, as far as times go.
#[derive(Debug, Clone, Copy)]
struct Course {
    state: MeetingState,
    until: Option<Date>,
    day: Date,
}

impl Course {
    fn of(sitting: &Sitting) -> Self {
        Self { state: sitting.meeting.state, until: sitting.book.until, day: sitting.sitting_day() }
    }
}

/// C7.2: members are asked, and reply, on a day on which replies are taken; what becomes of them is recorded on such a day or
/// afterwards, and what prepares it whenever.
fn in_writing(sitting: &Sitting, until: Date, at: Instant, doing: Doing) -> Result<(), FieldError> {
    let (first, day) = (sitting.meeting.date, at.day());
    let is_in_time = match doing {
        Doing::Unbound | Doing::Preparation => true,
        Doing::Concluding => day >= first,
        Doing::Business | Doing::Attending | Doing::Resuming(_) => (first..=until).contains(&day),
    };
    if is_in_time {
        return Ok(());
    }
    let (first, until, at) = (first.long(), until.long(), at.clock_beside(first));
    Err(time_required(format!(
        "The meeting is held by correspondence from {first} to the end of {until}, and this would be at {at}. Give the time at which it \
         happened, with its day."
    )))
}

fn in_time(sitting: &Sitting, course: &Course, at: Instant, doing: Doing) -> Result<(), FieldError> {
    if let Some(until) = sitting.meeting.replies_until {
        return in_writing(sitting, until, at, doing);
    }
    // The day until which it is adjourned is to be one of them.
    let days = || sitting.days().chain(course.until).collect::<Vec<_>>();
    let told = |days: &[Date]| days.iter().map(|day| day.long()).collect::<Vec<_>>().join(" and ");
    let is_adjourned = course.state == MeetingState::Adjourned;
    match doing {
        Doing::Unbound => Ok(()),
        Doing::Resuming(on) if sits_at(std::iter::once(on), at) => Ok(()),
        Doing::Resuming(on) if is_adjourned => {
            Err(time_required(format!("The meeting goes on on {}: give the time on that day at which it did.", on.long())))
        }
        Doing::Attending if is_adjourned && course.until.is_some_and(|until| at.day() == until) => Ok(()),
        Doing::Attending if is_adjourned && course.until.is_some() => {
            let until = course.until.map(Date::long).unwrap_or_default();
            Err(time_required(format!("The meeting is adjourned until {until}: give the time on that day at which they came.")))
        }
        Doing::Business | Doing::Concluding | Doing::Attending | Doing::Resuming(_) => {
            let days = days();
            if sits_at(days.iter().copied(), at) {
                return Ok(());
            }
            let (sat, cure) = match course.state {
                MeetingState::Called => ("is called for", "or change the day of the meeting first (PATCH its date)"),
                MeetingState::Cancelled => ("was called for", "such as 14:05"),
                _ => ("sat on", "such as 14:05; after midnight, with the day"),
            };
            let at = at.clock_beside(course.day);
            let told = told(&days);
            Err(time_required(format!("The meeting {sat} {told}, and this would be at {at}. Give the time at which it happened, {cure}.")))
        }
        Doing::Preparation => {
            let last = days().into_iter().max().unwrap_or(course.day).max(course.day);
            let is_over = at.day() > last && !sits_at(std::iter::once(last), at) && !(is_adjourned && course.until.is_none());
            if !is_over {
                return Ok(());
            }
            let message = format!(
                "The meeting sat last on {}, before this would be ({}). Give the time at which it happened.",
                last.long(),
                at.clock_beside(course.day)
            );
            Err(time_required(message))
        }
    }
}

#[cfg(test)]
mod tests;
