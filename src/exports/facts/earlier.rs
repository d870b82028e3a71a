//! Decisions recorded under edition 1 of the rules, whose evidence did not yet say what the business
//! was: it is read from the tables, as they are now.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::Read;
use crate::db::schema::{declaration, organisation};
use crate::decisions::facts::DecisionFacts;
use crate::decisions::rules::evidence::{AsDeclared, Business};
use crate::declarations::Category;
use crate::fault::{Error, Fault};
use crate::ids::{DeclarationId, ItemId, OrganisationId, PersonId};
use crate::meetings::facts as meetings;
use crate::meetings::{Affected, Item, Meeting};
use crate::people;

/// What the tables say of some decisions.
#[derive(Default)]
struct Tables {
    items: BTreeMap<ItemId, (Meeting, Item)>,
    bodies: BTreeMap<OrganisationId, String>,
    declared: BTreeMap<DeclarationId, (Option<Category>, Option<String>)>,
    names: BTreeMap<PersonId, String>,
}

/// Adds to the evidence of these decisions what it does not say.
///
/// # Errors
/// What the database says; a decision whose meeting or item is gone.
pub fn fill(read: &mut Read<'_>, taken: &mut [DecisionFacts]) -> Result<(), Error> {
    let mut unsaid: Vec<&mut DecisionFacts> = taken.iter_mut().filter(|decision| decision.evidence.business.is_none()).collect();
    if unsaid.is_empty() {
        return Ok(());
    }
    let tables = tables(read, &unsaid)?;
    for decision in &mut unsaid {
        let gone = || Fault::Corrupt { table: "decision", key: decision.id.to_string(), what: "its item is gone".to_owned() };
        let (meeting, item) = tables.items.get(&decision.item).ok_or_else(gone)?;
        let name = |body: &OrganisationId| tables.bodies.get(body).cloned().unwrap_or_else(|| body.to_string());
        let evidence = &mut decision.evidence;
        evidence.business = Some(Business::of(meeting, item, |body| name(&body)));
        for how in &mut evidence.treated {
            let declared = how.grounds.iter().map(|ground| {
                let (category, nature) = ground.interest.and_then(|id| tables.declared.get(&id).cloned()).unwrap_or_default();
                AsDeclared { category, nature, path: ground.path.iter().map(name).collect(), raised_by_another: false }
            });
            how.declared = declared.collect();
        }
        evidence.named.clone_from(&tables.names);
    }
    Ok(())
}

fn tables(read: &mut Read<'_>, unsaid: &[&mut DecisionFacts]) -> Result<Tables, Error> {
    let mut tables = Tables::default();
    let meetings: BTreeSet<_> = unsaid.iter().map(|decision| decision.meeting).collect();
    for id in meetings {
        // Whoever is given the decision is given its evidence, of which this is what was not yet said.
        let unasked = Seen::without_asking(id);
        let meeting = meetings::meeting(read, unasked)?;
        tables.items.extend(meetings::items(read, unasked)?.into_iter().map(|item| (item.id, (meeting.clone(), item))));
    }
    let grounds = || unsaid.iter().flat_map(|decision| &decision.evidence.treated).flat_map(|how| &how.grounds);
    let interests: BTreeSet<DeclarationId> = grounds().filter_map(|ground| ground.interest).collect();
    let affected = unsaid.iter().filter_map(|decision| tables.items.get(&decision.item)).flat_map(|(_, item)| &item.affects);
    let mut bodies: BTreeSet<OrganisationId> = affected.filter_map(Affected::organisation).collect();
    bodies.extend(grounds().flat_map(|ground| ground.path.iter().copied()));
    let declared: Vec<(DeclarationId, Option<Category>, Option<String>)> =
        read.rows(read.of(declaration::table).filter(declaration::id.eq_any(interests.into_iter().collect::<Vec<_>>())).select((
            declaration::id,
            declaration::category,
            declaration::nature,
        )))?;
    tables.declared = declared.into_iter().map(|(id, category, nature)| (id, (category, nature))).collect();
    let bodies: Vec<(OrganisationId, String)> = read.rows(
        read.of(organisation::table)
            .filter(organisation::id.eq_any(bodies.into_iter().collect::<Vec<_>>()))
            .select((organisation::id, organisation::name)),
    )?;
    tables.bodies = bodies.into_iter().collect();
    let named: BTreeSet<PersonId> =
        unsaid.iter().flat_map(|decision| decision.dissent.iter().copied().chain(decision.override_by)).collect();
    tables.names = people::facts::persons(read, &named)?.into_iter().map(|(id, person)| (id, person.name)).collect();
    Ok(tables)
}
