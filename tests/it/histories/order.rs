//! What the log has to say of all that was answered: every act that was acknowledged is in it exactly once, nothing
//! else is, each follows the one before, and the order is one in which the acts can have been done.

use std::collections::{BTreeMap, BTreeSet};

use super::play::book;
use super::record::{History, Look, Outcome, Saw, Written};

/// The kind of entry that a deed leaves.
pub fn kind(what: &str) -> &'static str {
    match what {
        "arrive" | "leave" | "return" | "apologies" => "attendance.recorded",
        "convene" => "meeting.convened",
        "adjourn" => "meeting.adjourned",
        "resume" => "meeting.resumed",
        "close" => "meeting.ended",
        "finalise_minutes" => "minutes.finalised",
        "declare" => "interest.declared",
        "say_nil" => "nil.said",
        "rule" => "ruling.made",
        "preside" => "presider.named",
        "begin" => "phase.begun",
        "vote" => "vote.cast",
        "hands" => "hands.counted",
        "casting_vote" => "casting_vote.cast",
        "decide" => "decision.recorded",
        "reopen" => "decision.reopened",
        "strike" => "act.struck",
        _ => "nothing that is known",
    }
}

pub fn wrong(history: &History) -> Vec<String> {
    let written = history.written();
    let mut wrong = Vec::new();
    logs(history, &mut wrong);
    once(history, &written, &mut wrong);
    sequence(&written, &mut wrong);
    for look in &history.looks {
        seen(&written, look, &mut wrong);
    }
    both_answer_the_same(history, &written, &mut wrong);
    wrong
}

/// Dense, chained, its clock never set back, and one for both servers.
fn logs(history: &History, wrong: &mut Vec<String>) {
    for log in &history.logs {
        for pair in log.windows(2) {
            if pair[1].index != pair[0].index + 1 {
                wrong.push(format!("a gap in the log: entry {} after {}", pair[1].index, pair[0].index));
            }
            if pair[1].previous != pair[0].leaf {
                wrong.push(format!("entry {} does not follow on {}", pair[1].index, pair[0].index));
            }
            if pair[1].at < pair[0].at {
                wrong.push(format!("entry {} was written before {}", pair[1].index, pair[0].index));
            }
        }
    }
    if history.logs.windows(2).any(|pair| pair[0] != pair[1]) {
        wrong.push("the servers have two logs".to_owned());
    }
}

/// Every entry is of one deed that was acknowledged, and of every such deed there is one entry.
fn once(history: &History, written: &[Written<'_>], wrong: &mut Vec<String>) {
    let Some(log) = history.logs.first() else { return };
    let lines: BTreeMap<i64, _> = log.iter().map(|line| (line.index, line)).collect();
    let mut taken = BTreeSet::new();
    for one in written {
        if !taken.insert(one.entry) {
            wrong.push(format!("two acts were answered with entry {}", one.entry));
        }
        match lines.get(&one.entry) {
            None => wrong.push(format!("acknowledged and not in the log: {} of step {}, entry {}", one.what(), one.deed.step, one.entry)),
            Some(line) if line.leaf != one.leaf => wrong.push(format!("the receipt of entry {} is of another", one.entry)),
            Some(line) if line.kind != kind(one.what()) => {
                wrong.push(format!("entry {} is a {} and not a {}", one.entry, line.kind, one.what()))
            }
            Some(_) => {}
        }
        if one.said["version"] != one.entry {
            wrong.push(format!("the version of entry {} is {}", one.entry, one.said["version"]));
        }
    }
    // A refusal worth noting is an entry too, and nothing that was done.
    let (noted, others): (Vec<_>, Vec<_>) =
        log.iter().filter(|line| !taken.contains(&line.index)).partition(|line| line.kind == "refusal.recorded");
    let refused: usize = history.deeds.iter().filter(|deed| matches!(deed.outcome, Outcome::Refused { .. })).map(|deed| deed.sent).sum();
    if noted.len() > refused {
        wrong.push(format!("the log has {} refusals, and {refused} were answered", noted.len()));
    }
    for line in others {
        wrong.push(format!("in the log and never acknowledged: entry {}, a {}", line.index, line.kind));
    }
}

/// Nothing is written before what had been answered before it was asked for.
fn sequence(written: &[Written<'_>], wrong: &mut Vec<String>) {
    let mut last: Option<&Written<'_>> = None;
    for one in written {
        if let Some(before) = last.filter(|before| one.deed.answered < before.deed.asked) {
            wrong.push(format!("entry {} was answered before entry {} was asked for, and stands after it", one.entry, before.entry));
        }
        if last.is_none_or(|before| before.deed.asked < one.deed.asked) {
            last = Some(one);
        }
    }
}

/// The book as the first of what was written left it: the entry of each act, and whether it was struck.
fn book_of(written: &[Written<'_>]) -> Vec<(i64, bool)> {
    let mut acts: Vec<(i64, Option<&str>)> = Vec::new();
    let mut struck: BTreeSet<&str> = BTreeSet::new();
    for one in written {
        match one.what() {
            "strike" => {
                struck.extend(one.said["what"].as_array().into_iter().flatten().filter_map(|act| act["id"].as_str()));
                for other in one.said["instead"].as_array().into_iter().flatten() {
                    let id = other.as_object().and_then(|of| of.values().next()).and_then(|act| act["id"].as_str());
                    acts.push((one.entry, id));
                }
            }
            "finalise_minutes" => {}
            _ => acts.push((one.entry, one.said["id"].as_str())),
        }
    }
    let mut book: Vec<(i64, bool)> = acts.into_iter().map(|(entry, id)| (entry, id.is_some_and(|id| struck.contains(id)))).collect();
    book.sort_unstable();
    book
}

/// Who looked saw the book as it was at some moment between the question and the answer.
fn seen(written: &[Written<'_>], look: &Look, wrong: &mut Vec<String>) {
    let Saw::Book(saw) = &look.saw else { return };
    let mut moments = History::moments(written, look.asked, look.answered);
    if !moments.any(|entries| book_of(&written[..entries]) == *saw) {
        wrong.push(format!("the look of step {} saw a book that never was: {saw:?}", look.step));
    }
}

fn both_answer_the_same(history: &History, written: &[Written<'_>], wrong: &mut Vec<String>) {
    for pair in history.after.windows(2) {
        for (path, one) in pair[0].iter().filter(|(path, one)| pair[1].get(*path) != Some(one)) {
            wrong.push(format!("{path} is answered in two ways: {one} and {:?}", pair[1].get(path)));
        }
    }
    for (path, told) in history.after.first().into_iter().flatten() {
        if path.ends_with("/book") && book(told) != book_of(written) {
            wrong.push(format!("the book at the end is not what was written: {:?} and not {:?}", book(told), book_of(written)));
        }
    }
}
