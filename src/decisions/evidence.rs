//! What a decision rests on, kept with it: who was there in which seat, how each was to be
//! treated and was, who presided and why, the quorum before and after exclusions, the votes, the
//! versions of terms and policy. An outsider can judge the decision from this alone (E7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::authority::Authorised;
use super::rules::decide::MayDecide;
use crate::committees::{Capacity, Expression, Voting};
use crate::conflicts::rules::record::GroundRecord;
use crate::conflicts::rules::standing::ruling_in_force;
use crate::conflicts::standing;
use crate::ids::{PaperId, PersonId, RulingId};
use crate::meetings::{CommitteeAtMeeting, Event, Item, Room, Sitting};
use crate::moment::{Date, Instant};
use crate::policy::{PackName, Treatment};
use crate::quorum::{Clause, Quorum};
use crate::votes::Tally;
use crate::votes::rules::tally::standing_casting;

/// Somebody who was in the room or holds a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attended {
    pub person: PersonId,
    pub name: String,
    /// The seats they sit in; none for somebody in attendance without one.
    pub seats: Vec<String>,
    pub capacities: Vec<Capacity>,
    pub present: bool,
    pub deputy: bool,
    /// Arrivals and leavings, in order.
    pub times: Vec<CameOrWent>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CameOrWent {
    pub event: Event,
    pub at: Instant,
    /// Whether the leaving was for this item.
    pub for_this_item: bool,
}

/// How somebody was treated on the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Treated {
    pub person: PersonId,
    pub name: String,
    pub proposed: Treatment,
    /// What stood at the decision.
    pub treatment: Treatment,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ruling: Option<RulingId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    pub grounds: Vec<GroundRecord>,
    /// Each interest in words: what it is and by what path it reaches the item.
    pub interests: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperBefore {
    pub id: PaperId,
    pub title: String,
    pub authors: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    pub organisation: String,
    pub committee: String,
    pub terms_from: Option<Date>,
    pub policy_pack: PackName,
    pub policy_from: Date,
    pub presiding: Option<String>,
    /// Why that person: the chair, the vice-chair, or named by the meeting.
    pub presiding_because: String,
    /// `delegated`, or `not asked`.
    pub authority: String,
    pub papers: Vec<PaperBefore>,
    pub attended: Vec<Attended>,
    pub treated: Vec<Treated>,
    pub quorum_text: Option<Expression>,
    /// With nobody excluded.
    pub quorum_before: Quorum,
    /// As it counts.
    pub quorum_after: Quorum,
    pub voting: Voting,
    pub tally: Tally,
    pub composition: Vec<Clause>,
    pub casting_vote: Option<String>,
}

/// Gathers the evidence of a decision that is about to be recorded.
#[must_use]
pub fn evidence(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, permit: &MayDecide) -> Evidence {
    let name = |person: PersonId| sitting.name(person);
    let people: Vec<PersonId> = {
        let mut people: Vec<PersonId> = room.arrived.iter().copied().chain(at.memberships.iter().map(|m| m.person)).collect();
        people.sort_unstable();
        people.dedup();
        people
    };
    let casting = standing_casting(sitting, room, item, at);
    Evidence {
        organisation: at.organisation_name.clone(),
        committee: at.committee.name.clone(),
        terms_from: at.terms.as_ref().map(|terms| terms.from),
        policy_pack: at.policy.pack,
        policy_from: at.policy.from,
        presiding: permit.presiding.map(name),
        presiding_because: because(sitting, item, at, permit.presiding),
        authority: match &permit.authority {
            Some(Authorised::Delegated { function }) => format!("delegated: {}", function.replace('_', " ")),
            Some(Authorised::NotAsked) | None => "not asked".into(),
        },
        papers: item
            .papers
            .iter()
            .map(|paper| PaperBefore {
                id: paper.id,
                title: paper.title.clone(),
                authors: paper.authors.iter().map(|a| name(*a)).collect(),
            })
            .collect(),
        attended: people.iter().map(|person| attended(sitting, room, item, at, *person)).collect(),
        treated: people.iter().filter_map(|person| treated(sitting, room, item, *person)).collect(),
        quorum_text: at.terms.as_ref().map(|terms| terms.quorum.clone()),
        quorum_before: permit.quorum_before.clone(),
        quorum_after: permit.quorum_after.clone(),
        voting: at.terms.as_ref().map(|terms| terms.voting.clone()).unwrap_or_default(),
        tally: permit.tally.clone(),
        composition: permit.composition.clone(),
        casting_vote: casting.map(|cast| format!("{}: {}", name(cast.by), cast.choice)),
    }
}

fn because(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting, presiding: Option<PersonId>) -> String {
    let Some(person) = presiding else { return "nobody presides".into() };
    if sitting.book.namings.iter().rev().find(|n| n.item == item.id).is_some_and(|n| n.person == person) {
        return "named by the meeting".into();
    }
    let office = at.seats().iter().find(|seat| at.holders(&seat.id).any(|holder| holder == person)).and_then(|seat| seat.office);
    office.map_or_else(|| "by succession".into(), |office| office.as_str().replace('_', "-"))
}

fn attended(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, person: PersonId) -> Attended {
    let seats: Vec<_> = sitting.seats_of(at, person, room).collect();
    Attended {
        person,
        name: sitting.name(person),
        seats: seats.iter().map(|seat| seat.id.clone()).collect(),
        capacities: seats.iter().map(|seat| seat.capacity).collect(),
        present: room.present.contains(&person),
        deputy: room.sitting_for.iter().any(|((committee, _), deputy)| *committee == at.committee.id && *deputy == person),
        times: sitting
            .book
            .attendance
            .iter()
            .filter(|line| line.person == person)
            .map(|line| CameOrWent { event: line.event, at: line.at, for_this_item: line.for_item == Some(item.id) })
            .collect(),
    }
}

/// How somebody is treated, where there is anything to say of them.
#[must_use]
pub fn treated(sitting: &Sitting, room: &Room, item: &Item, person: PersonId) -> Option<Treated> {
    let how = standing(sitting, room, item, person);
    if how.proposal.grounds.is_empty() && !how.is_ruled() {
        return None;
    }
    let ruling = ruling_in_force(sitting, item, person);
    Some(Treated {
        person,
        name: sitting.name(person),
        proposed: how.proposal.treatment,
        treatment: how.treatment,
        ruling: ruling.map(|ruling| ruling.id),
        decider: ruling.map(|ruling| sitting.name(ruling.by)),
        reason: ruling.and_then(|ruling| ruling.reason.clone()),
        grounds: how.proposal.grounds.iter().map(GroundRecord::from).collect(),
        interests: how.proposal.grounds.iter().map(|ground| crate::conflicts::rules::explain::ground(sitting, ground)).collect(),
    })
}
