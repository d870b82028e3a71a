//! An order of business that saves people leaving and coming back, as it is proposed.

use schemars::JsonSchema;
use serde::Serialize;

use crate::agenda::ordering::Proposed;
use crate::ids::{ItemId, PersonId};
use crate::meetings::Sitting;
use crate::quorum::list;
use crate::verdict::Remedy;

/// An order in which people have to leave as seldom as can be.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OrderBody {
    /// What the order saves, in a sentence.
    says: String,
    /// Every item in that order; parts go with their item.
    order: Vec<ProposedPlace>,
    /// How often somebody has to leave the room as the agenda stands.
    leavings: u32,
    /// How often in the order that is proposed.
    leavings_then: u32,
    /// Whether every order was looked at, so that none saves more.
    exact: bool,
    /// Whoever has to leave at all, and how often.
    people: Vec<Leaves>,
    /// The request that puts the agenda in this order; absent where it saves nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<Remedy>,
}

/// An item in its place.
#[derive(Debug, Serialize, JsonSchema)]
struct ProposedPlace {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Its number on the agenda for people as it stands, such as `5`, or `5.1` of a part.
    number: String,
    /// What the business is called on the agenda.
    title: String,
}

/// How often somebody leaves.
#[derive(Debug, Serialize, JsonSchema)]
struct Leaves {
    /// Who, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
    /// How often as the agenda stands.
    leavings: u32,
    /// How often in the order that is proposed.
    leavings_then: u32,
}

/// The order as it is told.
pub(super) fn body(sitting: &Sitting, found: &Proposed) -> OrderBody {
    let in_order = |id: &ItemId| {
        let item = sitting.item(*id)?;
        Some(ProposedPlace { item: item.id, number: item.number.clone(), title: item.title.clone() })
    };
    OrderBody {
        says: says(sitting, found),
        order: found.order.iter().filter_map(in_order).collect(),
        leavings: found.before,
        leavings_then: found.after,
        exact: found.is_exact,
        people: found
            .people
            .iter()
            .map(|(person, now, then)| Leaves { person: *person, name: sitting.name(*person), leavings: *now, leavings_then: *then })
            .collect(),
        next_step: (found.after < found.before).then(|| Remedy {
            action: "put_in_order".to_owned(),
            label: "Put the agenda in this order".to_owned(),
            method: "PUT".to_owned(),
            href: format!("/api/v1/meetings/{}/order", sitting.meeting.id),
        }),
    }
}

fn says(sitting: &Sitting, found: &Proposed) -> String {
    if found.before == 0 {
        return "Nobody has to leave for an item, so there is nothing to save.".to_owned();
    }
    if found.after >= found.before {
        let none = if found.is_exact { "No other order saves" } else { "No other order was found that saves" };
        return format!("{none} anybody a leaving: {} as the agenda stands.", times(found.before));
    }
    let saved = found.people.iter().filter(|(_, now, then)| then < now);
    let names: Vec<String> =
        saved.map(|(person, now, then)| format!("{} {} instead of {}", sitting.name(*person), times(*then), times(*now))).collect();
    format!("In this order people leave {} instead of {}: {}.", times(found.after), times(found.before), list(&names, "and"))
}

fn times(n: u32) -> String {
    match n {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
