//! The look back over a committee's decisions, over HTTP.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::{Alike, Handled, Kind, Member, Record, SharedBody, keeps_out, report};
use crate::access::Action;
use crate::committees::{COMMITTEE, facts as committees};
use crate::db::Read;
use crate::db::order::Way;
use crate::decisions::bodies::is_withheld;
use crate::decisions::facts::{DecisionFacts, Filter, Stretch, Which, decisions};
use crate::declarations::{InForce, facts as declarations};
use crate::fault::Error;
use crate::http::body::query::in_order;
use crate::http::{Answer, Call, Route};
use crate::ids::{CommitteeId, OrganisationId, PersonId};
use crate::meetings::viewer::Viewer;
use crate::moment::{Date, Instant};
use crate::{organisations, people};

/// So many decisions are compared at a time: more than the busiest committee takes in several years.
const MOST: i64 = 2_000;

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
    let load = move |read: &mut Read<'_>| {
        let filter = Filter { committee: Some(committee), from: Some(from), to: Some(to), ..Filter::default() };
        let stretch = Stretch { after: None, way: Way::Onward, as_of: i64::MAX, limit: MOST + 1, filter };
        let taken = decisions(read, Which::Logged(Box::new(stretch)))?;
        if i64::try_from(taken.len()).is_ok_and(|taken| taken > MOST) {
            let message = format!("These are more than {MOST} decisions: look back over a shorter time.");
            return Err(Error::invalid("?from", "too_many", message));
        }
        Ok((taken, shared(read, committee, today)?))
    };
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

/// What the decisions record of everybody who was there; one that was taken again is told by the one that stands.
fn recorded(taken: Vec<DecisionFacts>) -> Record {
    let mut record = Record::default();
    for decision in taken.into_iter().filter(|decision| decision.reopened.is_none()) {
        let Some(business) = decision.evidence.business else { continue };
        for attended in decision.evidence.attended.into_iter().filter(|attended| !attended.seats.is_empty()) {
            record.sat.push((decision.item, attended.person, attended.name));
        }
        for treated in decision.evidence.treated {
            if keeps_out(treated.treatment, business.private) {
                record.kept_out.insert((decision.item, treated.person));
            }
            let found = treated.grounds.iter().position(|ground| ground.relation.is_some());
            let Some((place, ground)) = found.and_then(|place| treated.grounds.get(place).map(|ground| (place, ground))) else { continue };
            let Some(relation) = ground.relation else { continue };
            let category = treated.declared.get(place).and_then(|declared| declared.category);
            let handled = Handled {
                decision: decision.id,
                meeting: decision.meeting,
                item: decision.item,
                title: business.title.clone(),
                day: business.meeting_date,
                person: treated.person,
                name: treated.name,
                interest: ground.interest,
                proposed: treated.proposed,
                treatment: treated.treatment,
                ruling: treated.ruling,
                decider: treated.decider,
                reason: treated.reason,
                same_interest: false,
            };
            record.handled.push((Kind { relation, category, group: business.stage.group() }, handled));
        }
    }
    record
}

/// The bodies outside in which several of those who sit on a day have an interest then.
fn shared(read: &mut Read<'_>, committee: CommitteeId, day: Date) -> Result<Vec<SharedBody>, Error> {
    let own = committees::committee(read, committee)?.ok_or(Error::NotFound("committee"))?.organisation;
    let held = committees::memberships(read, committee)?;
    let sit: BTreeSet<PersonId> = held.iter().filter(|one| one.period().holds(day)).map(|one| one.person).collect();
    let mut by_body: BTreeMap<OrganisationId, BTreeSet<PersonId>> = BTreeMap::new();
    for interest in declarations::interests(read, &sit)? {
        if let Some(body) = interest.organisation.filter(|body| *body != own && interest.on(day, 0) == InForce::Active) {
            by_body.entry(body).or_default().insert(interest.person);
        }
    }
    by_body.retain(|_, people| people.len() > 1);
    let names = organisations::facts::names(read, &by_body.keys().copied().collect())?;
    let persons = people::facts::persons(read, &sit)?;
    let named = |person: PersonId| persons.get(&person).map_or_else(|| person.to_string(), |known| known.name.clone());
    let told = |(organisation, people): (OrganisationId, BTreeSet<PersonId>)| SharedBody {
        organisation,
        name: names.get(&organisation).cloned().unwrap_or_else(|| organisation.to_string()),
        people: people.into_iter().map(named).collect(),
    };
    let mut shared: Vec<SharedBody> = by_body.into_iter().map(told).collect();
    shared.sort_by(|one, other| (other.people.len(), &one.name).cmp(&(one.people.len(), &other.name)));
    Ok(shared)
}
