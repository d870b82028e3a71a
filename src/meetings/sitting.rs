//! Everything the law needs to know of one meeting at one moment, as data: the terms, policies,
//! seats and interests of the day, the items, and the book of what has happened so far.
//!
//! It is filled under the register's lock, from one snapshot, and then nobody looks anything up:
//! every rule of the folders above is a function of a [`Sitting`].

use std::collections::{BTreeMap, BTreeSet};

use crate::committees::{Committee, Membership, Seat, Terms, Weight};
use crate::declarations::Interest;
use crate::ids::{CommitteeId, DecisionId, ItemId, MeetingId, OrganisationId, PersonId, RulingId, VoteId};
use crate::meetings::rules::{Item, Meeting};
use crate::moment::{Date, Instant};
use crate::organisations::Graph;
use crate::people::Person;
use crate::policy::{Phase, Policy, Stage, Treatment};
use crate::words;

words! {
    /// What happens to somebody's attendance.
    Event "attendance event" {
        Apologies = "apologies",
        Arrive = "arrive",
        Leave = "leave",
        Return = "return",
    }
}

words! {
    /// How a vote is cast; whoever abstains has cast one all the same.
    Choice "choice" { For = "for", Against = "against", Abstain = "abstain", }
}

words! {
    /// How a decision was reached.
    Method "method" { Vote = "vote", Consensus = "consensus", }
}

words! {
    /// What became of an item: `deferred`, `referred`, `noted` and `no_decision` decide nothing, all others decide it.
    Outcome "outcome" {
        Approved = "approved",
        Rejected = "rejected",
        Deferred = "deferred",
        Referred = "referred",
        Recommended = "recommended",
        Noted = "noted",
        Ratified = "ratified",
        NotRatified = "not_ratified",
        NoDecision = "no_decision",
    }
}

/// A line of the attendance book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceEvent {
    pub person: PersonId,
    pub event: Event,
    pub at: Instant,
    /// The item a leaving is tied to.
    pub for_item: Option<ItemId>,
    /// The seat a deputy sits in, and in which committee.
    pub as_deputy_for: Option<(CommitteeId, String)>,
    pub remote: bool,
}

/// A ruling on how a person is treated on an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    pub id: RulingId,
    /// Its entry in the log: what came before and after.
    pub order: i64,
    pub item: ItemId,
    pub person: PersonId,
    pub treatment: Treatment,
    pub proposed: Treatment,
    pub by: PersonId,
    pub reason: Option<String>,
    /// By whose word, and why, it is below a floor (C1.3).
    pub over: Option<Over>,
    pub at: Instant,
}

/// By whose word, and why, something is done that needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    pub by: PersonId,
    pub reason: String,
}

/// Somebody was named to preside over an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    pub item: ItemId,
    pub person: PersonId,
}

/// Somebody said at the meeting that they had nothing to declare; it erases nothing, and is no nil return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NilStatement {
    pub person: PersonId,
    pub at: Instant,
}

/// An item entered a phase; the first time carries the quorum's answer of that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub item: ItemId,
    pub phase: Phase,
    pub at: Instant,
    pub quorate: BTreeMap<CommitteeId, bool>,
    /// By whose word, and why, it went on although most had to go (C5.3).
    pub proceed: Option<Over>,
}

/// A vote from a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    pub id: VoteId,
    pub order: i64,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub seat: String,
    pub person: PersonId,
    pub choice: Choice,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastingVote {
    /// Its entry in the log.
    pub order: i64,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub by: PersonId,
    pub choice: Choice,
}

/// A recorded decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub id: DecisionId,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub outcome: Outcome,
    pub method: Method,
    pub dissent: Vec<PersonId>,
    pub flags: Vec<String>,
    pub at: Instant,
}

/// A ruling on an earlier item of the same procurement, in this meeting or another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierRuling {
    pub ruling: RulingId,
    pub item: ItemId,
    /// The item, or the item it is a part of.
    pub business: ItemId,
    pub meeting: MeetingId,
    pub title: String,
    pub date: Date,
    pub position: i64,
    pub procurement: String,
    pub stage: Stage,
    pub person: PersonId,
    pub treatment: Treatment,
    pub by: PersonId,
    /// Whether an override let it below a floor, which ends what stuck before it (C9).
    pub lifts: bool,
}

impl EarlierRuling {
    /// C9: where its item stands among those of the procurement: by date of meeting, then place on the agenda.
    #[must_use]
    pub fn place(&self) -> (Date, i64) {
        (self.date, self.position)
    }
}

/// What has happened, each list in the order of the log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    pub attendance: Vec<AttendanceEvent>,
    pub rulings: Vec<Ruling>,
    pub namings: Vec<Naming>,
    pub nils: Vec<NilStatement>,
    pub begun: Vec<Begun>,
    pub votes: Vec<Vote>,
    pub casting: Vec<CastingVote>,
    pub decided: Vec<Decided>,
    /// The quorum's answer when the meeting was convened, with nobody excluded.
    pub opening: BTreeMap<CommitteeId, bool>,
    /// When the last happened that is in it, the opening of the meeting among it.
    pub last: Option<Instant>,
    pub agenda_published: bool,
    pub minutes_final: bool,
}

/// A committee as it stands on the meeting's day.
#[derive(Debug, Clone, PartialEq)]
pub struct CommitteeAtMeeting {
    pub committee: Committee,
    /// The code and name of its organisation.
    pub organisation_code: String,
    pub organisation_name: String,
    /// None when no version had begun by the day.
    pub terms: Option<Terms>,
    /// Memberships of the day, holders and named deputies.
    pub memberships: Vec<Membership>,
    pub policy: Policy,
}

impl CommitteeAtMeeting {
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        self.terms.as_ref().map_or(&[], |terms| terms.seats.as_slice())
    }

    #[must_use]
    pub fn seat(&self, id: &str) -> Option<&Seat> {
        self.seats().iter().find(|seat| seat.id == id)
    }

    /// Who holds a seat in their own right: nobody, one, or the sharers of a shared seat.
    pub fn holders<'a>(&'a self, seat: &'a str) -> impl Iterator<Item = PersonId> + 'a {
        self.memberships.iter().filter(move |m| m.seat == seat && m.deputy_for.is_none()).map(|m| m.person)
    }

    /// Who is named to sit for its holder.
    pub fn deputies<'a>(&'a self, seat: &'a str) -> impl Iterator<Item = PersonId> + 'a {
        self.memberships.iter().filter(move |m| m.seat == seat && m.deputy_for.is_some()).map(|m| m.person)
    }

    /// The code of the body whose seat it is: its own where none is named.
    #[must_use]
    pub fn seat_organisation<'a>(&'a self, seat: &'a Seat) -> &'a str {
        seat.organisation.as_deref().unwrap_or(&self.organisation_code)
    }

    #[must_use]
    pub fn weight_of(&self, seat: &Seat) -> Weight {
        seat.weight.unwrap_or(Weight::ONE)
    }
}

/// Who is where: in the room, ever arrived, away with apologies, and which deputy sits in which
/// seat. Derived from the attendance book, or made up for a forecast.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Room {
    pub present: BTreeSet<PersonId>,
    /// Whoever has been in the room at all.
    pub arrived: BTreeSet<PersonId>,
    pub apologies: BTreeSet<PersonId>,
    pub remote: BTreeSet<PersonId>,
    /// The deputy who sits in a seat, while in the room and its holder is not.
    pub sitting_for: BTreeMap<(CommitteeId, String), PersonId>,
}

/// A meeting at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    pub meeting: Meeting,
    pub bodies: Graph,
    pub people: BTreeMap<PersonId, Person>,
    pub committees: Vec<CommitteeAtMeeting>,
    pub interests: Vec<Interest>,
    /// Items in the order of the agenda, each followed by its parts.
    pub items: Vec<Item>,
    pub earlier: Vec<EarlierRuling>,
    pub book: Book,
}

impl Sitting {
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    #[must_use]
    pub fn committee(&self, id: CommitteeId) -> Option<&CommitteeAtMeeting> {
        self.committees.iter().find(|c| c.committee.id == id)
    }

    /// The committees an item concerns, in the order of the meeting.
    pub fn concerned<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a CommitteeAtMeeting> + 'a {
        self.committees.iter().filter(move |c| item.concerns(c.committee.id))
    }

    /// A person's name for a reader.
    #[must_use]
    pub fn name(&self, person: PersonId) -> String {
        self.people.get(&person).map_or_else(|| person.to_string(), |p| p.name.clone())
    }

    #[must_use]
    pub fn body_name(&self, body: OrganisationId) -> String {
        self.bodies.name(body)
    }

    /// The public is excluded from the item, or from the whole meeting.
    #[must_use]
    pub fn is_private(&self, item: &Item) -> bool {
        self.meeting.private || item.private
    }

    /// C8: whether something of an item's papers is not for everybody: all of a private one's, of another
    /// those marked so, among them those of the item that it is a part of.
    #[must_use]
    pub fn is_confidential(&self, item: &Item) -> bool {
        let whole = item.part_of.and_then(|whole| self.item(whole));
        let mut papers = item.papers.iter().chain(whole.into_iter().flat_map(|whole| &whole.papers));
        self.is_private(item) || papers.any(|paper| paper.confidential)
    }

    /// The phase an item is in; none before it is begun.
    #[must_use]
    pub fn phase(&self, item: ItemId) -> Option<Phase> {
        self.book.begun.iter().rev().find(|begun| begun.item == item).map(|begun| begun.phase)
    }

    /// Begun and not closed.
    #[must_use]
    pub fn is_open(&self, item: ItemId) -> bool {
        self.phase(item).is_some_and(|phase| phase < Phase::Closed)
    }

    #[must_use]
    pub fn decided(&self, item: ItemId, committee: CommitteeId) -> Option<&Decided> {
        self.book.decided.iter().find(|d| d.item == item && d.committee == committee)
    }

    /// C4: whether the minutes have what they need of an item in a committee: an outcome of its own,
    /// of the item it is a part of, or of every one of its parts.
    #[must_use]
    pub fn has_outcome(&self, item: &Item, committee: CommitteeId) -> bool {
        if [Some(item.id), item.part_of].into_iter().flatten().any(|id| self.decided(id, committee).is_some()) {
            return true;
        }
        let mut parts = self.items.iter().filter(|part| part.part_of == Some(item.id) && part.concerns(committee)).peekable();
        parts.peek().is_some() && parts.all(|part| self.decided(part.id, committee).is_some())
    }

    /// The room as the attendance book leaves it. A deputy who has arrived for a seat sits in it
    /// while its holder is out: a holder who comes back has the seat again. In common a deputy may
    /// have a seat in each committee, and one in each. Of two deputies for one seat the one who came
    /// first sits, until they leave.
    #[must_use]
    pub fn room(&self) -> Room {
        let mut room = Room::default();
        // In the order in which the deputies came in.
        let mut claims: Vec<(PersonId, &(CommitteeId, String))> = Vec::new();
        for line in &self.book.attendance {
            match line.event {
                Event::Apologies => {
                    room.apologies.insert(line.person);
                }
                Event::Arrive | Event::Return => {
                    let came_in = room.present.insert(line.person);
                    room.arrived.insert(line.person);
                    room.apologies.remove(&line.person);
                    if line.remote {
                        room.remote.insert(line.person);
                    } else {
                        room.remote.remove(&line.person);
                    }
                    if came_in {
                        come_in(&mut claims, line.person, line.event);
                    }
                    if let Some(claim) = line.as_deputy_for.as_ref().filter(|claim| !claims.contains(&(line.person, *claim))) {
                        claims.retain(|(person, held)| *person != line.person || held.0 != claim.0);
                        claims.push((line.person, claim));
                    }
                }
                Event::Leave => {
                    room.present.remove(&line.person);
                }
            }
        }
        for (person, (committee, seat)) in claims {
            let Some(at) = self.committee(*committee) else { continue };
            if room.present.contains(&person) && !at.holders(seat).any(|holder| room.present.contains(&holder)) {
                room.sitting_for.entry((*committee, seat.clone())).or_insert(person);
            }
        }
        room
    }

    /// The seats a person sits in now, in one committee: their own, or the one they deputise for.
    pub fn seats_of<'a>(&'a self, at: &'a CommitteeAtMeeting, person: PersonId, room: &'a Room) -> impl Iterator<Item = &'a Seat> + 'a {
        at.seats().iter().filter(move |seat| {
            at.holders(&seat.id).any(|holder| holder == person)
                || room
                    .sitting_for
                    .iter()
                    .any(|((committee, id), deputy)| *committee == at.committee.id && *id == seat.id && *deputy == person)
        })
    }

    /// Everybody who holds or deputises for a seat of a committee the item concerns.
    #[must_use]
    pub fn seated(&self, item: &Item) -> BTreeSet<PersonId> {
        self.concerned(item).flat_map(|c| c.memberships.iter().map(|m| m.person)).collect()
    }
}

/// Arriving anew is arriving as oneself; coming back from an absence is coming back as what one was,
/// after the deputies who are in.
fn come_in(claims: &mut Vec<(PersonId, &(CommitteeId, String))>, person: PersonId, event: Event) {
    let held: Vec<_> = claims.extract_if(.., |(other, _)| *other == person).collect();
    if event == Event::Return {
        claims.extend(held);
    }
}
