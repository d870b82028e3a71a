//! Meetings and items as the rules see them (rulebook C, C9).

pub mod namesakes;
pub mod apart;
pub mod agenda_part;
pub mod authority;
pub mod condition;
pub mod correspondence;
pub mod outstanding;
pub mod ruled_on;
pub mod selecting;
pub mod statement;
pub mod length;
pub mod numbering;
pub mod off;
pub mod ordering;
pub mod planning;
pub mod timing;
pub mod which_committee;

pub use off::TakenOff;
pub use statement::ItemStatement;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CommitteeId, ItemId, MeetingId, OrganisationId, PaperId, PersonId};
use crate::meetings::Sitting;
use crate::moment::Date;
use crate::money::Money;
use crate::organisations::OrganisationKind;
use crate::policy::{Policy, Purpose, Stage, StageGroup};
use crate::verdict::{Code, Reason, Reasons, Refusal};
use crate::words;

words! {
    /// The life of a meeting.
    MeetingState "state of a meeting" {
        Called = "called",
        Open = "open",
        /// Until it is resumed, on that day or another.
        Adjourned = "adjourned",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

impl MeetingState {
    /// As it is told of a meeting that is open, or stopped for the day.
    #[must_use]
    pub const fn in_a_break(self, adjourned: bool) -> Self {
        if adjourned && matches!(self, Self::Open) { Self::Adjourned } else { self }
    }
}

/// A meeting. More than one committee is a meeting in common: one discussion, one decision a
/// committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    pub id: MeetingId,
    /// `PCCC/2018/03/06`, for people.
    pub reference: String,
    pub date: Date,
    pub state: MeetingState,
    pub committees: Vec<CommitteeId>,
    /// The whole meeting is held without the public.
    pub private: bool,
    /// Held by correspondence: the last day on which replies are taken (C7.2). None where people come to a room.
    pub replies_until: Option<Date>,
}

/// A kind of bodies that an item touches alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// What kind of body falls in it, such as `gp_practice`.
    pub kind: OrganisationKind,
    /// The commissioner's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commissioner: Option<String>,
    /// The area in which its bodies are, spelt as on the register; every area where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
}

/// What an item is about, as far as anybody's interest is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Affected {
    Organisation(
        /// One body, as in `/api/v1/organisations/{id}`: interests in it, or in a body linked to it, reach the item (C1.2).
        OrganisationId,
    ),
    Class(
        /// Every body of a kind, such as the practices of one commissioner.
        Class,
    ),
    Person(
        /// Somebody whom the item itself is about, as in `/api/v1/people/{id}`.
        PersonId,
    ),
}

impl Affected {
    /// The one body that is named.
    #[must_use]
    pub const fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Self::Organisation(id) => Some(*id),
            Self::Class(_) | Self::Person(_) => None,
        }
    }
}

/// A paper with its authors, and the officer who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub id: PaperId,
    pub item: ItemId,
    pub title: String,
    pub authors: Vec<PersonId>,
    pub accountable: Option<PersonId>,
    /// Not for everybody, though its item is taken in public.
    pub confidential: bool,
}

/// An item of business, or a part of one. A part has its own phase, rulings, votes and decision,
/// and takes from its item what it does not say itself: that has been filled in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: ItemId,
    /// The item this is a part of.
    pub part_of: Option<ItemId>,
    /// The place on the agenda; a part has its item's.
    pub position: i64,
    pub number: String,
    pub title: String,
    pub purpose: Purpose,
    pub decision_type: Option<String>,
    pub stage: Option<Stage>,
    pub function: Option<String>,
    pub affects: Vec<Affected>,
    pub value: Option<Money>,
    /// The procurement this belongs to: what a sticky exclusion follows.
    pub procurement: Option<String>,
    pub private: bool,
    /// The committees it concerns; empty means all of the meeting's.
    pub committees: Vec<CommitteeId>,
    pub papers: Vec<Paper>,
    /// By which route it came to the committee, for the reader.
    pub route: Option<String>,
    /// The item whose decision a ratification confirms.
    pub confirms: Option<ItemId>,
    /// The item of an earlier meeting whose decision this one takes again.
    pub decides_again: Option<ItemId>,
    /// The part of the agenda in which it is taken (D6).
    pub agenda_part: Option<String>,
    /// That it was taken off the agenda, and why.
    pub off: Option<TakenOff>,
}

impl Item {
    /// C9: the stage as read, wherever a stage is asked for: that of a decision or ratification which
    /// names none is `award`, and a discussion without one has none.
    #[must_use]
    pub fn stage_as_read(&self) -> Option<Stage> {
        Stage::as_read(self.stage, self.purpose)
    }

    /// The stage the tables are read at: what has none is read as strategy.
    #[must_use]
    pub fn effective_stage(&self) -> Stage {
        self.stage_as_read().unwrap_or(Stage::Strategy)
    }

    #[must_use]
    pub fn group(&self) -> StageGroup {
        self.effective_stage().group()
    }

    #[must_use]
    pub fn concerns(&self, committee: CommitteeId) -> bool {
        self.committees.is_empty() || self.committees.contains(&committee)
    }

    /// Itself, its item, and its item's other parts are one business: a ruling on one never
    /// sticks to another.
    #[must_use]
    pub fn business(&self) -> ItemId {
        self.part_of.unwrap_or(self.id)
    }

    /// Whether the minutes need an outcome.
    #[must_use]
    pub fn must_be_decided(&self) -> bool {
        matches!(self.purpose, Purpose::Decision | Purpose::Ratification)
    }
}

/// An item, or a part, as it was stated: what a part leaves out it takes from its item.
#[derive(Debug, Clone)]
pub struct Stated {
    pub id: ItemId,
    pub part_of: Option<ItemId>,
    pub position: i64,
    pub number: String,
    pub says: ItemStatement,
    pub off: Option<TakenOff>,
}

/// The item a statement makes, with what a part takes from the item it belongs to.
#[must_use]
pub fn item_from(stated: Stated, whole: Option<&Item>, papers: Vec<Paper>) -> Item {
    let Stated { id, part_of, position, number, says, off } = stated;
    Item {
        id,
        part_of,
        position,
        number,
        title: says.title.into(),
        purpose: says.purpose.or(whole.map(|w| w.purpose)).unwrap_or(Purpose::Decision),
        decision_type: says.decision_type.map(Into::into).or_else(|| whole.and_then(|w| w.decision_type.clone())),
        stage: says.stage.or(whole.and_then(|w| w.stage)),
        function: says.function.map(Into::into).or_else(|| whole.and_then(|w| w.function.clone())),
        affects: says.affects.or_else(|| whole.map(|w| w.affects.clone())).unwrap_or_default(),
        value: says.value.or(whole.and_then(|w| w.value)),
        procurement: says.procurement.map(Into::into).or_else(|| whole.and_then(|w| w.procurement.clone())),
        private: says.private.or(whole.map(|w| w.private)).unwrap_or(false),
        committees: says.committees.or_else(|| whole.map(|w| w.committees.clone())).unwrap_or_default(),
        papers,
        route: says.route.map(Into::into).or_else(|| whole.and_then(|w| w.route.clone())),
        confirms: says.confirms.or(whole.and_then(|w| w.confirms)),
        decides_again: says.decides_again,
        agenda_part: says.agenda_part.map(Into::into).or_else(|| whole.and_then(|w| w.agenda_part.clone())),
        off,
    }
}

/// The permit: this meeting may be set otherwise, for that day.
#[derive(Debug)]
pub struct MayChange {
    pub(in crate::meetings) meeting: MeetingId,
    pub(in crate::meetings) to: Date,
}

/// What a move of a meeting to another day is held against.
#[derive(Debug, Clone)]
pub struct Move<'a> {
    /// The meeting as it stands, with what of its procurements is on the agendas of others.
    pub sitting: &'a Sitting,
    pub others: &'a [apart::Link],
    pub to: Date,
    /// The first day on which somebody was in the room.
    pub first_in: Option<Date>,
    /// The last day for which an interest was declared at it.
    pub last_declared: Option<Date>,
    /// Under which policy each of its committees would be on that day.
    pub policies: &'a [(CommitteeId, Policy)],
}

/// C10: what a meeting is (its day, its time, its place) is settled when it is convened. Until
/// then its day may move, but not past what is in its book: people come on that day or later, and
/// an interest declared at it is known on it. Nor does an exclusion come unstuck by it (`apart`), or come under another
/// policy what was ruled under this one (`ruled_on`).
///
/// # Errors
/// The refusal, with every reason that holds.
pub fn may_change(change: &Move<'_>) -> Result<MayChange, Refusal> {
    let Move { sitting, others, to, first_in, last_declared, policies } = *change;
    let (meeting, state) = (sitting.meeting.id, sitting.meeting.state);
    let mut reasons = Reasons::new();
    let refused = |detail: String, cure: &str| Reason::new(Code::StateForbids, "C10", detail).fact(meeting.subject()).cure(cure);
    if state != MeetingState::Called {
        let cure = "Say what was otherwise in the minutes, or call another meeting.";
        reasons.add(refused(format!("The meeting is {state}: its day, time and place no longer change."), cure));
    }
    if let Some(day) = first_in.filter(|day| *day < to) {
        let detail = format!("Somebody is in its book as present on {}, before {}.", day.long(), to.long());
        reasons.add(refused(detail, "Give that day or an earlier one; or cancel the meeting and call another."));
    }
    if let Some(day) = last_declared.filter(|day| *day > to) {
        let detail = format!("An interest was declared at it as on {}, after {}.", day.long(), to.long());
        reasons.add(refused(detail, "Give that day or a later one; or cancel the meeting and call another."));
    }
    reasons.extend(apart::on_another_day(sitting, to, others));
    reasons.extend(ruled_on::on_another_day(sitting, to, policies));
    reasons.or_else(|| MayChange { meeting, to })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::meetings::scene::Scene;

    #[test]
    fn a_meeting_moves_until_it_is_convened_but_not_past_its_book() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let mut scene = Scene::of("a:lay");
        scene.not_convened();
        let free = Move { sitting: &scene.sitting, others: &[], to: day("2018-03-06"), first_in: None, last_declared: None, policies: &[] };
        let codes = |change: &Move<'_>| may_change(change).err().map_or(0, |refusal| refusal.reasons.len());
        assert_eq!(codes(&free), 0);
        assert_eq!(codes(&Move { first_in: Some(day("2018-03-06")), last_declared: Some(day("2018-03-06")), ..free.clone() }), 0);
        assert_eq!(codes(&Move { first_in: Some(day("2018-03-05")), last_declared: Some(day("2018-03-07")), ..free.clone() }), 2);
        let open = Scene::of("a:lay");
        assert_eq!(codes(&Move { sitting: &open.sitting, ..free }), 1);
    }
}
