//! Days, and minutes of London time. A day is counted from 1970-01-01, a moment in minutes from its midnight.

pub type Day = i64;
pub type Moment = i64;

/// Minutes of a day.
pub const DAY: i64 = 1440;
/// A sitting may run past midnight, the day after until 06:00.
pub const NIGHT: i64 = 360;

pub fn day_of(t: Moment) -> Day {
    t.div_euclid(DAY)
}

/// The day of the civil calendar (Howard Hinnant's count).
pub fn civil(y: i64, m: i64, d: i64) -> Day {
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let yoe = y - era * 400;
    let doy = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

pub fn parts(day: Day) -> (i64, i64, i64) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let m = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(m <= 2), m, doy - (153 * mp + 2) / 5 + 1)
}

/// `YYYY-MM-DD`.
pub fn day(text: &str) -> Day {
    let mut n = text.split('-').map(|p| p.parse::<i64>().unwrap_or(1));
    let (y, m, d) = (n.next().unwrap_or(1970), n.next().unwrap_or(1), n.next().unwrap_or(1));
    civil(y, m, d)
}

pub fn day_text(d: Day) -> String {
    let (y, m, d) = parts(d);
    format!("{y:04}-{m:02}-{d:02}")
}

/// `HH:MM` of the given day, or `YYYY-MM-DDTHH:MM`.
pub fn moment(text: &str, on: Day) -> Moment {
    let (on, clock) = match text.split_once('T') {
        Some((d, c)) => (day(d), c),
        None => (on, text),
    };
    let (h, m) = clock.split_once(':').unwrap_or(("0", "0"));
    on * DAY + h.parse::<i64>().unwrap_or(0) * 60 + m.parse::<i64>().unwrap_or(0)
}

pub fn moment_text(t: Moment) -> String {
    let c = t.rem_euclid(DAY);
    format!("{}T{:02}:{:02}", day_text(day_of(t)), c / 60, c % 60)
}

/// The same day so many months later, or the last of that month where it is shorter.
pub fn months_later(d: Day, months: i64) -> Day {
    let (y, m, dd) = parts(d);
    let n = y * 12 + (m - 1) + months;
    let (y, m) = (n.div_euclid(12), n.rem_euclid(12) + 1);
    let next = if m == 12 { civil(y + 1, 1, 1) } else { civil(y, m + 1, 1) };
    let length = next - civil(y, m, 1);
    civil(y, m, dd.min(length))
}
