//! Reads what a look back over a committee's decisions compares, and who sits on it with an interest in what body.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::{Handled, Kind, Record, SharedBody, keeps_out};
use crate::committees::{Membership, facts as committees};
use crate::db::Read;
use crate::db::order::Way;
use crate::decisions::facts::{DecisionFacts, Filter, Stretch, Which, decisions};
use crate::declarations::{InForce, facts as declarations};
use crate::fault::Error;
use crate::ids::{CommitteeId, OrganisationId, PersonId};
use crate::meetings::rules::namesakes::Apart;
use crate::moment::Date;
use crate::quorum::rules::sentences::title;
use crate::{organisations, people};

/// So many decisions are compared at a time: more than the busiest committee takes in several years.
const MOST: i64 = 2_000;

/// The decisions of a committee at meetings of these days, both included.
///
/// # Errors
/// [`Error::Invalid`] for more than can be compared; what the database says.
pub fn taken(read: &mut Read<'_>, committee: CommitteeId, (from, to): (Date, Date)) -> Result<Vec<DecisionFacts>, Error> {
    let filter = Filter { committee: Some(committee), from: Some(from), to: Some(to), ..Filter::default() };
    let stretch = Stretch { after: None, way: Way::Onward, as_of: i64::MAX, limit: MOST + 1, filter };
    let taken = decisions(read, Which::Logged(Box::new(stretch)))?;
    if i64::try_from(taken.len()).is_ok_and(|taken| taken > MOST) {
        let message = format!("These are more than {MOST} decisions: look back over a shorter time.");
        return Err(Error::invalid("?from", "too_many", message));
    }
    Ok(taken)
}

/// What the decisions record of everybody who was there; one that was taken again is told by the one that stands.
#[must_use]
pub fn recorded(taken: Vec<DecisionFacts>) -> Record {
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
                says: String::new(),
            };
            record.handled.push((Kind { relation, category, group: business.stage.group() }, handled));
        }
    }
    record
}

/// The bodies outside in which several of those who sit on a day have an interest then.
///
/// # Errors
/// No such committee; what the database says.
pub fn shared(read: &mut Read<'_>, committee: CommitteeId, day: Date) -> Result<Vec<SharedBody>, Error> {
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
    // Two of one name by what they sit as.
    let terms = committees::terms_on(read, committee, day)?;
    let titled = |one: &Membership| {
        let seat = terms.as_ref().and_then(|terms| terms.seat(&one.seat));
        let of = seat.map_or_else(|| one.seat.replace('_', " "), title);
        (if one.deputy_for.is_some() { format!("deputy, {of}") } else { of }, String::new())
    };
    let seats = |person: PersonId| held.iter().filter(|one| one.person == person && one.period().holds(day)).map(titled).collect();
    let apart = Apart::among(&persons, seats, |_| true, false);
    let named = |person: PersonId| persons.get(&person).map_or_else(|| person.to_string(), |known| apart.beside(person, &known.name));
    let told = |(organisation, people): (OrganisationId, BTreeSet<PersonId>)| SharedBody {
        organisation,
        name: names.get(&organisation).cloned().unwrap_or_else(|| organisation.to_string()),
        people: people.into_iter().map(named).collect(),
    };
    let mut shared: Vec<SharedBody> = by_body.into_iter().map(told).collect();
    shared.sort_by(|one, other| (other.people.len(), &one.name).cmp(&(one.people.len(), &other.name)));
    Ok(shared)
}
