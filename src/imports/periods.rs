//! With which commissioner an organisation is on a day, and whether it is open.
//!
//! **The day of leaving or closing is the first day out**, not the last day in: a practice that
//! left on 31 March 2017 is not counted on 31 March 2017. This is the reading that gives the
//! published number of practices of all twelve commissioning groups of the sample at all four
//! days; to count the day itself gives one practice too many in Rotherham and in Hull, each of
//! which lost one on that day. A register's own periods ([`crate::moment::Period`]) hold both
//! their ends: end them the day before.
//!
//! A dormant organisation counts as open, because no day of dormancy is given; a closed one
//! without a day of closing counts as closed throughout, a proposed one as not yet open.

use serde::Serialize;

use super::organisations::Status;
use crate::moment::Date;

/// A time with one commissioner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommissionerPeriod {
    /// The commissioner's code.
    pub code: String,
    /// The first day; `None` where no list has said.
    pub joined: Option<Date>,
    /// The first day no longer; `None` until further notice.
    pub left: Option<Date>,
}

/// Whether a span from its first day to the first day out of it holds the day.
fn spans(from: Option<Date>, until: Option<Date>, day: Date) -> bool {
    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until)
}

/// The commissioner on a day, of periods as [`place`] leaves them.
#[must_use]
pub fn commissioner_on(periods: &[CommissionerPeriod], day: Date) -> Option<&str> {
    periods.iter().find(|one| spans(one.joined, one.left, day)).map(|one| one.code.as_str())
}

/// Whether an organisation is open on a day.
#[must_use]
pub fn is_open_on(opened: Option<Date>, closed: Option<Date>, status: Option<Status>, day: Date) -> bool {
    let never = match status {
        Some(Status::Closed) => closed.is_none(),
        Some(Status::Proposed) => true,
        Some(Status::Active | Status::Dormant) | None => false,
    };
    !never && spans(opened, closed, day)
}

/// The most periods one organisation may have.
pub const MAX_PERIODS: usize = 100;

/// Why a period cannot be placed among those already known: column, code, message.
pub type PeriodFault = (&'static str, &'static str, String);

/// Adds what a list with days says to the periods already known.
///
/// The same commissioner from the same day is the same period, and may change its end. A period
/// of another start is a new one; an earlier period without an end then ends where the next
/// begins, for a list often shows only the commissioner of the day.
///
/// # Errors
/// Two commissioners at one time.
pub fn place(held: &[CommissionerPeriod], said: CommissionerPeriod) -> Result<Vec<CommissionerPeriod>, PeriodFault> {
    let mut all = held.to_vec();
    let same = all.iter_mut().rev().find(|one| {
        let one_start_unknown = said.joined.is_none() || one.joined.is_none();
        one.code.eq_ignore_ascii_case(&said.code) && (one.joined == said.joined || one_start_unknown)
    });
    match same {
        Some(one) => {
            one.joined = said.joined.or(one.joined);
            one.left = said.left;
        }
        None if held.len() >= MAX_PERIODS => {
            let message = format!(
                "The organisation already has {MAX_PERIODS} times with a commissioner, the most that are kept. Take some out of the list."
            );
            return Err(("joined_commissioner", "too_many", message));
        }
        None => all.push(said),
    }
    all.sort_by_key(|one| one.joined);
    let mut placed: Vec<CommissionerPeriod> = Vec::with_capacity(all.len());
    for next in all {
        if let Some(last) = placed.last_mut() {
            let starts = next.joined.filter(|starts| last.joined.is_none_or(|before| before < *starts));
            let Some(starts) = starts else { return Err(overlap(last, &next)) };
            match last.left {
                None => last.left = Some(starts),
                Some(left) if left > starts => return Err(overlap(last, &next)),
                Some(_) => {}
            }
        }
        placed.push(next);
    }
    Ok(placed)
}

fn overlap(one: &CommissionerPeriod, other: &CommissionerPeriod) -> PeriodFault {
    let span = |period: &CommissionerPeriod| {
        let from = period.joined.map_or_else(|| "an unknown day".to_owned(), |day| day.to_string());
        let until = period.left.map_or_else(|| "now".to_owned(), |day| day.to_string());
        format!("{} from {from} until {until}", period.code)
    };
    let message = format!(
        "The practice would have two commissioners at one time: {}, and {}. Put the days of joining and leaving right.",
        span(one),
        span(other)
    );
    ("joined_commissioner", "two_commissioners", message)
}

/// Adds what a list without days says: the commissioner of today.
///
/// # Errors
/// Another commissioner than the one held with days: since when, the list does not say.
pub fn place_undated(held: &[CommissionerPeriod], code: &str) -> Result<Vec<CommissionerPeriod>, PeriodFault> {
    let fresh = || CommissionerPeriod { code: code.to_owned(), joined: None, left: None };
    let Some(last) = held.last() else { return Ok(vec![fresh()]) };
    if last.code.eq_ignore_ascii_case(code) {
        return Ok(held.to_vec());
    }
    if held.len() == 1 && last.joined.is_none() && last.left.is_none() {
        return Ok(vec![fresh()]);
    }
    let message = format!(
        "The register has it with commissioner {}, this list with {code}, without saying since when. Use a layout with the days of joining and leaving.",
        last.code
    );
    Err(("commissioner_code", "day_of_joining_missing", message))
}
