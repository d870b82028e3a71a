#![allow(clippy::unwrap_used)]
use super::*;

#[test]
fn an_instant_has_one_spelling_and_keeps_microseconds() {
    let at: Instant = "2026-11-22T03:04:05.123456789Z".parse().unwrap();
    assert_eq!(at.to_string(), "2026-11-22T03:04:05.123456Z");
    for bad in [
        "2026-11-22T03:04:05+00:00",
        "2026-11-22T03:04:60Z",
        "2026-11-22",
        "0000-01-01T00:00:00Z",
        "2026-11-22T03:04:60.000000Z",
        "2026-02-30T03:04:05.000000Z",
        "2026-11-22T03:04:05.12345xZ",
        "2026-11-22T03-04:05.123456Z",
    ] {
        assert!(bad.parse::<Instant>().is_err(), "{bad}");
    }
}

/// Our own writing and reading against the calendar's library, on every day there is.
#[test]
fn a_day_is_written_and_read_as_the_library_does() {
    let mut day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
    while day.year() <= 2200 {
        let text = day.format("%Y-%m-%d").to_string();
        assert_eq!((Date(day).to_string(), text.parse::<Date>()), (text.clone(), Ok(Date(day))));
        let at = Instant::from_utc(day.and_hms_micro_opt(day.day() % 24, day.month(), 59, day.ordinal()).unwrap().and_utc());
        let text = at.utc().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
        assert_eq!((at.to_string(), text.parse::<Instant>()), (text.clone(), Ok(at)));
        day = day.succ_opt().unwrap();
    }
    for year in [-1, 0, 999, 9999, 10_000] {
        let day = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
        assert_eq!(Date(day).to_string(), day.format("%Y-%m-%d").to_string(), "{year}");
        let at = Instant::from_utc(day.and_hms_opt(1, 2, 3).unwrap().and_utc());
        assert_eq!(at.to_string(), at.utc().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string(), "{year}");
    }
    for bad in ["", "2026-11-2", "2026/11/26", "2026-11-2x", "+026-11-26", "2026-11- 6", "2026-1126-", "２026-11-2"] {
        assert!(bad.parse::<Date>().is_err(), "{bad}");
    }
}

#[test]
fn a_local_time_in_the_spring_gap_is_refused() {
    let day: Date = "2027-03-28".parse().unwrap();
    assert!(Instant::local(day, time("01:30").unwrap()).is_err());
    assert_eq!(Instant::local(day, time("02:30").unwrap()).unwrap().to_string(), "2027-03-28T01:30:00.000000Z");
}

#[test]
fn dates_that_no_calendar_has_are_refused() {
    for bad in ["2027-02-29", "2026-04-31", "0000-01-01", "9999-12-31", "2026-1-01", "10000-01-01"] {
        assert!(bad.parse::<Date>().is_err(), "{bad}");
    }
}

#[test]
fn six_months_after_the_end_of_january_is_the_end_of_july() {
    let end: Date = "2018-01-31".parse().unwrap();
    assert_eq!(end.plus_months(6), "2018-07-31".parse().unwrap());
}
