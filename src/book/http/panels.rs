//! What a conflicts panel said of an item, over HTTP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::TAG;
use crate::access::Action;
use crate::book::hear_panel;
use crate::conflicts::changes::PanelHeard;
use crate::conflicts::rules::panel::{Found, HearPanel, Instruct};
use crate::conflicts::views::{others_withheld, sitting_of_item};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{FactId, ItemId, PersonId};
use crate::meetings::bodies::{Answered, Listed};
use crate::meetings::viewer::{ITEM, Viewer};
use crate::meetings::{EventTime, Panel, Sitting};
use crate::moment::{Date, Instant, When};
use crate::policy::Treatment;
use crate::text::Rationale;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/items/{id}/panels", "list_panels", list)
            .tag(TAG)
            .summary("The conflicts panels that were heard on an item, or on the item it is a part of, in order.")
            .action(Action::ReadProposals)
            .of(&ITEM)
            .answers::<Listed<PanelBody>>()
            .tagged(),
        Route::post("/api/v1/items/{id}/panels", "hear_a_panel", hear)
            .tag(TAG)
            .summary("Record what a conflicts panel said of an item: how people are to be treated, which binds, and what it found.")
            .action(Action::KeepMeetings)
            .of(&ITEM)
            .needs_key()
            .body::<NewPanel>()
            .answers::<Answered<PanelHeard>>(),
    ]
}

/// The word of a conflicts panel. It says what it found, how people are to be treated, or both.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPanel {
    /// Who convened it, as in `/api/v1/people/{id}`: the first of the policy's officers who has no interest and could be reached.
    convened_by: PersonId,
    /// Of the officers before them, those who could not be reached.
    #[serde(default)]
    #[validate(length(max = 20, message = "At most 20 people."))]
    unavailable: Vec<PersonId>,
    /// Who sat on it, as in `/api/v1/people/{id}`: people who have declared and have no interest in the item, as many as the
    /// policy asks for.
    #[validate(length(min = 1, max = 20, message = "Name 1 to 20 people."))]
    members: Vec<PersonId>,
    /// Why it was convened; it is minuted.
    reason: Option<Rationale>,
    /// What it found of how the proposal came about; left out where it said nothing of that.
    #[validate(nested)]
    found: Option<NewFinding>,
    /// How people are to be treated on the item and its parts.
    #[serde(default)]
    #[validate(length(max = 200, message = "At most 200 people are instructed."), nested)]
    instructions: Vec<NewInstruction>,
    /// The day on which it met; the day on which its word is entered where it is left out.
    on: Option<Date>,
    /// When its word reached the meeting, which may be before the day; now where it is left out.
    at: Option<When>,
}

/// What a conflicts panel found.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFinding {
    /// Whether those with an interest unduly influenced the proposal: it is then advised not to accept it.
    undue_influence: bool,
    /// What that rests on; needed where they did.
    words: Option<Rationale>,
}

/// How a conflicts panel instructs somebody to be treated.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInstruction {
    /// Who, as in `/api/v1/people/{id}`: nobody who convened the panel or sat on it.
    person: PersonId,
    /// How: not below a floor, and nothing that reaches beyond the item.
    treatment: Treatment,
    /// Why; needed where it is less strict than what is proposed.
    reason: Option<Rationale>,
}

/// A conflicts panel that was heard.
#[derive(Debug, Serialize, JsonSchema)]
struct PanelBody {
    /// What tells it from all others; the grounds of whom it instructed name it, and by it its word is struck.
    id: FactId,
    /// The item, as in `/api/v1/items/{id}`; its word holds for the parts of it too.
    item: ItemId,
    /// The day on which it met.
    on: Date,
    /// Who convened it, as in `/api/v1/people/{id}`.
    convened_by: PersonId,
    /// Their name on the register now.
    convened_by_name: String,
    /// Who of the officers before them could not be reached, by name.
    unavailable: Vec<String>,
    /// Who sat on it.
    members: Vec<MemberBody>,
    /// Why it was convened; null where it is withheld from this reader.
    reason: Option<String>,
    /// Whether it found that the proposal was unduly influenced, and advises not to accept it; null where it did not say.
    undue_influence: Option<bool>,
    /// What that rests on; null where nobody said or it is withheld from this reader.
    words: Option<String>,
    /// How it instructed people to be treated, as far as this reader may see them.
    instructions: Vec<InstructionBody>,
    /// When its word reached the meeting, UTC.
    at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    clock: String,
    /// Its entry in the log.
    version: i64,
}

/// Somebody who sat on a conflicts panel.
#[derive(Debug, Serialize, JsonSchema)]
struct MemberBody {
    /// Who it is, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
}

/// How somebody was instructed to be treated.
#[derive(Debug, Serialize, JsonSchema)]
struct InstructionBody {
    /// Who it is, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
    /// How they are to be treated.
    treatment: Treatment,
    /// What was proposed for them when the panel spoke.
    proposed: Treatment,
    /// Why, in the panel's words; null where none were given.
    reason: Option<String>,
    /// Whether it is in force: no later panel has named them on the item.
    in_force: bool,
}

async fn hear(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewPanel { convened_by, unavailable, members, reason, found, instructions, on, at } = call.body()?;
    let command = HearPanel {
        item,
        on,
        convened_by,
        unavailable,
        members,
        reason,
        found: found.map(|found| Found { undue_influence: found.undue_influence, words: found.words }),
        instructions: instructions
            .into_iter()
            .map(|one| Instruct { person: one.person, treatment: one.treatment, reason: one.reason })
            .collect(),
        undeclared: std::collections::BTreeSet::new(),
    };
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| hear_panel(read, &command, when)).await
}

/// What a reader is told of a panel: whoever sees no more than their own is told how they themself are treated, and
/// none of its words but those on them.
fn body(sitting: &Sitting, of: &Panel, only: Option<Option<PersonId>>) -> PanelBody {
    let is_told = |person: PersonId| only.is_none_or(|own| own == Some(person));
    let words = |text: &String| only.is_none().then(|| text.clone());
    let item = sitting.item(of.item);
    let in_force = |person: PersonId| {
        let last = item.and_then(|item| sitting.instructed(item, person));
        last.is_some_and(|last| last.panel.id == of.id)
    };
    let instructed = of.instructions.iter().filter(|one| is_told(one.person)).map(|one| InstructionBody {
        person: one.person,
        name: sitting.name(one.person),
        treatment: one.treatment,
        proposed: one.proposed,
        reason: one.reason.clone(),
        in_force: in_force(one.person),
    });
    PanelBody {
        id: of.id,
        item: of.item,
        on: of.on,
        convened_by: of.convened_by,
        convened_by_name: sitting.name(of.convened_by),
        unavailable: of.unavailable.iter().map(|person| sitting.name(*person)).collect(),
        members: of.members.iter().map(|person| MemberBody { person: *person, name: sitting.name(*person) }).collect(),
        reason: words(&of.reason),
        undue_influence: of.finding.as_ref().map(|finding| finding.undue_influence),
        words: of.finding.as_ref().and_then(|finding| finding.words.as_ref()).and_then(words),
        instructions: instructed.collect(),
        at: of.at,
        clock: of.at.clock_beside(sitting.meeting.date),
        version: sitting.entry_of(of.order),
    }
}

async fn list(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<ItemId>()?, Viewer::of(&call)?);
    let found = call
        .snapshot(move |read| {
            let sitting = sitting_of_item(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            let sees_own_alone = sight.within(&sitting).own || others_withheld(&sight, &sitting, item);
            let only = sees_own_alone.then_some(sight.person);
            let mut items: Vec<PanelBody> = sitting.panels_on(item).map(|panel| body(&sitting, panel, only)).collect();
            items.reverse();
            let withheld = if sees_own_alone { vec!["others"] } else { Vec::new() };
            Ok(Listed { items: Some(items), withheld })
        })
        .await?;
    Ok(Answer::json(200, &found)?.tagged_by_content())
}
