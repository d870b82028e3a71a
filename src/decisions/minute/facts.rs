//! Reads what minutes tell besides the meeting itself and its decisions: what was decided urgently before it, and whom and
//! what corrections name that were made at another.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::access::Seen;
use crate::db::Read;
use crate::db::plan::among;
use crate::db::schema::{agenda, decision, item, meeting};
use crate::decisions::facts::DecisionFacts;
use crate::decisions::urgent::facts::{self as urgent, Urgent};
use crate::fault::{Error, Fault};
use crate::ids::{DecisionId, ItemId, MeetingId, OrganisationId, PersonId};
use crate::meetings::Sitting;
use crate::moment::{Date, Instant};
use crate::organisations;
use crate::people;
use crate::policy::Purpose;

/// See the head of this file.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The urgent decisions that an item of the meeting is to ratify.
    pub(super) urgent: Vec<(ItemId, Urgent)>,
    /// The meetings at which corrections were made: the reference and the day.
    pub(super) meetings: BTreeMap<MeetingId, (String, Date)>,
    /// The decisions of other meetings that were taken again, or that took one again: on which item, and where.
    pub(super) again: BTreeMap<DecisionId, String>,
    /// By whose word papers by authors with an interest were published, why, and when (C8).
    pub(super) let_through: Vec<(PersonId, String, Instant)>,
    names: BTreeMap<PersonId, String>,
    /// The bodies from which somebody was borrowed.
    pub(super) bodies: BTreeMap<OrganisationId, String>,
}

impl Beside {
    /// A name, whether its person was at the meeting or not.
    pub(super) fn name(&self, sitting: &Sitting, person: PersonId) -> String {
        let here = sitting.people.contains_key(&person).then(|| sitting.name(person));
        here.or_else(|| self.names.get(&person).cloned()).unwrap_or_else(|| person.to_string())
    }
}

/// What the minutes of a meeting tell besides.
///
/// # Errors
/// What the database says.
pub fn beside(read: &mut Read<'_>, seen: Seen<MeetingId>, sitting: &Sitting, taken: &[DecisionFacts]) -> Result<Beside, Error> {
    let mut urgent = Vec::new();
    for item in sitting.items.iter().filter(|item| item.purpose == Purpose::Ratification) {
        urgent.extend(urgent::on(read, seen.lets_see(item.id))?.into_iter().map(|urgent| (item.id, urgent)));
    }
    let corrections = || taken.iter().flat_map(|decision| &decision.corrections);
    let others: BTreeSet<MeetingId> = corrections().filter_map(|correction| correction.at_meeting).collect();
    let rows: Vec<(MeetingId, String, Date)> = if others.is_empty() {
        Vec::new()
    } else {
        read.rows(read.mostly_of(meeting::table).filter(among(meeting::id, others)).select((
            meeting::id,
            meeting::reference,
            meeting::date,
        )))?
    };
    let meetings = rows.into_iter().map(|(id, reference, day)| (id, (reference, day))).collect();
    let let_through = let_through(read, sitting.meeting.id)?;
    let guardians = let_through.iter().map(|(by, ..)| *by);
    let of_urgent = urgent.iter().flat_map(|(_, urgent)| urgent.by.iter().chain(&urgent.consulted).chain(&urgent.unavailable)).copied();
    let mut strangers: BTreeSet<PersonId> =
        of_urgent.chain(corrections().filter_map(|correction| correction.by)).chain(guardians).collect();
    strangers.retain(|person| !sitting.people.contains_key(person));
    let names = if strangers.is_empty() {
        BTreeMap::new()
    } else {
        people::facts::persons(read, &strangers)?.into_iter().map(|(id, person)| (id, person.name)).collect()
    };
    let from: BTreeSet<OrganisationId> = sitting.book.co_opted.iter().filter_map(|borrowed| borrowed.from).collect();
    let bodies = if from.is_empty() { BTreeMap::new() } else { organisations::facts::names(read, &from)? };
    let again = taken_elsewhere(read, taken)?;
    Ok(Beside { urgent, meetings, again, let_through, names, bodies })
}

/// The overrides with which the agendas of a meeting were published.
fn let_through(read: &mut Read<'_>, meeting: MeetingId) -> Result<Vec<(PersonId, String, Instant)>, Fault> {
    let rows: Vec<(Option<PersonId>, Option<String>, Instant)> = read.rows(
        read.of(agenda::table)
            .filter(agenda::meeting.eq(meeting))
            .filter(agenda::override_by.is_not_null())
            .order(agenda::version)
            .select((agenda::override_by, agenda::override_reason, agenda::published_at)),
    )?;
    Ok(rows.into_iter().filter_map(|(by, reason, at)| Some((by?, reason.unwrap_or_default(), at))).collect())
}

/// The item and the meeting of each decision that one of these takes again, or that takes one of these again. What the item is
/// called is told by its own meeting.
fn taken_elsewhere(read: &mut Read<'_>, taken: &[DecisionFacts]) -> Result<BTreeMap<DecisionId, String>, Fault> {
    let others = taken.iter().flat_map(|one| [one.decides_again, one.decided_again.as_ref().map(|again| again.decision)]);
    let others: Vec<DecisionId> = others.flatten().collect();
    if others.is_empty() {
        return Ok(BTreeMap::new());
    }
    let places: Vec<(DecisionId, ItemId, MeetingId)> = read.rows(
        read.mostly_of(decision::table).filter(among(decision::id, others)).select((decision::id, decision::item, decision::meeting)),
    )?;
    let numbers: Vec<(ItemId, String)> = read
        .rows(read.mostly_of(item::table).filter(among(item::id, places.iter().map(|place| place.1))).select((item::id, item::number)))?;
    let days: Vec<(MeetingId, String, Date)> =
        read.rows(read.mostly_of(meeting::table).filter(among(meeting::id, places.iter().map(|place| place.2))).select((
            meeting::id,
            meeting::reference,
            meeting::date,
        )))?;
    let told = |(decision, item, meeting): &(DecisionId, ItemId, MeetingId)| {
        let (_, number) = numbers.iter().find(|row| row.0 == *item)?;
        let (_, reference, day) = days.iter().find(|row| row.0 == *meeting)?;
        Some((*decision, format!("item {number} of the meeting {reference} of {}", day.long())))
    };
    Ok(places.iter().filter_map(told).collect())
}
