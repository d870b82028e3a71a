//! The agenda over HTTP: the draft with its fingerprint, and the publication.

mod order;
mod samples;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use self::order::OrderBody;
use super::changes::AgendaPublished;
use super::facts::{self, Published};
use super::ordering::propose;
use super::sheet::Sheet;
use super::{Gathered, draft, publish_draft, to_publish};
use crate::access::{Action, Role, Scope};
use crate::accounts::persons_with;
use crate::conflicts::views::{items_without_others, sitting_with};
use crate::conflicts::{NewOverride, Standings};
use crate::db::{Patience, Read};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{ItemId, MeetingId};
use crate::meetings::Sitting;
use crate::meetings::bodies::Answered;
use crate::meetings::viewer::{MEETING, Viewer};
use crate::moment::Instant;
use crate::quorum::{brief, everybody_attending};

const TAG: &str = "Agenda";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/meetings/{id}/agenda", "get_the_agenda", get)
            .tag(TAG)
            .summary("The agenda as it would be published now, with its fingerprint; or, with ?published=true, as it was published last.")
            .action(Action::ReadMeetings)
            .of(&MEETING)
            .query::<Which>()
            .answers::<AgendaBody>()
            .tagged(),
        Route::post("/api/v1/meetings/{id}/agenda", "publish_the_agenda", post)
            .tag(TAG)
            .summary("Publish the agenda: with the fingerprint of a draft, only if nothing has moved since.")
            .action(Action::PublishAgendas)
            .of(&MEETING)
            .body::<Publish>()
            .makes("/api/v1/meetings/{meeting}/agenda?published=true")
            .answers::<Answered<AgendaPublished>>(),
        Route::get("/api/v1/meetings/{id}/proposed-order", "get_a_proposed_order", order)
            .tag(TAG)
            .summary("An order of business in which people have to leave and come back as seldom as can be; a proposal, nothing is moved.")
            .action(Action::ReadProposals)
            .of(&MEETING)
            .answers::<OrderBody>()
            .tagged(),
    ]
}

/// Which agenda is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    /// True for the agenda as it was published last; else the draft as it stands now, which not every role reads.
    published: Option<bool>,
}

/// That the agenda is to be published.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Publish {
    /// Of the draft that was read.
    #[validate(length(max = 20_000, message = "This is no fingerprint of a draft."))]
    fingerprint: Option<String>,
    /// By whose word a paper by a conflicted author is published all the same (C8).
    #[serde(rename = "override")]
    #[validate(nested)]
    over: Option<NewOverride>,
}

/// An agenda with its forecast.
#[derive(Debug, Serialize, JsonSchema)]
struct AgendaBody {
    /// `draft` or `published`.
    state: &'static str,
    /// Of a draft: to be given back when it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    /// When it was published, UTC; absent from a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Instant>,
    /// The same by the clock in the meeting's time zone, with the day where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_clock: Option<String>,
    /// Of a publication: its entry in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(flatten)]
    sheet: Sheet,
    /// `others` where what is said of other people is left out for this reader; else absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<&'static str>,
}

/// Leaves out of a sheet what is not for this reader: of others on an item withheld from them,
/// and for a member of others altogether.
fn seen(sight: &Viewer, hidden: &BTreeSet<ItemId>, mut sheet: Sheet) -> (Sheet, Vec<&'static str>) {
    if !sight.own && hidden.is_empty() {
        return (sheet, Vec::new());
    }
    for item in sheet.items.iter_mut().filter(|item| sight.own || hidden.contains(&item.item)) {
        item.people.retain(|line| sight.person == Some(line.person));
        item.papers_withheld.retain(|person| sight.person == Some(*person));
        for expected in &mut item.forecasts {
            brief(expected.forecast).clone_into(&mut expected.says);
        }
    }
    for item in sheet.items.iter_mut().filter(|item| hidden.contains(&item.item)) {
        item.withdrawn.iter_mut().for_each(|withdrawn| withdrawn.reason = None);
    }
    sheet.declaration_outstanding.retain(|line| !sight.own || sight.person == Some(line.person));
    sheet.warnings.retain(|warning| warning.person.is_none() || !sight.own || warning.person == sight.person);
    sheet.warnings.retain(|warning| warning.item.is_none_or(|item| !hidden.contains(&item)));
    (sheet, vec!["others"])
}

async fn get(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let published = call.query::<Which>()?.published == Some(true);
    let reads_drafts = call.caller()?.reach(Action::ReadProposals) == Scope::Any;
    let system = call.access().system();
    let load = move |read: &mut Read<'_>| {
        let officers = persons_with(read, system, Role::Secretary)?;
        let sitting = sitting_with(read, &sight, id, &officers)?;
        if !published && !reads_drafts && !sight.is_in_chair(&sitting) {
            return Err(Error::Forbidden("This role reads the agenda once it is published: take ?published=true.".to_owned()));
        }
        let found = if published { Some(facts::published(read, id)?.ok_or(Error::NotFound("published agenda"))?) } else { None };
        Ok((sight, Gathered { meeting: id, sitting, officers }, found))
    };
    let tell = |(sight, gathered, found): (Viewer, Gathered, Option<Published>), patience: &Patience| {
        let sitting = &gathered.sitting;
        let sight = sight.within(sitting);
        let hidden = items_without_others(&sight, sitting);
        if let Some(found) = found {
            let (sheet, withheld) = seen(&sight, &hidden, found.sheet);
            let (at, version) = (Some(found.at), Some(found.version));
            let clock = Some(found.at.clock_beside(sitting.meeting.date));
            return tagged(&AgendaBody {
                state: "published",
                fingerprint: None,
                published_at: at,
                published_clock: clock,
                version,
                sheet,
                withheld,
            });
        }
        let draft = draft(gathered, || patience.still())?;
        // A print would tell a reader that something moved in what is withheld from them.
        let fingerprint = if sight.own || !hidden.is_empty() { None } else { Some(draft.fingerprint) };
        let (sheet, withheld) = seen(&sight, &hidden, draft.sheet);
        let body = AgendaBody { state: "draft", fingerprint, published_at: None, published_clock: None, version: None, sheet, withheld };
        tagged(&body)
    };
    call.reckon(load, tell).await
}

/// How often an agenda is composed anew because something moved meanwhile.
const TRIES: usize = 3;

fn tagged(body: &AgendaBody) -> Result<Answer, Error> {
    Ok(Answer::json(200, body)?.tagged_by_content())
}

async fn post(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<MeetingId>()?;
    let Publish { fingerprint, over } = call.body()?;
    let over = over.map(NewOverride::command);
    let (at, system) = (Instant::now(), call.access().system());
    for _ in 0..TRIES {
        // Composed before the lock is taken; under it only the facts are compared.
        let load = move |read: &mut Read<'_>| {
            let officers = persons_with(read, system, Role::Secretary)?;
            to_publish(read, id, &officers)
        };
        let draft = Arc::new(call.reckon(load, |gathered, patience| draft(gathered, || patience.still())).await?);
        let (print, over, has_moved) = (fingerprint.clone(), over.clone(), Arc::new(AtomicBool::new(false)));
        let moved = Arc::clone(&has_moved);
        let publish = move |read: &mut Read<'_>| {
            let officers = persons_with(read, system, Role::Secretary)?;
            publish_draft(read, &draft, print.as_deref(), &officers, over.as_ref(), at)?.ok_or_else(|| {
                moved.store(true, Ordering::Release);
                changing()
            })
        };
        match call.answer(publish).await {
            Err(Error::TryLater { .. }) if has_moved.load(Ordering::Acquire) => {}
            other => return other,
        }
    }
    Err(changing())
}

fn changing() -> Error {
    let detail = "What this meeting rests on changes faster than its agenda can be composed: ask again in a moment.".to_owned();
    Error::TryLater { detail, seconds: 2, too_many: false }
}

async fn order(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let reads_all = call.caller()?.reach(Action::ReadProposals) == Scope::Any;
    let load = move |read: &mut Read<'_>| {
        let sitting = sitting_with(read, &sight, id, &[])?;
        if !reads_all && !sight.is_in_chair(&sitting) {
            return Err(Error::Forbidden("This speaks of how others stand: it is for whoever keeps the meeting or chairs it.".to_owned()));
        }
        Ok(sitting)
    };
    let tell = move |sitting: Sitting, patience: &Patience| {
        let standings = Standings::bounded(&sitting);
        let hidden = items_without_others(&sight.within(&sitting), &sitting);
        patience.still()?;
        let found = propose(&standings, &everybody_attending(&sitting, &sitting.room(), false), &hidden);
        standings.are_all()?;
        Ok(Answer::json(200, &order::body(&sitting, &found))?.tagged_by_content())
    };
    call.reckon(load, tell).await
}
