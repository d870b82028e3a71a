//! C5.4: the fewest people who would make every inquorate item of a meeting quorate at once.
//!
//! Each set that is offered was asked of the same quorum as the forecast of the meeting itself, with the set there, on every
//! item; it makes no other item inquorate. Sets are looked for by their size, so that the first that are found are the
//! smallest: of an item that is still inquorate one of those who would change anything of it must be in the set, so only
//! they are tried, and none where the item wants more people than the size has left. What is looked at is counted, and
//! where the count ends the answer says how far it came.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::candidates::{Candidate, Way};
use super::suppose::Supposed;
use super::wanted::{grows, may_still_be_decided};
use crate::conflicts::Standings;
use crate::ids::{CommitteeId, ItemId};
use crate::meetings::{CommitteeAtMeeting, Item, Room};

/// How many people a set has at most, how many sets are offered, all of the smallest size, and how often a quorum is asked.
pub const MOST_PEOPLE: u32 = 6;
pub const MOST_SETS: usize = 10;
pub const MOST_ASKED: u32 = 4_000;

/// An item in a committee.
pub type OfCommittee = (ItemId, CommitteeId);

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What is inquorate as things stand.
    pub inquorate: Vec<OfCommittee>,
    /// Of that, what nobody could help, whoever came: the sets are of the rest.
    pub beyond: Vec<OfCommittee>,
    pub candidates: Vec<Candidate>,
    /// How many more could be tried than are looked at.
    pub left_off: usize,
    /// The smallest sets, as places in the list of candidates.
    pub sets: Vec<Vec<usize>>,
    /// Every set of up to so many people was looked at.
    pub up_to: u32,
    /// How often a quorum was asked.
    pub asked: u32,
    /// Whether the count ended before the size was gone through.
    pub cut_short: bool,
}

/// What is to be put right, and how far it is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    pub items: &'a [&'a Item],
    /// One committee alone; else each that an item concerns.
    pub committee: Option<CommitteeId>,
    pub most_people: u32,
    pub most_asked: u32,
}

/// The smallest sets of candidates with whom all that is inquorate in what is sought would be quorate, and nothing else
/// inquorate; of what may still be decided.
#[must_use]
pub fn plan(standings: &Standings<'_>, room: &Room, sought: Sought<'_>, (candidates, left_off): (Vec<Candidate>, usize)) -> Plan {
    let mut search = Search::begun(standings, room, sought, candidates);
    let mut plan = Plan {
        inquorate: search.targets.iter().map(|target| (target.item.id, target.at.committee.id)).collect(),
        beyond: Vec::new(),
        candidates: Vec::new(),
        left_off,
        sets: Vec::new(),
        up_to: 0,
        asked: 0,
        cut_short: false,
    };
    // What nobody could help is said to be so, and does not keep the others from being helped.
    let in_reach: Vec<bool> = (0..search.targets.len()).map(|n| search.is_in_reach(n)).collect();
    let (reached, beyond): (Vec<_>, Vec<_>) = search.targets.drain(..).zip(in_reach).partition(|(_, is_in_reach)| *is_in_reach);
    plan.beyond = beyond.into_iter().map(|(target, _)| (target.item.id, target.at.committee.id)).collect();
    search.targets = reached.into_iter().map(|(target, _)| target).collect();
    search.wants.clear();
    if !search.targets.is_empty() {
        for size in 1..=sought.most_people {
            search.look(0, 0, size);
            if search.is_spent() || !search.sets.is_empty() {
                break;
            }
            plan.up_to = size;
        }
        if !search.sets.is_empty() {
            plan.up_to = search.sets.first().map_or(0, |set| set.count_ones());
        }
    }
    plan.cut_short = search.is_spent();
    plan.asked = search.asked;
    let places = |set: &u64| (0..search.candidates.len()).filter(|n| set & (1 << n) != 0).collect();
    plan.sets = search.sets.iter().map(places).collect();
    plan.candidates = search.candidates;
    plan
}

#[derive(Clone, Copy)]
struct Target<'a> {
    item: &'a Item,
    at: &'a CommitteeAtMeeting,
    /// The candidates who would change anything of it.
    relevant: u64,
}

struct Search<'a, 's> {
    standings: &'a Standings<'s>,
    room: &'a Room,
    sought: Sought<'a>,
    candidates: Vec<Candidate>,
    targets: Vec<Target<'a>>,
    /// Candidates of whom one may be in a set, for each.
    others: Vec<u64>,
    /// How many people an item wants at least with some of those who matter to it; nought where it is quorate.
    wants: HashMap<(usize, u64), u32>,
    rooms: HashMap<u64, Rc<Room>>,
    /// Who of the candidates would attend in their own seat: they change the room itself.
    attending: u64,
    sets: Vec<u64>,
    asked: u32,
}

impl<'a, 's> Search<'a, 's> {
    fn begun(standings: &'a Standings<'s>, room: &'a Room, sought: Sought<'a>, candidates: Vec<Candidate>) -> Self {
        let same = |n: usize| {
            let person = candidates.get(n).map(|candidate| candidate.person);
            let same = candidates.iter().enumerate().filter(|(other, candidate)| *other != n && Some(candidate.person) == person);
            same.fold(0_u64, |mask, (other, _)| mask | (1 << other))
        };
        let others = (0..candidates.len()).map(same).collect();
        let attends = candidates.iter().enumerate().filter(|(_, candidate)| candidate.way == Way::Attends);
        let attending = attends.fold(0_u64, |mask, (n, _)| mask | (1 << n));
        let (wants, rooms) = (HashMap::new(), HashMap::new());
        let mut search =
            Self { standings, room, sought, candidates, targets: Vec::new(), others, wants, rooms, attending, sets: Vec::new(), asked: 0 };
        search.targets = search.inquorate();
        search
    }

    /// What is inquorate with whoever is to come, of what a committee has not decided yet, and who would change anything of it.
    fn inquorate(&mut self) -> Vec<Target<'a>> {
        let (standings, of) = (self.standings, self.sought.items);
        let everybody = self.everybody(0);
        let mut found = Vec::new();
        for item in of {
            let as_is = Supposed::default().on(standings, &everybody, item);
            let answers = as_is.quorate(standings, item);
            let is_meant = |at: &CommitteeAtMeeting| self.sought.committee.is_none_or(|committee| committee == at.committee.id);
            let still = |at: &CommitteeAtMeeting| is_meant(at) && may_still_be_decided(standings.sitting, item, at);
            let inquorate: Vec<&CommitteeAtMeeting> =
                standings.sitting.concerned(item).zip(&answers).filter(|(at, quorate)| !**quorate && still(at)).map(|(at, _)| at).collect();
            if inquorate.is_empty() {
                continue;
            }
            let seated = standings.sitting.seated(item);
            let mut relevant = 0;
            for n in 0..self.candidates.len() {
                let Some(candidate) = self.candidates.get(n).filter(|other| !other.conflicted_on.contains(&item.id)) else { continue };
                if candidate.way == Way::Attends && !seated.contains(&candidate.person) {
                    continue;
                }
                let candidate = candidate.supposed();
                let with = self.everybody(1 << n);
                let then = candidate.on(standings, &with, item);
                if then.room != as_is.room || then.committees.iter().any(|at| matches!(at, Cow::Owned(_))) {
                    relevant |= 1 << n;
                }
            }
            found.extend(inquorate.into_iter().map(|at| Target { item, at, relevant }));
        }
        found
    }

    fn supposed(&self, set: u64) -> Supposed {
        let chosen = self.candidates.iter().enumerate().filter(|(n, _)| set & (1 << n) != 0);
        chosen.fold(Supposed::default(), |all, (_, candidate)| all.and(candidate.supposed()))
    }

    /// Everybody who would come, with a set of the candidates.
    fn everybody(&mut self, set: u64) -> Rc<Room> {
        let attending = set & self.attending;
        if let Some(known) = self.rooms.get(&attending) {
            return Rc::clone(known);
        }
        let room = Rc::new(self.supposed(attending).everybody(self.standings.sitting, self.room));
        self.rooms.insert(attending, Rc::clone(&room));
        room
    }

    const fn is_spent(&self) -> bool {
        self.asked >= self.sought.most_asked
    }

    /// How many people more a target wants at least, with a set.
    fn wanted(&mut self, n: usize, set: u64) -> u32 {
        let Some(&Target { item, at, relevant }) = self.targets.get(n) else { return 0 };
        let key = (n, set & relevant);
        if let Some(known) = self.wants.get(&key) {
            return *known;
        }
        self.asked += 1;
        let everybody = self.everybody(key.1);
        let wanted = self.supposed(key.1).on(self.standings, &everybody, item).wanted(self.standings, item, at.committee.id);
        self.wants.insert(key, wanted);
        wanted
    }

    /// Whether somebody changes anything of a target and, where more people never do harm, everybody together would cure it.
    fn is_in_reach(&mut self, n: usize) -> bool {
        let Some((relevant, at)) = self.targets.get(n).map(|target| (target.relevant, target.at)) else { return false };
        let only_grows = at.terms.as_ref().is_some_and(|terms| grows(&terms.quorum));
        relevant != 0 && (!only_grows || self.wanted(n, relevant) == 0)
    }

    /// Goes through the sets that hold `set`, none of `banned`, and so many people more.
    fn look(&mut self, set: u64, banned: u64, more: u32) {
        let mut next: Option<u64> = None;
        for n in 0..self.targets.len() {
            if self.is_spent() || self.standings.is_spent() {
                return;
            }
            let wanted = self.wanted(n, set);
            if wanted > more {
                return;
            }
            let open = self.targets.get(n).map_or(0, |target| target.relevant) & !set & !banned & !self.shut(set);
            if wanted > open.count_ones() {
                return;
            }
            if wanted > 0 && next.is_none_or(|other: u64| open.count_ones() < other.count_ones()) {
                next = Some(open);
            }
        }
        let Some(open) = next else {
            if self.is_cure(set) {
                self.sets.push(set);
            }
            return;
        };
        let mut banned = banned;
        for n in (0..self.candidates.len()).filter(|n| open & (1 << n) != 0) {
            if self.sets.len() >= MOST_SETS {
                return;
            }
            self.look(set | (1 << n), banned, more - 1);
            banned |= 1 << n;
        }
    }

    /// Who may not join a set: whoever is in it in another way.
    fn shut(&self, set: u64) -> u64 {
        self.others.iter().enumerate().filter(|(n, _)| set & (1 << n) != 0).fold(0, |mask, (_, others)| mask | others)
    }

    /// Whether the forecast, asked with the set there, has every target quorate and nothing inquorate that was not before.
    fn is_cure(&mut self, set: u64) -> bool {
        let (none, with) = (self.everybody(0), self.everybody(set));
        let supposed = self.supposed(set);
        let answers = |supposed: &Supposed, room: &Room, item: &Item| supposed.on(self.standings, room, item).quorate(self.standings, item);
        self.sought.items.iter().all(|item| {
            let targeted = |at: &CommitteeAtMeeting| {
                self.targets.iter().any(|target| target.item.id == item.id && target.at.committee.id == at.committee.id)
            };
            let then = answers(&supposed, &with, item);
            let still_bad: Vec<&CommitteeAtMeeting> =
                self.standings.sitting.concerned(item).zip(&then).filter(|(_, quorate)| !**quorate).map(|(at, _)| at).collect();
            if still_bad.is_empty() {
                return true;
            }
            let before = answers(&Supposed::default(), &none, item);
            let was_bad = |at: &CommitteeAtMeeting| {
                self.standings
                    .sitting
                    .concerned(item)
                    .zip(&before)
                    .any(|(other, quorate)| other.committee.id == at.committee.id && !quorate)
            };
            still_bad.into_iter().all(|at| !targeted(at) && was_bad(at))
        })
    }
}
