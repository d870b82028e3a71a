//! What the answers of the API look like on the page, up to the meeting. Each function takes one
//! answer and tells it to a governance lead; none knows more than the answer says.

use std::cmp::Reverse;

use serde_json::Value;

use super::Stop;
use super::client::text;
use super::loading::Loaded;
use super::opening::Opened;
use super::page::{Ink, Page};
use super::scene::Scene;
use super::script::Try;
use crate::agenda::sheet::{Sheet, SheetItem};
use crate::policy::Treatment;

pub(super) type Told = Result<(), Stop>;

pub(super) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    list(value, "items")
}

pub(super) fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

pub(super) fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// A name as it stands inside a sentence: an abbreviation keeps its capitals.
pub(super) fn inside(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.as_str().chars().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

pub(super) fn or_dash(text: String) -> String {
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
            let treatment: Option<Treatment> = word(person, "treatment").parse().ok();
            let treated = treatment.map_or("", Treatment::phrase).to_owned();
            rows.push([word(person, "name").to_owned(), treated, rules.join(", "), because.join("\n")]);
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
    Ok(page.gap()?)
}

/// The forecast of an item, in one word for each committee that differs, and whom it depends on.
fn forecast_of<'a>(scene: &Scene, sheet: &Sheet, item: &'a SheetItem) -> (String, Vec<&'a str>) {
    let name =
        |id| sheet.committees.iter().find(|committee| committee.committee == id).map_or("", |committee| scene.short(&committee.name));
    let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
    let mut depends: Vec<&'a str> = Vec::new();
    for forecast in &item.forecasts {
        let says = forecast.forecast.to_string();
        match alike.iter_mut().find(|(other, _)| *other == says) {
            Some((_, committees)) => committees.push(name(forecast.committee)),
            None => alike.push((says, vec![name(forecast.committee)])),
        }
        depends.extend(forecast.depends_on_names.iter().map(String::as_str).filter(|name| !depends.contains(name)).collect::<Vec<_>>());
    }
    // Most of them, then those of which something else is to be expected.
    alike.sort_by_key(|(_, committees)| Reverse(committees.len()));
    let says = |(n, (says, committees)): (usize, &(String, Vec<&str>))| {
        if n == 0 { says.clone() } else { format!("but {says} in {}", committees.join(", ")) }
    };
    let forecast = alike.iter().enumerate().map(says).collect::<Vec<_>>().join(", ");
    (forecast, depends)
}

/// The forecast of each item, with who presides and who does not get the papers.
pub fn forecast(page: &mut Page, scene: &Scene, sheet: &Sheet) -> Told {
    let rows: Vec<[String; 6]> = sheet
        .items
        .iter()
        .map(|item| {
            let (forecast, depends) = forecast_of(scene, sheet, item);
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
                or_dash(depends.join(", ")),
                or_dash(withheld.join(", ")),
            ]
        })
        .collect();
    page.table(["item", "purpose", "would preside", "forecast", "depends on", "no papers for"], &rows)?;
    for warning in &sheet.warnings {
        page.gap()?;
        page.labelled(Ink::Plain, 2, "To look at: ", &warning.says)?;
    }
    Ok(page.gap()?)
}

/// The forecast in one line.
pub fn forecast_in_short(page: &mut Page, scene: &Scene, sheet: &Sheet) -> Told {
    // Items of which the same is to be expected stand together.
    let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
    for item in &sheet.items {
        let says = expectation(scene, sheet, item);
        match alike.iter_mut().find(|(other, _)| *other == says) {
            Some((_, numbers)) => numbers.push(&item.number),
            None => alike.push((says, vec![&item.number])),
        }
    }
    let said: Vec<String> = alike
        .iter()
        .map(|(says, numbers)| format!("{} {}: {says}", if numbers.len() > 1 { "items" } else { "item" }, numbers.join(", ")))
        .collect();
    Ok(page.labelled(Ink::Plain, 20, "Forecast: ", &said.join("; "))?)
}

/// The forecast of an item, with whom it depends on.
fn expectation(scene: &Scene, sheet: &Sheet, item: &SheetItem) -> String {
    let (forecast, depends) = forecast_of(scene, sheet, item);
    let depends: Vec<String> = depends.into_iter().map(inside).collect();
    if depends.is_empty() { forecast } else { format!("{forecast} on the {}", depends.join(", ")) }
}

/// The agenda as it was published.
pub fn agenda(page: &mut Page, scene: &Scene, sheet: &Sheet) -> Told {
    page.subheading(&format!("AGENDA  {}", sheet.reference))?;
    let committees: Vec<String> = sheet.committees.iter().map(|committee| committee.name.clone()).collect();
    page.labelled(Ink::Plain, 0, "", &format!("{}, {}", committees.join("; "), sheet.date.long()))?;
    for item in &sheet.items {
        page.labelled(Ink::Bold, 2, &format!("{}  ", item.number), &item.title)?;
        let presiding = item.presiding_name.as_deref().unwrap_or("nobody");
        let stage = plain(item.stage.as_str());
        page.labelled(Ink::Plain, 5, "", &format!("For {}, read as stage {stage}. Presiding: {presiding}.", item.purpose))?;
        page.labelled(Ink::Plain, 5, "Forecast: ", &expectation(scene, sheet, item))?;
        // People who are treated alike stand in one line.
        let mut alike: Vec<(String, Vec<&str>)> = Vec::new();
        for person in &item.people {
            let how = format!("{}{}", person.treatment.phrase(), if person.ruled { "" } else { " (proposed)" });
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
    let depends: Vec<String> = list(line, "depends_on").map(|person| inside(word(person, "name"))).collect();
    Ok(match (repairs.as_slice(), depends.as_slice()) {
        ([], []) => format!("be {forecast}"),
        ([], some) => format!("depend on the {}", some.join(", ")),
        (some, _) => format!("be {forecast} (what would repair it: {})", rungs(some)),
    })
}

/// The rungs of the ladder in words.
pub(super) fn rungs(repairs: &[&str]) -> String {
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

/// The sign-ins and what to try.
pub fn farewell(page: &mut Page, opened: &Opened, loaded: &Loaded, tried: &Try, url: &str, again: Option<String>) -> Told {
    page.heading("TRY IT YOURSELF")?;
    if let Some(command) = again {
        page.para(&format!("The server stops here. Start it again with: {command}"))?;
    }
    let rows: Vec<[String; 3]> = opened
        .accounts
        .iter()
        .map(|account| [account.sign_in.role.as_str().replace('_', " "), account.email.clone(), account.password.clone()])
        .collect();
    page.table(["sign in as", "e-mail", "password"], &rows)?;
    page.gap()?;
    let called = loaded.meeting(&tried.meeting)?;
    let (meeting, item) = (&called.id, called.item(&tried.item)?);
    let email = opened.accounts.get(1).map(|account| account.email.as_str()).unwrap_or_default();
    let password = opened.accounts.get(1).map(|account| account.password.as_str()).unwrap_or_default();
    let rows: Vec<[String; 2]> = [
        ("the API, to read and try", format!("{url}/docs")),
        ("the standings", format!("{url}/api/v1/meetings/{meeting}/standings")),
        ("the minutes", format!("{url}/api/v1/meetings/{meeting}/minutes")),
        (tried.what.as_str(), format!("{url}/api/v1/items/{item}/decisions")),
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
