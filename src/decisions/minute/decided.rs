//! What was decided, as it was recorded, and what became of it.

use std::fmt::Write as _;

use super::{For, Record, conflict, line, listed, sentence};
use crate::decisions::facts::{Correction, DecidedAgain, DecisionFacts, Determination};
use crate::decisions::rules::decide::{RETAKEN, decides};
use crate::decisions::rules::evidence::Evidence;
use crate::ids::PersonId;
use crate::meetings::rules::namesakes::title;
use crate::meetings::{Item, Method, PENDING};
use crate::votes::{State, by_election, by_show_of_hands};

pub(super) fn told(text: &mut String, whom: For<'_>, record: &Record, item: &Item, decision: &DecisionFacts) {
    let (sitting, evidence) = (&record.sitting, &decision.evidence);
    if sitting.committees.len() > 1 {
        line(text, &format!("  {}:", evidence.committee));
    }
    if decision.flags.iter().any(|flag| flag == RETAKEN) {
        line(text, "  Taken again:");
    }
    if let Some(first) = decision.decides_again.and_then(|first| record.beside.again.get(&first)) {
        line(text, &format!("  Decides again what was decided on {first}."));
    }
    if let Some(presiding) = &evidence.presiding {
        let name = decision.presiding.map_or_else(|| presiding.clone(), |person| record.sitting.apart.beside(person, presiding));
        line(text, &format!("  Presiding: {name} ({}).", evidence.presiding_because));
    }
    // Of a decision that was taken again the conflicts are told with the one that stands.
    let again = |other: &DecisionFacts| other.committee == decision.committee && other.version > decision.version;
    if !record.on(item).any(again) {
        for how in &evidence.treated {
            conflict::told(text, whom, record, item, how, Some(evidence));
        }
    }
    if let Some(how) = &evidence.correspondence {
        line(text, &format!("  By correspondence, {}.", how.told()));
    }
    let decides = decides(decision.outcome);
    let (before, after) = (word(evidence.quorum_before.quorate), word(evidence.quorum_after.quorate));
    line(text, &format!("  Quorum: {before} before exclusions, {after} after."));
    line(text, &format!("  {}", count(record, decision)));
    if !decision.dissent.is_empty() {
        let names: Vec<String> = decision.dissent.iter().map(|person| name(record, evidence, *person)).collect();
        line(text, &format!("  Dissenting: {}.", listed(&names)));
    }
    let said = decision.text.as_ref().map_or_else(String::new, |said| format!(" {}", sentence(said)));
    // What decides nothing is an outcome, and nobody resolved it.
    let label = if decides { "RESOLVED" } else { "OUTCOME" };
    let how = if decides { format!(", by {}", decision.method) } else { String::new() };
    let (outcome, clock, entry) = (decision.outcome.words(), record.clock(decision.at), decision.version);
    line(text, &format!("  {label}: {outcome}.{said} (At {clock}{how}; entry {entry}; {}.)", terms(evidence)));
    if !evidence.never_declared.is_empty() {
        let names = listed(&evidence.never_declared);
        line(text, &format!("  Of those who vote had declared nothing, neither an interest nor that there is none: {names}."));
    }
    if let Some(meanwhile) = &evidence.meanwhile {
        line(text, &format!("  This was taken in shadow and has no effect: {meanwhile} decides meanwhile."));
    }
    if let Some(reason) = &decision.override_reason {
        let by = decision.override_by.map_or_else(String::new, |by| format!(" by {}", name(record, evidence, by)));
        line(text, &format!("  The composition of the vote was overridden{by}, because: {}", sentence(reason)));
    }
    since(text, whom, record, decision);
}

/// What became of a decision once it was recorded.
fn since(text: &mut String, whom: For<'_>, record: &Record, decision: &DecisionFacts) {
    if let Some(again) = &decision.reopened {
        let (by, clock) = (record.sitting.name(again.by), record.clock(again.at));
        line(
            text,
            &format!(
                "  This was reopened by {by} at {clock}, because: {} It has no effect, and was to be taken again.",
                sentence(&again.reason)
            ),
        );
    }
    if let Some(again) = &decision.decided_again {
        line(text, &format!("  {}", self::again(record, again)));
    }
    if let Some(late) = decision.late {
        line(text, &format!("  This was entered late, at {}.", record.clock(late)));
    }
    let noted: Vec<&str> = decision.flags_now().iter().filter_map(|flag| noted(flag)).collect();
    if !noted.is_empty() {
        line(text, &format!("  Noted: {}", noted.join(" ")));
    }
    for correction in &decision.corrections {
        line(text, &format!("  {}", corrected(record, correction)));
    }
    for said in &decision.determinations {
        let keeps_reason = record.keeps_reason(whom, decision.item, said);
        line(text, &format!("  {}", determined(record, said, keeps_reason)));
    }
}

/// C10: that a decision was taken again at a later meeting.
pub(super) fn again(record: &Record, again: &DecidedAgain) -> String {
    let place = record.beside.again.get(&again.decision).map_or("another item", String::as_str);
    format!("This was decided again on {place} (entry {}), and has no effect any more.", again.version)
}

/// A flag of a decision as a committee reads it; none of one that the minutes tell in a line of its own.
#[must_use]
pub fn noted(flag: &str) -> Option<&'static str> {
    Some(match flag {
        "majority_withdrew" => "More than half of the voting seats attending were excluded from the item.",
        "composition_breached" => "Those who voted were not composed as the terms of reference ask.",
        "floor_overridden" => "Somebody was treated less strictly than the policy's floor, which was lifted for the item.",
        "undeclared_voter" => "Somebody who voted or was there to vote had never declared anything.",
        "under_query" => "The decision is under query, for an interest in it that became known only afterwards.",
        "decisive" => "Without whoever holds that interest it would not have come about.",
        PENDING => "It has no effect until a later meeting confirms it.",
        _ => return None,
    })
}

/// What a guardian determined, in a sentence; for the public without the reason where that could tell what is kept from it.
pub fn determined(record: &Record, said: &Determination, keeps_reason: bool) -> String {
    let reason = if keeps_reason { "The reason is not published.".to_owned() } else { format!("Reason: {}", sentence(&said.reason)) };
    let (entry, at, by) = (said.version, record.clock(said.at), record.sitting.apart.beside(said.by, &said.name));
    format!("DETERMINED (entry {entry}, at {at}) by {by} as guardian of conflicts of interest: {}. {reason}", said.finding.told())
}

/// A correction in a sentence, with what the committee said of the outcome, where and through whom.
pub fn corrected(record: &Record, correction: &Correction) -> String {
    let outcome = correction.outcome.map_or_else(String::new, |outcome| {
        let by = correction.by.map_or_else(String::new, |by| format!(" through {}", record.beside.name(&record.sitting, by)));
        let at = correction.at_meeting.and_then(|at| record.beside.meetings.get(&at));
        let at = at.map_or_else(String::new, |(reference, day)| format!(" at its meeting {reference} of {}", day.long()));
        format!(" The committee said{by}{at} that the outcome was: {}.", outcome.words())
    });
    let (entry, at) = (correction.version, record.clock(correction.at));
    format!("CORRECTION (entry {entry}, at {at}): {}{outcome} Reason: {}", sentence(&correction.text), sentence(&correction.reason))
}

const fn word(quorate: bool) -> &'static str {
    if quorate { "quorate" } else { "inquorate" }
}

fn terms(evidence: &Evidence) -> String {
    evidence.terms_from.map_or_else(|| "no terms of reference".into(), |from| format!("terms of reference of {}", from.long()))
}

/// A name as it was at the decision, told apart from others.
fn name(record: &Record, evidence: &Evidence, person: PersonId) -> String {
    let there = evidence.attended.iter().find(|line| line.person == person).map(|line| &line.name);
    let then = there.or_else(|| evidence.named.get(&person));
    then.map_or_else(|| record.sitting.name(person), |then| record.sitting.apart.beside(person, then))
}

fn count(record: &Record, decision: &DecisionFacts) -> String {
    let evidence = &decision.evidence;
    let tally = &evidence.tally;
    if decision.method == Method::Consensus && tally.for_.is_zero() && tally.against.is_zero() {
        return if decides(decision.outcome) { "By consensus, without a vote.".into() } else { "There was no vote.".into() };
    }
    let at = record.sitting.committee(decision.committee);
    let acts_once = |person: PersonId| tally.seats.iter().filter(|seat| seat.person == person).count() < 2;
    let named = |state: State| -> String {
        let of_it = tally.seats.iter().filter(|seat| seat.state == state);
        let seats = of_it.map(|seat| {
            let who = name(record, evidence, seat.person);
            let held = at.filter(|_| !acts_once(seat.person)).and_then(|at| Some(title(&record.sitting, at, at.seat(&seat.seat)?)));
            held.map_or_else(|| who.clone(), |held| format!("{who} as {held}"))
        });
        let seats: Vec<String> = seats.collect();
        if seats.is_empty() { String::new() } else { format!(" ({})", seats.join(", ")) }
    };
    let (out, away) = (named(State::Excluded), named(State::Absent));
    let others = format!("Excluded {}{out}, absent {}{away}, not voting {}.", tally.excluded, tally.absent, tally.not_voting);
    if let Some(words) = by_election(tally, |person| name(record, evidence, person)) {
        return format!("Vote: {words}. {others}");
    }
    if let Some(by_hands) = by_show_of_hands(tally) {
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

/// The count, with the casting vote that settled it.
fn with_casting(mut words: String, evidence: &Evidence) -> String {
    if let Some((by, choice)) = evidence.casting_vote.as_ref().and_then(|cast| cast.rsplit_once(": ")) {
        let _infallible = write!(words, " Casting vote of {by}: {choice}.");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::noted;

    #[test]
    fn a_flag_is_a_sentence_or_is_told_in_a_line_of_its_own() {
        for flag in [
            "majority_withdrew",
            "composition_breached",
            "floor_overridden",
            "undeclared_voter",
            "under_query",
            "decisive",
            "pending_confirmation",
        ] {
            let said = noted(flag).unwrap_or_default();
            assert!(said.ends_with('.') && !said.contains(flag) && !said.contains('_'), "{flag}: {said}");
        }
        for flag in ["shadow", "written_late", "retaken", "reopened", "decided_again", "outcome_corrected", "by_correspondence"] {
            assert_eq!(noted(flag), None, "{flag}");
        }
    }
}
