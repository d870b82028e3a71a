//! The minutes in words: what C4 demands of every declared conflict, and what a reader wants of
//! every decision. The same text is the draft, the final minutes and the demonstration's.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::facts::{Addition, DecisionFacts};
use super::rules::evidence::{Evidence, Treated, treated};
use crate::conflicts::convening;
use crate::ids::{DeclarationId, ItemId, PersonId};
use crate::meetings::{Act, Event, Item, Room, Sitting, in_words};
use crate::votes::{State, by_show_of_hands};

/// For whom the minutes are written.
#[derive(Debug, Clone, Copy)]
pub enum For<'a> {
    /// For the body's own record, less the items that are withheld from a reader: that there is such an item,
    /// and nothing more of it (C8).
    Record(&'a BTreeSet<ItemId>),
    /// A4.5, C7: for everybody. It names people, treatments and times; but of an interest whose name is kept
    /// from the public neither its nature nor its id, nor the body or associate by which it reaches the item;
    /// and of a private item that there is one.
    Public,
}

/// The minutes of a meeting as they stand.
#[must_use]
pub fn minutes(sitting: &Sitting, room: &Room, decisions: &[DecisionFacts], added: &[Addition]) -> String {
    minutes_for(For::Record(&BTreeSet::new()), sitting, room, decisions, added)
}

/// As [`minutes`], for others than whoever keeps them.
#[must_use]
pub fn minutes_for(whom: For<'_>, sitting: &Sitting, room: &Room, decisions: &[DecisionFacts], added: &[Addition]) -> String {
    let mut text = String::new();
    let committees: Vec<&str> = sitting.committees.iter().map(|at| at.committee.name.as_str()).collect();
    line(&mut text, &format!("MINUTES  {}", sitting.meeting.reference));
    line(&mut text, &format!("{}, {}", committees.join("; "), sitting.meeting.date.long()));
    line(&mut text, "");
    attendance(&mut text, sitting, room);
    for item in sitting.items.iter().filter(|item| item.is_shown()) {
        text.push_str(&of_item(whom, sitting, room, decisions, item));
    }
    if let For::Record(hidden) = whom {
        put_right(&mut text, sitting, hidden);
    }
    if !added.is_empty() {
        line(&mut text, "");
        for addition in added {
            line(&mut text, &format!("CORRECTION (entry {}): {} Reason: {}", addition.version, addition.text, addition.reason));
        }
    }
    text
}

/// C10: what was struck, with its reason, and what was written late. The public is told neither: of a decision that
/// was taken again or written late both minutes tell.
fn put_right(text: &mut String, sitting: &Sitting, hidden: &BTreeSet<ItemId>) {
    let told = |act: &Act| act.item().is_none_or(|item| !hidden.contains(&item));
    let day = sitting.meeting.date;
    let mut lines: Vec<String> = Vec::new();
    for struck in sitting.book.struck.iter().filter(|struck| told(&struck.act)) {
        let by = struck.by.map_or_else(String::new, |by| format!(" by {}", sitting.name(by)));
        let because = struck.because.trim_end_matches('.');
        lines.push(format!("{} was struck{by}, because: {because}.", in_words(sitting, &struck.act)));
    }
    for act in sitting.book.acts.iter().filter(|act| told(act)) {
        if let Some(late) = act.late {
            lines.push(format!("{} was entered late, at {}.", in_words(sitting, act), late.clock_beside(day)));
        }
    }
    if !lines.is_empty() {
        line(text, "");
        line(text, "Put right in the book of the meeting:");
        lines.iter().for_each(|words| line(text, &format!("  {words}")));
    }
}

/// What the minutes say of one item.
#[must_use]
pub fn of_item(whom: For<'_>, sitting: &Sitting, room: &Room, decisions: &[DecisionFacts], item: &Item) -> String {
    let mut text = String::new();
    line(&mut text, "");
    line(&mut text, &format!("{}  {}", item.number, item.title));
    let nothing = match whom {
        For::Record(hidden) => hidden.contains(&item.id).then_some("Withheld from this reader, who is excluded from the item."),
        For::Public => sitting.is_private(item).then_some("Taken without the public."),
    };
    if let Some(nothing) = nothing {
        line(&mut text, &format!("  {nothing}"));
        return text;
    }
    if let Some(route) = &item.route {
        line(&mut text, &format!("  By the route: {}.", route.replace('_', " ")));
    }
    for brought in sitting.brought.iter().filter(|brought| brought.item == item.id) {
        line(&mut text, &format!("  Carried over from {}.", brought.words));
    }
    for proceed in sitting.book.begun.iter().filter(|begun| begun.item == item.id).filter_map(|begun| begun.proceed.as_ref()) {
        let (by, reason) = (sitting.name(proceed.by), proceed.reason.trim_end_matches('.'));
        line(&mut text, &format!("  Most of those who would vote had to go; {by} said that it goes on, because: {reason}."));
    }
    if let Some(off) = &item.off {
        let because = off.because.trim_end_matches('.');
        line(&mut text, &format!("  Withdrawn on {}, because: {because}.", off.at.day().long()));
        return text;
    }
    let on_it: Vec<&DecisionFacts> = decisions.iter().filter(|decision| decision.item == item.id).collect();
    if on_it.is_empty() {
        undecided(&mut text, whom, sitting, room, item);
    }
    for decision in on_it {
        decided(&mut text, whom, sitting, item, decision);
    }
    text
}

/// One thing said. What somebody wrote on several lines goes on further in than anything that the program
/// says, so that no words of theirs can pass for an item or a resolution.
fn line(text: &mut String, words: &str) {
    text.push_str(&words.trim_end().replace('\n', "\n        "));
    text.push('\n');
}

fn attendance(text: &mut String, sitting: &Sitting, room: &Room) {
    for at in &sitting.committees {
        if sitting.committees.len() > 1 {
            line(text, &format!("{}:", at.committee.name));
        }
        let mut present = Vec::new();
        let mut absent = Vec::new();
        for seat in at.seats() {
            for holder in at.holders(&seat.id) {
                let name = format!("{} ({})", sitting.name(holder), seat.id.replace('_', " "));
                if room.arrived.contains(&holder) { present.push(name) } else { absent.push(name) }
            }
        }
        let deputies = sitting.book.attendance.iter().filter_map(|entry| {
            let (committee, seat) = entry.as_deputy_for.as_ref()?;
            let name = || format!("{} (deputy, {})", sitting.name(entry.person), seat.replace('_', " "));
            (*committee == at.committee.id).then(name)
        });
        for deputy in deputies {
            if !present.contains(&deputy) {
                present.push(deputy);
            }
        }
        line(text, &format!("Present: {}", if present.is_empty() { "nobody".into() } else { present.join(", ") }));
        if !absent.is_empty() {
            line(text, &format!("Not present: {}", absent.join(", ")));
        }
    }
    let sits = |person: &PersonId| sitting.committees.iter().any(|at| at.memberships.iter().any(|held| held.person == *person));
    let others: Vec<String> = room.arrived.iter().filter(|person| !sits(person)).map(|person| sitting.name(*person)).collect();
    if !others.is_empty() {
        line(text, &format!("In attendance: {}", others.join(", ")));
    }
    let came: Vec<String> = sitting
        .book
        .attendance
        .iter()
        .map(|entry| {
            let name = sitting.name(entry.person);
            let seat = entry.as_deputy_for.as_ref().map_or_else(String::new, |(committee, seat)| {
                let whose = sitting.committee(*committee).filter(|_| sitting.committees.len() > 1);
                let whose = whose.map_or_else(String::new, |at| format!(" of {}", at.committee.name));
                format!(" as deputy for {}{whose}", seat.replace('_', " "))
            });
            let item = entry.for_item.and_then(|id| sitting.item(id)).map_or_else(String::new, |item| format!(" for item {}", item.number));
            match entry.event {
                Event::Apologies if entry.withdrawn => format!("{name} took back the apologies"),
                Event::Apologies => format!("{name} sent apologies"),
                Event::Arrive => format!("{name} arrived {}{seat}", entry.at.clock_beside(sitting.meeting.date)),
                Event::Leave => format!("{name} left {}{item}", entry.at.clock_beside(sitting.meeting.date)),
                Event::Return => format!("{name} returned {}{seat}", entry.at.clock_beside(sitting.meeting.date)),
            }
        })
        .collect();
    let nothing: BTreeSet<PersonId> = sitting.book.nil.iter().copied().collect();
    if !nothing.is_empty() {
        let names: Vec<String> = nothing.into_iter().map(|person| sitting.name(person)).collect();
        line(text, &format!("Nothing to declare, as they said: {}.", names.join(", ")));
    }
    if !came.is_empty() {
        line(text, &format!("Comings and goings: {}.", came.join("; ")));
    }
}

fn undecided(text: &mut String, whom: For<'_>, sitting: &Sitting, room: &Room, item: &Item) {
    if let Some(person) = convening(sitting, room, item) {
        line(text, &format!("  Presiding: {}.", sitting.name(person)));
    }
    let mut people: Vec<_> = room.arrived.iter().copied().chain(sitting.seated(item)).collect();
    people.sort_unstable();
    people.dedup();
    for how in people.into_iter().filter_map(|person| treated(sitting, item, person)) {
        conflict(text, whom, sitting, item, &how, false);
    }
    let has_parts = sitting.items.iter().any(|part| part.part_of == Some(item.id) && part.is_on());
    if item.must_be_decided() && !has_parts {
        line(text, "  No outcome is recorded.");
    }
}

/// C4: who, the nature of the interest and why it is a conflict, how it was managed and by whose
/// decision, and the evidence that it was done.
fn conflict(text: &mut String, whom: For<'_>, sitting: &Sitting, item: &Item, how: &Treated, was_out: bool) {
    let is_kept = |interest: Option<DeclarationId>| {
        matches!(whom, For::Public) && sitting.interests.iter().any(|other| Some(other.id) == interest && other.name_withheld)
    };
    let keeps_some = how.grounds.iter().any(|ground| is_kept(ground.interest));
    let mut interests: Vec<&str> = Vec::new();
    for (words, ground) in how.interests.iter().zip(&how.grounds) {
        interests.push(if is_kept(ground.interest) { "an interest that is not published" } else { words });
    }
    interests.dedup();
    let mut words = format!(
        "  Declared: {}: {}.",
        how.name,
        if interests.is_empty() { "no interest on the register".into() } else { interests.join("; ") }
    );
    match &how.decider {
        Some(decider) => {
            let _infallible = write!(words, " Ruled '{}' by {decider} (proposed '{}')", how.treatment, how.proposed);
            // Whoever ruled may have said in it what the interest is.
            if let Some(reason) = how.reason.as_ref().filter(|_| !keeps_some) {
                let _infallible = write!(words, ", because: {}", reason.trim_end_matches('.'));
            }
            words.push('.');
            if let Some(over) = &how.over {
                let reason = if keeps_some { String::new() } else { format!(", because: {}", over.reason.trim_end_matches('.')) };
                let _infallible = write!(words, " That is below a floor, by the word of {} as guardian{reason}.", over.by);
            }
        }
        None => {
            let _infallible = write!(words, " Proposed '{}'; no ruling was made.", how.proposed);
        }
    }
    let mut times = left_and_returned(sitting, item, how);
    if times.is_empty() && was_out {
        times.push("not in the room at the decision".to_owned());
    }
    if !times.is_empty() {
        let _infallible = write!(words, " Evidence: {}.", times.join(", "));
    }
    line(text, &words);
}

/// When somebody left for an item, and came back from it.
fn left_and_returned(sitting: &Sitting, item: &Item, how: &Treated) -> Vec<String> {
    let mut times = Vec::new();
    let mut is_out_for_it = false;
    for entry in sitting.book.attendance.iter().filter(|entry| entry.person == how.person) {
        match entry.event {
            Event::Leave if entry.for_item == Some(item.id) => {
                times.push(format!("left {}", entry.at.clock_beside(sitting.meeting.date)));
                is_out_for_it = true;
            }
            Event::Arrive | Event::Return if is_out_for_it => {
                times.push(format!("returned {}", entry.at.clock_beside(sitting.meeting.date)));
                is_out_for_it = false;
            }
            _ => {}
        }
    }
    times
}

fn decided(text: &mut String, whom: For<'_>, sitting: &Sitting, item: &Item, decision: &DecisionFacts) {
    let evidence = &decision.evidence;
    if sitting.committees.len() > 1 {
        line(text, &format!("  {}:", evidence.committee));
    }
    if let Some(presiding) = &evidence.presiding {
        line(text, &format!("  Presiding: {presiding} ({}).", evidence.presiding_because));
    }
    for how in &evidence.treated {
        let was_out = evidence.attended.iter().any(|line| line.person == how.person && !line.present);
        conflict(text, whom, sitting, item, how, was_out);
    }
    line(
        text,
        &format!("  Quorum: {} before exclusions, {} after.", word(evidence.quorum_before.quorate), word(evidence.quorum_after.quorate)),
    );
    line(text, &format!("  {}", count(evidence, decision)));
    let mut resolved = format!("  RESOLVED: {}", decision.outcome.as_str().replace('_', " "));
    if let Some(said) = &decision.text {
        let _infallible = write!(resolved, ". {said}");
    }
    let _infallible = write!(
        resolved,
        " (by {}; entry {}; terms of {}, policy {}).",
        decision.method,
        decision.version,
        terms(evidence),
        evidence.policy_pack
    );
    line(text, &resolved);
    if let Some(reason) = &decision.override_reason {
        let by = decision.override_by.and_then(|by| evidence.named.get(&by)).map_or_else(String::new, |by| format!(" by {by}"));
        line(text, &format!("  The composition of the vote was overridden{by}, because: {}.", reason.trim_end_matches('.')));
    }
    if let Some(again) = &decision.reopened {
        let (by, clock, reason) = (sitting.name(again.by), again.at.clock_beside(sitting.meeting.date), again.reason.trim_end_matches('.'));
        line(text, &format!("  This was reopened by {by} at {clock}, because: {reason}. It has no effect, and was to be taken again."));
    }
    if let Some(late) = decision.late {
        line(text, &format!("  This was entered late, at {}.", late.clock_beside(sitting.meeting.date)));
    }
    let flags = decision.flags_now();
    if !flags.is_empty() {
        line(text, &format!("  Noted: {}.", flags.join(", ").replace('_', " ")));
    }
    for correction in &decision.corrections {
        let outcome = correction.outcome.map_or_else(String::new, |outcome| {
            format!(" The committee says that the outcome was: {}.", outcome.as_str().replace('_', " "))
        });
        line(text, &format!("  CORRECTION (entry {}): {}{outcome} Reason: {}", correction.version, correction.text, correction.reason));
    }
}

const fn word(quorate: bool) -> &'static str {
    if quorate { "quorate" } else { "inquorate" }
}

fn terms(evidence: &Evidence) -> String {
    evidence.terms_from.map_or_else(|| "no date".into(), |from| from.to_string())
}

fn count(evidence: &Evidence, decision: &DecisionFacts) -> String {
    let tally = &evidence.tally;
    let named = |state: State| -> String {
        let seats: Vec<String> = tally.seats.iter().filter(|seat| seat.state == state).map(|seat| seat.seat.replace('_', " ")).collect();
        if seats.is_empty() { String::new() } else { format!(" ({})", seats.join(", ")) }
    };
    if decision.method == crate::meetings::Method::Consensus && tally.for_.is_zero() && tally.against.is_zero() {
        return "By consensus, without a vote.".into();
    }
    if let Some(by_hands) = by_show_of_hands(tally) {
        let (out, away) = (named(State::Excluded), named(State::Absent));
        let others = format!("Excluded {}{out}, absent {}{away}, not voting {}.", tally.excluded, tally.absent, tally.not_voting);
        return with_casting(format!("Vote: {by_hands}. {others}"), evidence);
    }
    let words = format!(
        "Vote: for {}{}, against {}{}, abstained {}{}, excluded {}{}, absent {}{}, not voting {}{}.",
        tally.for_,
        named(State::For),
        tally.against,
        named(State::Against),
        tally.abstained,
        named(State::Abstained),
        tally.excluded,
        named(State::Excluded),
        tally.absent,
        named(State::Absent),
        tally.not_voting,
        named(State::NotVoting),
    );
    with_casting(words, evidence)
}

fn with_casting(mut words: String, evidence: &Evidence) -> String {
    if let Some(casting) = &evidence.casting_vote {
        let _infallible = write!(words, " Casting vote: {casting}.");
    }
    words
}
