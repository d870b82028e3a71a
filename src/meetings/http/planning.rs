//! Setting out what meetings are to take, over HTTP: on which days, beginning with what, in which order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::{TAG, today};
use crate::access::{Action, Seen};
use crate::committees::{self, COMMITTEE};
use crate::db::Read;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, MeetingId};
use crate::meetings::bodies::Answered;
use crate::meetings::changes::planning::{MeetingsCalled, StandingItemsSet};
use crate::meetings::facts::{self, cards, standing as kept};
use crate::meetings::rules::planning::{Days, Ends, Repeats};
use crate::meetings::viewer::MEETING;
use crate::meetings::{CallSeries, ItemStatement, OrderAgenda, SetStanding, call_series, order, set_standing};
use crate::moment::Date;
use crate::policy::{Purpose, Stage};
use crate::text::{ClockTime, Line, Word};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::put("/api/v1/meetings/{id}/order", "order_the_agenda", put)
            .tag(TAG)
            .summary("Put the items of a meeting in another order: the whole list of them, parts going with their item.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<NewOrder>()
            .answers::<AgendaOrder>()
            .tagged(),
        Route::get("/api/v1/committees/{id}/standing-items", "list_standing_items", standing)
            .tag(TAG)
            .summary("What the meetings of a committee begin with that are called for a day.")
            .action(Action::ReadCommittees)
            .of(&COMMITTEE)
            .shows_nobody("what meetings begin with, not who comes")
            .query::<OnDay>()
            .answers::<StandingItems>()
            .tagged(),
        Route::post("/api/v1/committees/{id}/standing-items", "set_standing_items", stand)
            .tag(TAG)
            .summary("Set what the meetings of a committee begin with, from a day on; meetings that are called already stay as they are.")
            .action(Action::KeepMeetings)
            .of(&COMMITTEE)
            .body::<NewStanding>()
            .answers::<Answered<StandingItemsSet>>(),
        Route::post("/api/v1/committees/{id}/meeting-series", "call_meetings", series)
            .tag(TAG)
            .summary(
                "Call the meetings of a committee at once, all of them or none: every so many weeks or months, or on days of their own.",
            )
            .action(Action::KeepMeetings)
            .of(&COMMITTEE)
            .needs_key()
            .body::<NewSeries>()
            .answers::<Answered<MeetingsCalled>>(),
    ]
}

/// For which day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StandingOnDay")]
struct OnDay {
    /// The day of the meeting; today where it is left out.
    as_at: Option<Date>,
}

/// What a committee's meetings are to begin with.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStanding {
    /// The first day of meetings that begin with it; of several lists from one day the last holds.
    from: Date,
    /// The whole list in its order, at most 30; an empty one, and meetings begin with nothing.
    #[schemars(length(max = 30))]
    items: Vec<StandingItem>,
}

/// An item with which meetings begin, such as the declarations of interest or the minutes of the last meeting.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StandingItem {
    /// What the business is called on the agenda.
    title: Line,
    /// What it is for; without an outcome of each item for decision or ratification no minutes are final (C4).
    purpose: Purpose,
    /// A word for the kind of decision; left out, of none.
    decision_type: Option<Word>,
    /// Where the service stands; left out, read by its purpose (C9).
    stage: Option<Stage>,
    /// A word for the kind of business; left out, of it no authority is asked (D1).
    function: Option<Word>,
    /// Whether it is taken without the public; left out, as the meeting.
    private: Option<bool>,
    /// By which way it came to the committee, in words.
    route: Option<Line>,
}

impl From<StandingItem> for ItemStatement {
    fn from(item: StandingItem) -> Self {
        let StandingItem { title, purpose, decision_type, stage, function, private, route } = item;
        Self {
            title,
            purpose: Some(purpose),
            decision_type,
            stage,
            function,
            affects: None,
            value: None,
            procurement: None,
            private,
            committees: None,
            route,
            confirms: None,
            decides_again: None,
            agenda_part: None,
        }
    }
}

/// As they are shown: nobody is named in one.
fn shown(items: Vec<ItemStatement>) -> Vec<StandingItem> {
    let one = |says: ItemStatement| {
        let ItemStatement { title, purpose, decision_type, stage, function, private, route, .. } = says;
        StandingItem { title, purpose: purpose.unwrap_or(Purpose::Information), decision_type, stage, function, private, route }
    };
    items.into_iter().map(one).collect()
}

/// What the meetings of a committee begin with.
#[derive(Debug, Serialize, JsonSchema)]
struct StandingItems {
    /// The committee, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// The day of the meeting that is asked about.
    as_at: Date,
    /// From which day the list holds; null where there is none.
    from: Option<Date>,
    /// The items in their order.
    items: Vec<StandingItem>,
    /// The entry in the log by which it was set; null where there is none.
    version: Option<i64>,
}

/// Meetings to be called at once: on `dates`, or `first` and every so many weeks or months from there, a `count` of them or
/// `until` a day.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSeries {
    /// The days themselves, at most 60, where they follow no rhythm.
    #[validate(length(min = 1, max = 60, message = "Call between 1 and 60 meetings at once."))]
    dates: Option<Vec<Date>>,
    /// The first day, which says the weekday; monthly, which one of its month (the second Tuesday) it is.
    first: Option<Date>,
    /// Left out only with `dates`.
    repeats: Option<Repeats>,
    /// Every so many weeks or months, 1 to 52; each of them where it is left out.
    #[validate(range(min = 1, max = 52, message = "Every 1 to 52 weeks or months."))]
    #[schemars(range(min = 1, max = 52))]
    every: Option<u32>,
    /// How many meetings, at most 60; or give `until`.
    #[validate(range(min = 1, max = 60, message = "Call between 1 and 60 meetings at once."))]
    #[schemars(range(min = 1, max = 60))]
    count: Option<u32>,
    /// The last day on which one may be; or give `count`.
    until: Option<Date>,
    /// Local time, `14:00`: the same by the clock on the wall in summer and in winter.
    starts_at: Option<ClockTime>,
    /// Where they are to be held, in words; may be said later, of each.
    place: Option<Line>,
    /// Held without the public.
    #[serde(default)]
    private: bool,
}

impl NewSeries {
    fn days(&self) -> Result<Days, Error> {
        let contradictory = |pointer: &str, message: &'static str| Error::invalid(pointer, "contradictory", message);
        match (&self.dates, self.first) {
            (Some(dates), None) if self.repeats.is_none() && self.every.is_none() && self.count.is_none() && self.until.is_none() => {
                Ok(Days::Named(dates.clone()))
            }
            (Some(_), _) => Err(contradictory("/dates", "Days of their own follow no rhythm: give 'dates' alone, or leave them out.")),
            (None, None) => Err(Error::invalid("/first", "required", "Say the first day, or give all of them in 'dates'.")),
            (None, Some(first)) => {
                let needed = || Error::invalid("/repeats", "required", "Say how often: weekly or monthly.");
                let (repeats, every) = (self.repeats.ok_or_else(needed)?, self.every.unwrap_or(1));
                let ends = match (self.count, self.until) {
                    (Some(count), None) => Ends::After(usize::try_from(count).unwrap_or(usize::MAX)),
                    (None, Some(until)) => Ends::Until(until),
                    (None, None) => return Err(Error::invalid("/count", "required", "Say how many, or 'until' which day.")),
                    (Some(_), Some(_)) => return Err(contradictory("/until", "Say how many, or until which day: not both.")),
                };
                Ok(Days::Rhythm { first, repeats, every, ends })
            }
        }
    }
}

/// The items of an agenda in their order.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrder {
    /// Every item of the agenda once, as in `/api/v1/items/{id}`, in the order in which they are to be taken; no parts.
    #[validate(length(max = 200, message = "No agenda has more than 200 items."))]
    #[schemars(extend("uniqueItems" = true))]
    items: Vec<ItemId>,
}

/// An agenda by its items.
#[derive(Debug, Serialize, JsonSchema)]
struct AgendaOrder {
    /// The meeting, as in `/api/v1/meetings/{id}`, whose `ETag` this has.
    meeting: MeetingId,
    /// Its items in their order, each followed by its parts.
    items: Vec<InOrder>,
    /// The number of the last entry in the log that called, changed, ordered, opened or ended the meeting.
    version: i64,
}

/// An item in its place.
#[derive(Debug, Serialize, JsonSchema)]
struct InOrder {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// The item that it is a part of; null where it is no part.
    part_of: Option<ItemId>,
    /// Its place on the agenda, counted from 1; a part has its item's.
    position: i64,
    /// Its number on the agenda for people.
    number: String,
    /// What the business is called on the agenda.
    title: String,
}

async fn put(call: Call) -> Result<Answer, Error> {
    let meeting = call.seen::<MeetingId>()?;
    let if_match = call.if_match(meeting.id())?;
    let NewOrder { items } = call.body()?;
    let command = OrderAgenda { meeting, items, if_match };
    call.amended(meeting.id(), move |read| order(read, &command), move |read| in_order(read, meeting)).await
}

fn in_order(read: &mut Read<'_>, meeting: Seen<MeetingId>) -> Result<(i64, AgendaOrder), Error> {
    let version = cards::card(read, meeting)?.version;
    let items = facts::items(read, meeting)?.into_iter().filter(|item| item.is_shown()).map(|item| InOrder {
        item: item.id,
        part_of: item.part_of,
        position: item.position,
        number: item.number,
        title: item.title,
    });
    Ok((version, AgendaOrder { meeting: meeting.id(), items: items.collect(), version }))
}

async fn standing(call: Call) -> Result<Answer, Error> {
    let committee: CommitteeId = call.id("id")?;
    let as_at = call.query::<OnDay>()?.as_at.unwrap_or_else(today);
    let look = move |read: &mut Read<'_>| {
        committees::facts::code(read, committee)?.ok_or(Error::NotFound("committee"))?;
        Ok(kept::in_force(read, committee, as_at)?)
    };
    let list = call.snapshot(look).await?;
    let (from, version) = (list.as_ref().map(|list| list.from), list.as_ref().map(|list| list.version));
    let body = StandingItems { committee, as_at, from, items: shown(list.map_or_else(Vec::new, |list| list.items)), version };
    Ok(Answer::json(200, &body)?.tagged_by_content())
}

async fn stand(call: Call) -> Result<Answer, Error> {
    let committee: CommitteeId = call.id("id")?;
    let NewStanding { from, items } = call.body()?;
    let command = SetStanding { committee, from, items: items.into_iter().map(ItemStatement::from).collect() };
    call.answer(move |read| set_standing(read, &command)).await
}

async fn series(call: Call) -> Result<Answer, Error> {
    let committee: CommitteeId = call.id("id")?;
    let body: NewSeries = call.body()?;
    let days = body.days()?;
    let NewSeries { starts_at, place, private, .. } = body;
    let command = CallSeries { committee, days, starts_at, place, private, today: today() };
    call.answer(move |read| call_series(read, &command)).await
}
