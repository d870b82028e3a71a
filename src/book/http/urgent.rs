//! Urgent decisions over HTTP.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::DECIDING as TAG;
use crate::access::Action;
use crate::conflicts::views::{sitting_of_item, withheld};
use crate::decisions::changes::urgent::UrgentlyDecided;
use crate::decisions::urgent::rules::effect;
use crate::decisions::urgent::{self, DecideUrgently};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, DecisionId, ItemId, PersonId};
use crate::meetings::bodies::{Answered, Listed};
use crate::meetings::viewer::{ITEM, Viewer};
use crate::moment::{Date, Instant};
use crate::text::Rationale;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/items/{id}/urgent-decisions", "list_urgent_decisions", list)
            .tag(TAG)
            .summary("What was decided between meetings and this item is to ratify, and whether it still has effect.")
            .action(Action::ReadDecisions)
            .of(&ITEM)
            .answers::<Listed<UrgentBody>>()
            .tagged(),
        Route::post("/api/v1/items/{id}/urgent-decisions", "decide_urgently", take)
            .tag(TAG)
            .summary("Record what the chair and the chief officer decided between meetings, on the item by which it is to be ratified.")
            .action(Action::RecordDecisions)
            .of(&ITEM)
            .needs_key()
            .body::<NewUrgent>()
            .answers::<Answered<UrgentlyDecided>>(),
    ]
}

/// An urgent decision.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUrgent {
    /// For which committee; needed only where several decide the item.
    committee: Option<CommitteeId>,
    /// Who took it, as in `/api/v1/people/{id}`: the chair, else the vice-chair; the chief officer, else the deputy of that seat.
    #[validate(length(min = 1, max = 10, message = "Name 1 to 10 people."))]
    by: Vec<PersonId>,
    /// Who was consulted, as in `/api/v1/people/{id}`.
    #[serde(default)]
    #[validate(length(max = 200, message = "At most 200 people are consulted."))]
    consulted: Vec<PersonId>,
    /// Whoever of the chair and the chief officer could not be reached.
    #[serde(default)]
    #[validate(length(max = 10, message = "At most 10 people."))]
    unavailable: Vec<PersonId>,
    /// Why; needed where nobody was consulted.
    reason: Option<Rationale>,
    /// The day on which it was taken.
    on: Date,
}

/// An urgent decision, and whether it has effect.
#[derive(Debug, Serialize, JsonSchema)]
struct UrgentBody {
    /// What tells it from all others.
    id: DecisionId,
    /// The item by which it was to be ratified when it was taken, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// The committee for which it was taken, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// Who took it, by name.
    by: Vec<String>,
    /// Who was consulted, by name.
    consulted: Vec<String>,
    /// Who could not be reached, by name.
    unavailable: Vec<String>,
    /// Why, in words; null where nobody said.
    reason: Option<String>,
    /// The day on which it was taken.
    on: Date,
    /// `pending_ratification` while it waits, and `consulted_conflicted` where somebody with an interest was consulted.
    flags: Vec<String>,
    /// Whether it has effect: until the committee has recorded any outcome but `ratified` or `deferred`.
    effective: bool,
    /// Its entry in the log.
    entry: i64,
}

async fn take(call: Call) -> Result<Answer, Error> {
    let item = call.seen::<ItemId>()?;
    let NewUrgent { committee, by, consulted, unavailable, reason, on } = call.body()?;
    if on > Instant::now().day() {
        let message = "This is still to come: give the day on which it was taken, once it was.";
        return Err(Error::invalid("/on", "time_required", message));
    }
    let command = DecideUrgently { item, committee, by, consulted, unavailable, reason, on };
    call.answer(move |read| urgent::decide_urgently(read, &command)).await
}

async fn list(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<ItemId>()?, Viewer::of(&call)?);
    let found = call
        .snapshot(move |read| {
            let sitting = sitting_of_item(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            if withheld(&sight, &sitting, item) {
                return Ok(Listed::withheld());
            }
            let taken = urgent::facts::on(read, id)?;
            let mut recorded = BTreeMap::new();
            for committee in taken.iter().map(|urgent| urgent.committee) {
                recorded.extend(urgent::facts::recorded(read, id, committee)?.map(|outcome| (committee, outcome)));
            }
            let people = taken.iter().flat_map(|urgent| urgent.by.iter().chain(&urgent.consulted).chain(&urgent.unavailable)).copied();
            let known = crate::people::facts::persons(read, &people.collect())?;
            let names = |people: &[PersonId]| -> Vec<String> {
                people
                    .iter()
                    .map(|person| known.get(person).map_or_else(|| person.to_string(), |known| sitting.apart.beside(*person, &known.name)))
                    .collect()
            };
            let body = |urgent: urgent::facts::Urgent| {
                let recorded = recorded.get(&urgent.committee).copied();
                let (effective, flags) = effect(&urgent.flags, recorded, sitting.carried.contains(&item.id));
                UrgentBody {
                    id: urgent.id,
                    item: urgent.item,
                    committee: urgent.committee,
                    by: names(&urgent.by),
                    consulted: names(&urgent.consulted),
                    unavailable: names(&urgent.unavailable),
                    reason: urgent.reason,
                    on: urgent.on,
                    flags,
                    effective,
                    entry: urgent.version,
                }
            };
            Ok(Listed::all(taken.into_iter().map(body).collect()))
        })
        .await?;
    Ok(Answer::json(200, &found)?.tagged_by_content())
}
