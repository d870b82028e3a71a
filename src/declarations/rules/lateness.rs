//! A3.1, A3.4: how late an interest was declared.

use crate::moment::Date;

/// A3.1: an interest is declared within this many days of becoming aware of it.
pub const DAYS_TO_DECLARE: i64 = 28;

/// What the 28 days are counted from.
#[derive(Debug, Clone, Copy)]
pub struct Awareness {
    /// When the person became aware, where they said so.
    pub aware: Option<Date>,
    pub from: Option<Date>,
    /// Their first seat: nobody owes a declaration before they hold one.
    pub first_seat: Option<Date>,
    pub declared: Date,
}

/// A3.1: the day on which the person knew of it: as they say, else the beginning of the interest, but not
/// before their first seat; none where nothing of this is known.
#[must_use]
pub fn aware_from(case: Awareness) -> Option<Date> {
    case.aware.or(match (case.from, case.first_seat) {
        (Some(from), Some(seat)) => Some(from.max(seat)),
        (from, seat) => from.or(seat),
    })
}

/// A3.1, A3.4: how many days late a declaration is; 0 when it was in time. Counted from becoming
/// aware; day 28 is in time.
#[must_use]
pub fn days_late(case: Awareness) -> i64 {
    aware_from(case).map_or(0, |aware| (case.declared.days_after(aware) - DAYS_TO_DECLARE).max(0))
}
