//! A line of the decision log as the cells of a table: structures for programs, sentences for
//! spreadsheets.

use serde_json::{Map, Value, json};

use super::decision_log::{COLUMNS, CorrectionLine, DecisionLine, DeterminationLine, InterestLine, TreatmentLine};
use super::lines::Line;
use crate::decisions::rules::evidence::{AdviceBefore, Attended, PanelBefore};
use crate::fault::{Error, Fault};
use crate::http::Format;
use crate::moment::Date;
use crate::quorum::{Clause, Quorum};

/// The cells of a line, in the order of [`COLUMNS`].
///
/// # Errors
/// A fault for a line that has no JSON form.
pub fn cells(line: &Line, format: Format) -> Result<Vec<Value>, Error> {
    let told = match line {
        Line::Decision(line) => serde_json::to_value(line),
        Line::Urgent(line) => serde_json::to_value(line),
    };
    let mut members: Map<String, Value> = match told {
        Ok(Value::Object(members)) => members,
        Ok(_) => return Err(Fault::Other("a line of the decision log is no object".to_owned()).into()),
        Err(error) => return Err(Fault::Other(error.to_string()).into()),
    };
    if let (Format::Csv, Line::Decision(line)) = (format, line) {
        for (column, sentences) in SENTENCES {
            members.insert((*column).to_owned(), json!(sentences(line)));
        }
    }
    Ok(COLUMNS.iter().map(|column| members.remove(*column).unwrap_or_default()).collect())
}

/// What is left of a line for somebody who was excluded from its item: what the agenda told them,
/// and that the rest is withheld.
#[must_use]
pub fn withheld_cells(cells: Vec<Value>) -> Vec<Value> {
    let left = |(column, cell): (&&str, Value)| match *column {
        "flags" => json!(["withheld_from_this_reader"]),
        name if TOLD.contains(&name) => cell,
        _ => Value::Null,
    };
    COLUMNS.iter().zip(cells).map(left).collect()
}

/// What an agenda tells of an item, and where in the log its decision stands.
const TOLD: &[&str] = &[
    "as_of_entry",
    "as_of_root",
    "entry",
    "decision",
    "organisation",
    "committee",
    "committee_id",
    "meeting",
    "meeting_reference",
    "meeting_date",
    "part",
    "item",
    "item_number",
    "title",
    "kind",
];

/// What a spreadsheet shows instead of a structure, sentence by sentence.
type Sentences = fn(&DecisionLine) -> Vec<String>;

const SENTENCES: &[(&str, Sentences)] = &[
    ("papers", |line| line.papers.iter().map(|paper| format!("{} by {} ({})", paper.title, paper.authors.join(", "), paper.id)).collect()),
    ("attendees", |line| line.attendees.iter().map(|attended| attendee(attended, line)).collect()),
    ("interests", |line| line.interests.iter().map(interest).collect()),
    ("treatments", |line| line.treatments.iter().map(treatment).collect()),
    ("quorum_before", |line| leaves(&line.quorum_before)),
    ("quorum_after", |line| leaves(&line.quorum_after)),
    ("panels", |line| line.panels.iter().map(panel).collect()),
    ("never_declared", |line| line.never_declared.clone()),
    ("advice", |line| line.advice.iter().map(advice).collect()),
    ("votes", |line| {
        line.votes.iter().map(|vote| format!("{} ({}): {}, weight {}", vote.seat, vote.name, vote.state, vote.weight)).collect()
    }),
    ("composition", |line| line.composition.iter().map(clause).collect()),
    ("corrections", |line| line.corrections.iter().map(correction).collect()),
    ("determinations", |line| line.determinations.iter().map(|said| determination(said, line.meeting_date)).collect()),
    ("decided_again", |line| {
        let again = line.decided_again.iter();
        again
            .map(|again| format!("at {} by {} (entry {})", again.at.clock_beside(line.meeting_date), again.decision, again.entry))
            .collect()
    }),
    ("reopened", |line| {
        let again = line.reopened.iter();
        again.map(|again| format!("at {} by {}, because: {}", again.at.clock_beside(line.meeting_date), again.name, again.reason)).collect()
    }),
];

fn interest(interest: &InterestLine) -> String {
    let category = interest.category.map_or("", |category| category.as_str());
    let declaration = interest.declaration.map_or_else(String::new, |id| format!(" [{id}]"));
    format!("{}: {category} {}{declaration}", interest.name, interest.says)
}

fn advice(advice: &AdviceBefore) -> String {
    let AdviceBefore { name, treatment, at, says, .. } = advice;
    let how = if advice.in_writing { "in writing" } else { "in the room" };
    format!("{name} (who was to {}), {how}, {at}: {says}", treatment.told())
}

fn panel(panel: &PanelBefore) -> String {
    let found = match panel.undue_influence {
        Some(true) => ", found undue influence and advised not to accept it",
        Some(false) => ", found no undue influence",
        None => "",
    };
    let words = panel.words.as_ref().map_or_else(String::new, |words| format!(": {words}"));
    let instructed = if panel.instructed.is_empty() { String::new() } else { format!("; instructed {}", panel.instructed.join(", ")) };
    let (on, by, members) = (panel.on, &panel.convened_by, panel.members.join(", "));
    format!("{on}: {members}, convened by {by}, because: {}{found}{words}{instructed}", panel.reason)
}

fn treatment(how: &TreatmentLine) -> String {
    let ruled = match (&how.ruled, &how.decider) {
        (Some(ruled), Some(decider)) => format!("ruled by {decider} to {}", ruled.told()),
        _ => "not ruled on".to_owned(),
    };
    let reason = how.reason.as_ref().map_or_else(String::new, |reason| format!(", because: {reason}"));
    format!("{}: proposed to {}, {ruled}{reason}", how.name, how.proposed.told())
}

fn correction(added: &CorrectionLine) -> String {
    let by = added.name.as_ref().map_or_else(String::new, |name| format!(" through {name}"));
    let outcome =
        added.outcome.map_or_else(String::new, |outcome| format!(" The committee said{by} that the outcome was {}.", outcome.words()));
    format!("entry {}: {}{outcome} Reason: {}", added.entry, added.text, added.reason)
}

fn determination(said: &DeterminationLine, day: Date) -> String {
    let DeterminationLine { entry, at, finding, name, reason, .. } = said;
    format!("entry {entry}, at {}, by {name} as guardian: {}. Reason: {reason}", at.clock_beside(day), finding.told())
}

fn attendee(line: &Attended, of: &DecisionLine) -> String {
    let seats: Vec<String> =
        line.seats.iter().zip(&line.capacities).map(|(seat, capacity)| format!("{} ({capacity})", seat.replace('_', " "))).collect();
    let seat = if seats.is_empty() { "in attendance".to_owned() } else { seats.join(", ") };
    let times: Vec<String> = line
        .times
        .iter()
        .map(|time| {
            let why = if time.for_this_item {
                " for this item"
            } else if time.adjourned {
                " as the meeting was adjourned"
            } else {
                ""
            };
            format!("{} {}{why}", time.event, time.at.clock_beside(of.meeting_date))
        })
        .collect();
    let here = match (of.correspondence.is_some(), line.present) {
        (false, true) => "present",
        (false, false) => "not in the room",
        (true, true) => "replied",
        (true, false) => "gave no reply",
    };
    let deputy = if line.deputy { ", as deputy" } else { "" };
    let times = if times.is_empty() { String::new() } else { format!(": {}", times.join(", ")) };
    format!("{}, {seat}{deputy}, {here}{times}", line.name)
}

fn leaves(quorum: &Quorum) -> Vec<String> {
    fn walk(at: &Clause, found: &mut Vec<String>) {
        if at.clauses.is_empty() {
            found.push(clause(at));
        }
        at.clauses.iter().for_each(|below| walk(below, found));
    }
    let mut found = Vec::new();
    quorum.tree.iter().for_each(|tree| walk(tree, &mut found));
    found
}

fn clause(clause: &Clause) -> String {
    let count = match (clause.required, clause.found) {
        (Some(required), Some(found)) => format!(" ({found} found, {required} required)"),
        _ => String::new(),
    };
    format!("{}{count}: {}", clause.says, if clause.satisfied { "met" } else { "not met" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_structure_has_its_sentences_under_a_known_column() {
        for (column, _) in SENTENCES {
            assert!(COLUMNS.contains(column), "{column}");
            assert!(!TOLD.contains(column), "{column}");
        }
        assert!(TOLD.iter().all(|column| COLUMNS.contains(column)));
    }
}
