//! Quorum over HTTP: now, item by item, and as it is to be expected before the meeting.

mod plan;
mod samples;
mod ways_out;
mod what_if;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use self::plan::{PlanBody, borrowable};
use self::ways_out::{Inquorate, WayOut, ways_out};
use self::what_if::{Tried, WhatIf, WouldBe, supposed, would_be};
use super::rules::candidates::{Lent, candidates};
use super::rules::item::{before_exclusions, of_item_by};
use super::rules::plan::{MOST_ASKED, MOST_PEOPLE, Sought, plan};
use super::rules::sentences;
use super::rules::suppose::may_suppose;
use super::{Expectation, Foreseen, Foresight, Quorum, brief, everybody_attending, repairs_by};
use crate::access::{Action, Scope};
use crate::committees::quorum_in_english;
use crate::conflicts::Standings;
use crate::conflicts::views::{items_without_others, others_withheld, sitting_for, sitting_of_item, sitting_with};
use crate::db::{Patience, Read};
use crate::declarations;
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, ItemId, MeetingId, PersonId};
use crate::meetings::bodies::Listed;
use crate::meetings::bodies::{InCommittee, not_concerned};
use crate::meetings::rules::outstanding::outstanding_in;
use crate::meetings::viewer::{ITEM, MEETING, Viewer};
use crate::meetings::{CommitteeAtMeeting, Item, Sitting, which_committee};
use crate::people::known;
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
            .query::<Tried>()
            .answers::<Listed<ForecastBody>>()
            .tagged(),
        Route::post("/api/v1/meetings/{id}/forecast", "try_the_forecast", what_if)
            .tag(TAG)
            .summary("What would change, item by item, were people to come, to deputise, to be borrowed or to stay away; nothing is written.")
            .action(Action::ReadProposals)
            .of(&MEETING)
            .body::<WhatIf>()
            .answers::<WouldBe>()
            .status(200),
        Route::get("/api/v1/meetings/{id}/repairs", "get_the_repairs", repairs)
            .tag(TAG)
            .summary("The fewest people who would make every inquorate item quorate at once: deputies, holders who sent apologies, people borrowed.")
            .action(Action::ReadProposals)
            .of(&MEETING)
            .answers::<PlanBody>()
            .tagged(),
    ]
}

/// The quorum of an item in one committee.
#[derive(Debug, Serialize, JsonSchema)]
struct QuorumBody {
    /// The item, as in `/api/v1/items/{id}`.
    item: ItemId,
    /// The committee whose terms of reference are asked, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// What the terms of reference ask, in a sentence; null where none are in force.
    asks: Option<String>,
    /// The answer in a sentence, with what is wanting.
    says: String,
    /// As it counts, with the conflicted left out.
    #[serde(flatten)]
    now: Quorum,
    /// Of whoever is in the room or has left it for the item, with nobody left out.
    before_exclusions: Quorum,
    /// What would repair it, in the order of the ladder; none for an item that is quorate.
    repairs: Vec<Rung>,
    /// The same rungs, each in a sentence and with the request that takes it.
    ways_out: Vec<WayOut>,
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
    /// The same in a sentence, with names: on whom it depends, or what is wanting and who would cure it.
    says: String,
    /// Whose absence alone would make it inquorate.
    depends_on: Vec<Named>,
    /// What the terms of reference ask, in a sentence; null where none are in force.
    asks: Option<String>,
    /// The quorum with everybody there who is to come, clause by clause.
    quorum: Quorum,
    /// Whoever of its voting seats has declared nothing yet, neither an interest nor that there is none, as far as this reader may
    /// know how others stand (A3.2).
    declaration_outstanding: Vec<Named>,
    /// What would repair it, in the order of the ladder (C5.4); empty where it is quorate or nothing helps.
    repairs: Vec<Rung>,
    /// The same rungs, each in a sentence and with the request that takes it.
    ways_out: Vec<WayOut>,
}

/// A person by their name.
#[derive(Debug, Serialize, JsonSchema)]
struct Named {
    /// Who it is, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
}

/// The quorum of a committee as a sentence, for whoever reads the clauses beside it.
fn asks(sitting: &Sitting, at: &CommitteeAtMeeting) -> Option<String> {
    at.terms.as_ref().map(|terms| quorum_in_english(terms, &sitting.bodies))
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
        let sight = sight.within(&sitting);
        let names = !sight.own && !others_withheld(&sight, &sitting, item);
        let now = of_item_by(&standings, &room, item, at);
        let everybody = everybody_attending(&sitting, &room, false);
        let rungs = repairs_by(&standings, &room, &everybody, item, at);
        // Before anybody has come it is asked of whoever is to come, and so are the deputies.
        let there = if room.arrived.is_empty() { &everybody } else { &room };
        let body = QuorumBody {
            item: id.id(),
            committee,
            asks: asks(&sitting, at),
            says: if names { sentences::at_present(&standings, item, at, &now) } else { sentences::brief_now(now.quorate).to_owned() },
            now,
            before_exclusions: before_exclusions(&standings, &room, item, at),
            ways_out: ways_out(Inquorate { standings: &standings, room: there, item, at, names }, &rungs),
            repairs: rungs,
        };
        standings.are_all()?;
        Ok(Answer::json(200, &body)?.tagged_by_content())
    };
    call.reckon(load, tell).await
}

async fn expected(call: Call) -> Result<Answer, Error> {
    let (id, sight, what_if) = (call.seen::<MeetingId>()?, Viewer::of(&call)?, call.query::<Tried>()?);
    let load = move |read: &mut Read<'_>| sitting_for(read, &sight, id);
    let tell = move |sitting: Sitting, patience: &Patience| {
        let (standings, room) = (Standings::bounded(&sitting), supposed(&sitting, &what_if));
        let foresight = Foresight::of(&standings, &room);
        let everybody = everybody_attending(&sitting, &room, false);
        let sight = sight.within(&sitting);
        let hidden = items_without_others(&sight, &sitting);
        standings.are_all()?;
        let mut found = Vec::new();
        let asked = |item: &&Item| item.is_on() && what_if.item.is_none_or(|wanted| wanted == item.id);
        for item in sitting.items.iter().filter(asked) {
            patience.still()?;
            let names = !sight.own && !hidden.contains(&item.id);
            for (at, foreseen) in sitting.concerned(item).zip(foresight.on(item)) {
                let Foreseen { forecast: expected, repairs, says, .. } = foreseen;
                found.push(ForecastBody {
                    item: item.id,
                    number: item.number.clone(),
                    title: item.title.clone(),
                    committee: at.committee.id,
                    committee_name: at.committee.name.clone(),
                    forecast: expected.expectation,
                    says: if names { says } else { brief(expected.expectation).to_owned() },
                    depends_on: expected.depends_on.iter().map(|p| Named { person: *p, name: sitting.name(*p) }).collect(),
                    declaration_outstanding: outstanding_in(&sitting, &room, at)
                        .into_iter()
                        .filter(|person| names || sight.person == Some(*person))
                        .map(|person| Named { person, name: sitting.name(person) })
                        .collect(),
                    asks: asks(&sitting, at),
                    quorum: expected.quorum,
                    ways_out: ways_out(Inquorate { standings: &standings, room: &everybody, item, at, names }, &repairs),
                    repairs,
                });
            }
            standings.are_all()?;
        }
        Ok(Answer::json(200, &Listed::all(found))?.tagged_by_content())
    };
    call.reckon(load, tell).await
}

async fn what_if(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let (tried, reads_all): (WhatIf, bool) = (call.body()?, call.caller()?.reach(Action::ReadProposals) == Scope::Any);
    let load = move |read: &mut Read<'_>| {
        let named = tried.people();
        let pointers: Vec<(&str, PersonId)> = named.iter().map(|(pointer, person)| (pointer.as_str(), *person)).collect();
        known(read, &pointers)?;
        let also: Vec<PersonId> = named.iter().map(|(_, person)| *person).collect();
        let sitting = sitting_with(read, &sight, id, &also)?;
        reads_of_others(reads_all, &sight, &sitting)?;
        let borrowed: BTreeSet<PersonId> = tried.co_opted.iter().map(|tried| tried.person).collect();
        let first = declarations::facts::first_declared(read, &borrowed)?;
        let declared: BTreeSet<PersonId> = first.into_iter().filter(|(_, first)| *first <= sitting.day).map(|(person, _)| person).collect();
        Ok((sitting, tried, declared))
    };
    let tell = move |(sitting, tried, declared): (Sitting, WhatIf, BTreeSet<PersonId>), patience: &Patience| {
        let supposed = tried.of(&sitting)?;
        may_suppose(&sitting, &supposed, &declared)?;
        let hidden = items_without_others(&sight.within(&sitting), &sitting);
        Answer::json(200, &would_be(&sitting, &supposed, &hidden, || patience.still())?)
    };
    call.reckon(load, tell).await
}

async fn repairs(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let reads_all = call.caller()?.reach(Action::ReadProposals) == Scope::Any;
    let load = move |read: &mut Read<'_>| {
        let register = borrowable(read)?;
        let also: BTreeSet<PersonId> = register.iter().map(|(person, _)| *person).collect();
        let sitting = sitting_with(read, &sight, id, &also.iter().copied().collect::<Vec<_>>())?;
        reads_of_others(reads_all, &sight, &sitting)?;
        let first = declarations::facts::first_declared(read, &also)?;
        let has_declared = |person: &PersonId| first.get(person).is_some_and(|first| *first <= sitting.day);
        let register: Vec<(PersonId, Lent)> = register.into_iter().filter(|(person, _)| has_declared(person)).collect();
        Ok((sitting, register))
    };
    let tell = move |(sitting, register): (Sitting, Vec<(PersonId, Lent)>), patience: &Patience| {
        let (standings, room) = (Standings::bounded(&sitting), sitting.room());
        let hidden = items_without_others(&sight.within(&sitting), &sitting);
        let found = candidates(&standings, &everybody_attending(&sitting, &room, false), &register);
        standings.are_all()?;
        patience.still()?;
        let items: Vec<&Item> = sitting.items.iter().filter(|item| item.is_on() && !hidden.contains(&item.id)).collect();
        let sought = Sought { items: &items, committee: None, most_people: MOST_PEOPLE, most_asked: MOST_ASKED };
        let plan = plan(&standings, &room, sought, found);
        standings.are_all()?;
        Ok(Answer::json(200, &plan::body(&standings, &plan, &hidden))?.tagged_by_content())
    };
    call.reckon(load, tell).await
}

/// Whether a reader may know how others stand: by their role, or as whoever chairs the meeting.
fn reads_of_others(reads_all: bool, sight: &Viewer, sitting: &Sitting) -> Result<(), Error> {
    if reads_all || sight.is_in_chair(sitting) {
        return Ok(());
    }
    Err(Error::Forbidden("This speaks of how others stand: it is for whoever keeps the meeting or chairs it.".to_owned()))
}
