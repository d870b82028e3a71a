//! Setting out what a meeting is to take, over HTTP: in which order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::TAG;
use crate::access::{Action, Seen};
use crate::db::Read;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{ItemId, MeetingId};
use crate::meetings::facts::{self, cards};
use crate::meetings::viewer::MEETING;
use crate::meetings::{OrderAgenda, order};

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
    ]
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
    let items = facts::items(read, meeting)?.into_iter().map(|item| InOrder {
        item: item.id,
        part_of: item.part_of,
        position: item.position,
        number: item.number,
        title: item.title,
    });
    Ok((version, AgendaOrder { meeting: meeting.id(), items: items.collect(), version }))
}
