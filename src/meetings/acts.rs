//! What is done at a meeting and stands in its book, as data: each act with the place in which it stands.
//!
//! The log keeps every entry for ever. The book is what stands of them: the acts that were not struck, in the
//! order of their time and, of several at one time, of their entries.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::elections::Election;
use super::panels::Panel;
use super::rules::Item;
use super::visitors::Visit;
use crate::ids::{CommitteeId, DecisionId, DeclarationId, FactId, ItemId, MeetingId, OrganisationId, PersonId, RulingId, VoteId};
use crate::moment::{Date, Instant};
use crate::policy::{Phase, Policy, Stage, StageGroup, Treatment};
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

impl Outcome {
    /// The outcome as it stands in a sentence: `not ratified`.
    #[must_use]
    pub fn words(self) -> String {
        self.as_str().replace('_', " ")
    }
}

words! {
    /// What effect an outcome has: by itself, only once it is confirmed, or none.
    Effect "effect" { Takes = "takes", Waits = "waits", Without = "without", }
}

words! {
    /// Whether a meeting stopped for the day, or went on.
    Break "break of a meeting" { Adjourned = "adjourned", Resumed = "resumed", }
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
    /// Of apologies: they are taken back.
    pub withdrawn: bool,
    /// Of apologies: the deputy who is expected to come instead.
    pub expected_deputy: Option<PersonId>,
}

/// A ruling on how a person is treated on an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    pub id: RulingId,
    /// Its place in the book: what came before and after.
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

/// Somebody was named to preside over an item: in a committee, or as who convenes a meeting in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    pub item: ItemId,
    /// None where it names who convenes; of a meeting of one committee, that one's.
    pub committee: Option<CommitteeId>,
    pub person: PersonId,
}

/// An item entered a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub item: ItemId,
    pub phase: Phase,
    pub at: Instant,
    /// By whose word, and why, it went on although most had to go (C5.3).
    pub proceed: Option<Over>,
    /// How many acts stood before it.
    pub order: i64,
    /// The decision that closed the item; none where the phase was entered by itself.
    pub by_decision: Option<DecisionId>,
    /// It was written in its place when acts after it stood in the book already.
    pub late: bool,
}

/// A vote from a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    pub id: VoteId,
    /// Its place in the book.
    pub order: i64,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub seat: String,
    pub person: PersonId,
    pub choice: Choice,
}

/// A show of hands: how many were raised for, against and for neither. Whose hand was whose nobody knows (C6.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hands {
    pub id: FactId,
    /// Its place in the book.
    pub order: i64,
    pub item: ItemId,
    pub committee: CommitteeId,
    pub in_favour: u32,
    pub against: u32,
    pub abstained: u32,
    /// The seats that could have raised a hand.
    pub raised: Vec<Raised>,
}

/// A seat that could have raised a hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Raised {
    /// The seat by its name in the terms of reference.
    pub seat: String,
    /// Whoever of it could have raised its hand, as in `/api/v1/people/{id}`: several, where they share it.
    pub people: Vec<PersonId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastingVote {
    /// Its place in the book.
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
    /// Who gave leave to go on in spite of the composition of the vote, and why.
    pub override_: Option<Over>,
    pub at: Instant,
    /// Its place in the book.
    pub order: i64,
}

/// A decision is to be taken again (C10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopened {
    pub decision: DecisionId,
    pub by: PersonId,
    pub reason: String,
    pub at: Instant,
}

/// A member called an item in: it waits for a meeting in a room (C7.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalledIn {
    pub item: ItemId,
    pub by: PersonId,
    pub reason: String,
    pub at: Instant,
}

/// Somebody advised on an item (B4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    pub item: ItemId,
    pub person: PersonId,
    /// What they said, in the words of whoever keeps the book or their own.
    pub says: String,
    pub in_writing: bool,
    pub at: Instant,
}

/// Somebody was borrowed for an item (C5.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoOption {
    pub item: ItemId,
    /// The committee and its seat that they sit in for the item; a voice alone where there is none.
    pub seat: Option<(CommitteeId, String)>,
    pub person: PersonId,
    pub by: PersonId,
    pub from: Option<OrganisationId>,
    pub reason: String,
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

    /// C9: whether it proposes itself on an item of the same procurement that is taken later: one of `leave` or below, made at
    /// the policy's sticky stage or after it. One part of an item never sticks to another, and nothing to the running of the
    /// contract.
    #[must_use]
    pub fn sticks_to(&self, item: &Item, policy: &Policy) -> bool {
        item.group() != StageGroup::Contract
            && item.procurement.as_deref() == Some(self.procurement.as_str())
            && self.business != item.business()
            && self.stage >= policy.sticky_from
            && self.treatment >= Treatment::Leave
    }
}

/// Of rulings in their order the last on each person and item.
pub fn in_force<'a>(rulings: impl Iterator<Item = &'a (Place, EarlierRuling)>) -> impl Iterator<Item = EarlierRuling> {
    let last: BTreeMap<(ItemId, PersonId), &EarlierRuling> = rulings.map(|(_, ruling)| ((ruling.item, ruling.person), ruling)).collect();
    last.into_values().cloned().collect::<Vec<_>>().into_iter()
}

/// Where an act stands in the book: by its time, and of several at one time by the entry in whose place it
/// stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub at: Instant,
    pub entry: i64,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Convened,
    /// Closed for good, or cancelled before it was convened.
    Ended {
        cancelled: bool,
    },
    Adjourned {
        until: Option<Date>,
    },
    Resumed {
        on: Date,
    },
    Attendance(AttendanceEvent),
    /// Of somebody who is not on the register.
    Visit(Visit),
    /// A positive statement of no interests.
    Nil(PersonId),
    /// An interest was declared at the meeting.
    Declared(DeclarationId),
    Naming(Naming),
    Ruling(Ruling),
    Begun(Begun),
    Vote(Vote),
    Hands(Hands),
    Election(Election),
    Casting(CastingVote),
    Decided(Decided),
    Reopened(Reopened),
    CoOpted(CoOption),
    /// A conflicts panel gave its word.
    Panel(Panel),
    CalledIn(CalledIn),
    Advised(Advice),
}

/// An act as it stands in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What tells it from all others, where it may be struck.
    pub id: Option<FactId>,
    /// Its entry in the log.
    pub entry: i64,
    pub place: Place,
    /// When it was entered, where acts after it stood in the book already.
    pub late: Option<Instant>,
    pub said: Said,
}

impl Act {
    /// The item that an act is of.
    #[must_use]
    pub fn item(&self) -> Option<ItemId> {
        match &self.said {
            Said::Naming(naming) => Some(naming.item),
            Said::Ruling(ruling) => Some(ruling.item),
            Said::Begun(begun) => Some(begun.item),
            Said::Vote(vote) => Some(vote.item),
            Said::Hands(hands) => Some(hands.item),
            Said::Election(held) => Some(held.item),
            Said::Casting(cast) => Some(cast.item),
            Said::Decided(decided) => Some(decided.item),
            Said::CoOpted(borrowed) => Some(borrowed.item),
            Said::Panel(panel) => Some(panel.item),
            Said::CalledIn(call) => Some(call.item),
            Said::Advised(advice) => Some(advice.item),
            _ => None,
        }
    }
}

/// An act that was struck: the log keeps it, and it stands no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Struck {
    pub act: Act,
    pub because: String,
    pub by: Option<PersonId>,
    /// When it was struck.
    pub at: Instant,
}
