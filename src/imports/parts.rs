//! A plan as the parts of one entry: what becomes of each thing that the list speaks of.

use std::collections::BTreeSet;

use super::changes::{MembershipPart, OrganisationPart, Part, PersonPart, StakePart, With};
use super::facts::{self, Bodies};
use super::memberships::MembershipFields;
use super::people::PersonFields;
use super::periods::CommissionerPeriod;
use super::plan::{Held, OrganisationFields, Plan};
use crate::committees::{Appointment, Membership};
use crate::fault::Fault;
use crate::ids::{FactId, MembershipId, OrganisationId, PersonId};
use crate::moment::Date;
use crate::organisations::{OrganisationStatement, StakeKind};

fn periods(held: &[CommissionerPeriod]) -> Result<(Option<String>, Vec<With>), Fault> {
    if let [CommissionerPeriod { code, joined: None, left: None }] = held {
        return Ok((Some(code.clone()), Vec::new()));
    }
    let earliest = facts::earliest()?;
    let mut with = Vec::new();
    for one in held {
        // Kept by its last day; lists give the first day out. A time that was over before a
        // register can speak of it has none.
        if one.left.is_some_and(|left| left <= earliest) {
            continue;
        }
        let to = one.left.map(|left| left.plus_days(-1));
        with.push(With { id: FactId::new(), commissioner: one.code.clone(), from: one.joined.unwrap_or(earliest), to });
    }
    Ok((None, with))
}

fn body_part(id: OrganisationId, is_new: bool, fields: &OrganisationFields) -> Result<OrganisationPart, Fault> {
    let (commissioner, commissioners) = periods(&fields.commissioners)?;
    let body = OrganisationStatement {
        id,
        code: fields.code.clone(),
        name: fields.name.clone(),
        kind: fields.kind,
        commissioner,
        area: fields.area.clone(),
        postcode: fields.postcode.clone(),
        opened: fields.opened,
        closed: fields.closed,
    };
    Ok(OrganisationPart { is_new, body, commissioners })
}

pub(super) fn body_parts(plan: &Plan<OrganisationId, OrganisationFields>, bodies: &Bodies, today: Date) -> Result<Vec<Part>, Fault> {
    let mut ids = bodies.by_code.clone();
    let mut parts = Vec::new();
    let mut all: Vec<(OrganisationId, &OrganisationFields)> = Vec::new();
    for fields in &plan.create {
        let id = OrganisationId::new();
        ids.insert(fields.code.clone(), id);
        parts.push(Part::Organisation(body_part(id, true, fields)?));
        all.push((id, fields));
    }
    for held in &plan.update {
        parts.push(Part::Organisation(body_part(held.id, false, &held.fields)?));
        all.push((held.id, &held.fields));
    }
    for (body, fields) in all {
        for (kind, codes) in [(StakeKind::Member, &fields.members), (StakeKind::Owner, &fields.owners)] {
            let holders: BTreeSet<OrganisationId> = codes.iter().filter_map(|code| ids.get(code)).copied().collect();
            for holder in holders.iter().filter(|holder| !bodies.stakes.contains_key(&(**holder, body, kind))) {
                parts.push(Part::Stake(StakePart {
                    id: FactId::new(),
                    is_new: true,
                    holder: *holder,
                    body,
                    stake: kind,
                    from: None,
                    to: None,
                }));
            }
            let over = bodies.stakes.values().filter(|stake| stake.body == body && stake.kind == kind && !holders.contains(&stake.holder));
            for stake in over {
                // Whoever the list no longer names was in it until yesterday.
                let yesterday = today.plus_days(-1);
                let to = stake.from.map_or(yesterday, |from| from.max(yesterday));
                let (id, holder, from) = (stake.id, stake.holder, stake.from);
                parts.push(Part::Stake(StakePart { id, is_new: false, holder, body, stake: kind, from, to: Some(to) }));
            }
        }
    }
    Ok(parts)
}

pub(super) fn person_parts(plan: &Plan<PersonId, PersonFields>) -> Vec<Part> {
    let part = |id: PersonId, is_new: bool, fields: &PersonFields| {
        Part::Person(PersonPart {
            id,
            is_new,
            code: fields.code.clone(),
            full_name: fields.name.clone(),
            grade: fields.grade.clone(),
            tags: fields.tags.iter().cloned().collect(),
            email: fields.email.clone(),
        })
    };
    let made = plan.create.iter().map(|fields| part(PersonId::new(), true, fields));
    made.chain(plan.update.iter().map(|held| part(held.id, false, &held.fields))).collect()
}

pub(super) fn membership_parts(plan: &Plan<MembershipId, MembershipFields>) -> Result<Vec<Part>, Fault> {
    let none = |text: &str| Fault::Other(format!("'{text}' was resolved and is no id"));
    let part = |id: MembershipId, is_new: bool, fields: &MembershipFields| {
        let person = |text: &str| text.parse::<PersonId>().map_err(|_| none(text));
        let says = Appointment {
            committee: fields.committee.parse().map_err(|_| none(&fields.committee))?,
            seat: fields.seat.clone(),
            person: person(&fields.person)?,
            from: fields.period.from,
            to: fields.period.to,
            deputy_for: fields.deputy_for.as_deref().map(person).transpose()?,
        };
        Ok(Part::Membership(MembershipPart { is_new, membership: Membership { id, says } }))
    };
    let made = plan.create.iter().map(|fields| part(MembershipId::new(), true, fields));
    made.chain(plan.update.iter().map(|held: &Held<_, _>| part(held.id, false, &held.fields))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;
    use crate::ids::CommitteeId;

    #[test]
    fn a_part_of_the_entry_says_a_membership_flat() {
        let (id, committee, person) = (MembershipId::new(), CommitteeId::new(), PersonId::new());
        let part = json!({
            "what": "membership", "id": id, "is_new": true, "committee": committee, "seat": "gp", "person": person,
            "from": "2016-01-01", "to": null, "deputy_for": null,
        });
        let read: Part = serde_json::from_value(part.clone()).unwrap();
        assert!(matches!(&read, Part::Membership(part) if part.is_new && part.membership.person == person));
        assert_eq!(serde_json::to_value(&read).unwrap(), part);
    }
}
