//! C5.1: who counts, seat by seat, and who is left out and why.

use std::collections::{BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::committees::{Counted, Deputies, MembershipClass, Seat, Selector};
use crate::conflicts::{Grounds, Standings};
use crate::ids::{CommitteeId, PersonId};
use crate::meetings::rules::selecting::{Place, means};
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use crate::organisations::OrganisationKind;
use crate::policy::Phase;
use crate::words;

words! {
    /// Why a seat does not count.
    Why "reason for not counting" {
        /// Nobody holds it.
        Vacant = "vacant",
        Absent = "absent",
        Apologies = "apologies",
        /// A ruling leaves its holder out.
        ExcludedByRuling = "excluded_by_ruling",
        /// A proposal leaves its holder out, until somebody rules.
        AwaitingRuling = "awaiting_ruling",
        /// The terms do not count deputies.
        DeputyNotCounted = "deputy_not_counted",
        /// The terms do not count remote attendance.
        Remote = "remote",
        /// The terms count only members, or only voting seats.
        SeatNeverCounts = "seat_never_counts",
    }
}

/// A seat that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// The seat by its name in the terms of reference.
    pub seat: String,
    /// Of whom the reason is said, as in `/api/v1/people/{id}`; absent where nobody holds the seat.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub person: Option<PersonId>,
    /// Their name when the quorum was asked; absent where nobody holds the seat.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The reason; where several people share the seat, the most telling of theirs.
    pub why: Why,
}

/// One seat on the bench.
#[derive(Debug, Clone)]
pub struct BenchSeat {
    pub seat: Seat,
    pub organisation: String,
    /// What that body is called; none where the register has none of the code.
    pub organisation_name: Option<String>,
    pub organisation_kind: Option<OrganisationKind>,
    /// Whether the terms could ever count it.
    pub could_count: bool,
    pub holders: Vec<PersonId>,
    /// The holders whom no treatment leaves out.
    pub eligible: Vec<PersonId>,
    /// The deputy who is the seat while its holder is out, where the terms count deputies.
    pub deputy: Option<ActingDeputy>,
    /// Through whom the seat counts now; empty when it does not.
    pub counted: Vec<PersonId>,
    /// Of whom it is said why it does not count; told with names where a clause misses it.
    pub left_out: Option<(Option<PersonId>, Why)>,
}

/// A deputy who sits in a seat and counts there, in the room or out of it for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActingDeputy {
    pub person: PersonId,
    /// Whom no treatment leaves out.
    pub is_eligible: bool,
}

/// The seats of a committee as they count at one moment: what an expression is asked of.
#[derive(Debug, Clone)]
pub struct CountedSeats {
    /// Which committee it is.
    pub id: CommitteeId,
    /// What the committee is called.
    pub committee: String,
    pub seats: Vec<BenchSeat>,
    pub presiding: Option<PersonId>,
    /// Names and tags of the persons who matter, by their ids.
    pub people: Vec<(PersonId, String, Vec<String>)>,
}

impl CountedSeats {
    #[must_use]
    pub fn name(&self, person: PersonId) -> String {
        self.person(person).map_or_else(|| person.to_string(), |(_, name, _)| name.clone())
    }

    fn person(&self, person: PersonId) -> Option<&(PersonId, String, Vec<String>)> {
        self.people.binary_search_by_key(&person, |(id, ..)| *id).ok().and_then(|n| self.people.get(n))
    }

    fn tags(&self, person: PersonId) -> &[String] {
        self.person(person).map_or(&[], |(.., tags)| tags.as_slice())
    }

    /// Whether a selector means this seat with this person in it (or the bare seat).
    #[must_use]
    pub fn selects(&self, selector: &Selector, on: &BenchSeat, person: Option<PersonId>) -> bool {
        self.selects_under(selector, on, person, self.presiding)
    }

    /// As [`CountedSeats::selects`], with somebody else presiding.
    #[must_use]
    pub fn selects_under(&self, selector: &Selector, on: &BenchSeat, person: Option<PersonId>, presiding: Option<PersonId>) -> bool {
        let tags = person.map_or(&[][..], |person| self.tags(person));
        let presides = person.is_some() && person == presiding;
        let (organisation, organisation_kind) = (on.organisation.as_str(), on.organisation_kind);
        means(selector, Place { seat: &on.seat, organisation, organisation_kind, tags, presides })
    }

    /// Whether a selector means a seat at all: as such, or with one of its holders in it.
    #[must_use]
    pub fn means(&self, selector: &Selector, on: &BenchSeat, presiding: Option<PersonId>) -> bool {
        let with = |person: Option<PersonId>| self.selects_under(selector, on, person, presiding);
        with(None) || on.holders.iter().chain(&on.counted).any(|person| with(Some(*person)))
    }

    /// The bodies that hold seats which could count.
    #[must_use]
    pub fn organisations(&self) -> Vec<String> {
        let codes: BTreeSet<&String> = self.seats.iter().filter(|seat| seat.could_count).map(|seat| &seat.organisation).collect();
        codes.into_iter().cloned().collect()
    }

    /// The same bench with some seats only.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&BenchSeat) -> bool) -> Self {
        Self {
            id: self.id,
            committee: self.committee.clone(),
            seats: self.seats.iter().filter(|seat| keep(seat)).cloned().collect(),
            presiding: self.presiding,
            people: self.people.clone(),
        }
    }
}

/// Who counts on an item now. A seat counts through a holder who is in the room and whom the
/// treatment does not leave out, or through a deputy who sits in it where the terms count
/// deputies. "In the room" is always asked as of the item's decision.
#[must_use]
pub fn bench(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting, presiding: Option<PersonId>) -> CountedSeats {
    bench_by(&Standings::of(sitting), room, item, at, presiding)
}

/// As [`bench()`], of standings that are known.
#[must_use]
pub fn bench_by(standings: &Standings<'_>, room: &Room, item: &Item, at: &CommitteeAtMeeting, presiding: Option<PersonId>) -> CountedSeats {
    let (private, room) = (standings.sitting.is_private(item), &*room.on(item.id));
    let left_by_treatment = |person: PersonId| {
        let standing = standings.standing(item, person);
        let counts = standing.rights(Phase::Decision, private, Some(at)).counts;
        (!counts).then_some(match standing.grounds {
            Grounds::Proposal | Grounds::Overtaken(_) => Why::AwaitingRuling,
            Grounds::Ruling(_) | Grounds::Held(_) => Why::ExcludedByRuling,
        })
    };
    build(standings.sitting, room, &standings.sitting.lent(item, at), presiding, &left_by_treatment)
}

/// As [`bench()`], with nobody left out by a conflict: what a quorum at the opening asks, before there is an item.
#[must_use]
pub fn unexcluded(sitting: &Sitting, room: &Room, at: &CommitteeAtMeeting, presiding: Option<PersonId>) -> CountedSeats {
    build(sitting, room, at, presiding, &|_| None)
}

fn build(
    sitting: &Sitting,
    room: &Room,
    at: &CommitteeAtMeeting,
    presiding: Option<PersonId>,
    left_by_treatment: &dyn Fn(PersonId) -> Option<Why>,
) -> CountedSeats {
    let counting = at.terms.as_ref().map(|terms| terms.counting.clone()).unwrap_or_default();
    let mut known: BTreeSet<PersonId> = BTreeSet::new();
    let mut held: HashMap<&str, Vec<PersonId>> = HashMap::with_capacity(at.memberships.len());
    for membership in at.memberships.iter().filter(|m| m.deputy_for.is_none()) {
        held.entry(membership.seat.as_str()).or_default().push(membership.person);
    }
    let seats = at
        .seats()
        .iter()
        .map(|seat| {
            let holders: Vec<PersonId> = held.remove(seat.id.as_str()).unwrap_or_default();
            let deputy = room.sitting_for.get(&(at.committee.id, seat.id.clone())).copied();
            let deputy_in = at.deputy_in(room, &seat.id);
            known.extend(holders.iter().copied().chain(deputy).chain(deputy_in));
            let could_count = match counting.who {
                Counted::EligibleVoters => seat.voting,
                Counted::MembersInRoom => seat.class() == MembershipClass::Member,
                Counted::AnyoneInRoom => true,
            };
            let mut why: Option<(Option<PersonId>, Why)> = None;
            let acting = deputy_in.map(|person| ActingDeputy { person, is_eligible: left_by_treatment(person).is_none() });
            let in_it = holders.iter().map(|holder| (*holder, false)).chain(deputy.map(|deputy| (deputy, true)));
            let in_it: Vec<(PersonId, bool, Option<Why>)> =
                in_it.map(|(person, deputises)| (person, deputises, left_by_treatment(person))).collect();
            let eligible = in_it.iter().filter(|(_, deputises, left)| !deputises && left.is_none()).map(|(person, ..)| *person).collect();
            let mut counted = Vec::new();
            for (person, deputises, left_out) in in_it {
                let out = if !could_count {
                    Some(Why::SeatNeverCounts)
                } else if !room.present.contains(&person) {
                    Some(if room.apologies.contains(&person) { Why::Apologies } else { Why::Absent })
                } else if deputises && counting.deputies == Deputies::None {
                    Some(Why::DeputyNotCounted)
                } else if room.remote.contains(&person) && !counting.remote {
                    Some(Why::Remote)
                } else {
                    left_out
                };
                match out {
                    None => counted.push(person),
                    // What is said of a seat is the most telling of its holders' reasons.
                    Some(out) if why.is_none_or(|(_, other)| rank(out) > rank(other)) => why = Some((Some(person), out)),
                    Some(_) => {}
                }
            }
            let nobody = (None, if could_count { Why::Vacant } else { Why::SeatNeverCounts });
            let left_out = counted.is_empty().then(|| why.unwrap_or(nobody));
            let organisation = at.seat_organisation(seat).to_owned();
            let body = sitting.bodies.by_code(&organisation);
            BenchSeat {
                seat: seat.clone(),
                organisation_name: body.map(|body| body.name.clone()),
                organisation_kind: body.map(|body| body.kind),
                organisation,
                could_count,
                holders,
                eligible,
                deputy: acting,
                counted,
                left_out,
            }
        })
        .collect();
    let people = known
        .into_iter()
        .map(|person| (person, sitting.name(person), sitting.people.get(&person).map(|p| p.tags.clone()).unwrap_or_default()))
        .collect();
    CountedSeats { id: at.committee.id, committee: at.committee.name.clone(), seats, presiding, people }
}

const fn rank(why: Why) -> u8 {
    match why {
        Why::Vacant | Why::SeatNeverCounts => 0,
        Why::Absent | Why::Apologies => 1,
        Why::DeputyNotCounted | Why::Remote => 2,
        Why::ExcludedByRuling | Why::AwaitingRuling => 3,
    }
}
