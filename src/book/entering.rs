//! Where an act is written, and what is asked of the meeting as it stood there.

use super::rules::holding::{may_stand, minutes_final};
use crate::fault::{Error, FieldError};
use crate::meetings::{Act, At, Doing, Entered, Place, Said, Sitting};
use crate::moment::Instant;
use crate::verdict::{Code, Refusal};

/// An act that is about to be written: the meeting as it is, and as it stood where the act is to stand.
pub struct Entering {
    whole: Sitting,
    /// None where it is written in its turn, after all others.
    then: Option<Sitting>,
    pub entered: Entered,
}

impl Entering {
    /// Finds the place. Nothing is written late once the minutes are final.
    ///
    /// # Errors
    /// A time that is wrong; `minutes_final`.
    pub fn at(whole: Sitting, at: impl Into<At>, doing: Doing) -> Result<Self, Error> {
        let entered = at.into().of(&whole, doing)?;
        Ok(Self::placed(whole, entered, doing)?)
    }

    /// The same, for something that is never written late.
    ///
    /// # Errors
    /// A time that is wrong.
    pub fn in_its_turn(whole: Sitting, at: impl Into<At>, doing: Doing) -> Result<Self, Error> {
        let entered = at.into().of(&whole, doing)?;
        if entered.before < whole.book.acts.len() {
            let message = "This is entered in the sitting itself, after all that has happened, and never written late.";
            return Err(FieldError::new("/at", Code::TimeRequired.as_str(), message).into());
        }
        Ok(Self::placed(whole, entered, doing)?)
    }

    fn placed(mut whole: Sitting, entered: Entered, doing: Doing) -> Result<Self, Refusal> {
        if entered.before == whole.book.acts.len() {
            if doing != Doing::Unbound {
                whole.look_on(entered.at);
            }
            return Ok(Self { whole, then: None, entered });
        }
        if whole.book.minutes_final {
            return Err(Refusal::of(minutes_final(&whole)));
        }
        let mut then = whole.as_of(entered.before);
        then.look_on(entered.at);
        Ok(Self { whole, then: Some(then), entered })
    }

    /// The meeting as it stands where the act is written.
    #[must_use]
    pub fn sitting(&self) -> &Sitting {
        self.then.as_ref().unwrap_or(&self.whole)
    }

    /// Whether the act may stand there, beside what stands after it (C10).
    ///
    /// # Errors
    /// `decision_final`, else `others_rest_on_it`.
    pub fn may_stand(&self, said: impl IntoIterator<Item = Said>) -> Result<(), Refusal> {
        if self.then.is_none() {
            return Ok(());
        }
        may_stand(&self.whole, &self.as_acts(said))
    }

    /// As acts of the book, each in its place.
    pub(super) fn as_acts(&self, said: impl IntoIterator<Item = Said>) -> Vec<Act> {
        let Entered { at, late, place, .. } = self.entered;
        // Of one time the last that was entered comes last.
        let to_act = |said| Act { id: None, entry: i64::MAX, place: Place { at, entry: place.unwrap_or(i64::MAX) }, late, said };
        said.into_iter().map(to_act).collect()
    }

    /// The meeting as it is.
    #[must_use]
    pub fn whole(&self) -> &Sitting {
        &self.whole
    }
}

/// The time at which it is entered.
#[must_use]
pub fn clock(at: At) -> Instant {
    match at {
        At::Told(told) => told.now.unwrap_or_else(Instant::now),
        At::Exactly { at, late } => late.unwrap_or(at),
        At::Stead { place, now } => now.unwrap_or(place.at),
    }
}
