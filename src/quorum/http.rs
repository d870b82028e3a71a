//! Quorum over HTTP: now, item by item, and as it is to be expected before the meeting.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::forecast::without;
use super::rules::item::{before_exclusions, of_item_by};
use super::{Expectation, Quorum, everybody_attending, forecasts, repairs_by};
use crate::access::Action;
use crate::conflicts::Standings;
use crate::conflicts::views::{sitting_for, sitting_of_item};
use crate::db::{Patience, Read};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::bodies::Listed;
use crate::meetings::bodies::{InCommittee, not_concerned};
use crate::meetings::viewer::{ITEM, MEETING, Viewer};
use crate::meetings::{Item, Room, Sitting, which_committee};
use crate::policy::Rung;

const TAG: &str = "Quorum";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/items/{id}/quorum", "get_the_quorum", now)
            .tag(TAG)
            .summary("Whether an item is quorate now, clause by clause, before and after exclusions, and what would repair it.")
            .action(Action::ReadMeetings)
            .of(&ITEM)
            .query::<InCommittee>()
            .answers::<QuorumBody>()
            .tagged(),
        Route::get("/api/v1/meetings/{id}/forecast", "get_the_forecast", expected)
            .tag(TAG)
            .summary("What is to be expected of each item in each committee, with whom it depends on; ?without= and ?with= try an absence.")
            .action(Action::ReadProposals)
            .of(&MEETING)
            .query::<WhatIf>()
            .answers::<Listed<ForecastBody>>()
            .tagged(),
    ]
}

/// What is tried in a forecast.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WhatIf {
    /// One item alone.
    item: Option<ItemId>,
    /// People who might stay away, separated by commas.
    without: Option<Vec<PersonId>>,
    /// People who might come after all; a deputy sits where the holder stays away.
    with: Option<Vec<PersonId>>,
}

/// The quorum of an item in one committee.
#[derive(Debug, Serialize, JsonSchema)]
struct QuorumBody {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// The committee whose terms of reference are asked, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// As it counts, with the conflicted left out.
    #[serde(flatten)]
    now: Quorum,
    /// Of whoever is in the room or has left it for the item, with nobody left out.
    before_exclusions: Quorum,
    /// What would repair it, in the order of the ladder; none for an item that is quorate.
    repairs: Vec<Rung>,
}

/// What is to be expected of an item in one committee.
#[derive(Debug, Serialize, JsonSchema)]
struct ForecastBody {
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
    /// What to expect when everybody comes who holds a seat and has not sent apologies.
    forecast: Expectation,
    /// Whose absence alone would make it inquorate.
    depends_on: Vec<Named>,
    /// The quorum with everybody there who is to come, clause by clause.
    quorum: Quorum,
    /// What would repair it, in the order of the ladder (C5.4); empty where it is quorate or nothing helps.
    repairs: Vec<Rung>,
}

/// A person by their name.
#[derive(Debug, Serialize, JsonSchema)]
struct Named {
    /// Who it is, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
}

async fn now(call: Call) -> Result<Answer, Error> {
    let (id, sight, asked) = (call.seen::<ItemId>()?, Viewer::of(&call)?, call.query::<InCommittee>()?);
    let load = move |read: &mut Read<'_>| {
        let sitting = sitting_of_item(read, &sight, id)?;
        let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
        let committee = which_committee(&sitting, item, asked.committee, None, "?committee")?;
        Ok((sitting, committee))
    };
    let tell = move |(sitting, committee): (Sitting, CommitteeId), _: &Patience| {
        let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
        let at = sitting.concerned(item).find(|at| at.committee.id == committee).ok_or_else(|| not_concerned("?committee"))?;
        let (standings, room) = (Standings::bounded(&sitting), sitting.room());
        let body = QuorumBody {
            item: id.id(),
            committee,
            now: of_item_by(&standings, &room, item, at),
            before_exclusions: before_exclusions(&standings, &room, item, at),
            repairs: repairs_by(&standings, &room, &everybody_attending(&sitting, &room, false), item, at),
        };
        standings.are_all()?;
        Ok(Answer::json(200, &body)?.tagged_by_content())
    };
    call.reckon(load, tell).await
}

/// The room as it would be: some stay away, some come after all, and a named deputy sits for a
/// holder who stays away.
fn supposed(sitting: &Sitting, what_if: &WhatIf) -> Room {
    let mut room = sitting.room();
    for person in what_if.without.iter().flatten() {
        room = without(&room, *person);
    }
    for person in what_if.with.iter().flatten() {
        room.apologies.remove(person);
        room.present.insert(*person);
        for at in &sitting.committees {
            for seat in at.seats().iter().filter(|seat| seat.deputies) {
                let free = at.holders(&seat.id).all(|holder| room.apologies.contains(&holder));
                if free && at.deputies(&seat.id).any(|deputy| deputy == *person) {
                    room.sitting_for.entry((at.committee.id, seat.id.clone())).or_insert(*person);
                }
            }
        }
    }
    room
}

async fn expected(call: Call) -> Result<Answer, Error> {
    let (id, sight, what_if) = (call.seen::<MeetingId>()?, Viewer::of(&call)?, call.query::<WhatIf>()?);
    let load = move |read: &mut Read<'_>| sitting_for(read, &sight, id);
    let tell = move |sitting: Sitting, patience: &Patience| {
        let (standings, room) = (Standings::bounded(&sitting), supposed(&sitting, &what_if));
        let full = everybody_attending(&sitting, &room, false);
        let mut found = Vec::new();
        let asked = |item: &&Item| item.is_on() && what_if.item.is_none_or(|wanted| wanted == item.id);
        for item in sitting.items.iter().filter(asked) {
            patience.still()?;
            for (at, expected) in sitting.concerned(item).zip(forecasts(&standings, &full, item)) {
                found.push(ForecastBody {
                    item: item.id,
                    number: item.number.clone(),
                    title: item.title.clone(),
                    committee: at.committee.id,
                    committee_name: at.committee.name.clone(),
                    forecast: expected.expectation,
                    depends_on: expected.depends_on.iter().map(|p| Named { person: *p, name: sitting.name(*p) }).collect(),
                    quorum: expected.quorum,
                    repairs: repairs_by(&standings, &room, &full, item, at),
                });
            }
            standings.are_all()?;
        }
        Ok(Answer::json(200, &Listed::all(found))?.tagged_by_content())
    };
    call.reckon(load, tell).await
}
