//! The conduct of a meeting over HTTP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::TAG;
use crate::access::Action;
use crate::book::{begin, cancel, close, convene, declare_at, preside, rule};
use crate::conflicts::NewOverride;
use crate::conflicts::RuleOn;
use crate::conflicts::changes::RulingMade;
use crate::conflicts::rules::preside::{convening, named, named_to_convene, presiding};
use crate::conflicts::views::sitting_of_item;
use crate::declarations::{BodyRole, Category, Declare, Direction, InterestDeclared, Particulars};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::EventTime;
use crate::meetings::bodies::{Answered, At};
use crate::meetings::viewer::{ITEM, MEETING, Viewer};
use crate::moment::{Date, Instant, When};
use crate::organisations;
use crate::policy::{Phase, Treatment};
use crate::proceedings::changes::{MeetingConvened, MeetingEnded, PhaseBegun, PresiderNamed};
use crate::proceedings::{BeginPhase, Proceed};
use crate::text::{Line, Prose, Rationale};

pub(super) fn routes() -> Vec<Route> {
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
            .summary("Cancel a meeting that has not been convened, with the reason.")
            .action(Action::KeepMeetings)
            .of(&MEETING)
            .body::<Cancellation>()
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
        Route::post("/api/v1/items/{id}/phase", "begin_a_phase", enter)
            .tag(TAG)
            .summary("Take an item into its introduction, deliberation or decision, or close it.")
            .action(Action::RecordPhases)
            .of(&ITEM)
            .body::<NewPhase>()
            .answers::<Answered<PhaseBegun>>(),
        Route::post("/api/v1/items/{id}/rulings", "make_a_ruling", make_ruling)
            .tag(TAG)
            .summary("Rule on how a person is treated on an item, as whoever presides over it.")
            .action(Action::RecordRulings)
            .of(&ITEM)
            .needs_key()
            .body::<NewRuling>()
            .answers::<Answered<RulingMade>>(),
    ]
}

/// A ruling to be made on how somebody is treated on an item.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRuling {
    /// Whose treatment it is, as in `/api/v1/people/{id}`; nobody rules on themself (C2).
    person: PersonId,
    /// One that the policy permits and no floor forbids (C1.3).
    treatment: Treatment,
    /// Whoever presides over the item.
    by: PersonId,
    /// Needed where the ruling is less strict than the proposal.
    reason: Option<Rationale>,
    /// By whose word it may go below a floor (C1.3).
    #[serde(rename = "override")]
    #[validate(nested)]
    over: Option<NewOverride>,
    /// When it was made, which may be before the meeting; now where it is left out.
    at: Option<When>,
}

/// Whom the meeting names to preside over an item.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPresider {
    /// An unconflicted person with a vote, as in `/api/v1/people/{id}`; in the room, once the meeting is convened (C2.3).
    person: PersonId,
    /// The committee in which they preside; of several that decide in common, left out, it is who convenes.
    committee: Option<CommitteeId>,
    /// When they were named, which may be before the meeting; now where it is left out.
    at: Option<When>,
}

/// The phase that an item is to enter.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPhase {
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
pub(super) struct DeclaredHere {
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
    /// When it was declared at the meeting; now where it is left out.
    at: Option<When>,
    /// The part in the body, of the associate where it is indirect; who `governs` or `owns` it is that body, paid or not (A2).
    role: Option<BodyRole>,
}

/// Why a meeting is not held.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cancellation {
    /// Why; whoever was called to it is told.
    reason: Option<Rationale>,
    /// When it was cancelled; now where it is left out.
    at: Option<When>,
}

/// Who leads the talk on an item, and who presides over it in each committee.
#[derive(Debug, Serialize, JsonSchema)]
struct Presiding {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Who presides, as in `/api/v1/people/{id}`; where several committees decide in common, who convenes. Null where nobody can.
    presiding: Option<PersonId>,
    /// The name of that person; null where nobody can.
    name: Option<String>,
    /// Whether the meeting named them, instead of the succession of the terms.
    named: bool,
    /// Who presides in each committee that the item concerns: rules on its members, and has its casting vote.
    committees: Vec<PresidingIn>,
}

/// Who presides over an item in a committee.
#[derive(Debug, Serialize, JsonSchema)]
struct PresidingIn {
    /// The committee, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// What it is called.
    committee_name: String,
    /// Who presides in it, as in `/api/v1/people/{id}`; null where nobody can.
    presiding: Option<PersonId>,
    /// The name of that person; null where nobody can.
    name: Option<String>,
    /// Whether the meeting named them, instead of the succession of the terms.
    named: bool,
}

async fn open(call: Call) -> Result<Answer, Error> {
    let (id, when) = (call.seen::<MeetingId>()?, EventTime::told(call.body::<At>()?.at, Instant::now()));
    call.answer(move |read| convene(read, id, when)).await
}

async fn end(call: Call) -> Result<Answer, Error> {
    let (id, when) = (call.seen::<MeetingId>()?, EventTime::told(call.body::<At>()?.at, Instant::now()));
    call.answer(move |read| close(read, id, when)).await
}

async fn call_off(call: Call) -> Result<Answer, Error> {
    let (id, Cancellation { reason, at }) = (call.seen::<MeetingId>()?, call.body()?);
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| cancel(read, id, reason.as_ref(), when)).await
}

async fn who(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<ItemId>()?, Viewer::of(&call)?);
    let body = call
        .snapshot(move |read| {
            let sitting = sitting_of_item(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            let room = sitting.room();
            let in_each: Vec<PresidingIn> = sitting
                .concerned(item)
                .map(|at| {
                    let person = presiding(&sitting, &room, item, at);
                    PresidingIn {
                        committee: at.committee.id,
                        committee_name: at.committee.name.clone(),
                        presiding: person,
                        name: person.map(|person| sitting.name(person)),
                        named: person.is_some() && named(&sitting, item, at) == person,
                    }
                })
                .collect();
            let person = convening(&sitting, &room, item);
            let by_name = match in_each.as_slice() {
                [only] => only.named,
                _ => person.is_some() && named_to_convene(&sitting, item) == person,
            };
            Ok(Presiding {
                item: id.id(),
                presiding: person,
                name: person.map(|person| sitting.name(person)),
                named: by_name,
                committees: in_each,
            })
        })
        .await?;
    Ok(Answer::json(200, &body)?.tagged_by_content())
}

async fn name(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewPresider { person, committee, at } = call.body()?;
    call.on_behalf_of(person)?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| preside(read, item, committee, person, when)).await
}

async fn declare(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let body: DeclaredHere = call.body()?;
    let person = body.person.or(call.caller()?.person).ok_or_else(|| Error::invalid("/person", "required", "Say whose interest it is."))?;
    call.on_behalf_of(person)?;
    let when = EventTime::told(body.at, Instant::now());
    call.answer(move |read| {
        let body = body.clone();
        let meeting = crate::meetings::facts::meeting_of(read, item)?;
        let day = crate::meetings::facts::meeting(read, meeting)?.date;
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
        declare_at(read, meeting, Some(item.id()), &interest, when)
    })
    .await
}

async fn enter(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewPhase { phase, proceed, at } = call.body()?;
    let proceed = proceed.map(|said| Proceed { by: said.by, reason: said.reason });
    let (command, when) = (BeginPhase { item, phase, proceed }, EventTime::told(at, Instant::now()));
    call.answer(move |read| begin(read, &command, when)).await
}

async fn make_ruling(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewRuling { person, treatment, by, reason, over, at } = call.body()?;
    let over = over.map(NewOverride::command);
    call.on_behalf_of(by)?;
    let (command, when) = (RuleOn { item, person, treatment, by, reason, over }, EventTime::told(at, Instant::now()));
    call.answer(move |read| rule(read, &command, when)).await
}
