//! Relations, proposals, floors and standings.

use std::collections::BTreeSet;

use quorate::declarations::{Category, Interest, Related};
use quorate::ids::{ItemId, OrganisationId, PersonId};
use quorate::meetings::{Affected, Class, EarlierRuling, Item, Ruling, Sitting};
use quorate::moment::Date;
use quorate::organisations::Organisation;
use quorate::policy::{Policy, Relation, Treatment};

use super::rights::may_vote;

/// "An interest is known from `declared` and active from `from` to `to`. Dates are inclusive."
fn is_active(interest: &Interest, day: Date) -> bool {
    interest.declared <= day && interest.from.is_none_or(|from| from <= day) && interest.to.is_none_or(|to| day <= to)
}

/// "After `to`, within the look-back, the relation is only `expired`; then none."
fn is_expired(interest: &Interest, day: Date, look_back_months: u32) -> bool {
    interest.declared <= day
        && interest.from.is_none_or(|from| from <= day)
        && interest.to.is_some_and(|to| to < day && day <= to.plus_months(look_back_months))
}

fn names(item: &Item, body: OrganisationId) -> bool {
    item.affects.contains(&Affected::Organisation(body))
}

fn affects_person(item: &Item, person: PersonId) -> bool {
    item.affects.contains(&Affected::Person(person))
}

/// "`{class:{kind, commissioner?, area?}}`"
fn falls_in(class: &Class, body: &Organisation) -> bool {
    body.kind == class.kind
        && (class.commissioner.is_none() || class.commissioner == body.commissioner)
        && (class.area.is_none() || class.area == body.area)
}

/// "`members`/`owners` links all in one direction join it to a named organisation (two members of
/// one federation are not)."
fn linked(sitting: &Sitting, one: OrganisationId, other: OrganisationId) -> bool {
    one != other && sitting.bodies.chain(one, |body| body.id == other).is_some()
}

/// "`own_body` when its organisation is named in `affects`; `class_member` when it (or a body
/// linked to it) falls in an affected class; `linked_body` when links join it to a named
/// organisation."
fn routes(sitting: &Sitting, item: &Item, body: OrganisationId) -> BTreeSet<Relation> {
    let mut found = BTreeSet::new();
    if names(item, body) {
        found.insert(Relation::OwnBody);
    }
    for other in sitting.bodies.bodies() {
        if other.id == body || linked(sitting, body, other.id) {
            let in_class = |affected: &Affected| matches!(affected, Affected::Class(class) if falls_in(class, other));
            if item.affects.iter().any(in_class) {
                found.insert(Relation::ClassMember);
            }
        }
        if names(item, other.id) && linked(sitting, body, other.id) {
            found.insert(Relation::LinkedBody);
        }
    }
    found
}

/// "A `financial` interest gives [the three]. The other categories give `indirect, professional,
/// personal` by any of these routes. After `to`, within the look-back, the relation is only
/// `expired`." "`affects: [{person}]` gives `indirect` to whoever named them as `related_person`."
fn relations_of(sitting: &Sitting, policy: &Policy, item: &Item, interest: &Interest) -> BTreeSet<Relation> {
    let routes = interest.organisation.map(|body| routes(sitting, item, body)).unwrap_or_default();
    let by_person = matches!(&interest.related, Some(Related::Person(person)) if affects_person(item, *person));
    let mut found = BTreeSet::new();
    if is_active(interest, sitting.meeting.date) {
        if !routes.is_empty() {
            match interest.category {
                Category::Financial => found.extend(routes),
                Category::Indirect => drop(found.insert(Relation::Indirect)),
                Category::Professional => drop(found.insert(Relation::Professional)),
                Category::Personal => drop(found.insert(Relation::Personal)),
            }
        }
        if by_person {
            found.insert(Relation::Indirect);
        }
    } else if is_expired(interest, sitting.meeting.date, policy.look_back_months) && (!routes.is_empty() || by_person) {
        found.insert(Relation::Expired);
    }
    found
}

fn interests_of(sitting: &Sitting, person: PersonId) -> impl Iterator<Item = &Interest> {
    sitting.interests.iter().filter(move |interest| interest.person == person)
}

fn policies<'a>(sitting: &'a Sitting, item: &'a Item) -> impl Iterator<Item = &'a Policy> {
    sitting.committees.iter().filter(|at| item.committees.is_empty() || item.committees.contains(&at.committee.id)).map(|at| &at.policy)
}

/// Every relation under any of the policies concerned.
pub fn relations(sitting: &Sitting, item: &Item, person: PersonId) -> BTreeSet<Relation> {
    let mut found = BTreeSet::new();
    for policy in policies(sitting, item) {
        for interest in interests_of(sitting, person) {
            found.extend(relations_of(sitting, policy, item, interest));
        }
    }
    // "`affects: [{person}]` gives that person `own_body`."
    if affects_person(item, person) {
        found.insert(Relation::OwnBody);
    }
    found
}

/// "A proposal that is not permitted becomes the next more restrictive one that is." Where there
/// is none: the most restrictive permitted.
fn permitted(policy: &Policy, treatment: Treatment) -> Treatment {
    for other in Treatment::ALL {
        if *other >= treatment && policy.permits(*other) {
            return *other;
        }
    }
    Treatment::ALL.iter().rev().copied().find(|other| policy.permits(*other)).unwrap_or(treatment)
}

/// "`indirect` with an `underlying_category` not financial proposes no more than that category
/// would."
fn proposed(policy: &Policy, item: &Item, interest: &Interest, relation: Relation) -> Treatment {
    let group = item.group();
    let ceiling = match (relation, interest.underlying) {
        (Relation::Indirect, Some(Category::Professional)) => Some(Relation::Professional),
        (Relation::Indirect, Some(Category::Personal)) => Some(Relation::Personal),
        _ => None,
    };
    let full = policy.proposed(relation, group);
    ceiling.map_or(full, |ceiling| full.min(policy.proposed(ceiling, group)))
}

/// "A standing mitigation proposes when its `when_organisation` (without one: the interest's) is
/// named, in class or linked." An interest that is not active mitigates nothing.
fn mitigation(sitting: &Sitting, item: &Item, interest: &Interest) -> Option<(Treatment, bool)> {
    let mitigation = interest.mitigation.as_ref()?;
    let body = mitigation.when_organisation.or(interest.organisation)?;
    let applies = is_active(interest, sitting.meeting.date) && !routes(sitting, item, body).is_empty();
    applies.then_some((mitigation.treatment, mitigation.chair_may_vary))
}

/// "'Earlier' within a procurement is by date of meeting, then place on the agenda; a ruling on
/// one part of an item never sticks to another part."
fn is_earlier(sitting: &Sitting, item: &Item, ruling: &EarlierRuling) -> bool {
    item.procurement.as_deref() == Some(ruling.procurement.as_str())
        && ruling.business != item.business()
        && (ruling.date, ruling.position) < (sitting.meeting.date, item.position)
}

/// "Sticky: a ruling of `leave` or below on an earlier item of the procurement, from `sticky_from`
/// on, proposes itself (`not_attend`: `leave_no_papers`) and is a floor on later ones."
fn sticky(sitting: &Sitting, policy: &Policy, item: &Item, person: PersonId) -> Vec<Treatment> {
    let mut found = Vec::new();
    for ruling in &sitting.earlier {
        if ruling.person == person
            && is_earlier(sitting, item, ruling)
            && ruling.treatment >= Treatment::Leave
            && ruling.stage >= policy.sticky_from
        {
            found.push(if ruling.treatment == Treatment::NotAttend { Treatment::LeaveNoPapers } else { ruling.treatment });
        }
    }
    found
}

/// "The most restrictive proposal wins; a `standing_mitigation` and a sticky exclusion also
/// propose." "No relation: `participate`."
fn proposal_under(sitting: &Sitting, policy: &Policy, item: &Item, person: PersonId) -> Treatment {
    let mut proposals = Vec::new();
    for interest in interests_of(sitting, person) {
        for relation in relations_of(sitting, policy, item, interest) {
            proposals.push(proposed(policy, item, interest, relation));
        }
        proposals.extend(mitigation(sitting, item, interest).map(|(treatment, _)| treatment));
    }
    if affects_person(item, person) {
        proposals.push(policy.proposed(Relation::OwnBody, item.group()));
    }
    let mut proposals: Vec<Treatment> = proposals.into_iter().map(|treatment| permitted(policy, treatment)).collect();
    // A sticky exclusion is a floor too: where nothing stricter is permitted it stays what it is.
    for treatment in sticky(sitting, policy, item, person) {
        proposals.push(permitted(policy, treatment).max(treatment));
    }
    proposals.into_iter().max().unwrap_or(Treatment::Participate)
}

/// "The policy is the committee's `organisation`'s on the day"; of several, the strictest.
pub fn proposal(sitting: &Sitting, item: &Item, person: PersonId) -> Treatment {
    policies(sitting, item).map(|policy| proposal_under(sitting, policy, item, person)).max().unwrap_or(Treatment::Participate)
}

/// The floors of the policies for the relations found; a mitigation with "`chair_may_vary: false`
/// makes it a floor"; a sticky exclusion "is a floor on later ones".
pub fn floor(sitting: &Sitting, item: &Item, person: PersonId) -> Option<Treatment> {
    let mut floors = Vec::new();
    for policy in policies(sitting, item) {
        for interest in interests_of(sitting, person) {
            for relation in relations_of(sitting, policy, item, interest) {
                floors.extend(policy.floor(relation, item.group()));
            }
            floors.extend(
                mitigation(sitting, item, interest).filter(|(_, may_vary)| !may_vary).map(|(treatment, _)| permitted(policy, treatment)),
            );
        }
        if affects_person(item, person) {
            floors.extend(policy.floor(Relation::OwnBody, item.group()));
        }
        floors.extend(sticky(sitting, policy, item, person));
    }
    floors.into_iter().max()
}

/// The ruling that stands: the last on this item and person.
pub fn ruling(sitting: &Sitting, item: ItemId, person: PersonId) -> Option<&Ruling> {
    sitting.book.rulings.iter().filter(|ruling| ruling.item == item && ruling.person == person).max_by_key(|ruling| ruling.order)
}

fn same_procurement(item: &Item, other: Option<&str>) -> bool {
    item.procurement.is_some() && item.procurement.as_deref() == other
}

/// "`not_attend` holds for every item of the meeting, `removed` for every item of the procurement."
fn holds_from_elsewhere(sitting: &Sitting, item: &Item, person: PersonId) -> Option<Treatment> {
    let mut held = Vec::new();
    for other in &sitting.items {
        match ruling(sitting, other.id, person).map(|ruling| ruling.treatment) {
            Some(Treatment::NotAttend) => held.push(Treatment::NotAttend),
            Some(Treatment::Removed) if same_procurement(item, other.procurement.as_deref()) => held.push(Treatment::Removed),
            _ => {}
        }
    }
    for earlier in &sitting.earlier {
        if earlier.person == person && earlier.treatment == Treatment::Removed && same_procurement(item, Some(&earlier.procurement)) {
            held.push(Treatment::Removed);
        }
    }
    held.into_iter().max()
}

/// What was ruled for the person on the item: there, or elsewhere with force here.
fn ruled(sitting: &Sitting, item: &Item, person: PersonId) -> Option<Treatment> {
    let here = ruling(sitting, item.id, person).map(|ruling| ruling.treatment);
    // "Rights combine by intersection."
    here.max(holds_from_elsewhere(sitting, item, person))
}

/// "The ruling or, until there is one, the proposal."
pub fn standing(sitting: &Sitting, item: &Item, person: PersonId) -> Treatment {
    let proposal = || proposal(sitting, item, person);
    match (ruling(sitting, item.id, person), holds_from_elsewhere(sitting, item, person)) {
        (Some(here), held) => Some(here.treatment).max(held).unwrap_or(here.treatment),
        (None, Some(held)) => held.max(proposal()),
        (None, None) => proposal(),
    }
}

/// "A seat is `excluded` when its ruling, or its proposal once arrived, forbids the vote."
pub fn excluded_from_voting(sitting: &Sitting, item: &Item, person: PersonId, arrived: bool) -> bool {
    match ruled(sitting, item, person) {
        Some(ruled) if !may_vote(ruled) => true,
        _ => arrived && !may_vote(standing(sitting, item, person)),
    }
}

/// "A vote not counted because of a *proposal* counts again after a ruling of `note`; a ruling that
/// excludes deletes it."
pub fn struck_by_later_ruling(sitting: &Sitting, item: &Item, person: PersonId, order: i64) -> bool {
    sitting.book.rulings.iter().any(|ruling| {
        let excludes_here = ruling.item == item.id && !may_vote(ruling.treatment);
        let of_the_meeting = ruling.treatment == Treatment::NotAttend;
        let of_the_procurement = ruling.treatment == Treatment::Removed
            && sitting.item(ruling.item).is_some_and(|other| same_procurement(item, other.procurement.as_deref()));
        ruling.person == person && ruling.order > order && (excludes_here || of_the_meeting || of_the_procurement)
    })
}
