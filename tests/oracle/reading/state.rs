//! What the book of acts amounts to at one place in it.

use super::calendar::{Day, Moment};
use super::model::Id;
use super::ratio::Q;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, Default)]
pub struct Presence {
    pub in_room: bool,
    pub come: bool,
    pub remote: bool,
    pub left_for: Option<Id>,
}

/// Somebody at a meeting who is not on the register: to which items they were invited, and in which they told an interest.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    pub in_room: bool,
    pub invited: BTreeSet<Id>,
    pub told: BTreeSet<Id>,
}

/// A meeting as it sits.
#[derive(Clone, Debug, Default)]
pub struct Sitting {
    pub convened: bool,
    pub adjourned: Option<Option<Day>>,
    /// Its date, and those on which it was resumed.
    pub days: Vec<Day>,
    pub people: BTreeMap<Id, Presence>,
    /// Who deputises in which seat of which committee.
    pub deputies: BTreeMap<(Id, Id), Id>,
    pub apologies: BTreeSet<Id>,
    pub visitors: BTreeMap<Id, Visitor>,
    pub last: Option<Moment>,
    pub adjournments: usize,
    /// The quorum of each item and committee as at `convene`.
    pub opening: BTreeMap<(Id, Id), bool>,
}

impl Sitting {
    pub fn in_room(&self, p: &str) -> bool {
        self.people.get(p).is_some_and(|x| x.in_room)
    }
    pub fn come(&self, p: &str) -> bool {
        self.people.get(p).is_some_and(|x| x.come)
    }
    pub fn open(&self) -> bool {
        self.convened && self.adjourned.is_none()
    }
}

/// What a conflicts panel said of an item and its parts, and which declarations were known to it.
#[derive(Clone, Debug)]
pub struct Panel {
    pub item: Id,
    pub words: BTreeMap<Id, usize>,
    pub known: BTreeSet<Id>,
    pub undue: bool,
}

#[derive(Clone, Debug)]
pub struct Ruling {
    pub treatment: usize,
    /// How many panels had spoken when it was made.
    pub after: usize,
    /// An override let it below a floor.
    pub lifted: bool,
}

#[derive(Clone, Debug, Default)]
pub struct ItemState {
    pub phase: Option<usize>,
    pub rulings: BTreeMap<Id, Ruling>,
    /// Who was named to preside, by committee; under the empty word, who convenes.
    pub presiding: BTreeMap<Id, Id>,
    pub proceeded: bool,
    /// By committee and seat: who cast it, and how.
    pub votes: BTreeMap<(Id, Id), (Id, String)>,
    /// Shows of hands, by committee.
    pub hands: BTreeMap<Id, Hands>,
    /// Elections, by committee: each ballot that was held.
    pub elections: BTreeMap<Id, Vec<Ballots>>,
    /// Who was in the room when their vote was cast.
    pub cast_here: BTreeSet<Id>,
    pub casting: BTreeMap<Id, (Id, String)>,
    pub decisions: BTreeMap<Id, Decision>,
    /// Committee and seat (none: a voice only), and who.
    pub co_opted: Vec<(Option<(Id, Id)>, Id)>,
    pub first_quorum: BTreeMap<Id, bool>,
    pub begun_late: bool,
    pub called_in: bool,
    /// Whoever was in the room at deliberation or decision.
    pub took_part: BTreeSet<Id>,
}

impl ItemState {
    pub fn open(&self) -> bool {
        self.phase.is_some_and(|p| p < super::words::CLOSED)
    }
    /// What a committee has decided and not reopened.
    pub fn decided(&self, c: &str) -> Option<&Decision> {
        self.decisions.get(c).filter(|d| !d.reopened)
    }
}

/// A show of hands, and who of which seat could have raised one.
#[derive(Clone, Debug, Default)]
pub struct Hands {
    pub votes_for: i64,
    pub against: i64,
    pub abstained: i64,
    pub could: BTreeMap<Id, BTreeSet<Id>>,
}

/// A secret ballot: who stood, with how many ballots, those for nobody, and who of which seat could have given one.
#[derive(Clone, Debug, Default)]
pub struct Ballots {
    pub candidates: Vec<(Id, i64)>,
    pub blank: i64,
    pub lot: Option<Id>,
    pub could: BTreeMap<Id, BTreeSet<Id>>,
}

#[derive(Clone, Debug, Default)]
pub struct Decision {
    pub outcome: String,
    pub method: String,
    pub day: Day,
    pub seq: u64,
    pub phase: Option<usize>,
    pub tally: Option<Tally>,
    pub reopened: bool,
    pub flags: BTreeSet<String>,
    /// Whoever was counted at it, in the room or by a vote.
    pub counted: BTreeSet<Id>,
    /// Of those, whoever was there: a vote of somebody whom the book has elsewhere was the slip itself.
    pub there: BTreeSet<Id>,
    /// Whoever cast a vote that was counted.
    pub voters: BTreeSet<Id>,
    /// Whoever had been in the room at deliberation or decision until then.
    pub took_part: BTreeSet<Id>,
    pub quorum_before: bool,
    pub adjournments: usize,
}

#[derive(Clone, Debug)]
pub struct Tally {
    pub votes_for: Q,
    pub against: Q,
    pub abstained: Q,
    pub excluded: Q,
    pub absent: Q,
    pub not_voting: Q,
    pub carried: bool,
    /// For and against are even, not nought, under a rule that knows ties.
    pub tie: bool,
    pub casting_vote_needed: bool,
    pub rule: String,
    /// Voting seats whose people have come and which are not absent; and those of them that are excluded.
    pub attending: usize,
    pub attending_excluded: usize,
    /// Who cast the votes that count, and how.
    pub counted: Vec<(Id, String)>,
}

impl Tally {
    pub fn majority_withdrew(&self) -> bool {
        self.attending_excluded * 2 > self.attending
    }
}

#[derive(Clone, Debug, Default)]
pub struct State {
    pub meetings: BTreeMap<Id, Sitting>,
    pub items: BTreeMap<Id, ItemState>,
    pub panels: Vec<Panel>,
    /// Declarations told in a meeting so far.
    pub told: BTreeSet<Id>,
}

impl State {
    pub fn item(&mut self, id: &str) -> &mut ItemState {
        self.items.entry(id.to_owned()).or_default()
    }
}
