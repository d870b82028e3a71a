//! An urgent decision as a line of the decision log (C7): it is in effect from the day on which it was taken, so an auditor
//! finds it where decisions are, whether a meeting has ratified it or not.

use schemars::JsonSchema;
use serde::Serialize;

use super::facts::log::{Entry, Stamp};
use super::facts::urgent::UrgentFacts;
use crate::decisions::urgent::rules::effect;
use crate::ids::{CommitteeId, DecisionId, ItemId, MeetingId, PersonId};
use crate::meetings::{Affected, Outcome};
use crate::moment::{Date, Instant};
use crate::money::Money;

/// The kind of such a line.
pub const URGENT: &str = "urgent_decision";

/// A line of the decision log that tells of an urgent decision. Who took it, who was asked, why and when stand in its entry;
/// what the item, its meeting and they are called is as the register has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UrgentLine {
    /// `urgent_decision`.
    pub kind: &'static str,
    /// What is said is what so many entries say. Absent for whoever may not read the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of_entry: Option<i64>,
    /// The root of the log at that size, in base64. Absent with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of_root: Option<String>,
    /// The number, in the log, of the entry that recorded the decision.
    pub entry: i64,
    /// The hash of that entry, in base64, as its receipt has it.
    pub leaf_hash: String,
    /// The hash of the entry before it, in base64.
    pub previous_hash: String,
    /// When the entry was written, in UTC.
    pub recorded_at: Instant,
    /// As the log names its authors.
    pub recorded_by: String,
    /// What tells it from all others.
    pub decision: DecisionId,
    /// The body whose committee it was taken for, by name.
    pub organisation: String,
    /// The committee for which it was taken, by name.
    pub committee: String,
    /// That committee, as in `/api/v1/committees/{id}`.
    pub committee_id: CommitteeId,
    /// The meeting that was to ratify it, as in `/api/v1/meetings/{id}`.
    pub meeting: MeetingId,
    /// The reference of that meeting, which no other meeting has.
    pub meeting_reference: String,
    /// The day of that meeting, in Europe/London.
    pub meeting_date: Date,
    /// `public` or `private`.
    pub part: &'static str,
    /// The item by which it was to be ratified, as in `/api/v1/items/{id}`.
    pub item: ItemId,
    /// The number of the item on the agenda.
    pub item_number: String,
    /// What the item is called on the agenda.
    pub title: String,
    /// The kind of business, by which the terms state authority; null where the item names none.
    pub function: Option<String>,
    /// The value of the item in pence; null where it states none.
    pub value_pence: Option<i64>,
    /// The bodies the item names.
    pub suppliers: Vec<String>,
    /// Who took it, by name: for the chair, and for the chief officer.
    pub taken_by: Vec<String>,
    /// Who was consulted, by name; empty where nobody could be.
    pub consulted: Vec<String>,
    /// Whoever of the chair and the chief officer could not be reached, by name.
    pub unavailable: Vec<String>,
    /// Why, in words; null where nobody said.
    pub reason: Option<String>,
    /// The day on which it was taken.
    pub decided_on: Date,
    /// Always `approved`.
    pub outcome: Outcome,
    /// Whether it has effect: until the committee has recorded any outcome of the item but `ratified` or `deferred`.
    pub effective: bool,
    /// `pending_ratification` while it waits, and `consulted_conflicted` where somebody with an interest was consulted.
    pub flags: Vec<String>,
    /// What the committee recorded of the item by which it was to be ratified, or of the one that took its place; null while it
    /// has recorded nothing.
    pub ratification: Option<Outcome>,
}

/// The line of an urgent decision.
#[must_use]
pub fn line(facts: &UrgentFacts, entry: &Entry, stamp: &Stamp) -> UrgentLine {
    let UrgentFacts { urgent, sitting, item, recorded, .. } = facts;
    let names = |people: &[PersonId]| people.iter().map(|person| sitting.name(*person)).collect();
    let at = sitting.committee(urgent.committee);
    // What is recorded is of the item that was carried over last.
    let (effective, flags) = effect(&urgent.flags, *recorded, false);
    UrgentLine {
        kind: URGENT,
        as_of_entry: Some(stamp.entries),
        as_of_root: Some(stamp.root.clone()),
        entry: entry.index,
        leaf_hash: entry.leaf_hash.clone(),
        previous_hash: entry.previous_hash.clone(),
        recorded_at: entry.at,
        recorded_by: entry.actor.clone(),
        decision: urgent.id,
        organisation: at.map(|at| at.organisation_name.clone()).unwrap_or_default(),
        committee: at.map(|at| at.committee.name.clone()).unwrap_or_default(),
        committee_id: urgent.committee,
        meeting: sitting.meeting.id,
        meeting_reference: sitting.meeting.reference.clone(),
        meeting_date: sitting.meeting.date,
        part: if sitting.is_private(item) { "private" } else { "public" },
        item: item.id,
        item_number: item.number.clone(),
        title: item.title.clone(),
        function: item.function.clone(),
        value_pence: item.value.map(Money::pence),
        suppliers: item.affects.iter().filter_map(Affected::organisation).map(|body| sitting.body_name(body)).collect(),
        taken_by: names(&urgent.by),
        consulted: names(&urgent.consulted),
        unavailable: names(&urgent.unavailable),
        reason: urgent.reason.clone(),
        decided_on: urgent.on,
        outcome: Outcome::Approved,
        effective,
        flags,
        ratification: *recorded,
    }
}
