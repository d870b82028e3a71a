//! What of an item a reader may see: an exclusion that withholds the papers withholds the minutes and the
//! count of a private item as well, from the person excluded and from nobody else (C1, C8).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::rules::explain;
use super::rules::papers;
use super::rules::seats::Seats;
use super::rules::standing::standing;
use super::rules::standings::Standings;
use super::rules::visibility::{receives_papers, withholds, withholds_others};
use super::rules::{ground::Ground, preside::convening_by};
use crate::access::Seen;
use crate::committees::Seat;
use crate::db::Read;
use crate::fault::Error;
use crate::ids::{CommitteeId, ItemId, MeetingId, PaperId, PersonId};
use crate::meetings::rules::outstanding::outstanding_in;
use crate::meetings::viewer::Viewer;
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting, facts};
use crate::policy::{Gallery, Phase, Relation, Speech, Treatment};

/// The sitting of a meeting, if it is for this reader.
///
/// # Errors
/// [`Error::NotFound`]; what the database says.
pub fn sitting_for(read: &mut Read<'_>, sight: &Viewer, id: Seen<MeetingId>) -> Result<Sitting, Error> {
    sitting_with(read, sight, id, &[])
}

/// As [`sitting_for`], with people who are spoken of and may have no other part in it.
///
/// # Errors
/// As [`sitting_for`].
pub fn sitting_with(read: &mut Read<'_>, sight: &Viewer, id: Seen<MeetingId>, also: &[PersonId]) -> Result<Sitting, Error> {
    let meeting = facts::meeting(read, id)?;
    sight.admit(read, &meeting)?;
    let also: Vec<PersonId> = also.iter().copied().chain(sight.person).collect();
    facts::sitting(read, id, &also)
}

/// The sitting of an item, if it is for this reader.
///
/// # Errors
/// As [`sitting_for`].
pub fn sitting_of_item(read: &mut Read<'_>, sight: &Viewer, item: Seen<ItemId>) -> Result<Sitting, Error> {
    Ok(meeting_and_sitting(read, sight, item)?.1)
}

/// As [`sitting_of_item`], with the meeting of the item.
///
/// # Errors
/// As [`sitting_for`].
pub fn meeting_and_sitting(read: &mut Read<'_>, sight: &Viewer, item: Seen<ItemId>) -> Result<(Seen<MeetingId>, Sitting), Error> {
    let meeting = facts::meeting_of(read, item)?;
    let sitting = sitting_for(read, sight, meeting).map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("item"),
        other => other,
    })?;
    Ok((meeting, sitting))
}

/// Whether what is said and decided on an item is withheld from the reader.
#[must_use]
pub fn withheld(sight: &Viewer, sitting: &Sitting, item: &Item) -> bool {
    sight.bound && sight.person.is_some_and(|person| withholds(sitting, item, &standing(sitting, item, person)))
}

/// Whether how others stand on an item is withheld from the reader.
#[must_use]
pub fn others_withheld(sight: &Viewer, sitting: &Sitting, item: &Item) -> bool {
    others_withheld_by(sight, &Standings::few(sitting), item)
}

/// As [`others_withheld`], of standings that are known.
fn others_withheld_by(sight: &Viewer, standings: &Standings<'_>, item: &Item) -> bool {
    sight.bound && sight.person.is_some_and(|person| withholds_others(&standings.standing(item, person)))
}

/// The papers of an item that are withheld from the reader; none where the item itself is, which is asked before.
#[must_use]
pub fn withheld_papers(sight: &Viewer, sitting: &Sitting, item: &Item) -> Vec<PaperId> {
    sight.person.filter(|_| sight.bound).map_or_else(Vec::new, |person| papers::kept_from(sitting, item, person))
}

/// The items of which what is said and decided is withheld from the reader.
#[must_use]
pub fn withheld_items(sight: &Viewer, sitting: &Sitting) -> BTreeSet<ItemId> {
    sitting.items.iter().filter(|item| withheld(sight, sitting, item)).map(|item| item.id).collect()
}

/// The items on which how others stand is withheld from the reader.
#[must_use]
pub fn items_without_others(sight: &Viewer, sitting: &Sitting) -> BTreeSet<ItemId> {
    let standings = Standings::few(sitting);
    sitting.items.iter().filter(|item| others_withheld_by(sight, &standings, item)).map(|item| item.id).collect()
}

/// Whether the reader sees the line of this person on this item.
fn sees(sight: &Viewer, is_withheld: bool, person: PersonId) -> bool {
    !(sight.own || is_withheld) || sight.person == Some(person)
}

/// Why something is proposed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GroundBody {
    /// The rulebook's id of the rule.
    pub rule: &'static str,
    /// How the interest reaches the item; absent where an agreed handling or an earlier exclusion is the ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// What this ground alone proposes.
    pub treatment: Treatment,
    /// What no ruling may undercut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<Treatment>,
    /// In words, with the path by which the interest reaches the item.
    pub because: String,
}

/// What is proposed for a person on an item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProposalBody {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name on the register now.
    pub name: String,
    /// How their interests reach the item, each way once; empty where something else is the ground.
    pub relations: Vec<Relation>,
    /// The strictest treatment that any ground proposes, which stands until somebody rules (C1.1); where a conflicts panel
    /// instructed, what it said, unless something came after it that asks for more (C5.4).
    pub treatment: Treatment,
    /// The strictest floor of all grounds, which no ruling may undercut; absent where there is none (C1.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<Treatment>,
    /// Strictest first; what a conflicts panel instructed before all others.
    pub grounds: Vec<GroundBody>,
    /// Whether somebody has ruled.
    pub ruled: bool,
}

/// The proposals on one item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemProposals {
    /// The item, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// Its number on the agenda for people, such as `5`, or `5.1` of a part.
    pub number: String,
    /// What the business is called on the agenda.
    pub title: String,
    /// Who presides over it as things stand, as in `/api/v1/people/{id}`; null where nobody can (C2).
    pub presiding: Option<PersonId>,
    /// Everybody for whom something is proposed, as far as this reader may see them.
    pub people: Vec<ProposalBody>,
    /// Whoever has a say on it and has declared nothing yet, neither an interest nor that there is none, as far as this reader may see
    /// them (A3.2); absent where everybody has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub declaration_outstanding: Vec<SilentBody>,
    /// `others` where the lines of other people are left out for this reader; else absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

/// Somebody who has declared nothing yet.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SilentBody {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name on the register now.
    pub name: String,
}

fn people(sitting: &Sitting, room: &Room, item: &Item) -> BTreeSet<PersonId> {
    let mut people = sitting.seated(item);
    people.extend(room.arrived.iter().copied());
    people
}

/// What is proposed on each item, as this reader may see it.
#[must_use]
pub fn proposals(sight: &Viewer, standings: &Standings<'_>, room: &Room) -> Vec<ItemProposals> {
    let sitting = standings.sitting;
    let sight = &sight.within(sitting);
    let to_body = |item: &Item| {
        let is_withheld = others_withheld_by(sight, standings, item);
        let people = people(sitting, room, item)
            .into_iter()
            .filter(|person| sees(sight, is_withheld, *person))
            .filter_map(|person| {
                let how = standings.standing(item, person);
                let proposal = &how.proposal;
                (!proposal.grounds.is_empty()).then(|| ProposalBody {
                    person,
                    name: sitting.name(person),
                    relations: proposal.relations(),
                    treatment: proposal.treatment,
                    floor: proposal.floor,
                    grounds: proposal.grounds.iter().map(|ground| ground_body(sitting, ground)).collect(),
                    ruled: how.is_ruled(),
                })
            })
            .collect();
        ItemProposals {
            item: item.id,
            number: item.number.clone(),
            title: item.title.clone(),
            presiding: convening_by(standings, room, item),
            people,
            declaration_outstanding: sitting
                .concerned(item)
                .flat_map(|at| outstanding_in(sitting, room, at))
                .collect::<BTreeSet<PersonId>>()
                .into_iter()
                .filter(|person| sees(sight, is_withheld, *person))
                .map(|person| SilentBody { person, name: sitting.name(person) })
                .collect(),
            withheld: others(sight, is_withheld),
        }
    };
    sitting.items.iter().filter(|item| item.is_on()).map(to_body).collect()
}

fn ground_body(sitting: &Sitting, ground: &Ground) -> GroundBody {
    let relation = match ground {
        Ground::Relation(found) => Some(found.relation),
        _ => None,
    };
    GroundBody {
        rule: ground.rule(),
        relation,
        treatment: ground.treatment(),
        floor: ground.floor(),
        because: explain::ground(sitting, ground),
    }
}

fn others(sight: &Viewer, is_withheld: bool) -> Vec<&'static str> {
    if sight.own || is_withheld { vec!["others"] } else { Vec::new() }
}

/// Yes, no, or how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Flag {
    Plain(bool),
    Word(&'static str),
}

/// How a person stands on an item now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StandingBody {
    /// Who it is, as in `/api/v1/people/{id}`.
    pub person: PersonId,
    /// Their name on the register now.
    pub name: String,
    /// The seats they sit in now, in the committees that the item concerns, by their names in the terms of reference.
    pub seats: Vec<String>,
    /// Whether they may have all papers of the item; nothing that anybody may read is withheld (C8).
    pub papers: bool,
    /// `true`, `false` or `"when_asked"`.
    pub speak: Flag,
    /// In the item's present phase: `true`, `false` or `"public"`.
    pub in_room: Flag,
    /// Also needs a voting seat.
    pub vote: bool,
    /// Towards the quorum of the decision.
    pub counts: bool,
    /// The same by committee, where several decide in common.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts_in: Vec<CountsIn>,
    /// What stands: the ruling, or a stricter one elsewhere that holds here, or until there is either the proposal.
    pub treatment: Treatment,
    /// Whether somebody has ruled, on this item or on another with effect here.
    pub ruled: bool,
    /// Who made the ruling on this item, as in `/api/v1/people/{id}`; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruled_by: Option<PersonId>,
    /// The reason given with the ruling on this item; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruled_because: Option<String>,
    /// Why the treatment is proposed, in words.
    pub reasons: Vec<String>,
}

/// Whether somebody counts towards the quorum of one committee.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CountsIn {
    /// The committee, as in `/api/v1/committees/{id}`.
    pub committee: CommitteeId,
    /// Whether their treatment lets them count there; a seat and being in the room are asked besides.
    pub counts: bool,
}

/// The standings on one item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemStandings {
    /// The item, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// Its number on the agenda for people, such as `5`, or `5.1` of a part.
    pub number: String,
    /// What the business is called on the agenda.
    pub title: String,
    /// The phase it is in; null before it has begun, when `in_room` is of the introduction.
    pub phase: Option<Phase>,
    /// Whoever holds or deputises for a seat of a committee it concerns, or has arrived.
    pub people: Vec<StandingBody>,
    /// `others` where the lines of other people are left out for this reader; else absent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<&'static str>,
}

/// How everybody stands on each item, as this reader may see it.
#[must_use]
pub fn standings(sight: &Viewer, standings: &Standings<'_>, room: &Room) -> Vec<ItemStandings> {
    let (sitting, seats) = (standings.sitting, Seats::of(standings.sitting, room));
    let sight = &sight.within(sitting);
    let to_body = |item: &Item| {
        let is_withheld = others_withheld_by(sight, standings, item);
        let phase = sitting.phase(item.id);
        let people = people(sitting, room, item)
            .into_iter()
            .filter(|person| sees(sight, is_withheld, *person))
            .map(|person| standing_body(standings, room, &seats, item, phase, person))
            .collect();
        ItemStandings {
            item: item.id,
            number: item.number.clone(),
            title: item.title.clone(),
            phase,
            people,
            withheld: others(sight, is_withheld),
        }
    };
    sitting.items.iter().filter(|item| item.is_on()).map(to_body).collect()
}

fn standing_body(
    standings: &Standings<'_>,
    room: &Room,
    seats_known: &Seats<'_>,
    item: &Item,
    phase: Option<Phase>,
    person: PersonId,
) -> StandingBody {
    let (sitting, how) = (standings.sitting, standings.standing(item, person));
    let phase = phase.unwrap_or(Phase::Introduction);
    let private = sitting.is_private(item);
    let rights = how.rights(phase, private, None);
    let at_decision = how.rights(Phase::Decision, private, None);
    let counts_in: Vec<CountsIn> = sitting
        .concerned(item)
        .map(|at| {
            let counts = how.rights(Phase::Decision, private, Some(at)).counts && !at.is_uncounted_deputy(room, person);
            CountsIn { committee: at.committee.id, counts }
        })
        .collect();
    let seats: Vec<&Seat> = sitting.concerned(item).flat_map(|at| seats_known.of_person(at.committee.id, person)).copied().collect();
    let (function, decision_type) = (item.function.as_deref(), item.decision_type.as_deref());
    // A deputy whom the terms do not count speaks, and has no vote.
    let has_it = |at: &CommitteeAtMeeting, seat: &Seat| at.counts_deputies() || at.holders(&seat.id).any(|holder| holder == person);
    let votes = |seat: &Seat| seat.voting && seat.without_its_vote(function, decision_type).is_none();
    let votes =
        sitting.concerned(item).any(|at| seats_known.of_person(at.committee.id, person).iter().any(|seat| votes(seat) && has_it(at, seat)));
    let ruling = standings.ruling(item.id, person);
    StandingBody {
        person,
        name: sitting.name(person),
        seats: seats.iter().map(|seat| seat.id.clone()).collect(),
        papers: receives_papers(sitting, item, &how),
        speak: match rights.speak {
            Speech::Yes => Flag::Plain(true),
            Speech::WhenAsked => Flag::Word("when_asked"),
            Speech::No => Flag::Plain(false),
        },
        in_room: match rights.room {
            Gallery::Table => Flag::Plain(true),
            Gallery::Public => Flag::Word("public"),
            Gallery::Out => Flag::Plain(false),
        },
        vote: at_decision.vote && votes,
        counts: counts_in.iter().any(|one| one.counts),
        counts_in: if counts_in.len() > 1 { counts_in } else { Vec::new() },
        treatment: how.treatment,
        ruled: how.is_ruled(),
        ruled_by: ruling.map(|ruling| ruling.by),
        ruled_because: ruling.and_then(|ruling| ruling.reason.clone()),
        reasons: how.proposal.grounds.iter().map(|ground| explain::ground(sitting, ground)).collect(),
    }
}
