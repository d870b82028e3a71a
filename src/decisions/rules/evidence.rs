//! What a decision rests on, kept with it: who was there in which seat, how each was to be
//! treated and was, who presided and why, the quorum before and after exclusions, the votes, the
//! versions of terms and policy. An outsider can judge the decision from this alone (E7).

mod before;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decide::{MayDecide, decides};
use crate::committees::{Capacity, Expression, Voting};
use crate::conflicts::rules::ground::Ground;
use crate::conflicts::rules::preside::named;
use crate::conflicts::rules::record::GroundRecord;
use crate::conflicts::rules::standing::Grounds;
use crate::conflicts::standing;
use crate::declarations::Category;
use crate::ids::{OrganisationId, PersonId, RulingId};
use crate::meetings::rules::authority::Authorised;
use crate::meetings::{Affected, CommitteeAtMeeting, Event, Item, Meeting, Over, Room, Said, Sitting};
use crate::moment::{Date, Instant};
use crate::money::Money;
use crate::policy::{PackName, Purpose, Rung, Stage, Treatment};
use crate::quorum::{Clause, Quorum};
use crate::votes::Tally;
use crate::votes::rules::replies::awaited;
use crate::votes::rules::tally::{standing_casting, voting_of};

pub use before::{AdviceBefore, PanelBefore, PaperBefore, Replied};

/// Somebody who was in the room or holds a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attended {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name at the decision.
    pub name: String,
    /// The seats they sit in; none for somebody in attendance without one.
    pub seats: Vec<String>,
    /// The capacities of those seats, in the same order.
    pub capacities: Vec<Capacity>,
    /// Whether they were in the room at the decision.
    pub present: bool,
    /// Whether they sat as a deputy in a seat of this committee.
    pub deputy: bool,
    /// Arrivals and leavings in order, on each day on which the meeting sat until then; whoever was in the room when it was
    /// adjourned left it with that.
    pub times: Vec<CameOrWent>,
}

impl Attended {
    /// When they came and went.
    #[must_use]
    pub fn times_of_day(&self) -> Vec<(Event, Instant)> {
        self.times.iter().map(|time| (time.event, time.at)).collect()
    }
}

/// Something somebody did in the attendance book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CameOrWent {
    /// What they did: sent apologies, arrived, left or returned.
    pub event: Event,
    /// When it happened, as an instant in UTC.
    pub at: Instant,
    /// Whether the leaving was for this item.
    pub for_this_item: bool,
    /// Whether they left because the meeting was adjourned, which empties the room; absent where they did not.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub adjourned: bool,
}

/// How somebody was treated on the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Treated {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name at the decision.
    pub name: String,
    /// The strictest treatment that any ground proposed.
    pub proposed: Treatment,
    /// What stood at the decision.
    pub treatment: Treatment,
    /// The ruling in force, as in `/api/v1/items/{id}/rulings`; absent where there was none on this very item.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ruling: Option<RulingId>,
    /// The name of whoever made that ruling; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decider: Option<String>,
    /// The reason given with that ruling; absent where none was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// By whose word it is below a floor; absent where it is below none (C1.3).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub over: Option<OverriddenBy>,
    /// What the proposal rested on, strictest first; empty where nothing was proposed.
    pub grounds: Vec<GroundRecord>,
    /// Each interest in words: what it is and by what path it reaches the item.
    pub interests: Vec<String>,
    /// What was declared, ground by ground; absent under edition 1 of the rules.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub declared: Vec<AsDeclared>,
}

/// By whose word, and why, something was gone on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OverriddenBy {
    /// The name of whoever said so.
    pub by: String,
    /// The reason they gave.
    pub reason: String,
}

impl OverriddenBy {
    fn of(sitting: &Sitting, over: &Over) -> Self {
        Self { by: sitting.name(over.by), reason: over.reason.clone() }
    }
}

/// The interest of a ground, as the register had it at the decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AsDeclared {
    /// None where the person is themself affected, or an earlier ruling sticks.
    pub category: Option<Category>,
    /// What the interest was said to be; null where there is no interest behind the ground.
    pub nature: Option<String>,
    /// The bodies by which it reaches the item, by name.
    pub path: Vec<String>,
    /// Whether somebody else than the person raised it; absent where nobody did.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub raised_by_another: bool,
}

/// The business as it stood at the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Business {
    /// What people call the meeting, such as `PCCC/2018/03/06`.
    pub meeting_reference: String,
    /// The day of the meeting, in Europe/London.
    pub meeting_date: Date,
    /// Whether it was taken without the public.
    pub private: bool,
    /// Its number on the agenda for people, such as `5`, or `5.1` of a part.
    pub number: String,
    /// What the business was called on the agenda.
    pub title: String,
    /// By which way it came to the committee, in words; null where nobody said.
    pub route: Option<String>,
    /// What the item was for.
    pub purpose: Purpose,
    /// A word for the kind of decision, such as `award`; null where nobody said.
    pub decision_type: Option<String>,
    /// The stage the tables were read at.
    pub stage: Stage,
    /// A word for the kind of business, by which the terms of reference state authority; null where nobody said.
    pub function: Option<String>,
    /// The part of the agenda in which it was taken (D6); absent where it was in none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub agenda_part: Option<String>,
    /// A word that joins items of one purchase; null where it belonged to none.
    pub procurement: Option<String>,
    /// What it was worth, in pence; null where nobody said.
    pub value_pence: Option<i64>,
    /// The bodies it names: where a provider is chosen, the supplier.
    pub bodies: Vec<String>,
}

/// What a decision rests on, as it was at that moment: an outsider can judge it from this alone (E7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The name of the body whose committee it is.
    pub organisation: String,
    /// What the committee was called.
    pub committee: String,
    /// The first day of the terms of reference that were in force; null where none were.
    pub terms_from: Option<Date>,
    /// The conflicts policy that the body was under on the day of the meeting.
    pub policy_pack: PackName,
    /// The day from which the body adopted that policy; where it adopted none, the policy's own first day.
    pub policy_from: Date,
    /// The name of whoever presided over the item; null where nobody could.
    pub presiding: Option<String>,
    /// Why that person: `chair`, `vice-chair`, `by succession`, `named by the meeting`; or `nobody presides`.
    pub presiding_because: String,
    /// By what authority: `delegated: ` and the function in words, with what changed it last; `in shadow: ` and the same (D5); or
    /// `not asked` (D1).
    pub authority: String,
    /// Who decides meanwhile, by name, of what was decided in shadow (D5); absent of all else.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub meanwhile: Option<String>,
    /// The papers of the item, in the order in which they were tabled.
    pub papers: Vec<PaperBefore>,
    /// Whoever had been in the room on any day of the meeting, and whoever holds or deputises for a seat of the committee.
    pub attended: Vec<Attended>,
    /// Whoever of them had a treatment proposed on this item, or ruled with effect on it.
    pub treated: Vec<Treated>,
    /// The quorum as the terms of reference state it; null where none were in force.
    // Of old in the log under another name.
    #[serde(rename = "quorum_text")]
    pub quorum_expression: Option<Expression>,
    /// Of whoever was in the room or had left it for the item, with nobody excluded.
    pub quorum_before: Quorum,
    /// As it counts.
    pub quorum_after: Quorum,
    /// The rule by which the votes were counted: of those in the terms of reference the first that fits the item.
    pub voting: Voting,
    /// The count of the item as it was decided.
    pub tally: Tally,
    /// What the terms ask of those who vote, clause by clause; empty where they ask nothing (C6.4).
    pub composition: Vec<Clause>,
    /// The rung of the ladder by which a want of quorum was met; never said under edition 1 of the rules.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rung: Option<Rung>,
    /// The name of whoever cast the casting vote and how, such as `Lay chair: for`; null where none was cast.
    pub casting_vote: Option<String>,
    /// By whose word it went on although most of those who would vote had to go; absent where nobody said so (C5.3).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub proceeded: Option<OverriddenBy>,
    /// The conflicts panels whose word held for the item, the first that spoke first; absent where there was none (C5.4).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub panels: Vec<PanelBefore>,
    /// The advice that had been given on the item, the first first; absent where there was none (B4).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub advice: Vec<AdviceBefore>,
    /// Whoever of those who vote on the item had never declared, and had had time to, by name; absent where everybody had (A3.2).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub never_declared: Vec<String>,
    /// Of a decision by correspondence: from when to when replies were taken, and who gave none; absent of any other (C7.4).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub correspondence: Option<Replied>,
    /// Absent under edition 1 of the rules.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub business: Option<Business>,
    /// Whoever dissented, overrode, stood for election or counted the ballots, by name; absent under edition 1 of the rules.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub named: BTreeMap<PersonId, String>,
}

impl Evidence {
    /// Whoever was there or might have been, or whose vote counts: a vote outlasts the seat of whoever cast it.
    pub fn had_a_part(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.attended.iter().map(|line| line.person).chain(self.tally.seats.iter().map(|seat| seat.person))
    }
}

/// Gathers the evidence of a decision that is about to be recorded.
#[must_use]
pub fn evidence(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, permit: &MayDecide) -> Evidence {
    let room = &*room.on(item.id);
    let name = |person: PersonId| sitting.name(person);
    let people: Vec<PersonId> = {
        let mut people: Vec<PersonId> = came(sitting).chain(at.memberships.iter().map(|m| m.person)).collect();
        people.sort_unstable();
        people.dedup();
        people
    };
    let casting = standing_casting(sitting, item, at);
    Evidence {
        organisation: at.organisation_name.clone(),
        committee: at.committee.name.clone(),
        terms_from: at.terms.as_ref().map(|terms| terms.from),
        policy_pack: at.policy.pack,
        policy_from: at.policy.from,
        presiding: permit.presiding.map(name),
        presiding_because: because(sitting, item, at, permit.presiding),
        authority: permit.authority.as_ref().unwrap_or(&Authorised::NotAsked).words(),
        meanwhile: permit.authority.as_ref().and_then(Authorised::meanwhile).map(str::to_owned),
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
        treated: people.iter().filter_map(|person| treated(sitting, item, *person)).collect(),
        quorum_expression: at.terms.as_ref().map(|terms| terms.quorum.clone()),
        quorum_before: permit.quorum_before.clone(),
        quorum_after: permit.quorum_after.clone(),
        voting: voting_of(at, Some(item)),
        tally: permit.tally.clone(),
        composition: permit.composition.clone(),
        rung: permit.rung,
        casting_vote: casting.map(|cast| format!("{}: {}", name(cast.by), cast.choice)),
        proceeded: {
            let mut said = sitting.book.begun.iter().filter(|begun| begun.item == item.id).filter_map(|begun| begun.proceed.as_ref());
            said.next().map(|proceed| OverriddenBy::of(sitting, proceed))
        },
        panels: {
            let mut panels: Vec<PanelBefore> = sitting.panels_on(item).map(|panel| PanelBefore::of(sitting, panel)).collect();
            panels.reverse();
            panels
        },
        advice: AdviceBefore::on(sitting, item),
        never_declared: permit.never_declared.iter().map(|person| name(*person)).collect(),
        correspondence: sitting.meeting.replies_until.filter(|_| decides(permit.command.outcome)).map(|until| {
            let silent = awaited(&permit.tally).map(name).collect();
            Replied { from: sitting.meeting.date, until, silent }
        }),
        business: Some(Business::of(&sitting.meeting, item, |body| sitting.body_name(body))),
        named: permit.named().map(|person| (person, name(person))).collect(),
    }
}

impl Business {
    /// The business of an item at a meeting, its bodies by name.
    #[must_use]
    pub fn of(meeting: &Meeting, item: &Item, name: impl Fn(OrganisationId) -> String) -> Self {
        Self {
            meeting_reference: meeting.reference.clone(),
            meeting_date: meeting.date,
            private: meeting.private || item.private,
            number: item.number.clone(),
            title: item.title.clone(),
            route: item.route.clone(),
            purpose: item.purpose,
            decision_type: item.decision_type.clone(),
            stage: item.effective_stage(),
            function: item.function.clone(),
            agenda_part: item.agenda_part.clone(),
            procurement: item.procurement.clone(),
            value_pence: item.value.map(Money::pence),
            bodies: item.affects.iter().filter_map(Affected::organisation).map(name).collect(),
        }
    }
}

fn because(sitting: &Sitting, item: &Item, at: &CommitteeAtMeeting, presiding: Option<PersonId>) -> String {
    let Some(person) = presiding else { return "nobody presides".into() };
    if named(sitting, item, at) == Some(person) {
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
        times: came_and_went(sitting, item, person),
    }
}

/// Whoever came to the meeting on any of its days.
fn came(sitting: &Sitting) -> impl Iterator<Item = PersonId> + '_ {
    let arrivals = sitting.book.attendance.iter().filter(|line| matches!(line.event, Event::Arrive | Event::Return));
    arrivals.map(|line| line.person)
}

/// When somebody came and went, with the adjournments by which they left.
fn came_and_went(sitting: &Sitting, item: &Item, person: PersonId) -> Vec<CameOrWent> {
    let (mut times, mut is_in) = (Vec::new(), false);
    for act in &sitting.book.acts {
        match &act.said {
            Said::Attendance(line) if line.person == person => {
                is_in = match line.event {
                    Event::Arrive | Event::Return => true,
                    Event::Leave => false,
                    Event::Apologies => is_in,
                };
                let for_this_item = line.for_item == Some(item.id);
                times.push(CameOrWent { event: line.event, at: line.at, for_this_item, adjourned: false });
            }
            Said::Adjourned { .. } if is_in => {
                is_in = false;
                times.push(CameOrWent { event: Event::Leave, at: act.place.at, for_this_item: false, adjourned: true });
            }
            _ => {}
        }
    }
    times
}

/// How somebody is treated, where there is anything to say of them.
#[must_use]
pub fn treated(sitting: &Sitting, item: &Item, person: PersonId) -> Option<Treated> {
    let how = standing(sitting, item, person);
    if how.proposal.grounds.is_empty() && !how.is_ruled() {
        return None;
    }
    let here = |id: RulingId| sitting.book.rulings.iter().find(|ruling| ruling.id == id);
    let earlier = |id: RulingId| sitting.earlier.iter().find(|ruling| ruling.ruling == id).map(|ruling| ruling.by);
    // One on another item that holds here is a ruling as well, of this meeting or of one before. Its reason is
    // of that item, and told there, to whoever may see it.
    let (ruling, decider, reason) = match how.grounds {
        Grounds::Ruling(id) => (Some(id), here(id).map(|ruling| ruling.by), here(id).and_then(|ruling| ruling.reason.clone())),
        Grounds::Held(id) => (Some(id), here(id).map(|ruling| ruling.by).or_else(|| earlier(id)), None),
        Grounds::Overtaken(_) | Grounds::Proposal => (None, None, None),
    };
    Some(Treated {
        person,
        name: sitting.name(person),
        proposed: how.proposal.treatment,
        treatment: how.treatment,
        ruling,
        decider: decider.map(|by| sitting.name(by)),
        reason,
        over: match how.grounds {
            Grounds::Ruling(id) => here(id).and_then(|ruling| ruling.over.as_ref()).map(|over| OverriddenBy::of(sitting, over)),
            Grounds::Held(_) | Grounds::Overtaken(_) | Grounds::Proposal => None,
        },
        grounds: how.proposal.grounds.iter().map(GroundRecord::from).collect(),
        interests: how.proposal.grounds.iter().map(|ground| crate::conflicts::rules::explain::ground(sitting, ground)).collect(),
        declared: how.proposal.grounds.iter().map(|ground| declared(sitting, ground)).collect(),
    })
}

fn declared(sitting: &Sitting, ground: &Ground) -> AsDeclared {
    let (interest, path) = match ground {
        Ground::Relation(found) => (found.interest, &*found.path),
        Ground::Mitigation { interest, .. } => (Some(*interest), [].as_slice()),
        Ground::Sticky { .. } | Ground::Carried { .. } | Ground::Instructed { .. } => (None, [].as_slice()),
    };
    let interest = interest.and_then(|id| sitting.interests.one(id));
    AsDeclared {
        category: interest.map(|interest| interest.category),
        nature: interest.map(|interest| interest.nature.clone()),
        path: path.iter().map(|body| sitting.body_name(*body)).collect(),
        raised_by_another: interest.is_some_and(|interest| interest.raised_by_another),
    }
}
