//! C10: what every meeting of a committee begins with, and the meetings of a year, called at once: all of them or none,
//! and whoever calls them is told of every day that cannot be.

use chrono::Datelike as _;

use super::length::most_items;
use crate::fault::FieldError;
use crate::ids::{CommitteeId, MeetingId};
use crate::moment::{Date, YEARS};
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::words;

/// How many items every meeting of a committee may begin with.
pub const MOST_STANDING: usize = 30;
/// How many meetings are called at once, and with how many items together.
pub const MOST_MEETINGS: usize = 60;
const MOST_TOGETHER: usize = 600;

words! {
    /// How often a committee meets.
    Repeats "rhythm of meetings" {
        /// On the weekday of the first, every week or every so many.
        Weekly = "weekly",
        /// On the same weekday of the month as the first (its second Tuesday, say), every month or every so many. A fifth one
        /// is the last of a month that has four.
        Monthly = "monthly",
    }
}

/// How long it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    After(usize),
    Until(Date),
}

/// The days of a series, as they are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    Named(Vec<Date>),
    Rhythm { first: Date, repeats: Repeats, every: u32, ends: Ends },
}

impl Days {
    /// The days themselves, in their order.
    ///
    /// # Errors
    /// None of them, more than are called at once, one named twice, or one beyond the years that are kept.
    pub fn all(&self) -> Result<Vec<Date>, Vec<FieldError>> {
        let (days, at) = match self {
            Self::Named(days) => {
                let twice = |n: &usize| days.iter().take(*n).any(|other| Some(other) == days.get(*n));
                let faults: Vec<FieldError> = (0..days.len())
                    .filter(twice)
                    .map(|n| FieldError::new(format!("/dates/{n}"), "duplicate", "This day is named twice."))
                    .collect();
                if !faults.is_empty() {
                    return Err(faults);
                }
                let mut days = days.clone();
                days.sort_unstable();
                (days, "/dates")
            }
            Self::Rhythm { first, repeats, every, ends } => {
                let day = |n: u32| match repeats {
                    Repeats::Weekly => first.plus_days(7 * i64::from(n) * i64::from(*every)),
                    Repeats::Monthly => same_weekday(*first, n * every),
                };
                let is_kept = |day: &Date| YEARS.contains(&day.naive().year());
                let all = (0_u32..).map(day).take_while(is_kept);
                match ends {
                    Ends::After(count) => {
                        let days: Vec<Date> = all.take((*count).min(MOST_MEETINGS + 1)).collect();
                        if days.len() < (*count).min(MOST_MEETINGS + 1) {
                            let message = format!("They go on beyond the year {}: ask for fewer.", YEARS.end());
                            return Err(vec![FieldError::new("/count", "range", message)]);
                        }
                        (days, "/count")
                    }
                    Ends::Until(last) => (all.take_while(|day| day <= last).take(MOST_MEETINGS + 1).collect(), "/until"),
                }
            }
        };
        if days.is_empty() || days.len() > MOST_MEETINGS {
            let message = format!("Call between 1 and {MOST_MEETINGS} meetings at once.");
            return Err(vec![FieldError::new(at, "length", message)]);
        }
        Ok(days)
    }
}

/// The same weekday so many months on: the second Tuesday of a month where the first day was the second of its own.
fn same_weekday(first: Date, months: u32) -> Date {
    let of_month = first.naive().day0();
    let begins = first.plus_days(-i64::from(of_month)).plus_months(months);
    let (wanted, has) = (first.naive().weekday().num_days_from_monday(), begins.naive().weekday().num_days_from_monday());
    let day = begins.plus_days(i64::from((7 + wanted - has) % 7) + 7 * i64::from(of_month / 7));
    if day.naive().month() == begins.naive().month() { day } else { day.plus_days(-7) }
}

/// A day on which a committee is to meet, and what is known of it.
#[derive(Debug, Clone)]
pub struct DayAsked {
    pub date: Date,
    /// How many seats the terms of reference in force on it have; none where none are.
    pub seats: Option<usize>,
    /// A meeting of the committee on that day, by its reference.
    pub meets: Option<(MeetingId, String)>,
    /// Why the clock time is none of that day.
    pub no_hour: Option<String>,
    /// How many standing items it begins with.
    pub items: usize,
}

/// The permit: these meetings may be called.
#[derive(Debug)]
pub struct MayCallSeries {
    pub(in crate::meetings) committee: CommitteeId,
    pub(in crate::meetings) on: Date,
}

/// C10, F: a committee is called together on days that are still to come, once a day, under terms of reference in force, at
/// an hour that there is. `today` is the day on which it is called.
///
/// # Errors
/// The refusal, with every reason of every day.
pub fn may_call(committee: CommitteeId, name: &str, today: Date, days: &[DayAsked]) -> Result<MayCallSeries, Refusal> {
    let mut reasons = Reasons::new();
    let about = |code: Code, rule: &'static str, detail: String| Reason::new(code, rule, detail).fact(committee.subject());
    for day in days {
        let date = day.date.long();
        if day.date < today {
            let detail = format!("{date} is past: the meetings are called on {}.", today.long());
            reasons
                .add(about(Code::PeriodInvalid, "C10", detail).cure("Leave that day out; the book of a past meeting is kept by itself."));
        }
        if day.seats.is_none() {
            let detail = format!("{name} has no terms of reference in force on {date}.");
            reasons.add(about(Code::TermsNotInForce, "F", detail).cure("Leave that day out, or enter terms of reference for it first."));
        }
        if let Some((meeting, reference)) = &day.meets {
            let detail = format!("{name} meets on {date} already: {reference}.");
            let reason = Reason::new(Code::Duplicate, "C10", detail).fact(meeting.subject()).fact(committee.subject());
            reasons.add(reason.cure("Leave that day out."));
        }
        if let Some(why) = &day.no_hour {
            reasons.add(
                about(Code::PeriodInvalid, "C10", format!("On {date}: {why}.")).cure("Give another 'starts_at', or leave that day out."),
            );
        }
        if let Err(refusal) = may_begin_with(day.items, day.seats.unwrap_or(0), Some(day.date)) {
            reasons.extend(refusal.reasons.into_iter().map(|reason| reason.fact(committee.subject())));
        }
    }
    let together: usize = days.iter().map(|day| day.items).sum();
    if together > MOST_TOGETHER {
        let detail = format!("These meetings begin with {together} standing items together; at most {MOST_TOGETHER} are entered at once.");
        reasons.add(about(Code::StateForbids, "C10", detail).cure("Call fewer meetings at once."));
    }
    reasons.or_else(|| MayCallSeries { committee, on: today })
}

/// C10: no meeting begins with more than it can be prepared for.
///
/// # Errors
/// The refusal.
pub fn may_begin_with(items: usize, seats: usize, on: Option<Date>) -> Result<(), Refusal> {
    let most = most_items(seats);
    if items <= most {
        return Ok(());
    }
    let on = on.map_or_else(String::new, |day| format!(" on {}", day.long()));
    let detail = format!("A meeting{on} would begin with {items} standing items; with {seats} seats in its committees it takes {most}.");
    Err(Refusal::of(Reason::new(Code::StateForbids, "C10", detail).cure("Let the committees have fewer standing items.")))
}

/// The permit: the meetings of this committee begin with these from that day.
#[derive(Debug)]
pub struct MayStand {
    pub(in crate::meetings) committee: CommitteeId,
    pub(in crate::meetings) from: Date,
}

/// C10: what a committee's meetings begin with is said anew from a day on, for meetings that are called afterwards.
/// `is_so` tells whether it is what they begin with from that day already.
///
/// # Errors
/// `duplicate`.
pub fn may_stand(committee: CommitteeId, from: Date, is_so: bool) -> Result<MayStand, Refusal> {
    if is_so {
        let detail = format!("From {} on the meetings begin with these very items already.", from.long());
        let reason = Reason::new(Code::Duplicate, "C10", detail).fact(committee.subject());
        return Err(Refusal::of(reason.cure("Leave it as it stands.")));
    }
    Ok(MayStand { committee, from })
}

#[cfg(test)]
mod tests;
