//! Calling meetings, their items and papers over HTTP. What a reader may see of an item depends
//! on conflicts, so items and papers are read in `conflicts`.

mod planning;
mod samples;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::bodies::{Answered, ItemBody, ItemPatch, MeetingBody, MeetingPatch, NewItem, NewMeeting, NewPaper};
use super::calling::{CallMeeting, ChangeMeeting};
use super::changes::{ItemAdded, MeetingCalled, PaperTabled};
use super::facts::cards::{self, ByDay, MeetingCard, MeetingFilter};
use super::facts::items;
use super::rules::MeetingState;
use super::viewer::{ITEM, MEETING, Viewer};
use super::{TablePaper, add_item, call as call_meeting, change as change_meeting, change_item, facts, table_paper};
use crate::access::Action;
use crate::committees;
use crate::db::Read;
use crate::fault::Error;
use crate::http::body::query::in_order;
use crate::http::{Answer, Call, Route};
use crate::ids::{ItemId, MeetingId};
use crate::moment::{Date, Instant};

const TAG: &str = "Meetings";

#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/api/v1/meetings", "list_meetings", list)
            .tag(TAG)
            .summary("Meetings, the latest day first.")
            .action(Action::ReadMeetings)
            .shows_nobody("days and places of meetings, not who comes")
            .query::<Filter>()
            .page_of::<MeetingBody>()
            .sorted::<MeetingCard>()
            .formats(),
        Route::post("/api/v1/meetings", "call_a_meeting", make)
            .tag(TAG)
            .summary("Call a meeting of one committee, or of several in common.")
            .action(Action::KeepMeetings)
            .body::<NewMeeting>()
            .makes("/api/v1/meetings/{id}")
            .answers::<MeetingBody>(),
        Route::get("/api/v1/meetings/{id}", "get_a_meeting", one)
            .tag(TAG)
            .summary("One meeting.")
            .action(Action::ReadMeetings)
            .of(&MEETING)
            .shows_nobody("the day and place of a meeting, not who comes")
            .answers::<MeetingBody>()
            .tagged(),
        Route::patch("/api/v1/meetings/{id}", "amend_a_meeting", change)
            .tag(TAG)
            .summary("Set a meeting otherwise before it is convened: fields left out stay, null clears.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<MeetingPatch>()
            .answers::<MeetingBody>()
            .tagged(),
        Route::post("/api/v1/meetings/{id}/items", "add_an_item", add)
            .tag(TAG)
            .summary("Put an item, or a part of one, on the agenda.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<NewItem>()
            .makes("/api/v1/items/{id}")
            .answers::<ItemBody>(),
        Route::patch("/api/v1/items/{id}", "amend_an_item", amend)
            .tag(TAG)
            .summary("Change an item that has not begun.")
            .action(Action::KeepMeetings)
            .of(&ITEM)
            .body::<ItemPatch>()
            .answers::<ItemBody>()
            .tagged(),
        Route::post("/api/v1/items/{id}/papers", "table_a_paper", table)
            .tag(TAG)
            .summary("Table a paper on an item.")
            .action(Action::KeepPapers)
            .of(&ITEM)
            .body::<NewPaper>()
            .makes("/api/v1/papers/{id}")
            .answers::<Answered<PaperTabled>>(),
    ];
    routes.extend(planning::routes());
    routes
}

/// Which of the meetings are listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Filter {
    /// Only meetings in which this committee sits, alone or in common with others: its id or its code.
    committee: Option<String>,
    /// Only meetings on this day or later.
    from: Option<Date>,
    /// Only meetings on this day or earlier.
    to: Option<Date>,
    /// Words separated by commas.
    state: Option<Vec<MeetingState>>,
}

const COLUMNS: &[&str] = &[
    "id",
    "reference",
    "date",
    "starts_at",
    "place",
    "state",
    "private",
    "convened_at",
    "closed_at",
    "committees",
    "committee_codes",
    "replies_until",
];

fn row(card: MeetingCard) -> Vec<Value> {
    let MeetingCard { id, reference, date, starts_at, place, state, private, convened_at, closed_at, committees, replies_until, .. } = card;
    let (names, codes): (Vec<String>, Vec<String>) = committees.into_iter().map(|one| (one.name, one.code)).unzip();
    vec![
        json!(id),
        json!(reference),
        json!(date),
        json!(starts_at),
        json!(place),
        json!(state),
        json!(private),
        json!(convened_at),
        json!(closed_at),
        json!(names),
        json!(codes),
        json!(replies_until),
    ]
}

/// The day on which something is asked for.
fn today() -> Date {
    Instant::now().day()
}

async fn list(call: Call) -> Result<Answer, Error> {
    let (sight, filter) = (Viewer::of(&call)?, call.query::<Filter>()?);
    in_order("to", filter.from, filter.to)?;
    let committee = call.named("committee", filter.committee, committees::facts::by_code).await?;
    let is_nobody = sight.own && sight.person.is_none();
    let filter = MeetingFilter { committee, from: filter.from, to: filter.to, state: filter.state, of: sight.only() };
    if let Some(format) = call.format() {
        let batch = move |read: &mut Read<'_>, after: Option<ByDay>, most: i64| match is_nobody {
            true => Ok((Vec::new(), None)),
            false => cards::cards(read, &filter, after, most),
        };
        return call.table_of(format, "meetings", COLUMNS, batch, row).await;
    }
    let page = call.page()?;
    if is_nobody {
        return page.answer(page.nothing::<MeetingBody>());
    }
    call.snapshot(move |read| {
        let found = page.gather(|after, most| cards::cards(read, &filter, after, most))?;
        page.answer(found.map(MeetingBody::from))
    })
    .await
}

async fn make(call: Call) -> Result<Answer, Error> {
    let body: NewMeeting = call.body()?;
    let NewMeeting { committees, date, starts_at, place, private, reference, correspondence } = body;
    let replies_until = correspondence.map(|asked| asked.until);
    let command = CallMeeting { committees, date, starts_at, place, private, reference, replies_until };
    let tell = |read: &mut Read<'_>, id, _: &MeetingCalled| Ok(MeetingBody::from(cards::card(read, id)?));
    call.answer_made(move |read| call_meeting(read, &command), |made| made.id, tell).await
}

async fn one(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let card = call
        .snapshot(move |read| {
            let meeting = facts::meeting(read, id)?;
            sight.admit(read, &meeting)?;
            cards::card(read, id)
        })
        .await?;
    Answer::one(card.id, card.version, &MeetingBody::from(card))
}

async fn change(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<MeetingId>()?;
    let seen = call.if_match(id.id())?;
    let MeetingPatch { date, starts_at, place, private, reference, correspondence } = call.body()?;
    let replies_until = correspondence.map(|given| given.map(|asked| asked.until));
    let patch = ChangeMeeting { date, starts_at, place, private, reference, replies_until };
    let tell = move |read: &mut Read<'_>| {
        let card = cards::card(read, id)?;
        Ok((card.version, MeetingBody::from(card)))
    };
    call.amended(id.id(), move |read| change_meeting(read, id, &patch, seen), tell).await
}

async fn add(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<MeetingId>()?;
    let body: NewItem = call.body()?;
    let decide = move |read: &mut Read<'_>| {
        // A meeting of nobody's is said before anything about the body.
        facts::meeting(read, id)?;
        let command = body.command(read, id)?;
        add_item(read, &command)
    };
    let tell = |read: &mut Read<'_>, id, _: &ItemAdded| {
        let meeting = facts::meeting_of(read, id)?;
        ItemBody::whole(read, meeting, id)
    };
    call.answer_made(decide, |added| added.id, tell).await
}

async fn amend(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<ItemId>()?;
    let seen = call.if_match(id.id())?;
    let body: ItemPatch = call.body()?;
    let decide = move |read: &mut Read<'_>| {
        let (held, stated) = items::stated(read, id)?;
        let shown = items::versions(read, held.meeting)?.get(&id.id()).map_or(stated, |version| version.whole);
        if seen != shown {
            return Err(Error::Stale { current: shown });
        }
        let command = body.upon(read, held.clone())?;
        let changed = change_item(read, id, &command, stated)?;
        if command == held { Err(Error::AsItStands) } else { Ok(changed) }
    };
    let tell = move |read: &mut Read<'_>| {
        let meeting = facts::meeting_of(read, id)?;
        let body = ItemBody::whole(read, meeting, id)?;
        let version = items::versions(read, meeting)?.get(&id.id()).map_or(0, |version| version.whole);
        Ok((version, body))
    };
    call.amended(id.id(), decide, tell).await
}

async fn table(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewPaper { title, authors, accountable, location, sha256, confidential } = call.body()?;
    let command = TablePaper { item, title, authors, accountable, location, sha256, confidential };
    call.answer(move |read| table_paper(read, &command)).await
}
