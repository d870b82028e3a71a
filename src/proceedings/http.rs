//! The conduct of a meeting over HTTP.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::changes::{MeetingConvened, MeetingEnded, NothingDeclared, PhaseBegun, PresiderNamed};
use super::{BeginPhase, Proceed, begin, cancel, close, convene, declare_at, preside, say_nil};
use crate::access::Action;
use crate::conflicts::presiding;
use crate::conflicts::rules::preside::named;
use crate::conflicts::views::sitting_of_item;
use crate::declarations::{BodyRole, Category, Declare, Direction, InterestDeclared, Particulars};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{ItemId, MeetingId, PersonId};
use crate::meetings::EventTime;
use crate::meetings::bodies::{Answered, At};
use crate::meetings::viewer::{ITEM, MEETING, Viewer};
use crate::moment::{Date, Instant, When};
use crate::organisations;
use crate::policy::Phase;
use crate::text::{Line, Prose, Rationale};

const TAG: &str = "The room";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::post("/api/v1/meetings/{id}/convene", "convene_a_meeting", open)
            .tag(TAG)
            .summary("Open the meeting.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<At>()
            .status(200)
            .answers::<Answered<MeetingConvened>>(),
        Route::post("/api/v1/meetings/{id}/close", "close_a_meeting", end)
            .tag(TAG)
            .summary("Close the meeting.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<At>()
            .status(200)
            .answers::<Answered<MeetingEnded>>(),
        Route::post("/api/v1/meetings/{id}/cancel", "cancel_a_meeting", call_off)
            .tag(TAG)
            .summary("Cancel a meeting that has not been convened.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<At>()
            .status(200)
            .answers::<Answered<MeetingEnded>>(),
        Route::get("/api/v1/items/{id}/presiding", "get_who_presides", who)
            .tag(TAG)
            .summary("Who presides over an item now.")
            .action(Action::ReadMeetings)
            .of(&ITEM)
            .answers::<Presiding>()
            .tagged(),
        Route::post("/api/v1/items/{id}/presiding", "name_who_presides", name)
            .tag(TAG)
            .summary("Record whom the meeting names to preside over an item.")
            .action(Action::RecordPresiding)
            .of(&ITEM)
            .body::<NewPresider>()
            .answers::<Answered<PresiderNamed>>(),
        Route::post("/api/v1/items/{id}/declarations", "declare_at_the_meeting", declare)
            .tag(TAG)
            .summary("Record an interest declared at the meeting, on an item.")
            .action(Action::RecordDeclarations)
            .of(&ITEM)
            .needs_key()
            .body::<DeclaredHere>()
            .makes("/api/v1/declarations/{id}")
            .answers::<Answered<InterestDeclared>>(),
        Route::post("/api/v1/meetings/{id}/nil-statements", "say_nil_at_the_meeting", nothing)
            .tag(TAG)
            .summary("Record who said at the meeting that they had nothing to declare.")
            .action(Action::RecordAttendance)
            .of(&MEETING)
            .body::<NothingHere>()
            .answers::<Answered<NothingDeclared>>(),
        Route::post("/api/v1/items/{id}/phase", "begin_a_phase", enter)
            .tag(TAG)
            .summary("Take an item into its introduction, deliberation or decision, or close it.")
            .action(Action::RecordPhases)
            .of(&ITEM)
            .body::<NewPhase>()
            .answers::<Answered<PhaseBegun>>(),
    ]
}

/// Whom the meeting names to preside over an item.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewPresider {
    /// An unconflicted person with a vote, as in `/api/v1/people/{id}`; in the room, once the meeting is convened (C2.3).
    person: PersonId,
    /// When they were named, which may be before the meeting; now where it is left out.
    at: Option<When>,
}

/// Who said at the meeting that they had nothing to declare.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewNilStatement")]
struct NothingHere {
    /// As in `/api/v1/people/{id}`; what stands on the register of them stands all the same.
    #[schemars(length(min = 1, max = 200))]
    people: Vec<PersonId>,
    /// When they said it; now where it is left out.
    at: Option<When>,
}

/// The phase that an item is to enter.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewPhase {
    /// A later phase than the one it is in; any may be left out (C10).
    phase: Phase,
    /// That it goes on although more than half of the voting seats attending are excluded (C5.3); once an item.
    #[validate(nested)]
    proceed: Option<GoesOn>,
    /// When it entered it; now where it is left out.
    at: Option<When>,
}

/// By whose word, and why, an item goes on although most have to go.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewProceed")]
struct GoesOn {
    /// Whoever presides over the item where most have to go, as in `/api/v1/people/{id}`.
    by: PersonId,
    /// Why it goes on all the same, which is minuted.
    reason: Rationale,
}

/// An interest declared at a meeting: on the meeting's day.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclaredHere {
    /// Whose interest it is; the person of this sign-in when left out.
    person: Option<PersonId>,
    /// The kind of the interest; one of somebody else, a close associate, is `indirect` (A2).
    category: Category,
    /// What the interest is, in words; needed where neither a body nor an associate is named.
    nature: Option<Prose>,
    /// By id or code.
    #[schemars(transform = crate::text::schema::code)]
    organisation: Option<String>,
    /// The close associate whose interest it is, in the declarer's words.
    related_person: Option<Line>,
    /// The same, where they are on this register.
    related_to: Option<PersonId>,
    /// Of an indirect interest: the kind of the associate's own, which is never `indirect` itself.
    underlying_category: Option<Category>,
    /// The first day of the interest; left out, it has always been there.
    from: Option<Date>,
    /// The last day of the interest; left out, it goes on.
    to: Option<Date>,
    /// When the person became aware of it.
    aware: Option<Date>,
    /// Whether the person would gain or lose; `unknown` where it is left out.
    direction: Option<Direction>,
    /// Who raised it, where it was not the person: a member, or somebody of the public.
    raised_by: Option<Line>,
    /// The part in the body, of the associate where it is indirect; who `governs` or `owns` it is that body, paid or not (A2).
    role: Option<BodyRole>,
}

/// Who presides over an item.
#[derive(Debug, Serialize, JsonSchema)]
struct Presiding {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// None where nobody can.
    presiding: Option<PersonId>,
    /// The name of whoever presides; null where nobody can.
    name: Option<String>,
    /// Whether the meeting named them, instead of the succession of the terms.
    named: bool,
}

async fn open(call: Call) -> Result<Answer, Error> {
    let (id, when) = (call.seen::<MeetingId>()?, EventTime { at: call.body::<At>()?.at, now: Instant::now() });
    call.answer(move |read| convene(read, id, when)).await
}

async fn end(call: Call) -> Result<Answer, Error> {
    let (id, when) = (call.seen::<MeetingId>()?, EventTime { at: call.body::<At>()?.at, now: Instant::now() });
    call.answer(move |read| close(read, id, when)).await
}

async fn call_off(call: Call) -> Result<Answer, Error> {
    let (id, when) = (call.seen::<MeetingId>()?, EventTime { at: call.body::<At>()?.at, now: Instant::now() });
    call.answer(move |read| cancel(read, id, when)).await
}

async fn who(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<ItemId>()?, Viewer::of(&call)?);
    let body = call
        .snapshot(move |read| {
            let sitting = sitting_of_item(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            let person = presiding(&sitting, &sitting.room(), item);
            Ok(Presiding {
                item: id.id(),
                presiding: person,
                name: person.map(|person| sitting.name(person)),
                named: person.is_some() && named(&sitting, item) == person,
            })
        })
        .await?;
    Ok(Answer::json(200, &body)?.tagged_by_content())
}

async fn name(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewPresider { person, at } = call.body()?;
    call.on_behalf_of(person)?;
    let when = EventTime { at, now: Instant::now() };
    call.answer(move |read| preside(read, item, person, when)).await
}

async fn declare(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let body: DeclaredHere = call.body()?;
    let person = body.person.or(call.caller()?.person).ok_or_else(|| Error::invalid("/person", "required", "Say whose interest it is."))?;
    call.on_behalf_of(person)?;
    call.answer(move |read| {
        let body = body.clone();
        let day = crate::meetings::facts::meeting_of(read, item).and_then(|id| crate::meetings::facts::meeting(read, id))?.date;
        let organisation = match body.organisation.as_deref() {
            Some(text) => Some(organisations::resolve(read, "/organisation", text)?),
            None => None,
        };
        let says = Particulars {
            nature: body.nature,
            organisation,
            related_person: body.related_person,
            related_to: body.related_to,
            underlying_category: body.underlying_category,
            from: body.from,
            to: body.to,
            aware: body.aware,
            direction: body.direction.unwrap_or(Direction::Unknown),
            declared: day,
            raised_by: body.raised_by,
            // What is agreed for an interest is agreed away from the table.
            standing_mitigation: None,
            role: body.role,
        };
        let interest = Declare { says, ..Declare::new(person, body.category, day) };
        declare_at(read, item, &interest)
    })
    .await
}

async fn nothing(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<MeetingId>()?;
    let NothingHere { people, at } = call.body()?;
    let when = EventTime { at, now: Instant::now() };
    call.answer(move |read| say_nil(read, id, &people, when)).await
}

async fn enter(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewPhase { phase, proceed, at } = call.body()?;
    let proceed = proceed.map(|said| Proceed { by: said.by, reason: said.reason });
    let (command, when) = (BeginPhase { item, phase, proceed }, EventTime { at, now: Instant::now() });
    call.answer(move |read| begin(read, &command, when)).await
}
