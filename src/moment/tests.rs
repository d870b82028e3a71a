#![allow(clippy::unwrap_used)]
use super::*;

#[test]
fn an_instant_has_one_spelling_and_keeps_microseconds() {
    let at: Instant = "2026-11-22T03:04:05.123456789Z".parse().unwrap();
    assert_eq!(at.to_string(), "2026-11-22T03:04:05.123456Z");
    for bad in [
        "2026-11-22T03:04:05+00:00",
        "2026-11-22 03:04:05Z",
        "2026-11-22t03:04:05Z",
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
fn a_clock_is_read_with_its_day_and_zone_where_they_are_not_plain() {
    let day: Date = "2024-10-26".parse().unwrap();
    let read = |text: &str| text.parse::<Instant>().unwrap().clock_beside(day);
    assert_eq!(read("2024-10-26T13:05:00Z"), "14:05");
    assert_eq!(read("2024-10-26T23:25:00Z"), "00:25 on 27 October 2024");
    assert_eq!(read("2024-10-27T00:50:00Z"), "01:50 BST on 27 October 2024");
    assert_eq!(read("2024-10-27T01:10:00Z"), "01:10 GMT on 27 October 2024");
    assert_eq!(read("2025-01-01T00:10:00Z"), "00:10 on 1 January 2025");
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

#[test]
fn a_time_is_told_with_any_offset_or_as_a_clock() {
    let day: Date = "2018-06-05".parse().unwrap();
    let on = |text: &str| text.parse::<When>().and_then(|when| when.on(day)).map(|at| at.to_string()).unwrap_or_default();
    for (text, at) in [
        ("14:05", "2018-06-05T13:05:00.000000Z"),
        ("2018-06-05T14:05:00+01:00", "2018-06-05T13:05:00.000000Z"),
        ("2018-06-05T13:05:00.123456789Z", "2018-06-05T13:05:00.123456Z"),
        ("2018-06-05T00:05:00-13:00", "2018-06-05T13:05:00.000000Z"),
        ("2018-06-05T13:05:00-00:00", "2018-06-05T13:05:00.000000Z"),
    ] {
        assert_eq!(on(text), at, "{text}");
    }
    for bad in [
        "",
        "24:00",
        "4:05",
        "14:5",
        "14:05:00",
        "2018-06-05",
        "2018-06-05T14:05:00",
        "2018-06-05 14:05:00Z",
        "2018-06-05t14:05:00Z",
        "2018-06-05T14:05Z",
        "2018-06-05T14:05:60+01:00",
        "2018-06-05T14:05:00.Z",
        "2018-06-05T14:05:00.1234567890Z",
        "2018-06-05T14:05:00+24:00",
        "2018-06-05T14:05:00+0100",
        "1899-12-31T23:59:59Z",
        "2201-01-01T00:00:00Z",
        "1900-01-01T00:00:00+01:00",
    ] {
        assert!(bad.parse::<When>().is_err(), "{bad}");
    }
    assert!(matches!("1899-12-31".parse::<Date>(), Err(NotAMoment::Year(_))));
}

#[test]
fn a_clock_is_told_with_its_day_where_it_is_another() {
    let day: Date = "2018-06-05".parse().unwrap();
    let at = |text: &str| text.parse::<Instant>().unwrap().clock_beside(day);
    assert_eq!(at("2018-06-05T22:59:00Z"), "23:59");
    assert_eq!(at("2018-06-05T23:25:00Z"), "00:25 on 6 June 2018");
    assert_eq!(at("2018-06-04T22:00:00Z"), "23:00 on 4 June 2018");
}
