//! The count, decisions, corrections and minutes over HTTP.

mod late;
mod samples;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::bodies::{
    AdditionBody, CorrectionBody, DecisionBody, DeterminationBody, LaterCorrection, LaterDetermination, MinutesBody, NewAddition,
    NewCorrection, TallyBody, concerns, decision_body, had_a_part, is_withheld, version,
};
use super::changes::{DecisionCorrected, MinutesCorrected, MinutesFinalised};
use super::facts::{self, Addition, Correction, DecisionFacts, Determination, Which};
use super::minute::{self, For, Record, beside, minutes_for};
use super::{Correct, add_to_minutes, correct, finalise, flagged};
use crate::access::{Action, Scope, Seen};
use crate::conflicts::views::{meeting_and_sitting, sitting_for, sitting_of_item, withheld, withheld_items};
use crate::db::Read;
use crate::declarations::Audience;
use crate::fault::Error;
use crate::http::thing::{Thing, found};
use crate::http::{Answer, Call, Route};
use crate::ids::{DecisionId, ItemId, MeetingId};
use crate::meetings::bodies::{Answered, Listed};
use crate::meetings::bodies::{InCommittee, not_concerned};
use crate::meetings::viewer::{ITEM, MEETING, Viewer};
use crate::meetings::{EventTime, which_committee};
use crate::moment::{Date, Instant};
use crate::votes::{Tally, tally};

const TAG: &str = "Deciding";
const MINUTES: &str = "Minutes";

/// The thing of `/decisions/{id}`: a member sees those of meetings in which they had a part.
const DECISION: Thing = Thing {
    name: "decision",
    all: |caller| caller.reach(Action::ReadDecisions) == Scope::Any,
    seen: |read, viewer, _| {
        let Some(id) = found(viewer.in_question())? else { return Ok(false) };
        let Some(decision) = found(facts::decision(read, id))? else { return Ok(false) };
        let own = viewer.caller.reach(Action::ReadDecisions) != Scope::Any;
        Ok(!own || had_a_part(viewer.caller.person, &decision))
    },
    coded: None,
};

#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/api/v1/items/{id}/tally", "get_the_tally", count)
            .tag(TAG)
            .summary("The count: as it stands, or once it is decided as it was decided.")
            .action(Action::ReadMeetings)
            .of(&ITEM)
            .query::<InCommittee>()
            .answers::<TallyBody>()
            .tagged(),
        Route::get("/api/v1/items/{id}/decisions", "list_decisions_on_an_item", on_item)
            .tag(TAG)
            .summary("What each committee decided on an item.")
            .action(Action::ReadDecisions)
            .of(&ITEM)
            .answers::<Listed<DecisionBody>>()
            .tagged(),
        Route::get("/api/v1/decisions/{id}", "get_a_decision", one)
            .tag(TAG)
            .summary("One decision, with its evidence and corrections.")
            .action(Action::ReadDecisions)
            .of(&DECISION)
            .answers::<DecisionBody>()
            .tagged(),
        Route::post("/api/v1/decisions/{id}/corrections", "correct_a_decision", amend)
            .tag(TAG)
            .summary("Add a correction to a decision; nothing of it is ever changed.")
            .action(Action::CorrectDecisions)
            .of(&DECISION)
            .body::<NewCorrection>()
            .answers::<Answered<DecisionCorrected>>(),
        Route::get("/api/v1/meetings/{id}/minutes", "get_the_minutes", minutes)
            .tag(MINUTES)
            .summary("The minutes: a draft until they are final, or as the public may read them; their text alone for whoever accepts text/plain.")
            .query::<ForWhom>()
            .also("text/plain")
            .action(Action::ReadMeetings)
            .of(&MEETING)
            .answers::<MinutesBody>()
            .tagged(),
        Route::post("/api/v1/meetings/{id}/minutes/corrections", "add_to_the_minutes", add)
            .tag(MINUTES)
            .summary("Add to the minutes, on attendance or wording; nothing of them is ever changed.")
            .action(Action::KeepMinutes)
            .of(&MEETING)
            .body::<NewAddition>()
            .answers::<Answered<MinutesCorrected>>(),
        Route::post("/api/v1/meetings/{id}/minutes/finalise", "finalise_the_minutes", end)
            .tag(MINUTES)
            .summary("Finalise the minutes, which closes the meeting.")
            .action(Action::KeepMinutes)
            .of(&MEETING)
            .makes("/api/v1/meetings/{meeting}/minutes")
            .answers::<Answered<MinutesFinalised>>(),
    ];
    routes.extend(late::routes());
    routes
}

/// The day it is in Europe/London.
fn today() -> Date {
    Instant::now().day()
}

/// For whom the minutes are read.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "MinutesForWhom")]
#[serde(deny_unknown_fields)]
struct ForWhom {
    /// `private` when left out: the body's own record; `public` for what may be published of it (A4.5).
    audience: Option<Audience>,
}

async fn count(call: Call) -> Result<Answer, Error> {
    let (id, sight, asked) = (call.seen::<ItemId>()?, Viewer::of(&call)?, call.query::<InCommittee>()?);
    let body = call
        .snapshot(move |read| {
            let sitting = sitting_of_item(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            let committee = which_committee(&sitting, item, asked.committee, None, "?committee")?;
            let at = sitting.concerned(item).find(|at| at.committee.id == committee).ok_or_else(|| not_concerned("?committee"))?;
            let room = sitting.room();
            if withheld(&sight, &sitting, item) {
                let withheld = Tally::FIELDS.iter().copied().chain(["decided"]).collect();
                return Ok(TallyBody { item: item.id, committee, tally: None, decided: None, withheld });
            }
            let decided = facts::decisions(read, Which::On(id))?
                .into_iter()
                .find(|decision| decision.committee == committee && decision.reopened.is_none());
            let (tally, decided) = match decided {
                Some(decision) => (decision.evidence.tally, Some(decision.id)),
                None => (tally(&sitting, &room, item, at), None),
            };
            Ok(TallyBody { item: item.id, committee, tally: Some(tally), decided, withheld: Vec::new() })
        })
        .await?;
    Ok(Answer::json(200, &body)?.tagged_by_content())
}

async fn on_item(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<ItemId>()?, Viewer::of(&call)?);
    let found = call
        .snapshot(move |read| {
            let (meeting, sitting) = meeting_and_sitting(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            if withheld(&sight, &sitting, item) {
                return Ok(Listed::withheld());
            }
            let mut taken = flagged(read, meeting)?;
            taken.retain(|decision| decision.item == item.id);
            let bodies = facts::bodies_of_their_rules(read, taken.iter())?;
            let told = |decision| decision_body(&sight, decision, sitting.meeting.date, &bodies);
            Ok(Listed::all(taken.into_iter().map(told).collect()))
        })
        .await?;
    Ok(Answer::json(200, &found)?.tagged_by_content())
}

async fn one(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<DecisionId>()?, Viewer::of(&call)?);
    let look = move |read: &mut Read<'_>| {
        let found = facts::decision(read, id)?;
        let day = facts::held_on(read, &found)?;
        let meeting = facts::meeting_of(read, id)?;
        let found = flagged(read, meeting)?.into_iter().find(|decision| decision.id == found.id).unwrap_or(found);
        let bodies = facts::bodies_of_their_rules(read, std::iter::once(&found))?;
        Ok((found, day, bodies))
    };
    let (found, day, bodies) = call.snapshot(look).await?;
    if !concerns(&sight, &found) {
        return Err(Error::NotFound("decision"));
    }
    let version = version(&found);
    let is_withheld = is_withheld(&sight, &found);
    let body = decision_body(&sight, found, day, &bodies);
    // A tag that moved would tell that there is a correction.
    if is_withheld { Ok(Answer::json(200, &body)?.tagged_by_content()) } else { Answer::one(id.id(), version, &body) }
}

async fn amend(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<DecisionId>()?;
    let NewCorrection { text, reason, outcome, at_meeting, by, at } = call.body()?;
    let command = Correct { decision: id, text, reason, outcome, at_meeting, by };
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| correct(read, &command, when)).await
}

async fn add(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<MeetingId>()?;
    let NewAddition { text, reason, at } = call.body()?;
    let when = EventTime::told(at, Instant::now());
    call.answer(move |read| add_to_minutes(read, id, &text, &reason, when)).await
}

async fn minutes(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let is_public = call.query::<ForWhom>()?.audience == Some(Audience::Public);
    let (body, since) = call.snapshot(move |read| told(read, &sight, id, is_public)).await?;
    if call.prefers_another() {
        return Ok(Answer::bytes("text/plain; charset=utf-8", body.text + &since).tagged_by_content());
    }
    Ok(Answer::json(200, &body)?.tagged_by_content())
}

/// The minutes for a reader; and, in sentences for whoever takes the text alone, what was added since they became final.
fn told(read: &mut Read<'_>, sight: &Viewer, id: Seen<MeetingId>, is_public: bool) -> Result<(MinutesBody, String), Error> {
    let sitting = sitting_for(read, sight, id)?;
    let hidden = withheld_items(sight, &sitting);
    let is_final = facts::minutes(read, id)?;
    let end = is_final.as_ref().map_or(i64::MAX, |(_, _, entry)| *entry);
    let mut taken = flagged(read, id)?;
    let (added, since): (Vec<Addition>, Vec<Addition>) = facts::additions(read, id)?.into_iter().partition(|added| added.version < end);
    let day = sitting.meeting.date;
    let beside = beside(read, id, &sitting, &taken)?;
    let private: BTreeSet<ItemId> = sitting.items.iter().filter(|item| sitting.is_private(item)).map(|item| item.id).collect();
    let hides = |item: ItemId| hidden.contains(&item) || (is_public && private.contains(&item));
    let mut later = later(&mut taken, end);
    later.retain(|(_, item, _)| !hides(*item));
    let mut determined = later_determined(&mut taken, end);
    determined.retain(|(_, item, _)| !hides(*item));
    let withheld = sitting.items.iter().filter(|item| hidden.contains(&item.id)).map(|item| format!("item {}", item.number)).collect();
    let record = Record::of(sitting, taken, added, beside);
    let text = match &is_final {
        _ if is_public => minutes_for(For::Public, &record),
        Some((_, document, _)) if hidden.is_empty() => document.clone(),
        _ => minutes_for(For::Record(&hidden), &record),
    };
    let corrections = later.iter().map(|(_, item, correction)| record.corrected(*item, correction));
    let whom = if is_public { For::Public } else { For::Record(&hidden) };
    let said = determined.iter().map(|(_, item, said)| record.determined(whom, *item, said));
    let became = record.became_of(end, &hides);
    let since_final: Vec<String> = corrections.chain(said).chain(became).chain(since.iter().map(minute::added)).collect();
    let in_words = since_final.iter().fold(String::new(), |words, line| words + line + "\n");
    let body = MinutesBody {
        meeting: id.id(),
        state: if is_final.is_some() { "final" } else { "draft" },
        text,
        finalised_at: is_final.as_ref().map(|(at, ..)| *at),
        finalised_clock: is_final.as_ref().map(|(at, ..)| at.clock_beside(day)),
        entry: is_final.as_ref().map(|(_, _, entry)| *entry),
        corrections: later
            .iter()
            .map(|(decision, item, correction)| LaterCorrection {
                decision: *decision,
                item: *item,
                correction: CorrectionBody::of(correction, day),
            })
            .collect(),
        determinations: determined
            .iter()
            .map(|(decision, item, said)| {
                let body = DeterminationBody::of(said, day);
                let determination = if record.keeps_reason(whom, *item, said) { body.without_its_reason() } else { body };
                LaterDetermination { decision: *decision, item: *item, determination }
            })
            .collect(),
        additions: since.iter().map(|added| AdditionBody::of(added, day)).collect(),
        since: since_final,
        withheld,
    };
    let in_words = if in_words.is_empty() { in_words } else { format!("\nAdded since these minutes became final:\n{in_words}") };
    Ok((body, in_words))
}

/// Takes out of the decisions the corrections made after an entry.
fn later(taken: &mut [DecisionFacts], end: i64) -> Vec<(DecisionId, ItemId, Correction)> {
    let mut later = Vec::new();
    for decision in taken {
        let (id, item) = (decision.id, decision.item);
        later.extend(decision.corrections.extract_if(.., |correction| correction.version > end).map(|correction| (id, item, correction)));
    }
    later
}

/// The same of what was determined.
fn later_determined(taken: &mut [DecisionFacts], end: i64) -> Vec<(DecisionId, ItemId, Determination)> {
    let mut later = Vec::new();
    for decision in taken {
        let (id, item) = (decision.id, decision.item);
        later.extend(decision.determinations.extract_if(.., |said| said.version > end).map(|said| (id, item, said)));
    }
    later
}

async fn end(call: Call) -> Result<Answer, Error> {
    let (id, at) = (call.seen::<MeetingId>()?, Instant::now());
    call.answer(move |read| finalise(read, id, at)).await
}
