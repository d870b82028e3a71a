//! What is to be expected of an item before the meeting: quorate, inquorate, or depending on
//! somebody's coming.
//!
//! Whoever stays away changes nothing but where they count, preside, or sit as a deputy. So the
//! benches of an item are set up once, and each such person is then looked at as absent from them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::count::{CountedSeats, bench_by, unexcluded};
use super::evaluate::{answer, budget, holds, of_each_committee};
use super::floor::Floor;
use super::item::{Quorum, told_among};
use super::scope::{Away, Scope};
use super::suppose::{SeatOf, without};
use super::wanted::at_least;
use crate::committees::Persistence;
use crate::conflicts::Standings;
use crate::conflicts::rules::preside::presiding_by;
use crate::ids::{CommitteeId, PersonId};
use crate::meetings::{CommitteeAtMeeting, Item, Room, Sitting};
use crate::words;

words! {
    /// The three answers of a forecast.
    Expectation "forecast" {
        /// Quorate even if any one person stays away.
        Quorate = "quorate",
        /// Quorate with everybody attending, but not without some one person.
        Depends = "depends",
        /// Inquorate even with everybody attending.
        Inquorate = "inquorate",
    }
}

impl Expectation {
    /// In a few words, after "it is expected to be".
    #[must_use]
    pub const fn in_few(self) -> &'static str {
        match self {
            Self::Quorate => "quorate even if any one person stays away",
            Self::Depends => "quorate only if everybody comes on whom it depends",
            Self::Inquorate => "inquorate",
        }
    }
}

/// The forecast of one item for one committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    pub expectation: Expectation,
    /// With everybody attending who has not sent apologies.
    pub quorum: Quorum,
    /// Whose absence alone would break it.
    pub depends_on: Vec<PersonId>,
}

/// The room with every holder of a seat in it: those who sent apologies too, or not. A deputy who
/// already sits keeps the seat while its holder is away, and one who is said to come for somebody
/// who sent apologies sits in it then, unless they sent apologies themselves.
#[must_use]
pub fn everybody_attending(sitting: &Sitting, room: &Room, apologies_too: bool) -> Room {
    let mut full = Room { supposed: true, ..room.clone() };
    if apologies_too {
        full.apologies.clear();
    }
    for at in &sitting.committees {
        let seats: BTreeSet<&str> = at.seats().iter().map(|seat| seat.id.as_str()).collect();
        let holders = at.memberships.iter().filter(|m| m.deputy_for.is_none() && seats.contains(m.seat.as_str())).map(|m| m.person);
        full.present.extend(holders.filter(|holder| !full.apologies.contains(holder)));
    }
    let present = &full.present;
    let is_free = |(committee, seat): &(CommitteeId, String)| {
        sitting.committee(*committee).is_some_and(|at| !at.holders(seat).any(|holder| present.contains(&holder)))
    };
    full.rising = full.sitting_for.iter().filter(|(seat, _)| !is_free(seat)).map(|(seat, deputy)| (seat.clone(), *deputy)).collect();
    full.sitting_for.retain(|seat, _| is_free(seat));
    full.deputy_out.retain(|seat, _| is_free(seat));
    for (committee, seat, deputy) in expected_deputies(sitting, &full) {
        full.present.insert(deputy);
        full.sitting_for.insert((committee, seat), deputy);
    }
    full
}

/// Who is expected to deputise, and in which seat: one that is free, and of a committee in which they have no other.
fn expected_deputies(sitting: &Sitting, full: &Room) -> Vec<(CommitteeId, String, PersonId)> {
    let mut found: Vec<(CommitteeId, String, PersonId)> = Vec::new();
    let coming = full.expected.iter().filter(|(_, deputy)| !full.apologies.contains(deputy));
    for (at, (holder, deputy)) in sitting.committees.iter().flat_map(|at| coming.clone().map(move |pair| (at, pair))) {
        let committee = at.committee.id;
        let sits_already = at.memberships.iter().any(|held| held.person == *deputy && held.deputy_for.is_none())
            || full.sitting_for.iter().any(|((of, _), sits)| *of == committee && sits == deputy)
            || found.iter().any(|(of, _, sits)| *of == committee && sits == deputy);
        let is_free = |seat: &str| {
            let key = (committee, seat.to_owned());
            !at.holders(seat).any(|holder| full.present.contains(&holder))
                && !full.sitting_for.contains_key(&key)
                && !full.deputy_out.contains_key(&key)
                && !found.iter().any(|(of, taken, _)| *of == committee && taken == seat)
        };
        let seat = at.seats_deputised(*holder, *deputy).map(|seat| seat.id.clone()).find(|seat| is_free(seat));
        found.extend(seat.filter(|_| !sits_already).map(|seat| (committee, seat, *deputy)));
    }
    found
}

/// `inquorate` when everybody attending would not do; `quorate` when any one of them may be
/// missing; else `depends`. Rulings are taken where there are any, else proposals.
#[must_use]
pub fn forecast(sitting: &Sitting, room: &Room, item: &Item, at: &CommitteeAtMeeting) -> Forecast {
    let full = everybody_attending(sitting, room, false);
    let concerned: Vec<&CommitteeAtMeeting> = sitting.concerned(item).collect();
    expected(&Standings::of(sitting), &with_the_borrowed(sitting, &full, item), item, &[at], &concerned)
        .pop()
        .unwrap_or_else(|| Forecast::none(Quorum::NO_TERMS))
}

impl Forecast {
    const fn none(quorum: Quorum) -> Self {
        Self { expectation: Expectation::Inquorate, quorum, depends_on: Vec::new() }
    }
}

/// The forecasts of an item, for each committee that it concerns, with everybody in the room who is
/// to come.
#[must_use]
pub fn forecasts(standings: &Standings<'_>, full: &Room, item: &Item) -> Vec<Forecast> {
    let concerned: Vec<&CommitteeAtMeeting> = standings.sitting.concerned(item).collect();
    expected(standings, &with_the_borrowed(standings.sitting, full, item), item, &concerned, &concerned)
}

/// An item as it is supposed to be taken: who is in the room, and the committees that it concerns as they sit for it.
#[derive(Debug, Clone, PartialEq)]
pub struct OnItem<'a> {
    pub room: Room,
    pub committees: Vec<Cow<'a, CommitteeAtMeeting>>,
}

impl OnItem<'_> {
    /// The forecasts of the item, committee by committee.
    #[must_use]
    pub fn forecasts(&self, standings: &Standings<'_>, item: &Item) -> Vec<Forecast> {
        let concerned: Vec<&CommitteeAtMeeting> = self.committees.iter().map(Cow::as_ref).collect();
        expected(standings, &self.room, item, &concerned, &concerned)
    }

    /// Whether it is quorate, committee by committee: what [`OnItem::forecasts`] say of it, without whom it depends on.
    #[must_use]
    pub fn quorate(&self, standings: &Standings<'_>, item: &Item) -> Vec<bool> {
        let concerned: Vec<&CommitteeAtMeeting> = self.committees.iter().map(Cow::as_ref).collect();
        let asked = |at: &&CommitteeAtMeeting| told_among(standings, &self.room, item, at, &concerned, asked_at_opening(at));
        concerned.iter().map(|at| asked(at).unwrap_or(false)).collect()
    }

    /// How many people more one of its committees wants at least, with everybody there.
    #[must_use]
    pub fn wanted(&self, standings: &Standings<'_>, item: &Item, committee: CommitteeId) -> u32 {
        let concerned: Vec<&CommitteeAtMeeting> = self.committees.iter().map(Cow::as_ref).collect();
        let at = concerned.iter().find(|at| at.committee.id == committee);
        let asked = |at: &CommitteeAtMeeting| told_among(standings, &self.room, item, at, &concerned, asked_at_opening(at));
        let wanted = at.and_then(|at| Some(at_least(&at.terms.as_ref()?.quorum, &asked(at)?)));
        wanted.unwrap_or(u32::MAX)
    }
}

/// Whether the terms ask the quorum at the opening alone, when nobody is left out.
#[must_use]
pub fn asked_at_opening(at: &CommitteeAtMeeting) -> bool {
    at.terms.as_ref().is_some_and(|terms| terms.counting.when == Persistence::OpeningOnly)
}

/// The room with whoever is borrowed into a seat for the item, who has it as if they held it.
#[must_use]
pub fn with_the_borrowed<'a>(sitting: &Sitting, full: &'a Room, item: &Item) -> Cow<'a, Room> {
    if sitting.book.co_opted.is_empty() {
        return Cow::Borrowed(full);
    }
    let room_apologies = &full.apologies;
    let mut full = full.clone();
    for at in sitting.concerned(item) {
        let borrowed = sitting.lent(item, at).memberships.iter().filter(|m| m.deputy_for.is_none()).map(|m| m.person).collect::<Vec<_>>();
        full.present.extend(borrowed.into_iter().filter(|person| !room_apologies.contains(person)));
    }
    Cow::Owned(full)
}

/// For some of the committees that an item concerns. What is asked at the opening leaves nobody out, and so does what is
/// expected of it.
fn expected(
    standings: &Standings<'_>,
    full: &Room,
    item: &Item,
    of: &[&CommitteeAtMeeting],
    concerned: &[&CommitteeAtMeeting],
) -> Vec<Forecast> {
    let at_opening = asked_at_opening;
    let bench_in = |room: &Room, at: &CommitteeAtMeeting, nobody_excluded: bool| {
        let presider = presiding_by(standings, room, item, at);
        if nobody_excluded {
            unexcluded(standings.sitting, room, &standings.sitting.lent(item, at), presider)
        } else {
            bench_by(standings, room, item, at, presider)
        }
    };
    let bench = |at: &CommitteeAtMeeting, nobody_excluded: bool| bench_in(full, at, nobody_excluded);
    let speaks_of_others = |at: &&CommitteeAtMeeting| at.terms.as_ref().is_some_and(|terms| of_each_committee(&terms.quorum));
    let benches = |nobody_excluded: bool| -> Vec<CountedSeats> {
        let is_asked = of.iter().any(|at| speaks_of_others(at) && at_opening(at) == nobody_excluded);
        if is_asked { concerned.iter().map(|at| bench(at, nobody_excluded)).collect() } else { Vec::new() }
    };
    let (with_exclusions, without_any) = (benches(false), benches(true));
    let with_exclusions: Vec<Floor<'_>> = with_exclusions.iter().map(Floor::of).collect();
    let without_any: Vec<Floor<'_>> = without_any.iter().map(Floor::of).collect();
    let mut forecasts = Vec::with_capacity(of.len());
    for at in of {
        let Some(terms) = &at.terms else {
            forecasts.push(Forecast::none(Quorum::NO_TERMS));
            continue;
        };
        let own = bench(at, at_opening(at));
        let floor = Floor::of(&own);
        let others = match (of_each_committee(&terms.quorum), at_opening(at)) {
            (false, _) => &[],
            (true, false) => with_exclusions.as_slice(),
            (true, true) => without_any.as_slice(),
        };
        let steps = budget(others.len());
        let tree = answer(&terms.quorum, Scope::of(&floor, Some(item), others, &steps));
        standings.pay(steps.taken());
        let quorum = Quorum { quorate: tree.satisfied, kept_from: None, tree: Some(tree) };
        if !quorum.quorate {
            forecasts.push(Forecast::none(quorum));
            continue;
        }
        let floors = || others.iter().chain([&floor]);
        let counted = floors().flat_map(|floor| floor.counted());
        let presiding = floors().filter_map(|floor| floor.bench.presiding);
        let matter: BTreeSet<PersonId> = counted.chain(presiding).chain(full.sitting_for.values().copied()).collect();
        let presiding_without = |person: PersonId| {
            let is_led = |id: CommitteeId| floors().any(|floor| floor.bench.id == id && floor.bench.presiding == Some(person));
            let led = concerned.iter().chain([at]).filter(|other| is_led(other.committee.id));
            led.map(|other| (other.committee.id, presiding_by(standings, &without(full, person), item, other))).collect()
        };
        let breaks_it = |person: &PersonId| {
            let steps = budget(others.len());
            let away = Away { person: *person, presiding: presiding_without(*person) };
            let scope = Scope::of(&floor, Some(item), others, &steps).without(&away);
            let quorate = holds(&terms.quorum, scope);
            standings.pay(steps.taken());
            !quorate
        };
        // Where a deputy sits today for somebody who is missing after all, the deputy stays.
        let breaks_it = |person: &PersonId| {
            breaks_it(person)
                && deputised(standings.sitting, full, *person).is_none_or(|room| {
                    let others: Vec<CountedSeats> = match of_each_committee(&terms.quorum) {
                        true => concerned.iter().map(|other| bench_in(&room, other, at_opening(at))).collect(),
                        false => Vec::new(),
                    };
                    let own = bench_in(&room, at, at_opening(at));
                    let (floor, others): (Floor<'_>, Vec<Floor<'_>>) = (Floor::of(&own), others.iter().map(Floor::of).collect());
                    let steps = budget(others.len());
                    let quorate = holds(&terms.quorum, Scope::of(&floor, Some(item), &others, &steps));
                    standings.pay(steps.taken());
                    !quorate
                })
        };
        let there = matter.into_iter().filter(|person| full.present.contains(person));
        let depends_on: Vec<PersonId> = there.take_while(|_| !standings.is_spent()).filter(breaks_it).collect();
        let expectation = if depends_on.is_empty() { Expectation::Quorate } else { Expectation::Depends };
        forecasts.push(Forecast { expectation, quorum, depends_on });
    }
    forecasts
}

/// The room without somebody in whose seat a deputy sits today; none where none does.
fn deputised(sitting: &Sitting, full: &Room, person: PersonId) -> Option<Room> {
    let is_theirs = |(committee, seat): &SeatOf| sitting.committee(*committee).is_some_and(|at| at.holders(seat).any(|one| one == person));
    if !full.rising.keys().any(is_theirs) {
        return None;
    }
    let mut room = without(full, person);
    let holds = |room: &Room, (committee, seat): &SeatOf| {
        sitting.committee(*committee).is_some_and(|at| at.holders(seat).any(|holder| room.present.contains(&holder)))
    };
    let stays: Vec<(SeatOf, PersonId)> = full
        .rising
        .iter()
        .filter(|(seat, _)| is_theirs(seat) && !holds(&room, seat))
        .map(|(seat, deputy)| (seat.clone(), *deputy))
        .collect();
    room.sitting_for.extend(stays);
    Some(room)
}
