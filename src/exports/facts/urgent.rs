//! Urgent decisions for the decision log, each with the meeting that was to ratify it and what came of that.

use std::collections::BTreeSet;

use crate::access::Seen;
use crate::conflicts::views::withheld;
use crate::db::Read;
use crate::decisions::facts::{self as decisions, Which};
use crate::decisions::urgent::facts::{self as urgent, Urgent};
use crate::fault::{Error, Fault};
use crate::ids::{MeetingId, PersonId};
use crate::meetings::viewer::Viewer;
use crate::meetings::{Item, Outcome, Sitting, facts as meetings};

/// An urgent decision, and what its line is made from.
#[derive(Debug, Clone)]
pub struct UrgentFacts {
    pub urgent: Urgent,
    /// The meeting of the item by which it was to be ratified when it was taken.
    pub sitting: Sitting,
    pub item: Item,
    /// What was recorded of that item, or of the one that took its place, and the entry that says so.
    pub recorded: Option<Outcome>,
    pub recorded_entry: Option<i64>,
    /// Whether the reader sees it at all, and whether it is withheld from them.
    pub is_theirs: bool,
    pub is_withheld: bool,
}

/// What is told of some urgent decisions to a reader, as so many entries of the log say; to nobody in particular, all of it.
///
/// # Errors
/// What the database says; an urgent decision whose item is gone.
pub fn told(read: &mut Read<'_>, taken: Vec<Urgent>, sight: Option<&Viewer>, as_of: i64) -> Result<Vec<UrgentFacts>, Error> {
    let reader = sight.and_then(|sight| sight.person);
    let own = sight.filter(|sight| sight.own).and(reader);
    let theirs: BTreeSet<MeetingId> = match own {
        Some(person) if !taken.is_empty() => meetings::part_of(read, person)?,
        _ => BTreeSet::new(),
    };
    let mut found = Vec::with_capacity(taken.len());
    for urgent in taken {
        let gone = || Fault::Corrupt { table: "urgent_decision", key: urgent.id.to_string(), what: "its item is gone".to_owned() };
        // Whether the reader may see it is told beside it, and kept to by whoever asked.
        let meeting = meetings::meeting_of(read, Seen::without_asking(urgent.item))?;
        let people = urgent.by.iter().chain(&urgent.consulted).chain(&urgent.unavailable).copied().chain(reader);
        let sitting = meetings::sitting(read, meeting, &people.collect::<Vec<PersonId>>())?;
        let item = sitting.item(urgent.item).cloned().ok_or_else(gone)?;
        let last = urgent::now_at(read, urgent.item)?;
        let outcome = decisions::decisions(read, Which::On(Seen::without_asking(last)))?.into_iter().rfind(|decision| {
            let reopened = decision.reopened.as_ref().is_some_and(|again| again.version < as_of);
            decision.committee == urgent.committee && decision.version < as_of && !reopened
        });
        found.push(UrgentFacts {
            recorded: outcome.as_ref().map(|decision| decision.outcome_at(as_of)),
            recorded_entry: outcome.map(|decision| decision.version),
            is_theirs: sight.is_none_or(|sight| !sight.own) || theirs.contains(&sitting.meeting.id),
            is_withheld: sight.is_some_and(|sight| withheld(sight, &sitting, &item)),
            urgent,
            sitting,
            item,
        });
    }
    Ok(found)
}
