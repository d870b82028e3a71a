//! What the answers of the API look like on the page, from the meeting on: refusals, the quorum,
//! the count, decisions, the minutes and the logs.

use serde_json::Value;

use super::client::read;
use super::page::{Ink, Page};
use super::telling::{Told, items, list, or_dash, plain, rungs, word};
use crate::decisions::rules::evidence::Evidence;
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

/// The quorum of an item, clause by clause, before and after exclusions.
pub fn quorum(page: &mut Page, found: &Value) -> Told {
    let after: Quorum = read(found.clone(), "the quorum of an item")?;
    let before: Quorum = read(found.get("before_exclusions").cloned().unwrap_or_default(), "the quorum before exclusions")?;
    let mut rows: Vec<[String; 4]> = Vec::new();
    if let (Some(before), Some(after)) = (&before.tree, &after.tree) {
        clauses(before, after, 0, &mut rows);
    }
    rows.push(["So the item is".to_owned(), String::new(), quorate(before.quorate).to_owned(), quorate(after.quorate).to_owned()]);
    page.gap()?;
    page.table(["quorum now", "needed", "before exclusion", "after exclusion"], &rows)?;
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
pub fn tally(page: &mut Page, found: &Value) -> Told {
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
    Ok(page.labelled(Ink::Plain, 20, "Count: ", &said)?)
}

/// A decision that was recorded.
pub fn decided(page: &mut Page, outcome: &str, said: Option<&str>, evidence: &Evidence) -> Told {
    let word = plain(outcome).to_uppercase();
    page.labelled(Ink::Good, 20, &format!("{word}  "), said.unwrap_or("without a vote, by consensus"))?;
    let quorum = format!("{} before exclusion, {} after", quorate(evidence.quorum_before.quorate), quorate(evidence.quorum_after.quorate));
    Ok(page.labelled(Ink::Plain, 20 + word.chars().count() + 2, "Quorum: ", &quorum)?)
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

/// The decision log, a line a decision.
pub fn decisions(page: &mut Page, found: &Value) -> Told {
    let rows: Vec<[String; 8]> = items(found)
        .map(|line| {
            let number = |name: &str| line.get(name).map(ToString::to_string).unwrap_or_default().trim_matches('"').to_owned();
            let quorum = |name: &str| if line.get(name) == Some(&Value::Bool(true)) { "yes" } else { "no" };
            let out: Vec<String> = list(line, "treatments")
                .filter(|how| !matches!(word(how, "ruled"), "" | "participate" | "note"))
                .map(|how| word(how, "name").to_owned())
                .collect();
            let rung = word(line, "ladder_rung");
            let outcome = if rung.is_empty() { plain(word(line, "outcome")) } else { format!("{}, {rung}", plain(word(line, "outcome"))) };
            [
                number("entry"),
                word(line, "item_number").to_owned(),
                outcome,
                format!("{}-{}-{}", number("votes_for"), number("votes_against"), number("votes_abstained")),
                number("votes_excluded"),
                format!("{}/{}", quorum("quorate_before"), quorum("quorate_after")),
                word(line, "presiding").to_owned(),
                or_dash(out.join(", ")),
            ]
        })
        .collect();
    page.table(["entry", "item", "outcome", "for-ag.-abst.", "excl.", "quorum", "presiding", "kept out"], &rows)?;
    let statement =
        items(found).find(|line| word(line, "decision_type") == "award").map(|line| word(line, "conflicts_statement").to_owned());
    if let Some(statement) = statement.filter(|statement| !statement.is_empty()) {
        page.gap()?;
        page.labelled(Ink::Plain, 2, "Conflicts statement of the award: ", &statement)?;
    }
    Ok(page.gap()?)
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
