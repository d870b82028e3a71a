//! What a committee may do about each function on a day, and the events by which that changes, over HTTP.

mod bodies;
mod samples;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use self::bodies::{AuthorityOnDay, ChangeBody, PathwayOnDay, of_function};
use super::super::authority::{EvidenceKind, Level};
use super::super::english::named_in;
use super::super::facts;
use super::super::facts::level as kept;
use super::super::level::{ChangeLevel, change_level, versions_and_changes, withdraw_level};
use super::super::rules::in_force;
use super::super::rules::level::{GivenEvidence, on_day};
use super::{COMMITTEE, TAG, today};
use crate::access::Action;
use crate::db::Read;
use crate::fault::Error;
use crate::http::thing::{Thing, everything};
use crate::http::{Answer, Call, Route};
use crate::ids::{AuthorityId, BallotId, CommitteeId};
use crate::moment::{Date, Instant};
use crate::money::Money;
use crate::organisations;
use crate::text::{Line, Rationale, Word};

/// The thing of `/authority-changes/{id}`.
const AUTHORITY_CHANGE: Thing = Thing {
    name: "authority change",
    all: everything,
    seen: |read, _, id| match id.parse() {
        Ok(id) => Ok(kept::one(read, id)?.is_some()),
        Err(_) => Ok(false),
    },
    coded: None,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/committees/{id}/authority", "get_authority", get)
            .tag(TAG)
            .summary("What a committee may do on a day, function by function: since when, by what evidence, and what comes next.")
            .action(Action::ReadCommittees)
            .of(&COMMITTEE)
            .query::<Asked>()
            .answers::<AuthorityOnDay>()
            .tagged(),
        Route::post("/api/v1/committees/{id}/authority", "change_authority", change)
            .tag(TAG)
            .summary("Change what a committee may do about a function from a day on, by an event with its evidence.")
            .action(Action::KeepTerms)
            .of(&COMMITTEE)
            .body::<NewChange>()
            .answers::<ChangeBody>(),
        Route::post("/api/v1/authority-changes/{id}/withdraw", "withdraw_a_change_of_authority", withdraw)
            .tag(TAG)
            .summary("Withdraw a change of authority that was entered by mistake, while nothing was decided on it.")
            .action(Action::KeepTerms)
            .of(&AUTHORITY_CHANGE)
            .body::<Withdrawal>()
            .status(200)
            .answers::<ChangeBody>(),
    ]
}

/// On which day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuthorityAsked")]
struct Asked {
    /// The day that is asked about; today when left out.
    on: Option<Date>,
}

/// A change of what a committee may do about a function.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewAuthorityChange")]
struct NewChange {
    /// The kind of business, in the word that items give as their `function`.
    function: Word,
    /// What the committee may do about it from then on.
    level: Level,
    /// With or by whom it is decided instead, by id or code; needed in shadow, where it decides meanwhile.
    #[schemars(transform = crate::text::schema::code)]
    with: Option<String>,
    /// The first day; after every day on which the committee has met.
    from: Date,
    /// The last day, itself included; left out, until further notice.
    to: Option<Date>,
    /// The limit of value in pounds, itself included; left out, there is none.
    value_limit: Option<Money>,
    /// What it rests on.
    evidence: NewEvidence,
}

/// What a change of authority rests on.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewEvidence {
    /// What it is; a `ballot` is named too.
    what: EvidenceKind,
    /// By which paper it was given, what that says, and where it is, in at most 500 characters; without it nothing is changed.
    reference: Option<Rationale>,
    /// The body or meeting that gave it, in words.
    by: Line,
    /// The day on which it was given.
    on: Date,
    /// The ballot of member practices that carried, as in `/api/v1/organisations/{id}/ballots`.
    ballot: Option<BallotId>,
}

/// Why a change of authority is withdrawn.
#[derive(Debug, Clone, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AuthorityWithdrawnBecause")]
struct Withdrawal {
    /// Why; kept with the change.
    reason: Option<Rationale>,
}

async fn get(call: Call) -> Result<Answer, Error> {
    let committee: CommitteeId = call.id("id")?;
    let on = call.query::<Asked>()?.on.unwrap_or_else(today);
    let body = call.snapshot(move |read| on_the_day(read, committee, on)).await?;
    Ok(Answer::json(200, &body)?.tagged_by_content())
}

fn on_the_day(read: &mut Read<'_>, committee: CommitteeId, on: Date) -> Result<AuthorityOnDay, Error> {
    let name = facts::one(read, committee)?.ok_or(Error::NotFound("committee"))?.name;
    let versions = versions_and_changes(read, committee)?;
    let codes: BTreeSet<String> = versions.iter().flat_map(named_in).collect();
    let mut named = organisations::facts::called(read, &codes)?;
    let terms = in_force(&versions, on);
    if let Some(terms) = terms {
        named.extend(facts::deciders(read, terms)?.into_iter().map(|(code, (_, name))| (code, name)));
    }
    let pathways = terms.map_or(&[][..], |terms| &terms.pathways).iter();
    let decider = |said: &String| named.get(said).unwrap_or(said).clone();
    Ok(AuthorityOnDay {
        committee,
        name,
        on,
        terms_from: terms.map(|terms| terms.from),
        functions: on_day(&versions, on).iter().map(|one| of_function(one, &named)).collect(),
        pathways: pathways
            .map(|one| PathwayOnDay {
                decision_type: one.decision_type.clone(),
                decided_by: decider(&one.decided_by),
                words: one.words.clone(),
            })
            .collect(),
        agenda_parts: terms.map_or_else(Vec::new, |terms| terms.agenda_parts.clone()),
        changes: kept::all(read, committee)?.into_iter().map(ChangeBody::from).collect(),
    })
}

fn one_change(read: &mut Read<'_>, id: AuthorityId) -> Result<ChangeBody, Error> {
    Ok(kept::one(read, id)?.ok_or(Error::NotFound("authority change"))?.into())
}

async fn change(call: Call) -> Result<Answer, Error> {
    let committee: CommitteeId = call.id("id")?;
    let NewChange { function, level, with, from, to, value_limit, evidence } = call.body()?;
    let NewEvidence { what, reference, by, on, ballot } = evidence;
    if on > Instant::now().day() {
        let message = "This is still to come: a change of level is entered once somebody has decided on it; it may begin later.";
        return Err(Error::invalid("/evidence/on", "time_required", message));
    }
    let evidence = GivenEvidence { what, reference, by, on, ballot };
    let decide = move |read: &mut Read<'_>| {
        let with = with.as_ref().map(|text| organisations::resolve(read, "/with", text)).transpose()?;
        let (function, evidence) = (function.clone(), evidence.clone());
        change_level(read, &ChangeLevel { committee, function, level, with, from, to, value_limit, evidence })
    };
    call.answer_as(decide, |read, made| one_change(read, made.id)).await
}

async fn withdraw(call: Call) -> Result<Answer, Error> {
    let id: AuthorityId = call.id("id")?;
    let Withdrawal { reason } = call.body()?;
    call.answer_as(move |read| withdraw_level(read, id, reason.as_ref()), move |read, _| one_change(read, id)).await
}
