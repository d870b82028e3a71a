//! Proposals, standings and rulings over HTTP; items and papers, which a reader sees as their
//! own conflicts allow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::rules;
use super::views::{
    ItemProposals, ItemStandings, meeting_and_sitting, others_withheld, proposals, sitting_for, sitting_of_item, standings, withheld,
    withheld_papers,
};
use super::{Override, Standings, serve_papers};
use crate::access::{Action, Scope, Seen, secret};
use crate::db::{Patience, Read};
use crate::fault::Error;
use crate::http::{Answer, Call, Route};
use crate::ids::{ItemId, MeetingId, PaperId, PersonId, RulingId};
use crate::meetings::bodies::{ItemBody, Kept, Listed, PaperBody};
use crate::meetings::items::{self, ItemVersion, WhichPapers};
use crate::meetings::viewer::{ITEM, MEETING, PAPER, Viewer};
use crate::meetings::{Item, Ruling, Sitting};
use crate::moment::Instant;
use crate::policy::Treatment;
use crate::text::Rationale;

const TAG: &str = "Conflicts";
const MEETINGS: &str = "Meetings";

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/meetings/{id}/items", "list_items", items)
            .tag(MEETINGS)
            .summary("The items of a meeting in the order of its agenda, each followed by its parts.")
            .action(Action::ReadMeetings)
            .of(&MEETING)
            .answers::<Listed<ItemBody>>()
            .tagged(),
        Route::get("/api/v1/items/{id}", "get_an_item", item)
            .tag(MEETINGS)
            .summary("One item, or a part of one.")
            .action(Action::ReadMeetings)
            .of(&ITEM)
            .answers::<ItemBody>()
            .tagged(),
        Route::get("/api/v1/items/{id}/papers", "list_papers", papers)
            .tag(MEETINGS)
            .summary("The papers of an item, for the person of the account or for one named; what is served is recorded.")
            .action(Action::ReadPapers)
            .of(&ITEM)
            .query::<For>()
            .answers::<Listed<PaperBody>>()
            .tagged(),
        Route::get("/api/v1/papers/{id}", "get_a_paper", paper)
            .tag(MEETINGS)
            .summary("One paper, for the person of the account or for one named; what is served is recorded.")
            .action(Action::ReadPapers)
            .of(&PAPER)
            .query::<For>()
            .answers::<PaperBody>()
            .tagged(),
        Route::get("/api/v1/meetings/{id}/proposals", "list_proposals", list_proposals)
            .tag(TAG)
            .summary("Item by item, everybody on whom something is proposed, and why.")
            .action(Action::ReadProposals)
            .of(&MEETING)
            .answers::<Listed<ItemProposals>>()
            .tagged(),
        Route::get("/api/v1/meetings/{id}/standings", "list_standings", list_standings)
            .tag(TAG)
            .summary("Item by item, what each person may do now: the ruling, or until there is one the proposal.")
            .action(Action::ReadProposals)
            .of(&MEETING)
            .answers::<Listed<ItemStandings>>()
            .tagged(),
        Route::get("/api/v1/items/{id}/rulings", "list_rulings", list_rulings)
            .tag(TAG)
            .summary("The rulings made on an item, in order.")
            .action(Action::ReadProposals)
            .of(&ITEM)
            .answers::<Listed<RulingBody>>()
            .tagged(),
    ]
}

/// Whose papers are asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct For {
    /// For whom the papers are asked.
    #[serde(rename = "for")]
    person: Option<PersonId>,
}

/// By whose word, and why, something goes on that would be stopped (C10).
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOverride {
    /// A person with the tag `guardian`, who has no part in it and does not preside.
    pub by: PersonId,
    /// Why it goes on all the same, which is minuted.
    pub reason: Rationale,
}

impl NewOverride {
    #[must_use]
    pub fn command(self) -> Override {
        Override { by: self.by, reason: self.reason }
    }
}

/// A ruling.
#[derive(Debug, Serialize, JsonSchema)]
struct RulingBody {
    /// What tells this ruling from all others; votes that it takes away and grounds that rest on it name it.
    id: RulingId,
    /// The item ruled on, as in `/api/v1/items/{id}`; `not_attend` and `removed` hold for others too.
    item: ItemId,
    /// Whose treatment it is, as in `/api/v1/people/{id}`.
    person: PersonId,
    /// Their name on the register now.
    name: String,
    /// How they are treated by it; of several rulings on one person the last holds.
    treatment: Treatment,
    /// What was proposed when it was made; a milder ruling gives its reason (C1.3).
    proposed: Treatment,
    /// Who ruled, as in `/api/v1/people/{id}`: whoever presided over the item (C2.1).
    by: PersonId,
    /// The name of whoever ruled, as the register has it now.
    by_name: String,
    /// Why, in the words of whoever ruled; null where none was given.
    reason: Option<String>,
    /// The guardian by whose word it is below a floor, as in `/api/v1/people/{id}`; null where it is below none (C1.3).
    override_by: Option<PersonId>,
    /// The guardian's reason for that; null where it is below no floor.
    override_reason: Option<String>,
    /// When it was made, UTC.
    at: Instant,
    /// The clock in the meeting's time zone, with the day where it is another than the meeting's.
    clock: String,
    /// Its entry in the log.
    version: i64,
}

async fn items(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let found = call
        .snapshot(move |read| {
            let sitting = sitting_for(read, &sight, id)?;
            let versions = items::versions(read, id)?;
            let to_body = |item| ItemBody::of(&sitting, item, version(&versions, item.id), &kept(&sight, &sitting, item));
            Ok(sitting.items.iter().filter(|item| item.is_shown()).map(to_body).collect::<Vec<_>>())
        })
        .await?;
    Ok(Answer::json(200, &Listed::all(found))?.tagged_by_content())
}

/// What of an item's papers is kept from the reader.
fn kept(sight: &Viewer, sitting: &Sitting, item: &Item) -> Kept {
    if withheld(sight, sitting, item) { Kept::All } else { Kept::Some(withheld_papers(sight, sitting, item)) }
}

fn version(versions: &std::collections::BTreeMap<ItemId, ItemVersion>, item: ItemId) -> ItemVersion {
    versions.get(&item).copied().unwrap_or_default()
}

async fn item(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<ItemId>()?, Viewer::of(&call)?);
    let body = call
        .snapshot(move |read| {
            let (meeting, sitting) = meeting_and_sitting(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            let versions = items::versions(read, meeting)?;
            Ok(ItemBody::of(&sitting, item, version(&versions, id.id()), &kept(&sight, &sitting, item)))
        })
        .await?;
    // What a bound reader sees can change with a ruling, and must not change with anything else.
    if sight.bound { Ok(Answer::json(200, &body)?.tagged_by_content()) } else { Answer::one(id.id(), body.version, &body) }
}

/// For whom papers are asked; nobody in particular, for whoever keeps or audits them.
fn asked_for(call: &Call) -> Result<Option<PersonId>, Error> {
    let caller = call.caller()?;
    let person = call.query::<For>()?.person;
    if call.scope()? == Scope::Any {
        return Ok(person);
    }
    let person = person
        .or(caller.person)
        .ok_or_else(|| Error::Forbidden("This role reads papers for its own person only, and the account has none.".to_owned()))?;
    call.on_behalf_of(person)?;
    Ok(Some(person))
}

/// Seconds within which the same papers asked for by the same account are one reading.
const SAME_READING: i64 = 3600;

/// Serves papers of an item: recorded, also where they are withheld; the answer is those that are given. The
/// law is asked each time; the same papers, or the same refusal, are told to the log once an hour. Whoever may
/// read them for anybody is asked for first: what an auditor's own exclusion withholds is withheld from them
/// for whomever they ask.
async fn serve(call: &Call, item: Seen<ItemId>, papers: Vec<items::PaperCard>, one: bool) -> Result<Vec<items::PaperCard>, Error> {
    let (mut person, sight) = (asked_for(call)?, Viewer::of(call)?);
    let bound = sight.person.filter(|_| sight.bound);
    let look = move |read: &mut Read<'_>| {
        let (_, sitting) = meeting_and_sitting(read, &sight, item)?;
        let on = sitting.item(item.id()).ok_or(Error::NotFound("item"))?;
        let kept_from = |who: Option<PersonId>| who.map_or_else(Vec::new, |who| rules::papers::kept_from(&sitting, on, who));
        Ok((kept_from(person), kept_from(bound), bound.is_some() && withheld(&sight, &sitting, on)))
    };
    let (of_person, own, is_closed) = call.snapshot(look).await?;
    let all = papers.len();
    let given: Vec<items::PaperCard> = papers.iter().filter(|p| !of_person.contains(&p.id) && !own.contains(&p.id)).cloned().collect();
    if is_closed || (given.is_empty() && !own.is_empty()) {
        person = bound;
    }
    let Some(person) = person else { return Ok(given) };
    // What is left is asked for by name; where nothing is, the refusal is that of all of them.
    let (asked, named) = if given.is_empty() { (papers, false) } else { (given.clone(), given.len() < all) };
    let named: Vec<PaperId> = if named || one { asked.iter().map(|paper| paper.id).collect() } else { Vec::new() };
    let which = asked.iter().map(|paper| format!("{}.{}", paper.id, paper.version)).collect::<Vec<_>>().join(" ");
    let about = format!("{} {} {} {person}", call.caller()?.account, call.register()?, item.id());
    let (served, refused) = (secret::digest(&format!("served {about} {which}")), secret::digest(&format!("withheld {about}")));
    let (access, now) = (call.access(), call.access().now());
    let is_told = |key: &str| access.lately().said(key, SAME_READING, now).is_some();
    let ask = move |read: &mut Read<'_>| {
        sitting_of_item(read, &sight, item)?;
        // The person is named by the query here: a body would have a field.
        serve_papers(read, item, person, &named).map_err(|error| match error {
            Error::Invalid(_) => Error::unknown_in_query("for", format!("There is no person '{person}' in this register.")),
            other => other,
        })
    };
    if is_told(&served) || is_told(&refused) {
        match call.snapshot(ask.clone()).await {
            Ok(_) if is_told(&served) => return Ok(given),
            Err(Error::Refused(mut refusal)) if is_told(&refused) => {
                refusal.notable = false;
                return Err(Error::Refused(refusal));
            }
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    call.may_act()?;
    match call.record(ask).await {
        Ok(_) => {
            call.acted();
            access.lately().remember(served, String::new(), now);
            Ok(given)
        }
        Err(error) => {
            if matches!(&error, Error::Refused(refusal) if refusal.notable) {
                access.lately().remember(refused, String::new(), now);
            }
            Err(error)
        }
    }
}

async fn papers(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<ItemId>()?;
    call.snapshot(move |read| crate::meetings::facts::meeting_of(read, id)).await?;
    let found = call.snapshot(move |read| Ok(items::papers(read, WhichPapers::Of(id))?)).await?;
    let all = found.len();
    let given = serve(&call, id, found, false).await?;
    let withheld = if given.len() < all { vec!["papers"] } else { Vec::new() };
    let items = Some(given.into_iter().map(PaperBody::from).collect());
    Ok(Answer::json(200, &Listed { items, withheld })?.tagged_by_content())
}

fn one_paper(read: &mut Read<'_>, id: Seen<PaperId>) -> Result<items::PaperCard, Error> {
    items::papers(read, WhichPapers::One(id))?.pop().ok_or(Error::NotFound("paper"))
}

async fn paper(call: Call) -> Result<Answer, Error> {
    let id = call.seen::<PaperId>()?;
    let card = call.snapshot(move |read| one_paper(read, id)).await?;
    serve(&call, card.item, vec![card.clone()], true).await.map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("paper"),
        other => other,
    })?;
    Answer::one(id.id(), card.version, &PaperBody::from(card))
}

async fn list_proposals(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let load = move |read: &mut Read<'_>| Ok((sitting_for(read, &sight, id)?, sight));
    let tell = |(sitting, sight): (Sitting, Viewer), _: &Patience| {
        let standings = Standings::bounded(&sitting);
        let found = proposals(&sight, &standings, &sitting.room());
        standings.are_all()?;
        Ok(Answer::json(200, &Listed::all(found))?.tagged_by_content())
    };
    call.reckon(load, tell).await
}

async fn list_standings(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<MeetingId>()?, Viewer::of(&call)?);
    let load = move |read: &mut Read<'_>| Ok((sitting_for(read, &sight, id)?, sight));
    let tell = |(sitting, sight): (Sitting, Viewer), _: &Patience| {
        let known = Standings::bounded(&sitting);
        let found = standings(&sight, &known, &sitting.room());
        known.are_all()?;
        Ok(Answer::json(200, &Listed::all(found))?.tagged_by_content())
    };
    call.reckon(load, tell).await
}

async fn list_rulings(call: Call) -> Result<Answer, Error> {
    let (id, sight) = (call.seen::<ItemId>()?, Viewer::of(&call)?);
    let found = call
        .snapshot(move |read| {
            let sitting = sitting_of_item(read, &sight, id)?;
            let item = sitting.item(id.id()).ok_or(Error::NotFound("item"))?;
            let only_own = sight.within(&sitting).own || others_withheld(&sight, &sitting, item);
            let seen = |ruling: &&Ruling| ruling.item == id.id() && (!only_own || sight.person == Some(ruling.person));
            let to_body = |ruling: &Ruling| RulingBody {
                id: ruling.id,
                item: ruling.item,
                person: ruling.person,
                name: sitting.name(ruling.person),
                treatment: ruling.treatment,
                proposed: ruling.proposed,
                by: ruling.by,
                by_name: sitting.name(ruling.by),
                reason: ruling.reason.clone(),
                override_by: ruling.over.as_ref().map(|over| over.by),
                override_reason: ruling.over.as_ref().map(|over| over.reason.clone()),
                at: ruling.at,
                clock: ruling.at.clock_beside(sitting.meeting.date),
                version: sitting.entry_of(ruling.order),
            };
            let withheld = if only_own { vec!["others"] } else { Vec::new() };
            Ok(Listed { items: Some(sitting.book.rulings.iter().filter(seen).map(to_body).collect()), withheld })
        })
        .await?;
    Ok(Answer::json(200, &found)?.tagged_by_content())
}
