//! The fewest people who would make every inquorate item of a meeting quorate at once.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::conflicts::Standings;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, PersonId};
use crate::meetings::Sitting;
use crate::people;
use crate::people::facts::PersonFilter;
use crate::quorum::rules::candidates::{Candidate, Lent, MOST_CANDIDATES, Way};
use crate::quorum::rules::plan::{MOST_PEOPLE, OfCommittee, Plan};
use crate::quorum::rules::sentences::{called, list, title};
use crate::quorum::rules::suppose::Supposed;
use crate::verdict::Remedy;

/// What would put a meeting right.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PlanBody {
    /// What was found, in a sentence.
    says: String,
    /// What is inquorate with everybody attending who is to come, of what is still to be decided.
    inquorate: Vec<InquorateItem>,
    /// Of those, what nobody who was tried could help; the sets are of the rest.
    beyond: Vec<InquorateItem>,
    /// The smallest sets of people with whom all the rest would be quorate, ten at most; each was asked of the forecast.
    sets: Vec<SetBody>,
    /// Everybody who was tried: named deputies, holders who sent apologies, and people of the register who may be borrowed.
    candidates: Vec<CandidateBody>,
    /// How far it was looked.
    searched: Searched,
}

/// An item that is inquorate in a committee.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct InquorateItem {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// Its number on the agenda for people, such as `5`, or `5.1` of a part.
    number: String,
    /// What the business is called on the agenda.
    title: String,
    /// The committee, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// What the committee is called on the register now.
    committee_name: String,
}

/// A set of people who together put the meeting right.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SetBody {
    /// Who comes, and as what, in a sentence.
    says: String,
    /// Each of them.
    people: Vec<HelperBody>,
}

/// Somebody of a set.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct HelperBody {
    /// Who, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
    /// `attends` in their own seat after all, `deputises`, or is `co_opted` for items.
    way: &'static str,
    /// The items for which they sit, of those that would be cured: none on which they have an interest themselves.
    items: Vec<ItemId>,
    /// The request that brings them.
    next_step: Remedy,
}

/// Somebody who was tried.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CandidateBody {
    /// Who, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
    /// `attends` in their own seat after all, `deputises`, or is `co_opted` for items.
    way: &'static str,
    /// The numbers of the items on which they would be out for an interest of their own.
    conflicted_on: Vec<String>,
}

/// How far it was looked.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Searched {
    /// Every set of up to so many people was looked at.
    up_to: u32,
    /// Of how many people a set is at most.
    at_most: u32,
    /// How often a quorum was asked.
    asked: u32,
    /// Whether it was asked as often as one question may, before the size was gone through.
    cut_short: bool,
    /// How many people more could have been tried than are in one question.
    left_off: usize,
}

/// The people of whom it is said that they may be borrowed, by the words of the register.
pub(super) fn borrowable(read: &mut Read<'_>) -> Result<Vec<(PersonId, Lent)>, Error> {
    let most = i64::try_from(MOST_CANDIDATES).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for lent in Lent::ALL {
        let asked = PersonFilter { tag: Some(lent.tag().to_owned()), ..PersonFilter::default() };
        found.extend(people::facts::list(read, &asked, None, most)?.into_iter().map(|person| (person.says.id, lent)));
    }
    Ok(found)
}

pub(super) fn body(standings: &Standings<'_>, plan: &Plan, hidden: &BTreeSet<ItemId>) -> PlanBody {
    let sitting = standings.sitting;
    let of = |all: &[OfCommittee]| all.iter().filter_map(|of| item_body(sitting, *of)).collect::<Vec<_>>();
    let number = |id: &ItemId| sitting.item(*id).filter(|_| !hidden.contains(id)).map(|item| item.number.clone());
    let candidate = |other: &Candidate| CandidateBody {
        person: other.person,
        name: sitting.name(other.person),
        way: way(&other.way),
        conflicted_on: other.conflicted_on.iter().filter_map(number).collect(),
    };
    PlanBody {
        says: says(sitting, plan),
        inquorate: of(&plan.inquorate),
        beyond: of(&plan.beyond),
        sets: plan.sets.iter().map(|set| set_body(standings, plan, set)).collect(),
        candidates: plan.candidates.iter().map(candidate).collect(),
        searched: Searched {
            up_to: plan.up_to,
            at_most: MOST_PEOPLE,
            asked: plan.asked,
            cut_short: plan.cut_short,
            left_off: plan.left_off,
        },
    }
}

const fn way(way: &Way) -> &'static str {
    match way {
        Way::Attends => "attends",
        Way::Deputises(_) => "deputises",
        Way::Borrowed(_) => "co_opted",
    }
}

fn item_body(sitting: &Sitting, (item, committee): OfCommittee) -> Option<InquorateItem> {
    let (item, at) = (sitting.item(item)?, sitting.committee(committee)?);
    Some(InquorateItem {
        item: item.id,
        number: item.number.clone(),
        title: item.title.clone(),
        committee,
        committee_name: at.committee.name.clone(),
    })
}

/// Items by their numbers, each once.
fn numbers(sitting: &Sitting, of: impl Iterator<Item = ItemId>) -> String {
    let mut told: Vec<String> = of.filter_map(|id| sitting.item(id)).map(|item| item.number.clone()).collect();
    told.dedup();
    let items = if told.len() == 1 { "item" } else { "items" };
    format!("{items} {}", list(&told, "and"))
}

fn says(sitting: &Sitting, plan: &Plan) -> String {
    if plan.inquorate.is_empty() {
        return "Every item that is still to be decided is quorate with everybody attending who is to come.".to_owned();
    }
    let beyond = |of: &OfCommittee| plan.beyond.contains(of);
    let helped = numbers(sitting, plan.inquorate.iter().filter(|of| !beyond(of)).map(|of| of.0));
    let mut told = Vec::new();
    if !plan.beyond.is_empty() {
        let nobody = numbers(sitting, plan.beyond.iter().map(|of| of.0));
        told.push(format!(
            "Nobody who was tried would cure {nobody}: named deputies, those who sent apologies, and people of the register of whom it is \
             said that they are a GP from elsewhere or independent. Of anybody else who could be borrowed, ask the forecast."
        ));
    }
    match plan.sets.first() {
        Some(set) => {
            let people = match set.len() {
                1 => "One person would cure".to_owned(),
                n => format!("{n} people would cure"),
            };
            told.push(format!("{people} {helped} at once, and fewer would not."));
        }
        None if plan.beyond.len() < plan.inquorate.len() && plan.cut_short => told.push(format!(
            "No set of up to {} would cure {helped}; larger ones were not all looked at, after the quorum had been asked {} times.",
            plan.up_to, plan.asked
        )),
        None if plan.beyond.len() < plan.inquorate.len() => {
            told.push(format!("No set of up to {} people would cure {helped} at once.", plan.up_to));
        }
        None => {}
    }
    if plan.left_off > 0 {
        told.push(format!("{} more people could have been tried than are tried at once.", plan.left_off));
    }
    told.join(" ")
}

fn set_body(standings: &Standings<'_>, plan: &Plan, set: &[usize]) -> SetBody {
    let sitting = standings.sitting;
    let chosen: Vec<&Candidate> = set.iter().filter_map(|n| plan.candidates.get(*n)).collect();
    let supposed = chosen.iter().fold(Supposed::default(), |all, helper| all.and(helper.supposed()));
    let everybody = supposed.everybody(sitting, &sitting.room());
    let (mut people, mut told) = (Vec::new(), Vec::new());
    for helper in chosen {
        let mut places: Vec<(ItemId, CommitteeId, String)> = Vec::new();
        let cured = plan.inquorate.iter().filter(|of| !plan.beyond.contains(of) && !helper.conflicted_on.contains(&of.0));
        for (item, committee) in cured {
            let Some(item) = sitting.item(*item) else { continue };
            let on = supposed.on(standings, &everybody, item);
            let Some(at) = on.committees.iter().find(|at| at.committee.id == *committee) else { continue };
            let own = at.seats().iter().find(|seat| {
                at.holders(&seat.id).any(|holder| holder == helper.person)
                    || on.room.sitting_for.get(&(*committee, seat.id.clone())) == Some(&helper.person)
            });
            places.extend(own.map(|seat| (item.id, *committee, title(seat))));
        }
        let items: Vec<ItemId> = places.iter().map(|(item, ..)| *item).collect();
        told.push(helping(sitting, helper, &places));
        people.push(HelperBody {
            person: helper.person,
            name: sitting.name(helper.person),
            way: way(&helper.way),
            next_step: step(sitting, helper, items.first().copied()),
            items,
        });
    }
    SetBody { says: told.join(" "), people }
}

fn helping(sitting: &Sitting, helper: &Candidate, places: &[(ItemId, CommitteeId, String)]) -> String {
    let first = places.first().and_then(|(_, committee, _)| sitting.committee(*committee)).or_else(|| sitting.committees.first());
    let name = first.map_or_else(|| sitting.name(helper.person), |at| called(sitting, at, helper.person));
    let of = numbers(sitting, places.iter().map(|(item, ..)| *item));
    let mut seats: Vec<String> = places.iter().map(|(.., seat)| seat.clone()).collect();
    seats.sort_unstable();
    seats.dedup();
    match helper.way {
        Way::Attends => format!("{name} comes after all."),
        Way::Deputises(_) => format!("{name} sits on {of}."),
        Way::Borrowed(_) => format!("{name} is borrowed for {of}, in the seat of the {}.", list(&seats, "and")),
    }
}

fn step(sitting: &Sitting, helper: &Candidate, item: Option<ItemId>) -> Remedy {
    let attendance = format!("/api/v1/meetings/{}/attendance", sitting.meeting.id);
    let (action, label, href) = match (&helper.way, item) {
        (Way::Borrowed(_), Some(item)) => ("co_opt", "Borrow them for the item", format!("/api/v1/items/{item}/co-options")),
        (Way::Deputises(_), _) => {
            ("expect_deputy", "Record the holder's apologies with the deputy expected, or that they arrive", attendance)
        }
        (Way::Attends | Way::Borrowed(_), _) => ("attend", "Record that the apologies are taken back", attendance),
    };
    Remedy { action: action.to_owned(), label: label.to_owned(), method: "POST".to_owned(), href }
}
