//! Instants, dates and periods. An instant is cut to microseconds at birth and written as
//! fixed-width RFC 3339, so that text order is time order and both databases give back what was
//! hashed. Meetings happen in local time; the record is UTC.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, MappedLocalTime, Months, NaiveDate, NaiveTime, SubsecRound, TimeZone, Timelike, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The time zone of meetings, and its name as the API gives it.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::London;
pub const ZONE_NAME: &str = "Europe/London";

/// The earliest and latest year a register can speak of: four digits, and none of the sentinel
/// years (0000, 9999) that spreadsheets invent.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A day within [`YEARS`], as the beginning of a pattern.
const DAY: &str = "^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

/// A point in time, to the microsecond, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(DateTime<Utc>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAMoment {
    #[error("'{0}' is not an instant: write it in UTC as 2026-11-26T14:05:00Z")]
    Instant(String),
    #[error("'{0}' is not a date of the years 1900 to 2200: write it as 2026-11-26")]
    Date(String),
    #[error("'{0}' is not a time of day: write it as 14:05")]
    Time(String),
    #[error("'{0}' is not a time: write it as 2026-11-26T14:05:00Z, with the offset of another clock (+01:00), or as a clock time, 14:05")]
    When(String),
    #[error("'{0}' is outside the years {first} to {last}, which are all that is kept here", first = YEARS.start(), last = YEARS.end())]
    Year(String),
    #[error("{0} does not exist on that day in Europe/London: the clocks go forward")]
    Skipped(String),
}

/// The last digits of a number, as many as there is room for.
fn digits(room: Option<&mut [u8]>, mut number: u32) {
    for byte in room.into_iter().flatten().rev() {
        *byte = b"0123456789".get((number % 10) as usize).copied().unwrap_or(b'0');
        number /= 10;
    }
}

/// Writes `2026-11-26` over the first ten bytes. None for a year without four digits, which no
/// register speaks of, but reckoning with days can reach.
fn calendar(text: &mut [u8], day: NaiveDate) -> Option<()> {
    if !(0..=9999).contains(&day.year()) {
        return None;
    }
    let parts = [(day.year().unsigned_abs(), 0..4), (day.month(), 5..7), (day.day(), 8..10)];
    parts.into_iter().for_each(|(number, place)| digits(text.get_mut(place), number));
    Some(())
}

/// The number that some digits of a text are.
fn number(text: &str, place: std::ops::Range<usize>) -> Option<u32> {
    text.as_bytes().get(place)?.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

/// An instant in the spelling in which it is written here, digit by digit: read from every row of
/// a page, any other spelling is too dear.
fn read_written(text: &str) -> Option<DateTime<Utc>> {
    let marks = [(10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')];
    if text.len() != 27 || marks.iter().any(|(place, mark)| text.as_bytes().get(*place) != Some(mark)) {
        return None;
    }
    let number = |place| number(text, place);
    let time = NaiveTime::from_hms_micro_opt(number(11..13)?, number(14..16)?, number(17..19)?, number(20..26)?)?;
    Some(read_calendar(text.get(..10)?)?.and_time(time).and_utc())
}

/// A date in the one spelling, digit by digit.
fn read_calendar(text: &str) -> Option<NaiveDate> {
    let number = |place| number(text, place);
    let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let year = i32::try_from(number(0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?).filter(|_| dashes)
}

fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Whether a register can speak of it.
fn in_years(day: &impl Datelike, text: &str) -> Result<(), NotAMoment> {
    if YEARS.contains(&day.year()) { Ok(()) } else { Err(NotAMoment::Year(cut(text))) }
}

impl Instant {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the clock")]
    pub fn now() -> Self {
        Self::from_utc(Utc::now())
    }

    #[must_use]
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }

    /// A local time of day on a date. Where clocks go back the earlier of the two is meant, as a
    /// clerk with a wall clock would write it first.
    ///
    /// # Errors
    /// [`NotAMoment::Skipped`] for a time that the change to summer time leaves out.
    pub fn local(date: Date, time: NaiveTime) -> Result<Self, NotAMoment> {
        ZONE.from_local_datetime(&date.naive().and_time(time))
            .earliest()
            .map(|at| Self::from_utc(at.with_timezone(&Utc)))
            .ok_or_else(|| NotAMoment::Skipped(time.format("%H:%M").to_string()))
    }

    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The calendar day in Europe/London.
    #[must_use]
    pub fn day(self) -> Date {
        Date(self.0.with_timezone(&ZONE).date_naive())
    }

    /// The hour on the wall clock in Europe/London.
    #[must_use]
    pub fn hour(self) -> u32 {
        self.0.with_timezone(&ZONE).hour()
    }

    /// The wall clock in Europe/London, `14:05`; in the hour that the autumn has twice with its zone,
    /// `01:10 GMT`.
    #[must_use]
    pub fn clock(self) -> String {
        let local = self.0.with_timezone(&ZONE);
        let is_read_twice = matches!(ZONE.from_local_datetime(&local.naive_local()), MappedLocalTime::Ambiguous(..));
        local.format(if is_read_twice { "%H:%M %Z" } else { "%H:%M" }).to_string()
    }

    /// The same moment in Europe/London, as RFC 3339 with the offset: `2018-06-06T14:05:00+01:00`.
    #[must_use]
    pub fn local_time(self) -> String {
        self.0.with_timezone(&ZONE).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }

    /// The wall clock, with the day where it is another than the one that is understood: `14:05`,
    /// `00:25 on 7 March 2018`.
    #[must_use]
    pub fn clock_beside(self, understood: Date) -> String {
        let (clock, day) = (self.clock(), self.day());
        if day == understood { clock } else { format!("{clock} on {}", day.long()) }
    }

    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + chrono::Duration::seconds(seconds))
    }

    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Self {
        Self(self.0 + chrono::Duration::microseconds(micros))
    }
}

impl Instant {
    /// Written out over `text`: a format read anew for each instant of a page costs more than its
    /// rows. None as for [`calendar`].
    fn written<'t>(&self, text: &'t mut [u8; 27]) -> Option<&'t str> {
        let (at, time) = (self.0.date_naive(), self.0.time());
        *text = *b"0000-00-00T00:00:00.000000Z";
        calendar(text, at)?;
        let parts = [(time.hour(), 11..13), (time.minute(), 14..16), (time.second(), 17..19), (time.nanosecond() / 1000, 20..26)];
        parts.into_iter().for_each(|(number, place)| digits(text.get_mut(place), number));
        std::str::from_utf8(text).ok()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.written(&mut [0; 27]) {
            Some(text) => f.write_str(text),
            None => self.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").fmt(f),
        }
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let bad = || NotAMoment::Instant(cut(text));
        // chrono reads `:60` as a leap second that no later arithmetic can keep; UTC only, so
        // that one instant has one spelling.
        if !text.ends_with('Z') || text.get(10..11) != Some("T") || text.get(17..19) == Some("60") {
            return Err(bad());
        }
        let at = match read_written(text) {
            Some(at) => at,
            None => DateTime::parse_from_rfc3339(text).map_err(|_| bad())?.with_timezone(&Utc),
        };
        in_years(&at, text)?;
        Ok(Self::from_utc(at))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.written(&mut [0; 27]) {
            Some(text) => s.serialize_str(text),
            None => s.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Instant {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let rest = r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z$";
        schemars::json_schema!({
            "type": "string", "format": "date-time", "pattern": format!("{DAY}{rest}"), "description": "An instant in UTC, to the microsecond.",
        })
    }
}

/// A calendar day, within [`YEARS`], in the one spelling `2026-11-26`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// The day itself, for calendar arithmetic.
    #[must_use]
    pub fn naive(self) -> NaiveDate {
        self.0
    }

    /// Whole months later: the last day of a shorter month where the day does not exist
    /// (31 August and six months is the last of February).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        Self(self.0.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX))
    }

    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(chrono::TimeDelta::try_days(days).and_then(|by| self.0.checked_add_signed(by)).unwrap_or(NaiveDate::MAX))
    }

    /// How many days `self` lies after `other`; negative when it lies before.
    #[must_use]
    pub fn days_after(self, other: Self) -> i64 {
        (self.0 - other.0).num_days()
    }

    /// `6 March 2018`, as a reader would write it.
    #[must_use]
    pub fn long(self) -> String {
        self.0.format("%-d %B %Y").to_string()
    }
}

impl Date {
    /// Written out over `text`; none as for [`calendar`].
    fn written<'t>(&self, text: &'t mut [u8; 10]) -> Option<&'t str> {
        *text = *b"0000-00-00";
        calendar(text, self.0)?;
        std::str::from_utf8(text).ok()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.written(&mut [0; 10]) {
            Some(text) => f.write_str(text),
            None => self.0.format("%Y-%m-%d").fmt(f),
        }
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let bad = || NotAMoment::Date(cut(text));
        let day = read_calendar(text).ok_or_else(bad)?;
        in_years(&day, text)?;
        Ok(Self(day))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.written(&mut [0; 10]) {
            Some(text) => s.serialize_str(text),
            None => s.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date", "pattern": format!("{DAY}$"), "description": "A calendar day, such as `2026-11-26`."})
    }
}

/// Reads `14:05`.
///
/// # Errors
/// [`NotAMoment::Time`] for anything else.
pub fn time(text: &str) -> Result<NaiveTime, NotAMoment> {
    if text.len() != 5 {
        return Err(NotAMoment::Time(cut(text)));
    }
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| NotAMoment::Time(cut(text)))
}

/// A span of days, both ends inside it; no end means "until further notice".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// The first day, itself included.
    pub from: Date,
    /// The last day, itself included; null until further notice.
    pub to: Option<Date>,
}

impl Period {
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

mod when;
pub use when::When;

#[cfg(test)]
#[path = "moment/tests.rs"]
mod tests;
