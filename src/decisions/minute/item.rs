//! What the minutes say of an item before what was decided of it: how it came, who was borrowed for it, what was decided
//! before the meeting.

use std::fmt::Write as _;

use super::{For, Record, conflict, decided, line, listed, sentence};
use crate::committees::PartLevel;
use crate::conflicts::{convening, standing};
use crate::decisions::urgent::facts::Urgent;
use crate::ids::PersonId;
use crate::meetings::ballots_told;
use crate::meetings::rules::namesakes::title;
use crate::meetings::{CoOption, CommitteeAtMeeting, Item, Outcome, Panel, Said, Sitting};

/// All that is told of an item that may be read.
pub(super) fn told(text: &mut String, whom: For<'_>, record: &Record, item: &Item) {
    let sitting = &record.sitting;
    if let Some(route) = &item.route {
        line(text, &format!("  By the route: {}", sentence(&route.replace('_', " "))));
    }
    if let Some(part) = &item.agenda_part {
        line(text, &format!("  {}", in_part(sitting, item, part)));
    }
    for paper in item.papers.iter().filter(|paper| matches!(whom, For::Record(_)) || !paper.confidential) {
        let authors: Vec<String> = paper.authors.iter().map(|author| sitting.name(*author)).collect();
        let by = if authors.is_empty() { String::new() } else { format!(", by {}", listed(&authors)) };
        line(text, &format!("  Paper: {}{by}.", paper.title));
    }
    for brought in sitting.brought.iter().filter(|brought| brought.item == item.id) {
        line(text, &format!("  Carried over from {}.", brought.words));
    }
    let keeps_some = conflict::keeps_some_of(whom, record, item);
    let because = |reason: &str| if keeps_some { ".".to_owned() } else { format!(", because: {}", sentence(reason)) };
    for urgent in record.beside.urgent.iter().filter(|(of, _)| *of == item.id).map(|(_, urgent)| urgent) {
        line(text, &urgently(record, urgent, &because));
    }
    for act in &sitting.book.acts {
        match &act.said {
            Said::CoOpted(borrowed) if borrowed.item == item.id => {
                line(text, &format!("  {} at {}{}", lent(record, borrowed), record.clock(act.place.at), because(&borrowed.reason)));
            }
            Said::Panel(panel) if panel.item == item.id => heard(text, whom, record, panel),
            Said::Election(held) if held.item == item.id => {
                let (clock, teller) = (record.clock(act.place.at), sitting.name(held.counted_by));
                let ballots = ballots_told(held, |person| sitting.name(person));
                line(text, &format!("  A secret ballot at {clock}, counted by {teller}: {ballots}."));
            }
            Said::Advised(advice) if advice.item == item.id => {
                let how = if advice.in_writing { "in writing" } else { "in the room" };
                let (name, clock) = (sitting.name(advice.person), record.clock(advice.at));
                line(
                    text,
                    &format!(
                        "  Advice was given {how} by {name} at {clock}{}{}",
                        unvoting(sitting, item, advice.person),
                        says(whom, &advice.says)
                    ),
                );
            }
            Said::CalledIn(call) if call.item == item.id => {
                line(text, &format!("  Called in by {} at {}{}", sitting.name(call.by), record.clock(act.place.at), because(&call.reason)));
            }
            Said::Begun(begun) if begun.item == item.id => {
                if let Some(proceed) = &begun.proceed {
                    let (by, clock) = (sitting.name(proceed.by), record.clock(begun.at));
                    line(
                        text,
                        &format!(
                            "  Most of those who would vote had to go; {by} said at {clock} that it goes on{}",
                            because(&proceed.reason)
                        ),
                    );
                }
            }
            _ => {}
        }
    }
    if let Some(off) = &item.off {
        line(text, &format!("  Withdrawn on {}{}", off.at.day().long(), because(&off.because)));
        return;
    }
    let mut on_it = record.on(item).peekable();
    if on_it.peek().is_none() {
        undecided(text, whom, record, item);
    }
    for decision in on_it {
        decided::told(text, whom, record, item, decision);
        let of_it = record.beside.urgent.iter().filter(|(of, urgent)| *of == item.id && urgent.committee == decision.committee);
        let lapses = decision.reopened.is_none() && !matches!(decision.outcome, Outcome::Ratified | Outcome::Deferred);
        for (_, urgent) in of_it.filter(|_| lapses) {
            line(text, &format!("  The urgent decision of {} was not ratified, and lapses.", urgent.on.long()));
        }
    }
}

/// B4: that whoever advised had an interest in the item, and how they were treated on it.
fn unvoting(sitting: &Sitting, item: &Item, person: PersonId) -> String {
    let how = standing(sitting, item, person);
    if how.is_conflicted() { format!(", who was to {}", how.treatment.told()) } else { String::new() }
}

/// What was advised, for the body's own record alone: it may say what somebody's interest is.
fn says(whom: For<'_>, words: &str) -> String {
    if matches!(whom, For::Record(_)) { format!(": {}", sentence(words)) } else { ".".to_owned() }
}

/// D6: in which part of the agenda it is taken, and which committee only recommends in it.
fn in_part(sitting: &Sitting, item: &Item, part: &str) -> String {
    let advises = |at: &&CommitteeAtMeeting| at.terms.as_ref().and_then(|terms| terms.part_level(part)) == Some(PartLevel::Recommend);
    let advising: Vec<String> = sitting.concerned(item).filter(advises).map(|at| at.committee.name.clone()).collect();
    let words = part.replace('_', " ");
    match advising.len() {
        0 => format!("Taken in part {words} of the agenda."),
        1 => format!("Taken in part {words} of the agenda, in which {} recommends and does not decide.", listed(&advising)),
        _ => format!("Taken in part {words} of the agenda, in which {} recommend and do not decide.", listed(&advising)),
    }
}

/// C5.4: who was borrowed, from where, in which seat or with a voice alone, by whom.
fn lent(record: &Record, borrowed: &CoOption) -> String {
    let sitting = &record.sitting;
    let from = borrowed.from.and_then(|body| record.beside.bodies.get(&body)).map_or_else(String::new, |body| format!(" of {body}"));
    let how = match &borrowed.seat {
        None => "to speak, without a vote".to_owned(),
        Some((committee, seat)) => {
            let at = sitting.committee(*committee);
            let titled = at.and_then(|at| Some(title(sitting, at, at.seat(seat)?)));
            let of = at.filter(|_| sitting.committees.len() > 1).map_or_else(String::new, |at| format!(" of {}", at.committee.name));
            format!("in the seat of the {}{of}", titled.unwrap_or_else(|| seat.replace('_', " ")))
        }
    };
    format!("Borrowed for this item: {}{from}, {how}, by {}", sitting.name(borrowed.person), sitting.name(borrowed.by))
}

/// C5.4: who convened a conflicts panel and sat on it, what it found and how it instructed people to be treated. Its words are
/// for the body's own record: they may say what somebody's interest is.
fn heard(text: &mut String, whom: For<'_>, record: &Record, panel: &Panel) {
    let sitting = &record.sitting;
    let because = |reason: Option<&String>| match (whom, reason) {
        (For::Record(_), Some(reason)) => format!(", because: {}", sentence(reason)),
        _ => ".".to_owned(),
    };
    let names = |people: &[PersonId]| listed(&people.iter().map(|person| sitting.name(*person)).collect::<Vec<_>>());
    let (on, by) = (panel.on.long(), sitting.name(panel.convened_by));
    line(text, &format!("  Conflicts panel of {on}: convened by {by}{}", because(Some(&panel.reason))));
    if !panel.unavailable.is_empty() {
        line(text, &format!("    Could not be reached to convene it: {}.", names(&panel.unavailable)));
    }
    line(text, &format!("    On the panel: {}.", names(&panel.members)));
    if let Some(finding) = &panel.finding {
        let what = if finding.undue_influence {
            "that those with an interest unduly influenced the proposal, and advised not to accept it"
        } else {
            "that those with an interest did not unduly influence the proposal"
        };
        line(text, &format!("    It found {what}{}", because(finding.words.as_ref())));
    }
    for one in &panel.instructions {
        let name = sitting.name(one.person);
        line(text, &format!("    Instructed, which binds: {name} is to {}{}", one.treatment.told(), because(one.reason.as_ref())));
    }
}

/// C7: what could not wait for the meeting, which is to ratify it.
fn urgently(record: &Record, urgent: &Urgent, because: &impl Fn(&str) -> String) -> String {
    let names = |people: &[PersonId]| listed(&people.iter().map(|person| record.beside.name(&record.sitting, *person)).collect::<Vec<_>>());
    let whose = record.sitting.committee(urgent.committee).filter(|_| record.sitting.committees.len() > 1);
    let whose = whose.map_or_else(String::new, |at| format!(" for {}", at.committee.name));
    let mut words = format!(
        "  Decided urgently on {}{whose} (entry {}): approved by {}. Consulted: {}.",
        urgent.on.long(),
        urgent.version,
        names(&urgent.by),
        names(&urgent.consulted)
    );
    if urgent.flags.iter().any(|flag| flag == "consulted_conflicted") {
        words.push_str(" Somebody who was consulted had an interest in it.");
    }
    if !urgent.unavailable.is_empty() {
        let _infallible = write!(words, " Could not be reached: {}.", names(&urgent.unavailable));
    }
    if let Some(reason) = &urgent.reason {
        let _infallible = write!(words, " It could not wait{}", because(reason));
    }
    words
}

fn undecided(text: &mut String, whom: For<'_>, record: &Record, item: &Item) {
    let sitting = &record.sitting;
    if let Some(person) = convening(sitting, &sitting.room(), item) {
        line(text, &format!("  Presiding: {}.", sitting.name(person)));
    }
    for how in conflict::as_it_stands(record, item) {
        conflict::told(text, whom, record, item, &how, None);
    }
    let has_parts = sitting.items.iter().any(|part| part.part_of == Some(item.id) && part.is_on());
    if item.must_be_decided() && !has_parts {
        line(text, "  No outcome is recorded.");
    }
}
