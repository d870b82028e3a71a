//! A time as somebody writes it down: an instant, with whatever offset their clock has, or the
//! clock on the wall, of a day that is known from elsewhere.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::{Date, Instant, NotAMoment, in_years, time};

/// When something happened, as a request tells it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    At(Instant),
    /// In the time zone of meetings.
    Clock(NaiveTime),
}

impl When {
    /// The instant that is meant, for what happened on a day where only its clock is told.
    ///
    /// # Errors
    /// [`NotAMoment::Skipped`] for a clock time that the day does not have.
    pub fn on(self, day: Date) -> Result<Instant, NotAMoment> {
        match self {
            Self::At(at) => Ok(at),
            Self::Clock(time) => Instant::local(day, time),
        }
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(at) => at.fmt(f),
            Self::Clock(time) => time.format("%H:%M").fmt(f),
        }
    }
}

/// RFC 3339 in one spelling but for its offset: `T` in the middle, no leap second (no later
/// arithmetic could keep it), no more digits than nanoseconds have.
fn with_offset(text: &str) -> Option<DateTime<Utc>> {
    let digits = text.get(19..)?.strip_prefix('.').map_or(1, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let is_plain = text.get(10..11) == Some("T") && text.get(17..19) != Some("60") && (1..=9).contains(&digits);
    let ends =
        text.ends_with('Z') || text.len().checked_sub(6).and_then(|at| text.get(at..)).is_some_and(|end| end.starts_with(['+', '-']));
    if is_plain && ends { Some(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc)) } else { None }
}

impl FromStr for When {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        if let Ok(clock) = time(text) {
            return Ok(Self::Clock(clock));
        }
        let at = with_offset(text).ok_or_else(|| NotAMoment::When(super::cut(text)))?;
        in_years(&at, text)?;
        Ok(Self::At(Instant::from_utc(at)))
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for When {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "When".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let clock = r"^([01][0-9]|2[0-3]):[0-5][0-9]$";
        let rest = r"(\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$";
        let instant = format!("{}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]{rest}", super::DAY);
        schemars::json_schema!({
            "description": "An instant, with any offset (2026-06-09T14:05:00+01:00), or a clock time (14:05) of the day on which the meeting sits, in Europe/London.",
            "anyOf": [
                {"type": "string", "format": "date-time", "pattern": instant},
                {"type": "string", "pattern": clock, "examples": ["14:05"]},
            ],
        })
    }
}
