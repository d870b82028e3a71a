//! A meeting that stops and goes on, who has nothing to declare, whom it borrows, over HTTP.

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::TAG;
use crate::access::Action;
use crate::book::changes::{MeetingAdjourned, MeetingResumed, NilSaid, PersonCoOpted};
use crate::book::{adjourn, carry_over, co_opt, remove, resume, say_nil, withdraw};
use crate::conflicts::rules::co_opt::CoOpt;
use crate::db::Read;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::bodies::{Answered, ItemBody};
use crate::meetings::changes::carrying::ItemCarried;
use crate::meetings::changes::taking_off::{ItemRemoved, ItemWithdrawn};
use crate::meetings::viewer::{ITEM, MEETING};
use crate::meetings::{EventTime, facts};
use crate::moment::{Date, Instant, When};
use crate::organisations;
use crate::text::{Number, Rationale};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/meetings/{id}/adjourn", "adjourn_a_meeting", stop)
            .tag(TAG)
            .summary("Stop the meeting, until a day where one is named: the room empties, what is under way stays as it is.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<NewAdjournment>()
            .answers::<Answered<MeetingAdjourned>>(),
        Route::post("/api/v1/meetings/{id}/resume", "resume_a_meeting", go_on)
            .tag(TAG)
            .summary("Go on with an adjourned meeting; who holds which seat is asked of that day.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<NewResumption>()
            .answers::<Answered<MeetingResumed>>(),
        Route::post("/api/v1/meetings/{id}/nil-statements", "say_nil", nothing)
            .tag(TAG)
            .summary("Record that somebody says at the meeting that they have no interest; it is no return.")
            .action(Action::RecordDeclarations)
            .of(&MEETING)
            .needs_key()
            .body::<NewNil>()
            .answers::<Answered<NilSaid>>(),
        Route::post("/api/v1/items/{id}/co-options", "borrow_a_person", borrow)
            .tag(TAG)
            .summary("Borrow somebody for an item: into a seat of a committee, or with a voice alone.")
            .action(Action::RecordPresiding)
            .of(&ITEM)
            .needs_key()
            .body::<NewCoOption>()
            .answers::<Answered<PersonCoOpted>>(),
        Route::post("/api/v1/items/{id}/carry-over", "carry_an_item_over", carry)
            .tag("Meetings")
            .summary("Put a deferred item, or one of a cancelled meeting, onto a later agenda with everything it had.")
            .action(Action::KeepMeetings)
            .of(&ITEM)
            .needs_key()
            .body::<NewCarrying>()
            .makes("/api/v1/items/{id}")
            .answers::<ItemBody>(),
        Route::post("/api/v1/items/{id}/withdraw", "withdraw_an_item", take_back)
            .tag("Meetings")
            .summary("Withdraw an item from an agenda that people have: it stays there, with the reason, and is not taken.")
            .action(Action::KeepMeetings)
            .of(&ITEM)
            .body::<OffTheAgenda>()
            .status(200)
            .answers::<Answered<ItemWithdrawn>>(),
        Route::post("/api/v1/items/{id}/remove", "remove_an_item", strike_off)
            .tag("Meetings")
            .summary("Remove an item that was entered by mistake, before people have the agenda; the record keeps it.")
            .action(Action::KeepMeetings)
            .of(&ITEM)
            .body::<OffTheAgenda>()
            .status(200)
            .answers::<Answered<ItemRemoved>>(),
    ]
}

/// That a meeting stops.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAdjournment {
    /// The day until which; left out where none is named.
    until: Option<Date>,
    /// When it stopped; now where it is left out.
    at: Option<When>,
}

/// That an adjourned meeting goes on.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewResumption {
    /// The day on which; left out, the one until which it was adjourned, else the same day.
    date: Option<Date>,
    /// When it went on, a clock time being of that day; now where it is left out.
    at: Option<When>,
}

/// That somebody has no interest.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNil {
    /// Who says so, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// When they said it; now where it is left out.
    at: Option<When>,
}

/// Somebody who is borrowed for an item.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCoOption {
    /// Who, as in `/api/v1/people/{id}`: somebody who has declared, and is not conflicted on the item.
    person: PersonId,
    /// The seat that they have for the item, by its name in the terms of reference: one that is vacant, or whose holder is away
    /// or has an interest in the item. Left out, they have a voice alone.
    #[validate(length(min = 1, max = 60, message = "A seat's name has 1 to 60 characters."))]
    seat: Option<String>,
    /// Whose seat it is; needed only where several committees have one of that name.
    committee: Option<CommitteeId>,
    /// Whoever presides there; while nobody can, an unconflicted chief officer or guardian.
    by: PersonId,
    /// The body they come from, by id or code.
    #[schemars(transform = crate::text::schema::code)]
    from_organisation: Option<String>,
    /// Why; it is minuted.
    reason: Option<Rationale>,
    /// When they were borrowed, which may be before the meeting; now where it is left out.
    at: Option<When>,
}

/// Where an item goes.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCarrying {
    /// The later meeting, as in `/api/v1/meetings/{id}`: called, and of every committee that the item concerns.
    to: MeetingId,
    /// Its number on that agenda; the next where it is left out.
    number: Option<Number>,
}

/// Why an item goes off the agenda.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OffTheAgenda {
    /// Why; whoever had the agenda is told, and of one withdrawn the minutes tell it.
    reason: Option<Rationale>,
}

async fn stop(call: Call) -> Result<Answer, Error> {
    let (id, NewAdjournment { until, at }) = (call.seen::<MeetingId>()?, call.body()?);
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| adjourn(read, id, until, when)).await
}

async fn go_on(call: Call) -> Result<Answer, Error> {
    let (id, NewResumption { date, at }) = (call.seen::<MeetingId>()?, call.body()?);
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| resume(read, id, date, when)).await
}

async fn nothing(call: Call) -> Result<Answer, Error> {
    let (id, NewNil { person, at }) = (call.seen::<MeetingId>()?, call.body()?);
    call.on_behalf_of(person)?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| say_nil(read, id, person, when)).await
}

async fn borrow(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewCoOption { person, seat, committee, by, from_organisation, reason, at } = call.body()?;
    if committee.is_some() && seat.is_none() {
        return Err(Error::invalid("/committee", "not_given_here", "A committee is named only with its seat."));
    }
    call.on_behalf_of(by)?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| {
        let from = match from_organisation.as_deref() {
            Some(text) => Some(organisations::resolve(read, "/from_organisation", text)?),
            None => None,
        };
        let seat = match &seat {
            Some(seat) => Some((crate::book::seat_of(read, item, committee, seat)?, seat.clone())),
            None => None,
        };
        let command = CoOpt { item, seat, person, by, from, reason: reason.clone(), has_declared: false };
        co_opt(read, &command, when)
    })
    .await
}

async fn carry(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewCarrying { to, number } = call.body()?;
    let decide = move |read: &mut Read<'_>| carry_over(read, item, to, number.as_ref());
    let tell = |read: &mut Read<'_>, id, _: &ItemCarried| {
        let meeting = facts::meeting_of(read, id)?;
        ItemBody::whole(read, meeting, id)
    };
    call.answer_made(decide, |carried| carried.id, tell).await
}

async fn take_back(call: Call) -> Result<Answer, Error> {
    let (item, OffTheAgenda { reason }) = (call.seen::<ItemId>()?, call.body()?);
    let now = Instant::now();
    call.answer(move |read| withdraw(read, item, reason.as_ref(), now)).await
}

async fn strike_off(call: Call) -> Result<Answer, Error> {
    let (item, OffTheAgenda { reason }) = (call.seen::<ItemId>()?, call.body()?);
    let now = Instant::now();
    call.answer(move |read| remove(read, item, reason.as_ref(), now)).await
}
