//! What the answers of the API look like on the page, from the meeting on: refusals, the quorum,
//! the count, decisions, the minutes and the logs.

use serde_json::Value;

use super::client::read;
use super::loading::People;
use super::page::{Ink, Page};
use super::scene::Scene;
use super::telling::{Told, items, list, or_dash, plain, rungs, word};
use crate::decisions::rules::decide::decides;
use crate::decisions::rules::evidence::Evidence;
use crate::exports::urgent::URGENT;
use crate::moment::Date;
use crate::problem::Problem;
use crate::quorum::{Clause, Quorum};

/// A refusal: every reason with its rule, the cure, the next step.
pub fn refused(page: &mut Page, problem: &Problem) -> Told {
    const MARGIN: usize = 20;
    if problem.reasons.is_empty() {
        page.labelled(Ink::Bad, MARGIN, "REFUSED  ", &format!("{} ({}): {}", problem.code, problem.status, problem.detail))?;
    }
    for (n, reason) in problem.reasons.iter().enumerate() {
        let label = if n == 0 { "REFUSED  " } else { "     and " };
        page.labelled(Ink::Bad, MARGIN, label, &format!("{} (rule {}): {}", reason.code, reason.rule, reason.detail))?;
        // A cure that several reasons share is said once.
        let shared = problem.reasons.get(n + 1).is_some_and(|next| next.cure == reason.cure);
        if let Some(cure) = reason.cure.as_ref().filter(|_| !shared) {
            page.labelled(Ink::Plain, MARGIN + 9, "Cure: ", cure)?;
        }
    }
    if !problem.remedies.is_empty() {
        let next: Vec<&str> = problem.remedies.iter().map(|remedy| remedy.label.as_str()).collect();
        page.labelled(Ink::Plain, MARGIN + 9, "Next: ", &next.join("; "))?;
    }
    Ok(())
}

/// Who presides over an item; where several committees decide in common, who convenes and who presides in each.
pub fn presiding(page: &mut Page, scene: &Scene, found: &Value) -> Told {
    let nobody = |value: &Value| if word(value, "name").is_empty() { "nobody".to_owned() } else { word(value, "name").to_owned() };
    page.labelled(Ink::Bold, 2, "Presiding: ", &nobody(found))?;
    let each: Vec<String> =
        list(found, "committees").map(|one| format!("{}: {}", scene.short(word(one, "committee_name")), nobody(one))).collect();
    if each.len() > 1 {
        page.labelled(Ink::Plain, 2, "In each committee: ", &each.join("; "))?;
    }
    Ok(())
}

/// The quorum of an item, clause by clause, before and after exclusions.
pub fn quorum(page: &mut Page, committee: Option<&str>, found: &Value) -> Told {
    let after: Quorum = read(found.clone(), "the quorum of an item")?;
    let before: Quorum = read(found.get("before_exclusions").cloned().unwrap_or_default(), "the quorum before exclusions")?;
    let mut rows: Vec<[String; 4]> = Vec::new();
    if let (Some(before), Some(after)) = (&before.tree, &after.tree) {
        clauses(before, after, 0, &mut rows);
    }
    rows.push(["So the item is".to_owned(), String::new(), quorate(before.quorate).to_owned(), quorate(after.quorate).to_owned()]);
    page.gap()?;
    let title = committee.map_or_else(|| "quorum now".to_owned(), |committee| format!("quorum now, {committee}"));
    page.table([&title, "needed", "before exclusion", "after exclusion"], &rows)?;
    let mut out: Vec<String> = Vec::new();
    if let Some(tree) = &after.tree {
        left_out(tree, &mut out);
    }
    if !out.is_empty() {
        page.labelled(Ink::Plain, 2, "Not counted: ", &out.join(", "))?;
    }
    let repairs: Vec<&str> = list(found, "repairs").filter_map(Value::as_str).collect();
    if !repairs.is_empty() {
        page.labelled(Ink::Bold, 2, "What would repair it: ", &rungs(&repairs))?;
    }
    Ok(page.gap()?)
}

const fn quorate(yes: bool) -> &'static str {
    if yes { "quorate" } else { "INQUORATE" }
}

fn clauses(before: &Clause, after: &Clause, depth: usize, rows: &mut Vec<[String; 4]>) {
    let cell = |clause: &Clause| {
        let met = if clause.satisfied { "met" } else { "NOT met" };
        clause.found.map_or_else(|| met.to_owned(), |found| format!("{found} found, {met}"))
    };
    let needed = after.required.map(|required| required.to_string()).unwrap_or_default();
    rows.push([format!("{}{}", "  ".repeat(depth), after.says), needed, cell(before), cell(after)]);
    for (before, after) in before.clauses.iter().zip(&after.clauses) {
        clauses(before, after, depth + 1, rows);
    }
}

fn left_out(clause: &Clause, out: &mut Vec<String>) {
    for left in &clause.left_out {
        let said = format!("{} ({})", left.name.clone().unwrap_or_else(|| plain(&left.seat)), plain(left.why.as_str()));
        if !out.contains(&said) {
            out.push(said);
        }
    }
    clause.clauses.iter().for_each(|inner| left_out(inner, out));
}

/// The count, as it stands before the outcome is recorded.
pub fn tally(page: &mut Page, committee: Option<&str>, found: &Value) -> Told {
    let number = |name: &str| found.get(name).map(ToString::to_string).unwrap_or_default();
    let said = format!(
        "for {}, against {}, abstained {}, excluded {}, absent {}, not voting {}: {}",
        number("for").trim_matches('"'),
        number("against").trim_matches('"'),
        number("abstained").trim_matches('"'),
        number("excluded").trim_matches('"'),
        number("absent").trim_matches('"'),
        number("not_voting").trim_matches('"'),
        if found.get("carried") == Some(&Value::Bool(true)) { "carried" } else { "not carried" }
    );
    let label = committee.map_or_else(|| "Count: ".to_owned(), |committee| format!("Count, {committee}: "));
    Ok(page.labelled(Ink::Plain, 20, &label, &said)?)
}

/// A decision that was recorded, in one committee or in several.
pub fn decided(page: &mut Page, outcome: &str, said: Option<&str>, found: &[(Option<&str>, Evidence)]) -> Told {
    let word = plain(outcome).to_uppercase();
    let otherwise = if outcome.parse().is_ok_and(decides) { "without a vote, by consensus" } else { "without a vote" };
    page.labelled(Ink::Good, 20, &format!("{word}  "), said.unwrap_or(otherwise))?;
    // Committees with the same quorum stand together.
    let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
    for (committee, evidence) in found {
        let says =
            format!("{} before exclusion, {} after", quorate(evidence.quorum_before.quorate), quorate(evidence.quorum_after.quorate));
        match alike.iter_mut().find(|(other, _)| *other == says) {
            Some((_, committees)) => committees.extend(committee),
            None => alike.push((says, committee.iter().copied().collect())),
        }
    }
    let one = alike.len() == 1;
    let says = |(says, committees): (String, Vec<&str>)| if one { says } else { format!("{}: {says}", committees.join(", ")) };
    let quorum: Vec<String> = alike.into_iter().map(says).collect();
    Ok(page.labelled(Ink::Plain, 20 + word.chars().count() + 2, "Quorum: ", &quorum.join("; "))?)
}

/// What was declared too late, or kept back.
pub fn breaches(page: &mut Page, people: &People, found: &Value) -> Told {
    let rows: Vec<[String; 3]> = items(found)
        .map(|breach| {
            let late = breach.get("days_late").map_or_else(|| "-".to_owned(), |days| format!("{days} days after the 28 allowed"));
            [people.name(people.code(word(breach, "person"))).to_owned(), plain(word(breach, "type")), late]
        })
        .collect();
    page.gap()?;
    page.table(["who", "breach", "how late"], &rows)?;
    Ok(page.gap()?)
}

/// The minutes, each line wrapped with its own indent.
pub fn minutes(page: &mut Page, text: &str) -> Told {
    page.gap()?;
    for line in text.lines() {
        let indent = line.chars().take_while(|c| *c == ' ').count();
        let label = " ".repeat(if indent > 0 { 2 } else { 0 });
        let first = line.trim_start();
        // What follows a label hangs under it.
        match first.split_once(": ").filter(|(label, _)| indent > 0 && label.len() < 12 && !label.contains(' ')) {
            Some((name, rest)) => page.labelled(Ink::Plain, indent, &format!("{label}{name}: "), rest)?,
            None => page.labelled(Ink::Plain, indent, &label, first)?,
        }
    }
    Ok(())
}

/// The decision log, a line a decision, meeting by meeting.
pub fn decisions(page: &mut Page, scene: &Scene, found: &Value) -> Told {
    let mut meetings: Vec<(&str, Vec<&Value>)> = Vec::new();
    for line in items(found) {
        // What was decided between meetings is of the day on which it was.
        let meeting = word(line, if word(line, "kind") == URGENT { "decided_on" } else { "meeting" });
        match meetings.iter_mut().find(|(other, _)| *other == meeting) {
            Some((_, lines)) => lines.push(line),
            None => meetings.push((meeting, vec![line])),
        }
    }
    let several = meetings.len() > 1;
    for (_, lines) in meetings {
        let is_urgent = lines.first().is_some_and(|line| word(line, "kind") == URGENT);
        let day = if is_urgent { "decided_on" } else { "meeting_date" };
        let day: Option<Date> = lines.first().and_then(|line| word(line, day).parse().ok());
        if let Some(day) = day.filter(|_| several) {
            let what = if is_urgent { "Decided urgently, between meetings, on" } else { "Of" };
            page.subheading(&format!("{what} {}", day.long()))?;
        }
        if is_urgent {
            urgent(page, scene, &lines)?;
        } else {
            lines_of(page, scene, &lines)?;
        }
    }
    let statement =
        items(found).find(|line| word(line, "decision_type") == "award").map(|line| word(line, "conflicts_statement").to_owned());
    if let Some(statement) = statement.filter(|statement| !statement.is_empty()) {
        page.gap()?;
        page.labelled(Ink::Plain, 2, "Conflicts statement of the award: ", &statement)?;
    }
    Ok(page.gap()?)
}

/// What was decided between meetings: by whom, and what the committee has made of it. No quorum is asked.
fn urgent(page: &mut Page, scene: &Scene, lines: &[&Value]) -> Told {
    let names = |line: &Value, name: &str| or_dash(list(line, name).filter_map(Value::as_str).collect::<Vec<_>>().join(", "));
    let rows = lines.iter().map(|line| {
        let since = word(line, "ratification");
        let item = format!("{}, {}", word(line, "item_number"), scene.short(word(line, "committee")));
        let entry = line.get("entry").map(ToString::to_string).unwrap_or_default();
        let since = if since.is_empty() { "waits to be ratified".to_owned() } else { plain(since) };
        [entry, item, plain(word(line, "outcome")), names(line, "taken_by"), since]
    });
    let rows: Vec<[String; 5]> = rows.collect();
    Ok(page.table(["entry", "item and committee", "outcome", "taken by", "since"], &rows)?)
}

/// The lines of one meeting. Where several committees decide, each is named instead of who presides in it.
fn lines_of(page: &mut Page, scene: &Scene, lines: &[&Value]) -> Told {
    let number = |line: &Value, name: &str| line.get(name).map(ToString::to_string).unwrap_or_default().trim_matches('"').to_owned();
    let quorum = |line: &Value, name: &str| if line.get(name) == Some(&Value::Bool(true)) { "yes" } else { "no" };
    let committee = |line: &Value| word(line, "committee").to_owned();
    let in_common = lines.iter().any(|line| lines.first().is_some_and(|first| committee(first) != committee(line)));
    let cells = |line: &&Value| {
        let line = *line;
        let out: Vec<String> = list(line, "treatments")
            .filter(|how| !matches!(word(how, "ruled"), "" | "participate" | "note"))
            .map(|how| word(how, "name").to_owned())
            .collect();
        // That it was put off is its outcome already.
        let rung = Some(word(line, "ladder_rung")).filter(|rung| !rung.is_empty() && *rung != "defer");
        let outcome = plain(word(line, "outcome"));
        [
            number(line, "entry"),
            word(line, "item_number").to_owned(),
            rung.map_or_else(|| outcome.clone(), |rung| format!("{outcome}, {rung}")),
            format!("{}-{}-{}", number(line, "votes_for"), number(line, "votes_against"), number(line, "votes_abstained")),
            number(line, "votes_excluded"),
            format!("{}/{}", quorum(line, "quorate_before"), quorum(line, "quorate_after")),
            word(line, "presiding").to_owned(),
            or_dash(out.join(", ")),
        ]
    };
    let rows: Vec<[String; 8]> = lines.iter().map(cells).collect();
    if !in_common {
        return Ok(page.table(["entry", "item", "outcome", "for-ag.-abst.", "excl.", "quorum", "presiding", "kept out"], &rows)?);
    }
    let rows: Vec<[String; 7]> = rows
        .into_iter()
        .zip(lines)
        .map(|([entry, item, outcome, votes, excluded, quorum, _, out], line)| {
            let item = format!("{item}, {}", scene.short(word(line, "committee")));
            [entry, item, outcome, votes, excluded, quorum, out]
        })
        .collect();
    Ok(page.table(["entry", "item and committee", "outcome", "for-ag.-abst.", "excl.", "quorum", "kept out"], &rows)?)
}

/// The end of the log, as the auditor sees it.
pub fn log(page: &mut Page, head: &Value, entries: &[String]) -> Told {
    page.gap()?;
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for kind in entries {
        match kinds.iter_mut().find(|(other, _)| other == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    let said: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let size = head.get("size").map(ToString::to_string).unwrap_or_default();
    page.labelled(Ink::Plain, 2, "", &format!("The log {} has {size} entries; its root is {}.", word(head, "origin"), word(head, "root")))?;
    Ok(page.labelled(Ink::Plain, 2, "The entries: ", &said.join(", "))?)
}
