//! C1.2, C9: how an interest reaches an item, and what that is proposed to lead to.
//!
//! A *financial* interest, and that of whoever governs or owns a body, gives `own_body` when its organisation is named in what the item
//! affects, `class_member` when that organisation, or one linked to it, falls in an affected
//! class, and `linked_body` when links all in one direction join it to a named organisation. The
//! other categories give `indirect`, `professional` or `personal` by any of these routes. After
//! its end, within the policy's look-back, an interest is only `expired`. A person who is
//! themself affected stands as their own body, and whoever named them as a close associate as
//! indirectly interested.
//!
//! The policy's table turns each relation, at the item's stage, into a treatment. A standing
//! mitigation proposes its own; so does an earlier exclusion in the same procurement. The most
//! restrictive proposal wins. A dispensation of a council eases what a relation leads to in its committees, and the
//! floor with it; it eases neither an agreed handling nor what sticks (C1.5). Where several committees
//! decide in common, the strictest of their policies holds. What a conflicts panel instructed takes the place of all that it knew of.

use super::eased::eased;
use super::ground::{Found, Ground, Path};
use super::standings::{OnItem, Standings};
use crate::declarations::{Category, InForce, Interest, Related};
use crate::ids::{OrganisationId, PersonId};
use crate::meetings::{Affected, EarlierRuling, Instructed, Item, Sitting};
use crate::moment::Date;
use crate::policy::{Policy, Relation, Treatment};

/// What is proposed for a person on an item, and every ground for it, strictest first; the instruction of a conflicts panel,
/// which takes the place of what the others propose, before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub treatment: Treatment,
    /// The strictest floor of all grounds.
    pub floor: Option<Treatment>,
    pub grounds: Vec<Ground>,
    /// C5.4: what the panel said, and where it stands in the book; none where no panel named them.
    pub instructed: Option<Bound>,
}

/// How the instruction of a conflicts panel binds whoever rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    pub treatment: Treatment,
    /// Its place in the book.
    pub order: i64,
    /// Whether something came after it that asks for more: then it is the least, and no longer the most as well.
    pub exceeded: bool,
}

impl Proposal {
    /// The relations found, each once, in the order of the table.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        let mut relations: Vec<Relation> = self.found().map(|found| found.relation).collect();
        relations.sort_unstable();
        relations.dedup();
        relations
    }

    pub fn found(&self) -> impl Iterator<Item = &Found> {
        self.grounds.iter().filter_map(|ground| match ground {
            Ground::Relation(found) => Some(found),
            _ => None,
        })
    }
}

/// The proposal for a person on an item, from everything known on the meeting's day.
#[must_use]
pub fn propose(sitting: &Sitting, item: &Item, person: PersonId) -> Proposal {
    Standings::few(sitting).propose(item, person)
}

pub(super) fn propose_from(standings: &Standings<'_>, item: &Item, person: PersonId) -> Proposal {
    let proposal = propose_uninstructed(standings, item, person);
    match standings.instructed(item, person) {
        Some(instructed) => as_instructed(proposal, instructed),
        None => proposal,
    }
}

/// What is proposed whatever a conflicts panel instructed.
pub(super) fn propose_uninstructed(standings: &Standings<'_>, item: &Item, person: PersonId) -> Proposal {
    let on = standings.on(item);
    let touching = standings.touching(&on, person);
    let mut under_each = on.policies.iter().map(|under| grounds_under(standings, &on, &touching, item, person, *under));
    let mut grounds = under_each.next().unwrap_or_default();
    for ground in under_each.flatten() {
        // The same ground under two policies counts once, at its strictest in both respects.
        match grounds.iter_mut().find(|other| other.is_same(&ground)) {
            Some(other) => other.tighten(&ground),
            None => grounds.push(ground),
        }
    }
    grounds.sort_by_key(|ground| std::cmp::Reverse(ground.treatment()));
    Proposal {
        treatment: grounds.iter().map(Ground::treatment).max().unwrap_or(Treatment::Participate),
        floor: grounds.iter().filter_map(Ground::floor).max(),
        grounds,
        instructed: None,
    }
}

/// C5.4: what a conflicts panel instructed takes the place of what was proposed when it spoke, milder or stricter. What it
/// did not know of proposes itself beside it, and no floor is undercut that stands now.
fn as_instructed(proposal: Proposal, instructed: Instructed<'_>) -> Proposal {
    let Instructed { panel, instruction } = instructed;
    let treatment = instruction.treatment;
    let is_new = |ground: &&Ground| ground.interest().is_some_and(|interest| !instruction.knew.contains(&interest));
    let since = proposal.grounds.iter().filter(is_new).map(Ground::treatment).max();
    let asked = since.max(proposal.floor).unwrap_or(treatment);
    let ground = Ground::Instructed { panel: panel.id, on: panel.on, treatment };
    Proposal {
        treatment: treatment.max(asked),
        floor: proposal.floor.max(Some(treatment)),
        grounds: std::iter::once(ground).chain(proposal.grounds).collect(),
        instructed: Some(Bound { treatment, order: panel.order, exceeded: asked > treatment }),
    }
}

/// Of the interests that touch the item, or of all that the person has; the same in either case. Under a policy, and the body whose it is.
fn grounds_under(
    standings: &Standings<'_>,
    on: &OnItem<'_>,
    interests: &[&Interest],
    item: &Item,
    person: PersonId,
    (policy, under): (&Policy, OrganisationId),
) -> Vec<Ground> {
    let (sitting, of) = (standings.sitting, standings.person(person));
    let group = item.group();
    let day = sitting.day;
    let found = |relation: Relation, interest: Option<&Interest>, path: Path| {
        let mut treatment = policy.proposed(relation, group);
        let underlying = interest.filter(|_| relation == Relation::Indirect).and_then(Interest::underlying_counts_as);
        // An associate's interest proposes no more than the same interest would of one's own kind.
        if let Some(underlying) = underlying {
            let own = match underlying {
                Category::Professional => Some(Relation::Professional),
                Category::Personal => Some(Relation::Personal),
                Category::Financial | Category::Indirect => None,
            };
            treatment = own.map_or(treatment, |own| treatment.min(policy.proposed(own, group)));
        }
        let interest = interest.map(|interest| interest.id);
        let floor = policy.floor(relation, group, underlying == Some(Category::Financial));
        let found = Found { relation, interest, path, treatment, floor, eased_by: None };
        Ground::Relation(eased(found, sitting, person, under, policy))
    };
    let mut grounds = Vec::new();
    if item.affects.contains(&Affected::Person(person)) {
        grounds.push(found(Relation::OwnBody, None, Path::default()));
    }
    for interest in interests.iter().copied().filter(|interest| sitting.knows(interest)) {
        let in_force = interest.on(day, policy.look_back_months);
        if in_force == InForce::No {
            continue;
        }
        let before = grounds.len();
        for (relation, path) in relations_of(standings, on, item, interest) {
            let relation = if in_force == InForce::Expired { Relation::Expired } else { relation };
            if in_force == InForce::Active || grounds.len() == before {
                grounds.push(found(relation, Some(interest), path));
            }
        }
        if let (InForce::Active, Some(mitigation)) = (in_force, &interest.mitigation) {
            let body = mitigation.when_organisation.or(interest.organisation);
            if body.is_some_and(|body| standings.routes(on, item, body).is_some()) {
                grounds.push(Ground::Mitigation {
                    interest: interest.id,
                    treatment: policy.permitted_from(mitigation.treatment),
                    may_vary: mitigation.chair_may_vary,
                });
            }
        }
    }
    let lifted = standings.lifted(item, person);
    grounds.extend(of.earlier.iter().filter(|earlier| sticks(sitting, item, policy, earlier, lifted)).map(|earlier| {
        let sticks = if earlier.treatment == Treatment::NotAttend { Treatment::LeaveNoPapers } else { earlier.treatment };
        // What sticks never becomes less strict for want of a permitted treatment.
        Ground::Sticky { ruling: earlier.ruling, item: earlier.item, treatment: policy.permitted_from(sticks).max(sticks) }
    }));
    for brought in sitting.brought.iter().filter(|brought| brought.item == item.id) {
        let own = brought.rulings.iter().filter(|(_, of, treatment)| *of == person && treatment.is_conflicted());
        grounds.extend(own.map(|(ruling, _, treatment)| {
            let carries = if *treatment == Treatment::NotAttend { Treatment::LeaveNoPapers } else { *treatment };
            Ground::Carried { ruling: *ruling, item: brought.from, treatment: policy.permitted_from(carries) }
        }));
    }
    grounds
}

/// The relations one interest gives, with the path of each, as if it were active. Whoever named an affected person as a close
/// associate is indirectly interested.
fn relations_of(standings: &Standings<'_>, on: &OnItem<'_>, item: &Item, interest: &Interest) -> impl Iterator<Item = (Relation, Path)> {
    let routes = interest.organisation.and_then(|body| standings.routes(on, item, body));
    let any = || routes.as_ref().and_then(|routes| routes.any().cloned());
    let by_body = match (interest.counts_as(), &routes) {
        (_, None) => [None, None, None],
        (Category::Financial, Some(routes)) => [
            routes.named.clone().map(|path| (Relation::OwnBody, path)),
            routes.class.clone().map(|path| (Relation::ClassMember, path)),
            routes.linked.clone().map(|path| (Relation::LinkedBody, path)),
        ],
        (Category::Professional, _) => [any().map(|path| (Relation::Professional, path)), None, None],
        (Category::Personal, _) => [any().map(|path| (Relation::Personal, path)), None, None],
        (Category::Indirect, _) => [any().map(|path| (Relation::Indirect, path)), None, None],
    };
    let is_indirect = by_body.iter().flatten().any(|(relation, _)| *relation == Relation::Indirect);
    let is_affected =
        |related: &Related| matches!(related, Related::Person(associate) if item.affects.contains(&Affected::Person(*associate)));
    let by_associate = !is_indirect && interest.related.as_ref().is_some_and(is_affected);
    by_body.into_iter().flatten().chain(by_associate.then(|| (Relation::Indirect, Path::default())))
}

/// C9: a ruling of `leave` or below on an earlier item of the same procurement, made at the
/// policy's sticky stage or later, proposes itself on later items and may not be undercut there.
/// "Earlier" is by date of meeting, then place on the agenda; one part of an item never sticks to
/// another. Nothing sticks to the running of the contract; and what stuck on items before the place at
/// which the guardian let a ruling below a floor (`lifted`) has ended.
fn sticks(sitting: &Sitting, item: &Item, policy: &Policy, earlier: &EarlierRuling, lifted: Option<(Date, i64)>) -> bool {
    earlier.sticks_to(item, policy)
        && lifted.is_none_or(|place| earlier.place() >= place)
        && earlier.place() < (sitting.meeting.date, item.position)
}
