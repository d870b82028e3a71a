//! The look back over a committee's decisions, over HTTP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::{recorded, shared, taken};
use super::rules::{Alike, Member, SharedBody, report};
use crate::access::Action;
use crate::committees::COMMITTEE;
use crate::db::Read;
use crate::decisions::bodies::is_withheld;
use crate::decisions::facts::DecisionFacts;
use crate::fault::Error;
use crate::http::body::query::in_order;
use crate::http::{Answer, Call, Route};
use crate::ids::CommitteeId;
use crate::meetings::viewer::Viewer;
use crate::moment::{Date, Instant};

#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/committees/{id}/consistency", "get_the_consistency", look_back)
            .tag("Committees")
            .summary("Whether alike conflicts were treated alike, who was kept out how often, and who share a body outside.")
            .action(Action::ReadConsistency)
            .of(&COMMITTEE)
            .query::<Between>()
            .answers::<LookBack>()
            .tagged(),
    ]
}

/// Over which meetings is looked back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Between {
    /// The first day of a meeting; twelve months before the last, where it is left out.
    from: Option<Date>,
    /// The last day of a meeting; today, where it is left out.
    to: Option<Date>,
}

/// What the decisions of a committee say of how conflicts were treated.
#[derive(Debug, Serialize, JsonSchema)]
struct LookBack {
    /// The committee, as in `/api/v1/committees/{id}`.
    committee: CommitteeId,
    /// The first day of a meeting that is looked at.
    from: Date,
    /// The last.
    to: Date,
    /// How many decisions were compared.
    decisions: usize,
    /// How many decisions are withheld from this reader, who was kept from their items, and were left out.
    withheld: usize,
    /// How many kinds of interest on kinds of item came more than once.
    compared: usize,
    /// Those of them that were not all treated alike.
    outliers: Vec<Alike>,
    /// Who sat, and from how many of the items they were kept; most often first.
    members: Vec<Member>,
    /// Bodies in which several who sit today have an interest that is in force.
    shared: Vec<SharedBody>,
}

async fn look_back(call: Call) -> Result<Answer, Error> {
    let committee: CommitteeId = call.id("id")?;
    let (Between { from, to }, sight) = (call.query()?, Viewer::of(&call)?);
    in_order("to", from, to)?;
    let today = Instant::now().day();
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| year_before(to));
    let load = move |read: &mut Read<'_>| Ok((taken(read, committee, (from, to))?, shared(read, committee, today)?));
    let tell = move |(taken, shared): (Vec<DecisionFacts>, Vec<SharedBody>), _: &_| {
        let all = taken.len();
        let seen: Vec<DecisionFacts> = taken.into_iter().filter(|decision| !is_withheld(&sight, decision)).collect();
        let (decisions, withheld) = (seen.len(), all - seen.len());
        let found = report(recorded(seen));
        let body = LookBack {
            committee,
            from,
            to,
            decisions,
            withheld,
            compared: found.compared,
            outliers: found.alike,
            members: found.members,
            shared,
        };
        Ok(Answer::json(200, &body)?.tagged_by_content())
    };
    call.reckon(load, tell).await
}

/// The first day of the twelve months that end on a day.
fn year_before(day: Date) -> Date {
    let mut first = day.plus_days(-366);
    while first.plus_months(12) <= day {
        first = first.plus_days(1);
    }
    first
}
