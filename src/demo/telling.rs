//! What the answers of the API look like on the page. Each function takes one answer and tells it
//! to a governance lead; none knows more than the answer says.

use serde_json::Value;

use super::Stop;
use super::client::{read, text};
use super::loading::Loaded;
use super::opening::Opened;
use super::page::{Ink, Page};
use crate::agenda::sheet::{Sheet, SheetItem};
use crate::decisions::evidence::Evidence;
use crate::problem::Problem;
use crate::quorum::{Clause, Quorum};

type Told = Result<(), Stop>;

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    list(value, "items")
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn plain(word: &str) -> String {
    word.replace('_', " ")
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "-".to_owned() } else { text }
}

/// Item by item, or on one item, on whom what is proposed and why.
pub fn proposals(page: &mut Page, found: &Value, only: Option<&str>) -> Told {
    for item in items(found).filter(|item| only.is_none_or(|only| word(item, "number") == only)) {
        page.subheading(&format!("Item {}. {}", word(item, "number"), word(item, "title")))?;
        let mut rows: Vec<[String; 4]> = Vec::new();
        for person in list(item, "people") {
            let because: Vec<&str> = list(person, "grounds").map(|ground| word(ground, "because")).collect();
            let mut rules: Vec<&str> = list(person, "grounds").map(|ground| word(ground, "rule")).collect();
            rules.dedup();
            rows.push([word(person, "name").to_owned(), plain(word(person, "treatment")), rules.join(", "), because.join("\n")]);
        }
        if rows.is_empty() {
            page.labelled(Ink::Plain, 2, "", "Nobody's interest reaches this item.")?;
        } else {
            page.table(["who", "proposed", "rule", "because"], &rows)?;
        }
        if list(item, "withheld").next().is_some() {
            page.labelled(Ink::Plain, 2, "", "What is proposed for others is withheld from this reader.")?;
        }
    }
    Ok(())
}

fn forecast_of(item: &SheetItem) -> (String, String) {
    let first = item.forecasts.first();
    (
        first.map(|forecast| forecast.forecast.to_string()).unwrap_or_default(),
        first.map(|forecast| forecast.depends_on_names.join(", ")).unwrap_or_default(),
    )
}

/// The forecast of each item, with who presides and who does not get the papers.
pub fn forecast(page: &mut Page, sheet: &Sheet) -> Told {
    let rows: Vec<[String; 6]> = sheet
        .items
        .iter()
        .map(|item| {
            let (forecast, depends) = forecast_of(item);
            let withheld: Vec<String> = item
                .people
                .iter()
                .filter(|person| item.papers_withheld.contains(&person.person))
                .map(|person| person.name.clone())
                .collect();
            [
                item.number.clone(),
                plain(item.purpose.as_str()),
                item.presiding_name.clone().unwrap_or_else(|| "nobody".to_owned()),
                forecast,
                or_dash(depends),
                or_dash(withheld.join(", ")),
            ]
        })
        .collect();
    page.table(["item", "purpose", "would preside", "forecast", "depends on", "no papers for"], &rows)?;
    Ok(())
}

/// The forecast in one line.
pub fn forecast_in_short(page: &mut Page, sheet: &Sheet) -> Told {
    // Items of which the same is to be expected stand together.
    let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
    for item in &sheet.items {
        let says = expectation(item);
        match alike.iter_mut().find(|(other, _)| *other == says) {
            Some((_, numbers)) => numbers.push(&item.number),
            None => alike.push((says, vec![&item.number])),
        }
    }
    let said: Vec<String> = alike.iter().map(|(says, numbers)| format!("items {}: {says}", numbers.join(", "))).collect();
    Ok(page.labelled(Ink::Plain, 20, "Forecast: ", &said.join("; "))?)
}

/// The forecast of an item, with whom it depends on.
fn expectation(item: &SheetItem) -> String {
    let (forecast, depends) = forecast_of(item);
    if depends.is_empty() { forecast } else { format!("{forecast} on the {}", depends.to_lowercase()) }
}

/// The agenda as it was published.
pub fn agenda(page: &mut Page, sheet: &Sheet) -> Told {
    page.subheading(&format!("AGENDA  {}", sheet.reference))?;
    let committees: Vec<String> = sheet.committees.iter().map(|committee| committee.name.clone()).collect();
    page.labelled(Ink::Plain, 0, "", &format!("{}, {}", committees.join("; "), sheet.date.long()))?;
    for item in &sheet.items {
        page.labelled(Ink::Bold, 2, &format!("{}  ", item.number), &item.title)?;
        let presiding = item.presiding_name.as_deref().unwrap_or("nobody");
        let stage = plain(item.stage.as_str());
        page.labelled(Ink::Plain, 5, "", &format!("For {}, read as stage {stage}. Presiding: {presiding}.", item.purpose))?;
        page.labelled(Ink::Plain, 5, "Forecast: ", &expectation(item))?;
        // People who are treated alike stand in one line.
        let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
        for person in &item.people {
            let how = format!("{}{}", plain(person.treatment.as_str()), if person.ruled { "" } else { " (proposed)" });
            match alike.iter_mut().find(|(other, _)| *other == how) {
                Some((_, names)) => names.push(&person.name),
                None => alike.push((how, vec![&person.name])),
            }
        }
        for (how, names) in alike {
            page.labelled(Ink::Plain, 5, &format!("{how}: "), &names.join(", "))?;
        }
        let withheld: Vec<&str> =
            item.people.iter().filter(|person| item.papers_withheld.contains(&person.person)).map(|person| person.name.as_str()).collect();
        if !withheld.is_empty() {
            page.labelled(Ink::Plain, 5, "papers withheld from: ", &withheld.join(", "))?;
        }
    }
    Ok(page.gap()?)
}

/// The forecast of one item, as it would be.
///
/// # Errors
/// An answer without that item.
pub fn what_if(found: &Value, item: &str) -> Result<String, Stop> {
    let Some(line) = items(found).find(|line| word(line, "item") == item) else {
        return Err(Stop::False(format!("the forecast has no line for item {item}")));
    };
    let forecast = text(line, "/forecast")?;
    let repairs: Vec<&str> = list(line, "repairs").filter_map(Value::as_str).collect();
    let depends: Vec<&str> = list(line, "depends_on").map(|person| word(person, "name")).collect();
    Ok(match (repairs.as_slice(), depends.as_slice()) {
        ([], []) => format!("be {forecast}"),
        ([], some) => format!("depend on the {}", some.join(", ").to_lowercase()),
        (some, _) => format!("be {forecast} (what would repair it: {})", rungs(some)),
    })
}

/// The rungs of the ladder in words.
fn rungs(repairs: &[&str]) -> String {
    let say = |rung: &&str| match *rung {
        "deputy" => "a named deputy sits".to_owned(),
        "defer" => "defer the item".to_owned(),
        "refer" => "refer it to another committee".to_owned(),
        "co_opt" => "co-opt somebody".to_owned(),
        "conflicts_panel" => "a conflicts panel".to_owned(),
        "in_common" => "decide in common with another body".to_owned(),
        "nhs_england" => "NHS England decides".to_owned(),
        other => plain(other),
    };
    repairs.iter().map(say).collect::<Vec<_>>().join(", or ")
}

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
            let outcome =
                if rung.is_empty() { plain(word(line, "outcome")) } else { format!("{} (repair: {rung})", plain(word(line, "outcome"))) };
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

/// The sign-ins and what to try.
pub fn farewell(page: &mut Page, opened: &Opened, loaded: &Loaded, url: &str, stops: bool) -> Told {
    page.heading("TRY IT YOURSELF")?;
    if stops {
        page.para("The server stops here. Start it again with: quorate serve")?;
    }
    let rows: Vec<[String; 3]> = opened
        .accounts
        .iter()
        .map(|account| [account.sign_in.role.as_str().replace('_', " "), account.email.clone(), account.password.clone()])
        .collect();
    page.table(["sign in as", "e-mail", "password"], &rows)?;
    page.gap()?;
    let (meeting, award) = (&loaded.meeting, loaded.item("5").unwrap_or_default());
    let email = opened.accounts.get(1).map(|account| account.email.as_str()).unwrap_or_default();
    let password = opened.accounts.get(1).map(|account| account.password.as_str()).unwrap_or_default();
    let rows: Vec<[String; 2]> = [
        ("the API, to read and try", format!("{url}/docs")),
        ("the standings", format!("{url}/api/v1/meetings/{meeting}/standings")),
        ("the minutes", format!("{url}/api/v1/meetings/{meeting}/minutes")),
        ("the award", format!("{url}/api/v1/items/{award}/decisions")),
        ("the decision log", format!("{url}/api/v1/decisions.csv")),
    ]
    .map(|(what, address)| [what.to_owned(), address])
    .to_vec();
    page.table(["what", "address"], &rows)?;
    page.gap()?;
    page.labelled(Ink::Plain, 2, "", "With curl, as the secretary:")?;
    page.verbatim(&[
        format!("TOKEN=$(curl -s {url}/api/v1/sessions -H 'Content-Type: application/json' \\"),
        format!("  -d '{{\"email\":\"{email}\",\"password\":\"{password}\"}}' \\"),
        "  | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')".to_owned(),
        format!("curl -s -H \"Authorization: Bearer $TOKEN\" {url}/api/v1/decisions.csv"),
    ])?;
    Ok(())
}
