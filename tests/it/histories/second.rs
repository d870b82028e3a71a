//! A history as the second reading of the law has it. What was recorded is told to it in the order of the log, and it
//! must permit all of that; what was refused it must refuse for the same reasons at some moment between the question and
//! the answer; and a count that somebody saw must have been the count at such a moment.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::reading::World;
use super::reading::calendar::{DAY, Moment, day, moment_text};
use super::record::{Deed, History, Look, Outcome, Saw, Written};

/// What one reading tells beside other reasons and the other does not: of a holder who is out while a deputy sits, and of
/// who comes and goes at a meeting that is adjourned to no day or whose minutes are final; and that a tie waits for the casting
/// vote, of an outcome that is taken by consensus and dissented from. Both refuse.
const TOLD_BY_ONE: [&str; 3] = ["not_a_member_of_this_committee", "meeting_not_open", "casting_vote_needed"];

/// The times of a history, as minutes of its day: the second reading knows nothing smaller, and only their order matters.
struct Times {
    date: Moment,
    minutes: BTreeMap<String, Moment>,
}

impl Times {
    fn of(history: &History, written: &[Written<'_>]) -> Self {
        let mut all = BTreeSet::new();
        for one in written {
            let instead = one.said["instead"].as_array().into_iter().flatten();
            let instead = instead.filter_map(|other| other.as_object()?.values().next());
            for said in std::iter::once(one.said).chain(instead) {
                all.extend(said["at"].as_str().or(said["told_at"].as_str()).map(str::to_owned));
            }
        }
        let date = day(history.case["meetings"][0]["date"].as_str().unwrap_or("")) * DAY;
        Self { date, minutes: all.into_iter().zip(1..).collect() }
    }

    fn text(&self, at: &str) -> String {
        moment_text(self.date + self.minutes.get(at).copied().unwrap_or(0))
    }

    /// The last time in a book, which whatever is entered without one has.
    fn last(&self, world: &World) -> String {
        let last = world.log.iter().filter(|entry| !entry.struck).filter_map(|entry| entry.time).max();
        moment_text(last.unwrap_or(self.date))
    }
}

/// The step by which the second reading is told of what was written.
fn step_of(times: &Times, one: &Written<'_>) -> Value {
    let mut step = one.deed.act.clone();
    let said = one.said;
    if one.what() == "strike" {
        let written = said["instead"][0].as_object().and_then(|of| of.values().next());
        if let Some(written) = written {
            step["instead"]["as"] = written["id"].clone();
            if let Some(at) = step["instead"]["at"].as_str() {
                step["instead"]["at"] = json!(times.text(at));
            }
        }
        return step;
    }
    if let Some(at) = said["at"].as_str().or(said["told_at"].as_str()) {
        step["at"] = json!(times.text(at));
    }
    if one.what() == "declare" {
        step["declaration"]["id"] = said["id"].clone();
        step["declaration"]["declared"] = said["declared"].clone();
    } else if said["id"].is_string() {
        step["as"] = said["id"].clone();
    }
    step
}

/// The step by which it is asked what was refused, at one moment.
fn step_at(times: &Times, world: &World, act: &Value) -> Value {
    let mut step = act.clone();
    let at = step["at"].as_str().map_or_else(|| times.last(world), |at| times.text(at));
    match step["do"].as_str() {
        Some("strike") => {
            if let Some(at) = step["instead"]["at"].as_str() {
                step["instead"]["at"] = json!(times.text(at));
            }
        }
        Some("finalise_minutes") => {}
        Some("declare") => {
            step["at"] = json!(at);
            step["declaration"]["id"] = json!("what was refused");
        }
        _ => step["at"] = json!(at),
    }
    step
}

pub fn wrong(history: &History) -> Vec<String> {
    let written = history.written();
    let times = Times::of(history, &written);
    let mut wrong = Vec::new();
    let mut worlds = vec![World::read(&history.case)];
    let mut closed = None;
    for (n, one) in written.iter().enumerate() {
        let mut world = worlds[n].clone();
        // The second reading does not know of a meeting that is closed, and is closed to nobody then.
        if one.what() == "close" {
            closed = Some((n, one.said["at"].as_str().unwrap_or("")));
            worlds.push(world);
            continue;
        }
        if let Some((_, at)) = closed.filter(|(_, at)| is_business(one) && one.said["at"].as_str() > Some(*at)) {
            wrong.push(format!("entry {} is of business after the meeting was closed at {at}", one.entry));
        }
        let refused = world.enter(&step_of(&times, one));
        if !refused.is_empty() {
            wrong.push(format!("the second reading refuses entry {} ({}): {}", one.entry, one.what(), refused.join(", ")));
            return wrong;
        }
        if one.what() == "decide" {
            let item = one.said["item"].as_str().unwrap_or("");
            let (counted, says) = (world.tally(item), &one.said["evidence"]["tally"]);
            wrong.extend(another(&counted, says).map(|how| format!("the count of the decision of entry {}: {how}", one.entry)));
            let (recorded, effective) = (&one.said["effective"], &world.decision(item)["effective"]);
            if recorded != effective {
                wrong.push(format!("the decision of entry {} is effective: {recorded}, and not {effective}", one.entry));
            }
        }
        worlds.push(world);
    }
    let closed = closed.map(|(n, _)| n);
    for deed in &history.deeds {
        if let Outcome::Refused { codes } = &deed.outcome {
            wrong.extend(refusal(&times, &worlds, &written, closed, deed, codes));
        }
    }
    wrong.extend(history.looks.iter().filter_map(|look| seen(&worlds, &written, look)));
    wrong
}

fn is_business(one: &Written<'_>) -> bool {
    matches!(one.what(), "convene" | "begin" | "vote" | "hands" | "casting_vote" | "decide" | "adjourn" | "resume" | "reopen")
}

/// Somebody was refused for what never was so.
fn refusal(
    times: &Times,
    worlds: &[World],
    written: &[Written<'_>],
    closed: Option<usize>,
    deed: &Deed,
    codes: &BTreeSet<String>,
) -> Option<String> {
    let mut told = Vec::new();
    for n in History::moments(written, deed.asked, deed.answered) {
        let is_closed = closed.is_some_and(|closed| n > closed);
        let mut world = worlds[n].clone();
        // What it takes to close a meeting the second reading does not know; its minutes take as much, and more.
        if deed.what() == "close" {
            return None;
        }
        let refused: BTreeSet<String> = world.enter(&step_at(times, &world, &deed.act)).into_iter().collect();
        let is_told = !refused.is_empty() && refused.symmetric_difference(codes).all(|code| TOLD_BY_ONE.contains(&code.as_str()));
        if is_told || (is_closed && codes.contains("meeting_not_open")) {
            return None;
        }
        told.push(format!(
            "{} as of {n}",
            if refused.is_empty() { "permitted".into() } else { refused.into_iter().collect::<Vec<_>>().join(", ") }
        ));
    }
    let codes = codes.iter().cloned().collect::<Vec<_>>().join(", ");
    Some(format!("step {} ({}) was refused for {codes}; the second reading: {}", deed.step, deed.act, told.join("; ")))
}

/// Where two counts part.
fn another(counted: &Value, says: &Value) -> Option<String> {
    let fields = ["for", "against", "abstained", "excluded", "absent", "not_voting"];
    let same = |field: &&str| counted[*field].as_f64() == says[*field].as_f64();
    let differs = fields.iter().find(|field| !same(field)).or_else(|| ["carried"].iter().find(|field| counted[**field] != says[**field]));
    differs.map(|field| format!("{field} is {} and not {}", says[*field], counted[*field]))
}

/// Somebody saw a count that never was.
fn seen(worlds: &[World], written: &[Written<'_>], look: &Look) -> Option<String> {
    let Saw::Tally { item, says } = &look.saw else { return None };
    let differs: Option<Vec<String>> =
        History::moments(written, look.asked, look.answered).map(|n| another(&worlds[n].tally(item), says)).collect();
    differs.map(|how| format!("the look of step {} saw a count of {item} that never was: {}", look.step, how.join("; ")))
}
