//! C4: of each conflict who, what the interest is and why it is one, how it was managed and by whose decision, and
//! the evidence that it was done.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{For, Record, line, sentence};
use crate::decisions::rules::evidence::{Evidence, Treated, treated};
use crate::ids::{DeclarationId, PersonId, RulingId};
use crate::meetings::{Event, Item};
use crate::votes::State;

/// Whether the name of an interest is kept from whoever reads.
pub(super) fn is_kept(whom: For<'_>, record: &Record, interest: Option<DeclarationId>) -> bool {
    matches!(whom, For::Public) && interest.and_then(|id| record.sitting.interests.one(id)).is_some_and(|other| other.name_withheld)
}

fn keeps_some(whom: For<'_>, record: &Record, how: &Treated) -> bool {
    how.grounds.iter().any(|ground| is_kept(whom, record, ground.interest))
}

/// Whether something is kept from whoever reads of the conflicts on an item: then nobody's words on it are told, who may
/// have said in them what the interest is.
pub(super) fn keeps_some_of(whom: For<'_>, record: &Record, item: &Item) -> bool {
    let decided = record.on(item).flat_map(|decision| &decision.evidence.treated).any(|how| keeps_some(whom, record, how));
    decided || as_it_stands(record, item).iter().any(|how| keeps_some(whom, record, how))
}

/// The conflicts on an item as they stand, of whoever has come at any time or holds a seat.
pub(super) fn as_it_stands(record: &Record, item: &Item) -> Vec<Treated> {
    let sitting = &record.sitting;
    let came = sitting.book.attendance.iter().filter(|line| matches!(line.event, Event::Arrive | Event::Return));
    let people: BTreeSet<PersonId> = came.map(|line| line.person).chain(sitting.seated(item)).collect();
    people.into_iter().filter_map(|person| treated(sitting, item, person)).collect()
}

/// One conflict on an item; of one that was decided, with what the decision says of the person.
pub(super) fn told(text: &mut String, whom: For<'_>, record: &Record, item: &Item, how: &Treated, decided: Option<&Evidence>) {
    let keeps_some = keeps_some(whom, record, how);
    let name = record.sitting.apart.beside(how.person, &how.name);
    let mut interests: Vec<&str> = Vec::new();
    for (words, ground) in how.interests.iter().zip(&how.grounds) {
        interests.push(if is_kept(whom, record, ground.interest) { "an interest that is not published" } else { words });
    }
    interests.dedup();
    let interests = if interests.is_empty() { "no interest on the register".to_owned() } else { interests.join("; ") };
    // Whoever raises what another did not declare is protected: that it was raised is told, and not by whom.
    let is_raised = how.declared.iter().any(|declared| declared.raised_by_another);
    // Whom an item itself affects, or a panel instructed, need not have declared anything.
    let is_declared = how.grounds.iter().any(|ground| ground.interest.is_some());
    let by = match (is_raised, is_declared) {
        (true, _) => "Raised by somebody else of",
        (false, true) => "Declared:",
        (false, false) => "Concerning",
    };
    let mut words = format!("  {by} {name}: {interests}.");
    match &how.decider {
        Some(_) => ruled(&mut words, record, how, keeps_some),
        None => {
            let _infallible = write!(words, " Proposed to {}; no ruling was made.", how.proposed.told());
        }
    }
    let evidence = done(record, item, how, decided);
    if !evidence.is_empty() {
        let _infallible = write!(words, " Evidence: {}.", evidence.join(", "));
    }
    line(text, &words);
}

fn ruled(words: &mut String, record: &Record, how: &Treated, keeps_some: bool) {
    let decider = decider(record, how);
    let _infallible = write!(words, " Ruled by {decider} to {}", how.treatment.told());
    if how.treatment == how.proposed {
        words.push_str(", as proposed");
    } else {
        let _infallible = write!(words, " (proposed: to {})", how.proposed.told());
    }
    let because = |reason: &str| if keeps_some { ".".to_owned() } else { format!(", because: {}", sentence(reason)) };
    words.push_str(&how.reason.as_deref().map_or_else(|| ".".to_owned(), because));
    if let Some(over) = &how.over {
        let _infallible = write!(words, " That is below a floor, by the word of {} as guardian{}", over.by, because(&over.reason));
    }
}

/// Whoever ruled, told apart from others of the name.
fn decider(record: &Record, how: &Treated) -> String {
    let sitting = &record.sitting;
    let here = |id: RulingId| sitting.book.rulings.iter().find(|ruling| ruling.id == id).map(|ruling| ruling.by);
    let earlier = |id: RulingId| sitting.earlier.iter().find(|ruling| ruling.ruling == id).map(|ruling| ruling.by);
    let by = how.ruling.and_then(|id| here(id).or_else(|| earlier(id)));
    by.map_or_else(|| how.decider.clone().unwrap_or_default(), |by| sitting.name(by))
}

/// What the person did: when they left for the item and came back; else whether they were there when it was decided, and
/// voted.
fn done(record: &Record, item: &Item, how: &Treated, decided: Option<&Evidence>) -> Vec<String> {
    let times = left_and_returned(record, item, how.person);
    let Some(evidence) = decided else { return times };
    let was_there = evidence.attended.iter().find(|line| line.person == how.person).map(|line| line.present);
    if was_there == Some(false) && record.sitting.is_by_correspondence() {
        return vec!["gave no reply".to_owned()];
    }
    if was_there == Some(false) {
        return if times.is_empty() { vec!["not in the room at the decision".to_owned()] } else { times };
    }
    let voted = |state: State| matches!(state, State::For | State::Against | State::Abstained);
    let has_voted = evidence.tally.seats.iter().any(|seat| seat.person == how.person && voted(seat.state));
    let mut found = times;
    if was_there == Some(true) && how.treatment.is_conflicted() && !has_voted {
        found.push("in the room at the decision, without a vote".to_owned());
    }
    found
}

/// When somebody left for an item, and came back from it.
fn left_and_returned(record: &Record, item: &Item, person: PersonId) -> Vec<String> {
    let mut times = Vec::new();
    let mut is_out_for_it = false;
    for entry in record.sitting.book.attendance.iter().filter(|entry| entry.person == person) {
        match entry.event {
            Event::Leave if entry.for_item == Some(item.id) => {
                times.push(format!("left the room at {}", record.clock(entry.at)));
                is_out_for_it = true;
            }
            Event::Arrive | Event::Return if is_out_for_it => {
                times.push(format!("came back at {}", record.clock(entry.at)));
                is_out_for_it = false;
            }
            _ => {}
        }
    }
    times
}
