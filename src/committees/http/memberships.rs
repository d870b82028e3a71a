//! Who holds which seat, over HTTP.

mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::super::edit::{self, EndMembership};
use super::super::facts::{self, MembershipRecord};
use super::super::rules::{Appointment, Membership};
use super::{COMMITTEE, TAG};
use crate::access::Action;
use crate::db::Read;
use crate::fault::Error;
use crate::http::thing::{Thing, everything};
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, MembershipId, PersonId};
use crate::moment::Date;

/// The thing of `/memberships/{id}`.
const MEMBERSHIP: Thing = Thing {
    name: "membership",
    all: everything,
    seen: |read, _, id| match id.parse() {
        Ok(id) => Ok(facts::membership(read, id)?.is_some()),
        Err(_) => Ok(false),
    },
    coded: None,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/committees/{id}/memberships", "list_memberships", list)
            .tag(TAG)
            .summary("Who holds which seat, from when to when.")
            .action(Action::ReadCommittees)
            .of(&COMMITTEE)
            .query::<Sitting>()
            .page_of::<MembershipRecord>()
            .sorted::<MembershipRecord>()
            .hindsight()
            .formats(),
        Route::post("/api/v1/committees/{id}/memberships", "appoint_a_member", appoint)
            .tag(TAG)
            .summary("Fill a seat, or name a deputy for its holder.")
            .action(Action::KeepCommittees)
            .of(&COMMITTEE)
            .body::<NewMembership>()
            .answers::<Entered>(),
        Route::post("/api/v1/memberships/{id}/end", "end_a_membership", end)
            .tag(TAG)
            .summary("End a membership: its last day.")
            .action(Action::KeepCommittees)
            .of(&MEMBERSHIP)
            .body::<End>()
            .status(200)
            .answers::<Entered>(),
    ]
}

/// Which memberships of the committee are listed.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "MembershipsOnDay")]
struct Sitting {
    /// Those of this day; all when left out.
    as_at: Option<Date>,
}

/// A seat to be filled, or a deputy to be named for its holder.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewMembership {
    /// The seat, by its id in the terms of reference in force on the first day or in later ones.
    seat: String,
    /// Who is to sit there, by the id in `/api/v1/people/{id}`.
    person: PersonId,
    /// The first day in the seat, or as its deputy.
    from: Date,
    /// The last day, itself included; left out, until further notice.
    #[serde(default)]
    to: Option<Date>,
    /// The holder for whom the person may sit.
    #[serde(default)]
    deputy_for: Option<PersonId>,
}

/// The end of a membership.
#[derive(Debug, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LastDayOfMembership")]
struct End {
    /// The last day.
    to: Date,
}

/// A membership as entered or ended.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MembershipEntered")]
struct Entered {
    #[serde(flatten)]
    membership: Membership,
    /// The number of the log's entry by which it was entered or ended.
    version: i64,
}

async fn list(call: Call) -> Result<Answer, Error> {
    let id: CommitteeId = call.id("id")?;
    let as_at = call.query::<Sitting>()?.as_at;
    if let Some(format) = call.format() {
        let batch = move |read: &mut Read<'_>, after: Option<MembershipId>, most: i64| {
            facts::one(read, id)?.ok_or(Error::NotFound("committee"))?;
            Ok(facts::memberships_batch(read, id, as_at, after, most)?)
        };
        return call.table_of(format, "memberships", MembershipRecord::COLUMNS, batch, MembershipRecord::cells).await;
    }
    let page = call.page()?;
    call.snapshot(move |read| {
        facts::one(read, id)?.ok_or(Error::NotFound("committee"))?;
        let found = page.gather(|after, most| Ok(facts::memberships_batch(read, id, as_at, after, most)?))?;
        page.answer(found)
    })
    .await
}

async fn appoint(call: Call) -> Result<Answer, Error> {
    let committee: CommitteeId = call.id("id")?;
    let NewMembership { seat, person, from, to, deputy_for } = call.body()?;
    let says = Appointment { committee, seat, person, from, to, deputy_for };
    call.answer(move |read| edit::appoint(read, &says)).await
}

async fn end(call: Call) -> Result<Answer, Error> {
    let command = EndMembership { membership: call.id("id")?, to: call.body::<End>()?.to };
    call.answer(move |read| {
        edit::end_membership(read, &command).map_err(|error| match error {
            // A membership has no address of its own: its committee's is where to look.
            Error::Refused(refusal) => match facts::membership(read, command.membership) {
                Ok(held) => refusal.about(held.map(|held| held.committee.subject())).into(),
                Err(fault) => fault.into(),
            },
            other => other,
        })
    })
    .await
}
