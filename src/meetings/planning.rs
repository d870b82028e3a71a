//! What a committee's meetings begin with, and its meetings of a year, called at once.

use super::calling::{CallMeeting, call, no_hour};
use super::changes::planning::{MeetingsCalled, StandingItemsSet};
use super::facts::standing;
use super::rules::planning::{DayAsked, Days, MOST_STANDING, may_begin_with, may_call, may_stand};
use super::rules::{ItemStatement, numbering};
use crate::committees;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::CommitteeId;
use crate::meetings::changes::PlacedItem;
use crate::moment::Date;
use crate::text::{ClockTime, Line};

/// What meetings are to begin with.
#[derive(Debug, Clone)]
pub struct SetStanding {
    pub committee: CommitteeId,
    pub from: Date,
    pub items: Vec<ItemStatement>,
}

/// Sets what the meetings of a committee begin with that are called afterwards, from a day on.
///
/// # Errors
/// [`Error::NotFound`] for the committee; a list that is too long; the refusal of [`may_stand`].
pub fn set_standing(read: &mut Read<'_>, command: &SetStanding) -> Result<StandingItemsSet, Error> {
    let SetStanding { committee, from, items } = command.clone();
    if committees::facts::code(read, committee)?.is_none() {
        return Err(Error::NotFound("committee"));
    }
    if items.len() > MOST_STANDING {
        let message = format!("These are {}: every meeting begins with at most {MOST_STANDING}.", items.len());
        return Err(Error::invalid("/items", "length", message));
    }
    let held = standing::in_force(read, committee, from)?;
    let is_so = held.is_some_and(|held| held.from == from && held.items == items);
    Ok(StandingItemsSet::by(may_stand(committee, from, is_so)?, items))
}

/// What a meeting of these committees begins with on a day: the standing items of each, in the order of the committees; where
/// several meet in common, each list is the business of its own.
///
/// # Errors
/// What the database says; more than a meeting takes.
pub fn begins_with(read: &mut Read<'_>, committees: &[CommitteeId], day: Date) -> Result<Vec<PlacedItem>, Error> {
    let (mut items, mut seats) = (Vec::new(), 0);
    for committee in committees {
        let Some(list) = standing::in_force(read, *committee, day)? else { continue };
        for says in list.items {
            let own = (committees.len() > 1).then(|| vec![*committee]);
            let number = numbering::next(&[], None, i64::try_from(items.len()).unwrap_or(0) + 1);
            items.push(PlacedItem::new(number, ItemStatement { committees: own, ..says }));
        }
    }
    if !items.is_empty() {
        for committee in committees {
            seats += committees::facts::terms_on(read, *committee, day)?.map_or(0, |terms| terms.seats.len());
        }
        may_begin_with(items.len(), seats, None)?;
    }
    Ok(items)
}

/// Meetings to be called at once.
#[derive(Debug, Clone)]
pub struct CallSeries {
    pub committee: CommitteeId,
    pub days: Days,
    /// Local time, `14:00`: the same by the clock on the wall in summer and in winter.
    pub starts_at: Option<ClockTime>,
    pub place: Option<Line>,
    pub private: bool,
    /// The day on which they are called.
    pub today: Date,
}

/// Calls the meetings of a committee, all of them or none.
///
/// # Errors
/// [`Error::NotFound`] for the committee; days that are wrong in themselves; the refusal of [`may_call`].
pub fn call_series(read: &mut Read<'_>, command: &CallSeries) -> Result<MeetingsCalled, Error> {
    let CallSeries { committee, days, starts_at, place, private, today } = command.clone();
    let held = committees::facts::one(read, committee)?.ok_or(Error::NotFound("committee"))?;
    let days = days.all().map_err(Error::Invalid)?;
    let taken = standing::meets_on(read, committee, &days)?;
    let mut asked = Vec::with_capacity(days.len());
    for date in &days {
        asked.push(DayAsked {
            date: *date,
            seats: committees::facts::terms_on(read, committee, *date)?.map(|terms| terms.seats.len()),
            meets: taken.iter().find(|(day, ..)| day == date).map(|(_, id, reference)| (*id, reference.clone())),
            no_hour: no_hour(*date, starts_at.as_deref()),
            items: standing::in_force(read, committee, *date)?.map_or(0, |list| list.items.len()),
        });
    }
    let permit = may_call(committee, &held.name, today, &asked)?;
    let mut meetings = Vec::with_capacity(days.len());
    for date in days {
        let one = CallMeeting {
            committees: vec![committee],
            date,
            starts_at: starts_at.clone(),
            place: place.clone(),
            private,
            reference: None,
            replies_until: None,
        };
        meetings.push((*call(read, &one)?).clone());
    }
    Ok(MeetingsCalled::by(permit, meetings))
}
